//! The decision: allow or deny, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::AccountKind;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::holder::{Holder, Obligation};
use crate::permission::{Permission, Section};
use crate::reason::Reason;
use crate::resource::Resource;
use crate::restriction::Restriction;

mod held;
mod judge;
mod needs;

pub(crate) use held::{Giver, Held, Line};
pub(crate) use needs::Needs;

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
            && self.closure(request).all(|needed| self.holds(&needed, now))
    }

    /// Whether a right is held where it is asked about; what it needs is not looked at.
    pub(crate) fn holds(&self, request: &Request<'_>, now: DateTime<Utc>) -> bool {
        self.object_bars(request).is_none()
            && kind_bars(request).is_none()
            && restricting(request, now).next().is_none()
            && self.granting(request, now).next().is_some()
    }

    /// Decides in the order of catalogue.md 1.1; the first rule that applies decides.
    #[must_use]
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision {
        // 1. An account that is not active may do nothing (S81, S82, S115, D7).
        if let Some(reason) = standing_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // 2. Nobody reaches an object of another tenant.
        if let Some(reason) = tenant_bars(request) {
            return Decision::deny(vec![reason]);
        }
        // 3 to 6. The right itself and, behind it, what it needs.
        let against = self.against(request, now);
        if !against.is_empty() {
            return Decision::deny(against);
        }
        Decision {
            outcome: Outcome::Allow,
            reasons: self.grants_that_allow(request, now).into_iter().collect(),
            obligations: request
                .holder
                .obligations
                .iter()
                .copied()
                .filter(|obligation| obligation.concerns(request.permission))
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
    let first: Vec<bool> = reasons.iter().map(|reason| seen.insert(reason)).collect();
    let numbered = reasons.into_iter().zip(first);
    numbered
        .filter_map(|(reason, is_first)| is_first.then_some(reason))
        .collect()
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
