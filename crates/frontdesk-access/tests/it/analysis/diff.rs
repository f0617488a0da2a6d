//! What a change comes to: every row is witnessed by an object that there can be, and every answer
//! that changes lies in a row.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::analysis::{
    Change, Diff, DiffError, Direction, Extent, ObligationChange, TrustChange, diff, diff_role,
    role_changes,
};
use frontdesk_access::{
    Among, Catalogue, Directory, Grant, Groups, Holder, MadeBy, Obligation, Permission, Role,
    RoleAssignment, RoleId, Scope, Source,
};
use frontdesk_model::{ActorId, Labels, Memberships, Relation, Standing, Validity, Version};
use frontdesk_testkit::{BuildHolder, Thing, cast, strategy};
use proptest::prelude::*;

use super::few;
use super::realize::{assert_same, realize};
use super::worlds::{World, allowed, desk, moments_from, people, rights, roles, world};

/// Whether a row holds at this moment.
fn holds(change: &Change, at: DateTime<Utc>) -> bool {
    change.from.is_none_or(|from| from <= at) && change.until.is_none_or(|until| at < until)
}

/// The record that the row's scopes are read with.
fn reader<'a>(change: &Change, before: &'a Directory, after: &'a Directory) -> &'a Holder {
    let desk = match change.direction {
        Direction::Gained => after,
        Direction::Lost => before,
    };
    desk.holder(change.actor).unwrap()
}

fn lies_in(change: &Change, reader: &Holder, thing: &Thing) -> bool {
    let actor = reader.actor();
    let resource = thing.resource(&actor);
    change.area.scope.covers(&actor, &resource)
        && !change
            .area
            .but_not
            .iter()
            .any(|scope| scope.covers(&actor, &resource))
}

/// Everything that the diff claims is decided again, and everything that is decided otherwise is
/// looked for in it.
fn check(before: &Directory, after: &Directory, things: &[Thing], now: DateTime<Utc>, diff: &Diff) {
    assert!(diff.too_wide.is_empty());
    let ask = |change: &Change, thing: &Thing, at| {
        let ask = |desk| allowed(desk, change.actor, change.permission, thing, at);
        match change.direction {
            Direction::Gained => (ask(after), ask(before)),
            Direction::Lost => (ask(before), ask(after)),
        }
    };
    for change in &diff.changes {
        let reader = reader(change, before, after);
        let example = &change.area.example;
        let thing = realize(example, change.actor);
        assert_same(
            &example.resource(&reader.actor()),
            &thing.resource(&reader.actor()),
        );
        let from = change.from.unwrap_or(now);
        let last = change.until.map(|until| until - TimeDelta::milliseconds(1));
        for at in [from].into_iter().chain(last) {
            assert_eq!(ask(change, &thing, at), (true, false), "{change} at {at}");
        }
        assert!(lies_in(change, reader, &thing), "{change}");
        for thing in things {
            let right_kind = thing.kind() == example.kind;
            if right_kind && change.area.extent == Extent::Whole && lies_in(change, reader, thing) {
                assert_eq!(
                    ask(change, thing, from),
                    (true, false),
                    "{change} {thing:?}"
                );
            }
        }
    }
    let ids: BTreeSet<ActorId> = before
        .holders()
        .chain(after.holders())
        .map(|h| h.id)
        .collect();
    for at in moments_from(now) {
        for actor in &ids {
            for permission in rights(&[before, after]) {
                for thing in things {
                    let was = allowed(before, *actor, permission, thing, at);
                    let is = allowed(after, *actor, permission, thing, at);
                    if was == is {
                        continue;
                    }
                    let direction = if is {
                        Direction::Gained
                    } else {
                        Direction::Lost
                    };
                    let row = diff.changes.iter().find(|change| {
                        change.actor == *actor
                            && change.permission == permission
                            && change.direction == direction
                            && holds(change, at)
                            && lies_in(change, reader(change, before, after), thing)
                    });
                    assert!(
                        row.is_some(),
                        "{permission} {actor} {direction:?} {at} {thing:?}\n{diff}"
                    );
                }
            }
        }
    }
}

