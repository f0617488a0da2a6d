//! Attacks by which somebody would lose, or keep, what he should not.

use frontdesk_access::{
    AccessEvent, AdminAction, Directory, Grant, Holder, Permission, Request, Resource, Restriction,
    Scope, Takeover,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{Memberships, Standing, Validity};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::super::{
    administer, ask, assigned, codes, give, missing, office, own_role, save, unassign, user,
};

use super::*;

/// 6. The last administrator is lost on any path.
#[test]
fn attack_06_the_last_administrator_stays_on_every_path() {
    let boss = cast::olga().with_role(assigned("shop.chief"));
    let mut less = chief();
    less.grants
        .retain(|grant| grant.gives.one() != Some(Permission::ROLE_ASSIGN));
    let mut prerequisite = chief();
    prerequisite
        .grants
        .retain(|grant| grant.gives.one() != Some(Permission::USER_VIEW));
    let (id, role) = (user(MANAGER), assigned("shop.chief"));
    let paths = [
        ("the role is taken", unassign(MANAGER, "shop.chief")),
        ("a right is taken out of the role", save(less)),
        (
            "what the right needs is taken out of the role",
            save(prerequisite),
        ),
        (
            "the role is deleted",
            AdminAction::DeleteRole { role: role.role },
        ),
        (
            "the account is suspended",
            AdminAction::Suspend { user: id },
        ),
        ("the account is deleted", AdminAction::Delete { user: id }),
        (
            "the panel is denied",
            AdminAction::Restrict {
                user: id,
                restriction: Restriction::deny_admin_panel(),
            },
        ),
    ];
    // Those who do not count: suspended, pending, not for ever, over a group alone.
    let standins = [
        boss_called(cast::ILYA).with_standing(Standing::Suspended),
        boss_called(cast::ZHANNA).with_standing(Standing::Pending),
        {
            let mut passing = assigned("shop.chief");
            passing.validity = Validity::until(cast::noon() + TimeDelta::days(1));
            Holder::new(cast::TENANT, cast::PAVEL).with_role(passing)
        },
    ];
    let alone = office(
        [chief()],
        standins.clone().into_iter().chain([boss.clone()]),
    );
    assert_eq!(alone.administrators(cast::noon()), [id].into());
    let two = office(
        [chief()],
        standins.into_iter().chain([boss, boss_called(cast::VERA)]),
    );
    assert_eq!(two.administrators(cast::noon()).len(), 2);
    for (path, action) in paths {
        let answer = ask(&alone, MANAGER, &action);
        assert_eq!(codes(&answer), ["last_administrator"], "{path}");
        assert!(answer.unwrap_err().to_string().ends_with("now there are 1"));
        // A role that both have is lost to both; else the other remains and the answer relied on it.
        let answer = ask(&two, MANAGER, &action);
        match &action {
            AdminAction::SaveRole { .. } | AdminAction::DeleteRole { .. } => {
                assert_eq!(codes(&answer), ["last_administrator"], "{path}");
            }
            _ => {
                let relied_on = answer.unwrap().preconditions;
                assert!(
                    relied_on.contains(&two.precondition(user(cast::VERA))),
                    "{path}"
                );
            }
        }
    }
    // A merge or a directory sync that comes as events is asked about in the same way.
    let gone = [AccessEvent::HolderRemoved { holder: id }];
    assert_eq!(
        alone
            .keeps_administrator(&gone, cast::noon())
            .unwrap_err()
            .code(),
        "last_administrator"
    );
    assert_eq!(
        two.keeps_administrator(&gone, cast::noon()),
        Ok(Some(two.precondition(user(cast::VERA))))
    );
    let both = [
        gone[0].clone(),
        AccessEvent::HolderRemoved {
            holder: user(cast::VERA),
        },
    ];
    assert!(two.keeps_administrator(&both, cast::noon()).is_err());
}

/// Two removals at the same time: of the two that rely on each other, one is stale.
#[test]
fn attack_06_two_administrators_do_not_remove_each_other_at_once() {
    let people = [boss_called(cast::VERA), boss_called(cast::MARIA)];
    let mut office = office([chief()], people);
    let first = ask(&office, cast::VERA, &unassign(cast::MARIA, "shop.chief")).unwrap();
    let second = ask(&office, cast::MARIA, &unassign(cast::VERA, "shop.chief")).unwrap();
    for event in &first.events {
        office.apply(event).unwrap();
    }
    let found = office.precondition(user(cast::MARIA));
    let relied_on = second
        .preconditions
        .iter()
        .find(|p| p.stream == found.stream)
        .unwrap();
    assert!(relied_on.check(found.version).is_err());
}

/// 7. Somebody deleted keeps rights that work.
#[test]
fn attack_07_who_is_deleted_has_no_right_left_that_acts() {
    let mut office = office([], [everything(), cast::vera(), cast::anna()]);
    let delete = AdminAction::Delete {
        user: user(cast::ANNA),
    };
    let permit = administer(&mut office, EVERYTHING, &delete).unwrap();
    // Identity deletes the account; nothing else has to be done for the rights to end.
    assert_eq!((permit.events.len(), permit.foreseen.len()), (0, 1));
    let anna = office.holder(user(cast::ANNA)).unwrap();
    assert!(!anna.roles.is_empty(), "kept for the record (S82)");
    assert_eq!(office.catalogue().effective(anna, cast::noon()), [].into());
    for permission in Permission::ALL {
        assert!(!holds(&office, anna, *permission));
    }
    // Before, she had some.
    assert!(
        !office
            .catalogue()
            .effective(&cast::anna(), cast::noon())
            .is_empty()
    );
}

/// 23. Somebody taken out of a group keeps what the group opened.
#[test]
fn attack_23_a_former_member_loses_what_the_group_opened() {
    let mut office = office([], [everything(), cast::anna()]);
    let waiting = cast::chat(7).waiting().in_queue_of(cast::SALES);
    let sees = |office: &Directory| {
        let anna = office.holder(user(cast::ANNA)).unwrap();
        let resource = Resource::conversation(&anna.actor(), &waiting);
        let permission = Permission::CONVERSATION_VIEW;
        office.catalogue().allows(
            &Request {
                holder: anna,
                permission,
                resource,
            },
            cast::noon(),
        )
    };
    assert!(sees(&office));
    let memberships = Box::<Memberships>::default();
    let action = AdminAction::SetMemberships {
        user: user(cast::ANNA),
        memberships,
    };
    administer(&mut office, EVERYTHING, &action).unwrap();
    assert!(!sees(&office));
}

/// 24. An automation acts with the rights of whoever wrote it, or of the system.
#[test]
fn attack_24_an_automation_has_no_more_than_its_owner_has_now() {
    // The macro's own record says what it was declared for; its owner must cover that whenever it runs.
    let owner = cast::boris().with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let machine = Holder::new(cast::TENANT, cast::MARIA)
        .with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let (owner_id, machine_id) = (owner.id, machine.id);
    let mut office = office([], [everything(), owner, machine]);
    let runs = |office: &Directory| {
        office
            .uncovered_record(owner_id, machine_id, cast::noon())
            .is_empty()
    };
    assert!(runs(&office));
    // The owner loses the right, or the account: what the machine declared is no longer covered.
    let suspend = AdminAction::Suspend { user: owner_id };
    administer(&mut office, EVERYTHING, &suspend).unwrap();
    assert!(!runs(&office));
    // And it administers for nobody who does not act.
    let answer = ask(
        &office,
        cast::BORIS,
        &give(cast::MARIA, Permission::TAG_MANAGE, &Scope::any()),
    );
    assert_eq!(codes(&answer), ["not_visible"]);
}

/// 27. An invitation outlives the rights of whoever gave it.
#[test]
fn attack_27_an_invitation_is_bounded_by_the_inviter_when_it_is_accepted() {
    let inviter = manager().with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let mut office = office([], [everything(), inviter]);
    let invited = Holder::new(cast::TENANT, cast::ZHANNA)
        .with_standing(Standing::Pending)
        .with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let holder = Box::new(invited);
    administer(&mut office, MANAGER, &AdminAction::CreateUser { holder }).unwrap();
    let left = |office: &Directory| {
        office.uncovered_record(user(MANAGER), user(cast::ZHANNA), cast::noon())
    };
    assert_eq!(left(&office), []);
    let tags = Grant::new(Permission::TAG_MANAGE, Scope::any());
    let revoke = AdminAction::Revoke {
        user: user(MANAGER),
        grant: tags.clone(),
    };
    administer(&mut office, EVERYTHING, &revoke).unwrap();
    assert_eq!(left(&office), [tags]);
}

/// 28. A right is given for longer than the giver has it, or at the moment at which it ends.
#[test]
fn attack_28_nothing_is_given_beyond_the_time_of_the_giver() {
    let end = cast::noon() + TimeDelta::hours(1);
    let passing = |from, until| {
        let mut grant = Grant::new(Permission::TAG_MANAGE, Scope::any());
        grant.validity = Validity::new(from, until).unwrap();
        grant
    };
    let holder = manager().with_grant(passing(None, Some(end)));
    let office = office([], [holder, cast::anna()]);
    let give = |grant| AdminAction::Grant {
        user: user(cast::ANNA),
        grant,
    };
    let at = |action: &AdminAction, now| office.may_administer(user(MANAGER), action, now);
    assert_eq!(
        codes(&at(&give(passing(None, Some(end))), cast::noon())),
        ["granted"]
    );
    // For ever: exactly the time after the end is missing.
    let answer = at(&give(passing(None, None)), cast::noon());
    assert_eq!(answer.unwrap_err().uncovered(), [passing(Some(end), None)]);
    // At the end it is over, a millisecond before it is not.
    let long = give(passing(None, Some(end + TimeDelta::hours(1))));
    let just_before = at(&long, end - TimeDelta::milliseconds(1)).unwrap_err();
    assert_eq!(
        just_before.uncovered(),
        [passing(Some(end), Some(end + TimeDelta::hours(1)))]
    );
    let then = at(&long, end).unwrap_err();
    assert_eq!(
        then.uncovered(),
        [passing(None, Some(end + TimeDelta::hours(1)))]
    );
}

/// 29. Somebody weaker strips somebody stronger.
#[test]
fn attack_29_nobody_strips_who_is_stronger() {
    let role = own_role("shop.strong").grant(&[Permission::ACCOUNT_SETTINGS], &Scope::any());
    let strong = Holder::new(cast::TENANT, cast::MARIA)
        .with_role(assigned("shop.strong"))
        .with_rights(&[Permission::GROUP_EDIT], &Scope::any());
    let office = office([role], [manager(), everything(), strong]);
    let maria = user(cast::MARIA);
    let grant = Grant::new(Permission::GROUP_EDIT, Scope::any());
    let restriction = Restriction::deny_admin_panel();
    let settings = "account.settings @ any";
    let groups = "group.edit @ any";
    let attacks = [
        (unassign(cast::MARIA, "shop.strong"), vec![settings]),
        (AdminAction::Revoke { user: maria, grant }, vec![groups]),
        (
            AdminAction::Restrict {
                user: maria,
                restriction,
            },
            vec![settings, groups],
        ),
        (AdminAction::Suspend { user: maria }, vec![settings, groups]),
        (AdminAction::Delete { user: maria }, vec![settings, groups]),
        (
            AdminAction::EditUser { user: maria },
            vec![settings, groups],
        ),
        (save(own_role("shop.strong")), vec![settings]),
        (
            AdminAction::DeleteRole {
                role: assigned("shop.strong").role,
            },
            vec![settings],
        ),
    ];
    for (action, lacking) in attacks {
        assert_eq!(
            missing(&ask(&office, MANAGER, &action)),
            lacking,
            "{action:?}"
        );
        assert_eq!(
            codes(&ask(&office, EVERYTHING, &action)),
            ["granted"],
            "{action:?}"
        );
    }
    // To act as her, by any way, needs the right to do it and all of hers.
    let support = manager_called(cast::BORIS).with_rights(
        &[
            Permission::CREDENTIALS_RESET,
            Permission::LOGIN_CHANGE,
            Permission::IMPERSONATE,
        ],
        &Scope::any(),
    );
    let mut office = office;
    office
        .load(support, frontdesk_model::Version::FIRST)
        .unwrap();
    for by in [
        Takeover::ResetCredentials,
        Takeover::ChangeLogin,
        Takeover::Impersonate,
    ] {
        let action = AdminAction::TakeOver { user: maria, by };
        assert_eq!(codes(&ask(&office, MANAGER, &action)), ["not_permitted"]);
        assert_eq!(
            missing(&ask(&office, cast::BORIS, &action)),
            [settings, groups]
        );
    }
}
