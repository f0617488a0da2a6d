//! Live events: that something happened, and nothing of what.

use frontdesk_model::{ConversationId, MessageId};
use serde::Serialize;

use crate::field::Field;
use crate::ticket::Ticket;
use crate::view::{Granted, Viewing};

/// Something that happened to a ticket just now.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Happened<'a> {
    /// It was made, or came into sight.
    Made,
    /// This field changed.
    Field {
        /// Which one.
        field: &'a Field,
        /// The ticket before; `None`: nobody kept it.
        before: Option<&'a Ticket>,
    },
    /// This message was written or changed.
    Message(MessageId),
    /// It was linked to this ticket, if there is one.
    Linked(Option<&'a Ticket>),
}

/// What is sent to one who watches: which ticket and what kind of thing. The content he fetches himself,
/// through the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LiveEvent {
    /// Which ticket.
    pub id: ConversationId,
    /// What kind.
    pub kind: LiveKind,
}

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveKind {
    /// There is a ticket.
    Made,
    /// Something of its fields changed.
    Changed,
    /// There is a message.
    Message,
    /// There is a link.
    Linked,
}

impl Viewing<'_> {
    /// What this viewer is sent of it. `None`: nothing, because the ticket, as it is now, or what
    /// happened to it is hidden from him or not known (attack 15).
    ///
    /// Of a field that changed he is sent an event just when what he sees of it is another than before: a
    /// site that he saw and that is hidden or none now is a change to him, from one hidden site to another
    /// there is none. **Law: so it is just when [`notice`](Self::notice) names the field.** Where nobody kept
    /// the ticket as it was, a value that may be hidden from him is told of only while he sees one.
    #[must_use]
    pub fn live(&self, ticket: Option<&Ticket>, what: Happened<'_>) -> Option<LiveEvent> {
        let granted = self.open(ticket?).ok()?;
        let kind = match what {
            Happened::Made => LiveKind::Made,
            Happened::Field { field, before } => {
                let tells = match self.before(before, &granted) {
                    Some(was) => granted.change_since(&was, field).is_some(),
                    None => granted.tells(field),
                };
                tells.then_some(LiveKind::Changed)?
            }
            Happened::Message(id) => granted.find_message(id).map(|_| LiveKind::Message)?,
            Happened::Linked(other) => self.open(other?).map(|_| LiveKind::Linked).ok()?,
        };
        Some(LiveEvent {
            id: granted.id(),
            kind,
        })
    }
}

impl Granted<'_> {
    /// Whether the viewer is told that this field changed of which nobody knows what it said before. Where
    /// its values may be hidden from him, only while he sees the one that it has now.
    fn tells(&self, field: &Field) -> bool {
        self.shows(field) && !self.is_out_of_sight(field)
    }
}
