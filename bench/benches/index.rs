//! Which tickets may this operator see: ids, the first page of 50, how many. Put to a scan by the filter,
//! to bitmaps that are made for exactly this rule, to the index and to SQLite; then what an event costs.
//!
//! `cargo bench --bench index` asks 1,000,000 tickets of one tenant; `cargo bench --bench index -- tenants`
//! asks 8,000,000 of 300 tenants, which takes about 8 GiB. The forms take turns, round by round; each figure
//! is the lower quartile of its rounds. With the word `wait` what is measured begins when a line comes in,
//! so that other work may be stopped for that alone.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_bench::mixed;
use frontdesk_model::{Assignee, ConversationFacts, ConversationId, ConversationState};
use frontdesk_visibility::{
    Activity, Audience, FieldPolicy, Index, IndexEvent, IndexOrder, Prepared,
};

#[path = "index/sqlite.rs"]
mod sqlite;
#[path = "index/world.rs"]
mod world;

use sqlite::{Asked, Sqlite};
use world::{
    Bound, Flat, OPERATORS_ASKED, Operator, activity, facts, flat, group, now, tenant, user,
};

const MILLION: u64 = 1_000_000;
const PAGE: usize = 50;

fn main() {
    match std::env::args().any(|arg| arg == "tenants") {
        true => tenants(),
        false => million(),
    }
}

fn wait() {
    if std::env::args().any(|arg| arg == "wait") {
        eprintln!("ready");
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).expect("a line");
    }
}

/// A form, and how long each question took it.
struct Form<'a> {
    ask: Box<dyn FnMut() -> usize + 'a>,
    times: Vec<f64>,
}

/// Nanoseconds of each, in turns: lower quartiles. What takes little is asked often at once, after it was asked
/// once: none pays for the memory that the one before it left cold.
fn in_turns<const N: usize>(forms: [Box<dyn FnMut() -> usize + '_>; N]) -> [f64; N] {
    let mut forms = forms.map(|ask| Form {
        ask,
        times: Vec::new(),
    });
    let once = |form: &mut Form<'_>, times: u32| {
        let start = Instant::now();
        for _ in 0..times {
            black_box((form.ask)());
        }
        start.elapsed().as_nanos() as f64 / f64::from(times)
    };
    let often: Vec<u32> = forms
        .iter_mut()
        .map(|form| (500_000.0 / once(form, 2)).clamp(1.0, 2_000.0) as u32)
        .collect();
    for round in 0..31 {
        for (form, often) in forms.iter_mut().zip(&often) {
            // What takes long is asked in every fourth round.
            let time = form.times.first().copied().unwrap_or(0.0);
            if time < 10_000_000.0 || round % 4 == 0 {
                black_box((form.ask)());
                let time = once(form, *often);
                form.times.push(time);
            }
        }
    }
    forms.map(|form| quarter(form.times))
}

/// The lower quartile: other work on the machine lies above it.
fn quarter(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 4]
}

/// Nanoseconds in words.
fn time(nanos: f64) -> String {
    match nanos {
        nanos if nanos < 1_000.0 => format!("{nanos:.0} ns"),
        nanos if nanos < 1_000_000.0 => format!("{:.2} us", nanos / 1_000.0),
        nanos => format!("{:.2} ms", nanos / 1_000_000.0),
    }
}

/// One tenant in every form.
struct Desk<'a> {
    of: u64,
    facts: Vec<ConversationFacts>,
    active: Vec<i64>,
    bound: Bound,
    index: &'a Index,
    sqlite: &'a Sqlite,
}

