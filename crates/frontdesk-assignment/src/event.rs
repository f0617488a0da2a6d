//! What happens to a conversation, and what that does to its facts.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{
    Assignee, ConversationFacts, ConversationId, ConversationState, GroupId, Language, RefusalKind,
    UserId,
};
use serde::{Deserialize, Serialize};

use crate::Rule;

/// What happened. Each says all that the loads need, so that a replay never decides again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A person has it now.
    Assigned(Given),
    /// It is offered to a person, who has to accept.
    Offered(Given),
    /// An offer came to nothing: it waits again, as old as before.
    OfferEnded(Left),
    /// It waits in a group's queue, as old as before (S153).
    Queued {
        /// Out of whose hands it came.
        left: Left,
        /// In which group's queue.
        into: GroupId,
    },
    /// It ended (S134).
    Closed(Left),
    /// It waits again in nobody's hands, and in no group's queue: who had it has left.
    Released(Left),
}

/// A conversation that came to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which conversation.
    pub conversation: ConversationId,
    /// To whom.
    pub to: UserId,
    /// In what way.
    pub how: How,
    /// Whose load it leaves: who had it, or to whom it was offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<UserId>,
    /// The group that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// When.
    pub at: DateTime<Utc>,
    /// The limits that a person in charge has overridden (D9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<Rule>,
    /// What the person in charge was warned of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A conversation that left a person's hands, or nobody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which conversation.
    pub conversation: ConversationId,
    /// In what way.
    pub how: How,
    /// Whose load it leaves: who had it, or to whom it was offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<UserId>,
    /// The group that it belonged to until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// In what way something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum How {
    /// The machine chose.
    Automatic,
    /// A person asked for the next one (S126).
    Dispensed,
    /// A person clicked it (S62).
    Taken,
    /// A person confirmed it (S63).
    Confirmed,
    /// A person took it from a colleague (S59).
    TakenOver,
    /// A person passed it on (S60).
    Transferred,
    /// A person in charge put somebody on it (S133).
    Appointed,
    /// A person put it into a group's queue (S153).
    PutIntoGroup,
    /// A person closed it (S134).
    Closed,
    /// The addressee of an offer said no.
    Declined,
    /// The time for an offer ran out.
    Expired,
    /// The addressee of an offer can no longer receive it.
    AddresseeGone,
    /// Who had it has left, and it was passed on for him.
    HandedOver,
}

/// What a person in charge should know, and what does not stop him.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// The receiver does not serve the conversation's language (S106).
    Language {
        /// Its language.
        wanted: Language,
        /// What he accepts.
        accepts: BTreeSet<Language>,
    },
}

impl Warning {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Language { .. } => "language",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language { wanted, .. } => {
                write!(f, "the receiver does not serve {wanted}")
            }
        }
    }
}

impl Event {
    /// Which conversation it happened to.
    #[must_use]
    pub const fn conversation(&self) -> ConversationId {
        match self {
            Self::Assigned(given) | Self::Offered(given) => given.conversation,
            Self::OfferEnded(left)
            | Self::Closed(left)
            | Self::Released(left)
            | Self::Queued { left, .. } => left.conversation,
        }
    }

    /// Brings the facts of its conversation up to date: assignee, state, offer, group and version.
    /// The age never changes. The groups of a new assignee and who stands in for him are emptied;
    /// the host fills them in.
    ///
    /// # Errors
    /// When the facts are those of another conversation; they stay as they are.
    pub fn apply_to(&self, facts: &mut ConversationFacts) -> Result<(), OtherConversation> {
        if facts.id != self.conversation() {
            return Err(OtherConversation);
        }
        match self {
            Self::Assigned(given) => {
                facts.assignee = Some(Assignee::Person(given.to));
                facts.assignee_groups.clear();
                facts.substitutes.clear();
                facts.state = Some(ConversationState::InWork);
                facts.offered_to = None;
            }
            Self::Offered(given) => {
                facts.state = Some(ConversationState::Offered);
                facts.offered_to = Some(given.to);
            }
            Self::OfferEnded(_) => {
                facts.state = Some(ConversationState::Waiting);
                facts.offered_to = None;
            }
            Self::Queued { into, .. } => {
                facts.assignee = None;
                facts.assignee_groups.clear();
                facts.substitutes.clear();
                facts.state = Some(ConversationState::Waiting);
                facts.offered_to = None;
                facts.group = Some(*into);
            }
            Self::Released(_) => {
                facts.assignee = None;
                facts.assignee_groups.clear();
                facts.substitutes.clear();
                facts.state = Some(ConversationState::Waiting);
                facts.offered_to = None;
            }
            // Who had it last still had it: the relation "own" holds for closed ones too.
            Self::Closed(_) => {
                facts.state = Some(ConversationState::Closed);
                facts.offered_to = None;
            }
        }
        facts.version = facts.version.next();
        Ok(())
    }
}

/// An event of one conversation, applied to the facts of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event belongs to another conversation")]
pub struct OtherConversation;

impl OtherConversation {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "wrong_event"
    }

    /// The kind of no: the host has mixed up two streams.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}
