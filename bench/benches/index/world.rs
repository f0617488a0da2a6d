//! A desk made from numbers, in every form: the facts, the bitmaps and columns that are made for exactly
//! this rule, and rows of a table.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Among, Catalogue, Grant, Groups, Holder, Permission, Scope};
use frontdesk_bench::mixed;
use frontdesk_model::{
    Assignee, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId, GroupId,
    OrganizationId, Relation, SiteId, TenantId, UserId,
};
use frontdesk_visibility::{Activity, FieldPolicy, Filter, RightsHeld, SitesSeen, Viewing};

pub const GROUPS: u64 = 50;
pub const SITES: u64 = 50;
pub const OPERATORS: u64 = 1_000;
/// The operator who asks.
pub const ME: u64 = 17;

pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// A ticket as numbers.
#[derive(Clone, Copy)]
pub struct Flat {
    pub number: u64,
    pub group: u64,
    pub site: u64,
    pub assignee: u64,
    pub in_work: bool,
    /// Seconds since 1970.
    pub made: i64,
    pub active: i64,
}

/// The first was made first: one every half a minute.
pub fn flat(tenant: u64, number: u64, count: u64) -> Flat {
    let chance = |which: u64, of: u64| mixed(number * 31 + which + tenant * 1_000_003) % of;
    let made = now().timestamp() - 30 * (count - number) as i64;
    // Most end within a day, some go on for a month; nothing has happened that is yet to come.
    let age = (30 * count.saturating_sub(number)).max(1);
    let goes_on = match chance(5, 10) {
        0 => chance(6, age.min(30 * 86_400)),
        _ => chance(6, age.min(86_400)),
    };
    Flat {
        number,
        group: chance(1, GROUPS),
        site: chance(2, SITES),
        assignee: chance(3, OPERATORS),
        in_work: chance(4, 2) == 0,
        made,
        active: made + goes_on as i64,
    }
}

pub fn tenant(number: u64) -> TenantId {
    TenantId::from_number(number as i64)
}

pub fn user(number: u64) -> UserId {
    UserId::from_number(number as i64)
}

pub fn group(number: u64) -> GroupId {
    GroupId::from_number(number as i64)
}

pub fn id(number: u64) -> ConversationId {
    ConversationId::from_number(number as i64)
}

fn site(number: u64) -> SiteId {
    SiteId::from_number(number as i64)
}

fn second(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

pub fn facts(of: u64, flat: &Flat) -> ConversationFacts {
    let chance = |which: u64, of: u64| mixed(flat.number * 37 + which) % of;
    let mut facts = ConversationFacts::new(tenant(of), id(flat.number), second(flat.made));
    facts.group = Some(group(flat.group));
    facts.site = Some(site(flat.site));
    facts.assignee = Some(Assignee::Person(user(flat.assignee)));
    facts.state = Some(match flat.in_work {
        true => ConversationState::InWork,
        false => ConversationState::Closed,
    });
    facts.requester = Some(CustomerId::from_number(chance(1, 250_000) as i64));
    facts.organization =
        (chance(2, 4) == 0).then(|| OrganizationId::from_number(chance(3, 5_000) as i64));
    facts.channel =
        Some([Channel::Email, Channel::LiveChat, Channel::Telegram][chance(4, 3) as usize].clone());
    if chance(5, 20) == 0 {
        facts.participants = [user(chance(6, OPERATORS))].into();
    }
    facts
}

pub fn activity(flat: &Flat) -> Activity {
    Activity {
        public: Some(second(flat.active)),
        internal: None,
    }
}

/// Own, or in a group of mine and in work; and of an allowed site.
#[derive(Clone, Copy)]
pub struct Operator {
    pub name: &'static str,
    pub groups: u64,
    /// `None`: all.
    pub sites: Option<u64>,
}

pub const OPERATORS_ASKED: [Operator; 2] = [
    Operator {
        name: "narrow",
        groups: 3,
        sites: Some(10),
    },
    Operator {
        name: "wide",
        groups: 25,
        sites: None,
    },
];

impl Operator {
    pub fn filter(&self, of: u64) -> Filter {
        let view = Permission::CONVERSATION_VIEW;
        let mut holder = Holder::new(tenant(of), user(ME));
        holder.memberships.groups = (0..self.groups).map(group).collect();
        let sites = self
            .sites
            .map(|count| Among::These((0..count).map(site).collect()));
        let in_work = Scope {
            groups: Some(Groups {
                mine: true,
                ..Groups::default()
            }),
            states: Some([ConversationState::InWork].into()),
            sites: sites.clone(),
            ..Scope::any()
        };
        let own = Scope {
            sites,
            ..Scope::of(Relation::Own)
        };
        holder.grants = vec![Grant::new(view, own), Grant::new(view, in_work)];
        Filter::of(&Catalogue::default().scopes_of(&holder, view, now()), now())
    }

    pub fn viewing<'a>(&self, of: u64, policy: &'a FieldPolicy) -> Viewing<'a> {
        Viewing {
            filter: self.filter(of),
            policy,
            sites: SitesSeen::none(),
            rights: RightsHeld::none(),
        }
    }
}