fn head() {
    println!(
        "| Tickets | Operator | Question | scan | bitmap bound | planned anew | **prepared** | SQLite | x bound | SQLite / prepared |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
}

impl Desk<'_> {
    fn scan_page(&self, seen: Vec<(i64, ConversationId)>) -> Vec<ConversationId> {
        let mut seen = seen;
        let first = |a: &(i64, ConversationId), b: &(i64, ConversationId)| {
            b.0.cmp(&a.0).then(a.1.cmp(&b.1))
        };
        if seen.len() > PAGE {
            seen.select_nth_unstable_by(PAGE, first);
            seen.truncate(PAGE);
        }
        seen.sort_unstable_by(first);
        seen.into_iter().map(|(_, id)| id).collect()
    }

    fn ask(&self, operator: &Operator) {
        let policy = FieldPolicy::default();
        let viewing = operator.viewing(self.of, &policy);
        let filter = &viewing.filter;
        let created = IndexOrder::created(&viewing).expect("shown");
        let active = IndexOrder::active(&viewing).expect("shown");
        let at = now();
        let read = || self.index.reading(filter, at).expect("in time");
        let kept = std::cell::RefCell::new(Prepared::of(filter.clone()));
        let numbers = |ids: &[ConversationId]| -> Vec<i64> {
            ids.iter()
                .map(|id| id.number().expect("a number"))
                .collect()
        };
        let sorted = |mut numbers: Vec<i64>| {
            numbers.sort_unstable();
            numbers
        };
        let line = |what: &str, [scan, bound, anew, kept, sqlite]: [f64; 5]| {
            println!(
                "| {} | {} | {what} | {} | {} | {} | **{}** | {} | {:.2} | {:.1} |",
                self.facts.len(),
                operator.name,
                time(scan),
                time(bound),
                time(anew),
                time(kept),
                time(sqlite),
                kept / bound,
                sqlite / kept,
            );
        };

        let [plan] = in_turns([Box::new(|| {
            black_box(read());
            1
        })]);
        println!(
            "| {} | {} | the plan alone | | | {} | | | | |",
            self.facts.len(),
            operator.name,
            time(plan)
        );
        let asked = Asked::union(self.of, operator, "id");
        let plain: Vec<_> = filter.list(&self.facts).map(|one| one.id).collect();
        assert_eq!(self.bound.ids(operator), plain);
        assert_eq!(read().ids(), plain);
        let mut asked_again = kept.borrow_mut();
        assert_eq!(
            asked_again.reading(self.index, at).expect("in time").ids(),
            plain
        );
        drop(asked_again);
        assert_eq!(sorted(self.sqlite.ask(&asked)), sorted(numbers(&plain)));
        line(
            &format!("ids ({})", plain.len()),
            in_turns([
                Box::new(|| {
                    filter
                        .list(&self.facts)
                        .map(|one| one.id)
                        .collect::<Vec<_>>()
                        .len()
                }),
                Box::new(|| self.bound.ids(operator).len()),
                Box::new(|| read().ids().len()),
                Box::new(|| {
                    kept.borrow_mut()
                        .reading(self.index, at)
                        .expect("in time")
                        .ids()
                        .len()
                }),
                Box::new(|| self.sqlite.ask(&asked).len()),
            ]),
        );

        let asked = Asked::union(self.of, operator, "count(*)");
        assert_eq!(self.bound.count(operator), plain.len());
        assert_eq!(read().count(), plain.len());
        assert_eq!(self.sqlite.ask(&asked), [plain.len() as i64]);
        line(
            "count",
            in_turns([
                Box::new(|| filter.count(&self.facts)),
                Box::new(|| self.bound.count(operator)),
                Box::new(|| read().count()),
                Box::new(|| {
                    kept.borrow_mut()
                        .reading(self.index, at)
                        .expect("in time")
                        .count()
                }),
                Box::new(|| self.sqlite.ask(&asked).len()),
            ]),
        );

        let by_made = || {
            let seen = filter.list(&self.facts);
            self.scan_page(
                seen.map(|one| (one.created_at.timestamp(), one.id))
                    .collect(),
            )
        };
        let asked = Asked::page(self.of, operator, "made");
        let plain = by_made();
        assert_eq!(self.bound.newest(operator, PAGE), plain);
        assert_eq!(read().page(created, None, PAGE).ids, plain);
        assert_eq!(self.sqlite.ask(&asked), numbers(&plain));
        line(
            "page, newest",
            in_turns([
                Box::new(|| by_made().len()),
                Box::new(|| self.bound.newest(operator, PAGE).len()),
                Box::new(|| read().page(created, None, PAGE).ids.len()),
                Box::new(|| {
                    kept.borrow_mut()
                        .reading(self.index, at)
                        .expect("in time")
                        .page(created, None, PAGE)
                        .ids
                        .len()
                }),
                Box::new(|| self.sqlite.ask(&asked).len()),
            ]),
        );

        let by_active = || {
            let all = self.facts.iter().zip(&self.active);
            let seen = all.filter(|(facts, _)| filter.matches(facts));
            self.scan_page(seen.map(|(one, active)| (*active, one.id)).collect())
        };
        let asked = Asked::page(self.of, operator, "active");
        let plain = by_active();
        assert_eq!(read().page(active, None, PAGE).ids, plain);
        // Of one second they may come in another order.
        assert_eq!(self.bound.active(operator, PAGE).len(), plain.len());
        assert_eq!(self.sqlite.ask(&asked).len(), plain.len());
        line(
            "page, last activity",
            in_turns([
                Box::new(|| by_active().len()),
                Box::new(|| self.bound.active(operator, PAGE).len()),
                Box::new(|| read().page(active, None, PAGE).ids.len()),
                Box::new(|| {
                    kept.borrow_mut()
                        .reading(self.index, at)
                        .expect("in time")
                        .page(active, None, PAGE)
                        .ids
                        .len()
                }),
                Box::new(|| self.sqlite.ask(&asked).len()),
            ]),
        );
    }
}

