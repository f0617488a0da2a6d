//! What is at stake in an action: the grants that it gives, takes or touches.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, GroupId, Memberships, Relation};

use super::AdminAction;
use super::cover::{Wanted, Whose};
use super::pieces::{during, is_symbolic, meeting, pieces};
use super::trust::Trust;
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::restriction::{Restriction, Takes};
use crate::role::{Role, RoleId};
use crate::scope::{Groups, Scope};

/// All that the actor must cover.
#[derive(Debug, Default)]
pub(super) struct Stake {
    /// Grants, as whoever has them reads them.
    parts: Vec<Part>,
    /// Roles that may be given through what is given: as good as their rights.
    powers: BTreeSet<RoleId>,
    /// Roles that the actor may give and take although he does not hold them.
    pub(super) entrusted: Trust,
    /// Rights on records of others that begin or cease to act because something else there changes.
    pub(super) stirred: Vec<Grant>,
    /// Whose records were read, besides the actor's and the target's.
    pub(super) read: BTreeSet<ActorId>,
    /// The roles and rights as they would be, where rights come into being.
    declared: Option<Catalogue>,
}

#[derive(Debug)]
struct Part {
    grants: Vec<Grant>,
    of: Owner,
}

#[derive(Debug)]
enum Owner {
    Record(Box<Holder>),
    Anyone,
}

