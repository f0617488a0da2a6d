//! What an event will touch, read before it is written.

use std::hint::black_box;

use frontdesk_model::{ConversationFacts, ConversationId};

use super::Index;
use super::slots::{Slots, bits};
use super::table::hash;
use super::values::{Marks, NONE, ONES, Row};

/// An event finds a dozen places in memory that is cold, most of them by what stands in another. Looked up
/// one after the other each is waited for; read before, in a few rounds of places that do not hang on one
/// another, they are waited for together. Nothing is decided here: what a hash finds may be another's, and is
/// then read in vain.
impl Index {
    /// Of a ticket that gets these facts, whether it is there or not.
    pub(super) fn read_ahead(&self, facts: &ConversationFacts) {
        let numbers = self.values.likely(facts);
        let lens = numbers.map(|number| self.values.slots(number).map_or(0, Slots::len));
        let record = self.likely_slot(facts.id);
        let record = record.and_then(|slot| Some((slot, &self.store.get(slot)?.row)));
        let behind = (self.store.len() as u32, &Row::default());
        let (slot, row) = record.unwrap_or(behind);
        // The sets that it leaves, and those that it comes to.
        let changed = (0..ONES).filter_map(|one| {
            let (before, after) = (*row.ones.get(one)?, *numbers.get(one)?);
            (before != after).then_some([before, after])
        });
        let sets = changed
            .flatten()
            .filter(|number| *number != NONE)
            .filter_map(|number| self.values.slots(number));
        let marks = bits(u64::from(row.marks.0 ^ Marks::of(facts).0));
        let marks = marks.filter_map(|bit| self.marks.get(bit as usize));
        black_box(lens);
        black_box(sets.chain(marks).fold(0, |all, set| all ^ set.near(slot)));
    }

    fn likely_slot(&self, id: ConversationId) -> Option<u32> {
        self.by_id.find(hash(0, id.uuid()), |_| true)
    }
}