fn million() {
    let tickets: Vec<Flat> = (0..MILLION)
        .map(|number| flat(1, number, MILLION))
        .collect();
    let facts: Vec<_> = tickets.iter().map(|one| facts(1, one)).collect();
    let start = Instant::now();
    let told = facts.iter().zip(tickets.iter().map(activity));
    let index = Index::of(tenant(1), told).expect("of one tenant");
    let built = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut sqlite = Sqlite::new();
    sqlite.load(1, tickets.iter().copied());
    sqlite.index();
    println!(
        "1,000,000 tickets: the index built in {built:.2} s, {} bytes a ticket; SQLite in {:.1} s\n",
        index.bytes() / tickets.len(),
        start.elapsed().as_secs_f64()
    );
    let desk = Desk {
        of: 1,
        active: tickets.iter().map(|one| one.active).collect(),
        bound: Bound::of(&tickets),
        index: &index,
        sqlite: &sqlite,
        facts,
    };
    wait();
    head();
    for operator in &OPERATORS_ASKED {
        desk.ask(operator);
    }
    let Desk { facts, .. } = desk;
    drop(sqlite);
    upkeep(index, &facts);
}

/// So many events are timed at once.
const CHUNK: usize = 100;

/// What these events cost in a copy of the index, each by itself and a turn of them told together. What an event
/// says is at hand when it is timed, as to a host who has just read or decided it.
fn line<E: Clone>(index: &Index, what: &str, events: &[E], event: impl Fn(&E) -> IndexEvent<'_>) {
    let turns = |tell: &dyn Fn(&mut Index, &[IndexEvent<'_>])| {
        let mut again = index.clone();
        let mut times = Vec::new();
        for chunk in events.chunks(CHUNK) {
            let told = chunk.to_vec();
            let start = Instant::now();
            let told: Vec<_> = told.iter().map(&event).collect();
            tell(&mut again, &told);
            times.push(start.elapsed().as_nanos() as f64 / CHUNK as f64);
        }
        times.sort_by(f64::total_cmp);
        (times[times.len() / 4], times[times.len() / 2])
    };
    let (quarter, middle) = turns(&|index, told| {
        told.iter().for_each(|event| by_itself(index, event));
    });
    let (together, of_them) = turns(&|index, told| index.tell(told).expect("taken"));
    let mut again = index.clone();
    let each = events.iter().map(|one| {
        let start = Instant::now();
        by_itself(&mut again, &event(one));
        start.elapsed().as_nanos() as f64
    });
    let longest = time(each.fold(0.0, f64::max));
    println!("| {what} | {quarter:.0} | {middle:.0} | {longest} | {together:.0} | {of_them:.0} |");
}

/// As a host calls that has one event.
fn by_itself(index: &mut Index, event: &IndexEvent<'_>) {
    let told = match *event {
        IndexEvent::Put(facts, activity) => index.put_facts(facts, activity),
        IndexEvent::Change(facts) => index.change(facts),
        IndexEvent::Wrote(id, audience, at) => index.wrote(id, audience, at),
        IndexEvent::SetActivity(id, activity) => index.set_activity(id, activity),
        IndexEvent::Remove(id) => index.remove(id),
    };
    told.expect("taken");
}

fn message((id, at): &(ConversationId, DateTime<Utc>)) -> IndexEvent<'_> {
    IndexEvent::Wrote(*id, Audience::Public, *at)
}

