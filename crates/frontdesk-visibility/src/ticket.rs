//! The full ticket: everything the host knows. It is never shown; a view of it is.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AttachmentId, Author, ConversationFacts, ConversationId, MessageId, SiteId};
use serde::{Deserialize, Serialize};

use crate::field::Field;

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
/// shown::<frontdesk_visibility::View<'_>>();
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
    /// What became of it, oldest first.
    pub history: Vec<HistoryEntry>,
    /// What it hangs together with.
    pub links: Vec<Link>,
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
            history: Vec::new(),
            links: Vec::new(),
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
///
/// ```compile_fail
/// fn leaks<T: serde::Serialize>() {}
/// leaks::<frontdesk_visibility::Message>();
/// ```
///
/// ```
/// fn shown<T: serde::Serialize>() {}
/// shown::<frontdesk_visibility::PublicMessage<'_>>();
/// ```
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
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

/// A file of a message: it is seen by whoever sees the message.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Which one.
    pub id: AttachmentId,
    /// What it is called.
    pub name: String,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Something that became of a ticket at one moment. Of its parts each viewer sees those whose field,
/// message or ticket he sees; without any there is no entry for him.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None` where the product does not say.
    pub by: Option<Author>,
    /// What.
    pub parts: Vec<HistoryPart>,
}

impl fmt::Debug for HistoryEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryEntry")
            .field("at", &self.at)
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

/// One part of what happened.
#[derive(Clone, PartialEq, Eq)]
pub enum HistoryPart {
    /// A field changed.
    Field {
        /// Which one.
        field: Field,
        /// What it said before, as the product prints it.
        from: Option<String>,
        /// What it says since.
        to: Option<String>,
    },
    /// The site changed: by its id, so that the right to each of the two can be asked (S64). As a
    /// change of [`Field::Site`] in words it is hidden wherever a right is asked.
    Site {
        /// From which site it came before.
        from: Option<SiteId>,
        /// From which since.
        to: Option<SiteId>,
    },
    /// A message was written.
    Message(MessageId),
    /// It was linked.
    Link(Link),
}

impl fmt::Debug for HistoryPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { field, .. } => f.debug_tuple("Field").field(field).finish(),
            Self::Site { .. } => f.debug_tuple("Field").field(&Field::Site).finish(),
            Self::Message(id) => f.debug_tuple("Message").field(id).finish(),
            Self::Link(link) => f.debug_tuple("Link").field(link).finish(),
        }
    }
}

/// How a ticket hangs together with another. It is seen by whoever sees both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// How.
    pub kind: LinkKind,
    /// With which ticket.
    pub to: ConversationId,
}

/// How two tickets hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The other is part of a larger matter with this one in it.
    Parent,
    /// The other is a part of this one.
    Child,
    /// This one went up in the other.
    MergedInto,
    /// This one says what the other says.
    DuplicateOf,
    /// They have to do with each other.
    Related,
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
