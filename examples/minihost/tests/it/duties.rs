//! Duties after an account has left: done once, whoever is killed, and none waits for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use frontdesk::Transition;
use frontdesk::assignment::{Event, holder};
use frontdesk::identity::{Duty, Group, PersonalRow};
use frontdesk::model::{ConversationFacts, ConversationId, Envelope, GroupId, Stream, UserId};
use frontdesk_sql::Param;
use minihost::db::{Db, sql};
use minihost::host::Host;
use minihost::store::{Stored, key};
use minihost::{duties, rows};
use serde_json::json;

use crate::client::Client;
use crate::killed::program;
use crate::world::{self, GROUPS, PASSWORD, places, replica, user};

/// Who leaves: in every group one of two operators, each to a colleague, to the queue, or for good.
fn leaving() -> Vec<(i64, serde_json::Value)> {
    let colleague = |number: i64| user(number + GROUPS);
    vec![
        (
            101,
            json!({ "command": "delete", "replacement": colleague(101) }),
        ),
        (
            102,
            json!({ "command": "suspend", "replacement": colleague(102) }),
        ),
        (103, json!({ "command": "suspend" })),
        (
            104,
            json!({ "command": "delete", "replacement": colleague(104) }),
        ),
        (105, json!({ "command": "delete" })),
        // Somebody of another group.
        (
            106,
            json!({ "command": "suspend", "replacement": colleague(101) }),
        ),
    ]
}

fn held(tickets: &[ConversationFacts]) -> BTreeMap<ConversationId, UserId> {
    let held = tickets
        .iter()
        .filter_map(|facts| Some((facts.id, holder(facts)?)));
    held.collect()
}

async fn facts(host: &Host) -> Vec<ConversationFacts> {
    let tenant = host.desk().await.unwrap().tenant();
    let all = rows::all(&mut &host.db, tenant).await.unwrap();
    all.into_iter().map(|ticket| ticket.facts).collect()
}

