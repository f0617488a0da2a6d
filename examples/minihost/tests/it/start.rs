//! A start from the stored desk is a start from the first event.

use minihost::db::{Db, sql};
use minihost::host::{Host, Start};
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
