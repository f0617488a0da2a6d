//! That two accounts are one human's.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::UserId;
use serde::{Deserialize, Serialize};

/// Somebody says that these accounts are one human's. Nothing else makes them so: no equal address
/// and no equal name (S12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Of which accounts: exactly those that are united.
    pub accounts: BTreeSet<UserId>,
    /// Who says so.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// On what ground.
    pub basis: Basis,
}

/// The ground of a [`Confirmation`]. Likeness is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// The person signed in to both accounts.
    BothSignIns,
    /// The owner of the account knows the person.
    OwnerKnows,
    /// The records taken over from another system say who confirmed it and when.
    Recorded,
}

impl Basis {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BothSignIns => "both_sign_ins",
            Self::OwnerKnows => "owner_knows",
            Self::Recorded => "recorded",
        }
    }
}
