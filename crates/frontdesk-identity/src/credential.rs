//! What is known of a password without holding it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Facts about an account's password. No secret is ever part of state or events: the host hashes
/// the password and keeps the verifier under `version`, told by
/// [`Duty::StoreVerifier`](crate::Duty::StoreVerifier).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialFacts {
    /// Which verifier: one more with every password set; a session made under an older one is void.
    pub version: u32,
    /// How the host hashes.
    pub algorithm: Algorithm,
}

/// The name of a hashing scheme: "argon2id", "scrypt", or [`Algorithm::elsewhere`]. Small letters,
/// digits and hyphens, at most 32, so that no hash and no password can be passed by mistake.
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
