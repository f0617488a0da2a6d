//! What forbids erasure: a legal hold. While one lasts, nothing of the account is erased (GDPR,
//! article 17, paragraph 3, letters b and e).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a case, as the legal department writes it; never a person's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

/// Text that is no case number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// Nothing but white space.
    #[error("the case number is blank")]
    Blank,
    /// More than [`CaseNumber::MAX`] octets.
    #[error("a case number has at most 64 octets")]
    TooLong,
}

impl CaseNumber {
    /// The most octets of a number: it is one, and no report.
    pub const MAX: usize = 64;

    /// Takes a number; white space around it is dropped.
    ///
    /// # Errors
    /// When it is blank or longer than [`CaseNumber::MAX`].
    pub fn new(text: &str) -> Result<Self, CaseNumberError> {
        match text.trim() {
            "" => Err(CaseNumberError::Blank),
            text if text.len() > Self::MAX => Err(CaseNumberError::TooLong),
            text => Ok(Self(text.to_owned())),
        }
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<CaseNumber> for String {
    fn from(case: CaseNumber) -> Self {
        case.0
    }
}
