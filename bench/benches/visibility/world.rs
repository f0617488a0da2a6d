//! A desk made from numbers, one operator of it, and the same question in two other forms: flat numbers
//! and bit sets, which nothing undercuts, and what a host would write over the standard hash sets.

use std::collections::HashSet;

use frontdesk_access::{
    Among, Catalogue, Grant, Groups, Holder, Permission, Restriction, RestrictionId, Scope, Scopes,
};
use frontdesk_bench::mixed;
use frontdesk_model::{
    Assignee, BotId, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId,
    GroupId, Privacy, Relation, SiteId, TenantId, UserId,
};

use super::now;

const TENANT: TenantId = TenantId::from_number(7);
const VIEW: Permission = Permission::CONVERSATION_VIEW;
/// The operator of the desk.
const ME: u64 = 1;
/// Colleagues, the operator among them.
const PEOPLE: u64 = 40;
/// Groups that the operator oversees.
const OVERSEEN: u64 = 10;

fn user(number: u64) -> UserId {
    frontdesk_bench::user_id(number)
}

/// Ids without order, as hosts make them.
fn group(number: u64) -> GroupId {
    let [a, b] = [mixed(number), mixed(!number)].map(u64::to_be_bytes);
    GroupId::v7(1_700_000_000_000 + number, &ten(a, b))
}

fn site(number: u64) -> SiteId {
    let [a, b] = [mixed(number + 5_000), mixed(!number)].map(u64::to_be_bytes);
    SiteId::v7(1_700_000_000_000 + number, &ten(a, b))
}

fn ten([a, b, c, d, e, f, g, h]: [u8; 8], [i, j, ..]: [u8; 8]) -> [u8; 10] {
    [a, b, c, d, e, f, g, h, i, j]
}

/// An operator of so many groups and sites, every second one of the desk's.
pub struct Operator {
    pub lists: u64,
    pub holder: Holder,
    pub scopes: Scopes,
}

impl Operator {
    /// Six ways to see a ticket, of which five read the lists, and one restriction.
    pub fn new(lists: u64) -> Self {
        let mut holder = Holder::new(TENANT, user(ME));
        let record = &mut holder.memberships;
        record.groups = (0..lists).map(|n| group(2 * n)).collect();
        record.sites = (0..lists).map(|n| site(2 * n)).collect();
        record.overseen_groups = (0..OVERSEEN).map(group).collect();
        let of_mine = |relation| Scope {
            sites: Some(Among::Mine),
            ..Scope::of(relation)
        };
        let scopes = [
            Scope::of(Relation::Own),
            Scope::of(Relation::Participating),
            Scope::of(Relation::OfferedToMe),
            of_mine(Relation::MyGroupQueue),
            Scope {
                groups: Some(Groups {
                    none: true,
                    mine: true,
                    ..Groups::default()
                }),
                ..of_mine(Relation::Unassigned)
            },
            Scope {
                assignee_groups: Some(Among::Mine),
                ..of_mine(Relation::ColleagueInWork)
            },
        ];
        holder.grants = scopes.map(|scope| Grant::new(VIEW, scope)).into();
        let private = Scope {
            privacy: Some(Privacy::Private),
            ..Scope::any()
        };
        let id = RestrictionId::from_static("deny.private");
        let taking = Restriction::taking(id, [VIEW].into_iter().collect(), private);
        holder.restrictions.push(taking);
        let scopes = Catalogue::default().scopes_of(&holder, VIEW, now());
        Self {
            lists,
            holder,
            scopes,
        }
    }
}

/// The ticket as flat numbers: the least that can be looked at.
pub struct Flat {
    assignee: u32,
    state: u8,
    group: u8,
    site: u8,
    private: bool,
    offered: u32,
    takes_part: u64,
    assignee_groups: u128,
}

const NOBODY: u32 = u32::MAX;
const BOT: u32 = u32::MAX - 1;
const NO_GROUP: u8 = u8::MAX;

