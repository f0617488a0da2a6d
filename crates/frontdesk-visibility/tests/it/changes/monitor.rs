//! Counts per agent without content (S131, D16), beside a naive count.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use frontdesk_access::{Catalogue, Grant, Holder, OrderFacts, Origin, Permission, Scope, Scopes};
use frontdesk_model::{
    Assignee, BotId, Channel, ConversationFacts, ConversationId, ConversationState, RefusalKind,
    Relation,
};
use frontdesk_visibility::{MonitorRefusal, Monitored, monitor, monitor_orders};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate;
use crate::world::*;

fn scopes(holder: &Holder, right: Permission) -> Scopes {
    Catalogue::default().scopes_of(holder, right, now())
}

fn holding(right: Permission, scope: Scope) -> Holder {
    let mut holder = staff(20);
    holder.grants.push(Grant::new(right, scope));
    holder
}

fn watching(tickets: &[ConversationFacts], minimum: usize) -> Monitored {
    let watcher = holding(Permission::DASHBOARD_MONITOR, Scope::any());
    let scopes = scopes(&watcher, Permission::DASHBOARD_MONITOR);
    monitor(&scopes, tickets, NonZeroUsize::new(minimum).unwrap()).unwrap()
}

/// So many with user 17, with user 18, with a bot and with nobody.
fn floor(counts: [i64; 4]) -> Vec<ConversationFacts> {
    let with = [
        Some(Assignee::Person(user(17))),
        Some(Assignee::Person(user(18))),
        Some(Assignee::Bot(BotId::from_number(1))),
        None,
    ];
    let mut all = Vec::new();
    for (assignee, count) in with.into_iter().zip(counts) {
        for _ in 0..count {
            let id = 1 + i64::try_from(all.len()).unwrap();
            all.push(ConversationFacts {
                assignee,
                ..chat(id)
            });
        }
    }
    all
}

#[test]
fn attack_28_counts_are_a_right_of_their_own() {
    let tickets = floor([3, 1, 2, 4]);
    let watcher = holding(Permission::DASHBOARD_MONITOR, Scope::any());
    // Whoever monitors lists nothing and counts nothing by the list.
    assert_eq!(
        filter_of(&watcher).count(
            &tickets
                .iter()
                .map(|f| frontdesk_visibility::Ticket::new(f.clone()))
                .collect::<Vec<_>>()
        ),
        0
    );
    let counts = watching(&tickets, 1);
    assert_eq!(
        counts.agents,
        BTreeMap::from([(user(17), 3), (user(18), 1)])
    );
    assert_eq!((counts.bots, counts.nobody), (2, 4));
    // Whoever sees everything monitors nothing, and neither does one with part of the right, with
    // reports, without an account that can act, or a customer.
    let mut suspended = watcher;
    suspended.standing = frontdesk_model::Standing::Suspended;
    let mut customers = client(123);
    customers
        .grants
        .push(Grant::new(Permission::CONVERSATION_VIEW, Scope::any()));
    let refused = [
        staff(20),
        seeing(staff(20), Scope::any()),
        holding(Permission::DASHBOARD_MONITOR, Scope::of(Relation::Own)),
        holding(Permission::REPORT_CONVERSATIONS_GENERATE, Scope::any()),
        suspended,
        customers,
    ];
    let one = NonZeroUsize::MIN;
    for holder in refused {
        let scopes = scopes(&holder, Permission::DASHBOARD_MONITOR);
        // The same refusal, whatever there is to count.
        for tickets in [&tickets[..], &[]] {
            assert_eq!(
                monitor(&scopes, tickets, one),
                Err(MonitorRefusal),
                "{holder:?}"
            );
        }
    }
    // The scopes of another right are no ticket to it, however wide.
    let other = scopes(
        &seeing(staff(20), Scope::any()),
        Permission::CONVERSATION_VIEW,
    );
    assert_eq!(monitor(&other, &tickets, one), Err(MonitorRefusal));
    assert_eq!(MonitorRefusal.kind(), RefusalKind::Forbidden);
    assert_eq!(
        (MonitorRefusal.code(), MonitorRefusal.to_string().as_str()),
        ("not_allowed", "this is not allowed")
    );
}

