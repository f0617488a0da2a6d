//! The full ticket: everything the host knows. It is never shown; a view of it is.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{Author, ConversationFacts, MessageId};
use serde::{Deserialize, Serialize};

/// A ticket with all that is known of it. Deliberately neither `Serialize` nor printable with its
/// contents: what leaves the desk is a view made by [`Granted::project`](crate::Granted::project).
///
/// ```compile_fail
/// fn leaks<T: serde::Serialize>() {}
/// leaks::<frontdesk_visibility::Ticket>();
/// ```
///
/// Its views are:
///
/// ```
/// fn shown<T: serde::Serialize>() {}
/// shown::<frontdesk_visibility::View>();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What rules read.
    pub facts: ConversationFacts,
    /// The number that people quote.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// How urgent it is, if the product says so.
    pub priority: Option<Priority>,
    /// The customer's telephone number, if there is one.
    pub client_number: Option<String>,
    /// The fields that the account added.
    pub custom_fields: BTreeMap<FieldId, String>,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
}

impl Ticket {
    /// A ticket of which only the facts are known.
    #[must_use]
    pub fn new(facts: ConversationFacts) -> Self {
        Self {
            facts,
            number: String::new(),
            subject: String::new(),
            priority: None,
            client_number: None,
            custom_fields: BTreeMap::new(),
            messages: Vec::new(),
        }
    }
}

impl AsRef<ConversationFacts> for Ticket {
    fn as_ref(&self) -> &ConversationFacts {
        &self.facts
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket")
            .field("id", &self.facts.id)
            .field("messages", &self.messages.len())
            .field("custom_fields", &self.custom_fields.len())
            .finish_non_exhaustive()
    }
}

/// One message of a ticket. Like the ticket, it is shown only as part of a view.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Which one.
    pub id: MessageId,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it; `None` where the product does not say.
    pub author: Option<Author>,
    /// For whom it was written.
    pub audience: Audience,
    /// What it says.
    pub text: String,
    /// The names of the files that came with it.
    pub attachments: Vec<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

/// For whom a message was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The customer and the staff.
    Public,
    /// The staff alone: a note reaches no customer (S166).
    Internal,
}

/// How urgent a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the four words of the source")]
pub enum Priority {
    Low,
    Normal,
    High,
    Critical,
}

impl Priority {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The id of a field that the account added, as the product writes it ("cf_25").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(pub String);

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
