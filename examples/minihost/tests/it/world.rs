//! A desk of a size that one chooses, and databases to put it into.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk::access::{Grant, Permission, RoleAssignment, RoleId, Scope, bundle};
use frontdesk::assignment::Adviser;
use frontdesk::identity::{
    Algorithm, Import, Login, Profile, User, UserCommand, UserPolicy, decide_user,
};
use frontdesk::model::{
    AccountKind, Assignee, Author, Availability, Channel, ConversationFacts, ConversationId,
    ConversationState, CustomerId, GroupId, MessageId, OrganizationId, Standing, TenantId, UserId,
};
use frontdesk::visibility::{Audience, Message, Ticket};
use frontdesk::{Customer, Imported, Person, Rights};
use minihost::db::{Db, sql};
use minihost::host::{Host, is_loaded, prepare};
use minihost::router;
use minihost::seed::{World, load};

pub(crate) const PASSWORD: &str = "zwei Kamele im Regen";
pub(crate) const GROUPS: i64 = 8;

const DESK: &str = r#"
version = 1
tenant = "1"
name = "Test"
[portal]
help_center = "in_use"
interactive_channels = ["email"]
organizations = "shared"
[assignment]
automatic = "on"
languages = "ignored"
group_queue = "anyone"
limit = "unlimited"
[[roles]]
id = "test.first_line"
label = "First line"
[[roles.grants]]
permissions = ["conversation.view", "conversation.reply", "conversation.transfer", "conversation.close"]
relation = "own"
[[roles.grants]]
permissions = ["conversation.view", "conversation.reply", "conversation.take"]
relation = "my_group_queue"
[[roles.grants]]
permissions = ["surface.operator_app", "colleague.list"]
[[roles]]
id = "test.lead"
label = "Lead"
[[roles.grants]]
permissions = ["conversation.view", "conversation.reply", "conversation.assign", "conversation.transfer", "conversation.close"]
relation = "any"
groups = ["mine"]
[[roles.grants]]
permissions = ["surface.operator_app", "colleague.list"]
[[roles]]
id = "test.customer"
label = "Customer"
grants = [{ permissions = ["surface.portal"] },
          { permissions = ["conversation.view", "conversation.reply"], relation = "requester" }]
[[roles]]
id = "test.sharing"
label = "Customer of a company that shares"
grants = [{ permissions = ["conversation.view"], relation = "requester_organization" }]
"#;

/// The customers of one company: the first half of them shares what it asks, the others do not.
pub(crate) const COMPANY: std::ops::RangeInclusive<i64> = 11..=30;
pub(crate) const SHARING: std::ops::RangeInclusive<i64> = 11..=20;

/// By what a customer signs in.
pub(crate) fn address(customer: i64) -> String {
    format!("customer{customer}@example.test")
}

/// Admins are 1 and 2, leads 11 to 18, one a group, and operators from 101.
pub(crate) const ADMINS: [i64; 2] = [1, 2];

pub(crate) fn user(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) fn ticket(number: i64) -> ConversationId {
    ConversationId::from_number(number)
}

/// Whose request a ticket is.
pub(crate) fn requester(number: i64) -> CustomerId {
    CustomerId::from_number(1 + number % 500)
}

pub(crate) fn began() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn person(number: i64, groups: Vec<i64>, rights: Rights) -> Person {
    let mut profile = Profile::default();
    profile.memberships.groups = groups.into_iter().map(GroupId::from_number).collect();
    let import = Import {
        id: user(number),
        kind: AccountKind::Unified,
        capacities: None,
        profile,
        login: Login::Named(format!("user{number}").parse().unwrap()),
        password: Some(Algorithm::elsewhere()),
        ever_had_rights: true,
        standing: Standing::Active,
    };
    let command = UserCommand::Import(Box::new(import));
    let policy = UserPolicy::open(TenantId::from_number(1));
    let made = decide_user(None, &command, &policy, began()).unwrap();
    Person {
        user: User::after(None, &made.events).unwrap().unwrap(),
        rights,
        availability: Availability::all(),
        adviser: Adviser::OfAll,
    }
}

fn role(id: &str) -> Rights {
    Rights {
        roles: vec![RoleAssignment::new(RoleId::new(id).unwrap())],
        ..Rights::default()
    }
}

/// The facts of ticket `number`: every fourth waits in a group's queue, the others have an operator.
pub(crate) fn facts(number: i64, operators: i64) -> ConversationFacts {
    let at = began() + TimeDelta::seconds(number);
    let mut facts = ConversationFacts::new(TenantId::from_number(1), ticket(number), at);
    // Scattered, and the same every time.
    let mixed = (number.wrapping_mul(2_654_435_761) >> 8).rem_euclid(1_000_003);
    facts.group = Some(GroupId::from_number(1 + mixed % GROUPS));
    facts.requester = Some(requester(number));
    facts.channel = Some(Channel::Email);
    if number % 4 == 0 {
        facts.state = Some(ConversationState::Waiting);
    } else {
        facts.assignee = Some(Assignee::Person(user(101 + mixed % operators)));
        facts.state = Some(match number % 8 {
            1 => ConversationState::InWork,
            _ => ConversationState::Closed,
        });
    }
    facts
}

