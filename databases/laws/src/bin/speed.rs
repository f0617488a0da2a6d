//! Generated statements beside the best that a person would write, in the same run, on SQLite and PostgreSQL:
//! `cargo run --release --bin speed -- 100000 1000000` prints the tables of docs/databases.md;
//! `--plans` the plans too, and `--generic` has PostgreSQL keep one plan of each text.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use frontdesk_laws::operator::{self, Operator, TENANT};
use frontdesk_laws::{Cluster, Database, Desk, run};
use frontdesk_model::{Actor, ConversationFacts, ConversationId};
use frontdesk_sql::{
    Dialect, IdForm, MomentForm, Name, PageRequest, Param, Prefix, Statement, Walk, Wearing, Writes,
};
use frontdesk_visibility::{Filter, Rule, Viewer};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How often each statement is asked, in turns with those beside it; a page, which is quick, more often.
const ROUNDS: usize = 15;
const PAGES: usize = 101;
/// How often a page is asked in one turn.
const AGAIN: usize = 10;

/// A question that is asked of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// A page of the 50 newest, as it fits the filter.
    Page,
    /// The same, of whom the host knows that he sees much.
    PageInOrder,
    List,
    /// The list as one value: of SQLite, whose rows one by one take sqlx far longer than SQLite.
    ListAtOnce,
    Count,
}

impl Question {
    /// What is asked for this operator.
    fn of(who: Operator, dialect: Dialect) -> Vec<Self> {
        let all = [
            (Self::Page, true),
            (Self::PageInOrder, who == Operator::Wide),
            (Self::List, true),
            (Self::ListAtOnce, dialect == Dialect::Sqlite),
            (Self::Count, true),
        ];
        let asked = all.into_iter().filter(|(_, is_asked)| *is_asked);
        asked.map(|(question, _)| question).collect()
    }

    const fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::PageInOrder)
    }
}

/// A way to ask it.
struct Asked {
    name: String,
    statement: Statement,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Count(i64),
    List(BTreeSet<ConversationId>),
    Page(Vec<ConversationId>),
}

fn main() -> Result<(), Failure> {
    let mut plans = false;
    // One plan of each text for all values, instead of whatever PostgreSQL makes of each call.
    let mut plan_cache_mode = "plan_cache_mode = auto";
    let mut sizes = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--plans" => plans = true,
            "--generic" => plan_cache_mode = "plan_cache_mode = force_generic_plan",
            size => sizes.push(size.parse()?),
        }
    }
    if sizes.is_empty() {
        sizes = vec![100_000];
    }
    let cluster = Cluster::start(&[
        "shared_buffers = '2GB'",
        "work_mem = '64MB'",
        "maintenance_work_mem = '512MB'",
        "max_wal_size = '8GB'",
        "wal_level = minimal",
        "max_wal_senders = 0",
        // As everywhere: one thread, and no compiler beside it.
        "max_parallel_workers_per_gather = 0",
        "jit = off",
        plan_cache_mode,
    ])?;
    println!(
        "median of {ROUNDS}, of pages of {PAGES} times the least of {AGAIN}, in turns; milliseconds; x: generated over the best by hand\n"
    );
    println!(
        "| tickets | database | operator | question | generated | by hand, same indexes | x \
         | generated, two indexes more | by hand | x |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for size in sizes {
        let tickets: Vec<ConversationFacts> = (1..=size).map(operator::ticket).collect();
        let desk = Desk::new(Dialect::Sqlite, IdForm::Number, MomentForm::Micros);
        let desk = desk.with_indexes(prefix()?);
        run(measured(Database::sqlite(), &desk, &tickets, plans))?;
        let desk = Desk::new(Dialect::Postgres, IdForm::Number, MomentForm::Timestamp);
        let name = format!("speed_{size}");
        let database = Database::postgres(&cluster, &name);
        run(measured(database, &desk, &tickets, plans))?;
        run(guarded(&cluster, &name, &desk))?;
    }
    Ok(())
}

fn prefix() -> Result<Prefix, Failure> {
    Ok(Prefix::new("desk")?)
}

