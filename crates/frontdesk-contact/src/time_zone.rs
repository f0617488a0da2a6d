//! Names of time zones, by their form.

use serde::{Deserialize, Serialize};

use crate::text::typed_text;

/// The longest name of a time zone here, in octets; the IANA database's longest has 32.
pub const TIME_ZONE_OCTETS: usize = 255;

/// A name in the form of the IANA time zone database: `Europe/Moscow`, `America/Argentina/Salta`, `UTC`.
///
/// Only the grammar is checked (RFC 9557, section 4.1): parts between slashes, each a letter, dot or underscore
/// followed by letters, digits and `. _ - +`, and not of dots only. Whether the zone exists, what it is a link to and which hour it
/// has are the questions of the host's database. Names are kept as typed.
///
/// Persisted as the typed string. `Debug` prints `TimeZoneName(..)`: any word may stand in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZoneName(String);

/// Why a text is not the name of a time zone. Names the place, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeZoneNameError {
    /// Nothing.
    #[error("the name of the time zone is empty")]
    Empty,
    /// More than [`TIME_ZONE_OCTETS`].
    #[error("the name of the time zone is longer than {TIME_ZONE_OCTETS} octets")]
    TooLong,
    /// A part between slashes is empty or nothing but dots.
    #[error("part {part} of the name of the time zone is empty or only dots")]
    Part {
        /// Which part, from 1.
        part: usize,
    },
    /// A character that may not stand there: an offset such as `+03:00` is not a name.
    #[error("a character in part {part} of the name of the time zone may not stand there")]
    Character {
        /// Which part, from 1.
        part: usize,
    },
}

impl TimeZoneName {
    /// Checks the form of `text`.
    ///
    /// # Errors
    ///
    /// [`TimeZoneNameError`]: the first thing found wrong.
    pub fn parse(text: &str) -> Result<Self, TimeZoneNameError> {
        if text.is_empty() {
            return Err(TimeZoneNameError::Empty);
        }
        if text.len() > TIME_ZONE_OCTETS {
            return Err(TimeZoneNameError::TooLong);
        }
        for (part, chars) in (1..).zip(text.split('/')) {
            check_part(part, chars)?;
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

typed_text!(TimeZoneName, TimeZoneNameError, as_str);

fn check_part(part: usize, text: &str) -> Result<(), TimeZoneNameError> {
    if text.bytes().all(|byte| byte == b'.') {
        return Err(TimeZoneNameError::Part { part });
    }
    if !text.starts_with(is_initial) || !text.chars().all(is_following) {
        return Err(TimeZoneNameError::Character { part });
    }
    Ok(())
}

fn is_initial(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '.' | '_')
}

fn is_following(c: char) -> bool {
    is_initial(c) || c.is_ascii_digit() || matches!(c, '-' | '+')
}
