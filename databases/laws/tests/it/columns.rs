//! The field mask in the databases: a column of a page says what this viewer sees of each ticket, and one that he
//! never sees is not in the statement.

use std::collections::BTreeMap;

use frontdesk_laws::{Database, Desk, World, run, shared};
use frontdesk_model::{Assignee, ConversationState};
use frontdesk_sql::{Dialect, IdForm, MomentForm, PageRequest, Statement};
use frontdesk_visibility::{
    Column, Field, FieldPolicy, Granted, RightsHeld, SitesSeen, Ticket, Value, Viewing,
};

use crate::agree;

/// What is asked of each page. Of the assignee there are two columns.
const ASKED: [Field; 7] = [
    Field::State,
    Field::Group,
    Field::Site,
    Field::Assignee,
    Field::Channel,
    Field::Requester,
    Field::Privacy,
];

/// The word of the host's column, as `Desk` writes it.
const fn word(state: ConversationState) -> &'static str {
    match state {
        ConversationState::New => "fresh",
        ConversationState::Waiting => "queued",
        ConversationState::Offered => "offered",
        ConversationState::InWork => "open",
        ConversationState::Closed => "done",
    }
}

/// What stands in the columns of this field by what the viewer sees of the ticket.
fn seen(granted: Granted<'_>, field: &Field) -> Vec<String> {
    let nothing = || "-".to_owned();
    let value = granted.cell(field).and_then(|shown| match shown {
        frontdesk_visibility::Shown::Value(value) => Some(value),
        frontdesk_visibility::Shown::Hidden | frontdesk_visibility::Shown::Absent => None,
    });
    let one = match value {
        Some(Value::Assignee(Assignee::Person(user))) => return vec![user.to_string(), nothing()],
        Some(Value::Assignee(Assignee::Bot(bot))) => return vec![nothing(), bot.to_string()],
        None if *field == Field::Assignee => return vec![nothing(), nothing()],
        None => nothing(),
        Some(Value::State(state)) => word(state).to_owned(),
        Some(Value::Group(group)) => group.to_string(),
        Some(Value::Site(site)) => site.to_string(),
        Some(Value::Customer(customer)) => customer.to_string(),
        Some(Value::Channel(channel)) => channel.to_string(),
        Some(Value::Privacy(privacy)) => privacy.name().to_owned(),
        Some(other) => panic!("{other:?} is none of these"),
    };
    vec![one]
}

/// One text of each row, whatever its columns are called.
fn joined(page: &Statement, columns: usize) -> Statement {
    let names: Vec<String> = (0..=columns).map(|at| format!("c{at}")).collect();
    let texts: Vec<String> = names
        .iter()
        .map(|name| format!("COALESCE({name}, '-')"))
        .collect();
    Statement {
        text: format!(
            "WITH page({}) AS ({}) SELECT {} FROM page",
            names.join(", "),
            page.text,
            texts.join(" || ' ' || ")
        ),
        params: page.params.clone(),
    }
}

async fn masked(database: &mut Database, desk: &Desk, world: &World) -> (usize, usize) {
    let policy = FieldPolicy::default();
    let viewing = Viewing {
        filter: world.filter.clone(),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::of(&[], world.now),
    };
    let request = PageRequest {
        rows: 100,
        columns: ASKED.to_vec(),
        ..PageRequest::default()
    };
    let page = desk.sql().page(&viewing, &request).unwrap();
    let offered = |field: &&Field| viewing.offers(&Column::Field((*field).clone()));
    let offered: Vec<Field> = ASKED.iter().filter(offered).cloned().collect();
    for field in &page.columns {
        assert!(offered.contains(field), "{field}");
    }
    let with_assignee = usize::from(page.columns.contains(&Field::Assignee));
    let statement = joined(&page.statement, page.columns.len() + with_assignee);
    let rows = database.texts(&statement).await.unwrap();
    let found: BTreeMap<String, Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut parts = row.split(' ').map(str::to_owned);
            (parts.next().unwrap(), parts.collect())
        })
        .collect();
    let tickets: Vec<Ticket> = world.tickets.iter().cloned().map(Ticket::new).collect();
    let mut expected = BTreeMap::new();
    let (mut shown, mut hidden) = (0, 0);
    for ticket in &tickets {
        let Ok(granted) = viewing.open(ticket) else {
            continue;
        };
        let values: Vec<String> = page
            .columns
            .iter()
            .flat_map(|field| seen(granted, field))
            .collect();
        shown += values.iter().filter(|value| *value != "-").count();
        // A column that is not there hides of every ticket.
        for field in ASKED.iter().filter(|one| !page.columns.contains(one)) {
            assert!(seen(granted, field).iter().all(|value| value == "-"));
            hidden += 1;
        }
        expected.insert(ticket.facts.id.to_string(), values);
    }
    assert_eq!(
        found, expected,
        "world {} ({:?}) {desk:?}",
        world.number, world.hats
    );
    (shown, hidden)
}

async fn hold(mut database: Database, desk: &Desk) {
    for table in desk.tables("") {
        database.run(&table).await.unwrap();
    }
    let tickets = agree::all().iter().flat_map(|world| &world.tickets);
    database.store(desk, tickets).await.unwrap();
    let (mut shown, mut hidden) = (0, 0);
    for world in agree::all() {
        let (one, other) = masked(&mut database, desk, world).await;
        shown += one;
        hidden += other;
    }
    database.close().await.unwrap();
    assert!(shown > 1_000 && hidden > 100, "{shown} {hidden}");
}

#[test]
fn a_column_says_what_the_viewer_sees_in_both_databases() {
    let desk = Desk::new(Dialect::Sqlite, IdForm::Text, MomentForm::Text);
    run(async { hold(Database::sqlite().await.unwrap(), &desk).await });
    let Some(cluster) = shared() else { return };
    let desk = Desk::new(Dialect::Postgres, IdForm::Text, MomentForm::Text);
    run(async {
        let database = Database::postgres(cluster, "columns").await.unwrap();
        hold(database, &desk).await;
    });
}
