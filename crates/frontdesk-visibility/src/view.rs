//! What a viewer gets: types that have no place for what is hidden.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{
    Assignee, AttachmentId, Author, Channel, ConversationFacts, ConversationId, ConversationState,
    CustomerId, GroupId, MessageId, OrganizationId, Privacy, RefusalKind, SiteId, UserId,
};
use serde::Serialize;

use crate::field::{FieldPolicy, RightsHeld, Shown, SitesSeen, Use};
use crate::filter::{Filter, Opening};
use crate::ticket::{Audience, FieldId, Priority, Ticket};
use crate::viewer::Hat;

mod project;

pub(crate) use project::{file, interactive};

/// The viewer may not see it, or there is none: the same answer for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such ticket")]
pub struct NotFound;

impl NotFound {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "not_found"
    }

    /// The kind of no: what is hidden is answered as what is not there.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Hidden
    }
}

/// All that decides what one viewer sees.
///
/// **Show only through a right that shows tickets**: `conversation.view`, and `conversation.view_history`
/// for a list of a customer's earlier conversations. What the record hides, as the number (S72, S73),
/// comes with these and with no other right about conversations: a filter of any other shows no number at all.
/// A filter of a right that shows nothing, as to reply, to take or to close, is for deciding: which of the tickets
/// somebody sees he may do that with. A list of those is the filter of the view,
/// [narrowed](Filter::narrowed_to) to it.
#[derive(Clone, Debug)]
pub struct Viewing<'a> {
    /// Which tickets.
    pub filter: Filter,
    /// Which fields.
    pub policy: &'a FieldPolicy,
    /// Which sites' names, where the policy asks for a right.
    pub sites: SitesSeen,
    /// The rights that fields ask for: those of [`FieldPolicy::rights`], of each account of the viewer.
    /// One that is missing is not held.
    pub rights: RightsHeld,
}

/// The right to see one ticket under one hat. Only [`Viewing::open`] makes it, and every surface is made
/// of it: [`project`](Self::project), [`history`](Self::history), [`links`](Self::links),
/// [`texts`](Self::texts), [`cells`](Self::cells).
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    pub(crate) ticket: &'a Ticket,
    hat: Hat,
    opening: &'a Opening,
    pub(crate) viewing: &'a Viewing<'a>,
}

impl Viewing<'_> {
    /// When to make another one: at the filter's `valid_until`, or when the right to see sites or one that
    /// a field asks for is another, whichever comes first. Tickets, and what stands within them by right,
    /// are shown until then and no longer. `None`: it stays.
    #[must_use]
    pub fn valid_until(&self) -> Option<DateTime<Utc>> {
        let sites = self.sites.scopes().and_then(|scopes| scopes.valid_until);
        [self.filter.valid_until(), sites, self.rights.valid_until()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Opens a ticket.
    ///
    /// # Errors
    /// When the filter does not match: the viewer learns no more than that there is no such ticket.
    pub fn open<'a>(&'a self, ticket: &'a Ticket) -> Result<Granted<'a>, NotFound> {
        let (opening, hat) = self.filter.opened(&ticket.facts).ok_or(NotFound)?;
        Ok(Granted {
            ticket,
            hat,
            opening,
            viewing: self,
        })
    }
}

impl Viewing<'_> {
    /// Opens what the host found under an id or a number that somebody named, if it found anything. Where there is
    /// nothing the answer is that of what is hidden, and the same rule is asked before it, of a ticket of which
    /// nothing is known: so that neither the answer nor what it costs tells whether there is one (attack 1).
    ///
    /// # Errors
    /// When the filter does not match, or nothing was found: one answer.
    pub fn find<'a>(&'a self, found: Option<&'a Ticket>) -> Result<Granted<'a>, NotFound> {
        let Some(ticket) = found else {
            let (tenant, id) = (self.filter.tenant, ConversationId::from_number(0));
            let nothing = ConversationFacts::new(tenant, id, DateTime::UNIX_EPOCH);
            std::hint::black_box(self.filter.opened(&nothing).is_some());
            return Err(NotFound);
        };
        self.open(ticket)
    }
}

