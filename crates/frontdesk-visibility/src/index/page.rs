//! Pages: the newest first, without the list.

use chrono::{DateTime, Utc};
use frontdesk_model::ConversationId;
use serde::{Deserialize, Serialize};

use super::Index;
use super::activity::Moments;
use super::eval::Eval;
use super::ordered::Entry;
use super::plan::{Node, Planner};
use super::read::Reading;
use super::walk::{Down, Heaped, Merged, PATIENCE, Runs, Seen, Stream, Walk, Walked};
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
        let streams = match order.0 {
            By::Creation => self.by_creation(after, size),
            By::Activity(copied) => self.by_activity(copied, after, size),
        };
        let mut merged = Merged::of(streams);
        let mut page = IndexPage {
            ids: Vec::with_capacity(size.min(self.index.len())),
            next: None,
        };
        let mut last = None;
        for (at, id) in merged.by_ref().take(size) {
            page.ids.push(id);
            last = Some(Place { at, id });
        }
        page.next = last.filter(|_| merged.next().is_some());
        page
    }

    fn by_creation(&self, after: Option<Place>, size: usize) -> Vec<Stream<'_>> {
        let index = self.index;
        if let Some(slots) = index.singly(&self.visible) {
            let entries = index.entries(slots, |moments| moments.made);
            return vec![index.in_order(Heaped::of(entries, after), after)];
        }
        let mut streams = vec![index.in_order(Down::of(self, after, size), after)];
        if index.late.len() > 0 {
            let late = index.late.down_from(after.map(|after| after.at));
            let seen = late.filter(|(_, slot)| index.row_holds(&self.visible, *slot));
            streams.push(index.in_order(seen, after));
        }
        streams
    }

    /// Under each hat the last activity is another: notes count where they are seen, and for whoever is in
    /// copy what came since.
    fn by_activity(
        &self,
        copied: CopiedPolicy,
        after: Option<Place>,
        size: usize,
    ) -> Vec<Stream<'_>> {
        let index = self.index;
        let planner = Planner::new(index, self.now);
        let openings = self.filter.openings.as_slice();
        let reads_notes = |hat: Hat| hat == Hat::Operator;
        let all_read_notes = openings.iter().all(|opening| reads_notes(opening.hat));
        if all_read_notes {
            return vec![self.walk(Walked::Staff, Seen::Lent(&self.visible), after, size)];
        }
        let mut streams = Vec::new();
        let staff = || {
            let staff = openings.iter().filter(|opening| reads_notes(opening.hat));
            Node::any(staff.map(|opening| planner.opens(opening)))
        };
        let others = openings.iter().filter(|opening| !reads_notes(opening.hat));
        let some_read_notes = openings.iter().any(|opening| reads_notes(opening.hat));
        if some_read_notes {
            streams.push(self.walk(Walked::Staff, Seen::Own(staff()), after, size));
        }
        let whole = match copied {
            CopiedPolicy::Whole => Node::any(others.map(|opening| planner.opens(opening))),
            CopiedPolicy::SinceJoining => {
                Node::any(others.map(|opening| planner.opens_not_by_copy(opening)))
            }
        };
        let not_staff = Node::each([whole, staff().negate()]);
        streams.push(self.walk(Walked::Public, Seen::Own(not_staff), after, size));
        if copied == CopiedPolicy::SinceJoining {
            streams.extend(self.by_copy(after));
        }
        streams
    }

    /// Those that are seen under the hat of one in copy alone, by what came since he joined.
    fn by_copy(&self, after: Option<Place>) -> Option<Stream<'_>> {
        let index = self.index;
        let planner = Planner::new(index, self.now);
        let openings = || self.filter.openings.iter();
        let mut copied = openings().filter(|one| matches!(one.hat, Hat::Customer | Hat::Copied));
        copied.next()?;
        let visible = Node::any(openings().map(|one| planner.opens(one)));
        let otherwise = Node::any(openings().map(|one| planner.opens_not_by_copy(one)));
        let by_copy = Node::each([visible, otherwise.negate()]);
        let slots = index.all(&by_copy);
        if slots.is_empty() {
            return None;
        }
        let opened: Vec<_> = openings()
            .map(|one| (one.viewer.customer(), planner.opens(one)))
            .collect();
        // Of two accounts in copy the one that joined first sees more.
        let joined = |slot: u32| {
            let since = index.copied.get(&slot)?;
            let open = opened
                .iter()
                .filter(|(_, opens)| index.row_holds(opens, slot));
            open.filter_map(|(customer, _)| since.get(customer.as_ref()?))
                .min()
        };
        let entries = slots.into_iter().filter_map(|slot| {
            let moments = index.moments.get(slot as usize)?;
            let last = moments.activity.public;
            let seen = last.filter(|last| joined(slot).is_some_and(|since| since <= last));
            Some((moments.made.max(seen.unwrap_or(moments.made)), slot))
        });
        Some(index.in_order(Heaped::of(entries, after), after))
    }

    fn walk<'r>(
        &'r self,
        by: Walked,
        seen: Seen<'r>,
        after: Option<Place>,
        size: usize,
    ) -> Stream<'r> {
        let index = self.index;
        if let Some(slots) = index.singly(seen.node()) {
            let entries = index.entries(slots, by.moment());
            return index.in_order(Heaped::of(entries, after), after);
        }
        let list = match by {
            Walked::Staff => &index.by_staff,
            Walked::Public => &index.by_public,
        };
        let walk = Walk {
            index,
            entries: list.down_from(after.map(|after| after.at)),
            by,
            seen,
            patience: PATIENCE,
            wanted: size,
            last: None,
            rest: None,
        };
        index.in_order(walk, after)
    }
}

impl Index {
    /// Entries in descending order as a stream: those of one moment by id, and none up to the place after
    /// which the page begins.
    fn in_order<'r>(
        &'r self,
        entries: impl Iterator<Item = Entry> + 'r,
        after: Option<Place>,
    ) -> Stream<'r> {
        Box::new(Runs {
            index: self,
            entries,
            after,
            ahead: None,
            run: Vec::new(),
        })
    }

    pub(super) fn entries(
        &self,
        slots: Vec<u32>,
        moment: impl Fn(&Moments) -> DateTime<Utc>,
    ) -> impl Iterator<Item = Entry> {
        slots.into_iter().filter_map(move |slot| {
            let moments = self.moments.get(slot as usize)?;
            Some((moment(moments), slot))
        })
    }

    /// Every slot that is meant.
    pub(super) fn all(&self, node: &Node<'_>) -> Vec<u32> {
        if let Some(slots) = self.singly(node) {
            return slots;
        }
        let mut slots = Vec::new();
        Eval::new(self).blocks(node, |first, words| {
            for (first, word) in (first << 6..).step_by(64).zip(words) {
                slots.extend(super::slots::bits(*word).map(|bit| first as u32 + bit));
            }
        });
        slots
    }
}