impl Directory {
    /// What the actor gives, takes or touches by this action.
    pub(super) fn stake(&self, actor: &Holder, action: &AdminAction, now: DateTime<Utc>) -> Stake {
        let own = action.user() == Some(actor.id);
        let mut stake = Stake::default();
        // What somebody may give and take is entrusted to him for others, never for himself.
        if !own {
            stake.entrusted = self.trust(actor, action, now);
        }
        let target = action.user().and_then(|id| self.holder(id));
        match action {
            AdminAction::CreateUser { holder } => self.whole(holder, &mut stake),
            // Who touches the account of another touches all of it, in effect or not.
            AdminAction::EditUser { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Restore { .. }
            | AdminAction::Delete { .. }
            | AdminAction::TakeOver { .. } => {
                if let (Some(target), false) = (target, own) {
                    self.whole(target, &mut stake);
                }
            }
            AdminAction::SetMemberships { memberships, .. } => {
                if let Some(target) = target {
                    self.lists(target, memberships, own, &mut stake);
                }
            }
            AdminAction::AssignRole { assignment, .. } => {
                if let Some(target) = target {
                    self.assignment(target, assignment, &mut stake);
                }
            }
            AdminAction::UnassignRole { assignment, .. } => {
                // What one takes from oneself one need not have.
                if let (Some(target), false) = (target, own) {
                    self.assignment(target, assignment, &mut stake);
                }
            }
            AdminAction::SetAddOns { before, after, .. } => {
                if let Some(target) = target {
                    let gained = &after.add_ons - &before.add_ons;
                    let lost = &before.add_ons - &after.add_ons;
                    let changed = match own {
                        true => gained,
                        false => &gained | &lost,
                    };
                    self.add_ons(target, after, &changed, &mut stake);
                }
            }
            AdminAction::Grant { grant, .. } => {
                if let Some(target) = target {
                    stake.of_record(target, vec![grant.clone()]);
                }
            }
            AdminAction::Revoke { grant, .. } => {
                if let (Some(target), false) = (target, own) {
                    stake.of_record(target, vec![grant.clone()]);
                }
            }
            AdminAction::Restrict { restriction, .. } | AdminAction::Lift { restriction, .. } => {
                if let (Some(target), false) = (target, own) {
                    let grants = self.concerned(target, restriction);
                    stake.of_record(target, grants);
                }
            }
            AdminAction::SetObligations { obligations, .. } => {
                if let (Some(target), false) = (target, own) {
                    let changed = obligations ^ &target.obligations;
                    let concerns = |p: &Permission| changed.iter().any(|one| one.concerns(*p));
                    let grants = self.of_others(target, &stake.entrusted, concerns);
                    stake.of_record(target, grants);
                }
            }
            AdminAction::SaveRole { role } => {
                let before = self.catalogue().role(&role.id);
                self.role_change(before, Some(role), &mut stake);
            }
            AdminAction::DeleteRole { role } => {
                self.role_change(self.catalogue().role(role), None, &mut stake);
            }
            AdminAction::DeclarePermission { permission } => {
                // Whoever has it on his record, or in a role, would hold it from then on.
                let right = Gives::One(permission.permission);
                for role in self.catalogue().roles() {
                    let grants = role.all_grants().filter(|grant| grant.gives == right);
                    stake.of_anyone(grants.cloned().collect());
                }
                for holder in self.holders() {
                    let grants = holder.grants.iter().filter(|grant| grant.gives == right);
                    let grants: Vec<Grant> = grants.cloned().collect();
                    if !grants.is_empty() {
                        stake.read.insert(holder.id);
                        stake.of_record(holder, grants);
                    }
                }
                let mut declared = self.catalogue().clone();
                // What cannot be declared has been refused for that.
                let _ = declared.declare(permission.clone());
                stake.declared = Some(declared);
            }
        }
        self.stir(actor, action, &mut stake, now);
        stake
    }

    /// What of the stake the actor does not cover; empty: he covers all of it.
    pub(super) fn lacking(&self, actor: &Holder, stake: &Stake, now: DateTime<Utc>) -> Vec<Grant> {
        let catalogue = stake.declared.as_ref().unwrap_or(self.catalogue());
        let mut rest: BTreeSet<Grant> = stake.stirred.iter().cloned().collect();
        for part in &stake.parts {
            let of = match &part.of {
                Owner::Record(holder) => Whose::Record(holder),
                Owner::Anyone => Whose::Anyone,
            };
            let grants = &part.grants;
            rest.extend(catalogue.uncovered(actor, &Wanted { grants, of }, now));
        }
        let bundle = self.bundle(&stake.powers, &stake.entrusted);
        let wanted = Wanted {
            grants: &bundle,
            of: Whose::Anyone,
        };
        rest.extend(catalogue.uncovered(actor, &wanted, now));
        rest.into_iter().collect()
    }

    /// Everything on a record but what comes of roles that are entrusted to the actor.
    fn whole(&self, record: &Holder, stake: &mut Stake) {
        let grants = self.of_others(record, &stake.entrusted, |_| true);
        stake.of_record(record, grants);
        for assignment in &record.roles {
            if stake
                .entrusted
                .rest(&assignment.role, assignment.validity)
                .is_some()
                && let Some(role) = self.catalogue().role(&assignment.role)
            {
                stake.powers.extend(role.may_assign.iter().cloned());
            }
        }
    }

    /// The stored grants of a record for some rights, but for those of entrusted roles.
    fn of_others(
        &self,
        record: &Holder,
        entrusted: &Trust,
        wanted: impl Fn(&Permission) -> bool,
    ) -> Vec<Grant> {
        self.catalogue()
            .held(record)
            .filter(|held| match &held.grant.gives {
                Gives::One(permission) => wanted(permission),
                Gives::Every | Gives::Unread(_) => true,
            })
            .filter_map(|held| during(held.grant, entrusted.rest_of(&held.source, held.assigned)?))
            .collect()
    }

    /// A role with its add-ons, for the time of the assignment.
    fn assignment(&self, target: &Holder, assignment: &RoleAssignment, stake: &mut Stake) {
        let Some(role) = self.catalogue().role(&assignment.role) else {
            return;
        };
        let Some(rest) = stake.entrusted.rest(&role.id, assignment.validity) else {
            return;
        };
        let grants = role.grants.iter();
        let grants = grants.filter_map(|grant| during(grant, rest));
        stake.of_record(target, grants.collect());
        stake.powers.extend(role.may_assign.iter().cloned());
        self.add_ons(target, assignment, &assignment.add_ons, stake);
    }

    fn add_ons(
        &self,
        target: &Holder,
        assignment: &RoleAssignment,
        add_ons: &BTreeSet<crate::AddOnId>,
        stake: &mut Stake,
    ) {
        let Some(role) = self.catalogue().role(&assignment.role) else {
            return;
        };
        let Some(rest) = stake.entrusted.rest(&role.id, assignment.validity) else {
            return;
        };
        let listed = add_ons.iter().filter_map(|id| role.add_ons.get(id));
        let grants = listed.flat_map(|add_on| &add_on.grants);
        let grants = grants.filter_map(|grant| during(grant, rest));
        stake.of_record(target, grants.collect());
    }

    /// What on the record a restriction takes, over its scope.
    fn concerned(&self, target: &Holder, restriction: &Restriction) -> Vec<Grant> {
        let mut concerned = Vec::new();
        for grant in self.catalogue().stored(target) {
            let rights: Vec<Gives> = match (&grant.gives, &restriction.takes) {
                (Gives::One(one), _) if !restriction.concerns(*one) => Vec::new(),
                (Gives::Every, Takes::These { .. }) => self
                    .catalogue()
                    .permissions()
                    .filter(|p| grant.gives.includes(*p) && restriction.concerns(*p))
                    .map(Gives::One)
                    .collect(),
                (gives, _) => vec![gives.clone()],
            };
            let scope = meeting(&grant.scope, &restriction.scope, &target.memberships);
            let narrowed = rights.into_iter().filter_map(|gives| {
                let grant = Grant {
                    gives,
                    scope: scope.clone(),
                    validity: grant.validity,
                };
                during(&grant, restriction.validity)
            });
            concerned.extend(narrowed);
        }
        concerned
    }

    /// What the grants on a record gain and lose with other lists.
    fn lists(&self, before: &Holder, lists: &Memberships, own: bool, stake: &mut Stake) {
        let mut after = before.clone();
        after.memberships = lists.clone();
        let (mut gained, mut lost) = (Vec::new(), Vec::new());
        let joined = &lists.organizations - &before.memberships.organizations;
        let left = &before.memberships.organizations - &lists.organizations;
        // The same of what is denied there: less is denied with fewer organizations.
        for restriction in &before.restrictions {
            if restriction.scope.relation == Relation::RequesterOrganization {
                if !left.is_empty() {
                    gained.extend(self.concerned(before, restriction));
                }
                if !joined.is_empty() {
                    lost.extend(self.concerned(before, restriction));
                }
            }
        }
        for grant in self.of_others(before, &stake.entrusted, |_| true) {
            // Which conversations are those of one's organizations no set of a scope says: all of it.
            if grant.scope.relation == Relation::RequesterOrganization {
                if !joined.is_empty() {
                    gained.push(grant.clone());
                }
                if !left.is_empty() {
                    lost.push(grant);
                }
                continue;
            }
            let (whole, new_whole) = (
                with_queues(&grant.scope, &before.memberships),
                with_queues(&grant.scope, lists),
            );
            let read = |scope: &Scope, record| -> BTreeSet<Scope> {
                pieces(scope, Whose::Record(record)).into_iter().collect()
            };
            let (old, new) = (read(&whole, before), read(&new_whole, &after));
            let over = |scope: &Scope| Grant {
                scope: scope.clone(),
                ..grant.clone()
            };
            // Too many elements to tell apart: all of it.
            if is_symbolic(&grant.scope) && (old.contains(&whole) || new.contains(&new_whole)) {
                gained.push(grant.clone());
                lost.push(grant.clone());
                continue;
            }
            gained.extend(new.difference(&old).map(over));
            lost.extend(old.difference(&new).map(over));
        }
        stake.of_record(&after, gained);
        if !own {
            stake.of_record(before, lost);
        }
    }

    /// What a role gains and loses, for anybody who may ever have it.
    fn role_change(&self, before: Option<&Role>, after: Option<&Role>, stake: &mut Stake) {
        let grants = |role: Option<&Role>| -> BTreeSet<(Option<crate::AddOnId>, Grant)> {
            let own = role.into_iter().flat_map(|role| &role.grants);
            let own = own.map(|grant| (None, grant.clone()));
            let added = role.into_iter().flat_map(|role| &role.add_ons);
            let added = added.flat_map(|(id, add_on)| {
                let grants = add_on.grants.iter();
                grants.map(|grant| (Some(id.clone()), grant.clone()))
            });
            own.chain(added).collect()
        };
        let changed = &grants(before) ^ &grants(after);
        stake.of_anyone(changed.into_iter().map(|(_, grant)| grant).collect());
        let powers = |role: Option<&Role>| role.map(|role| role.may_assign.clone());
        let (old, new) = (powers(before), powers(after));
        stake.powers = &old.unwrap_or_default() ^ &new.unwrap_or_default();
    }

    /// All that may be given through these roles, and through the roles that those may give.
    fn bundle(&self, powers: &BTreeSet<RoleId>, entrusted: &Trust) -> Vec<Grant> {
        let mut open: Vec<&RoleId> = powers.iter().collect();
        let mut seen = BTreeSet::new();
        let mut grants = BTreeSet::new();
        while let Some(id) = open.pop() {
            if entrusted.has(id) || !seen.insert(id) {
                continue;
            }
            if let Some(role) = self.catalogue().role(id) {
                grants.extend(role.all_grants().cloned());
                open.extend(&role.may_assign);
            }
        }
        grants.into_iter().collect()
    }
}

impl Stake {
    fn of_record(&mut self, holder: &Holder, grants: Vec<Grant>) {
        let of = Owner::Record(Box::new(holder.clone()));
        self.parts.push(Part { grants, of });
    }

    fn of_anyone(&mut self, grants: Vec<Grant>) {
        let of = Owner::Anyone;
        self.parts.push(Part { grants, of });
    }
}

/// The queues of one's groups are read from a list, whether or not groups are named beside: of those
/// that are, the ones on the list.
fn with_queues(scope: &Scope, lists: &Memberships) -> Scope {
    if scope.relation != Relation::MyGroupQueue {
        return scope.clone();
    }
    let named = |group: &&GroupId| {
        scope
            .groups
            .as_ref()
            .is_none_or(|groups| groups.mine || groups.these.contains(group))
    };
    Scope {
        groups: Some(Groups {
            these: lists.groups.iter().filter(named).copied().collect(),
            ..Groups::default()
        }),
        ..scope.clone()
    }
}
