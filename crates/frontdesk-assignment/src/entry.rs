//! How a conversation comes to a person who was named by a person.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, Precondition, Stream, UserId};

use crate::assign::preconditions;
use crate::eligibility::{Coming, failing, language_mismatch};
use crate::{
    Case, Change, Effect, Event, Given, How, Limits, Operator, Refusal, Rule, Warning, holder,
};

/// A conversation about to come to a person who passes the rules.
pub(crate) struct Entry<'a> {
    facts: &'a ConversationFacts,
    to: UserId,
    how: How,
    overridden: Vec<Rule>,
    pub(crate) warnings: Vec<Warning>,
    preconditions: Vec<Precondition>,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(
        case: &Case<'a>,
        to: UserId,
        how: How,
        coming: Coming,
        limits: Limits,
    ) -> Result<Self, Refusal> {
        let operator = on_floor(case, to)?;
        let rules = failing(case.policy, case.floor, operator, case.conversation, coming);
        // A full receiver refuses, unless the host passes an override, which is recorded (D9).
        let (overridden, refused): (Vec<_>, Vec<_>) = rules
            .into_iter()
            .partition(|rule| limits == Limits::Override && rule.is_limit());
        if !refused.is_empty() {
            return Err(Refusal::CannotReceive {
                user: to,
                rules: refused,
            });
        }
        Ok(Self {
            facts: case.conversation,
            to,
            how,
            overridden,
            warnings: warnings(case, operator),
            preconditions: preconditions(case.floor, case.conversation, (to, operator)),
        })
    }

    /// The addressee of an offer accepts it: room was kept for him.
    pub(crate) fn of_own_offer(case: &Case<'a>, to: UserId) -> Result<Self, Refusal> {
        let mut entry = Self::new(case, to, How::Confirmed, Coming::Given, Limits::Override)?;
        entry.overridden.clear();
        entry
            .preconditions
            .retain(|relied| matches!(relied.stream, Stream::Conversation(_)));
        Ok(entry)
    }

    pub(crate) fn assigned(self, now: DateTime<Utc>) -> Change {
        let effect = Effect::Assigned { to: self.to };
        self.change(effect, Event::Assigned, now)
    }

    pub(crate) fn offered(self, now: DateTime<Utc>) -> Change {
        let effect = Effect::Offered { to: self.to };
        self.change(effect, Event::Offered, now)
    }

    fn change(self, effect: Effect, event: fn(Given) -> Event, now: DateTime<Utc>) -> Change {
        Change {
            effect,
            events: vec![event(Given {
                conversation: self.facts.id,
                to: self.to,
                how: self.how,
                released: holder(self.facts),
                group: self.facts.group,
                at: now,
                overridden: self.overridden,
                warnings: self.warnings.clone(),
            })],
            warnings: self.warnings,
            preconditions: self.preconditions,
        }
    }
}

// By hand another language goes through with a warning (S106).
fn warnings(case: &Case<'_>, operator: &Operator) -> Vec<Warning> {
    match language_mismatch(case.policy, operator, case.conversation) {
        Some(Rule::Language { wanted, accepts }) => vec![Warning::Language { wanted, accepts }],
        _ => Vec::new(),
    }
}

pub(crate) fn on_floor<'a>(case: &Case<'a>, user: UserId) -> Result<&'a Operator, Refusal> {
    case.floor
        .operators
        .get(&user)
        .ok_or(Refusal::NotOnFloor { user })
}
