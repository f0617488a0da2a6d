//! One question, "may this person do that on this site", put to all forms in one run; then what the
//! compiled form costs to explain, build, change, keep and share.
//!
//! The engines take turns, round by round, so that other work on the machine meets all of them; each
//! figure is a median over thousands of questions. `cargo bench --bench access -- 10000` asks about so many people
//! only, `-- costs` leaves the questions out.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::expect_used
)]
#![allow(clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use std::alloc::System;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{
    AccessEvent, Compiled, CompiledDirectory, CompiledExplanation, CompiledRequest, Directory,
    Enough, EnoughRef, Grant, HolderHandle, Permission, Request, Scope,
};
use frontdesk_bench::access::{
    self, FixedMap, HostSets, Numbers, Objects, PANEL, Person, RIGHTS, Record, WideRecord,
    questions,
};
use frontdesk_bench::user_id;
use frontdesk_model::{SiteId, UserId};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[path = "access/peers.rs"]
mod peers;
#[path = "access/whole.rs"]
mod whole;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const QUESTIONS: usize = 100_000;

/// So many are timed at once: short enough that other work on the machine mostly stays out of it.
const CHUNK: usize = 1_000;

/// How often every engine is asked all of them, in turns.
const ROUNDS: usize = 15;

/// People whose questions are all in the nearest cache.
const HOT: u64 = 64;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn main() {
    let sizes: Vec<u64> = std::env::args()
        .filter_map(|size| size.parse().ok())
        .collect();
    let no_table = std::env::args().any(|argument| argument == "costs");
    let sizes = match sizes.is_empty() && !no_table {
        true => vec![1_000, 10_000, 100_000, 1_000_000],
        false => sizes,
    };
    println!("nanoseconds a question; {QUESTIONS} questions a round, every second one allowed\n");
    println!("| People | Asked about | {} |", NAMES.join(" | "));
    println!("|---|---|{}", "---|".repeat(NAMES.len()));
    for size in &sizes {
        let world = World::new(*size);
        world.row("all", *size);
        if *size >= HOT {
            world.row("64 of them", HOT);
        }
    }
    whole::table(&sizes);
    if std::env::args().any(|argument| argument.parse::<u64>().is_ok()) {
        return;
    }
    println!();
    explaining();
    building();
    sharing();
    peers::peers();
}

const NAMES: [&str; 11] = [
    "bound, 12 rights",
    "bound, 128 rights and the id",
    "host sets",
    "plain form",
    "compiled, by handle",
    "x bounds",
    "x host sets",
    "with the resource made",
    "fixed-hash map, by uuid",
    "compiled, by uuid",
    "x map",
];

struct World {
    plain: Directory,
    compiled: Compiled,
    records: Vec<Record>,
    wide: Vec<WideRecord>,
    sets: Vec<HostSets>,
    map: FixedMap<Record>,
    objects: Objects,
    people: u64,
}

impl World {
    fn new(people: u64) -> Self {
        let plain = access::directory(people);
        let all = || (0..people).map(Person::new);
        let records: Vec<Record> = all().map(|person| person.record()).collect();
        Self {
            compiled: Compiled::build(&plain),
            plain,
            sets: all().map(|person| person.host_sets()).collect(),
            wide: (0..people)
                .zip(&records)
                .map(|(number, record)| WideRecord::new(number, record))
                .collect(),
            map: (0..people)
                .map(user_id)
                .zip(records.iter().copied())
                .collect(),
            records,
            objects: Objects::new(now()),
            people,
        }
    }

