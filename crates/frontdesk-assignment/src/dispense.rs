//! "Give me the next one", and whom a conversation can be passed on to.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Availability, ConversationFacts, UserId};

use crate::eligibility::{Coming, failing, holder};
use crate::entry::Entry;
use crate::queue::{Item, in_order};
use crate::{Case, Change, Floor, How, Limits, Policy, Refusal, Right, Rule, not_waiting};

/// Gives the person who asks the oldest (`created_at`, then id) of the candidates, which are what
/// his right to take covers (S126). What routing would keep from him is passed over; with
/// confirmation on it is offered to him.
///
/// # Errors
/// When the right is missing (S127), automatic assignment is off (S126), he can receive nothing, or
/// nothing for him is waiting.
pub fn dispense(
    policy: &Policy,
    floor: &Floor,
    asking: Asking,
    candidates: &[ConversationFacts],
    now: DateTime<Utc>,
) -> Result<Dispensed, Refusal> {
    let Asking { by, may_take } = asking;
    // Without the dispenser self-assigning is denied (S127).
    if !may_take.is_held() {
        return Err(Refusal::NotAllowed);
    }
    // The dispenser works only while automatic assignment is on (S126).
    if !policy.automatic {
        return Err(Refusal::AutomaticOff);
    }
    let operator = floor
        .operators
        .get(&by)
        .ok_or(Refusal::NotOnFloor { user: by })?;
    let mut kept_from_him = Vec::new();
    for item in in_order(candidates) {
        let (Item::Clear(conversation) | Item::Contradictory(conversation)) = item;
        if not_waiting(conversation).is_some() {
            continue;
        }
        let mut rules = failing(policy, floor, operator, conversation, Coming::Routed);
        if matches!(item, Item::Contradictory(_)) {
            rules.insert(0, Rule::ContradictoryFacts);
        }
        if !rules.is_empty() {
            kept_from_him.push(rules);
            continue;
        }
        let case = Case {
            policy,
            floor,
            conversation,
        };
        let entry = Entry::new(&case, by, How::Dispensed, Coming::Routed, Limits::Enforce)?;
        let change = if operator.confirms_click(conversation) {
            entry.offered(now)
        } else {
            entry.assigned(now)
        };
        return Ok(Dispensed {
            conversation: conversation.clone(),
            change,
        });
    }
    // What keeps everything from him is a fact about him: the rules that all have in common.
    let mut kept_from_him = kept_from_him.into_iter();
    let Some(mut common) = kept_from_him.next() else {
        return Err(Refusal::NothingWaiting);
    };
    for rules in kept_from_him {
        common.retain(|rule| rules.contains(rule));
    }
    if common.is_empty() {
        return Err(Refusal::NothingWaiting);
    }
    Err(Refusal::CannotReceive {
        user: by,
        rules: common,
    })
}

/// Who asks for the next conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Who.
    pub by: UserId,
    /// Whether he holds `conversation.take` at all (S126, S127).
    pub may_take: Right,
}

/// What the dispenser gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispensed {
    /// The conversation as it was.
    pub conversation: ConversationFacts,
    /// What to store and apply.
    pub change: Change,
}

/// In which order to serve people who ask in the same instant: who waits longest since his last
/// conversation, then the smaller id. Who is not on the floor is left out.
#[must_use]
pub fn asking_order(floor: &Floor, asking: &BTreeSet<UserId>) -> Vec<UserId> {
    let mut order: Vec<_> = asking
        .iter()
        .filter_map(|user| Some((floor.operators.get(user)?.last_assigned_at, *user)))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, user)| user).collect()
}

/// The colleagues to whom this conversation can be passed on: active, able to receive it, with a status
/// that accepts transfers; full ones too, because a limit can be overridden (D9). Without the right
/// `colleague.list` the list is empty, which is no error (S68).
#[must_use]
pub fn transfer_targets(
    floor: &Floor,
    conversation: &ConversationFacts,
    by: UserId,
    may_list_colleagues: Right,
) -> Vec<UserId> {
    if !may_list_colleagues.is_held() {
        return Vec::new();
    }
    floor
        .operators
        .iter()
        .filter(|(user, operator)| {
            **user != by
                && Some(**user) != holder(conversation)
                && operator.standing.can_act()
                && operator.receives.has(conversation.id)
                && operator
                    .availability
                    .contains(Availability::ACCEPT_TRANSFER)
        })
        .map(|(user, _)| *user)
        .collect()
}
