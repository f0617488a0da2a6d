//! Ids that another system gave.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a record in another system: which system, which kind of record there, and its id as
/// text. The kind is the other system's word ("operator", "admin_user", "employee"), so that
/// operator 17 and admin 17 are two.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalId {
    system: String,
    kind: String,
    value: String,
}

/// What is wrong with an external id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExternalIdError {
    /// A part is empty or only white space.
    #[error("the {0} of an external id is empty")]
    Empty(ExternalIdPart),
    /// The system or the kind has a slash, which separates the parts in text.
    #[error("the {0} of an external id has a slash")]
    Slash(ExternalIdPart),
    /// The text has fewer than three parts.
    #[error("an external id is written system/kind/id")]
    Shape,
}

/// A part of an [`ExternalId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalIdPart {
    /// Which system.
    System,
    /// Which kind of record.
    Kind,
    /// The id there.
    Value,
}

impl fmt::Display for ExternalIdPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "system",
            Self::Kind => "kind",
            Self::Value => "id",
        })
    }
}

impl ExternalId {
    /// Builds an external id.
    ///
    /// # Errors
    /// When a part is blank, or the system or the kind has a slash.
    pub fn new(system: &str, kind: &str, value: &str) -> Result<Self, ExternalIdError> {
        for (part, text) in [
            (ExternalIdPart::System, system),
            (ExternalIdPart::Kind, kind),
            (ExternalIdPart::Value, value),
        ] {
            if text.trim().is_empty() {
                return Err(ExternalIdError::Empty(part));
            }
            if part != ExternalIdPart::Value && text.contains('/') {
                return Err(ExternalIdError::Slash(part));
            }
        }
        Ok(Self {
            system: system.to_owned(),
            kind: kind.to_owned(),
            value: value.to_owned(),
        })
    }

    /// The id of a numbered record. The system and the kind are words of a program: not blank, and
    /// without a slash.
    #[must_use]
    pub fn numbered(system: &'static str, kind: &'static str, number: i64) -> Self {
        let id = Self {
            system: system.to_owned(),
            kind: kind.to_owned(),
            value: number.to_string(),
        };
        debug_assert!(Self::parse(&id.to_string()).as_ref() == Ok(&id), "{id}");
        id
    }

    /// Reads `system/kind/id`. The id itself may have slashes.
    ///
    /// # Errors
    /// When there are fewer than three parts, or one is blank.
    pub fn parse(text: &str) -> Result<Self, ExternalIdError> {
        let mut parts = text.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(system), Some(kind), Some(value)) => Self::new(system, kind, value),
            _ => Err(ExternalIdError::Shape),
        }
    }

    /// The system, as in "omnidesk".
    #[must_use]
    pub fn system(&self) -> &str {
        &self.system
    }

    /// The other system's word for the kind of record, as in "staff".
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The id there.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// A number is shown; other text may be an address or a name, and is not.
impl fmt::Debug for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.value.parse::<i64>() {
            Ok(_) => self.value.as_str(),
            Err(_) => "..",
        };
        write!(f, "{}/{}/{shown}", self.system, self.kind)
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.system, self.kind, self.value)
    }
}

impl TryFrom<String> for ExternalId {
    type Error = ExternalIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.to_string()
    }
}
