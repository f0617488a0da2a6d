//! Languages as BCP 47 tags.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// A language by its BCP 47 tag, in canonical case ("pt-BR", "fr").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Text that is no BCP 47 tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a BCP 47 language tag")]
pub struct LanguageError;

impl Language {
    /// Reads a tag and brings it into canonical case.
    ///
    /// # Errors
    /// When the text is not a well-formed tag.
    pub fn parse(tag: &str) -> Result<Self, LanguageError> {
        LanguageTag::parse_and_normalize(tag)
            .map(|tag| Self(tag.into_inner()))
            .map_err(|_| LanguageError)
    }

    /// French, the default of the chat languages (S104).
    #[must_use]
    pub fn french() -> Self {
        Self("fr".to_owned())
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script, region and the rest: "fr" of "fr-CA". A private or grandfathered
    /// tag ("x-house", "i-klingon") has no such part and is its own base.
    #[must_use]
    pub fn base(&self) -> Self {
        match self.0.split_once('-') {
            Some((base, _)) if base.len() > 1 => Self(base.to_owned()),
            _ => self.clone(),
        }
    }

    /// Whether a person who has this language serves a conversation in `wanted`. A bare language
    /// serves all its variants ("fr" serves "fr-CA"); a variant serves itself and conversations
    /// that ask only for the bare language; two different variants do not serve each other.
    #[must_use]
    pub fn serves(&self, wanted: &Self) -> bool {
        self == wanted || *self == wanted.base() || self.base() == *wanted
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::parse(tag)
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(tag: String) -> Result<Self, Self::Error> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}
