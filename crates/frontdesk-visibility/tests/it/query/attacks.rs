//! The attacks on lists, each against the real query: search, pages, facets, orders, filters,
//! suggestions, cursors, exports.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Permission, Scope};
use frontdesk_model::uuid::Uuid;
use frontdesk_model::{
    Assignee, ConversationId, ConversationState, NoNames, RefusalKind, Relation,
};
use frontdesk_visibility::{
    Audience, Column, CursorError, CursorKey, Direction, Field, FieldPolicy, Filter, Hat,
    ListRequest, QueryError, RightsHeld, SitePolicy, SitesSeen, Sort, Suggest, Ticket, Use,
    Viewing,
};
use serde_json::{Value as Json, json};

use super::laws::json_of;
use super::requests::stakeholder;
use crate::world::*;

/// Eight tickets of one desk; user 17 has the even ones, user 18 the odd ones.
fn desk() -> Vec<Ticket> {
    let tickets = (1..=8).map(|n| {
        let mut ticket = full_ticket();
        ticket.facts.id = ConversationId::from_number(n);
        ticket.facts.assignee = Some(Assignee::Person(user(17 + n % 2)));
        ticket.facts.created_at = minutes(-n);
        ticket.number = format!("664-{n}");
        ticket.subject = format!("Kettle of {}", 17 + n % 2);
        ticket
    });
    tickets.collect()
}

fn agent(number: i64) -> Filter {
    filter_of(&seeing(staff(number), Scope::of(Relation::Own)))
}

fn viewing(filter: Filter, policy: &FieldPolicy) -> Viewing<'_> {
    Viewing {
        filter,
        policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    }
}

fn ask(request: Json) -> ListRequest {
    serde_json::from_value(request).unwrap()
}

