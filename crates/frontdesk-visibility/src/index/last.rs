//! The newest by last activity: down the list of all, or down the lists of the groups that are meant.

use chrono::{DateTime, Utc};

use super::Index;
use super::activity::Moments;
use super::best::Best;
use super::eval::Eval;
use super::ordered::{Entry, Ordered};
use super::plan::{Fact, Leaf, Node};
use super::slots::bits;
use super::values::One;

/// Whose activity.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// Of those who read notes.
    Staff,
    Public,
}

impl Whose {
    fn last(self, moments: &Moments) -> DateTime<Utc> {
        match self {
            Self::Staff => moments.staff(),
            Self::Public => moments.public(),
        }
    }
}

/// So many entries are looked at singly, and one of so many of all; then all that are seen are found at once.
const PATIENCE: usize = 512;
const PATIENCE_OF: usize = 64;

/// More lists than these are not gone down beside each other.
const LISTS: usize = 12;
/// To look at an entry of several lists, or at a slot that is in none, takes so many times as long as at one
/// of the list of all.
const BESIDE: f64 = 3.0;
/// To put a ticket in order takes as long as to look at so many bits.
const SORTING: usize = 8;

impl Index {
    /// Offers those that are seen, those where something happened last first, as long as they are wanted.
    pub(super) fn by_last(&self, whose: Whose, seen: &Node, best: &mut Best<'_>) {
        if let Some(slots) = self.singly(seen) {
            let entries = self.by_moment(whose, slots);
            return entries.for_each(|entry| best.offer(entry));
        }
        let patience = PATIENCE.max(self.store.len() / PATIENCE_OF);
        let mut walk = Walk {
            index: self,
            whose,
            seen,
            patience,
            best,
        };
        let top = walk.best.top();
        match Parts::instead_of_all(self, seen, walk.best.wanted()) {
            None => {
                walk.down(self.by_activity.down_from(top));
                walk.beside(&self.by_activity);
            }
            Some(parts) => {
                walk.down(parts.down_from(top));
                parts.lists.iter().for_each(|list| walk.beside(list));
                parts.loose.iter().for_each(|leaf| walk.through(leaf));
            }
        }
    }

    /// Each with the moment of its last activity.
    fn by_moment(
        &self,
        whose: Whose,
        slots: impl IntoIterator<Item = u32>,
    ) -> impl Iterator<Item = Entry> {
        slots.into_iter().filter_map(move |slot| {
            let record = self.store.get(slot)?;
            Some((whose.last(&record.moments), slot))
        })
    }
}

/// Goes down entries and asks each ticket; if that lasts, the set of those that are seen.
struct Walk<'r, 'b> {
    index: &'r Index,
    whose: Whose,
    seen: &'r Node,
    patience: usize,
    best: &'r mut Best<'b>,
}

impl Walk<'_, '_> {
    fn down(&mut self, mut entries: impl Iterator<Item = Entry>) {
        let mut last = None;
        for _ in 0..self.patience {
            let Some(entry) = entries.next() else {
                return;
            };
            if self.best.is_past(entry.0) {
                return;
            }
            last = Some(entry);
            if self.is_seen_at(entry) {
                self.best.offer(entry);
            }
        }
        let (index, seen) = (self.index, self.seen);
        let mut words = Vec::with_capacity(index.store.len().div_ceil(64));
        let mut count = 0;
        Eval::new(index).blocks(seen, |_, block| {
            words.extend_from_slice(block);
            let ones = block.iter().map(|word| word.count_ones() as usize);
            count += ones.sum::<usize>();
        });
        // If they lie evenly, the walk looks at so many for one that is seen.
        let walk = (index.len() / count.max(1)).saturating_mul(self.best.wanted());
        if walk >= count.saturating_mul(SORTING) {
            return self.go_on_without(&words, last);
        }
        for entry in entries {
            if self.best.is_past(entry.0) {
                return;
            }
            let (word, bit) = (entry.1 as usize >> 6, entry.1 & 63);
            if words.get(word).is_some_and(|word| word >> bit & 1 == 1) {
                let record = index.store.get(entry.1);
                if record.is_some_and(|one| self.whose.last(&one.moments) == entry.0) {
                    self.best.offer(entry);
                }
            }
        }
    }

    /// So few are seen that the walk would be long: all of them, but those that were come upon.
    fn go_on_without(&mut self, words: &[u64], last: Option<Entry>) {
        let slots = (0_u32..).step_by(64).zip(words);
        let slots = slots.flat_map(|(first, word)| bits(*word).map(move |bit| first + bit));
        for entry in self.index.by_moment(self.whose, slots) {
            if last.is_none_or(|last| entry < last) {
                self.best.offer_again(entry);
            }
        }
    }

