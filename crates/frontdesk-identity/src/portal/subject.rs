//! Somebody at an issuer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody at an issuer: the only two claims that identify (OpenID Connect Core 1.0, section 5.7),
/// never the e-mail claim. Compared to the octet, as the standard says. `Debug` prints neither: a
/// network may name its people in the issuer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Claims")]
pub struct Subject {
    issuer: String,
    subject: String,
}

/// Claims that name nobody. None of them says what stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// The issuer or the subject is nothing but white space: everybody without a name would be one
    /// person.
    #[error("the issuer or the subject is blank")]
    Blank,
    /// One of them has more than [`Subject::MAX`] octets.
    #[error("an issuer and a subject have at most 255 octets each")]
    TooLong,
    /// One of them has a control character.
    #[error("an issuer and a subject have no control characters")]
    Control,
}

impl Subject {
    /// The most octets of either: what OpenID Connect Core 1.0, section 2, grants a subject.
    pub const MAX: usize = 255;

    /// Takes the two claims as the issuer wrote them: nothing is trimmed or folded.
    ///
    /// # Errors
    /// When one of them is blank, longer than [`Subject::MAX`] octets or has a control character.
    pub fn new(
        issuer: impl Into<String>,
        subject: impl Into<String>,
    ) -> Result<Self, SubjectError> {
        let (issuer, subject) = (issuer.into(), subject.into());
        for text in [&issuer, &subject] {
            if text.trim().is_empty() {
                return Err(SubjectError::Blank);
            }
            if text.len() > Self::MAX {
                return Err(SubjectError::TooLong);
            }
            if text.chars().any(char::is_control) {
                return Err(SubjectError::Control);
            }
        }
        Ok(Self { issuer, subject })
    }

    /// Who vouches.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The person there.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject(..)")
    }
}

/// The stored form, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    issuer: String,
    subject: String,
}

impl TryFrom<Claims> for Subject {
    type Error = SubjectError;

    fn try_from(claims: Claims) -> Result<Self, Self::Error> {
        Self::new(claims.issuer, claims.subject)
    }
}
