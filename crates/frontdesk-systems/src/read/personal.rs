//! Texts that say something about a person.

use std::fmt;

/// A text that says something about a person: a name, an address, a number, a message. It prints
/// only through [`as_str`](Self::as_str), never through `Debug`, and has no `Display`, so that no
/// record can leak it into a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Personal(String);

impl Personal {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"…\"")
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
