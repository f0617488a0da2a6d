//! Names of the host's tables and columns.

use std::fmt::{self, Write as _};

/// The name of a table, a column or an index. It is quoted wherever it is printed, so every name that a
/// database takes can be used, and nothing in a name is read as SQL.
///
/// ```
/// use frontdesk_sql::{Name, NameError};
/// let odd = Name::new("odd\" OR TRUE --")?;
/// assert_eq!(odd.to_string(), "\"odd\"\" OR TRUE --\"");
/// assert_eq!(Name::new(""), Err(NameError::Empty));
/// # Ok::<(), NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// Text that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing.
    #[error("a name has at least one character")]
    Empty,
    /// PostgreSQL would cut it off, and two names could become one.
    #[error("a name has at most {} bytes", Name::MAX_BYTES)]
    TooLong,
    /// No database takes it.
    #[error("the character {at} of the name is the zero character")]
    Zero {
        /// Which, counted from 1.
        at: usize,
    },
}

impl Name {
    /// The most bytes of a name in PostgreSQL.
    pub const MAX_BYTES: usize = 63;

    /// Takes a name as the database knows it, letter by letter.
    ///
    /// # Errors
    /// When no database would take it, or would take another.
    pub fn new(name: &str) -> Result<Self, NameError> {
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.len() > Self::MAX_BYTES {
            return Err(NameError::TooLong);
        }
        if let Some(at) = name.chars().position(|letter| letter == '\0') {
            return Err(NameError::Zero { at: at + 1 });
        }
        Ok(Self(name.to_owned()))
    }

    /// The name, not quoted.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Quoted, quotes within it doubled.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for (at, part) in self.0.split('"').enumerate() {
            if at > 0 {
                f.write_str("\"\"")?;
            }
            f.write_str(part)?;
        }
        f.write_char('"')
    }
}

/// The beginning of the names that are made here: of indexes, policies and settings. A short word, so that
/// nothing that is hung on it is cut off and PostgreSQL takes it before the point of a setting.
///
/// ```
/// use frontdesk_sql::{Prefix, PrefixError};
/// assert_eq!(Prefix::new("desk")?.as_str(), "desk");
/// assert_eq!(Prefix::new("my desk"), Err(PrefixError::Letter { at: 3 }));
/// # Ok::<(), PrefixError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix(String);

/// Text that is no prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    /// Nothing.
    #[error("a prefix has at least one letter")]
    Empty,
    /// Too long.
    #[error("a prefix has at most {} letters", Prefix::MAX_LETTERS)]
    TooLong,
    /// Another character than a small Latin letter, and behind the first a digit or a low line.
    #[error("the character {at} of the prefix is no small letter, digit or low line")]
    Letter {
        /// Which, counted from 1.
        at: usize,
    },
}

impl Prefix {
    /// The most letters of it.
    pub const MAX_LETTERS: usize = 24;

    /// Takes a prefix.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, PrefixError> {
        let takes = |at: usize, letter: char| {
            letter.is_ascii_lowercase() || (at > 0 && (letter.is_ascii_digit() || letter == '_'))
        };
        let mut letters = text.chars().enumerate();
        if text.is_empty() {
            return Err(PrefixError::Empty);
        }
        if let Some((at, _)) = letters.find(|(at, letter)| !takes(*at, *letter)) {
            return Err(PrefixError::Letter { at: at + 1 });
        }
        if text.len() > Self::MAX_LETTERS {
            return Err(PrefixError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The prefix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
