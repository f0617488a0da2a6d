//! The lists and duties of records, as they are worth setting.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Memberships};

use super::items::{Item, items, reads, with, without};
use super::moves::{Kind, Moves};
use super::words::reads_any;
use crate::administer::{AdminAction, Guard};
use crate::holder::{Holder, Obligation};
use crate::permission::Permission;
use crate::role::Role;
use crate::scope::Scope;

impl Moves<'_> {
    /// Lists that widen what a controlled account can do, or bring a record within reach or out of
    /// a restriction.
    pub(super) fn lists(&mut self) {
        if self.by_name_alone() {
            return;
        }
        for holder in self.state.directory.holders() {
            let actors = self.who_may(Permission::USER_EDIT, Some(holder.id));
            if actors.is_empty() {
                continue;
            }
            // Without guard and restrictions more on a list is never less.
            let gains = self.alphabet.guard == Guard::None && !self.alphabet.words.denies;
            let ours = self.state.controlled.contains(&holder.id);
            if ours && self.reads_lists(holder) {
                self.widen(holder, &actors, gains);
                self.narrow(holder, &actors);
            }
            self.regroup(holder, &actors, gains);
        }
    }

    /// Whether lists make no difference: nothing reads them, and records are not told apart by groups.
    pub(super) fn by_name_alone(&self) -> bool {
        let words = &self.alphabet.words;
        self.leaves_out() && words.all.is_empty() && words.of_people.is_empty()
    }

    /// Whether more on the lists of an account takes nothing from anybody under the guard: no
    /// restriction reads a list or looks at groups, and no record is told from another by them. Whoever
    /// puts something on a list may take it off again: what is gained on the way there is lost on the
    /// way back, and he covers it, or it is entrusted to him, both times.
    pub(super) fn lists_go_both_ways(&self) -> bool {
        let words = &self.alphabet.words;
        self.leaves_out() && !words.denies && words.of_people.is_empty()
    }

    /// Everything at once, or where the guard lets only some through, all of which it does.
    fn widen(&mut self, holder: &Holder, actors: &[ActorId], gains: bool) {
        let kind = match (gains, self.lists_go_both_ways()) {
            (true, _) => Kind::Gain,
            (false, true) => Kind::Lists,
            (false, false) => Kind::Choice,
        };
        let mut all = self.alphabet.words.all.clone();
        // What comes later and reads more is seen then.
        if kind == Kind::Lists {
            let catalogue = self.state.directory.catalogue();
            let scopes: BTreeSet<&Scope> = catalogue.on_record(holder).map(|g| &g.scope).collect();
            all.retain(|item| scopes.iter().any(|scope| reads(scope, item)));
        }
        let wide = with(&holder.memberships, &all);
        if wide == holder.memberships {
            return;
        }
        for actor in actors {
            if kind == Kind::Choice && !self.worth_giving(*actor, holder.id) {
                continue;
            }
            if self.add(*actor, set(holder.id, wide.clone()), kind) {
                return;
            }
            let mut permitted = holder.memberships.clone();
            let mut singles = Vec::new();
            for one in all.difference(&items(&holder.memberships)) {
                let longer = with(&holder.memberships, [one]);
                // Of one thing the answer is known.
                if longer != wide && self.permits(*actor, &set(holder.id, longer.clone())) {
                    permitted = with(&permitted, [one]);
                    singles.push(longer);
                }
            }
            let all_at_once = permitted != holder.memberships
                && self.add(*actor, set(holder.id, permitted.clone()), kind);
            // Two things may be more than what each brings: then one of them is a choice.
            let kind = match (kind, all_at_once) {
                (Kind::Lists, true) => continue,
                (Kind::Lists, false) => Kind::Choice,
                (kind, _) => kind,
            };
            for longer in singles.into_iter().filter(|longer| *longer != permitted) {
                self.add(*actor, set(holder.id, longer), kind);
            }
        }
    }

    /// What is denied over a list is denied over less of it.
    fn narrow(&mut self, holder: &Holder, actors: &[ActorId]) {
        let read = |item: &Item| {
            let mut denied = holder.restrictions.iter();
            denied.any(|restriction| reads(&restriction.scope, item))
        };
        for actor in actors {
            if let Some(lists) = self.shorter(*actor, holder, read) {
                self.add(*actor, set(holder.id, lists), Kind::Choice);
            }
        }
    }

    /// What scopes look at is taken from the lists of an account that is not controlled: then they
    /// say less, and whoever covers them may take it over and put it back. The groups by which people
    /// are told apart are a choice of their own.
    pub(super) fn shorten(&mut self, other: &Holder) {
        let words = &self.alphabet.words;
        let read = |item: &Item| match item {
            Item::Group(group) if words.of_people.contains(group) => false,
            item => words.all.contains(item),
        };
        for actor in self.who_may(Permission::USER_EDIT, Some(other.id)) {
            if let Some(lists) = self.shorter(actor, other, read)
                && self.add(actor, set(other.id, lists), Kind::Strip)
            {
                return;
            }
        }
    }

    /// The lists without these, or without as many as this actor may take from them one by one.
    pub(super) fn shorter(
        &self,
        actor: ActorId,
        holder: &Holder,
        these: impl Fn(&Item) -> bool,
    ) -> Option<Memberships> {
        let lists = &holder.memberships;
        let all: BTreeSet<Item> = items(lists).into_iter().filter(these).collect();
        if all.is_empty() {
            return None;
        }
        let permits = |lists: &Memberships| self.permits(actor, &set(holder.id, lists.clone()));
        let none = without(lists, &all);
        if permits(&none) {
            return Some(none);
        }
        let less = all.iter().filter(|item| permits(&without(lists, [*item])));
        let less = without(lists, less);
        (less != *lists).then_some(less)
    }

    /// A record lies in a scope or restriction by its groups.
    fn regroup(&mut self, holder: &Holder, actors: &[ActorId], gains: bool) {
        let of_people = self.alphabet.words.of_people.clone();
        if gains {
            let mut lists = holder.memberships.clone();
            lists.groups.extend(&of_people);
            if lists != holder.memberships {
                let mut actors = actors.iter();
                actors.any(|actor| self.add(*actor, set(holder.id, lists.clone()), Kind::Gain));
            }
            return;
        }
        for group in &of_people {
            let mut lists = holder.memberships.clone();
            if !lists.groups.remove(group) {
                lists.groups.insert(*group);
            }
            let mut actors = actors.iter();
            actors.any(|actor| self.add(*actor, set(holder.id, lists.clone()), Kind::Choice));
        }
    }

    /// Whether something on the record, or in a role that could be given, reads its lists.
    fn reads_lists(&self, holder: &Holder) -> bool {
        let catalogue = self.state.directory.catalogue();
        let on_record = catalogue.on_record(holder).map(|grant| &grant.scope);
        let restrictions = holder.restrictions.iter().map(|r| &r.scope);
        // For the fewest steps lists may be set before there is anything that reads them.
        let of_roles = catalogue.roles().flat_map(Role::all_grants);
        let of_roles = of_roles
            .filter(|_| !self.leaves_out())
            .map(|grant| &grant.scope);
        on_record.chain(restrictions).chain(of_roles).any(reads_any)
    }

    /// Whoever must see to something himself is free to give where he need not, and whoever must see
    /// to it too can be given what comes with it.
    pub(super) fn duties(&mut self) {
        if !self.alphabet.words.duties {
            return;
        }
        let state = self.state;
        let mut sets: Vec<BTreeSet<Obligation>> = vec![BTreeSet::new()];
        let on_records = state.directory.holders().flat_map(|h| &h.obligations);
        for one in on_records.copied().collect::<BTreeSet<Obligation>>() {
            let more: Vec<_> = sets
                .iter()
                .map(|set| set | &BTreeSet::from([one]))
                .collect();
            sets.extend(more);
        }
        for holder in state.directory.holders() {
            for obligations in sets.iter().filter(|set| **set != holder.obligations) {
                let action = AdminAction::SetObligations {
                    user: holder.id,
                    obligations: obligations.clone(),
                };
                self.by_anyone(action, Kind::Choice);
            }
        }
    }
}

pub(super) fn set(user: ActorId, memberships: Memberships) -> AdminAction {
    AdminAction::SetMemberships {
        user,
        memberships: Box::new(memberships),
    }
}
