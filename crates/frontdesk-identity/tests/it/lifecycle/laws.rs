//! The laws, over generated sequences of commands.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use frontdesk_identity::*;
use frontdesk_model::{ConversationId, CustomerId, Limit, TenantId, UserId, Version};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::harness::*;
use crate::support::{tenant, user_id};

fn users() -> impl Strategy<Value = BTreeSet<UserId>> {
    proptest::collection::btree_set((1i64..30).prop_map(user_id), 0..4)
}

fn chats(from: i64) -> impl Strategy<Value = BTreeSet<ConversationId>> {
    let number = (from..from + 20).prop_map(ConversationId::from_number);
    proptest::collection::btree_set(number, 0..4)
}

fn some_dependents() -> impl Strategy<Value = Dependents> {
    let customer = (1i64..20).prop_map(CustomerId::from_number);
    (
        (users(), users(), users(), users(), users()),
        proptest::option::of((1u32..9).prop_map(Limit::Count)),
        (chats(100), chats(200)),
        proptest::collection::btree_set(customer, 0..4),
    )
        .prop_map(|(people, shared_limit, (waiting, open), customers)| {
            let (members, overseers, scoped_grants, restricted, limits) = people;
            Dependents {
                members,
                overseers,
                scoped_grants,
                restricted,
                limits,
                shared_limit,
                waiting,
                open,
                customers,
            }
        })
}

fn some_given() -> impl Strategy<Value = Given> {
    let a_tenant = || prop_oneof![12 => Just(7i64), 1 => Just(8)].prop_map(TenantId::from_number);
    let a_stage = prop_oneof![
        4 => Just(Stage::Open),
        1 => Just(Stage::Closed),
        1 => Just(Stage::Deleted),
    ];
    (
        a_tenant(),
        a_tenant(),
        some_dependents(),
        proptest::option::weighted(0.9, (a_tenant(), Just(2i64), a_stage)),
    )
        .prop_map(|(tenant, form_tenant, dependents, successor)| Given {
            tenant,
            form_tenant,
            dependents,
            successor,
        })
}

fn an_ask() -> impl Strategy<Value = Ask> {
    let name = || select(vec!["Ventas", "Soporte", "", "\u{a0}"]);
    let members = || proptest::collection::vec(select(vec![1i64, 2, 3, 77]), 0..3);
    let successor = || select(vec![None, None, Some(1), Some(2)]);
    let why = select(vec![Leaving::Removed, Leaving::UserDeleted]);
    prop_oneof![
        3 => (name(), members()).prop_map(|(name, members)| Ask::Create(name, members)),
        3 => name().prop_map(Ask::Rename),
        3 => members().prop_map(Ask::SetMembers),
        4 => (1i64..4, why).prop_map(|(member, why)| Ask::Remove(member, why)),
        3 => successor().prop_map(Ask::Close),
        3 => Just(Ask::Reopen),
        1 => successor().prop_map(Ask::Delete),
    ]
}

/// Nothing is silent: what depended on it and what the group itself knew is either named by exactly
/// one duty or listed as staying.
fn conserved(given: &Given, before: &Record, events: &[Happened]) -> Result<(), TestCaseError> {
    let mut dependents = given.dependents.clone();
    dependents.members.extend(before.members());
    for event in events {
        // Who is gone is named by the event that says so.
        if event.name == "member_gone" {
            let gone: UserId = serde_json::from_value(event.event["member"].clone()).unwrap();
            prop_assert!(dependents.members.remove(&gone));
            dependents.overseers.remove(&gone);
            dependents.scoped_grants.remove(&gone);
            dependents.restricted.remove(&gone);
            dependents.limits.remove(&gone);
            let text = serde_json::to_string(&gone).unwrap();
            for event in events.iter().filter(|event| event.name != "member_gone") {
                prop_assert!(!event.event.to_string().contains(&text));
            }
            if event.event["remaining"] == "members" {
                return Ok(());
            }
            let waiting = &event.event["remaining"]["nobody"]["waiting"];
            prop_assert_eq!(waiting, &serde_json::to_value(&dependents.waiting).unwrap());
        }
    }
    let Some(event) = events.iter().find(|event| event.event.get("to").is_some()) else {
        return Ok(());
    };
    let all = listed(&serde_json::to_value(&dependents).unwrap());
    let done = with_duty(&event.duties);
    let stays = listed(&event.event["stays"]);
    prop_assert!(done.is_disjoint(&stays));
    prop_assert_eq!(&listed(&event.event["released"]), &done);
    let accounted: BTreeSet<_> = done.union(&stays).cloned().collect();
    prop_assert_eq!(accounted, all);
    // Every duty that moves something names the one successor, or none.
    for duty in &event.duties {
        if let Some(to) = duty.get("to") {
            prop_assert_eq!(to, &event.event["to"]);
        }
    }
    Ok(())
}

