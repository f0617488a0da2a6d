//! The examples of the standard, each read as the type and written back as it was; and what it says of
//! members that are unknown, missing, null or there twice.

use frontdesk::access::Semantics;
use frontdesk_standards::authzen::{
    ActionSearch, Asked, BadRequest, Decision, EvaluationRequest, EvaluationsRequest,
    EvaluationsResponse, Metadata, MetadataError, Part, ResourceSearch, SearchResponse,
    SubjectSearch,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What is read is written as it was.
fn round<T: Serialize + DeserializeOwned>(example: Value) -> T {
    let read: T = serde_json::from_value(example.clone()).expect("an example of the standard");
    assert_eq!(serde_json::to_value(&read).unwrap(), example);
    read
}

fn reads<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_str::<T>(text).is_ok()
}

#[test]
fn evaluations_of_the_standard() {
    let one: EvaluationRequest = round(json!({
        "subject": {"type": "user", "id": "alice@example.com",
            "properties": {"department": "Sales", "ip_address": "172.217.22.14"}},
        "resource": {"type": "book", "id": "123",
            "properties": {"library_record": {"title": "AuthZEN in Action", "isbn": "978-0593383322"}}},
        "action": {"name": "extend-loan", "properties": {"period": "2W"}},
        "context": {"time": "1985-10-26T01:22-07:00"}
    }));
    assert_eq!(one.subject.properties.text("department"), Some("Sales"));
    let time = one.context.time().unwrap();
    assert_eq!(time.to_rfc3339(), "1985-10-26T08:22:00+00:00");
    round::<Decision>(json!({"decision": true}));
    round::<Decision>(json!({
        "decision": false,
        "context": {
            "reason_admin": {"403": "Request failed policy C076E82F"},
            "reason_user": {"403": "Insufficient privileges. Contact your administrator"}
        }
    }));
}

/// Section 7.1.1: a default for two, overridden by the third; and semantics.
#[test]
fn several_evaluations_with_defaults() {
    let request: EvaluationsRequest = round(json!({
        "subject": {"type": "user", "id": "alice@example.com"},
        "context": {"time": "2024-05-31T15:22-07:00"},
        "action": {"name": "can_read"},
        "evaluations": [
            {"resource": {"type": "document", "id": "boxcarring.md"}},
            {"resource": {"type": "document", "id": "subject-search.md"}},
            {"action": {"name": "can_edit"}, "resource": {"type": "document", "id": "resource-search.md"}}
        ],
        "options": {"evaluations_semantic": "permit_on_first_permit"}
    }));
    let Asked::Several {
        requests,
        semantics,
    } = request.asked().unwrap()
    else {
        panic!("several");
    };
    assert_eq!(semantics, Semantics::PermitOnFirstPermit);
    let asked: Vec<_> = requests
        .iter()
        .map(|one| (one.action.name.as_str(), one.resource.id.as_str()))
        .collect();
    assert_eq!(
        asked,
        [
            ("can_read", "boxcarring.md"),
            ("can_read", "subject-search.md"),
            ("can_edit", "resource-search.md")
        ]
    );
    assert!(requests.iter().all(|one| one.context.time().is_some()));
    round::<EvaluationsResponse>(json!({
        "evaluations": [
            {"decision": true},
            {"decision": false, "context": {"error": {"status": 404, "message": "Resource not found"}}},
            {"decision": false, "context": {"reason": "Subject is a viewer of the resource"}}
        ]
    }));
}

/// Section 7.1: without evaluations it is one request. A context of an evaluation takes the place of the
/// whole default.
#[test]
fn without_a_list_it_is_one_request() {
    let parts = json!({
        "subject": {"type": "user", "id": "1"}, "action": {"name": "a"}, "resource": {"type": "r", "id": "1"},
        "context": {"time": "2024-05-31T15:22:00Z", "more": 1}
    });
    for list in [json!([]), Value::Null] {
        let mut request = parts.clone();
        request["evaluations"] = list;
        request["options"] = Value::Null;
        let request: EvaluationsRequest = serde_json::from_value(request).unwrap();
        let Asked::One(one) = request.asked().unwrap() else {
            panic!("one");
        };
        assert_eq!(one.resource.id, "1");
    }
    let mut request = parts;
    request["evaluations"] = json!([{"context": {"other": 2}}, {}]);
    let request: EvaluationsRequest = serde_json::from_value(request).unwrap();
    let Asked::Several { requests, .. } = request.asked().unwrap() else {
        panic!("several");
    };
    assert!(
        requests[0].context.get("more").is_none() && requests[0].context.get("other").is_some()
    );
    assert!(requests[1].context.get("more").is_some());
}

