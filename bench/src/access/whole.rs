//! The whole scope model: the desk of the parent module, and rights over what one has, over the
//! queues of one's groups, over what colleagues of overseen groups have in work, and rights and
//! roles for a time. Beside it what a host would write for exactly these questions.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{
    Among, Catalogue, Directory, Grant, Holder, Permission, Resource, Role, RoleAssignment, RoleId,
    Scope,
};
use frontdesk_model::{
    Actor, Assignee, ConversationFacts, ConversationId, ConversationState, GroupId, Labels,
    Memberships, Relation, Relations, SiteId, UserId, Validity, Version,
};

use super::{
    GROUPS, NEED_VIEW, ON_SITES, PANEL, Person, RIGHTS, ROLES, SITES, group, role_id, site,
};
use crate::{TENANT, mixed, user_id};

/// Rights over what one has; over the queues of one's groups; over what colleagues in the groups
/// that one oversees have in work: as bits of [`RIGHTS`].
const OVER_OWN: u32 = 0b0001_1111;
const OVER_QUEUE: u32 = 0b0000_0101;
const OVER_COLLEAGUES: u32 = 0b0100_1011;

/// How many conversations questions are about.
const CHATS: u64 = 400;

/// From when until when, in seconds: as a host would keep it.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    from: i64,
    until: i64,
}

impl Window {
    const fn holds(self, now: i64) -> bool {
        self.from <= now && now < self.until
    }

    fn validity(self) -> Validity {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        Validity::new(Some(at(self.from)), Some(at(self.until))).expect("it is not empty")
    }

    /// Over, not yet, or now.
    const fn of(n: u64, now: i64) -> Self {
        let day = 86_400;
        let start = match n % 4 {
            0 => now - 30 * day,
            1 => now + day,
            _ => now - 5 * day,
        };
        Self {
            from: start,
            until: start + 20 * day,
        }
    }
}

/// What the nth person has.
#[derive(Clone, Debug)]
pub struct WholePerson {
    base: Person,
    own: bool,
    queue: bool,
    overseen: BTreeSet<u64>,
    /// Rights of the person's own for a time, and a role for a time.
    timed: Vec<(u32, Window)>,
    timed_role: Option<(usize, Window)>,
}

/// What a host keeps of a person for these questions and no other: four lines of a cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
pub struct WholeRecord {
    id: UserId,
    anywhere: u128,
    on_sites: u128,
    on_own: u128,
    in_queue: u128,
    of_colleagues: u128,
    denied: u128,
    sites: u64,
    overseen: u64,
    timed: [(u128, Window); 3],
}

/// What is asked, by numbers: as a host would hand it to its masks.
#[derive(Clone, Copy, Debug)]
pub struct WholeNumbers {
    /// Who.
    pub user: u32,
    /// Which of [`RIGHTS`].
    pub right: u32,
    /// Which object among [`WholeObjects::all`].
    pub object: u32,
    /// On which site; 63: none.
    site: u32,
    relations: Relations,
    /// The groups of who has it, and whether it is in work.
    assignee_groups: u64,
    in_work: bool,
}

/// The masks of rights: each with what it needs.
#[must_use]
pub fn needs() -> [u128; RIGHTS.len()] {
    std::array::from_fn(|at| {
        let own = 1 << RIGHTS[at].bit();
        match NEED_VIEW >> at & 1 {
            1 => own | 1 << RIGHTS[0].bit(),
            _ => own,
        }
    })
}

fn wide(bits: u32) -> u128 {
    let rights = RIGHTS.iter().enumerate();
    let held = rights.filter(|(at, _)| bits >> at & 1 == 1);
    held.fold(0, |mask, (_, right)| mask | 1 << right.bit())
}

impl WholeRecord {
    /// Whose it is, the union of what holds here and now, and one test of the right and of what it
    /// needs.
    #[must_use]
    #[inline]
    pub fn allows(&self, id: UserId, needs: u128, q: &WholeNumbers, now: i64) -> bool {
        let when = |holds: bool, mask: u128| if holds { mask } else { 0 };
        let mut here = self.anywhere
            | when(self.sites >> q.site & 1 == 1, self.on_sites)
            | when(q.relations.contains(Relations::OWN), self.on_own)
            | when(
                q.relations.contains(Relations::MY_GROUP_QUEUE),
                self.in_queue,
            )
            | when(
                q.relations.contains(Relations::COLLEAGUE_IN_WORK)
                    && q.in_work
                    && q.assignee_groups & self.overseen != 0,
                self.of_colleagues,
            );
        for (mask, window) in &self.timed {
            here |= when(window.holds(now), *mask);
        }
        self.id == id && needs & !(here & !self.denied) == 0
    }
}

