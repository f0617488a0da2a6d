//! What stands in the place of a value that is hidden.

use std::fmt;

use frontdesk_access::{Obligation, Scopes};
use frontdesk_model::{Labels, Language};
use serde::{Serialize, Serializer};

/// A field that may be hidden from the viewer or absent from the ticket. Inside, the two are told
/// apart; outside, they are one: equal bytes in JSON and one label (D8, S72-S74).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// The value.
    Value(T),
    /// There is one, but not for this viewer.
    Hidden,
    /// There is none.
    Absent,
}

impl<T> Shown<T> {
    /// The value, if it is shown.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Hidden | Self::Absent => None,
        }
    }

    /// The same with another value.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Value(value) => Shown::Value(make(value)),
            Self::Hidden => Shown::Hidden,
            Self::Absent => Shown::Absent,
        }
    }

    /// The value, or else this label: one for what is hidden and what is not there, so that nobody
    /// can tell the two apart who reads it (S72, D8).
    ///
    /// ```
    /// use frontdesk_visibility::Shown;
    /// let number = |shown: Shown<&str>| shown.or_label("Unknown number").to_string();
    /// assert_eq!(number(Shown::Value("+33 1 23 45 67 89")), "+33 1 23 45 67 89");
    /// assert_eq!(number(Shown::Hidden), number(Shown::Absent));
    /// ```
    pub fn or_label<'a>(&'a self, label: &'a str) -> impl fmt::Display + 'a
    where
        T: fmt::Display,
    {
        fmt::from_fn(move |f| match self.value() {
            Some(value) => value.fmt(f),
            None => f.pad(label),
        })
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// The client's number where no ticket is shown: on the client's card by the scopes of `conversation.view`, in an
/// incoming call by those of `softphone.use` (S73). With number hiding on it is hidden (S72), as it is to who
/// lacks the right, and by a right with which the mask does not come. Without a number it is absent, whether or
/// not the switch is on (S74, D8). What stands in its place is [`unknown_number`].
///
/// ```
/// use frontdesk_access::{Catalogue, Grant, Holder, Obligation, Permission, Scope};
/// use frontdesk_model::{TenantId, UserId};
/// use frontdesk_visibility::{Shown, client_number};
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// let mut operator = Holder::new(TenantId::from_number(1), UserId::from_number(17));
/// operator.grants.push(Grant::new(Permission::SOFTPHONE_USE, Scope::any()));
/// let calls = |operator: &Holder| {
///     Catalogue::default().scopes_of(operator, Permission::SOFTPHONE_USE, now)
/// };
/// let number = Some("+7 495 555-01-23");
/// assert_eq!(client_number(number, &calls(&operator)), Shown::Value("+7 495 555-01-23"));
///
/// operator.obligations.insert(Obligation::MaskNumber);
/// assert_eq!(client_number(number, &calls(&operator)), Shown::Hidden);
/// assert_eq!(client_number(None, &calls(&operator)), Shown::Absent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn client_number<'a>(number: Option<&'a str>, by: &Scopes) -> Shown<&'a str> {
    let mask = Obligation::MaskNumber;
    // Empty alternatives: the right is held over nothing.
    let held = !by.all_of.is_empty() && by.all_of.iter().all(|any_of| !any_of.is_empty());
    match number {
        None => Shown::Absent,
        Some(number) if held && mask.concerns(by.permission) && !by.obligations.contains(&mask) => {
            Shown::Value(number)
        }
        Some(_) => Shown::Hidden,
    }
}

/// What stands in the place of a number that is hidden or unknown (S72, D8).
#[must_use]
pub fn unknown_number() -> Labels {
    labels(UNKNOWN_NUMBER, UNKNOWN_NUMBER_ELSEWHERE)
}

/// A text of the source and the same in other languages, each by its tag.
pub(crate) fn labels<const N: usize>(source: &str, elsewhere: [(&str, &'static str); N]) -> Labels {
    let others = elsewhere.into_iter();
    others.fold(
        Labels::new(source),
        |label, (tag, text)| match Language::parse(tag) {
            Ok(language) => label.with(language, text),
            Err(_) => label,
        },
    )
}

/// The same in one language, or else in the source's own.
pub(crate) fn unknown_number_in(language: &Language) -> &'static str {
    let base = language.base().to_string();
    let mut others = UNKNOWN_NUMBER_ELSEWHERE.into_iter();
    let found = others.find(|(tag, _)| *tag == base);
    found.map_or(UNKNOWN_NUMBER, |(_, text)| text)
}

const UNKNOWN_NUMBER: &str = "Неизвестный номер";
const UNKNOWN_NUMBER_ELSEWHERE: [(&str, &str); 2] =
    [("en", "Unknown number"), ("fr", "Numéro inconnu")];
