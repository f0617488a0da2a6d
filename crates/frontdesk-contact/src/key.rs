//! Comparison keys that know which normalizer made them.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

/// The version of everything that turns a value into a key, in this build.
///
/// It rises whenever the same text could give another key: a new Unicode version in a dependency or in the
/// compiler's own tables, or another rule here. A rise is a migration for the host (see the front page).
///
/// | Version | Since | Normalizers |
/// |---|---|---|
/// | 1 | 0.1.0 | idna 1.1 over icu 2.4 (Unicode 18); precis-profiles 0.2 (Unicode 17, classes of RFC 8264's registry at 6.3, younger characters of display names by unicode-security) over unicode-normalization 0.1.26 (Unicode 18); unicode-security 0.1.3 (Unicode 18); lower-casing of Rust 1.95 (Unicode 17) |
pub const NORMALIZER_VERSION: u16 = 1;

/// What decides whether two values of kind `K` are the same thing: `Key<Email>`, `Key<UserName>`, ...
///
/// `Eq` and `Ord` order keys by version, then by value: right for maps and indexes. Whether two keys mean
/// the same is asked by [`Key::same`], which refuses to compare what different normalizers made.
///
/// A key holds a personal value: `Debug` prints its kind and version only. It is persisted as
/// `{"version": 1, "value": "..."}`; a stored key of this build's version must be one that this build could
/// have made (a [`Skeleton`](crate::Skeleton): one that is its own skeleton and has no control character, for
/// which name it was made is not asked), a key of another version is kept as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored", bound(serialize = "", deserialize = "K: Keyed"))]
pub struct Key<K> {
    version: u16,
    value: String,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

impl<K> Key<K> {
    /// Whether both keys mean the same thing.
    ///
    /// # Errors
    ///
    /// [`NormalizerMismatch`] when the keys come from different normalizer versions: then neither yes nor no
    /// would be true. Compute the older one again from its stored value.
    pub fn same(&self, other: &Self) -> Result<bool, NormalizerMismatch> {
        if self.version != other.version {
            return Err(NormalizerMismatch {
                left: self.version,
                right: other.version,
            });
        }
        Ok(self.value == other.value)
    }

    /// The [`NORMALIZER_VERSION`] that made this key; at least 1.
    #[must_use]
    pub fn version(&self) -> u16 {
        self.version
    }

    /// The text to index. A personal value; never an address to write to and never a name to show.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// A key of this build; `value` is what the normalizer of `K` returned.
    pub(crate) fn current(value: String) -> Self {
        Self {
            version: NORMALIZER_VERSION,
            value,
            kind: PhantomData,
        }
    }
}

impl<K: Keyed> fmt::Debug for Key<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(K::KEY_NAME)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Two keys were made by different normalizer versions, so they cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("keys of normalizer versions {left} and {right} cannot be compared")]
pub struct NormalizerMismatch {
    /// The version of the key that was asked.
    pub left: u16,
    /// The version of the key it was compared with.
    pub right: u16,
}

/// Why stored bytes are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Versions begin at 1.
    #[error("a key of normalizer version 0 does not exist")]
    VersionZero,
    /// No value has an empty key.
    #[error("the key is empty")]
    Empty,
    /// The key claims this build's version, but this build would never make it.
    #[error("the key is not in the form of its own normalizer version")]
    NotNormal,
}

/// The kinds of things that have keys. Implemented by this crate only.
pub trait Keyed: sealed::Normal {}

impl<K: sealed::Normal> Keyed for K {}

pub(crate) mod sealed {
    /// What a kind of key knows about itself.
    pub trait Normal {
        /// The name that `Debug` prints.
        const KEY_NAME: &'static str;

        /// Whether `value` is in the form that this build's normalizer gives.
        fn is_normal(value: &str) -> bool;
    }
}

#[derive(Deserialize)]
struct Stored {
    version: u16,
    value: String,
}

impl<K: Keyed> TryFrom<Stored> for Key<K> {
    type Error = KeyError;

    fn try_from(stored: Stored) -> Result<Self, KeyError> {
        if stored.version == 0 {
            return Err(KeyError::VersionZero);
        }
        if stored.value.is_empty() {
            return Err(KeyError::Empty);
        }
        // A key of another version was right by rules that this build does not know.
        if stored.version == NORMALIZER_VERSION && !K::is_normal(&stored.value) {
            return Err(KeyError::NotNormal);
        }
        Ok(Self {
            version: stored.version,
            value: stored.value,
            kind: PhantomData,
        })
    }
}
