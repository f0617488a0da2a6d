//! What a decision says beside yes or no, and to whom.

use std::collections::BTreeMap;

use expect_test::expect;
use frontdesk::access::{Directory, Grant, Obligation, Permission, Scope};
use frontdesk::model::{NoNames, Version};
use frontdesk_standards::authzen::{
    DecisionPoint, EvaluationRequest, Plain, ResourceSearch, Rest, SubjectSearch, Tell, Unmapped,
};
use frontdesk_testkit::cast;
use serde_json::{Value, json};

fn directory() -> Directory {
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    let mut anna = cast::anna();
    anna.obligations.insert(Obligation::MaskNumber);
    directory.load(anna, Version::FIRST).unwrap();
    directory.load(cast::boris(), Version::FIRST).unwrap();
    directory
}

fn request(subject: Value, action: &str, resource: Value) -> EvaluationRequest {
    serde_json::from_value(
        json!({"subject": subject, "action": {"name": action}, "resource": resource}),
    )
    .unwrap()
}

fn anna() -> Value {
    json!({"type": "user", "id": "1"})
}

fn chat(properties: Value) -> Value {
    json!({"type": "conversation", "id": "2000", "properties": properties})
}

/// Every way to be refused: forbidden, not there, of another tenant, misspelled.
fn refused() -> Vec<(EvaluationRequest, Option<Unmapped>)> {
    let view = "conversation.view";
    let nobody = json!({"type": "user", "id": "999"});
    let elsewhere = json!({"tenant": cast::OTHER_TENANT});
    let his = json!({"assignee": {"person": cast::BORIS}, "state": "in_work"});
    vec![
        (request(anna(), view, chat(his)), None),
        (
            request(nobody, view, chat(json!({}))),
            Some(Unmapped::NoSubject),
        ),
        (
            request(json!({"type": "robot", "id": "1"}), view, chat(json!({}))),
            Some(Unmapped::SubjectType),
        ),
        (
            request(json!({"type": "user", "id": "anna"}), view, chat(json!({}))),
            Some(Unmapped::NoSubject),
        ),
        (
            request(anna(), "conversation.see", chat(json!({}))),
            Some(Unmapped::NoAction),
        ),
        (
            request(anna(), view, json!({"type": "planet", "id": "1"})),
            Some(Unmapped::ResourceType),
        ),
        (
            request(anna(), view, json!({"type": "conversation", "id": "x"})),
            Some(Unmapped::NoResource),
        ),
        (
            request(anna(), "user.view", json!({"type": "user", "id": "999"})),
            Some(Unmapped::NoResource),
        ),
        (
            request(anna(), view, chat(elsewhere)),
            Some(Unmapped::OtherTenant),
        ),
        // typos: off
        (
            request(
                anna(),
                view,
                chat(json!({"asignee": {"person": cast::ANNA}})),
            ),
            // typos: on
            Some(Unmapped::UnknownProperty),
        ),
        (
            request(
                anna(),
                "tag.manage",
                json!({"type": "section", "id": "-", "properties": {"a": 1}}),
            ),
            Some(Unmapped::UnknownProperty),
        ),
        (
            request(anna(), view, chat(json!({"state": "open-ish"}))),
            Some(Unmapped::Property),
        ),
        // Another id in the facts than the one that is asked about.
        (
            request(
                anna(),
                view,
                chat(json!({"id": frontdesk::model::ConversationId::from_number(1)})),
            ),
            Some(Unmapped::Property),
        ),
        // A right about another kind of object.
        (request(anna(), "tag.manage", chat(json!({}))), None),
    ]
}