/// Loads the tickets, then asks: first with the indexes that the crate wants alone, then with those by hand
/// beside them, which the statements by hand may need.
async fn measured(
    database: impl Future<Output = Result<Database, Failure>>,
    desk: &Desk,
    tickets: &[ConversationFacts],
    plans: bool,
) -> Result<(), Failure> {
    let mut database = database.await?;
    let began = Instant::now();
    for table in desk.tables("") {
        database.run(&table).await?;
    }
    database.store(desk, tickets).await?;
    let stored = began.elapsed();
    let rules = Operator::ALL.map(|who| Rule::of(&who.scopes()));
    for index in desk.sql().indexes(&prefix()?, &rules) {
        database.run(&index.text).await?;
        if plans {
            eprintln!("{}", index.text);
        }
    }
    tidy(&mut database).await?;
    eprintln!(
        "{} tickets in {:?}: stored in {:.1} s, indexed after {:.1} s",
        tickets.len(),
        desk.sql().dialect,
        stored.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    let mut rows = Vec::new();
    for with_more in [false, true] {
        if with_more {
            for index in by_hand_indexes() {
                database.run(index).await?;
            }
            tidy(&mut database).await?;
        }
        for who in Operator::ALL {
            let filter = Filter::of(&who.scopes(), operator::now());
            for question in Question::of(who, desk.sql().dialect) {
                let mut asked = vec![Asked {
                    name: "generated".to_owned(),
                    statement: generated(desk, &filter, question)?,
                }];
                asked.extend(by_hand(desk.sql().dialect, who, question));
                let expected = expected(&filter, tickets, question);
                let medians = medians(&mut database, desk, question, &asked, &expected).await?;
                if plans {
                    for (one, median) in asked.iter().zip(&medians) {
                        show(&mut database, who, question, one, *median, with_more).await?;
                    }
                }
                rows.push((who, question, with_more, asked, medians));
            }
        }
    }
    for who in Operator::ALL {
        for question in Question::of(who, desk.sql().dialect) {
            let mut line = format!(
                "| {} | {:?} | {who:?} | {question:?} |",
                tickets.len(),
                desk.sql().dialect
            );
            let of = rows.iter().filter(|row| row.0 == who && row.1 == question);
            for (_, _, _, asked, medians) in of {
                line.push_str(&compared(asked, medians));
            }
            println!("{line}");
        }
    }
    database.close().await
}

/// The generated statement, the best by hand, and how they compare: of the same turns, so that whatever else
/// the machine did fell on both.
fn compared(asked: &[Asked], medians: &[Duration]) -> String {
    let mut timed = asked.iter().zip(medians);
    let Some((_, generated)) = timed.next() else {
        return String::new();
    };
    let Some((best, least)) = timed.min_by_key(|(_, median)| **median) else {
        return String::new();
    };
    format!(
        " {} | {} ({}) | {:.2} |",
        millis(*generated),
        millis(*least),
        best.name,
        generated.as_secs_f64() / least.as_secs_f64(),
    )
}

/// Statistics, and for PostgreSQL the map of what every transaction sees, without which no index answers
/// alone.
async fn tidy(database: &mut Database) -> Result<(), Failure> {
    match database.dialect() {
        Dialect::Sqlite => database.run("ANALYZE").await,
        Dialect::Postgres => database.run("VACUUM (ANALYZE) tickets").await,
    }
}

fn millis(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64() * 1_000.0)
}

fn generated(desk: &Desk, filter: &Filter, question: Question) -> Result<Statement, Failure> {
    let sql = desk.sql();
    Ok(match question {
        Question::List => sql.list(filter)?,
        Question::ListAtOnce => at_once(sql.list(filter)?),
        Question::Count => sql.count(filter)?,
        Question::Page | Question::PageInOrder => {
            let request = PageRequest {
                rows: 50,
                walk: match question {
                    Question::PageInOrder => Walk::InOrder,
                    _ => Walk::fitting(filter),
                },
                ..PageRequest::default()
            };
            operator::newest(&sql, filter, request)?
        }
    })
}

