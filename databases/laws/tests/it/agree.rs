//! Check = list = count = one = pages = facets: in memory, in SQLite and in PostgreSQL, in every form of the ids,
//! many worlds in one table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use frontdesk_access::{Catalogue, Grant, Groups, Holder, Permission, Scope};
use frontdesk_laws::{Database, Desk, Hats, World, run, shared, worlds};
use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, GroupId, Relation};
use frontdesk_sql::{
    After, Dialect, IdForm, MomentForm, NarrowError, Narrowing, PageRequest, Param, Prefix, Walk,
};
use frontdesk_visibility::{
    Column, Condition, Direction, Field, FieldPolicy, Filter, ListRequest, Must, RightsHeld, Rule,
    SitesSeen, Sort, Ticket, Value, Viewing,
};

/// The worlds in the table.
pub(crate) fn all() -> &'static [World] {
    static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| worlds(160, 1));
    &WORLDS
}

/// The beginning of the names of indexes, policies and settings.
pub(crate) fn prefix() -> Prefix {
    Prefix::new("desk").unwrap()
}

/// All answers of one world.
pub(crate) async fn answers_agree(database: &mut Database, desk: &Desk, world: &World) {
    let at = format!("world {} ({:?}), {desk:?}", world.number, world.hats);
    let sql = desk.sql();
    let filter = &world.filter;
    let expected: BTreeSet<ConversationId> =
        filter.list(&world.tickets).map(|facts| facts.id).collect();

    let listed = database
        .ids(desk, &sql.list(filter).unwrap())
        .await
        .unwrap();
    assert_eq!(listed.len(), expected.len(), "{at}");
    assert_eq!(BTreeSet::from_iter(listed), expected, "{at}");

    let count = database.number(&sql.count(filter).unwrap()).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{at}");

    // A third of the tickets is asked for one by one; which third depends on the world.
    let third = usize::try_from(world.number % 3).unwrap();
    for facts in world.tickets.iter().skip(third).step_by(3) {
        let one = sql.one(filter, facts.id).unwrap();
        let one = database.ids(desk, &one).await.unwrap();
        let seen = filter.matches(facts).then_some(facts.id);
        assert_eq!(one, Vec::from_iter(seen), "{at}");
    }
    pages_agree(database, desk, world).await;
    places_agree(database, desk, world).await;
    facets_agree(database, desk, world).await;
    narrowed_agree(database, desk, world).await;
    crate::messages::agree(database, desk, world).await;
}

/// The tickets as that desk keeps them: with messages or without.
pub(crate) fn tickets(desk: &Desk, world: &World) -> Vec<Ticket> {
    match desk.mapping().messages.is_some() {
        true => world.told(),
        false => world.tickets.iter().cloned().map(Ticket::new).collect(),
    }
}

pub(crate) fn viewing<'p>(world: &World, policy: &'p FieldPolicy) -> Viewing<'p> {
    Viewing {
        filter: world.filter.clone(),
        policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::of(&[], world.now),
    }
}

/// The pages together are the list, the newest first and the oldest first.
async fn pages_agree(database: &mut Database, desk: &Desk, world: &World) {
    let policy = FieldPolicy::default();
    let viewing = viewing(world, &policy);
    let tickets: Vec<Ticket> = tickets(desk, world);
    let by = Column::Field(Field::CreatedAt);
    let walks = [Walk::ByShape, Walk::Merged, Walk::InOrder];
    let ways = Direction::ALL
        .into_iter()
        .flat_map(|direction| walks.map(|walk| (direction, walk)));
    for (direction, walk) in ways {
        let sort = Some(Sort {
            by: by.clone(),
            direction,
        });
        let whole = ListRequest {
            sort: sort.clone(),
            page_size: 100,
            ..ListRequest::default()
        };
        let query = viewing.query(&whole).unwrap();
        let whole: Vec<_> = query
            .page(&tickets)
            .rows
            .iter()
            .map(|row| row.id())
            .collect();
        let mut request = PageRequest {
            sort,
            rows: 7,
            walk,
            ..PageRequest::default()
        };
        let mut paged: Vec<ConversationId> = Vec::new();
        loop {
            let page = desk.sql().page(&viewing, &request).unwrap();
            let rows = database.ids(desk, &page.statement).await.unwrap();
            paged.extend(&rows);
            let Some(last) = rows.last().filter(|_| rows.len() == 7) else {
                break;
            };
            let of = |facts: &&ConversationFacts| {
                facts.id == *last && facts.tenant == world.filter.tenant()
            };
            let made = world.tickets.iter().find(of).unwrap().created_at;
            request.after = Some(After {
                key: Some(desk.mapping().created_at.form.param(made)),
                ticket: *last,
            });
        }
        assert_eq!(
            paged, whole,
            "world {} {direction:?} {walk:?} {desk:?}",
            world.number
        );
    }
}

