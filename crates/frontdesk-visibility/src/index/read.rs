//! What the index answers for one viewer at one moment.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationId, RefusalKind};

use super::Index;
use super::eval::Eval;
use super::plan::{Fact, Leaf, Node};
use super::planner::Grounds;
use super::prepared::Plan;
use super::slots::bits;
use crate::filter::Filter;

/// What one viewer sees, planned. It borrows the index: after the next event another one is made.
#[derive(Debug)]
pub struct Reading<'a> {
    pub(super) index: &'a Index,
    pub(super) filter: &'a Filter,
    pub(super) now: DateTime<Utc>,
    pub(super) plan: Held<'a>,
}

/// A plan that was made for this reading, or one that is kept.
#[derive(Debug)]
pub(super) enum Held<'a> {
    Own(Box<Plan>),
    Lent(&'a Plan),
}

/// Why there is no reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadRefusal {
    /// The filter is of another tenant: each has an index of its own.
    #[error("the filter is of another tenant")]
    OtherTenant,
    /// The filter has ended: access is asked again, and another one is made.
    #[error("the filter has ended")]
    Ended,
}

impl ReadRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::Ended => "ended",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant => RefusalKind::Hidden,
            Self::Ended => RefusalKind::Stale,
        }
    }
}

impl Index {
    /// Plans what this filter opens now.
    ///
    /// # Errors
    /// When the filter is of another tenant, or its `valid_until` has come.
    pub fn reading<'a>(
        &'a self,
        filter: &'a Filter,
        now: DateTime<Utc>,
    ) -> Result<Reading<'a>, ReadRefusal> {
        self.opens(filter, now)?;
        Ok(Reading {
            index: self,
            filter,
            now,
            plan: Held::Own(Box::new(Plan::of(self, filter, now))),
        })
    }

    pub(super) fn opens(&self, filter: &Filter, now: DateTime<Utc>) -> Result<(), ReadRefusal> {
        if filter.tenant != self.tenant {
            return Err(ReadRefusal::OtherTenant);
        }
        if filter.valid_until.is_some_and(|end| end <= now) {
            return Err(ReadRefusal::Ended);
        }
        Ok(())
    }

    /// As long as this stays the same, so does what a plan names.
    pub(super) fn age(&self, grounds: &Grounds) -> u64 {
        let one = |is: bool, age: u64| if is { age } else { 0 };
        self.values.age(grounds.kinds)
            + one(grounds.names_slot, self.placed)
            + one(grounds.names_absent, self.absented)
    }
}

impl<'a> Reading<'a> {
    pub(super) fn plan(&self) -> &Plan {
        match &self.plan {
            Held::Own(plan) => plan,
            Held::Lent(plan) => plan,
        }
    }

    pub(super) fn visible(&self) -> &Node {
        &self.plan().visible
    }

    /// Of which filter.
    pub(crate) const fn filter(&self) -> &'a Filter {
        self.filter
    }

    /// When.
    pub(crate) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// How many tickets the viewer sees.
    #[must_use]
    pub fn count(&self) -> usize {
        match self.visible() {
            Node::Constant(true) => return self.index.len(),
            // One value of one fact: the sets have nothing in common.
            Node::Leaf(
                leaf @ Leaf {
                    fact: Fact::One(..),
                    ..
                },
            ) => return leaf.len_of_sets(self.index),
            node => {
                if let Some(slots) = self.index.singly(node) {
                    return slots.len();
                }
            }
        }
        let mut count = 0;
        Eval::new(self.index).blocks(self.visible(), |_, words| {
            let ones = words.iter().map(|word| u64::from(word.count_ones()));
            count += ones.sum::<u64>() as usize;
        });
        count
    }

    /// Which tickets the viewer sees, by creation but for those that came late, which are among the last:
    /// the same events give the same order. For an order to show there are pages.
    #[must_use]
    pub fn ids(&self) -> Vec<ConversationId> {
        let store = &self.index.store;
        if let Some(slots) = self.index.singly(self.visible()) {
            return slots.iter().filter_map(|slot| store.id(*slot)).collect();
        }
        let mut ids = Vec::new();
        Eval::new(self.index).blocks(self.visible(), |first, words| {
            let ones = words.iter().map(|word| word.count_ones() as usize);
            ids.reserve(ones.sum());
            for (at, word) in (first..).zip(words) {
                let of_word = store.ids_of_word(at);
                let set = bits(*word).filter_map(|bit| of_word.get(bit as usize));
                ids.extend(set.copied());
            }
        });
        ids
    }
}
