//! The decision: allow or deny, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, Validity};
use serde::Serialize;

use crate::holder::{Holder, Obligation};
use crate::permission::{ObjectKind, Permission, Section};
use crate::reason::{Reason, Source};
use crate::resource::Resource;
use crate::role::{Catalogue, Grant};

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
    /// For a yes every grant that allowed it; for a no what denied it, and then every grant that
    /// came near. Each once, in one order, whatever the order of the record.
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

    fn deny(reason: Reason) -> Self {
        Self {
            outcome: Outcome::Deny,
            reasons: vec![reason],
            obligations: BTreeSet::new(),
        }
    }
}

impl Catalogue {
    /// Whether the action is allowed: the outcome of [`decide`](Self::decide).
    #[must_use]
    pub fn allows(&self, request: &Request<'_>, now: DateTime<Utc>) -> bool {
        self.decide(request, now).is_allow()
    }

    /// Decides in the order of catalogue.md 1.1; the first rule that applies decides.
    #[must_use]
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision {
        let Request {
            holder,
            permission,
            resource,
        } = *request;
        let actor = holder.actor();

        // 1. An account that is not active may do nothing (S81, S82, S115, D7).
        if !holder.standing.can_act() {
            return Decision::deny(Reason::NotActive {
                standing: holder.standing,
            });
        }
        // 2. Nobody reaches an object of another tenant.
        if holder.tenant != resource.tenant {
            return Decision::deny(Reason::OtherTenant);
        }
        // A question about the wrong kind of object has no answer but no.
        if permission.object() != resource.kind {
            return Decision::deny(Reason::WrongObject {
                wanted: permission.object(),
                given: resource.kind,
            });
        }
        // 3. What the kind of account can never do, no grant lifts (S3, S4, S18, D2).
        if kind_denies(holder.kind, permission.section()) {
            return Decision::deny(Reason::KindOfAccount {
                kind: holder.kind,
                section: permission.section(),
            });
        }
        // 4. A restriction whose scope covers the object denies, whoever granted the right (S8, S48).
        let restricting: BTreeSet<Reason> = holder
            .restrictions
            .iter()
            .filter(|r| r.validity.holds(now) && r.concerns(permission))
            .filter(|r| r.scope.covers(&actor, &resource))
            .map(|r| Reason::Restricted {
                permission,
                restriction: r.id.clone(),
            })
            .collect();
        if !restricting.is_empty() {
            return Decision {
                outcome: Outcome::Deny,
                reasons: restricting.into_iter().collect(),
                obligations: BTreeSet::new(),
            };
        }
        // 5. No grant that is valid now and whose scope covers the object: deny.
        let mut granted = BTreeSet::new();
        let mut near = BTreeSet::new();
        for held in self.held(holder) {
            if held.grant.permission != permission {
                continue;
            }
            let by = held.source.clone();
            if let Some(validity) = held.out_of_time(now) {
                near.insert(Reason::OutOfTime {
                    permission,
                    by,
                    validity,
                });
            } else if held.grant.scope.covers(&actor, &resource) {
                granted.insert(Reason::Granted {
                    permission,
                    by,
                    scope: held.grant.scope.clone(),
                });
            } else {
                near.insert(Reason::OutOfScope {
                    permission,
                    by,
                    scope: held.grant.scope.clone(),
                });
            }
        }
        if granted.is_empty() {
            let mut decision = Decision::deny(Reason::NotGranted { permission });
            near.extend(self.ineffective(holder, permission));
            decision.reasons.extend(near);
            return decision;
        }
        // 6. A right whose prerequisite is denied falls away (catalogue.md 1.2).
        for needed in permission.prerequisites() {
            let about = prerequisite_object(*needed, holder, &resource);
            let answer = self.decide(
                &Request {
                    holder,
                    permission: *needed,
                    resource: about,
                },
                now,
            );
            if !answer.is_allow() {
                let mut decision = Decision::deny(Reason::Prerequisite {
                    permission,
                    missing: *needed,
                });
                decision.reasons.extend(answer.reasons);
                return decision;
            }
        }
        Decision {
            outcome: Outcome::Allow,
            reasons: granted.into_iter().collect(),
            obligations: holder
                .obligations
                .iter()
                .copied()
                .filter(|obligation| obligation.concerns(permission))
                .collect(),
        }
    }

    /// Every grant on the record, in effect or not: of the roles, of the add-ons that those roles
    /// list, and of the person alone.
    pub fn on_record<'a>(&'a self, holder: &'a Holder) -> impl Iterator<Item = &'a Grant> {
        self.held(holder).map(|held| held.grant)
    }

    /// Every grant on the record with its source, valid or not: of the roles, of the add-ons that
    /// those roles list, and of the person alone. Union (S119, D14); what a role does not list and
    /// what nobody knows grants nothing (S150).
    pub(crate) fn held<'a>(&'a self, holder: &'a Holder) -> impl Iterator<Item = Held<'a>> {
        let of_roles = holder.roles.iter().flat_map(move |assignment| {
            let role = self.role(&assignment.role);
            let own = role
                .into_iter()
                .flat_map(|role| &role.grants)
                .map(|grant| Held {
                    grant,
                    assigned: assignment.validity,
                    source: Source::Role(assignment.role.clone()),
                });
            let added = assignment.add_ons.iter().flat_map(move |id| {
                let add_on = role.and_then(|role| role.add_ons.get(id));
                add_on
                    .into_iter()
                    .flat_map(|add_on| &add_on.grants)
                    .map(|grant| Held {
                        grant,
                        assigned: assignment.validity,
                        source: Source::AddOn {
                            role: assignment.role.clone(),
                            add_on: id.clone(),
                        },
                    })
            });
            own.chain(added)
        });
        let alone = holder.grants.iter().map(|grant| Held {
            grant,
            assigned: Validity::ALWAYS,
            source: Source::Person,
        });
        of_roles.chain(alone)
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
                    .any(|grant| grant.permission == permission);
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

/// A grant on a record, with where it comes from.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    pub(crate) grant: &'a Grant,
    pub(crate) assigned: Validity,
    pub(crate) source: Source,
}

impl Held<'_> {
    /// The validity that does not hold now, if one does not.
    pub(crate) fn out_of_time(&self, now: DateTime<Utc>) -> Option<Validity> {
        [self.assigned, self.grant.validity]
            .into_iter()
            .find(|validity| !validity.holds(now))
    }
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

/// The object that a prerequisite is asked about (catalogue.md 1.2): the same object where the kind
/// is the same, no object for a section, and the holder's own record where a person is wanted and
/// the question has none.
pub(crate) fn prerequisite_object<'a>(
    needed: Permission,
    holder: &'a Holder,
    resource: &Resource<'a>,
) -> Resource<'a> {
    let actor = holder.actor();
    match needed.object() {
        kind if kind == resource.kind => *resource,
        ObjectKind::User => Resource::own_record(&actor),
        _ => Resource::section(&actor),
    }
}