/// The numbers of the rows of a page.
fn numbers(page: &Json) -> Vec<String> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["number"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn attack_02_search_by_exact_number() {
    let (desk, policy) = (desk(), policy());
    let viewing = viewing(agent(17), &policy);
    let search = |number: &str| {
        let request = ask(json!({"search": number, "facets": ["assignee"]}));
        let page = json_of(&viewing.query(&request).unwrap().page(&desk));
        (numbers(&page), page.to_string())
    };
    assert_eq!(search("664-2").0, ["664-2"]);
    // A ticket that 18 has and one that there is not: the same bytes.
    let (hidden, bytes) = search("664-3");
    assert_eq!(hidden, Vec::<String>::new());
    assert_eq!(
        bytes,
        r#"{"facets":{"assignee":[]},"next":null,"rows":[],"total":0}"#
    );
    assert_eq!(search("664-9").1, bytes);
    // Nor by a condition.
    for number in ["664-3", "664-9"] {
        let must = json!({"column": "number", "must": {"be_one_of": [number]}});
        let request = ask(json!({"conditions": [must]}));
        assert_eq!(viewing.query(&request).unwrap().count(&desk), 0);
    }
    // A word of a note finds nothing for a customer, and the ticket for the staff.
    let request = ask(json!({"search": "BLACK list"}));
    assert_eq!(viewing.query(&request).unwrap().count(&desk), 4);
    let customers = Scene::customer();
    let portal = customers.viewing();
    assert_eq!(portal.query(&request).unwrap().count(&desk), 0);
}

#[test]
fn attack_03_a_page_is_full() {
    let (desk, policy) = (desk(), policy());
    let viewing = viewing(agent(17), &policy);
    let sort = json!({"by": "created_at", "direction": "ascending"});
    let mut request = ask(json!({"page_size": 3, "sort": sort}));
    let query = viewing.query(&request).unwrap();
    let page = query.page(&desk);
    assert_eq!(numbers(&json_of(&page)), ["664-8", "664-6", "664-4"]);
    assert_eq!(page.total, 4);
    let next = page.next;
    request.cursor = next;
    let query = viewing.query(&request).unwrap();
    let page = query.page(&desk);
    assert_eq!(numbers(&json_of(&page)), ["664-2"]);
    assert_eq!((page.total, page.next), (4, None));
}

#[test]
fn attack_04_facets_count_what_is_visible() {
    let (mut desk, policy) = (desk(), policy());
    desk[0].facts.state = Some(ConversationState::Closed); // 18's
    desk[2]
        .custom_fields
        .insert(field("cf_view"), "order 18".to_owned()); // 18's
    let viewing = viewing(agent(17), &policy);
    let request = ask(json!({"facets": ["state", "assignee", "added.cf_view", "participants"]}));
    let query = viewing.query(&request).unwrap();
    let expected = json!({
        "state": [{"value": "in_work", "count": 4}],
        "assignee": [{"value": format!("person:{}", user(17)), "count": 4}],
        "added.cf_view": [{"value": "order 77", "count": 4}],
        "participants": [{"value": user(18), "count": 4}],
    });
    assert_eq!(serde_json::to_value(query.facets(&desk)).unwrap(), expected);
    assert_eq!(json_of(&query.page(&desk))["facets"], expected);
}

/// Columns that a viewer sees nowhere: hidden by the policy, masked, without a right, and of nobody.
fn refused() -> Vec<(&'static str, Scene, Vec<&'static str>)> {
    let off = |field: Field| {
        move |policy: &mut FieldPolicy| policy.set(Hat::Operator, field, Use::Hidden).unwrap()
    };
    vec![
        (
            "a customer",
            Scene::customer(),
            vec![
                "added.cf_hidden",
                "added.cf_unlisted",
                "added.cf_none",
                "added.",
                "client_number",
                "site",
                "participants",
                "privacy",
                "requester",
                "organization",
            ],
        ),
        (
            "a customer to whom the group is not shown",
            Scene::customer().with_policy(|p| hide(p, Field::Group)),
            vec!["group", "added.cf_none"],
        ),
        (
            "staff from whom the number is masked",
            Scene::operator().with_viewer(|v| *v = masked(v.clone())),
            vec!["client_number", "added.cf_none"],
        ),
        (
            "staff without a right to any site",
            Scene {
                sites: SitesSeen::none(),
                ..Scene::operator()
            },
            vec!["site"],
        ),
        (
            "staff from whom the priority and a field are hidden",
            Scene::operator()
                .with_policy(off(Field::Priority))
                .with_policy(off(Field::Added(field("cf_view")))),
            vec!["priority", "added.cf_view", "added.cf_none"],
        ),
    ]
}

/// The error of a request, in all the forms in which it leaves.
fn error(viewing: &Viewing<'_>, request: Json) -> (String, String, RefusalKind, &'static str) {
    let request = ask(request);
    let error = viewing.query(&request).unwrap_err();
    (
        error.to_string(),
        format!("{error:?}"),
        error.kind(),
        error.code(),
    )
}

fn no_such_column() -> (String, String, RefusalKind, &'static str) {
    (
        "no such column".into(),
        "NoSuchColumn".into(),
        RefusalKind::Invalid,
        "no_such_column",
    )
}

#[test]
fn attack_05_sort_by_a_hidden_field() {
    for (who, scene, columns) in refused() {
        let viewing = scene.viewing();
        for column in columns {
            for direction in ["ascending", "descending"] {
                let sort = json!({"by": column, "direction": direction});
                let found = error(&viewing, json!({"sort": sort}));
                assert_eq!(found, no_such_column(), "{who}: {column}");
            }
        }
        // What is shown to him is a column.
        let sort = json!({"by": "created_at", "direction": "ascending"});
        assert!(viewing.query(&ask(json!({"sort": sort}))).is_ok(), "{who}");
    }
}

#[test]
fn attack_06_filter_by_a_hidden_field() {
    for (who, scene, columns) in refused() {
        let viewing = scene.viewing();
        for column in columns {
            for must in [
                json!("be_there"),
                json!("be_absent"),
                json!({"be_one_of": []}),
            ] {
                let conditions = [json!({"column": column, "must": must})];
                let found = error(&viewing, json!({"conditions": conditions}));
                assert_eq!(found, no_such_column(), "{who}: {column}");
            }
            let found = error(&viewing, json!({"facets": [column]}));
            assert_eq!(found, no_such_column(), "{who}: {column}");
        }
    }
    // A saved view is a request: it is checked for its reader and not for its author.
    let saved = r#"{"conditions":[{"column":"added.cf_hidden","must":{"contain":"credit"}}]}"#;
    let saved: ListRequest = serde_json::from_str(saved).unwrap();
    let (author, reader) = (Scene::operator(), Scene::customer());
    assert_eq!(
        author
            .viewing()
            .query(&saved)
            .unwrap()
            .count([&author.ticket]),
        1
    );
    let viewing = reader.viewing();
    assert_eq!(viewing.query(&saved).err(), Some(QueryError::NoSuchColumn));
}

#[test]
fn attack_07_suggestions_come_from_visible_tickets() {
    let (mut desk, policy) = (desk(), policy());
    desk[0].facts.requester = Some(customer(500)); // 18's
    let names: BTreeMap<Uuid, String> = [(123, "Maria"), (500, "Margarita")]
        .map(|(number, name)| (customer(number).uuid(), name.to_owned()))
        .into();
    let viewing = viewing(agent(17), &policy);
    let request = ListRequest::default();
    let query = viewing.query(&request).unwrap();
    let suggest = |column: &str, prefix: &str| -> Vec<(String, usize)> {
        let wanted = json!({"column": column, "prefix": prefix, "limit": 10});
        let wanted: Suggest = serde_json::from_value(wanted).unwrap();
        let found = query.suggest(&desk, &wanted, &names).unwrap();
        found.into_iter().map(|one| (one.text, one.count)).collect()
    };
    assert_eq!(suggest("requester", "mar"), [("Maria".to_owned(), 4)]);
    assert_eq!(suggest("requester", "marg"), []);
    assert_eq!(
        suggest("subject", "kettle"),
        [("Kettle of 17".to_owned(), 4)]
    );
    assert_eq!(suggest("subject", "kettle of 18"), []);
    assert_eq!(suggest("number", "664-3"), []);
    // A column that the viewer never sees is none.
    for (who, scene, columns) in refused() {
        let viewing = scene.viewing();
        let query = viewing.query(&request).unwrap();
        for column in columns {
            let wanted = json!({"column": column, "prefix": "", "limit": 10});
            let wanted = serde_json::from_value(wanted).unwrap();
            let found = query.suggest([&scene.ticket], &wanted, &NoNames);
            assert_eq!(
                found.err(),
                Some(QueryError::NoSuchColumn),
                "{who}: {column}"
            );
        }
    }
}

/// The bytes that a cursor's text stands for.
fn bytes_of(cursor: &str) -> Vec<u8> {
    let pairs = cursor.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn attack_08_a_cursor_holds_nothing_hidden() {
    // The note moved the ticket up for the staff; the customer's cursor has the customer's moment.
    let mut desk: Vec<Ticket> = (1..=3).map(|_| full_ticket()).collect();
    for (n, ticket) in (1..).zip(&mut desk) {
        ticket.facts.id = ConversationId::from_number(n);
    }
    let sort = json!({"by": "updated_at", "direction": "descending"});
    let request = ask(json!({"page_size": 1, "sort": sort}));
    let cursor = |scene: &Scene| {
        let viewing = scene.viewing();
        viewing.query(&request).unwrap().page(&desk).next.unwrap()
    };
    let says = |cursor: &str, what: &str| {
        let bytes = bytes_of(cursor);
        bytes
            .windows(what.len())
            .any(|part| part == what.as_bytes())
    };
    let (customers, staffs) = (cursor(&Scene::customer()), cursor(&Scene::operator()));
    assert!(says(&customers, "2026-11-22T09:02:00Z") && !says(&customers, "10:00"));
    assert!(says(&staffs, "2026-11-22T10:00:00Z"));

    // A row whose site is hidden has no value there, and stands with those that have none.
    desk[0].facts.site = Some(site(6));
    let scene = Scene {
        sites: these_sites([site(5)].into()),
        ..Scene::operator()
    };
    let viewing = scene.viewing();
    let sort = json!({"by": "site", "direction": "ascending"});
    let mut request = ask(json!({"page_size": 2, "sort": sort}));
    let query = viewing.query(&request).unwrap();
    let page = query.page(&desk);
    let cursor = page.next.unwrap();
    assert!(says(&cursor, &site(5).to_string()));
    request.page_size = 1;
    request.cursor = Some(cursor);
    desk[1].facts.site = None;
    let mut desk = desk.clone();
    desk.push(Ticket::new(chat(4)));
    desk[3].facts.assignee = Some(Assignee::Person(user(17)));
    let query = viewing.query(&request).unwrap();
    let page = query.page(&desk);
    // Ticket 1 with its hidden site, before tickets 2 and 4 with none.
    assert_eq!(page.rows[0].id(), ConversationId::from_number(1));
    let next = page.next.unwrap();
    assert!(!says(&next, &site(6).to_string()));
    assert!(!next.contains(&site(6).uuid().simple().to_string()));

    // A cursor that is changed anywhere is refused.
    let key = CursorKey::new([7; 16]);
    let query = viewing
        .query_signed(
            &ListRequest {
                cursor: None,
                ..request.clone()
            },
            &key,
        )
        .map(|query| query.page(&desk).next.unwrap());
    let signed = query.unwrap();
    for at in 0..signed.len() {
        let mut changed = signed.clone().into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        let changed = ListRequest {
            cursor: Some(String::from_utf8(changed).unwrap()),
            ..request.clone()
        };
        let refusal = viewing.query_signed(&changed, &key).err();
        let expected = [CursorError::Forged, CursorError::Malformed].map(QueryError::Cursor);
        assert!(expected.contains(&refusal.unwrap()), "{at}");
    }
}

#[test]
fn attack_27_an_export_is_a_query() {
    let desk = desk();
    // Columns that are hidden are refused, and nothing is exported in their stead.
    for (who, scene, columns) in refused() {
        let viewing = scene.viewing();
        for column in columns {
            let found = error(&viewing, json!({"columns": ["number", column]}));
            assert_eq!(found, no_such_column(), "{who}: {column}");
        }
    }
    // Rows that are hidden do not come, and a cell that is hidden is empty.
    let scene = Scene {
        sites: these_sites([site(6)].into()),
        ..Scene::operator()
    };
    let viewing = scene.viewing();
    let request = ask(json!({"columns": ["number", "site", "added.cf_view", "message_count"]}));
    let query = viewing.query(&request).unwrap();
    let mut lines = Vec::new();
    for row in query.rows(&desk) {
        let cells = query
            .cells(&row)
            .map(|(_, cell)| serde_json::to_value(cell).unwrap());
        lines.push(cells.collect::<Json>());
    }
    let line = |number: &str| json!([number, null, "order 77", "3"]);
    assert_eq!(lines, ["664-2", "664-4", "664-6", "664-8"].map(line));
}

#[test]
fn attack_30_filter_by_site_without_a_right_to_any() {
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    let viewing = blind.viewing();
    let by_site = |must: Json| json!({"conditions": [{"column": "site", "must": must}]});
    let one_of = json!({"be_one_of": [site(5)]});
    for must in [one_of.clone(), json!("be_absent")] {
        assert_eq!(error(&viewing, by_site(must)), no_such_column());
    }
    // A right that was taken away, or that no grant gives, is none either.
    let nowhere = filter_sites(&staff(17));
    let viewing = Viewing {
        sites: nowhere,
        ..blind.viewing()
    };
    assert_eq!(error(&viewing, by_site(one_of.clone())), no_such_column());
    // Nor is one of no alternatives at all.
    let roles = frontdesk_access::Catalogue::default();
    let mut empty = roles.scopes_of(&staff(17), Permission::SITE_VIEW, now());
    empty.all_of.clear();
    let viewing = Viewing {
        sites: SitesSeen::of(empty),
        ..blind.viewing()
    };
    assert_eq!(error(&viewing, by_site(one_of.clone())), no_such_column());
    // The chat itself is listed, and no facet or search tells the site.
    let request = ListRequest::default();
    assert_eq!(viewing.query(&request).unwrap().count([&blind.ticket]), 1);
    assert_eq!(
        error(&viewing, json!({"facets": ["site"]})),
        no_such_column()
    );

    // With a right to another site the filter is taken, and this chat has no site.
    let elsewhere = Scene {
        sites: these_sites([site(6)].into()),
        ..Scene::operator()
    };
    let viewing = elsewhere.viewing();
    let count = |must: Json| {
        let request = ask(by_site(must));
        viewing.query(&request).unwrap().count([&elsewhere.ticket])
    };
    assert_eq!((count(one_of.clone()), count(json!("be_absent"))), (0, 1));
    // Where the policy asks for no right, the staff filters by site.
    let open = blind.with_policy(|p| p.site = SitePolicy::Open);
    let viewing = open.viewing();
    let request = ask(by_site(one_of));
    assert_eq!(viewing.query(&request).unwrap().count([&open.ticket]), 1);
}

/// A field that is hidden when there are values already is hidden from every list at once: from the search, from
/// filters that somebody saved, from orders, facets, suggestions and exports, and a cursor made before is over.
#[test]
fn attack_32_a_list_obeys_at_once() {
    let shown = Scene::customer();
    let hidden = shown
        .clone()
        .with_policy(|p| added(p, "cf_view", Use::Hidden));
    let desk: Vec<Ticket> = (1..=3)
        .map(|number| {
            let mut ticket = full_ticket();
            ticket.facts.id = ConversationId::from_number(number);
            let value = format!("order 7{number}");
            ticket.custom_fields.insert(field("cf_view"), value);
            ticket
        })
        .collect();
    let column = "added.cf_view";
    let sort = json!({"by": column, "direction": "descending"});
    let saved = [
        json!({"conditions": [{"column": column, "must": {"contain": "order"}}]}),
        json!({"conditions": [{"column": column, "must": "be_absent"}]}),
        json!({"sort": sort}),
        json!({"facets": [column]}),
        json!({"columns": ["number", column]}),
    ];
    let (before, after) = (shown.viewing(), hidden.viewing());
    for request in saved {
        assert!(before.query(&ask(request.clone())).is_ok(), "{request}");
        assert_eq!(error(&after, request), no_such_column());
    }
    let counts = |viewing: &Viewing<'_>, search: &str| {
        let request = ask(json!({"search": search}));
        viewing.query(&request).unwrap().count(&desk)
    };
    assert_eq!((counts(&before, "order"), counts(&after, "order")), (3, 0));
    assert_eq!((counts(&before, "72"), counts(&after, "72")), (1, 0));
    // What else is shown is found as before.
    assert_eq!((counts(&before, "black"), counts(&after, "black")), (3, 3));
    let wanted = json!({"column": column, "prefix": "order", "limit": 10});
    let wanted: Suggest = serde_json::from_value(wanted).unwrap();
    let all = ListRequest::default();
    let suggested = |viewing: &Viewing<'_>| {
        let query = viewing.query(&all).unwrap();
        let found = query.suggest(&desk, &wanted, &NoNames);
        found.map(|found| found.len())
    };
    assert_eq!(suggested(&before), Ok(3));
    assert_eq!(suggested(&after), Err(QueryError::NoSuchColumn));
    // The cursor of a page made before, of a list by this column and of one that names it nowhere.
    for request in [
        json!({"page_size": 1, "sort": sort}),
        json!({"page_size": 1}),
    ] {
        let mut request = ask(request);
        let next = before.query(&request).unwrap().page(&desk).next;
        request.cursor = Some(next.unwrap());
        assert!(before.query(&request).is_ok());
        let refused = after.query(&request).unwrap_err();
        let expected = match request.sort {
            Some(_) => QueryError::NoSuchColumn,
            None => QueryError::Cursor(CursorError::OtherList),
        };
        assert_eq!(refused, expected);
    }
}

