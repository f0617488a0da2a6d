//! The decision: allow or deny, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::AccountKind;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::holder::{Holder, Obligation};
use crate::permission::{ObjectKind, Permission, Section};
use crate::reason::Reason;
use crate::resource::Resource;
use crate::restriction::Restriction;

mod held;

pub(crate) use held::{Held, Line};

/// A question: may this person do that to this object?
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub holder: &'a Holder,
    /// To do what.
    pub permission: Permission,
    /// To what. Made for this holder: its relations say how the holder stands to it.
    pub resource: Resource<'a>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

/// The answer with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Yes or no.
    pub outcome: Outcome,
    /// For a yes every grant that allowed it. For a no what denied it first in the order of
    /// catalogue.md 1.1, and then: every restriction that did; or every grant that came near; or
    /// every prerequisite that is missing, each with its own reasons behind it. Each once, in one
    /// order, whatever the order of the record.
    pub reasons: Vec<Reason>,
    /// What the host must see to when it lets the action through.
    pub obligations: BTreeSet<Obligation>,
}

impl Decision {
    /// Whether the answer is yes.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        self.outcome == Outcome::Allow
    }

    const fn deny(reasons: Vec<Reason>) -> Self {
        Self {
            outcome: Outcome::Deny,
            reasons,
            obligations: BTreeSet::new(),
        }
    }
}

impl Catalogue {
    /// Whether the action is allowed: the outcome of [`decide`](Self::decide), without its reasons.
    /// It stops at the first no and allocates nothing.
    #[must_use]
    pub fn allows(&self, request: &Request<'_>, now: DateTime<Utc>) -> bool {
        standing_bars(request).is_none()
            && tenant_bars(request).is_none()
            && self.object_bars(request).is_none()
            && kind_bars(request).is_none()
            && restricting(request, now).next().is_none()
            && self.granting(request, now).next().is_some()
            && self
                .prerequisites(request)
                .all(|needed| self.allows(&needed, now))
    }

    /// Decides in the order of catalogue.md 1.1; the first rule that applies decides.
    #[must_use]
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision {
        let permission = request.permission;

        // 1. An account that is not active may do nothing (S81, S82, S115, D7).
        if let Some(reason) = standing_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // 2. Nobody reaches an object of another tenant.
        if let Some(reason) = tenant_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // A question about no right, or about the wrong kind of object, has no answer but no.
        if let Some(reason) = self.object_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // 3. What the kind of account can never do, no grant lifts (S3, S4, S18, D2).
        if let Some(reason) = kind_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // 4. A restriction whose scope covers the object denies, whoever granted the right (S8, S48).
        let restricted = restrictions_that_bar(request, now);
        if !restricted.is_empty() {
            return Decision::deny(restricted.into_iter().collect());
        }
        // 5. No grant that is valid now and whose scope covers the object: deny.
        let granted = self.grants_that_allow(request, now);
        if granted.is_empty() {
            let mut reasons = vec![Reason::NotGranted { permission }];
            reasons.extend(self.near_misses(request, now));
            return Decision::deny(reasons);
        }
        // 6. A right whose prerequisite is denied falls away (catalogue.md 1.2). Every one that is
        // missing is named, each with what stands in its way.
        let mut missing = Vec::new();
        for needed in self.prerequisites(request) {
            let answer = self.decide(&needed, now);
            if !answer.is_allow() {
                missing.push(Reason::Prerequisite {
                    permission,
                    missing: needed.permission,
                });
                missing.extend(answer.reasons);
            }
        }
        if !missing.is_empty() {
            return Decision::deny(each_once(missing));
        }
        Decision {
            outcome: Outcome::Allow,
            reasons: granted.into_iter().collect(),
            obligations: request
                .holder
                .obligations
                .iter()
                .copied()
                .filter(|obligation| obligation.concerns(permission))
                .collect(),
        }
    }

    /// No right of a host's own that nobody declared is a right, and a right is asked about one kind
    /// of object.
    pub(crate) fn object_bars(&self, request: &Request<'_>) -> Option<Reason> {
        let permission = request.permission;
        match self.object_of(permission) {
            None => Some(Reason::Undeclared { permission }),
            Some(wanted) if wanted != request.resource.kind => Some(Reason::WrongObject {
                wanted,
                given: request.resource.kind,
            }),
            Some(_) => None,
        }
    }

    /// The grants of this right that are valid now and cover the object.
    pub(crate) fn granting<'a>(
        &'a self,
        request: &Request<'a>,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = Line<'a>> {
        let Request {
            holder,
            permission,
            resource,
        } = *request;
        self.lines(holder).filter(move |line| {
            line.grant.gives.includes(permission)
                && line.out_of_time(now).is_none()
                && line.grant.scope.covers(&holder.actor(), &resource)
        })
    }

