//! The forms of lists that hosts store and send, held by golden files; and what is not read.

use expect_test::{ExpectFile, expect_file};
use frontdesk_access::Scope;
use frontdesk_model::{ConversationId, RefusalKind};
use frontdesk_visibility::{
    Column, Condition, ConditionError, CursorError, ListRequest, Must, PortalList, QueryError,
    RightsHeld, Ticket, UnknownColumn, Value, Viewing,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::requests::columns;
use crate::world::*;

fn stored<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    file: ExpectFile,
    value: &T,
) {
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    file.assert_eq(&text);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
}

fn everything_asked() -> ListRequest {
    let conditions = json!([
        {"column": "state", "must": {"be_one_of": ["new", "in_work"]}},
        {"column": "assignee", "must": {"be_none_of": [format!("person:{}", user(17))]}},
        {"column": "participants", "must": {"be_one_of": [user(18)]}},
        {"column": "site", "must": "be_absent"},
        {"column": "channel", "must": "be_there"},
        {"column": "updated_at", "must": {"be_after": "2026-11-22T09:00:00Z"}},
        {"column": "message_count", "must": {"be_before": "3"}},
        {"column": "priority", "must": {"be_after": "normal"}},
        {"column": "added.cf_view", "must": {"contain": "77"}},
    ]);
    let request = json!({
        "conditions": conditions,
        "search": "kettle leaks",
        "sort": {"by": "last_response_at", "direction": "descending"},
        "page_size": 20,
        "facets": ["state", "assignee"],
        "columns": ["number", "subject", "updated_at"],
    });
    serde_json::from_value(request).unwrap()
}

#[test]
fn requests() {
    stored(
        expect_file!["../golden/list_request.json"],
        &everything_asked(),
    );
    stored(
        expect_file!["../golden/list_request_default.json"],
        &ListRequest::default(),
    );
    stored(
        expect_file!["../golden/portal_list.json"],
        &PortalList::default(),
    );
}

/// A page with all that it has: rows as views, total, cursor, facets.
#[test]
fn pages() {
    let mut desk = vec![full_ticket(), full_ticket()];
    desk[1].facts.id = ConversationId::from_number(2001);
    let request = json!({
        "page_size": 1,
        "sort": {"by": "updated_at", "direction": "descending"},
        "facets": ["state", "group", "added.cf_empty", "message_count"],
    });
    let request: ListRequest = serde_json::from_value(request).unwrap();
    let scene = Scene::customer();
    let viewing = scene.viewing();
    let query = viewing.query(&request).unwrap();
    let text = serde_json::to_string_pretty(&query.page(&desk)).unwrap() + "\n";
    expect_file!["../golden/list_page.json"].assert_eq(&text);
}

#[test]
fn names_of_columns() {
    for column in columns() {
        assert_eq!(column.to_string().parse(), Ok(column));
    }
    for wrong in ["", "State", "state ", "tags", "added", "updated"] {
        assert_eq!(wrong.parse::<Column>(), Err(UnknownColumn), "{wrong}");
    }
}

#[test]
fn what_is_not_read() {
    let read = |json: &str| serde_json::from_str::<ListRequest>(json);
    assert!(read("{}").is_ok());
    for wrong in [
        r#"{"limit":5}"#,
        r#"{"sort":{"by":"state","direction":"down"}}"#,
        r#"{"sort":{"by":"state"}}"#,
        r#"{"sort":{"by":"tags","direction":"ascending"}}"#,
        r#"{"page_size":-1}"#,
        r#"{"conditions":[{"column":"state","must":"be_there","or":[]}]}"#,
        r#"{"conditions":[{"column":"state","must":{"match":".*"}}]}"#,
        r#"{"conditions":[{"column":"state","must":{"be_one_of":["gone"]}}]}"#,
        r#"{"conditions":[{"column":"priority","must":{"be_one_of":[1]}}]}"#,
        r#"{"conditions":[{"column":"group","must":{"be_one_of":["3"]}}]}"#,
        r#"{"conditions":[{"column":"assignee","must":{"be_one_of":["nobody"]}}]}"#,
        r#"{"conditions":[{"column":"created_at","must":{"be_before":"yesterday"}}]}"#,
        r#"{"conditions":[{"column":"message_count","must":{"be_after":"many"}}]}"#,
        r#"{"conditions":[{"column":"group","must":{"contain":"3"}}]}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    let no_order = format!(
        r#"{{"conditions":[{{"column":"group","must":{{"be_before":"{}"}}}}]}}"#,
        group(1)
    );
    let error = read(&no_order).unwrap_err().to_string();
    assert!(
        error.starts_with("the values of this column have no order"),
        "{error}"
    );
}

