//! A start from the stored desk is a start from the first event.

use frontdesk_sql::Param;
use minihost::db::{Db, sql};
use minihost::host::{Host, Start, now};
use minihost::sign_in;
use serde_json::json;

use crate::client::Client;
use crate::world::{self, PASSWORD, places, replica, user};

async fn position(db: &Db) -> Option<i64> {
    let read = sql("SELECT position FROM snapshots", vec![]);
    let rows = db.all(&read).await.unwrap();
    assert!(rows.len() < 2);
    rows.first().map(|row| row.number(0).unwrap())
}

#[tokio::test]
async fn from_the_stored_desk_is_from_the_beginning() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(16, 40)).await;
        let db = host.db.clone();
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let mut post = async |path: &str, body| {
            let answer = admin.post(path, &body).await;
            assert!(answer.status < 300, "{path} {}", answer.body);
        };
        let role = |action: &str, number: i64| {
            json!({
                "action": action,
                "user": { "user": user(number) },
                "assignment": { "role": "test.lead" },
            })
        };
        let person = |number: i64| format!("/people/{}", user(number));
        let same = async || {
            let stored = Host::started(db.clone(), Start::Stored).await.unwrap();
            let replayed = Host::started(db.clone(), Start::Beginning).await.unwrap();
            let (stored, replayed) = (stored.desk().await.unwrap(), replayed.desk().await.unwrap());
            assert!(stored.state() == replayed.state());
            assert!(stored.state() == host.desk().await.unwrap().state());
        };
        same().await;
        assert_eq!(position(&db).await, None);
        post("/rights", role("assign_role", 101)).await;
        post(&person(102), json!({ "command": "suspend" })).await;
        post("/invitations", json!({ "addresses": ["new@example.test"] })).await;
        // Before it has followed, a replica does not store what is no longer so.
        let (_there, late) = replica(&place, || unreachable!()).await;
        post("/rights", role("assign_role", 103)).await;
        assert!(!late.store_desk().await.unwrap());
        host.desk().await.unwrap();
        assert!(host.store_desk().await.unwrap());
        let first = position(&db).await.unwrap();
        assert!(first > 0);
        same().await;
        // And events after it are followed.
        post("/rights", role("unassign_role", 101)).await;
        post(&person(102), json!({ "command": "restore" })).await;
        post(&person(104), json!({ "command": "delete" })).await;
        same().await;
        host.desk().await.unwrap();
        assert!(host.store_desk().await.unwrap());
        assert!(position(&db).await.unwrap() > first);
        same().await;
        // One in the form of another release is passed over.
        let other = sql("UPDATE snapshots SET state = '{\"format\": 2}'", vec![]);
        db.all(&other).await.unwrap();
        same().await;
        // Who is erased is in no stored desk.
        post(&person(104), json!({ "command": "erase" })).await;
        assert_eq!(position(&db).await, None);
        same().await;
    }
}

/// How often a start has gone over the table of tickets of PostgreSQL.
async fn swept(db: Db) -> Option<i64> {
    let Db::Postgres(pool) = &db else {
        return None;
    };
    // A server's process says what it did when it ends.
    pool.close().await;
    let options = pool.connect_options();
    let again = sqlx::PgPool::connect_with(options.as_ref().clone());
    let read = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'tickets'";
    let again = Db::Postgres(again.await.unwrap());
    Some(
        again.all(&sql(read, vec![])).await.unwrap()[0]
            .number(0)
            .unwrap(),
    )
}

/// The table is gone over when its indexes are new, and not at every start.
#[tokio::test]
async fn a_start_with_the_indexes_there_leaves_the_tickets_alone() {
    for place in places().await {
        for _start in 0..2 {
            let (_at, host) = replica(&place, || world::world(8, 40)).await;
            if let Some(swept) = swept(host.db.clone()).await {
                assert_eq!(swept, 1);
            }
        }
    }
}

#[tokio::test]
async fn a_session_that_has_lasted_long_enough_is_kept_no_longer() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 8)).await;
        let mut stays = Client::signed_in(&at, "user101", PASSWORD).await;
        let _ended = Client::signed_in(&at, "user102", PASSWORD).await;
        let over = sql(
            "UPDATE sessions SET until = $1 WHERE owner = $2",
            vec![
                Param::Number(now().timestamp_micros()),
                Param::Uuid(user(102).uuid()),
            ],
        );
        host.db.all(&over).await.unwrap();
        sign_in::forget_ended(&host).await.unwrap();
        let left = sql("SELECT owner FROM sessions", vec![]);
        let left = host.db.all(&left).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].uuid(0).unwrap(), user(101).uuid());
        assert_eq!(stays.get("/tickets").await.status, 200);
    }
}