/// All ids of a list in one JSON array.
fn at_once(list: Statement) -> Statement {
    Statement {
        text: format!("SELECT json_group_array(id) FROM ({})", list.text),
        ..list
    }
}

/// What a person would add who knows these questions and no others.
fn by_hand_indexes() -> [&'static str; 2] {
    [
        "CREATE INDEX hand_by_group ON tickets (tenant, \"group\", state, made DESC, id, site, assignee)",
        "CREATE INDEX hand_by_assignee ON tickets (tenant, assignee, made DESC, id, site)",
    ]
}

/// The statements by hand: the plain one, and the branches of the OR apart.
fn by_hand(dialect: Dialect, who: Operator, question: Question) -> Vec<Asked> {
    let numbers = |all: &[i64]| match dialect {
        Dialect::Postgres => Param::Numbers(all.to_vec()),
        Dialect::Sqlite => Param::Text(format!("{all:?}")),
    };
    let mut params = vec![
        Param::Number(TENANT.number().unwrap_or_default()),
        Param::Number(who.user().number().unwrap_or_default()),
        numbers(&who.groups()),
    ];
    let sites = who.sites();
    params.extend(sites.as_deref().map(numbers));
    let (p, among) = match dialect {
        Dialect::Postgres => ("$", ["= ANY($3)", "= ANY($4)"]),
        Dialect::Sqlite => (
            "?",
            [
                "IN (SELECT value FROM json_each(?3))",
                "IN (SELECT value FROM json_each(?4))",
            ],
        ),
    };
    let [in_groups, in_sites] = among;
    let of_site = match sites {
        Some(_) => format!(" AND site {in_sites}"),
        None => String::new(),
    };
    let tenant = format!("tenant = {p}1");
    let own = format!("{tenant} AND assignee = {p}2{of_site}");
    let theirs = format!(
        "{tenant} AND \"group\" {in_groups} AND state = 'open' AND assignee <> {p}2{of_site}"
    );
    let plain = format!(
        "{tenant}{of_site} AND (assignee = {p}2 OR (state = 'open' AND \"group\" {in_groups}))"
    );
    let order = "ORDER BY made DESC, id LIMIT 50";
    let texts = match question {
        Question::List | Question::ListAtOnce => vec![
            ("plain OR", format!("SELECT id FROM tickets WHERE {plain}")),
            (
                "UNION ALL",
                format!(
                    "SELECT id FROM tickets WHERE {own} UNION ALL SELECT id FROM tickets WHERE {theirs}"
                ),
            ),
        ],
        Question::Count => vec![
            (
                "plain OR",
                format!("SELECT count(*) FROM tickets WHERE {plain}"),
            ),
            (
                "sum of two",
                format!(
                    "SELECT (SELECT count(*) FROM tickets WHERE {own}) + \
                     (SELECT count(*) FROM tickets WHERE {theirs})"
                ),
            ),
        ],
        Question::Page | Question::PageInOrder => {
            let both = format!(
                "SELECT id, made FROM (SELECT * FROM (SELECT id, made FROM tickets WHERE {own} {order}) AS a \
                 UNION ALL SELECT * FROM (SELECT id, made FROM tickets WHERE {theirs} {order}) AS b) AS c {order}"
            );
            let mut texts = vec![
                (
                    "plain OR",
                    format!("SELECT id, made FROM tickets WHERE {plain} {order}"),
                ),
                ("UNION ALL of two pages", both),
            ];
            if dialect == Dialect::Postgres {
                let of_group = format!(
                    "{tenant} AND \"group\" = g AND state = 'open' AND assignee <> {p}2{of_site}"
                );
                texts.push((
                    "a page of each group",
                    format!(
                        "SELECT id, made FROM (SELECT * FROM (SELECT id, made FROM tickets WHERE {own} {order}) AS a \
                         UNION ALL SELECT b.* FROM unnest({p}3) AS g, LATERAL \
                         (SELECT id, made FROM tickets WHERE {of_group} {order}) AS b) AS c {order}"
                    ),
                ));
            } else {
                texts.push((
                    "newest first",
                    format!("SELECT id, made FROM tickets INDEXED BY desk_by_creation WHERE {plain} {order}"),
                ));
                texts.push((
                    "a page of each group",
                    format!(
                        "SELECT id, made FROM (SELECT * FROM (SELECT id, made FROM tickets WHERE {own} {order}) AS a \
                         UNION ALL SELECT tickets.id, made FROM json_each(?3) AS g CROSS JOIN tickets WHERE tickets.rowid IN \
                         (SELECT rowid FROM tickets WHERE {tenant} AND \"group\" = g.value AND state = 'open' \
                         AND assignee <> ?2{of_site} {order})) AS c {order}"
                    ),
                ));
            }
            texts
        }
    };
    let asked = |(name, text)| {
        let params = params.clone();
        let statement = Statement { text, params };
        let statement = match question {
            Question::ListAtOnce => at_once(statement),
            _ => statement,
        };
        Asked { name, statement }
    };
    let mut all: Vec<Asked> = texts
        .iter()
        .map(|(name, text)| asked(((*name).to_owned(), text.clone())))
        .collect();
    if dialect == Dialect::Sqlite {
        // The same in such a form that SQLite does not plan it anew in each call.
        let once = |text: &str| {
            let hidden = |text: String, placeholder| {
                let unread = format!("CASE WHEN TRUE THEN {placeholder} END");
                let found = ["= ", "<> "].map(|how| (format!("{how}{placeholder}"), how));
                found.iter().fold(text, |text, (found, how)| {
                    text.replace(found, &format!("{how}{unread}"))
                })
            };
            hidden(hidden(text.to_owned(), "?1"), "?2")
        };
        let texts = texts
            .iter()
            .map(|(name, text)| (format!("{name}, planned once"), once(text)));
        all.extend(texts.map(asked));
    }
    all
}

