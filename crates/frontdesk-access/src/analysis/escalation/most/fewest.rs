//! How many steps any way takes at least.

use std::collections::BTreeSet;

use super::options::Act;
use super::view::View;
use super::{Done, Lines, Most};
use crate::permission::Permission;

/// More work is not done: what follows from something done takes the more the more accounts there are.
const MOST_WORK: usize = 1 << 15;

/// A number of steps below which there is no way to the wanted right, given a way of this many: each
/// action does one thing, so a way needs no fewer actions than things must be done.
pub(in crate::analysis::escalation) fn fewest(most: &Most<'_>, known: usize) -> usize {
    if most.is_open() {
        return known.min(1);
    }
    let catalogue = most.directory.catalogue();
    let wanted = most.wanted.map(|(wanted, _)| wanted);
    let needed = wanted.map(|wanted| catalogue.with_prerequisites(wanted));
    let needed: BTreeSet<Permission> = needed.into_iter().flat_map(|all| all.iter()).collect();
    // Whatever is on a record or in a role may have to be covered.
    let mut rights = &needed | &most.administrative;
    let of_people = most.accounts.iter().map(|account| &account.lines);
    let lines = of_people.chain(most.roles.values());
    rights.extend(lines.flat_map(Lines::named));

    let mut layer = BTreeSet::from([most.start()]);
    let mut left = MOST_WORK;
    for steps in 0..known {
        let mut next: BTreeSet<Done> = BTreeSet::new();
        let is_last = steps + 2 == known;
        for done in &layer {
            let Some(less) = left.checked_sub(most.accounts.len()) else {
                return steps.max(1);
            };
            left = less;
            let view = View::new(most, done);
            if view.is_there() {
                return steps.max(1);
            }
            if steps + 1 == known {
                continue;
            }
            let options = match is_last {
                true => view.options(Some(&needed)),
                false => view.options(Some(&rights)),
            };
            let of_use = options
                .into_iter()
                .filter(|acts| !is_last || acts.iter().any(Act::could_be_last));
            next.extend(of_use.map(|acts| after(done, acts)));
        }
        layer = next;
    }
    known
}

fn after(done: &Done, acts: Vec<Act>) -> Done {
    let mut done = done.clone();
    for act in acts {
        done.add(act);
    }
    done
}

impl Act {
    /// Whether somebody could come to hold a right by it alone. What is taken only lets others be done.
    const fn could_be_last(&self) -> bool {
        match self {
            Self::Control(..)
            | Self::Lists(_)
            | Self::Give(..)
            | Self::Assign(..)
            | Self::Save(_)
            | Self::Wake(_)
            | Self::Unify(_)
            | Self::Lift(..) => true,
            Self::Clear(..)
            | Self::Bind(_)
            | Self::Free(_)
            | Self::Revoke(..)
            | Self::Unassign(..) => false,
        }
    }
}
