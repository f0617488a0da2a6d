//! Pages: the newest first, without the list.

use chrono::{DateTime, Utc};
use frontdesk_model::ConversationId;
use serde::{Deserialize, Serialize};

use super::Index;
use super::best::Best;
use super::eval::Eval;
use super::hats::{Hats, reads_notes};
use super::last::Whose;
use super::plan::Node;
use super::read::Reading;
use super::slots::bits;
use crate::copied::CopiedPolicy;
use crate::field::Field;
use crate::query::worn;
use crate::view::Viewing;
use crate::viewer::Hat;

/// An order in which a viewer may have his pages, the newest first. Of two of one moment the one with the
/// lesser id comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexOrder(By);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Creation,
    Activity(CopiedPolicy),
}

/// The viewer does not see of every ticket when it was made: the index has no order that would not tell him.
/// A [`Query`](crate::Query) has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the moment of creation is hidden from this viewer")]
pub struct NoIndexOrder;

/// Where a page ended: the moment by which its last ticket stands there, as the viewer sees it, and which
/// one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The moment.
    pub at: DateTime<Utc>,
    /// The ticket.
    pub id: ConversationId,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexPage {
    /// The tickets, in order.
    pub ids: Vec<ConversationId>,
    /// After which the next page goes on; `None`: this is the last.
    pub next: Option<Place>,
}

impl IndexOrder {
    /// By creation: as a list that is sorted by [`Field::CreatedAt`], descending.
    ///
    /// # Errors
    /// When the creation is not shown to this viewer under each of his hats and without any right.
    pub fn created(viewing: &Viewing<'_>) -> Result<Self, NoIndexOrder> {
        Self::of(viewing, By::Creation)
    }

    /// By the last activity that this viewer sees: as a list that is sorted by
    /// [`Column::UpdatedAt`](crate::Column::UpdatedAt), descending. A note moves a ticket up for those who
    /// work on it, and for nobody else.
    ///
    /// # Errors
    /// As [`created`](Self::created).
    pub fn active(viewing: &Viewing<'_>) -> Result<Self, NoIndexOrder> {
        Self::of(viewing, By::Activity(viewing.policy.copied))
    }

    fn of(viewing: &Viewing<'_>, by: By) -> Result<Self, NoIndexOrder> {
        let (policy, made) = (viewing.policy, Field::CreatedAt);
        let mut hats = viewing.filter.openings.iter().flat_map(|one| worn(one.hat));
        let is_shown = |hat: &Hat| {
            policy.shows(*hat, &made) && policy.asked_to_see(*hat, &made).next().is_none()
        };
        match hats.all(is_shown) {
            true => Ok(Self(by)),
            false => Err(NoIndexOrder),
        }
    }
}

impl Reading<'_> {
    /// The first tickets after a place, or of all.
    #[must_use]
    pub fn page(&self, order: IndexOrder, after: Option<Place>, size: usize) -> IndexPage {
        // One more tells whether there is a next page.
        let wanted = size.min(self.index.len()) + 1;
        match order.0 {
            By::Creation => {
                let found = self.index.by_creation(self.visible(), after, wanted);
                self.cut(&found, size, |slot| (self.index.made(*slot), *slot))
            }
            By::Activity(copied) => {
                let mut best = Best::new(self.index, after, wanted);
                self.by_activity(copied, &mut best);
                self.cut(&best.in_order(), size, |(at, slot)| (Some(*at), *slot))
            }
        }
    }

    /// A page of so many of what was found.
    fn cut<T>(
        &self,
        found: &[T],
        size: usize,
        stands: impl Fn(&T) -> (Option<DateTime<Utc>>, u32),
    ) -> IndexPage {
        let of_page = found.get(..size).unwrap_or(found);
        let mut ids = Vec::with_capacity(of_page.len());
        ids.extend(
            of_page
                .iter()
                .filter_map(|one| self.index.store.id(stands(one).1)),
        );
        let last = of_page.last().filter(|_| found.len() > size);
        let next = last.and_then(|last| stands(last).0).zip(ids.last());
        let next = next.map(|(at, id)| Place { at, id: *id });
        IndexPage { ids, next }
    }

    /// Under each hat the last activity is another: notes count where they are seen, and for whoever is in
    /// copy what came since.
    fn by_activity(&self, copied: CopiedPolicy, best: &mut Best<'_>) {
        let index = self.index;
        let openings = self.filter.openings.as_slice();
        if openings.iter().all(|opening| reads_notes(opening.hat)) {
            return index.by_last(Whose::Staff, self.visible(), best);
        }
        let hats = self.plan().hats(index, self.filter, self.now);
        index.by_last(Whose::Staff, &hats.staff, best);
        match copied {
            CopiedPolicy::Whole => index.by_last(Whose::Public, &hats.whole, best),
            CopiedPolicy::SinceJoining => {
                index.by_last(Whose::Public, &hats.not_by_copy, best);
                self.by_copy(hats, best);
            }
        }
    }

    /// Those that are seen under the hat of one in copy alone, by what came since he joined.
    fn by_copy(&self, hats: &Hats, best: &mut Best<'_>) {
        let index = self.index;
        // Of two accounts in copy the one that joined first sees more.
        let joined = |slot: u32| {
            let since = index.copied.get(&slot)?;
            let opened = hats.opened.iter();
            let open = opened.filter(|(_, opens)| index.row_holds(opens, slot));
            open.filter_map(|(customer, _)| since.get(customer.as_ref()?))
                .min()
        };
        for slot in index.all(&hats.by_copy) {
            let Some(moments) = index.store.get(slot).map(|one| one.moments) else {
                continue;
            };
            let last = moments.activity.public;
            let seen = last.filter(|last| joined(slot).is_some_and(|since| since <= last));
            best.offer((moments.made.max(seen.unwrap_or(moments.made)), slot));
        }
    }
}

impl Index {
    /// Every slot that is meant.
    fn all(&self, node: &Node) -> Vec<u32> {
        if let Some(slots) = self.singly(node) {
            return slots;
        }
        let mut slots = Vec::new();
        Eval::new(self).blocks(node, |first, words| {
            for (first, word) in (first << 6..).step_by(64).zip(words) {
                slots.extend(bits(*word).map(|bit| first as u32 + bit));
            }
        });
        slots
    }
}