fn expected(filter: &Filter, tickets: &[ConversationFacts], question: Question) -> Answer {
    match question {
        Question::Count => Answer::Count(i64::try_from(filter.count(tickets)).unwrap_or(i64::MAX)),
        Question::List | Question::ListAtOnce => {
            Answer::List(filter.list(tickets).map(|facts| facts.id).collect())
        }
        // Later ones are newer.
        Question::Page | Question::PageInOrder => {
            let newest = tickets.iter().rev().filter(|facts| filter.matches(facts));
            Answer::Page(newest.take(50).map(|facts| facts.id).collect())
        }
    }
}

async fn answer(
    database: &mut Database,
    desk: &Desk,
    question: Question,
    statement: &Statement,
) -> Result<(Duration, Answer), Failure> {
    let began = Instant::now();
    if question == Question::Count {
        let count = database.number(statement).await?;
        return Ok((began.elapsed(), Answer::Count(count)));
    }
    if question == Question::ListAtOnce {
        let json = database.texts(statement).await?.concat();
        let time = began.elapsed();
        let numbers = json.trim_matches(['[', ']']).split(',');
        let numbers: Result<Vec<i64>, _> = numbers.map(str::parse).collect();
        let ids = numbers?.into_iter().map(ConversationId::from_number);
        return Ok((time, Answer::List(ids.collect())));
    }
    let ids = database.ids(desk, statement).await?;
    let time = began.elapsed();
    Ok(match question {
        Question::Page | Question::PageInOrder => (time, Answer::Page(ids)),
        _ => (time, Answer::List(ids.into_iter().collect())),
    })
}

