//! Questions about the model itself: who can, what changes, which roles say the same, and what is
//! on record without effect.
//!
//! Every answer is exact: scopes look at finitely many facts, so a question about all objects that
//! there could ever be is asked of one object of each kind that the scopes in question can tell
//! apart. Where there are too many kinds the answer says so ([`TooWide`]) and claims nothing.
//!
//! ```
//! use frontdesk_access::{Catalogue, Directory, Grant, Holder, Permission, Scope, analysis};
//! use frontdesk_model::{Relation, TenantId, UserId, Version};
//! # use chrono::{DateTime, Utc};
//! # let now: DateTime<Utc> = "2026-11-22T09:00:00Z".parse()?;
//! let (tenant, anna) = (TenantId::from_number(1), UserId::from_number(17));
//! let desk = |scopes: &[Scope]| -> Result<Directory, Box<dyn std::error::Error>> {
//!     let mut holder = Holder::new(tenant, anna);
//!     let view = |scope: &Scope| Grant::new(Permission::CONVERSATION_VIEW, scope.clone());
//!     holder.grants = scopes.iter().map(view).collect();
//!     let mut desk = Directory::new(tenant, Catalogue::default());
//!     desk.load(holder, Version::FIRST)?;
//!     Ok(desk)
//! };
//! let (own, queue) = (Scope::of(Relation::Own), Scope::of(Relation::MyGroupQueue));
//! let before = desk(&[own.clone()])?;
//! // A rewrite that changes nothing shows nothing.
//! assert!(analysis::diff(&before, &desk(&[own.clone(), own.clone()])?, now)?.is_empty());
//! // Anna is in no group: a right over the queue of her groups is no right yet.
//! assert!(analysis::diff(&before, &desk(&[own, queue])?, now)?.is_empty());
//! let after = desk(&[Scope::any()])?;
//! let diff = analysis::diff(&before, &after, now)?;
//! assert_eq!(diff.changes[0].area.to_string(), "any but own");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::ActorId;
use serde::Serialize;

use crate::permission::Permission;
use crate::reason::Source;

mod area;
mod diff;
mod escalation;
mod facts;
mod holding;
mod idle;
mod lockout;
mod moments;
mod points;
mod prerequisites;
mod roles;
mod screens;
mod separation;
mod usable;
mod useless;
mod what;
mod who;

pub use area::{Area, Extent};
pub use diff::{
    Change, Diff, DiffError, Direction, ObligationChange, TrustChange, diff, diff_role,
};
pub use escalation::{Attempt, Escalation, Goal, Reachable, Step, escalation, reachable};
pub use facts::{Facts, ObjectGroup, Subject};
pub use holding::{Holding, RareRight, rare_rights};
pub use idle::{Because, OnRecord, WithoutEffect};
pub use lockout::{Cause, Lockout, lockouts};
pub use prerequisites::{Lacking, violated_prerequisites};
pub use roles::{
    Answer, Comparison, Counterexample, RedundantGrant, RoleChange, RolePair, compare_roles,
    redundant_grants, role_changes, role_pairs,
};
pub use screens::{Parity, Screen, ScreenFinding, screen_parity};
pub use separation::{
    Meeting, RoleMeeting, SeparationRule, UniteError, separation, separation_if_united,
    separation_in_roles,
};
pub use useless::{RedundantRole, RoleWithoutEffect, Why, redundant_roles, roles_without_effect};
pub use what::{Right, WhatCan, what_can};
pub use who::{Who, WhoCan, who_can};

/// What was found, and of what nothing is claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings<T> {
    /// What was found, in order.
    pub found: Vec<T>,
    /// Where nothing is claimed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub too_wide: BTreeSet<(Place, TooWide)>,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a role or an add-on.
    Role(Source),
    /// On a person's record.
    Person(ActorId),
}

/// The scopes in question tell apart more kinds of objects than are gone through: of this right
/// nothing is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TooWide {
    /// The right. `None`: rights of later releases, which a grant of every right gives.
    pub permission: Option<Permission>,
}

impl TooWide {
    pub(crate) const fn of(permission: Permission) -> Self {
        Self {
            permission: Some(permission),
        }
    }
}

impl<T> Findings<T> {
    /// Whether nothing was found, and that is certain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.too_wide.is_empty()
    }
}

impl<T> Default for Findings<T> {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            too_wide: BTreeSet::new(),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Findings<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.iter().map(ToString::to_string);
        let wide = self
            .too_wide
            .iter()
            .map(|(place, wide)| format!("{place}: {wide}"));
        let lines: Vec<String> = found.chain(wide).collect();
        match lines.is_empty() {
            true => f.write_str("nothing"),
            false => f.write_str(&lines.join("\n")),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(source) => source.fmt(f),
            Self::Person(actor) => actor.fmt(f),
        }
    }
}

impl fmt::Display for TooWide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permission {
            Some(permission) => permission.fmt(f)?,
            None => f.write_str("rights of later releases")?,
        }
        f.write_str(": too many kinds of objects to go through")
    }
}
