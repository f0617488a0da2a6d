//! What holds of every viewer, policy, desk and request.

use std::collections::BTreeMap;

use frontdesk_model::NoNames;
use frontdesk_visibility::{
    Column, Field, Hat, ListRequest, Page, Query, QueryError, Shown, Suggest, Ticket, Value,
    Viewing,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

use super::naive;
use super::requests::{
    Desk, column, columns, desk, holds_several, request, search, tickets, trimmed,
};
use crate::world::minutes;
pub(super) fn json_of(page: &Page<'_>) -> Json {
    serde_json::to_value(page).unwrap()
}

/// All pages, each asked for with the cursor of the one before.
pub(super) fn pages<'a>(
    viewing: &Viewing<'_>,
    request: &ListRequest,
    mut desk: impl FnMut() -> &'a [Ticket],
) -> Vec<Json> {
    let mut request = request.clone();
    let mut pages = Vec::new();
    loop {
        let query = viewing.query(&request).unwrap();
        let page = json_of(&query.page(desk()));
        let next = page["next"].as_str().map(str::to_owned);
        pages.push(page);
        match next {
            Some(cursor) => request.cursor = Some(cursor),
            None => return pages,
        }
        assert!(pages.len() <= 100, "a list without an end");
    }
}

fn rows(pages: &[Json]) -> Vec<Json> {
    let rows = pages
        .iter()
        .flat_map(|page| page["rows"].as_array().unwrap());
    rows.cloned().collect()
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    /// Page by page it is the naive list: the rows, their order, the total and the facets; every page
    /// but the last is full.
    #[test]
    fn the_pages_are_the_naive_list(desk in desk(), request in request()) {
        let viewing = desk.viewing();
        let request = trimmed(request, &viewing);
        let expected = naive::list(&viewing, &request, &desk.tickets);
        let pages = pages(&viewing, &request, || &desk.tickets);
        prop_assert_eq!(&rows(&pages), &expected);
        let facets: serde_json::Map<_, _> = request.facets.iter()
            .map(|column| (column.to_string(), naive::facet(&expected, &column.to_string())))
            .collect();
        for (at, page) in pages.iter().enumerate() {
            prop_assert_eq!(&page["total"], &json!(expected.len()));
            prop_assert_eq!(&page["facets"], &Json::Object(facets.clone()));
            let full = page["rows"].as_array().unwrap().len() == request.page_size;
            prop_assert!(full || at + 1 == pages.len());
        }
    }

    /// Check, list, count and the sum of each facet are one: a row is what opens and fulfills, and the
    /// filter's own list is the list that asks for nothing.
    #[test]
    fn check_is_list_is_count_is_the_sum_of_the_facets(desk in desk(), request in request()) {
        let viewing = desk.viewing();
        let request = trimmed(request, &viewing);
        let query = viewing.query(&request).unwrap();
        let listed = query.rows(&desk.tickets).count();
        prop_assert_eq!(query.count(&desk.tickets), listed);
        for row in query.rows(&desk.tickets) {
            let mut tickets = desk.tickets.iter();
            let ticket = tickets.find(|ticket| ticket.facts.id == row.id()).unwrap();
            prop_assert!(viewing.filter.matches(&ticket.facts));
        }
        for (column, values) in query.facets(&desk.tickets) {
            let sum: usize = values.iter().map(|value| value.count).sum();
            if holds_several(column) {
                prop_assert!(values.iter().all(|value| value.count <= listed));
            } else {
                prop_assert_eq!(sum, listed, "{}", column);
            }
        }
        let all = ListRequest { conditions: vec![], search: String::new(), ..request.clone() };
        let all = viewing.query(&all).unwrap();
        let ids: Vec<_> = all.rows(&desk.tickets).map(|row| row.id()).collect();
        let list = viewing.filter.list(&desk.tickets);
        prop_assert_eq!(ids, list.map(|ticket| ticket.facts.id).collect::<Vec<_>>());
        // A condition of each value of a facet finds as many as the facet counts.
        for (column, values) in query.facets(&desk.tickets) {
            for facet in values {
                let must = match &facet.value {
                    None => json!("be_absent"),
                    Some(value) => json!({"be_one_of": [value]}),
                };
                let condition = json!({"column": column, "must": must});
                let mut narrowed = request.clone();
                narrowed.conditions.push(serde_json::from_value(condition).unwrap());
                let narrowed = viewing.query(&narrowed).unwrap();
                prop_assert_eq!(narrowed.count(&desk.tickets), facet.count);
            }
        }
    }

    /// A search finds exactly the rows whose views say the words.
    #[test]
    fn a_search_finds_what_the_views_say(desk in desk(), search in search()) {
        let viewing = desk.viewing();
        let request = ListRequest { search: search.clone(), ..ListRequest::default() };
        let query = viewing.query(&request).unwrap();
        for ticket in &desk.tickets {
            let found = query.count([ticket]) == 1;
            let says = viewing.open(ticket).is_ok_and(|granted| {
                let view = serde_json::to_value(granted.project()).unwrap();
                naive::found(&view, &search)
            });
            prop_assert_eq!(found, says);
        }
    }

    /// A value of a column is what stands in the view; hidden and absent are one there.
    #[test]
    fn a_value_is_what_the_view_shows(desk in desk(), column in column()) {
        let viewing = desk.viewing();
        for ticket in &desk.tickets {
            let Ok(granted) = viewing.open(ticket) else { continue };
            let view = serde_json::to_value(granted.project()).unwrap();
            let shown = naive::texts(&view, &column.to_string()).join(" ");
            match granted.value(&column) {
                Shown::Value(value) => {
                    prop_assert_eq!(value.to_string(), shown);
                    // Read back it is the same; of participants each is.
                    let read = |text: &str| Value::parse(&column, text).unwrap();
                    match &value {
                        Value::People(people) => {
                            let mut each = people.iter();
                            prop_assert!(each.all(|id| read(&id.to_string()) == Value::Person(*id)));
                        }
                        Value::Customers(customers) => {
                            let mut each = customers.iter();
                            prop_assert!(each.all(|id| read(&id.to_string()) == Value::Customer(*id)));
                        }
                        value => prop_assert_eq!(&read(&value.to_string()), value),
                    }
                }
                Shown::Hidden | Shown::Absent => prop_assert_eq!(shown, ""),
            }
        }
    }

    /// What is refused shows nothing in any view, but for an added field that the policy does not name;
    /// and it is refused in every place of a request, with one error and before any ticket.
    #[test]
    fn what_is_refused_is_never_seen(desk in desk(), column in column()) {
        let viewing = desk.viewing();
        let is_named = match &column {
            Column::Field(Field::Added(id)) => desk.policy.added().any(|named| named == id),
            _ => true,
        };
        let offered = viewing.offers(&column);
        for ticket in &desk.tickets {
            let Ok(granted) = viewing.open(ticket) else { continue };
            let seen = matches!(granted.value(&column), Shown::Value(_));
            prop_assert!(!seen || offered || !is_named, "{}", column);
        }
        for request in naming(&column) {
            let refused = viewing.query(&request).err();
            prop_assert_eq!(refused, (!offered).then_some(QueryError::NoSuchColumn));
        }
        let request = ListRequest::default();
        let query = viewing.query(&request).unwrap();
        let wanted = Suggest { column, prefix: String::new(), limit: 5 };
        let refused = query.suggest(&desk.tickets, &wanted, &NoNames).err();
        prop_assert_eq!(refused, (!offered).then_some(QueryError::NoSuchColumn));
    }

    /// Suggested is what stands in the rows and begins so, and nothing else.
    #[test]
    fn suggestions_come_from_the_rows(
        desk in desk(), request in request(), column in column(), prefix in "[tTcC+e]?",
    ) {
        let viewing = desk.viewing();
        prop_assume!(viewing.offers(&column));
        let request = trimmed(request, &viewing);
        let query = viewing.query(&request).unwrap();
        let wanted = Suggest { column: column.clone(), prefix: prefix.clone(), limit: 3 };
        let found = query.suggest(&desk.tickets, &wanted, &NoNames).unwrap();
        let mut expected: BTreeMap<String, usize> = BTreeMap::new();
        for view in naive::list(&viewing, &request, &desk.tickets) {
            for text in naive::texts(&view, &column.to_string()) {
                // Without names an id is suggested by itself.
                let said = text.split(':').next_back().unwrap_or_default();
                let said = if column == Column::Field(Field::Assignee) { said } else { &text };
                if said.to_lowercase().starts_with(&prefix.to_lowercase()) {
                    *expected.entry(said.to_owned()).or_default() += 1;
                }
            }
        }
        let expected: Vec<_> = expected.into_iter().take(3).collect();
        let found: Vec<_> = found.into_iter().map(|one| (one.text, one.count)).collect();
        prop_assert_eq!(found, expected);
    }

    /// Unread is what was written since and is seen: in conditions, order and facets alike.
    #[test]
    fn unread_is_what_is_seen_since(
        desk in desk(), marks in prop::collection::vec(proptest::option::of(0..200_i64), 10),
        least in 0..3_u64,
    ) {
        let viewing = desk.viewing();
        let marks: BTreeMap<_, _> = desk.tickets.iter().zip(marks)
            .filter_map(|(ticket, mark)| Some((ticket.facts.id, minutes(mark?))))
            .collect();
        let mut expected = vec![];
        for ticket in &desk.tickets {
            let Ok(granted) = viewing.open(ticket) else { continue };
            let view = serde_json::to_value(granted.project()).unwrap();
            let mark = marks.get(&ticket.facts.id);
            let messages = view["messages"].as_array().unwrap().iter();
            let unread = messages
                .filter(|message| {
                    let at: chrono::DateTime<chrono::Utc> =
                        message["at"].as_str().unwrap().parse().unwrap();
                    mark.is_none_or(|mark| at > *mark)
                })
                .count() as u64;
            if unread > least {
                expected.push((std::cmp::Reverse(unread), ticket.facts.id));
            }
        }
        expected.sort();
        let sort = json!({"by": "unread_count", "direction": "descending"});
        let more = json!({"column": "unread_count", "must": {"be_after": least.to_string()}});
        let request = json!({
            "sort": sort, "conditions": [more], "facets": ["unread_count"], "columns": ["unread_count"],
        });
        let request: ListRequest = serde_json::from_value(request).unwrap();
        let query = viewing.query(&request).unwrap().with_read(&marks);
        let page = query.page(&desk.tickets);
        let mut found = vec![];
        for row in &page.rows {
            for (_, cell) in query.cells(row) {
                let Shown::Value(Value::Count(unread)) = cell else { panic!("no count") };
                found.push((std::cmp::Reverse(unread), row.id()));
            }
        }
        prop_assert_eq!(&found, &expected);
        let facets = &page.facets[&Column::UnreadCount];
        let sum: u64 = facets.iter()
            .map(|facet| match &facet.value {
                Some(Value::Count(unread)) => unread * facet.count as u64,
                other => panic!("{other:?}"),
            })
            .sum();
        prop_assert_eq!(sum, expected.iter().map(|(unread, _)| unread.0).sum::<u64>());
    }

    /// The same whatever the order in which the tickets come.
    #[test]
    fn the_order_of_the_store_is_not_seen(
        (desk, shuffled) in desk().prop_flat_map(|desk| {
            let tickets = Just(desk.tickets.clone()).prop_shuffle();
            (Just(desk), tickets)
        }),
        request in request(),
    ) {
        let viewing = desk.viewing();
        let request = trimmed(request, &viewing);
        let one = pages(&viewing, &request, || &desk.tickets);
        let two = pages(&viewing, &request, || &shuffled);
        prop_assert_eq!(one, two);
    }

    /// While tickets change between the pages, those that do not change come once each and in order,
    /// and one that is not visible any more does not come.
    #[test]
    fn pages_neither_skip_nor_repeat_while_tickets_change(
        desk in desk(), request in request(), others in tickets(10..=10), changing in any::<u16>(),
        steps in prop::collection::vec(any::<u16>(), 12),
    ) {
        let viewing = desk.viewing();
        let request = trimmed(request, &viewing);
        // Before each page some of those that change are another ticket of the same id, or new.
        let changes = |at: usize| changing & (1 << at) != 0;
        let mut states: Vec<Vec<Ticket>> = vec![];
        for step in &steps {
            let mut now = desk.tickets.clone();
            for (at, ticket) in now.iter_mut().enumerate() {
                if changes(at) && step & (1 << at) != 0 {
                    let id = ticket.facts.id;
                    *ticket = others[at].clone();
                    ticket.facts.id = id;
                }
            }
            states.push(now);
        }
        let mut step = 0;
        let mut asked = request.clone();
        let mut seen: Vec<Json> = vec![];
        while let Some(now) = states.get(step) {
            let query: Query<'_> = viewing.query(&asked).unwrap();
            let page = query.page(now);
            for row in &page.rows {
                let ticket = now.iter().find(|ticket| ticket.facts.id == row.id()).unwrap();
                prop_assert!(viewing.filter.matches(&ticket.facts));
            }
            seen.extend(json_of(&page)["rows"].as_array().unwrap().iter().cloned());
            let next = page.next.clone();
            step += 1;
            match next {
                Some(cursor) => asked.cursor = Some(cursor),
                None => break,
            }
        }
        prop_assume!(step < states.len());
        let still: Vec<Ticket> = desk.tickets.iter().enumerate()
            .filter(|(at, _)| !changes(*at)).map(|(_, ticket)| ticket.clone()).collect();
        let ids: Vec<String> = still.iter().map(|ticket| ticket.facts.id.to_string()).collect();
        seen.retain(|row| ids.iter().any(|id| row["id"] == **id));
        prop_assert_eq!(seen, naive::list(&viewing, &request, &still));
    }
}