#[test]
fn a_no_is_the_same_bytes_whatever_stands_against_it() {
    let directory = directory();
    let names = BTreeMap::from([(cast::BORIS.uuid(), "Boris".to_owned())]);
    let said = |tell| {
        let point = DecisionPoint::new(&directory, &Plain, tell);
        let each = refused().into_iter().map(move |(request, unmapped)| {
            assert_eq!(point.decide(&request, cast::noon()).err(), unmapped);
            serde_json::to_string(&point.evaluate(&request, cast::noon())).unwrap()
        });
        let mut said: Vec<String> = each.collect();
        said.sort();
        said.dedup();
        said
    };
    assert_eq!(said(Tell::Nothing), [r#"{"decision":false}"#]);
    assert_eq!(
        said(Tell::User),
        [r#"{"decision":false,"context":{"reason_user":{"403":"you may not do this"}}}"#]
    );
    // Administrators read which it was; and no value of the request.
    let told = said(Tell::Administrator(&names));
    assert!(told.len() > Unmapped::ALL.len(), "{told:#?}");
    assert!(
        told.iter()
            .all(|text| !text.contains("open-ish") && !text.contains("999"))
    );
}

#[test]
fn administrators_read_why() {
    let directory = directory();
    let point = DecisionPoint::new(&directory, &Plain, Tell::Administrator(&NoNames));
    let his = json!({"assignee": {"person": cast::BORIS}, "state": "in_work"});
    let answer = point.evaluate(
        &request(anna(), "conversation.reply", chat(his)),
        cast::noon(),
    );
    expect![[r#"
        {
          "decision": false,
          "context": {
            "reason_admin": {
              "403": "no: conversation.reply (write to the customer)\n    no: nothing grants conversation.reply here\n    near: role Operator grants conversation.reply only @ own\n  it needs conversation.view (see the conversation and its messages)\n    no: nothing grants conversation.view here\n    near: role Operator grants conversation.view only @ own\n    near: role Operator grants conversation.view only @ offered_to_me\n    near: role Operator grants conversation.view only @ my_group_queue\nenough would be: no more than\n  conversation.reply @ colleague_in_work & groups = none & people = 00000000-0000-8002-8000-8266726f6e74\n  conversation.view @ colleague_in_work & groups = none & people = 00000000-0000-8002-8000-8266726f6e74"
            },
            "reason_codes": [
              "not_granted",
              "out_of_scope"
            ],
            "reason_user": {
              "403": "you may not do this"
            }
          }
        }"#]].assert_eq(&serde_json::to_string_pretty(&answer).unwrap());
    let nobody = json!({"type": "user", "id": "999"});
    let answer = point.evaluate(
        &request(nobody, "conversation.reply", chat(json!({}))),
        cast::noon(),
    );
    expect![[r#"
        {
          "decision": false,
          "context": {
            "error": {
              "code": "authzen.no_subject",
              "message": "there is no such subject",
              "status": 404
            },
            "reason_user": {
              "403": "you may not do this"
            }
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&answer).unwrap());
}

/// What comes with a yes is said to everybody: the asker must see to it.
#[test]
fn obligations_come_with_a_yes() {
    let directory = directory();
    let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
    let hers = json!({"assignee": {"person": cast::ANNA}, "state": "in_work"});
    let ask = |action| {
        let request = request(anna(), action, chat(hers.clone()));
        serde_json::to_string(&point.evaluate(&request, cast::noon())).unwrap()
    };
    assert_eq!(
        ask("conversation.view"),
        r#"{"decision":true,"context":{"obligations":["mask_number"]}}"#
    );
    assert_eq!(ask("conversation.reply"), r#"{"decision":true}"#);
}

/// A search in which a name means nothing finds nothing, and says no more than one that finds nothing.
#[test]
fn a_search_for_what_is_not_there_finds_nothing() {
    let directory = directory();
    let search = |action: &str, resource: Value| -> SubjectSearch {
        serde_json::from_value(json!({
            "subject": {"type": "user"}, "action": {"name": action}, "resource": resource
        }))
        .unwrap()
    };
    let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
    let said = |search: &SubjectSearch| {
        serde_json::to_string(&point.search_subjects(search, cast::noon()).unwrap()).unwrap()
    };
    let nothing = r#"{"page":{"next_token":"","count":0,"total":0},"results":[]}"#;
    let section = json!({"type": "section", "id": "-"});
    assert_eq!(said(&search("impersonate", section.clone())), nothing);
    assert_eq!(said(&search("no.such", section.clone())), nothing);
    assert_eq!(
        said(&search("user.view", json!({"type": "user", "id": "999"}))),
        nothing
    );
    let point = DecisionPoint::new(&directory, &Plain, Tell::Administrator(&NoNames));
    let told = point.search_subjects(&search("no.such", section), cast::noon());
    assert_eq!(
        told.unwrap().context.get("error").unwrap()["code"],
        "authzen.no_action"
    );
}

/// A resource search is a question to the host's list before it is an answer.
#[test]
fn a_resource_search_says_what_the_list_is_asked() {
    let directory = directory();
    let search: ResourceSearch = serde_json::from_value(json!({
        "subject": anna(), "action": {"name": "conversation.reply"},
        "resource": {"type": "ticket"}, "page": {"limit": 2}
    }))
    .unwrap();
    let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
    let asked = point.resources_asked(&search).unwrap();
    assert_eq!(asked.actor, cast::ANNA.into());
    assert_eq!(asked.permission, Permission::CONVERSATION_REPLY);
    assert_eq!((asked.page.limit(), asked.page.after()), (2, None));
    let rest = Rest::More(Some("b".into()));
    let answer = asked.page.answer(vec!["a", "b"], rest, None);
    let mut next = search;
    next.page.token = Some(answer.page.unwrap().next_token);
    next.page.limit = None;
    let asked = point.resources_asked(&next).unwrap();
    assert_eq!((asked.page.limit(), asked.page.after()), (2, Some("b")));
    let last = asked.page.answer(vec!["c"], Rest::Nothing, Some(3));
    assert_eq!(last.page.unwrap().next_token, "");
    // A page of no results begins where the one before it ended, and so does the next.
    let none = asked
        .page
        .answer(Vec::<&str>::new(), Rest::More(None), None);
    next.page.token = Some(none.page.unwrap().next_token);
    let again = point.resources_asked(&next).unwrap();
    assert_eq!(again.page, asked.page);
}

/// The asker's word for a person is nobody's right.
#[test]
fn what_a_subject_says_of_itself_is_not_read() {
    let mut directory = Directory::new(cast::TENANT, cast::roles());
    let mut holder = frontdesk::access::Holder::new(cast::TENANT, cast::ANNA);
    let in_groups = Scope {
        groups: Some(frontdesk::access::Groups {
            mine: true,
            ..Default::default()
        }),
        ..Scope::any()
    };
    holder
        .grants
        .push(Grant::new(Permission::CONVERSATION_VIEW, in_groups));
    directory.load(holder, Version::FIRST).unwrap();
    let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
    let subject = json!({"type": "user", "id": "1", "properties": {"groups": [cast::SALES], "standing": "active"}});
    let chat = chat(json!({"group": cast::SALES}));
    assert!(
        !point
            .evaluate(&request(subject, "conversation.view", chat), cast::noon())
            .decision
    );
}
