//! A line of the field policy: a word, or a table with the rights that the field asks for.

use std::fmt;

use frontdesk_visibility::Use;
use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::words::UseWord;

/// What somebody may do with a field, and which rights over the ticket it asks for. Written as one word,
/// or as a table. What is not written stays as it is without the line.
#[derive(Clone, Debug, Default)]
pub struct FieldLine {
    /// What his hat gives him.
    pub to: Option<Use>,
    /// The right to see it: where it is missing, the field is hidden.
    pub see: Option<Spanned<String>>,
    /// The right to change it: where it is missing, the field is for viewing.
    pub change: Option<Spanned<String>>,
}

/// One word, or a table.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "it is there for the schema")]
pub(super) enum FieldLineWord {
    /// What his hat gives him.
    Word(UseWord),
    /// That, and the rights over the ticket that the field asks for.
    Table(FieldTable),
}

/// The same as a table.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub(super) struct FieldTable {
    /// What his hat gives him: "hidden", "view", "edit" or "require".
    #[serde(rename = "use")]
    #[schemars(with = "Option<UseWord>")]
    to: Option<Use>,
    /// The right to see it, as "contract.view": where it is missing, the field is hidden.
    #[schemars(with = "Option<String>")]
    see: Option<Spanned<String>>,
    /// The right to change it: where it is missing, the field is for viewing.
    #[schemars(with = "Option<String>")]
    change: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for FieldLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldLineVisitor)
    }
}

struct FieldLineVisitor;

impl<'de> de::Visitor<'de> for FieldLineVisitor {
    type Value = FieldLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word for a field or a table of `use`, `see` and `change`")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<FieldLine, E> {
        let to = Use::deserialize(word.into_deserializer())?;
        Ok(FieldLine {
            to: Some(to),
            ..FieldLine::default()
        })
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<FieldLine, A::Error> {
        let table = FieldTable::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let FieldTable { to, see, change } = table;
        Ok(FieldLine { to, see, change })
    }
}
