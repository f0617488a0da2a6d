//! What a later release stored and this one cannot read.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::reason::Source;
use crate::restriction::Takes;
use crate::role::{RestrictionId, Role, RoleId};
use crate::scope::Scope;

mod kept;
mod value;

pub(crate) use kept::{assignment_kept, keep_assignment, keep_fields};
pub(crate) use value::{Fields, Table, Value};

/// A stored value that this release cannot read, kept so that it can be written back as it came.
/// What it says is not known here: it grants nothing.
///
/// Integers of 64 bits, text, lists and tables come back exactly; a table is written by its sorted
/// keys. Any other number is kept as an `f64` as the host's reader gives it, which for JSON as text
/// is exact with the feature `float_roundtrip` of `serde_json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unread(pub(crate) Value);

/// A stored value: what this release can read, else as it came. Reading needs a form that describes
/// itself, as JSON does.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Stored<T> {
    /// As this release knows it.
    #[serde(bound(deserialize = "T: Deserialize<'de>"))]
    Read(#[serde(deserialize_with = "table")] T),
    /// As it came.
    Unread(Unread),
}

/// Reads a table of named fields. A list is none: a later release may mean by it something else
/// than the fields in their order.
pub(crate) fn table<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Table<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table")
        }

        fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(table))
        }
    }

    deserializer.deserialize_map(Table(PhantomData))
}

/// Reads a table that is there. Nothing is none: a dimension of which a later release says nothing
/// is not one that is unset.
pub(crate) fn table_there<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    table(deserializer).map(Some)
}

/// Reads what is there. Nothing is none, as for [`table_there`].
pub(crate) fn there<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

impl Unread {
    /// Notes that this field of the table was not there. What can be read of a stored field is never
    /// nothing, so the note is not mistaken for it.
    pub(crate) fn note_absent(&mut self, field: &str) {
        if let Value::Table(table) = &mut self.0 {
            table.insert(field.to_owned(), Value::Nothing);
        }
    }

    /// Takes such a note out: whether there was one.
    pub(crate) fn take_absent(&mut self, field: &str) -> bool {
        match &mut self.0 {
            Value::Table(table) => table.remove(field).is_some(),
            _ => false,
        }
    }
}

/// Where something stands that this release cannot read, because a later one stored it. Update
/// before you change that record or role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadPart {
    /// A grant of this role, add-on or person: it grants nothing.
    Grant(Source),
    /// A restriction on the person: it takes every right over this scope.
    Restriction {
        /// Its id, if that can be read.
        id: RestrictionId,
        /// Where it takes them: everywhere, if where cannot be read either.
        scope: Box<Scope>,
    },
    /// Fields of this role, add-on or record. What they belong to gives nothing: a role or an add-on
    /// because nothing of it is read, a record because they stand as a restriction.
    Fields {
        /// Of what: [`Source::Person`] is the record itself.
        of: Source,
        /// Their names; for a role or add-on, the names of all that is not read of it.
        names: BTreeSet<String>,
    },
    /// A role assignment on the record: it gives nothing.
    Assignment {
        /// Of which role, if that can be read.
        role: Option<RoleId>,
    },
}

impl Role {
    /// What of this role this release cannot read.
    #[must_use]
    pub fn unread(&self) -> BTreeSet<UnreadPart> {
        let own = unread_grants(&self.grants, &Source::Role(self.id.clone()));
        let added = self.add_ons.iter().flat_map(|(id, add_on)| {
            let by = Source::AddOn {
                role: self.id.clone(),
                add_on: id.clone(),
            };
            unread_grants(&add_on.grants, &by)
        });
        own.into_iter().chain(added).collect()
    }
}

impl Holder {
    /// What of this record this release cannot read. What its roles have is asked of the roles.
    #[must_use]
    pub fn unread(&self) -> BTreeSet<UnreadPart> {
        let restrictions = self.restrictions.iter();
        let unread = restrictions.filter(|r| !matches!(r.takes, Takes::These { .. }));
        let taken = unread.map(|restriction| match restriction.unread_fields() {
            Some(fields) => UnreadPart::Fields {
                of: Source::Person,
                names: fields.into_keys().collect(),
            },
            None => UnreadPart::Restriction {
                id: restriction.id.clone(),
                scope: Box::new(restriction.scope.clone()),
            },
        });
        let granted = unread_grants(&self.grants, &Source::Person);
        granted.into_iter().chain(taken).collect()
    }
}

/// What of the grants of one source cannot be read: one answer for all grants that are no more than
/// that, and one for each thing that stands there as a grant.
fn unread_grants(grants: &[Grant], by: &Source) -> BTreeSet<UnreadPart> {
    let unread = grants
        .iter()
        .filter(|grant| matches!(grant.gives, Gives::Unread(_)));
    let part = |grant: &Grant| match (grant.unread_fields(), assignment_kept(grant)) {
        (Some(fields), _) if *by != Source::Person => UnreadPart::Fields {
            of: by.clone(),
            names: fields.keys().cloned().collect(),
        },
        (_, Some(assignment)) if *by == Source::Person => UnreadPart::Assignment {
            role: match assignment {
                Value::Table(table) => table.get("role").and_then(|role| role.read().ok()),
                _ => None,
            },
        },
        _ => UnreadPart::Grant(by.clone()),
    };
    unread.map(part).collect()
}
