//! Who could hold what once some things were done, and who could act on whom.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use frontdesk_model::AccountKind;

use super::alike::Alike;
use super::cover::Covered;
use super::edges::{Edges, Pairs};
use super::lines::at_object_of;
use super::place::{At, Place};
use super::{Done, Goal, Line, Most};
use crate::administer::Guard;
use crate::decide::kind_denies;
use crate::explain::About;
use crate::grant::Gives;
use crate::permission::{ObjectKind, Permission};
use crate::region::{Side, Terms};
use crate::role::RoleId;
use crate::scope::Scope;

/// More objects of a wanted scope are not looked at: fewer say yes more often.
const MOST_POINTS: usize = 1 << 8;

/// Whether each account could hold something, by number.
pub(super) type Each = Vec<bool>;

/// What follows from what was done.
#[derive(Debug)]
pub(in crate::analysis::escalation) struct View<'v, 'a> {
    pub(super) most: &'v Most<'a>,
    pub(super) done: &'v Done,
    pub(super) edges: Edges<'a>,
    alike: Alike,
    known: RefCell<BTreeMap<(Permission, Place, Needed), Rc<Each>>>,
    /// What was found of who covers what.
    pub(super) covered: RefCell<BTreeMap<Covered<'a>, bool>>,
}

/// Whether what a right needs is asked for too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needed {
    Too,
    Not,
}

impl<'v, 'a> View<'v, 'a> {
    pub(in crate::analysis::escalation) fn new(most: &'v Most<'a>, done: &'v Done) -> Self {
        let mut view = View {
            most,
            done,
            edges: Edges::default(),
            alike: Alike::of(most, done),
            known: RefCell::default(),
            covered: RefCell::default(),
        };
        // What follows only grows.
        loop {
            let edges = view.next_edges();
            if edges == view.edges {
                return view;
            }
            view.edges = edges;
            view.known.borrow_mut().clear();
            view.covered.borrow_mut().clear();
        }
    }

    /// Whether somebody could hold the wanted right.
    pub(in crate::analysis::escalation) fn is_there(&self) -> bool {
        let Some((permission, goal)) = self.most.wanted else {
            return false;
        };
        let Some(kind) = self.most.directory.catalogue().object_of(permission) else {
            return true;
        };
        let somewhere = At::Place(super::options::somewhere(kind));
        let mut ours = self.done.controlled.iter().copied();
        match goal {
            Goal::On(_) => ours.any(|by| {
                let object = At::Place(Place::Object(by));
                is(&self.holders(permission, object), by)
            }),
            Goal::Anywhere => ours.any(|by| is(&self.holders(permission, somewhere), by)),
            Goal::Over(scope) => ours.any(|by| {
                is(&self.holders(permission, somewhere), by)
                    && self.holds_over(permission, (kind, scope), by)
            }),
        }
    }

    /// Whether this account could hold the right over some of the objects of a scope, each of them.
    fn holds_over(
        &self,
        permission: Permission,
        (kind, scope): (ObjectKind, &Scope),
        by: usize,
    ) -> bool {
        let Some(account) = self.most.accounts.get(by) else {
            return false;
        };
        if super::reads_any(scope) && self.most.lists_change(self.done, by) {
            return true;
        }
        let lists = &account.record.memberships;
        let mut terms = Terms::default();
        terms.mention(scope, lists);
        let of_people = self.most.accounts.iter().map(|it| &it.lines);
        for lines in of_people.chain(self.most.roles.values()) {
            for line in lines.giving(permission) {
                terms.mention(line.scope, lists);
            }
        }
        let side = Side::of(account.record.id);
        let Some(points) = terms.points_in(kind, side, scope, lists) else {
            return true;
        };
        let within = points.iter().map(At::Point);
        let within = within.filter(|at| {
            self.most
                .could_cover(self.done, (account, false), scope, *at)
        });
        within
            .take(MOST_POINTS)
            .all(|at| is(&self.holders(permission, at), by))
    }

