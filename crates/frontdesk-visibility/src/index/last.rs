//! The newest by last activity: down the list of all, or down the lists of the groups that are meant.

use chrono::{DateTime, Utc};

use super::Index;
use super::activity::Moments;
use super::best::Best;
use super::eval::Eval;
use super::ordered::{Entry, Ordered, RUN};
use super::plan::{Fact, Leaf, Node};
use super::slots::bits;
use super::store::Record;
use super::values::{One, Row};

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
            for slot in slots.into_iter().rev() {
                let entry = self.last_of(whose, slot, best);
                entry.into_iter().for_each(|entry| best.offer(entry));
            }
            return;
        }
        let mut walk = Walk {
            index: self,
            whose,
            seen,
            best,
            rows: Vec::with_capacity(RUN),
        };
        match Parts::instead_of_all(self, seen, walk.best.wanted()) {
            None => {
                walk.down(&[(None, &self.by_activity)]);
                walk.beside(&self.by_activity);
            }
            Some(parts) => {
                walk.down(&parts.lists);
                parts.lists.iter().for_each(|(_, list)| walk.beside(list));
                parts.loose.iter().for_each(|leaf| walk.through(leaf));
            }
        }
    }

    /// A slot with the moment of its last activity, unless it is known to be too early.
    #[inline]
    fn last_of(&self, whose: Whose, slot: u32, best: &Best<'_>) -> Option<Entry> {
        let active = self.store.active(slot as usize / 64)?;
        let record = (!best.is_past(active)).then(|| self.store.get(slot))??;
        let last = whose.last(&record.moments);
        (!best.is_past(last)).then_some((last, slot))
    }
}

/// A list by activity: of all, or of those that are followed under a number.
type List<'r> = (Option<u32>, &'r Ordered);

/// Goes down entries and asks the tickets of each run; if that lasts, the set of those that are seen.
struct Walk<'r, 'b> {
    index: &'r Index,
    whose: Whose,
    seen: &'r Node,
    best: &'r mut Best<'b>,
    /// Those of a run that stand there.
    rows: Vec<(Entry, &'r Row)>,
}

impl<'r> Walk<'r, '_> {
    /// Down lists beside each other, run by run: the next is one of the list that reaches up the most.
    fn down(&mut self, lists: &[List<'r>]) {
        let top = self.best.top();
        let lists = lists.iter();
        let mut lists: Vec<_> = lists
            .map(|(of, list)| (*of, list.runs_from(top).peekable()))
            .collect();
        let patience = PATIENCE.max(self.index.store.len() / PATIENCE_OF);
        let (mut looked, mut all) = (0, None);
        loop {
            let heads = lists.iter_mut().filter_map(|(of, runs)| {
                let head = *runs.peek()?.last()?;
                Some((head, *of, runs))
            });
            let Some((head, of, runs)) = heads.max_by_key(|(head, ..)| *head) else {
                return;
            };
            if self.best.is_past(head.0) {
                return;
            }
            if looked >= patience && all.is_none() {
                let (words, count) = self.all_seen();
                // If they lie evenly, the walk looks at so many for one that is seen.
                let walk = (self.index.len() / count.max(1)).saturating_mul(self.best.wanted());
                if walk >= count.saturating_mul(SORTING) {
                    return self.offer_all(&words);
                }
                all = Some(words);
            }
            let run = runs.next().unwrap_or_default();
            looked += run.len();
            self.offer_run(run, of, all.as_deref());
        }
    }

    /// Those of a run that stand there and not elsewhere by now, and are seen.
    fn offer_run(&mut self, run: &[Entry], of: Option<u32>, all: Option<&[u64]>) {
        let is_in_all = |slot: u32| {
            all.is_none_or(|words| {
                let word = words.get(slot as usize >> 6);
                word.is_some_and(|word| word >> (slot & 63) & 1 == 1)
            })
        };
        self.rows.clear();
        for (at, slot) in run.iter().rev() {
            if is_in_all(*slot)
                && let Some(Record { row, moments, .. }) = self.index.store.get(*slot)
                && self.whose.last(moments) == *at
                && row.is_held()
                && of.is_none_or(|of| row.followed() == of)
            {
                self.rows.push(((*at, *slot), row));
            }
        }
        let seen = match all {
            Some(_) => u64::MAX,
            None => self.seen.which(&self.rows),
        };
        for ((entry, _), bit) in self.rows.iter().zip(0..) {
            if seen >> bit & 1 == 1 {
                self.best.offer(*entry);
            }
        }
    }

    /// All that are seen, and how many they are.
    fn all_seen(&self) -> (Vec<u64>, usize) {
        let mut words = Vec::with_capacity(self.index.store.len().div_ceil(64));
        let mut count = 0;
        Eval::new(self.index).blocks(self.seen, |_, block| {
            words.extend_from_slice(block);
            let ones = block.iter().map(|word| word.count_ones() as usize);
            count += ones.sum::<usize>();
        });
        (words, count)
    }

    /// So few are seen that the walk would be long: all of them, the newest first.
    fn offer_all(&mut self, words: &[u64]) {
        for (at, word) in words.iter().enumerate().rev() {
            for bit in bits(*word) {
                let slot = ((at << 6) as u32) + bit;
                let entry = self.index.last_of(self.whose, slot, self.best);
                entry
                    .into_iter()
                    .for_each(|entry| self.best.offer_again(entry));
            }
        }
    }

    /// What is not in its order yet.
    fn beside(&mut self, list: &Ordered) {
        for (at, slot) in list.aside() {
            let entry = self.last_of_seen(*slot).filter(|entry| entry.0 == *at);
            entry
                .into_iter()
                .for_each(|entry| self.best.offer_again(entry));
        }
    }

    /// Looks at all slots of a leaf.
    fn through(&mut self, leaf: &Leaf) {
        let mut slots = Vec::with_capacity(leaf.most);
        leaf.each_set(self.index, |set| set.push_to(&mut slots));
        for slot in slots {
            let entry = self.last_of_seen(slot);
            entry
                .into_iter()
                .for_each(|entry| self.best.offer_again(entry));
        }
    }

    #[inline]
    fn last_of_seen(&self, slot: u32) -> Option<Entry> {
        let entry = self.index.last_of(self.whose, slot, self.best);
        entry.filter(|(_, slot)| self.index.row_holds(self.seen, *slot))
    }
}

/// Parts in which every ticket is that may be seen, some perhaps in several.
#[derive(Default)]
struct Parts<'r> {
    /// By activity.
    lists: Vec<List<'r>>,
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
                    let lists = numbers
                        .iter()
                        .filter_map(|number| Some((Some(number), index.values.log(number)?)));
                    let lists: Vec<_> = lists.collect();
                    let len: usize = lists.iter().map(|(_, list)| list.len()).sum();
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
                let mut parts = Self::of(index, node, share)?;
                parts
                    .lists
                    .retain(|(of, _)| all.lists.iter().all(|(one, _)| one != of));
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
}