#[test]
fn a_part_that_nobody_says_is_a_bad_request() {
    let whole = json!({
        "subject": {"type": "user", "id": "1"}, "action": {"name": "a"}, "resource": {"type": "r", "id": "1"}
    });
    for (part, name) in [
        (Part::Subject, "subject"),
        (Part::Action, "action"),
        (Part::Resource, "resource"),
    ] {
        let mut request = whole.clone();
        request.as_object_mut().unwrap().remove(name);
        assert!(!reads::<EvaluationRequest>(&request.to_string()), "{name}");
        let single: EvaluationsRequest = serde_json::from_value(request.clone()).unwrap();
        let missing = BadRequest::Missing { part, at: None };
        assert_eq!(single.asked(), Err(missing));
        request["evaluations"] = json!([{name: whole[name]}, {}]);
        let several: EvaluationsRequest = serde_json::from_value(request).unwrap();
        let missing = BadRequest::Missing { part, at: Some(1) };
        assert_eq!(several.asked(), Err(missing));
        assert_eq!(
            missing.to_string(),
            format!("evaluation 1: {name} is missing")
        );
    }
    let mut many = whole;
    many["evaluations"] = Value::from(vec![json!({}); EvaluationsRequest::MOST + 1]);
    let many: EvaluationsRequest = serde_json::from_value(many).unwrap();
    assert_eq!(many.asked(), Err(BadRequest::TooMany));
    assert_eq!(
        BadRequest::TooMany.to_string(),
        "more than 1000 evaluations"
    );
}

