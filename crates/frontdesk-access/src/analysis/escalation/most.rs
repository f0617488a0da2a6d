//! The most that could come of it: what the accounts could come to if nothing ever stood in the way.
//!
//! A no is said only where this bound says no, and a way is called the shortest only where the bound
//! leaves no room for a shorter one. So what is argued for is the bound, and it is easier to argue for
//! than a search, because nothing in it is ever lost: whatever could be so at some time is taken to be
//! so from then on.
//!
//! # What is remembered
//!
//! [`Done`] says what was done, in sorts: this account is controlled, its lists were set, it was given
//! this right or that role, this role was edited. Each action that the guard may permit is one of those
//! sorts or takes something, and taking only matters where it makes an account easier to take over. A
//! set of lists is any lists, an edit of a role any edit, a gift a gift by whoever may give it.
//!
//! # What follows
//!
//! Who could hold which right over which object ([`View::holders`]) is asked for single objects, in the
//! eyes of the guard: as they stand to whoever has the right, by name. The guard lets nobody give,
//! widen, write into a role or free what he does not hold over that object at that moment. So a right
//! over an object comes to an account only from a line on its record, from a role that is entrusted to
//! somebody who may assign it there, or from a controlled account that holds it over the same object and
//! may act on that record or on a role there: who gives it, or who fills the list by which something
//! given says nothing yet. By induction over the actions nothing else is ever held.
//! Denials count only where nobody could lift them and no lists could move them, and for lines that ask
//! the same of an object and more; what sleeps is in nobody's way. Of records that no scope tells apart
//! one is asked about ([`alike`]).
//!
//! To take over an account all of its record must be covered. Asked is whether a controlled account
//! could hold each line of it over some objects that lie in it: those are necessary, so asking for few
//! of them says yes too often and never no. Where no object lies in a line everybody covers it. A line
//! does not count once somebody could have taken it.
//!
//! New accounts are one of which nobody has heard for each side, and every id that a scope or the wanted
//! object names: of two ids that nothing names, one can do what the other can.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{
    AccountKind, ActorId, CustomerId, GroupId, Memberships, OrganizationId, UserId, Validity,
};

use super::goal::Goal;
use super::items::{Item, items};
use super::search::Closure;
use super::words::reads_any;
use crate::administer::Guard;
use crate::analysis::facts::Subject;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::permission::Permission;
use crate::role::{MadeBy, Role, RoleId};
use crate::scope::{Among, Scope};

mod alike;
mod cover;
mod edges;
mod fewest;
mod lines;
mod options;
mod place;
mod view;

use alike::Apart;
pub(super) use fewest::fewest;
use options::Act;
pub(super) use view::View;

/// The accounts and roles as they are, taken apart.
#[derive(Debug)]
pub(super) struct Most<'a> {
    directory: &'a Directory,
    guard: Guard,
    now: DateTime<Utc>,
    wanted: Option<(Permission, Goal<'a>)>,
    accounts: Vec<Account<'a>>,
    /// Who is controlled from the beginning.
    from: BTreeSet<usize>,
    roles: BTreeMap<&'a RoleId, Lines<'a>>,
    /// Roles that somebody could edit: those that a host made, and names on records of which there is
    /// none.
    editable: BTreeSet<RoleId>,
    apart: Apart,
    every_group: BTreeSet<GroupId>,
    anywhere: Scope,
    /// Lists by which the wanted object is within reach of whoever has them.
    of_object: Memberships,
    /// The rights by which accounts and roles are administered.
    administrative: BTreeSet<Permission>,
}

/// A record, there or yet to come.
#[derive(Debug)]
struct Account<'a> {
    record: Cow<'a, Holder>,
    is_new: bool,
    lines: Lines<'a>,
    /// The roles that it has now.
    roles: BTreeSet<&'a RoleId>,
}

/// The grants of a record or a role.
#[derive(Debug, Default)]
struct Lines<'a> {
    all: Vec<Line<'a>>,
    /// Those that are valid now, by what they give.
    live: BTreeMap<Permission, Vec<usize>>,
}

#[derive(Debug)]
struct Line<'a> {
    gives: &'a Gives,
    scope: &'a Scope,
    /// Whether the scope reads a list.
    reads: bool,
    /// Whether it is over.
    ended: bool,
    live: bool,
    role: Option<&'a RoleId>,
    /// Whether it comes with an add-on.
    added: bool,
}