/// The column in each place of a request where one can stand, but an order of several people.
fn naming(column: &Column) -> Vec<ListRequest> {
    let condition = json!({"column": column, "must": "be_there"});
    let mut all = vec![
        json!({"conditions": [condition]}),
        json!({"facets": [column]}),
        json!({"columns": [column]}),
    ];
    if !holds_several(column) {
        all.push(json!({"sort": {"by": column, "direction": "ascending"}}));
        all.push(json!({"sort": {"by": column, "direction": "descending"}}));
    }
    let all = all.into_iter();
    all.map(|one| serde_json::from_value(one).unwrap())
        .collect()
}

/// The generated lists are no accident of desks where nothing is seen or everything is.
#[test]
fn the_lists_are_balanced() {
    let mut runner = TestRunner::deterministic();
    let (mut visible, mut all, mut longer, mut searched, mut narrowed) = (0, 0, 0, 0, 0);
    let (mut sorted, mut hats) = (BTreeMap::new(), BTreeMap::new());
    let cases = 1500;
    for _ in 0..cases {
        let (desk, request): (Desk, ListRequest) =
            (desk(), request()).new_tree(&mut runner).unwrap().current();
        let viewing = desk.viewing();
        for ticket in viewing.filter.list(&desk.tickets) {
            visible += 1;
            *hats.entry(viewing.filter.hat(&ticket.facts)).or_insert(0) += 1;
        }
        all += desk.tickets.len();
        let request = trimmed(request, &viewing);
        let query = viewing.query(&request).unwrap();
        let found = query.count(&desk.tickets);
        longer += usize::from(found > request.page_size);
        let asks = !request.search.is_empty();
        searched += usize::from(asks && found > 0 && found < viewing.filter.count(&desk.tickets));
        narrowed += usize::from(!request.conditions.is_empty() && found > 0);
        if let Some(sort) = &request.sort
            && query.page(&desk.tickets).rows.len() > 1
        {
            *sorted.entry(sort.by.clone()).or_insert(0) += 1;
        }
    }
    assert!(
        (20..=80).contains(&(100 * visible / all)),
        "{visible} of {all} visible"
    );
    assert!(longer * 10 >= cases, "{longer} of several pages");
    assert!(searched * 50 >= cases, "{searched} found some");
    assert!(narrowed * 10 >= cases, "{narrowed} narrowed");
    assert_eq!(hats.len(), Hat::ALL.len(), "{hats:?}");
    assert!(hats.values().all(|count| *count >= 15), "{hats:?}");
    // By every column but the two of several people and the one that nobody has.
    assert_eq!(sorted.len(), columns().len() - 3, "{sorted:?}");
}
