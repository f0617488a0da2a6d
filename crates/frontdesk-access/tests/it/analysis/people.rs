//! Roles that add nothing, rights that hang on one person, grants that never act, screens.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{
    Holding, Parity, Place, Screen, Why, rare_rights, redundant_roles, roles_without_effect,
    screen_parity, violated_prerequisites, what_can,
};
use frontdesk_access::{
    AddOnId, Catalogue, Grant, Holder, Permission, Reason, Role, RoleAssignment, RoleId, Scope,
    Section, Source,
};
use frontdesk_model::{AccountKind, ActorId, Labels, Relation, Standing, UserId};
use frontdesk_testkit::{BuildConversation, BuildHolder, Thing, cast};
use proptest::prelude::*;

use super::few;
use super::worlds::{World, decide, desk, moments_from, world};

/// Every source that allows a person something, of the questions of the world.
fn allowing(world: &World, holder: &Holder) -> BTreeSet<(Source, Permission, Scope)> {
    let mut found = BTreeSet::new();
    for at in moments_from(world.now) {
        for permission in world.rights() {
            for thing in &world.things {
                let decision = decide(world.desk.catalogue(), holder, permission, thing, at);
                if decision.is_allow() {
                    found.extend(decision.reasons.into_iter().map(|reason| match reason {
                        Reason::Granted {
                            permission,
                            by,
                            scope,
                        } => (by, permission, scope),
                        other => panic!("{other}"),
                    }));
                }
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(few(32))]

    #[test]
    fn a_redundant_role_can_be_taken_away(world in world()) {
        let findings = redundant_roles(&world.desk, world.now);
        prop_assert!(findings.too_wide.is_empty());
        let roles = world.desk.catalogue();
        for found in &findings.found {
            let holder = world.desk.holder(found.actor).unwrap();
            let mut without = holder.clone();
            let at = without.roles.iter().position(|held| *held == found.assignment).unwrap();
            without.roles.remove(at);
            for at in moments_from(world.now) {
                for permission in world.rights() {
                    for thing in &world.things {
                        let ask = |holder| decide(roles, holder, permission, thing, at).is_allow();
                        prop_assert_eq!(ask(holder), ask(&without), "{} {} {:?}", found, permission, thing);
                    }
                }
            }
        }
    }

    /// What is said to allow nobody anything never allows, and a grant that is said never to act
    /// never does.
    #[test]
    fn what_has_no_effect_never_allows(world in world()) {
        let idle = roles_without_effect(&world.desk, world.now);
        let lacking = violated_prerequisites(&world.desk, world.now);
        prop_assert!(idle.too_wide.is_empty() && lacking.too_wide.is_empty());
        for holder in world.desk.holders() {
            for (by, permission, scope) in allowing(&world, holder) {
                prop_assert!(idle.found.iter().all(|found| found.what != by), "{}", by);
                let at = Place::Person(holder.id);
                let now_too = |grant: &Grant| grant.gives.includes(permission) && grant.scope == scope;
                // A grant for a time may act when what it needs has begun: the finding is of now.
                let said = lacking.found.iter().find(|l| l.at == at && l.by == by && now_too(&l.grant));
                let acts_now = said.is_some() && world.things.iter().any(|thing| {
                    let decision = decide(world.desk.catalogue(), holder, permission, thing, world.now);
                    decision.is_allow() && decision.reasons.iter().any(|reason| {
                        matches!(reason, Reason::Granted { by: b, scope: s, .. } if *b == by && *s == scope)
                    })
                });
                let twice = said.is_some_and(|said| !said.grant.validity.is_always())
                    || holder.roles.len() > 1;
                prop_assert!(!acts_now || twice, "{:?}", said);
            }
        }
    }

    /// A role with all its add-ons and nothing else, had by anybody: what is said never to act in it
    /// does not act.
    #[test]
    fn a_grant_that_lacks_its_prerequisite_in_a_role_never_acts_alone(world in world()) {
        let lacking = violated_prerequisites(&world.desk, world.now);
        let roles = world.desk.catalogue();
        for found in &lacking.found {
            let Place::Role(Source::Role(id)) = &found.at else { continue };
            for holder in world.desk.holders() {
                let mut alone = Holder::new(holder.tenant, holder.id);
                alone.memberships = holder.memberships.clone();
                let mut assignment = RoleAssignment::new(id.clone());
                assignment.add_ons.extend(roles.role(id).unwrap().add_ons.keys().cloned());
                alone.roles.push(assignment);
                let permission = found.grant.gives.one().unwrap();
                for at in moments_from(world.now).into_iter().filter(|at| found.grant.validity.holds(*at)) {
                    for thing in &world.things {
                        let decision = decide(roles, &alone, permission, thing, at);
                        let by_it = decision.reasons.iter().any(|reason| matches!(
                            reason,
                            Reason::Granted { by, scope, .. } if *by == found.by && *scope == found.grant.scope
                        ));
                        prop_assert!(!decision.is_allow() || !by_it, "{} {:?}", found, thing);
                    }
                }
            }
        }
    }

    #[test]
    fn a_rare_right_is_nobodys_or_one_persons(world in world()) {
        let rare = rare_rights(&world.desk, world.now);
        prop_assert!(rare.too_wide.is_empty());
        let mut holders: std::collections::BTreeMap<Permission, BTreeSet<ActorId>> = Default::default();
        for holder in world.desk.holders() {
            // What a person can do is checked against the decision elsewhere.
            for right in what_can(&world.desk, holder.id, world.now).unwrap().rights {
                holders.entry(right.permission).or_default().insert(holder.id);
            }
        }
        let mut expected = Vec::new();
        for permission in world.desk.catalogue().permissions() {
            let people: Vec<ActorId> = holders.get(&permission).into_iter().flatten().copied().collect();
            match people.as_slice() {
                [] => expected.push((permission, Holding::Nobody)),
                [one] => expected.push((permission, Holding::Only(*one))),
                _ => {}
            }
        }
        let found: Vec<_> = rare.found.iter().map(|rare| (rare.permission, rare.held_by)).collect();
        prop_assert_eq!(found, expected);
    }
}

fn named(id: &'static str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(id))
}

fn held(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

#[test]
fn the_narrower_of_two_roles_is_redundant() {
    let wide = named("test.wide").grant(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let narrow =
        named("test.narrow").grant(&[Permission::CONVERSATION_VIEW], &Scope::of(Relation::Own));
    let hiring = narrow
        .clone()
        .assigning([RoleId::from_static("test.narrow")]);
    let catalogue = |narrow: Role| Catalogue::try_from(vec![wide.clone(), narrow]).unwrap();
    let holder = || {
        cast::olga()
            .with_role(held("test.wide"))
            .with_role(held("test.narrow"))
    };
    let found = redundant_roles(&desk(catalogue(narrow), vec![holder()]), cast::noon()).found;
    let ids: Vec<&str> = found
        .iter()
        .map(|found| found.assignment.role.as_str())
        .collect();
    assert_eq!(ids, ["test.narrow"]);
    // By it others may be given roles: it is not redundant.
    assert!(redundant_roles(&desk(catalogue(hiring), vec![holder()]), cast::noon()).is_empty());
    // An account that is suspended now may be active again: its roles are not all redundant.
    let suspended = holder().with_standing(Standing::Suspended);
    let again = named("test.narrow").grant(&[Permission::TAG_MANAGE], &Scope::any());
    assert!(redundant_roles(&desk(catalogue(again), vec![suspended]), cast::noon()).is_empty());
}

#[test]
fn a_role_without_effect_says_why() {
    let reply = named("test.reply").grant(&[Permission::CONVERSATION_REPLY], &Scope::any());
    let roles = vec![
        named("test.empty"),
        named("test.unused").grant(&[Permission::TAG_MANAGE], &Scope::any()),
        reply,
        named("test.used").grant(&[Permission::TEMPLATE_MANAGE], &Scope::any()),
        named("test.hiring").assigning([RoleId::from_static("test.used")]),
    ];
    let holder = cast::olga()
        .with_role(held("test.reply"))
        .with_role(held("test.used"));
    let desk = desk(Catalogue::try_from(roles).unwrap(), vec![holder]);
    let found = roles_without_effect(&desk, cast::noon()).found;
    let found: Vec<(String, Why)> = found.iter().map(|f| (f.what.to_string(), f.why)).collect();
    let expected = [
        ("role test.empty", Why::NothingInIt),
        ("role test.reply", Why::NothingActs),
        ("role test.unused", Why::NobodyHasIt),
    ];
    assert_eq!(found, expected.map(|(what, why)| (what.to_owned(), why)));
}

#[test]
fn a_grant_without_its_prerequisite_is_found_in_the_role_and_on_the_record() {
    // What the role lacks its add-on has, but over other objects.
    let reply = Grant::new(
        Permission::CONVERSATION_REPLY,
        Scope::of(Relation::Unassigned),
    );
    let mut role = named("test.agent").with_add_on(
        "opt.own",
        Labels::new("Own"),
        vec![Grant::new(
            Permission::CONVERSATION_VIEW,
            Scope::of(Relation::Own),
        )],
    );
    role.grants.push(reply.clone());
    let roles = Catalogue::try_from(vec![role]).unwrap();
    let mut assignment = held("test.agent");
    assignment.add_ons.insert(AddOnId::from_static("opt.own"));
    let holder = cast::olga().with_role(assignment);
    let world = desk(roles.clone(), vec![holder.clone()]);
    let found = violated_prerequisites(&world, cast::noon()).found;
    let places: Vec<Place> = found.iter().map(|found| found.at.clone()).collect();
    let agent = Source::Role(RoleId::from_static("test.agent"));
    assert_eq!(places, [Place::Role(agent), Place::Person(holder.id)]);
    for found in &found {
        assert_eq!(found.grant, reply);
        assert_eq!(
            found.missing,
            [Permission::CONVERSATION_VIEW].into(),
            "{found}"
        );
    }
    // With the view of the same objects from elsewhere the record is in order; the role is as it was.
    let in_order = holder.with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let found = violated_prerequisites(&desk(roles, vec![in_order]), cast::noon()).found;
    assert_eq!(found.len(), 1);
}

/// Own record, section, and a number that only one person has.
#[test]
fn a_prerequisite_about_a_person_is_asked_of_whom_it_names() {
    let user = UserId::from_number(5);
    let of_five = Scope {
        people: Some(frontdesk_access::Among::These([user].into())),
        ..Scope::any()
    };
    let role = named("test.lead")
        .grant(&[Permission::USER_CREATE], &Scope::any())
        .grant(&[Permission::USER_VIEW], &of_five);
    let roles = Catalogue::try_from(vec![role]).unwrap();
    // User 5 could create users by it.
    assert!(violated_prerequisites(&desk(roles, vec![]), cast::noon()).is_empty());
}

/// Who is on his own list of people oversees himself: what is his own lies in it.
#[test]
fn a_list_of_people_may_have_the_person_himself_on_it() {
    let people = Scope {
        people: Some(frontdesk_access::Among::Mine),
        ..Scope::any()
    };
    let roles = |seen: Relation| {
        let role = named("test.lead")
            .grant(&[Permission::CONVERSATION_REPLY], &people)
            .grant(&[Permission::CONVERSATION_VIEW], &Scope::of(seen));
        Catalogue::try_from(vec![role]).unwrap()
    };
    let lacking = |seen| {
        let desk = desk(roles(seen), vec![]);
        violated_prerequisites(&desk, cast::noon()).found.len()
    };
    assert_eq!(lacking(Relation::Own), 0);
    let mut holder = cast::olga().with_role(held("test.lead"));
    let chat = cast::chat(1).in_work_with(cast::OLGA);
    let replies = |holder: &Holder| {
        let thing = Thing::Conversation(chat.clone());
        let reply = Permission::CONVERSATION_REPLY;
        decide(&roles(Relation::Own), holder, reply, &thing, cast::noon()).is_allow()
    };
    assert!(!replies(&holder));
    holder.memberships.overseen_people.insert(cast::OLGA);
    assert!(replies(&holder));
    // What nobody has is on nobody's list.
    assert_eq!(lacking(Relation::Unassigned), 1);
}

#[test]
fn one_active_administrator_is_all_there_is() {
    let people = vec![
        cast::vera(),
        cast::ilya(),
        cast::anna(),
        cast::boris(),
        cast::gleb(),
    ];
    let rare = rare_rights(&desk(cast::roles(), people), cast::noon());
    let of = |permission| {
        rare.found
            .iter()
            .find(|r| r.permission == permission)
            .map(|r| r.held_by)
    };
    assert_eq!(
        of(Permission::ROLE_ASSIGN),
        Some(Holding::Only(cast::VERA.into()))
    );
    assert_eq!(
        of(Permission::CONVERSATION_TAKE_OVER),
        Some(Holding::Only(cast::BORIS.into()))
    );
    assert_eq!(of(Permission::IMPERSONATE), Some(Holding::Nobody));
    assert_eq!(of(Permission::CONVERSATION_REPLY), None);
    assert_eq!(cast::gleb().kind, AccountKind::LegacyOperator);
}

#[test]
fn rights_and_their_screens_go_together_or_are_named() {
    let screens = Screen::usual();
    let lost =
        cast::olga().with_rights(&[Permission::CONVERSATION_VIEW], &Scope::of(Relation::Own));
    let empty = cast::anna();
    let mut empty = Holder {
        roles: vec![],
        ..empty
    };
    empty = empty.with_rights(&[Permission::SURFACE_ADMIN_PANEL], &Scope::any());
    let people = vec![cast::boris(), cast::vera(), lost.clone(), empty.clone()];
    let found = screen_parity(&desk(cast::roles(), people), &screens, cast::noon()).found;
    let of = |id: ActorId| -> Vec<&Parity> {
        found
            .iter()
            .filter(|f| f.actor == id)
            .map(|f| &f.parity)
            .collect()
    };
    assert_eq!(
        of(empty.id),
        [&Parity::ScreenWithoutRight {
            surface: Permission::SURFACE_ADMIN_PANEL
        }]
    );
    let [
        Parity::RightWithoutScreen {
            permission,
            screens,
        },
    ] = of(lost.id)[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(*permission, Permission::CONVERSATION_VIEW);
    assert!(screens.contains(&Permission::SURFACE_OPERATOR_APP));
    assert!(!screens.contains(&Permission::SURFACE_ADMIN_PANEL));
    // An operator sees colleagues, and the operator's application does not show them.
    let employees = of(cast::BORIS.into());
    assert!(employees.iter().all(|parity| matches!(
        parity,
        Parity::RightWithoutScreen { permission, .. } if permission.section() == Section::Employees
    )));
    assert!(of(cast::VERA.into()).is_empty(), "{found:?}");
}
