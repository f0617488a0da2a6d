//! Records as they are stored: field by field, so that one which cannot be read does not take the
//! others with it.

use std::collections::BTreeSet;

use frontdesk_model::{AccountKind, ActorId, Memberships, Standing, TenantId};
use serde::de::Error as _;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::{Holder, Obligation, RoleAssignment};
use crate::grant::Grant;
use crate::restriction::Restriction;
use crate::unread::{Fields, Table, Value, assignment_kept, keep_assignment};

const TENANT: &str = "tenant";
const ID: &str = "id";
const KIND: &str = "kind";
const STANDING: &str = "standing";
const MEMBERSHIPS: &str = "memberships";
const ROLES: &str = "roles";
const GRANTS: &str = "grants";
const RESTRICTIONS: &str = "restrictions";
const OBLIGATIONS: &str = "obligations";

/// How an account stands of which that cannot be read: it neither signs in nor acts.
const UNREAD_STANDING: Standing = Standing::Suspended;

/// A record as it is written: what cannot be read at the place where it came from.
#[derive(Clone, Serialize)]
pub(super) struct Written {
    tenant: TenantId,
    id: ActorId,
    kind: Whole<AccountKind>,
    standing: Whole<Standing>,
    memberships: Whole<Memberships>,
    roles: Whole<Vec<Whole<RoleAssignment>>>,
    grants: Whole<Vec<Grant>>,
    restrictions: Whole<Vec<Restriction>>,
    obligations: Whole<Vec<Whole<Obligation>>>,
    #[serde(flatten)]
    rest: Table,
}

/// A value as this release knows it, or as it came.
#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Whole<T> {
    Read(T),
    Unread(Value),
}

impl TryFrom<Fields> for Holder {
    type Error = Error;

    fn try_from(Fields(mut table): Fields) -> Result<Self, Error> {
        // Without these a record is nobody's, of whatever release.
        let tenant = table
            .remove(TENANT)
            .ok_or_else(|| Error::missing_field(TENANT))?;
        let id = table.remove(ID).ok_or_else(|| Error::missing_field(ID))?;
        for name in [KIND, STANDING] {
            if !table.contains_key(name) {
                return Err(Error::missing_field(name));
            }
        }
        let mut holder = Self::new(tenant.read()?, id.read::<ActorId>()?);
        let mut fields = Table::new();
        for (name, value) in table {
            if !holder.read_field(&name, &value) {
                fields.insert(name, value);
            }
        }
        let unknown = take_unknown(&mut fields);
        holder.obligations.extend(unknown.known);
        if !unknown.kept.is_empty() {
            fields.insert(OBLIGATIONS.to_owned(), Value::List(unknown.kept));
        }
        holder.keep(fields);
        Ok(holder)
    }
}

/// The obligations of a list: what is known, and the rest as it came.
#[derive(Default)]
struct Unknown {
    known: BTreeSet<Obligation>,
    kept: Vec<Value>,
}

fn take_unknown(fields: &mut Table) -> Unknown {
    let mut unknown = Unknown::default();
    if let Some(Value::List(list)) = fields.get(OBLIGATIONS) {
        for value in list {
            match value.read() {
                Ok(obligation) => drop(unknown.known.insert(obligation)),
                Err(_) => unknown.kept.push(value.clone()),
            }
        }
        fields.remove(OBLIGATIONS);
    }
    unknown
}

fn is_kept(restriction: &Restriction) -> bool {
    restriction.unread_fields().is_some()
}

/// The role assignment of which this grant is all that is left. One that could be read would give.
fn unread_assignment(grant: &Grant) -> Option<&Value> {
    assignment_kept(grant).filter(|value| read_table::<RoleAssignment>(value).is_none())
}

/// What a table says. A list is none, whatever its order.
fn read_table<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    match value {
        Value::Table(_) => value.read().ok(),
        _ => None,
    }
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

impl Holder {
    fn unread_kind(&self) -> AccountKind {
        Self::new(self.tenant, self.id).kind
    }

