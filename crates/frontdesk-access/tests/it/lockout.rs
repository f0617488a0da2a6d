//! Which single event leaves nobody to administer.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::analysis::{Cause, Lockout, lockouts};
use frontdesk_access::{
    AccessEvent, AddOnId, Catalogue, Directory, Grant, Holder, MadeBy, Permission as P, Request,
    Resource, Restriction, Role, RoleAssignment, RoleId, Scope, UserFacts,
};
use frontdesk_model::{
    AccountKind, ActorId, GroupId, Labels, Relation, Standing, UserId, Validity, Version,
};
use frontdesk_testkit::{BuildHolder, cast};

const RIGHTS: &[P] = &[P::ROLE_ASSIGN, P::ROLE_VIEW, P::USER_VIEW];

fn hour(number: i64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::hours(number)
}

fn roles() -> Vec<Role> {
    let any = Scope::any();
    let role = |id: &'static str| Role {
        made_by: MadeBy::Host,
        ..Role::built_in(RoleId::from_static(id), Labels::new(id))
    };
    vec![
        role("small.admin").grant(RIGHTS, &any),
        role("small.viewer")
            .grant(&[P::ROLE_VIEW, P::USER_VIEW], &any)
            .with_add_on(
                "opt.assign",
                Labels::new("assign"),
                Grant::each(&[P::ROLE_ASSIGN], &any),
            ),
        role("small.narrow").grant(RIGHTS, &Scope::of(Relation::Myself)),
    ]
}

/// The sorts of people that there are in the worlds.
fn person(id: UserId, sort: u32) -> Holder {
    let bare = Holder::new(cast::TENANT, id);
    let role = |id: &'static str| RoleAssignment::new(RoleId::from_static(id));
    let until = |hours| RoleAssignment {
        validity: Validity::until(hour(hours)),
        ..role("small.admin")
    };
    match sort {
        0 => bare,
        1 => bare.with_role(role("small.admin")),
        2 => bare.with_role(role("small.viewer").with_add_on(AddOnId::from_static("opt.assign"))),
        3 => bare.with_rights(RIGHTS, &Scope::any()),
        4 => bare.with_role(until(1)),
        5 => bare
            .with_role(role("small.admin"))
            .with_standing(Standing::HalfDeleted),
        6 => bare
            .with_role(role("small.admin"))
            .with_restriction(Restriction::deny_admin_panel()),
        7 => bare.with_role(role("small.narrow")),
        8 => bare
            .with_role(role("small.viewer"))
            .with_rights(&[P::ROLE_ASSIGN], &Scope::any()),
        9 => bare
            .with_role(role("small.admin"))
            .with_restriction(Restriction {
                validity: Validity::new(Some(hour(2)), None).unwrap(),
                ..Restriction::deny_admin_panel()
            }),
        10 => bare.with_role(until(3)).with_rights(RIGHTS, &Scope::any()),
        11 => bare
            .with_role(role("small.admin"))
            .with_kind(AccountKind::LegacyAdmin),
        _ => bare.with_role(until(2)),
    }
}

const SORTS: u32 = 13;

fn desk(people: &[Holder]) -> Directory {
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles()).unwrap());
    for holder in people {
        desk.load(holder.clone(), Version::FIRST).unwrap();
    }
    desk
}

/// By the decision alone: gives roles to a stranger and to everybody who is there, at this moment.
fn administers(desk: &Directory, holder: &Holder, at: DateTime<Utc>) -> bool {
    let actor = holder.actor();
    let groups = BTreeSet::from([GroupId::from_number(77)]);
    let mut people: Vec<UserId> = desk.holders().filter_map(|h| h.id.user()).collect();
    people.push(UserId::from_number(777));
    holder.standing.can_sign_in()
        && people.into_iter().all(|user| {
            let resource = Resource::user(
                &actor,
                &UserFacts {
                    tenant: cast::TENANT,
                    user,
                    groups: &groups,
                },
            );
            let request = Request {
                holder,
                permission: P::ROLE_ASSIGN,
                resource,
            };
            desk.catalogue().allows(&request, at)
        })
}

