//! Phone numbers in international form (ITU-T E.164).

use serde::{Deserialize, Serialize};

use crate::key::{Key, sealed::Normal};
use crate::text::typed_text;

/// An international number: `+` and 2 to 15 digits, the first of them not 0.
///
/// An extension is not part of it: `x12`, `ext. 12`, `;ext=12` and `(12)` at the end are refused where they begin,
/// and none of their digits becomes part of the number. A host keeps it in a field of its own. Persisted as `+` and
/// digits. `Debug` prints `Phone(..)`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Whether two numbers are one. One number is not yet one person: see [`PhoneUse`].
pub type PhoneKey = Key<Phone>;

/// Who answers a number.
///
/// A shared number (an office line, a family's telephone) says nothing about who a person is: it makes no two
/// accounts one and proves no one. A host that does not know says `Shared`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PhoneUse {
    /// One person's own number.
    Personal,
    /// Several people answer it, or nobody knows.
    #[default]
    Shared,
}

/// Why a text is not an international phone number. Names the place, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing but separators.
    #[error("the number is empty")]
    Empty,
    /// No `+` in front: perhaps a national number, whose country nobody should guess.
    #[error("the number does not begin with + and a country code")]
    NotInternational,
    /// Neither a digit nor a separator, a bracket without its pair or inside another, or one that opens behind the
    /// number: perhaps an extension.
    #[error("the character at position {at} is neither a digit nor a separator")]
    Character {
        /// How many characters stand before it.
        at: usize,
    },
    /// `(0)`: dialed inside the country, left out outside; taking it for a digit gives a wrong number.
    #[error("the number has a trunk prefix in brackets")]
    TrunkPrefix,
    /// No country code begins with 0.
    #[error("the country code begins with 0")]
    LeadingZero,
    /// Fewer than 2 digits.
    #[error("the number has fewer than 2 digits")]
    TooShort,
    /// More than 15 digits.
    #[error("the number has more than 15 digits")]
    TooLong,
}

const DIGITS: std::ops::RangeInclusive<usize> = 2..=15;

impl Phone {
    /// Reads a number that already has its `+` and country code. Spaces, hyphens, dots and pairs of round brackets
    /// between the digits are left out.
    ///
    /// # Errors
    ///
    /// [`PhoneError`]: the first thing found wrong.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let mut dialed = text
            .chars()
            .enumerate()
            .filter(|(_, c)| !is_separator(*c))
            .peekable();
        if dialed.peek().is_none() {
            return Err(PhoneError::Empty);
        }
        if dialed.next_if(|(_, c)| *c == '+').is_none() {
            return Err(PhoneError::NotInternational);
        }
        // `+44 (0)20 ...` is dialed `+44 20 ...` from abroad.
        if has_trunk_prefix(text) {
            return Err(PhoneError::TrunkPrefix);
        }
        if let Some(at) = lone_bracket(text) {
            return Err(PhoneError::Character { at });
        }
        // What stands in brackets behind a number is an extension or a remark, not its last digits.
        if let Some(at) = brackets_at_the_end(text) {
            return Err(PhoneError::Character { at });
        }
        Self::from_places(dialed)
    }

    /// Reads bare digits that are known to begin with a country code, as UIS writes them: `70000000001`. No
    /// separators.
    ///
    /// # Errors
    ///
    /// [`PhoneError`]: the first thing found wrong.
    pub fn from_international_digits(digits: &str) -> Result<Self, PhoneError> {
        if digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        Self::from_places(digits.chars().enumerate())
    }

    /// `+` and digits: what is stored and dialed. A personal value.
    #[must_use]
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// The comparison key.
    #[must_use]
    pub fn key(&self) -> PhoneKey {
        Key::current(self.0.clone())
    }

    /// The key by which the number may stand for one person: none when it is shared.
    ///
    /// ```
    /// use frontdesk_contact::{Phone, PhoneUse};
    ///
    /// let office = Phone::parse("+7 000 000-00-01")?;
    /// assert_eq!(office.personal_key(PhoneUse::Personal), Some(office.key()));
    /// assert_eq!(office.personal_key(PhoneUse::Shared), None);
    /// # Ok::<(), frontdesk_contact::PhoneError>(())
    /// ```
    #[must_use]
    pub fn personal_key(&self, phone_use: PhoneUse) -> Option<PhoneKey> {
        match phone_use {
            PhoneUse::Personal => Some(self.key()),
            // A shared number makes no two accounts one.
            PhoneUse::Shared => None,
        }
    }

    fn from_places(places: impl Iterator<Item = (usize, char)>) -> Result<Self, PhoneError> {
        let mut number = String::from("+");
        for (at, c) in places {
            if !c.is_ascii_digit() {
                return Err(PhoneError::Character { at });
            }
            number.push(c);
        }
        let count = number.len() - 1;
        if number.starts_with("+0") {
            return Err(PhoneError::LeadingZero);
        }
        if count < *DIGITS.start() {
            return Err(PhoneError::TooShort);
        }
        if count > *DIGITS.end() {
            return Err(PhoneError::TooLong);
        }
        Ok(Self(number))
    }
}

typed_text!(Phone, PhoneError, as_e164);

impl Normal for Phone {
    const KEY_NAME: &'static str = "PhoneKey";

    fn is_normal(value: &str) -> bool {
        Self::parse(value).is_ok_and(|phone| phone.0 == value)
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')')
}

/// How many characters stand before the first bracket that closes nothing, is not closed or opens inside a pair.
fn lone_bracket(text: &str) -> Option<usize> {
    let mut open = None;
    for (at, c) in text.chars().enumerate() {
        match (c, open) {
            ('(', None) => open = Some(at),
            (')', Some(_)) => open = None,
            ('(' | ')', _) => return Some(at),
            _ => {}
        }
    }
    open
}

/// How many characters stand before a pair of brackets that ends the text, if the `+` is among them.
fn brackets_at_the_end(text: &str) -> Option<usize> {
    let inner = text.trim_end_matches([' ', '-', '.']).strip_suffix(')')?;
    let (before, _) = inner.rsplit_once('(')?;
    before.contains('+').then(|| before.chars().count())
}

fn has_trunk_prefix(text: &str) -> bool {
    let brackets: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.'))
        .collect();
    brackets.contains("(0)")
}
