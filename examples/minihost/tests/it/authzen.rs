//! The Authorization API 1.0 of OpenID AuthZEN over HTTP: what a search finds, page by page, an evaluation allows
//! as it was written, and nothing else.

use std::collections::BTreeSet;

use frontdesk::access::Permission;
use minihost::db::Db;
use minihost::host::prepare;
use minihost::seed;
use serde_json::{Value, json};

use crate::client::Client;
use crate::world::{self, PASSWORD, Place, places, replica, ticket, user};

const OPERATORS: i64 = 16;
const TICKETS: i64 = 240;
const EVALUATION: &str = "/access/v1/evaluation";

/// A service with its key.
async fn service(place: &Place) -> Client {
    let db = Db::open(&place.url, 2).await.unwrap();
    prepare(&db).await.unwrap();
    let world = world::world(OPERATORS, TICKETS);
    let loaded = seed::load(&db, world, PASSWORD).await.unwrap();
    let (at, _host) = replica(place, || unreachable!()).await;
    let mut client = Client::at(&at).await;
    client.token = loaded.service_key;
    client
}

/// Every result of a search, by pages of this size.
async fn found(client: &mut Client, path: &str, search: &Value, limit: usize) -> Vec<Value> {
    let mut search = search.clone();
    search["page"] = json!({ "limit": limit });
    let mut all = Vec::new();
    loop {
        let answer = client.post(path, &search).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        let results = answer["results"].as_array().unwrap().clone();
        let next = answer["page"]["next_token"].as_str().unwrap();
        assert_eq!(answer["page"]["count"], results.len());
        assert!(results.len() == limit || next.is_empty());
        all.extend(results);
        if next.is_empty() {
            return all;
        }
        search["page"] = json!({ "token": next, "limit": limit });
        // Another question with this token is none.
        let mut other = search.clone();
        other["context"] = json!({ "time": "2026-11-22T09:00:00Z" });
        assert_eq!(client.post(path, &other).await.status, 400);
        let mut other = search.clone();
        other["page"]["limit"] = json!(limit + 1);
        assert_eq!(client.post(path, &other).await.status, 400);
    }
}

async fn allowed(client: &mut Client, subject: &Value, action: &Value, resource: &Value) -> bool {
    let asked = json!({ "subject": subject, "action": action, "resource": resource });
    let answer = client.post(EVALUATION, &asked).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["decision"].as_bool().unwrap()
}

fn distinct(results: &[Value]) -> BTreeSet<String> {
    let all: BTreeSet<String> = results.iter().map(Value::to_string).collect();
    assert_eq!(all.len(), results.len(), "none comes twice");
    all
}

#[tokio::test]
async fn what_the_three_searches_find_an_evaluation_allows_and_nothing_else() {
    for place in places().await {
        let mut client = service(&place).await;
        let view = json!({ "name": "conversation.view" });
        // A member of the staff, a lead, an administrator, a customer, and nobody.
        let subjects = [
            json!({ "type": "user", "id": "102" }),
            json!({ "type": "user", "id": user(11) }),
            json!({ "type": "user", "id": "1" }),
            json!({ "type": "customer", "id": "11" }),
            json!({ "type": "user", "id": "999" }),
        ];
        let mut sizes = Vec::new();
        for subject in &subjects {
            let search =
                json!({ "subject": subject, "action": view, "resource": { "type": "ticket" } });
            let tickets = found(&mut client, "/access/v1/search/resource", &search, 5).await;
            let ids = distinct(&tickets);
            for number in 1..=TICKETS {
                let one = json!({ "type": "ticket", "id": number.to_string() });
                let is_found = ids.contains(&one.to_string());
                let is_allowed = allowed(&mut client, subject, &view, &one).await;
                assert_eq!(is_allowed, is_found, "{subject} {number}");
                if number % 10 == 0 {
                    // By its uuid it is the same ticket.
                    let one = json!({ "type": "ticket", "id": ticket(number) });
                    let by_uuid = allowed(&mut client, subject, &view, &one).await;
                    assert_eq!(by_uuid, is_allowed, "{subject} {number}");
                }
            }
            sizes.push(tickets.len());
        }
        assert!(sizes[0] > 5 && sizes[1] > sizes[0], "{sizes:?}");
        assert_eq!(sizes[2], usize::try_from(TICKETS).unwrap());
        assert!(sizes[3] > 0 && sizes[4] == 0, "{sizes:?}");

        let one = json!({ "type": "ticket", "id": "4" });
        for action in [&view, &json!({ "name": "conversation.assign" })] {
            let search =
                json!({ "subject": { "type": "user" }, "action": action, "resource": one });
            let people = found(&mut client, "/access/v1/search/subject", &search, 2).await;
            let people = distinct(&people);
            assert!(people.len() > 2);
            let staff = [1, 2]
                .into_iter()
                .chain(11..=18)
                .chain(101..101 + OPERATORS);
            for number in staff {
                let who = json!({ "type": "user", "id": number.to_string() });
                let is_found = people.contains(&who.to_string());
                let is_allowed = allowed(&mut client, &who, action, &one).await;
                assert_eq!(is_allowed, is_found, "{who}");
            }
        }

        for subject in &subjects {
            let search = json!({ "subject": subject, "resource": one });
            let actions = found(&mut client, "/access/v1/search/action", &search, 2).await;
            let actions = distinct(&actions);
            for permission in Permission::every() {
                let action = json!({ "name": permission.name() });
                let is_found = actions.contains(&action.to_string());
                let is_allowed = allowed(&mut client, subject, &action, &one).await;
                assert_eq!(is_allowed, is_found, "{subject} {action}");
            }
        }
    }
}

