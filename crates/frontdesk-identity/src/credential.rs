//! What is known of a password without holding it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Facts about an account's password. No secret is ever part of state or events: the host hashes
/// the password, hands the verifier in and gets it back in
/// [`StoreVerifier`](crate::StoreVerifier), to be kept under `version`. Deserializing refuses facts
/// that nothing here gives: see [`CredentialFactsError`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "StoredFacts")]
pub struct CredentialFacts {
    /// Which verifier, from 1: one more with every password set; a session made under an older one is
    /// void.
    pub version: u32,
    /// How the host hashes.
    pub algorithm: Algorithm,
    /// Whether the password should be hashed anew. Left out where nobody knows, as in all that was
    /// stored before this was asked.
    #[serde(skip_serializing_if = "Rehash::is_unknown")]
    pub rehash: Rehash,
}

/// Stored facts that contradict themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialFactsError {
    /// The version is 0: that of an account that never had a password.
    #[error("the first version of a password is 1")]
    VersionZero,
    /// A verifier that is [elsewhere](Algorithm::elsewhere), of which it is said whether to hash anew:
    /// nobody here has looked at it.
    #[error("nobody knows whether to hash a password anew that is verified elsewhere")]
    JudgedElsewhere,
}

/// [`CredentialFacts`] as they are read, before anybody asked whether they go together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFacts {
    version: u32,
    algorithm: Algorithm,
    #[serde(default)]
    rehash: Rehash,
}

impl TryFrom<StoredFacts> for CredentialFacts {
    type Error = CredentialFactsError;

    fn try_from(stored: StoredFacts) -> Result<Self, Self::Error> {
        let StoredFacts {
            version,
            algorithm,
            rehash,
        } = stored;
        if version == 0 {
            return Err(CredentialFactsError::VersionZero);
        }
        if algorithm == Algorithm::elsewhere() && rehash != Rehash::Unknown {
            return Err(CredentialFactsError::JudgedElsewhere);
        }
        Ok(Self {
            version,
            algorithm,
            rehash,
        })
    }
}

/// Whether a password should be hashed anew at the next sign-in, the only moment at which the host
/// has it. Given by [`Verifier::rehash`](crate::Verifier::rehash).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Rehash {
    /// Nobody looked at the verifier: it is [elsewhere](Algorithm::elsewhere), or was stored before
    /// this was asked.
    #[default]
    Unknown,
    /// The verifier satisfies the rules.
    NotNeeded,
    /// It does not, and this is the gravest reason.
    Needed(RehashReason),
}

impl Rehash {
    /// Whether to hash anew: yes wherever it is not known that there is no need.
    #[must_use]
    pub const fn is_due(self) -> bool {
        !matches!(self, Self::NotNeeded)
    }

    const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// Why a verifier does not satisfy [`HashRules`](crate::HashRules), gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RehashReason {
    /// A scheme that nobody knows: nothing unknown is good enough. Only in facts that were stored when
    /// such a verifier was read still.
    UnknownAlgorithm,
    /// A bcrypt verifier from the time of a faulty implementation: `$2x$` was written by it, `$2a$`
    /// may have been (CVE-2011-2483).
    DoubtfulVariant,
    /// A scheme that these rules no longer accept at any cost.
    OutdatedAlgorithm,
    /// Argon2 before its version 1.3 (RFC 9106, `v=19`).
    OldVersion,
    /// It costs an attacker less than the rules ask for.
    CostTooLow,
    /// The salt is shorter than the rules ask for.
    ShortSalt,
    /// The hash is shorter than the rules ask for.
    ShortOutput,
}

impl RehashReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownAlgorithm => "unknown_algorithm",
            Self::DoubtfulVariant => "doubtful_variant",
            Self::OutdatedAlgorithm => "outdated_algorithm",
            Self::OldVersion => "old_version",
            Self::CostTooLow => "cost_too_low",
            Self::ShortSalt => "short_salt",
            Self::ShortOutput => "short_output",
        }
    }
}

impl fmt::Display for RehashReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownAlgorithm => "the hashing scheme is not known",
            Self::DoubtfulVariant => "it may come from a faulty implementation of bcrypt",
            Self::OutdatedAlgorithm => "the hashing scheme is no longer accepted",
            Self::OldVersion => "the version of the hashing scheme is old",
            Self::CostTooLow => "it costs less than the rules ask for",
            Self::ShortSalt => "the salt is shorter than the rules ask for",
            Self::ShortOutput => "the hash is shorter than the rules ask for",
        })
    }
}

/// The name of a hashing scheme: "argon2id", "scrypt", or [`Algorithm::elsewhere`]. Small letters,
/// digits and hyphens, at most 32, so that no hash can be passed by mistake. A password may look like
/// a name, which is why [`Verifier::parse`](crate::Verifier::parse) gives only names that it knows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Algorithm(String);

/// Text that is no name of a hashing scheme. It is not repeated: it might be a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the name of a hashing scheme has 1 to 32 small letters, digits and hyphens, a letter first"
)]
pub struct AlgorithmError;

impl Algorithm {
    /// Reads a scheme's name.
    ///
    /// # Errors
    /// When the text is empty, longer than 32, begins with no letter or has another character: a
    /// PHC string with the hash in it is refused by its `$`.
    pub fn new(name: &str) -> Result<Self, AlgorithmError> {
        let fits = name.len() <= 32
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            Err(AlgorithmError)
        }
    }

    /// The system that the account came from still checks the password; nothing else is known.
    #[must_use]
    pub fn elsewhere() -> Self {
        Self("elsewhere".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Algorithm({})", self.0)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Algorithm {
    type Error = AlgorithmError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<Algorithm> for String {
    fn from(algorithm: Algorithm) -> Self {
        algorithm.0
    }
}
