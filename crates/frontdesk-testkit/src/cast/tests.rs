use std::collections::BTreeSet;

use frontdesk_access::{Permission, Resource};
use frontdesk_model::AccountKind;

use super::*;
use crate::{BuildConversation, assert_allows, assert_denies, judge};

#[test]
fn noon_is_noon() {
    assert_eq!(noon().to_rfc3339(), "2026-11-22T12:00:00+00:00");
}

#[test]
fn everybody_is_somebody_else() {
    let cast = everybody();
    let names: BTreeSet<&str> = cast.iter().map(|(name, _)| *name).collect();
    let ids: BTreeSet<_> = cast.iter().map(|(_, p)| (p.tenant, p.id)).collect();
    assert_eq!((names.len(), ids.len()), (cast.len(), cast.len()));
    assert_eq!(roles().roles().count(), 3);
}

#[test]
fn each_is_there_for_a_different_answer() {
    // May they answer their own conversation, and enter the admin panel?
    let expected = [
        ("Anna", true, false),
        ("Boris", true, false),
        ("Vera", false, true),
        ("Gleb", true, false),
        ("Dina", false, true),
        ("Egor", false, false),
        ("Zhanna", false, false),
        ("Ilya", false, false),
        ("Klara", false, false),
        ("Lev", false, false),
        ("Maria", true, false),
        ("Nikita", true, false),
        ("Olga", false, false),
        ("Pavel", true, false),
        ("Fedor", false, true),
        ("Roman", true, false),
        ("Sofia", false, false),
        ("Timur", false, false),
        ("Ulyana", false, false),
    ];
    for ((name, holder), (expected_name, replies, enters)) in everybody().iter().zip(expected) {
        assert_eq!(*name, expected_name);
        let mut own = chat(1);
        own.tenant = holder.tenant;
        if let Some(user) = holder.id.user() {
            own = own.in_work_with(user);
        }
        let about = Resource::conversation(&holder.actor(), &own);
        let reply = judge(
            &roles(),
            holder,
            Permission::CONVERSATION_REPLY,
            about,
            noon(),
        );
        assert_eq!(reply.is_allow(), replies, "{name}");
        let panel = judge(
            &roles(),
            holder,
            Permission::SURFACE_ADMIN_PANEL,
            Resource::section(&holder.actor()),
            noon(),
        );
        assert_eq!(panel.is_allow(), enters, "{name}");
        let customer = holder.kind == AccountKind::Customer;
        assert_eq!(customer, holder.id.customer().is_some(), "{name}");
    }
}

#[test]
#[should_panic(expected = "no: nothing grants conversation.reply here")]
fn a_failed_assertion_prints_the_reasons() {
    let boris = boris();
    let hers = chat(1).in_work_with(ANNA);
    let about = Resource::conversation(&boris.actor(), &hers);
    assert_allows!(
        roles(),
        boris,
        Permission::CONVERSATION_REPLY,
        about,
        noon()
    );
}

#[test]
#[should_panic(expected = "role Operator grants conversation.reply @ own")]
fn so_does_the_other() {
    let anna = anna();
    let hers = chat(1).in_work_with(ANNA);
    let about = Resource::conversation(&anna.actor(), &hers);
    assert_denies!(roles(), anna, Permission::CONVERSATION_REPLY, about, noon());
}