fn note((id, at): &(ConversationId, DateTime<Utc>)) -> IndexEvent<'_> {
    IndexEvent::Wrote(*id, Audience::Internal, *at)
}

/// What an event costs, 1,000,000 tickets.
fn upkeep(mut index: Index, all: &[ConversationFacts]) {
    const EVENTS: u64 = 50_000;
    println!(
        "\nan event, nanoseconds: of {EVENTS} in turns of {CHUNK}, in the index of 1,000,000 tickets\n"
    );
    println!(
        "| Event | lower quartile | median | the longest | told together: lower quartile | median |"
    );
    println!("|---|---|---|---|---|---|");
    let pick = |event: u64, salt: u64| &all[(mixed(event + salt) % MILLION) as usize];
    let later = |event: u64| now() + TimeDelta::seconds(event as i64);

    let prepared = |change: &dyn Fn(&mut ConversationFacts, u64)| -> Vec<ConversationFacts> {
        (0..EVENTS)
            .map(|event| {
                let mut facts = pick(event, 77).clone();
                change(&mut facts, event);
                facts
            })
            .collect()
    };
    let written = |salt: u64, since: u64| -> Vec<_> {
        (0..EVENTS)
            .map(|event| (pick(event, salt).id, later(since + event)))
            .collect()
    };
    line(&index, "a message", &written(11, 0), message);
    line(&index, "a note", &written(12, 0), note);
    let change = |what: &str, change: &dyn Fn(&mut ConversationFacts, u64)| {
        line(&index, what, &prepared(change), |facts| {
            IndexEvent::Change(facts)
        });
    };
    change("told again, nothing changed", &|_, _| {});
    change("taken: another has it, in work", &|facts, event| {
        facts.assignee = Some(Assignee::Person(user(mixed(event) % 1_000)));
        facts.state = Some(ConversationState::InWork);
    });
    change("closed", &|facts, _| {
        facts.state = Some(ConversationState::Closed)
    });
    change("moved: another group, nobody has it", &|facts, event| {
        facts.group = Some(group(mixed(event) % 50));
        facts.assignee = None;
        facts.state = Some(ConversationState::Waiting);
    });
    let new: Vec<_> = (0..EVENTS)
        .map(|event| flat(1, MILLION + event, MILLION))
        .map(|one| (facts(1, &one), activity(&one)))
        .collect();
    line(&index, "made", &new, |(facts, activity)| {
        IndexEvent::Put(facts, *activity)
    });
    let gone: Vec<ConversationId> = all.iter().step_by(7).map(|facts| facts.id).collect();
    line(&index, "gone", &gone[..EVENTS as usize], |id| {
        IndexEvent::Remove(*id)
    });
    for event in 0..4 * MILLION {
        let id = pick(event, 13).id;
        index
            .wrote(id, Audience::Public, later(event))
            .expect("there");
    }
    let after = written(11, 4 * MILLION);
    line(&index, "a message, after 4,000,000", &after, message);
    println!(
        "\nthen {} bytes a ticket, and compacted ",
        index.bytes() / index.len()
    );
    let start = Instant::now();
    index.compact();
    println!(
        "{}; all of it given new slots in {:.0} ms",
        index.bytes() / index.len(),
        start.elapsed().as_secs_f64() * 1_000.0
    );
}

/// So many tickets has the tenant of this rank: half as many as the first has the second, a third the third.
fn size(rank: u64) -> u64 {
    let all: f64 = (1..=TENANTS).map(|rank| 1.0 / rank as f64).sum();
    (8.0 * MILLION as f64 / all / rank as f64) as u64
}

const TENANTS: u64 = 300;

