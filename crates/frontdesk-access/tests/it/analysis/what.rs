//! What a person can do: every yes lies in an area, and every area says yes.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{Because, Extent, OnRecord, Right, WhatCan, what_can};
use frontdesk_access::{
    Among, Catalogue, Grant, Holder, Permission, Reason, Restriction, RoleId, Scope, Section,
    Source,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{Relation, UserId, Validity};
use frontdesk_testkit::{BuildHolder, Thing, cast};
use proptest::prelude::*;

use super::few;
use super::realize::{assert_same, realize};
use super::worlds::{World, decide, desk, world};

fn lies_in(right: &Right, holder: &Holder, thing: &Thing) -> bool {
    let actor = holder.actor();
    let resource = thing.resource(&actor);
    right.area.scope.covers(&actor, &resource)
        && !right
            .area
            .but_not
            .iter()
            .any(|scope| scope.covers(&actor, &resource))
}

fn check(world: &World, holder: &Holder, can: &WhatCan) {
    let roles = world.desk.catalogue();
    // Every area shows an object that there can be and over which the answer is yes.
    for right in &can.rights {
        let example = &right.area.example;
        let thing = realize(example, holder.id);
        assert_same(
            &example.resource(&holder.actor()),
            &thing.resource(&holder.actor()),
        );
        let decision = decide(roles, holder, right.permission, &thing, world.now);
        assert!(decision.is_allow(), "{right}: {decision:?}");
        assert!(lies_in(right, holder, &thing), "{right}");
        assert!(!right.by.is_empty(), "{right}");
    }
    let idle: BTreeSet<(Source, Grant)> = can
        .without_effect
        .iter()
        .filter_map(|idle| match &idle.what {
            OnRecord::Grant { by, grant } => Some((by.clone(), (**grant).clone())),
            _ => None,
        })
        .collect();
    for thing in &world.things {
        for permission in world.rights() {
            let decision = decide(roles, holder, permission, thing, world.now);
            let of_it = can
                .rights
                .iter()
                .filter(|right| right.permission == permission);
            let here: Vec<&Right> = of_it
                .filter(|right| lies_in(right, holder, thing))
                .collect();
            if roles.object_of(permission) != Some(thing.kind()) {
                continue;
            }
            if !decision.is_allow() {
                let whole = here.iter().find(|right| right.area.extent == Extent::Whole);
                assert!(
                    whole.is_none(),
                    "{} but {decision:?} {thing:?}",
                    whole.unwrap()
                );
                continue;
            }
            assert!(
                !here.is_empty(),
                "{permission} over {thing:?}: {decision:?} {can}"
            );
            assert!(can.sections.contains(&permission.section()));
            for reason in &decision.reasons {
                let Reason::Granted { by, scope, .. } = reason else {
                    panic!("{reason}")
                };
                assert!(
                    here.iter().any(|right| right.by.contains(by)),
                    "{reason}: {can}"
                );
                // What allows is nowhere said to have no effect.
                let same = |(source, grant): &&(Source, Grant)| {
                    let gives = grant.gives.includes(permission) && grant.scope == *scope;
                    source == by && gives && grant.validity.holds(world.now)
                };
                let elsewhere = idle.iter().find(same);
                assert!(
                    elsewhere.is_none() || is_twice(roles, holder, by),
                    "{elsewhere:?}"
                );
            }
            for obligation in &decision.obligations {
                assert!(can.obligations.contains(obligation));
            }
        }
    }
}

/// The same role may be on a record twice, once for a time that is over.
fn is_twice(roles: &Catalogue, holder: &Holder, by: &Source) -> bool {
    let of_role = |wanted: &RoleId| {
        holder
            .roles
            .iter()
            .filter(|held| held.role == *wanted)
            .count()
            > 1
    };
    match by {
        Source::Role(role) | Source::AddOn { role, .. } => {
            of_role(role) && roles.role(role).is_some()
        }
        Source::Person => false,
    }
}

proptest! {
    #![proptest_config(few(40))]

    #[test]
    fn what_a_person_can_do_is_what_is_decided(world in world()) {
        for holder in world.desk.holders() {
            let can = what_can(&world.desk, holder.id, world.now).unwrap();
            prop_assert!(can.too_wide.is_empty());
            check(&world, holder, &can);
        }
    }
}

#[test]
fn nobody_has_no_answer() {
    let desk = desk(cast::roles(), vec![]);
    assert_eq!(what_can(&desk, cast::ANNA.into(), cast::noon()), None);
}

#[test]
fn annas_rights_read_as_the_catalogue_writes_them() {
    let desk = desk(cast::roles(), vec![cast::anna()]);
    let can = what_can(&desk, cast::ANNA.into(), cast::noon()).unwrap();
    let rights: Vec<String> = can
        .rights
        .iter()
        .map(|right| format!("{} @ {}", right.permission, right.area))
        .collect();
    assert_eq!(
        rights,
        [
            "surface.operator_app @ any",
            "conversation.view @ own",
            "conversation.view @ offered_to_me",
            "conversation.view @ my_group_queue",
            "conversation.reply @ own",
            "conversation.take @ offered_to_me",
            "conversation.take @ my_group_queue",
            "conversation.transfer @ own & states = in_work",
            "employee.view @ any",
            "colleague.list @ any",
            "status.view @ self",
            "status.change @ self",
        ]
    );
    let open = [
        Section::Operating,
        Section::Conversations,
        Section::Employees,
        Section::None,
    ];
    assert_eq!(can.sections, open.into());
    assert!(can.without_effect.is_empty(), "{can}");
}

fn because(can: &WhatCan) -> Vec<(String, Vec<&'static str>)> {
    can.without_effect
        .iter()
        .map(|idle| {
            let codes: BTreeSet<&str> = idle.because.iter().map(Because::code).collect();
            (idle.what.to_string(), codes.into_iter().collect())
        })
        .collect()
}

#[test]
fn what_is_on_record_without_effect_says_why() {
    let nothing = Scope {
        sites: Some(Among::These([].into())),
        ..Scope::any()
    };
    let elsewhere = Scope::of(Relation::ColleagueInWork);
    let mut ending = Grant::new(Permission::TAG_MANAGE, Scope::any());
    ending.validity = frontdesk_model::Validity::until(cast::noon());
    let holder = cast::olga()
        .with_rights(&[Permission::SITE_VIEW], &nothing)
        .with_rights(&[Permission::CONVERSATION_VIEW], &Scope::of(Relation::Own))
        .with_rights(&[Permission::CONVERSATION_REPLY], &elsewhere)
        .with_rights(&[Permission::ACCOUNT_SETTINGS], &Scope::any())
        .with_grant(ending)
        .with_rights(&[Permission::host(3).unwrap()], &Scope::any())
        .with_restriction(Restriction::deny_admin_panel())
        .with_restriction(Restriction::deny_cabinet())
        .with_role(cast::role("cast.forgotten"));
    let id = holder.id;
    let desk = desk(cast::roles(), vec![holder]);
    let can = what_can(&desk, id, cast::noon()).unwrap();
    let found = because(&can);
    let expected: Vec<(String, Vec<&str>)> = [
        ("role cast.forgotten", "unknown_role"),
        (
            "conversation.reply @ colleague_in_work by a grant to the person",
            "prerequisite",
        ),
        (
            "site.view @ sites = nothing by a grant to the person",
            "no_object",
        ),
        ("tag.manage @ any by a grant to the person", "not_now"),
        (
            "account.settings @ any by a grant to the person",
            "restricted",
        ),
        ("host.3 @ any by a grant to the person", "undeclared"),
        ("restriction deny.admin_panel", "takes_nothing"),
        ("restriction deny.cabinet", "takes_nothing"),
    ]
    .map(|(what, why)| (what.to_owned(), vec![why]))
    .into();
    let sorted = |mut list: Vec<(String, Vec<&'static str>)>| {
        list.sort();
        list
    };
    assert_eq!(sorted(found), sorted(expected), "{can}");
    assert_eq!(can.rights.len(), 1);
}

/// Of an account that cannot act nothing has an effect, and each says so.
#[test]
fn egor_has_everything_on_record_and_nothing_in_effect() {
    let desk = desk(cast::roles(), vec![cast::egor()]);
    let can = what_can(&desk, cast::EGOR.into(), cast::noon()).unwrap();
    assert!(can.rights.is_empty() && can.sections.is_empty());
    assert!(because(&can).iter().all(|(_, why)| *why == ["not_active"]));
    assert!(can.without_effect.len() > 8);
}

/// `people` set to the person who asks is the person's own: nothing beyond it is claimed.
#[test]
fn a_scope_of_ones_own_number_is_ones_own() {
    let me = UserId::from_number(1);
    let mine = Scope {
        people: Some(Among::These([me].into())),
        ..Scope::of(Relation::ColleagueInWork)
    };
    let holder = Holder::new(cast::TENANT, me).with_rights(&[Permission::CONVERSATION_VIEW], &mine);
    let desk = desk(Catalogue::default(), vec![holder]);
    let can = what_can(&desk, me.into(), cast::noon()).unwrap();
    assert!(can.rights.is_empty());
    assert_eq!(because(&can)[0].1, ["no_object"]);
}

/// The answer names the next moment of the whole record, whichever right it bears on, and is the same
/// until then.
#[test]
fn it_stays_until_the_next_moment_of_the_record() {
    let at = |minutes| cast::noon() + TimeDelta::minutes(minutes);
    let until = |permission, minutes| Grant {
        validity: Validity::until(at(minutes)),
        ..Grant::new(permission, Scope::any())
    };
    let holder = cast::olga()
        .with_grant(until(Permission::EMPLOYEE_VIEW, 30))
        .with_grant(until(Permission::TAG_MANAGE, 50))
        .with_rights(&[Permission::MERGE_UNDO], &Scope::any());
    let directory = desk(Catalogue::default(), vec![holder.clone()]);
    let can = |now| what_can(&directory, holder.id, now).unwrap();
    let now = can(cast::noon());
    assert_eq!(now.valid_until, Some(at(30)));
    assert_eq!(can(at(29)).rights, now.rights);
    assert_ne!(can(at(30)).rights, now.rights);
    assert_eq!(can(at(30)).valid_until, Some(at(50)));
    assert_eq!(can(at(50)).valid_until, None);
}
