//! Rights kept as rows, where this host keeps events: one query for everybody's rights and one for the roles, on both
//! databases, and what `frontdesk::rows` makes of them is what was stored.

use frontdesk::access::{Holder, Role};
use frontdesk::model::uuid::Uuid;
use frontdesk::model::{ActorId, CustomerId, UserId, Version};
use frontdesk::rows::{HolderRow, RoleRow, holders, roles};
use frontdesk::{Desk, DeskFile};
use frontdesk_sql::{Dialect, Param};
use minihost::db::{Db, Row, Tx, sql};
use minihost::tour;
use serde_json::Value;

use crate::world::places;

/// A host's own tables: a person, what he has of each kind, a role and its grants. Times are microseconds.
const TABLES: [&str; 6] = [
    "CREATE TABLE people (id {uuid} PRIMARY KEY, is_customer BIGINT NOT NULL, kind TEXT NOT NULL, \
     standing TEXT NOT NULL, version BIGINT NOT NULL)",
    "CREATE TABLE held_roles (person {uuid} NOT NULL, role TEXT NOT NULL, since BIGINT, until BIGINT)",
    "CREATE TABLE held_add_ons (person {uuid} NOT NULL, role TEXT NOT NULL, add_on TEXT NOT NULL)",
    // Grants, restrictions, obligations and memberships.
    "CREATE TABLE held (person {uuid} NOT NULL, part TEXT NOT NULL, member {uuid}, name TEXT, \
     body TEXT, since BIGINT, until BIGINT)",
    "CREATE TABLE roles (id TEXT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE role_grants (role TEXT NOT NULL, add_on TEXT, permission TEXT NOT NULL, \
     scope TEXT NOT NULL, since BIGINT, until BIGINT)",
];

/// Everybody's rights: one query.
const HOLDERS: &str = "
    SELECT p.id, p.is_customer, p.kind, p.standing, p.version,
           h.part, h.member, h.name, h.of_role, h.body, h.since, h.until
      FROM people AS p LEFT JOIN (
           SELECT person, 'role' AS part, CAST(NULL AS {uuid}) AS member, role AS name,
                  CAST(NULL AS TEXT) AS of_role, CAST(NULL AS TEXT) AS body, since, until FROM held_roles
           UNION ALL
           SELECT person, 'add_on', NULL, add_on, role, NULL, NULL, NULL FROM held_add_ons
           UNION ALL
           SELECT person, part, member, name, NULL, body, since, until FROM held
      ) AS h ON h.person = p.id";

/// Every role with its grants: one query.
const ROLES: &str = "
    SELECT r.id, r.body, g.add_on, g.permission, g.scope, g.since, g.until
      FROM roles AS r LEFT JOIN role_grants AS g ON g.role = r.id";

/// Inserts what there is of a row: null is what is not named.
async fn insert(tx: &mut Tx, table: &str, values: Vec<(&str, Option<Param>)>) {
    let there = values
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let (names, params): (Vec<&str>, Vec<Param>) = there.unzip();
    let places: Vec<String> = (1..=params.len()).map(|at| format!("${at}")).collect();
    let text = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    tx.run(&sql(text, params)).await.unwrap();
}

fn text(value: &Value) -> Option<Param> {
    value.as_str().map(|text| Param::Text(text.to_owned()))
}

