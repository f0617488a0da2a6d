//! The history as a viewer sees it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationId, MessageId, SiteId};
use serde::Serialize;

use super::link::LinkView;
use crate::field::Field;
use crate::ticket::{HistoryEntry, HistoryPart, Ticket};
use crate::view::{Granted, Writer};

/// Something that became of a ticket, as far as the viewer sees it: at least one part.
///
/// The stored entry cannot be sent, and an entry that is sent cannot be made by hand:
///
/// ```compile_fail
/// fn sent<T: serde::Serialize>() {}
/// sent::<frontdesk_visibility::HistoryEntry>();
/// ```
///
/// ```
/// fn sent<T: serde::Serialize>() {}
/// sent::<frontdesk_visibility::HistoryView<'_>>();
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HistoryView<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; of the staff only that it did, where the assignee is hidden (S168).
    pub by: Writer<'a>,
    /// What.
    pub parts: Vec<PartView<'a>>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PartView<'a> {
    /// A field changed.
    Field {
        /// Which one.
        field: &'a Field,
        /// What it said before.
        from: Option<&'a str>,
        /// What it says since.
        to: Option<&'a str>,
    },
    /// The site changed. A site that is hidden and none are one (D8).
    Site {
        /// The site before.
        from: Option<SiteId>,
        /// The site since.
        to: Option<SiteId>,
    },
    /// A message was written.
    Message(MessageId),
    /// It was linked.
    Link(LinkView<'a>),
}

impl<'a> Granted<'a> {
    /// What became of the ticket, oldest first. An entry with nothing in it that this viewer sees is not
    /// there; of any other he sees the parts that he sees (attack 10). Who is in copy may see only what
    /// happened since he joined (attack 17). `lookup` gives the tickets that
    /// are linked; one that it does not know is as one that is hidden.
    #[must_use]
    pub fn history(
        &self,
        lookup: impl Fn(ConversationId) -> Option<&'a Ticket>,
    ) -> Vec<HistoryView<'a>> {
        let span = self.span();
        let messages: BTreeSet<_> = self.messages().map(|message| message.id).collect();
        let seen = |entry: &'a HistoryEntry| {
            let parts = entry.parts.iter();
            let parts = parts.filter_map(|part| self.part(part, &messages, &lookup));
            let parts: Vec<_> = parts.collect();
            (!parts.is_empty()).then(|| HistoryView {
                at: entry.at,
                by: self.writer(entry.by.as_ref()),
                parts,
            })
        };
        let entries = self.ticket.history.iter();
        let entries = entries.filter(|entry| span.has(entry.at));
        entries.filter_map(seen).collect()
    }

    fn part(
        &self,
        part: &'a HistoryPart,
        messages: &BTreeSet<MessageId>,
        lookup: impl Fn(ConversationId) -> Option<&'a Ticket>,
    ) -> Option<PartView<'a>> {
        match part {
            // Of a masked value neither the old nor the new one, and not that it changed (attack 10).
            HistoryPart::Field { field, .. } if !self.shows(field) || self.masks(field) => None,
            HistoryPart::Field { field, from, to } => Some(PartView::Field {
                field,
                from: from.as_deref(),
                to: to.as_deref(),
            }),
            HistoryPart::Site { .. } if !self.shows(&Field::Site) => None,
            HistoryPart::Site { from, to } => {
                let from = self.site_shown(*from).value().copied();
                let to = self.site_shown(*to).value().copied();
                // From none to a hidden one is no change to whom they are one (S64, D8).
                (from != to).then_some(PartView::Site { from, to })
            }
            HistoryPart::Message(id) => messages.contains(id).then_some(PartView::Message(*id)),
            HistoryPart::Link(link) => Some(PartView::Link(self.link(*link, lookup)?)),
        }
    }
}
