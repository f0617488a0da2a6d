//! Decisions, what would be enough, scopes for a list, and reasons.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk_access::{
    AddOnId, Decision, Enough, Grant, ObjectKind, Obligation, Permission, Reason, Request,
    Resource, Restriction, RoleId, Scope, Scopes, Section, Source,
};
use frontdesk_model::{AccountKind, Relation, Standing};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::{every_variant_is_there, golden, hour, written};

#[test]
fn answers() {
    let roles = cast::roles();
    let (anna, hers) = (cast::anna(), cast::chat(1).in_work_with(cast::ANNA));
    let mut anna = anna.with_obligation(Obligation::MaskNumber);
    anna.grants.push(Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(Relation::Unassigned),
    ));
    let ask = |permission, chat| Request {
        holder: &anna,
        permission,
        resource: Resource::conversation(&anna.actor(), chat),
    };
    let nobodys = cast::chat(2).waiting();
    let allow: Decision = roles.decide(&ask(Permission::CONVERSATION_VIEW, &hers), cast::noon());
    let deny = roles.decide(&ask(Permission::CONVERSATION_TAKE, &nobodys), cast::noon());
    written("decision_allow", &allow);
    written("decision_deny", &deny);
    let enough: Enough = roles.enough(&ask(Permission::CONVERSATION_TAKE, &nobodys), cast::noon());
    written("enough", &enough);
    let scopes: Scopes = roles.scopes_of(&anna, Permission::CONVERSATION_REPLY, cast::noon());
    written("scopes_of", &scopes);
}

/// Every reason there is, with its code and its words.
#[test]
fn reasons() {
    let role = RoleId::from_static("cast.operator");
    let add_on = AddOnId::from_static("opt.lead");
    let permission = Permission::CONVERSATION_REPLY;
    let scope = Scope::of(Relation::Own);
    let by_role = Source::Role(role.clone());
    let by_add_on = Source::AddOn {
        role: role.clone(),
        add_on: add_on.clone(),
    };
    let reasons = vec![
        Reason::NotActive {
            standing: Standing::HalfDeleted,
        },
        Reason::OtherTenant,
        Reason::Undeclared {
            permission: Permission::host(4).unwrap(),
        },
        Reason::WrongObject {
            wanted: ObjectKind::Conversation,
            given: ObjectKind::NewOrder,
        },
        Reason::KindOfAccount {
            kind: AccountKind::LegacyOperator,
            section: Section::Administration,
        },
        Reason::Restricted {
            permission,
            restriction: Restriction::deny_admin_panel().id,
        },
        Reason::Granted {
            permission,
            by: by_role,
            scope: scope.clone(),
        },
        Reason::NotGranted { permission },
        Reason::OutOfScope {
            permission,
            by: by_add_on,
            scope,
        },
        Reason::OutOfTime {
            permission,
            by: Source::Person,
            validity: hour(),
        },
        Reason::Prerequisite {
            permission,
            missing: Permission::CONVERSATION_VIEW,
        },
        Reason::UnknownRole { role: role.clone() },
        Reason::UnlistedAddOn { role, add_on },
    ];
    golden("reasons", &reasons);
    let words: Vec<String> = reasons
        .iter()
        .map(|r| format!("{}: {r}", r.code()))
        .collect();
    expect_file!["../golden/reasons.txt"].assert_eq(&(words.join("\n") + "\n"));
    let codes: BTreeSet<&str> = reasons.iter().map(Reason::code).collect();
    assert_eq!(codes.len(), reasons.len(), "a code is never shared");
    every_variant_is_there::<Reason>("code", &reasons);
    // The code in the stored form is the code.
    for reason in &reasons {
        assert_eq!(serde_json::to_value(reason).unwrap()["code"], reason.code());
    }
}
