//! Who must see to something himself gives nobody the right without it: one rule, whatever the way.

use frontdesk_access::{
    AddOnId, AdminAction, Among, Grant, Holder, Obligation, Permission, Restriction, RestrictionId,
    Role, RoleAssignment, Scope, Takeover,
};
use frontdesk_model::{Labels, Memberships, Standing};
use frontdesk_testkit::{BuildHolder, cast};

use super::{TO_MANAGE, administer, ask, assign, assigned, codes, give, office, own_role, save};
use super::{unassign, user};

const VIEW: Permission = Permission::CONVERSATION_VIEW;

fn roles() -> Vec<Role> {
    let options = Grant::each(&[VIEW], &Scope::any());
    vec![
        own_role("shop.view").grant(&[VIEW], &Scope::any()),
        own_role("shop.empty"),
        own_role("shop.options").with_add_on("opt.view", Labels::new("View"), options),
        own_role("shop.lead")
            .grant(TO_MANAGE, &Scope::any())
            .assigning([assigned("shop.view").role]),
    ]
}

/// Manages, sees conversations, and sees numbers as labels.
fn masked() -> Holder {
    let rights = [
        VIEW,
        Permission::CREDENTIALS_RESET,
        Permission::SOFTPHONE_USE,
    ];
    Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_rights(&rights, &Scope::any())
        .with_obligation(Obligation::MaskNumber)
}

fn deny_view() -> Restriction {
    Restriction::taking(
        RestrictionId::from_static("deny.view"),
        [VIEW].into_iter().collect(),
        Scope::any(),
    )
}

/// Every way to give, on the record on which it gives something.
fn ways_to_give() -> Vec<(AdminAction, Holder)> {
    let anna = || Holder::new(cast::TENANT, cast::ANNA);
    let viewer = || anna().with_rights(&[VIEW], &Scope::any());
    let by_site = Scope {
        sites: Some(Among::Mine),
        ..Scope::any()
    };
    let with_option = RoleAssignment::new(assigned("shop.options").role)
        .with_add_on(AddOnId::from_static("opt.view"));
    let of_anna = user(cast::ANNA);
    vec![
        (give(cast::ANNA, VIEW, &Scope::any()), anna()),
        (assign(cast::ANNA, "shop.view"), anna()),
        // Whoever may give the role gives it without.
        (assign(cast::ANNA, "shop.lead"), anna()),
        (
            AdminAction::SetAddOns {
                user: of_anna,
                before: assigned("shop.options"),
                after: with_option,
            },
            anna().with_role(assigned("shop.options")),
        ),
        (
            AdminAction::TakeOver {
                user: of_anna,
                by: Takeover::ResetCredentials,
            },
            viewer(),
        ),
        (
            AdminAction::Restore { user: of_anna },
            viewer().with_standing(Standing::Suspended),
        ),
        (
            AdminAction::Lift {
                user: of_anna,
                restriction: deny_view(),
            },
            viewer().with_restriction(deny_view()),
        ),
        (
            AdminAction::SetMemberships {
                user: of_anna,
                memberships: Box::new(Memberships {
                    sites: [cast::SHOP].into(),
                    ..Memberships::default()
                }),
            },
            anna().with_rights(&[VIEW], &by_site),
        ),
    ]
}

#[test]
fn nobody_gives_without_it_what_comes_with_it_for_himself() {
    for (action, target) in ways_to_give() {
        let free = office(roles(), [masked(), target.clone()]);
        assert_eq!(
            codes(&ask(&free, cast::BORIS, &action)),
            ["own_obligation"],
            "{action:?}"
        );
        // Who must see to it too is given it.
        let bound = target.clone().with_obligation(Obligation::MaskNumber);
        let bound = office(roles(), [masked(), bound]);
        let expected = match &action {
            // Those to whom Anna may give the role are yet to come.
            AdminAction::AssignRole { assignment, .. } if *assignment == assigned("shop.lead") => {
                "own_obligation"
            }
            _ => "granted",
        };
        assert_eq!(
            codes(&ask(&bound, cast::BORIS, &action)),
            [expected],
            "{action:?}"
        );
        // Who need not see to it himself gives it to anybody.
        let mut open = masked();
        open.obligations.clear();
        let open = office(roles(), [open, target]);
        assert_eq!(
            codes(&ask(&open, cast::BORIS, &action)),
            ["granted"],
            "{action:?}"
        );
    }
}