impl WholePerson {
    /// The nth.
    #[must_use]
    pub fn new(number: u64, now: i64) -> Self {
        let n = mixed(number ^ 0x7a7a);
        let mut person = Self {
            base: Person::new(number),
            own: n.is_multiple_of(2),
            queue: (n / 2).is_multiple_of(2),
            overseen: BTreeSet::new(),
            timed: Vec::new(),
            timed_role: None,
        };
        if (n / 4).is_multiple_of(3) {
            person.overseen = (0..5).map(|at| mixed(n ^ at) % GROUPS).collect();
        }
        for at in 0..(n >> 20) % 3 {
            let m = mixed(n ^ (at << 8));
            person.timed.push((1 << (m % 12), Window::of(m >> 16, now)));
        }
        if (n >> 28).is_multiple_of(4) {
            // Not the one on sites, so that the bound keeps one mask for each of them.
            let role = [0, 1, 3, 4, 5][(n >> 32) as usize % 5];
            person.timed_role = Some((role, Window::of(n >> 40, now)));
        }
        person
    }

    fn timed_bits(&self) -> impl Iterator<Item = (u32, Window)> {
        let role = self.timed_role.map(|(role, window)| (ROLES[role], window));
        self.timed.iter().copied().chain(role)
    }

    /// As the bound has it.
    #[must_use]
    pub fn record(&self, number: u64) -> WholeRecord {
        let (anywhere, on_sites) = self.base.bits();
        let when = |has: bool, bits: u32| if has { wide(bits) } else { 0 };
        let never = Window { from: 1, until: 0 };
        let mut timed = [(0, never); 3];
        for (place, (bits, window)) in timed.iter_mut().zip(self.timed_bits()) {
            *place = (wide(bits), window);
        }
        WholeRecord {
            id: user_id(number),
            anywhere: wide(anywhere),
            on_sites: wide(on_sites),
            on_own: when(self.own, OVER_OWN),
            in_queue: when(self.queue, OVER_QUEUE),
            of_colleagues: when(!self.overseen.is_empty(), OVER_COLLEAGUES),
            denied: when(self.base.panel_off, PANEL),
            sites: self.base.sites,
            overseen: self
                .overseen
                .iter()
                .fold(0, |mask, group| mask | 1 << group),
            timed,
        }
    }

    /// As a host has it in sets.
    #[must_use]
    pub fn host_sets(&self) -> WholeSets {
        let names = |bits: u32| -> HashSet<String> {
            let rights = RIGHTS.iter().enumerate();
            let held = rights.filter(|(at, _)| bits >> at & 1 == 1);
            held.map(|(_, right)| right.name().to_owned()).collect()
        };
        let when = |has: bool, bits: u32| names(if has { bits } else { 0 });
        let (anywhere, on_sites) = self.base.bits();
        let mut timed: HashMap<String, Vec<Window>> = HashMap::new();
        for (bits, window) in self.timed_bits() {
            for name in names(bits) {
                timed.entry(name).or_default().push(window);
            }
        }
        WholeSets {
            anywhere: names(anywhere),
            on_sites: names(on_sites),
            on_own: when(self.own, OVER_OWN),
            in_queue: when(self.queue, OVER_QUEUE),
            of_colleagues: when(!self.overseen.is_empty(), OVER_COLLEAGUES),
            sites: self.base.site_ids().collect(),
            overseen: self
                .overseen
                .iter()
                .map(|group| self::group(*group))
                .collect(),
            timed,
            panel_off: self.base.panel_off,
        }
    }

    /// As the crate has it.
    #[must_use]
    pub fn holder(&self, number: u64) -> Holder {
        let mut holder = self.base.holder(number);
        holder.memberships.overseen_groups = self
            .overseen
            .iter()
            .map(|group| self::group(*group))
            .collect();
        for (has, role) in [
            (self.own, "desk.own"),
            (self.queue, "desk.queue"),
            (!self.overseen.is_empty(), "desk.lead"),
        ] {
            if has {
                let id = RoleId::new(role).expect("a name");
                holder.roles.push(RoleAssignment::new(id));
            }
        }
        for (bits, window) in &self.timed {
            let grants = super::grants(*bits, &Scope::any()).into_iter();
            holder.grants.extend(grants.map(|grant| Grant {
                validity: window.validity(),
                ..grant
            }));
        }
        if let Some((role, window)) = self.timed_role {
            holder.roles.push(RoleAssignment {
                validity: window.validity(),
                ..RoleAssignment::new(role_id(role))
            });
        }
        holder
    }

