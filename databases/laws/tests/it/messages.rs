//! What follows of messages, and what is searched, in one world: in memory and in the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_laws::{Database, Desk, World};
use frontdesk_model::{ActorId, ConversationId};
use frontdesk_sql::{After, Narrowing, PageRequest, Param};
use frontdesk_visibility::{
    Column, Condition, Direction, Field, FieldPolicy, ListRequest, Must, Shown, Sort, Value,
    Viewing,
};

use crate::agree::{all, tickets, viewing};

/// One order, one facet and two conditions of what follows of messages, a search and a part of a text: which
/// depends on the world.
pub(crate) async fn agree(database: &mut Database, desk: &Desk, world: &World) {
    if desk.mapping().messages.is_none() {
        return;
    }
    let policy = FieldPolicy::default();
    let viewing = viewing(world, &policy);
    let turn = usize::try_from(world.number).unwrap();
    for step in 0..2 {
        let by = &Column::DERIVED[(turn + step) % 5];
        paged(
            database,
            desk,
            world,
            &viewing,
            by,
            Direction::ALL[(turn / 5 + step) % 2],
        )
        .await;
        counted(database, desk, world, &viewing, by).await;
    }
    for request in requests(turn) {
        narrowed(database, desk, world, &viewing, &request).await;
    }
}

/// What is asked of lists in this turn.
fn requests(turn: usize) -> Vec<ListRequest> {
    let column = Column::DERIVED[turn % 5].clone();
    let value = match column {
        Column::UpdatedAt | Column::LastResponseAt => "2026-11-22T12:03:00Z",
        _ => "1",
    };
    let value = Value::parse(&column, value).unwrap();
    let must = [
        Must::BeAfter(value.clone()),
        Must::BeBefore(value.clone()),
        Must::BeOneOf([value.clone()].into()),
        Must::BeNoneOf([value].into()),
        Must::BeAbsent,
    ];
    let derived = Condition::new(column, must[turn / 5 % 5].clone()).unwrap();
    let parts = ["\u{c9}T", "50%", "O_O", "\\", "", "bi\0"];
    let contain = Must::Contain(parts[turn % 6].to_owned());
    let contain = Condition::new(Column::Field(Field::Subject), contain).unwrap();
    let searches = [
        "STRA\u{df}E",
        "bird O_O",
        "%",
        "\u{e9}t\u{e9} 50%",
        "i\u{307}stanbul",
        "istanbul",
        "bi\0rd",
        "\\ \"",
    ];
    let asked = [
        (vec![derived.clone()], ""),
        (vec![contain], ""),
        (vec![], searches[turn % 8]),
        (vec![derived], searches[(turn / 8) % 8]),
    ];
    let requests = asked.map(|(conditions, search)| ListRequest {
        conditions,
        search: search.to_owned(),
        ..ListRequest::default()
    });
    requests.into()
}

/// The law says little where a search finds nothing, or all that is seen.
#[test]
fn many_requests_find_a_part_of_what_is_seen() {
    let policy = FieldPolicy::default();
    let mut parts = [0; 4];
    for world in all() {
        let viewing = viewing(world, &policy);
        let (tickets, read) = (world.told(), read_by(world, &viewing));
        let seen = world.filter.count(&world.tickets);
        for (place, request) in requests(usize::try_from(world.number).unwrap())
            .iter()
            .enumerate()
        {
            let query = viewing.query(request).unwrap().with_read(&read);
            let found = query.count(&tickets);
            parts[place] += usize::from(0 < found && found < seen);
        }
    }
    // Of 160 worlds; some of what is asked stands nowhere.
    assert!(parts.iter().all(|part| *part > 30), "{parts:?}");
}

/// What the accounts of the viewer have read, of each ticket the latest.
fn read_by(world: &World, viewing: &Viewing<'_>) -> BTreeMap<ConversationId, DateTime<Utc>> {
    let worn = viewing.filter.worn();
    let accounts: BTreeSet<ActorId> = worn.iter().map(|one| one.account).collect();
    let mut all = BTreeMap::new();
    for (tenant, ticket, who, until) in world.reads() {
        if tenant == world.filter.tenant() && accounts.contains(&who) {
            let latest = all.entry(ticket).or_insert(until);
            *latest = until.max(*latest);
        }
    }
    all
}