fn moments() -> Vec<DateTime<Utc>> {
    (0..6)
        .map(|half| cast::noon() + TimeDelta::minutes(40 * half))
        .collect()
}

fn count(desk: &Directory, lasting: bool, now: DateTime<Utc>) -> BTreeSet<ActorId> {
    let all = moments();
    let when: Vec<DateTime<Utc>> = match lasting {
        true => all
            .into_iter()
            .filter(|at| *at >= now)
            .chain([hour(1000)])
            .collect(),
        false => vec![now],
    };
    desk.holders()
        .filter(|holder| when.iter().all(|at| administers(desk, holder, *at)))
        .map(|holder| holder.id)
        .collect()
}

/// Every event that takes anything from anybody.
fn all_events(desk: &Directory) -> Vec<Vec<AccessEvent>> {
    let mut events = Vec::new();
    for holder in desk.holders() {
        let id = holder.id;
        for assignment in &holder.roles {
            let taken = AccessEvent::RoleUnassigned {
                holder: id,
                assignment: assignment.clone(),
            };
            events.push(vec![taken.clone()]);
            for add_on in &assignment.add_ons {
                let mut without = assignment.clone();
                without.add_ons.remove(add_on);
                let given = AccessEvent::RoleAssigned {
                    holder: id,
                    assignment: without,
                };
                events.push(vec![taken.clone(), given]);
            }
        }
        for grant in &holder.grants {
            events.push(vec![AccessEvent::Revoked {
                holder: id,
                grant: grant.clone(),
            }]);
        }
        if !holder
            .restrictions
            .contains(&Restriction::deny_admin_panel())
        {
            events.push(vec![AccessEvent::Restricted {
                holder: id,
                restriction: Restriction::deny_admin_panel(),
            }]);
        }
        for standing in [
            Standing::Suspended,
            Standing::HalfDeleted,
            Standing::Deleted,
        ] {
            events.push(vec![AccessEvent::AccountChanged {
                holder: id,
                kind: holder.kind,
                standing,
                memberships: Box::new(holder.memberships.clone()),
            }]);
        }
        for kind in [AccountKind::LegacyOperator, AccountKind::LegacyAdmin] {
            if kind != holder.kind {
                events.push(vec![AccessEvent::AccountChanged {
                    holder: id,
                    kind,
                    standing: holder.standing,
                    memberships: Box::new(holder.memberships.clone()),
                }]);
            }
        }
        events.push(vec![AccessEvent::HolderRemoved { holder: id }]);
    }
    for role in desk.catalogue().roles() {
        for at in 0..role.grants.len() {
            let mut less = role.clone();
            less.grants.remove(at);
            events.push(vec![AccessEvent::RoleSaved { role: less }]);
        }
        for id in role.add_ons.keys() {
            let mut less = role.clone();
            less.add_ons.remove(id);
            events.push(vec![AccessEvent::RoleSaved { role: less }]);
            for at in 0..role.add_ons[id].grants.len() {
                let mut less = role.clone();
                less.add_ons.get_mut(id).unwrap().grants.remove(at);
                events.push(vec![AccessEvent::RoleSaved { role: less }]);
            }
        }
        events.push(vec![AccessEvent::RoleDeleted {
            role: role.id.clone(),
        }]);
    }
    events
}

/// Who remains, and who of them without an end.
type Left = [BTreeSet<ActorId>; 2];

/// What brute force finds: the events with who remains, and the moments with who remains.
type Found = (Vec<(Vec<AccessEvent>, Left)>, Vec<(DateTime<Utc>, Left)>);