#[test]
fn attack_28_a_small_group_is_as_none() {
    // Of one or two with an agent, a bot or nobody, nothing is said, not even that there are any.
    let few = watching(&floor([3, 1, 2, 1]), 3);
    let none = watching(&floor([3, 0, 0, 0]), 3);
    assert_eq!(
        serde_json::to_string(&few).unwrap(),
        serde_json::to_string(&none).unwrap()
    );
    assert_eq!(few.agents, BTreeMap::from([(user(17), 3)]));
}

#[test]
fn the_other_tenant_the_deleted_and_the_spam_are_not_counted() {
    let mut tickets = floor([4, 0, 0, 0]);
    tickets[0].tenant = THERE;
    tickets[1].deleted = true;
    tickets[2].spam = true;
    assert_eq!(watching(&tickets, 1).agents[&user(17)], 1);
}

/// Orders per seller by the same right (S131): of this tenant, however they came about, and below the
/// minimum as if there were none.
#[test]
fn orders_are_counted_by_who_made_them() {
    let order = |tenant, creator, origin| OrderFacts {
        tenant,
        creator,
        origin,
    };
    let orders = [
        order(HERE, Some(user(17)), Some(Origin::Conversation)),
        order(HERE, Some(user(17)), Some(Origin::Independent)),
        order(HERE, Some(user(18)), None),
        order(HERE, None, None),
        order(THERE, Some(user(18)), None),
        order(THERE, None, None),
    ];
    let counted = |scopes: &Scopes, minimum| {
        monitor_orders(scopes, &orders, NonZeroUsize::new(minimum).unwrap())
    };
    let right = Permission::DASHBOARD_MONITOR;
    let watching = scopes(&holding(right, Scope::any()), right);
    let all = counted(&watching, 1).unwrap();
    assert_eq!(all.sellers, BTreeMap::from([(user(17), 2), (user(18), 1)]));
    assert_eq!(all.nobody, 1);
    let few = counted(&watching, 2).unwrap();
    assert_eq!(
        (few.sellers, few.nobody),
        (BTreeMap::from([(user(17), 2)]), 0)
    );
    // Whoever sees every order, or holds part of the right, counts none.
    let order_view = Permission::ORDER_VIEW;
    let sees = holding(order_view, Scope::any());
    let refused = [
        scopes(&sees, right),
        scopes(&sees, order_view),
        scopes(&holding(right, Scope::of(Relation::Created)), right),
    ];
    for scopes in &refused {
        assert_eq!(counted(scopes, 1), Err(MonitorRefusal));
    }
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// The counts are a naive count, and of a conversation nothing is read but who has it: with all
    /// else changed the answer is the same, byte for byte.
    #[test]
    fn counts_and_no_content(tickets in vec(generate::facts(), 0..=12), minimum in 1..4_usize) {
        let counts = watching(&tickets, minimum);
        let mine = || tickets.iter().filter(|one| one.tenant == HERE && !one.deleted && !one.spam);
        let of = |number: i64| {
            let wanted = Some(Assignee::Person(user(number)));
            mine().filter(|one| one.assignee == wanted).count()
        };
        for number in 1..=3 {
            let expected = Some(of(number)).filter(|count| *count >= minimum);
            prop_assert_eq!(counts.agents.get(&user(number)).copied(), expected);
        }
        let enough = |count| if count >= minimum { count } else { 0 };
        let bots = mine().filter(|one| matches!(one.assignee, Some(Assignee::Bot(_)))).count();
        let nobody = mine().filter(|one| one.assignee.is_none()).count();
        prop_assert_eq!((counts.bots, counts.nobody), (enough(bots), enough(nobody)));
        prop_assert!(counts.agents.len() <= 3);
        let others = tickets.iter().map(|one| ConversationFacts {
            assignee: one.assignee,
            deleted: one.deleted,
            spam: one.spam,
            state: Some(ConversationState::Closed),
            channel: Some(Channel::Telegram),
            requester: Some(customer(9)),
            ..ConversationFacts::new(one.tenant, ConversationId::from_number(99), minutes(500))
        });
        let others: Vec<_> = others.collect();
        let json = |counts| serde_json::to_string(&counts).unwrap();
        prop_assert_eq!(json(watching(&others, minimum)), json(counts));
    }
}