    /// The rights of one account over some object or other, with the scopes by which it comes to them.
    pub(in crate::analysis::escalation) fn named(
        &self,
        by: usize,
    ) -> BTreeSet<(Permission, &'v Scope)> {
        let catalogue = self.most.directory.catalogue();
        let mut found = BTreeSet::new();
        let Some(account) = self.most.accounts.get(by) else {
            return found;
        };
        let roles: BTreeSet<&RoleId> = self.roles_given(by).map(|(role, _)| role).collect();
        for permission in catalogue.permissions() {
            let Some(kind) = catalogue.object_of(permission) else {
                continue;
            };
            let place = At::Place(super::options::somewhere(kind));
            if !is(&self.holders(permission, place), by) {
                continue;
            }
            let of_roles = roles.iter().filter_map(|role| self.most.roles.get(*role));
            let lines = std::iter::once(&account.lines).chain(of_roles);
            let changes = self.most.lists_change(self.done, by);
            let says = |line: &&Line<'_>| changes || !self.most.is_empty(line, account);
            let lines = lines.flat_map(|lines| lines.giving(permission));
            for line in lines.filter(says) {
                found.insert((permission, line.scope));
            }
            if self.most.guard == Guard::None && self.done.gifts.contains(&(by, None)) {
                found.insert((permission, &self.most.anywhere));
            }
        }
        found
    }

    /// Who of the controlled accounts could hold a right there, and what it needs.
    pub(super) fn holders(&self, permission: Permission, at: At<'_>) -> Rc<Each> {
        self.known_or_found(permission, at, Needed::Too)
    }

    pub(super) fn known_or_found(
        &self,
        permission: Permission,
        at: At<'_>,
        needed: Needed,
    ) -> Rc<Each> {
        let at = match at {
            At::Place(place) => At::Place(self.alike.one_for(place)),
            point => point,
        };
        if let At::Place(place) = at
            && let Some(known) = self.known.borrow().get(&(permission, place, needed))
        {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find(permission, at, needed));
        if let At::Place(place) = at {
            let mut known = self.known.borrow_mut();
            known.insert((permission, place, needed), Rc::clone(&found));
        }
        found
    }

    fn find(&self, permission: Permission, at: At<'_>, needed: Needed) -> Each {
        let all = || self.most.numbers();
        let catalogue = self.most.directory.catalogue();
        let kind = self.most.kind_at(at);
        if kind.is_none() || catalogue.object_of(permission) != kind {
            return all().map(|_| false).collect();
        }
        let able = self.able(permission, at, needed);
        // Nothing comes of what somebody has and is not able to use.
        let mut has: Each = all()
            .map(|by| is(&able, by) && self.has_itself(permission, at, by, needed))
            .collect();
        let mut gives: Each = match self.most.guard {
            Guard::Covers => has.clone(),
            Guard::None => all().map(|by| self.acts(by)).collect(),
        };
        loop {
            let mut more = false;
            for to in all() {
                if is(&able, to) && !is(&has, to) && self.comes_to(permission, at, to, &gives) {
                    put(&mut has, to);
                    more = true;
                }
                if !is(&gives, to) && (is(&has, to) || self.passes_on(to, &gives)) {
                    put(&mut gives, to);
                    more = true;
                }
            }
            if !more {
                return has;
            }
        }
    }

    /// Whether nothing but a missing grant would keep each account from holding it.
    fn able(&self, permission: Permission, at: At<'_>, needed: Needed) -> Each {
        let catalogue = self.most.directory.catalogue();
        let kind = self.most.kind_at(at).unwrap_or(ObjectKind::Section);
        let mut able: Each = Vec::new();
        for (number, account) in self.most.accounts.iter().enumerate() {
            let record = &account.record;
            let of_kind = match self.done.unified.contains(&number) {
                true => AccountKind::Unified,
                false => record.kind,
            };
            let mut restrictions = record.restrictions.iter().enumerate();
            let mut is_denied = || {
                restrictions.any(|(which, restriction)| {
                    !self.done.lifted.contains(&(number, which))
                        && restriction.concerns(permission)
                        && self
                            .most
                            .surely_denies(self.done, (account, number), restriction, at)
                })
            };
            let of_kind = kind_denies(of_kind, permission.section());
            able.push(self.acts(number) && !of_kind && !is_denied());
        }
        if needed == Needed::Not {
            return able;
        }
        for (needed, about) in catalogue.needed_by(permission, About::Object, kind) {
            let there = match about {
                About::Object => self.holders(needed, at),
                About::Section => self.holders(needed, At::Place(Place::Section)),
                About::OwnRecord => {
                    let own = |of| {
                        let place = Place::Record { of, own: true };
                        is(&self.holders(needed, At::Place(place)), of)
                    };
                    Rc::new(self.most.numbers().map(own).collect())
                }
            };
            for (able, there) in able.iter_mut().zip(there.iter()) {
                *able &= *there;
            }
        }
        able
    }

