//! An index over the tickets of one tenant: list, page and count without going through them.

mod activity;
mod compact;
mod eval;
mod ordered;
mod page;
mod plan;
mod read;
mod refusal;
mod slots;
mod table;
mod values;
mod walk;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, TenantId, UserId, Validity};

pub use activity::Activity;
pub use page::{IndexOrder, IndexPage, NoIndexOrder, Place};
pub use read::{ReadRefusal, Reading};
pub use refusal::IndexRefusal;

use crate::ticket::{Audience, Ticket};
use activity::Moments;
use ordered::Ordered;
use slots::Slots;
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
/// 3. Read under a lock, or in the thread that writes: [`reading`](Self::reading). Make the filter again at
///    its `valid_until`; one that has ended is refused.
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
/// 65,536, sparse or as bitmaps. A filter is planned once for a reading, into sets joined by and, or and not,
/// which are evaluated in blocks that stay in the nearest cache; a plan that can have few answers looks at
/// those alone. Two lists, kept in order, hold the last activity for the staff and for everybody else.
///
/// A ticket takes about 250 bytes with eight facts known ([`bytes`](Self::bytes)). Slots of tickets that
/// are gone stay empty until they are a third of all; then, or at [`compact`](Self::compact), all get new ones.
#[derive(Clone)]
pub struct Index {
    tenant: TenantId,
    by_id: Table,
    // Of each slot:
    ids: Vec<ConversationId>,
    /// The latest creation up to here: never less than before.
    reached: Vec<DateTime<Utc>>,
    moments: Vec<Moments>,
    rows: Vec<Row>,

    values: Values,
    marks: [Slots; MARKS],
    live: Slots,
    /// Those that were made before one with a lower slot, by creation.
    late: Ordered,
    is_late: Slots,
    by_staff: Ordered,
    by_public: Ordered,
    /// Since when customers are in copy, of the tickets where some are.
    copied: BTreeMap<u32, BTreeMap<CustomerId, DateTime<Utc>>>,
    absences: BTreeMap<UserId, Vec<(UserId, Validity)>>,
}

