//! How tickets are put in, changed and taken out.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId};

use super::Index;
use super::activity::Moments;
use super::named::Named;
use super::ordered::{Entry, FULL, Ordered};
use super::refusal::IndexRefusal;
use super::slots::{Slots, bits};
use super::store::{PAGE, Record};
use super::table::hash;
use super::values::{MARKS, Marks, Row};

impl Index {
    pub(super) fn add(
        &mut self,
        facts: &ConversationFacts,
        named: &[Named],
        moments: Moments,
    ) -> Result<(), IndexRefusal> {
        self.check_room()?;
        let slot = self.push(Record {
            row: Row::default(),
            moments,
            id: facts.id,
        });
        self.write_row(slot, facts, named);
        self.follow(slot, None);
        Ok(())
    }

    /// Whether there is room for one more, and for those of a page that goes when it leaves its slot.
    fn check_room(&self) -> Result<(), IndexRefusal> {
        match self.store.len() < u32::MAX as usize - PAGE {
            true => Ok(()),
            false => Err(IndexRefusal::Full),
        }
    }

    /// A slot more, behind all others: of a ticket that was made before one of them it is late.
    fn push(&mut self, record: Record) -> u32 {
        let (id, made) = (record.id, record.moments.made);
        let is_late = self.store.reached() > Some(made);
        let slot = self.store.push(record);
        if is_late {
            self.late.insert((made, slot));
            self.is_late.insert(slot);
        }
        self.by_id.insert(hash(0, id.uuid()), slot);
        self.placed += 1;
        slot
    }

    /// A ticket that was there. The moment of creation decides on the slot.
    pub(super) fn rewrite(
        &mut self,
        slot: u32,
        facts: &ConversationFacts,
        named: &[Named],
        moments: Moments,
    ) -> Result<(), IndexRefusal> {
        let Some(record) = self.store.get(slot) else {
            return Ok(());
        };
        let (before, stays) = (Stand::of(record), record.moments == moments);
        if record.moments.made != moments.made {
            self.check_room()?;
            self.take(slot, facts.id);
            return self.add(facts, named, moments);
        }
        self.write_row(slot, facts, named);
        if !stays {
            self.store.set_moments(slot, moments);
        }
        self.follow(slot, Some(before));
        Ok(())
    }

    fn write_row(&mut self, slot: u32, facts: &ConversationFacts, named: &[Named]) {
        let Some(Record { row, .. }) = self.store.get_mut(slot) else {
            return;
        };
        let marks = Marks::of(facts);
        mark(&mut self.marks, row.marks, marks, slot);
        row.marks = marks;
        self.values.write(row, facts, named, slot);
        match facts.copied.is_empty() {
            true if self.copied.is_empty() => {}
            true => {
                self.copied.remove(&slot);
            }
            false => {
                self.copied.insert(slot, facts.copied.clone());
            }
        }
    }

    pub(super) fn write_moments(&mut self, slot: u32, moments: Moments) {
        let before = self.store.get(slot).map(Stand::of);
        self.store.set_moments(slot, moments);
        self.follow(slot, before);
    }

    /// Puts a ticket where it stands now into the lists by activity, unless it stood there before.
    fn follow(&mut self, slot: u32, before: Option<Stand>) {
        let Some(now) = self.store.get(slot).map(Stand::of) else {
            return;
        };
        let stand = |slot| {
            let record = self.store.get(slot).filter(|one| one.row.is_held());
            record.map(Stand::of)
        };
        if before == Some(now) {
            return;
        }
        let stood_at = |at| before.is_some_and(|before| before.moments.contains(&at));
        let live = self.marks.last().map_or(0, Slots::len);
        for at in now.each_moment() {
            if !stood_at(at) {
                let list = &mut self.by_activity;
                enter(list, live, (at, slot), stand, |_| true);
            }
        }
        let stood_under = before.is_some_and(|before| before.followed == now.followed);
        let Some((list, tickets)) = self.values.log_mut(now.followed) else {
            return;
        };
        for at in now.each_moment() {
            if !(stood_under && stood_at(at)) {
                let is_under = |stand: &Stand| stand.followed == now.followed;
                enter(list, tickets, (at, slot), stand, is_under);
            }
        }
    }

    /// The ticket leaves its slot, and if few are left around it, they leave theirs.
    pub(super) fn take(&mut self, slot: u32, id: ConversationId) {
        self.clear(slot, id);
        let Some(thin) = self.store.release(slot) else {
            return;
        };
        for slot in thin.slots() {
            self.move_behind(slot);
        }
        self.store.drop_page(thin);
    }

    fn clear(&mut self, slot: u32, id: ConversationId) {
        let Some(Record { row, moments, .. }) = self.store.get_mut(slot) else {
            return;
        };
        mark(&mut self.marks, row.marks, Marks(0), slot);
        self.values.clear(row, slot);
        if self.is_late.contains(slot) {
            self.late.remove((moments.made, slot));
            self.is_late.remove(slot);
        }
        self.copied.remove(&slot);
        self.by_id.remove(hash(0, id.uuid()), slot);
        self.placed += 1;
    }

    /// Gives a ticket, if there is one, a slot behind all others.
    fn move_behind(&mut self, old: u32) {
        let record = self.store.get(old).filter(|one| one.row.is_held());
        let Some(record) = record.cloned() else {
            return;
        };
        let (id, copied) = (record.id, self.copied.remove(&old));
        // Under its values before it leaves them, so that none loses its number in between.
        let new = self.push_again(record);
        self.clear(old, id);
        if let Some(copied) = copied {
            self.copied.insert(new, copied);
        }
        self.follow(new, None);
    }

    /// A ticket with its row, in a slot behind all others.
    pub(super) fn push_again(&mut self, record: Record) -> u32 {
        let slot = self.store.len() as u32;
        self.values.put_again(&record.row, slot);
        mark(&mut self.marks, Marks(0), record.row.marks, slot);
        self.push(record)
    }
}

/// Where a ticket stands in the lists by activity.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stand {
    moments: [DateTime<Utc>; 2],
    followed: u32,
}

impl Stand {
    fn of(record: &Record) -> Self {
        Self {
            moments: [record.moments.staff(), record.moments.public()],
            followed: record.row.followed(),
        }
    }

    /// Mostly both are one.
    fn each_moment(self) -> impl Iterator<Item = DateTime<Utc>> {
        let [staff, public] = self.moments;
        [staff]
            .into_iter()
            .chain((public != staff).then_some(public))
    }
}

/// Puts an entry into a list of so many tickets. Each has two entries at most that hold; when as many do not,
/// the list is swept, two entries for each that comes.
fn enter(
    list: &mut Ordered,
    tickets: usize,
    entry: Entry,
    stand: impl Fn(u32) -> Option<Stand>,
    is_meant: impl Fn(&Stand) -> bool,
) {
    list.note(entry);
    if list.is_due() && list.len() > 3 * tickets + FULL {
        list.sweep(stand, |(at, _), stand| {
            let stand = stand.filter(|stand| is_meant(stand));
            stand.is_some_and(|stand| stand.moments.contains(&at))
        });
    }
}

/// Puts a slot under the marks that it has now, and takes it from those that it had.
fn mark(all: &mut [Slots; MARKS], before: Marks, after: Marks, slot: u32) {
    for bit in bits(u64::from(before.0 ^ after.0)) {
        if let Some(slots) = all.get_mut(bit as usize) {
            match after.0 >> bit & 1 == 1 {
                true => slots.insert(slot),
                false => slots.remove(slot),
            }
        }
    }
}