    /// A relation that the person may stand in: the object is chosen for it.
    const fn has_own(&self) -> bool {
        self.own
    }
}

/// What a host writes by hand: names of rights in sets, one for each way of having them.
#[derive(Clone, Debug)]
pub struct WholeSets {
    anywhere: HashSet<String>,
    on_sites: HashSet<String>,
    on_own: HashSet<String>,
    in_queue: HashSet<String>,
    of_colleagues: HashSet<String>,
    sites: HashSet<SiteId>,
    overseen: HashSet<GroupId>,
    timed: HashMap<String, Vec<Window>>,
    panel_off: bool,
}

impl WholeSets {
    /// The look-ups: the right, and what it needs.
    #[must_use]
    pub fn allows(&self, right: usize, names: &[String], object: &Resource<'_>, now: i64) -> bool {
        if PANEL >> right & 1 == 1 && self.panel_off {
            return false;
        }
        let needs_view = NEED_VIEW >> right & 1 == 1;
        self.has(&names[right], object, now) && (!needs_view || self.has(&names[0], object, now))
    }

    fn has(&self, right: &str, object: &Resource<'_>, now: i64) -> bool {
        let facts = &object.dimensions;
        let stands = |relation| object.relations.contains(relation);
        self.anywhere.contains(right)
            || (self.on_sites.contains(right)
                && facts.site.is_some_and(|site| self.sites.contains(&site)))
            || (stands(Relations::OWN) && self.on_own.contains(right))
            || (stands(Relations::MY_GROUP_QUEUE) && self.in_queue.contains(right))
            || (stands(Relations::COLLEAGUE_IN_WORK)
                && facts.state == Some(ConversationState::InWork)
                && self.of_colleagues.contains(right)
                && facts
                    .assignee_groups
                    .is_some_and(|of| of.iter().any(|group| self.overseen.contains(group))))
            || self
                .timed
                .get(right)
                .is_some_and(|windows| windows.iter().any(|window| window.holds(now)))
    }
}

/// The desk: the parent's, with the three roles over relations.
#[must_use]
pub fn catalogue() -> Catalogue {
    let mut catalogue = super::catalogue();
    let lead = Scope {
        assignee_groups: Some(Among::Mine),
        states: Some([ConversationState::InWork].into()),
        ..Scope::of(Relation::ColleagueInWork)
    };
    for (name, bits, scope) in [
        ("desk.own", OVER_OWN, Scope::of(Relation::Own)),
        ("desk.queue", OVER_QUEUE, Scope::of(Relation::MyGroupQueue)),
        ("desk.lead", OVER_COLLEAGUES, lead),
    ] {
        let id = RoleId::new(name).expect("a name");
        let mut role = Role::built_in(id, Labels::new(name));
        role.grants = super::grants(bits, &scope);
        catalogue.replace(role);
    }
    debug_assert!(ON_SITES < ROLES.len());
    catalogue
}

/// So many people.
///
/// # Panics
/// When two have one id.
#[must_use]
pub fn directory(users: u64, now: i64) -> Directory {
    let mut directory = Directory::new(TENANT, catalogue());
    for number in 0..users {
        let holder = WholePerson::new(number, now).holder(number);
        directory.load(holder, Version(1)).expect("new ids");
    }
    directory
}

/// The conversations.
#[derive(Debug)]
pub struct WholeObjects {
    chats: Vec<ConversationFacts>,
    somebody: UserId,
    nobody: Memberships,
}

