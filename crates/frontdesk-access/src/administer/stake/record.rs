//! What of one person's record is at stake: all of it, a role, what a restriction takes, what reads a
//! list.

use std::collections::BTreeSet;

use frontdesk_model::{Memberships, Relation};

use super::{Owner, Part, Stake, Way};
use crate::administer::cover::Whose;
use crate::administer::pieces::{during, is_symbolic, meeting, pieces, with_queues};
use crate::administer::trust::Trust;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::restriction::{Restriction, Takes};
use crate::role::AddOnId;
use crate::scope::Scope;

impl Directory {
    /// Everything on a record but what comes of roles that are entrusted to the actor.
    pub(super) fn whole(&self, record: &Holder, (of, way): (Owner, Way), stake: &mut Stake) {
        let grants = self.of_others(record, &stake.entrusted, |_| true);
        stake.parts.push(Part { grants, of, way });
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
        if way == Way::Given {
            stake.new_powers.clone_from(&stake.powers);
        }
    }

    /// The stored grants of a record for some rights, but for those of entrusted roles.
    pub(super) fn of_others(
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
    pub(super) fn assignment(
        &self,
        target: &Holder,
        assignment: &RoleAssignment,
        way: Way,
        stake: &mut Stake,
    ) {
        let Some(role) = self.catalogue().role(&assignment.role) else {
            return;
        };
        let Some(rest) = stake.entrusted.rest(&role.id, assignment.validity) else {
            return;
        };
        let grants = role.grants.iter();
        let grants = grants.filter_map(|grant| during(grant, rest));
        stake.of_record(target, grants.collect(), way);
        stake.powers.extend(role.may_assign.iter().cloned());
        self.add_ons(target, (assignment, &assignment.add_ons), way, stake);
    }

    pub(super) fn add_ons(
        &self,
        target: &Holder,
        (assignment, add_ons): (&RoleAssignment, &BTreeSet<AddOnId>),
        way: Way,
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
        stake.of_record(target, grants.collect(), way);
    }

    /// What on the record a restriction takes, over its scope.
    pub(super) fn concerned(&self, target: &Holder, restriction: &Restriction) -> Vec<Grant> {
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
    pub(super) fn lists(&self, before: &Holder, lists: &Memberships, own: bool, stake: &mut Stake) {
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
        stake.of_record(&after, gained, Way::Given);
        if !own {
            stake.of_record(before, lost, Way::Touched);
        }
    }
}
