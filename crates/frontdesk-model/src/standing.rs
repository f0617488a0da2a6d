//! Whether an account can sign in and act.

use serde::{Deserialize, Serialize};

/// How an account stands (catalogue.md 1.3). Identity derives it, the other questions read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the list of employees, never a user: no sign-in, and nothing granted (S43).
    Employee,
    /// Invited, has not yet set a password: no sign-in (S115).
    Pending,
    /// Signs in and acts.
    Active,
    /// Deleted in the employees section only: signs in and sees the workplace, which does not work
    /// (S78-S81, D7).
    HalfDeleted,
    /// Switched off: no sign-in, rights kept.
    Suspended,
    /// Authorization annulled at once (S82).
    Deleted,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 6] = [
        Self::Employee,
        Self::Pending,
        Self::Active,
        Self::HalfDeleted,
        Self::Suspended,
        Self::Deleted,
    ];

    /// Whether the account may sign in, given credentials.
    #[must_use]
    pub const fn can_sign_in(self) -> bool {
        match self {
            Self::Active | Self::HalfDeleted => true,
            Self::Employee | Self::Pending | Self::Suspended | Self::Deleted => false,
        }
    }

    /// Whether grants have any effect. An employee who never was a user has no sign-in to act by.
    #[must_use]
    pub const fn can_act(self) -> bool {
        match self {
            Self::Active => true,
            Self::Employee
            | Self::Pending
            | Self::HalfDeleted
            | Self::Suspended
            | Self::Deleted => false,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Pending => "pending",
            Self::Active => "active",
            Self::HalfDeleted => "half_deleted",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }
}

/// What kind of account it is (S1, S5). The two legacy kinds keep working for as long as nobody
/// unites them (S10, S16); what each can never do belongs to the kind and ends with a merge.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// One account that can be operator and enter the admin panel.
    #[default]
    Unified,
    /// The old account that talks to customers and never enters the admin panel (S3).
    LegacyOperator,
    /// The old account that manages and never talks to customers (S4).
    LegacyAdmin,
    /// A customer's portal account.
    Customer,
}

impl AccountKind {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unified => "unified",
            Self::LegacyOperator => "legacy_operator",
            Self::LegacyAdmin => "legacy_admin",
            Self::Customer => "customer",
        }
    }
}
