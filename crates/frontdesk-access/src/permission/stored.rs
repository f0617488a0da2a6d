//! Rights of a host's own as they are stored: as this release knows them, else as they came.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

use super::Permission;
use super::host::HostPermission;
use crate::unread::{Fields, Table, Value};

/// A right of a host's own as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoredRight {
    /// As this release knows it.
    Read(HostPermission),
    /// As a later one wrote it. Its number can be read.
    Unread {
        permission: Permission,
        table: Table,
    },
}

/// Without these a stored right is none, of whatever release.
const OF_EVERY_RIGHT: [&str; 4] = [PERMISSION, NAME, "title", "object"];

const PERMISSION: &str = "permission";
const NAME: &str = "name";
const NEEDS: &str = "needs";

impl StoredRight {
    pub(crate) const fn permission(&self) -> Permission {
        match self {
            Self::Read(right) => right.permission,
            Self::Unread { permission, .. } => *permission,
        }
    }

    /// Whether it has this name: no other right is called so.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        match self {
            Self::Read(right) => right.name == name,
            Self::Unread { table, .. } => {
                matches!(table.get(NAME), Some(Value::Text(own)) if own == name)
            }
        }
    }

    /// Whether it may be without effect where the other is not held.
    pub(crate) fn may_need(&self, other: Permission) -> bool {
        match self {
            Self::Read(right) => right.needs.contains(&other),
            Self::Unread { table, .. } => table.get(NEEDS).is_some_and(|needs| {
                let needs = needs.read::<Vec<Permission>>();
                needs.map_or(true, |needs| needs.contains(&other))
            }),
        }
    }
}

impl<'de> Deserialize<'de> for StoredRight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Fields(table) = Fields::deserialize(deserializer)?;
        let whole = Value::Table(table.clone()).read::<HostPermission>();
        let in_part = |error: Error| {
            let there = OF_EVERY_RIGHT.iter().all(|name| table.contains_key(*name));
            let permission = table.get(PERMISSION).filter(|_| there);
            match permission.and_then(|number| number.read().ok()) {
                Some(permission) => Ok(Self::Unread {
                    permission,
                    table: table.clone(),
                }),
                None => Err(D::Error::custom(error)),
            }
        };
        whole.map(Self::Read).or_else(in_part)
    }
}

impl Serialize for StoredRight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(right) => right.serialize(serializer),
            Self::Unread { table, .. } => table.serialize(serializer),
        }
    }
}