    /// Whether the ticket is seen, and stands there and not elsewhere by now.
    #[inline]
    fn is_seen_at(&self, (at, slot): Entry) -> bool {
        let record = self.index.store.get(slot);
        record.is_some_and(|record| {
            record.row.is_held()
                && self.seen.holds(slot, &record.row)
                && self.whose.last(&record.moments) == at
        })
    }

    /// What is not in its order yet.
    fn beside(&mut self, list: &Ordered) {
        for entry in list.aside() {
            if !self.best.is_past(entry.0) && self.is_seen_at(*entry) {
                self.best.offer_again(*entry);
            }
        }
    }

    /// Looks at all slots of a leaf.
    fn through(&mut self, leaf: &Leaf) {
        let mut slots = Vec::with_capacity(leaf.most);
        leaf.sets(self.index)
            .for_each(|set| set.push_to(&mut slots));
        for entry in self.index.by_moment(self.whose, slots) {
            if !self.best.is_past(entry.0) && self.index.row_holds(self.seen, entry.1) {
                self.best.offer_again(entry);
            }
        }
    }
}

/// Parts in which every ticket is that may be seen, some perhaps in several.
#[derive(Default)]
struct Parts<'r> {
    /// By activity.
    lists: Vec<&'r Ordered>,
    /// The slots of these in no order.
    loose: Vec<&'r Leaf>,
    /// So many entries and slots are to be looked at.
    work: f64,
}

impl<'r> Parts<'r> {
    /// If it is less work to find so many in them than in the list of all.
    fn instead_of_all(index: &'r Index, seen: &'r Node, wanted: usize) -> Option<Self> {
        let all = index.by_activity.len() as f64;
        let in_all = wanted as f64 / seen.share(index.store.len() as f64);
        if in_all < PATIENCE as f64 {
            return None;
        }
        // In each list they stand as dense as in the list of all.
        let parts = Self::of(index, seen, (in_all / all).min(1.0))?;
        (parts.work * BESIDE < in_all.min(all)).then_some(parts)
    }

    /// Parts for what a node means, of whose lists such a share is looked at.
    fn of(index: &'r Index, node: &'r Node, share: f64) -> Option<Self> {
        match node {
            Node::Leaf(leaf) => match &leaf.fact {
                Fact::One(One::Group, numbers) if numbers.len() <= LISTS => {
                    let lists = numbers.iter().filter_map(|number| index.values.log(number));
                    let lists: Vec<_> = lists.collect();
                    let len: usize = lists.iter().map(|list| list.len()).sum();
                    Some(Self {
                        lists,
                        work: len as f64 * share,
                        ..Self::default()
                    })
                }
                Fact::One(..) | Fact::Several(_) => Some(Self {
                    loose: vec![leaf],
                    work: leaf.most as f64,
                    ..Self::default()
                }),
                Fact::Marks(_) | Fact::Slot(_) | Fact::Epoch(_) => None,
            },
            Node::Any(nodes) => nodes.iter().try_fold(Self::default(), |mut all, node| {
                let parts = Self::of(index, node, share)?;
                all.lists.extend(parts.lists);
                all.loose.extend(parts.loose);
                all.work += parts.work;
                (all.lists.len() <= LISTS).then_some(all)
            }),
            Node::Each(nodes) => {
                let each = nodes.iter();
                let each = each.filter_map(|node| Self::of(index, node, share));
                each.min_by(|one, other| one.work.total_cmp(&other.work))
            }
            Node::Constant(answer) => (!answer).then(Self::default),
            Node::Not(_) => None,
        }
    }

    /// The entries of all lists as one. A ticket that went from one list to another stands in both.
    fn down_from(&self, top: Option<DateTime<Utc>>) -> impl Iterator<Item = Entry> {
        let lists = self.lists.iter().map(|list| list.down_from(top));
        let mut heads: Vec<_> = lists
            .filter_map(|mut entries| Some((entries.next()?, entries)))
            .collect();
        let mut last = None;
        std::iter::from_fn(move || {
            loop {
                let each = heads.iter().enumerate();
                let (at, entry) = each
                    .map(|(at, (entry, _))| (at, *entry))
                    .max_by_key(|(_, entry)| *entry)?;
                let head = heads.get_mut(at)?;
                match head.1.next() {
                    Some(next) => head.0 = next,
                    None => drop(heads.swap_remove(at)),
                }
                if last.replace(entry) != Some(entry) {
                    return Some(entry);
                }
            }
        })
    }
}