fn filter_sites(holder: &frontdesk_access::Holder) -> SitesSeen {
    let roles = frontdesk_access::Catalogue::default();
    SitesSeen::of(roles.scopes_of(holder, Permission::SITE_VIEW, now()))
}

#[test]
fn each_row_answers_under_its_own_hat() {
    // 17 works on one ticket and asked for another as customer 123: the field that the portal hides is
    // a column for him, and the row that he sees as a customer counts as one without it.
    let works = seeing(staff(17), Scope::of(Relation::Own));
    let asked = seeing(client(123), Scope::of(Relation::Requester));
    let filter = Filter::join([filter_of(&works), filter_of(&asked)]);
    let mut desk = desk();
    desk.truncate(2);
    desk[0]
        .custom_fields
        .insert(field("cf_hidden"), "a".to_owned());
    let policy = policy();
    let viewing = viewing(filter.unwrap().unwrap(), &policy);
    let hats = desk
        .iter()
        .map(|ticket| viewing.open(ticket).unwrap().hat());
    assert_eq!(hats.collect::<Vec<_>>(), [Hat::Customer, Hat::Operator]);
    let column: Column = "added.cf_hidden".parse().unwrap();
    let request = ListRequest {
        sort: Some(Sort {
            by: column.clone(),
            direction: Direction::Ascending,
        }),
        facets: BTreeSet::from([column]),
        ..ListRequest::default()
    };
    let query = viewing.query(&request).unwrap();
    let page = json_of(&query.page(&desk));
    // "a" would come first.
    assert_eq!(numbers(&page), ["664-2", "664-1"]);
    let facets = json!([{"value": "creditworthy", "count": 1}, {"value": null, "count": 1}]);
    assert_eq!(page["facets"]["added.cf_hidden"], facets);
    // The note of the one is found, the note of the other is not.
    let request = ask(json!({"search": "black client"}));
    assert_eq!(viewing.query(&request).unwrap().count(&desk), 1);
}

#[test]
fn a_stakeholder_searches_no_note() {
    let policy = policy();
    let filter = stakeholder(&seeing(staff(20), Scope::any()));
    let viewing = viewing(filter, &policy);
    let mut ticket = full_ticket();
    let count = |ticket: &Ticket, search: &str| {
        let request = ask(json!({"search": search}));
        viewing.query(&request).unwrap().count([ticket])
    };
    assert_eq!((count(&ticket, "client"), count(&ticket, "sorry")), (0, 1));
    ticket.messages[2].audience = Audience::Public;
    assert_eq!(count(&ticket, "client"), 1);
}
