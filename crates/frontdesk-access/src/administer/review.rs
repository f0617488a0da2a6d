//! Who holds what, since when, until when, by whom: for the people who review access.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Standing, Validity};
use serde::{Serialize, Serializer};

use super::audit::{AuditOutcome, AuditRecord};
use super::pieces::during;
use crate::catalogue::Catalogue;
use crate::decide::{Held, Request, kind_denies};
use crate::directory::{AccessEvent, Directory};
use crate::grant::Gives;
use crate::holder::Holder;
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::region::{Side, Terms};
use crate::scope::Scope;

/// One right over one scope that stands on somebody's record, or a role that grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Holding {
    /// Whose.
    pub holder: ActorId,
    /// How the account stands.
    pub standing: Standing,
    /// The right; `*` is every right. `None`: what is on the record grants nothing.
    #[serde(serialize_with = "by_name")]
    pub right: Option<Gives>,
    /// Where.
    pub scope: Option<Scope>,
    /// Through what.
    pub through: Source,
    /// While it holds: as long as the role is held and the grant is valid.
    pub validity: Validity,
    /// Whether it has an effect now.
    pub effect: Effective,
    /// Why it has not, or not everywhere.
    pub because: Vec<Reason>,
    /// Who gave it and when, if the trail tells.
    pub given: Option<Given>,
}

/// Whether what is on the record has an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effective {
    /// Over the whole scope.
    Wholly,
    /// Over a part of the scope.
    InPart,
    /// Nowhere.
    Not,
}

/// Who gave a right and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Given {
    /// Who.
    pub by: ActorId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Directory {
    /// Who holds what, sorted: every right on every record, in effect or not. The directory does not
    /// know who gave what: the trail of the host does. Of a role it is told who gave the role, and
    /// not who has changed it since.
    #[must_use]
    pub fn review(&self, trail: &[AuditRecord], now: DateTime<Utc>) -> Vec<Holding> {
        let mut rows = BTreeSet::new();
        for holder in self.holders() {
            let row = |through: Source| Holding {
                holder: holder.id,
                standing: holder.standing,
                right: None,
                scope: None,
                given: given(trail, holder, &through),
                through,
                validity: Validity::ALWAYS,
                effect: Effective::Not,
                because: Vec::new(),
            };
            for held in self.catalogue().held(holder) {
                let mut row = row(held.source.clone());
                if held.source == Source::Person {
                    row.given = last(trail, holder.id, |event| match event {
                        AccessEvent::Granted { grant, .. } => grant == held.grant,
                        AccessEvent::HolderAdded { holder } => holder.grants.contains(held.grant),
                        _ => false,
                    });
                }
                row.right = Some(held.grant.gives.clone());
                row.scope = Some(held.grant.scope.clone());
                let both = during(held.grant, held.assigned);
                row.validity = both.map_or(held.grant.validity, |grant| grant.validity);
                (row.effect, row.because) = self.catalogue().effect_of(holder, &held, now);
                rows.insert(row);
            }
            // What the record names and nothing comes of is told too.
            for assignment in &holder.roles {
                let role = self.catalogue().role(&assignment.role);
                let mut nothing = |through, reason| {
                    let mut row = row(through);
                    row.validity = assignment.validity;
                    row.because.push(reason);
                    rows.insert(row);
                };
                let Some(role) = role else {
                    let role = assignment.role.clone();
                    nothing(Source::Role(role.clone()), Reason::UnknownRole { role });
                    continue;
                };
                for add_on in &assignment.add_ons {
                    if !role.add_ons.contains_key(add_on) {
                        let (role, add_on) = (role.id.clone(), add_on.clone());
                        let through = Source::AddOn {
                            role: role.clone(),
                            add_on: add_on.clone(),
                        };
                        nothing(through, Reason::UnlistedAddOn { role, add_on });
                    }
                }
            }
        }
        rows.into_iter().collect()
    }
}

