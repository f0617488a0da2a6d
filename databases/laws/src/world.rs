//! Generated worlds: a tenant, a viewer of it and its tickets.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope, Scopes};
use frontdesk_model::{
    ActorId, AttachmentId, Author, ConversationFacts, ConversationId, CustomerId, MessageId,
    TenantId, UserId,
};
use frontdesk_testkit::{cast, strategy};
use frontdesk_visibility::{
    Attachment, Audience, Filter, GuestLink, GuestPurpose, Message, Ticket,
};
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
    /// The links of a guest.
    pub links: Vec<GuestLink>,
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
    /// One person with two accounts of each, and two links.
    Several,
    /// Whoever came by a link to one ticket.
    Guest,
}

/// How many tickets a world has.
const TICKETS: usize = 24;

/// So many worlds, the same of the same seed. Of most a viewer sees between a fifth and four fifths; every
/// ninth is as it comes, whatever is seen of it, and a guest sees one ticket at most.
#[must_use]
pub fn worlds(count: i64, seed: u8) -> Vec<World> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut source = Source::new(TestRunner::new_with_rng(Config::default(), rng));
    (1..=count)
        .map(|number| {
            let hats = match number % 9 {
                0 => Hats::Guest,
                1 | 2 => Hats::Customer,
                3 => Hats::Both,
                4 => Hats::Several,
                _ => Hats::Staff,
            };
            let as_it_comes = number % 9 == 8 || hats == Hats::Guest;
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

    /// Its tickets with numbers, subjects and messages, the same whenever it is asked.
    #[must_use]
    pub fn told(&self) -> Vec<Ticket> {
        let tickets = self.tickets.iter().cloned().enumerate();
        tickets
            .map(|(at, facts)| told(facts, dice(self.number, at)))
            .collect()
    }

    /// Until when who has read which of its tickets: the accounts of the viewer some, and strangers whose numbers
    /// are theirs all.
    #[must_use]
    pub fn reads(&self) -> Vec<(TenantId, ConversationId, ActorId, DateTime<Utc>)> {
        let worn = self.filter.worn();
        let accounts: BTreeSet<ActorId> = worn.iter().map(|one| one.account).collect();
        let mut all = Vec::new();
        for (at, facts) in self.tickets.iter().enumerate() {
            for (place, account) in accounts.iter().enumerate() {
                let minutes = dice(self.number, at * 7 + place + 1_000) % 12;
                if minutes < 8 {
                    all.push((facts.tenant, facts.id, *account, minute(minutes)));
                }
                let stranger: ActorId = match account {
                    ActorId::User(user) => {
                        CustomerId::from_number(user.number().unwrap_or(0)).into()
                    }
                    ActorId::Customer(of) => UserId::from_number(of.number().unwrap_or(0)).into(),
                };
                if !accounts.contains(&stranger) {
                    all.push((facts.tenant, facts.id, stranger, minute(11)));
                }
            }
        }
        all
    }
}

fn minute(minutes: u64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::minutes(minutes.cast_signed())
}

/// splitmix64, by Sebastiano Vigna.
const fn dice(world: i64, at: usize) -> u64 {
    let mut bits = (world.cast_unsigned() << 32) ^ at as u64;
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// What is said of a ticket and in it.
fn told(facts: ConversationFacts, dice: u64) -> Ticket {
    let texts = [
        "",
        "Stra\u{df}e 50%",
        "\u{c9}t\u{c9} note",
        "o_o's \\ BIRD",
        "\u{130}stanbul",
    ];
    let text = |at: u64| texts.get((at % 5) as usize).copied().unwrap_or_default();
    let mut ticket = Ticket::new(facts);
    ticket.number = text(dice >> 3).to_owned();
    ticket.subject = text(dice >> 7).to_owned();
    let mut messages: Vec<Message> = (0..dice % 4)
        .map(|number| {
            let bits = dice >> (8 + 9 * number);
            let author = match bits % 4 {
                0 => Some(Author::Actor(UserId::from_number(1).into())),
                1 => Some(Author::Actor(CustomerId::from_number(1).into())),
                2 => Some(Author::System("timer".to_owned())),
                _ => None,
            };
            let files = (bits >> 2) % 3;
            Message {
                id: MessageId::from_number(number.cast_signed() + 1),
                at: minute((bits >> 4) % 8),
                author,
                audience: match (bits >> 5) % 3 {
                    0 => Audience::Internal,
                    _ => Audience::Public,
                },
                text: text(bits >> 6).to_owned(),
                attachments: (1..=files)
                    .map(|file| Attachment {
                        id: AttachmentId::from_number(file.cast_signed()),
                        name: String::new(),
                    })
                    .collect(),
            }
        })
        .collect();
    messages.sort_by_key(|message| message.at);
    ticket.messages = messages;
    ticket
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
            Hats::Several => self.two_of_each(),
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
        let links: Vec<GuestLink> = match hats {
            Hats::Guest => vec![guest(&tickets, now)],
            Hats::Several => {
                let (one, other) = tickets.split_at(TICKETS / 2);
                vec![guest(one, now), guest(other, now)]
            }
            Hats::Staff | Hats::Customer | Hats::Both => Vec::new(),
        };
        // A link is of its ticket's tenant: a stranger's is nobody's here.
        let links: Vec<GuestLink> = links
            .into_iter()
            .filter(|link| hats == Hats::Guest || link.tenant == tenant(number))
            .collect();
        let filters = scopes.iter().map(|of| Filter::of(of, now));
        let by_link = links.iter().map(|link| Filter::of_guest(link, now));
        let filter = joined(filters.chain(by_link));
        World {
            number,
            hats,
            filter,
            scopes,
            links,
            now,
            tickets,
        }
    }

    /// Two of the staff and two customers, no two of them one.
    fn two_of_each(&mut self) -> Vec<Holder> {
        let mut all: Vec<Holder> = Vec::new();
        while all.len() < 4 {
            let of = match all.len() {
                0 | 1 => &self.staff,
                _ => &self.customer,
            };
            let next = one(&mut self.runner, of);
            if all.iter().all(|other| other.actor().id != next.actor().id) {
                all.push(next);
            }
        }
        all
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
