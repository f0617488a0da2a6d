//! A small desk, without any system.

use frontdesk::access::{Grant, MadeBy, Meant, Permission, Role, RoleAssignment, RoleId, Scope};
use frontdesk::assignment::Adviser;
use frontdesk::identity::{
    Activation, Algorithm, Capacity, CredentialFacts, Lifecycle, Login, PersonName, Profile,
    Rehash, User, UserRecord,
};
use frontdesk::model::{
    AccountKind, Availability, CustomerId, GroupId, Labels, OrganizationId, Relation, Standing,
    UserId, Version,
};
use frontdesk::{Customer, Desk, DeskFile, Imported, Person, Rights};
use frontdesk_testkit::cast;

/// May see and answer what is his own or waits in his group.
pub(crate) const AGENT: UserId = UserId::from_number(101);
/// May see and answer everything.
pub(crate) const LEAD: UserId = UserId::from_number(102);
/// Sees user records and may suspend nobody.
pub(crate) const WATCHER: UserId = UserId::from_number(103);
/// A customer.
pub(crate) const CUSTOMER: CustomerId = CustomerId::from_number(201);

fn person(id: UserId, role: &str) -> Person {
    let mut record = UserRecord {
        tenant: cast::TENANT,
        id,
        version: Version::default(),
        kind: AccountKind::Unified,
        capacities: Capacity::of_kind(AccountKind::Unified),
        profile: Profile {
            name: PersonName::new().last(role),
            ..Profile::default()
        },
        login: Login::Named(format!("login-{role}").parse().unwrap()),
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
    };
    record.profile.memberships.groups = [cast::SALES].into();
    Person {
        user: User::from_record(record).expect("a sound record"),
        rights: Rights {
            roles: vec![RoleAssignment::new(RoleId::new(role).unwrap())],
            ..Rights::default()
        },
        availability: Availability::all(),
        adviser: Adviser::OfAll,
    }
}

fn role(id: &str, grants: Vec<Grant>) -> Role {
    Role {
        id: RoleId::new(id).unwrap(),
        labels: Labels::new(id),
        made_by: MadeBy::System,
        meant: Meant::Freely,
        grants,
        add_ons: Default::default(),
        may_assign: Default::default(),
    }
}

pub(crate) fn desk() -> Desk {
    let text = format!(
        "version = 1\ntenant = \"{}\"\nname = \"Test\"\n",
        cast::TENANT
    );
    let file = DeskFile::parse(text.as_bytes()).unwrap();
    let works = [
        Permission::CONVERSATION_VIEW,
        Permission::CONVERSATION_REPLY,
    ];
    let mut agent = Grant::each(&works, &Scope::of(Relation::Own));
    agent.extend(Grant::each(&works, &Scope::of(Relation::MyGroupQueue)));
    agent.push(Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(Relation::Participating),
    ));
    let watcher = Grant::new(Permission::USER_VIEW, Scope::of(Relation::Myself));
    let portal = Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(Relation::Requester),
    );
    let imported = Imported {
        roles: vec![
            role("agent", agent),
            role("lead", Grant::each(&works, &Scope::any())),
            role("watcher", vec![watcher]),
            role("portal", vec![portal]),
        ],
        people: vec![
            person(AGENT, "agent"),
            person(LEAD, "lead"),
            person(WATCHER, "watcher"),
        ],
        customers: vec![Customer {
            tenant: cast::TENANT,
            id: CUSTOMER,
            name: "Customer".into(),
            organizations: [OrganizationId::from_number(1)].into(),
            roles: vec![RoleAssignment::new(RoleId::new("portal").unwrap())],
            standing: Standing::Active,
        }],
        groups: [
            (cast::SALES, "Sales".into()),
            (GroupId::from_number(2), "Support".into()),
        ]
        .into(),
        ..Imported::default()
    };
    let (desk, findings) = Desk::new(&file, imported).unwrap();
    assert_eq!(findings, []);
    desk
}