/// What was done so far, in sorts. Accounts by their number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Done {
    controlled: BTreeSet<usize>,
    /// Whose lists were set.
    lists: BTreeSet<usize>,
    /// Rights that were given; `None`: each.
    gifts: BTreeSet<(usize, Option<Permission>)>,
    /// Roles that were given, and whether by trust.
    roles: BTreeMap<usize, BTreeSet<(RoleId, bool)>>,
    /// Roles that were edited.
    saved: BTreeSet<RoleId>,
    /// Roles that were edited while these accounts were controlled.
    filled: BTreeSet<(usize, RoleId)>,
    /// Lines that had to be gone when the account was taken over.
    stripped: BTreeSet<(usize, usize)>,
    /// Whose lists were set while they were controlled.
    listed: BTreeSet<usize>,
    /// Something was taken from who is controlled: of what gives this right.
    cleared: BTreeSet<(usize, Permission)>,
    /// Accounts that were switched on.
    woken: BTreeSet<usize>,
    /// Accounts of the old kinds that were made unified.
    unified: BTreeSet<usize>,
    /// Restrictions that were lifted.
    lifted: BTreeSet<(usize, usize)>,
    /// Who came to have to see to more himself.
    bound: BTreeSet<usize>,
    /// Who came to have to see to less.
    freed: BTreeSet<usize>,
    /// Grants that were taken from who is not controlled.
    revoked: BTreeSet<(usize, usize)>,
    /// Roles, likewise, or a part of one.
    unassigned: BTreeSet<(usize, RoleId)>,
}

impl<'a> Most<'a> {
    pub(super) fn new(
        directory: &'a Directory,
        from: &BTreeSet<ActorId>,
        (guard, wanted): (Guard, Option<(Permission, Goal<'a>)>),
        now: DateTime<Utc>,
    ) -> Self {
        let catalogue = directory.catalogue();
        let roles = catalogue.roles().map(|role| {
            let lines = lines_of_role(role, now);
            (&role.id, Lines::new(directory, lines))
        });
        let account = |holder: &'a Holder| Account {
            lines: Lines::new(directory, lines_of(directory, holder, now)),
            roles: holder
                .roles
                .iter()
                .filter(|held| held.validity.holds(now))
                .map(|held| &held.role)
                .collect(),
            record: Cow::Borrowed(holder),
            is_new: false,
        };
        let mut accounts: Vec<Account<'a>> = directory.holders().map(account).collect();
        let from = (0..)
            .zip(&accounts)
            .filter(|(_, account)| from.contains(&account.record.id))
            .map(|(at, _)| at)
            .collect();
        for id in yet_to_come(directory, wanted) {
            accounts.push(Account {
                record: Cow::Owned(Holder::new(directory.tenant(), id)),
                is_new: true,
                lines: Lines::default(),
                roles: BTreeSet::new(),
            });
        }
        let of_host = catalogue.roles().filter(|r| r.made_by == MadeBy::Host);
        let mut editable: BTreeSet<RoleId> = of_host.map(|role| role.id.clone()).collect();
        let named = directory.holders().flat_map(|holder| &holder.roles);
        let named = named.map(|held| &held.role);
        editable.extend(named.filter(|id| catalogue.role(id).is_none()).cloned());
        Self {
            directory,
            guard,
            now,
            wanted,
            from,
            roles: roles.collect(),
            editable,
            apart: Apart::of(directory),
            every_group: every_group(directory, wanted),
            anywhere: Scope::any(),
            of_object: of_object(wanted),
            administrative: ADMINISTRATIVE
                .into_iter()
                .flat_map(|right| catalogue.with_prerequisites(right).iter())
                .collect(),
            accounts,
        }
    }

    /// Nothing yet.
    pub(super) fn start(&self) -> Done {
        Done {
            controlled: self.from.clone(),
            ..Done::default()
        }
    }

    /// Everything that could be done.
    pub(super) fn all(&self) -> Done {
        let mut done = self.start();
        loop {
            let view = View::new(self, &done);
            let acts = view.everything();
            drop(view);
            if acts.is_empty() {
                return done;
            }
            for act in acts {
                done.add(act);
            }
        }
    }

    /// Whether nothing that could be had is beyond what was found: nobody else could be controlled, and
    /// each right that could be held was held by somebody, by the same scope or everywhere.
    pub(super) fn is_within(&self, found: &Closure) -> bool {
        let done = self.all();
        let view = View::new(self, &done);
        let held: BTreeSet<&(Permission, Scope)> = found.rights.values().flatten().collect();
        let anywhere: BTreeSet<Permission> = held
            .iter()
            .filter(|(_, scope)| scope.is_any())
            .map(|(permission, _)| *permission)
            .collect();
        done.controlled.iter().all(|number| {
            let account = self.accounts.get(*number);
            account.is_some_and(|it| it.is_new || found.controlled.contains(&it.record.id))
                && view.named(*number).into_iter().all(|(right, scope)| {
                    anywhere.contains(&right) || held.contains(&(right, scope.clone()))
                })
        })
    }

    /// Whether the wanted right is one that somebody could still declare: then nothing is proven.
    pub(super) fn is_open(&self) -> bool {
        self.wanted.is_some_and(|(permission, _)| {
            permission.is_host() && self.directory.catalogue().object_of(permission).is_none()
        })
    }

    fn numbers(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.accounts.len()
    }
}

impl Done {
    fn add(&mut self, act: Act) {
        match act {
            Act::Control(user, stripped) => {
                let lines = stripped.into_iter().map(|which| (user, which));
                self.stripped.extend(lines);
                self.controlled.insert(user);
            }
            Act::Lists(user) => {
                if self.controlled.contains(&user) {
                    self.listed.insert(user);
                }
                self.lists.insert(user);
            }
            Act::Give(user, right) => drop(self.gifts.insert((user, right))),
            Act::Assign(user, role, by_trust) => {
                self.roles.entry(user).or_default().insert((role, by_trust));
            }
            Act::Save(role) => {
                let ours = self.controlled.iter();
                self.filled.extend(ours.map(|user| (*user, role.clone())));
                self.saved.insert(role);
            }
            Act::Clear(user, right) => drop(self.cleared.insert((user, right))),
            Act::Wake(user) => drop(self.woken.insert(user)),
            Act::Unify(user) => drop(self.unified.insert(user)),
            Act::Lift(user, which) => drop(self.lifted.insert((user, which))),
            Act::Bind(user) => drop(self.bound.insert(user)),
            Act::Free(user) => drop(self.freed.insert(user)),
            Act::Revoke(user, which) => drop(self.revoked.insert((user, which))),
            Act::Unassign(user, role) => drop(self.unassigned.insert((user, role))),
        }
    }
}

impl<'a> Lines<'a> {
    fn new(directory: &Directory, all: Vec<Line<'a>>) -> Self {
        let mut live: BTreeMap<Permission, Vec<usize>> = BTreeMap::new();
        for (at, line) in all.iter().enumerate().filter(|(_, line)| line.live) {
            match line.gives {
                Gives::One(right) => live.entry(*right).or_default().push(at),
                Gives::Every => {
                    let rights = directory.catalogue().permissions();
                    for right in rights.filter(|right| line.gives.includes(*right)) {
                        live.entry(right).or_default().push(at);
                    }
                }
                Gives::Unread(_) => {}
            }
        }
        Self { all, live }
    }

