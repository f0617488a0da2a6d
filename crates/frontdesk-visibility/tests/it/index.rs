//! The index beside the plain form: the same list, the same count, the same pages, after any sequence of
//! events.

mod large;
mod together;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::Scope;
use frontdesk_model::{Assignee, ConversationFacts, ConversationId, Relation, UserId, Validity};
use frontdesk_visibility::{
    Activity, Audience, Column, Direction, Field, FieldPolicy, Filter, GuestLink, GuestPurpose,
    Hat, Index, IndexRefusal, ListRequest, MergedBy, Message, NotIndexed, Prepared, QueryError,
    ReadRefusal, Reading, RightsHeld, Rule, SitesSeen, Sort, Ticket, Viewer, Viewing,
    merge_tickets,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::generate::{self, facts, field_policy, holder, message, rights_held, term, ticket};
use crate::world::*;

/// What a host tells the index, or does to it.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Put(Box<Ticket>),
    Change(Box<ConversationFacts>),
    Write(i64, Message),
    Rewrite(i64, Vec<Message>),
    Remove(i64),
    Merge(i64, i64),
    Absent(i64, Vec<(i64, Validity)>),
    Compact,
    Rebuild,
}

/// The index, and what it should know.
pub(crate) struct World {
    pub(crate) index: Index,
    pub(crate) tickets: BTreeMap<ConversationId, Ticket>,
    absences: BTreeMap<UserId, Vec<(UserId, Validity)>>,
}

const fn id(number: i64) -> ConversationId {
    ConversationId::from_number(number)
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            index: Index::new(HERE),
            tickets: BTreeMap::new(),
            absences: BTreeMap::new(),
        }
    }

    pub(crate) fn apply(&mut self, edit: Edit) {
        let unknown = |id| Err(IndexRefusal::NoSuchTicket(id));
        match edit {
            Edit::Put(ticket) => {
                let there = ticket.facts.tenant != HERE;
                let told = self.index.put(&ticket);
                assert_eq!(told.err(), there.then_some(IndexRefusal::OtherTenant));
                if !there {
                    self.tickets.insert(ticket.facts.id, *ticket);
                }
            }
            Edit::Change(facts) => {
                let told = self.index.change(&facts);
                if facts.tenant != HERE {
                    return assert_eq!(told, Err(IndexRefusal::OtherTenant));
                }
                match self.tickets.get_mut(&facts.id) {
                    None => assert_eq!(told, unknown(facts.id)),
                    Some(ticket) => {
                        ticket.facts = *facts;
                        assert_eq!(told, Ok(()));
                    }
                }
            }
            Edit::Write(number, message) => {
                let told = self.index.wrote(id(number), message.audience, message.at);
                match self.tickets.get_mut(&id(number)) {
                    None => assert_eq!(told, unknown(id(number))),
                    Some(ticket) => {
                        ticket.messages.push(message);
                        assert_eq!(told, Ok(()));
                    }
                }
            }
            Edit::Rewrite(number, messages) => {
                let activity = Activity::of(&messages);
                let told = self.index.set_activity(id(number), activity);
                match self.tickets.get_mut(&id(number)) {
                    None => assert_eq!(told, unknown(id(number))),
                    Some(ticket) => {
                        ticket.messages = messages;
                        assert_eq!(told, Ok(()));
                    }
                }
            }
            Edit::Remove(number) => {
                let told = self.index.remove(id(number));
                match self.tickets.remove(&id(number)) {
                    None => assert_eq!(told, unknown(id(number))),
                    Some(_) => assert_eq!(told, Ok(())),
                }
            }
            Edit::Merge(target, source) => {
                let (target, source) =
                    (self.tickets.get(&id(target)), self.tickets.get(&id(source)));
                let (Some(target), Some(source)) = (target, source) else {
                    return;
                };
                let by = MergedBy {
                    user: user(1),
                    at: now(),
                };
                let Ok(merged) = merge_tickets(target, source, by) else {
                    return;
                };
                for ticket in [merged.target, merged.source] {
                    self.apply(Edit::Put(Box::new(ticket)));
                }
            }
            Edit::Absent(person, stand_ins) => {
                let stand_ins: Vec<_> = stand_ins
                    .iter()
                    .map(|(one, when)| (user(*one), *when))
                    .collect();
                self.index.absent(user(person), stand_ins.clone());
                self.absences.insert(user(person), stand_ins);
            }
            Edit::Compact => self.index.compact(),
            Edit::Rebuild => {
                let told = self.tickets.values().rev();
                let told = told.map(|ticket| (ticket, Activity::of(&ticket.messages)));
                self.index = Index::of(HERE, told).unwrap();
                for (person, stand_ins) in &self.absences {
                    self.index.absent(*person, stand_ins.clone());
                }
            }
        }
    }

    /// The tickets as the host would hand them to the plain form at this moment.
    pub(crate) fn plain(&self, at: DateTime<Utc>) -> Vec<Ticket> {
        let mut tickets: Vec<Ticket> = self.tickets.values().cloned().collect();
        for ticket in &mut tickets {
            if let Some(Assignee::Person(person)) = ticket.facts.assignee {
                let stand_ins = self.absences.get(&person).into_iter().flatten();
                let now = stand_ins
                    .filter(|(_, when)| when.holds(at))
                    .map(|(one, _)| *one);
                ticket.facts.substitutes.extend(now);
            }
        }
        tickets
    }
}

