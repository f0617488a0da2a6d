//! Rights that nobody holds, and rights that hang on one person.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::Serialize;

use super::facts::Facts;
use super::points::Ground;
use super::{Findings, Place, TooWide};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission};

/// A right that fewer than two can use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RareRight {
    /// The right.
    pub permission: Permission,
    /// Who can use it.
    pub held_by: Holding,
}

/// How many can use a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Nobody.
    Nobody,
    /// This person alone: what only he can do stops when he leaves.
    Only(ActorId),
}

/// Every right that nobody, or one person alone, can use now on some object. An account that cannot
/// act counts for nothing.
#[must_use]
pub fn rare_rights(directory: &Directory, now: DateTime<Utc>) -> Findings<RareRight> {
    let catalogue = directory.catalogue();
    let mut findings = Findings::default();
    for permission in catalogue.permissions() {
        let mut people = Vec::new();
        let mut unknown = BTreeSet::new();
        for holder in directory.holders() {
            match held_over(catalogue, holder, permission, now) {
                Ok(Some(_)) => people.push(holder.id),
                Ok(None) => {}
                Err(wide) => {
                    unknown.insert((Place::Person(holder.id), wide));
                }
            }
            if people.len() > 1 {
                break;
            }
        }
        let held_by = match people.as_slice() {
            [] => Holding::Nobody,
            [one] => Holding::Only(*one),
            _ => continue,
        };
        if unknown.is_empty() {
            findings.found.push(RareRight {
                permission,
                held_by,
            });
        }
        findings.too_wide.append(&mut unknown);
    }
    findings
}

/// An object over which the person can use the right now, if there is one.
pub(super) fn held_over(
    catalogue: &Catalogue,
    holder: &Holder,
    permission: Permission,
    now: DateTime<Utc>,
) -> Result<Option<Facts>, TooWide> {
    let scopes = catalogue.scopes_of(holder, permission, now);
    let nowhere = scopes.all_of.iter().any(BTreeSet::is_empty);
    let Some(kind) = scopes.object.filter(|_| !nowhere) else {
        return Ok(None);
    };
    let lists = &holder.memberships;
    let is_held = |facts: &Facts| scopes.cover(&facts.seen_by(holder.tenant, lists));
    let bare = Facts::new(kind);
    if kind == ObjectKind::Section {
        return Ok(is_held(&bare).then_some(bare));
    }
    let mut ground = Ground::new(holder.id);
    ground.mention_all(&scopes);
    let cases = ground.cases(kind, holder.tenant, [lists, lists]);
    let cases = cases.ok_or_else(|| TooWide::of(permission))?;
    Ok(cases.into_iter().find(is_held))
}

impl fmt::Display for RareRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.held_by {
            Holding::Nobody => write!(f, "nobody can use {}", self.permission),
            Holding::Only(actor) => write!(f, "only {actor} can use {}", self.permission),
        }
    }
}