/// The pages by channel and by assignee, of which no column has the order, together are the list.
async fn places_agree(database: &mut Database, desk: &Desk, world: &World) {
    let policy = FieldPolicy::default();
    let viewing = viewing(world, &policy);
    let tickets: Vec<Ticket> = tickets(desk, world);
    // Each world asks for one order of each.
    let [one, other] = Direction::ALL;
    let [first, second] = if world.number % 2 == 0 {
        [one, other]
    } else {
        [other, one]
    };
    for (by, direction) in [(Field::Channel, first), (Field::Assignee, second)] {
        let by = Column::Field(by);
        if !viewing.offers(&by) {
            continue;
        }
        let sort = Some(Sort { by, direction });
        let whole = ListRequest {
            sort: sort.clone(),
            page_size: 100,
            ..ListRequest::default()
        };
        let query = viewing.query(&whole).unwrap();
        let page = query.page(&tickets);
        let whole: Vec<_> = page.rows.iter().map(|row| row.id()).collect();
        let mut request = PageRequest {
            sort,
            rows: 7,
            ..PageRequest::default()
        };
        let mut paged: Vec<ConversationId> = Vec::new();
        loop {
            let page = desk.sql().page(&viewing, &request).unwrap();
            let rows = database.placed(desk, &page.statement).await.unwrap();
            paged.extend(rows.iter().map(|(id, _)| id));
            let Some((ticket, key)) = rows.last().filter(|_| rows.len() == 7) else {
                break;
            };
            request.after = Some(After {
                key: key.clone().map(Param::Text),
                ticket: *ticket,
            });
        }
        assert_eq!(
            paged, whole,
            "world {} {:?} {desk:?}",
            world.number, request.sort
        );
    }
}

/// One page by activity for somebody with three accounts in copy, one of them of some groups alone: another
/// than the viewer of the world, so that no session of his may ask it.
pub(crate) async fn copies_agree(database: &mut Database, desk: &Desk, world: &World) {
    let policy = FieldPolicy::default();
    let view = Permission::CONVERSATION_VIEW;
    let groups = Groups {
        these: [GroupId::from_number(1)].into(),
        ..Groups::default()
    };
    let filters = [(1, None), (2, Some(groups)), (3, None)].map(|(number, groups)| {
        let customer = CustomerId::from_number(number);
        let mut holder = Holder::new(world.tenant(), customer);
        let scope = Scope {
            groups,
            ..Scope::of(Relation::Copied)
        };
        holder.grants.push(Grant::new(view, scope));
        let scopes = Catalogue::default().scopes_of(&holder, view, world.now);
        Filter::of(&scopes, world.now)
    });
    let viewing = Viewing {
        filter: Filter::join(filters).unwrap().unwrap(),
        ..viewing(world, &policy)
    };
    let tickets: Vec<Ticket> = tickets(desk, world);
    let sort = Some(Sort {
        by: Column::UpdatedAt,
        direction: Direction::Descending,
    });
    let whole = ListRequest {
        sort: sort.clone(),
        page_size: 100,
        ..ListRequest::default()
    };
    let query = viewing.query(&whole).unwrap();
    let page = query.page(&tickets);
    let whole: Vec<_> = page.rows.iter().map(|row| row.id()).collect();
    let request = PageRequest {
        sort,
        rows: 100,
        ..PageRequest::default()
    };
    let page = desk.sql().page(&viewing, &request).unwrap();
    let paged = database.ids(desk, &page.statement).await.unwrap();
    assert_eq!(paged, whole, "world {} {desk:?}", world.number);
}