impl<'a> Granted<'a> {
    /// As whom the ticket is seen.
    #[must_use]
    pub const fn hat(&self) -> Hat {
        self.hat
    }

    /// Which ticket.
    #[must_use]
    pub const fn id(&self) -> ConversationId {
        self.ticket.facts.id
    }

    /// What the ticket said before, under the hat that is worn now.
    pub(crate) fn of_past(&self, ticket: &'a Ticket) -> Self {
        Self { ticket, ..*self }
    }

    /// Since when the viewer is in copy, if he is.
    pub(crate) fn joined(&self) -> Option<DateTime<Utc>> {
        self.opening.joined(&self.ticket.facts)
    }

    /// The ticket as this viewer sees it. It borrows what it shows and copies nothing of what it hides.
    #[must_use]
    pub fn project(&self) -> View<'a> {
        match self.hat {
            Hat::Operator => View::Operator(OperatorView {
                id: self.id(),
                fields: self.fields(),
                messages: self.messages().map(|m| self.of_staff(m)).collect(),
                derived: self.derived(),
            }),
            Hat::Customer => View::Customer(CustomerView {
                id: self.id(),
                fields: self.fields(),
                messages: self.messages().map(|m| self.public(m)).collect(),
                derived: self.derived(),
            }),
            Hat::Stakeholder => View::Stakeholder(self.reader_view()),
            Hat::Colleague => View::Colleague(self.reader_view()),
            Hat::Guest => View::Guest(self.reader_view()),
            Hat::Copied => View::Copied(self.reader_view()),
        }
    }

    fn reader_view(&self) -> ReaderView<'a> {
        ReaderView {
            id: self.id(),
            fields: self.fields(),
            messages: self.messages().map(|m| self.public(m)).collect(),
            derived: self.derived(),
        }
    }
}

/// A ticket as one viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum View<'a> {
    /// As the staff sees it.
    Operator(OperatorView<'a>),
    /// As somebody of the staff sees it who follows it.
    Stakeholder(ReaderView<'a>),
    /// As the customer sees it who asked.
    Customer(CustomerView<'a>),
    /// As another customer of the same company sees it.
    Colleague(ReaderView<'a>),
    /// As somebody sees it who came by a link.
    Guest(ReaderView<'a>),
    /// As another customer sees it who is in copy.
    Copied(ReaderView<'a>),
}

/// A ticket as the staff sees it: notes included, number and site perhaps hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OperatorView<'a> {
    /// Which ticket.
    pub id: ConversationId,
    /// Its fields.
    #[serde(flatten)]
    pub fields: Fields<'a>,
    /// Its messages and notes, oldest first.
    pub messages: Vec<StaffMessage<'a>>,
    /// What follows from what this viewer sees.
    #[serde(flatten)]
    pub derived: Derived<'a>,
}

/// A ticket as the customer sees it who asked. It has no place for a note, and no view is made by hand:
///
/// ```compile_fail
/// use frontdesk_visibility::CustomerView;
/// fn made(view: CustomerView<'_>) -> CustomerView<'_> {
///     CustomerView { messages: Vec::new(), ..view }
/// }
/// ```
///
/// ```
/// use frontdesk_visibility::{CustomerView, PublicMessage};
/// fn read(view: CustomerView<'_>) -> Vec<PublicMessage<'_>> {
///     let CustomerView { messages, .. } = view;
///     messages
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CustomerView<'a> {
    /// Which ticket.
    pub id: ConversationId,
    /// Its fields.
    #[serde(flatten)]
    pub fields: Fields<'a>,
    /// Its messages, oldest first.
    pub messages: Vec<PublicMessage<'a>>,
    /// What follows from what this viewer sees.
    #[serde(flatten)]
    pub derived: Derived<'a>,
}

/// A ticket as somebody sees it who only reads. It has no place for a note, and nothing in it can be
/// changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReaderView<'a> {
    /// Which ticket.
    pub id: ConversationId,
    /// Its fields.
    #[serde(flatten)]
    pub fields: Fields<'a>,
    /// Its messages, oldest first.
    pub messages: Vec<PublicMessage<'a>>,
    /// What follows from what this viewer sees.
    #[serde(flatten)]
    pub derived: Derived<'a>,
}

/// The fields of a ticket that a viewer sees. There is a place for a field only while it is shown; in it
/// stands what the ticket says, which may be nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the field of the ticket that it shows")]
pub struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Option<ConversationState>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Option<&'a Channel>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Option<GroupId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Option<Assignee>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Option<Priority>>,
    /// Hidden from staff without `site.view` on that site, where the policy asks for it (S64).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Shown<SiteId>>,
    /// Hidden where the viewer's record says so (S72, S73).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_number: Option<Shown<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<Option<CustomerId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Option<OrganizationId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participants: Option<&'a BTreeSet<UserId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied: Option<&'a BTreeMap<CustomerId, DateTime<Utc>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Option<Privacy>>,
    /// The added fields that are shown, empty ones too if the policy names them (S169).
    pub added: BTreeMap<&'a FieldId, FieldView<'a>>,
}

/// An added field as a viewer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldView<'a> {
    /// The value, if there is one.
    pub value: Option<&'a str>,
    /// What this viewer may do with it in this ticket.
    #[serde(rename = "use")]
    pub use_: Use,
}

