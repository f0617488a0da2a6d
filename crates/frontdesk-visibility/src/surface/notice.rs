//! Notices: what changed, as one recipient sees it when it is sent.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{ConversationId, MessageId};
use serde::Serialize;

use crate::field::Field;
use crate::query::Value;
use crate::ticket::{FieldId, Message, Ticket};
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
        let was = self.before(before, &now);
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
        let ids = [was, self].into_iter();
        let ids: BTreeSet<&FieldId> = ids
            .flat_map(|granted| granted.ticket.custom_fields.keys())
            .collect();
        let added = ids.into_iter().cloned().map(Field::Added);
        let all = Field::STANDARD.into_iter().chain(added);
        all.filter_map(|field| {
            let (from, to) = self.change_since(was, &field)?;
            Some(FieldChange { field, from, to })
        })
        .collect()
    }

    /// What the viewer sees of a field before and now, if he saw it and sees it, and it is another.
    pub(super) fn change_since(&self, was: &Self, field: &Field) -> Option<Change<'a>> {
        let past = self.of_past(was.ticket);
        // What may have been hidden from him then is not told now, and that something took its place
        // neither: that there was nothing he did not know.
        was.cell(field)?;
        if was.is_out_of_sight(field) && !past.is_out_of_sight(field) {
            return None;
        }
        let (from, to) = (past.cell(field)?, self.cell(field)?);
        let (from, to) = (from.value().cloned(), to.value().cloned());
        (from != to).then_some((from, to))
    }

    /// The messages that are another to him both as he read them then and as he reads them now: what another
    /// hat adds to a message or takes from it, as the name of who wrote it, edits nothing, and what of it was
    /// hidden from him then is not told now.
    fn messages_since(&self, was: Option<&Self>) -> Vec<MessageChange<'a>> {
        // A store that holds an id twice has edited neither. In order, so that a store which gives all its
        // messages one id costs no more than another.
        let mut before: BTreeMap<MessageId, [BTreeSet<MessageView<'a>>; 2]> = BTreeMap::new();
        let read = |was: &Self, message: &'a Message| [was.message(message), self.message(message)];
        for (was, message) in was
            .into_iter()
            .flat_map(|was| was.messages().map(move |message| (was, message)))
        {
            let seen = before.entry(message.id).or_default();
            for (seen, message) in seen.iter_mut().zip(read(was, message)) {
                seen.insert(message);
            }
        }
        let changed = |message: &'a Message| {
            let now = self.message(message);
            let Some((was, before)) = was.zip(before.get(&message.id)) else {
                return Some(MessageChange::Written(now));
            };
            let mut both = before.iter().zip(read(was, message));
            match both.any(|(before, message)| before.contains(&message)) {
                true => None,
                false => Some(MessageChange::Edited(now)),
            }
        };
        self.messages().filter_map(changed).collect()
    }
}

impl Viewing<'_> {
    /// The same ticket before, if he saw it.
    pub(super) fn before<'a>(
        &'a self,
        before: Option<&'a Ticket>,
        now: &Granted<'_>,
    ) -> Option<Granted<'a>> {
        let before = before.filter(|before| before.facts.id == now.id())?;
        self.open(before).ok()
    }
}

/// What is seen of a field before and now.
type Change<'a> = (Option<Value<'a>>, Option<Value<'a>>);
