//! From when until when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A span of time, half-open: it holds while `from <= now < until`; a missing bound is no bound.
/// It is never empty.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Validity {
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

/// The stored form of a [`Validity`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
}

/// The end of a span is not after its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the end of a validity must be after its start")]
pub struct EmptyValidity;

impl Validity {
    /// Without bounds.
    pub const ALWAYS: Self = Self {
        from: None,
        until: None,
    };

    /// A span with these bounds.
    ///
    /// # Errors
    /// When `until` is not after `from`.
    pub fn new(
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<Self, EmptyValidity> {
        match (from, until) {
            (Some(from), Some(until)) if until <= from => Err(EmptyValidity),
            _ => Ok(Self { from, until }),
        }
    }

    /// Everything before `until`.
    #[must_use]
    pub const fn until(until: DateTime<Utc>) -> Self {
        Self {
            from: None,
            until: Some(until),
        }
    }

    /// The moment it begins; `None`: it has no beginning.
    #[must_use]
    pub const fn from(&self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// The moment it has ended; `None`: it has no end.
    #[must_use]
    pub const fn end(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// Whether it holds at this moment.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// The next moment after `now` at which the answer of [`holds`](Self::holds) changes, if any.
    #[must_use]
    pub fn next_change(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        [self.from, self.until]
            .into_iter()
            .flatten()
            .filter(|moment| *moment > now)
            .min()
    }

    /// Whether it has no bound at all.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }
}

impl TryFrom<Bounds> for Validity {
    type Error = EmptyValidity;

    fn try_from(bounds: Bounds) -> Result<Self, Self::Error> {
        Self::new(bounds.from, bounds.until)
    }
}

impl From<Validity> for Bounds {
    fn from(validity: Validity) -> Self {
        Self {
            from: validity.from,
            until: validity.until,
        }
    }
}