/// Conditions of a list: some of the columns in turn, with values that stand in tickets of the world.
async fn narrowed_agree(database: &mut Database, desk: &Desk, world: &World) {
    let policy = FieldPolicy::default();
    let viewing = viewing(world, &policy);
    let tickets: Vec<Ticket> = tickets(desk, world);
    let facts = || world.tickets.iter();
    let made = facts().map(|one| Value::Moment(one.created_at)).take(3);
    let noon = Value::Moment(world.tickets[0].created_at);
    let states = facts()
        .filter_map(|one| one.state)
        .map(Value::State)
        .take(2);
    let groups = facts()
        .filter_map(|one| one.group)
        .map(Value::Group)
        .take(2);
    let assignees = facts()
        .filter_map(|one| one.assignee)
        .map(Value::Assignee)
        .take(3);
    let people = facts()
        .flat_map(|one| one.participants.clone())
        .map(Value::Person)
        .take(2);
    let channels = facts().filter_map(|one| one.channel.clone());
    let channels = channels
        .map(|one| Value::Channel(std::borrow::Cow::Owned(one)))
        .take(1);
    let asked = [
        (
            Column::Field(Field::CreatedAt),
            Must::BeOneOf(made.collect()),
        ),
        (Field::State.into(), Must::BeOneOf(states.collect())),
        (Field::Group.into(), Must::BeNoneOf(groups.collect())),
        (Field::CreatedAt.into(), Must::BeBefore(noon.clone())),
        (Field::Assignee.into(), Must::BeOneOf(assignees.collect())),
        (Field::Participants.into(), Must::BeOneOf(people.collect())),
        (Column::UpdatedAt, Must::BeAfter(noon)),
        (Field::Channel.into(), Must::BeNoneOf(channels.collect())),
        (Field::Copied.into(), Must::BeThere),
        (Field::Privacy.into(), Must::BeAbsent),
    ];
    let turn = usize::try_from(world.number % 5).unwrap();
    for (column, must) in asked.into_iter().skip(turn).step_by(5) {
        let conditions = [Condition::new(column, must).unwrap()];
        let request = ListRequest {
            conditions: conditions.to_vec(),
            ..ListRequest::default()
        };
        let Ok(query) = viewing.query(&request) else {
            let refused = desk.sql().list_of(&viewing, Narrowing::by(&conditions));
            assert_eq!(refused, Err(NarrowError::NoSuchColumn));
            continue;
        };
        let expected: BTreeSet<ConversationId> = query.rows(&tickets).map(|row| row.id()).collect();
        let statement = match desk.sql().list_of(&viewing, Narrowing::by(&conditions)) {
            // When a hat was last active that no column says.
            Err(NarrowError::NotKept {
                column: Column::UpdatedAt,
            }) => continue,
            other => other.unwrap(),
        };
        let listed = database.ids(desk, &statement).await.unwrap();
        let at = format!("world {} {conditions:?} {desk:?}", world.number);
        assert_eq!(listed.len(), expected.len(), "{at}");
        assert_eq!(BTreeSet::from_iter(listed), expected, "{at}");
        let statement = desk
            .sql()
            .count_of(&viewing, Narrowing::by(&conditions))
            .unwrap();
        let count = database.number(&statement).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{at}");
    }
}

