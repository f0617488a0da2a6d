//! Notices: what changed, as one recipient sees it when it is sent.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{ConversationId, MessageId};
use serde::Serialize;

use crate::field::{Field, Shown};
use crate::query::Value;
use crate::ticket::{FieldId, Ticket};
use crate::view::{Granted, MessageView, Viewing};

/// What is sent to one recipient about one ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Notice<'a> {
    /// Which ticket.
    pub id: ConversationId,
    /// Its number, if he sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<&'a str>,
    /// What it is about, if he sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<&'a str>,
    /// Whether it is new to him.
    pub kind: NoticeKind,
    /// The fields that changed and that he saw before and sees now, in the order of a view.
    pub fields: Vec<FieldChange<'a>>,
    /// The messages that are new to him or say something else, in their order.
    pub messages: Vec<MessageChange<'a>>,
}

/// Whether a ticket is new to a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// He did not see it before: it was made, or came into sight.
    Appeared,
    /// He did, and something of what he sees changed.
    Changed,
}

/// A field that changed. What is hidden and what is not there are one (D8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldChange<'a> {
    /// Which one.
    pub field: Field,
    /// What stood there before.
    pub from: Option<Value<'a>>,
    /// What stands there now.
    pub to: Option<Value<'a>>,
}

/// A message that is new to a recipient or says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageChange<'a> {
    /// He did not see it before.
    Written(MessageView<'a>),
    /// He did.
    Edited(MessageView<'a>),
}

impl Viewing<'_> {
    /// What this recipient is told of a change, from what he sees of the ticket before and after it, by
    /// his rights at the moment of sending (attack 14). `None`: nothing. So it is where he does not see
    /// the ticket now, and where all that changed is hidden from him. What left his sight is told by its
    /// absence alone. Where he sees it under another hat than before, the past is read under the one that
    /// he wears now: another hat changes no field, and shows nothing of the past that this one masks.
    ///
    /// Of changes of history and links nobody is told. That he is not told of what he did himself, and
    /// whether he wants to be told, is the host's.
    #[must_use]
    pub fn notice<'a>(
        &'a self,
        before: Option<&'a Ticket>,
        after: &'a Ticket,
    ) -> Option<Notice<'a>> {
        let now = self.open(after).ok()?;
        let same = before.filter(|before| before.facts.id == after.facts.id);
        let was = same.and_then(|before| self.open(before).ok());
        let fields = was.map(|was| now.changes_since(&was)).unwrap_or_default();
        let messages = now.messages_since(was.as_ref());
        let kind = match was {
            None => NoticeKind::Appeared,
            Some(_) if fields.is_empty() && messages.is_empty() => return None,
            Some(_) => NoticeKind::Changed,
        };
        let text = |field, text: &'a String| now.shows(&field).then_some(text.as_str());
        Some(Notice {
            id: now.id(),
            number: text(Field::Number, &after.number),
            subject: text(Field::Subject, &after.subject),
            kind,
            fields,
            messages,
        })
    }
}

impl<'a> Granted<'a> {
    fn changes_since(&self, was: &Self) -> Vec<FieldChange<'a>> {
        let past = self.of_past(was.ticket);
        let standard = Field::STANDARD.into_iter().filter_map(|field| {
            // What may have been hidden from him then is not told now, and that something took its place
            // neither: that there was nothing he did not know.
            was.cell(&field)?;
            if was.is_out_of_sight(&field) && !past.is_out_of_sight(&field) {
                return None;
            }
            let (from, to) = changed(past.cell(&field)?, self.cell(&field)?)?;
            Some(FieldChange { field, from, to })
        });
        let ids = [was, self].into_iter();
        let ids: BTreeSet<&FieldId> = ids
            .flat_map(|granted| granted.ticket.custom_fields.keys())
            .collect();
        let added = ids.into_iter().filter_map(|id| {
            was.cell_of_added(id)?;
            let (from, to) = changed(past.cell_of_added(id)?, self.cell_of_added(id)?)?;
            let field = Field::Added(id.clone());
            Some(FieldChange { field, from, to })
        });
        standard.chain(added).collect()
    }

    fn messages_since(&self, was: Option<&Self>) -> Vec<MessageChange<'a>> {
        // A store that holds an id twice has edited neither. In order, so that a store which gives all its
        // messages one id costs no more than another.
        let mut before: BTreeMap<MessageId, BTreeSet<MessageView<'a>>> = BTreeMap::new();
        for message in was.into_iter().flat_map(Self::messages) {
            // As he reads it now, so that another hat edits nothing.
            let seen = before.entry(message.id).or_default();
            seen.insert(self.message(message));
        }
        let now = self.messages().map(|message| self.message(message));
        now.filter_map(|message| match before.get(&message.id()) {
            None => Some(MessageChange::Written(message)),
            Some(before) if before.contains(&message) => None,
            Some(_) => Some(MessageChange::Edited(message)),
        })
        .collect()
    }
}

/// What is seen of both, if it differs.
fn changed<'a>(
    from: Shown<Value<'a>>,
    to: Shown<Value<'a>>,
) -> Option<(Option<Value<'a>>, Option<Value<'a>>)> {
    let (from, to) = (from.value().cloned(), to.value().cloned());
    (from != to).then_some((from, to))
}
