//! Roles beside each other: implied, equivalent, disjoint, and grants that add nothing.
//!
//! A role is compared by its grants alone, without prerequisites: these may come from another role
//! that the same person has. What a role implies can be left out beside it in every record.

use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Memberships};
use serde::Serialize;

use super::diff::Direction;
use super::facts::Facts;
use super::{Findings, Place, TooWide};
use crate::catalogue::Catalogue;
use crate::grant::{Gives, Grant};
use crate::permission::Permission;
use crate::reason::Source;
use crate::role::{Role, RoleId};

mod search;

pub(super) use self::search::shared;
use self::search::{all, apart, covered};

/// An answer about all people, objects and moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It holds everywhere.
    Yes,
    /// It does not hold here.
    No(Box<Counterexample>),
    /// Nothing is claimed.
    TooWide(TooWide),
}

/// A person, an object and a moment that show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counterexample {
    /// The right. `None`: one that a later release or the host adds, which a grant of every right
    /// gives.
    pub permission: Option<Permission>,
    /// A person.
    pub actor: ActorId,
    /// The lists on the person's record.
    pub lists: Memberships,
    /// The object.
    pub object: Facts,
    /// The moment. `None`: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// How two roles stand to each other, by their own grants without add-ons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The one.
    pub one: RoleId,
    /// The other.
    pub other: RoleId,
    /// Whether the one has all that the other has; if not, what it lacks.
    pub implies: Answer,
    /// Whether the other has all that the one has; if not, what it lacks.
    pub implied: Answer,
    /// Whether the two have nothing in common; if not, what they share.
    pub disjoint: Answer,
}

/// How two roles stand to each other, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RolePair {
    /// They grant the same.
    Equivalent,
    /// The one has all that the other has, and more.
    Implies,
    /// The other has all that the one has, and more.
    Implied,
    /// They have nothing in common.
    Disjoint,
    /// They share something, and each has something of its own.
    Overlapping,
    /// Nothing is claimed.
    TooWide,
}

/// A grant that adds nothing to the others of its role: all that are found may be left out at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RedundantGrant {
    /// Where it stands.
    pub by: Source,
    /// The grant.
    pub grant: Grant,
}

/// A grant of one version of a role that the other version does not cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleChange {
    /// Gained or lost.
    pub direction: Direction,
    /// Where it stands.
    pub by: Source,
    /// The grant, of the version that has it.
    pub grant: Grant,
    /// Where the other version does not grant it.
    pub example: Counterexample,
}

/// How two roles stand to each other.
#[must_use]
pub fn compare_roles(catalogue: &Catalogue, one: &Role, other: &Role) -> Comparison {
    let (first, second) = (all(&one.grants), all(&other.grants));
    Comparison {
        one: one.id.clone(),
        other: other.id.clone(),
        implies: covered(catalogue, &second, &first),
        implied: covered(catalogue, &first, &second),
        disjoint: apart(catalogue, &first, &second),
    }
}

/// Every two roles of a catalogue beside each other.
#[must_use]
pub fn role_pairs(catalogue: &Catalogue) -> Vec<Comparison> {
    let roles: Vec<&Role> = catalogue.roles().collect();
    let mut pairs = Vec::new();
    for (at, one) in roles.iter().enumerate() {
        for other in roles.iter().skip(at + 1) {
            pairs.push(compare_roles(catalogue, one, other));
        }
    }
    pairs
}

/// The grants of roles and add-ons that may be left out, the narrower ones first: what is left
/// grants the same. An add-on is read together with its role.
#[must_use]
pub fn redundant_grants(catalogue: &Catalogue) -> Findings<RedundantGrant> {
    let mut findings = Findings::default();
    for role in catalogue.roles() {
        let own = Source::Role(role.id.clone());
        leave_out(catalogue, &own, &role.grants, &[], &mut findings);
        for (id, add_on) in &role.add_ons {
            let by = Source::AddOn {
                role: role.id.clone(),
                add_on: id.clone(),
            };
            leave_out(catalogue, &by, &add_on.grants, &role.grants, &mut findings);
        }
    }
    findings.found.sort();
    findings
}

