//! New slots for all, and how much memory they take.

use chrono::{DateTime, Utc};
use frontdesk_model::ConversationId;

use super::activity::Moments;
use super::ordered::Ordered;
use super::slots::Slots;
use super::values::{Marks, Row};
use super::{Index, mark};

impl Index {
    /// Gives every ticket a new slot, in the order of creation. It is done now and then by itself; a host
    /// that would rather have it at a quiet hour does it here. No answer changes.
    pub fn compact(&mut self) {
        let mut old: Vec<u32> = Vec::with_capacity(self.live.len());
        self.live.push_to(&mut old);
        let made = |slot: &u32| {
            let slot = *slot as usize;
            (self.moments.get(slot).map(|m| m.made), self.ids.get(slot))
        };
        old.sort_by(|one, other| made(one).cmp(&made(other)));
        let mut new = Self {
            values: std::mem::take(&mut self.values),
            absences: std::mem::take(&mut self.absences),
            ..Self::new(self.tenant)
        };
        new.values.forget_slots();
        for old in old {
            let at = old as usize;
            let moved = (
                self.ids.get(at),
                self.moments.get(at),
                self.rows.get_mut(at),
            );
            let (Some(id), Some(moments), Some(row)) = moved else {
                continue;
            };
            let slot = new.push(*id, moments.made, std::mem::take(row));
            if let Some(row) = new.rows.last() {
                new.values.put_again(row, slot);
                mark(&mut new.marks, Marks(0), row.marks, slot);
            }
            new.moments.push(*moments);
            if let Some(copied) = self.copied.remove(&old) {
                new.copied.insert(slot, copied);
            }
        }
        let moments = || (0..).zip(&new.moments);
        new.by_staff = moments().map(|(slot, m)| (m.staff(), slot)).collect();
        new.by_public = moments().map(|(slot, m)| (m.public(), slot)).collect();
        *self = new;
    }

    /// About so many bytes of memory it takes, as far as they grow with the tickets.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let slots = self.marks.iter().chain([&self.live, &self.is_late]);
        let orders = [&self.late, &self.by_staff, &self.by_public].into_iter();
        let several = self
            .rows
            .iter()
            .map(|row| size_of_val::<[u32]>(&row.several));
        self.by_id.bytes()
            + self.values.bytes()
            + self.ids.capacity() * size_of::<ConversationId>()
            + self.reached.capacity() * size_of::<DateTime<Utc>>()
            + self.moments.capacity() * size_of::<Moments>()
            + self.rows.capacity() * size_of::<Row>()
            + slots.map(Slots::bytes).sum::<usize>()
            + orders.map(Ordered::bytes).sum::<usize>()
            + several.sum::<usize>()
    }

    /// A third of the slots may be empty, and a fifth of the tickets late: so each event pays for a few
    /// of those that are moved.
    pub(super) fn compact_if_worth_it(&mut self) {
        const ALWAYS: usize = 1024;
        let (live, all) = (self.live.len(), self.rows.len());
        if all - live > live / 2 + ALWAYS || self.late.len() > live / 5 + ALWAYS {
            self.compact();
        }
    }
}
