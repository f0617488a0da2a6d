//! Every reason against administration once, as it comes about.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk_access::{
    AccessEvent, AdminAction, AdminReason, AdminRefusal, Directory, Grant, Holder, HostPermission,
    NoReason, ObjectKind, Obligation, Permission, Restriction, RestrictionId, Role, Scope, bundle,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{Labels, RefusalKind, UserId, Validity};
use frontdesk_testkit::{BuildHolder, cast};

use super::{TO_MANAGE, ask, assign, assigned, give, office, own_role, save, unassign, user};

fn world() -> Directory {
    let mut manager = Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_restriction(deny_catalogs())
        .with_obligation(Obligation::AutoAnswer);
    // Not for ever: he is no administrator to rely on.
    for grant in &mut manager.grants {
        grant.validity = Validity::until(cast::noon() + TimeDelta::days(30));
    }
    let chief =
        Holder::new(cast::TENANT, cast::VERA).with_rights(bundle::ADMINISTRATION, &Scope::any());
    let mut office = office([own_role("shop.own")], [manager, chief, cast::anna()]);
    // One that was withdrawn, and one that another needs.
    for (number, needs) in [(5, None), (6, None), (7, Some(6))] {
        office
            .apply(&AccessEvent::PermissionDeclared {
                permission: host_right(number, &format!("shop.right{number}"), needs),
            })
            .unwrap();
    }
    let permission = Permission::host(5).unwrap();
    office
        .apply(&AccessEvent::PermissionWithdrawn { permission })
        .unwrap();
    office
}

/// A restriction that takes nothing that a manager needs.
fn deny_catalogs() -> Restriction {
    let permissions = [Permission::CATALOG_SEND].into_iter().collect();
    Restriction::taking(
        RestrictionId::from_static("deny.catalogs"),
        permissions,
        Scope::any(),
    )
}

fn host_right(number: u8, name: &str, needs: Option<u8>) -> HostPermission {
    HostPermission {
        permission: Permission::host(number).unwrap(),
        name: name.to_owned(),
        title: "a right of the shop".to_owned(),
        object: ObjectKind::Section,
        needs: needs.into_iter().filter_map(Permission::host).collect(),
    }
}

fn declare(number: u8, name: &str) -> AdminAction {
    AdminAction::DeclarePermission {
        permission: host_right(number, name, None),
    }
}

fn actions() -> Vec<(&'static str, UserId, AdminAction)> {
    let (anna, boris) = (user(cast::ANNA), user(cast::BORIS));
    let unread: Grant = serde_json::from_value(
        serde_json::json!({"permission": "later.right", "scope": {"relation": "any"}}),
    )
    .unwrap();
    let tags = Grant::new(Permission::TAG_MANAGE, Scope::any());
    let other_role = assigned("shop.own");
    vec![
        (
            "nobody acts",
            cast::OLGA,
            AdminAction::EditUser { user: anna },
        ),
        (
            "nobody is there",
            cast::VERA,
            AdminAction::EditUser {
                user: user(cast::OLGA),
            },
        ),
        (
            "an operator suspends",
            cast::ANNA,
            AdminAction::Suspend { user: boris },
        ),
        (
            "an operator edits a role",
            cast::ANNA,
            save(own_role("shop.own")),
        ),
        (
            "a manager gives what he has not",
            cast::BORIS,
            give(cast::ANNA, Permission::ACCOUNT_SETTINGS, &Scope::any()),
        ),
        (
            "a built-in role is deleted",
            cast::VERA,
            AdminAction::DeleteRole {
                role: assigned("cast.operator").role,
            },
        ),
        (
            "a built-in role is made",
            cast::VERA,
            save(Role::built_in(
                assigned("shop.new").role,
                Labels::new("New"),
            )),
        ),
        (
            "one's own restriction is lifted",
            cast::BORIS,
            AdminAction::Lift {
                user: boris,
                restriction: deny_catalogs(),
            },
        ),
        (
            "one's own obligation is dropped",
            cast::BORIS,
            AdminAction::SetObligations {
                user: boris,
                obligations: [].into(),
            },
        ),
        (
            "the last administrator goes",
            cast::VERA,
            AdminAction::Suspend {
                user: user(cast::VERA),
            },
        ),
        (
            "somebody of another tenant is made",
            cast::VERA,
            AdminAction::CreateUser {
                holder: Box::new(Holder::new(cast::OTHER_TENANT, cast::LEV)),
            },
        ),
        (
            "an unknown role is given",
            cast::VERA,
            assign(cast::ANNA, "shop.unknown"),
        ),
        (
            "an add-on is given that the role does not list",
            cast::BORIS,
            AdminAction::AssignRole {
                user: anna,
                assignment: other_role
                    .clone()
                    .with_add_on(frontdesk_access::AddOnId::from_static("opt.lead")),
            },
        ),
        (
            "a right is given that nobody declares",
            cast::BORIS,
            give(cast::ANNA, Permission::host(4).unwrap(), &Scope::any()),
        ),
        (
            "a right is declared under a taken name",
            cast::BORIS,
            declare(4, "tag.manage"),
        ),
        (
            "a right is declared whose number was withdrawn",
            cast::BORIS,
            declare(5, "shop.again"),
        ),
        (
            "a right is withdrawn that another needs",
            cast::BORIS,
            AdminAction::WithdrawPermission {
                permission: Permission::host(6).unwrap(),
            },
        ),
        (
            "a right is renamed that nobody declares",
            cast::BORIS,
            AdminAction::RenamePermission {
                permission: Permission::host(9).unwrap(),
                name: "shop.other".to_owned(),
                title: "another".to_owned(),
            },
        ),
        (
            "what cannot be read is given",
            cast::BORIS,
            AdminAction::Grant {
                user: anna,
                grant: unread,
            },
        ),
        (
            "add-ons are set on another role",
            cast::BORIS,
            AdminAction::SetAddOns {
                user: anna,
                before: assigned("cast.operator"),
                after: other_role,
            },
        ),
        (
            "what is there is given",
            cast::VERA,
            assign(cast::ANNA, "cast.operator"),
        ),
        (
            "what is not there is taken",
            cast::VERA,
            AdminAction::Revoke {
                user: anna,
                grant: tags,
            },
        ),
        (
            "a role is taken that is not there",
            cast::BORIS,
            unassign(cast::ANNA, "shop.own"),
        ),
    ]
}

