//! Words that are looked for in what a viewer sees.

use super::value::Value;
use crate::field::{Field, Shown};
use crate::view::Granted;

/// A text to look for: capitals and small letters are one, by Unicode's simple lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folded(String);

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        Self(fold(text))
    }

    /// Whether it stands anywhere in a text. The empty one stands in every text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        fold(text).contains(&self.0)
    }

    /// Whether a text begins with it.
    pub(super) fn is_beginning_of(&self, text: &str) -> bool {
        let mut text = folded(text);
        self.0.chars().all(|wanted| text.next() == Some(wanted))
    }
}

/// The text as words and parts of texts are looked for in it: capitals and small letters are one, by Unicode's
/// simple lower case, letter by letter, so that it has as many characters as before. For a host that has texts
/// searched by its database: it keeps this beside each text, and makes it anew when [`UNICODE`] is another.
///
/// ```
/// use frontdesk_visibility::fold;
/// assert_eq!(fold("Straße ÉTÉ Σ"), "straße été σ");
/// ```
// It is made once, so that looking for a word in it takes time by the length of both together and never by
// their product.
#[must_use]
pub fn fold(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => folded(text).collect(),
    }
}

/// The version of Unicode by which [`fold`] knows capitals and small letters.
pub const UNICODE: (u8, u8, u8) = char::UNICODE_VERSION;

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(small)
}

/// The simple lower case of a letter is one letter. It is the first of the full one: the two differ for İ
/// alone, whose full one is an i with a dot above.
fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// The words of a search, each to be found.
#[derive(Clone, Debug)]
pub(super) struct Words(Vec<Folded>);

impl Words {
    pub(super) fn of(search: &str) -> Self {
        Self(search.split_whitespace().map(Folded::new).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether each word stands in the number, the subject, an added field or a message, as far as this
    /// viewer sees them. Each text is folded once, and none after the last word is found.
    pub(super) fn are_in(&self, row: &Granted<'_>) -> bool {
        let mut wanted: Vec<&str> = self.0.iter().map(|word| word.0.as_str()).collect();
        let mut are_found = |text: &str| {
            let text = fold(text);
            wanted.retain(|word| !text.contains(word));
            wanted.is_empty()
        };
        let mut says = |field: Field| match row.value(&field.into()) {
            Shown::Value(Value::Text(text)) => are_found(&text),
            _ => false,
        };
        self.0.is_empty()
            || says(Field::Number)
            || says(Field::Subject)
            || row.messages().any(|message| are_found(&message.text))
            || added_of(row).any(are_found)
    }
}

/// What the added fields say that this viewer sees.
fn added_of<'a>(row: &Granted<'a>) -> impl Iterator<Item = &'a str> {
    let added = row.ticket.custom_fields.iter();
    let shown = added.filter(|(id, _)| row.shows_added(id));
    shown.map(|(_, text)| text.as_str())
}

#[cfg(test)]
mod tests;
