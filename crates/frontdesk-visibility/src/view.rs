//! What a viewer gets: types that have no place for what is hidden.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_access::Obligation;
use frontdesk_model::{
    ActorId, Assignee, Author, Channel, ConversationId, ConversationState, GroupId, MessageId,
    SiteId,
};
use serde::Serialize;

use crate::field::{AddedField, FieldPolicy, Portal, Shown, SitePolicy, SitesSeen};
use crate::filter::Filter;
use crate::ticket::{Audience, FieldId, Message, Priority, Ticket};

/// The viewer may not see the ticket, or there is none: the same answer for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such ticket")]
pub struct NotFound;

/// All that decides what one viewer sees.
#[derive(Clone, Copy, Debug)]
pub struct Viewing<'a> {
    /// Which tickets.
    pub filter: &'a Filter,
    /// Which fields.
    pub policy: &'a FieldPolicy,
    /// Which sites' names, where the policy asks for a right.
    pub sites: &'a SitesSeen,
}

/// The right to see one ticket under one hat. Only [`Viewing::open`] makes it.
#[derive(Clone, Debug)]
pub struct Granted<'a> {
    ticket: &'a Ticket,
    hat: Hat,
    viewing: Viewing<'a>,
}

/// As whom a ticket is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hat {
    /// A member of the staff.
    Operator,
    /// The customer who asked.
    Customer,
    /// Another customer who may see it, as one of the same company (D21).
    Colleague,
}

impl<'a> Viewing<'a> {
    /// Opens a ticket.
    ///
    /// # Errors
    /// When the filter does not match: the viewer learns no more than that there is no such ticket.
    pub fn open(&self, ticket: &'a Ticket) -> Result<Granted<'a>, NotFound> {
        if !self.filter.matches(&ticket.facts) {
            return Err(NotFound);
        }
        let hat = match self.filter.viewer {
            ActorId::User(_) => Hat::Operator,
            ActorId::Customer(customer) if ticket.facts.requester == Some(customer) => {
                Hat::Customer
            }
            ActorId::Customer(_) => Hat::Colleague,
        };
        Ok(Granted {
            ticket,
            hat,
            viewing: *self,
        })
    }
}

/// A ticket as one viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum View {
    /// As the staff sees it.
    Operator(OperatorView),
    /// As a customer sees it.
    Customer(CustomerView),
}

/// A ticket as the staff sees it: notes included, number and site perhaps hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the ticket that it is a view of"
)]
pub struct OperatorView {
    pub id: ConversationId,
    pub number: String,
    pub subject: String,
    pub state: Option<ConversationState>,
    pub channel: Option<Channel>,
    pub created_at: DateTime<Utc>,
    pub group: Option<GroupId>,
    pub assignee: Option<Assignee>,
    pub priority: Option<Priority>,
    /// Hidden without `site.view` on that site (S64).
    pub site: Shown<SiteId>,
    /// Hidden where the viewer's record says so (S72, S73).
    pub client_number: Shown<String>,
    pub custom_fields: BTreeMap<FieldId, String>,
    pub messages: Vec<MessageView>,
    /// When the last message that this viewer sees was written, or else when the ticket was made.
    pub updated_at: DateTime<Utc>,
}

/// A ticket as a customer sees it. It has no place for a note, a telephone number or a site, and
/// none for a field that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the ticket that it is a view of"
)]
pub struct CustomerView {
    pub id: ConversationId,
    pub number: String,
    pub subject: String,
    pub state: Option<ConversationState>,
    pub channel: Option<Channel>,
    pub created_at: DateTime<Utc>,
    /// There is a place for the group only while it is shown (S167, S168).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Option<GroupId>>,
    /// There is a place for the assignee only while it is shown (S167, S168).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Option<Assignee>>,
    /// There is a place for the priority only while it is shown (S167, S168).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Option<Priority>>,
    /// The added fields that are shown, empty ones too (S169).
    pub fields: BTreeMap<FieldId, FieldView>,
    pub messages: Vec<MessageView>,
    /// When the last message that this viewer sees was written, or else when the ticket was made.
    pub updated_at: DateTime<Utc>,
}

/// An added field as a customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldView {
    /// The value, if there is one.
    pub value: Option<String>,
    /// Whether this customer may change it in this ticket.
    pub editable: bool,
}

/// A message as a viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "each is the field of the message that it is a view of"
)]
pub struct MessageView {
    pub id: MessageId,
    pub at: DateTime<Utc>,
    pub author: Option<Author>,
    pub audience: Audience,
    pub text: String,
    pub attachments: Vec<String>,
}