/// The bound: bitmaps for exactly this rule, and columns for the walk by activity. Nothing is looked up,
/// planned or kept current.
pub struct Bound {
    groups: Vec<Vec<u64>>,
    sites: Vec<Vec<u64>>,
    mine: Vec<u64>,
    in_work: Vec<u64>,
    ids: Vec<ConversationId>,
    /// The tickets by activity, the last last, each with what the rule asks of it.
    by_activity: Vec<(u32, u32)>,
}

/// So many words at once: they fit the registers.
const LANES: usize = 8;

impl Bound {
    pub fn of(tickets: &[Flat]) -> Self {
        let words = tickets.len().div_ceil(64 * LANES) * LANES;
        let empty = || vec![0_u64; words];
        let mut bound = Self {
            groups: (0..GROUPS).map(|_| empty()).collect(),
            sites: (0..SITES).map(|_| empty()).collect(),
            mine: empty(),
            in_work: empty(),
            ids: tickets.iter().map(|one| id(one.number)).collect(),
            by_activity: Vec::new(),
        };
        for (slot, one) in tickets.iter().enumerate() {
            let (word, bit) = (slot / 64, 1 << (slot % 64));
            bound.groups[one.group as usize][word] |= bit;
            bound.sites[one.site as usize][word] |= bit;
            if one.assignee == ME {
                bound.mine[word] |= bit;
            }
            if one.in_work {
                bound.in_work[word] |= bit;
            }
        }
        let mut order: Vec<_> = tickets.iter().enumerate().collect();
        order.sort_by_key(|(slot, one)| (one.active, *slot));
        let packed = order.into_iter().map(|(slot, one)| {
            let mine = u32::from(one.assignee == ME) << 17;
            let in_work = u32::from(one.in_work) << 16;
            (
                slot as u32,
                mine | in_work | (one.group as u32) << 8 | one.site as u32,
            )
        });
        bound.by_activity = packed.collect();
        bound
    }

    #[inline(always)]
    fn block(&self, of: &Operator, first: usize) -> [u64; LANES] {
        let lanes = |bitmap: &[u64]| -> [u64; LANES] {
            bitmap[first..first + LANES]
                .try_into()
                .expect("a whole block")
        };
        let any = |bitmaps: &[Vec<u64>]| {
            bitmaps.iter().fold([0; LANES], |mut all, bitmap| {
                let one = lanes(bitmap);
                (0..LANES).for_each(|lane| all[lane] |= one[lane]);
                all
            })
        };
        let (mine, in_work) = (lanes(&self.mine), lanes(&self.in_work));
        let mut seen = any(&self.groups[..of.groups as usize]);
        (0..LANES).for_each(|lane| seen[lane] = mine[lane] | (seen[lane] & in_work[lane]));
        if let Some(sites) = of.sites {
            let sites = any(&self.sites[..sites as usize]);
            (0..LANES).for_each(|lane| seen[lane] &= sites[lane]);
        }
        seen
    }

    pub fn count(&self, of: &Operator) -> usize {
        let mut count = 0;
        for first in (0..self.mine.len()).step_by(LANES) {
            let seen = self.block(of, first);
            count += seen.iter().map(|word| word.count_ones()).sum::<u32>() as usize;
        }
        count
    }

    pub fn ids(&self, of: &Operator) -> Vec<ConversationId> {
        let mut ids = Vec::new();
        for first in (0..self.mine.len()).step_by(LANES) {
            let seen = self.block(of, first);
            for (lane, mut word) in seen.into_iter().enumerate() {
                while word != 0 {
                    ids.push(self.ids[(first + lane) * 64 + word.trailing_zeros() as usize]);
                    word &= word - 1;
                }
            }
        }
        ids
    }

    pub fn newest(&self, of: &Operator, size: usize) -> Vec<ConversationId> {
        let mut ids = Vec::with_capacity(size);
        for first in (0..self.mine.len()).step_by(LANES).rev() {
            let seen = self.block(of, first);
            for (lane, mut word) in seen.into_iter().enumerate().rev() {
                while word != 0 {
                    let bit = 63 - word.leading_zeros();
                    ids.push(self.ids[(first + lane) * 64 + bit as usize]);
                    if ids.len() == size {
                        return ids;
                    }
                    word &= !(1 << bit);
                }
            }
        }
        ids
    }

    pub fn active(&self, of: &Operator, size: usize) -> Vec<ConversationId> {
        let sites = of.sites.unwrap_or(SITES) as u32;
        let seen = self.by_activity.iter().rev().filter(|(_, packed)| {
            let (group, site) = (packed >> 8 & 0xff, packed & 0xff);
            let in_queue = group < of.groups as u32 && packed >> 16 & 1 == 1;
            (packed >> 17 == 1 || in_queue) && site < sites
        });
        let ids = seen.map(|(slot, _)| self.ids[*slot as usize]);
        ids.take(size).collect()
    }
}
