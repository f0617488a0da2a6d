//! Settings that a system keeps beside the record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One setting of an account: whether somebody chose it or it is what the system gives everybody.
/// A merge lets the explicit one win over the default (D1), so the difference is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Somebody chose this value.
    Explicit(SettingValue),
    /// Nobody chose; the system's value at the time.
    Default(SettingValue),
}

impl Setting {
    /// The value, chosen or not.
    #[must_use]
    pub const fn value(&self) -> &SettingValue {
        match self {
            Self::Explicit(value) | Self::Default(value) => value,
        }
    }

    /// Whether somebody chose it.
    #[must_use]
    pub const fn is_explicit(&self) -> bool {
        matches!(self, Self::Explicit(_))
    }
}

/// The value of a setting. `Debug` names the shape and not the content, which may be personal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// On or off.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Several texts, in their order.
    List(Vec<String>),
}

impl fmt::Debug for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(_) => f.write_str("Flag(..)"),
            Self::Number(_) => f.write_str("Number(..)"),
            Self::Text(_) => f.write_str("Text(..)"),
            Self::List(items) => write!(f, "List({} items)", items.len()),
        }
    }
}

impl From<&str> for SettingValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
