//! Page tokens: bound to their request, of one spelling, and no results twice.

use frontdesk::access::{Directory, Grant, Holder, Permission, Scope};
use frontdesk::model::{UserId, Version};
use frontdesk_standards::authzen::{
    BadRequest, DecisionPoint, Entity, PageRequest, Plain, SearchResponse, SubjectSearch, Tell,
};
use frontdesk_testkit::cast;
use serde_json::{Value, json};

/// Twenty users who may manage tags, and one who may not.
fn directory() -> Directory {
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    for number in 1..=21 {
        let mut holder = Holder::new(cast::TENANT, UserId::from_number(number));
        if number != 7 {
            holder
                .grants
                .push(Grant::new(Permission::TAG_MANAGE, Scope::any()));
        }
        directory.load(holder, Version::FIRST).unwrap();
    }
    directory
}

fn search(page: Value) -> SubjectSearch {
    serde_json::from_value(json!({
        "subject": {"type": "user"}, "action": {"name": "tag.manage"},
        "resource": {"type": "section", "id": "-"}, "page": page
    }))
    .unwrap()
}

fn ask(
    directory: &Directory,
    search: &SubjectSearch,
) -> Result<SearchResponse<Entity>, BadRequest> {
    let point = DecisionPoint::new(directory, &Plain, Tell::Nothing);
    point.search_subjects(search, cast::noon())
}

fn token(response: &SearchResponse<Entity>) -> String {
    response.page.as_ref().unwrap().next_token.clone()
}

#[test]
fn a_page_says_where_it_stands() {
    let directory = directory();
    let whole = ask(&directory, &search(Value::Null)).unwrap();
    let place = whole.page.unwrap();
    assert_eq!((place.count, place.total), (Some(20), Some(20)));
    assert_eq!(place.next_token, "");
    let first = ask(&directory, &search(json!({"limit": 15}))).unwrap();
    let next = token(&first);
    assert_ne!(next, "");
    for same in [json!({"token": next}), json!({"token": next, "limit": 15})] {
        let second = ask(&directory, &search(same)).unwrap();
        let place = second.page.unwrap();
        assert_eq!((place.count, place.total), (Some(5), Some(20)));
        assert_eq!(place.next_token, "");
    }
    // A maximum is kept by fewer.
    let all = ask(&directory, &search(json!({"limit": u64::MAX}))).unwrap();
    assert_eq!(all.results.len(), 20);
    // A page of nothing says how many there are, and that there are more.
    let none = ask(&directory, &search(json!({"limit": 0}))).unwrap();
    assert!(none.results.is_empty() && !token(&none).is_empty());
    assert_eq!(none.page.unwrap().total, Some(20));
}

/// Section 8.2: a token is good for its request alone.
#[test]
fn a_token_of_another_request_is_refused() {
    let directory = directory();
    let first = ask(&directory, &search(json!({"limit": 3}))).unwrap();
    let page = json!({"token": token(&first)});
    let changed = |change: fn(&mut SubjectSearch)| {
        let mut search = search(page.clone());
        change(&mut search);
        ask(&directory, &search).map(|found| found.results.len())
    };
    assert_eq!(changed(|_| {}), Ok(3));
    assert_eq!(changed(|search| search.page.limit = Some(3)), Ok(3));
    let refused: [fn(&mut SubjectSearch); 6] = [
        |search| search.subject.kind = "customer".into(),
        |search| search.action.name = "template.manage".into(),
        |search| search.resource.id = "x".into(),
        |search| {
            search.context = search
                .context
                .clone()
                .with("time", "2024-10-26T01:22-07:00");
        },
        |search| search.page.limit = Some(4),
        |search| search.page.properties = search.page.properties.clone().with("sort", "id"),
    ];
    for change in refused {
        assert_eq!(changed(change), Err(BadRequest::PageChanged));
    }
    // Another tenant's: the same request there.
    let other = Directory::new(cast::OTHER_TENANT, cast::roles());
    assert_eq!(ask(&other, &search(page)), Err(BadRequest::PageChanged));
}

#[test]
fn what_is_no_token_is_refused() {
    let directory = directory();
    let token = token(&ask(&directory, &search(json!({"limit": 3}))).unwrap());
    let mut wrong: Vec<String> = vec![
        "".into(),
        ".".into(),
        "x".into(),
        token.to_uppercase(),
        format!("{token}."),
        format!("{token}0"),
        format!("{token}.61"),
        token.replacen("1.3.", "2.3.", 1),
        token.replacen("1.3.", "1.03.", 1),
        token.replacen("1.3.", "1.501.", 1),
        token.replacen("1.3.", "1.+3.", 1),
        format!("{}ff", token.rsplit_once('.').unwrap().0),
    ];
    wrong.extend((0..token.len()).map(|end| token[..end].to_owned()));
    for text in wrong {
        let page = PageRequest {
            token: Some(text.clone()),
            ..PageRequest::default()
        };
        let mut search = search(Value::Null);
        search.page = page;
        match ask(&directory, &search) {
            Err(BadRequest::PageToken) => {}
            // A key cut short is a key: it names a place in the same list.
            Ok(_) => assert!(
                token.starts_with(&text) && text.matches('.').count() >= 2,
                "{text}"
            ),
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// What comes and goes between two pages moves no other result.
#[test]
fn a_change_between_two_pages_moves_nothing() {
    let mut directory = directory();
    let first = ask(&directory, &search(json!({"limit": 10}))).unwrap();
    let mut seen: Vec<String> = first.results.iter().map(|one| one.id.clone()).collect();
    // Somebody whose name comes first is new.
    let mut holder = Holder::new(cast::TENANT, UserId::from_number(0));
    holder
        .grants
        .push(Grant::new(Permission::TAG_MANAGE, Scope::any()));
    directory.load(holder, Version::FIRST).unwrap();
    let second = ask(&directory, &search(json!({"token": token(&first)}))).unwrap();
    seen.extend(second.results.iter().map(|one| one.id.clone()));
    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (20, 20));
}
