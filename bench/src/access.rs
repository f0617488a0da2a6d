//! The desk of the access benchmark, made from numbers: 12 rights, 6 roles of which one holds on the
//! sites of its holder, 50 groups with rights, none to two rights of a person's own, a panel that
//! may be off, 50 sites. And what a host would write for it by hand.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{DateTime, Utc};
use frontdesk_access::{
    Among, Catalogue, Directory, Grant, Holder, ObjectKind, Permission, Resource, Restriction,
    Role, RoleAssignment, RoleId, Scope, UserFacts,
};
use frontdesk_model::{
    Actor, ConversationFacts, ConversationId, GroupId, Labels, Memberships, SiteId, UserId, Version,
};

use crate::{TENANT, mixed, user_id};

pub mod whole;

/// How many sites there are.
pub const SITES: u64 = 50;

/// How many groups give rights.
pub const GROUPS: u64 = 50;

/// The twelve rights that are asked about.
pub const RIGHTS: [Permission; 12] = [
    Permission::CONVERSATION_VIEW,
    Permission::CONVERSATION_REPLY,
    Permission::CONVERSATION_TAKE,
    Permission::CONVERSATION_CLOSE,
    Permission::CONVERSATION_REOPEN,
    Permission::CONTACT_EDIT,
    Permission::CATALOG_SEND,
    Permission::REVIEW_OFFER,
    Permission::SURFACE_ADMIN_PANEL,
    Permission::ACCOUNT_SETTINGS,
    Permission::GROUP_EDIT,
    Permission::USER_VIEW,
];

/// The rights that go with the panel, as bits of [`RIGHTS`].
pub const PANEL: u32 = 0b1111 << 8;

/// Those that need the first, as bits of [`RIGHTS`].
const NEED_VIEW: u32 = 0b1111_1110;

/// What each of the six roles gives, as bits of [`RIGHTS`]. The third holds on the holder's sites.
const ROLES: [u32; 6] = [
    0b0000_0000_0111,
    0b0000_0001_1011,
    0b0000_1110_1011,
    0b0000_0110_0001,
    0b1111_0000_0000,
    0b0001_1111_1111,
];

/// The role that holds on the holder's sites.
pub const ON_SITES: usize = 2;

/// What a host keeps of a person for this question and no other: half a line of a cache, as large
/// as a record of the compiled form.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub struct Record {
    /// Rights on every site.
    pub anywhere: u32,
    /// Rights on the sites below.
    pub on_sites: u32,
    /// Rights that are taken.
    pub denied: u32,
    /// The person's sites.
    pub sites: u64,
}

impl Record {
    /// One bit test, and the deny.
    #[must_use]
    #[inline]
    pub const fn allows(&self, right: u32, site: u32) -> bool {
        let here = if self.sites >> site & 1 == 1 {
            self.on_sites
        } else {
            0
        };
        (self.anywhere | here) & !self.denied & (1 << right) != 0
    }
}

/// The same with a bit for each of 128 rights and the id beside it, which a handle that must never
/// answer for somebody else has to be compared with: two lines of a cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
pub struct WideRecord {
    id: UserId,
    anywhere: u128,
    on_sites: u128,
    denied: u128,
    sites: u64,
}

impl WideRecord {
    /// The nth person's.
    #[must_use]
    pub fn new(number: u64, record: &Record) -> Self {
        let wide = |bits: u32| -> u128 {
            let rights = RIGHTS.iter().enumerate();
            let held = rights.filter(|(at, _)| bits >> at & 1 == 1);
            held.fold(0, |mask, (_, right)| mask | 1 << right.bit())
        };
        Self {
            id: user_id(number),
            anywhere: wide(record.anywhere),
            on_sites: wide(record.on_sites),
            denied: wide(record.denied),
            sites: record.sites,
        }
    }

    /// Whose it is, one bit test, and the deny.
    #[must_use]
    #[inline]
    pub fn allows(&self, id: UserId, right: Permission, site: u32) -> bool {
        let here = if self.sites >> site & 1 == 1 {
            self.on_sites
        } else {
            0
        };
        self.id == id && (self.anywhere | here) & !self.denied & (1 << right.bit()) != 0
    }
}

