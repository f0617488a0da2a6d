//! One question, "may this operator see this ticket", put to all forms in one run; then what it costs to
//! make the filter and a view, and how both grow.
//!
//! The forms take turns, round by round, so that other work on the machine meets all of them; each figure
//! is a median. `cargo bench --bench visibility`.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::expect_used
)]
#![allow(clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use std::alloc::System;
use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Catalogue, Grant, Permission, Request, Resource};
use frontdesk_bench::mixed;
use frontdesk_model::{Actor, ConversationFacts, MessageId};
use frontdesk_visibility::{
    Attachment, Audience, Field, FieldId, FieldPolicy, FieldRights, Filter, Hat, Message,
    RightsHeld, Rule, SitesSeen, Ticket, Use, View, Viewer, Viewing,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[path = "visibility/world.rs"]
mod world;

use self::world::{FlatOperator, HostOperator, Operator};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// So many are timed at once: short enough that other work on the machine mostly stays out of it.
const CHUNK: usize = 500;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn main() {
    checks();
    filters();
    groups();
    fields();
}

/// In which order one round after the other asks.
#[derive(Clone, Copy)]
enum Order {
    Same,
    /// Another each round: what a processor has learned of one is of no use in the next.
    Random,
}

impl Order {
    const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Random => "random",
        }
    }
}

/// Asks a form about each of them once, directly as a host would, and notes what one took, a chunk at a time.
fn time<T>(each: &[&T], times: &mut Vec<f64>, form: impl Fn(&T) -> bool) {
    for chunk in each.chunks(CHUNK) {
        let start = Instant::now();
        for one in chunk {
            black_box(form(black_box(one)));
        }
        times.push(start.elapsed().as_nanos() as f64 / chunk.len() as f64);
    }
}

