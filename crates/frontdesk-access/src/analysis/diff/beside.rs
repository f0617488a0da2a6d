//! What a change comes to besides rights: what people must see to, and which roles they may assign.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::Serialize;

use super::{Diff, Direction, Side};
use crate::holder::Obligation;
use crate::role::RoleId;

/// One person comes to have to see to something, or no longer has to: "gained" is the duty. It is
/// told whether or not the person holds a right that it comes with now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ObligationChange {
    /// Who.
    pub actor: ActorId,
    /// To what.
    pub obligation: Obligation,
    /// Gained or lost.
    pub direction: Direction,
}

/// One person comes to be entrusted with a role, or is no longer: by the `may_assign` of his roles,
/// in effect once he may assign roles at all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TrustChange {
    /// Who.
    pub actor: ActorId,
    /// Which role he may give to others and take from them without its rights.
    pub role: RoleId,
    /// Gained or lost.
    pub direction: Direction,
    /// From when on. `None`: at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when, the moment excluded. `None`: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl Diff {
    /// Adds what changes for one person besides rights; the moments begin with now.
    pub(super) fn add_beside(
        &mut self,
        actor: ActorId,
        [before, after]: [Option<Side<'_>>; 2],
        moments: &BTreeSet<DateTime<Utc>>,
    ) {
        let of = |side: Option<Side<'_>>| -> BTreeSet<Obligation> {
            let holder = side.map(|side| side.holder);
            holder.map(|it| it.obligations.clone()).unwrap_or_default()
        };
        let (old, new) = (of(before), of(after));
        let duties = differences(&old, &new);
        self.obligations
            .extend(duties.map(|(direction, obligation)| ObligationChange {
                actor,
                obligation,
                direction,
            }));

        let mut open: Vec<TrustChange> = Vec::new();
        for at in moments {
            let of = |side: Option<Side<'_>>| side.map(|it| it.entrusted(*at)).unwrap_or_default();
            let (old, new) = (of(before), of(after));
            let now: BTreeSet<(Direction, RoleId)> = differences(&old, &new).collect();
            let is_on =
                |change: &TrustChange| now.contains(&(change.direction, change.role.clone()));
            let (on, over): (Vec<_>, Vec<_>) = open.into_iter().partition(is_on);
            let ended = over.into_iter().map(|change| TrustChange {
                until: Some(*at),
                ..change
            });
            self.entrusted.extend(ended);
            open = on;
            for (direction, role) in now {
                let known = |it: &TrustChange| it.direction == direction && it.role == role;
                if !open.iter().any(known) {
                    open.push(TrustChange {
                        actor,
                        role,
                        direction,
                        from: (*at != self.now).then_some(*at),
                        until: None,
                    });
                }
            }
        }
        self.entrusted.extend(open);
        self.obligations.sort();
        self.entrusted.sort();
    }
}

impl Side<'_> {
    /// The roles that this person may give to others at this moment although he does not hold their
    /// rights.
    fn entrusted(self, at: DateTime<Utc>) -> BTreeSet<RoleId> {
        if !self.holder.standing.can_act() {
            return BTreeSet::new();
        }
        let held = self.holder.roles.iter();
        held.filter(|assignment| assignment.validity.holds(at))
            .filter_map(|assignment| self.catalogue.role(&assignment.role))
            .flat_map(|role| role.may_assign.iter().cloned())
            .collect()
    }
}

/// What is in one of the two alone.
fn differences<'a, T: Ord + Clone>(
    before: &'a BTreeSet<T>,
    after: &'a BTreeSet<T>,
) -> impl Iterator<Item = (Direction, T)> + use<'a, T> {
    let gained = after.difference(before).cloned();
    let lost = before.difference(after).cloned();
    gained
        .map(|one| (Direction::Gained, one))
        .chain(lost.map(|one| (Direction::Lost, one)))
}

impl fmt::Display for ObligationChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, must) = match self.direction {
            Direction::Gained => ('+', "must"),
            Direction::Lost => ('-', "must no longer"),
        };
        write!(
            f,
            "{sign} {}: {must} {}",
            self.actor,
            self.obligation.name()
        )
    }
}

impl fmt::Display for TrustChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.direction.sign();
        write!(f, "{sign} {}: may assign role {}", self.actor, self.role)?;
        super::times(self.from, self.until, f)
    }
}
