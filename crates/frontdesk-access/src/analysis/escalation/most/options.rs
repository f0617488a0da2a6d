//! What could be done next, in sorts.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Relation, Standing};

use super::place::{At, Place};
use super::view::{View, is};
use super::{Account, Line, is_old};
use crate::administer::Guard;
use crate::grant::Gives;
use crate::permission::{ObjectKind, Permission};
use crate::region::Side;
use crate::role::RoleId;

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    Control(usize, Vec<usize>),
    Lists(usize),
    Give(usize, Option<Permission>),
    Assign(usize, RoleId, bool),
    Save(RoleId),
    Clear(usize, Permission),
    Wake(usize),
    Unify(usize),
    Lift(usize, usize),
    Bind(usize),
    Free(usize),
    Revoke(usize, usize),
    Unassign(usize, RoleId),
}

impl<'a> View<'_, 'a> {
    /// Everything that could be done, gifts as large as they can be.
    pub(super) fn everything(&self) -> Vec<Act> {
        let acts = self.options(None).into_iter().flatten();
        // In another order nothing may have to be gone.
        let whole = |act| match act {
            Act::Control(user, _) => Act::Control(user, Vec::new()),
            act => act,
        };
        acts.map(whole).collect()
    }

    /// Each action that could be done and would be something new, of gifts those of these rights one by
    /// one.
    pub(super) fn options(&self, rights: Option<&BTreeSet<Permission>>) -> Vec<Vec<Act>> {
        let mut found = Vec::new();
        for number in self.most.numbers() {
            let Some(account) = self.most.accounts.get(number) else {
                continue;
            };
            let ours = self.done.controlled.contains(&number);
            if !ours {
                match account.is_new {
                    true => self.make(number, &mut found),
                    false => self.take(number, account, &mut found),
                }
            }
            if account.is_new && !ours {
                continue;
            }
            self.about_record(number, account, &mut found);
            if ours {
                self.give(number, rights, &mut found);
                self.assign(number, rights, &mut found);
                self.wake(number, account, &mut found);
                self.lift(number, account, &mut found);
                self.clear(number, account, &mut found);
            }
        }
        if !self.edges.editors.is_empty() {
            let fresh = super::super::words::free_role(self.most.directory);
            let roles = self.most.editable.iter().cloned().chain([fresh]);
            for role in roles.filter(|role| self.is_new_edit(role)) {
                found.push(vec![Act::Save(role)]);
            }
        }
        found
    }

    /// Whether nobody edited this role since somebody who is controlled has it.
    fn is_new_edit(&self, role: &RoleId) -> bool {
        let mut ours = self.done.controlled.iter();
        !self.done.saved.contains(role)
            || ours.any(|user| {
                self.has_role(*user, role) && !self.done.filled.contains(&(*user, role.clone()))
            })
    }

    /// What sleeps is taken, or denied: all of it or a part.
    fn clear(&self, number: usize, account: &Account<'a>, found: &mut Vec<Vec<Act>>) {
        let lines = account.lines.lasting().map(|(_, line)| line);
        for line in lines {
            let Gives::One(right) = line.gives else {
                continue;
            };
            if self.done.cleared.contains(&(number, *right)) || !self.sleeps(number, *right) {
                continue;
            }
            let mut assigns = self.edges.assigns.on(number);
            let entrusted = |by| {
                line.role
                    .is_some_and(|role| self.entrusts(by, number, role))
            };
            let taken = assigns.any(|by| {
                by == number
                    || entrusted(by)
                    || self.could_cover_of(by, line, number)
                    || self.holds_somewhere(by, *right)
            });
            let edited = || {
                let mut editors = self.edges.editors.iter();
                line.role.is_some() && editors.any(|by| self.holds_somewhere(*by, *right))
            };
            let act = vec![Act::Clear(number, *right)];
            if (taken || edited()) && !found.contains(&act) {
                found.push(act);
            }
        }
    }

    fn make(&self, number: usize, found: &mut Vec<Vec<Act>>) {
        if self.edges.makers.is_empty() {
            return;
        }
        let mut acts = vec![Act::Control(number, Vec::new())];
        for role in self.most.roles.keys() {
            let gives = |by: &usize| {
                self.edges.assigns.has(*by, number)
                    && (self.most.guard == Guard::None || self.entrusts(*by, number, role))
            };
            if self.edges.makers.iter().any(gives) {
                acts.push(Act::Assign(number, (*role).clone(), true));
            }
        }
        found.push(acts);
    }

    fn take(&self, number: usize, account: &Account<'a>, found: &mut Vec<Vec<Act>>) {
        let ways: BTreeSet<usize> = self.edges.takes.on(number).collect();
        if ways.is_empty() {
            return;
        }
        let takers: Vec<usize> = ways
            .into_iter()
            .filter(|by| self.could_take(*by, number))
            .collect();
        if !takers.is_empty() {
            // What nobody of them covers had to be gone.
            let gone = account.lines.lasting().filter(|(_, line)| {
                let mut takers = takers.iter();
                !takers.any(|by| self.could_cover_taken(*by, line, number))
            });
            let gone = gone.map(|(which, _)| which).collect();
            found.push(vec![Act::Control(number, gone)]);
            return;
        }
        // Otherwise something is taken from it first.
        let assigns: BTreeSet<usize> = self.edges.assigns.on(number).collect();
        for (which, line) in account.lines.lasting().filter(|(_, l)| l.role.is_none()) {
            let taken = self.done.revoked.contains(&(number, which));
            let covers = |by: &usize| self.could_cover_of(*by, line, number);
            if !taken && assigns.iter().any(covers) {
                found.push(vec![Act::Revoke(number, which)]);
            }
        }
        let held = account.record.roles.iter().map(|held| &held.role);
        for role in held.collect::<BTreeSet<_>>() {
            let taken = self.done.unassigned.contains(&(number, role.clone()));
            if !taken && !assigns.is_empty() {
                found.push(vec![Act::Unassign(number, role.clone())]);
            }
        }
    }

    /// What can be done to any record: lists, and what one must see to.
    fn about_record(&self, number: usize, account: &Account<'a>, found: &mut Vec<Vec<Act>>) {
        let edits: Vec<usize> = self.edges.edits.on(number).collect();
        if edits.is_empty() {
            return;
        }
        let ours = self.done.controlled.contains(&number);
        let listed = match ours {
            true => &self.done.listed,
            false => &self.done.lists,
        };
        if !listed.contains(&number) {
            found.push(vec![Act::Lists(number)]);
        }
        if is_old(account.record.kind) && !self.done.unified.contains(&number) {
            found.push(vec![Act::Unify(number)]);
        }
        let duties = &account.record.obligations;
        let somebody = |number: usize| self.most.accounts.get(number);
        let all: BTreeSet<_> = self
            .most
            .accounts
            .iter()
            .flat_map(|it| it.record.obligations.iter().copied())
            .collect();
        if !self.done.bound.contains(&number) && all.iter().any(|one| !duties.contains(one)) {
            found.push(vec![Act::Bind(number)]);
        }
        let frees = |by: &usize| {
            self.done.freed.contains(by)
                || somebody(*by).is_some_and(|it| {
                    duties
                        .iter()
                        .any(|one| !it.record.obligations.contains(one))
                })
        };
        if !self.done.freed.contains(&number) && edits.iter().any(frees) {
            found.push(vec![Act::Free(number)]);
        }
    }

    fn give(
        &self,
        number: usize,
        rights: Option<&BTreeSet<Permission>>,
        found: &mut Vec<Vec<Act>>,
    ) {
        if self.edges.assigns.on(number).next().is_none() {
            return;
        }
        let has_every = self.done.gifts.contains(&(number, None));
        let Some(rights) = rights else {
            let by_name = Act::Give(number, Some(Permission::IMPERSONATE));
            if !has_every {
                found.push(vec![Act::Give(number, None), by_name]);
            }
            return;
        };
        let of_every = |it: &Account<'_>| {
            let mut lines = it.lines.all.iter();
            lines.any(|line| *line.gives == Gives::Every)
        };
        let has_lines = || self.most.accounts.iter().any(of_every);
        if !has_every && (self.most.guard == Guard::None || has_lines()) {
            found.push(vec![Act::Give(number, None)]);
        }
        for right in rights {
            let given = (has_every && Gives::Every.includes(*right))
                || self.done.gifts.contains(&(number, Some(*right)));
            if !given && (self.most.guard == Guard::None || self.somebody_holds(*right)) {
                found.push(vec![Act::Give(number, Some(*right))]);
            }
        }
    }

    fn somebody_holds(&self, right: Permission) -> bool {
        let kind = self.most.directory.catalogue().object_of(right);
        kind.is_some_and(|kind| {
            let holders = self.holders(right, At::Place(somewhere(kind)));
            holders.iter().any(|holds| *holds)
        })
    }

    fn assign(
        &self,
        number: usize,
        rights: Option<&BTreeSet<Permission>>,
        found: &mut Vec<Vec<Act>>,
    ) {
        let assigns: Vec<usize> = self.edges.assigns.on(number).collect();
        if assigns.is_empty() {
            return;
        }
        let fresh = super::super::words::free_role(self.most.directory);
        let fresh = Some(&fresh).filter(|role| self.done.saved.contains(*role));
        for role in self.most.roles.keys().copied().chain(fresh) {
            let new = |by_trust| {
                let mut given = self.roles_given(number);
                !given.any(|given| given == (role, by_trust))
            };
            if !new(true) {
                continue;
            }
            let trusted =
                |by: &usize| self.most.guard == Guard::None || self.entrusts(*by, number, role);
            let wakes = self.would_wake(number, role);
            let assigns: Vec<usize> = assigns
                .iter()
                .copied()
                .filter(|by| {
                    wakes.iter().all(|line| {
                        self.could_cover_of(*by, line, number)
                            || line
                                .role
                                .is_some_and(|role| self.entrusts(*by, number, role))
                    })
                })
                .collect();
            if assigns.iter().any(trusted) {
                found.push(vec![Act::Assign(number, role.clone(), true)]);
            } else if new(false)
                && (rights.is_some() || self.is_trusting(role))
                && assigns
                    .iter()
                    .any(|by| self.could_assign(*by, number, role))
            {
                found.push(vec![Act::Assign(number, role.clone(), false)]);
            }
        }
    }

    /// Whether its holders may give roles: of others what they give is a gift like any, where all gifts
    /// are done.
    fn is_trusting(&self, role: &RoleId) -> bool {
        let role = self.most.directory.catalogue().role(role);
        role.is_none_or(|role| !role.may_assign.is_empty())
    }

    /// The lines of a record that wait for what this role gives everywhere, and that nobody touched.
    fn would_wake(&self, number: usize, role: &RoleId) -> Vec<&Line<'a>> {
        let account = self.most.accounts.get(number);
        let untouched = !self.most.lists_change(self.done, number)
            && !self.has_saved(number)
            && self.most.guard == Guard::Covers;
        let Some(account) = account.filter(|it| untouched && !is_old(it.record.kind)) else {
            return Vec::new();
        };
        let gives = |right: Permission| {
            let lines = self.most.roles.get(role).into_iter();
            let mut lines = lines.flat_map(|lines| lines.giving(right));
            !self.done.saved.contains(role) && lines.any(|line| !line.added && line.scope.is_any())
        };
        let lines = account.lines.lasting();
        lines
            .filter(|(which, line)| {
                let right = line.gives.one();
                line.live
                    // In what nobody on this side stands nothing wakes.
                    && is_of_side(line.scope.relation, account.record.id)
                    && self.is_untouched(number, *which, line)
                    && right.is_some_and(|right| self.waits_only_for(number, right, gives))
            })
            .map(|(_, line)| line)
            .collect()
    }

    /// Whether this right waits on a record for others that nothing on it gives, each of which would
    /// come with this, and for nothing else.
    fn waits_only_for(
        &self,
        number: usize,
        right: Permission,
        gives: impl Fn(Permission) -> bool,
    ) -> bool {
        let catalogue = self.most.directory.catalogue();
        let Some(account) = self.most.accounts.get(number) else {
            return false;
        };
        let restricted = |right: Permission| {
            let mut restrictions = account.record.restrictions.iter();
            restrictions.any(|restriction| restriction.concerns(right))
        };
        let needed = catalogue.with_prerequisites(right);
        let mut waits = false;
        for other in needed.iter() {
            // Rights that a host declares come and go.
            if other.is_host() || restricted(other) {
                return false;
            }
            if other == right {
                continue;
            }
            if account.lines.giving(other).next().is_none() {
                let fits = catalogue.object_of(other) == catalogue.object_of(right);
                if !fits || self.was_given(number, other) || !gives(other) {
                    return false;
                }
                waits = true;
            } else if !account.lines.giving(other).any(|line| line.scope.is_any()) {
                return false;
            }
        }
        waits
    }

    /// Whether something was done by which this account may have come to a right.
    fn was_given(&self, number: usize, right: Permission) -> bool {
        let gifts = &self.done.gifts;
        gifts.contains(&(number, None))
            || gifts.contains(&(number, Some(right)))
            || self.roles_given(number).any(|(role, _)| {
                let lines = self.most.roles.get(role);
                lines.is_none_or(|lines| lines.giving(right).next().is_some())
            })
    }

    /// Whether the right waits on the record for something.
    fn sleeps(&self, number: usize, right: Permission) -> bool {
        let needed = self.most.directory.catalogue().with_prerequisites(right);
        let account = self.most.accounts.get(number);
        account.is_some_and(|it| {
            let mut restrictions = it.record.restrictions.iter();
            !it.record.standing.can_act()
                || restrictions.any(|restriction| restriction.concerns(right))
                || it.lines.giving(right).any(|line| line.reads)
                || needed
                    .iter()
                    .any(|other| it.lines.giving(other).next().is_none())
        })
    }

    fn wake(&self, number: usize, account: &Account<'a>, found: &mut Vec<Vec<Act>>) {
        let edges = match account.record.standing {
            Standing::Suspended | Standing::HalfDeleted => &self.edges.restores,
            Standing::Pending => &self.edges.sends,
            Standing::Active | Standing::Employee | Standing::Deleted => return,
        };
        let mut by = edges.on(number);
        if !self.done.woken.contains(&number) && by.any(|by| self.could_touch(by, number)) {
            found.push(vec![Act::Wake(number)]);
        }
    }

    fn lift(&self, number: usize, account: &Account<'a>, found: &mut Vec<Vec<Act>>) {
        for (which, restriction) in account.record.restrictions.iter().enumerate() {
            if self.done.lifted.contains(&(number, which)) {
                continue;
            }
            let concerned = |line: &Line<'a>| match line.gives {
                Gives::One(right) => restriction.concerns(*right),
                Gives::Every | Gives::Unread(_) => false,
            };
            let lines = || {
                let lines = account.lines.lasting();
                let there = lines.filter(|(which, line)| {
                    self.is_untouched(number, *which, line) && !self.has_saved(number)
                });
                there.map(|(_, line)| line)
            };
            let whole = restriction.scope.is_any();
            let mut assigns = self.edges.assigns.on(number);
            let could = assigns.any(|by| {
                by != number
                    && (!whole
                        || lines()
                            .filter(|line| concerned(line))
                            .all(|line| self.could_cover_of(by, line, number)))
            });
            if could {
                found.push(vec![Act::Lift(number, which)]);
            }
        }
    }
}

/// Some object of this kind, or none where it is a section.
pub(super) const fn somewhere(kind: ObjectKind) -> Place {
    match kind {
        ObjectKind::Section => Place::Section,
        kind => Place::Somewhere(kind),
    }
}

/// Whether each of these could hold it, as a check of one.
pub(super) fn holds(view: &View<'_, '_>, right: Permission, place: Place, by: usize) -> bool {
    is(&view.holders(right, At::Place(place)), by)
}

/// Whether somebody like this one may ever stand to something so.
fn is_of_side(relation: Relation, id: ActorId) -> bool {
    Side::alone_in(relation).is_none_or(|alone| alone == Side::of(id))
}
