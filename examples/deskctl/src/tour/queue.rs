//! Who takes the next ten waiting conversations, with a verdict for every operator.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk::Desk;
use frontdesk::assignment::{Decision, Outcome, Verdict};
use frontdesk::model::{ConversationFacts, ConversationId, UserId};
use frontdesk::visibility::Ticket;
use serde::Serialize;

use super::name;
use super::people::staff;

/// How many conversations the tour asks about.
const NEXT: usize = 10;

/// The decisions, oldest conversation first.
#[derive(Serialize)]
pub(crate) struct Queue {
    /// The operators of the verdicts, in their order.
    pub(crate) operators: Vec<String>,
    pub(crate) conversations: Vec<Waiting>,
}

/// One waiting conversation.
#[derive(Serialize)]
pub(crate) struct Waiting {
    pub(crate) number: String,
    pub(crate) waits_since: DateTime<Utc>,
    pub(crate) channel: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) group: Option<String>,
    /// "assign", "offer" or "wait".
    pub(crate) outcome: &'static str,
    /// Who gets it.
    pub(crate) to: Option<String>,
    /// Why, in words.
    pub(crate) because: String,
    /// One for every operator, in the order of the operators.
    pub(crate) verdicts: Vec<Judged>,
}

/// One operator's verdict.
#[derive(Serialize)]
pub(crate) struct Judged {
    /// `chosen`, `eligible`, or the code of the first rule that fails.
    pub(crate) code: &'static str,
    /// The place among the eligible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rank: Option<u32>,
    pub(crate) text: String,
}

/// Asks for the next ten.
pub(crate) fn queue(desk: &Desk, tickets: &[Ticket], now: DateTime<Utc>) -> Queue {
    let facts: Vec<ConversationFacts> = tickets.iter().map(|ticket| ticket.facts.clone()).collect();
    let numbers: BTreeMap<ConversationId, &Ticket> = tickets
        .iter()
        .map(|ticket| (ticket.facts.id, ticket))
        .collect();
    // Those that find nobody do not count towards the ten that are asked for.
    let mut decisions: Vec<Decision> = desk.assign(&facts, NEXT, now);
    decisions.truncate(NEXT);
    let judged = |id: &UserId| {
        let first = decisions.first();
        first.is_some_and(|decision| decision.verdicts.contains_key(id))
    };
    let staff = staff(desk).into_iter().map(|person| person.id());
    let ids: Vec<UserId> = staff.filter(judged).collect();
    Queue {
        operators: ids.iter().map(|id| name(desk, id.uuid())).collect(),
        conversations: decisions
            .iter()
            .filter_map(|decision| {
                let ticket = numbers.get(&decision.conversation)?;
                Some(waiting(desk, ticket, decision, &ids))
            })
            .collect(),
    }
}

fn waiting(desk: &Desk, ticket: &Ticket, decision: &Decision, operators: &[UserId]) -> Waiting {
    let facts = &ticket.facts;
    let to = decision.outcome.to();
    let because = match (
        decision.outcome,
        to.and_then(|to| decision.verdicts.get(&to)),
    ) {
        (Outcome::Wait { because }, _) => because.to_string(),
        // That it is chosen stands beside it.
        (_, Some(verdict)) => {
            let text = verdict.to_string();
            let reason = text.strip_prefix("chosen, ").map(str::to_owned);
            reason.unwrap_or(text)
        }
        (_, None) => String::new(),
    };
    Waiting {
        number: ticket.number.clone(),
        waits_since: facts.created_at,
        channel: facts.channel.as_ref().map(ToString::to_string),
        language: facts.language.as_ref().map(ToString::to_string),
        group: facts.group.map(|group| name(desk, group.uuid())),
        outcome: decision.outcome.code(),
        to: to.map(|to| name(desk, to.uuid())),
        because,
        verdicts: operators
            .iter()
            .filter_map(|id| decision.verdicts.get(id))
            .map(judged)
            .collect(),
    }
}

fn judged(verdict: &Verdict) -> Judged {
    Judged {
        code: verdict.code(),
        rank: match verdict {
            Verdict::Eligible { rank, .. } => Some(*rank),
            Verdict::Chosen { .. } | Verdict::Ineligible { .. } => None,
        },
        text: verdict.to_string(),
    }
}
