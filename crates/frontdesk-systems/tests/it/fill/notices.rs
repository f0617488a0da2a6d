//! Every notice: a record that gives it, and a twin that does not.

use std::collections::BTreeSet;

use frontdesk_systems::{Notice, NoticeKind};
use serde_json::json;

use super::*;

/// A record with the notice, and its twin without.
struct Row {
    code: &'static str,
    given: Vec<Notice>,
    twin: Vec<Notice>,
}

fn row(code: &'static str, given: Filled, twin: Filled) -> Row {
    Row {
        code,
        given: given.1,
        twin: twin.1,
    }
}

/// The notices of the tickets of an account.
fn of_tickets(code: &'static str, given: serde_json::Value, twin: serde_json::Value) -> Row {
    let notices = |lists| {
        let omnidesk = Omnidesk::of(lists);
        omnidesk::tickets(TENANT, &omnidesk.account(), &settings()).1
    };
    Row {
        code,
        given: notices(&given),
        twin: notices(&twin),
    }
}

fn case(more: serde_json::Value) -> serde_json::Value {
    let base = json!({"case_id": 2000, "status": "open", "channel": "email",
                      "created_at": "2026-11-02T07:20:30Z", "deleted": false, "spam": false});
    with(base, &more)
}

fn message(case: serde_json::Value) -> serde_json::Value {
    json!({"message_id": 9, "case_id": case, "note": false, "created_at": "2026-11-02T07:20:30Z"})
}

/// Omnidesk with field 25 of this level, and a line of the host's list about this one.
fn portal(level: &str, field: &str) -> Filled {
    omnidesk_of(&json!({
        "fields": [{"field_id": 25, "title": "F", "field_type": "text", "field_level": level, "active": true}],
        "portal": [{"field": field, "portal": "hidden"}],
    }))
}

fn in_status(number: serde_json::Value) -> Filled {
    hired(
        json!({"status": "unheard_of", "status_id": number}),
        json!({}),
    )
}

fn moderator(modules: serde_json::Value, questionnaires: &[&str]) -> Filled {
    let mut invitation = invitation(&json!({"role": "moderateur", "modules": modules}));
    invitation.questionnaires = questionnaires
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    noci::fill(TENANT, &invitation)
}

#[rustfmt::skip] // A table: one row, one line.
fn rows() -> Vec<Row> {
    let ana = || agent("Supervisor");
    let switch = |more| hired(json!({}), with(json!({"permissions": []}), &more));
    let both = |more| hired(json!({}), more);
    vec![
        row("bad_email", hired(json!({"email": "a b"}), json!({})), hired(json!({"email": "a@example.test"}), json!({}))),
        row("bad_email", staff(json!({"staff_email": "a b"})), staff(json!({}))),
        row("bad_email", operator(json!({"email": "a b"})), operator(json!({"email": null}))),
        row("bad_email", admin(json!({"email": "a b"})), admin(json!({"email": "a@example.test"}))),
        row("bad_email", reach_of("Ana,Agua,a b,Supervisor,"), ana()),
        row("bad_email", invited(json!({"emails": ["a b"]})), invited(json!({}))),
        row("bad_login", hired(json!({"login": "an na"}), json!({})), hired(json!({}), json!({}))),
        row("bad_login", operator(json!({"login": "an na"})), operator(json!({}))),
        row("bad_chat_name", both(json!({"consultant_operator_display_name": "a\u{0}b"})), both(json!({"consultant_operator_display_name": "ab"}))),
        row("bad_chat_name", staff(json!({"staff_full_name": "a\u{0}b"})), staff(json!({"staff_full_name": null}))),
        row("bad_chat_name", operator(json!({"chat_name": "a\u{0}b"})), operator(json!({"chat_name": "ab"}))),
        row("unknown_status", in_status(json!(99)), in_status(json!(2))),
        row("unknown_status", in_status(json!(null)), in_status(json!(21))),
        row("unknown_status", staff(json!({"status_id": 4})), staff(json!({"status_id": 3}))),
        row("unknown_status", staff(json!({"status_id": null})), staff(json!({"status_id": 2}))),
        of_tickets("unknown_state", json!({"cases": [case(json!({"status": "lost"}))]}), json!({"cases": [case(json!({"status": "waiting"}))]})),
        of_tickets("unknown_language", json!({"cases": [case(json!({"language_id": 2}))]}), json!({"cases": [case(json!({"language_id": 1}))]})),
        row("switch_without_effect", switch(json!({"other_employee_chats_access__is_select": true})), both(json!({"other_employee_chats_access__is_select": true}))),
        row("switch_without_effect", switch(json!({"is_chat_acceptance_confirmation": true})), both(json!({"is_chat_acceptance_confirmation": true}))),
        row("switch_without_effect", both(json!({"is_out_calls_auto_answer_enabled": true})), both(json!({"is_out_calls_auto_answer_enabled": true, "permissions": units(&[&CHATS[..], &["softphone_login"]].concat())}))),
        row("switch_without_effect", operator(json!({"rights": ["owner"]})), admin(json!({"rights": ["owner"]}))),
        row("partial_switch", switch(json!({"permissions": units(&CHATS[..2])})), both(json!({}))),
        row("partial_switch", switch(json!({"permissions": units(&["offline_messages_management"])})), switch(json!({}))),
        row("rights_without_login", hired(json!({"login": null}), json!({})), hired(json!({"login": null}), json!({"permissions": []}))),
        row("rights_without_login", hired(json!({"login": null}), json!({"app_role_id": "administrator"})), hired(json!({}), json!({"app_role_id": "administrator"}))),
        row("rights_without_login", staff(json!({"staff_email": null})), staff(json!({}))),
        row("rights_without_login", operator(json!({"login": "an na"})), operator(json!({}))),
        row("unknown_role_name", agent("Supervisor;Wizard"), ana()),
        row("unlisted_add_on", agent("Supervisor;Dispenser"), agent("Conversation Agent;Dispenser")),
        row("unknown_role", agent("Dispenser"), ana()),
        row("unknown_role", invited(json!({"role": "chef"})), invited(json!({}))),
        row("unknown_right", admin(json!({"rights": ["fly"]})), admin(json!({"rights": ["user.view", "owner", "deny.admin_panel"]}))),
        row("unknown_right", operator(json!({"rights": ["Conversation.view"]})), operator(json!({"rights": ["conversation.view"]}))),
        row("unknown_right", admin(json!({"rights": ["impersonate"]})), admin(json!({"rights": ["user.edit"]}))),
        row("questionnaires_of_moderator", moderator(json!([]), &["devis"]), moderator(json!([]), &[])),
        row("modules_of_moderator", moderator(json!(["livechat"]), &[]), moderator(json!([]), &[])),
        row("modules_of_moderator", moderator(json!(["livechat"]), &[]), invited(json!({}))),
        row("questionnaires_without_livechat", invited(json!({"modules": ["statistiques"]})), invited(json!({"modules": ["Livechat"]}))),
        row("questionnaires_without_livechat", invited(json!({"modules": []})), invited(json!({"modules": [], "questionnaires": []}))),
        row("duplicate_address", invited(json!({"emails": ["a@example.test", "a@Example.test"]})), invited(json!({"emails": ["a@example.test", "b@example.test"]}))),
        row("duplicate_address", invited(json!({"emails": ["a@example.test", "A@example.test"]})), invited(json!({"emails": ["a@example.test", "a@example.com"]}))),
        row("duplicate_record", duplicate(2), duplicate(1)),
        row("standard_field", portal("case", "priority"), portal("case", "cf_25")),
        row("field_of_customers", portal("user", "cf_25"), portal("case", "cf_25")),
        row("orphan", portal("case", "cf_26"), portal("case", "cf_25")),
        row("orphan", uis_of(&employee(&json!({})), &[cabinet(&json!({"id": 2}))]), uis_of(&employee(&json!({})), &[])),
        of_tickets("orphan", json!({"cases": [case(json!({}))], "messages": [message(json!(2001))]}), json!({"cases": [case(json!({}))], "messages": [message(json!(2000))]})),
        of_tickets("orphan", json!({"cases": [case(json!({}))], "messages": [message(json!(null))]}), json!({"cases": [case(json!({}))], "messages": []})),
    ]
}

