//! What is on record without effect, and why.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;
use serde::Serialize;

use super::TooWide;
use super::area::covers;
use super::facts::Facts;
use super::points::Ground;
use crate::catalogue::Catalogue;
use crate::decide::{Held, Request};
use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::restriction::Restriction;
use crate::role::{AddOnId, RestrictionId, RoleId};

/// Something on a record that has no effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WithoutEffect {
    /// What.
    pub what: OnRecord,
    /// Why: each of these stands in the way somewhere.
    pub because: BTreeSet<Because>,
}

/// Something on a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnRecord {
    /// A role.
    Role(RoleId),
    /// An add-on of a role.
    AddOn {
        /// The role.
        role: RoleId,
        /// The add-on.
        add_on: AddOnId,
    },
    /// A grant, from wherever.
    Grant {
        /// From where.
        by: Source,
        /// The grant.
        grant: Box<Grant>,
    },
    /// A restriction.
    Restriction(RestrictionId),
}

/// Why something has no effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Because {
    /// The decision says why.
    Refused(Box<Reason>),
    /// It does not hold now.
    NotNow {
        /// When it does.
        validity: Validity,
    },
    /// A later release wrote it, and this one cannot read it.
    Unread,
    /// No object lies in its scope: a set is empty, or a right over a section has a condition.
    NoObject,
    /// It takes nothing that the person would have without it.
    TakesNothing,
}

impl Because {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(reason) => reason.code(),
            Self::NotNow { .. } => "not_now",
            Self::Unread => "unread",
            Self::NoObject => "no_object",
            Self::TakesNothing => "takes_nothing",
        }
    }
}

/// Everything on the record that has no effect now.
pub(super) fn without_effect(
    catalogue: &Catalogue,
    holder: &Holder,
    now: DateTime<Utc>,
) -> (BTreeSet<WithoutEffect>, BTreeSet<TooWide>) {
    let mut found = unknown(catalogue, holder);
    let mut wide = BTreeSet::new();
    for held in catalogue.held(holder) {
        match effect(catalogue, holder, &held, now) {
            Effect::Acts => {}
            Effect::TooWide(too_wide) => {
                wide.insert(too_wide);
            }
            Effect::None(because) => {
                let what = OnRecord::Grant {
                    by: held.source,
                    grant: Box::new(held.grant.clone()),
                };
                found.insert(WithoutEffect { what, because });
            }
        }
    }
    for restriction in &holder.restrictions {
        if let Some(because) = idle(catalogue, holder, restriction, now, &mut wide) {
            found.insert(WithoutEffect {
                what: OnRecord::Restriction(restriction.id.clone()),
                because: [because].into(),
            });
        }
    }
    (found, wide)
}

/// Roles that nobody knows, and add-ons that their role does not list (S150).
fn unknown(catalogue: &Catalogue, holder: &Holder) -> BTreeSet<WithoutEffect> {
    let mut found = BTreeSet::new();
    for assignment in &holder.roles {
        let id = &assignment.role;
        let Some(role) = catalogue.role(id) else {
            found.insert(WithoutEffect {
                what: OnRecord::Role(id.clone()),
                because: [refused(Reason::UnknownRole { role: id.clone() })].into(),
            });
            continue;
        };
        for add_on in &assignment.add_ons {
            if !role.add_ons.contains_key(add_on) {
                let (role, add_on) = (id.clone(), add_on.clone());
                let reason = Reason::UnlistedAddOn {
                    role: role.clone(),
                    add_on: add_on.clone(),
                };
                found.insert(WithoutEffect {
                    what: OnRecord::AddOn { role, add_on },
                    because: [refused(reason)].into(),
                });
            }
        }
    }
    found
}

/// Whether a grant allows anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// There is an object that it allows something with.
    Acts,
    /// There is none.
    None(BTreeSet<Because>),
    /// Nothing is claimed.
    TooWide(TooWide),
}

/// Whether a grant on this record allows anything at this moment.
pub(super) fn effect(
    catalogue: &Catalogue,
    holder: &Holder,
    held: &Held<'_>,
    now: DateTime<Utc>,
) -> Effect {
    if let Gives::Unread(_) = held.grant.gives {
        return Effect::None([Because::Unread].into());
    }
    if !holder.standing.can_act() {
        let standing = holder.standing;
        return Effect::None([refused(Reason::NotActive { standing })].into());
    }
    if let Some(validity) = held.out_of_time(now) {
        return Effect::None([Because::NotNow { validity }].into());
    }
    let permissions: Vec<Permission> = match held.grant.gives.one() {
        Some(permission) => vec![permission],
        None => catalogue
            .permissions()
            .filter(|permission| held.grant.gives.includes(*permission))
            .collect(),
    };
    let mut because = BTreeSet::new();
    let mut wide = None;
    for permission in permissions {
        match effect_of(catalogue, holder, held.grant, permission, now) {
            Effect::Acts => return Effect::Acts,
            Effect::None(more) => because.extend(more),
            Effect::TooWide(too_wide) => wide = Some(too_wide),
        }
    }
    wide.map_or(Effect::None(because), Effect::TooWide)
}

