//! How much a search asks before it gives up.

use std::cell::Cell;

use crate::directory::Directory;

/// What may be asked in one search. A question to the guard compares what is on two records, so it
/// costs the more the longer the records and the roles are: the same directory always stops at the
/// same question, on every machine.
const MOST_WORK: u64 = 1 << 18;
/// The same where the answer is known and what is asked only shows what else there is.
const LITTLE_WORK: u64 = 1 << 16;
/// What a question costs where the records are empty.
const BASE: usize = 64;

/// Questions to the guard, counted.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// What one question costs.
    each: u64,
    left: Cell<u64>,
}

impl Work {
    pub(super) fn of(directory: &Directory) -> Self {
        let catalogue = directory.catalogue();
        let of_roles = catalogue.roles().map(|role| role.all_grants().count());
        let of_people = directory.holders().map(|holder| holder.grants.len());
        let longest = of_roles
            .max()
            .unwrap_or(0)
            .max(of_people.max().unwrap_or(0));
        let people = directory.holders().count();
        Self {
            each: u64::try_from(BASE + longest + people).unwrap_or(u64::MAX),
            left: Cell::new(MOST_WORK),
        }
    }

    /// The same for another search.
    pub(super) fn anew(&self) -> Self {
        Self {
            each: self.each,
            left: Cell::new(MOST_WORK),
        }
    }

    /// The same for a search on which no answer hangs.
    pub(super) fn little(&self) -> Self {
        Self {
            each: self.each,
            left: Cell::new(LITTLE_WORK),
        }
    }

    /// Whether one more question may be asked.
    pub(super) fn goes_on(&self) -> bool {
        let left = self.left.get().saturating_sub(self.each);
        self.left.set(left);
        left > 0
    }

    /// Whether nothing more is asked.
    pub(super) fn is_done(&self) -> bool {
        self.left.get() == 0
    }
}
