//! People's rights and roles from the flat rows of one query each.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_access::{Holder, Role};
use frontdesk_model::{ActorId, TenantId, Version, uuid::Uuid};
use serde_json::{Map, Value, json};

/// A row of the query for people's rights: the columns of a person, repeated in each of his rows, and one
/// part of his record. A person of whom nothing but the account is stored has one row without a part, as
/// an outer join makes it. `None` is `NULL`.
///
/// | `part` | `id` | `name` | `body`, JSON | `from`, `until` |
/// |---|---|---|---|---|
/// | `role` | | the role | | while he has it |
/// | `add_on` | | the add-on | | |
/// | `grant` | | the permission, or `*` | the scope | while it holds |
/// | `restriction` | | | the whole restriction | |
/// | `obligation` | | its name | | |
/// | `groups`, `sites`, `questionnaires`, `overseen_groups`, `overseen_people`, `organizations` | whose | | | |
/// | `languages`, `channels`, `modules`, `cabinet_sections` | | its name | | |
///
/// An add-on has its role in `of`. Names and JSON are those of the stored forms, read through them: a grant
/// or a role of a later release is kept and gives nothing, a restriction that cannot be read takes
/// everything.
#[derive(Clone, Copy, Debug)]
pub struct HolderRow<'a> {
    /// Who.
    pub actor: ActorId,
    /// What kind of account, by its name.
    pub kind: &'a str,
    /// How it stands, by its name.
    pub standing: &'a str,
    /// The version of the rights on the record.
    pub version: i64,
    /// Which part of the record this row is.
    pub part: Option<&'a str>,
    /// The id of a membership.
    pub id: Option<Uuid>,
    /// The name of the part.
    pub name: Option<&'a str>,
    /// The role of an add-on.
    pub of: Option<&'a str>,
    /// What else is stored of the part, as JSON.
    pub body: Option<&'a str>,
    /// Since when.
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

impl<'a> HolderRow<'a> {
    /// The row of a person of whom nothing but the account is stored.
    #[must_use]
    pub const fn new(actor: ActorId, kind: &'a str, standing: &'a str, version: i64) -> Self {
        Self {
            actor,
            kind,
            standing,
            version,
            part: None,
            id: None,
            name: None,
            of: None,
            body: None,
            from: None,
            until: None,
        }
    }
}

/// A row of the query for roles: the columns of a role, repeated in each of its rows, and one grant of it
/// or of an add-on. A role without grants has one row without a grant.
#[derive(Clone, Copy, Debug)]
pub struct RoleRow<'a> {
    /// Which role.
    pub role: &'a str,
    /// All of its stored form but the grants, as JSON: its labels and what else there is.
    pub body: &'a str,
    /// The add-on that has the grant; `None`: the role itself.
    pub add_on: Option<&'a str>,
    /// What is granted: a permission, or `*`.
    pub permission: Option<&'a str>,
    /// Where, as JSON.
    pub scope: Option<&'a str>,
    /// Since when.
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// A row that cannot be read. Nothing is loaded then: who is left out could be the one who is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {fault}")]
pub struct RowError {
    /// Which row, from 1.
    pub row: usize,
    /// What is wrong with it.
    pub fault: RowFault,
}

