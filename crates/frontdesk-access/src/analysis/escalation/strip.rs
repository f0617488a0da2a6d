//! What is taken from others so that taking them over needs less.

use std::collections::BTreeSet;

use frontdesk_model::ActorId;

use super::moves::{Gifts, Kind, Moves};
use crate::administer::AdminAction;
use crate::grant::Grant;
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::role::{MadeBy, Role, RoleId};

impl Moves<'_> {
    /// Takes from an account what keeps it from being taken over: whoever may take it and give it
    /// back need not hold it. The takeovers have been found before.
    pub(super) fn strip(&mut self, kinds: &[Kind]) {
        let takeovers = self.found.iter();
        let reached: BTreeSet<ActorId> = takeovers
            .filter(|found| matches!(found.action, AdminAction::TakeOver { .. }))
            .filter_map(|found| found.action.user())
            .collect();
        let mut roles = BTreeSet::new();
        for other in self.others() {
            if reached.contains(&other.id) || !self.could_be_taken_over(other.id) {
                continue;
            }
            if kinds.contains(&Kind::Strip) {
                self.strip_of(other);
            }
            roles.extend(other.roles.iter().map(|assignment| assignment.role.clone()));
        }
        for role in roles {
            self.strip_role(&role, kinds);
        }
    }

    fn could_be_taken_over(&self, user: ActorId) -> bool {
        let ways = [
            Permission::CREDENTIALS_RESET,
            Permission::LOGIN_CHANGE,
            Permission::IMPERSONATE,
        ];
        ways.into_iter()
            .any(|way| !self.who_may(way, Some(user)).is_empty())
    }

    fn strip_of(&mut self, other: &Holder) {
        let user = other.id;
        self.shorten(other);
        for assignment in &other.roles {
            let action = AdminAction::UnassignRole {
                user,
                assignment: assignment.clone(),
            };
            self.by_anyone(action, Kind::Strip);
            for add_on in &assignment.add_ons {
                self.by_anyone(without_add_on(user, assignment, add_on), Kind::Strip);
            }
        }
        for grant in &other.grants {
            let action = AdminAction::Revoke {
                user,
                grant: grant.clone(),
            };
            self.by_anyone(action, Kind::Strip);
        }
    }

    /// A host's role is emptied, of what it gives and of whom it lets assign what. Where a controlled
    /// account has it too, that is a choice.
    fn strip_role(&mut self, id: &RoleId, kinds: &[Kind]) {
        let role = self.state.directory.catalogue().role(id).cloned();
        let Some(role) = role.filter(|role| role.made_by == MadeBy::Host) else {
            return;
        };
        let ours = self.ours().any(|holder| {
            let mut roles = holder.roles.iter();
            roles.any(|held| held.role == *id)
        });
        let kind = match ours {
            true => Kind::Choice,
            false => Kind::Strip,
        };
        if !kinds.contains(&kind) {
            return;
        }
        for actor in self.who_may(Permission::ROLE_EDIT, None) {
            for emptied in self.emptied(actor, &role) {
                let role = Box::new(emptied);
                self.add(actor, AdminAction::SaveRole { role }, kind);
            }
        }
    }

    /// The role with as much less as this actor may take out of it: each says less than the one
    /// before. What is wanted may have to stay.
    fn emptied(&self, actor: ActorId, role: &Role) -> Vec<Role> {
        let saves = |role: &Role| {
            let role = Box::new(role.clone());
            self.permits(actor, &AdminAction::SaveRole { role })
        };
        let all: BTreeSet<Grant> = role.all_grants().cloned().collect();
        let bare = without(role, &all);
        let grants: BTreeSet<Grant> = match bare == *role || saves(&bare) {
            true => all,
            false => all
                .into_iter()
                .filter(|grant| saves(&without(role, &BTreeSet::from([grant.clone()]))))
                .collect(),
        };
        let trusting = |left: &dyn Fn(&RoleId) -> bool| Role {
            may_assign: role
                .may_assign
                .iter()
                .filter(|id| left(id))
                .cloned()
                .collect(),
            ..role.clone()
        };
        let trusted: BTreeSet<RoleId> = match saves(&trusting(&|_| false)) {
            true => role.may_assign.clone(),
            false => role
                .may_assign
                .iter()
                .filter(|id| saves(&trusting(&|other| other != *id)))
                .cloned()
                .collect(),
        };
        let less = trusting(&|id| !trusted.contains(id));
        let of_no_use: BTreeSet<Grant> = grants
            .iter()
            .filter(|grant| !self.wanted.iter().any(|right| grant.gives.includes(right)))
            .cloned()
            .collect();
        let mut found = Vec::new();
        let mut put = |emptied: Role| {
            if emptied != *role && !found.contains(&emptied) {
                found.push(emptied);
            }
        };
        if self.alphabet.gifts == Gifts::All {
            put(without(role, &of_no_use));
            put(without(role, &grants));
        }
        put(less.clone());
        put(without(&less, &of_no_use));
        put(without(&less, &grants));
        // One edit may give and take at once.
        if self.alphabet.gifts == Gifts::All {
            let mut filled = role.clone();
            self.fill(actor, &mut filled);
            let new = filled.grants.into_iter();
            let new: Vec<Grant> = new.filter(|grant| !role.grants.contains(grant)).collect();
            for mut emptied in found.clone() {
                emptied.grants.extend(new.iter().cloned());
                found.push(emptied);
            }
        }
        found
    }
}

pub(super) fn without_add_on(
    user: ActorId,
    assignment: &RoleAssignment,
    add_on: &crate::role::AddOnId,
) -> AdminAction {
    let mut after = assignment.clone();
    after.add_ons.remove(add_on);
    AdminAction::SetAddOns {
        user,
        before: assignment.clone(),
        after,
    }
}

/// The role and its add-ons without these grants.
pub(super) fn without(role: &Role, grants: &BTreeSet<Grant>) -> Role {
    let mut less = role.clone();
    less.grants.retain(|grant| !grants.contains(grant));
    for add_on in less.add_ons.values_mut() {
        add_on.grants.retain(|grant| !grants.contains(grant));
    }
    less
}