fn bound(of: &Value, name: &str) -> Option<Param> {
    let at: chrono::DateTime<chrono::Utc> = of["validity"][name].as_str()?.parse().unwrap();
    Some(Param::Number(at.timestamp_micros()))
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// The rows of a record, written from its stored form.
async fn keep(tx: &mut Tx, holder: &Holder, version: i64) {
    let stored = serde_json::to_value(holder).unwrap();
    let (id, is_customer) = match holder.id {
        ActorId::User(user) => (user.uuid(), 0),
        ActorId::Customer(customer) => (customer.uuid(), 1),
    };
    let person = || ("person", Some(Param::Uuid(id)));
    let row = vec![
        ("id", Some(Param::Uuid(id))),
        ("is_customer", Some(Param::Number(is_customer))),
        ("kind", text(&stored["kind"])),
        ("standing", text(&stored["standing"])),
        ("version", Some(Param::Number(version))),
    ];
    insert(tx, "people", row).await;
    for role in list(&stored["roles"]) {
        let row = vec![
            person(),
            ("role", text(&role["role"])),
            ("since", bound(&role, "from")),
            ("until", bound(&role, "until")),
        ];
        insert(tx, "held_roles", row).await;
        for add_on in list(&role["add_ons"]) {
            let row = vec![
                person(),
                ("role", text(&role["role"])),
                ("add_on", text(&add_on)),
            ];
            insert(tx, "held_add_ons", row).await;
        }
    }
    let part = |name: &str| ("part", Some(Param::Text(name.to_owned())));
    let json = |value: &Value| Some(Param::Text(value.to_string()));
    for grant in list(&stored["grants"]) {
        let row = vec![
            person(),
            part("grant"),
            ("name", text(&grant["permission"])),
            ("body", json(&grant["scope"])),
            ("since", bound(&grant, "from")),
            ("until", bound(&grant, "until")),
        ];
        insert(tx, "held", row).await;
    }
    for restriction in list(&stored["restrictions"]) {
        let row = vec![person(), part("restriction"), ("body", json(&restriction))];
        insert(tx, "held", row).await;
    }
    for obligation in list(&stored["obligations"]) {
        let row = vec![person(), part("obligation"), ("name", text(&obligation))];
        insert(tx, "held", row).await;
    }
    for (name, items) in stored["memberships"].as_object().unwrap() {
        for item in list(items) {
            let id = item.as_str().and_then(|text| Uuid::parse_str(text).ok());
            let name_of = text(&item).filter(|_| id.is_none());
            let row = vec![
                person(),
                part(name),
                ("member", id.map(Param::Uuid)),
                ("name", name_of),
            ];
            insert(tx, "held", row).await;
        }
    }
}

async fn keep_role(tx: &mut Tx, role: &Role) {
    let mut body = serde_json::to_value(role).unwrap();
    let id = text(&body["id"]);
    let members = body.as_object_mut().unwrap();
    members.remove("id");
    let mut grants = vec![(None, members.remove("grants").unwrap_or_default())];
    if let Some(add_ons) = members.get_mut("add_ons").and_then(Value::as_object_mut) {
        for (name, add_on) in add_ons {
            let own = add_on.as_object_mut().unwrap().remove("grants");
            grants.push((Some(Param::Text(name.clone())), own.unwrap_or_default()));
        }
    }
    let row = vec![
        ("id", id.clone()),
        ("body", Some(Param::Text(body.to_string()))),
    ];
    insert(tx, "roles", row).await;
    for (add_on, grants) in grants {
        for grant in list(&grants) {
            let row = vec![
                ("role", id.clone()),
                ("add_on", add_on.clone()),
                ("permission", text(&grant["permission"])),
                ("scope", Some(Param::Text(grant["scope"].to_string()))),
                ("since", bound(&grant, "from")),
                ("until", bound(&grant, "until")),
            ];
            insert(tx, "role_grants", row).await;
        }
    }
}

fn some(row: &Row, at: usize) -> Option<&str> {
    (!row.is_null(at)).then(|| row.text(at).unwrap())
}

fn moment(row: &Row, at: usize) -> Option<chrono::DateTime<chrono::Utc>> {
    let micros = (!row.is_null(at)).then(|| row.number(at).unwrap())?;
    chrono::DateTime::from_timestamp_micros(micros)
}

fn holder_row(row: &Row) -> HolderRow<'_> {
    let id = row.uuid(0).unwrap();
    let actor = match row.number(1).unwrap() {
        0 => ActorId::User(UserId::from_uuid(id)),
        _ => ActorId::Customer(CustomerId::from_uuid(id)),
    };
    HolderRow {
        part: some(row, 5),
        id: (!row.is_null(6)).then(|| row.uuid(6).unwrap()),
        name: some(row, 7),
        of: some(row, 8),
        body: some(row, 9),
        from: moment(row, 10),
        until: moment(row, 11),
        ..HolderRow::new(
            actor,
            row.text(2).unwrap(),
            row.text(3).unwrap(),
            row.number(4).unwrap(),
        )
    }
}

/// The same record, its lists in one order.
fn sorted(mut holder: Holder) -> Holder {
    holder.roles.sort();
    holder.grants.sort();
    holder.restrictions.sort();
    holder
}

fn sorted_role(mut role: Role) -> Role {
    role.grants.sort();
    role.add_ons.values_mut().for_each(|one| one.grants.sort());
    role
}

#[tokio::test]
async fn rights_of_everybody_are_one_query_and_roles_another() {
    let world = tour::world().unwrap();
    let file = DeskFile::parse(world.desk_file.as_bytes()).unwrap();
    let (desk, _findings) = Desk::new(&file, world.imported).unwrap();
    let people: Vec<&Holder> = desk.directory().holders().collect();
    assert!(people.len() > 50 && people.iter().any(|one| !one.restrictions.is_empty()));
    for place in places().await {
        let db = Db::open(&place.url, 1).await.unwrap();
        let uuid = match db.dialect() {
            Dialect::Sqlite => "BLOB",
            Dialect::Postgres => "UUID",
        };
        let mut tx = db.begin().await.unwrap();
        for table in TABLES {
            let table = table.replace("{uuid}", uuid);
            tx.run(&sql(table, vec![])).await.unwrap();
        }
        for (version, holder) in (3..).zip(&people) {
            keep(&mut tx, holder, version).await;
        }
        for role in desk.catalogue().roles() {
            keep_role(&mut tx, role).await;
        }
        tx.commit().await.unwrap();

        let query = HOLDERS.replace("{uuid}", uuid);
        let rows = db.all(&sql(query, vec![])).await.unwrap();
        let rows: Vec<HolderRow<'_>> = rows.iter().map(holder_row).collect();
        let found = holders(desk.tenant(), &rows).unwrap();
        let found = found
            .into_iter()
            .map(|(one, version)| (sorted(one), version));
        let versions = (3..).map(Version);
        let mut expected: Vec<(Holder, Version)> = people
            .iter()
            .map(|one| sorted((*one).clone()))
            .zip(versions)
            .collect();
        expected.sort_by_key(|(one, _)| one.id);
        assert!(found.collect::<Vec<_>>() == expected);

        let rows = db.all(&sql(ROLES, vec![])).await.unwrap();
        let rows: Vec<RoleRow<'_>> = rows
            .iter()
            .map(|row| RoleRow {
                role: row.text(0).unwrap(),
                body: row.text(1).unwrap(),
                add_on: some(row, 2),
                permission: some(row, 3),
                scope: some(row, 4),
                from: moment(row, 5),
                until: moment(row, 6),
            })
            .collect();
        let found: Vec<Role> = roles(&rows).unwrap().into_iter().map(sorted_role).collect();
        let mut expected: Vec<Role> = desk.catalogue().roles().cloned().map(sorted_role).collect();
        expected.sort_by(|one, other| one.id.cmp(&other.id));
        assert!(found == expected);
    }
}
