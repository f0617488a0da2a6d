//! Grants that can never act, because what they need is not granted over the same objects.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, Standing, TenantId};
use serde::Serialize;

use super::idle::{Because, Effect, effect};
use super::moments::moments;
use super::points::anybody;
use super::{Findings, Place, TooWide};
use crate::catalogue::Catalogue;
use crate::decide::Held;
use crate::directory::Directory;
use crate::grant::Grant;
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::role::Role;

/// A grant that can never act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lacking {
    /// Where the question was asked: of a role with all its add-ons, or of a person's record.
    pub at: Place,
    /// Where the grant comes from.
    pub by: Source,
    /// The grant.
    pub grant: Grant,
    /// What it needs and does not have over any of its objects, or has over others only.
    pub missing: BTreeSet<Permission>,
}

/// The grants that can never act, because what they need is not granted over the same objects: in
/// roles, whoever had one with all its add-ons and nothing else, and on the records of people with
/// all that they have. Restrictions, standing and the kind of account are another matter.
#[must_use]
pub fn violated_prerequisites(directory: &Directory, now: DateTime<Utc>) -> Findings<Lacking> {
    let catalogue = directory.catalogue();
    let mut findings = Findings::default();
    for role in catalogue.roles() {
        in_role(catalogue, role, &mut findings);
    }
    for holder in directory.holders() {
        on_record(catalogue, holder, now, &mut findings);
    }
    findings.found.sort();
    findings.found.dedup();
    findings
}

/// Asked of everybody who could have the role, at every moment.
fn in_role(catalogue: &Catalogue, role: &Role, findings: &mut Findings<Lacking>) {
    let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
    let grants: Vec<&Grant> = role.grants.iter().chain(of_add_ons).collect();
    let place = Place::Role(Source::Role(role.id.clone()));
    // Whose tenant it is does not matter: there is one.
    let tenant = TenantId::from_number(1);
    let Some(mut people) = anybody(tenant, grants.iter().copied()) else {
        for grant in grants.iter().filter(|grant| needs(catalogue, grant)) {
            let permission = grant.gives.one();
            findings
                .too_wide
                .insert((place.clone(), TooWide { permission }));
        }
        return;
    };
    let mut assignment = RoleAssignment::new(role.id.clone());
    assignment.add_ons.extend(role.add_ons.keys().cloned());
    for person in &mut people {
        person.roles.push(assignment.clone());
    }
    let times = grants.iter().map(|grant| grant.validity);
    let moments = moments(times, DateTime::<Utc>::MIN_UTC);
    let Some(first) = people.first() else {
        return;
    };
    for (at, held) in catalogue.held(first).enumerate() {
        if !needs(catalogue, held.grant) {
            continue;
        }
        let everywhere = people.iter().flat_map(|person| {
            let same = catalogue.held(person).nth(at);
            same.into_iter().flat_map(|held| {
                let effects = moments.iter().filter(|at| held.out_of_time(**at).is_none());
                let effects = effects.map(|at| effect(catalogue, person, &held, *at));
                effects.collect::<Vec<_>>()
            })
        });
        judge(&place, &held, everywhere, findings);
    }
}

/// Asked of a record as if the account were active and nothing were taken.
fn on_record(
    catalogue: &Catalogue,
    holder: &Holder,
    now: DateTime<Utc>,
    findings: &mut Findings<Lacking>,
) {
    let mut free = holder.clone();
    free.standing = Standing::Active;
    free.restrictions.clear();
    if free.kind != AccountKind::Customer {
        free.kind = AccountKind::Unified;
    }
    let place = Place::Person(holder.id);
    for held in catalogue.held(&free) {
        if needs(catalogue, held.grant) && held.out_of_time(now).is_none() {
            let effect = effect(catalogue, &free, &held, now);
            judge(&place, &held, [effect].into_iter(), findings);
        }
    }
}

fn needs(catalogue: &Catalogue, grant: &Grant) -> bool {
    let one = grant.gives.one();
    one.is_some_and(|permission| !catalogue.prerequisites_of(permission).is_empty())
}

/// A grant that acts nowhere, and lacks a prerequisite where it would.
fn judge(
    place: &Place,
    held: &Held<'_>,
    everywhere: impl Iterator<Item = Effect>,
    findings: &mut Findings<Lacking>,
) {
    let mut missing = BTreeSet::new();
    let mut wide = None;
    for effect in everywhere {
        match effect {
            Effect::Acts => return,
            Effect::TooWide(too_wide) => wide = Some(too_wide),
            Effect::None(because) => missing.extend(because.iter().filter_map(lacks)),
        }
    }
    if let Some(wide) = wide {
        findings.too_wide.insert((place.clone(), wide));
    } else if !missing.is_empty() {
        findings.found.push(Lacking {
            at: place.clone(),
            by: held.source.clone(),
            grant: held.grant.clone(),
            missing,
        });
    }
}

fn lacks(because: &Because) -> Option<Permission> {
    match because {
        Because::Refused(reason) => match reason.as_ref() {
            Reason::Prerequisite { missing, .. } => Some(*missing),
            _ => None,
        },
        _ => None,
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing: Vec<&str> = self.missing.iter().map(|p| p.name()).collect();
        let Grant { gives, scope, .. } = &self.grant;
        let missing = missing.join(" and ");
        write!(f, "{}: {gives} @ {scope}", self.at)?;
        if self.at != Place::Role(self.by.clone()) {
            write!(f, " by {}", self.by)?;
        }
        write!(f, " never acts: it needs {missing}")
    }
}
