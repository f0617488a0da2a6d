//! What a host decides about merging once for all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Field, Side};

/// Whether merging is open, and which half wins where both chose differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergePolicy {
    /// Whether two accounts can be united (S11).
    pub merging: Merging,
    /// Which half wins a conflict, by place.
    pub precedence: PrecedenceTable,
}

/// Whether two accounts can be united: the feature was announced before it was there (S11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merging {
    /// Not yet.
    NotYet,
    /// They can.
    Open,
}

/// What settles a conflict that nobody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precedence {
    /// The operator's value wins.
    Operator,
    /// The admin's value wins.
    Admin,
    /// Somebody must decide.
    Ask,
}

impl Precedence {
    /// The half that wins without a decision.
    #[must_use]
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Operator => Some(Side::Operator),
            Self::Admin => Some(Side::Admin),
            Self::Ask => None,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Admin => "admin",
            Self::Ask => "ask",
        }
    }
}

/// One row for every place that holds the value of one half (S13, D1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrecedenceTable {
    /// The person's name.
    pub name: Precedence,
    /// The chat name.
    pub chat_name: Precedence,
    /// The photo.
    pub photo: Precedence,
    /// The position.
    pub position: Precedence,
    /// The e-mail address.
    pub email: Precedence,
    /// Login and password.
    pub sign_in: Precedence,
    /// The limit.
    pub limit: Precedence,
    /// The chat languages.
    pub languages: Precedence,
    /// Every setting without a row of its own.
    pub settings: Precedence,
    /// Settings with a row of their own, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub setting: BTreeMap<String, Precedence>,
}

impl Default for PrecedenceTable {
    /// The table of S13: what customers see and how much the person takes comes from the operator,
    /// the settings from the admin. One human with two names or two addresses is asked about. The
    /// admin's password survives, so that who knows only the operator's never enters the panel.
    fn default() -> Self {
        Self {
            name: Precedence::Ask,
            chat_name: Precedence::Operator,
            photo: Precedence::Operator,
            position: Precedence::Operator,
            email: Precedence::Ask,
            sign_in: Precedence::Admin,
            limit: Precedence::Operator,
            languages: Precedence::Operator,
            settings: Precedence::Admin,
            setting: BTreeMap::new(),
        }
    }
}

impl PrecedenceTable {
    /// The row of a place; `None` for a place in which no conflict can be.
    #[must_use]
    pub fn of(&self, field: &Field) -> Option<Precedence> {
        match field {
            Field::Name => Some(self.name),
            Field::ChatName => Some(self.chat_name),
            Field::Photo => Some(self.photo),
            Field::Position => Some(self.position),
            Field::Email => Some(self.email),
            Field::SignIn => Some(self.sign_in),
            Field::Limit => Some(self.limit),
            Field::Languages => Some(self.languages),
            Field::Setting(name) => Some(self.setting.get(name).copied().unwrap_or(self.settings)),
            _ => None,
        }
    }
}

impl MergePolicy {
    /// Merging is open, with the default table.
    #[must_use]
    pub fn open() -> Self {
        Self {
            merging: Merging::Open,
            precedence: PrecedenceTable::default(),
        }
    }

    /// Merging is announced and not there yet (S11).
    #[must_use]
    pub fn not_yet() -> Self {
        Self {
            merging: Merging::NotYet,
            ..Self::open()
        }
    }
}
