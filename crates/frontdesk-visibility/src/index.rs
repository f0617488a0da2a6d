//! An index over the tickets of one tenant: list, page and count without going through them.

mod activity;
mod ahead;
mod best;
mod compact;
mod eval;
mod hats;
mod last;
mod named;
mod newest;
mod numbers;
mod ordered;
mod page;
mod paged;
mod plan;
mod planner;
mod prepared;
mod read;
mod refusal;
mod slots;
mod store;
mod table;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, TenantId, UserId, Validity};

pub use activity::Activity;
pub use page::{IndexOrder, IndexPage, NoIndexOrder, Place};
pub use prepared::Prepared;
pub use read::{ReadRefusal, Reading};
pub use refusal::IndexRefusal;

use crate::ticket::{Audience, Ticket};
use activity::Moments;
use ahead::Found;
use ordered::{Entry, FULL, Ordered};
use prepared::Own;
use slots::{Slots, bits};
use store::{Record, Store};
use table::{Table, hash};
use values::{MARKS, Marks, Row, Values};

/// The tickets of one tenant by what rules read of them, kept current by every event. It says which
/// tickets a [`Filter`](crate::Filter) opens: all of them, how many, or the newest fifty, without going
/// through the others.
///
/// **Law: what it answers is what the plain form answers over the facts that it was told last**, after
/// any sequence of events: [`Filter::list`](crate::Filter::list), [`Filter::count`](crate::Filter::count)
/// and [`Query::page`](crate::Query::page). It widens nothing: a page is opened ticket by ticket through
/// the [`Viewing`](crate::Viewing) as any other.
///
/// ```
/// # use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
/// # use frontdesk_model::Relation;
/// use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, TenantId};
/// use frontdesk_visibility::{Activity, Filter, Index, Ticket};
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// # let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
/// # let mut customer = Holder::new(tenant, maria);
/// # customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
/// # let scopes = Catalogue::default().scopes_of(&customer, Permission::CONVERSATION_VIEW, now);
/// # let filter = Filter::of(&scopes, now);
/// let mut index = Index::new(tenant);
/// let mut facts = ConversationFacts::new(tenant, ConversationId::from_number(2000), now);
/// index.put_facts(&facts, Activity::default())?;
/// assert_eq!(index.reading(&filter, now)?.count(), 0);
///
/// facts.requester = Some(maria);
/// index.change(&facts)?;
/// assert_eq!(index.reading(&filter, now)?.ids(), [facts.id]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What the host must do
///
/// 1. Build it when the process starts, from its own store: [`Index::of`]. It is made of nothing else, so
///    that it can be thrown away and built again at any time, and is never stored.
/// 2. Tell it of every event, in the order in which they were written, after the transaction is
///    committed:
///
/// | Event | Call |
/// |---|---|
/// | a ticket is made, or is read from the store again | [`put`](Self::put), or [`put_facts`](Self::put_facts) |
/// | any fact of it changed: assigned, offered, moved to a group, closed, deleted, marked as spam, in copy, links taken back | [`change`](Self::change) |
/// | a message or a note was written | [`wrote`](Self::wrote), and [`change`](Self::change) if it made somebody a participant |
/// | a message was taken away, moved, or made a note | [`set_activity`](Self::set_activity) |
/// | two tickets were merged | [`put`](Self::put) of both |
/// | customers were merged | [`change`](Self::change) of each ticket of theirs |
/// | a ticket left the store for good | [`remove`](Self::remove) |
/// | somebody goes away, or his stand-in is another | [`absent`](Self::absent), or [`change`](Self::change) of each of his tickets |
///
/// 3. Read under a lock, or in the thread that writes: [`reading`](Self::reading), or a [`Prepared`] of the
///    session that asks again and again. Make the filter again at its `valid_until`; one that has ended is
///    refused.
/// 4. Fetch the tickets of a page and open each ([`Viewing::open`](crate::Viewing::open)): one that is
///    hidden since is not found, as everywhere.
/// 5. In doubt build it again: after a gap in the events there is no other way.
///
/// An event that comes twice changes nothing the second time. What is told late of an old ticket is
/// overwritten by nothing but the next event of it, so the order of events of one ticket matters and that
/// of several does not.
///
/// # How it is made
///
/// Each ticket has a slot, and slots go by the moment of creation, so that the newest page is a walk from
/// the end. For each value of each fact there is the set of its slots: a few as they are, many in chunks of
/// 65,536, sparse or as bitmaps. A filter is planned once for a reading, or kept as a [`Prepared`], into sets
/// joined by and, or and not, which are evaluated in blocks that stay in the nearest cache; a plan that can
/// have few answers looks at those alone. The last activity is a list to whose end each event adds; so it is
/// for the tickets of each group.
///
/// A ticket takes 235 to 350 bytes with eight facts known ([`bytes`](Self::bytes)). No event waits for the whole
/// to be put in order: a list by activity is swept block by block, and slots of tickets that are gone stay
/// empty until three quarters of a page of 1,024 are, which then goes. Tickets that came late, or were left in
/// such a page, stand apart until [`compact`](Self::compact).
#[derive(Clone)]
pub struct Index {
    own: Own,
    tenant: TenantId,
    by_id: Table,
    store: Store,
    values: Values,
    marks: [Slots; MARKS],
    /// Those that were made before one with a lower slot, by creation.
    late: Ordered,
    is_late: Slots,
    by_activity: Ordered,
    /// Since when customers are in copy, of the tickets where some are.
    copied: BTreeMap<u32, BTreeMap<CustomerId, DateTime<Utc>>>,
    absences: BTreeMap<UserId, Vec<(UserId, Validity)>>,
    /// How often a ticket got a slot or lost it.
    placed: u64,
    /// How often it was told who stands in.
    absented: u64,
}

