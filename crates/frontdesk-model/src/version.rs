//! What a decision relied on, and the kinds of a command's no.

use serde::{Deserialize, Serialize};

use crate::Stream;

/// The version of one record: 0 before anything happened, then one more with every event.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// Before the first event.
    pub const FIRST: Self = Self(0);

    /// The version after one more event.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// What a decision relied on: the host commits it only while this stream still has this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Precondition {
    /// Which line of versions.
    pub stream: Stream,
    /// The version that was read.
    pub version: Version,
}

impl Precondition {
    /// Compares with the version that the host finds when it commits.
    ///
    /// # Errors
    /// When another version is found: decide again on what is there now.
    pub fn check(&self, found: Version) -> Result<(), Stale> {
        if found == self.version {
            return Ok(());
        }
        Err(Stale {
            stream: self.stream,
            expected: self.version,
            found,
        })
    }
}

/// A decision that relied on what has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the record has changed since: decide again")]
pub struct Stale {
    /// Which line of versions.
    pub stream: Stream,
    /// The version that the decision relied on.
    pub expected: Version,
    /// The version that is there.
    pub found: Version,
}

impl Stale {
    /// The kind of this no: stale, a host's 412.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Stale
    }
}

/// The kinds of a command's no. Every `Refusal` of every crate has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The actor may not know that it exists; says the same as if it did not.
    Hidden,
    /// The actor may not do it.
    Forbidden,
    /// It contradicts what is there.
    Conflict,
    /// It relied on what has changed since.
    Stale,
    /// What was asked makes no sense as it is.
    Invalid,
}

impl RefusalKind {
    /// The HTTP status that a host would answer with: 404, 403, 409, 412 or 422.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Hidden => 404,
            Self::Forbidden => 403,
            Self::Conflict => 409,
            Self::Stale => 412,
            Self::Invalid => 422,
        }
    }

    /// The kind of a refusal with several reasons: the gravest of theirs, in the order hidden,
    /// forbidden, stale, conflict, invalid. Of no reason at all it is invalid.
    pub fn gravest(kinds: impl IntoIterator<Item = Self>) -> Self {
        let rank = |kind: &Self| match kind {
            Self::Hidden => 0,
            Self::Forbidden => 1,
            Self::Stale => 2,
            Self::Conflict => 3,
            Self::Invalid => 4,
        };
        kinds.into_iter().min_by_key(rank).unwrap_or(Self::Invalid)
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Forbidden => "forbidden",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Invalid => "invalid",
        }
    }
}