#[test]
fn conditions_fit_their_column() {
    let priority = "priority".parse::<Column>().unwrap();
    let state = Value::parse(&"state".parse().unwrap(), "new").unwrap();
    let of = |column: &Column, must| Condition::new(column.clone(), must).map(|_| ());
    let other = Err(ConditionError::OtherKind);
    assert_eq!(of(&priority, Must::BeOneOf([state.clone()].into())), other);
    assert_eq!(of(&priority, Must::BeBefore(state)), other);
    assert_eq!(
        of(&priority, Must::Contain("h".into())),
        Err(ConditionError::NoText)
    );
    // Participants are asked for one by one.
    let people = "participants".parse::<Column>().unwrap();
    let several = Value::People(std::borrow::Cow::Owned([user(1)].into()));
    assert_eq!(of(&people, Must::BeOneOf([several].into())), other);
    assert_eq!(
        of(&people, Must::BeOneOf([Value::Person(user(1))].into())),
        Ok(())
    );

    let subject = "subject".parse::<Column>().unwrap();
    let text = |n| "ж".repeat(n);
    let long = |n| of(&subject, Must::Contain(text(n)));
    assert_eq!(
        (long(1024), long(1025)),
        (Ok(()), Err(ConditionError::TooLong))
    );
    let many = |n: usize| {
        let counts = (0..n as u64).map(Value::Count).collect();
        of(&Column::MessageCount, Must::BeOneOf(counts))
    };
    assert_eq!(
        (many(256), many(257)),
        (Ok(()), Err(ConditionError::TooMany))
    );
}

fn refusal(viewing: &Viewing<'_>, change: impl FnOnce(&mut ListRequest)) -> Option<QueryError> {
    let mut request = ListRequest::default();
    change(&mut request);
    viewing.query(&request).err()
}

#[test]
fn sizes_are_bounded() {
    let scene = Scene::operator();
    let viewing = scene.viewing();
    let of = |change: &dyn Fn(&mut ListRequest)| refusal(&viewing, change);
    for (size, refused) in [(0, true), (1, false), (500, false), (501, true)] {
        let found = of(&|request| request.page_size = size);
        assert_eq!(found, refused.then_some(QueryError::PageSize), "{size}");
    }
    let there = Condition::new(Column::UpdatedAt, Must::BeThere).unwrap();
    let too_large = Some(QueryError::TooLarge);
    assert_eq!(
        of(&|request| request.conditions = vec![there.clone(); 32]),
        None
    );
    assert_eq!(
        of(&|request| request.conditions = vec![there.clone(); 33]),
        too_large
    );
    assert_eq!(of(&|request| request.search = "a".repeat(512)), None);
    assert_eq!(of(&|request| request.search = "a".repeat(513)), too_large);
    assert_eq!(of(&|request| request.search = "a ".repeat(16)), None);
    assert_eq!(of(&|request| request.search = "a ".repeat(17)), too_large);
    assert_eq!(
        of(&|request| request.columns = vec![Column::UpdatedAt; 256]),
        None
    );
    assert_eq!(
        of(&|request| request.columns = vec![Column::UpdatedAt; 257]),
        too_large
    );
    assert_eq!(
        of(&|request| request.facets = columns().into_iter().take(14).collect()),
        None
    );
    assert_eq!(
        of(&|request| request.facets = columns().into_iter().take(17).collect()),
        too_large
    );
    let people = json!({"sort": {"by": "participants", "direction": "ascending"}});
    let people: ListRequest = serde_json::from_value(people).unwrap();
    assert_eq!(viewing.query(&people).err(), Some(QueryError::NoOrder));
    // To a customer even that is no column.
    let customer = Scene::customer();
    let found = customer.viewing().query(&people).err();
    assert_eq!(found, Some(QueryError::NoSuchColumn));
}

#[test]
fn refusals_have_one_code_and_one_kind() {
    let cursor = QueryError::Cursor;
    let all = [
        (
            QueryError::NoSuchColumn,
            "no_such_column",
            RefusalKind::Invalid,
        ),
        (QueryError::NoOrder, "no_order", RefusalKind::Invalid),
        (QueryError::PageSize, "page_size", RefusalKind::Invalid),
        (QueryError::TooLarge, "too_large", RefusalKind::Invalid),
        (
            cursor(CursorError::Malformed),
            "cursor_malformed",
            RefusalKind::Invalid,
        ),
        (
            cursor(CursorError::Forged),
            "cursor_forged",
            RefusalKind::Invalid,
        ),
        (
            cursor(CursorError::OtherTenant),
            "cursor_of_other_tenant",
            RefusalKind::Invalid,
        ),
        (
            cursor(CursorError::OtherViewer),
            "cursor_of_other_viewer",
            RefusalKind::Invalid,
        ),
        (
            cursor(CursorError::OtherList),
            "cursor_of_other_list",
            RefusalKind::Stale,
        ),
    ];
    for (error, code, kind) in all {
        assert_eq!((error.code(), error.kind()), (code, kind));
        let text = error.to_string();
        assert!(
            !text.ends_with('.') && text.starts_with(char::is_lowercase),
            "{text}"
        );
    }
}

/// Without any right there is an empty list, and nothing to learn from it.
#[test]
fn nobodys_list_is_empty() {
    let policy = policy();
    for filter in [
        filter_of(&staff(17)),
        filter_of(&seeing(staff(17), Scope::any())).in_portal(),
    ] {
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: all_sites(),
            rights: RightsHeld::none(),
        };
        let request = PortalList::default();
        let request = request.admit(&viewing, ListRequest::default()).unwrap();
        let query = viewing.query(&request).unwrap();
        let desk: Vec<Ticket> = vec![full_ticket()];
        let page = serde_json::to_string(&query.page(&desk)).unwrap();
        assert_eq!(page, r#"{"rows":[],"total":0,"next":null,"facets":{}}"#);
    }
}
