//! Links to other tickets.

use frontdesk_model::ConversationId;
use serde::Serialize;

use crate::field::Field;
use crate::ticket::{Link, LinkKind, Ticket};
use crate::view::{Granted, NotFound, Viewing};

/// A link to a ticket that the viewer can open himself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkView<'a> {
    /// How.
    pub kind: LinkKind,
    /// With which ticket.
    pub to: ConversationId,
    /// Its number, if the viewer sees it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<&'a str>,
    /// Its subject, if the viewer sees it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<&'a str>,
}

impl<'a> Granted<'a> {
    /// The links to tickets that this viewer can open himself, each as seen in that ticket, in their
    /// order. Their number is how many there are for him (attack 11). `lookup` gives the other ticket;
    /// one that it does not know is as one that is hidden.
    #[must_use]
    pub fn links(
        &self,
        lookup: impl Fn(ConversationId) -> Option<&'a Ticket>,
    ) -> Vec<LinkView<'a>> {
        let links = self.ticket.links.iter();
        links.filter_map(|link| self.link(*link, &lookup)).collect()
    }

    pub(super) fn link(
        &self,
        link: Link,
        lookup: impl Fn(ConversationId) -> Option<&'a Ticket>,
    ) -> Option<LinkView<'a>> {
        let other = lookup(link.to).filter(|other| other.facts.id == link.to)?;
        let other = self.viewing.open(other).ok()?;
        let text = |field, text: &'a String| other.shows(&field).then_some(text.as_str());
        Some(LinkView {
            kind: link.kind,
            to: link.to,
            number: text(Field::Number, &other.ticket.number),
            subject: text(Field::Subject, &other.ticket.subject),
        })
    }
}

impl Viewing<'_> {
    /// Whether a link between these two can be spoken of: the viewer has to see both. Whether he may
    /// make it is access's answer.
    ///
    /// # Errors
    /// When either is hidden from him, or there is none: one answer (attack 11).
    pub fn may_link(&self, one: Option<&Ticket>, other: Option<&Ticket>) -> Result<(), NotFound> {
        for ticket in [one, other] {
            self.open(ticket.ok_or(NotFound)?)?;
        }
        Ok(())
    }
}
