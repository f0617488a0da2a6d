//! One table of tickets on two servers behind a third, all three started here: shows where the filter runs,
//! that the answers are those of memory, and how long they take. `cargo run --release --bin shards -- 20000`

use std::time::Instant;

use frontdesk_laws::operator::{self, Operator};
use frontdesk_laws::{Database, Desk, Shards, Spread, run};
use frontdesk_model::ConversationFacts;
use frontdesk_sql::{Dialect, IdForm, MomentForm, PageRequest, Statement};
use frontdesk_visibility::Filter;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let size: i64 = match std::env::args().nth(1) {
        Some(size) => size.parse()?,
        None => 20_000,
    };
    let tickets: Vec<ConversationFacts> = (1..=size).map(operator::ticket).collect();
    for spread in [Spread::ByTicket, Spread::ByTenant] {
        let shards = Shards::start(&["shared_buffers = '256MB'"])?;
        println!("{spread:?}: three clusters, {size} tickets\n");
        run(shown(&shards, spread, &tickets))?;
    }
    Ok(())
}

async fn shown(
    shards: &Shards,
    spread: Spread,
    tickets: &[ConversationFacts],
) -> Result<(), Failure> {
    let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
    let sql = desk.sql();
    let mut database = shards.database(&desk, spread).await?;
    database.store(&desk, tickets).await?;
    let rules = Operator::ALL.map(|who| frontdesk_visibility::Rule::of(&who.scopes()));
    let prefix = frontdesk_sql::Prefix::new("desk")?;
    for index in sql.indexes(&prefix, &rules) {
        shards.on_each(&index.text).await?;
    }
    shards.on_each("VACUUM (ANALYZE) tickets").await?;
    database.run("ANALYZE tickets_0; ANALYZE tickets_1").await?;
    for who in Operator::ALL {
        let filter = Filter::of(&who.scopes(), operator::now());
        let page = operator::newest(&sql, &filter, PageRequest::default())?;
        let newest = tickets.iter().rev().filter(|facts| filter.matches(facts));
        let newest: Vec<_> = newest.take(50).map(|facts| facts.id).collect();
        let seen = filter.count(tickets);

        let began = Instant::now();
        let paged = database.ids(&desk, &page).await? == newest;
        let paged = (paged, began.elapsed());
        let began = Instant::now();
        let listed = database.ids(&desk, &sql.list(&filter)?).await?.len() == seen;
        let listed = (listed, began.elapsed());
        let began = Instant::now();
        let counted = database.number(&sql.count(&filter)?).await?;
        let counted = (usize::try_from(counted)? == seen, began.elapsed());
        for (name, (same, time)) in [("page", paged), ("list", listed), ("count", counted)] {
            if !same {
                return Err(format!("{who:?}, {name}: another answer than in memory").into());
            }
            println!(
                "{who:?} {name}: as in memory, {:.2} ms",
                time.as_secs_f64() * 1_000.0
            );
        }
        for (name, statement) in [("list", sql.list(&filter)?), ("page", page)] {
            println!("\n{who:?}, plan of the {name}:");
            plan(&mut database, &statement).await?;
        }
        println!();
    }
    database.close().await
}

async fn plan(database: &mut Database, statement: &Statement) -> Result<(), Failure> {
    let explain = Statement {
        text: format!("EXPLAIN (VERBOSE, COSTS OFF) {}", statement.text),
        params: statement.params.clone(),
    };
    for line in database.texts(&explain).await? {
        println!("  {line}");
    }
    Ok(())
}