#[test]
fn every_reason_comes_about_and_says_what_it_says() {
    let office = world();
    let mut lines = String::new();
    let mut seen = BTreeSet::new();
    for (given, actor, action) in actions() {
        let refusal = ask(&office, actor, &action).expect_err(given);
        assert_eq!(refusal.reasons().count(), 1, "{given}: {refusal}");
        for reason in refusal.reasons() {
            seen.insert(reason.code());
            lines += &format!(
                "{given}\n    {} ({}): {reason}\n",
                reason.code(),
                reason.kind().name()
            );
        }
        let stored = serde_json::to_string(&refusal).unwrap();
        assert_eq!(
            serde_json::from_str::<AdminRefusal>(&stored).unwrap(),
            refusal
        );
        let code = format!("\"code\":\"{}\"", refusal.reasons().next().unwrap().code());
        assert!(stored.contains(&code), "{stored}");
    }
    assert_eq!(seen.len(), CODES.len());
    assert_eq!(seen, CODES.iter().copied().collect());
    expect_file!["../golden/admin_reasons.txt"].assert_eq(&lines);
}

/// The codes are for ever: none is renamed, none is given to another reason.
const CODES: &[&str] = &[
    "unknown_actor",
    "no_such_record",
    "not_visible",
    "not_permitted",
    "uncovered",
    "built_in",
    "made_by_system",
    "own_restriction",
    "own_obligation",
    "last_administrator",
    "other_tenant",
    "unknown_role",
    "unlisted_add_on",
    "undeclared",
    "not_declarable",
    "withdrawn",
    "needed",
    "unreadable",
    "other_assignment",
    "there",
    "not_there",
];

#[test]
fn all_reasons_are_told_at_once() {
    let office = world();
    let mut role = own_role("shop.new").assigning([assigned("shop.unknown").role]);
    role.made_by = frontdesk_access::MadeBy::System;
    role.grants
        .push(Grant::new(Permission::host(9).unwrap(), Scope::any()));
    let refusal = ask(&office, cast::VERA, &save(role)).unwrap_err();
    let codes: Vec<&str> = refusal.reasons().map(AdminReason::code).collect();
    assert_eq!(codes, ["made_by_system", "unknown_role", "undeclared"]);
    assert_eq!(refusal.kind(), RefusalKind::Forbidden);
}

#[test]
fn a_refusal_has_a_reason() {
    assert_eq!(AdminRefusal::try_from(BTreeSet::new()), Err(NoReason));
    assert!(serde_json::from_str::<AdminRefusal>("[]").is_err());
}
