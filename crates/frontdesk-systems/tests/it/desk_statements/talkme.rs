//! Talk-Me, S1-S17: a pair file of legacy accounts, and what comes of uniting them.

use frontdesk::{MergeError, MergeQuestion};
use frontdesk_access::Permission as P;
use frontdesk_merge::{Aliases, Basis, Confirmation, Decided};
use frontdesk_model::{AccountKind, MergePlanId};
use frontdesk_systems::talkme;

use super::*;
use crate::statements::rows;

/// Operators 1 and 2, admin users 1 and 2; admin user 2 is the owner.
const PAIRS: &str = r#"{
    "operators": [
        {"id": 1, "login": "anna", "name": "Anna Ivanova", "email": "anna@example.test"},
        {"id": 2, "login": "petr", "name": "Petr Orlov"}
    ],
    "admin_users": [
        {"id": 1, "login": "anna", "email": "anna@example.test", "rights": ["user.view"]},
        {"id": 2, "login": "boss", "rights": ["owner"]}
    ],
    "links": [
        {"operator": 1, "admin_user": 1, "confirmed_by": "boss", "confirmed_at": "1970-01-01T01:00:00Z"},
        {"operator": 2, "admin_user": 1}
    ]
}"#;

const OPEN: &str = "[merging]\navailable = \"open\"\n";
const NOT_YET: &str = "[merging]\navailable = \"not_yet\"\n";

fn desk_of(file: &str) -> Desk {
    let (pairs, warnings) = talkme::read_pairs(PAIRS.as_bytes()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let (imported, notices) = talkme::fill(TENANT, &pairs);
    assert!(notices.is_empty(), "{notices:?}");
    desk(imported, file)
}

fn operator(number: i64) -> UserId {
    id("talkme", "operator", number)
}

fn admin(number: i64) -> UserId {
    id("talkme", "admin_user", number)
}

fn confirmed(accounts: [UserId; 2]) -> Confirmation {
    Confirmation {
        accounts: accounts.into(),
        by: admin(2),
        at: at(60),
        basis: Basis::Recorded,
    }
}

/// What a plan to unite these comes to.
fn plan(file: &str, accounts: [UserId; 2], confirmation: Option<&Confirmation>) -> String {
    let question = MergeQuestion {
        accounts,
        confirmation,
        decided: &Decided::default(),
        aliases: &Aliases::new(TENANT),
        plan_id: MergePlanId::from_number(1),
    };
    match desk_of(file).plan_merge(&question, now()) {
        Ok(plan) => {
            let record = plan.result.record();
            assert_eq!((plan.survivor, plan.retired), (operator(1), admin(1)));
            assert_eq!(record.kind, AccountKind::Unified);
            let holder = plan.result.holder();
            let roles: Vec<&str> = holder.roles.iter().map(|held| held.role.as_str()).collect();
            format!("one of {}", roles.join(" "))
        }
        Err(MergeError::Refused(refusal)) => {
            let codes: Vec<&str> = refusal.reasons().map(|reason| reason.code()).collect();
            format!("refused: {}", codes.join(" "))
        }
        Err(other) => other.to_string(),
    }
}

fn united(file: &str, accounts: [UserId; 2]) -> String {
    plan(file, accounts, Some(&confirmed(accounts)))
}

fn enters(who: UserId, permission: P) -> String {
    may(&desk_of(OPEN), who, permission, Object::Section)
}

/// The pairs that look like one person, by the numbers of the operator and the admin user.
fn suggested() -> usize {
    desk_of(OPEN).suggest().pairs.len()
}

fn confirmed_links() -> String {
    let (pairs, _) = talkme::read_pairs(PAIRS.as_bytes()).unwrap();
    let confirmed = talkme::confirmed_pairs(TENANT, &pairs);
    let names = confirmed
        .iter()
        .map(|pair| (pair.operator == operator(1), pair.admin == admin(1)));
    format!("{:?}", names.collect::<Vec<_>>())
}

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    rows! {
        S1 Positive "operator 1 and admin user 1 are two accounts of two kinds": desk_of(OPEN).people().count() => "4";
        S1 Negative "their ids never meet": operator(1) == admin(1) => "false";
        S3 Positive "an operator's record enters the operator's app": enters(operator(1), P::SURFACE_OPERATOR_APP) => "allow";
        S3 Negative "and not the admin panel": enters(operator(1), P::SURFACE_ADMIN_PANEL) => "deny: kind_of_account";
        S4 Positive "an admin user's record enters the admin panel": enters(admin(1), P::SURFACE_ADMIN_PANEL) => "allow";
        S4 Negative "and not the operator's app": enters(admin(1), P::SURFACE_OPERATOR_APP) => "deny: kind_of_account";
        S11 Positive "one operator and one admin user become one unified account": united(OPEN, [operator(1), admin(1)]) => "one of talkme.admin talkme.operator";
        S11 Negative "while merging is not there yet they do not": united(NOT_YET, [operator(1), admin(1)]) => "refused: not_available";
        S12 Positive "an equal address is a suggestion": suggested() => "1";
        S12 Positive "and unites nobody without somebody's word": plan(OPEN, [operator(1), admin(1)], None) => "refused: not_confirmed";
        S12 Positive "a word about others is none about these": plan(OPEN, [operator(1), admin(1)], Some(&confirmed([operator(2), admin(1)]))) => "refused: confirmed_others";
        S12 Positive "a link without a name and a time confirms nothing": confirmed_links() => "[(true, true)]";
        S12 Negative "with it they are united": united(OPEN, [operator(1), admin(1)]) => "one of talkme.admin talkme.operator";
        S14 Positive "in whatever order": united(OPEN, [admin(1), operator(1)]) => "one of talkme.admin talkme.operator";
        S14 Negative "two operators are refused": united(OPEN, [operator(1), operator(2)]) => "refused: two_operators";
        S14 Negative "and two admin users": united(OPEN, [admin(1), admin(2)]) => "refused: two_admins";
        S16 Positive "who is not united answers as before": may_chat(&desk_of(NOT_YET), operator(2), P::CONVERSATION_REPLY, of(operator(2))) => "allow";
        S16 Positive "whether merging is there or not": may_chat(&desk_of(OPEN), operator(2), P::CONVERSATION_REPLY, of(operator(2))) => "allow";
        S16 Negative "and gains nothing": enters(operator(2), P::SURFACE_ADMIN_PANEL) => "deny: kind_of_account";
    }
}