impl Index {
    /// An empty one.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            by_id: Table::default(),
            ids: Vec::new(),
            reached: Vec::new(),
            moments: Vec::new(),
            rows: Vec::new(),
            values: Values::default(),
            marks: Default::default(),
            live: Slots::default(),
            late: Ordered::default(),
            is_late: Slots::default(),
            by_staff: Ordered::default(),
            by_public: Ordered::default(),
            copied: BTreeMap::new(),
            absences: BTreeMap::new(),
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
            index.put_without_compacting(facts.as_ref(), activity)?;
        }
        if index.late.len() > 0 {
            index.compact();
        }
        Ok(index)
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// How many tickets there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.live.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
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
        self.put_without_compacting(facts, activity)?;
        self.compact_if_worth_it();
        Ok(())
    }

    fn put_without_compacting(
        &mut self,
        facts: &ConversationFacts,
        activity: Activity,
    ) -> Result<(), IndexRefusal> {
        self.check_tenant(facts)?;
        let made = facts.created_at;
        let moments = Moments { made, activity };
        match self.slot(facts.id) {
            Some(slot) => self.write(slot, facts, moments),
            None => self.add(facts, moments),
        }
    }

    /// Facts of a ticket changed: these are all of them, as they are now.
    ///
    /// # Errors
    /// When it is of another tenant or not there.
    pub fn change(&mut self, facts: &ConversationFacts) -> Result<(), IndexRefusal> {
        self.check_tenant(facts)?;
        let (slot, before) = self.found(facts.id)?;
        let made = facts.created_at;
        let moments = Moments { made, ..before };
        self.write(slot, facts, moments)?;
        self.compact_if_worth_it();
        Ok(())
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
        let (slot, mut moments) = self.found(id)?;
        moments.activity.note(audience, at);
        self.write_moments(slot, moments);
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
        let (slot, before) = self.found(id)?;
        self.write_moments(slot, Moments { activity, ..before });
        Ok(())
    }

    /// A ticket is gone for good. One that is deleted for its customers and kept for the staff is not:
    /// that is a [`change`](Self::change).
    ///
    /// # Errors
    /// When it is not there.
    pub fn remove(&mut self, id: ConversationId) -> Result<(), IndexRefusal> {
        let (slot, _) = self.found(id)?;
        self.take(slot, id);
        self.compact_if_worth_it();
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
        let is_meant = |slot| self.ids.get(slot as usize) == Some(&id);
        self.by_id.find(hash(0, id.uuid()), is_meant)
    }

    fn found(&self, id: ConversationId) -> Result<(u32, Moments), IndexRefusal> {
        let found = self.slot(id).and_then(|slot| {
            let moments = self.moments.get(slot as usize)?;
            Some((slot, *moments))
        });
        found.ok_or(IndexRefusal::NoSuchTicket(id))
    }

    fn add(&mut self, facts: &ConversationFacts, moments: Moments) -> Result<(), IndexRefusal> {
        if self.rows.len() >= u32::MAX as usize - 1 {
            return Err(IndexRefusal::Full);
        }
        let slot = self.push(facts.id, facts.created_at, Row::default());
        self.moments.push(moments);
        self.by_staff.insert((moments.staff(), slot));
        self.by_public.insert((moments.public(), slot));
        self.write_row(slot, facts);
        Ok(())
    }

    /// A slot more, behind all others: of a ticket that was made before one of them it is late.
    fn push(&mut self, id: ConversationId, made: DateTime<Utc>, row: Row) -> u32 {
        let slot = self.rows.len() as u32;
        let reached = self.reached.last().copied().unwrap_or(made);
        if made < reached {
            self.late.insert((made, slot));
            self.is_late.insert(slot);
        }
        self.reached.push(reached.max(made));
        self.ids.push(id);
        self.rows.push(row);
        self.live.insert(slot);
        self.by_id.insert(hash(0, id.uuid()), slot);
        slot
    }

    /// A ticket that was there. The moment of creation decides on the slot.
    fn write(
        &mut self,
        slot: u32,
        facts: &ConversationFacts,
        moments: Moments,
    ) -> Result<(), IndexRefusal> {
        let before = self.moments.get(slot as usize).map(|moments| moments.made);
        if before != Some(moments.made) {
            self.take(slot, facts.id);
            return self.add(facts, moments);
        }
        self.write_row(slot, facts);
        self.write_moments(slot, moments);
        Ok(())
    }

    fn write_row(&mut self, slot: u32, facts: &ConversationFacts) {
        let Some(row) = self.rows.get_mut(slot as usize) else {
            return;
        };
        let marks = Marks::of(facts);
        mark(&mut self.marks, row.marks, marks, slot);
        row.marks = marks;
        self.values.write(row, facts, slot);
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
        let Some(place) = self.moments.get_mut(slot as usize) else {
            return;
        };
        let before = std::mem::replace(place, moments);
        let turn = |list: &mut Ordered, before, after| {
            if before != after {
                list.remove((before, slot));
                list.insert((after, slot));
            }
        };
        turn(&mut self.by_staff, before.staff(), moments.staff());
        turn(&mut self.by_public, before.public(), moments.public());
    }

    fn take(&mut self, slot: u32, id: ConversationId) {
        let at = slot as usize;
        let (Some(moments), Some(row)) = (self.moments.get(at), self.rows.get_mut(at)) else {
            return;
        };
        mark(&mut self.marks, row.marks, Marks(0), slot);
        self.values.clear(row, slot);
        self.by_staff.remove((moments.staff(), slot));
        self.by_public.remove((moments.public(), slot));
        if self.is_late.contains(slot) {
            self.late.remove((moments.made, slot));
            self.is_late.remove(slot);
        }
        self.copied.remove(&slot);
        self.live.remove(slot);
        self.by_id.remove(hash(0, id.uuid()), slot);
    }
}

/// Puts a slot under the marks that it has now, and takes it from those that it had.
fn mark(all: &mut [Slots; MARKS], before: Marks, after: Marks, slot: u32) {
    let changed = before.0 ^ after.0;
    for (bit, slots) in all.iter_mut().enumerate() {
        match (changed & (1 << bit) != 0, after.0 & (1 << bit) != 0) {
            (false, _) => {}
            (true, true) => slots.insert(slot),
            (true, false) => slots.remove(slot),
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
