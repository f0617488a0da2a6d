//! Acting as another: what both may, nothing of the other's as one's own, and both on record.

use std::collections::BTreeSet;

use frontdesk::access::{Grant, Permission, Scope};
use frontdesk::identity::{Edit, PasswordChange, UserCommand};
use frontdesk::model::{ActorId, RefusalKind, Relation};
use frontdesk::{
    AdminCommand, AdminError, Administration, Asking, Desk, OtherCommand, Transition, Who,
    who_asks_of_portal,
};

use super::mapping::commands;
use super::{account, actor, ask, assign, desk_of, people, rights, roles, verifier};
use crate::world::{customer_id, now, person, user};

/// May act as others, and little else.
const HELPER: i64 = 51;
/// An ordinary person.
const HELPED: i64 = 52;
/// Gives roles.
const MANAGES: i64 = 53;

fn everybody() -> Vec<frontdesk::Person> {
    let each = |rights: &[Permission]| Grant::each(rights, &Scope::any());
    let with = |number, grants| {
        let mut person = person(number);
        person.rights.grants = grants;
        person
    };
    let contacts = Grant::new(Permission::CONTACT_POINT_EDIT, Scope::of(Relation::Myself));
    let mut manages = each(&[
        Permission::USER_VIEW,
        Permission::ROLE_VIEW,
        Permission::ROLE_ASSIGN,
    ]);
    manages.push(contacts.clone());
    let mut helper = each(&[
        Permission::IMPERSONATE,
        Permission::USER_VIEW,
        Permission::ROLE_VIEW,
        Permission::ROLE_ASSIGN,
    ]);
    helper.push(Grant::new(Permission::CONTACT_POINT_EDIT, Scope::any()));
    let mut all = people();
    all.extend([
        with(HELPER, helper),
        with(HELPED, vec![contacts]),
        with(MANAGES, manages),
    ]);
    all
}

fn acting(
    desk: &Desk,
    who: i64,
    on_behalf_of: i64,
    command: &AdminCommand,
) -> Result<Transition, AdminError> {
    let administration = Administration {
        actor: actor(who),
        on_behalf_of: Some(actor(on_behalf_of)),
        command,
        invited_by: None,
    };
    desk.administer(&administration, now())
}

/// Whoever acts as another does not set that person's password, nor change where letters go, as if
/// it were his own: the way in would stay with him.
#[test]
fn a_password_set_while_acting_as_another_is_not_ones_own() {
    let desk = desk_of(everybody());
    let set = UserCommand::SetCredentials {
        verifier: verifier(),
    };
    let password = Edit {
        password: PasswordChange::Set(verifier()),
        ..Edit::default()
    };
    let ways = [
        set,
        UserCommand::Edit(Box::new(password)),
        super::mapping::contact_points(frontdesk::identity::Verification::Unproven),
    ];
    for way in ways {
        let command = account(HELPED, way);
        // The person may, and the helper may not as that person.
        assert!(ask(&desk, HELPED, &command).is_ok());
        let refused = acting(&desk, HELPER, HELPED, &command).expect_err("not his own");
        assert_eq!(refused.kind(), RefusalKind::Forbidden, "{refused}");
        let audit = refused.audit();
        assert_eq!(audit.actor, actor(HELPER));
        assert_eq!(audit.on_behalf_of, Some(actor(HELPED)));
    }
}

/// Both must be allowed what is done, and both stand on record.
#[test]
fn both_may_and_both_are_named() {
    let desk = desk_of(everybody());
    let give = rights(assign(HELPED, "test.contacts"));
    let granted = acting(&desk, HELPER, MANAGES, &give).expect("both give roles");
    assert_eq!(granted.audit.actor, actor(HELPER));
    assert_eq!(granted.audit.on_behalf_of, Some(actor(MANAGES)));
    let asked: Vec<_> = granted
        .audit
        .asked
        .iter()
        .map(|record| (record.actor, record.on_behalf_of))
        .collect();
    // That he may act so at all, and then what he does.
    assert_eq!(
        asked,
        [(actor(HELPER), None), (actor(HELPER), Some(actor(MANAGES)))]
    );
    let stored = serde_json::to_value(&granted.audit).expect("JSON");
    assert_eq!(stored["on_behalf_of"]["user"], user(MANAGES).to_string());
    // As somebody who may not, he may not; and not as somebody whom he may not act as.
    assert!(
        acting(
            &desk,
            HELPER,
            HELPED,
            &rights(assign(MANAGES, "test.contacts"))
        )
        .is_err()
    );
    assert!(acting(&desk, MANAGES, HELPER, &give).is_err());
    let refused = acting(&desk, HELPER, super::ADMIN, &give).expect_err("beyond him");
    assert_eq!(refused.codes(), ["uncovered"]);
    // As himself he is himself.
    let own = acting(&desk, HELPER, HELPER, &give).expect("he gives roles");
    assert_eq!(own.audit.on_behalf_of, None);
}

