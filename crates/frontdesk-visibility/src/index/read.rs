//! What the index answers for one viewer at one moment.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationId, RefusalKind};

use super::Index;
use super::eval::Eval;
use super::plan::{Fact, Leaf, Node, Planner};
use super::slots::bits;
use crate::filter::Filter;

/// What one viewer sees, planned. It borrows the index: after the next event another one is made.
#[derive(Debug)]
pub struct Reading<'a> {
    pub(super) index: &'a Index,
    pub(super) filter: &'a Filter,
    pub(super) now: DateTime<Utc>,
    pub(super) visible: Node<'a>,
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
        if filter.tenant != self.tenant {
            return Err(ReadRefusal::OtherTenant);
        }
        if filter.valid_until.is_some_and(|end| end <= now) {
            return Err(ReadRefusal::Ended);
        }
        let planner = Planner::new(self, now);
        let openings = filter.openings.iter();
        Ok(Reading {
            index: self,
            filter,
            now,
            visible: Node::any(openings.map(|opening| planner.opens(opening))),
        })
    }
}

impl Reading<'_> {
    /// How many tickets the viewer sees.
    #[must_use]
    pub fn count(&self) -> usize {
        match &self.visible {
            Node::Constant(true) => return self.index.len(),
            // One value of one fact: the sets have nothing in common.
            Node::Leaf(Leaf {
                fact: Fact::One(..),
                most,
                ..
            }) => return *most,
            node => {
                if let Some(slots) = self.index.singly(node) {
                    return slots.len();
                }
            }
        }
        let mut count = 0;
        Eval::new(self.index).blocks(&self.visible, |_, words| {
            let ones = words.iter().map(|word| u64::from(word.count_ones()));
            count += ones.sum::<u64>() as usize;
        });
        count
    }

    /// Which tickets the viewer sees, by creation but for those that came late, which are among the last:
    /// the same events give the same order. For an order to show there are pages.
    #[must_use]
    pub fn ids(&self) -> Vec<ConversationId> {
        let all = self.index.ids.as_slice();
        if let Some(slots) = self.index.singly(&self.visible) {
            let ids = slots.iter().filter_map(|slot| all.get(*slot as usize));
            return ids.copied().collect();
        }
        let mut ids = Vec::new();
        Eval::new(self.index).blocks(&self.visible, |first, words| {
            let ones = words.iter().map(|word| word.count_ones() as usize);
            ids.reserve(ones.sum());
            let of_words = all.get(first << 6..).unwrap_or_default().chunks(64);
            for (word, of_word) in words.iter().zip(of_words) {
                let set = bits(*word).filter_map(|bit| of_word.get(bit as usize));
                ids.extend(set.copied());
            }
        });
        ids
    }
}