fn by_brute_force(desk: &Directory) -> Found {
    let lasting = !count(desk, true, cast::noon()).is_empty();
    let before = count(desk, lasting, cast::noon());
    let mut events = Vec::new();
    for taken in all_events(desk) {
        let mut after = desk.clone();
        for event in &taken {
            after.apply(event).unwrap();
        }
        let counted = count(&after, lasting, cast::noon());
        if counted.len() < before.len() && counted.len() <= 1 {
            let left = [false, true].map(|lasting| count(&after, lasting, cast::noon()));
            events.push((taken, left));
        }
    }
    let mut expiries = Vec::new();
    let mut before = count(desk, false, cast::noon());
    for at in (1..=3).map(hour) {
        let after = count(desk, false, at);
        if after.len() < before.len() && after.len() <= 1 {
            expiries.push((at, [after.clone(), count(desk, true, at)]));
        }
        before = after;
    }
    (events, expiries)
}

#[test]
fn exactly_the_events_that_brute_force_finds() {
    let (mut worlds, mut fatal, mut for_a_time) = (0, 0, 0);
    let (mut single, mut expiring) = (0, 0);
    let ids = [cast::ANNA, cast::BORIS, cast::VERA];
    for one in 0..SORTS {
        for two in one..SORTS {
            for three in [0, 1, 4, 9] {
                let sorts = [one, two, three];
                let people: Vec<Holder> = ids
                    .iter()
                    .zip(sorts)
                    .map(|(id, sort)| person(*id, sort))
                    .collect();
                let desk = desk(&people);
                let (events, expiries) = by_brute_force(&desk);
                let mut found_events = Vec::new();
                let mut found_expiries = Vec::new();
                for lockout in lockouts(&desk, cast::noon()) {
                    let Lockout {
                        remaining,
                        lasting,
                        cause,
                    } = lockout;
                    fatal += u32::from(remaining.is_empty());
                    for_a_time += u32::from(!remaining.is_empty() && lasting.is_empty());
                    single += u32::from(lasting.len() == 1);
                    let left = [remaining, lasting];
                    match cause {
                        Cause::Expiry { at } => found_expiries.push((at, left)),
                        cause => found_events.push((cause.events(&desk), left)),
                    }
                }
                found_expiries.sort();
                assert_eq!(found_expiries, expiries, "{sorts:?}");
                for found in &found_events {
                    assert!(events.contains(found), "{sorts:?}: {found:?}");
                }
                for event in &events {
                    assert!(found_events.contains(event), "{sorts:?}: {event:?}");
                }
                assert_eq!(found_events.len(), events.len(), "{sorts:?}");
                worlds += 1;
                expiring += expiries.len();
            }
        }
    }
    println!(
        "{worlds} worlds, {fatal} lock-outs, {for_a_time} but for a time, {single} single points, {expiring} by time"
    );
    assert!(fatal > 500 && for_a_time > 100 && single > 500 && expiring > 50);
}

fn codes(found: &[Lockout]) -> Vec<String> {
    let text = |lockout: &Lockout| format!("{}: {}", lockout.remaining.len(), lockout.cause);
    found.iter().map(text).collect()
}

/// Attack 6: by every path, with the number of those who remain.
#[test]
fn the_only_administrator_by_every_path() {
    let desk = desk(&[person(cast::VERA, 1), person(cast::OLGA, 0)]);
    let found = codes(&lockouts(&desk, cast::noon()));
    let vera = ActorId::from(cast::VERA);
    assert_eq!(
        found,
        [
            format!("0: role small.admin is taken from {vera}"),
            format!("0: deny.admin_panel is put on {vera}"),
            format!("0: the account of {vera} becomes half_deleted"),
            format!("0: the account of {vera} becomes suspended"),
            format!("0: the account of {vera} becomes deleted"),
            format!("0: the account of {vera} becomes legacy_operator"),
            format!("0: the record of {vera} is removed"),
            "0: user.view @ any leaves role small.admin".to_owned(),
            "0: role.view @ any leaves role small.admin".to_owned(),
            "0: role.assign @ any leaves role small.admin".to_owned(),
            "0: role small.admin is deleted".to_owned(),
        ]
    );
}

