//! Words for people: labels in several languages, and names by id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Language;

/// One text in several languages. The first language is the source's own and the fallback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    source: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    translations: BTreeMap<Language, String>,
}

impl Labels {
    /// A text in the source's own language.
    #[must_use]
    pub fn new(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            translations: BTreeMap::new(),
        }
    }

    /// Adds the text in another language.
    #[must_use]
    pub fn with(mut self, language: Language, text: impl Into<String>) -> Self {
        self.translations.insert(language, text.into());
        self
    }

    /// The text in the source's own language.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text in this language, or its base language, or else the source's own.
    #[must_use]
    pub fn in_language(&self, language: &Language) -> &str {
        self.translations
            .get(language)
            .or_else(|| self.translations.get(&language.base()))
            .unwrap_or(&self.source)
    }
}

/// Looks up names for reports. The crates hold ids only; the host passes names when it prints.
pub trait Names {
    /// What a person would call this, if known.
    fn name(&self, id: Uuid) -> Option<&str>;

    /// The name, or the id itself where none is known.
    fn name_or_id(&self, id: Uuid) -> String {
        self.name(id).map_or_else(|| id.to_string(), str::to_owned)
    }
}

/// No names at all: ids are printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn name(&self, _: Uuid) -> Option<&str> {
        None
    }
}

impl Names for BTreeMap<Uuid, String> {
    fn name(&self, id: Uuid) -> Option<&str> {
        self.get(&id).map(String::as_str)
    }
}
