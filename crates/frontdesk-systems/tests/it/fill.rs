//! The filling of a desk: what each field of a record comes to, what is told of the rest, and that
//! nothing gives a right by itself.

mod bytes;
mod grants;
mod ids;
mod notices;
mod sample;
mod staff;
mod switches;
mod tickets;
mod uis_staff;

use std::collections::BTreeMap;

use frontdesk::{Imported, Person};
use frontdesk_model::{ExternalId, Id, Kind, Language, TenantId};
use frontdesk_systems::omnidesk::roles::CustomerAccount;
use frontdesk_systems::omnidesk::{Account, Settings};
use frontdesk_systems::{Filled, Import, noci, omnidesk, reach, talkme, uis};
use serde_json::{Value, json};

const TENANT: TenantId = TenantId::from_number(1);

/// Reads records, whatever is warned of.
fn read<T>(read: fn(&[u8]) -> Import<T>, records: &Value) -> T {
    let (records, _warnings) = read(records.to_string().as_bytes()).unwrap();
    records
}

/// `base` with the fields of `more` in the place of its own.
fn with(mut base: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

/// The id of a numbered record.
fn id<K: Kind>(system: &str, kind: &str, number: i64) -> Id<K> {
    named(system, kind, &number.to_string())
}

/// The id of a record that a system knows by a name.
fn named<K: Kind>(system: &str, kind: &str, name: &str) -> Id<K> {
    Id::from_external(TENANT, &ExternalId::new(system, kind, name).unwrap())
}

/// The one person of a filling.
fn only((imported, _): &Filled) -> &Person {
    let [person] = imported.people.as_slice() else {
        panic!("{} people", imported.people.len());
    };
    person
}

/// The codes of the notices, in their order.
fn codes((_, notices): &Filled) -> String {
    let codes: Vec<&str> = notices.iter().map(|notice| notice.kind.code()).collect();
    codes.join(" ")
}

/// The three units of the switch for chats and requests.
const CHATS: [&str; 3] = [
    "operator_workplace_access",
    "chats",
    "offline_messages_management",
];

/// Permissions in which these units are on.
fn units(names: &[&str]) -> Value {
    let units = names.iter();
    units
        .map(|name| json!({"unit_id": name, "is_select": true}))
        .collect()
}

/// An employee who chats, as far as the Data API says it.
fn employee(more: &Value) -> Value {
    let base = json!({
        "id": 1, "login": "anna", "last_name": "A", "status": "available", "status_id": 1,
    });
    with(base, more)
}

/// The same employee's record of the cabinet.
fn cabinet(more: &Value) -> Value {
    with(json!({"id": 1, "permissions": units(&CHATS)}), more)
}

/// Three built-in statuses and one of the account's own, which only receives transfers.
fn statuses() -> Vec<uis::Status> {
    read(
        uis::read_statuses,
        &json!([
            {"id": 1, "mnemonic": "available", "name": "A", "is_able_to_accept_chat": true,
             "is_able_to_accept_chat_transfer": true, "is_select_allowed": true},
            {"id": 2, "mnemonic": "break", "name": "B", "is_select_allowed": true},
            {"id": 7, "mnemonic": "removed", "name": "R"},
            {"id": 21, "name": "T", "is_able_to_accept_chat_transfer": true},
        ]),
    )
}

/// UIS with one employee and records of the cabinet.
fn uis_of(employee: &Value, cabinet: &[Value]) -> Filled {
    uis::fill(
        TENANT,
        &read(uis::read_employees, &json!([employee])),
        &read(uis::read_cabinet, &json!(cabinet)),
        &statuses(),
    )
}

/// UIS with one employee who chats, with these fields besides.
fn hired(of_employee: Value, of_cabinet: Value) -> Filled {
    uis_of(&employee(&of_employee), &[cabinet(&of_cabinet)])
}

/// Omnidesk with everything that is given, by the name of its list; what is missing is empty.
struct Omnidesk {
    staff: Vec<omnidesk::Staff>,
    statuses: Vec<omnidesk::StaffStatus>,
    groups: Vec<omnidesk::Group>,
    users: Vec<omnidesk::User>,
    fields: Vec<omnidesk::CustomField>,
    portal: Vec<omnidesk::PortalField>,
    cases: Vec<omnidesk::Case>,
    messages: Vec<omnidesk::Message>,
}

impl Omnidesk {
    fn of(lists: &Value) -> Self {
        let list = |name: &str| lists.get(name).cloned().unwrap_or_else(|| json!([]));
        Self {
            staff: read(omnidesk::read_staff, &list("staff")),
            statuses: read(omnidesk::read_staff_statuses, &list("statuses")),
            groups: read(omnidesk::read_groups, &list("groups")),
            users: read(omnidesk::read_users, &list("users")),
            fields: read(omnidesk::read_custom_fields, &list("fields")),
            portal: read(omnidesk::read_portal_fields, &list("portal")),
            cases: read(omnidesk::read_cases, &list("cases")),
            messages: read(omnidesk::read_messages, &list("messages")),
        }
    }

    fn account(&self) -> Account<'_> {
        Account {
            staff: &self.staff,
            statuses: &self.statuses,
            groups: &self.groups,
            users: &self.users,
            fields: &self.fields,
            portal: &self.portal,
            cases: &self.cases,
            messages: &self.messages,
        }
    }

    fn fill(&self) -> Filled {
        omnidesk::fill(TENANT, &self.account(), &settings())
    }
}