    /// Those that give this right now.
    fn giving(&self, right: Permission) -> impl Iterator<Item = &Line<'a>> {
        self.giving_at(right).map(|(_, line)| line)
    }

    /// The same with their numbers.
    fn giving_at(&self, right: Permission) -> impl Iterator<Item = (usize, &Line<'a>)> {
        let these = self.live.get(&right).into_iter().flatten();
        these.filter_map(|at| Some((*at, self.all.get(*at)?)))
    }

    /// The rights that are named, valid now or not.
    fn named(&self) -> impl Iterator<Item = Permission> {
        self.all.iter().filter_map(|line| line.gives.one())
    }

    /// Those that are not over.
    fn lasting(&self) -> impl Iterator<Item = (usize, &Line<'a>)> {
        self.all.iter().enumerate().filter(|(_, line)| !line.ended)
    }
}

/// By what accounts and roles are administered.
const ADMINISTRATIVE: [Permission; 8] = [
    Permission::ROLE_ASSIGN,
    Permission::USER_EDIT,
    Permission::USER_SUSPEND,
    Permission::CREDENTIALS_RESET,
    Permission::LOGIN_CHANGE,
    Permission::IMPERSONATE,
    Permission::ROLE_EDIT,
    Permission::USER_CREATE,
];

fn lines_of<'a>(directory: &'a Directory, holder: &'a Holder, now: DateTime<Utc>) -> Vec<Line<'a>> {
    let alone = holder.grants.iter();
    let alone = alone.map(|grant| line(grant, (None, false), Validity::ALWAYS, now));
    let of_roles = holder.roles.iter().flat_map(|held| {
        let role = directory.catalogue().role(&held.role);
        let own = role.into_iter().flat_map(|role| &role.grants);
        let own = own.map(|grant| line(grant, (Some(&held.role), false), held.validity, now));
        let added = held.add_ons.iter();
        let added = added.filter_map(move |id| role.and_then(|role| role.add_ons.get(id)));
        let added = added.flat_map(|add_on| &add_on.grants);
        own.chain(added.map(|grant| line(grant, (Some(&held.role), true), held.validity, now)))
    });
    alone.chain(of_roles).collect()
}