/// A value as the database says it.
fn stored(desk: &Desk, value: &Value<'_>) -> Param {
    match value {
        Value::Moment(at) => desk.mapping().created_at.form.param(*at),
        Value::Count(count) => Param::Number(i64::try_from(*count).unwrap()),
        other => panic!("{other:?}"),
    }
}

async fn paged(
    database: &mut Database,
    desk: &Desk,
    world: &World,
    viewing: &Viewing<'_>,
    by: &Column,
    direction: Direction,
) {
    let tickets = tickets(desk, world);
    let sort = Some(Sort {
        by: by.clone(),
        direction,
    });
    let whole = ListRequest {
        sort: sort.clone(),
        page_size: 100,
        columns: vec![by.clone()],
        ..ListRequest::default()
    };
    let read = read_by(world, viewing);
    let query = viewing.query(&whole).unwrap().with_read(&read);
    let page = query.page(&tickets);
    let keys: BTreeMap<ConversationId, Option<Param>> = page
        .rows
        .iter()
        .map(|row| {
            let value = query.cells(row).next().map(|(_, value)| value);
            let value = match &value {
                Some(Shown::Value(value)) => Some(stored(desk, value)),
                _ => None,
            };
            (row.id(), value)
        })
        .collect();
    let whole: Vec<_> = page.rows.iter().map(|row| row.id()).collect();
    let mut request = PageRequest {
        sort,
        rows: 7,
        ..PageRequest::default()
    };
    let mut paged: Vec<ConversationId> = Vec::new();
    loop {
        let page = desk.sql().page(viewing, &request).unwrap();
        let rows = database.ids(desk, &page.statement).await.unwrap();
        paged.extend(&rows);
        assert!(paged.len() <= whole.len(), "the pages do not end");
        let Some(last) = rows.last().filter(|_| rows.len() == 7) else {
            break;
        };
        request.after = Some(After {
            key: keys[last].clone(),
            ticket: *last,
        });
    }
    let at = format!("world {} {by} {direction:?} {desk:?}", world.number);
    assert_eq!(paged, whole, "{at}");
}

/// The counts of each value, in order.
async fn counted(
    database: &mut Database,
    desk: &Desk,
    world: &World,
    viewing: &Viewing<'_>,
    by: &Column,
) {
    let tickets = tickets(desk, world);
    let request = ListRequest {
        facets: [by.clone()].into(),
        ..ListRequest::default()
    };
    let read = read_by(world, viewing);
    let query = viewing.query(&request).unwrap().with_read(&read);
    let facets = query.facets(&tickets);
    let expected: Vec<i64> = facets[by]
        .iter()
        .map(|facet| i64::try_from(facet.count).unwrap())
        .collect();
    let statement = desk.sql().facet(viewing, by).unwrap();
    // A value is a moment or a count: how many of each, in the order of the values, is compared.
    let statement = frontdesk_sql::Statement {
        text: statement
            .text
            .replacen("SELECT s.k, count(*)", "SELECT count(*)", 1),
        params: statement.params,
    };
    let counts = database.numbers(&statement).await.unwrap();
    assert_eq!(counts, expected, "world {} {by} {desk:?}", world.number);
}

async fn narrowed(
    database: &mut Database,
    desk: &Desk,
    world: &World,
    viewing: &Viewing<'_>,
    request: &ListRequest,
) {
    let tickets = tickets(desk, world);
    let read = read_by(world, viewing);
    let query = viewing.query(request).unwrap().with_read(&read);
    let expected: BTreeSet<ConversationId> = query.rows(&tickets).map(|row| row.id()).collect();
    let narrowing = Narrowing {
        conditions: &request.conditions,
        search: &request.search,
    };
    let statement = desk.sql().list_of(viewing, narrowing).unwrap();
    let listed = database.ids(desk, &statement).await.unwrap();
    let at = format!("world {} {request:?} {desk:?}", world.number);
    assert_eq!(listed.len(), expected.len(), "{at}");
    assert_eq!(BTreeSet::from_iter(listed), expected, "{at}");
    let statement = desk.sql().count_of(viewing, narrowing).unwrap();
    let count = database.number(&statement).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{at}");
}