/// A help center in use; language 1 is Russian.
fn settings() -> Settings {
    Settings {
        customers: CustomerAccount {
            help_center: true,
            sso_only: false,
            organization_shared: false,
        },
        languages: BTreeMap::from([("1".to_owned(), Language::parse("ru").unwrap())]),
    }
}

fn omnidesk_of(lists: &Value) -> Filled {
    Omnidesk::of(lists).fill()
}

/// Omnidesk with one member of the staff.
fn staff(more: Value) -> Filled {
    let base = json!({
        "staff_id": 20, "staff_email": "a@example.test", "staff_full_name": "Anna A",
        "active": true, "status_id": 1,
    });
    omnidesk_of(&json!({ "staff": [with(base, &more)] }))
}

/// Talk-Me with these accounts.
fn pairs(operators: Value, admin_users: Value) -> talkme::PairFile {
    let file = json!({"operators": operators, "admin_users": admin_users, "links": []});
    read(talkme::read_pairs, &file)
}

fn operator(more: Value) -> Filled {
    let base = json!({"id": 17, "login": "anna"});
    talkme::fill(TENANT, &pairs(json!([with(base, &more)]), json!([])))
}

fn admin(more: Value) -> Filled {
    let base = json!({"id": 17, "login": "anna"});
    talkme::fill(TENANT, &pairs(json!([]), json!([with(base, &more)])))
}

/// Reach with these lines below the heading.
fn reach_of(lines: &str) -> Filled {
    let csv = format!("first_name,last_name,email,roles,groups\n{lines}");
    let (users, _warnings) = reach::read_users(csv.as_bytes()).unwrap();
    reach::fill(TENANT, &users)
}

fn agent(roles: &str) -> Filled {
    reach_of(&format!("Ana,Agua,ana@example.test,{roles},"))
}

/// An invitation to the livechat for two questionnaires.
fn invitation(more: &Value) -> noci::Invitation {
    let base = json!({
        "emails": ["ana@example.test"], "role": "utilisateur", "modules": ["livechat"],
        "limit": 3, "languages": ["fr", "en"], "questionnaires": ["devis", "sav"],
    });
    read(noci::read_invitation, &with(base, more))
}

fn invited(more: Value) -> Filled {
    noci::fill(TENANT, &invitation(&more))
}

/// Whatever has an id, by the name that a reader of the tables knows it by.
fn names(imported: &Imported) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (id, name) in &imported.groups {
        names.insert(id.uuid().to_string(), name.clone());
    }
    for (id, name) in &imported.names {
        names.insert(id.to_string(), name.clone());
    }
    for person in &imported.people {
        let externals = &person.user.profile().external_ids;
        let name: Vec<String> = externals.iter().map(ToString::to_string).collect();
        names.insert(person.id().uuid().to_string(), name.join("+"));
    }
    names
}
