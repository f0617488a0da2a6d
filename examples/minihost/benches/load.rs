//! 200 operators on 100,000 tickets over loopback, on both databases: `cargo bench --bench load`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement"
)]
#![allow(dead_code, reason = "shared with the tests")]

#[path = "../tests/it/client.rs"]
mod client;
#[path = "../tests/it/world.rs"]
mod world;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use client::Client;
use world::{PASSWORD, places, user};

const OPERATORS: i64 = 200;
const TICKETS: i64 = 100_000;
const SECONDS: u64 = 15;

/// What an operator does, by turns: of ten requests four are a page, three a ticket, two a count, and one is a
/// command, which takes a ticket out of the queue or passes on what was taken.
const KINDS: [&str; 4] = ["page", "one", "count", "command"];

#[tokio::main]
async fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with('-'))
        .collect();
    for place in places().await {
        let kind = place.url.split(':').next().unwrap().to_owned();
        if !wanted.is_empty() && !wanted.contains(&kind) {
            continue;
        }
        let began = Instant::now();
        drop(world::replica(&place, || world::world(OPERATORS, TICKETS)).await);
        println!("\n{kind}: loaded in {:.1} s", began.elapsed().as_secs_f64());
        let mut child = Command::new(env!("CARGO_BIN_EXE_minihost"))
            .env("DATABASE_URL", &place.url)
            .env("LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let at = lines
            .find_map(|line| line.strip_prefix("http://").map(str::to_owned))
            .unwrap();
        let mut clients = Vec::new();
        for number in 0..OPERATORS {
            let login = format!("user{}", 101 + number);
            clients.push(Client::signed_in(&at, &login, PASSWORD).await);
        }
        println!("| database | how | kind | requests | per second | p50 ms | p99 ms | in crates |");
        println!("|---|---|---|---|---|---|---|---|");
        // Each asks once in two seconds, and then each as fast as it is answered.
        for (how, pause) in [
            ("100 a second", Some(Duration::from_secs(2))),
            ("as fast as can be", None),
        ] {
            clients = run((&kind, how), (&at, child.id()), clients, pause).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

async fn run(
    (kind, how): (&str, &str),
    (at, process): (&str, u32),
    clients: Vec<Client>,
    pause: Option<Duration>,
) -> Vec<Client> {
    let mut meter = Client::at(at).await;
    let before = meter.get("/times").await.json();
    let worked = processor(process);
    let began = Instant::now();
    let end = began + Duration::from_secs(SECONDS);
    let mut tasks = Vec::new();
    for (number, client) in (0_i64..).zip(clients) {
        tasks.push(tokio::spawn(operator(number, client, pause, end)));
    }
    let (mut clients, mut all) = (Vec::new(), Vec::new());
    for task in tasks {
        let (client, took) = task.await.unwrap();
        clients.push(client);
        all.extend(took);
    }
    let seconds = began.elapsed().as_secs_f64();
    let after = meter.get("/times").await.json();
    let spent = |name: &str| after[name].as_f64().unwrap() - before[name].as_f64().unwrap();
    // Of the processor's time of the host; a server of the database has its own besides.
    let worked = processor(process) - worked;
    let share = 100.0 * spent("in_crates") / 1e9 / worked;
    for (at, name) in KINDS
        .into_iter()
        .enumerate()
        .map(|(at, name)| (Some(at), name))
        .chain([(None, "all")])
    {
        let of = all
            .iter()
            .filter(|(kind, _)| at.is_none_or(|at| at == *kind));
        let mut took: Vec<f64> = of.map(|(_, took)| took.as_secs_f64() * 1000.0).collect();
        took.sort_by(f64::total_cmp);
        let place = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
        let share = if at.is_none() {
            format!("{share:.1} %")
        } else {
            String::new()
        };
        println!(
            "| {kind} | {how} | {name} | {} | {:.0} | {:.1} | {:.1} | {share} |",
            took.len(),
            took.len() as f64 / seconds,
            place(0.5),
            place(0.99),
        );
    }
    let requests = spent("requests");
    println!(
        "of the processor {:.0} us a request, of which {:.0} us in the crates",
        1e6 * worked / requests,
        spent("in_crates") / requests / 1000.0
    );
    clients
}

/// Seconds of the processor that a process has had, by the system's hundredths.
fn processor(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // After the name, which is in brackets, the 12th and the 13th.
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}

async fn operator(
    number: i64,
    mut client: Client,
    pause: Option<Duration>,
    end: Instant,
) -> (Client, Vec<(usize, Duration)>) {
    let mut took = Vec::new();
    // Not all in step.
    if let Some(pause) = pause {
        tokio::time::sleep(pause.mul_f64(number as f64 / OPERATORS as f64)).await;
    }
    let (mut ids, mut waiting) = (Vec::<String>::new(), Vec::<String>::new());
    let colleague = user(101 + (number + world::GROUPS) % OPERATORS);
    let transfer = format!("{{\"command\":\"transfer\",\"to\":\"{colleague}\"}}");
    let mut taken: Option<String> = None;
    let mut turn = usize::try_from(number).unwrap();
    while Instant::now() < end {
        turn += 1;
        let kind = match turn % 10 {
            _ if ids.is_empty() || waiting.is_empty() => 0,
            0..=3 => 0,
            4..=6 => 1,
            7 | 8 => 2,
            _ => 3,
        };
        let began = Instant::now();
        let one = ids
            .get(turn % ids.len().max(1))
            .cloned()
            .unwrap_or_default();
        let (method, path, body) = match kind {
            0 => ("GET", "/tickets?limit=50".to_owned(), ""),
            1 => ("GET", format!("/tickets/{one}"), ""),
            2 => ("GET", "/tickets/count".to_owned(), ""),
            _ => match taken.take() {
                Some(mine) => ("POST", format!("/tickets/{mine}"), transfer.as_str()),
                None => {
                    // Not all the same one.
                    let first = waiting.swap_remove(turn.wrapping_mul(31) % waiting.len());
                    taken = Some(first.clone());
                    (
                        "POST",
                        format!("/tickets/{first}"),
                        "{\"command\":\"take\"}",
                    )
                }
            },
        };
        let answer = client.ask(method, &path, body).await.unwrap();
        took.push((kind, began.elapsed()));
        // A ticket that went to somebody else meanwhile, or is closed.
        let gone = matches!(answer.status, 404 | 409);
        assert!(answer.status == 200 || gone, "{path} {}", answer.body);
        if kind == 3 && gone {
            taken = None;
        }
        if kind == 0 {
            let page = answer.json();
            let rows = page["tickets"].as_array().unwrap();
            let id = |row: &serde_json::Value| row["id"].as_str().unwrap().to_owned();
            ids = rows.iter().map(id).collect();
            let waits = rows.iter().filter(|row| row["state"] == "waiting");
            waiting = waits.map(id).collect();
        }
        if let Some(pause) = pause {
            tokio::time::sleep(pause.saturating_sub(began.elapsed())).await;
        }
    }
    (client, took)
}
