//! People who come in by a letter, and whoever administers asks why.

use frontdesk::access::Permission;
use frontdesk::model::UserId;
use frontdesk_sql::Param;
use frontdesk_testkit::{assert_allows, assert_denies};
use minihost::db::sql;
use minihost::host::{Host, now};
use minihost::store::key;
use minihost::{duties, rows};
use serde_json::json;

use crate::client::Client;
use crate::world::{self, PASSWORD, places, replica, ticket, user};

/// The token in the last letter to this person, whose letters are written first.
async fn token(host: &Host, user: UserId) -> String {
    duties::all(host).await.unwrap();
    let stream = key(frontdesk::model::Stream::User(user)).unwrap();
    let read = "SELECT token FROM letters WHERE stream = $1 AND token IS NOT NULL ORDER BY at DESC";
    let read = sql(read, vec![Param::Text(stream)]);
    let rows = host.db.all(&read).await.unwrap();
    rows.first().unwrap().text(0).unwrap().to_owned()
}

#[tokio::test]
async fn who_is_invited_comes_in_by_the_letter_and_by_no_other() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 40)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let form = json!({ "addresses": ["new@example.test"], "roles": ["test.first_line"] });
        let invited = admin.post("/invitations", &form).await;
        assert_eq!(invited.status, 200, "{}", invited.body);
        let new: UserId = serde_json::from_value(invited.json()[0]["user"].clone()).unwrap();
        let by = async |path: &str, token: &str, password: &str| {
            let typed = json!({ "user": new, "token": token, "password": password });
            // A link is good at every replica.
            Client::at(&there).await.post(path, &typed).await.status
        };
        let enter = async |password: &str| {
            let typed = json!({ "login": "new@example.test", "password": password });
            Client::at(&there).await.post("/sign-in", &typed).await
        };
        let (first, second) = ("drei Elefanten am Strand", "four hedgehogs under a bench");
        assert_eq!(enter(first).await.status, 401);
        let letter = token(&host, new).await;
        assert_eq!(by("/reset", &letter, first).await, 404);
        assert_eq!(by("/activate", &"ab".repeat(32), first).await, 404);
        assert_eq!(by("/activate", &letter, first).await, 204);
        // Once.
        assert_eq!(by("/activate", &letter, second).await, 404);
        assert_eq!(enter(second).await.status, 401);
        let entered = enter(first).await;
        assert_eq!(entered.status, 200, "{}", entered.body);
        let mut client = Client::at(&at).await;
        client.token = entered.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(client.get("/tickets/count").await.status, 200);
        // A new password by a letter ends the sessions of the old one.
        let reset = json!({ "command": "send_reset" });
        let path = format!("/people/{new}");
        assert_eq!(admin.post(&path, &reset).await.status, 204);
        let early = token(&host, new).await;
        assert_eq!(admin.post(&path, &reset).await.status, 204);
        let late = token(&host, new).await;
        // The letter before it is worth nothing now.
        assert_ne!(early, late);
        assert_eq!(by("/reset", &early, second).await, 404);
        assert_eq!(client.get("/tickets/count").await.status, 200);
        assert_eq!(by("/reset", &late, second).await, 204);
        assert_eq!(client.get("/tickets/count").await.status, 401);
        assert_eq!(enter(first).await.status, 401);
        let entered = enter(second).await;
        client.token = entered.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(client.get("/tickets/count").await.status, 200);
        // Signed out he is out, everywhere.
        assert_eq!(client.post("/sign-out", &json!({})).await.status, 200);
        assert_eq!(client.get("/tickets/count").await.status, 401);
        let mut other = Client::at(&there).await;
        other.token.clone_from(&client.token);
        assert_eq!(other.get("/tickets/count").await.status, 401);
    }
}

#[tokio::test]
async fn why_says_what_the_lists_say_to_administrators_alone() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 40)).await;
        let desk = host.desk().await.unwrap();
        let tickets = rows::all(&mut &host.db, desk.tenant()).await.unwrap();
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let mut lead = Client::signed_in(&at, "user11", PASSWORD).await;
        let (mut yes, mut no) = (0, 0);
        for stored in tickets {
            let facts = desk.complete(stored.facts);
            let id = facts.id;
            let sees = anna.get(&format!("/tickets/{id}")).await.status == 200;
            let path = format!("/tickets/{id}/why?user={}", user(102));
            let why = admin.get(&path).await;
            assert_eq!(why.status, 200, "{}", why.body);
            let why = why.json();
            assert_eq!(why["actor"], json!({ "user": user(102) }));
            let outcome = why["access"]["decision"]["outcome"].as_str().unwrap();
            assert_eq!(outcome == "allow", sees, "{why}");
            // The assertions of the testkit, which would print why: the desk says the same.
            let view = Permission::CONVERSATION_VIEW;
            match sees {
                true => assert_allows!(desk.directory(), user(102), view, facts, now()),
                false => assert_denies!(desk.directory(), user(102), view, facts, now()),
            }
            yes += usize::from(sees);
            no += usize::from(!sees);
            // Who sees the ticket and does not administer is told as if it were not there.
            let asked = lead.get(&path).await;
            let absent = lead
                .get(&format!(
                    "/tickets/{}/why?user={}",
                    ticket(1_000_000),
                    user(102)
                ))
                .await;
            assert_eq!((asked.status, &asked), (404, &absent));
        }
        assert!(yes > 0 && no > 0, "{yes} {no}");
        let id = ticket(1);
        for (asked, status) in [
            (
                format!("user={}&permission=conversation.close", user(102)),
                200,
            ),
            (format!("customer={}", world::requester(1)), 200),
            (format!("user={}&permission=no.such", user(102)), 422),
            (String::new(), 422),
            (format!("user={}", user(999_999)), 404),
        ] {
            let answer = admin.get(&format!("/tickets/{id}/why?{asked}")).await;
            assert_eq!(answer.status, status, "{asked}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_guarded_change_is_made_and_an_unguarded_one_is_refused_with_its_reason() {
    for place in places().await {
        let (at, _host) = replica(&place, || world::world(16, 200)).await;
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let roles = admin.get("/roles").await;
        assert_eq!(roles.status, 200, "{}", roles.body);
        assert!(roles.body.contains("test.first_line"));
        let change = |action: &str, role: &str| {
            json!({
                "action": action,
                "user": { "user": user(102) },
                "assignment": { "role": role },
            })
        };
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let count =
            async |client: &mut Client| client.get("/tickets/count").await.json()["count"].clone();
        let before = count(&mut anna).await;
        let give = change("assign_role", "test.lead");
        assert_eq!(admin.post("/rights", &give).await.status, 204);
        assert!(count(&mut anna).await.as_u64() > before.as_u64());
        assert_eq!(
            admin
                .post("/rights", &change("unassign_role", "test.lead"))
                .await
                .status,
            204
        );
        assert_eq!(count(&mut anna).await, before);
        // A role that is not there, and the administrator's own last right to administer.
        let refused = admin
            .post("/rights", &change("assign_role", "no.such"))
            .await;
        assert!(
            refused.status >= 400 && !refused.codes().is_empty(),
            "{}",
            refused.body
        );
        let refused = anna.post("/rights", &give).await;
        assert_eq!(refused.status, 403);
        assert!(!refused.codes().is_empty(), "{}", refused.body);
    }
}