    /// Puts the questions about the first `among` people to every engine.
    fn row(&self, what: &str, among: u64) {
        let asked = questions(QUESTIONS, among, &self.records);
        let resources = self.objects.resources();
        let (now, catalogue) = (now(), self.plain.catalogue());

        let names: Vec<String> = RIGHTS.iter().map(|right| right.name().to_owned()).collect();
        let sites: Vec<SiteId> = (0..access::SITES).map(access::site).collect();
        let ids: Vec<UserId> = asked.iter().map(|q| user_id(q.user.into())).collect();
        let handle = |id: &UserId| self.compiled.handle(*id).expect("a record");
        let handles: Vec<HolderHandle> = ids.iter().map(handle).collect();
        let request = |q: &Numbers| CompiledRequest {
            permission: RIGHTS[q.right as usize],
            resource: access::object_of(q, &resources),
        };
        let requests: Vec<CompiledRequest<'_>> = asked.iter().map(request).collect();

        let bound = |at: usize, q: &Numbers| {
            let _ = at;
            self.records[q.user as usize].allows(q.right, q.site)
        };
        let wide = |at: usize, q: &Numbers| {
            self.wide[q.user as usize].allows(ids[at], requests[at].permission, q.site)
        };
        let host = |at: usize, q: &Numbers| {
            let _ = at;
            let of_panel = PANEL >> q.right & 1 == 1;
            let (name, site) = (&names[q.right as usize], sites[q.site as usize]);
            self.sets[q.user as usize].allows(name, site, of_panel)
        };
        let plain = |at: usize, q: &Numbers| {
            let holder = self.plain.holder(ids[at].into()).expect("a record");
            let _ = q;
            let request = Request {
                holder,
                permission: requests[at].permission,
                resource: *requests[at].resource,
            };
            catalogue.allows(&request, now)
        };
        let by_handle = |at: usize, q: &Numbers| {
            let _ = q;
            self.compiled.allows(handles[at], &requests[at], now)
        };
        let lists = frontdesk_model::Memberships::default();
        let with_facts = |at: usize, q: &Numbers| {
            let permission = RIGHTS[q.right as usize];
            // The lists of whoever asks are with the host's session; here nobody has any.
            let actor = frontdesk_model::Actor {
                tenant: frontdesk_bench::TENANT,
                id: ids[at].into(),
                memberships: &lists,
            };
            let resource = self.objects.resource(permission, &actor, q.site as usize);
            let request = CompiledRequest {
                permission,
                resource: &resource,
            };
            self.compiled.allows(handles[at], &request, now)
        };
        let map = |at: usize, q: &Numbers| {
            let record = self.map.get(&ids[at]);
            record.is_some_and(|record| record.allows(q.right, q.site))
        };
        let by_uuid = |at: usize, q: &Numbers| {
            let _ = q;
            self.compiled.allows_id(ids[at], &requests[at], now)
        };

        // All say the same, and every second time yes.
        for (at, q) in asked.iter().enumerate() {
            let expected = bound(at, q);
            assert_eq!(wide(at, q), expected);
            assert_eq!(host(at, q), expected);
            assert_eq!(plain(at, q), expected, "{q:?}");
            assert_eq!(by_handle(at, q), expected, "{q:?}");
            assert_eq!(with_facts(at, q), expected, "{q:?}");
            assert_eq!(map(at, q), expected);
            assert_eq!(by_uuid(at, q), expected);
        }
        let allowed = asked
            .iter()
            .enumerate()
            .filter(|(at, q)| bound(*at, q))
            .count();
        assert_eq!(allowed, QUESTIONS / 2);
        let region = Region::new(ALLOCATOR);
        for (at, q) in asked.iter().enumerate() {
            black_box(by_handle(at, q) ^ by_uuid(at, q));
        }
        let allocated = region.change();
        assert_eq!(allocated.allocations + allocated.reallocations, 0);

        let mut times: [Vec<f64>; 8] = Default::default();
        for round in 0..ROUNDS {
            each_of(&mut times[0], &asked, bound);
            each_of(&mut times[1], &asked, host);
            if round < 3 {
                each_of(&mut times[2], &asked, plain);
            }
            each_of(&mut times[3], &asked, by_handle);
            each_of(&mut times[4], &asked, with_facts);
            each_of(&mut times[5], &asked, map);
            each_of(&mut times[6], &asked, by_uuid);
            each_of(&mut times[7], &asked, wide);
        }
        let [bound, host, plain, handle, facts, map, uuid, wide] =
            times.each_ref().map(|t| median(t));
        println!(
            "| {} | {what} | {bound:.1} | {wide:.1} | {host:.0} | {plain:.0} | **{handle:.1}** | {:.1}, {:.1} | {:.2} | {facts:.0} | {map:.1} | {uuid:.1} | {:.1} |",
            self.people,
            handle / bound,
            handle / wide,
            handle / host,
            uuid / map,
        );
    }
}

