//! What the decision promises, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test may fail loudly, print what it counted and read its own golden files"
)]

mod administer;
mod analysis;
mod attacks;
mod authzen_todo;
mod compiled;
mod cover;
mod deputy;
mod enough;
mod escalation;
mod explain;
mod goldens;
mod laws;
mod lockout;
mod matrix;
mod permissions;
mod rules;
mod small_scope;
mod stored;
mod unread;

use frontdesk_access::{ObjectKind, Origin, Permission, Reason};
use frontdesk_model::{Module, Relations, UserId};
use frontdesk_testkit::{Thing, cast};
use proptest::test_runner::Config as ProptestConfig;

/// At least so many cases; `PROPTEST_CASES` asks for more.
fn cases(at_least: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: default.cases.max(at_least),
        failure_persistence: None,
        ..default
    }
}

/// An object of this kind in the cast's tenant, of which nothing more than needed is known.
fn thing(kind: ObjectKind) -> Thing {
    let tenant = cast::TENANT;
    match kind {
        ObjectKind::Section => Thing::Section(tenant),
        ObjectKind::Conversation => Thing::Conversation(cast::chat(1)),
        ObjectKind::Request => Thing::Request(cast::chat(1)),
        ObjectKind::Order => Thing::Order(frontdesk_access::OrderFacts {
            tenant,
            creator: None,
            origin: None,
        }),
        ObjectKind::NewOrder => Thing::NewOrder(tenant, Origin::Conversation),
        ObjectKind::User => Thing::User {
            tenant,
            user: UserId::from_number(99),
            groups: [cast::SALES].into(),
        },
        ObjectKind::Site => Thing::Site(tenant, cast::SHOP),
        ObjectKind::Module => Thing::Module(tenant, Module::new("reports").unwrap()),
        ObjectKind::Host(kind) => Thing::Host {
            tenant,
            kind,
            relations: Relations::ANY,
            site: None,
        },
    }
}

/// The step of the catalogue's 1.1 that a first reason stands for; 0 where the question itself
/// makes no sense.
fn step(reason: &Reason) -> u8 {
    match reason.code() {
        "not_active" => 1,
        "other_tenant" => 2,
        "wrong_object" | "undeclared" => 0,
        "kind_of_account" => 3,
        "restricted" => 4,
        "not_granted" => 5,
        "prerequisite" | "granted" => 6,
        other => panic!("{other} is no first reason"),
    }
}

/// The permission with all that it needs, and all that those need.
fn with_all_it_needs(permission: Permission) -> Vec<Permission> {
    let mut all = vec![permission];
    for needed in permission.prerequisites() {
        for one in with_all_it_needs(*needed) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}
