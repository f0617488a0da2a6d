//! A page that is asked for a ticket by its number and an address: it answers one thing, whatever there is
//! (attack 34).

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::filter::Filter;
use crate::ticket::Ticket;
use crate::viewer::{GuestLink, GuestPurpose, Hat};

/// What whoever asks is told: if there is such a ticket of this address, a link to it was sent there. There
/// is one, without any part, so that it cannot tell one request from another.
///
/// ```
/// use frontdesk_visibility::StatusReply;
/// assert_eq!(StatusReply.code(), "link_sent_if_any");
/// assert_eq!(std::mem::size_of::<StatusReply>(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusReply;

/// What a status page does: it says the reply, and sends the link to the address that was named.
///
/// What is sent to the address cannot be put into the reply:
///
/// ```compile_fail
/// fn said<T: serde::Serialize>() {}
/// said::<frontdesk_visibility::StatusAnswer>();
/// ```
///
/// ```
/// fn said<T: serde::Serialize>() {}
/// said::<frontdesk_visibility::StatusReply>();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusAnswer {
    /// For whoever asked. It is the same always.
    pub reply: StatusReply,
    /// For the address alone: to be sent there, after the reply and apart from it, so that its time tells
    /// nothing either. `None`: nothing is sent.
    pub letter: Option<GuestLink>,
}

impl StatusReply {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "link_sent_if_any"
    }
}

impl fmt::Display for StatusReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("if there is such a ticket of this address, a link to it was sent there")
    }
}

impl Serialize for StatusReply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What a status page does that is asked for a ticket by its number and an address: `ticket` is the one of
/// this number, and `own` what the customer sees whose proven address this is, each if there is one. A link to
/// read it, good until `expires`, goes to the customer who asked for this ticket and sees it himself now, and
/// to nobody else: to no colleague, nobody in copy, no member of the staff.
#[must_use]
pub fn status(
    ticket: Option<&Ticket>,
    own: Option<&Filter>,
    expires: DateTime<Utc>,
) -> StatusAnswer {
    let link = |ticket: &Ticket, own: &Filter| {
        let facts = &ticket.facts;
        let (opening, hat) = own.opened(facts)?;
        let customer = opening.viewer.customer().filter(|_| hat == Hat::Customer)?;
        Some(GuestLink {
            tenant: facts.tenant,
            ticket: facts.id,
            customer,
            purpose: GuestPurpose::View,
            expires,
            epoch: facts.guest_epoch,
        })
    };
    StatusAnswer {
        reply: StatusReply,
        letter: ticket.zip(own).and_then(|(ticket, own)| link(ticket, own)),
    }
}