fn number() -> impl Strategy<Value = i64> {
    1..=8_i64
}

fn edit() -> impl Strategy<Value = Edit> {
    let absence = (0..=3_i64, -60..60_i64, 1..60_i64).prop_map(|(one, from, length)| {
        let (from, until) = (minutes(from), minutes(from + length));
        (one, Validity::new(Some(from), Some(until)).unwrap())
    });
    prop_oneof![
        8 => ticket().prop_map(|ticket| Edit::Put(Box::new(ticket))).boxed(),
        8 => facts().prop_map(|facts| Edit::Change(Box::new(facts))).boxed(),
        3 => (number(), message()).prop_map(|(id, message)| Edit::Write(id, message)).boxed(),
        2 => (number(), vec(message(), 0..=2)).prop_map(|(id, all)| Edit::Rewrite(id, all)).boxed(),
        2 => number().prop_map(Edit::Remove).boxed(),
        1 => (number(), number()).prop_map(|(one, other)| Edit::Merge(one, other)).boxed(),
        1 => (1..=3_i64, vec(absence, 0..=2)).prop_map(|(one, all)| Edit::Absent(one, all)).boxed(),
        1 => Just(Edit::Compact).boxed(),
        1 => Just(Edit::Rebuild).boxed(),
    ]
}

/// A desk of some tickets, and then whatever comes.
fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let put = ticket().prop_map(|ticket| Edit::Put(Box::new(ticket)));
    (vec(put, 0..=12), vec(edit(), 0..=20)).prop_map(|(put, others)| [put, others].concat())
}

/// Any rule at all, bound to anybody, under any hat that he can wear.
fn filter_of_one() -> impl Strategy<Value = Filter> {
    let terms = || vec(term(), 0..=3);
    let granted =
        holder().prop_map(|holder| filter_for(&generate::roles(), &holder, generate::RIGHTS[0]));
    let ruled =
        (holder(), terms(), terms(), 0..3_usize).prop_map(|(mut holder, ways, provided, hat)| {
            holder.tenant = HERE;
            let hats = match holder.id.user() {
                Some(_) => [Hat::Operator, Hat::Operator, Hat::Stakeholder],
                None => [Hat::Customer, Hat::Customer, Hat::Copied],
            };
            let rule = Rule {
                hat: hats[hat],
                ways,
                provided,
                obligations: BTreeSet::new(),
                valid_until: None,
            };
            rule.bind(&Viewer::Actor(holder.actor()), now())
        });
    let copied = Scope::of(Relation::Copied);
    let wide = prop_oneof![
        (1..=3_i64).prop_map(|n| filter_of(&seeing(staff(n), Scope::any()))),
        (1..=3_i64).prop_map(|n| filter_of(&seeing(client(n), Scope::any()))),
        (1..=3_i64).prop_map(move |n| filter_of(&seeing(client(n), copied.clone()))),
    ];
    let guest =
        (number(), 1..=3_i64, 0..3_u32, -5..60_i64).prop_map(|(ticket, asker, epoch, left)| {
            let link = GuestLink {
                tenant: HERE,
                ticket: id(ticket),
                customer: customer(asker),
                purpose: GuestPurpose::View,
                expires: minutes(left),
                epoch,
            };
            Filter::of_guest(&link, now())
        });
    prop_oneof![3 => granted.boxed(), 5 => ruled.boxed(), 3 => wide.boxed(), 1 => guest.boxed()]
}

