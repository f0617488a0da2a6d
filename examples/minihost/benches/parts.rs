//! What the crates do for one request, taken apart: `cargo bench --bench parts`.
#![allow(clippy::unwrap_used, reason = "a measurement")]
#![allow(dead_code, reason = "shared with the tests")]

#[path = "../tests/it/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use frontdesk::model::ConversationId;
use frontdesk::visibility::{Column, Direction, Field, ListRequest, Sort, Ticket, View};
use frontdesk::{Handling, TicketCommand};
use frontdesk_sql::{PageRequest, Walk};
use minihost::host::now;
use minihost::{rows, tickets};
use world::{places, replica, user};

const TIMES: u32 = 2_000;

fn timed<T>(name: &str, mut ask: impl FnMut() -> T) {
    for _ in 0..100 {
        black_box(ask());
    }
    let began = Instant::now();
    for _ in 0..TIMES {
        black_box(ask());
    }
    let micros = began.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES);
    println!("| {name} | {micros:.1} |");
}

#[tokio::main]
async fn main() {
    for place in places().await {
        println!("\n{}\n", place.url.split(':').next().unwrap());
        println!("| | us |\n|---|---|");
        let (_at, host) = replica(&place, || world::world(200, 2_000)).await;
        let desk = host.desk().await.unwrap();
        let wearer = host.wearer(user(101).into());
        let sql = tickets::questions(&host);
        let viewing = desk.viewing(wearer.clone(), now()).unwrap();
        timed("who looks", || desk.viewing(wearer.clone(), now()).unwrap());
        let asked = ListRequest {
            sort: Some(Sort {
                by: Column::Field(Field::CreatedAt),
                direction: Direction::Descending,
            }),
            ..ListRequest::default()
        };
        timed("the request of a list", || {
            viewing.query_signed(&asked, &host.cursors).unwrap()
        });
        timed("the fitting walk", || Walk::fitting(&viewing.filter));
        let request = |walk| PageRequest {
            sort: asked.sort.clone(),
            rows: 51,
            walk,
            ..PageRequest::default()
        };
        for walk in [Walk::Merged, Walk::InOrder] {
            let request = request(walk);
            timed(&format!("the statement of a page, {walk:?}"), || {
                sql.page(&viewing, &request).unwrap()
            });
        }
        timed("the statement of a count", || {
            sql.count(&viewing.filter).unwrap()
        });
        let one = ConversationId::from_number(8);
        timed("the statement of one", || {
            sql.one(&viewing.filter, one).unwrap()
        });
        let waiting = desk.complete(world::facts(8, 200));
        let group = frontdesk::model::GroupId::from_number;
        let mine = (1..=world::GROUPS).position(|one| waiting.group == Some(group(one)));
        let taking = Handling {
            user: user(101 + i64::try_from(mine.unwrap()).unwrap()),
            command: TicketCommand::Take,
            facts: &waiting,
            loads: &BTreeMap::new(),
        };
        timed("a command", || desk.handle(&taking, now()).unwrap());
        let page = sql.page(&viewing, &request(Walk::Merged)).unwrap();
        let ids = rows::ids(&mut &host.db, &page.statement).await.unwrap();
        let stored = rows::load(&mut &host.db, desk.tenant(), &ids, 51)
            .await
            .unwrap();
        let complete = |one: &Ticket| Ticket {
            facts: desk.complete(one.facts.clone()),
            ..one.clone()
        };
        let all: Vec<Ticket> = stored.iter().map(complete).collect();
        println!("| {} tickets of a page: | |", all.len());
        timed("copied", || all.clone());
        timed("copied and completed", || {
            stored.iter().map(complete).collect::<Vec<_>>()
        });
        timed("opened", || {
            all.iter().filter_map(|one| viewing.open(one).ok()).count()
        });
        let views = || -> Vec<View<'_>> {
            let opened = all.iter().filter_map(|one| viewing.open(one).ok());
            opened.map(|one| one.project()).collect()
        };
        timed("opened and projected", views);
        let views = views();
        timed("written as JSON", || serde_json::to_vec(&views).unwrap());
    }
}
