//! What the index is told.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationFacts, ConversationId};

use super::Index;
use super::activity::{Activity, Moments};
use super::ahead::{Ahead, Found};
use super::named::Named;
use super::refusal::IndexRefusal;
use crate::ticket::Audience;

/// What happened to a ticket, as [`Index::tell`] takes it. Each is a call of the index as well; who is away is
/// told by a call alone ([`Index::absent`]).
#[derive(Clone, Copy, Debug)]
pub enum IndexEvent<'e> {
    /// It is as these facts say, and was written to then: [`Index::put_facts`].
    Put(&'e ConversationFacts, Activity),
    /// Facts of it changed: [`Index::change`].
    Change(&'e ConversationFacts),
    /// A message or a note was written: [`Index::wrote`].
    Wrote(ConversationId, Audience, DateTime<Utc>),
    /// The last messages are others: [`Index::set_activity`].
    SetActivity(ConversationId, Activity),
    /// It is gone for good: [`Index::remove`].
    Remove(ConversationId),
}

/// An event was not taken, nor was one behind it. Those before it were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {at} is not taken")]
pub struct NotTold {
    /// Which one, from 0.
    pub at: usize,
    /// Why.
    #[source]
    pub why: IndexRefusal,
}

/// So many events are looked up at once.
pub(super) const TOGETHER: usize = 32;

impl<'e> IndexEvent<'e> {
    pub(super) const fn id(&self) -> ConversationId {
        match self {
            Self::Put(facts, _) | Self::Change(facts) => facts.id,
            Self::Wrote(id, ..) | Self::SetActivity(id, _) | Self::Remove(id) => *id,
        }
    }

    pub(super) const fn facts(&self) -> Option<&'e ConversationFacts> {
        match self {
            Self::Put(facts, _) | Self::Change(facts) => Some(facts),
            Self::Wrote(..) | Self::SetActivity(..) | Self::Remove(_) => None,
        }
    }
}

impl Index {
    /// Events in the order in which they were written. It is what the calls by themselves would do, and
    /// quicker: what many events need is fetched together from memory that is cold, where each call waits
    /// for its own.
    ///
    /// ```
    /// # use frontdesk_model::{ConversationFacts, ConversationId, TenantId};
    /// use frontdesk_visibility::{Activity, Audience, Index, IndexEvent, IndexRefusal, NotTold};
    /// # let now = "2026-11-22T09:00:00Z".parse()?;
    /// # let tenant = TenantId::from_number(1);
    /// # let ticket = |number| ConversationFacts::new(tenant, ConversationId::from_number(number), now);
    /// let (one, other) = (ticket(1), ticket(2));
    /// let mut index = Index::new(tenant);
    /// let told = index.tell(&[
    ///     IndexEvent::Put(&one, Activity::default()),
    ///     IndexEvent::Wrote(one.id, Audience::Public, now),
    ///     IndexEvent::Change(&other),
    ///     IndexEvent::Remove(one.id),
    /// ]);
    /// // Nobody told of the other. What stands behind it is not done: the host goes on at 3, or builds anew.
    /// let why = IndexRefusal::NoSuchTicket(other.id);
    /// assert_eq!(told, Err(NotTold { at: 2, why }));
    /// assert!(index.contains(one.id));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When one is refused, which one and why. Those before it are taken, it and those behind it are not.
    pub fn tell(&mut self, events: &[IndexEvent<'_>]) -> Result<(), NotTold> {
        // The room for it is kept.
        let mut ahead = std::mem::take(&mut self.ahead);
        let parts = (0..).step_by(TOGETHER).zip(events.chunks(TOGETHER));
        let mut told = parts.map(|(first, part)| self.tell_part(first, part, &mut ahead));
        let told = told.find(Result::is_err).unwrap_or(Ok(()));
        self.ahead = ahead;
        told
    }

    pub(super) fn tell_one(&mut self, event: IndexEvent<'_>) -> Result<(), IndexRefusal> {
        match event.facts() {
            Some(_) => self.tell(&[event]).map_err(|not| not.why),
            // Of one that names no values there is nothing that would be gained.
            None => self.write(&event, self.slot(event.id()), &[]),
        }
    }

    fn tell_part(
        &mut self,
        first: usize,
        events: &[IndexEvent<'_>],
        ahead: &mut Ahead,
    ) -> Result<(), NotTold> {
        self.look_up(events, ahead);
        for (at, (event, found)) in (first..).zip(events.iter().zip(&ahead.found)) {
            let slot = self.confirmed(found);
            let written = self.write(event, slot, ahead.named(found));
            written.map_err(|why| NotTold { at, why })?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        event: &IndexEvent<'_>,
        slot: Option<u32>,
        named: &[Named],
    ) -> Result<(), IndexRefusal> {
        match *event {
            IndexEvent::Put(facts, activity) => {
                self.check_tenant(facts)?;
                let moments = Moments::of(facts.created_at, activity);
                match slot {
                    Some(slot) => self.rewrite(slot, facts, named, moments),
                    None => self.add(facts, named, moments),
                }
            }
            IndexEvent::Change(facts) => {
                self.check_tenant(facts)?;
                let (slot, before) = self.there(facts.id, slot)?;
                let moments = match facts.created_at == before.made {
                    true => before,
                    false => Moments::of(facts.created_at, before.activity),
                };
                self.rewrite(slot, facts, named, moments)
            }
            IndexEvent::Wrote(id, audience, at) => {
                let (slot, before) = self.there(id, slot)?;
                let mut activity = before.activity;
                activity.note(audience, at);
                self.write_moments(slot, Moments::of(before.made, activity));
                Ok(())
            }
            IndexEvent::SetActivity(id, activity) => {
                let (slot, before) = self.there(id, slot)?;
                self.write_moments(slot, Moments::of(before.made, activity));
                Ok(())
            }
            IndexEvent::Remove(id) => {
                let (slot, _) = self.there(id, slot)?;
                self.take(slot, id);
                Ok(())
            }
        }
    }

    /// Where the ticket is when it is its turn: an event before this one may have changed it.
    fn confirmed(&self, found: &Found) -> Option<u32> {
        let is_there = |slot: &u32| {
            let record = self.store.get(*slot);
            record.is_some_and(|one| one.id == found.id && one.row.is_held())
        };
        let slot = found.slot.filter(is_there);
        slot.or_else(|| self.find(found.id, found.hash))
    }

    fn there(&self, id: ConversationId, slot: Option<u32>) -> Result<(u32, Moments), IndexRefusal> {
        let there = slot.and_then(|slot| {
            let record = self.store.get(slot)?;
            // Both lines of the record are asked for at once: the row stands in the other one, and is needed next.
            black_box(record.row.followed());
            Some((slot, record.moments))
        });
        there.ok_or(IndexRefusal::NoSuchTicket(id))
    }

    fn check_tenant(&self, facts: &ConversationFacts) -> Result<(), IndexRefusal> {
        match facts.tenant == self.tenant {
            true => Ok(()),
            false => Err(IndexRefusal::OtherTenant),
        }
    }
}