fn filter() -> impl Strategy<Value = Filter> {
    (
        vec(filter_of_one(), 1..=3),
        prop::option::weighted(0.15, filter_of_one()),
    )
        .prop_map(|(filters, other)| {
            let tenant = filters[0].tenant();
            let same = filters.into_iter().filter(|one| one.tenant() == tenant);
            let joined = Filter::join(same).unwrap().unwrap();
            match other {
                Some(other) if other.tenant() == tenant => joined.narrowed_to(&other).unwrap(),
                Some(_) | None => joined,
            }
        })
}

/// What the host shows besides, and how large its pages are.
type Asked = (Filter, FieldPolicy, RightsHeld, usize);

fn asked() -> impl Strategy<Value = Asked> {
    (
        filter().boxed(),
        field_policy().boxed(),
        rights_held().boxed(),
        1..=4_usize,
    )
}

/// The two orders that the index has.
pub(crate) fn newest(by: Column, page_size: usize) -> ListRequest {
    ListRequest {
        sort: Some(Sort {
            by,
            direction: Direction::Descending,
        }),
        page_size,
        ..ListRequest::default()
    }
}

/// The same list, count and pages as the plain form has; how many pages there were.
pub(crate) fn same(world: &World, viewing: &Viewing<'_>, size: usize) -> usize {
    let filter = &viewing.filter;
    let read = world.index.reading(filter, now());
    same_as_read(world, viewing, size, now(), read)
}

/// The same by a question that is kept, at some moment.
fn same_as_kept(
    world: &World,
    viewing: &Viewing<'_>,
    size: usize,
    (kept, at): (&mut Prepared, DateTime<Utc>),
) -> usize {
    let read = kept.reading(&world.index, at);
    same_as_read(world, viewing, size, at, read)
}

fn same_as_read(
    world: &World,
    viewing: &Viewing<'_>,
    size: usize,
    at: DateTime<Utc>,
    reading: Result<Reading<'_>, ReadRefusal>,
) -> usize {
    let tickets = world.plain(at);
    let filter = &viewing.filter;
    if filter.tenant() != HERE {
        assert_eq!(reading.unwrap_err().code(), "other_tenant");
        return 0;
    }
    let reading = reading.unwrap();
    let listed: BTreeSet<_> = filter.list(&tickets).map(|one| one.facts.id).collect();
    let ids = reading.ids();
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), listed);
    assert_eq!((ids.len(), reading.count()), (listed.len(), listed.len()));

    let mut pages = 0;
    for by in [Column::Field(Field::CreatedAt), Column::UpdatedAt] {
        let mut request = newest(by, size);
        loop {
            let query = match viewing.query(&request) {
                Err(QueryError::NoSuchColumn) => break,
                query => query.unwrap(),
            };
            let plain = query.page(&tickets);
            let page = query.indexed_by(&reading);
            assert_eq!(page, query.indexed(&world.index, at));
            match page {
                Err(refusal) => {
                    assert_eq!(refusal, NotIndexed::HiddenMoment);
                    assert!(hides_moment(viewing));
                    break;
                }
                Ok(page) => {
                    let rows: Vec<_> = plain.rows.iter().map(|row| row.id()).collect();
                    assert_eq!(page.ids, rows, "{request:?}");
                    assert_eq!(page.next, plain.next);
                    pages += 1;
                }
            }
            let Some(next) = plain.next else { break };
            request.cursor = Some(next);
            assert!(pages < 100, "a list without an end");
        }
    }
    pages
}

/// Whether the creation is hidden under some hat, or asks for a right.
fn hides_moment(viewing: &Viewing<'_>) -> bool {
    let policy = serde_json::to_value(viewing.policy).unwrap();
    let says = policy.to_string();
    says.contains("created_at")
}

