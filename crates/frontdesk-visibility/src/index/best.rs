//! The first few of what is found, in whatever order it is found.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use super::Index;
use super::ordered::Entry;
use super::page::Place;

/// The first so many tickets after a place: the latest moment first, and of one moment the least id.
pub(super) struct Best<'r> {
    index: &'r Index,
    after: Option<Place>,
    wanted: usize,
    found: Vec<Entry>,
    /// Whether each was of a lesser moment than the one before.
    falls: bool,
    /// None of a lesser moment is wanted any more.
    floor: Option<DateTime<Utc>>,
}

impl<'r> Best<'r> {
    pub(super) fn new(index: &'r Index, after: Option<Place>, wanted: usize) -> Self {
        Self {
            index,
            after,
            wanted,
            // A few of one moment may come besides.
            found: Vec::with_capacity(wanted + 4),
            falls: true,
            floor: None,
        }
    }

    /// So many are wanted at most.
    pub(super) const fn wanted(&self) -> usize {
        self.wanted
    }

    /// None of a later moment is wanted.
    pub(super) fn top(&self) -> Option<DateTime<Utc>> {
        self.after.map(|after| after.at)
    }

    /// Whether none of this moment is wanted any more.
    #[inline]
    pub(super) fn is_past(&self, at: DateTime<Utc>) -> bool {
        self.floor.is_some_and(|floor| at < floor)
    }

    /// A ticket that is seen and was not offered yet.
    #[inline(always)]
    pub(super) fn offer(&mut self, entry: Entry) {
        let at = entry.0;
        if self.is_past(at) || !self.after.is_none_or(|after| self.comes(entry, after)) {
            return;
        }
        self.falls &= self.found.last().is_none_or(|last| at < last.0);
        self.found.push(entry);
        if self.found.len() == self.wanted {
            let least = || self.found.iter().map(|(at, _)| *at).min();
            self.floor = if self.falls { Some(at) } else { least() };
        } else if self.found.len() >= 2 * self.wanted {
            self.settle();
        }
    }

    /// A ticket that is seen; it may have been offered.
    pub(super) fn offer_again(&mut self, entry: Entry) {
        if !self.is_past(entry.0) && !self.found.contains(&entry) {
            self.offer(entry);
        }
    }

    fn comes(&self, (at, slot): Entry, after: Place) -> bool {
        let is_behind = || self.index.store.id(slot) > Some(after.id);
        at < after.at || (at == after.at && is_behind())
    }

    /// Keeps of what was found as many as are wanted.
    fn settle(&mut self) {
        let last = self.wanted.saturating_sub(1);
        if last < self.found.len() {
            let order = order(self.index);
            let (_, entry, _) = self.found.select_nth_unstable_by(last, order);
            self.floor = Some(entry.0);
            self.found.truncate(self.wanted);
            self.falls = false;
        }
    }

    pub(super) fn in_order(mut self) -> Vec<Entry> {
        if !self.falls {
            self.found.sort_unstable_by(order(self.index));
        }
        self.found.truncate(self.wanted);
        self.found
    }
}

fn order(index: &Index) -> impl Fn(&Entry, &Entry) -> Ordering {
    |(at, slot), (other_at, other)| {
        let ids = || index.store.id(*slot).cmp(&index.store.id(*other));
        other_at.cmp(at).then_with(ids)
    }
}
