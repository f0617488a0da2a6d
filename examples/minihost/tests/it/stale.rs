//! What was good once, or somewhere else: sessions that have run out, cursors of the other door, and decisions that
//! another one has overtaken.

use minihost::db::sql;
use serde_json::json;

use crate::client::Client;
use crate::world::{self, PASSWORD, places, replica, user};

#[tokio::test]
async fn a_session_that_has_run_out_opens_nothing() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 8)).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        assert_eq!(anna.get("/tickets/count").await.status, 200);
        // Hers alone: a second before now.
        let until = minihost::host::now().timestamp_micros() - 1_000_000;
        let ends = format!("UPDATE sessions SET until = {until} WHERE owner = $1");
        let owner = vec![frontdesk_sql::Param::Uuid(user(102).uuid())];
        let mut tx = host.db.begin().await.unwrap();
        assert_eq!(tx.run(&sql(ends, owner)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let refused = anna.get("/tickets/count").await;
        assert_eq!(refused.status, 401);
        // It is as one that never was.
        anna.token = "ab".repeat(32);
        assert_eq!(anna.get("/tickets/count").await, refused);
        assert_eq!(admin.get("/tickets/count").await.status, 200);
    }
}

#[tokio::test]
async fn a_cursor_of_one_door_is_none_at_the_other() {
    for place in places().await {
        let (at, _host) = replica(&place, || world::world(8, 2_000)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        // 101 is customer 7 besides.
        let mut here = Client::signed_in(&at, "user101", PASSWORD).await;
        let mut elsewhere = Client::at(&there).await;
        elsewhere.token.clone_from(&here.token);
        for (path, other) in [
            ("/tickets", "/portal/tickets"),
            ("/portal/tickets", "/tickets"),
        ] {
            let first = here.get(&format!("{path}?limit=2")).await.json();
            let next = first["next"]
                .as_str()
                .unwrap_or_else(|| panic!("{path}: {first}"));
            let refused = here.get(&format!("{other}?limit=2&after={next}")).await;
            assert_eq!(refused.status, 422, "{other}: {}", refused.body);
            assert!(
                refused.codes()[0].starts_with("cursor_"),
                "{}",
                refused.body
            );
            // At the other replica it is good, and goes on where the page ended.
            let again = format!("{path}?limit=2&after={next}");
            let second = elsewhere.get(&again).await;
            assert_eq!(second.status, 200, "{}", second.body);
            assert_eq!(second, here.get(&again).await);
            let second = second.json();
            assert_ne!(second["tickets"][0]["id"], first["tickets"][0]["id"]);
            assert_ne!(second["tickets"][0]["id"], first["tickets"][1]["id"]);
        }
    }
}

/// Of two decisions about one record one is always overtaken by the other: it is decided again and done.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_overtaken_is_decided_again() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 8)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        let mut one = Client::signed_in(&at, "user1", PASSWORD).await;
        let mut two = Client::signed_in(&there, "user2", PASSWORD).await;
        let change = |action: &str, role: &str| {
            json!({
                "action": action,
                "user": { "user": user(102) },
                "assignment": { "role": role },
            })
        };
        for round in 0..16 {
            let action = ["assign_role", "unassign_role"][round % 2];
            let (lead, customer) = (change(action, "test.lead"), change(action, "test.sharing"));
            let (by_one, by_two) =
                tokio::join!(one.post("/rights", &lead), two.post("/rights", &customer));
            assert_eq!(
                (by_one.status, by_two.status),
                (204, 204),
                "{by_one:?} {by_two:?}"
            );
            let desk = host.desk().await.unwrap();
            let roles = &desk.person(user(102)).unwrap().rights.roles;
            let held = roles
                .iter()
                .filter(|held| held.role.as_str() != "test.first_line");
            assert_eq!(held.count(), 2 * (1 - round % 2), "round {round}");
        }
    }
}