fn viewing<'a>(filter: &Filter, policy: &'a FieldPolicy, rights: &RightsHeld) -> Viewing<'a> {
    Viewing {
        filter: filter.clone(),
        policy,
        sites: SitesSeen::none(),
        rights: rights.clone(),
    }
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    /// The law of the index.
    #[test]
    fn the_index_is_the_plain_form_after_any_events(
        edits in edits(), asked in vec(asked().boxed(), 3),
    ) {
        let mut world = World::new();
        for edit in edits {
            world.apply(edit);
        }
        prop_assert_eq!(world.index.len(), world.tickets.len());
        for (filter, policy, rights, size) in &asked {
            same(&world, &viewing(filter, policy, rights), *size);
        }
    }

    /// Whatever is told twice, or thrown away and built again, is the same.
    #[test]
    fn told_twice_or_built_again_it_is_the_same(
        edits in edits(), asked in asked().boxed(),
    ) {
        let (filter, policy, rights, size) = &asked;
        let mut world = World::new();
        for edit in edits {
            world.apply(edit);
        }
        let viewing = viewing(filter, policy, rights);
        let pages = same(&world, &viewing, *size);
        for ticket in world.tickets.values().cloned().collect::<Vec<_>>() {
            world.apply(Edit::Put(Box::new(ticket)));
        }
        prop_assert_eq!(same(&world, &viewing, *size), pages);
        world.apply(Edit::Rebuild);
        prop_assert_eq!(same(&world, &viewing, *size), pages);
    }
}

proptest! {
    #![proptest_config(Config { cases: 80, failure_persistence: None, ..Config::default() })]

    /// The law of kept questions: after each event, and at each moment, they are asked as if they were
    /// made then. They stay over events that change what they name.
    #[test]
    fn a_kept_question_is_the_plain_form_after_any_events(
        edits in edits(), asked in vec(asked().boxed(), 2), times in vec(0..180_i64, 40),
    ) {
        let mut world = World::new();
        let mut asked: Vec<_> = asked
            .into_iter()
            .filter(|(filter, ..)| filter.valid_until().is_none())
            .map(|one| (Prepared::of(one.0.clone()), one))
            .collect();
        for (edit, minute) in edits.into_iter().zip(times.into_iter().cycle()) {
            world.apply(edit);
            let at = minutes(minute - 90);
            for (kept, (filter, policy, rights, size)) in &mut asked {
                let viewing = viewing(filter, policy, rights);
                if viewing.valid_until().is_none_or(|end| at < end) {
                    same_as_kept(&world, &viewing, *size, (kept, at));
                }
            }
        }
    }
}

/// The generators do not prove an empty law: pages have rows, some under several hats, some of those in
/// copy alone, some after which others come.
#[test]
fn frequencies_are_balanced() {
    let mut runner = TestRunner::deterministic();
    let strategy = (edits().boxed(), asked().boxed());
    let (mut cases, mut rows, mut partly, mut hats, mut copied, mut refused, mut several) =
        (0, 0, 0, 0, 0, 0, 0);
    for _ in 0..600 {
        let (edits, (filter, policy, rights, size)) =
            strategy.new_tree(&mut runner).unwrap().current();
        let mut world = World::new();
        for edit in edits {
            world.apply(edit);
        }
        cases += 1;
        let tickets = world.plain(now());
        let viewing = viewing(&filter, &policy, &rights);
        let worn: Vec<_> = tickets
            .iter()
            .filter_map(|one| filter.hat(&one.facts))
            .collect();
        rows += usize::from(worn.len() > 1);
        partly += usize::from(!worn.is_empty() && worn.len() < tickets.len());
        hats += usize::from(worn.iter().collect::<BTreeSet<_>>().len() > 1);
        copied += usize::from(worn.contains(&Hat::Copied));
        refused += usize::from(hides_moment(&viewing));
        several += usize::from(same(&world, &viewing, size) > 3);
    }
    let of = |count: usize| count * 100 / cases;
    assert!(of(rows) > 20, "{rows}");
    assert!(of(partly) > 20, "{partly}");
    assert!(of(hats) > 5, "{hats}");
    assert!(of(copied) > 4, "{copied}");
    assert!((5..80).contains(&of(refused)), "{refused}");
    assert!(of(several) > 10, "{several}");
}

#[test]
fn an_index_is_of_one_tenant_and_makes_no_ticket_up() {
    let mut index = Index::new(HERE);
    let there = ConversationFacts {
        tenant: THERE,
        ..chat(1)
    };
    let told = index.put_facts(&there, Activity::default());
    assert_eq!(told, Err(IndexRefusal::OtherTenant));
    assert!(index.is_empty() && !index.contains(there.id));
    let unknown = Err(IndexRefusal::NoSuchTicket(there.id));
    for audience in [Audience::Public, Audience::Internal] {
        assert_eq!(index.wrote(there.id, audience, now()), unknown);
    }
    assert_eq!(index.change(&chat(1)), unknown);
    assert_eq!(index.remove(there.id), unknown);
}
