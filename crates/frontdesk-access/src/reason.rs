//! Why: reasons as data.

use std::fmt;

use frontdesk_model::{AccountKind, Standing, Validity};
use serde::{Deserialize, Serialize};

use crate::explain::Words;
use crate::permission::{ObjectKind, Permission, Section};
use crate::role::{AddOnId, RestrictionId, RoleId};
use crate::scope::Scope;

/// One reason for a yes or a no.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The account is not active.
    NotActive {
        /// How it stands.
        standing: Standing,
    },
    /// The object belongs to another tenant.
    OtherTenant,
    /// The right is asked about another kind of object.
    WrongObject {
        /// What the right is about.
        wanted: ObjectKind,
        /// What the question was about.
        given: ObjectKind,
    },
    /// A right of a host's own that no catalogue declares.
    Undeclared {
        /// The right.
        permission: Permission,
    },
    /// This kind of account can never do it.
    KindOfAccount {
        /// The kind.
        kind: AccountKind,
        /// The part of the product that is closed to it.
        section: Section,
    },
    /// A restriction takes the right here.
    Restricted {
        /// The right.
        permission: Permission,
        /// Which restriction.
        restriction: RestrictionId,
    },
    /// A grant allows it.
    Granted {
        /// The right.
        permission: Permission,
        /// Where the grant comes from.
        by: Source,
        /// Where it holds.
        scope: Scope,
    },
    /// No grant allows it.
    NotGranted {
        /// The right.
        permission: Permission,
    },
    /// A grant is there, but it does not cover this object.
    OutOfScope {
        /// The right.
        permission: Permission,
        /// Where the grant comes from.
        by: Source,
        /// Where it holds.
        scope: Scope,
    },
    /// A grant is there, but not now.
    OutOfTime {
        /// The right.
        permission: Permission,
        /// Where the grant comes from.
        by: Source,
        /// When it holds.
        validity: Validity,
    },
    /// The right is granted, but not what it needs.
    Prerequisite {
        /// The right.
        permission: Permission,
        /// What it needs.
        missing: Permission,
    },
    /// The record names a role that the catalogue does not have.
    UnknownRole {
        /// The role.
        role: RoleId,
    },
    /// The record has an add-on that its role does not list (S150).
    UnlistedAddOn {
        /// The role.
        role: RoleId,
        /// The add-on.
        add_on: AddOnId,
    },
}

/// Where a grant comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A role.
    Role(RoleId),
    /// An add-on of a role.
    AddOn {
        /// The role.
        role: RoleId,
        /// The add-on.
        add_on: AddOnId,
    },
    /// Given to this person alone.
    Person,
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotActive { .. } => "not_active",
            Self::OtherTenant => "other_tenant",
            Self::WrongObject { .. } => "wrong_object",
            Self::Undeclared { .. } => "undeclared",
            Self::KindOfAccount { .. } => "kind_of_account",
            Self::Restricted { .. } => "restricted",
            Self::Granted { .. } => "granted",
            Self::NotGranted { .. } => "not_granted",
            Self::OutOfScope { .. } => "out_of_scope",
            Self::OutOfTime { .. } => "out_of_time",
            Self::Prerequisite { .. } => "prerequisite",
            Self::UnknownRole { .. } => "unknown_role",
            Self::UnlistedAddOn { .. } => "unlisted_add_on",
        }
    }
}

impl Reason {
    /// Writes it in plain English.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, words: &Words<'_>) -> fmt::Result {
        match self {
            Self::NotActive { standing } => {
                write!(f, "the account is {}", standing.name().replace('_', "-"))
            }
            Self::OtherTenant => f.write_str("it belongs to another tenant"),
            Self::WrongObject { wanted, given } => write!(
                f,
                "the right is asked about another kind of object: {} and not {}",
                wanted.name(),
                given.name()
            ),
            Self::Undeclared { permission } => {
                write!(f, "nobody declares the host's right {permission}")
            }
            Self::KindOfAccount { kind, section } => write!(
                f,
                "a {} account is closed to section {}",
                kind.name().replace('_', " "),
                section.name()
            ),
            Self::Restricted {
                permission,
                restriction,
            } => write!(f, "{restriction} takes {}", words.permission(*permission)),
            Self::Granted {
                permission,
                by,
                scope,
            } => {
                let (by, scope) = (words.source(by), words.scope(scope));
                write!(f, "{by} grants {} @ {scope}", words.permission(*permission))
            }
            Self::NotGranted { permission } => {
                write!(f, "nothing grants {} here", words.permission(*permission))
            }
            Self::OutOfScope {
                permission,
                by,
                scope,
            } => {
                let (by, scope) = (words.source(by), words.scope(scope));
                let right = words.permission(*permission);
                write!(f, "{by} grants {right} only @ {scope}")
            }
            Self::OutOfTime { permission, by, .. } => {
                let (by, right) = (words.source(by), words.permission(*permission));
                write!(f, "{by} grants {right}, but not now")
            }
            Self::Prerequisite {
                permission,
                missing,
            } => {
                let right = words.permission(*permission);
                write!(f, "{right} needs {}", words.permission(*missing))
            }
            Self::UnknownRole { role } => write!(f, "role {role} is unknown and grants nothing"),
            Self::UnlistedAddOn { role, add_on } => {
                let role = words.role(role);
                write!(f, "{role} does not list {add_on}, which grants nothing")
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &Words::PLAIN)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Words::PLAIN.source(self))
    }
}
