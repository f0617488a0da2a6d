//! What one account can give another.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Relation, Validity};

use super::moves::{Kind, Move, Moves};
use crate::administer::{AdminAction, Guard};
use crate::decide::kind_denies;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::role::{AddOnId, Role, RoleId};
use crate::scope::Scope;

impl Moves<'_> {
    /// Roles, add-ons and single rights to each of these controlled accounts.
    pub(super) fn give(&mut self, gets: impl Fn(&Holder) -> bool) {
        let mut gave = BTreeSet::new();
        for to in self.ours().filter(|to| gets(to)) {
            for actor in self.who_may(Permission::ROLE_ASSIGN, Some(to.id)) {
                let before = self.found.len();
                self.roles_to(actor, to);
                // Single rights once there are no more roles to give, and to one at a time: when
                // that one has them, the others may need none.
                if !(self.leaves_out() && (gave.contains(&actor) || self.gets_role(to.id))) {
                    self.rights_to(actor, to);
                }
                if self.found.len() > before {
                    gave.insert(actor);
                    // Without the guard whoever may give gives all there is: one is as good as another.
                    if self.alphabet.guard == Guard::None && !self.alphabet.words.duties {
                        break;
                    }
                }
            }
        }
    }

    /// Whether somebody was found who gives this person a role.
    fn gets_role(&self, to: ActorId) -> bool {
        self.found.iter().any(|found| match &found.action {
            AdminAction::AssignRole { user, .. } | AdminAction::SetAddOns { user, .. } => {
                *user == to
            }
            _ => false,
        })
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
            if !self.has_whole(to, role)
                && let Some(full) = self.widest(actor, role, bare, assign)
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

    /// Whether the role is there with all its add-ons for ever, or somebody was found who gives that.
    fn has_whole(&self, to: &Holder, role: &Role) -> bool {
        let whole = |held: &RoleAssignment| {
            let mut add_ons = role.add_ons.keys();
            held.role == role.id
                && held.validity.is_always()
                && add_ons.all(|id| held.add_ons.contains(id))
        };
        let given = |found: &Move| match &found.action {
            AdminAction::AssignRole { user, assignment } => *user == to.id && whole(assignment),
            _ => false,
        };
        to.roles.iter().any(whole) || self.found.iter().any(given)
    }

    /// Whether giving a role can matter. Of a role that is not entrusted to the giver only what he
    /// covers can be given; and one body with all of a role is enough, if it covers the other.
    fn role_worth_giving(&self, from: ActorId, to: ActorId, role: &Role) -> bool {
        if self.has_wanted(role) || !self.leaves_out() {
            return true;
        }
        if self.dominated.contains(&(from, to)) && !self.is_entrusted(from, &role.id) {
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

    /// Whether the role is entrusted to this person now, for however long.
    pub(super) fn is_entrusted(&self, actor: ActorId, role: &RoleId) -> bool {
        let directory = &self.state.directory;
        let held = directory.holder(actor).into_iter().flat_map(|h| &h.roles);
        held.filter(|held| held.validity.holds(self.alphabet.now))
            .filter_map(|held| directory.catalogue().role(&held.role))
            .any(|held| held.may_assign.contains(role))
    }

    pub(super) fn has_wanted(&self, role: &Role) -> bool {
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
    pub(super) fn widest(
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
        // What is on the record for ever does not do more if it is there twice.
        lasting() || (holds && self.alphabet.spans.len() == 1)
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
                let holder = self.state.directory.holder(actor);
                // Every right is covered by nothing less.
                let catalogue = self.state.directory.catalogue();
                let mut lines = holder.into_iter().flat_map(|h| catalogue.on_record(h));
                if lines.any(|grant| grant.gives == Gives::Every) {
                    found.push(every);
                }
                let rights = self.rights.get(&actor).into_iter().flatten();
                for (permission, scope) in rights {
                    let mut scopes = vec![scope.clone()];
                    if let Some(holder) = holder {
                        scopes.push(self.alphabet.words.as_read_by(scope, &holder.memberships));
                        scopes.extend(self.remainder(holder, *permission, scope));
                    }
                    scopes.sort();
                    scopes.dedup();
                    found.extend(scopes.into_iter().map(|s| (Gives::One(*permission), s)));
                }
            }
        }
        found
    }

    /// What is left to give of a scope over a part of which this person is denied the right: single
    /// objects, and where it is denied by how he stands to them, whatever he stands to otherwise.
    fn remainder(&self, holder: &Holder, permission: Permission, scope: &Scope) -> Vec<Scope> {
        let restrictions = holder.restrictions.iter();
        let denied: Vec<_> = restrictions.filter(|r| r.concerns(permission)).collect();
        if denied.is_empty() {
            return Vec::new();
        }
        let by_relation = denied.iter().any(|r| r.scope.relation != Relation::Any);
        let relations = match by_relation && scope.relation == Relation::Any {
            true => Relation::ALL.to_vec(),
            false => vec![scope.relation],
        };
        let mut narrower = self.alphabet.words.single(self.state, permission);
        narrower.push(scope.clone());
        let standing_to = |narrower: &Scope| {
            let relations = relations.iter();
            let scopes = relations.map(|relation| Scope {
                relation: *relation,
                ..narrower.clone()
            });
            scopes.collect::<Vec<_>>()
        };
        narrower.iter().flat_map(standing_to).collect()
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
}

/// Whether the one assignment gives all that the other would.
fn includes(held: &RoleAssignment, given: &RoleAssignment) -> bool {
    held.role == given.role
        && held.add_ons.is_superset(&given.add_ons)
        && (held.validity.is_always() || held.validity == given.validity)
}
