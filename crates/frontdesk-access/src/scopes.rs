//! Where a person holds a right: the scopes themselves, for whoever must list instead of check.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, ActorId, Memberships, TenantId};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{Request, kind_denies};
use crate::holder::{Holder, Obligation};
use crate::permission::{ObjectKind, Permission, PermissionSet};
use crate::resource::Resource;
use crate::scope::Scope;

/// Where one person holds one right, as data: an object of the person's tenant is allowed if each
/// of `all_of` has a scope that covers it, and none of `none_of` covers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scopes {
    /// The person's tenant: nothing outside it is covered.
    pub tenant: TenantId,
    /// The person.
    pub actor: ActorId,
    /// The lists that symbolic sets read.
    pub memberships: Memberships,
    /// The right.
    pub permission: Permission,
    /// What it is asked about; nothing else is covered. `None`: nobody declares it.
    pub object: Option<ObjectKind>,
    /// One set of alternatives for the right itself and one for each prerequisite about the same
    /// object. Empty alternatives: nothing is covered.
    pub all_of: Vec<BTreeSet<Scope>>,
    /// Where restrictions take it.
    pub none_of: BTreeSet<Scope>,
    /// What comes with the right.
    pub obligations: BTreeSet<Obligation>,
    /// The first moment from which the scopes are others, because a grant, role or restriction that
    /// bears on the right or on what it needs begins or ends: ask again then. `None`: they stay.
    pub valid_until: Option<DateTime<Utc>>,
}

impl Scopes {
    /// Whether this object is covered: the same answer as [`Catalogue::allows`].
    #[must_use]
    pub fn cover(&self, resource: &Resource<'_>) -> bool {
        let actor = Actor {
            tenant: self.tenant,
            id: self.actor,
            memberships: &self.memberships,
        };
        let covers = |scope: &Scope| scope.covers(&actor, resource);
        resource.tenant == self.tenant
            && self.object == Some(resource.kind)
            && self.all_of.iter().all(|any_of| any_of.iter().any(covers))
            && !self.none_of.iter().any(covers)
    }
}

impl Catalogue {
    /// The scopes over which this person holds this right now.
    #[must_use]
    pub fn scopes_of(&self, holder: &Holder, permission: Permission, now: DateTime<Utc>) -> Scopes {
        let mut scopes = Scopes {
            tenant: holder.tenant,
            actor: holder.id,
            memberships: holder.memberships.clone(),
            permission,
            object: self.object_of(permission),
            all_of: Vec::new(),
            none_of: BTreeSet::new(),
            obligations: holder
                .obligations
                .iter()
                .copied()
                .filter(|obligation| obligation.concerns(permission))
                .collect(),
            valid_until: None,
        };
        if !holder.standing.can_act() {
            scopes.all_of.push(BTreeSet::new());
            return scopes;
        }
        self.collect(holder, permission, now, &mut scopes);
        scopes.valid_until = self.first_change(holder, &scopes, now);
        scopes
    }

    /// The first moment after now from which the scopes are others.
    fn first_change(
        &self,
        holder: &Holder,
        scopes: &Scopes,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let rights = self.with_prerequisites(scopes.permission);
        let mut at = now;
        // What begins or ends need not change the scopes: another grant may say the same.
        while let Some(next) = self.next_change_of(holder, rights, at) {
            let mut then = Scopes {
                all_of: Vec::new(),
                none_of: BTreeSet::new(),
                ..scopes.clone()
            };
            self.collect(holder, scopes.permission, next, &mut then);
            if then != *scopes {
                return Some(next);
            }
            at = next;
        }
        None
    }