/// A desk with so many operators and tickets.
pub(crate) fn world(operators: i64, tickets: i64) -> World {
    let mut people: Vec<Person> = Vec::new();
    for number in ADMINS {
        let mut rights = Rights {
            grants: Grant::each(bundle::ADMINISTRATION, &Scope::any()),
            ..Rights::default()
        };
        // Nobody touches who has more than he has.
        let work = [
            Permission::CONVERSATION_VIEW,
            Permission::CONVERSATION_REPLY,
            Permission::CONVERSATION_TAKE,
            Permission::CONVERSATION_TRANSFER,
            Permission::CONVERSATION_ASSIGN,
            Permission::CONVERSATION_CLOSE,
            Permission::COLLEAGUE_LIST,
            Permission::SURFACE_OPERATOR_APP,
        ];
        rights.grants.extend(Grant::each(&work, &Scope::any()));
        people.push(person(number, vec![], rights));
    }
    people.extend((1..=GROUPS).map(|group| person(10 + group, vec![group], role("test.lead"))));
    people.extend(
        (0..operators).map(|at| person(101 + at, vec![1 + at % GROUPS], role("test.first_line"))),
    );
    let customers = (1..=500).map(|number| Customer {
        tenant: TenantId::from_number(1),
        id: CustomerId::from_number(number),
        name: format!("Customer {number}"),
        organizations: match COMPANY.contains(&number) {
            true => [OrganizationId::from_number(1)].into(),
            false => [].into(),
        },
        roles: ["test.customer", "test.sharing"]
            .into_iter()
            .take(1 + usize::from(SHARING.contains(&number)))
            .map(|role| RoleAssignment::new(RoleId::new(role).unwrap()))
            .collect(),
        standing: Standing::Active,
    });
    let groups: BTreeMap<GroupId, String> = (1..=GROUPS)
        .map(|group| (GroupId::from_number(group), format!("Group {group}")))
        .collect();
    let ticket = |number: i64| {
        let mut ticket = Ticket::new(facts(number, operators));
        ticket.number = format!("{:03}-{:06}", number % 1000, number);
        ticket.subject = format!("Question {number}");
        let message = |at: i64, audience, text: &str| Message {
            id: MessageId::from_number(10 * number + at),
            at: ticket.facts.created_at + TimeDelta::minutes(at),
            author: ticket.facts.requester.map(|id| Author::Actor(id.into())),
            audience,
            text: format!("{text} {number}"),
            attachments: vec![],
        };
        ticket.messages = vec![
            message(0, Audience::Public, "Please help me with"),
            message(1, Audience::Internal, "NOTE: he asked before,"),
        ];
        ticket
    };
    World {
        desk_file: DESK.to_owned(),
        imported: Imported {
            people,
            customers: customers.collect(),
            groups,
            ..Imported::default()
        },
        tickets: (1..=tickets).map(ticket).collect(),
        // The first operator asks for help himself now and then.
        hats: vec![(user(101), CustomerId::from_number(7))],
        portal: COMPANY
            .map(|number| (CustomerId::from_number(number), address(number)))
            .collect(),
    }
}

/// A database of one test.
pub(crate) struct Place {
    pub(crate) url: String,
    folder: Option<PathBuf>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// An empty database of each kind. Without PostgreSQL SQLite alone, which is said aloud.
pub(crate) async fn places() -> Vec<Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "minihost_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}", folder.join("desk.db").display());
    let mut places = vec![Place {
        url,
        folder: Some(folder),
    }];
    if let Some(cluster) = frontdesk_laws::shared() {
        let at = format!("?host={}", cluster.folder().display());
        let server = Db::open(&format!("postgres://postgres@localhost/postgres{at}"), 1)
            .await
            .unwrap();
        server
            .all(&sql(format!("CREATE DATABASE {name}"), vec![]))
            .await
            .unwrap();
        let url = format!("postgres://postgres@localhost/{name}{at}");
        places.push(Place { url, folder: None });
    }
    places
}

/// A replica on this database, which the first one loads; where it answers.
pub(crate) async fn replica(place: &Place, world: impl FnOnce() -> World) -> (String, Arc<Host>) {
    let db = Db::open(&place.url, 4).await.unwrap();
    prepare(&db).await.unwrap();
    if !is_loaded(&db).await.unwrap() {
        let loaded = load(&db, world(), PASSWORD).await.unwrap();
        assert!(loaded.clashes.is_empty());
    }
    let host = Arc::new(Host::open(db).await.unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let app = router(Arc::clone(&host));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, host)
}
