//! Who may get a conversation: one list of rules for the machine and for people.

use std::fmt;

use frontdesk_model::{
    Assignee, Availability, Channel, ConversationFacts, ConversationState, Language, UserId,
};
use serde::{Deserialize, Serialize};

use crate::{Adviser, Floor, GroupQueue, LanguageFilter, Operator, Policy, Rule, UnknownLanguage};

/// How a conversation would come to a person: this decides which rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coming {
    /// The machine chooses: every rule.
    Routed,
    /// He takes a waiting one himself: no language (S106), and the group is a matter of rights.
    Taken,
    /// A person puts it on him: the questionnaire is overridden too (S109).
    Given,
}

/// Every rule that keeps this conversation from this person, in the order of [`Rule`].
pub(crate) fn failing(
    policy: &Policy,
    floor: &Floor,
    operator: &Operator,
    facts: &ConversationFacts,
    coming: Coming,
) -> Vec<Rule> {
    let mut failing = Vec::new();
    // One tenant: a floor never serves another's conversation.
    if floor.tenant != facts.tenant {
        failing.push(Rule::OtherTenant);
    }
    // The receiver can reply once it is his: active, with the rights to view and reply (S95).
    if !operator.standing.can_act() {
        failing.push(Rule::NotActive {
            standing: operator.standing,
        });
    }
    if !operator.receives.has(facts.id) {
        failing.push(Rule::MayNotReceive);
    }
    // A new chat needs a status that accepts chats, a colleague's one that accepts transfers, a
    // call one that takes calls.
    let needs = match (&facts.channel, facts.assignee) {
        (Some(Channel::Call), _) => Availability::CALLS,
        (_, Some(Assignee::Person(_))) => Availability::ACCEPT_TRANSFER,
        (_, Some(Assignee::Bot(_)) | None) => Availability::ACCEPT_CHAT,
    };
    if !operator.availability.contains(needs) {
        failing.push(Rule::NotAvailable { lacks: needs });
    }
    // Only requests of the questionnaires for which he is adviser (S107-S109). A request without
    // one is in no list. A transferred conversation overrides this (S109).
    let adviser = match operator.adviser {
        Adviser::OfAll => true,
        Adviser::OfListed => facts
            .questionnaire
            .is_some_and(|form| operator.memberships.questionnaires.contains(&form)),
    };
    if coming != Coming::Given && !adviser {
        failing.push(Rule::Questionnaire {
            wanted: facts.questionnaire,
        });
    }
    if coming == Coming::Routed {
        // What lies in a group's queue waits for its members (S153).
        if let (GroupQueue::MembersOnly, Some(group)) = (policy.group_queue, facts.group)
            && !operator.memberships.groups.contains(&group)
        {
            failing.push(Rule::NotInGroup { group });
        }
        // A conversation in a language outside the accepted set is not routed to him (S106).
        failing.extend(language_mismatch(policy, operator, facts));
    }
    failing.extend(without_room(policy, floor, operator, facts));
    failing
}

/// The language rule alone: it stops the machine and warns people (S106).
pub(crate) fn language_mismatch(
    policy: &Policy,
    operator: &Operator,
    facts: &ConversationFacts,
) -> Option<Rule> {
    let wanted = wanted_language(policy, facts)?;
    let accepts = operator.accepted_languages(policy);
    if accepts.iter().any(|language| language.serves(wanted)) {
        return None;
    }
    Some(Rule::Language {
        wanted: wanted.clone(),
        accepts: accepts.clone(),
    })
}

fn wanted_language<'a>(policy: &'a Policy, facts: &'a ConversationFacts) -> Option<&'a Language> {
    if policy.languages.filter == LanguageFilter::Ignored {
        return None;
    }
    // Unknown language: no filter, unless the site assumes one (S106).
    facts
        .language
        .as_ref()
        .or(match &policy.languages.when_unknown {
            UnknownLanguage::NoFilter => None,
            UnknownLanguage::Assume(language) => Some(language),
        })
}

