//! New slots for all, and how much memory they take.

use super::Index;
use super::ordered::Ordered;
use super::slots::Slots;

impl Index {
    /// Gives every ticket a new slot, in the order of creation: for a quiet hour, where many tickets came late
    /// or are gone. It takes about a second for a million. No answer changes.
    pub fn compact(&mut self) {
        let mut old: Vec<u32> = Vec::with_capacity(self.len());
        self.live().push_to(&mut old);
        let made = |slot: &u32| {
            let record = self.store.get(*slot);
            record.map(|record| (record.moments.made, record.id))
        };
        old.sort_by_cached_key(made);
        let mut new = Self {
            values: std::mem::take(&mut self.values),
            absences: std::mem::take(&mut self.absences),
            ..Self::new(self.tenant)
        };
        new.values.forget_slots();
        let mut order = Vec::with_capacity(old.len());
        for old in old {
            let Some(record) = self.store.get(old).cloned() else {
                continue;
            };
            let moments = record.moments;
            let slot = new.push_again(record);
            order.extend([(moments.staff(), slot), (moments.public(), slot)]);
            if let Some(copied) = self.copied.remove(&old) {
                new.copied.insert(slot, copied);
            }
        }
        // By activity, so that each comes behind all others in its lists.
        order.sort_unstable();
        order.dedup();
        for (at, slot) in order {
            new.by_activity.insert((at, slot));
            let followed = new.store.get(slot).map(|one| one.row.followed());
            let list = followed.and_then(|number| new.values.log_mut(number));
            if let Some((list, _)) = list {
                list.insert((at, slot));
            }
        }
        *self = new;
    }

    /// About so many bytes of memory it takes, as far as they grow with the tickets.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let slots = self.marks.iter().chain([&self.is_late]);
        let orders = [&self.late, &self.by_activity].into_iter();
        self.by_id.bytes()
            + self.values.bytes()
            + self.store.bytes()
            + slots.map(Slots::bytes).sum::<usize>()
            + orders.map(Ordered::bytes).sum::<usize>()
    }
}
