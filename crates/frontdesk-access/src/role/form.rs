//! Roles and add-ons as they are stored.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::Labels;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::{AddOn, AddOnId, MadeBy, Meant, Role, RoleId};
use crate::grant::Grant;
use crate::unread::{Fields, Table, Value, keep_fields};

/// A role as this release knows it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadableRole {
    id: RoleId,
    labels: Labels,
    made_by: MadeBy,
    #[serde(default)]
    meant: Meant,
    grants: Vec<Grant>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    add_ons: BTreeMap<AddOnId, AddOn>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    may_assign: BTreeSet<RoleId>,
}

/// An add-on as this release knows it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadableAddOn {
    labels: Labels,
    grants: Vec<Grant>,
}

/// A role as it is written: as this release knows it, else as it came.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum WrittenRole {
    Read(ReadableRole),
    Unread(Table),
}

/// An add-on as it is written.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum WrittenAddOn {
    Read(ReadableAddOn),
    Unread(Table),
}

const ID: &str = "id";
const LABELS: &str = "labels";
const MADE_BY: &str = "made_by";

/// Without these a stored role is none, of whatever release.
const OF_EVERY_ROLE: [&str; 4] = [ID, LABELS, MADE_BY, "grants"];

/// Without these a stored add-on is none.
const OF_EVERY_ADD_ON: [&str; 2] = [LABELS, "grants"];

impl TryFrom<Fields> for Role {
    type Error = Error;

    fn try_from(Fields(table): Fields) -> Result<Self, Error> {
        let whole = Value::Table(table.clone());
        match whole.read::<ReadableRole>() {
            Ok(role) => Ok(role.into()),
            Err(error) => Self::in_part(&table).ok_or(error),
        }
    }
}

impl Role {
    /// What can be read of a role that cannot be read whole. It gives nothing.
    fn in_part(table: &Table) -> Option<Self> {
        if !OF_EVERY_ROLE.iter().all(|name| table.contains_key(*name)) {
            return None;
        }
        let id: RoleId = table.get(ID)?.read().ok()?;
        // Who made it protects it: what cannot be read protects.
        let made_by = table.get(MADE_BY).and_then(|value| value.read().ok());
        let mut fields = table.clone();
        fields.remove(ID);
        Some(Self {
            labels: labels(table, id.as_str()),
            made_by: made_by.unwrap_or(MadeBy::System),
            grants: vec![Grant::unread(keep_fields(fields))],
            ..Self::built_in(id, Labels::new(""))
        })
    }
}

impl TryFrom<Fields> for AddOn {
    type Error = Error;

    fn try_from(Fields(table): Fields) -> Result<Self, Error> {
        match Value::Table(table.clone()).read::<ReadableAddOn>() {
            Ok(ReadableAddOn { labels, grants }) => Ok(Self { labels, grants }),
            Err(error) => Self::in_part(&table).ok_or(error),
        }
    }
}

impl AddOn {
    fn in_part(table: &Table) -> Option<Self> {
        let there = OF_EVERY_ADD_ON.iter().all(|name| table.contains_key(*name));
        there.then(|| Self {
            labels: labels(table, ""),
            grants: vec![Grant::unread(keep_fields(table.clone()))],
        })
    }
}

fn labels(table: &Table, otherwise: &str) -> Labels {
    let labels = table.get(LABELS).and_then(|value| value.read().ok());
    labels.unwrap_or_else(|| Labels::new(otherwise))
}

impl From<Role> for WrittenRole {
    fn from(role: Role) -> Self {
        if let [grant] = role.grants.as_slice()
            && let Some(fields) = grant.unread_fields()
        {
            let mut table = fields.clone();
            table.insert(ID.to_owned(), Value::Text(role.id.as_str().to_owned()));
            // As it came, if it would be read as this role: nobody has changed it since.
            if Role::try_from(Fields(table.clone())).is_ok_and(|again| again == role) {
                return Self::Unread(table);
            }
        }
        let Role {
            id,
            labels,
            made_by,
            meant,
            grants,
            add_ons,
            may_assign,
        } = role;
        Self::Read(ReadableRole {
            id,
            labels,
            made_by,
            meant,
            grants,
            add_ons,
            may_assign,
        })
    }
}

impl From<AddOn> for WrittenAddOn {
    fn from(add_on: AddOn) -> Self {
        if let [grant] = add_on.grants.as_slice()
            && let Some(table) = grant.unread_fields()
            && AddOn::try_from(Fields(table.clone())).is_ok_and(|again| again == add_on)
        {
            return Self::Unread(table.clone());
        }
        let AddOn { labels, grants } = add_on;
        Self::Read(ReadableAddOn { labels, grants })
    }
}

impl From<ReadableRole> for Role {
    fn from(role: ReadableRole) -> Self {
        let ReadableRole {
            id,
            labels,
            made_by,
            meant,
            grants,
            add_ons,
            may_assign,
        } = role;
        Self {
            id,
            labels,
            made_by,
            meant,
            grants,
            add_ons,
            may_assign,
        }
    }
}
