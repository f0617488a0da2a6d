//! The people and conversations of these tests, by small numbers.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_assignment::{
    Adviser, Case, Change, Command, Effect, Event, Floor, GroupLoad, Operator, Policy, Receives,
    Refusal, decide,
};
use frontdesk_model::{
    Assignee, Availability, BotId, ConversationFacts, ConversationId, ConversationState, GroupId,
    Language, Limit, QuestionnaireId, Standing, TenantId, UserId, Version,
};

/// So many minutes after the epoch.
pub(crate) fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

/// The moment of every decision that does not say otherwise.
pub(crate) fn now() -> DateTime<Utc> {
    at(1_000)
}

pub(crate) fn tenant() -> TenantId {
    TenantId::from_number(1)
}

pub(crate) fn user(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) fn group(number: i64) -> GroupId {
    GroupId::from_number(number)
}

pub(crate) fn form(number: i64) -> QuestionnaireId {
    QuestionnaireId::from_number(number)
}

pub(crate) fn bot() -> Assignee {
    Assignee::Bot(BotId::from_number(1))
}

pub(crate) fn lang(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

pub(crate) fn langs(tags: &[&str]) -> BTreeSet<Language> {
    tags.iter().map(|tag| lang(tag)).collect()
}

/// The machine may choose; everything else by default.
pub(crate) fn policy() -> Policy {
    Policy {
        automatic: true,
        ..Policy::default()
    }
}

/// A person whom no rule stops.
pub(crate) fn ready() -> Operator {
    Operator {
        receives: Receives::Everything,
        availability: Availability::all(),
        adviser: Adviser::OfAll,
        ..Operator::new(Standing::Active)
    }
}

pub(crate) fn holding(open: u32, limit: u32) -> Operator {
    Operator {
        open,
        limit: Some(Limit::Count(limit)),
        ..ready()
    }
}

pub(crate) fn speaking(tags: &[&str]) -> Operator {
    let mut operator = ready();
    operator.memberships.languages = langs(tags);
    operator
}

pub(crate) fn member(of: i64) -> Operator {
    let mut operator = ready();
    operator.memberships.groups.insert(group(of));
    operator
}

/// Bound to these questionnaires.
pub(crate) fn adviser(forms: &[i64]) -> Operator {
    let mut operator = ready();
    operator.adviser = Adviser::OfListed;
    operator.memberships.questionnaires = forms.iter().map(|number| form(*number)).collect();
    operator
}

/// Users 1, 2, ... in this order.
pub(crate) fn floor<const N: usize>(operators: [Operator; N]) -> Floor {
    let mut floor = Floor::new(tenant());
    for (number, operator) in (1..).zip(operators) {
        floor.operators.insert(user(number), operator);
    }
    floor
}

pub(crate) fn shared(limit: u32, open: u32) -> GroupLoad {
    GroupLoad {
        version: Version(40),
        limit: Limit::Count(limit),
        open,
    }
}

/// Conversation `number`, waiting since minute `number`.
pub(crate) fn chat(number: i64) -> ConversationFacts {
    ConversationFacts {
        state: Some(ConversationState::Waiting),
        version: Version(10),
        ..ConversationFacts::new(tenant(), ConversationId::from_number(number), at(number))
    }
}

pub(crate) fn with(
    mut facts: ConversationFacts,
    change: impl FnOnce(&mut ConversationFacts),
) -> ConversationFacts {
    change(&mut facts);
    facts
}

pub(crate) fn in_language(number: i64, tag: &str) -> ConversationFacts {
    with(chat(number), |it| it.language = Some(lang(tag)))
}

pub(crate) fn in_group(number: i64, of: i64) -> ConversationFacts {
    with(chat(number), |it| it.group = Some(group(of)))
}

pub(crate) fn held_by(number: i64, who: i64) -> ConversationFacts {
    with(chat(number), |it| {
        it.assignee = Some(Assignee::Person(user(who)));
        it.state = Some(ConversationState::InWork);
    })
}

pub(crate) fn offered_to(number: i64, who: i64) -> ConversationFacts {
    with(chat(number), |it| {
        it.offered_to = Some(user(who));
        it.state = Some(ConversationState::Offered);
    })
}

pub(crate) fn closed(number: i64) -> ConversationFacts {
    with(chat(number), |it| {
        it.state = Some(ConversationState::Closed);
    })
}

pub(crate) fn ask(
    policy: &Policy,
    floor: &Floor,
    conversation: &ConversationFacts,
    command: &Command,
) -> Result<Change, Refusal> {
    let case = Case {
        policy,
        floor,
        conversation,
    };
    decide(&case, command, now())
}

/// Decides and applies, as a host does.
pub(crate) fn run(
    policy: &Policy,
    floor: &mut Floor,
    facts: &mut ConversationFacts,
    command: &Command,
) -> Result<Change, Refusal> {
    let change = ask(policy, floor, facts, command)?;
    apply(floor, facts, &change.events);
    Ok(change)
}

pub(crate) fn apply(floor: &mut Floor, facts: &mut ConversationFacts, events: &[Event]) {
    for event in events {
        floor.apply(event);
        event.apply_to(facts).unwrap();
    }
}

pub(crate) fn open(floor: &Floor, who: i64) -> u32 {
    floor.operators[&user(who)].open
}

/// The answer to a command in a few words.
pub(crate) fn words(answer: &Result<Change, Refusal>) -> String {
    match answer {
        Ok(change) => {
            let mut text = match change.effect {
                Effect::Assigned { to } => format!("assigned {}", to.number().unwrap()),
                Effect::Offered { to } => format!("offered {}", to.number().unwrap()),
                Effect::NeedsConfirmation { by } => {
                    format!("{} has to confirm", by.number().unwrap())
                }
                Effect::Waiting => "waiting".to_owned(),
                Effect::Closed => "closed".to_owned(),
                Effect::Unchanged => "unchanged".to_owned(),
            };
            for warning in &change.warnings {
                text = format!("{text}, warning {}", warning.code());
            }
            if let Some(Event::Assigned(given)) = change.events.first() {
                for rule in &given.overridden {
                    text = format!("{text}, overrides {}", rule.code());
                }
            }
            text
        }
        Err(refusal) => format!("{}: {}", refusal.kind().name(), refusal.code()),
    }
}
