//! A right over a scope, for a time.

use std::fmt;

use frontdesk_model::Validity;
use serde::{Deserialize, Serialize};

use crate::permission::{Permission, PermissionSet, UnknownPermission};
use crate::scope::Scope;
use crate::unread::{Stored, Unread, table};

/// A right over a scope, for a time.
///
/// A stored grant that this release cannot read, because a later one wrote it, is kept as it came,
/// grants nothing and is written back unchanged: see [`Gives::Unread`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Stored<Readable>", into = "Stored<Readable>")]
pub struct Grant {
    /// What it gives.
    pub gives: Gives,
    /// Where it holds.
    pub scope: Scope,
    /// While it holds.
    pub validity: Validity,
}

/// What a grant gives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gives {
    /// This one.
    One(Permission),
    /// Every right, those of later releases and of the host included, but for `impersonate`, which
    /// is only ever given by name (catalogue.md 1). Written `*`. A list of all rights of today is
    /// another thing: it does not grow.
    Every,
    /// What this release cannot read: nothing.
    Unread(Unread),
}

/// A grant as it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Readable {
    #[serde(rename = "permission")]
    gives: Named,
    #[serde(deserialize_with = "table")]
    scope: Scope,
    #[serde(
        default,
        deserialize_with = "table",
        skip_serializing_if = "Validity::is_always"
    )]
    validity: Validity,
}

impl Grant {
    /// A right over a scope, without end.
    #[must_use]
    pub const fn new(permission: Permission, scope: Scope) -> Self {
        Self {
            gives: Gives::One(permission),
            scope,
            validity: Validity::ALWAYS,
        }
    }

    /// Every right over a scope, also what comes later, without end.
    #[must_use]
    pub const fn every(scope: Scope) -> Self {
        Self {
            gives: Gives::Every,
            scope,
            validity: Validity::ALWAYS,
        }
    }

    /// Several rights over the same scope.
    #[must_use]
    pub fn each(permissions: &[Permission], scope: &Scope) -> Vec<Self> {
        let grant = |permission: &Permission| Self::new(*permission, scope.clone());
        permissions.iter().map(grant).collect()
    }
}

impl Gives {
    /// Whether it gives this permission.
    #[must_use]
    pub fn includes(&self, permission: Permission) -> bool {
        match self {
            Self::One(one) => *one == permission,
            Self::Every => permission != Permission::IMPERSONATE,
            Self::Unread(_) => false,
        }
    }

    /// The permissions that it gives of these.
    pub(crate) const fn among(&self, these: PermissionSet) -> PermissionSet {
        match self {
            Self::One(one) => these.only(*one),
            Self::Every => these.without(Permission::IMPERSONATE),
            Self::Unread(_) => PermissionSet::EMPTY,
        }
    }

    /// The one permission that it gives, if it is one.
    #[must_use]
    pub const fn one(&self) -> Option<Permission> {
        match self {
            Self::One(one) => Some(*one),
            Self::Every | Self::Unread(_) => None,
        }
    }
}

impl From<Permission> for Gives {
    fn from(permission: Permission) -> Self {
        Self::One(permission)
    }
}

impl fmt::Display for Gives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(permission) => f.write_str(permission.name()),
            Self::Every => f.write_str(EVERY),
            Self::Unread(_) => f.write_str("what this release cannot read"),
        }
    }
}

/// What stands for every right.
const EVERY: &str = "*";

/// A right that has a name.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
enum Named {
    One(Permission),
    Every,
}

impl TryFrom<String> for Named {
    type Error = UnknownPermission;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            EVERY => Ok(Self::Every),
            name => Permission::from_name(name).map(Self::One),
        }
    }
}

impl From<Named> for String {
    fn from(right: Named) -> Self {
        match right {
            Named::One(permission) => permission.name().to_owned(),
            Named::Every => EVERY.to_owned(),
        }
    }
}

impl From<Stored<Readable>> for Grant {
    fn from(stored: Stored<Readable>) -> Self {
        match stored {
            Stored::Read(Readable {
                gives,
                scope,
                validity,
            }) => Self {
                gives: match gives {
                    Named::One(permission) => Gives::One(permission),
                    Named::Every => Gives::Every,
                },
                scope,
                validity,
            },
            Stored::Unread(unread) => Self {
                gives: Gives::Unread(unread),
                scope: Scope::any(),
                validity: Validity::ALWAYS,
            },
        }
    }
}

impl From<Grant> for Stored<Readable> {
    fn from(grant: Grant) -> Self {
        let Grant {
            gives,
            scope,
            validity,
        } = grant;
        let gives = match gives {
            Gives::One(permission) => Named::One(permission),
            Gives::Every => Named::Every,
            Gives::Unread(unread) => return Self::Unread(unread),
        };
        Self::Read(Readable {
            gives,
            scope,
            validity,
        })
    }
}
