//! What README.md promises to whoever starts the program for the first time, in a folder in which nothing is.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use frontdesk_sql::Dialect;
use minihost::db::{Db, sql};
use minihost::host::{Host, prepare};
use minihost::tour;
use serde_json::json;

use crate::client::Client;
use crate::world::{self, places, replica};

/// The program in a folder of its own, with what it prints until it says where it answers. It does not
/// outlive the test.
struct Started {
    child: Child,
    said: Vec<String>,
    at: String,
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `url`: where the database is, where that is said.
fn start(folder: &PathBuf, url: Option<&str>) -> Started {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minihost"));
    for name in ["DATABASE_URL", "MINIHOST_PASSWORD", "MINIHOST_CONNECTIONS"] {
        command.env_remove(name);
    }
    // Any free port, where the README has a fixed one.
    command.env("LISTEN", "127.0.0.1:0").current_dir(folder);
    if let Some(url) = url {
        command.env("DATABASE_URL", url);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut said, mut at) = (Vec::new(), String::new());
    for line in lines.map(Result::unwrap) {
        if let Some(address) = line.strip_prefix("http://") {
            at = address.to_owned();
            break;
        }
        said.push(line);
    }
    Started { child, said, at }
}

/// What stands behind these words.
fn after(said: &[String], words: &str) -> String {
    let line = said.iter().find_map(|line| line.split_once(words));
    line.unwrap_or_else(|| panic!("no `{words}` in {said:?}"))
        .1
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_makes_everything_and_the_second_finds_it() {
    for place in places().await {
        let folder = std::env::temp_dir().join(format!(
            "minihost_newcomer_{}_{}",
            std::process::id(),
            place.url.split(':').next().unwrap()
        ));
        std::fs::create_dir_all(&folder).unwrap();
        // Without a setting it is SQLite, in a file of this folder.
        let is_sqlite = place.url.starts_with("sqlite");
        let url = (!is_sqlite).then_some(place.url.as_str());
        let first = start(&folder, url);
        assert!(!first.at.is_empty(), "{:?}", first.said);
        assert_eq!(folder.join("minihost.db").exists(), is_sqlite);
        let tickets = tour::world().unwrap().tickets.len();
        let begins = format!("loaded {tickets} tickets;");
        assert!(first.said[0].starts_with(&begins), "{:?}", first.said);
        let password = after(&first.said, "everybody's password is ");
        let key = after(&first.said, "asks about anybody is ");
        for line in ["carmen.ortiz@example.test", "i.cherkasova@example.test"] {
            assert!(first.said.iter().any(|said| said.ends_with(line)), "{line}");
        }
        as_the_readme_says(&first.at, &password, &key).await;
        drop(first);
        // What was made is there, and nothing is loaded again.
        let second = start(&folder, url);
        assert_eq!(second.said, [""; 0]);
        as_the_readme_says(&second.at, &password, &key).await;
        drop(second);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_first_starts_at_once_load_one_desk() {
    for place in places().await {
        let folder = std::env::temp_dir();
        let [one, two] = std::thread::scope(|scope| {
            let starts = [(); 2].map(|()| scope.spawn(|| start(&folder, Some(&place.url))));
            starts.map(|start| start.join().unwrap())
        });
        // Both answer, and one of them has loaded what there is.
        assert!(!one.at.is_empty() && !two.at.is_empty());
        let said = [&one.said, &two.said]
            .into_iter()
            .find(|said| !said.is_empty());
        let said = said.unwrap();
        assert!(one.said.is_empty() || two.said.is_empty());
        let password = after(said, "everybody's password is ");
        let key = after(said, "asks about anybody is ");
        for at in [&one.at, &two.at] {
            as_the_readme_says(at, &password, &key).await;
        }
    }
}

/// Each of several finds the others at a file that nobody has made yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_open_one_new_file_at_once() {
    let folder = std::env::temp_dir().join(format!("minihost_opens_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for round in 0..300 {
        let url = format!("sqlite:{}", folder.join(format!("{round}.db")).display());
        let opens = [(); 4].map(|()| {
            let url = url.clone();
            tokio::spawn(async move { Db::open(&url, 1).await.map(drop) })
        });
        for open in opens {
            let opened = open.await.unwrap();
            assert!(opened.is_ok(), "round {round}: {opened:?}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What whoever writes holds, in the order of `people.rs` and `portal.rs`, `handling.rs` and `sign_in.rs`.
const WRITERS: [&[&str]; 4] = [
    &["log", "events", "claims", "user_groups", "verifiers"],
    &["events", "claims", "portal_accounts"],
    &["events", "tickets", "loads"],
    &["streams", "sessions"],
];

/// However far somebody has come who writes: a start waits for him or goes on, and never for what he wants next
/// while it holds that. SQLite has one that writes at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_beside_whoever_writes_is_in_nobodys_way() {
    for place in places().await {
        let (_at, host) = replica(&place, || world::world(8, 8)).await;
        if host.db.dialect() == Dialect::Sqlite {
            continue;
        }
        let steps = WRITERS.iter().flat_map(|tables| {
            let held = 1..=tables.len();
            held.map(|held| tables.split_at(held))
        });
        for (held, wanted) in steps {
            // What a row that is written takes of its table.
            let lock =
                |table: &str| sql(format!("LOCK TABLE {table} IN ROW EXCLUSIVE MODE"), vec![]);
            let mut writes = host.db.begin().await.unwrap();
            for table in held {
                writes.run(&lock(table)).await.unwrap();
            }
            let url = place.url.clone();
            let mut start = tokio::task::spawn_blocking(move || {
                let starts = async {
                    let db = Db::open(&url, 2).await?;
                    prepare(&db).await?;
                    Host::open(db).await.map(drop)
                };
                tokio::runtime::Handle::current().block_on(starts)
            });
            // It has started, or waits for him.
            let waiting = "SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database \
                           WHERE NOT l.granted AND d.datname = current_database()";
            let waiting = sql(waiting, vec![]);
            let waits = async {
                while host.db.all(&waiting).await.unwrap()[0].number(0).unwrap() == 0 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            let started = tokio::select! {
                started = &mut start => Some(started),
                () = waits => None,
            };
            for table in wanted {
                let wrote = writes.run(&lock(table)).await;
                assert!(wrote.is_ok(), "{table} after {held:?}: {wrote:?}");
            }
            writes.commit().await.unwrap();
            let started = match started {
                Some(started) => started,
                None => start.await,
            };
            let started = started.unwrap();
            assert!(started.is_ok(), "{held:?}: {started:?}");
        }
    }
}

/// The requests of README.md, one after the other, by its people.
async fn as_the_readme_says(at: &str, password: &str, key: &str) {
    let readme = include_str!("../../README.md");
    let [admin, operator, customer] = [
        "carmen.ortiz@example.test",
        "i.cherkasova@example.test",
        "n.vorontsov@example.test",
    ];
    assert!(
        [admin, operator, customer]
            .iter()
            .all(|one| readme.contains(one))
    );
    let mut carmen = Client::signed_in(at, admin, password).await;
    let people = carmen.get("/people").await.json();
    assert!(people.as_array().unwrap().len() > 1, "{people}");
    assert_eq!(carmen.get("/roles").await.status, 200);
    let mut inna = Client::signed_in(at, operator, password).await;
    let page = inna.get("/tickets?limit=2").await.json();
    let count = inna.get("/tickets/count").await.json();
    let listed = page["tickets"].as_array().unwrap().len();
    assert!(listed > 0 && count["count"].as_u64().unwrap() >= listed as u64);
    let id = page["tickets"][0]["id"].as_str().unwrap();
    assert_eq!(inna.get(&format!("/tickets/{id}")).await.status, 200);
    let mut client = Client::at(at).await;
    let typed = json!({ "address": customer, "password": password });
    let entered = client.post("/portal/sign-in", &typed).await;
    assert_eq!(entered.status, 200, "{}", entered.body);
    client.token = entered.json()["token"].as_str().unwrap().to_owned();
    let own = client.get("/portal/tickets").await.json();
    assert!(!own["tickets"].as_array().unwrap().is_empty(), "{own}");
    let mut service = Client::at(at).await;
    service.token = key.to_owned();
    let asked = json!({ "subject": { "type": "user", "id": "omnidesk/staff/20" },
        "action": { "name": "conversation.view" }, "resource": { "type": "ticket" } });
    let found = service.post("/access/v1/search/resource", &asked).await;
    assert_eq!(found.status, 200, "{}", found.body);
}