/// What a host writes by hand: the names of the rights in sets, one look-up after the other.
#[derive(Clone, Debug, Default)]
pub struct HostSets {
    anywhere: HashSet<String>,
    on_sites: HashSet<String>,
    sites: HashSet<SiteId>,
    panel_off: bool,
}

impl HostSets {
    /// The rights on every site, those on the person's sites, and these.
    #[must_use]
    pub const fn parts(&self) -> (&HashSet<String>, &HashSet<String>, &HashSet<SiteId>) {
        (&self.anywhere, &self.on_sites, &self.sites)
    }

    /// Whether the panel is off.
    #[must_use]
    pub const fn panel_off(&self) -> bool {
        self.panel_off
    }

    /// The look-ups.
    #[must_use]
    pub fn allows(&self, right: &str, site: SiteId, of_panel: bool) -> bool {
        if of_panel && self.panel_off {
            return false;
        }
        self.anywhere.contains(right)
            || (self.on_sites.contains(right) && self.sites.contains(&site))
    }
}

/// What the nth person has.
#[derive(Clone, Debug)]
pub struct Person {
    roles: BTreeSet<usize>,
    groups: BTreeSet<u64>,
    extra: u32,
    panel_off: bool,
    sites: u64,
}

/// The rights of a group, as bits of [`RIGHTS`].
const fn of_group(group: u64) -> u32 {
    let n = mixed(group ^ 0x9999);
    1 << (n % 12) | 1 << (n / 12 % 12)
}

impl Person {
    /// The nth.
    #[must_use]
    pub fn new(number: u64) -> Self {
        let n = mixed(number ^ 0x5151);
        let mut person = Self {
            roles: [(n % 6) as usize].into(),
            groups: [n / 8 % GROUPS].into(),
            extra: 0,
            panel_off: (n >> 20) % 10 < 3,
            sites: 0,
        };
        if (n >> 24).is_multiple_of(3) {
            person.roles.insert((n >> 28) as usize % 6);
        }
        for extra in 0..(n >> 36) % 3 {
            person.extra |= 1 << (mixed(n ^ extra) % 12);
        }
        for site in 0..10 {
            person.sites |= 1 << (mixed(n ^ (site << 17)) % SITES);
        }
        person
    }

    /// Rights on every site and rights on the person's sites, before what they need.
    fn bits(&self) -> (u32, u32) {
        let mut anywhere = self.extra;
        let mut on_sites = 0;
        for role in &self.roles {
            match *role {
                ON_SITES => on_sites |= ROLES[ON_SITES],
                role => anywhere |= ROLES[role],
            }
        }
        for group in &self.groups {
            anywhere |= of_group(*group);
        }
        (anywhere, on_sites)
    }

    /// As the bound has it: what needs the first right is there only with it.
    #[must_use]
    pub fn record(&self) -> Record {
        let closed = |bits: u32| {
            if bits & 1 == 1 {
                bits
            } else {
                bits & !NEED_VIEW
            }
        };
        let (anywhere, on_sites) = self.bits();
        Record {
            anywhere: closed(anywhere),
            on_sites: closed(anywhere | on_sites),
            denied: if self.panel_off { PANEL } else { 0 },
            sites: self.sites,
        }
    }

    /// As a host has it in sets.
    #[must_use]
    pub fn host_sets(&self) -> HostSets {
        let record = self.record();
        let names = |bits: u32| -> HashSet<String> {
            let rights = RIGHTS.iter().enumerate();
            let held = rights.filter(|(at, _)| bits >> at & 1 == 1);
            held.map(|(_, right)| right.name().to_owned()).collect()
        };
        HostSets {
            anywhere: names(record.anywhere),
            on_sites: names(record.on_sites),
            sites: self.site_ids().collect(),
            panel_off: self.panel_off,
        }
    }

    fn site_ids(&self) -> impl Iterator<Item = SiteId> {
        let sites = self.sites;
        (0..SITES)
            .filter(move |site| sites >> site & 1 == 1)
            .map(site)
    }