/// One tenant and what becomes of it: other people, other roles, or one small edit.
fn edited() -> impl Strategy<Value = (World, Directory)> {
    let edit = (
        0..6_usize,
        0..3_usize,
        strategy::grant(),
        strategy::restriction(),
        strategy::memberships(),
        strategy::role_assignment(),
    );
    let worlds = (
        world().boxed(),
        people().boxed(),
        roles(Just(false)).boxed(),
    );
    (worlds, edit.boxed()).prop_map(|((world, people, roles), edit)| {
        let (which, who, grant, restriction, lists, assignment) = edit;
        let mut same: Vec<Holder> = world.desk.holders().cloned().collect();
        let catalogue = world.desk.catalogue().clone();
        let one = &mut same[who];
        match which {
            0 => return (world, desk(catalogue, people)),
            1 => return (world, desk(roles, same)),
            2 => one.grants.push(grant),
            3 => one.restrictions.push(restriction),
            4 => one.memberships = lists,
            _ => one.roles.push(assignment),
        }
        (world, desk(catalogue, same))
    })
}

/// The same rights in other words.
fn rewritten(desk_before: &Directory) -> Directory {
    let words = |grants: &[Grant], lists: Option<&Memberships>| -> Vec<Grant> {
        let mut all: Vec<Grant> = Vec::new();
        for grant in grants.iter().rev() {
            all.extend(split(grant));
            // A duplicate, with the lists written out where it is known whose they are.
            let mut again = grant.clone();
            if let (Some(lists), Some(sites)) = (lists, &mut again.scope.sites) {
                *sites = Among::These(sites.resolve(&lists.sites).clone());
            }
            all.push(again);
        }
        all
    };
    let roles = desk_before.catalogue().roles().map(|role| {
        let mut role = role.clone();
        role.grants = words(&role.grants, None);
        for add_on in role.add_ons.values_mut() {
            add_on.grants = words(&add_on.grants, None);
        }
        role
    });
    let mut catalogue = Catalogue::try_from(roles.collect::<Vec<Role>>()).unwrap();
    for right in desk_before.catalogue().host_permissions() {
        catalogue.declare(right.clone()).unwrap();
    }
    let people = desk_before.holders().map(|holder| {
        let mut holder = holder.clone();
        holder.grants = words(&holder.grants, Some(&holder.memberships));
        holder.roles.reverse();
        holder.roles.extend(holder.roles.clone());
        holder.restrictions.reverse();
        holder
    });
    desk(catalogue, people.collect())
}

/// One grant as several: each state and each named group alone, and each half of its time.
fn split(grant: &Grant) -> Vec<Grant> {
    let mut parts = vec![grant.clone()];
    if let Some(states) = &grant.scope.states {
        parts = states
            .iter()
            .map(|state| {
                let mut part = grant.clone();
                part.scope.states = Some([*state].into());
                part
            })
            .collect();
        parts.extend(states.is_empty().then(|| grant.clone()));
    }
    let groups = grant
        .scope
        .groups
        .as_ref()
        .filter(|groups| groups.these.len() > 1);
    if let Some(groups) = groups {
        let whole = std::mem::take(&mut parts);
        for part in whole {
            let alone = groups.these.iter().map(|group| Groups {
                these: [*group].into(),
                ..groups.clone()
            });
            for groups in alone {
                let mut part = part.clone();
                part.scope.groups = Some(groups);
                parts.push(part);
            }
        }
    }
    let half = cast::noon();
    let halves = [
        (grant.validity.from(), Some(half)),
        (Some(half), grant.validity.end()),
    ];
    let halves = halves.map(|(from, until)| Validity::new(from, until));
    match halves {
        [Ok(first), Ok(second)] => parts
            .into_iter()
            .flat_map(|part| {
                [first, second].map(|validity| Grant {
                    validity,
                    ..part.clone()
                })
            })
            .collect(),
        _ => parts,
    }
}