#[test]
fn searches_of_the_standard() {
    let search: SubjectSearch = round(json!({
        "subject": {"type": "user"},
        "action": {"name": "can_read"},
        "resource": {"type": "account", "id": "123"},
        "context": {"time": "2024-10-26T01:22-07:00"}
    }));
    assert!(search.page.is_first());
    let search: ResourceSearch = round(json!({
        "subject": {"type": "user", "id": "alice@example.com"},
        "action": {"name": "can_read"},
        "resource": {"type": "account"},
        "page": {"token": "a3M9NDU2O3N6PTI=", "limit": 2}
    }));
    assert_eq!(search.page.limit, Some(2));
    round::<ActionSearch>(json!({
        "subject": {"type": "user", "id": "alice@example.com"},
        "resource": {"type": "account", "id": "123"}
    }));
    // Section 8.4.1: an id of what is searched for is ignored.
    let with_id = r#"{"subject": {"type": "user", "id": "x"}, "action": {"name": "a"}, "resource": {"type": "r", "id": "1"}}"#;
    let search: SubjectSearch = serde_json::from_str(with_id).unwrap();
    assert_eq!(search.subject.kind, "user");
    assert!(!reads::<ResourceSearch>(
        with_id.replace("type\": \"r\"", "x\": \"r\"").as_str()
    ));
    // `page` first, as section 8.3 recommends.
    let response: SearchResponse<Value> = round(json!({
        "page": {"next_token": "a3M9NDU2O3N6PTI=", "count": 2, "total": 102},
        "context": {"query_execution_time_ms": 42},
        "results": [{"type": "account", "id": "123"}, {"type": "account", "id": "456"}]
    }));
    let text = serde_json::to_string(&response).unwrap();
    assert!(text.starts_with(r#"{"page":{"next_token":"#), "{text}");
}

#[test]
fn the_metadata_of_the_standard() {
    round::<Metadata>(json!({
        "policy_decision_point": "https://pdp.example.com",
        "access_evaluation_endpoint": "https://pdp.example.com/access/v1/evaluation",
        "search_subject_endpoint": "https://pdp.example.com/access/v1/search/subject",
        "search_resource_endpoint": "https://pdp.example.com/access/v1/search/resource"
    }));
    let whole = Metadata::at("https://pdp.example.com").unwrap();
    expect_test::expect![[r#"
        {
          "policy_decision_point": "https://pdp.example.com",
          "access_evaluation_endpoint": "https://pdp.example.com/access/v1/evaluation",
          "access_evaluations_endpoint": "https://pdp.example.com/access/v1/evaluations",
          "search_subject_endpoint": "https://pdp.example.com/access/v1/search/subject",
          "search_resource_endpoint": "https://pdp.example.com/access/v1/search/resource",
          "search_action_endpoint": "https://pdp.example.com/access/v1/search/action"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&whole).unwrap());
    let found = |at| Metadata::at(at).and_then(|metadata| metadata.found_at());
    assert_eq!(
        found("https://pdp.example.com/").as_deref(),
        Ok("https://pdp.example.com/.well-known/authzen-configuration")
    );
    for (identifier, wrong) in [
        ("http://pdp.example.com", MetadataError::NotHttps),
        ("https:///x", MetadataError::NoHost),
        (
            "https://pdp.example.com?a=b",
            MetadataError::QueryOrFragment,
        ),
        ("https://pdp.example.com/#x", MetadataError::QueryOrFragment),
    ] {
        assert_eq!(Metadata::at(identifier), Err(wrong), "{identifier}");
    }
}

/// Section 10.1.1: unknown members are ignored. 11.5: null is absence; one name twice is no JSON that two
/// readers understand alike, at any depth.
#[test]
fn members_that_are_unknown_null_or_there_twice() {
    let request = |subject: &str, more: &str| {
        format!(
            r#"{{"subject": {{"type": "user", "id": "1"{subject}}}, "action": {{"name": "a"}}, "resource": {{"type": "r", "id": "1"}}{more}}}"#
        )
    };
    for (subject, more) in [
        ("", ""),
        (
            r#", "unheard": {"of": 1}"#,
            r#", "unheard": [1.5, -1, true, null]"#,
        ),
        (r#", "properties": null"#, r#", "context": null"#),
        (
            r#", "properties": {"a": {"b": [1, 2.5, -3, "x", null, true]}}"#,
            "",
        ),
    ] {
        let text = request(subject, more);
        assert!(reads::<EvaluationRequest>(&text), "{text}");
        assert!(reads::<EvaluationsRequest>(&text), "{text}");
    }
    for (subject, more) in [
        (r#", "id": "2""#, ""),
        ("", r#", "action": {"name": "b"}"#),
        (r#", "properties": {"a": 1, "a": 2}"#, ""),
        (r#", "properties": {"a": [{"b": 1, "b": 2}]}"#, ""),
        (r#", "properties": {"a": 1, "\u0061": 2}"#, ""),
        (r#", "properties": []"#, ""),
        ("", r#", "context": "text""#),
    ] {
        let text = request(subject, more);
        assert!(!reads::<EvaluationRequest>(&text), "{text}");
    }
    let semantics = r#"{"options": {"evaluations_semantic": "allow_all"}}"#;
    assert!(!reads::<EvaluationsRequest>(semantics));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!reads::<EvaluationRequest>(&request(
        "",
        &format!(r#", "context": {{"a": {deep}}}"#)
    )));
}

/// Neither an id nor a property is printed.
#[test]
fn debug_prints_no_value() {
    let request: EvaluationRequest = serde_json::from_value(json!({
        "subject": {"type": "user", "id": "alice@example.com", "properties": {"ip": "10.10.0.1"}},
        "action": {"name": "a"},
        "resource": {"type": "r", "id": "secret"},
        "context": {"where": "home"}
    }))
    .unwrap();
    let printed = format!("{request:?}");
    for value in ["alice", "10.10", "secret", "home"] {
        assert!(!printed.contains(value), "{printed}");
    }
    assert!(printed.contains("ip") && printed.contains("where"));
}