fn without_room<'a>(
    policy: &Policy,
    floor: &'a Floor,
    operator: &Operator,
    facts: &'a ConversationFacts,
) -> impl Iterator<Item = Rule> + use<'a> {
    // Who holds n of n gets no further one (S103).
    let limit = operator.personal_limit(policy);
    let held = operator.open;
    let at_limit = (!limit.has_room(held)).then_some(Rule::AtLimit { held, limit });
    // A group's limit holds besides, and counts a conversation once: from hand to hand it stays.
    let newly_held = holder(facts).is_none();
    let group_limit = facts
        .group
        .filter(|_| newly_held)
        .and_then(|group| floor.groups.get(&group).map(|load| (group, load)))
        .filter(|(_, load)| !load.limit.has_room(load.open))
        .map(|(group, load)| Rule::GroupLimit {
            group,
            held: load.open,
            limit: load.limit,
        });
    at_limit.into_iter().chain(group_limit)
}

/// Whose load an open conversation counts in: the person who has it, or to whom it is offered.
#[must_use]
pub fn holder(facts: &ConversationFacts) -> Option<UserId> {
    match (facts.state, facts.assignee) {
        // Closed ones are not counted (S103).
        (Some(ConversationState::Closed), _) | (_, Some(Assignee::Bot(_))) => None,
        (_, Some(Assignee::Person(user))) => Some(user),
        (Some(ConversationState::Offered), None) => facts.offered_to,
        (_, None) => None,
    }
}

/// Why a conversation does not wait for a person; `None`: it waits.
#[must_use]
pub fn not_waiting(facts: &ConversationFacts) -> Option<NotWaiting> {
    if facts.deleted {
        return Some(NotWaiting::Deleted);
    }
    if facts.spam {
        return Some(NotWaiting::Spam);
    }
    match (facts.state, facts.assignee) {
        (Some(ConversationState::Closed), _) => Some(NotWaiting::Closed),
        // A bot's conversation is not an unassigned one.
        (_, Some(to)) => Some(NotWaiting::Assigned { to }),
        (Some(ConversationState::New | ConversationState::Waiting), None) => None,
        (Some(ConversationState::Offered), None) => Some(NotWaiting::Offered {
            to: facts.offered_to,
        }),
        (Some(ConversationState::InWork), None) => Some(NotWaiting::InWork),
        // A fact that is not known allows nothing.
        (None, None) => Some(NotWaiting::UnknownState),
    }
}

/// Why a conversation does not wait for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotWaiting {
    /// It is deleted.
    Deleted,
    /// It is spam.
    Spam,
    /// It has ended.
    Closed,
    /// A person or a bot has it.
    Assigned {
        /// Who.
        to: Assignee,
    },
    /// It is offered.
    Offered {
        /// To whom, if that is known.
        to: Option<UserId>,
    },
    /// It is in work, and nobody is known to have it.
    InWork,
    /// Its state is not known.
    UnknownState,
}

impl NotWaiting {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Spam => "spam",
            Self::Closed => "closed",
            Self::Assigned {
                to: Assignee::Person(_),
            } => "assigned",
            Self::Assigned {
                to: Assignee::Bot(_),
            } => "assigned_to_bot",
            Self::Offered { .. } => "offered",
            Self::InWork => "in_work",
            Self::UnknownState => "unknown_state",
        }
    }
}

impl fmt::Display for NotWaiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deleted => f.write_str("it is deleted"),
            Self::Spam => f.write_str("it is spam"),
            Self::Closed => f.write_str("it is closed"),
            Self::Assigned {
                to: Assignee::Person(user),
            } => write!(f, "user {user} has it"),
            Self::Assigned {
                to: Assignee::Bot(bot),
            } => write!(f, "bot {bot} has it"),
            Self::Offered { to: Some(user) } => write!(f, "it is offered to user {user}"),
            Self::Offered { to: None } => f.write_str("it is offered to somebody unknown"),
            Self::InWork => f.write_str("it is in work, nobody knows by whom"),
            Self::UnknownState => f.write_str("its state is not known"),
        }
    }
}