impl Index {
    /// An empty one.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self {
            own: Own::default(),
            tenant,
            by_id: Table::default(),
            store: Store::default(),
            values: Values::default(),
            marks: Default::default(),
            late: Ordered::default(),
            is_late: Slots::default(),
            by_activity: Ordered::default(),
            copied: BTreeMap::new(),
            absences: BTreeMap::new(),
            placed: 0,
            absented: 0,
        }
    }

    /// An index of all tickets of a tenant, in any order; quickest by creation. Of one that comes twice the
    /// last counts.
    ///
    /// # Errors
    /// As [`put_facts`](Self::put_facts).
    pub fn of<T: AsRef<ConversationFacts>>(
        tenant: TenantId,
        tickets: impl IntoIterator<Item = (T, Activity)>,
    ) -> Result<Self, IndexRefusal> {
        let mut index = Self::new(tenant);
        for (facts, activity) in tickets {
            index.put_facts(facts.as_ref(), activity)?;
        }
        if index.late.len() > 0 {
            index.compact();
        }
        index.by_activity.put_in_order();
        index.values.put_in_order();
        Ok(index)
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// How many tickets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it has this ticket.
    #[must_use]
    pub fn contains(&self, id: ConversationId) -> bool {
        self.slot(id).is_some()
    }

    /// A ticket as it is now: a new one, or one that was there before in whatever form.
    ///
    /// # Errors
    /// When it is of another tenant, or there is no room.
    pub fn put(&mut self, ticket: &Ticket) -> Result<(), IndexRefusal> {
        self.put_facts(&ticket.facts, Activity::of(&ticket.messages))
    }

    /// The same of its facts and when its last messages were written.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub fn put_facts(
        &mut self,
        facts: &ConversationFacts,
        activity: Activity,
    ) -> Result<(), IndexRefusal> {
        self.check_tenant(facts)?;
        let told = self.look_up(facts);
        let moments = Moments::of(facts.created_at, activity);
        match told.slot {
            Some(slot) => self.write(slot, facts, &told, moments),
            None => self.add(facts, &told, moments),
        }
    }

    /// Facts of a ticket changed: these are all of them, as they are now.
    ///
    /// # Errors
    /// When it is of another tenant or not there.
    pub fn change(&mut self, facts: &ConversationFacts) -> Result<(), IndexRefusal> {
        self.check_tenant(facts)?;
        let told = self.look_up(facts);
        let (slot, moments) = self.found(facts.id, told.slot)?;
        let moments = match facts.created_at == moments.made {
            true => moments,
            false => Moments::of(facts.created_at, moments.activity),
        };
        self.write(slot, facts, &told, moments)
    }

    /// A message or a note was written. An older one than the last changes nothing.
    ///
    /// # Errors
    /// When the ticket is not there.
    pub fn wrote(
        &mut self,
        id: ConversationId,
        audience: Audience,
        at: DateTime<Utc>,
    ) -> Result<(), IndexRefusal> {
        let (slot, before) = self.found(id, self.slot(id))?;
        let mut activity = before.activity;
        activity.note(audience, at);
        self.write_moments(slot, Moments::of(before.made, activity));
        Ok(())
    }

    /// The last messages are others: one was taken away, moved, or made a note.
    ///
    /// # Errors
    /// When the ticket is not there.
    pub fn set_activity(
        &mut self,
        id: ConversationId,
        activity: Activity,
    ) -> Result<(), IndexRefusal> {
        let (slot, before) = self.found(id, self.slot(id))?;
        self.write_moments(slot, Moments::of(before.made, activity));
        Ok(())
    }

    /// A ticket is gone for good. One that is deleted for its customers and kept for the staff is not:
    /// that is a [`change`](Self::change).
    ///
    /// # Errors
    /// When it is not there.
    pub fn remove(&mut self, id: ConversationId) -> Result<(), IndexRefusal> {
        let (slot, _) = self.found(id, self.slot(id))?;
        self.read_ahead(slot);
        self.take(slot, id);
        Ok(())
    }

    /// Who stands in for this person, and when: instead of whoever stood in for him before; nobody if
    /// there is none. Whoever stands in at the moment of a reading sees his tickets as if their facts
    /// named him among the [`substitutes`](ConversationFacts::substitutes): no event is needed when the
    /// absence begins and ends. A host that fills in those facts itself tells of every change of them instead.
    pub fn absent(
        &mut self,
        person: UserId,
        stand_ins: impl IntoIterator<Item = (UserId, Validity)>,
    ) {
        self.absented += 1;
        let stand_ins: Vec<_> = stand_ins.into_iter().collect();
        match stand_ins.is_empty() {
            true => self.absences.remove(&person),
            false => self.absences.insert(person, stand_ins),
        };
    }

    fn check_tenant(&self, facts: &ConversationFacts) -> Result<(), IndexRefusal> {
        match facts.tenant == self.tenant {
            true => Ok(()),
            false => Err(IndexRefusal::OtherTenant),
        }
    }

    /// Where a ticket is.
    fn slot(&self, id: ConversationId) -> Option<u32> {
        let is_meant = |slot| self.store.get(slot).is_some_and(|one| one.id == id);
        self.by_id.find(hash(0, id.uuid()), is_meant)
    }

    fn found(&self, id: ConversationId, slot: Option<u32>) -> Result<(u32, Moments), IndexRefusal> {
        let found = slot.and_then(|slot| {
            let record = self.store.get(slot)?;
            // Both lines of the record are asked for at once: the row stands in the other one, and is needed next.
            black_box(record.row.followed());
            Some((slot, record.moments))
        });
        found.ok_or(IndexRefusal::NoSuchTicket(id))
    }

    /// The slots of the tickets that there are.
    fn live(&self) -> &Slots {
        let [.., live] = &self.marks;
        live
    }

    /// The slots under each of these marks.
    fn marked(&self, marks: Marks) -> impl Iterator<Item = &Slots> {
        bits(u64::from(marks.0)).filter_map(|bit| self.marks.get(bit as usize))
    }

    fn add(
        &mut self,
        facts: &ConversationFacts,
        told: &Found,
        moments: Moments,
    ) -> Result<(), IndexRefusal> {
        if self.store.len() >= u32::MAX as usize - 1 {
            return Err(IndexRefusal::Full);
        }
        let slot = self.push(Record {
            row: Row::default(),
            moments,
            id: facts.id,
        });
        self.write_row(slot, facts, told);
        self.follow(slot, None);
        Ok(())
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
    fn write(
        &mut self,
        slot: u32,
        facts: &ConversationFacts,
        told: &Found,
        moments: Moments,
    ) -> Result<(), IndexRefusal> {
        let Some(record) = self.store.get(slot) else {
            return Ok(());
        };
        let (before, stays) = (Stand::of(record), record.moments == moments);
        if record.moments.made != moments.made {
            self.take(slot, facts.id);
            // Values that it had alone lost their numbers.
            let told = self.look_up(facts);
            return self.add(facts, &told, moments);
        }
        self.write_row(slot, facts, told);
        if !stays {
            self.store.set_moments(slot, moments);
        }
        self.follow(slot, Some(before));
        Ok(())
    }

    fn write_row(&mut self, slot: u32, facts: &ConversationFacts, told: &Found) {
        let Some(Record { row, .. }) = self.store.get_mut(slot) else {
            return;
        };
        let marks = Marks::of(facts);
        mark(&mut self.marks, row.marks, marks, slot);
        row.marks = marks;
        self.values.write(row, facts, &told.ones, slot);
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

    fn write_moments(&mut self, slot: u32, moments: Moments) {
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
    fn take(&mut self, slot: u32, id: ConversationId) {
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
    fn push_again(&mut self, record: Record) -> u32 {
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

/// Whose it is and how large, and nothing of what it holds.
impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("tenant", &self.tenant)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
