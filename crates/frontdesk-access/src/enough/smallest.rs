//! The smallest of the bundles that bring what is missing: one rule for both forms.

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use super::lies_within;
use crate::decide::Giver;
use crate::reason::Source;
use crate::scope::Scope;

/// How long something brings what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lasts {
    ForGood,
    ForATime,
}

/// The smallest bundle so far: one for good before one for a time, then the one with the fewest rights
/// beyond those held, then an add-on before a role, then by id.
pub(crate) struct Smallest<B> {
    found: Option<(Lasts, u32, Kind, B)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    AddOn,
    Role,
}

impl<B: Copy + Ord + Into<Kind>> Smallest<B> {
    /// None so far.
    pub(crate) const fn new() -> Self {
        Self { found: None }
    }

    /// Another bundle that brings what is missing. How many rights it brings beyond those held is
    /// asked only where it matters.
    pub(crate) fn offer(&mut self, by: B, lasts: Lasts, beyond: impl FnOnce() -> u32) {
        if self.found.is_some_and(|(best, ..)| best < lasts) {
            return;
        }
        let offered = (lasts, beyond(), by.into(), by);
        if self.found.is_none_or(|best| offered < best) {
            self.found = Some(offered);
        }
    }

    /// The smallest of all.
    pub(crate) fn found(self) -> Option<B> {
        self.found.map(|(.., by)| by)
    }
}

impl From<Giver<'_>> for Kind {
    fn from(by: Giver<'_>) -> Self {
        match by {
            Giver::AddOn { .. } => Self::AddOn,
            Giver::Role(_) | Giver::Person => Self::Role,
        }
    }
}

impl From<&Source> for Kind {
    fn from(by: &Source) -> Self {
        match by {
            Source::AddOn { .. } => Self::AddOn,
            Source::Role(_) | Source::Person => Self::Role,
        }
    }
}

/// Whether these grants bring all that is missing now, and for how long.
pub(crate) fn brings<G, M>(
    grants: &[G],
    missing: impl Iterator<Item = M> + Clone,
    covers: impl Fn(&G, &M) -> bool,
    validity: impl Fn(&G) -> Validity,
    now: DateTime<Utc>,
) -> Option<Lasts> {
    let all = |holds: &dyn Fn(Validity) -> bool| {
        let one = |of: M| grants.iter().any(|g| holds(validity(g)) && covers(g, &of));
        missing.clone().all(one)
    };
    let at = |moment: DateTime<Utc>| all(&|validity| validity.holds(moment));
    if !at(now) {
        return None;
    }
    if all(&|validity| validity.holds(now) && validity.end().is_none()) {
        return Some(Lasts::ForGood);
    }
    // What is there is lost at an end and at no other moment; another grant may follow at once.
    let of_use = |grant: &&G| missing.clone().any(|of| covers(grant, &of));
    let ends = grants.iter().filter(of_use);
    let mut ends = ends.filter_map(|grant| validity(grant).end());
    Some(match ends.all(|end| end <= now || at(end)) {
        true => Lasts::ForGood,
        false => Lasts::ForATime,
    })
}

/// Rights over a scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Over<'a> {
    pub(crate) rights: u128,
    pub(crate) scope: &'a Scope,
}

/// How many rights the first would add to the second, which is held now: a right counts once for
/// each scope that lies within none over which it is held.
pub(crate) fn beyond<'a>(
    added: impl Iterator<Item = Over<'a>> + Clone,
    held: impl Iterator<Item = Over<'a>> + Clone,
) -> u32 {
    let numbered = added.clone().enumerate();
    let new = numbered.map(|(at, Over { rights, scope })| {
        let mut new = rights;
        for other in added.clone().take(at) {
            if new & other.rights != 0 && other.scope == scope {
                new &= !other.rights;
            }
        }
        for other in held.clone() {
            if new & other.rights != 0 && lies_within(scope, other.scope) {
                new &= !other.rights;
            }
        }
        new.count_ones()
    });
    new.sum()
}
