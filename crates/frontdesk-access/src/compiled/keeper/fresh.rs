//! What masks say of each record, made anew after an edit of a role.

use super::Keeper;
use crate::compiled::record::{Record, Slot};

/// So many records are looked at with each event after an edit of a role.
const FRESHENED: u32 = 256;

impl Keeper {
    /// Makes the verdicts of some records anew, if an edit of a role left older ones behind.
    pub(in crate::compiled) fn freshen_some(&mut self) {
        let from = self.stale_from;
        if from >= self.next {
            return;
        }
        self.stale_from = from.saturating_add(FRESHENED);
        let compiled = &mut self.compiled;
        let anew = |at| {
            let Record { slot, behind } = compiled.records.get(at)?;
            Some((at, compiled.freshened(slot, behind.own.as_deref()?)?))
        };
        let fresh: Vec<(u32, Slot)> = (from..self.stale_from.min(self.next))
            .filter_map(anew)
            .collect();
        for (at, slot) in fresh {
            compiled.records.change(at, |record| record.slot = slot);
        }
    }

    /// Makes all of them anew.
    pub(in crate::compiled) fn freshen_all(&mut self) {
        while self.stale_from < self.next {
            self.freshen_some();
        }
    }

    /// A stamp that no record's verdicts have.
    pub(super) fn next_stamp(&mut self) -> u32 {
        if self.stamp == u32::MAX {
            // Every number was given: all begin anew, and no record has any of the new ones.
            for at in 0..self.next {
                let records = &mut self.compiled.records;
                records.change(at, |record| record.slot.stamp = 0);
            }
            for at in self.roles.values() {
                self.compiled.stamps.set(*at, 1);
            }
            (self.stamp, self.stale_from) = (1, 0);
        }
        self.stamp += 1;
        self.stamp
    }
}
