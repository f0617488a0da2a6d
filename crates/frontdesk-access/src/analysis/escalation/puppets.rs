//! The accounts that are worth making.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Memberships};

use super::moves::{Gifts, Kind, Moves};
use crate::administer::{AdminAction, Guard};
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, Obligation, RoleAssignment};
use crate::permission::Permission;

impl Moves<'_> {
    /// An account of one's own, with all that its maker may give it; and each that scopes name and
    /// nobody has yet.
    pub(super) fn puppets(&mut self) {
        if self.makes_no_difference() {
            return;
        }
        for actor in self.who_may(Permission::USER_CREATE, None) {
            let mut records = Vec::new();
            let named = self.alphabet.words.yet_to_come.iter().copied();
            let free = named.filter(|id| self.state.directory.holder(*id).is_none());
            for id in free {
                records.extend(self.puppet_records(actor, id));
            }
            // What one maker takes another cannot make.
            let claims = !records.is_empty();
            for id in self.fresh(actor) {
                records.extend(self.puppet_records(actor, id));
            }
            let kind = match records.len() {
                0 | 1 if !claims => Kind::Gain,
                _ => Kind::Choice,
            };
            for record in records {
                let holder = Box::new(record);
                self.add(actor, AdminAction::CreateUser { holder }, kind);
            }
        }
    }

    /// Without the guard one account with every right is enough.
    fn makes_no_difference(&self) -> bool {
        let made = self.state.puppets.values().flatten();
        let mut records = made.filter_map(|id| self.state.directory.holder(*id));
        let every = |record: &Holder| {
            let mut grants = record.grants.iter();
            grants.any(|grant| grant.gives == Gives::Every)
        };
        (self.alphabet.gifts, self.alphabet.guard) == (Gifts::Needed, Guard::None)
            && records.any(every)
    }

    /// Ids of which nobody has heard. One account made by each is enough, and those that were made
    /// need not make more.
    fn fresh(&self, actor: ActorId) -> Vec<ActorId> {
        let words = &self.alphabet.words;
        let is_fresh = |id: &&ActorId| !words.yet_to_come.contains(*id);
        let made_by = |maker: &ActorId| -> Vec<ActorId> {
            let made = self.state.puppets.get(maker).into_iter().flatten();
            made.filter(is_fresh).copied().collect()
        };
        let is_puppet = self
            .state
            .puppets
            .values()
            .any(|made| made.contains(&actor));
        let by_better = self.leaves_out() && self.over(actor).any(|it| !made_by(&it).is_empty());
        if is_puppet || by_better {
            return Vec::new();
        }
        let own = made_by(&actor);
        let all = self.state.puppets.values().flatten();
        let users = all
            .filter(is_fresh)
            .filter(|id| id.user().is_some())
            .count();
        let mut ids = words.unheard_of(users, &self.state.directory);
        ids.retain(|id| {
            !own.iter()
                .any(|made| made.user().is_some() == id.user().is_some())
        });
        ids
    }

    /// Whoever makes an account covers what he gives it, and can give it later what it is to do with
    /// a role that he does not cover.
    fn worth_making(&self, grant: &Grant) -> bool {
        self.alphabet.guard == Guard::None
            || self.alphabet.gifts == Gifts::All
            || grant
                .gives
                .one()
                .is_some_and(|right| self.wanted.contains(right))
    }

    /// Short lists make a role the easiest to give.
    fn lists_of_new(&self, maker: ActorId, id: ActorId) -> Vec<Memberships> {
        let words = &self.alphabet.words;
        let directory = &self.state.directory;
        let (bare, now) = (Holder::new(directory.tenant(), id), self.alphabet.now);
        // Whoever may set the lists of the new account can do so afterwards.
        let later = || {
            let maker = directory.holder(maker).into_iter();
            let mut decisions =
                maker.map(|it| directory.ask(it, Permission::USER_EDIT, Some(&bare), now));
            decisions.any(|decision| decision.is_allow())
        };
        if self.by_name_alone() || (self.lists_go_both_ways() && later()) {
            return vec![Memberships::default()];
        }
        words.lists_of_new(directory.holder(maker), self.alphabet.guard)
    }

    /// Without duties, and with all there are: whoever must see to something himself can make such
    /// an account alone.
    fn duties_of_new(&self) -> Vec<BTreeSet<Obligation>> {
        let mut sets = vec![BTreeSet::new()];
        if self.alphabet.words.duties {
            let on_records = self.state.directory.holders().flat_map(|h| &h.obligations);
            sets.push(on_records.copied().collect());
        }
        sets
    }

    fn puppet_records(&self, actor: ActorId, id: ActorId) -> Vec<Holder> {
        let creates = |record: &Holder| {
            let holder = Box::new(record.clone());
            self.permits(actor, &AdminAction::CreateUser { holder })
        };
        let words = &self.alphabet.words;
        // Whoever makes an account can do all that a bare one could with gifts of his, where nothing
        // tells the two apart.
        let bare_too = !self.leaves_out() || words.picks_people || words.duties;
        let mut records: Vec<Holder> = Vec::new();
        for lists in self.lists_of_new(actor, id) {
            for duties in self.duties_of_new() {
                let mut bare = Holder::new(self.state.directory.tenant(), id);
                bare.memberships = lists.clone();
                bare.obligations = duties;
                if !creates(&bare) {
                    continue;
                }
                let record = self.filled(actor, &bare, creates);
                if bare_too || !record.grants.is_empty() || !record.roles.is_empty() {
                    records.push(record);
                }
            }
        }
        records
    }

    /// The record with all that its maker may put on it.
    fn filled(&self, actor: ActorId, bare: &Holder, creates: impl Fn(&Holder) -> bool) -> Holder {
        let mut record = bare.clone();
        for grant in self.all_to_give(actor) {
            if !self.worth_making(&grant) {
                continue;
            }
            let mut one = bare.clone();
            one.grants.push(grant.clone());
            if creates(&one) {
                record.grants.push(grant);
            }
        }
        if self.alphabet.guard == Guard::None {
            return record;
        }
        for role in self.state.directory.catalogue().roles() {
            let more = self.is_entrusted(actor, &role.id) || self.has_wanted(role);
            if self.leaves_out() && !more {
                continue;
            }
            let with = |assignment: &RoleAssignment| AdminAction::CreateUser {
                holder: Box::new(bare.clone().with_role(assignment.clone())),
            };
            let assignment = RoleAssignment::new(role.id.clone());
            record
                .roles
                .extend(self.widest(actor, role, assignment, with));
        }
        record
    }
}