/// A message as the staff sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the message that it is a view of"
)]
pub struct StaffMessage<'a> {
    pub id: MessageId,
    pub at: DateTime<Utc>,
    /// Who wrote it, unless that is hidden from the staff.
    pub by: Writer<'a>,
    pub audience: Audience,
    pub text: &'a str,
    pub attachments: Vec<FileView<'a>>,
}

/// A message as everybody else sees it. A note cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the message that it is a view of"
)]
pub struct PublicMessage<'a> {
    pub id: MessageId,
    pub at: DateTime<Utc>,
    /// Who wrote it; of the staff only that it did, where the assignee is hidden (S168).
    pub by: Writer<'a>,
    pub text: &'a str,
    pub attachments: Vec<FileView<'a>>,
}

/// A message as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum MessageView<'a> {
    /// Of the staff.
    Staff(StaffMessage<'a>),
    /// Everybody else.
    Public(PublicMessage<'a>),
}

impl MessageView<'_> {
    /// Which one.
    #[must_use]
    pub const fn id(&self) -> MessageId {
        match self {
            Self::Staff(message) => message.id,
            Self::Public(message) => message.id,
        }
    }
}

/// Who wrote a message, as far as its reader may know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Writer<'a> {
    /// This one.
    Author(&'a Author),
    /// Somebody of the staff.
    Staff,
    /// A customer.
    Customer,
    /// A part of the host and no human.
    System,
    /// The product does not say.
    Unknown,
}

/// A file of a message.
///
/// ```compile_fail
/// use frontdesk_visibility::FileView;
/// let id = frontdesk_model::AttachmentId::from_number(1);
/// let file = FileView { id, name: "scoring.pdf" };
/// ```
///
/// ```
/// use frontdesk_visibility::{Attachment, FileView};
/// let id = frontdesk_model::AttachmentId::from_number(1);
/// let file = Attachment { id, name: "scoring.pdf".to_owned() };
/// let read = |file: FileView<'_>| file.name.to_owned();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the file that it is a view of"
)]
pub struct FileView<'a> {
    pub id: AttachmentId,
    pub name: &'a str,
}

/// What follows from the messages that a viewer sees, and from no other: a new note does not move the
/// customer's ticket up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Derived<'a> {
    /// When the last visible message was written, or else when the ticket was made, if that is shown.
    pub updated_at: Option<DateTime<Utc>>,
    /// How many messages there are.
    pub message_count: usize,
    /// How many files.
    pub attachment_count: usize,
    /// The beginning of the last message: its first line, if there is one.
    pub preview: Option<&'a str>,
}

#[cfg(test)]
mod tests;
