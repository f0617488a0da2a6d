//! Roles that add nothing to a person, and roles that add nothing to anybody.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Standing};
use serde::Serialize;

use super::diff::{Diff, Side};
use super::idle::{Effect, effect};
use super::moments::{moments, of_record};
use super::{Findings, Place};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::RoleAssignment;
use crate::reason::Source;

/// A role that a person has and that adds nothing to the rest of the record, now or later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RedundantRole {
    /// Who.
    pub actor: ActorId,
    /// The role as the person has it. Taken away by itself it changes nothing; after that another
    /// one that was found may no longer be redundant.
    pub assignment: RoleAssignment,
}

/// A role or add-on that allows nobody anything, now or later, as the records stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RoleWithoutEffect {
    /// Which.
    pub what: Source,
    /// Why.
    pub why: Why,
}

/// Why a role allows nobody anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It has no grants.
    NothingInIt,
    /// Nobody has it.
    NobodyHasIt,
    /// Of those who have it no grant of it acts.
    NothingActs,
}

/// The roles that add nothing to the people who have them. A record is read as if the account were
/// active; a role by which its holder may give roles to others is not redundant, and neither is one
/// that the catalogue does not know.
#[must_use]
pub fn redundant_roles(directory: &Directory, now: DateTime<Utc>) -> Findings<RedundantRole> {
    let catalogue = directory.catalogue();
    let mut findings = Findings::default();
    for holder in directory.holders() {
        let mut active = holder.clone();
        active.standing = Standing::Active;
        for at in 0..holder.roles.len() {
            let mut without = active.clone();
            let assignment = without.roles.remove(at);
            if catalogue.role(&assignment.role).is_none() {
                continue;
            }
            let mut diff = Diff::new(now);
            let sides = [&active, &without].map(|holder| Some(Side::new(catalogue, holder)));
            let [with, without] = sides;
            diff.add(holder.id, with, without);
            if diff.is_empty() {
                findings.found.push(RedundantRole {
                    actor: holder.id,
                    assignment,
                });
            } else if diff.changes.is_empty() && diff.entrusted.is_empty() {
                let wide = diff.too_wide.into_iter();
                let place = Place::Person(holder.id);
                let wide = wide.map(|(_, wide)| (place.clone(), wide));
                findings.too_wide.extend(wide);
            }
        }
    }
    findings.found.sort();
    findings.found.dedup();
    findings
}

/// The roles and add-ons that allow nobody anything from `now` on. One by which roles may be given
/// to others has an effect.
#[must_use]
pub fn roles_without_effect(
    directory: &Directory,
    now: DateTime<Utc>,
) -> Findings<RoleWithoutEffect> {
    let catalogue = directory.catalogue();
    let mut acting = BTreeSet::new();
    let mut held: BTreeSet<Source> = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    for holder in directory.holders() {
        held.extend(catalogue.held(holder).map(|held| held.source));
        held.extend(
            holder
                .roles
                .iter()
                .map(|held| Source::Role(held.role.clone())),
        );
        for at in moments(of_record(catalogue, holder), now) {
            for grant in catalogue.held(holder) {
                if acting.contains(&grant.source) {
                    continue;
                }
                match effect(catalogue, holder, &grant, at) {
                    Effect::Acts => {
                        acting.insert(grant.source);
                    }
                    Effect::None(_) => {}
                    Effect::TooWide(wide) => {
                        unknown.insert((Place::Role(grant.source), wide));
                    }
                }
            }
        }
    }
    unknown.retain(|(place, _)| !matches!(place, Place::Role(source) if acting.contains(source)));
    let is_known = |source: &Source| {
        let mut places = unknown.iter().map(|(place, _)| place);
        !places.any(|place| *place == Place::Role(source.clone()))
    };
    let mut found = Vec::new();
    for (what, is_empty) in bundles(catalogue) {
        if acting.contains(&what) || !is_known(&what) {
            continue;
        }
        let why = match (is_empty, held.contains(&what)) {
            (true, _) => Why::NothingInIt,
            (false, false) => Why::NobodyHasIt,
            (false, true) => Why::NothingActs,
        };
        found.push(RoleWithoutEffect { what, why });
    }
    found.sort();
    Findings {
        found,
        too_wide: unknown,
    }
}

/// Every role and add-on whose only effect is its grants, and whether it has none.
fn bundles(catalogue: &Catalogue) -> Vec<(Source, bool)> {
    let mut all = Vec::new();
    for role in catalogue.roles() {
        if role.may_assign.is_empty() {
            all.push((Source::Role(role.id.clone()), role.grants.is_empty()));
        }
        for (id, add_on) in &role.add_ons {
            let source = Source::AddOn {
                role: role.id.clone(),
                add_on: id.clone(),
            };
            all.push((source, add_on.grants.is_empty()));
        }
    }
    all
}

impl fmt::Display for RedundantRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: role {} adds nothing",
            self.actor, self.assignment.role
        )
    }
}

impl fmt::Display for RoleWithoutEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} allows nothing: ", self.what)?;
        f.write_str(match self.why {
            Why::NothingInIt => "it has no grants",
            Why::NobodyHasIt => "nobody has it",
            Why::NothingActs => "no grant of it acts for anybody who has it",
        })
    }
}
