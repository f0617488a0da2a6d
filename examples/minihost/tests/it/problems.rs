//! Every no is a problem document, also to what cannot be read.

use serde_json::json;

use crate::client::{Answer, Client};
use crate::world::{self, PASSWORD, places, replica, ticket, user};

fn is_problem(answer: &Answer, status: u16, of: &str) {
    assert_eq!(answer.status, status, "{of}: {}", answer.body);
    let kind = "content-type: application/problem+json".to_owned();
    assert!(answer.headers.contains(&kind), "{of}: {answer:?}");
    assert_eq!(answer.json()["status"], status, "{of}");
    assert!(answer.json()["type"].is_string() && answer.json()["title"].is_string());
}

#[tokio::test]
async fn every_no_is_a_problem() {
    for place in places().await {
        let (at, _host) = replica(&place, || world::world(8, 40)).await;
        let mut stranger = Client::at(&at).await;
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let (person, one) = (
            format!("/people/{}", user(102)),
            format!("/tickets/{}", ticket(1)),
        );
        let written = [
            "/sign-in",
            "/activate",
            "/reset",
            "/password",
            "/rights",
            "/invitations",
            "/portal/sign-in",
            "/portal/password",
            &person,
            &one,
        ];
        for path in written {
            for body in ["{", "[]", "{\"SECRET\": 1}", "7"] {
                let answer = admin.ask("POST", path, body).await.unwrap();
                let status = answer.status;
                assert!((400..500).contains(&status), "{path} {body} {status}");
                is_problem(&answer, status, path);
                assert!(!answer.body.contains("SECRET"), "{}", answer.body);
            }
        }
        for path in [
            "/tickets?limit=x",
            "/tickets?where=1",
            "/portal/tickets?limit=-1",
        ] {
            let answer = anna.get(path).await;
            is_problem(&answer, answer.status, path);
        }
        for path in [
            "/people",
            "/roles",
            "/tickets",
            "/tickets/count",
            "/portal/tickets",
            &one,
        ] {
            is_problem(&stranger.get(path).await, 401, path);
        }
        // A path that there is not, and a method that a path does not have: that says which it has.
        for path in ["/nope", "/tickets/", "/tickets/%ff", "/tickets/%00"] {
            let answer = anna.get(path).await;
            is_problem(&answer, answer.status, path);
        }
        for (method, path) in [
            ("DELETE", "/tickets"),
            ("PUT", "/people"),
            ("GET", "/sign-in"),
        ] {
            let answer = anna.ask(method, path, "").await.unwrap();
            is_problem(&answer, 405, path);
            let says = |line: &String| line.starts_with("allow: ");
            assert!(answer.headers.iter().any(says), "{path}: {answer:?}");
        }
        is_problem(&anna.get("/roles").await, 403, "/roles");
        is_problem(&anna.get("/people/x").await, 404, "/people/x");
        let nothing = json!({ "command": "close" });
        let path = format!("/tickets/{}", ticket(1_000_000));
        is_problem(&anna.post(&path, &nothing).await, 404, &path);
    }
}