/// Nanoseconds for one question, for each thousand of a round.
#[inline(never)]
fn each_of<Q>(times: &mut Vec<f64>, asked: &[Q], answer: impl Fn(usize, &Q) -> bool) {
    let mut allowed = 0;
    for (chunk, questions) in asked.chunks(CHUNK).enumerate() {
        let start = Instant::now();
        for (at, question) in questions.iter().enumerate() {
            allowed += usize::from(answer(chunk * CHUNK + at, black_box(question)));
        }
        let time = start.elapsed();
        times.push(time.as_nanos() as f64 / questions.len() as f64);
    }
    assert_eq!(allowed, asked.len() / 2);
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median time of some runs.
fn timed<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// All reasons of answers, allowed and denied ones apart.
fn explaining() {
    const PEOPLE: u64 = 100_000;
    println!("explaining, all reasons, {PEOPLE} people:");
    for (what, plain) in [
        ("the mixed desk", access::directory(PEOPLE)),
        (
            "ten grants a person",
            access::directory_of_ten_grants(PEOPLE),
        ),
    ] {
        let compiled = Compiled::build(&plain);
        let objects = Objects::new(now());
        let resources = objects.resources();
        let mut asked: [Vec<(HolderHandle, CompiledRequest<'_>)>; 2] = Default::default();
        let numbers = (0..).map(|n| access::question(n, PEOPLE)).take(QUESTIONS);
        for q in numbers {
            let handle = compiled.handle(user_id(q.user.into())).expect("a record");
            let request = CompiledRequest {
                permission: RIGHTS[q.right as usize],
                resource: access::object_of(&q, &resources),
            };
            let answer = compiled.allows(handle, &request, now());
            asked[usize::from(answer)].push((handle, request));
        }
        for (answer, asked) in ["denied", "allowed"].into_iter().zip(&asked) {
            let (mut times, mut reasons, mut most) = (Vec::with_capacity(QUESTIONS), 0, 0);
            let region = Region::new(ALLOCATOR);
            for questions in asked.chunks(CHUNK) {
                let start = Instant::now();
                for (handle, request) in questions {
                    let explained = compiled.decide(*handle, request, now());
                    let count = explained.expect("a record").reasons().count();
                    reasons += count;
                    most = most.max(count);
                }
                times.push(start.elapsed().as_nanos() as f64 / questions.len() as f64);
            }
            let allocated = region.change();
            println!(
                "  {what}, {answer}: {:.0} ns, {:.1} reasons on average, {most} at most; {} allocations",
                median(&times),
                reasons as f64 / asked.len() as f64,
                allocated.allocations + allocated.reallocations,
            );
            sufficing(&compiled, asked);
            plainly(&plain, asked);
        }
    }
}

/// What the compiled form takes to explain: the decision with all its reasons,
/// every link of it, and what would be enough with every scope and fact of it. Then the same with an
/// [`Enough`] made to keep, and that alone.
fn sufficing(compiled: &Compiled, asked: &[(HolderHandle, CompiledRequest<'_>)]) {
    // In turns of their own, so that nobody finds in the nearest cache what another one read.
    let time = |ask: &dyn Fn(HolderHandle, &CompiledRequest<'_>)| {
        let mut times = Vec::with_capacity(QUESTIONS);
        let region = Region::new(ALLOCATOR);
        for questions in asked.chunks(CHUNK) {
            let start = Instant::now();
            for (handle, request) in questions {
                ask(*handle, request);
            }
            times.push(start.elapsed().as_nanos() as f64 / questions.len() as f64);
        }
        let change = region.change();
        (median(&times), change.allocations + change.reallocations)
    };
    let read = |explained: &CompiledExplanation<'_>| {
        explained
            .decision()
            .reasons()
            .for_each(|r| _ = black_box(r));
        explained.links().for_each(|link| _ = black_box(link));
    };
    let (explain, allocated) = time(&|who, request| {
        let explained = compiled.explain(who, request, now()).expect("a record");
        read(&explained);
        match explained.enough() {
            EnoughRef::Nothing => {}
            EnoughRef::Grants { grants, smallest } => {
                grants.for_each(|grant| _ = black_box(grant));
                black_box(smallest);
            }
            EnoughRef::NoGrant { because } => because.for_each(|r| _ = black_box(r)),
        }
    });
    let (kept, _) = time(&|who, request| {
        let explained = compiled.explain(who, request, now()).expect("a record");
        read(&explained);
        drop(black_box(Enough::from(explained.enough())));
    });
    let (enough, _) = time(&|who, request| {
        drop(black_box(compiled.enough(who, request, now())));
    });
    println!(
        "    compiled form: `explain` {explain:.0} ns, {allocated} allocations; with what is enough made {kept:.0} ns; `enough` alone {enough:.0} ns"
    );
}

/// What the plain form takes to explain the same, and to say what would be enough.
fn plainly(plain: &Directory, asked: &[(HolderHandle, CompiledRequest<'_>)]) {
    let catalogue = plain.catalogue();
    let mut times: [Vec<f64>; 3] = Default::default();
    for (handle, request) in asked.iter().take(1_000) {
        let request = Request {
            holder: plain.holder(handle.id()).expect("a record"),
            permission: request.permission,
            resource: *request.resource,
        };
        let mut time = |at: usize, ask: &dyn Fn()| {
            let start = Instant::now();
            ask();
            times[at].push(start.elapsed().as_nanos() as f64);
        };
        time(0, &|| drop(black_box(catalogue.decide(&request, now()))));
        time(1, &|| drop(black_box(catalogue.explain(&request, now()))));
        time(2, &|| drop(black_box(catalogue.enough(&request, now()))));
    }
    let [decide, explain, enough] = times.map(|t| median(&t) / 1e3);
    println!(
        "    plain form: `decide` {decide:.1} us, `explain` {explain:.1} us, `enough` {enough:.1} us"
    );
}

/// Nanoseconds that this thread was on a processor: long runs are compared by it, because the
/// machine has other work.
fn on_cpu() -> u64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let first = line.split_whitespace().next().expect("a number");
    first.parse().expect("a number")
}

/// What is allocated and not given back since the region began.
fn live(region: &Region<'_, System>) -> f64 {
    let change = region.change();
    (change.bytes_allocated - change.bytes_deallocated) as f64
}

fn building() {
    const PEOPLE: u64 = 100_000;
    println!("building and changing, {PEOPLE} people:");
    for (what, plain) in [
        ("the mixed desk", access::directory(PEOPLE)),
        (
            "ten grants a person",
            access::directory_of_ten_grants(PEOPLE),
        ),
    ] {
        println!("  {what}:");
        let start = on_cpu();
        drop(black_box(Compiled::build(&plain)));
        println!(
            "    build: {:.0} ms of a processor",
            (on_cpu() - start) as f64 / 1e6
        );
        let region = Region::new(ALLOCATOR);
        let compiled = Compiled::build(&plain);
        let small = live(&region) / PEOPLE as f64;
        drop(compiled);
        let region = Region::new(ALLOCATOR);
        let copy = plain.clone();
        let form = live(&region) / PEOPLE as f64;
        let region = Region::new(ALLOCATOR);
        let mut rights = CompiledDirectory::new(copy);
        let kept = live(&region) / PEOPLE as f64;
        println!(
            "    bytes a person: {small:.0} compiled, {kept:.0} to keep it in step, {form:.0} plain form"
        );

        // Each event is followed by a snapshot that somebody holds on to, so it copies what it
        // touches.
        let mut held = rights.snapshot();
        let mut saved = access::role(0);
        let mut times = Vec::new();
        for round in 0..41_u64 {
            let extra = Grant::new(Permission::ALL[round as usize % 60], Scope::any());
            saved.grants.push(extra);
            let role = saved.clone();
            let event = AccessEvent::RoleSaved { role };
            let start = Instant::now();
            rights.apply(&event).expect("it fits");
            held = rights.snapshot();
            times.push(start.elapsed().as_nanos() as f64 / 1e3);
        }
        println!(
            "    one edit of a role that one person in five has, and a snapshot: {:.0} us",
            median(&times)
        );
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..2_001_u64 {
            let holder = user_id(frontdesk_bench::access::any_of(round, PEOPLE)).into();
            let grant = Grant::new(Permission::TAG_MANAGE, Scope::any());
            let events = [
                AccessEvent::Granted {
                    holder,
                    grant: grant.clone(),
                },
                AccessEvent::Revoked { holder, grant },
            ];
            for (event, times) in events.iter().zip(&mut times) {
                let start = Instant::now();
                rights.apply(event).expect("it fits");
                held = rights.snapshot();
                times.push(start.elapsed().as_nanos() as f64 / 1e3);
            }
        }
        let [granted, revoked] = times.map(|t| median(&t));
        println!(
            "    one grant to a person and a snapshot: {granted:.1} us; taken again: {revoked:.1} us"
        );
        let snapshot = timed(1_001, || rights.snapshot());
        println!("    a snapshot: {snapshot:.0?}");
        drop(held);
    }
}

/// Sixteen readers, and a writer who changes somebody's rights and publishes, as often as it can.
fn sharing() {
    const PEOPLE: u64 = 100_000;
    const READERS: u64 = 16;
    println!("{READERS} readers over {PEOPLE} people, for a second:");
    for writing in [false, true] {
        let rights = CompiledDirectory::new(access::directory(PEOPLE));
        let shared = RwLock::new(Arc::new(rights.snapshot()));
        let stop = AtomicBool::new(false);
        let (mut answers, mut events) = (0_u64, 0_u64);
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..READERS)
                .map(|reader| {
                    let (shared, stop) = (&shared, &stop);
                    scope.spawn(move || read(shared, stop, reader, PEOPLE))
                })
                .collect();
            let start = Instant::now();
            let mut rights = rights;
            while start.elapsed() < Duration::from_secs(1) {
                if !writing {
                    std::thread::sleep(Duration::from_millis(20));
                    continue;
                }
                let holder = user_id(access::any_of(events / 2, PEOPLE)).into();
                let grant = Grant::new(Permission::TAG_MANAGE, Scope::any());
                let event = match events % 2 {
                    0 => AccessEvent::Granted { holder, grant },
                    _ => AccessEvent::Revoked { holder, grant },
                };
                rights.apply(&event).expect("it fits");
                *shared.write().expect("nobody panics") = Arc::new(rights.snapshot());
                events += 1;
            }
            stop.store(true, Ordering::Relaxed);
            answers = readers
                .into_iter()
                .map(|reader| reader.join().expect("it ends"))
                .sum();
        });
        println!(
            "  {:.1} million answers, {events} events published",
            answers as f64 / 1e6
        );
    }
}

/// Takes the newest snapshot for every 64 questions, as a request would.
fn read(shared: &RwLock<Arc<Compiled>>, stop: &AtomicBool, reader: u64, people: u64) -> u64 {
    let objects = Objects::new(now());
    let resources = objects.resources();
    let (mut answers, mut allowed) = (0, 0_u64);
    while !stop.load(Ordering::Relaxed) {
        let compiled = Arc::clone(&shared.read().expect("nobody panics"));
        for _ in 0..64 {
            let q = access::question(answers + (reader << 40), people);
            let handle = compiled.handle(user_id(q.user.into())).expect("a record");
            let request = CompiledRequest {
                permission: RIGHTS[q.right as usize],
                resource: access::object_of(&q, &resources),
            };
            allowed += u64::from(compiled.allows(handle, &request, now()));
            answers += 1;
        }
    }
    assert!(allowed > 0);
    answers
}