/// Every law that holds for every sequence, and every command both accepted and refused.
#[test]
fn sequences_of_commands() {
    let histogram: RefCell<BTreeMap<(String, bool), u32>> = RefCell::default();
    let config = Config {
        cases: 600,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let sequences = (
        select(KINDS.to_vec()),
        proptest::collection::vec((an_ask(), some_given()), 30),
    );
    TestRunner::new_with_rng(config, rng)
        .run(&sequences, |(kind, asks)| {
            let mut record: Option<Record> = None;
            let mut stored: Vec<Value> = Vec::new();
            let asks = asks.into_iter().filter(|(ask, _)| {
                kind == Kind::Group || !matches!(ask, Ask::SetMembers(_) | Ask::Remove(..))
            });
            for (ask, given) in asks {
                let answer = decide(kind, record.as_ref(), &ask, &given);
                let word = format!("{ask:?}");
                let word = word.split('(').next().unwrap();
                *histogram
                    .borrow_mut()
                    .entry((format!("{} {word}", kind.name()), answer.is_ok()))
                    .or_default() += 1;
                let Ok(events) = answer else { continue };
                if let Some(before) = &record
                    && !events.is_empty()
                {
                    prop_assert_ne!(before.stage(), Stage::Deleted);
                    prop_assert_eq!(given.tenant, tenant());
                    conserved(&given, before, &events)?;
                }
                stored.extend(events.into_iter().map(|event| event.event));
                // What is decided always applies; replay gives the same bytes, from the events and
                // from the stored record.
                let replayed = Record::replay(kind, &stored);
                let Some(now) = &replayed else { continue };
                prop_assert_eq!(&Record::read(kind, now.json()), now);
                let again = Record::replay(kind, &stored).unwrap();
                prop_assert_eq!(again.json().to_string(), now.json().to_string());
                prop_assert_eq!(now.version(), Version(stored.len() as u64));
                prop_assert_eq!(now.precondition().version, now.version());
                prop_assert_eq!(now.claim().is_none(), now.stage() == Stage::Deleted);
                // An open group has a member, a deleted one none (S152).
                if kind == Kind::Group {
                    match now.stage() {
                        Stage::Open => prop_assert!(!now.members().is_empty()),
                        Stage::Closed => {}
                        Stage::Deleted => prop_assert!(now.members().is_empty()),
                    }
                }
                record = replayed;
            }
            Ok(())
        })
        .unwrap();
    for ((word, is_accepted), count) in histogram.borrow().iter() {
        println!("{word:<26} {is_accepted:<6} {count}");
    }
    let histogram = histogram.into_inner();
    for kind in KINDS {
        for word in ["Create", "Rename", "Close", "Reopen", "Delete"] {
            for accepted in [true, false] {
                let key = (format!("{} {word}", kind.name()), accepted);
                let count = histogram.get(&key).copied().unwrap_or(0);
                assert!(count >= 5, "{key:?}: {count}");
            }
        }
    }
    for word in ["SetMembers", "Remove"] {
        for accepted in [true, false] {
            let key = (format!("group {word}"), accepted);
            assert!(histogram[&key] >= 5, "{key:?}");
        }
    }
}
