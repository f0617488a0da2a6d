//! The rights of a host's own are renamed and withdrawn, and what is stored of them stays.

use frontdesk_access::{
    AccessEvent, AdminAction, Catalogue, Directory, Grant, Holder, HostPermission, ObjectKind,
    Permission, Restriction, RestrictionId, Scope, WrongEvent,
};
use frontdesk_model::UserId;
use frontdesk_testkit::{BuildHolder, cast};
use serde_json::json;

use super::{TO_MANAGE, administer, ask, codes, give, missing, office, own_role, user};

fn host(number: u8) -> Permission {
    Permission::host(number).unwrap()
}

fn right(number: u8, name: &str, needs: &[Permission]) -> HostPermission {
    HostPermission {
        permission: host(number),
        name: name.to_owned(),
        title: "a right of the shop".to_owned(),
        object: ObjectKind::Section,
        needs: needs.to_vec(),
    }
}

fn declared(number: u8, name: &str, needs: &[Permission]) -> AccessEvent {
    AccessEvent::PermissionDeclared {
        permission: right(number, name, needs),
    }
}

fn renamed(number: u8, name: &str) -> AccessEvent {
    AccessEvent::PermissionRenamed {
        permission: host(number),
        name: name.to_owned(),
        title: "another title".to_owned(),
    }
}

fn withdrawn(number: u8) -> AccessEvent {
    AccessEvent::PermissionWithdrawn {
        permission: host(number),
    }
}

fn holds(office: &Directory, who: UserId, right: Permission) -> bool {
    let holder = office.holder(user(who)).unwrap();
    let effective = office.catalogue().effective(holder, cast::noon());
    effective.iter().any(|(held, _)| *held == right)
}

fn deny(right: Permission) -> Restriction {
    Restriction::taking(
        RestrictionId::from_static("deny.refund"),
        [right].into_iter().collect(),
        Scope::any(),
    )
}

/// Anna has the right by herself, Lev by a role, Fedor has every right, Boris manages without it,
/// Vera with it.
fn shop() -> Directory {
    let refund = host(0);
    let clerk = own_role("shop.clerk").grant(&[refund], &Scope::any());
    let manages = |id| Holder::new(cast::TENANT, id).with_rights(TO_MANAGE, &Scope::any());
    let mut shop = office(
        [clerk],
        [
            Holder::new(cast::TENANT, cast::ANNA).with_rights(&[refund], &Scope::any()),
            Holder::new(cast::TENANT, cast::LEV)
                .with_role(super::assigned("shop.clerk"))
                .with_restriction(deny(host(1))),
            Holder::new(cast::TENANT, cast::FEDOR).with_grant(Grant::every(Scope::any())),
            manages(cast::BORIS),
            manages(cast::VERA).with_rights(&[refund], &Scope::any()),
        ],
    );
    shop.apply(&declared(0, "refund.approve", &[])).unwrap();
    shop.apply(&declared(1, "refund.undo", &[host(0)])).unwrap();
    shop
}

#[test]
fn a_right_is_withdrawn_by_who_covers_all_who_have_it() {
    let mut shop = shop();
    let withdraw = |number| AdminAction::WithdrawPermission {
        permission: host(number),
    };
    // While another needs it, by nobody.
    assert_eq!(codes(&ask(&shop, cast::VERA, &withdraw(0))), ["needed"]);
    // Nobody has it by name; Fedor has every right, and Boris does not cover what he loses.
    assert_eq!(
        missing(&ask(&shop, cast::BORIS, &withdraw(1))),
        ["host.1 @ any"]
    );
    assert_eq!(
        codes(&administer(&mut shop, cast::FEDOR, &withdraw(1))),
        ["granted"]
    );
    assert_eq!(
        missing(&ask(&shop, cast::BORIS, &withdraw(0))),
        ["host.0 @ any"]
    );
    assert_eq!(
        codes(&ask(&shop, cast::ANNA, &withdraw(0))),
        ["not_permitted"]
    );
    for who in [cast::ANNA, cast::LEV, cast::FEDOR, cast::VERA] {
        assert!(holds(&shop, who, host(0)), "{who}");
    }
    assert_eq!(
        codes(&administer(&mut shop, cast::VERA, &withdraw(0))),
        ["granted"]
    );
    // From now on nobody has it; what is stored of it stays as it was.
    for who in [cast::ANNA, cast::LEV, cast::FEDOR, cast::VERA] {
        assert!(!holds(&shop, who, host(0)), "{who}");
    }
    let anna = shop.holder(user(cast::ANNA)).unwrap();
    assert_eq!(anna.grants, [Grant::new(host(0), Scope::any())]);
    let lev = shop.holder(user(cast::LEV)).unwrap();
    assert_eq!(lev.restrictions, [deny(host(1))]);
    // Nor does it come back: its number is not declared again, and nobody gives it.
    let again = AdminAction::DeclarePermission {
        permission: right(0, "refund.other", &[]),
    };
    assert_eq!(codes(&ask(&shop, cast::FEDOR, &again)), ["withdrawn"]);
    let gift = give(cast::LEV, host(0), &Scope::any());
    assert_eq!(codes(&ask(&shop, cast::FEDOR, &gift)), ["undeclared"]);
    assert_eq!(codes(&ask(&shop, cast::FEDOR, &withdraw(0))), ["not_there"]);
    // Its name is free.
    let reused = AdminAction::DeclarePermission {
        permission: right(2, "refund.approve", &[]),
    };
    assert_eq!(codes(&ask(&shop, cast::FEDOR, &reused)), ["granted"]);
}