async fn until_none_waits(db: &Db) {
    let began = Instant::now();
    while duties::waits(db).await.unwrap() > 0 {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "a duty waits for ever"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_kill_9_nothing_waits_and_nothing_is_done_twice() {
    for place in places().await {
        // The test's own replica does no duties; the programs do.
        let (_at, host) = replica(&place, || world::world(16, 1_600)).await;
        let before = held(&facts(&host).await);
        let (mut child, mut at) = program(&place);
        let mut interrupted = 0;
        for (number, command) in leaving() {
            let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
            let reset = json!({ "command": "send_reset" });
            let colleague = format!("/people/{}", user(number + GROUPS));
            admin.post(&colleague, &reset).await;
            let path = format!("/people/{}", user(number));
            let done = admin.post(&path, &command).await;
            assert_eq!(done.status, 204, "{}", done.body);
            // In the middle of what follows: each time a little later.
            let later = u64::try_from(number - 101).unwrap();
            tokio::time::sleep(Duration::from_millis(3 * later)).await;
            child.kill();
            interrupted += usize::from(duties::waits(&host.db).await.unwrap() > 0);
            (child, at) = program(&place);
        }
        assert!(interrupted > 0, "it was killed while duties waited");
        until_none_waits(&host.db).await;
        child.kill();
        everything_was_done_once(&host, &before).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_replicas_do_each_duty_once() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(16, 1_600)).await;
        let (_there, other) = replica(&place, || unreachable!()).await;
        let before = held(&facts(&host).await);
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        for (number, command) in leaving() {
            let path = format!("/people/{}", user(number));
            let done = admin.post(&path, &command).await;
            assert_eq!(done.status, 204, "{}", done.body);
        }
        assert!(duties::waits(&host.db).await.unwrap() > 6);
        while duties::waits(&host.db).await.unwrap() > 0 {
            let (one, two) = tokio::join!(duties::all(&host), duties::all(&other));
            one.and(two).unwrap();
        }
        everything_was_done_once(&host, &before).await;
    }
}

async fn everything_was_done_once(host: &Host, before: &BTreeMap<ConversationId, UserId>) {
    let db = &host.db;
    let after = facts(host).await;
    let now = held(&after);
    let gone: BTreeSet<UserId> = leaving().iter().map(|(number, _)| user(*number)).collect();
    let (mut moved, mut queued) = (0, 0);
    for facts in &after {
        let stream = vec![Param::Text(key(Stream::Conversation(facts.id)).unwrap())];
        let read = sql("SELECT envelope FROM events WHERE stream = $1", stream);
        let events = db.all(&read).await.unwrap();
        let was = before.get(&facts.id);
        let Some(was) = was.filter(|was| gone.contains(*was)) else {
            assert!(events.is_empty(), "nobody touched it");
            continue;
        };
        // What they held is a colleague's or waits, and came there once.
        assert_eq!(events.len(), 1, "{}", facts.id);
        let envelope: Envelope<Stored> = serde_json::from_str(events[0].text(0).unwrap()).unwrap();
        assert!(envelope.cause.is_some());
        let Stored::Ticket(event) = envelope.event else {
            panic!("an event of another kind");
        };
        match now.get(&facts.id) {
            Some(to) => {
                let named = leaving()
                    .into_iter()
                    .find(|(number, _)| user(*number) == *was);
                assert_eq!(named.unwrap().1["replacement"], json!(to));
                assert!(matches!(event, Event::Assigned(_)));
                moved += 1;
            }
            None => {
                assert!(frontdesk::assignment::not_waiting(facts).is_none());
                queued += 1;
            }
        }
    }
    assert!(moved > 5 && queued > 5, "{moved} {queued}");
    // The loads are those of the tickets.
    for number in 101..117 {
        let owner = vec![Param::Uuid(user(number).uuid())];
        let read = sql("SELECT open FROM loads WHERE owner = $1", owner);
        let rows = db.all(&read).await.unwrap();
        let open = rows.first().map_or(0, |row| row.number(0).unwrap());
        let holds = now
            .values()
            .filter(|holder| **holder == user(number))
            .count();
        assert_eq!(open, i64::try_from(holds).unwrap(), "{number}");
    }
    // Who is deleted is out of the groups, whose events say so once; the others stay.
    for (number, is_out) in [(101, true), (102, false), (104, true), (105, true)] {
        let group = GroupId::from_number(1 + (number - 101) % GROUPS);
        let own = vec![Param::Uuid(group.uuid())];
        let read = sql("SELECT record FROM group_records WHERE id = $1", own);
        let rows = db.all(&read).await.unwrap();
        let record: Group = serde_json::from_str(rows[0].text(0).unwrap()).unwrap();
        assert_eq!(record.members().contains(&user(number)), !is_out);
        let stream = vec![Param::Text(key(Stream::Group(group)).unwrap())];
        let read = sql("SELECT sequence FROM events WHERE stream = $1", stream);
        let events = db.all(&read).await.unwrap();
        assert_eq!(events.len(), 1 + usize::from(is_out));
    }
    // As many letters as the events ask for, each once.
    let mut asked = 0;
    let read = "SELECT envelope FROM events WHERE position IS NOT NULL";
    for row in db.all(&sql(read, vec![])).await.unwrap() {
        let envelope: Envelope<Stored> = serde_json::from_str(row.text(0).unwrap()).unwrap();
        let imports =
            matches!(&envelope.author, frontdesk::model::Author::System(who) if who == "import");
        if let (Stored::User(stored), false) = (envelope.event, imports) {
            // The address is a personal value: whether there is one does not depend on which.
            let read = "SELECT value FROM personal WHERE stream = $1 AND sequence = $2";
            let sequence = i64::try_from(envelope.sequence.0).unwrap();
            let place = vec![
                Param::Text(key(envelope.stream).unwrap()),
                Param::Number(sequence),
            ];
            let rows = db.all(&sql(read, place)).await.unwrap();
            let personal = rows
                .first()
                .map(|row| serde_json::from_str(row.text(0).unwrap()).unwrap());
            let event = stored.restore(&personal.unwrap_or_else(PersonalRow::default));
            let duties = Transition::duties_of(&event);
            asked += duties
                .iter()
                .filter(|duty| matches!(duty, Duty::SendLetter { .. }))
                .count();
        }
    }
    let sent = db
        .all(&sql("SELECT key FROM letters", vec![]))
        .await
        .unwrap();
    assert_eq!(sent.len(), asked);
    assert_eq!(duties::waits(db).await.unwrap(), 0);
}