proptest! {
    #![proptest_config(few(32))]

    #[test]
    fn the_diff_is_what_is_decided_otherwise((world, after) in edited()) {
        let diff = diff(&world.desk, &after, world.now).unwrap();
        check(&world.desk, &after, &world.things, world.now, &diff);
        // The other way round the same is lost.
        let back = frontdesk_access::analysis::diff(&after, &world.desk, world.now).unwrap();
        prop_assert_eq!(diff.is_empty(), back.is_empty());
        prop_assert_eq!(diff.changes.len(), back.changes.len());
    }

    #[test]
    fn a_rewrite_that_changes_nothing_shows_nothing(world in world()) {
        let again = rewritten(&world.desk);
        let diff = diff(&world.desk, &again, world.now).unwrap();
        prop_assert!(diff.is_empty(), "{}", diff);
        prop_assert!(frontdesk_access::analysis::diff(&world.desk, &world.desk, world.now).unwrap().is_empty());
    }

    /// A version of a role is what the directory with it is.
    #[test]
    fn a_version_of_a_role_is_a_change_of_the_directory(world in world(), role in strategy::role("test.agent")) {
        let mut catalogue = world.desk.catalogue().clone();
        catalogue.replace(role.clone());
        let after = desk(catalogue, world.desk.holders().cloned().collect());
        let by_role = diff_role(&world.desk, &role, world.now);
        prop_assert_eq!(by_role, diff(&world.desk, &after, world.now).unwrap());
    }
}

fn one(holder: Holder) -> Directory {
    desk(cast::roles(), vec![holder])
}

fn rows(before: Holder, after: Holder) -> Vec<String> {
    let diff = diff(&one(before), &one(after), cast::noon()).unwrap();
    let row = |change: &Change| {
        let said = change.to_string();
        let (sign, rest) = said.split_at(1);
        format!("{sign} {}", rest.split_once(": ").unwrap().1)
    };
    diff.changes.iter().map(row).collect()
}

const VIEW: &[Permission] = &[Permission::CONVERSATION_VIEW];

#[test]
fn what_is_gained_is_narrowed_to_what_is_new() {
    let sites = |numbers: &[i64]| Scope {
        sites: Some(Among::These(
            numbers
                .iter()
                .copied()
                .map(frontdesk_model::SiteId::from_number)
                .collect(),
        )),
        ..Scope::any()
    };
    let third = frontdesk_model::SiteId::from_number(3);
    let before = cast::olga().with_rights(VIEW, &sites(&[1, 2]));
    let after = cast::olga().with_rights(VIEW, &sites(&[1, 2, 3]));
    let expected = format!("+ conversation.view @ sites = {third}");
    let gained = rows(before.clone(), after.clone());
    assert_eq!(gained, std::slice::from_ref(&expected));
    assert_eq!(rows(after, before), [expected.replace('+', "-")]);
}

#[test]
fn what_becomes_wide_is_gained_but_for_what_was() {
    let before = cast::olga().with_rights(VIEW, &Scope::of(Relation::Own));
    let after = cast::olga().with_rights(VIEW, &Scope::any());
    assert_eq!(rows(before, after), ["+ conversation.view @ any but own"]);
}

/// Who no longer sees what is private, and what nobody says.
#[test]
fn what_becomes_open_only_is_lost_but_for_what_is_open() {
    let open = Scope {
        privacy: Some(frontdesk_model::Privacy::Open),
        ..Scope::any()
    };
    let before = cast::olga().with_rights(VIEW, &Scope::any());
    let after = cast::olga().with_rights(VIEW, &open);
    assert_eq!(
        rows(before.clone(), after.clone()),
        ["- conversation.view @ any but privacy = open"]
    );
    let named = after.with_rights(VIEW, &Scope::of(Relation::Mentioned));
    assert_eq!(
        rows(before, named),
        ["- conversation.view @ any but privacy = open and mentioned"]
    );
}

/// A prerequisite brings what waits for it, over its own objects only.
#[test]
fn a_prerequisite_brings_what_needs_it() {
    let waiting = cast::olga().with_rights(&[Permission::CONVERSATION_REPLY], &Scope::any());
    let after = waiting.clone().with_rights(VIEW, &Scope::of(Relation::Own));
    assert_eq!(
        rows(waiting, after),
        ["+ conversation.view @ own", "+ conversation.reply @ own"]
    );
}

