//! What an account may be, and the words for its roles.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::AccountKind;
use serde::{Deserialize, Serialize};

use crate::contact_point::Blank;

/// Something that a staff account may be (S5). An open set: a capacity of a later release is kept
/// in stored records and gives nothing here (S22). Serialized as its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum Capacity {
    /// Talks to customers.
    Operator,
    /// Enters the admin panel.
    AdminPanel,
    /// Receives every message sent to any operator, as the old "administrator" flag of an operator
    /// did (products.md 2.3).
    ReceiveAllMessages,
    /// A name that is not listed, kept as it came.
    Other(OtherCapacity),
}

/// A name that no listed [`Capacity`] has. Made only by reading a capacity from its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherCapacity(String);

impl Capacity {
    /// The stable name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Operator => "operator",
            Self::AdminPanel => "admin_panel",
            Self::ReceiveAllMessages => "receive_all_messages",
            Self::Other(OtherCapacity(name)) => name,
        }
    }

    /// Both surfaces: what a unified user has by default (S7).
    #[must_use]
    pub fn both() -> BTreeSet<Self> {
        [Self::Operator, Self::AdminPanel].into()
    }

    /// What an account of this kind has when nothing else is said: a legacy account has the one
    /// surface of its kind (S3, S4), a unified one both (S7).
    #[must_use]
    pub fn of_kind(kind: AccountKind) -> BTreeSet<Self> {
        match kind {
            AccountKind::Unified => Self::both(),
            AccountKind::LegacyOperator => [Self::Operator].into(),
            AccountKind::LegacyAdmin => [Self::AdminPanel].into(),
            AccountKind::Customer => BTreeSet::new(),
        }
    }

    /// Whether an account of this kind can have exactly these. A legacy account keeps the surface of
    /// its kind and never gets the other one (S3, S4).
    #[must_use]
    pub(crate) fn fit(kind: AccountKind, capacities: &BTreeSet<Self>) -> bool {
        let has = |capacity| capacities.contains(&capacity);
        match kind {
            AccountKind::Unified => true,
            AccountKind::LegacyOperator => has(Self::Operator) && !has(Self::AdminPanel),
            AccountKind::LegacyAdmin => {
                has(Self::AdminPanel) && !has(Self::Operator) && !has(Self::ReceiveAllMessages)
            }
            AccountKind::Customer => capacities.is_empty(),
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<String> for Capacity {
    fn from(name: String) -> Self {
        match name.as_str() {
            "operator" => Self::Operator,
            "admin_panel" => Self::AdminPanel,
            "receive_all_messages" => Self::ReceiveAllMessages,
            _ => Self::Other(OtherCapacity(name)),
        }
    }
}

impl From<Capacity> for String {
    fn from(capacity: Capacity) -> Self {
        capacity.name().to_owned()
    }
}

/// The name of a role in the host's catalogue of roles. What a role allows is not known here: the
/// name is handed on by [`Duty::AssignRoles`](crate::Duty::AssignRoles).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleName(String);

impl RoleName {
    /// A role by name; spaces around it are dropped.
    ///
    /// # Errors
    /// When the name is blank.
    pub fn new(name: &str) -> Result<Self, Blank> {
        match name.trim() {
            "" => Err(Blank("role")),
            name => Ok(Self(name.to_owned())),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RoleName {
    type Error = Blank;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<RoleName> for String {
    fn from(role: RoleName) -> Self {
        role.0
    }
}
