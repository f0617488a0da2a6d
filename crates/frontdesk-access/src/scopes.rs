//! Where a person holds a right: the scopes themselves, for whoever must list instead of check.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, ActorId, Memberships, TenantId};
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{Needs, Request, kind_denies};
use crate::explain::About;
use crate::holder::{Holder, Obligation};
use crate::permission::{ObjectKind, Permission};
use crate::resource::Resource;
use crate::scope::Scope;

mod until;

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
    /// One set of alternatives for the right itself and one for each right that it needs about the
    /// same object, each right once; and an empty one behind them where something that it needs about
    /// no object, or about the person, is denied. Empty alternatives: nothing is covered.
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
            // No alternatives at all: nothing is covered.
            && !self.all_of.is_empty()
            && self.all_of.iter().all(|any_of| any_of.iter().any(covers))
            && !self.none_of.iter().any(covers)
    }

    /// Whether a restriction takes this object, or something that the right needs elsewhere fails.
    pub(crate) fn deny(&self, resource: &Resource<'_>) -> bool {
        let actor = Actor {
            tenant: self.tenant,
            id: self.actor,
            memberships: &self.memberships,
        };
        let mut taken = self.none_of.iter();
        taken.any(|scope| scope.covers(&actor, resource))
            || self.all_of.iter().any(BTreeSet::is_empty)
    }
}

impl Catalogue {
    /// The scopes over which this person holds this right now.
    #[must_use]
    pub fn scopes_of(&self, holder: &Holder, permission: Permission, now: DateTime<Utc>) -> Scopes {
        let mut scopes = self.scopes_now(holder, permission, now);
        if holder.standing.can_act() {
            let parts = self.parts(holder, permission);
            scopes.valid_until = self.first_change(holder, &parts, now);
        }
        scopes
    }

    /// The same without the moment from which they are others.
    pub(crate) fn scopes_now(
        &self,
        holder: &Holder,
        permission: Permission,
        now: DateTime<Utc>,
    ) -> Scopes {
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
        let parts = self.parts(holder, permission);
        scopes.all_of = parts
            .here
            .iter()
            .map(|part| self.alternatives(holder, part, now).cloned().collect())
            .collect();
        let is_empty = |any_of: &BTreeSet<Scope>| any_of.is_empty();
        if !scopes.all_of.iter().any(is_empty) && !self.all_hold(&parts.elsewhere, now) {
            scopes.all_of.push(BTreeSet::new());
        }
        let open = parts.here.iter().filter(|part| !part.shut);
        scopes.none_of = open
            .flat_map(|part| taking(holder, part.permission, now))
            .cloned()
            .collect();
        scopes
    }

    /// What where a right is held hangs on: the right itself and what it needs about the same object,
    /// each once and in the decision's order; and what is asked elsewhere.
    fn parts<'a>(&'a self, holder: &'a Holder, permission: Permission) -> Parts<'a> {
        let actor = holder.actor();
        let kind = self.object_of(permission);
        let asked = Request {
            holder,
            permission,
            // Only what is needed elsewhere is asked: about a section, or one's own record.
            resource: Resource::section(&actor),
        };
        let mut parts = Parts::default();
        let (mut met, mut open) = (Needs::default(), vec![(permission, About::Object)]);
        while let Some((permission, about)) = open.pop() {
            if !met.insert(permission, about) {
                continue;
            }
            let shut = kind_denies(holder.kind, permission.section());
            // A section has no facts: whatever else is needed of one is answered at once.
            let is_first = parts.here.is_empty();
            if is_first || (about == About::Object && kind != Some(ObjectKind::Section)) {
                parts.here.push(Part { permission, shut });
            } else {
                parts.elsewhere.push(asked.needing(permission, about));
            }
            if !shut && let Some(kind) = kind {
                let behind = open.len();
                open.extend(self.needed_by(permission, about, kind));
                // What is needed first comes next, and all that it needs before the second.
                open.get_mut(behind..).unwrap_or_default().reverse();
            }
        }
        parts
    }

    /// Where grants give a right now.
    fn alternatives<'a>(
        &'a self,
        holder: &'a Holder,
        part: &Part,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &'a Scope> {
        let Part { permission, shut } = *part;
        self.lines(holder)
            .filter(move |held| !shut && held.grant.gives.includes(permission))
            .filter(move |held| held.out_of_time(now).is_none())
            .map(|held| &held.grant.scope)
    }

    fn all_hold(&self, elsewhere: &[Request<'_>], now: DateTime<Utc>) -> bool {
        elsewhere.iter().all(|request| self.holds(request, now))
    }

    /// The next moment at which anything on this record begins or ends.
    pub(crate) fn next_change(&self, holder: &Holder, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.changes(holder, now).min()
    }

    /// The moments after now at which anything on this record begins or ends, in no order.
    pub(crate) fn changes<'a>(
        &'a self,
        holder: &'a Holder,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = DateTime<Utc>> + use<'a> {
        let lines = self.lines(holder);
        let grants = lines.flat_map(|line| [line.assigned, line.grant.validity]);
        let restrictions = holder.restrictions.iter().map(|r| r.validity);
        let bounds = grants
            .chain(restrictions)
            .filter(|validity| !validity.is_always())
            .flat_map(|validity| [validity.from(), validity.end()]);
        bounds.flatten().filter(move |moment| *moment > now)
    }
}

/// What where a right is held hangs on.
#[derive(Debug, Default)]
struct Parts<'a> {
    /// The right itself, and what it needs about the same object.
    here: Vec<Part>,
    /// What it needs that is about no object, or about the holder's own record.
    elsewhere: Vec<Request<'a>>,
}

/// A right that is needed of the object.
#[derive(Clone, Copy, Debug)]
struct Part {
    permission: Permission,
    /// The kind of account can never have it.
    shut: bool,
}

/// Where restrictions take a right now.
fn taking(
    holder: &Holder,
    permission: Permission,
    now: DateTime<Utc>,
) -> impl Iterator<Item = &Scope> {
    let restrictions = holder.restrictions.iter();
    restrictions
        .filter(move |r| r.validity.holds(now) && r.concerns(permission))
        .map(|r| &r.scope)
}