/// The twin: with three of them no single person matters, and their common role still does.
#[test]
fn three_administrators_share_one_role() {
    let people = [cast::ANNA, cast::BORIS, cast::VERA].map(|id| person(id, 1));
    let found = lockouts(&desk(&people), cast::noon());
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|lockout| lockout.remaining.is_empty()));
    assert!(found.iter().all(|lockout| matches!(
        lockout.cause,
        Cause::RightRemoved { .. } | Cause::RoleDeleted { .. }
    )));
}

/// Both have an end, and nobody follows the later one.
#[test]
fn the_last_one_ends() {
    let later = RoleAssignment {
        validity: Validity::until(hour(2)),
        ..RoleAssignment::new(RoleId::from_static("small.admin"))
    };
    let boris = Holder::new(cast::TENANT, cast::BORIS).with_role(later);
    let desk = desk(&[person(cast::ANNA, 4), boris]);
    let found = lockouts(&desk, cast::noon());
    let expiry = |lockout: &&Lockout| matches!(lockout.cause, Cause::Expiry { .. });
    let expiries: Vec<(usize, &Cause)> = found
        .iter()
        .filter(expiry)
        .map(|lockout| (lockout.remaining.len(), &lockout.cause))
        .collect();
    assert_eq!(
        expiries,
        [
            (0, &Cause::Expiry { at: hour(2) }),
            (1, &Cause::Expiry { at: hour(1) })
        ]
    );
}

#[test]
fn where_nobody_administers_nobody_is_lost() {
    assert!(
        lockouts(
            &desk(&[person(cast::ANNA, 5), person(cast::BORIS, 6)]),
            cast::noon()
        )
        .is_empty()
    );
}

/// Beside a lasting administrator somebody acts for a time: without the first nobody is locked out
/// yet, and everybody is when the second ends.
#[test]
fn who_administers_for_a_time_is_somebody() {
    let people = [person(cast::VERA, 1), person(cast::ANNA, 12)];
    let desk = desk(&people);
    let found = lockouts(&desk, cast::noon());
    let anna = BTreeSet::from([ActorId::from(cast::ANNA)]);
    let suspended = found.iter().find(|lockout| {
        matches!(&lockout.cause, Cause::AccountClosed { holder, standing: Standing::Suspended } if *holder == cast::VERA.into())
    });
    let suspended = suspended.unwrap();
    assert_eq!((&suspended.remaining, suspended.lasting.len()), (&anna, 0));
    // Their common role is everybody's.
    let deleted = found
        .iter()
        .find(|lockout| matches!(lockout.cause, Cause::RoleDeleted { .. }));
    assert!(deleted.unwrap().remaining.is_empty());
    // The graver first.
    let gravity: Vec<usize> = found.iter().map(|l| l.remaining.len()).collect();
    assert!(gravity.is_sorted(), "{gravity:?}");
}

/// An import that brings back the kind of old, or a merge undone, takes the right to give roles; the
/// old kind that administers keeps it.
#[test]
fn the_only_administrator_becomes_a_legacy_account() {
    let kinds_that_lock_out = |sort| {
        let desk = desk(&[person(cast::VERA, sort), person(cast::OLGA, 0)]);
        let found = lockouts(&desk, cast::noon());
        let kind = |lockout: &Lockout| match lockout.cause {
            Cause::KindChanged { kind, .. } => Some((kind, lockout.remaining.len())),
            _ => None,
        };
        found.iter().filter_map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds_that_lock_out(1), [(AccountKind::LegacyOperator, 0)]);
    // A legacy administrator by record is lost by the other old kind, and by no other.
    assert_eq!(kinds_that_lock_out(11), [(AccountKind::LegacyOperator, 0)]);
    // The twin: who does not administer is no loss.
    assert_eq!(kinds_that_lock_out(5), []);
}
