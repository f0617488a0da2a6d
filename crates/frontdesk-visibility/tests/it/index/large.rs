//! A desk of 150,000 tickets: sets in all their forms, in three chunks, and pages that begin deep.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{Among, Groups, Holder};
use frontdesk_model::{
    Assignee, Channel, ConversationFacts, ConversationId, ConversationState, Privacy,
};
use frontdesk_visibility::{
    Activity, Audience, FieldPolicy, Filter, Hat, Index, IndexEvent, IndexOrder, Place, Reading,
    RightsHeld, Rule, SitesSeen, Term, Viewer, Viewing,
};

use crate::world::*;

const TICKETS: i64 = 150_000;

/// Numbers without order (splitmix64).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(77);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A ticket as it is in a round: groups of very different sizes, one in ten without.
fn facts(number: i64, round: u64) -> ConversationFacts {
    let chance = |which: u64, of: u64| {
        let mixed = mixed(number as u64 * 64 + which + round * 1_000_003);
        (mixed % of) as i64
    };
    let skewed = |which: u64, of: u64| (chance(which, of) * chance(which + 1, of)) / of as i64;
    // Ten are made at one moment.
    let mut facts = ConversationFacts {
        created_at: minutes(number / 10),
        ..chat(number)
    };
    facts.group = (chance(1, 10) > 0).then(|| group(skewed(2, 300)));
    facts.site = Some(site(chance(4, 40)));
    facts.assignee = match chance(5, 4) {
        0 => None,
        _ => Some(Assignee::Person(user(chance(6, 700)))),
    };
    facts.state = Some(ConversationState::ALL[chance(7, 5) as usize]);
    facts.requester = Some(customer(chance(8, 60_000)));
    let channels = [Some(Channel::Email), None, Some(Channel::Telegram)];
    facts.channel = channels[chance(9, 3) as usize].clone();
    facts.privacy = (chance(10, 9) == 0).then_some(Privacy::Private);
    facts.deleted = chance(11, 50) == 0;
    if chance(12, 20) == 0 {
        facts.participants = [user(chance(13, 700)), user(3)].into();
    }
    if chance(14, 100) == 0 {
        let since = minutes(chance(16, 15_000));
        facts.copied = [(customer(chance(15, 50)), since)].into();
    }
    facts
}

fn activity(number: i64, round: u64) -> Activity {
    let moment = |which: u64| {
        let chance = mixed(number as u64 * 64 + which + round * 7_000_003);
        (!chance.is_multiple_of(3)).then(|| minutes((chance % 20_000) as i64))
    };
    Activity {
        public: moment(1),
        internal: moment(2),
    }
}

fn these(numbers: impl IntoIterator<Item = i64>, none: bool) -> Term {
    Term::GroupIn(Groups {
        these: numbers.into_iter().map(group).collect(),
        mine: false,
        none,
    })
}

fn sites(count: i64) -> Term {
    Term::SiteIn(Among::These((0..count).map(site).collect()))
}

fn not(term: Term) -> Term {
    Term::Not(Box::new(term))
}

fn in_work() -> Term {
    Term::StateIn([ConversationState::InWork, ConversationState::Waiting].into())
}

fn bound(hat: Hat, ways: &[Term], provided: &[Term], viewer: &Holder) -> Filter {
    let rule = Rule {
        hat,
        ways: ways.to_vec(),
        provided: provided.to_vec(),
        obligations: BTreeSet::new(),
        valid_until: None,
    };
    rule.bind(&Viewer::Actor(viewer.actor()), now())
}

