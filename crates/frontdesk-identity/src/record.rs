//! Everything that is stored of a staff account.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_contact::{DisplayName, Email, UserName};
use frontdesk_model::{
    AccountKind, ExternalId, Limit, Memberships, Standing, TenantId, UserId, Version,
};
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, CaseNumber, ContactPoint, CredentialFacts, IssuedToken, PersonName, Setting,
};

/// A staff account as plain data: what is stored, and what the crates that compare or unite accounts
/// take apart field by field. [`User`](crate::User) is the same under its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserRecord {
    /// Whose account it is.
    pub tenant: TenantId,
    /// Which one.
    pub id: UserId,
    /// One more with every event.
    pub version: Version,
    /// Unified or one of the two legacy kinds (S1, S5); never a customer's.
    pub kind: AccountKind,
    /// What it may be (S5, S22).
    pub capacities: BTreeSet<Capacity>,
    /// What the forms edit.
    pub profile: Profile,
    /// By which name it signs in.
    pub login: Login,
    /// What is known of the password; `None` is no password.
    #[serde(default)]
    pub credentials: Option<CredentialFacts>,
    /// The version of the last password there was; it stays when a password is cleared.
    #[serde(default)]
    pub credential_version: u32,
    /// Whether it ever was saved with any right, which makes the employee a user for good (S41, S183,
    /// D6).
    pub ever_had_rights: bool,
    /// Open, or switched off in one of three ways.
    pub lifecycle: Lifecycle,
    /// Whether the person has yet to set a password (S115, S121).
    pub activation: Activation,
    /// The token by which a new password can be set, while one is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<IssuedToken>,
    /// The cases for which nothing of the account may be erased, each with its beginning.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holds: BTreeMap<CaseNumber, DateTime<Utc>>,
}

impl UserRecord {
    /// How the account stands (catalogue.md 1.3).
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.lifecycle, &self.activation) {
            (Lifecycle::Deleted | Lifecycle::Erased, _) => Standing::Deleted,
            (Lifecycle::Suspended, _) => Standing::Suspended,
            (Lifecycle::HalfDeleted, _) => Standing::HalfDeleted,
            // Invited and no password set yet (S115).
            (Lifecycle::Open, Activation::Awaited { .. }) => Standing::Pending,
            // Never saved with a right: on the list, and no user (S43, S183).
            (Lifecycle::Open, Activation::NotAwaited) if !self.ever_had_rights => {
                Standing::Employee
            }
            // All rights off or not: the account remains (S42).
            (Lifecycle::Open, Activation::NotAwaited) => Standing::Active,
        }
    }
}

/// What the forms edit: the person, the lists and the values of an account. `Debug` prints of it ids,
/// languages, the limit, the names of settings and whether there is a photo.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The person's name.
    pub name: PersonName,
    /// The name that customers see (S52). At creation it becomes the full name if none was given;
    /// later renames do not touch it (S53).
    pub chat_name: Option<DisplayName>,
    /// Whether there is a photo; the picture is the host's (S55, S56).
    pub photo: Photo,
    /// The "position in the operator's signature": stored, and without effect anywhere (S54).
    pub position: Option<Position>,
    /// The e-mail address.
    pub email: Option<Email>,
    /// The lists that the other questions read.
    pub memberships: Memberships,
    /// How many open conversations at once (S101); `None` is what the site gives everybody.
    pub limit: Option<Limit>,
    /// The system's other settings, by name.
    pub settings: BTreeMap<String, Setting>,
    /// The ids by which other systems know this account.
    pub external_ids: BTreeSet<ExternalId>,
    /// The Contacts of a unified user (S18), in their order. A legacy operator has none (D2).
    pub contact_points: Vec<ContactPoint>,
}

/// Whether there is a photo (S55).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Photo {
    /// None.
    #[default]
    Absent,
    /// The host has one.
    Present,
}

/// The text of a position. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub String);

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Position(..)")
    }
}

/// By which name an account signs in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// By none.
    #[default]
    Unset,
    /// By a name of its own.
    Named(UserName),
    /// By the account's e-mail address, which it follows (S39).
    Email,
}

/// Open, or switched off in one of three ways.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Not switched off.
    #[default]
    Open,
    /// Switched off; rights kept.
    Suspended,
    /// Deleted in the employees section only (S78).
    HalfDeleted,
    /// Authorization annulled (S82).
    Deleted,
    /// Deleted, and the personal values gone as well (GDPR, article 17).
    Erased,
}

/// Whether the person has yet to set a password.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Nothing to wait for.
    #[default]
    NotAwaited,
    /// The account is pending (S115).
    Awaited {
        /// The token that is out; `None` once it is void.
        token: Option<IssuedToken>,
    },
}
