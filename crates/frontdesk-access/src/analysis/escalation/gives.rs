//! What one account can give another.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Memberships, Validity};

use super::moves::{Gifts, Kind, Moves};
use crate::administer::{AdminAction, Guard};
use crate::decide::kind_denies;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::role::{AddOnId, Role};
use crate::scope::Scope;

impl Moves<'_> {
    /// Roles, add-ons and single rights to every controlled account.
    pub(super) fn give(&mut self) {
        let mut gave = BTreeSet::new();
        for to in self.ours() {
            for actor in self.who_may(Permission::ROLE_ASSIGN, Some(to.id)) {
                let before = self.found.len();
                self.roles_to(actor, to);
                // Single rights once there are no more roles to give, and to one at a time: when
                // that one has them, the others may need none.
                if !(self.leaves_out() && (gave.contains(&actor) || self.found.len() > before)) {
                    self.rights_to(actor, to);
                }
                if self.found.len() > before {
                    gave.insert(actor);
                }
            }
        }
    }

    fn roles_to(&mut self, actor: ActorId, to: &Holder) {
        let catalogue = self.state.directory.catalogue();
        for role in catalogue.roles() {
            if !self.is_of_use(role) || !self.role_worth_giving(actor, to.id, role) {
                continue;
            }
            let assign = |assignment: &RoleAssignment| AdminAction::AssignRole {
                user: to.id,
                assignment: assignment.clone(),
            };
            let bare = RoleAssignment::new(role.id.clone());
            if let Some(full) = self.widest(actor, role, bare, assign)
                && !to.roles.iter().any(|held| includes(held, &full))
            {
                self.add(actor, assign(&full), Kind::Gain);
            }
            for before in to.roles.iter().filter(|held| held.role == role.id) {
                let set = |after: &RoleAssignment| AdminAction::SetAddOns {
                    user: to.id,
                    before: before.clone(),
                    after: after.clone(),
                };
                let after = self.add_ons(actor, role, before.clone(), set);
                if after != *before {
                    self.add(actor, set(&after), Kind::Gain);
                }
            }
        }
    }

    /// Whether giving a role can matter. Of a role that is not entrusted to the giver only what he
    /// covers can be given; and one body with all of a role is enough, if it covers the other.
    fn role_worth_giving(&self, from: ActorId, to: ActorId, role: &Role) -> bool {
        if self.has_wanted(role) || !self.leaves_out() {
            return true;
        }
        if self.dominated.contains(&(from, to)) && !self.is_entrusted(from, role) {
            return false;
        }
        let has_all = |other: ActorId| {
            let record = self.state.directory.holder(other);
            let mut roles = record.into_iter().flat_map(|record| &record.roles);
            roles.any(|held| {
                held.role == role.id
                    && held.validity.is_always()
                    && role.add_ons.keys().all(|id| held.add_ons.contains(id))
            })
        };
        !self.over(to).any(has_all)
    }

    fn is_entrusted(&self, actor: ActorId, role: &Role) -> bool {
        let directory = &self.state.directory;
        let held = directory.holder(actor).into_iter().flat_map(|h| &h.roles);
        held.filter_map(|held| directory.catalogue().role(&held.role))
            .any(|held| held.may_assign.contains(&role.id))
    }

    fn has_wanted(&self, role: &Role) -> bool {
        let wanted = |grant: &Grant| self.wanted.iter().any(|right| grant.gives.includes(right));
        role.all_grants().any(wanted)
    }

    /// The same of one right.
    fn right_worth_giving(&self, to: ActorId, gives: &Gives, scope: &Scope) -> bool {
        let wanted = self.wanted.iter().any(|right| gives.includes(right));
        let has = |other: ActorId| match gives.one() {
            Some(right) => {
                let mut rights = self.rights.get(&other).into_iter().flatten();
                rights.any(|(held, over)| *held == right && (over == scope || over.is_any()))
            }
            None => false,
        };
        wanted || !self.over(to).any(has)
    }

    /// Without the guard `*` gives more than any role but one that lets somebody act as another;
    /// and whoever asks for one right is best answered by a role that has it.
    fn is_of_use(&self, role: &Role) -> bool {
        let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
        let mut grants = role.grants.iter().chain(of_add_ons);
        let wanted = self.alphabet.wanted.map(|(permission, _)| permission);
        self.alphabet.guard == Guard::Covers
            || grants.any(|grant| {
                grant.gives.includes(Permission::IMPERSONATE)
                    || wanted.is_some_and(|wanted| grant.gives.includes(wanted))
            })
    }

    /// The role for as long and with as many add-ons as this actor may give. Each add-on is judged
    /// alone, so there is one largest set.
    fn widest(
        &self,
        actor: ActorId,
        role: &Role,
        bare: RoleAssignment,
        action: impl Fn(&RoleAssignment) -> AdminAction,
    ) -> Option<RoleAssignment> {
        let spans = self.alphabet.spans.iter();
        let mut lasting = spans.map(|validity| RoleAssignment {
            validity: *validity,
            ..bare.clone()
        });
        let given = lasting.find(|assignment| self.permits(actor, &action(assignment)))?;
        Some(self.add_ons(actor, role, given, action))
    }

    fn add_ons(
        &self,
        actor: ActorId,
        role: &Role,
        given: RoleAssignment,
        action: impl Fn(&RoleAssignment) -> AdminAction,
    ) -> RoleAssignment {
        let missing = role
            .add_ons
            .keys()
            .filter(|id| !given.add_ons.contains(*id));
        let more: BTreeSet<AddOnId> = missing
            .filter(|id| self.permits(actor, &action(&given.clone().with_add_on((*id).clone()))))
            .cloned()
            .collect();
        more.into_iter().fold(given, RoleAssignment::with_add_on)
    }

    fn rights_to(&mut self, actor: ActorId, to: &Holder) {
        // What he holds himself he need not give himself.
        if self.alphabet.guard == Guard::Covers && actor == to.id {
            return;
        }
        for (gives, scope) in self.to_give(actor) {
            if !self.right_worth_giving(to.id, &gives, &scope) || self.has(to, &gives, &scope) {
                continue;
            }
            self.grant_longest(actor, to.id, gives, scope);
        }
    }

    fn grant_longest(&mut self, actor: ActorId, to: ActorId, gives: Gives, scope: Scope) {
        for validity in &self.alphabet.spans {
            let grant = Grant {
                gives: gives.clone(),
                scope: scope.clone(),
                validity: *validity,
            };
            if self.add(actor, AdminAction::Grant { user: to, grant }, Kind::Gain) {
                return;
            }
        }
    }

    /// Whether giving it would bring nothing.
    fn has(&self, to: &Holder, gives: &Gives, scope: &Scope) -> bool {
        let same = |grant: &Grant| {
            grant.gives == *gives
                && (grant.scope == *scope || grant.scope.is_any())
                && grant.validity.is_always()
        };
        if to.grants.iter().any(same) {
            return true;
        }
        let Some(permission) = gives.one() else {
            return false;
        };
        if kind_denies(to.kind, permission.section()) {
            return true;
        }
        let catalogue = self.state.directory.catalogue();
        let holds = self.rights.get(&to.id).is_some_and(|rights| {
            let mut over = rights.iter().filter(|(held, _)| *held == permission);
            over.any(|(_, held)| held == scope || held.is_any())
        });
        let lasting = || {
            catalogue.held(to).any(|held| {
                held.grant.gives.includes(permission)
                    && (held.grant.scope == *scope || held.grant.scope.is_any())
                    && held.grant.validity.is_always()
                    && held.assigned.is_always()
            })
        };
        holds && (self.alphabet.spans.len() == 1 || lasting())
    }

    /// What this actor could write into a grant: without the guard everything, with it what he
    /// holds, as it is named, as it is for him, and over single objects.
    pub(super) fn to_give(&self, actor: ActorId) -> Vec<(Gives, Scope)> {
        let every = (Gives::Every, Scope::any());
        let mut found = Vec::new();
        match self.alphabet.guard {
            Guard::None => {
                let wanted = self.alphabet.wanted.map(|(permission, _)| permission);
                let named = wanted.into_iter().chain([Permission::IMPERSONATE]);
                found.extend(named.map(|p| (Gives::One(p), Scope::any())));
                found.push(every);
            }
            Guard::Covers => {
                found.push(every);
                let holder = self.state.directory.holder(actor);
                let rights = self.rights.get(&actor).into_iter().flatten();
                for (permission, scope) in rights {
                    let mut scopes = vec![scope.clone()];
                    if let Some(holder) = holder {
                        scopes.push(self.alphabet.words.as_read_by(scope, &holder.memberships));
                        // A restriction over a part leaves single objects to give.
                        if holder.restrictions.iter().any(|r| r.concerns(*permission)) {
                            let single = self.alphabet.words.single(self.state, *permission);
                            scopes.extend(single.into_iter().map(|object| Scope {
                                relation: scope.relation,
                                ..object
                            }));
                        }
                    }
                    scopes.sort();
                    scopes.dedup();
                    found.extend(scopes.into_iter().map(|s| (Gives::One(*permission), s)));
                }
            }
        }
        found
    }

    /// The same as grants without end, and until each end where there is one.
    pub(super) fn all_to_give(&self, actor: ActorId) -> Vec<Grant> {
        let with = |validity: Validity| {
            let of = self.to_give(actor).into_iter();
            of.map(move |(gives, scope)| Grant {
                gives,
                scope,
                validity,
            })
        };
        self.alphabet.spans.iter().copied().flat_map(with).collect()
    }

    /// An account of one's own, with all that its maker may give it.
    pub(super) fn puppets(&mut self) {
        for actor in self.who_may(Permission::USER_CREATE, None) {
            let made = &self.state.puppets;
            // One account made by each is enough, and those that were made need not make more.
            let by_better = self.over(actor).any(|other| made.contains_key(&other));
            let enough = match (self.alphabet.gifts, self.alphabet.guard) {
                (Gifts::All, _) => false,
                (Gifts::Needed, Guard::Covers) => by_better,
                // One has every right already.
                (Gifts::Needed, Guard::None) => made.values().any(|made| {
                    let record = self.state.directory.holder(*made);
                    let mut grants = record.into_iter().flat_map(|record| &record.grants);
                    grants.any(|grant| grant.gives == Gives::Every)
                }),
            };
            let again = made.contains_key(&actor) || made.values().any(|made| *made == actor);
            if again || enough {
                continue;
            }
            let records = self.puppet_records(actor);
            let kind = match records.len() {
                0 | 1 => Kind::Gain,
                _ => Kind::Choice,
            };
            for record in records {
                let holder = Box::new(record);
                self.add(actor, AdminAction::CreateUser { holder }, kind);
            }
        }
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
    fn lists_of_new(&self, maker: ActorId) -> Vec<Memberships> {
        let words = &self.alphabet.words;
        if self.by_name_alone() {
            return vec![Memberships::default()];
        }
        words.lists_of_new(self.state.directory.holder(maker), self.alphabet.guard)
    }

    fn puppet_records(&self, actor: ActorId) -> Vec<Holder> {
        let words = &self.alphabet.words;
        let Some(id) = words.puppet(self.state.puppets.len()) else {
            return Vec::new();
        };
        let creates = |record: &Holder| {
            let holder = Box::new(record.clone());
            self.permits(actor, &AdminAction::CreateUser { holder })
        };
        let mut records = Vec::new();
        for lists in self.lists_of_new(actor) {
            let mut bare = Holder::new(self.state.directory.tenant(), id);
            bare.memberships = lists;
            if !creates(&bare) {
                continue;
            }
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
            if self.alphabet.guard == Guard::Covers {
                for role in self.state.directory.catalogue().roles() {
                    let more = self.is_entrusted(actor, role) || self.has_wanted(role);
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
            }
            // Whoever makes an account can do all that a bare one could with gifts of his.
            if !(self.leaves_out() && record.grants.is_empty() && record.roles.is_empty()) {
                records.push(record);
            }
        }
        records
    }
}

/// Whether the one assignment gives all that the other would.
fn includes(held: &RoleAssignment, given: &RoleAssignment) -> bool {
    held.role == given.role
        && held.add_ons.is_superset(&given.add_ons)
        && (held.validity.is_always() || held.validity == given.validity)
}