/// What is wrong with a row. No value is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// A column is null that this part needs.
    #[error("`{0}` is null")]
    Null(&'static str),
    /// A column that is repeated says something else than in the first row of the same.
    #[error("`{0}` is another than in the first row of the same")]
    Differs(&'static str),
    /// A version below 0.
    #[error("the version is below 0")]
    Version,
    /// A part that no record has.
    #[error("no record has this part")]
    Part,
    /// A column that is no JSON, or JSON of another shape.
    #[error("`{0}` is no JSON of its kind")]
    Json(&'static str),
    /// An add-on of a role that this person has not.
    #[error("the add-on is of a role that is not there")]
    NoRole,
    /// Of all rows of the same, this being the first, no record can be made.
    #[error("the stored form refuses what the rows say together")]
    Record,
}

/// The rights of everybody in these rows, by id, each with its version; in any order of rows. Give them to
/// [`Directory::load`](frontdesk_access::Directory::load).
///
/// ```
/// use frontdesk::model::{ActorId, TenantId, UserId};
/// use frontdesk::rows::{HolderRow, holders};
///
/// let anna = HolderRow::new(ActorId::User(UserId::from_number(17)), "unified", "active", 4);
/// let rows = [
///     HolderRow { part: Some("role"), name: Some("reach.conversation_agent"), ..anna },
///     HolderRow { part: Some("grant"), name: Some("tag.manage"), body: Some(r#"{"relation": "any"}"#), ..anna },
/// ];
/// let people = holders(TenantId::from_number(1), &rows)?;
/// assert_eq!((people[0].0.roles.len(), people[0].0.grants.len(), people[0].1.0), (1, 1, 4));
///
/// let wrong = [rows[0], HolderRow { part: Some("grant"), body: Some("{}"), ..anna }];
/// let error = holders(TenantId::from_number(1), &wrong).unwrap_err();
/// assert_eq!(error.to_string(), "row 2: `name` is null");
/// # Ok::<(), frontdesk::rows::RowError>(())
/// ```
///
/// # Errors
/// At the first row that cannot be read, by its number.
pub fn holders(
    tenant: TenantId,
    rows: &[HolderRow<'_>],
) -> Result<Vec<(Holder, Version)>, RowError> {
    let mut records: BTreeMap<ActorId, Record<'_>> = BTreeMap::new();
    // Add-ons after the roles that they are of, whatever the order of the rows.
    let (add_ons, others): (Vec<_>, Vec<_>) = (1..)
        .zip(rows)
        .partition(|(_, row)| row.part == Some("add_on"));
    for (number, row) in others.into_iter().chain(add_ons) {
        let at = |fault| RowError { row: number, fault };
        let record = records
            .entry(row.actor)
            .or_insert_with(|| Record::of(number, row));
        record.number = record.number.min(number);
        record.repeats(row).map_err(at)?;
        record.add(row).map_err(at)?;
    }
    let read = |(id, record): (ActorId, Record<'_>)| record.read(tenant, id);
    records.into_iter().map(read).collect()
}

/// The roles in these rows, by id; in any order of rows. Give them to
/// [`Catalogue::try_from`](frontdesk_access::Catalogue).
///
/// # Errors
/// At the first row that cannot be read, by its number.
pub fn roles(rows: &[RoleRow<'_>]) -> Result<Vec<Role>, RowError> {
    let mut found: BTreeMap<&str, (usize, &str, Map<String, Value>)> = BTreeMap::new();
    for (number, row) in (1..).zip(rows) {
        let at = |fault| RowError { row: number, fault };
        if !found.contains_key(row.role) {
            let mut role = object("body", row.body).map_err(at)?;
            role.insert("id".to_owned(), row.role.into());
            // Without grants it is a role that grants nothing, and so is an add-on.
            let _ = list(&mut role, "grants");
            let add_ons = role.get_mut("add_ons").and_then(Value::as_object_mut);
            for add_on in add_ons.into_iter().flat_map(Map::values_mut) {
                let _ = add_on.as_object_mut().and_then(|one| list(one, "grants"));
            }
            found.insert(row.role, (number, row.body, role));
        }
        let Some((_, body, role)) = found.get_mut(row.role) else {
            continue;
        };
        if *body != row.body {
            return Err(at(RowFault::Differs("body")));
        }
        let Some(permission) = row.permission else {
            continue;
        };
        let scope = row.scope.ok_or(at(RowFault::Null("scope")))?;
        let scope = object("scope", scope).map_err(at)?;
        let validity = validity(row.from, row.until);
        let grant = json!({"permission": permission, "scope": scope, "validity": validity});
        let grants = match row.add_on {
            None => list(role, "grants"),
            Some(add_on) => {
                let add_on = table(role, "add_ons").and_then(|all| table(all, add_on));
                add_on.and_then(|add_on| list(add_on, "grants"))
            }
        };
        grants.ok_or(at(RowFault::Json("body")))?.push(grant);
    }
    let read = |(number, _, role)| {
        let error = RowError {
            row: number,
            fault: RowFault::Record,
        };
        serde_json::from_value(Value::Object(role)).map_err(|_| error)
    };
    found.into_values().map(read).collect()
}

/// A record as far as its rows were read, in its stored form.
struct Record<'a> {
    number: usize,
    first: &'a HolderRow<'a>,
    memberships: Map<String, Value>,
    roles: Vec<Value>,
    grants: Vec<Value>,
    restrictions: Vec<Value>,
    obligations: Vec<Value>,
}

impl<'a> Record<'a> {
    fn of(number: usize, first: &'a HolderRow<'a>) -> Self {
        Self {
            number,
            first,
            memberships: Map::new(),
            roles: Vec::new(),
            grants: Vec::new(),
            restrictions: Vec::new(),
            obligations: Vec::new(),
        }
    }

    /// What is repeated must be the same: rows of two moments make a record of none.
    fn repeats(&self, row: &HolderRow<'_>) -> Result<(), RowFault> {
        let same = [
            ("kind", row.kind == self.first.kind),
            ("standing", row.standing == self.first.standing),
            ("version", row.version == self.first.version),
        ];
        let other = same.iter().find(|(_, same)| !same);
        other.map_or(Ok(()), |&(column, _)| Err(RowFault::Differs(column)))
    }

    fn add(&mut self, row: &HolderRow<'_>) -> Result<(), RowFault> {
        let Some(part) = row.part else {
            return Ok(());
        };
        let name = || row.name.ok_or(RowFault::Null("name"));
        let body = || object("body", row.body.ok_or(RowFault::Null("body"))?);
        match part {
            "role" => {
                let role = json!({"role": name()?, "validity": validity(row.from, row.until)});
                self.roles.push(role);
            }
            "add_on" => {
                let of = row.of.ok_or(RowFault::Null("of"))?;
                let mut roles = self.roles.iter_mut().filter_map(Value::as_object_mut);
                let role = roles.find(|role| role.get("role").and_then(Value::as_str) == Some(of));
                let add_ons = role.and_then(|role| list(role, "add_ons"));
                add_ons.ok_or(RowFault::NoRole)?.push(name()?.into());
            }
            "grant" => {
                let grant = json!({"permission": name()?, "scope": body()?, "validity": validity(row.from, row.until)});
                self.grants.push(grant);
            }
            "restriction" => self.restrictions.push(Value::Object(body()?)),
            "obligation" => self.obligations.push(name()?.into()),
            "groups" | "sites" | "questionnaires" | "overseen_groups" | "overseen_people"
            | "organizations" => {
                let id = row.id.ok_or(RowFault::Null("id"))?;
                let ids = list(&mut self.memberships, part);
                ids.ok_or(RowFault::Part)?.push(id.to_string().into());
            }
            "languages" | "channels" | "modules" | "cabinet_sections" => {
                let name = name()?;
                let names = list(&mut self.memberships, part);
                names.ok_or(RowFault::Part)?.push(name.into());
            }
            _ => return Err(RowFault::Part),
        }
        Ok(())
    }

    fn read(self, tenant: TenantId, id: ActorId) -> Result<(Holder, Version), RowError> {
        let at = |fault| RowError {
            row: self.number,
            fault,
        };
        let version = u64::try_from(self.first.version).map_err(|_| at(RowFault::Version))?;
        let stored = json!({
            "tenant": tenant,
            "id": id,
            "kind": self.first.kind,
            "standing": self.first.standing,
            "memberships": self.memberships,
            "roles": self.roles,
            "grants": self.grants,
            "restrictions": self.restrictions,
            "obligations": self.obligations,
        });
        let holder = serde_json::from_value(stored).map_err(|_| at(RowFault::Record))?;
        Ok((holder, Version(version)))
    }
}

fn validity(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Value {
    let bounds = [("from", from), ("until", until)];
    let known = bounds
        .into_iter()
        .filter_map(|(name, bound)| Some((name, bound?.to_rfc3339())));
    known.collect()
}

fn object(column: &'static str, text: &str) -> Result<Map<String, Value>, RowFault> {
    serde_json::from_str(text).map_err(|_| RowFault::Json(column))
}

/// The list of this name, empty where there is none yet.
fn list<'a>(of: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Vec<Value>> {
    let list = of.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    list.as_array_mut()
}

/// The table of this name, empty where there is none yet.
fn table<'a>(of: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    let table = of.entry(name).or_insert_with(|| Value::Object(Map::new()));
    table.as_object_mut()
}