fn tenants() {
    let flats = |rank: u64| (0..size(rank)).map(move |number| flat(rank, number, size(rank)));
    let start = Instant::now();
    let indexes: Vec<Index> = (1..=TENANTS)
        .map(|rank| {
            let told = flats(rank).map(|one| (facts(rank, &one), activity(&one)));
            Index::of(tenant(rank), told).expect("of one tenant")
        })
        .collect();
    let built = start.elapsed().as_secs_f64();
    let (tickets, bytes) = indexes.iter().fold((0, 0), |(tickets, bytes), index| {
        (tickets + index.len(), bytes + index.bytes())
    });
    let start = Instant::now();
    let mut sqlite = Sqlite::new();
    (1..=TENANTS).for_each(|rank| sqlite.load(rank, flats(rank)));
    sqlite.index();
    println!(
        "{tickets} tickets of {TENANTS} tenants: the indexes built in {built:.1} s (the facts made meanwhile), {} bytes a ticket; SQLite in {:.0} s\n",
        bytes / tickets,
        start.elapsed().as_secs_f64()
    );
    wait();
    head();
    for rank in [1, 10, 100, 300] {
        let tickets: Vec<Flat> = flats(rank).collect();
        let desk = Desk {
            of: rank,
            facts: tickets.iter().map(|one| facts(rank, one)).collect(),
            active: tickets.iter().map(|one| one.active).collect(),
            bound: Bound::of(&tickets),
            index: &indexes[rank as usize - 1],
            sqlite: &sqlite,
        };
        for operator in &OPERATORS_ASKED {
            desk.ask(operator);
        }
    }
    among_tenants(indexes);
}

/// Events of all tenants, each by its size: three messages, two changes and a new ticket in six.
fn among_tenants(mut indexes: Vec<Index>) {
    const EVENTS: u64 = 300_000;
    let starts: Vec<u64> = (1..=TENANTS)
        .scan(0, |all, rank| {
            let start = *all;
            *all += size(rank);
            Some(start)
        })
        .collect();
    let all: u64 = (1..=TENANTS).map(size).sum();
    let told: Vec<(usize, ConversationFacts)> = (0..EVENTS)
        .map(|event| {
            let place = mixed(event) % all;
            let at = starts.partition_point(|start| *start <= place) - 1;
            let rank = at as u64 + 1;
            let number = place - starts[at];
            let number = if event % 6 == 5 {
                size(rank) + event
            } else {
                number
            };
            let mut facts = facts(rank, &flat(rank, number, size(rank)));
            if event % 6 > 2 {
                facts.assignee = Some(Assignee::Person(user(event % 1_000)));
                facts.state = Some(ConversationState::InWork);
            }
            (at, facts)
        })
        .collect();
    println!(
        "\nan event of any of the {TENANTS} tenants, nanoseconds, mean of {EVENTS} of all kinds:\n"
    );
    println!("| Event | each by itself | of 1,000 those of a tenant together |\n|---|---|---|");
    for (kind, rests) in [("a message", 0..3), ("taken", 3..5), ("made", 5..6)] {
        let of_kind: Vec<_> = (0_u64..)
            .zip(&told)
            .filter(|(event, _)| rests.contains(&(event % 6)))
            .collect();
        let [alone, together] = means(&mut indexes, &of_kind);
        println!("| {kind} | {alone:.0} | {together:.0} |");
    }
}

/// The means of these events, by a thousand: in turns each by itself, and those of a tenant together.
fn means(indexes: &mut [Index], events: &[(u64, &(usize, ConversationFacts))]) -> [f64; 2] {
    let (mut took, mut count) = ([Duration::ZERO; 2], [0; 2]);
    for (turn, chunk) in events.chunks(1_000).enumerate() {
        let chunk: Vec<_> = chunk
            .iter()
            .map(|(event, (at, facts))| (*event, *at, facts.clone()))
            .collect();
        let start = Instant::now();
        let events = chunk.iter().map(|(event, at, facts)| {
            let when = now() + TimeDelta::seconds(*event as i64);
            let event = match event % 6 {
                0..=2 => IndexEvent::Wrote(facts.id, Audience::Public, when),
                3 | 4 => IndexEvent::Change(facts),
                _ => IndexEvent::Put(facts, Activity::default()),
            };
            (*at, event)
        });
        let way = turn % 2;
        match way {
            0 => events.for_each(|(at, event)| by_itself(&mut indexes[at], &event)),
            _ => together(indexes, events.collect()),
        }
        took[way] += start.elapsed();
        count[way] += chunk.len();
    }
    [0, 1].map(|way| took[way].as_nanos() as f64 / count[way] as f64)
}

/// In the order in which they came, by tenants.
fn together(indexes: &mut [Index], mut events: Vec<(usize, IndexEvent<'_>)>) {
    events.sort_by_key(|(at, _)| *at);
    let mut told = Vec::with_capacity(events.len());
    for of_one in events.chunk_by(|one, other| one.0 == other.0) {
        told.clear();
        told.extend(of_one.iter().map(|(_, event)| *event));
        indexes[of_one[0].0].tell(&told).expect("taken");
    }
}