impl WholeObjects {
    /// All of them: in every state, on every site, of every group.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        let somebody = UserId::from_number(-1);
        let chat = |number: u64| {
            let n = mixed(number ^ 0xc4a7);
            let id = ConversationId::from_number(number.cast_signed());
            let mut chat = ConversationFacts::new(TENANT, id, now);
            chat.site = Some(site(n % SITES));
            chat.group = Some(group(n / 64 % GROUPS));
            match n >> 16 & 3 {
                0 => chat.state = Some(ConversationState::Waiting),
                1 => {
                    chat.state = Some(ConversationState::Closed);
                    chat.assignee = Some(Assignee::Person(somebody));
                }
                _ => {
                    chat.state = Some(ConversationState::InWork);
                    chat.assignee = Some(Assignee::Person(somebody));
                    chat.assignee_groups =
                        [group(n / 4_096 % GROUPS), group(n / 65_536 % GROUPS)].into();
                }
            }
            chat
        };
        Self {
            chats: (0..CHATS).map(chat).collect(),
            somebody,
            nobody: Memberships::default(),
        }
    }

    /// Questions about the first `among` people, every second of them allowed, with the objects as
    /// who asks stands to them: one for each conversation and each way of standing to it.
    #[must_use]
    pub fn questions(
        &self,
        count: usize,
        people: &[WholePerson],
        records: &[WholeRecord],
        now: i64,
    ) -> (Vec<WholeNumbers>, Vec<Resource<'_>>) {
        let needs = needs();
        let mut found: Vec<WholeNumbers> = Vec::with_capacity(count);
        let (mut allowed, mut all) = (0, Vec::new());
        let mut known: BTreeMap<(u64, Relations), u32> = BTreeMap::new();
        for number in 0.. {
            if found.len() == count {
                break;
            }
            let n = mixed(number ^ 0xface);
            let user = (n >> 20) % people.len() as u64;
            let right = (n % 12) as u32;
            let permission = RIGHTS[right as usize];
            let mut question = WholeNumbers {
                user: user as u32,
                right,
                object: 0,
                site: 63,
                relations: Relations::ANY,
                assignee_groups: 0,
                in_work: false,
            };
            let chat = self.chat(n, &people[user as usize]);
            let key = match permission.object() {
                Some(frontdesk_access::ObjectKind::Conversation) => {
                    self.ask(&mut question, chat, &people[user as usize], n);
                    (chat, question.relations)
                }
                Some(frontdesk_access::ObjectKind::User) => (CHATS, Relations::ANY),
                _ => (CHATS + 1, Relations::ANY),
            };
            let record = &records[user as usize];
            let answer = record.allows(user_id(user), needs[right as usize], &question, now);
            // No more than half of either.
            let enough = match answer {
                true => allowed >= count / 2,
                false => found.len() - allowed >= count - count / 2,
            };
            if enough {
                continue;
            }
            question.object = *known.entry(key).or_insert_with(|| {
                all.push(self.resource(permission, chat, question.relations));
                all.len() as u32 - 1
            });
            allowed += usize::from(answer);
            found.push(question);
        }
        // The last ones are all alike until they are mixed.
        for at in (1..found.len()).rev() {
            found.swap(at, (mixed(at as u64) % (at as u64 + 1)) as usize);
        }
        (found, all)
    }

    /// Any conversation; every fourth time one that waits for a group of this person.
    fn chat(&self, n: u64, person: &WholePerson) -> u64 {
        let groups: BTreeSet<GroupId> = person.base.groups.iter().map(|g| group(*g)).collect();
        let waits = |chat: &ConversationFacts| {
            chat.state == Some(ConversationState::Waiting)
                && chat.group.is_some_and(|group| groups.contains(&group))
        };
        let any = n / 12 % CHATS;
        match n >> 10 & 3 {
            0 => self
                .chats
                .iter()
                .position(waits)
                .map_or(any, |at| at as u64),
            _ => any,
        }
    }

    /// The conversation as this person stands to it; every fourth that somebody has is the
    /// person's own.
    fn ask(&self, question: &mut WholeNumbers, chat: u64, person: &WholePerson, n: u64) {
        let facts = &self.chats[chat as usize];
        let memberships = Memberships {
            groups: person.base.groups.iter().map(|g| group(*g)).collect(),
            ..Memberships::default()
        };
        let own = person.has_own() && n >> 8 & 3 == 0;
        let actor = Actor {
            tenant: TENANT,
            id: match own {
                true => self.somebody.into(),
                false => UserId::from_number(-3).into(),
            },
            memberships: &memberships,
        };
        question.relations = frontdesk_model::relations(&actor, facts);
        question.in_work = facts.state == Some(ConversationState::InWork);
        let number = |id: i64| id as u32;
        question.site = facts.site.and_then(|s| s.number()).map_or(63, number);
        let groups = facts.assignee_groups.iter().filter_map(GroupId::number);
        question.assignee_groups = groups.fold(0, |mask, group| mask | 1 << group);
    }

    fn resource(&self, right: Permission, chat: u64, relations: Relations) -> Resource<'_> {
        let actor = Actor {
            tenant: TENANT,
            id: UserId::from_number(-3).into(),
            memberships: &self.nobody,
        };
        match right.object() {
            Some(frontdesk_access::ObjectKind::Conversation) => Resource {
                relations,
                ..Resource::conversation(&actor, &self.chats[chat as usize])
            },
            Some(frontdesk_access::ObjectKind::User) => {
                let facts = frontdesk_access::UserFacts {
                    tenant: TENANT,
                    user: UserId::from_number(-2),
                    groups: &self.nobody.groups,
                };
                Resource::user(&actor, &facts)
            }
            _ => Resource::section(&actor),
        }
    }
}