#[test]
fn nor_to_those_who_are_yet_to_come() {
    let office = office(roles(), [masked()]);
    let create = |rights: &[Permission], obligations: &[Obligation]| {
        let mut holder = Holder::new(cast::TENANT, cast::MARIA).with_rights(rights, &Scope::any());
        holder.obligations.extend(obligations);
        AdminAction::CreateUser {
            holder: Box::new(holder),
        }
    };
    let empty = || own_role("shop.empty");
    for (action, expected) in [
        (create(&[VIEW], &[]), "own_obligation"),
        (create(&[VIEW], &[Obligation::MaskNumber]), "granted"),
        (create(&[Permission::ROLE_VIEW], &[]), "granted"),
        (
            save(empty().grant(&[VIEW], &Scope::any())),
            "own_obligation",
        ),
        (
            save(empty().assigning([assigned("shop.view").role])),
            "own_obligation",
        ),
        (
            save(empty().grant(&[Permission::ROLE_VIEW], &Scope::any())),
            "granted",
        ),
    ] {
        assert_eq!(
            codes(&ask(&office, cast::BORIS, &action)),
            [expected],
            "{action:?}"
        );
    }
}

/// The client's history shows the number as the chat does (S73): who gives it to somebody who sees numbers
/// in it would see them through him.
#[test]
fn nor_the_history_of_clients() {
    let history = Permission::CONVERSATION_VIEW_HISTORY;
    let boris = masked().with_rights(&[history], &Scope::any());
    let anna = Holder::new(cast::TENANT, cast::ANNA).with_rights(&[VIEW], &Scope::any());
    let bound = anna.clone().with_obligation(Obligation::MaskNumber);
    let action = give(cast::ANNA, history, &Scope::any());
    for (anna, expected) in [(anna, "own_obligation"), (bound, "granted")] {
        let office = office(roles(), [boris.clone(), anna]);
        assert_eq!(codes(&ask(&office, cast::BORIS, &action)), [expected]);
    }
}

/// To take and to touch give nobody anything, and to himself he gives what he must see to as well.
#[test]
fn taking_touching_and_ones_own_record_are_free_of_it() {
    let viewer = Holder::new(cast::TENANT, cast::ANNA)
        .with_rights(&[VIEW], &Scope::any())
        .with_role(assigned("shop.view"));
    let of_anna = user(cast::ANNA);
    let office = office(roles(), [masked(), viewer]);
    for action in [
        unassign(cast::ANNA, "shop.view"),
        AdminAction::Revoke {
            user: of_anna,
            grant: Grant::new(VIEW, Scope::any()),
        },
        AdminAction::Restrict {
            user: of_anna,
            restriction: deny_view(),
        },
        AdminAction::EditUser { user: of_anna },
        AdminAction::SendReset { user: of_anna },
        AdminAction::Suspend { user: of_anna },
        AdminAction::Delete { user: of_anna },
        AdminAction::DeleteRole {
            role: assigned("shop.view").role,
        },
        assign(cast::BORIS, "shop.view"),
    ] {
        assert_eq!(
            codes(&ask(&office, cast::BORIS, &action)),
            ["granted"],
            "{action:?}"
        );
    }
}

/// What is entrusted is given as the role has it: the obligations of a record are not the giver's.
#[test]
fn what_is_entrusted_is_given_as_the_role_has_it() {
    let lead = Holder::new(cast::TENANT, cast::BORIS)
        .with_role(assigned("shop.lead"))
        .with_obligation(Obligation::MaskNumber);
    let suspended = Holder::new(cast::TENANT, cast::LEV)
        .with_role(assigned("shop.view"))
        .with_standing(Standing::Suspended);
    let anna = Holder::new(cast::TENANT, cast::ANNA);
    let office = office(roles(), [lead, anna, suspended]);
    let made = Holder::new(cast::TENANT, cast::MARIA).with_role(assigned("shop.view"));
    for action in [
        assign(cast::ANNA, "shop.view"),
        AdminAction::CreateUser {
            holder: Box::new(made),
        },
        AdminAction::Restore {
            user: user(cast::LEV),
        },
    ] {
        assert_eq!(
            codes(&ask(&office, cast::BORIS, &action)),
            ["granted"],
            "{action:?}"
        );
    }
}

/// A right that lies on the record begins to act by what is given beside it.
#[test]
fn a_right_that_is_woken_is_given_too() {
    // A click on a new chat leaves it unassigned until it is confirmed: comes with taking one.
    let taker = |id| {
        Holder::new(cast::TENANT, id).with_rights(&[Permission::CONVERSATION_TAKE], &Scope::any())
    };
    let giver = taker(cast::BORIS)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_rights(&[VIEW], &Scope::any())
        .with_obligation(Obligation::ConfirmAcceptance);
    let wake = give(cast::ANNA, VIEW, &Scope::any());
    let mut free = office(roles(), [giver.clone(), taker(cast::ANNA)]);
    assert_eq!(codes(&ask(&free, cast::BORIS, &wake)), ["own_obligation"]);
    // The right by itself comes with nothing.
    let asleep = office(
        roles(),
        [giver.clone(), Holder::new(cast::TENANT, cast::ANNA)],
    );
    assert_eq!(codes(&ask(&asleep, cast::BORIS, &wake)), ["granted"]);
    let bound = taker(cast::ANNA).with_obligation(Obligation::ConfirmAcceptance);
    free = office(roles(), [giver, bound]);
    assert_eq!(
        codes(&administer(&mut free, cast::BORIS, &wake)),
        ["granted"]
    );
}