/// Of two lists the queues are told apart.
#[test]
fn who_changes_groups_changes_queues() {
    let queue = Scope::of(Relation::MyGroupQueue);
    let before = cast::olga().in_group(cast::SALES).with_rights(VIEW, &queue);
    let after = cast::olga()
        .in_group(cast::SUPPORT)
        .with_rights(VIEW, &queue);
    let but = |scope: &str, group| format!("{scope} but unassigned & groups = {group}");
    assert_eq!(
        rows(before, after),
        [
            "+ conversation.view @ my_group_queue",
            "- conversation.view @ my_group_queue"
        ]
    );
    // One group more: the queue but for the one that was there.
    let both = cast::olga()
        .in_group(cast::SALES)
        .in_group(cast::SUPPORT)
        .with_rights(VIEW, &queue);
    let before = cast::olga().in_group(cast::SALES).with_rights(VIEW, &queue);
    let expected = format!(
        "+ conversation.view @ {}",
        but("my_group_queue", cast::SALES)
    );
    assert_eq!(rows(before, both), [expected]);
}

/// The groups of one's own record are the list: who leaves a group takes the record out of it.
#[test]
fn who_changes_groups_changes_the_own_record() {
    let sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let view = &[Permission::EMPLOYEE_VIEW];
    let after = cast::olga().with_rights(view, &sales);
    let before = after.clone().in_group(cast::SALES);
    let diff = diff(&one(before.clone()), &one(after.clone()), cast::noon()).unwrap();
    let [lost] = diff.changes.as_slice() else {
        panic!("{diff}")
    };
    assert_eq!(
        (lost.direction, lost.area.extent),
        (Direction::Lost, Extent::Part)
    );
    let example = realize(&lost.area.example, after.id);
    assert!(matches!(example, Thing::OwnRecord), "{example:?}");
    let expected = format!("employee.view @ groups = {}", cast::SALES);
    let said = rows(before.clone(), after.clone());
    assert!(said[0].contains(&expected), "{said:?}");
    assert_eq!(rows(after, before).len(), 1);
    // Where the right does not ask for groups nothing changes.
    let after = cast::olga().with_rights(view, &Scope::any());
    let before = after.clone().in_group(cast::SALES);
    assert_eq!(rows(before, after), [""; 0]);
}

#[test]
fn the_end_of_a_right_is_a_loss_from_then_on() {
    let until = cast::noon() + TimeDelta::hours(1);
    let mut grant = Grant::new(Permission::TAG_MANAGE, Scope::any());
    let forever = cast::olga().with_grant(grant.clone());
    grant.validity = Validity::until(until);
    let ending = cast::olga().with_grant(grant);
    let diff = diff(&one(forever), &one(ending.clone()), cast::noon()).unwrap();
    let [change] = diff.changes.as_slice() else {
        panic!("{diff}")
    };
    assert_eq!(
        (change.direction, change.from, change.until),
        (Direction::Lost, Some(until), None)
    );
    assert_eq!(diff.at_once().count(), 0);
    // The other bound: gained for an hour.
    let gained =
        frontdesk_access::analysis::diff(&one(cast::olga()), &one(ending), cast::noon()).unwrap();
    let [change] = gained.changes.as_slice() else {
        panic!("{gained}")
    };
    assert_eq!(
        (change.direction, change.from, change.until),
        (Direction::Gained, None, Some(until))
    );
    assert_eq!(gained.at_once().count(), 1);
}

#[test]
fn two_tenants_are_not_compared() {
    let here = Directory::new(cast::TENANT, cast::roles());
    let there = Directory::new(cast::OTHER_TENANT, cast::roles());
    assert_eq!(
        diff(&here, &there, cast::noon()),
        Err(DiffError::OtherTenant)
    );
}

#[test]
fn the_versions_of_a_role_beside_each_other() {
    let role = |scope: Scope| {
        Role::built_in(RoleId::from_static("test.agent"), Labels::new("Agent")).grant(VIEW, &scope)
    };
    let in_sales = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::of(Relation::Unassigned)
    };
    let queue = role(Scope::of(Relation::MyGroupQueue));
    let catalogue = Catalogue::default();
    // The queue of my groups is what is unassigned in my groups, whoever I am.
    assert!(role_changes(&catalogue, &queue, &role(in_sales)).is_empty());
    let wider = role_changes(&catalogue, &queue, &role(Scope::of(Relation::Unassigned)));
    let [change] = wider.found.as_slice() else {
        panic!("{wider}")
    };
    assert_eq!(change.direction, Direction::Gained);
    assert_eq!(change.by, Source::Role(queue.id));
    assert!(
        change
            .example
            .object
            .relations
            .contains(&Relation::Unassigned),
        "{wider}"
    );
}

