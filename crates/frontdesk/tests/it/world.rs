//! A small desk of the host's own people, without any system.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::access::{AddOn, AddOnId, Grant, MadeBy, Meant, Permission, Role, RoleId, Scope};
use frontdesk::assignment::Adviser;
use frontdesk::identity::{
    Activation, Algorithm, Capacity, CredentialFacts, Lifecycle, Login, PersonName, Profile,
    Rehash, User, UserRecord,
};
use frontdesk::model::{
    AccountKind, Availability, ConversationFacts, ConversationId, CustomerId, GroupId, Labels,
    Limit, Memberships, OrganizationId, Standing, TenantId, UserId, Validity, Version,
};
use frontdesk::visibility::{FieldId, Use};
use frontdesk::{
    Customer, Desk, DeskFile, DeskFileError, Finding, Imported, ImportedField, Person, Rights,
};

/// A desk file that decides nothing.
pub(crate) const BARE: &str = "version = 1\ntenant = \"1\"\nname = \"Test\"\n";

/// What the role "lead" grants.
pub(crate) const LEAD: [Permission; 3] = [
    Permission::ROLE_ASSIGN,
    Permission::ROLE_VIEW,
    Permission::USER_VIEW,
];

/// What the role "answers" grants.
const ANSWERS: [Permission; 2] = [
    Permission::CONVERSATION_VIEW,
    Permission::CONVERSATION_REPLY,
];

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub(crate) fn tenant() -> TenantId {
    TenantId::from_number(1)
}

pub(crate) fn user(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) fn group(number: i64) -> GroupId {
    GroupId::from_number(number)
}

pub(crate) fn customer_id(number: i64) -> CustomerId {
    CustomerId::from_number(number)
}

/// An active account without a right.
pub(crate) fn person(number: i64) -> Person {
    of_record(record(number, AccountKind::Unified))
}

pub(crate) fn of_record(record: UserRecord) -> Person {
    Person {
        user: User::from_record(record).expect("a sound record"),
        rights: Rights::default(),
        availability: Availability::all(),
        adviser: Adviser::OfAll,
    }
}

pub(crate) fn record(number: i64, kind: AccountKind) -> UserRecord {
    UserRecord {
        tenant: tenant(),
        id: user(number),
        version: Version::default(),
        kind,
        capacities: Capacity::of_kind(kind),
        profile: Profile {
            name: PersonName::new().last(&format!("Person {number}")),
            ..Profile::default()
        },
        login: Login::Named(format!("login{number}").parse().unwrap()),
        credentials: Some(CredentialFacts {
            version: 1,
            algorithm: Algorithm::elsewhere(),
            rehash: Rehash::Unknown,
        }),
        credential_version: 1,
        ever_had_rights: true,
        lifecycle: Lifecycle::Open,
        activation: Activation::NotAwaited,
        reset: None,
        holds: Default::default(),
    }
}

/// The same person with something else on the record.
pub(crate) fn with(person: Person, change: impl FnOnce(&mut UserRecord)) -> Person {
    let mut record = person.user.into_record();
    change(&mut record);
    Person {
        user: User::from_record(record).expect("a sound record"),
        ..person
    }
}

/// The same person with one more role.
pub(crate) fn in_role(mut person: Person, role: &str) -> Person {
    let role = frontdesk::access::RoleAssignment::new(RoleId::new(role).unwrap());
    person.rights.roles.push(role);
    person
}

/// The same person in a group.
pub(crate) fn in_group(person: Person, number: i64) -> Person {
    with(person, |record| {
        record.profile.memberships.groups.insert(group(number));
    })
}

pub(crate) fn customer(number: i64, company: i64) -> Customer {
    Customer {
        tenant: tenant(),
        id: customer_id(number),
        name: format!("Customer {number}"),
        organizations: BTreeSet::from([OrganizationId::from_number(company)]),
        roles: vec![frontdesk::access::RoleAssignment::new(
            RoleId::new("portal").unwrap(),
        )],
        standing: Standing::Active,
    }
}

/// A role of an imported system.
pub(crate) fn role(id: &str, grants: &[Grant]) -> Role {
    Role {
        id: RoleId::new(id).unwrap(),
        labels: Labels::new(id),
        made_by: MadeBy::System,
        meant: Meant::Freely,
        grants: grants.to_vec(),
        add_ons: BTreeMap::new(),
        may_assign: BTreeSet::new(),
    }
}

pub(crate) fn add_on(mut role: Role, id: &str, grants: &[Grant]) -> Role {
    let add_on = AddOn {
        labels: Labels::new(id),
        grants: grants.to_vec(),
    };
    role.add_ons.insert(AddOnId::new(id).unwrap(), add_on);
    role
}

pub(crate) fn anywhere(permission: Permission) -> Grant {
    Grant::new(permission, Scope::any())
}

pub(crate) fn chat(number: i64) -> ConversationFacts {
    ConversationFacts::new(tenant(), ConversationId::from_number(number), now())
}

/// A desk of a file, and what it left out.
pub(crate) fn desk(text: &str, imported: Imported) -> Result<(Desk, Vec<Finding>), DeskFileError> {
    Desk::new(&DeskFile::parse(text.as_bytes())?, imported)
}

/// Person 17 in the role "lead", which lists the add-on "opt.more"; person 18 who answers for group
/// 44; and the field "cf_1".
pub(crate) fn imported() -> Imported {
    let lead = role("lead", &LEAD.map(anywhere));
    let answers = role("answers", &ANSWERS.map(anywhere));
    let more = [anywhere(Permission::USER_EDIT)];
    let field = ImportedField {
        title: "Plan".to_owned(),
        portal: Use::View,
    };
    Imported {
        roles: vec![add_on(lead, "opt.more", &more), answers],
        people: vec![
            in_role(person(17), "lead"),
            in_group(in_role(person(18), "answers"), 44),
        ],
        groups: BTreeMap::from([(group(44), "Sales".to_owned())]),
        fields: BTreeMap::from([(FieldId("cf_1".to_owned()), field)]),
        ..Imported::default()
    }
}

/// The same person with a number of his own.
pub(crate) fn limit(person: Person, limit: u32) -> Person {
    with(person, |record| {
        record.profile.limit = Some(Limit::Count(limit));
    })
}

pub(crate) fn speaks(person: Person, languages: &[&str]) -> Person {
    with(person, |record| {
        record.profile.memberships = Memberships {
            languages: languages.iter().map(|tag| tag.parse().unwrap()).collect(),
            ..record.profile.memberships.clone()
        };
    })
}

pub(crate) fn until_now() -> Validity {
    Validity::new(None, Some(now())).unwrap()
}
