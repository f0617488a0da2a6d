//! Generated worlds: a tenant, a viewer of it and its tickets.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope, Scopes};
use frontdesk_model::{ConversationFacts, ConversationId, TenantId};
use frontdesk_testkit::{cast, strategy};
use frontdesk_visibility::{Filter, GuestLink, GuestPurpose};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// One tenant, a viewer of it, and tickets: its own and now and then one of another tenant, which no viewer
/// of this one sees. All ids but those of tenants are the same in every world, so that nothing but the tenant
/// keeps the worlds of one table apart.
#[derive(Clone, Debug)]
pub struct World {
    /// Its number, from 1.
    pub number: i64,
    /// Which kind of viewer asks.
    pub hats: Hats,
    /// What the viewer sees.
    pub filter: Filter,
    /// Where the viewer's accounts hold the right to see. Of a guest: none.
    pub scopes: Vec<Scopes>,
    /// The link of a guest.
    pub link: Option<GuestLink>,
    /// When it is asked.
    pub now: DateTime<Utc>,
    /// The tickets.
    pub tickets: Vec<ConversationFacts>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hats {
    /// A member of the staff.
    Staff,
    /// A customer.
    Customer,
    /// One person with an account of each.
    Both,
    /// Whoever came by a link to one ticket.
    Guest,
}

/// How many tickets a world has.
const TICKETS: usize = 24;

/// So many worlds, the same of the same seed. Of most a viewer sees between a fifth and four fifths; every
/// eighth is as it comes, whatever is seen of it, and a guest sees one ticket at most.
#[must_use]
pub fn worlds(count: i64, seed: u8) -> Vec<World> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut source = Source::new(TestRunner::new_with_rng(Config::default(), rng));
    (1..=count)
        .map(|number| {
            let hats = match number % 8 {
                0 => Hats::Guest,
                1 | 2 => Hats::Customer,
                3 => Hats::Both,
                _ => Hats::Staff,
            };
            let as_it_comes = number % 8 == 7 || hats == Hats::Guest;
            loop {
                let world = source.world(number, hats);
                let seen = world.filter.count(&world.tickets);
                if as_it_comes || (seen * 5 >= TICKETS && seen * 5 <= TICKETS * 4) {
                    return world;
                }
            }
        })
        .collect()
}

impl World {
    /// Its tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        tenant(self.number)
    }
}

const fn tenant(world: i64) -> TenantId {
    TenantId::from_number(world * 2)
}

/// Where the parts of worlds come from.
struct Source {
    runner: TestRunner,
    now: BoxedStrategy<DateTime<Utc>>,
    roles: BoxedStrategy<Catalogue>,
    staff: BoxedStrategy<Holder>,
    customer: BoxedStrategy<Holder>,
    /// Over which the right to see is given beside what the record gives.
    seen: BoxedStrategy<Vec<Scope>>,
    tickets: BoxedStrategy<Vec<Draft>>,
}

/// A ticket before it has an id: its facts, minutes after noon, deleted, spam, epoch.
type Draft = (ConversationFacts, i64, (bool, bool, u32));

impl Source {
    fn new(runner: TestRunner) -> Self {
        let rarely = || prop::bool::weighted(0.1);
        let marks = (rarely(), rarely(), 0..3_u32);
        let draft = (strategy::conversation_facts(), 0..6_i64, marks);
        Self {
            runner,
            now: strategy::instant().boxed(),
            roles: strategy::catalogue().boxed(),
            staff: strategy::staff_holder().boxed(),
            customer: strategy::customer_holder().boxed(),
            seen: proptest::collection::vec(strategy::scope(), 1..4).boxed(),
            tickets: proptest::collection::vec(draft, TICKETS).boxed(),
        }
    }

    fn world(&mut self, number: i64, hats: Hats) -> World {
        let now = one(&mut self.runner, &self.now);
        let tickets = self.tickets(number);
        let roles = one(&mut self.runner, &self.roles);
        let accounts = match hats {
            Hats::Staff => vec![one(&mut self.runner, &self.staff)],
            Hats::Customer => vec![one(&mut self.runner, &self.customer)],
            Hats::Both => vec![
                one(&mut self.runner, &self.staff),
                one(&mut self.runner, &self.customer),
            ],
            Hats::Guest => Vec::new(),
        };
        let scopes: Vec<Scopes> = accounts
            .into_iter()
            .map(|mut holder| {
                holder.tenant = tenant(number);
                let view = |scope| Grant::new(Permission::CONVERSATION_VIEW, scope);
                let seen = one(&mut self.runner, &self.seen);
                holder.grants.extend(seen.into_iter().map(view));
                roles.scopes_of(&holder, Permission::CONVERSATION_VIEW, now)
            })
            .collect();
        let link = (hats == Hats::Guest).then(|| guest(&tickets, now));
        let filters = scopes.iter().map(|of| Filter::of(of, now));
        let by_link = link.iter().map(|link| Filter::of_guest(link, now));
        let filter = joined(filters.chain(by_link));
        World {
            number,
            hats,
            filter,
            scopes,
            link,
            now,
            tickets,
        }
    }

    /// Tickets with ids of their own, made at a few moments, so that some are of the same.
    fn tickets(&mut self, world: i64) -> Vec<ConversationFacts> {
        let numbered = (1..).zip(one(&mut self.runner, &self.tickets));
        numbered
            .map(|(id, (mut facts, minutes, marks))| {
                facts.tenant = match facts.tenant == cast::TENANT {
                    true => tenant(world),
                    // Nobody's in this world, and in no other.
                    false => TenantId::from_number(world * 2 + 1),
                };
                facts.id = ConversationId::from_number(id);
                facts.created_at = cast::noon() + TimeDelta::minutes(minutes);
                (facts.deleted, facts.spam, facts.guest_epoch) = marks;
                facts
            })
            .collect()
    }
}

/// The accounts of a world are of its tenant, and there is at least one, or a link.
#[expect(clippy::expect_used, reason = "as said")]
fn joined(filters: impl Iterator<Item = Filter>) -> Filter {
    let joined = Filter::join(filters).expect("of one tenant");
    joined.expect("somebody looks")
}

/// A link to one of these tickets, mostly a good one.
fn guest(tickets: &[ConversationFacts], now: DateTime<Utc>) -> GuestLink {
    let asked = tickets
        .iter()
        .find(|facts| facts.requester.is_some() && !facts.deleted && !facts.spam)
        .or(tickets.first());
    let facts = asked.cloned().unwrap_or_else(|| cast::chat(1));
    // The first ticket of all may be the stranger's: then the link is the stranger's, too.
    GuestLink {
        tenant: facts.tenant,
        ticket: facts.id,
        customer: facts.requester.unwrap_or(cast::SOFIA),
        purpose: GuestPurpose::View,
        expires: now + TimeDelta::hours(1),
        epoch: facts.guest_epoch,
    }
}

fn one<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: &BoxedStrategy<T>) -> T {
    loop {
        // A strategy that filters may refuse now and then.
        if let Ok(tree) = strategy.new_tree(runner) {
            return tree.current();
        }
    }
}