/// Two versions of a tenant with one person in it.
fn versions(before: (Vec<Role>, Holder), after: (Vec<Role>, Holder)) -> Diff {
    let load = |(roles, holder): (Vec<Role>, Holder)| {
        let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles).unwrap());
        desk.load(holder, Version::FIRST).unwrap();
        desk
    };
    diff(&load(before), &load(after), cast::noon()).unwrap()
}

/// Whoever need not hide numbers any more sees them.
#[test]
fn a_duty_that_is_gone_is_a_change() {
    let view = [Permission::CONVERSATION_VIEW];
    let anna = Holder::new(cast::TENANT, cast::ANNA).with_rights(&view, &Scope::any());
    let masked = anna.clone().with_obligation(Obligation::MaskNumber);
    let none = Vec::new;
    let freed = versions((none(), masked.clone()), (none(), anna.clone()));
    let change = |direction| ObligationChange {
        actor: cast::ANNA.into(),
        obligation: Obligation::MaskNumber,
        direction,
    };
    assert!(!freed.is_empty() && freed.changes.is_empty());
    assert_eq!(freed.obligations, [change(Direction::Lost)]);
    assert_eq!(
        freed.to_string(),
        format!(
            "- {}: must no longer mask_number",
            ActorId::from(cast::ANNA)
        )
    );
    let bound = versions((none(), anna.clone()), (none(), masked));
    assert_eq!(bound.obligations, [change(Direction::Gained)]);
    assert!(versions((none(), anna.clone()), (none(), anna)).is_empty());
}

/// Whoever may assign a role can give what he does not hold, while he has the role that says so.
#[test]
fn a_role_that_may_be_assigned_is_a_change() {
    let role = |id: &'static str| Role {
        made_by: MadeBy::Host,
        ..Role::built_in(RoleId::from_static(id), Labels::new(id))
    };
    let agent = role("small.agent").grant(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let plain = vec![agent.clone(), role("small.lead")];
    let trusting = vec![
        agent.clone(),
        role("small.lead").assigning([agent.id.clone()]),
    ];
    let until = cast::noon() + TimeDelta::hours(2);
    let lead = |validity| {
        Holder::new(cast::TENANT, cast::ANNA).with_role(RoleAssignment {
            validity,
            ..RoleAssignment::new(RoleId::from_static("small.lead"))
        })
    };
    let change = |direction, from, until| TrustChange {
        actor: cast::ANNA.into(),
        role: agent.id.clone(),
        direction,
        from,
        until,
    };
    let always = lead(Validity::ALWAYS);
    let given = versions(
        (plain.clone(), always.clone()),
        (trusting.clone(), always.clone()),
    );
    assert_eq!(given.entrusted, [change(Direction::Gained, None, None)]);
    assert_eq!(given.people(), BTreeSet::from([cast::ANNA.into()]));
    assert_eq!(
        given.to_string(),
        format!(
            "+ {}: may assign role small.agent",
            ActorId::from(cast::ANNA)
        )
    );
    // By a new version of the role alone, and only for as long as she has it.
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(plain.clone()).unwrap());
    desk.load(lead(Validity::until(until)), Version::FIRST)
        .unwrap();
    let versioned = diff_role(&desk, &trusting[1], cast::noon());
    let timed = change(Direction::Gained, None, Some(until));
    assert_eq!(versioned.entrusted, [timed]);
    // An end that comes to it is a loss from then on.
    let ending = versions(
        (trusting.clone(), always.clone()),
        (trusting.clone(), lead(Validity::until(until))),
    );
    assert_eq!(
        ending.entrusted,
        [change(Direction::Lost, Some(until), None)]
    );
    // Whoever cannot act assigns nothing: nothing changes for him.
    let closed = always.with_standing(Standing::Suspended);
    assert!(versions((plain, closed.clone()), (trusting, closed)).is_empty());
}
