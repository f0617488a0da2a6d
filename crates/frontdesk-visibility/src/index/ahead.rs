//! What an event will touch, read before it is written.

use std::hint::black_box;

use frontdesk_model::ConversationFacts;

use super::Index;
use super::named::Ones;
use super::table::hash;
use super::values::{Marks, NONE, ONES};

/// What is known of a ticket before an event of it is written.
pub(super) struct Found {
    /// `None`: there is no such ticket.
    pub(super) slot: Option<u32>,
    pub(super) ones: Ones,
}

/// An event finds a dozen places in memory that is cold, most of them by what stands in another. Looked up
/// one after the other each is waited for; read in a few rounds of places that do not hang on one another,
/// they are waited for together. What is only touched decides nothing.
impl Index {
    /// Of a ticket that gets these facts, whether it is there or not.
    pub(super) fn look_up(&self, facts: &ConversationFacts) -> Found {
        // First where the hashes lead, whatever stands there.
        let mut ones = Ones::of(facts);
        black_box(self.by_id.near(hash(0, facts.id.uuid())));
        black_box(self.values.near(&ones));
        // Then the record, and what is kept of the values.
        let slot = self.slot(facts.id);
        let row = slot.and_then(|slot| Some(&self.store.get(slot)?.row));
        black_box(row.map(|row| row.marks.0));
        self.values.look_up(&mut ones, facts.channel.as_ref());
        // Then the sets that it leaves, and those that it comes to.
        let place = slot.unwrap_or(self.store.len() as u32);
        let before = row.map_or([NONE; ONES], |row| row.ones);
        let mut near = 0;
        for (before, named) in before.into_iter().zip(&ones.0) {
            if before != named.number {
                near ^= self.values.near_slot(before, place);
                near ^= self.values.near_slot(named.number, place);
            }
        }
        let marks = row.map_or(0, |row| row.marks.0) ^ Marks::of(facts).0;
        let marked = self.marked(Marks(marks));
        black_box(marked.fold(near, |near, set| near ^ set.near(place)));
        Found { slot, ones }
    }

    /// Of a ticket that is to go.
    pub(super) fn read_ahead(&self, slot: u32) {
        let Some(record) = self.store.get(slot) else {
            return;
        };
        let numbers = record.row.numbers();
        let near = numbers.fold(0, |near, number| near ^ self.values.near_slot(number, slot));
        let marks = self.marked(record.row.marks);
        black_box(marks.fold(near, |near, set| near ^ set.near(slot)));
    }
}
