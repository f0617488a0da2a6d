//! Whether a form touches a field.

use serde::{Deserialize, Serialize};

/// What a form does to one field. "Not touched" and "emptied" are two things, in memory and in
/// stored events: `"keep"` and `{"set": null}`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change<T> {
    /// Leave it as it is.
    #[default]
    Keep,
    /// Make it this.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the field is left as it is.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value, if there is one.
    #[must_use]
    pub const fn set(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<T: Clone + PartialEq> Change<T> {
    /// Keeps only what differs from the present value: a form saved unchanged changes nothing.
    #[must_use]
    pub(crate) fn unless_equal(&self, present: &T) -> Self {
        match self {
            Self::Set(value) if value != present => Self::Set(value.clone()),
            Self::Set(_) | Self::Keep => Self::Keep,
        }
    }

    /// Writes the new value, if there is one.
    pub(crate) fn write(&self, place: &mut T) {
        if let Self::Set(value) = self {
            place.clone_from(value);
        }
    }
}