fn shuffle<T>(each: &mut [T], seed: u64) {
    for last in (1..each.len()).rev() {
        let chance = mixed(seed << 32 | last as u64);
        each.swap(last, chance as usize % (last + 1));
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Nanoseconds for one, and how often it allocates.
fn cost<T>(mut what: impl FnMut() -> T) -> (f64, f64) {
    const TIMES: usize = 200;
    let region = Region::new(ALLOCATOR);
    for _ in 0..TIMES {
        black_box(what());
    }
    let allocations = region.change().allocations as f64 / TIMES as f64;
    let mut times = Vec::new();
    for _ in 0..60 {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(what());
        }
        times.push(start.elapsed().as_nanos() as f64 / TIMES as f64);
    }
    (median(times), allocations)
}

fn checks() {
    println!(
        "a check, nanoseconds; an operator of 50 groups and 50 sites, six ways, one restriction\n"
    );
    println!(
        "| Tickets | seen | order | flat numbers | host's hash sets | **filter** | x flat | x host | scopes cover | access decides | allocations |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let me = Operator::new(50);
    let (flat, host) = (FlatOperator::new(50), HostOperator::new(&me.holder));
    let filter = Filter::of(&me.scopes, now());
    let catalogue = Catalogue::default();
    for count in [256, 4_096, 65_536_u64] {
        let tickets: Vec<_> = (0..count).map(|n| world::ticket(n, me.lists)).collect();
        let actor = me.holder.actor();
        let covers =
            |facts: &ConversationFacts| me.scopes.cover(&Resource::conversation(&actor, facts));
        let decides = |facts: &ConversationFacts| {
            let resource = Resource::conversation(&actor, facts);
            let request = Request {
                holder: &me.holder,
                permission: Permission::CONVERSATION_VIEW,
                resource,
            };
            catalogue.allows(&request, now())
        };
        let mut seen = 0;
        for (facts, numbers) in &tickets {
            let answer = filter.matches(facts);
            assert_eq!(flat.sees(numbers), answer, "{facts:?}");
            assert_eq!(host.sees(facts), answer, "{facts:?}");
            assert_eq!(covers(facts), answer, "{facts:?}");
            assert_eq!(decides(facts), answer, "{facts:?}");
            seen += usize::from(answer);
        }
        let region = Region::new(ALLOCATOR);
        let again = tickets.iter().filter(|(facts, _)| filter.matches(facts));
        assert_eq!(again.count(), seen);
        let allocations = region.change().allocations;
        assert_eq!(allocations, 0, "a check allocates nothing");
        let rounds = 2_000_000 / count.max(10_000);
        for order in [Order::Same, Order::Random] {
            let mut each: Vec<_> = tickets.iter().collect();
            let mut times = <[Vec<f64>; 5]>::default();
            for round in 0..rounds {
                if let Order::Random = order {
                    shuffle(&mut each, round);
                }
                time(&each, &mut times[0], |(_, numbers)| flat.sees(numbers));
                time(&each, &mut times[1], |(facts, _)| host.sees(facts));
                time(&each, &mut times[2], |(facts, _)| filter.matches(facts));
                time(&each, &mut times[3], |(facts, _)| covers(facts));
                time(&each, &mut times[4], |(facts, _)| decides(facts));
            }
            let [flat, host, ours, covers, decides] = times.map(median);
            println!(
                "| {count} | {} % | {} | {flat:.1} | {host:.1} | **{ours:.1}** | {:.1} | {:.2} | {covers:.0} | {decides:.0} | {allocations} |",
                100 * seen / tickets.len(),
                order.name(),
                ours / flat,
                ours / host,
            );
        }
    }
}

fn filters() {
    println!("\nto make the filter, 50 groups and 50 sites\n");
    println!("| | us | allocations |\n|---|---|---|");
    let me = Operator::new(50);
    let actor = Actor {
        tenant: me.scopes.tenant,
        id: me.scopes.actor,
        memberships: &me.scopes.memberships,
    };
    let (rule, viewer) = (Rule::of(&me.scopes), Viewer::Actor(actor));
    let catalogue = Catalogue::default();
    let view = Permission::CONVERSATION_VIEW;
    let filter = rule.bind(&viewer, now());
    let print = |what: &str, (time, allocations): (f64, f64)| {
        println!("| {what} | {:.2} | {allocations:.0} |", time / 1_000.0);
    };
    print("**the rule bound**", cost(|| rule.bind(&viewer, now())));
    print("the rule of the scopes", cost(|| Rule::of(&me.scopes)));
    print("both: `Filter::of`", cost(|| Filter::of(&me.scopes, now())));
    print(
        "access's scopes of the person",
        cost(|| catalogue.scopes_of(&me.holder, view, now())),
    );
    print("the filter copied", cost(|| filter.clone()));
    print(
        "the host's hash sets",
        cost(|| HostOperator::new(&me.holder)),
    );
}

fn groups() {
    println!("\na viewer of many groups and as many sites\n");
    println!("| Groups | bound, us | a group, ns | a check, ns | host's hash sets, ns |");
    println!("|---|---|---|---|---|");
    for lists in [50, 175, 350, 700, 1_400] {
        let me = Operator::new(lists);
        let rule = Rule::of(&me.scopes);
        let actor = Actor {
            tenant: me.scopes.tenant,
            id: me.scopes.actor,
            memberships: &me.scopes.memberships,
        };
        let viewer = Viewer::Actor(actor);
        let (bound, _) = cost(|| rule.bind(&viewer, now()));
        let filter = rule.bind(&viewer, now());
        let host = HostOperator::new(&me.holder);
        let tickets: Vec<_> = (0..4_096).map(|n| world::ticket(n, lists).0).collect();
        for facts in &tickets {
            assert_eq!(filter.matches(facts), host.sees(facts));
        }
        let each: Vec<_> = tickets.iter().collect();
        let mut checks = <[Vec<f64>; 2]>::default();
        for _ in 0..200 {
            time(&each, &mut checks[0], |facts| filter.matches(facts));
            time(&each, &mut checks[1], |facts| host.sees(facts));
        }
        let [ours, hosts] = checks.map(median);
        let a_group = bound / (2 * lists) as f64;
        println!(
            "| {lists} | {:.2} | {a_group:.1} | {ours:.1} | {hosts:.1} |",
            bound / 1_000.0
        );
    }
}

/// A ticket of so many added fields, of which who follows it is shown a quarter: by the hat alone, and where each
/// of these asks for a right over the ticket besides, which he holds.
fn fields() {
    println!(
        "\na ticket of many added fields of 200 letters each, one in four shown to who follows it\n"
    );
    println!(
        "| Fields | shown by | a check, ns | a view, us | a field, ns | allocations | bytes allocated |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut me = Operator::new(50);
    let history = Permission::CONVERSATION_VIEW_HISTORY;
    let grants = me.holder.grants.iter().map(|grant| grant.scope.clone());
    let grants: Vec<Grant> = grants.map(|scope| Grant::new(history, scope)).collect();
    me.holder.grants.extend(grants);
    let held = Catalogue::default().scopes_of(&me.holder, history, now());
    for count in [25, 50, 100, 200, 400_usize] {
        let (facts, _) = (0..)
            .map(|n| world::ticket(n, 50))
            .find(|(facts, _)| Filter::of(&me.scopes, now()).matches(facts))
            .expect("one is seen");
        let (by_hat, ticket) = many_fields(facts, count);
        let mut by_right = by_hat.clone();
        for id in by_hat.added() {
            let field = Field::Added(id.clone());
            if by_hat.shows(Hat::Stakeholder, &field) {
                let rights = FieldRights::to_see(history);
                by_right
                    .ask(Hat::Stakeholder, field, rights)
                    .expect("a right about conversations");
            }
        }
        for (shown_by, policy) in [("hat", &by_hat), ("hat and right", &by_right)] {
            let filter = Rule::of(&me.scopes).as_stakeholder();
            let actor = me.holder.actor();
            let viewing = Viewing {
                filter: filter.bind(&Viewer::Actor(actor), now()),
                policy,
                sites: SitesSeen::none(),
                rights: RightsHeld::of([&held], now()),
            };
            let (check, none) = cost(|| viewing.filter.matches(&ticket.facts));
            assert!(none == 0.0, "a check allocates nothing");
            let granted = viewing.open(&ticket).expect("seen");
            let View::Stakeholder(view) = granted.project() else {
                unreachable!("he follows it");
            };
            assert_eq!(view.fields.added.len(), count.div_ceil(4), "{shown_by}");
            let region = Region::new(ALLOCATOR);
            drop(black_box(granted.project()));
            let bytes = region.change().bytes_allocated;
            let (time, allocations) = cost(|| granted.project());
            println!(
                "| {count} | {shown_by} | {check:.1} | {:.2} | {:.1} | {allocations:.0} | {bytes} |",
                time / 1_000.0,
                time / count as f64
            );
        }
    }
}

fn many_fields(facts: ConversationFacts, count: usize) -> (FieldPolicy, Ticket) {
    let mut policy = FieldPolicy::default();
    let mut ticket = Ticket::new(facts);
    for number in 0..count {
        let id = FieldId(format!("cf_{number:03}"));
        let field = Field::Added(id.clone());
        let shown = if number % 4 == 0 {
            Use::View
        } else {
            Use::Hidden
        };
        policy
            .set(Hat::Stakeholder, field, shown)
            .expect("reads only");
        ticket.custom_fields.insert(id, "x".repeat(200));
    }
    ticket.messages = (0..10)
        .map(|number| Message {
            id: MessageId::from_number(number),
            at: now(),
            author: None,
            audience: match number % 2 {
                0 => Audience::Public,
                _ => Audience::Internal,
            },
            text: "x".repeat(200),
            attachments: Vec::<Attachment>::new(),
        })
        .collect();
    (policy, ticket)
}