/// Each in turn, so that whatever else the machine does falls on all; each time in another order, since a
/// statement takes longer behind some than behind others.
async fn medians(
    database: &mut Database,
    desk: &Desk,
    question: Question,
    asked: &[Asked],
    expected: &Answer,
) -> Result<Vec<Duration>, Failure> {
    let mut times: Vec<Vec<Duration>> = asked.iter().map(|_| Vec::new()).collect();
    let rounds = if question.is_page() { PAGES } else { ROUNDS };
    for round in 0..=rounds {
        let mut turns: Vec<_> = asked.iter().zip(&mut times).collect();
        turns.sort_by_cached_key(|(one, _)| {
            let mut hasher = DefaultHasher::new();
            (round, &one.name).hash(&mut hasher);
            hasher.finish()
        });
        for (one, times) in turns {
            // A page takes no longer than a thread that wakes late, and whoever comes behind a large answer finds less
            // of his own at hand: of several times the least counts.
            let again = if question.is_page() { AGAIN } else { 1 };
            let mut took = Duration::MAX;
            for _ in 0..again {
                let (time, said) = answer(database, desk, question, &one.statement).await?;
                if said != *expected {
                    let text = &one.statement.text;
                    return Err(format!("{}: another answer: {text}", one.name).into());
                }
                took = took.min(time);
            }
            // The first is for the caches.
            if round > 0 {
                times.push(took);
            }
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    Ok(times.into_iter().map(median).collect())
}

async fn show(
    database: &mut Database,
    who: Operator,
    question: Question,
    asked: &Asked,
    median: Duration,
    with_more: bool,
) -> Result<(), Failure> {
    let explain = match database.dialect() {
        Dialect::Sqlite => "EXPLAIN QUERY PLAN",
        Dialect::Postgres => "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)",
    };
    let statement = Statement {
        text: format!("{explain} {}", asked.statement.text),
        params: asked.statement.params.clone(),
    };
    let plan = database.texts(&statement).await?;
    eprintln!(
        "\n{who:?} {question:?} {}, {} ms, all indexes: {with_more}\n{}\n  {}",
        asked.name,
        millis(median),
        asked.statement.text,
        plan.join("\n  ")
    );
    Ok(())
}

/// The same with row-level security: a plain statement of a role that the policies bind, and what it costs
/// to say who looks.
async fn guarded(cluster: &Cluster, name: &str, desk: &Desk) -> Result<(), Failure> {
    let mut owner = Database::connect(cluster, "postgres", name).await?;
    owner
        .run("DROP INDEX hand_by_group; DROP INDEX hand_by_assignee")
        .await?;
    let names = [Name::new("narrow")?, Name::new("wide")?];
    let rules: Vec<(Name, Rule)> = names
        .iter()
        .cloned()
        .zip(Operator::ALL.map(|who| Rule::of(&who.scopes())))
        .collect();
    for policy in desk.sql().policies(&prefix()?, &rules, Writes::Nothing)? {
        owner.run(&policy.text).await?;
    }
    owner
        .run(
            "DO $$ BEGIN CREATE ROLE app LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END $$;
             GRANT SELECT ON ALL TABLES IN SCHEMA public TO app",
        )
        .await?;
    owner.close().await?;
    let mut app = Database::connect(cluster, "app", name).await?;
    for (who, rule) in Operator::ALL.into_iter().zip(&names) {
        let scopes = who.scopes();
        let viewer = Viewer::Actor(Actor {
            tenant: scopes.tenant,
            id: scopes.actor,
            memberships: &scopes.memberships,
        });
        let rules = [rule.clone()];
        let wearing = [Wearing {
            viewer,
            rules: &rules,
        }];
        let settings = desk.sql().settings(&prefix()?, &wearing, operator::now())?;
        let plain = |text: &str| Statement {
            text: text.to_owned(),
            params: Vec::new(),
        };
        for (question, statement) in [
            (
                Question::Page,
                plain("SELECT id, made FROM tickets ORDER BY made DESC, id LIMIT 50"),
            ),
            (Question::List, plain("SELECT id FROM tickets")),
            (Question::Count, plain("SELECT count(*) FROM tickets")),
        ] {
            let mut said = Vec::new();
            let mut asked = Vec::new();
            for _ in 0..=ROUNDS {
                app.run("BEGIN").await?;
                let began = Instant::now();
                app.texts(&settings).await?;
                said.push(began.elapsed());
                let (time, _) = answer(&mut app, desk, question, &statement).await?;
                asked.push(time);
                app.run("COMMIT").await?;
            }
            said.sort();
            asked.sort();
            let median = |times: &[Duration]| times.get(ROUNDS / 2).copied().unwrap_or_default();
            println!(
                "| as above | with policies | {who:?} | {question:?} | {} | settings {} | | | | |",
                millis(median(&asked)),
                millis(median(&said)),
            );
        }
    }
    app.close().await
}