    /// As the crate has it.
    #[must_use]
    pub fn holder(&self, number: u64) -> Holder {
        let mut holder = Holder::new(TENANT, user_id(number));
        holder.memberships = Memberships {
            groups: self
                .groups
                .iter()
                .map(|group| self::group(*group))
                .collect(),
            sites: self.site_ids().collect(),
            ..Memberships::default()
        };
        let roles = self.roles.iter().map(|role| role_id(*role));
        let of_groups = self.groups.iter().map(|group| group_role(*group));
        holder.roles = roles.chain(of_groups).map(RoleAssignment::new).collect();
        holder.grants = grants(self.extra, &Scope::any());
        if self.panel_off {
            holder.restrictions.push(Restriction::deny_admin_panel());
        }
        holder
    }
}

/// The nth site.
#[must_use]
pub fn site(number: u64) -> SiteId {
    SiteId::from_number(number.cast_signed())
}

fn group(number: u64) -> GroupId {
    GroupId::from_number(number.cast_signed())
}

/// The id of one of the six roles.
///
/// # Panics
/// Never: the name is a name.
#[must_use]
pub fn role_id(number: usize) -> RoleId {
    RoleId::new(&format!("desk.role{number}")).expect("a name")
}

fn group_role(number: u64) -> RoleId {
    RoleId::new(&format!("group.g{number}")).expect("a name")
}

fn grants(bits: u32, scope: &Scope) -> Vec<Grant> {
    let rights = RIGHTS.iter().enumerate();
    let held = rights.filter(|(at, _)| bits >> at & 1 == 1);
    held.map(|(_, right)| Grant::new(*right, scope.clone()))
        .collect()
}

/// One of the six roles.
#[must_use]
pub fn role(number: usize) -> Role {
    let id = role_id(number);
    let scope = match number {
        ON_SITES => Scope {
            sites: Some(Among::Mine),
            ..Scope::any()
        },
        _ => Scope::any(),
    };
    let mut role = Role::built_in(id.clone(), Labels::new(id.as_str()));
    role.grants = grants(ROLES[number], &scope);
    role
}

/// The six roles and those of the groups.
#[must_use]
pub fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for number in 0..ROLES.len() {
        catalogue.replace(role(number));
    }
    for number in 0..GROUPS {
        let id = group_role(number);
        let mut role = Role::built_in(id.clone(), Labels::new(id.as_str()));
        role.grants = grants(of_group(number), &Scope::any());
        catalogue.replace(role);
    }
    catalogue
}

/// So many people.
///
/// # Panics
/// When two have one id.
#[must_use]
pub fn directory(users: u64) -> Directory {
    let mut directory = Directory::new(TENANT, catalogue());
    for number in 0..users {
        let holder = Person::new(number).holder(number);
        directory.load(holder, Version(1)).expect("new ids");
    }
    directory
}

/// People with ten rights of their own each, no two alike: each over one of a hundred scopes.
///
/// # Panics
/// When two have one id.
#[must_use]
pub fn directory_of_ten_grants(users: u64) -> Directory {
    let mut directory = Directory::new(TENANT, catalogue());
    for number in 0..users {
        let mut holder = Person::new(number).holder(number);
        holder.grants = (0..10)
            .map(|grant| {
                let n = mixed(number * 10 + grant);
                let scope = Scope {
                    sites: Some(Among::These([site(n % SITES), site(n / 64 % 2)].into())),
                    ..Scope::any()
                };
                let rights = Permission::ALL;
                Grant::new(rights[(n >> 20) as usize % rights.len()], scope)
            })
            .collect();
        directory.load(holder, Version(1)).expect("new ids");
    }
    directory
}

/// What questions are about: a conversation on each site, a section, somebody's record.
#[derive(Debug)]
pub struct Objects {
    conversations: Vec<ConversationFacts>,
    nobody: Memberships,
    groups: BTreeSet<GroupId>,
}

