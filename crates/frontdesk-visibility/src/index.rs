//! An index over the tickets of one tenant: list, page and count without going through them.

mod activity;
mod ahead;
mod best;
mod compact;
mod eval;
mod event;
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
mod write;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, TenantId, UserId, Validity};

pub use activity::Activity;
use event::TOGETHER;
pub use event::{IndexEvent, NotTold};
pub use page::{IndexOrder, IndexPage, NoIndexOrder, Place};
pub use prepared::Prepared;
pub use read::{ReadRefusal, Reading};
pub use refusal::IndexRefusal;

use crate::ticket::{Audience, Ticket};
use ahead::Ahead;
use ordered::Ordered;
use prepared::Own;
use slots::{Slots, bits};
use store::Store;
use table::{Table, hash};
use values::{MARKS, Marks, Values};

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
///    committed. Several that come at once, from a queue or an outbox, it takes together and quicker:
///    [`tell`](Self::tell).
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
    /// Room for what is looked up before it is written.
    ahead: Ahead,
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
            ahead: Ahead::default(),
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
        let mut tickets = tickets.into_iter().fuse();
        loop {
            let part: Vec<_> = tickets.by_ref().take(TOGETHER).collect();
            if part.is_empty() {
                break;
            }
            let told = part.iter();
            let told = told.map(|(facts, activity)| IndexEvent::Put(facts.as_ref(), *activity));
            let told: Vec<_> = told.collect();
            index.tell(&told).map_err(|not| not.why)?;
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
        self.tell_one(IndexEvent::Put(facts, activity))
    }

    /// Facts of a ticket changed: these are all of them, as they are now.
    ///
    /// # Errors
    /// When it is of another tenant or not there.
    pub fn change(&mut self, facts: &ConversationFacts) -> Result<(), IndexRefusal> {
        self.tell_one(IndexEvent::Change(facts))
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
        self.tell_one(IndexEvent::Wrote(id, audience, at))
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
        self.tell_one(IndexEvent::SetActivity(id, activity))
    }

    /// A ticket is gone for good. One that is deleted for its customers and kept for the staff is not:
    /// that is a [`change`](Self::change).
    ///
    /// # Errors
    /// When it is not there.
    pub fn remove(&mut self, id: ConversationId) -> Result<(), IndexRefusal> {
        self.tell_one(IndexEvent::Remove(id))
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

    /// Where a ticket is.
    fn slot(&self, id: ConversationId) -> Option<u32> {
        self.find(id, hash(0, id.uuid()))
    }

    fn find(&self, id: ConversationId, hash: u32) -> Option<u32> {
        let is_meant = |slot| self.store.get(slot).is_some_and(|one| one.id == id);
        self.by_id.find(hash, is_meant)
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
