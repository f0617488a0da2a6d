//! The name of a person.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A staff member's name in its three parts. White space around a part is dropped and a blank part
/// is no part (S31), so that a stored name has no empty text. `Debug` says which parts there are and
/// not what they are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Parts", into = "Parts")]
pub struct PersonName {
    last: Option<String>,
    first: Option<String>,
    patronymic: Option<String>,
}

/// The stored form of a [`PersonName`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    patronymic: Option<String>,
}

impl PersonName {
    /// A name without any part.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the surname; blank is none.
    #[must_use]
    pub fn last(mut self, text: &str) -> Self {
        self.last = part(text);
        self
    }

    /// Sets the first name; blank is none.
    #[must_use]
    pub fn first(mut self, text: &str) -> Self {
        self.first = part(text);
        self
    }

    /// Sets the patronymic; blank is none.
    #[must_use]
    pub fn patronymic(mut self, text: &str) -> Self {
        self.patronymic = part(text);
        self
    }

    /// The surname.
    #[must_use]
    pub fn last_name(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// The first name.
    #[must_use]
    pub fn first_name(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// The patronymic.
    #[must_use]
    pub fn patronymic_name(&self) -> Option<&str> {
        self.patronymic.as_deref()
    }

    /// The full name in the order surname, first name, patronymic, with one space between the parts
    /// that there are; only the surname gives the surname (S53). `None` when there is no part.
    #[must_use]
    pub fn full(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.last, &self.first, &self.patronymic]
            .into_iter()
            .filter_map(|part| part.as_deref())
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

fn part(text: &str) -> Option<String> {
    match text.trim() {
        "" => None,
        text => Some(text.to_owned()),
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonName")
            .field("last", &self.last.is_some())
            .field("first", &self.first.is_some())
            .field("patronymic", &self.patronymic.is_some())
            .finish()
    }
}

impl From<Parts> for PersonName {
    fn from(parts: Parts) -> Self {
        let blank = |text: Option<String>| text.as_deref().and_then(part);
        Self {
            last: blank(parts.last),
            first: blank(parts.first),
            patronymic: blank(parts.patronymic),
        }
    }
}

impl From<PersonName> for Parts {
    fn from(name: PersonName) -> Self {
        Self {
            last: name.last,
            first: name.first,
            patronymic: name.patronymic,
        }
    }
}