/// Whether one right of a grant allows anything: on some object in its scope the answer is yes.
fn effect_of(
    catalogue: &Catalogue,
    holder: &Holder,
    grant: &Grant,
    permission: Permission,
    now: DateTime<Utc>,
) -> Effect {
    let Some(kind) = catalogue.object_of(permission) else {
        return Effect::None([refused(Reason::Undeclared { permission })].into());
    };
    let lists = &holder.memberships;
    let scopes = catalogue.scopes_of(holder, permission, now);
    let mut ground = Ground::new(holder.id);
    ground.mention_all(&scopes);
    ground.mention(&grant.scope, lists);
    let Some(cases) = ground.cases(kind, holder.tenant, [lists, lists]) else {
        return Effect::TooWide(TooWide::of(permission));
    };
    let mut because = BTreeSet::new();
    for facts in &cases {
        let resource = facts.seen_by(holder.tenant, lists);
        if !covers(&grant.scope, lists, &resource) {
            continue;
        }
        if scopes.cover(&resource) {
            return Effect::Acts;
        }
        let request = Request {
            holder,
            permission,
            resource,
        };
        let reasons = catalogue.decide(&request, now).reasons;
        // What is unknown has its own row, and what another grant lacks is not this one's.
        let told = reasons.into_iter().filter(|reason| {
            !matches!(
                reason,
                Reason::NotGranted { .. }
                    | Reason::OutOfScope { .. }
                    | Reason::OutOfTime { .. }
                    | Reason::UnknownRole { .. }
                    | Reason::UnlistedAddOn { .. }
            )
        });
        because.extend(told.map(refused));
    }
    if because.is_empty() {
        because.insert(Because::NoObject);
    }
    Effect::None(because)
}

fn refused(reason: Reason) -> Because {
    Because::Refused(Box::new(reason))
}

/// Why a restriction takes nothing, if it does.
fn idle(
    catalogue: &Catalogue,
    holder: &Holder,
    restriction: &Restriction,
    now: DateTime<Utc>,
    wide: &mut BTreeSet<TooWide>,
) -> Option<Because> {
    if !restriction.validity.holds(now) {
        let validity = restriction.validity;
        return Some(Because::NotNow { validity });
    }
    let mut without = holder.clone();
    without.restrictions.retain(|other| other != restriction);
    let mut uncertain = false;
    for permission in catalogue.permissions() {
        let free = catalogue.scopes_of(&without, permission, now);
        let held = catalogue.scopes_of(holder, permission, now);
        let nowhere = free.all_of.iter().any(BTreeSet::is_empty);
        let Some(kind) = free.object.filter(|_| !nowhere && free != held) else {
            continue;
        };
        let mut ground = Ground::new(holder.id);
        ground.mention_all(&free);
        ground.mention_all(&held);
        let lists = &holder.memberships;
        let Some(cases) = ground.cases(kind, holder.tenant, [lists, lists]) else {
            wide.insert(TooWide::of(permission));
            uncertain = true;
            continue;
        };
        let taken = |facts: &Facts| {
            let resource = facts.seen_by(holder.tenant, lists);
            free.cover(&resource) && !held.cover(&resource)
        };
        if cases.iter().any(taken) {
            return None;
        }
    }
    (!uncertain).then_some(Because::TakesNothing)
}

impl fmt::Display for WithoutEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let because: Vec<String> = self.because.iter().map(ToString::to_string).collect();
        write!(f, "{}: {}", self.what, because.join("; "))
    }
}

impl fmt::Display for OnRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => write!(f, "role {role}"),
            Self::AddOn { role, add_on } => write!(f, "{add_on} of {role}"),
            Self::Grant { by, grant } => write!(f, "{} @ {} by {by}", grant.gives, grant.scope),
            Self::Restriction(id) => write!(f, "restriction {id}"),
        }
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => reason.fmt(f),
            Self::NotNow { validity } => {
                f.write_str("not now, but")?;
                if let Some(from) = validity.from() {
                    write!(f, " from {from}")?;
                }
                if let Some(end) = validity.end() {
                    write!(f, " until {end}")?;
                }
                Ok(())
            }
            Self::Unread => f.write_str("a later release wrote it, and this one cannot read it"),
            Self::NoObject => f.write_str("no object lies in its scope"),
            Self::TakesNothing => f.write_str("it takes nothing that would be there without it"),
        }
    }
}