/// An employee with so many records of the cabinet.
fn duplicate(times: usize) -> Filled {
    let employees = read(uis::read_employees, &json!([employee(&json!({}))]));
    let record = read(uis::read_cabinet, &json!([cabinet(&json!({}))]));
    uis::fill(
        TENANT,
        &employees,
        &vec![record[0].clone(); times],
        &statuses(),
    )
}

#[test]
fn each_is_given_and_its_twin_is_not() {
    for (at, row) in rows().iter().enumerate() {
        let has = |notices: &[Notice]| notices.iter().any(|it| it.kind.code() == row.code);
        assert!(has(&row.given), "row {at}, {}: {:?}", row.code, row.given);
        assert!(!has(&row.twin), "row {at}, {}: {:?}", row.code, row.twin);
    }
}

/// An account that breaks a rule of accounts is refused. No reading of the five formats makes one
/// ([`super::grants`] and [`super::bytes`] look for it); the notice guards the day when identity
/// learns a rule.
const GUARD: &str = "refused";

#[test]
fn every_kind_has_a_row() {
    let source = include_str!("../../../src/fill.rs");
    let (_, body) = source.split_once("pub const fn code(&self)").unwrap();
    let (body, _) = body.split_once("\n    }\n").unwrap();
    let declared: BTreeSet<&str> = body
        .lines()
        .filter(|line| line.contains("=>"))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    let mut tested: BTreeSet<&str> = rows().iter().map(|row| row.code).collect();
    tested.insert(GUARD);
    assert_eq!(declared, tested);
}

#[test]
fn a_notice_names_the_place_and_never_the_person() {
    let secret = ["an na", "a b", "a\u{0}b", "@", "anna", "Anna", "Wizard"];
    for row in rows() {
        for notice in row.given {
            let json = serde_json::to_value(&notice).unwrap();
            assert_eq!(json["kind"]["code"], notice.kind.code());
            let printed = format!("{notice} {notice:?} {json}");
            for text in secret {
                assert!(!printed.contains(text), "{printed}: {text}");
            }
        }
    }
}

#[test]
fn a_right_that_is_a_whole_text_is_cut() {
    let filled = admin(json!({"rights": ["x".repeat(500)]}));
    let [notice] = filled.1.as_slice() else {
        panic!("{:?}", filled.1);
    };
    let NoticeKind::UnknownRight { right } = &notice.kind else {
        panic!("{notice:?}");
    };
    assert_eq!(right.chars().count(), 65);
}

#[test]
fn the_first_record_of_the_cabinet_is_kept() {
    let employees = read(uis::read_employees, &json!([employee(&json!({}))]));
    let of = |names: &[&str]| {
        read(
            uis::read_cabinet,
            &json!([cabinet(&json!({"permissions": units(names)}))]),
        )
    };
    let (none, chats) = (of(&[]), of(&CHATS));
    let roles = |records: &[uis::CabinetRecord]| {
        let filled = uis::fill(TENANT, &employees, records, &statuses());
        only(&filled).rights.roles.len()
    };
    assert_eq!(roles(&[none[0].clone(), chats[0].clone()]), 0);
    assert_eq!(roles(&[chats[0].clone(), none[0].clone()]), 2);
}