fn lines_of_role(role: &Role, now: DateTime<Utc>) -> Vec<Line<'_>> {
    let own = role.grants.iter().map(|grant| (grant, false));
    let added = role.add_ons.values().flat_map(|add_on| &add_on.grants);
    own.chain(added.map(|grant| (grant, true)))
        .map(|(grant, added)| line(grant, (Some(&role.id), added), Validity::ALWAYS, now))
        .collect()
}

fn line<'a>(
    grant: &'a Grant,
    (role, added): (Option<&'a RoleId>, bool),
    assigned: Validity,
    now: DateTime<Utc>,
) -> Line<'a> {
    let over = |validity: Validity| validity.end().is_some_and(|end| end <= now);
    Line {
        gives: &grant.gives,
        scope: &grant.scope,
        reads: reads_any(&grant.scope),
        ended: over(grant.validity) || over(assigned),
        live: grant.validity.holds(now) && assigned.holds(now),
        role,
        added,
    }
}

/// Every scope that is in a role or on a record, and the wanted one.
fn every_scope<'a>(
    directory: &'a Directory,
    wanted: Option<(Permission, Goal<'a>)>,
) -> Vec<&'a Scope> {
    let of_roles = directory.catalogue().roles().flat_map(Role::all_grants);
    let mut scopes: Vec<&Scope> = of_roles.map(|grant| &grant.scope).collect();
    for holder in directory.holders() {
        scopes.extend(holder.grants.iter().map(|grant| &grant.scope));
        scopes.extend(holder.restrictions.iter().map(|r| &r.scope));
    }
    if let Some((_, Goal::Over(scope))) = wanted {
        scopes.push(scope);
    }
    scopes
}

/// The ids that something names and nobody has, and one of each side that nothing names.
fn yet_to_come(directory: &Directory, wanted: Option<(Permission, Goal<'_>)>) -> Vec<ActorId> {
    let mut named: BTreeSet<ActorId> = BTreeSet::new();
    for holder in directory.holders() {
        let overseen = holder.memberships.overseen_people.iter();
        named.extend(overseen.copied().map(ActorId::User));
    }
    if let Some((_, Goal::On(subject))) = wanted {
        named.extend(super::words::people_of(subject));
    }
    for scope in every_scope(directory, wanted) {
        if let Some(Among::These(people)) = &scope.people {
            named.extend(people.iter().copied().map(ActorId::User));
        }
    }
    let free = |id: &ActorId| directory.holder(*id).is_none() && !named.contains(id);
    let user = (1..)
        .map(|n| ActorId::from(UserId::from_number(n)))
        .find(free);
    let customer = (1..).map(|n| ActorId::Customer(CustomerId::from_number(n)));
    let customer = customer.into_iter().find(free);
    let there = named.iter().copied();
    there
        .filter(|id| directory.holder(*id).is_none())
        .chain(user)
        .chain(customer)
        .collect()
}

/// Every group that something names, and one more.
fn every_group(directory: &Directory, wanted: Option<(Permission, Goal<'_>)>) -> BTreeSet<GroupId> {
    let mut groups: BTreeSet<GroupId> = BTreeSet::new();
    for holder in directory.holders() {
        groups.extend(items(&holder.memberships).into_iter().filter_map(group));
    }
    for scope in every_scope(directory, wanted) {
        groups.extend(scope.groups.iter().flat_map(|named| &named.these));
    }
    let mut others = (1..).map(GroupId::from_number);
    let other = others.find(|group| !groups.contains(group));
    groups.extend(other);
    groups
}

fn group(item: Item) -> Option<GroupId> {
    match item {
        Item::Group(group) => Some(group),
        _ => None,
    }
}

/// Lists by which relations to the wanted object hold.
fn of_object(wanted: Option<(Permission, Goal<'_>)>) -> Memberships {
    let Some((_, Goal::On(Subject::Conversation(facts) | Subject::Request(facts)))) = wanted else {
        return Memberships::default();
    };
    Memberships {
        groups: facts.group.into_iter().collect(),
        organizations: facts
            .organization
            .into_iter()
            .collect::<BTreeSet<OrganizationId>>(),
        ..Memberships::default()
    }
}

/// Whether an account of this kind could be made a unified one.
const fn is_old(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::LegacyOperator | AccountKind::LegacyAdmin)
}