    /// A reason for each grant that allows it.
    pub(crate) fn grants_that_allow(
        &self,
        request: &Request<'_>,
        now: DateTime<Utc>,
    ) -> BTreeSet<Reason> {
        let reason = |line: Line<'_>| Reason::Granted {
            permission: request.permission,
            by: line.source.named(),
            scope: line.grant.scope.clone(),
        };
        self.granting(request, now).map(reason).collect()
    }

    /// What came near: the right, but not here or not now; and what is on the record and has no
    /// effect.
    pub(crate) fn near_misses(&self, request: &Request<'_>, now: DateTime<Utc>) -> Vec<Reason> {
        let Request {
            holder,
            permission,
            resource,
        } = *request;
        let mut near = BTreeSet::new();
        for line in self.lines(holder) {
            if !line.grant.gives.includes(permission) {
                continue;
            }
            if let Some(validity) = line.out_of_time(now) {
                near.insert(Reason::OutOfTime {
                    permission,
                    by: line.source.named(),
                    validity,
                });
            } else if !line.grant.scope.covers(&holder.actor(), &resource) {
                near.insert(Reason::OutOfScope {
                    permission,
                    by: line.source.named(),
                    scope: line.grant.scope.clone(),
                });
            }
        }
        near.extend(self.ineffective(holder, permission));
        near.into_iter().collect()
    }

    /// The questions whose answers this one needs, one for each prerequisite (catalogue.md 1.2).
    pub(crate) fn prerequisites<'a>(
        &'a self,
        request: &Request<'a>,
    ) -> impl Iterator<Item = Request<'a>> {
        let Request {
            holder, resource, ..
        } = *request;
        let needed = self.prerequisites_of(request.permission).iter();
        needed.map(move |permission| Request {
            holder,
            permission: *permission,
            resource: self.prerequisite_object(*permission, holder, &resource),
        })
    }

    /// What is on the record but has no effect, and would bear on this right.
    fn ineffective(&self, holder: &Holder, permission: Permission) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for assignment in &holder.roles {
            let Some(role) = self.role(&assignment.role) else {
                reasons.push(Reason::UnknownRole {
                    role: assignment.role.clone(),
                });
                continue;
            };
            for id in &assignment.add_ons {
                let elsewhere = self.roles().filter_map(|other| other.add_ons.get(id));
                let would_grant = elsewhere
                    .flat_map(|add_on| &add_on.grants)
                    .any(|grant| grant.gives.includes(permission));
                if !role.add_ons.contains_key(id) && would_grant {
                    reasons.push(Reason::UnlistedAddOn {
                        role: role.id.clone(),
                        add_on: id.clone(),
                    });
                }
            }
        }
        reasons
    }

    /// The object that a prerequisite is asked about (catalogue.md 1.2): the same object where the
    /// kind is the same, no object for a section, and the holder's own record where a person is
    /// wanted and the question has none.
    pub(crate) fn prerequisite_object<'a>(
        &self,
        needed: Permission,
        holder: &'a Holder,
        resource: &Resource<'a>,
    ) -> Resource<'a> {
        let actor = holder.actor();
        match self.object_of(needed) {
            Some(kind) if kind == resource.kind => *resource,
            Some(ObjectKind::User) => Resource::own_record(&actor),
            _ => Resource::section(&actor),
        }
    }
}

/// 1. The account is not active.
pub(crate) fn standing_bars(request: &Request<'_>) -> Option<Reason> {
    let standing = request.holder.standing;
    (!standing.can_act()).then_some(Reason::NotActive { standing })
}

/// 2. The object is another tenant's.
pub(crate) fn tenant_bars(request: &Request<'_>) -> Option<Reason> {
    (request.holder.tenant != request.resource.tenant).then_some(Reason::OtherTenant)
}

/// 3. The kind of account is closed to the right's section.
pub(crate) fn kind_bars(request: &Request<'_>) -> Option<Reason> {
    let (kind, section) = (request.holder.kind, request.permission.section());
    kind_denies(kind, section).then_some(Reason::KindOfAccount { kind, section })
}

/// 4. The restrictions that take the right here and now.
pub(crate) fn restricting<'a>(
    request: &Request<'a>,
    now: DateTime<Utc>,
) -> impl Iterator<Item = &'a Restriction> + use<'a> {
    let Request {
        holder,
        permission,
        resource,
    } = *request;
    holder.restrictions.iter().filter(move |restriction| {
        restriction.validity.holds(now)
            && restriction.concerns(permission)
            && restriction.scope.covers(&holder.actor(), &resource)
    })
}

/// A reason for each restriction that denies it.
pub(crate) fn restrictions_that_bar(request: &Request<'_>, now: DateTime<Utc>) -> BTreeSet<Reason> {
    let reason = |restriction: &Restriction| Reason::Restricted {
        permission: request.permission,
        restriction: restriction.id.clone(),
    };
    restricting(request, now).map(reason).collect()
}

/// The same reasons in the same order, each where it came first.
pub(crate) fn each_once(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::with_capacity(reasons.len());
    for reason in reasons {
        if seen.insert(reason.clone()) {
            kept.push(reason);
        }
    }
    kept
}

/// What a kind of account can never do (catalogue.md 1.1, 3). It belongs to the kind, is no
/// restriction (D1) and ends with a merge or conversion.
pub(crate) const fn kind_denies(kind: AccountKind, section: Section) -> bool {
    match kind {
        // A legacy operator never manages (S3) and has no Contacts (S18, D2).
        AccountKind::LegacyOperator => {
            matches!(section, Section::Administration | Section::ContactPoints)
        }
        // A legacy admin never acts as an operator (S4).
        AccountKind::LegacyAdmin => matches!(
            section,
            Section::Operating
                | Section::Conversations
                | Section::Calls
                | Section::Contacts
                | Section::Catalogs
        ),
        AccountKind::Unified | AccountKind::Customer => false,
    }
}
