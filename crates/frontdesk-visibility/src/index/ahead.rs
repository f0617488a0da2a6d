//! What events will touch, read before they are written.

use std::hint::black_box;
use std::ops::Range;

use frontdesk_model::{ConversationFacts, ConversationId};

use super::Index;
use super::event::IndexEvent;
use super::named::Named;
use super::table::hash;
use super::values::{Marks, NONE, ONES, One};

/// What is known of some events before they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Ahead {
    pub(super) found: Vec<Found>,
    named: Vec<Named>,
}

/// What is known of one.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) id: ConversationId,
    pub(super) hash: u32,
    /// `None`: there is no such ticket.
    pub(super) slot: Option<u32>,
    /// Which values it names.
    named: Range<usize>,
}

impl Ahead {
    fn add(&mut self, event: &IndexEvent<'_>) {
        let (id, first) = (event.id(), self.named.len());
        if let Some(facts) = event.facts() {
            self.named.extend(Named::each_of(facts));
        }
        self.found.push(Found {
            id,
            hash: hash(0, id.uuid()),
            slot: None,
            named: first..self.named.len(),
        });
    }

    /// The values that an event names.
    pub(super) fn named(&self, found: &Found) -> &[Named] {
        self.named.get(found.named.clone()).unwrap_or_default()
    }
}

/// An event finds a dozen places in memory that is cold, most of them by what stands in another. Looked up
/// one after the other each is waited for; read in a few rounds of places that do not hang on one another,
/// and of many events at once, they are waited for together. What is only touched decides nothing.
impl Index {
    pub(super) fn look_up(&self, events: &[IndexEvent<'_>], ahead: &mut Ahead) {
        ahead.found.clear();
        ahead.named.clear();
        events.iter().for_each(|event| ahead.add(event));
        // First where the hashes lead, whatever stands there.
        let ids = ahead.found.iter().map(|one| self.by_id.near(one.hash));
        let values = ahead.named.iter().map(|one| self.values.near(one.hash));
        black_box(ids.chain(values).fold(0, |all, near| all ^ near));
        // Then the records, and what is kept of the values.
        for one in &mut ahead.found {
            one.slot = self.find(one.id, one.hash);
        }
        let rows = ahead.found.iter().map(|one| {
            let record = one.slot.and_then(|slot| self.store.get(slot));
            record.map_or(0, |record| record.row.marks.0)
        });
        black_box(rows.fold(0, |all, near| all ^ near));
        for one in &mut ahead.named {
            one.number = self.values.number_of(one).unwrap_or(NONE);
        }
        // Then the sets that tickets leave and come to, and the ends of lists.
        let places = events.iter().zip(&ahead.found);
        let places = places.map(|(event, found)| match event.facts() {
            Some(facts) => self.near_sets(facts, found.slot, ahead.named(found)),
            None => self.near_ticket(event, found.slot),
        });
        black_box(places.fold(0, |all, near| all ^ near));
    }

    /// Something of what a ticket touches that gets these facts.
    fn near_sets(&self, facts: &ConversationFacts, slot: Option<u32>, named: &[Named]) -> usize {
        let row = slot.and_then(|slot| Some(&self.store.get(slot)?.row));
        let place = slot.unwrap_or(self.store.len() as u32);
        let before = row.map_or([NONE; ONES], |row| row.ones);
        let mut after = [NONE; ONES];
        for one in named {
            if let Some(number) = after.get_mut(one.one as usize) {
                *number = one.number;
            }
        }
        // The channel seldom changes.
        let channel = One::Channel as usize;
        if let (Some(after), Some(before)) = (after.get_mut(channel), before.get(channel)) {
            *after = *before;
        }
        let mut near = 0;
        for (before, after) in before.into_iter().zip(after) {
            if before != after {
                near ^= self.values.near_slot(before, place);
                near ^= self.values.near_slot(after, place);
            }
        }
        let group = One::Group as usize;
        if before.get(group) != after.get(group) {
            near ^= self.near_ends(after.get(group).copied().unwrap_or(NONE));
        }
        let marks = row.map_or(0, |row| row.marks.0) ^ Marks::of(facts).0;
        let marked = self.marked(Marks(marks));
        marked.fold(near, |near, set| near ^ set.near(place))
    }

    /// Something of what a ticket touches that is written to, or gone.
    fn near_ticket(&self, event: &IndexEvent<'_>, slot: Option<u32>) -> usize {
        let row = slot.and_then(|slot| Some((slot, &self.store.get(slot)?.row)));
        let Some((slot, row)) = row else {
            return 0;
        };
        if !matches!(event, IndexEvent::Remove(_)) {
            return self.near_ends(row.followed());
        }
        let numbers = row.numbers();
        let near = numbers.fold(0, |near, number| near ^ self.values.near_slot(number, slot));
        let marked = self.marked(row.marks);
        marked.fold(near, |near, set| near ^ set.near(slot))
    }

    /// Something of the ends of the lists by activity.
    fn near_ends(&self, followed: u32) -> usize {
        let list = self.values.log(followed);
        self.by_activity.near_end() ^ list.map_or(0, |list| list.near_end())
    }
}