impl Granted<'_> {
    /// As whom the ticket is seen.
    #[must_use]
    pub const fn hat(&self) -> Hat {
        self.hat
    }

    /// The ticket as this viewer sees it.
    #[must_use]
    pub fn project(&self) -> View {
        match self.hat {
            Hat::Operator => View::Operator(self.operator_view()),
            Hat::Customer | Hat::Colleague => View::Customer(self.customer_view()),
        }
    }

    fn operator_view(&self) -> OperatorView {
        let ticket = self.ticket;
        let facts = &ticket.facts;
        let messages = self.messages();
        OperatorView {
            id: facts.id,
            number: ticket.number.clone(),
            subject: ticket.subject.clone(),
            state: facts.state,
            channel: facts.channel.clone(),
            created_at: facts.created_at,
            group: facts.group,
            assignee: facts.assignee,
            priority: ticket.priority,
            site: self.site(),
            client_number: self.client_number(),
            custom_fields: ticket.custom_fields.clone(),
            updated_at: updated_at(ticket, &messages),
            messages,
        }
    }

    /// The site is shown with `site.view` on it, else hidden; without a site it is absent (S64).
    fn site(&self) -> Shown<SiteId> {
        match self.ticket.facts.site {
            None => Shown::Absent,
            Some(site) if self.viewing.policy.site == SitePolicy::Open => Shown::Value(site),
            Some(site) if self.viewing.sites.has(site) => Shown::Value(site),
            Some(_) => Shown::Hidden,
        }
    }

    /// With number hiding on the number is hidden, else shown; without one it is absent whether or
    /// not the switch is on (S72, S74, D8).
    fn client_number(&self) -> Shown<String> {
        match &self.ticket.client_number {
            None => Shown::Absent,
            Some(_) if self.masks_number() => Shown::Hidden,
            Some(number) => Shown::Value(number.clone()),
        }
    }

    fn masks_number(&self) -> bool {
        self.viewing
            .filter
            .obligations
            .contains(&Obligation::MaskNumber)
    }

    fn customer_view(&self) -> CustomerView {
        let ticket = self.ticket;
        let facts = &ticket.facts;
        let messages = self.messages();
        // Group, responsible and priority are shown unless switched off (S167, S168).
        let shown = |portal: Portal| portal == Portal::Shown;
        CustomerView {
            id: facts.id,
            number: ticket.number.clone(),
            subject: ticket.subject.clone(),
            state: facts.state,
            channel: facts.channel.clone(),
            created_at: facts.created_at,
            group: shown(self.viewing.policy.group).then_some(facts.group),
            assignee: shown(self.viewing.policy.assignee).then_some(facts.assignee),
            priority: shown(self.viewing.policy.priority).then_some(ticket.priority),
            fields: self.added_fields(),
            updated_at: updated_at(ticket, &messages),
            messages,
        }
    }

    /// Added fields are shown where flagged, and editable only where flagged so, in an own ticket of
    /// an interactive channel (S169-S171, S175, D18, catalogue.md 3.5).
    fn added_fields(&self) -> BTreeMap<FieldId, FieldView> {
        let ticket = self.ticket;
        let field = |(id, added): (&FieldId, &AddedField)| {
            let editable = match added {
                AddedField::Hidden => return None,
                AddedField::View => false,
                AddedField::Edit => {
                    self.hat == Hat::Customer
                        && interactive(self.viewing.policy, ticket.facts.channel.as_ref())
                }
            };
            let value = ticket.custom_fields.get(id).cloned();
            Some((id.clone(), FieldView { value, editable }))
        };
        self.viewing.policy.added.iter().filter_map(field).collect()
    }

    /// Notes reach no customer (S166).
    fn messages(&self) -> Vec<MessageView> {
        let for_viewer =
            |message: &&Message| self.hat == Hat::Operator || message.audience == Audience::Public;
        self.ticket
            .messages
            .iter()
            .filter(for_viewer)
            .map(|message| MessageView {
                id: message.id,
                at: message.at,
                author: self.author(message),
                audience: message.audience,
                text: message.text.clone(),
                attachments: message.attachments.clone(),
            })
            .collect()
    }
}

impl Granted<'_> {
    /// Where the responsible is switched off, a customer learns that the staff wrote and not who
    /// (S168).
    fn author(&self, message: &Message) -> Option<Author> {
        let hides_staff =
            self.hat != Hat::Operator && self.viewing.policy.assignee == Portal::Hidden;
        match &message.author {
            Some(Author::Actor(ActorId::User(_))) if hides_staff => {
                Some(Author::System("staff".to_owned()))
            }
            author => author.clone(),
        }
    }
}

/// Derived from what the viewer sees: a new note does not move the customer's ticket up.
fn updated_at(ticket: &Ticket, messages: &[MessageView]) -> DateTime<Utc> {
    messages
        .iter()
        .map(|message| message.at)
        .max()
        .unwrap_or(ticket.facts.created_at)
}

/// Whether the portal may act in this channel. A ticket without a known channel is not interactive.
pub(crate) fn interactive(policy: &FieldPolicy, channel: Option<&Channel>) -> bool {
    channel.is_some_and(|channel| policy.interactive_channels.contains(channel))
}