fn leave_out(
    catalogue: &Catalogue,
    by: &Source,
    grants: &[Grant],
    beside: &[Grant],
    findings: &mut Findings<RedundantGrant>,
) {
    let mut kept = all(grants);
    kept.sort();
    // The widest sorts first: what is narrower goes before it.
    for at in (0..kept.len()).rev() {
        let mut others = kept.clone();
        let grant = others.remove(at);
        others.extend(all(beside));
        match covered(catalogue, &[grant], &others) {
            _ if matches!(grant.gives, Gives::Unread(_)) => {}
            Answer::Yes => {
                kept.remove(at);
                findings.found.push(RedundantGrant {
                    by: by.clone(),
                    grant: grant.clone(),
                });
            }
            Answer::No(_) => {}
            Answer::TooWide(wide) => {
                findings.too_wide.insert((Place::Role(by.clone()), wide));
            }
        }
    }
}

/// What one version of a role grants and the other does not, add-ons with it. The two may be
/// written differently: what grants the same is no change.
#[must_use]
pub fn role_changes(catalogue: &Catalogue, before: &Role, after: &Role) -> Findings<RoleChange> {
    let mut findings = Findings::default();
    let ways = [
        (Direction::Gained, after, before),
        (Direction::Lost, before, after),
    ];
    for (direction, has, lacks) in ways {
        let mut compare = |by: Source, grants: &[Grant], having: &[&Grant]| {
            for grant in grants {
                match covered(catalogue, &[grant], having) {
                    Answer::Yes => {}
                    Answer::No(example) => findings.found.push(RoleChange {
                        direction,
                        by: by.clone(),
                        grant: grant.clone(),
                        example: *example,
                    }),
                    Answer::TooWide(wide) => {
                        findings.too_wide.insert((Place::Role(by.clone()), wide));
                    }
                }
            }
        };
        compare(
            Source::Role(has.id.clone()),
            &has.grants,
            &all(&lacks.grants),
        );
        for (id, add_on) in &has.add_ons {
            let by = Source::AddOn {
                role: has.id.clone(),
                add_on: id.clone(),
            };
            let same = lacks.add_ons.get(id).map(|add_on| &add_on.grants);
            let having = lacks.grants.iter().chain(same.into_iter().flatten());
            compare(by, &add_on.grants, &having.collect::<Vec<_>>());
        }
    }
    let order = |change: &RoleChange| (change.direction, change.by.clone(), change.grant.clone());
    findings.found.sort_by_key(order);
    findings.found.dedup();
    findings
}

impl Comparison {
    /// In a word.
    #[must_use]
    pub const fn pair(&self) -> RolePair {
        match (&self.implies, &self.implied, &self.disjoint) {
            (Answer::TooWide(_), _, _)
            | (_, Answer::TooWide(_), _)
            | (_, _, Answer::TooWide(_)) => RolePair::TooWide,
            (Answer::Yes, Answer::Yes, _) => RolePair::Equivalent,
            (Answer::Yes, Answer::No(_), _) => RolePair::Implies,
            (Answer::No(_), Answer::Yes, _) => RolePair::Implied,
            (_, _, Answer::Yes) => RolePair::Disjoint,
            (_, _, Answer::No(_)) => RolePair::Overlapping,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str("yes"),
            Self::No(example) => write!(f, "no: {example}"),
            Self::TooWide(wide) => wide.fmt(f),
        }
    }
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permission {
            Some(permission) => permission.fmt(f)?,
            None => f.write_str("a right of a later release")?,
        }
        let who = match self.actor {
            ActorId::User(_) => "a user",
            ActorId::Customer(_) => "a customer",
        };
        write!(f, " over {} by {who}", self.object)?;
        self.at.map_or(Ok(()), |at| write!(f, " at {at}"))
    }
}

impl RolePair {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Implies => "implies",
            Self::Implied => "implied",
            Self::Disjoint => "disjoint",
            Self::Overlapping => "overlapping",
            Self::TooWide => "too_wide",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { one, other, .. } = self;
        match self.pair() {
            RolePair::Equivalent => write!(f, "{one} and {other} grant the same"),
            RolePair::Implies => write!(f, "{one} has all of {other}"),
            RolePair::Implied => write!(f, "{other} has all of {one}"),
            RolePair::Disjoint => write!(f, "{one} and {other} have nothing in common"),
            RolePair::Overlapping => write!(f, "{one} and {other} share something"),
            RolePair::TooWide => write!(f, "{one} and {other}: too many kinds of objects"),
        }
    }
}

impl fmt::Display for RedundantGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Grant { gives, scope, .. } = &self.grant;
        write!(f, "{}: {gives} @ {scope} adds nothing", self.by)
    }
}

impl fmt::Display for RoleChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.direction {
            Direction::Gained => '+',
            Direction::Lost => '-',
        };
        let Grant { gives, scope, .. } = &self.grant;
        write!(
            f,
            "{sign} {}: {gives} @ {scope}, as {}",
            self.by, self.example
        )
    }
}
