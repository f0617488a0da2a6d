//! Where on a role or record that which cannot be read is kept: as an unread grant where something
//! gives, as an unread restriction where something may take. Every rule that knows those two knows
//! all of it.

use frontdesk_model::Validity;

use super::{Table, Unread, Value};
use crate::grant::{Gives, Grant};
use crate::restriction::{Restriction, Takes};
use crate::scope::Scope;

/// Under this name stand the fields that this release cannot read.
const FIELDS: &str = "unread_fields";

/// Under this name stands a role assignment that this release cannot read.
const ASSIGNMENT: &str = "unread_role_assignment";

/// The unread fields of a role, add-on or record, kept as this.
pub(crate) fn keep_fields(fields: Table) -> Unread {
    keep(FIELDS, Value::Table(fields))
}

/// The unread fields that are kept as this, if it is that.
fn fields_kept(unread: &Unread) -> Option<&Table> {
    match kept(FIELDS, unread) {
        Some(Value::Table(fields)) if !fields.is_empty() => Some(fields),
        _ => None,
    }
}

/// A role assignment that cannot be read is a grant that gives nothing.
pub(crate) fn keep_assignment(assignment: Value) -> Grant {
    Grant::unread(keep(ASSIGNMENT, assignment))
}

/// The role assignment that is kept as this, if it is that.
pub(crate) fn assignment_kept(grant: &Grant) -> Option<&Value> {
    match &grant.gives {
        Gives::Unread(unread) => kept(ASSIGNMENT, unread),
        _ => None,
    }
}

fn keep(name: &str, value: Value) -> Unread {
    Unread(Value::Table(Table::from([(name.to_owned(), value)])))
}

fn kept<'a>(name: &str, unread: &'a Unread) -> Option<&'a Value> {
    match &unread.0 {
        Value::Table(table) if table.len() == 1 => table.get(name),
        _ => None,
    }
}

impl Grant {
    /// What cannot be read: it gives nothing.
    pub(crate) fn unread(unread: Unread) -> Self {
        Self {
            gives: Gives::Unread(unread),
            scope: Scope::any(),
            validity: Validity::ALWAYS,
        }
    }

    /// The fields of the role or add-on that this grant keeps, if it is one that does.
    pub(crate) fn unread_fields(&self) -> Option<&Table> {
        match &self.gives {
            Gives::Unread(unread) => fields_kept(unread),
            _ => None,
        }
    }
}

impl Restriction {
    /// The fields of a record that cannot be read: they might narrow what is given, so that the
    /// record has no right at all.
    pub(crate) fn of_unread_fields(fields: Table) -> Self {
        let mut unread = keep_fields(fields);
        unread.note_absent(Self::SCOPE);
        Self {
            id: Self::unread_record(),
            takes: Takes::Unread(unread),
            scope: Scope::any(),
            validity: Validity::ALWAYS,
        }
    }

    /// The fields of the record that this restriction keeps, if it is one that does.
    pub(crate) fn unread_fields(&self) -> Option<Table> {
        let Takes::Unread(unread) = &self.takes else {
            return None;
        };
        let mut unread = unread.clone();
        let everywhere = unread.take_absent(Self::SCOPE) && self.scope.is_any();
        let fields = fields_kept(&unread)?;
        (everywhere && self.id == Self::unread_record()).then(|| fields.clone())
    }
}