    /// Reads one field; whether this release can. A list of obligations is read after all others.
    fn read_field(&mut self, name: &str, value: &Value) -> bool {
        match name {
            KIND => {
                self.kind = self.unread_kind();
                set(&mut self.kind, value.read().ok())
            }
            STANDING => {
                self.standing = UNREAD_STANDING;
                set(&mut self.standing, value.read().ok())
            }
            MEMBERSHIPS => set(&mut self.memberships, read_table(value)),
            GRANTS => set(&mut self.grants, value.read().ok()),
            RESTRICTIONS => set(&mut self.restrictions, value.read().ok()),
            ROLES => {
                let Value::List(list) = value else {
                    return false;
                };
                for value in list {
                    match read_table(value) {
                        Some(assignment) => self.roles.push(assignment),
                        None => self.grants.push(keep_assignment(value.clone())),
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// Brings what cannot be read to where it stands when the record is written and read again, so
    /// that a record which events made is the one that is stored: an event about a part of it fits
    /// both.
    pub(crate) fn settle_unread(&mut self) {
        let mut restrictions = self.restrictions.iter();
        let mut grants = self.grants.iter();
        if restrictions.any(is_kept) || grants.any(|grant| unread_assignment(grant).is_some()) {
            self.keep(Table::new());
        }
    }

    /// Keeps these unread fields, with those that restrictions keep, as one restriction.
    fn keep(&mut self, fields: Table) {
        let fields = self.gather(fields);
        if !fields.is_empty() {
            let at = self.restrictions.iter().position(is_kept);
            let at = at.unwrap_or(self.restrictions.len());
            let kept = Restriction::of_unread_fields(fields);
            self.restrictions.insert(at, kept);
        }
    }

    /// Takes the unread fields together: those given first, then those that restrictions keep, as
    /// far as each has a place of its own in the record. What has none stays a restriction, behind
    /// the others. Unread assignments come behind the other grants.
    fn gather(&mut self, fields: Table) -> Table {
        let (assignments, grants): (Vec<Grant>, Vec<Grant>) = std::mem::take(&mut self.grants)
            .into_iter()
            .partition(|grant| unread_assignment(grant).is_some());
        self.grants = grants;
        self.grants.extend(assignments);

        let (keeping, ordinary): (Vec<Restriction>, Vec<Restriction>) =
            std::mem::take(&mut self.restrictions)
                .into_iter()
                .partition(is_kept);
        self.restrictions = ordinary;
        let alone = keeping.len() + usize::from(!fields.is_empty()) <= 1;
        let mut gathered = fields;
        let mut homeless = Vec::new();
        for restriction in keeping {
            let mut left = Table::new();
            let mut fields = restriction.unread_fields().unwrap_or_default();
            // Where all restrictions are unread no other can stand: not even one that is left.
            let all = fields.remove_entry(RESTRICTIONS);
            for (name, value) in fields.into_iter().chain(all) {
                let alone = alone && left.is_empty();
                if !self.place(&mut gathered, &name, &value, alone) {
                    left.insert(name, value);
                }
            }
            if !left.is_empty() {
                homeless.push(Restriction::of_unread_fields(left));
            }
        }
        self.restrictions.extend(homeless);
        gathered
    }

    fn place(&self, gathered: &mut Table, name: &str, value: &Value, alone: bool) -> bool {
        let fits = match name {
            TENANT | ID => false,
            KIND => self.kind == self.unread_kind() && value.read::<AccountKind>().is_err(),
            STANDING => self.standing == UNREAD_STANDING && value.read::<Standing>().is_err(),
            MEMBERSHIPS => {
                self.memberships == Memberships::default()
                    && read_table::<Memberships>(value).is_none()
            }
            ROLES => {
                let none = self.roles.is_empty()
                    && !self
                        .grants
                        .iter()
                        .any(|grant| unread_assignment(grant).is_some());
                none && !matches!(value, Value::List(_))
            }
            GRANTS => {
                let all_kept = self
                    .grants
                    .iter()
                    .all(|grant| unread_assignment(grant).is_some());
                all_kept && !matches!(value, Value::List(_))
            }
            RESTRICTIONS => {
                alone && self.restrictions.is_empty() && !matches!(value, Value::List(_))
            }
            OBLIGATIONS => match value {
                Value::List(list) => {
                    !list.is_empty() && list.iter().all(|one| one.read::<Obligation>().is_err())
                }
                _ => self.obligations.is_empty(),
            },
            _ => true,
        };
        if !fits {
            return false;
        }
        match (gathered.get_mut(name), value) {
            (None, _) => {
                gathered.insert(name.to_owned(), value.clone());
                true
            }
            (Some(Value::List(there)), Value::List(more)) if name == OBLIGATIONS => {
                there.extend(more.iter().cloned());
                true
            }
            (Some(there), value) => there == value,
        }
    }
}

impl From<Holder> for Written {
    fn from(mut holder: Holder) -> Self {
        let mut rest = holder.gather(Table::new());
        let Holder {
            tenant,
            id,
            kind,
            standing,
            memberships,
            roles,
            grants,
            restrictions,
            obligations,
        } = holder;
        let mut roles: Vec<_> = roles.into_iter().map(Whole::Read).collect();
        let mut given = Vec::with_capacity(grants.len());
        for grant in grants {
            match unread_assignment(&grant) {
                Some(assignment) => roles.push(Whole::Unread(assignment.clone())),
                None => given.push(grant),
            }
        }
        let mut obligations: Vec<_> = obligations.into_iter().map(Whole::Read).collect();
        if let Some(Value::List(unknown)) = rest.get_mut(OBLIGATIONS) {
            obligations.extend(unknown.drain(..).map(Whole::Unread));
            rest.remove(OBLIGATIONS);
        }
        Self {
            tenant,
            id,
            kind: whole(&mut rest, KIND, kind),
            standing: whole(&mut rest, STANDING, standing),
            memberships: whole(&mut rest, MEMBERSHIPS, memberships),
            roles: whole(&mut rest, ROLES, roles),
            grants: whole(&mut rest, GRANTS, given),
            restrictions: whole(&mut rest, RESTRICTIONS, restrictions),
            obligations: whole(&mut rest, OBLIGATIONS, obligations),
            rest,
        }
    }
}

/// The field as it came, if it could not be read.
fn whole<T>(rest: &mut Table, name: &str, read: T) -> Whole<T> {
    match rest.remove(name) {
        Some(value) => Whole::Unread(value),
        None => Whole::Read(read),
    }
}
