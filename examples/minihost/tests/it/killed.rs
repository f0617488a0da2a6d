//! kill -9 of a real process in the middle of its work, and what is there then.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use frontdesk::assignment::holder;
use frontdesk::identity::ClaimRow;
use frontdesk::model::{ConversationId, UserId};
use frontdesk_sql::Param;
use minihost::db::{Db, Row, sql};
use minihost::host::Host;
use minihost::rows;
use minihost::store::Stored;
use serde_json::json;

use crate::client::Client;
use crate::world::{self, PASSWORD, Place, places, replica, user};

/// How often it is killed, and after how many acknowledged commands each time.
const KILLS: usize = 4;
const COMMANDS: usize = 500;

/// The program, which does not outlive the test.
pub(crate) struct Program(Child);

impl Program {
    /// kill -9.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program itself, on a port that it chooses.
pub(crate) fn program(place: &Place) -> (Program, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minihost"));
    command
        .env("DATABASE_URL", &place.url)
        .env("LISTEN", "127.0.0.1:0");
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines
        .map(Result::unwrap)
        .find_map(|line| line.strip_prefix("http://").map(str::to_owned));
    (Program(child), address.unwrap())
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// To whom each version of each ticket gave it.
    tickets: BTreeMap<(ConversationId, u64), UserId>,
    /// Whether each user was last given the role, or had it taken; of one that was under way it is not known.
    roles: BTreeMap<UserId, Option<bool>>,
}

/// Appoints the two operators to its tickets in turn until the host is gone.
async fn appoint(at: String, tickets: Vec<ConversationId>, most: usize) -> Acknowledged {
    let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
    let mut done = Acknowledged::default();
    for at in 0..most {
        let ticket = tickets[at % tickets.len()];
        let to = user(101 + i64::try_from(at / tickets.len() + at).unwrap() % 16);
        let command = json!({ "command": "appoint", "to": to });
        let path = format!("/tickets/{ticket}");
        let Some(answer) = admin.ask("POST", &path, &command.to_string()).await else {
            return done;
        };
        // Of another group he cannot receive it.
        assert!(
            answer.status == 200 || answer.status == 409,
            "{}",
            answer.body
        );
        if answer.status == 200 {
            let version = answer.json()["version"].as_u64().unwrap();
            // Who has it already is given nothing: the version is that of the event that gave it, or of none.
            if version > 0 {
                done.tickets.insert((ticket, version), to);
            }
        }
    }
    done
}

/// Gives and takes a role until the host is gone.
async fn assign(
    at: String,
    users: Vec<UserId>,
    most: usize,
    mut held: BTreeMap<UserId, bool>,
) -> Acknowledged {
    let mut admin = Client::signed_in(&at, "user2", PASSWORD).await;
    let mut done = Acknowledged::default();
    for at in 0..most {
        let user = users[at % users.len()];
        let give = !held.get(&user).copied().unwrap_or_default();
        let action = if give { "assign_role" } else { "unassign_role" };
        let command = json!({
            "action": action,
            "user": { "user": user },
            "assignment": { "role": "test.lead" },
        });
        let Some(answer) = admin.ask("POST", "/rights", &command.to_string()).await else {
            done.roles.insert(user, None);
            return done;
        };
        assert_eq!(answer.status, 204, "{}", answer.body);
        held.insert(user, give);
        done.roles.insert(user, Some(give));
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_acknowledged_command_is_there_after_kill_9() {
    for place in places().await {
        // Loaded by the test, so that the program finds it.
        let (_at, host) = replica(&place, || world::world(16, 200)).await;
        let tenant = host.desk().await.unwrap().tenant();
        let before: BTreeMap<_, _> = rows::all(&mut &host.db, tenant)
            .await
            .unwrap()
            .into_iter()
            .map(|ticket| (ticket.facts.id, ticket.facts))
            .collect();
        let open: Vec<ConversationId> = before
            .values()
            .filter(|facts| holder(facts).is_some())
            .map(|facts| facts.id)
            .collect();
        let mut acknowledged = 0;
        let mut total = 0;
        for _ in 0..KILLS {
            let (mut child, at) = program(&place);
            let desk = host.desk().await.unwrap();
            let held = |users: &[UserId]| -> BTreeMap<UserId, bool> {
                let holds = |id: &UserId| {
                    desk.person(*id)
                        .unwrap()
                        .rights
                        .roles
                        .iter()
                        .any(|held| held.role.as_str() == "test.lead")
                };
                users.iter().map(|id| (*id, holds(id))).collect()
            };
            let (few, others): (Vec<UserId>, Vec<UserId>) = (
                (101..105).map(user).collect(),
                (105..109).map(user).collect(),
            );
            let half = open.len() / 2;
            let work = async {
                tokio::join!(
                    appoint(at.clone(), open[..half].to_vec(), usize::MAX),
                    appoint(at.clone(), open[half..].to_vec(), usize::MAX),
                    assign(at.clone(), few.clone(), usize::MAX, held(&few)),
                    assign(at.clone(), others.clone(), usize::MAX, held(&others)),
                )
            };
            let kill = async {
                let begun = commands(&host.db).await;
                while commands(&host.db).await < begun + i64::try_from(COMMANDS).unwrap() {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
                child.kill();
            };
            let ((one, two, three, four), ()) = tokio::join!(work, kill);
            total += COMMANDS;
            // Another process reads what is there, before anybody writes again.
            for ((ticket, version), to) in one.tickets.into_iter().chain(two.tickets) {
                let given = given(&host.db, ticket, version).await;
                assert_eq!(given, Some(to), "{ticket} at version {version}");
                acknowledged += 1;
            }
            let desk = host.desk().await.unwrap();
            for (user, given) in three.roles.into_iter().chain(four.roles) {
                let holds = desk
                    .person(user)
                    .unwrap()
                    .rights
                    .roles
                    .iter()
                    .any(|held| held.role.as_str() == "test.lead");
                assert!(given.is_none_or(|given| given == holds), "{user}");
            }
        }
        assert!(total >= 2_000);
        // The others were under rights, or nobody heard the answer.
        assert!(acknowledged * 4 > total, "{acknowledged} of {total}");
        invariants(&place, &before).await;
    }
}

/// To whom the event of this version gave the ticket.
async fn given(db: &Db, ticket: ConversationId, version: u64) -> Option<UserId> {
    let stream = frontdesk::model::Stream::Conversation(ticket);
    let place = vec![
        Param::Text(minihost::store::key(stream).unwrap()),
        Param::Number(i64::try_from(version).unwrap()),
    ];
    let read = "SELECT envelope FROM events WHERE stream = $1 AND sequence = $2";
    let rows = db.all(&sql(read, place)).await.unwrap();
    let envelope: frontdesk::model::Envelope<Stored> =
        serde_json::from_str(rows.first()?.text(0).unwrap()).unwrap();
    match envelope.event {
        Stored::Ticket(frontdesk::assignment::Event::Assigned(given)) => Some(given.to),
        _ => None,
    }
}

/// How many events there are.
async fn commands(db: &Db) -> i64 {
    db.all(&sql("SELECT count(*) FROM events", vec![]))
        .await
        .unwrap()[0]
        .number(0)
        .unwrap()
}

async fn invariants(
    place: &Place,
    before: &BTreeMap<ConversationId, frontdesk::model::ConversationFacts>,
) {
    let db = Db::open(&place.url, 2).await.unwrap();
    let number = async |text: &str| {
        db.all(&sql(text, vec![])).await.unwrap()[0]
            .number(0)
            .unwrap()
    };
    // Every stream is whole, and its version is that of its last event.
    let broken = "SELECT count(*) FROM (SELECT e.stream FROM events AS e JOIN streams AS s \
                  ON s.stream = e.stream GROUP BY e.stream, s.version \
                  HAVING count(*) <> max(e.sequence) OR max(e.sequence) <> s.version) AS b";
    assert_eq!(number(broken).await, 0);
    // The log has no hole, and its head is its last position.
    let head = number("SELECT head FROM log WHERE one = 1").await;
    assert_eq!(number("SELECT max(position) FROM events").await, head);
    assert_eq!(number("SELECT count(position) FROM events").await, head);
    // The desk is the replay of its log, and the claims are those of its people.
    let host = Host::open(db.clone()).await.unwrap();
    let desk = host.desk().await.unwrap();
    let emails = desk.account_rules().policy.emails;
    for person in desk.people() {
        let read = "SELECT kind, value FROM claims WHERE holder = $1 AND kind NOT LIKE 'portal.%'";
        let owner = vec![Param::Uuid(person.id().uuid())];
        let rows = db.all(&sql(read, owner)).await.unwrap();
        let pair = |row: &Row| {
            (
                row.text(0).unwrap().to_owned(),
                row.text(1).unwrap().to_owned(),
            )
        };
        let stored: BTreeSet<_> = rows.iter().map(pair).collect();
        let claims = ClaimRow::of_user(Some(&person.user), emails).into_iter();
        assert_eq!(stored, claims.map(|row| (row.kind, row.value)).collect());
    }
    // Every ticket is the replay of its events over what it was.
    let tickets = rows::all(&mut &host.db, desk.tenant()).await.unwrap();
    let mut held: BTreeMap<UserId, i64> = BTreeMap::new();
    for ticket in &tickets {
        let stream = frontdesk::model::Stream::Conversation(ticket.facts.id);
        let read = "SELECT envelope FROM events WHERE stream = $1 ORDER BY sequence";
        let stream = Param::Text(minihost::store::key(stream).unwrap());
        let mut facts = before[&ticket.facts.id].clone();
        for row in db.all(&sql(read, vec![stream])).await.unwrap() {
            let envelope: frontdesk::model::Envelope<Stored> =
                serde_json::from_str(row.text(0).unwrap()).unwrap();
            let Stored::Ticket(event) = envelope.event else {
                panic!("an event of another kind");
            };
            event.apply_to(&mut facts).unwrap();
        }
        assert_eq!(ticket.facts.assignee, facts.assignee);
        assert_eq!(ticket.facts.version, facts.version);
        if let Some(user) = holder(&facts) {
            *held.entry(user).or_default() += 1;
        }
    }
    for row in db
        .all(&sql("SELECT owner, open FROM loads", vec![]))
        .await
        .unwrap()
    {
        let user = UserId::from_uuid(row.uuid(0).unwrap());
        assert_eq!(
            row.number(1).unwrap(),
            held.get(&user).copied().unwrap_or_default()
        );
    }
    // Events are written once.
    let mut tx = db.begin().await.unwrap();
    assert!(tx.run(&sql("DELETE FROM events", vec![])).await.is_err());
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert!(
        tx.run(&sql("UPDATE events SET sequence = sequence + 1", vec![]))
            .await
            .is_err()
    );
}