/// Narrow ones and wide ones, of the staff and of customers.
fn filters() -> Vec<Filter> {
    let any = Term::always;
    let mine = || Term::AssigneeIsMe;
    let private = Term::PrivacyIs(Privacy::Private);
    let telegram = Term::ChannelIn(Among::These([Channel::Telegram].into()));
    let queue = Term::All(vec![these([1, 2, 250], false), in_work()]);
    let shared = [
        Term::All(vec![mine(), sites(3)]),
        Term::All(vec![these(0..25, true), in_work(), sites(3)]),
    ];
    let rest = not(Term::OneOf(vec![these(0..299, true), sites(39)]));
    let of_staff: [(Vec<Term>, Vec<Term>); 9] = [
        (vec![any()], vec![]),
        (vec![any()], vec![not(private), not(mine())]),
        (vec![mine(), Term::IParticipate], vec![]),
        (vec![mine(), queue], vec![sites(10)]),
        (shared.into(), vec![Term::Kept]),
        (
            vec![Term::AssigneeIsColleague],
            vec![not(these(0..100, false)), not(sites(20))],
        ),
        (vec![these([299, 280], false)], vec![]),
        (vec![Term::Unassigned], vec![telegram]),
        (vec![rest], vec![]),
    ];
    let of_customers = [
        vec![Term::RequesterIsMe],
        vec![Term::RequesterIsMe, Term::IAmCopied],
        vec![any()],
    ];
    let mut filters = Vec::new();
    for (ways, provided) in &of_staff {
        filters.push(bound(Hat::Operator, ways, provided, &staff(3)));
        filters.push(bound(Hat::Stakeholder, ways, provided, &staff(4)));
    }
    for ways in &of_customers {
        filters.push(bound(Hat::Customer, ways, &[Term::Kept], &client(7)));
    }
    let both = [filters[6].clone(), filters[19].clone()];
    filters.extend(Filter::join(both).unwrap());
    filters
}

/// What a filter opens, and the order of its pages, by the plain filter and a sort.
fn check(index: &Index, tickets: &[(ConversationFacts, Activity)], filters: &[Filter]) {
    let policy = FieldPolicy::default();
    for filter in filters {
        let viewing = Viewing {
            filter: filter.clone(),
            policy: &policy,
            sites: SitesSeen::none(),
            rights: RightsHeld::none(),
        };
        let visible = tickets.iter().filter(|(facts, _)| filter.matches(facts));
        let visible: Vec<_> = visible.collect();
        let mut plain: Vec<_> = visible.iter().map(|(facts, _)| facts.id).collect();
        let reading = index.reading(filter, now()).unwrap();
        let mut ids = reading.ids();
        plain.sort_unstable();
        ids.sort_unstable();
        assert!(ids == plain, "{} and not {}", ids.len(), plain.len());
        assert_eq!(reading.count(), plain.len());

        let made = visible.iter();
        let made = made.map(|(facts, _)| (facts.created_at, facts.id));
        let order = IndexOrder::created(&viewing).unwrap();
        check_pages(&reading, order, made.collect());
        let active = visible.iter().map(|(facts, activity)| {
            let hat = filter.hat(facts).unwrap();
            let since = facts.copied.get(&customer(7)).copied();
            let joined = |at: &DateTime<Utc>| since.is_some_and(|since| since <= *at);
            let public = activity
                .public
                .filter(|at| hat != Hat::Copied || joined(at));
            let internal = activity.internal.filter(|_| hat == Hat::Operator);
            let moments = [Some(facts.created_at), public, internal];
            (moments.into_iter().max().flatten().unwrap(), facts.id)
        });
        let order = IndexOrder::active(&viewing).unwrap();
        check_pages(&reading, order, active.collect());
    }
}

/// The first page, some in the middle, and what comes at the end.
fn check_pages(
    reading: &Reading<'_>,
    order: IndexOrder,
    mut rows: Vec<(DateTime<Utc>, ConversationId)>,
) {
    rows.sort_unstable_by(|(a, x), (b, y)| b.cmp(a).then(x.cmp(y)));
    let place = |row: &(_, _)| Place {
        at: row.0,
        id: row.1,
    };
    let len = rows.len();
    let end = len.saturating_sub(9);
    for (skip, size) in [
        (0, 50),
        (7, 3),
        (len / 3, 50),
        (len * 9 / 10, 20),
        (end, 50),
    ] {
        let after = skip.checked_sub(1).and_then(|last| rows.get(last));
        let skip = after.map_or(0, |_| skip);
        let page = reading.page(order, after.map(place), size);
        let expected: Vec<_> = rows.iter().skip(skip).take(size).collect();
        let ids: Vec<_> = expected.iter().map(|row| row.1).collect();
        assert_eq!(page.ids, ids, "after {skip} of {len}");
        let last = expected.last().filter(|_| skip + size < len);
        assert_eq!(page.next, last.map(|row| place(row)));
    }
}

