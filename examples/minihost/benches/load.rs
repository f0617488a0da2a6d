//! 200 operators on 100,000 tickets over loopback, on both databases: `cargo bench --bench load`. This loads the
//! database, starts the host and signs everybody in; wrk asks, by load.lua.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement"
)]
#![allow(dead_code, reason = "shared with the tests")]

#[path = "../tests/it/client.rs"]
mod client;
#[path = "../tests/it/world.rs"]
mod world;

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use client::Client;
use minihost::db::Db;
use world::{GROUPS, PASSWORD, places, user};

const OPERATORS: i64 = 200;
const TICKETS: i64 = 100_000;
const SECONDS: u32 = 15;
const THREADS: u32 = 2;

/// How many ask at once, and what.
const RUNS: [(i64, &str); 5] = [
    (2, "mix"),
    (OPERATORS, "mix"),
    (OPERATORS, "page"),
    (OPERATORS, "one"),
    (OPERATORS, "count"),
];

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
        let service_key = {
            let db = Db::open(&place.url, 4).await.unwrap();
            minihost::host::prepare(&db).await.unwrap();
            let world = world::world(OPERATORS, TICKETS);
            let loaded = minihost::seed::load(&db, world, PASSWORD).await.unwrap();
            loaded.service_key
        };
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
        let mut operators = Vec::new();
        for number in 0..OPERATORS {
            let login = format!("user{}", 101 + number);
            operators.push(Client::signed_in(&at, &login, PASSWORD).await);
        }
        let mut meter = Client::at(&at).await;
        meter.token = service_key;
        println!(
            "\n| database | at once | asked | requests | refused | per second | p50 ms | p99 ms | us of the \
             processor | in crates |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        for (at_once, asked) in RUNS {
            let file = std::env::temp_dir().join(format!("load_{}", child.id()));
            write_operators(&file, &mut operators).await;
            let before = meter.get("/times").await.json();
            let worked = processor(child.id());
            let [requests, refused, seconds, p50, p99] = wrk(&at, &file, at_once, asked);
            let worked = processor(child.id()) - worked;
            let after = meter.get("/times").await.json();
            std::fs::remove_file(&file).unwrap();
            let spent = |name: &str| after[name].as_f64().unwrap() - before[name].as_f64().unwrap();
            // Of the host's processor; a server of the database has its own besides.
            let each = 1e6 * worked / spent("requests");
            let crates = spent("in_crates") / 1e3 / spent("requests");
            println!(
                "| {kind} | {at_once} | {asked} | {requests} | {refused} | {:.0} | {p50:.1} | {p99:.1} | {each:.0} | \
                 {crates:.0} us, {:.0} % |",
                requests / seconds,
                100.0 * crates / each,
            );
            // A ticket that went to somebody else meanwhile; nothing that is only read is refused.
            let commands = if asked == "mix" { requests / 10.0 } else { 0.0 };
            assert!(refused <= commands, "{refused} of {requests} were refused");
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

/// What load.lua reads: the session of each, the 50 newest tickets that he sees, those that wait for him, and a
/// colleague of his group. Of a queue each of the group takes others.
async fn write_operators(file: &Path, operators: &mut [Client]) {
    let mut written = std::fs::File::create(file).unwrap();
    for (number, client) in (0_i64..).zip(operators) {
        let page = client.get("/tickets?limit=500").await.json();
        let rows = page["tickets"].as_array().unwrap();
        let id = |row: &serde_json::Value| row["id"].as_str().unwrap().to_owned();
        let seen: Vec<String> = rows.iter().take(50).map(id).collect();
        let waiting = rows.iter().filter(|row| row["state"] == "waiting");
        let others = usize::try_from(number / GROUPS).unwrap();
        let of_group = usize::try_from(OPERATORS / GROUPS).unwrap();
        let waiting: Vec<String> = waiting.skip(others).step_by(of_group).map(id).collect();
        let colleague = user(101 + (number + GROUPS) % OPERATORS);
        let (seen, waiting) = (seen.join(","), waiting.join(","));
        writeln!(written, "{} {seen} {waiting} {colleague}", client.token).unwrap();
    }
}

/// Requests, refused ones, seconds, and the middle and the hundredth of the latencies in milliseconds.
fn wrk(at: &str, file: &Path, at_once: i64, asked: &str) -> [f64; 5] {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load.lua");
    let said = Command::new("wrk")
        .arg(format!("-t{THREADS}"))
        .arg(format!("-c{at_once}"))
        .arg(format!("-d{SECONDS}s"))
        .arg("-s")
        .arg(script)
        .arg(format!("http://{at}"))
        .arg("--")
        .arg(file)
        .args([asked, &THREADS.to_string()])
        .output()
        .expect("wrk is installed (Debian: apt-get install wrk)");
    let said = String::from_utf8(said.stdout).unwrap();
    let done = said.lines().find_map(|line| line.strip_prefix("done "));
    let done = done.unwrap_or_else(|| panic!("{said}"));
    let numbers: Vec<f64> = done.split(' ').map(|one| one.parse().unwrap()).collect();
    let [requests, refused, broken, seconds, p50, p99] = numbers.try_into().unwrap();
    assert_eq!(broken, 0.0, "{said}");
    [requests, refused, seconds, p50, p99]
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