/// Each value and how many tickets have it: of ids, and of a closed set.
async fn facets_agree(database: &mut Database, desk: &Desk, world: &World) {
    let policy = FieldPolicy::default();
    let viewing = viewing(world, &policy);
    let tickets: Vec<Ticket> = tickets(desk, world);
    let [group, state] = [Field::Group, Field::State].map(Column::Field);
    if !viewing.offers(&group) || !viewing.offers(&state) {
        return;
    }
    let asked = ListRequest {
        facets: [group.clone(), state.clone()].into(),
        ..ListRequest::default()
    };
    let query = viewing.query(&asked).unwrap();
    let facets = query.facets(&tickets);

    let statement = desk.sql().facet(&viewing, &group).unwrap();
    let groups: Vec<(Option<GroupId>, i64)> = database.counted(desk, &statement).await.unwrap();
    let expected = facets[&group].iter().map(|facet| {
        let value = match facet.value {
            Some(Value::Group(group)) => Some(group),
            _ => None,
        };
        (value, i64::try_from(facet.count).unwrap())
    });
    assert_eq!(
        groups,
        Vec::from_iter(expected),
        "world {} {desk:?}",
        world.number
    );

    let statement = desk.sql().facet(&viewing, &state).unwrap();
    let states = database.ranked(&statement).await.unwrap();
    let ranks = desk.mapping().state.as_ref().unwrap().ranked();
    let expected = facets[&state].iter().map(|facet| {
        let value = match facet.value {
            Some(Value::State(state)) => ranks.iter().position(|one| *one == state),
            _ => None,
        };
        let rank = value.map(|rank| i64::try_from(rank).unwrap());
        (rank, i64::try_from(facet.count).unwrap())
    });
    assert_eq!(
        states,
        Vec::from_iter(expected),
        "world {} {desk:?}",
        world.number
    );
}

async fn hold(mut database: Database, desk: &Desk, worlds: &[World]) {
    for table in desk.tables("") {
        database.run(&table).await.unwrap();
    }
    let key = "CREATE UNIQUE INDEX tickets_key ON tickets (tenant, id)";
    database.run(key).await.unwrap();
    let rules: Vec<Rule> = worlds
        .iter()
        .flat_map(|world| &world.scopes)
        .map(Rule::of)
        .collect();
    for index in desk.sql().indexes(&prefix(), &rules) {
        database.run(&index.text).await.unwrap();
    }
    let tickets = worlds.iter().flat_map(|world| &world.tickets);
    database.store(desk, tickets).await.unwrap();
    database.tell(desk, worlds).await.unwrap();
    for world in worlds {
        answers_agree(&mut database, desk, world).await;
        copies_agree(&mut database, desk, world).await;
    }
    database.close().await.unwrap();
}

#[test]
fn sqlite_says_what_the_filter_says() {
    for (ids, moments) in [
        (IdForm::Uuid, MomentForm::Text),
        (IdForm::Text, MomentForm::Micros),
        (IdForm::Number, MomentForm::Micros),
    ] {
        let desk = Desk::new(Dialect::Sqlite, ids, moments)
            .with_messages()
            .with_indexes(prefix());
        run(async { hold(Database::sqlite().await.unwrap(), &desk, all()).await });
    }
}

#[test]
fn postgresql_says_what_the_filter_says() {
    let Some(cluster) = shared() else { return };
    for (name, ids, moments) in [
        ("uuids", IdForm::Uuid, MomentForm::Timestamp),
        ("texts", IdForm::Text, MomentForm::Text),
        ("numbers", IdForm::Number, MomentForm::Micros),
    ] {
        let desk = Desk::new(Dialect::Postgres, ids, moments)
            .with_messages()
            .with_indexes(prefix());
        run(async {
            let database = Database::postgres(cluster, name).await.unwrap();
            hold(database, &desk, all()).await;
        });
    }
}

/// The laws above say little where nobody sees anything, or everybody all.
#[test]
fn of_most_worlds_a_part_is_seen() {
    let mut parts: BTreeMap<Hats, Vec<f64>> = BTreeMap::new();
    for world in all() {
        let seen = world.filter.count(&world.tickets) as f64 / world.tickets.len() as f64;
        parts.entry(world.hats).or_default().push(seen);
    }
    for hats in [Hats::Staff, Hats::Customer, Hats::Both, Hats::Several] {
        let of = &parts[&hats];
        let within = of.iter().filter(|part| (0.2..=0.8).contains(*part)).count();
        assert!(
            within * 10 >= of.len() * 7,
            "{hats:?}: {within} of {}",
            of.len()
        );
        let mean = of.iter().sum::<f64>() / of.len() as f64;
        assert!((0.2..=0.8).contains(&mean), "{hats:?}: {mean}");
    }
    let guests = &parts[&Hats::Guest];
    assert!(guests.iter().filter(|part| **part > 0.0).count() * 2 > guests.len());
}