impl Catalogue {
    fn effect_of(
        &self,
        holder: &Holder,
        held: &Held<'_>,
        now: DateTime<Utc>,
    ) -> (Effective, Vec<Reason>) {
        if !holder.standing.can_act() {
            let standing = holder.standing;
            return (Effective::Not, vec![Reason::NotActive { standing }]);
        }
        let mut rights = self
            .permissions()
            .filter(|permission| held.grant.gives.includes(*permission))
            .peekable();
        if let (Some(validity), Some(permission)) = (held.out_of_time(now), rights.peek()) {
            let reason = Reason::OutOfTime {
                permission: *permission,
                by: held.source.clone(),
                validity,
            };
            return (Effective::Not, vec![reason]);
        }
        if let (Gives::One(permission), None) = (&held.grant.gives, rights.peek()) {
            let permission = *permission;
            return (Effective::Not, vec![Reason::Undeclared { permission }]);
        }
        let (mut seen, mut because) = (BTreeSet::new(), BTreeSet::new());
        for permission in rights {
            let (effect, reasons) = self.effect_of_one(holder, held, permission, now);
            seen.insert(effect);
            because.extend(reasons);
        }
        let effect = match (seen.first(), seen.last()) {
            (Some(first), Some(last)) if first == last => *first,
            (Some(_), Some(_)) => Effective::InPart,
            _ => Effective::Not,
        };
        (effect, because.into_iter().collect())
    }

    /// Whether one right of a grant that is valid now acts: asked of every object that the grant's
    /// scope covers and that the record can tell apart.
    fn effect_of_one(
        &self,
        holder: &Holder,
        held: &Held<'_>,
        permission: Permission,
        now: DateTime<Utc>,
    ) -> (Effective, Vec<Reason>) {
        let section = permission.section();
        if kind_denies(holder.kind, section) {
            let kind = holder.kind;
            let reason = Reason::KindOfAccount { kind, section };
            return (Effective::Not, vec![reason]);
        }
        let scopes = self.scopes_of(holder, permission, now);
        let scope = &held.grant.scope;
        let lists = &holder.memberships;
        let mut terms = Terms::default();
        for one in scopes.all_of.iter().flatten().chain(&scopes.none_of) {
            terms.mention(one, lists);
        }
        terms.mention(scope, lists);
        let points = scopes
            .object
            .and_then(|kind| terms.points_in(kind, Side::of(holder.id), scope, lists));
        let (mut acts, mut fails) = (false, false);
        let mut because = BTreeSet::new();
        for point in points.iter().flatten() {
            let resource = point.resource(holder.tenant, lists);
            if !scope.covers(&holder.actor(), &resource) {
                continue;
            }
            let request = Request {
                holder,
                permission,
                resource,
            };
            let decision = self.decide(&request, now);
            match decision.is_allow() {
                true => acts = true,
                false => {
                    fails = true;
                    because.extend(decision.reasons.into_iter().filter(is_cause));
                }
            }
        }
        let effect = match (acts, fails) {
            (true, false) => Effective::Wholly,
            (true, true) => Effective::InPart,
            (false, _) => Effective::Not,
        };
        if !acts && !fails {
            // The scope covers nothing that there is of this kind.
            because.insert(Reason::OutOfScope {
                permission,
                by: held.source.clone(),
                scope: scope.clone(),
            });
        }
        (effect, because.into_iter().collect())
    }
}

/// Whether a reason tells why a grant that covers an object does not act on it.
const fn is_cause(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Restricted { .. } | Reason::Prerequisite { .. } | Reason::KindOfAccount { .. }
    )
}

/// Who gave a role that is on the record, with the add-on that is asked about.
fn given(trail: &[AuditRecord], holder: &Holder, through: &Source) -> Option<Given> {
    let (role, add_on) = match through {
        Source::Role(role) => (role, None),
        Source::AddOn { role, add_on } => (role, Some(add_on)),
        Source::Person => return None,
    };
    let on_record = |assignment: &crate::RoleAssignment| {
        assignment.role == *role
            && add_on.is_none_or(|add_on| assignment.add_ons.contains(add_on))
            && holder.roles.contains(assignment)
    };
    last(trail, holder.id, |event| match event {
        AccessEvent::RoleAssigned { assignment, .. } => on_record(assignment),
        AccessEvent::HolderAdded { holder } => holder.roles.iter().any(on_record),
        _ => false,
    })
}

/// The last granted record with an event about this person that gave it.
fn last(
    trail: &[AuditRecord],
    holder: ActorId,
    gave: impl Fn(&AccessEvent) -> bool,
) -> Option<Given> {
    let granted = trail.iter().filter(|record| match &record.outcome {
        AuditOutcome::Granted(events) => {
            let mut about = events.iter().filter(|event| event.holder() == Some(holder));
            about.any(&gave)
        }
        AuditOutcome::Refused(_) => false,
    });
    let record = granted.max_by_key(|record| record.at)?;
    Some(Given {
        by: record.actor,
        at: record.at,
    })
}

fn by_name<S: Serializer>(right: &Option<Gives>, serializer: S) -> Result<S::Ok, S::Error> {
    match right {
        Some(gives) => serializer.collect_str(gives),
        None => serializer.serialize_none(),
    }
}
