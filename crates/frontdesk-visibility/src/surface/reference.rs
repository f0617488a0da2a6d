//! References to tickets in texts: `#664-245651`.

use frontdesk_model::{ConversationId, MessageId};
use serde::Serialize;

use crate::field::Field;
use crate::ticket::Ticket;
use crate::view::{Granted, NotFound, Viewing};

/// A piece of a text. All pieces of a text one after another are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A ticket that the reader can open himself.
    Ticket {
        /// Which one.
        id: ConversationId,
        /// The reference as it was written, `#` included.
        text: &'a str,
    },
}

impl<'a> Piece<'a> {
    /// What was written.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        match self {
            Self::Text(text) | Self::Ticket { text, .. } => text,
        }
    }
}

impl<'a> Granted<'a> {
    /// The texts of all messages that this viewer sees, in their order, each in pieces; see
    /// [`Viewing::references`]. It goes through the messages once: a whole ticket is read by this and not
    /// message by message.
    pub fn texts<'b>(
        &self,
        lookup: impl Fn(&str) -> Option<&'b Ticket>,
    ) -> impl Iterator<Item = (MessageId, Vec<Piece<'a>>)> {
        let viewing = self.viewing;
        self.messages()
            .map(move |message| (message.id, viewing.references(&message.text, &lookup)))
    }

    /// The text of one message in pieces; see [`Viewing::references`]. Of all of them ask
    /// [`texts`](Self::texts), because this one looks for its message.
    ///
    /// # Errors
    /// When this viewer sees no such message, or there is none.
    pub fn text<'b>(
        &self,
        message: MessageId,
        lookup: impl Fn(&str) -> Option<&'b Ticket>,
    ) -> Result<Vec<Piece<'a>>, NotFound> {
        let message = self.find_message(message).ok_or(NotFound)?;
        Ok(self.viewing.references(&message.text, lookup))
    }
}

impl Viewing<'_> {
    /// A text in pieces: a `#` and the number of a ticket that the reader can open is that ticket;
    /// everything else stays text, of a hidden ticket as of none (attack 13).
    ///
    /// A number is the longest run of letters, digits and inner hyphens after a `#` that follows neither
    /// a letter, a digit nor an `&`. `lookup` gives the ticket of a number.
    pub fn references<'a, 'b>(
        &self,
        text: &'a str,
        lookup: impl Fn(&str) -> Option<&'b Ticket>,
    ) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut said = 0;
        for (at, sign) in text.match_indices('#') {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            if before.is_some_and(|before| before.is_alphanumeric() || before == '&') {
                continue;
            }
            let start = at + sign.len();
            let number = text.get(start..).map_or("", number);
            let Some(id) = self.referred(number, &lookup) else {
                continue;
            };
            let end = start + number.len();
            pieces.extend(words(text, said, at));
            let text = text.get(at..end).unwrap_or_default();
            pieces.push(Piece::Ticket { id, text });
            said = end;
        }
        pieces.extend(words(text, said, text.len()));
        pieces
    }

    fn referred<'b>(
        &self,
        number: &str,
        lookup: impl Fn(&str) -> Option<&'b Ticket>,
    ) -> Option<ConversationId> {
        if number.is_empty() {
            return None;
        }
        let ticket = lookup(number).filter(|ticket| ticket.number == number)?;
        let granted = self.open(ticket).ok()?;
        granted.shows(&Field::Number).then(|| granted.id())
    }
}

/// The number at the beginning of a text.
fn number(text: &str) -> &str {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '-';
    let end = text.find(|sign| !is_part(sign)).unwrap_or(text.len());
    let run = text.get(..end).unwrap_or_default();
    if run.starts_with('-') {
        return "";
    }
    run.trim_end_matches('-')
}

fn words(text: &str, from: usize, to: usize) -> Option<Piece<'_>> {
    let words = text.get(from..to).filter(|words| !words.is_empty())?;
    Some(Piece::Text(words))
}