#[test]
fn a_large_desk_is_the_plain_form() {
    let mut tickets: Vec<_> = (0..TICKETS)
        .map(|number| (facts(number, 0), activity(number, 0)))
        .collect();
    let told = tickets.iter().map(|(facts, activity)| (facts, *activity));
    let mut index = Index::of(HERE, told).unwrap();
    let filters = filters();
    // All, none of the many, and much between.
    let seen = filters
        .iter()
        .map(|filter| index.reading(filter, now()).unwrap().count());
    let seen: Vec<_> = seen.collect();
    let some = |range: std::ops::Range<usize>| seen.iter().any(|seen| range.contains(seen));
    assert!(seen.contains(&tickets.len()) && some(1..50), "{seen:?}");
    assert!(some(100..1_000) && some(2_000..60_000), "{seen:?}");
    check(&index, &tickets, &filters);

    // A tenth become others, some are made anew with an earlier moment, and most of the first go: bitmaps
    // thin out.
    let mut together = index.clone();
    let (mut changed, mut written) = (Vec::new(), Vec::new());
    for number in 0..TICKETS / 10 {
        let number = (mixed(number as u64) % TICKETS as u64) as i64;
        let place = &mut tickets[number as usize];
        place.0 = facts(number, 1);
        if number % 97 == 0 {
            place.0.created_at = minutes(number / 20);
        }
        index.change(&place.0).unwrap();
        changed.push(place.0.clone());
        match number % 3 {
            0 => {
                place.1 = activity(number, 1);
                index.set_activity(place.0.id, place.1).unwrap();
                written.push(IndexEvent::SetActivity(place.0.id, place.1));
            }
            1 => {
                let at = minutes(20_000 + number % 7);
                place.1.internal = place.1.internal.max(Some(at));
                index.wrote(place.0.id, Audience::Internal, at).unwrap();
                written.push(IndexEvent::Wrote(place.0.id, Audience::Internal, at));
            }
            _ => {}
        }
    }
    let gone = |facts: &ConversationFacts| {
        let number = facts.id.number().unwrap();
        number < 65_000 && number % 200 != 0
    };
    for (facts, _) in tickets.iter().filter(|(facts, _)| gone(facts)) {
        index.remove(facts.id).unwrap();
    }
    let leave = tickets.iter().filter(|(facts, _)| gone(facts));
    // One in four is told of once more: those that stand behind a page that went were found where they are not.
    let leave = (0..).zip(leave).flat_map(|(at, (facts, _))| {
        let again = (at % 4 == 0).then_some(IndexEvent::Change(facts));
        again.into_iter().chain([IndexEvent::Remove(facts.id)])
    });
    let events: Vec<_> = changed.iter().map(IndexEvent::Change).collect();
    let events = [events, written, leave.collect()].concat();
    assert_eq!(together.tell(&events), Ok(()));
    tickets.retain(|(facts, _)| !gone(facts));
    check(&index, &tickets, &filters);
    check(&together, &tickets, &filters[..4]);

    let bytes = index.bytes();
    index.compact();
    assert!(index.bytes() <= bytes);
    check(&index, &tickets, &filters[..4]);
    let told = tickets
        .iter()
        .rev()
        .map(|(facts, activity)| (facts, *activity));
    check(&Index::of(HERE, told).unwrap(), &tickets, &filters[..4]);
}
