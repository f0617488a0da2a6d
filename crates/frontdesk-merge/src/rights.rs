//! What each half gains and loses by uniting.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Holder, Permission, Restriction, RestrictionId, Scope};
use frontdesk_model::Standing;
use serde::{Deserialize, Serialize};

use crate::{Account, Side};

/// What each half gains and loses by uniting, as the rights stand at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightsDiff {
    /// Seen from the operator.
    pub operator: HalfDiff,
    /// Seen from the admin.
    pub admin: HalfDiff,
}

/// What one half gains and loses.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfDiff {
    /// What the whole holds and this half did not.
    pub gained: BTreeSet<Right>,
    /// What this half held and the whole does not, in whole or in part.
    pub lost: BTreeSet<Lost>,
}

/// A right with where it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// The right.
    pub permission: Permission,
    /// Where it holds, as the grant writes it.
    pub scope: Scope,
}

/// A right that one half loses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Which right.
    pub right: Right,
    /// How much of it.
    pub extent: Extent,
    /// Why.
    pub because: LostBecause,
}

/// How much of a right is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    Whole,
    /// Where the restriction covers the object.
    Part,
}

/// Why a half loses a right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LostBecause {
    /// A restriction of the other half takes this right, or one that it needs.
    Restricted {
        /// Which right it takes.
        permission: Permission,
        /// Which restriction.
        restriction: RestrictionId,
        /// Whose it is.
        of: Side,
    },
    /// The whole does not act, because the other half does not.
    NotActive {
        /// How the whole stands.
        standing: Standing,
    },
}

impl LostBecause {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Restricted { .. } => "restricted",
            Self::NotActive { .. } => "not_active",
        }
    }
}

/// The rights of the halves beside those of the whole.
pub(crate) fn compare(
    catalogue: &Catalogue,
    halves: &BTreeMap<Side, &Account>,
    whole: &Holder,
    now: DateTime<Utc>,
) -> RightsDiff {
    let of_whole = rights(catalogue, whole, now);
    let diff = |side: Side| match halves.get(&side) {
        None => HalfDiff::default(),
        Some(half) => {
            let of_half = rights(catalogue, half.holder(), now);
            let other = halves
                .get(&side.other())
                .map_or(&[][..], |other| &other.holder().restrictions);
            HalfDiff {
                gained: of_whole.difference(&of_half).cloned().collect(),
                lost: of_half
                    .iter()
                    .flat_map(|right| {
                        lost(catalogue, right, &of_whole, other, side.other(), whole, now)
                    })
                    .collect(),
            }
        }
    };
    RightsDiff {
        operator: diff(Side::Operator),
        admin: diff(Side::Admin),
    }
}

fn rights(catalogue: &Catalogue, holder: &Holder, now: DateTime<Utc>) -> BTreeSet<Right> {
    catalogue
        .effective(holder, now)
        .into_iter()
        .map(|(permission, scope)| Right { permission, scope })
        .collect()
}

/// Why a right of a half is lost, once for every restriction of the other half that takes some of
/// it; empty when it is kept.
fn lost(
    catalogue: &Catalogue,
    right: &Right,
    of_whole: &BTreeSet<Right>,
    restrictions: &[Restriction],
    of: Side,
    whole: &Holder,
    now: DateTime<Utc>,
) -> Vec<Lost> {
    let entry = |extent, because| Lost {
        right: right.clone(),
        extent,
        because,
    };
    if !whole.standing.can_act() {
        let standing = whole.standing;
        return vec![entry(Extent::Whole, LostBecause::NotActive { standing })];
    }
    let extent = match of_whole.contains(right) {
        true => Extent::Part,
        false => Extent::Whole,
    };
    let needed = catalogue.with_prerequisites(right.permission);
    restrictions
        .iter()
        .filter(|restriction| restriction.validity.holds(now))
        .flat_map(|restriction| {
            needed
                .iter()
                .filter(|permission| restriction.concerns(*permission))
                .map(|permission| {
                    entry(
                        extent,
                        LostBecause::Restricted {
                            permission,
                            restriction: restriction.id.clone(),
                            of,
                        },
                    )
                })
        })
        .collect()
}
