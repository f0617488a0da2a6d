//! Who comes first among the eligible.

use std::cmp::Ordering;
use std::fmt;

use frontdesk_model::{Limit, UserId};
use serde::{Deserialize, Serialize};

use crate::{Operator, Policy, Strategy};

/// Compares two operators by the strategy's chain; says which link decided.
pub(crate) fn compare(
    policy: &Policy,
    a: (UserId, &Operator),
    b: (UserId, &Operator),
) -> (Ordering, Criterion) {
    for criterion in policy.strategy.criteria() {
        let order = criterion.compare(policy, a, b);
        if order != Ordering::Equal {
            return (order, *criterion);
        }
    }
    (Ordering::Equal, Criterion::Id)
}

/// One link of a strategy's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Fewer open conversations come first.
    Load,
    /// The larger free share of the personal limit comes first; all of "unlimited" is free.
    Share,
    /// More free places come first; "unlimited" before every number.
    Spare,
    /// The longer ago the last conversation came, the sooner; never comes first.
    LastAssigned,
    /// The smaller id comes first, so that no tie is left.
    Id,
}

impl Criterion {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Share => "share",
            Self::Spare => "spare",
            Self::LastAssigned => "last_assigned",
            Self::Id => "id",
        }
    }

    fn compare(self, policy: &Policy, a: (UserId, &Operator), b: (UserId, &Operator)) -> Ordering {
        match self {
            Self::Load => a.1.open.cmp(&b.1.open),
            Self::Share => {
                let (free_a, of_a) = free_share(policy, a.1);
                let (free_b, of_b) = free_share(policy, b.1);
                // free_a / of_a against free_b / of_b without division; the larger comes first.
                (free_b * of_a).cmp(&(free_a * of_b))
            }
            Self::Spare => spare(policy, b.1).cmp(&spare(policy, a.1)),
            // `None` is less than every time.
            Self::LastAssigned => a.1.last_assigned_at.cmp(&b.1.last_assigned_at),
            Self::Id => a.0.cmp(&b.0),
        }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "fewest open",
            Self::Share => "largest free share",
            Self::Spare => "most free places",
            Self::LastAssigned => "longest since last",
            Self::Id => "id",
        })
    }
}

/// The free places and the places, as a fraction whose denominator is not 0.
fn free_share(policy: &Policy, operator: &Operator) -> (u64, u64) {
    match operator.personal_limit(policy) {
        Limit::Unlimited => (1, 1),
        Limit::Count(0) => (0, 1),
        Limit::Count(limit) => (
            u64::from(limit.saturating_sub(operator.open)),
            u64::from(limit),
        ),
    }
}

fn spare(policy: &Policy, operator: &Operator) -> u64 {
    match operator.personal_limit(policy) {
        Limit::Unlimited => u64::MAX,
        Limit::Count(limit) => u64::from(limit.saturating_sub(operator.open)),
    }
}

/// Why the chosen one was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The policy's strategy.
    pub strategy: Strategy,
    /// How many he held before this one.
    pub held: u32,
    /// How many he may hold.
    pub limit: Limit,
    /// How many were eligible, he among them.
    pub eligible: u32,
    /// What set him apart from the next; `None`: there was no other.
    pub decided_by: Option<Criterion>,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            strategy,
            held,
            limit,
            eligible,
            decided_by,
        } = self;
        let strategy = match strategy {
            Strategy::LeastLoaded => "least loaded",
            Strategy::LongestSinceLast => "longest since last",
            Strategy::SpareShare => "largest free share",
        };
        write!(f, "{strategy}: holds {held} of {limit}, ")?;
        match decided_by {
            Some(criterion) => write!(f, "first of {eligible} by {criterion}"),
            None => f.write_str("the only one eligible"),
        }
    }
}