#[test]
fn a_right_that_is_renamed_is_the_same_right() {
    let mut shop = shop();
    let rename = |number, name: &str| AdminAction::RenamePermission {
        permission: host(number),
        name: name.to_owned(),
        title: "another title".to_owned(),
    };
    for (action, expected) in [
        (rename(0, "refund.undo"), "not_declarable"),
        (rename(0, "tag.manage"), "not_declarable"),
        (rename(0, "refund"), "not_declarable"),
        (rename(9, "shop.nine"), "not_there"),
    ] {
        assert_eq!(
            codes(&ask(&shop, cast::BORIS, &action)),
            [expected],
            "{action:?}"
        );
    }
    let grant = rename(0, "refund.grant");
    assert_eq!(codes(&ask(&shop, cast::ANNA, &grant)), ["not_permitted"]);
    assert_eq!(
        codes(&administer(&mut shop, cast::BORIS, &grant)),
        ["granted"]
    );
    assert_eq!(codes(&ask(&shop, cast::BORIS, &grant)), ["there"]);
    assert_eq!(shop.catalogue().name_of(host(0)), "refund.grant");
    assert_eq!(shop.catalogue().permission("refund.grant"), Ok(host(0)));
    assert!(shop.catalogue().permission("refund.approve").is_err());
    assert!(holds(&shop, cast::ANNA, host(0)) && holds(&shop, cast::LEV, host(0)));
    let version = shop.roles_precondition().version;
    shop.apply(&renamed(0, "refund.approve")).unwrap();
    assert!(shop.roles_precondition().version > version);
}

/// What an event says that does not fit is told exactly, and nothing has changed.
#[test]
fn a_wrong_event_says_what_is_wrong() {
    let mut shop = shop();
    shop.apply(&declared(3, "shop.gone", &[])).unwrap();
    shop.apply(&withdrawn(3)).unwrap();
    let of_catalogue = AccessEvent::PermissionDeclared {
        permission: HostPermission {
            permission: Permission::TAG_MANAGE,
            ..right(0, "shop.tags", &[])
        },
    };
    let before = shop.clone();
    for (event, expected) in [
        (of_catalogue, WrongEvent::NotOfHost(Permission::TAG_MANAGE)),
        (declared(0, "shop.new", &[]), WrongEvent::There),
        (declared(3, "shop.new", &[]), WrongEvent::Withdrawn(host(3))),
        (declared(4, "refund.undo", &[]), WrongEvent::Name(host(4))),
        (
            declared(4, "shop.new", &[host(9)]),
            WrongEvent::Prerequisite {
                permission: host(4),
                needed: host(9),
            },
        ),
        (renamed(9, "shop.new"), WrongEvent::NotThere),
        (renamed(0, "refund.undo"), WrongEvent::Name(host(0))),
        (withdrawn(9), WrongEvent::NotThere),
        (
            withdrawn(0),
            WrongEvent::Needed {
                permission: host(0),
                by: host(1),
            },
        ),
    ] {
        assert_eq!(shop.apply(&event), Err(expected), "{event:?}");
        assert_eq!(shop, before);
    }
}

#[test]
fn what_was_withdrawn_is_stored() {
    let mut roles = Catalogue::default();
    roles.declare(right(0, "shop.one", &[])).unwrap();
    roles.withdraw(host(0)).unwrap();
    let stored = serde_json::to_value(&roles).unwrap();
    assert_eq!(
        stored,
        json!({"host_permissions": [], "withdrawn": ["host.0"], "roles": []})
    );
    let read: Catalogue = serde_json::from_value(stored).unwrap();
    assert_eq!(read, roles);
    assert_eq!(read.withdrawn_permissions().collect::<Vec<_>>(), [host(0)]);
    // Declared and withdrawn at once, and what is not the host's.
    let one = serde_json::to_value(right(0, "shop.one", &[])).unwrap();
    for wrong in [
        json!({"host_permissions": [one], "withdrawn": ["host.0"], "roles": []}),
        json!({"host_permissions": [], "withdrawn": ["tag.manage"], "roles": []}),
    ] {
        assert!(
            serde_json::from_value::<Catalogue>(wrong.clone()).is_err(),
            "{wrong}"
        );
    }
}