#[tokio::test]
async fn pages_of_nothing_and_tokens_of_nothing() {
    for place in places().await {
        let mut client = service(&place).await;
        let subject = json!({ "type": "user", "id": "1" });
        let (view, one) = (
            json!({ "name": "conversation.view" }),
            json!({ "type": "ticket", "id": "4" }),
        );
        let nobody = json!({ "type": "user", "id": "999" });
        for (path, search) in [
            (
                "/access/v1/search/resource",
                json!({ "subject": subject, "action": view, "resource": { "type": "ticket" } }),
            ),
            (
                "/access/v1/search/subject",
                json!({ "subject": { "type": "user" }, "action": view, "resource": one }),
            ),
            (
                "/access/v1/search/action",
                json!({ "subject": subject, "resource": one }),
            ),
        ] {
            let mut asked = search.clone();
            // What does not hold the whole answer says that there is more.
            asked["page"] = json!({ "limit": 0 });
            let none = client.post(path, &asked).await.json();
            assert_eq!(none["results"], json!([]), "{path}");
            assert_ne!(none["page"]["next_token"], "", "{path}");
            for token in ["", "x", "1.7", "' OR 1=1"] {
                asked["page"] = json!({ "token": token });
                assert_eq!(
                    client.post(path, &asked).await.status,
                    400,
                    "{path} {token}"
                );
            }
            for wrong in [json!({ "limit": -1 }), json!({ "limit": "7" }), json!(7)] {
                asked["page"] = wrong;
                assert_eq!(client.post(path, &asked).await.status, 400, "{path}");
            }
            assert_eq!(client.post(path, &json!({})).await.status, 400, "{path}");
            // A token of one search is none of another.
            if path != "/access/v1/search/action" {
                asked["page"] = json!({ "limit": 1 });
                let first = client.post(path, &asked).await.json();
                let token = first["page"]["next_token"].clone();
                assert_ne!(token, "", "{path}");
                let other = json!({ "subject": subject, "resource": one,
                    "page": { "token": token } });
                let answer = client.post("/access/v1/search/action", &other).await;
                assert_eq!(answer.status, 400);
            }
        }
        // Of whom there is nobody nothing is found, and nothing said.
        let search = json!({ "subject": nobody, "action": view, "resource": { "type": "ticket" } });
        let nothing = client.post("/access/v1/search/resource", &search).await;
        let nothing = nothing.json();
        assert_eq!(nothing["results"], json!([]));
        assert_eq!(nothing["page"]["next_token"], "");
    }
}

#[tokio::test]
async fn several_evaluations_end_where_their_semantics_say() {
    for place in places().await {
        let mut client = service(&place).await;
        // The administrator sees the fourth ticket, and there is no other of these names.
        let mut asked = json!({
            "subject": { "type": "user", "id": "1" },
            "action": { "name": "conversation.view" },
            "evaluations": [
                { "resource": { "type": "ticket", "id": "4" } },
                { "resource": { "type": "ticket", "id": "999999" } },
                { "resource": { "type": "ticket", "id": "5" } },
            ],
        });
        for (semantics, expected) in [
            ("execute_all", json!([true, false, true])),
            ("deny_on_first_deny", json!([true, false])),
            ("permit_on_first_permit", json!([true])),
        ] {
            asked["options"] = json!({ "evaluations_semantic": semantics });
            let answer = client.post("/access/v1/evaluations", &asked).await.json();
            let said = answer["evaluations"].as_array().unwrap().iter();
            let said: Vec<&Value> = said.map(|one| &one["decision"]).collect();
            assert_eq!(json!(said), expected, "{semantics}");
        }
    }
}

/// Section 10.1: the identifier of a request is that of its answer, whatever the answer is.
#[tokio::test]
async fn a_request_is_known_again_by_its_identifier() {
    for place in places().await {
        let mut client = service(&place).await;
        let sent = |answer: &crate::client::Answer| {
            let mut headers = answer.headers.iter();
            headers.find_map(|line| line.strip_prefix("x-request-id: ").map(str::to_owned))
        };
        let good = json!({ "subject": { "type": "user", "id": "1" },
            "action": { "name": "conversation.view" }, "resource": { "type": "ticket", "id": "4" } });
        let answer = client.post(EVALUATION, &good).await;
        assert_eq!((answer.status, sent(&answer)), (200, None));
        for path in [
            "evaluation",
            "evaluations",
            "search/subject",
            "search/resource",
            "search/action",
        ] {
            client.request_id = format!("bfe9eb29, {path}");
            let identifier = Some(client.request_id.clone());
            let path = format!("/access/v1/{path}");
            let answer = client.post(&path, &good).await;
            assert_eq!(
                (answer.status, sent(&answer)),
                (200, identifier.clone()),
                "{path}"
            );
            let answer = client.post(&path, &json!([])).await;
            assert_eq!(
                (answer.status, sent(&answer)),
                (400, identifier.clone()),
                "{path}"
            );
            let key = std::mem::take(&mut client.token);
            let answer = client.post(&path, &good).await;
            assert_eq!((answer.status, sent(&answer)), (401, identifier), "{path}");
            client.token = key;
        }
    }
}