    /// Adds the right's own alternatives and those of its prerequisites, in the decision's order.
    fn collect(
        &self,
        holder: &Holder,
        permission: Permission,
        now: DateTime<Utc>,
        scopes: &mut Scopes,
    ) {
        if kind_denies(holder.kind, permission.section()) {
            scopes.all_of.push(BTreeSet::new());
            return;
        }
        scopes.all_of.push(
            self.lines(holder)
                .filter(|held| held.grant.gives.includes(permission))
                .filter(|held| held.out_of_time(now).is_none())
                .map(|held| held.grant.scope.clone())
                .collect(),
        );
        scopes.none_of.extend(
            holder
                .restrictions
                .iter()
                .filter(|r| r.validity.holds(now) && r.concerns(permission))
                .map(|r| r.scope.clone()),
        );
        let object = self.object_of(permission);
        for needed in self.prerequisites_of(permission) {
            let about = self.object_of(*needed);
            if about == object && object != Some(ObjectKind::Section) {
                self.collect(holder, *needed, now, scopes);
                continue;
            }
            // A prerequisite about no object, or about the holder's own record, is answered here.
            let actor = holder.actor();
            let resource = match about {
                Some(ObjectKind::User) => Resource::own_record(&actor),
                _ => Resource::section(&actor),
            };
            let request = Request {
                holder,
                permission: *needed,
                resource,
            };
            if !self.allows(&request, now) {
                scopes.all_of.push(BTreeSet::new());
            }
        }
    }

    /// The next moment at which anything on this record begins or ends.
    pub(crate) fn next_change(&self, holder: &Holder, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.next_change_of(holder, Permission::every().collect(), now)
    }

    /// The next moment at which anything on this record that bears on these rights begins or ends.
    fn next_change_of(
        &self,
        holder: &Holder,
        rights: PermissionSet,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let grants = self
            .lines(holder)
            .filter(|held| held.grant.gives.one().is_none_or(|p| rights.contains(p)))
            .flat_map(|held| [held.assigned, held.grant.validity]);
        let restrictions = holder
            .restrictions
            .iter()
            .filter(|r| !r.validity.is_always() && rights.iter().any(|p| r.concerns(p)))
            .map(|r| r.validity);
        grants
            .chain(restrictions)
            .filter_map(|validity| validity.next_change(now))
            .min()
    }

    /// Every right that this person holds now with where it holds: what remains of all grants after
    /// standing, kind, restrictions everywhere, and missing prerequisites. A restriction over part
    /// of a scope leaves the scope in the list: ask about an object to see it bite.
    #[must_use]
    pub fn effective(&self, holder: &Holder, now: DateTime<Utc>) -> BTreeSet<(Permission, Scope)> {
        if !holder.standing.can_act() {
            return BTreeSet::new();
        }
        let mut rights: BTreeSet<(Permission, Scope)> = self
            .lines(holder)
            .filter(|held| held.out_of_time(now).is_none())
            .flat_map(|held| {
                let given = self.permissions().filter(|p| held.grant.gives.includes(*p));
                given.map(|permission| (permission, held.grant.scope.clone()))
            })
            .filter(|(permission, _)| !kind_denies(holder.kind, permission.section()))
            // A section has no facts: only an unconditional grant answers for it.
            .filter(|(p, scope)| self.object_of(*p) != Some(ObjectKind::Section) || scope.is_any())
            .filter(|(permission, _)| {
                !holder
                    .restrictions
                    .iter()
                    .any(|r| r.validity.holds(now) && r.concerns(*permission) && r.scope.is_any())
            })
            .collect();
        // What lacks a prerequisite falls away, and with it what needs that.
        loop {
            let held: BTreeSet<Permission> = rights.iter().map(|(p, _)| *p).collect();
            let before = rights.len();
            rights.retain(|(p, _)| self.prerequisites_of(*p).iter().all(|p| held.contains(p)));
            if rights.len() == before {
                return rights;
            }
        }
    }

    /// Whether a section of the product is open: a right of it is held at some scope, with its
    /// prerequisites (S144).
    #[must_use]
    pub fn section_open(
        &self,
        holder: &Holder,
        section: crate::Section,
        now: DateTime<Utc>,
    ) -> bool {
        self.effective(holder, now)
            .iter()
            .any(|(permission, _)| permission.section() == section)
    }
}