/// A ticket in both forms.
pub fn ticket(number: u64, lists: u64) -> (ConversationFacts, Flat) {
    let chance = |which: u64| mixed(number * 31 + which);
    let mut facts = ConversationFacts::new(
        TENANT,
        ConversationId::from_number(i64::try_from(number).expect("a small number")),
        now(),
    );
    let mut flat = Flat {
        assignee: NOBODY,
        state: 0,
        group: NO_GROUP,
        site: (chance(1) % (2 * lists)).min(250) as u8,
        private: chance(2) % 12 == 0,
        offered: NOBODY,
        takes_part: 0,
        assignee_groups: 0,
    };
    facts.privacy = Some(if flat.private {
        Privacy::Private
    } else {
        Privacy::Open
    });
    facts.site = Some(site(flat.site.into()));
    if chance(3) % 8 != 0 {
        flat.group = (chance(4) % (2 * lists)).min(250) as u8;
        facts.group = Some(group(flat.group.into()));
    }
    let person = chance(5) % PEOPLE;
    let state = match chance(6) % 10 {
        0..=3 => ConversationState::Waiting,
        4 => ConversationState::Offered,
        5..=8 => ConversationState::InWork,
        _ => ConversationState::Closed,
    };
    (facts.state, flat.state) = (Some(state), state as u8);
    match state {
        ConversationState::Offered => {
            let person = if chance(7) % 2 == 0 { ME } else { person };
            facts.offered_to = Some(user(person));
            flat.offered = person as u32;
        }
        ConversationState::InWork | ConversationState::Closed if chance(8) % 20 == 0 => {
            facts.assignee = Some(Assignee::Bot(BotId::from_number(1)));
            flat.assignee = BOT;
        }
        ConversationState::InWork | ConversationState::Closed => {
            let person = if chance(9) % 4 == 0 { ME } else { person };
            facts.assignee = Some(Assignee::Person(user(person)));
            flat.assignee = person as u32;
            for which in 0..3 {
                let of = chance(10 + which) % (2 * OVERSEEN);
                facts.assignee_groups.insert(group(of));
                flat.assignee_groups |= 1 << of;
            }
        }
        ConversationState::New | ConversationState::Waiting => {}
    }
    for which in 0..chance(20) % 4 {
        let person = chance(21 + which) % PEOPLE;
        facts.participants.insert(user(person));
        flat.takes_part |= 1 << person;
    }
    facts.channel = Some(Channel::Email);
    facts.requester = Some(CustomerId::from_number(1));
    (facts, flat)
}

/// The operator as bit sets.
pub struct FlatOperator {
    groups: [u128; 2],
    sites: [u128; 2],
    overseen: u128,
}

impl FlatOperator {
    pub fn new(lists: u64) -> Self {
        let mut even = [0; 2];
        for number in (0..2 * lists.min(128)).step_by(2) {
            even[usize::from(number >= 128)] |= 1 << (number % 128);
        }
        Self {
            groups: even,
            sites: even,
            overseen: (1 << OVERSEEN) - 1,
        }
    }

    pub fn sees(&self, ticket: &Flat) -> bool {
        let has =
            |set: &[u128; 2], number: u8| set[usize::from(number >> 7)] >> (number & 127) & 1 == 1;
        let in_state = |state: ConversationState| ticket.state == state as u8;
        let queued = in_state(ConversationState::Waiting) || in_state(ConversationState::New);
        let free = ticket.assignee == NOBODY && queued;
        let mine = ticket.group != NO_GROUP && has(&self.groups, ticket.group);
        let colleague = ticket.assignee < BOT && ticket.assignee != ME as u32;
        !ticket.private
            && (ticket.assignee == ME as u32
                || ticket.takes_part >> ME & 1 == 1
                || (in_state(ConversationState::Offered) && ticket.offered == ME as u32)
                || (has(&self.sites, ticket.site)
                    && (free && (mine || ticket.group == NO_GROUP)
                        || (in_state(ConversationState::InWork)
                            && colleague
                            && ticket.assignee_groups & self.overseen != 0))))
    }
}

/// The operator as a host would write it: hash sets and conditions.
pub struct HostOperator {
    me: UserId,
    groups: HashSet<GroupId>,
    sites: HashSet<SiteId>,
    overseen: HashSet<GroupId>,
}

impl HostOperator {
    pub fn new(holder: &Holder) -> Self {
        let record = &holder.memberships;
        Self {
            me: holder.id.user().expect("an operator"),
            groups: record.groups.iter().copied().collect(),
            sites: record.sites.iter().copied().collect(),
            overseen: record.overseen_groups.iter().copied().collect(),
        }
    }

    pub fn sees(&self, facts: &ConversationFacts) -> bool {
        use ConversationState::{InWork, New, Offered, Waiting};
        if facts.tenant != TENANT || facts.privacy == Some(Privacy::Private) {
            return false;
        }
        let person = facts.assigned_person();
        if person == Some(self.me) || facts.participants.contains(&self.me) {
            return true;
        }
        let nobodys = facts.assignee.is_none();
        if nobodys && facts.state == Some(Offered) && facts.offered_to == Some(self.me) {
            return true;
        }
        if !facts.site.is_some_and(|site| self.sites.contains(&site)) {
            return false;
        }
        let mine = facts.group.is_none_or(|group| self.groups.contains(&group));
        if nobodys && matches!(facts.state, Some(New | Waiting)) && mine {
            return true;
        }
        let overseen = |group| self.overseen.contains(group);
        facts.state == Some(InWork)
            && person.is_some()
            && facts.assignee_groups.iter().any(overseen)
    }
}