    /// Whether the account is controlled and may act.
    pub(super) fn acts(&self, number: usize) -> bool {
        let account = self.most.accounts.get(number);
        self.done.controlled.contains(&number)
            && account
                .is_some_and(|it| it.record.standing.can_act() || self.done.woken.contains(&number))
    }

    /// Whether a line that needs nobody's cover gives it: what was there, read by the lists that were
    /// there, and roles that somebody is trusted with.
    fn has_itself(&self, permission: Permission, at: At<'_>, of: usize, needed: Needed) -> bool {
        let Some(account) = self.most.accounts.get(of) else {
            return false;
        };
        let changes = self.most.lists_change(self.done, of);
        let barred = self.barred(permission, of);
        let covers = |line: &Line<'_>, wide: bool| {
            let by = (account, wide, &barred);
            self.most.could_cover_outside(self.done, by, line.scope, at)
        };
        let covers = |line: &Line<'_>, wide: bool| {
            let by_longer = || {
                wide && changes
                    && line.reads
                    && covers(line, true)
                    && (needed == Needed::Not || self.could_widen(of, line, at))
            };
            (covers(line, false) || by_longer()) && !self.is_taken_whole(permission, of, line)
        };
        let mut own = self.lines_there(permission, of);
        let mut roles = self.roles_given(of);
        own.any(|line| covers(line, self.is_widened_by_trust(of, line)))
            || roles.any(|(role, by_trust)| {
                let lines = self.most.roles.get(role).filter(|_| by_trust);
                lines.is_some_and(|lines| lines.giving(permission).any(|line| covers(line, true)))
            })
    }

    /// Whether somebody may give this role to that account without having it.
    pub(super) fn entrusts(&self, by: usize, to: usize, role: &RoleId) -> bool {
        by != to
            && self.edges.assigns.has(by, to)
            && self
                .edges
                .trusted
                .get(&by)
                .is_some_and(|all| all.contains(role))
    }

    pub(super) fn trusts(&self, by: usize) -> impl Iterator<Item = &'a RoleId> {
        let trusted = self.edges.trusted.get(&by).into_iter();
        trusted.flatten().copied()
    }

    /// The roles that came to an account, and whether by trust.
    pub(super) fn roles_given(&self, to: usize) -> impl Iterator<Item = (&'v RoleId, bool)> {
        let given = self.done.roles.get(&to).into_iter().flatten();
        given.map(|(role, by_trust)| (role, *by_trust))
    }

    /// Whether somebody who has it could bring it about that this account has it.
    fn comes_to(&self, permission: Permission, at: At<'_>, to: usize, gives: &Each) -> bool {
        let Some(account) = self.most.accounts.get(to) else {
            return false;
        };
        // Whoever makes an account makes it bound to what he must see to himself.
        let mut makers = self.edges.makers.iter();
        if account.is_new && makers.any(|by| self.edges.assigns.has(*by, to) && is(gives, *by)) {
            return true;
        }
        let giver = |by: usize| is(gives, by) && !self.would_free(permission, by, to);
        let by_any = |pairs: &Pairs| pairs.on(to).any(giver);
        let wide = self.most.lists_change(self.done, to);
        let barred = self.barred(permission, to);
        let covers = |line: &Line<'_>| {
            let by = (account, wide && line.reads, &barred);
            self.most.could_cover_outside(self.done, by, line.scope, at)
                && !self.is_taken_whole(permission, to, line)
        };
        let given = |right| self.done.gifts.contains(&(to, right));
        // `*` is every right but one.
        let every = given(None) && Gives::Every.includes(permission);
        // What reads an empty list whoever assigns gives without having it; then whoever fills the list
        // must have it.
        let is_filled = || wide && by_any(&self.edges.edits);
        if (every || given(Some(permission))) && (by_any(&self.edges.assigns) || is_filled()) {
            return true;
        }
        if wide && self.lines_there(permission, to).any(covers) && by_any(&self.edges.edits) {
            return true;
        }
        let by_role = self.roles_given(to).any(|(role, _)| {
            let lines = self.most.roles.get(role);
            lines.is_some_and(|lines| lines.giving(permission).any(covers))
        });
        if by_role && (by_any(&self.edges.assigns) || by_any(&self.edges.edits)) {
            return true;
        }
        let mut editors = self.edges.editors.iter();
        self.has_saved(to)
            && editors.any(|by| is(gives, *by) && !self.is_bound(permission, *by))
            && (self.has_filled(to) || self.was_held_before(permission, at, to))
    }

    /// What was written into a role of an account before it was taken over had to be covered once more
    /// by who took it, as the objects stood to that one: the wanted right was held then, by that one or
    /// by who took over that one.
    fn was_held_before(&self, permission: Permission, at: At<'_>, to: usize) -> bool {
        let is_wanted = self
            .most
            .wanted
            .is_some_and(|(wanted, _)| wanted == permission);
        !(is_wanted && at_object_of(at, to))
    }

    /// Whether it has a role that was edited while it was controlled.
    fn has_filled(&self, of: usize) -> bool {
        let mut filled = self.done.filled.iter();
        filled.any(|(user, role)| *user == of && self.has_role(of, role))
    }

    pub(super) fn has_role(&self, of: usize, role: &RoleId) -> bool {
        let account = self.most.accounts.get(of);
        account.is_some_and(|it| it.roles.contains(role))
            || self.roles_given(of).any(|(given, _)| given == role)
    }

    /// Whether it has a role that was edited.
    pub(super) fn has_saved(&self, of: usize) -> bool {
        let saved = |role: &RoleId| self.done.saved.contains(role);
        let account = self.most.accounts.get(of);
        account.is_some_and(|it| it.roles.iter().any(|role| saved(role)))
            || self.roles_given(of).any(|(role, _)| saved(role))
    }

    /// Whether what somebody covers may be given by another who does not hold it, because roles let
    /// their holders give roles.
    fn passes_on(&self, to: usize, gives: &Each) -> bool {
        let trusting = |role: &RoleId| {
            let role = self.most.directory.catalogue().role(role);
            role.is_some_and(|role| !role.may_assign.is_empty())
        };
        let is_new = self.most.accounts.get(to).is_some_and(|it| it.is_new);
        let by_role = match is_new {
            true => self.most.roles.keys().any(|role| trusting(role)),
            false => self.roles_given(to).any(|(role, _)| trusting(role)),
        };
        let mut assigns = self.edges.assigns.on(to);
        let mut editors = self.edges.editors.iter();
        self.acts(to)
            && ((by_role && assigns.any(|by| is(gives, by)))
                || (self.has_saved(to) && editors.any(|by| is(gives, *by))))
    }

    /// Whether somebody who must see to something with it would be free of that through the other.
    pub(super) fn would_free(&self, permission: Permission, by: usize, to: usize) -> bool {
        let duties = |of: usize| self.most.accounts.get(of).map(|it| &it.record.obligations);
        let (Some(his), Some(others)) = (duties(by), duties(to)) else {
            return false;
        };
        let mut freed = his.difference(others);
        !self.done.freed.contains(&by)
            && !self.done.bound.contains(&to)
            && freed.any(|one| one.concerns(permission))
    }

    /// Whether he must see to something with it.
    fn is_bound(&self, permission: Permission, by: usize) -> bool {
        let account = self.most.accounts.get(by);
        let mut duties = account.into_iter().flat_map(|it| &it.record.obligations);
        !self.done.freed.contains(&by) && duties.any(|one| one.concerns(permission))
    }
}

pub(super) fn is(each: &[bool], number: usize) -> bool {
    each.get(number).copied().unwrap_or(false)
}

fn put(each: &mut Each, number: usize) {
    if let Some(one) = each.get_mut(number) {
        *one = true;
    }
}
