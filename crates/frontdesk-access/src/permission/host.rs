//! The rights of a host's own: a range of bits that the host names.

use serde::{Deserialize, Serialize};

use super::{ObjectKind, Permission};

/// The first bit of the range.
pub(super) const FIRST_BIT: u8 = 96;

/// How many a host may have.
pub(super) const COUNT: u8 = 32;

/// What they are called where they are stored: the host's names may change, these never do.
pub(super) const NAMES: [&str; COUNT as usize] = [
    "host.0", "host.1", "host.2", "host.3", "host.4", "host.5", "host.6", "host.7", "host.8",
    "host.9", "host.10", "host.11", "host.12", "host.13", "host.14", "host.15", "host.16",
    "host.17", "host.18", "host.19", "host.20", "host.21", "host.22", "host.23", "host.24",
    "host.25", "host.26", "host.27", "host.28", "host.29", "host.30", "host.31",
];

/// A right of a host's own, as a [`Catalogue`](crate::Catalogue) declares it. A right that no
/// catalogue declares is denied, whoever grants it.
///
/// Stored sets and grants carry its number (`host.4`), so that the host may rename it freely.
///
/// In a stored catalogue one that this release cannot read whole is kept and written back as it came;
/// nobody has it: see [`unread_permissions`](crate::Catalogue::unread_permissions).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostPermission {
    /// Which of the range.
    pub permission: Permission,
    /// The host's dotted name for it: `refund.approve`. ASCII letters, digits and `_`, with at least
    /// one dot between; it begins with `host.` only where it is the right's own number.
    pub name: String,
    /// What it lets a person do, in a few words.
    pub title: String,
    /// What it is asked about.
    pub object: ObjectKind,
    /// The permissions without which it has no effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Permission>,
}

/// Why a right of a host's own cannot be declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostPermissionError {
    /// It has the bit of a permission of the catalogue.
    #[error("`{0}` is a permission of the catalogue and not of the host")]
    NotOfHost(Permission),
    /// The catalogue has it already.
    #[error("`{0}` is declared twice")]
    Declared(Permission),
    /// The catalogue does not have it.
    #[error("`{0}` is not declared")]
    NotDeclared(Permission),
    /// It was withdrawn: what is stored of it must not come to mean something else.
    #[error("`{0}` was withdrawn, and its number is not used again")]
    Withdrawn(Permission),
    /// It is not withdrawn while another right needs it.
    #[error("`{by}` needs `{permission}`")]
    Needed {
        /// The right that would be withdrawn.
        permission: Permission,
        /// What needs it.
        by: Permission,
    },
    /// Its name is not dotted, has another character than letters, digits and `_`, begins with
    /// `host.`, or is the name of another permission.
    #[error("`{0}` is no name for a permission, or another has it")]
    Name(String),
    /// What it needs is not declared, has no smaller number, or is about an object that the question
    /// does not have: a prerequisite is about the same kind of object, a section, or a person.
    #[error("`{permission}` cannot need `{needed}`")]
    Prerequisite {
        /// The right that is declared.
        permission: Permission,
        /// What it cannot need.
        needed: Permission,
    },
}