/// Whatever one asks as another, one could ask as oneself of that account, and the other could too.
#[test]
fn acting_as_another_adds_nothing() {
    let desk = desk_of(everybody());
    let mut granted = BTreeSet::new();
    for (who, other) in [
        (HELPER, HELPED),
        (HELPER, MANAGES),
        (HELPER, super::ADMIN),
        (super::ADMIN, super::OPERATOR),
    ] {
        for of in [who, other, super::EMPLOYEE, super::OPERATOR] {
            let roles = roles();
            let gives = roles
                .iter()
                .map(|role| rights(assign(of, role.id.as_str())));
            let all = commands().into_iter();
            let all = all.filter(|(_, command)| {
                !matches!(
                    command,
                    UserCommand::Activate { .. } | UserCommand::Reset { .. }
                )
            });
            for command in all.map(|(_, command)| account(of, command)).chain(gives) {
                if acting(&desk, who, other, &command).is_err() {
                    continue;
                }
                granted.insert(format!("{command:?}"));
                assert!(ask(&desk, who, &command).is_ok(), "{who} {of}: {command:?}");
                assert!(
                    ask(&desk, other, &command).is_ok(),
                    "{other} {of}: {command:?}"
                );
            }
        }
    }
    assert!(!granted.is_empty());
}

/// What is a customer's own nobody does in the customer's name.
#[test]
fn nobody_does_what_is_the_customers_own() {
    let customer = ActorId::Customer(customer_id(1));
    let imported = frontdesk::Imported {
        roles: roles(),
        people: everybody(),
        customers: vec![frontdesk::Customer {
            roles: Vec::new(),
            ..crate::world::customer(1, 1)
        }],
        ..frontdesk::Imported::default()
    };
    let desk = crate::world::desk(crate::world::BARE, imported)
        .expect("a desk")
        .0;
    let profile = frontdesk::identity::PortalProfileChanges::default();
    let command = frontdesk::identity::PortalCommand::EditProfile(profile);
    let who = who_asks_of_portal(customer, customer_id(1), &command);
    assert!(matches!(who, Who::Oneself { .. }));
    let asking = Asking {
        actor: actor(HELPER),
        on_behalf_of: Some(customer),
        command: OtherCommand::Portal {
            customer: customer_id(1),
            command: &command,
        },
    };
    let refused = desk.permitted(&asking, now()).expect_err("not his own");
    assert_eq!(refused.codes(), ["acting_as_another"]);
}

/// Whoever says that he acts as somebody whom he may not see learns nothing of whether there is such a
/// person: that he says so lets him see nobody.
#[test]
fn as_whom_one_may_not_act_tells_nothing() {
    let desk = desk_of(everybody());
    let shown = |who, other| {
        let refused = acting(&desk, who, other, &rights(assign(HELPED, "test.contacts")));
        let refused = refused.expect_err("nobody's to be");
        (refused.to_string(), refused.codes(), refused.kind())
    };
    for hidden in [super::OPERATOR, super::ADMIN, HELPED] {
        let absent = shown(super::NOBODY, 9999);
        assert_eq!(shown(super::NOBODY, hidden), absent, "{hidden}");
        assert_eq!(absent.1, ["no_such_record"]);
        // Whom he sees he is told of.
        assert_eq!(shown(MANAGES, hidden).1, ["not_permitted"], "{hidden}");
    }
}