impl Objects {
    /// All of them.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        let chat = |number: u64| {
            let id = ConversationId::from_number(number.cast_signed());
            let mut chat = ConversationFacts::new(TENANT, id, now);
            chat.site = Some(site(number));
            chat.group = Some(group(number % GROUPS));
            chat
        };
        Self {
            conversations: (0..SITES).map(chat).collect(),
            nobody: Memberships::default(),
            groups: BTreeSet::new(),
        }
    }

    /// The object of a right on a site, as somebody without part in it stands to it: conversations
    /// by site, then a section, then a record.
    #[must_use]
    pub fn resources(&self) -> Vec<Resource<'_>> {
        let stranger = Actor {
            tenant: TENANT,
            id: UserId::from_number(-1).into(),
            memberships: &self.nobody,
        };
        let of = |site| self.resource(Permission::CONVERSATION_VIEW, &stranger, site);
        let mut all: Vec<Resource<'_>> = (0..SITES as usize).map(of).collect();
        all.push(self.resource(Permission::GROUP_EDIT, &stranger, 0));
        all.push(self.resource(Permission::USER_VIEW, &stranger, 0));
        all
    }

    /// The object of a right on the nth site, as this actor stands to it.
    #[must_use]
    #[inline]
    pub fn resource<'a>(
        &'a self,
        right: Permission,
        actor: &Actor<'a>,
        site: usize,
    ) -> Resource<'a> {
        match right.object() {
            Some(ObjectKind::Conversation) => {
                Resource::conversation(actor, &self.conversations[site])
            }
            Some(ObjectKind::User) => {
                let user = UserId::from_number(-2);
                let facts = UserFacts {
                    tenant: TENANT,
                    user,
                    groups: &self.groups,
                };
                Resource::user(actor, &facts)
            }
            _ => Resource::section(actor),
        }
    }
}

/// A question by numbers.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// Who.
    pub user: u32,
    /// Which of [`RIGHTS`].
    pub right: u32,
    /// Where.
    pub site: u32,
}

/// The nth question about the first `users` people.
#[must_use]
pub const fn question(number: u64, users: u64) -> Numbers {
    let n = mixed(number ^ 0xface);
    Numbers {
        user: ((n >> 20) % users) as u32,
        right: (n % 12) as u32,
        site: (n / 12 % SITES) as u32,
    }
}

/// The object of a question among [`Objects::resources`].
#[must_use]
pub fn object_of<'a>(question: &Numbers, all: &'a [Resource<'a>]) -> &'a Resource<'a> {
    match RIGHTS[question.right as usize].object() {
        Some(ObjectKind::Conversation) => &all[question.site as usize],
        Some(ObjectKind::Section) => &all[SITES as usize],
        _ => &all[SITES as usize + 1],
    }
}

/// One of so many, in no order.
#[must_use]
pub const fn any_of(number: u64, count: u64) -> u64 {
    mixed(number ^ 0xbeef) % count
}

/// So many questions in no order about the first `users` people: every second is allowed.
#[must_use]
pub fn questions(count: usize, users: u64, records: &[Record]) -> Vec<Numbers> {
    let mut found = Vec::with_capacity(count);
    let mut allowed = 0;
    for number in 0.. {
        if found.len() == count {
            break;
        }
        let question = question(number, users);
        let answer = records[question.user as usize].allows(question.right, question.site);
        // No more than half of either.
        let enough = if answer {
            allowed >= count / 2
        } else {
            found.len() - allowed >= count - count / 2
        };
        if !enough {
            allowed += usize::from(answer);
            found.push(question);
        }
    }
    // The last ones are all alike until they are mixed.
    for at in (1..found.len()).rev() {
        found.swap(at, (mixed(at as u64) % (at as u64 + 1)) as usize);
    }
    found
}

/// The standard map under a fixed hash of ids: what a host keeps records in.
pub type FixedMap<V> = HashMap<UserId, V, BuildHasherDefault<Folded>>;

/// A folded product over 16 bytes: the cheapest hash that still spreads time-ordered ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
            let bits = u128::from_be_bytes(bytes);
            let (high, low) = ((bits >> 64) as u64, bits as u64);
            let product =
                u128::from(high ^ 0xa076_1d64_78bd_642f) * u128::from(low ^ 0x9e37_79b9_7f4a_7c15);
            self.0 ^= (product >> 64) as u64 ^ product as u64;
        } else {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }

    #[inline]
    fn write_usize(&mut self, _length: usize) {}
}
