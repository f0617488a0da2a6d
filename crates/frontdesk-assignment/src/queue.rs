//! The same question for a whole queue.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId, TenantId};

use crate::assign::contradictory;
use crate::{Decision, Floor, Policy, assign};

/// Asks [`assign`] for conversation after conversation, the oldest first (`created_at`, then id),
/// each on the loads that the ones before left behind. It stops when `take` of them have gone to a
/// person. One that nobody can get delays no other.
///
/// There is one decision for each conversation that was asked about, in the order in which the host
/// commits them: the preconditions of each follow the events of those before it. Of several copies
/// of a conversation the newest version counts; if two of that version differ, nobody gets it.
#[must_use]
pub fn assign_queue(
    policy: &Policy,
    floor: &Floor,
    waiting: &[ConversationFacts],
    take: usize,
    now: DateTime<Utc>,
) -> Vec<Decision> {
    let mut floor = floor.clone();
    let mut decisions = Vec::new();
    let mut given = 0;
    for item in in_order(waiting) {
        if given >= take {
            break;
        }
        let decision = match item {
            Item::Clear(facts) => assign(policy, &floor, facts, now),
            Item::Contradictory(facts) => contradictory(&floor, facts),
        };
        for event in &decision.events {
            floor.apply(event);
        }
        given += usize::from(decision.outcome.to().is_some());
        decisions.push(decision);
    }
    decisions
}

/// A conversation of a list that may hold copies.
#[derive(Clone, Copy)]
pub(crate) enum Item<'a> {
    /// What is known of it.
    Clear(&'a ConversationFacts),
    /// Two copies of the newest version differ; this is one of them.
    Contradictory(&'a ConversationFacts),
}

/// Every conversation once, the oldest first (`created_at`, then id), whatever the order given.
pub(crate) fn in_order(facts: &[ConversationFacts]) -> Vec<Item<'_>> {
    let mut newest: BTreeMap<(TenantId, ConversationId), Vec<&ConversationFacts>> = BTreeMap::new();
    for copy in facts {
        let copies = newest.entry((copy.tenant, copy.id)).or_default();
        match copies.first().map(|first| first.version) {
            Some(version) if copy.version < version => {}
            Some(version) if copy.version == version => copies.push(copy),
            _ => *copies = vec![copy],
        }
    }
    let mut items: Vec<_> = newest
        .into_iter()
        .filter_map(|(key, copies)| {
            // Contradictory copies may differ in age: the oldest counts.
            let oldest = *copies.iter().min_by_key(|copy| copy.created_at)?;
            let item = if copies.iter().all(|copy| *copy == oldest) {
                Item::Clear(oldest)
            } else {
                Item::Contradictory(oldest)
            };
            Some(((oldest.created_at, key.1, key.0), item))
        })
        .collect();
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, item)| item).collect()
}
