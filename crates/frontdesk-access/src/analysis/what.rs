//! What one person can do, and what is on record without effect.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing};
use serde::Serialize;

use super::TooWide;
use super::area::{Area, Meant, covers, wordings};
use super::facts::Facts;
use super::idle::{WithoutEffect, without_effect};
use super::points::Ground;
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::holder::{Holder, Obligation};
use crate::permission::{Permission, Section};
use crate::reason::Source;

/// What one person can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatCan {
    /// Who.
    pub actor: ActorId,
    /// What kind of account it is.
    pub kind: AccountKind,
    /// How it stands.
    pub standing: Standing,
    /// Every right that can be used on some object, after standing, kind, restrictions and
    /// prerequisites.
    pub rights: Vec<Right>,
    /// The sections that are open: a right of it is held somewhere, with its prerequisites (S144).
    pub sections: BTreeSet<Section>,
    /// What comes with some of the rights.
    pub obligations: BTreeSet<Obligation>,
    /// What is on record and has no effect now.
    pub without_effect: BTreeSet<WithoutEffect>,
    /// When something on the record begins or ends next: until then all of this stays as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<DateTime<Utc>>,
    /// Of these nothing is claimed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub too_wide: BTreeSet<TooWide>,
}

/// A right that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Right {
    /// The right.
    pub permission: Permission,
    /// Over which objects, its prerequisites and restrictions included.
    #[serde(flatten)]
    pub area: Area,
    /// Every source of a grant that allows it somewhere in that area.
    pub by: BTreeSet<Source>,
}

/// What this person can do. `None`: there is no such record.
#[must_use]
pub fn what_can(directory: &Directory, actor: ActorId, now: DateTime<Utc>) -> Option<WhatCan> {
    let holder = directory.holder(actor)?;
    let catalogue = directory.catalogue();
    let (without_effect, mut too_wide) = without_effect(catalogue, holder, now);
    let mut rights = Vec::new();
    for permission in catalogue.permissions() {
        match rights_of(catalogue, holder, permission, now) {
            Ok(found) => rights.extend(found),
            Err(wide) => {
                too_wide.insert(wide);
            }
        }
    }
    let can = |wanted: &Obligation| {
        let mut held = rights.iter();
        held.any(|right| wanted.concerns(right.permission))
    };
    Some(WhatCan {
        actor,
        kind: holder.kind,
        standing: holder.standing,
        sections: rights.iter().map(|r| r.permission.section()).collect(),
        obligations: holder.obligations.iter().copied().filter(can).collect(),
        rights,
        without_effect,
        valid_until: catalogue.next_change(holder, now),
        too_wide,
    })
}

fn rights_of(
    catalogue: &Catalogue,
    holder: &Holder,
    permission: Permission,
    now: DateTime<Utc>,
) -> Result<Vec<Right>, TooWide> {
    let scopes = catalogue.scopes_now(holder, permission, now);
    let nowhere = scopes.all_of.iter().any(BTreeSet::is_empty);
    let Some(kind) = scopes.object.filter(|_| !nowhere) else {
        return Ok(Vec::new());
    };
    let lists = &holder.memberships;
    let mut ground = Ground::new(holder.id);
    ground.mention_all(&scopes);
    let Some(cases) = ground.cases(kind, holder.tenant, [lists, lists]) else {
        return Err(TooWide::of(permission));
    };
    let is_held = |facts: &Facts| scopes.cover(&facts.seen_by(holder.tenant, lists));
    let meant = Meant {
        cases: &cases,
        hits: &is_held,
        tenant: holder.tenant,
        lists,
        others: scopes.none_of.clone(),
    };
    let by = |area: &Area| {
        let here = |facts: &&Facts| {
            let resource = facts.seen_by(holder.tenant, lists);
            is_held(facts) && covers(&area.scope, lists, &resource)
        };
        let held: Vec<&Facts> = cases.iter().filter(here).collect();
        catalogue
            .held(holder)
            .filter(|grant| grant.grant.gives.includes(permission))
            .filter(|grant| grant.out_of_time(now).is_none())
            .filter(|grant| {
                held.iter().any(|facts| {
                    let resource = facts.seen_by(holder.tenant, lists);
                    covers(&grant.grant.scope, lists, &resource)
                })
            })
            .map(|grant| grant.source)
            .collect()
    };
    let right = |area: Area| Right {
        permission,
        by: by(&area),
        area,
    };
    Ok(meant
        .areas(wordings(&scopes))
        .into_iter()
        .map(right)
        .collect())
}

impl fmt::Display for WhatCan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}",
            self.actor,
            self.standing.name().replace('_', "-")
        )?;
        for right in &self.rights {
            write!(f, "\n  can {right}")?;
        }
        let sections: Vec<&str> = self.sections.iter().map(|section| section.name()).collect();
        if !sections.is_empty() {
            write!(f, "\n  sections: {}", sections.join(", "))?;
        }
        let obligations: Vec<&str> = self.obligations.iter().map(|one| one.name()).collect();
        if !obligations.is_empty() {
            write!(f, "\n  obligations: {}", obligations.join(", "))?;
        }
        for idle in &self.without_effect {
            write!(f, "\n  without effect: {idle}")?;
        }
        for wide in &self.too_wide {
            write!(f, "\n  not known: {wide}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by: Vec<String> = self.by.iter().map(ToString::to_string).collect();
        write!(f, "{} @ {} ({})", self.permission, self.area, by.join("; "))
    }
}
