//! Slots in the order of a moment.

use chrono::{DateTime, Utc};

/// A moment and whose it is.
pub(super) type Entry = (DateTime<Utc>, u32);

/// Entries in ascending order, in blocks. What happens now comes behind all others, in memory that is
/// warm; what does not may be put aside, and is put in order with others. A ticket that something happens
/// to gets another entry, and the one that it had stays, until its block is swept: an entry holds only if
/// the ticket says the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Ordered {
    /// None is empty.
    blocks: Vec<Block>,
    len: usize,
    /// The block to be swept next.
    swept: usize,
    /// So many were noted since the last sweep.
    noted: usize,
    /// In no order.
    aside: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Block {
    last: Entry,
    entries: Vec<Entry>,
}

/// The most entries of a block.
pub(super) const FULL: usize = 128;
/// The most entries of a run.
pub(super) const RUN: usize = 32;
/// So many are put aside.
const ASIDE: usize = 1024;

impl Ordered {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Something that lies where the next one comes: asked for, it is read.
    pub(super) fn near_end(&self) -> usize {
        let last = self.blocks.last().and_then(|block| block.entries.last());
        last.map_or(0, |(_, slot)| *slot as usize)
    }

    /// Puts one in, unless it is there.
    pub(super) fn insert(&mut self, entry: Entry) {
        match self.blocks.last() {
            Some(block) if entry <= block.last => self.insert_between(entry),
            Some(_) | None => self.append(entry),
        }
    }

    /// Puts one in, at once if it comes behind all others.
    pub(super) fn note(&mut self, entry: Entry) {
        self.noted += 1;
        if self.blocks.last().is_none_or(|block| block.last < entry) {
            return self.append(entry);
        }
        self.aside.push(entry);
        if self.aside.len() >= ASIDE {
            self.put_in_order();
        }
    }

    /// Puts in what was put aside.
    pub(super) fn put_in_order(&mut self) {
        let mut aside = std::mem::take(&mut self.aside);
        aside.sort_unstable();
        aside.into_iter().for_each(|entry| self.insert(entry));
    }

    /// Those that are not in order yet.
    pub(super) fn aside(&self) -> &[Entry] {
        &self.aside
    }

    fn insert_between(&mut self, entry: Entry) {
        let at = self.blocks.partition_point(|block| block.last < entry);
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let Err(place) = block.entries.binary_search(&entry) else {
            return;
        };
        self.len += 1;
        if block.entries.len() < FULL {
            return block.entries.insert(place, entry);
        }
        // Parted before it would grow.
        let mut upper = block.entries.split_off(FULL / 2);
        match place.checked_sub(FULL / 2) {
            Some(place) => upper.insert(place, entry),
            None => block.entries.insert(place, entry),
        }
        if let Some(last) = block.entries.last() {
            block.last = *last;
        }
        if let Some(upper) = Block::of(upper) {
            self.blocks.insert(at + 1, upper);
        }
    }

    /// Behind all others, as what happens now does: blocks that are written so are full.
    fn append(&mut self, entry: Entry) {
        self.len += 1;
        match self.blocks.last_mut() {
            Some(block) if block.entries.len() < FULL => {
                block.entries.push(entry);
                block.last = entry;
            }
            Some(_) | None => self.blocks.extend(Block::of(vec![entry])),
        }
    }

    /// Takes one out that is there.
    pub(super) fn remove(&mut self, entry: Entry) {
        let at = self.blocks.partition_point(|block| block.last < entry);
        self.retain_of_block(at, |one| one != entry);
    }

    /// Whether half a block was noted since the last sweep.
    pub(super) const fn is_due(&self) -> bool {
        self.noted >= FULL / 2
    }

    /// Looks at one block, the next one in turn, and keeps of it what holds by what is known of its slot.
    pub(super) fn sweep<T>(&mut self, of: impl Fn(u32) -> T, holds: impl Fn(Entry, &T) -> bool) {
        if self.swept >= self.blocks.len() {
            self.swept = 0;
        }
        self.noted = 0;
        let (at, blocks) = (self.swept, self.blocks.len());
        // Fetched one beside the other, and not each when the one before it is judged.
        let entries = self
            .blocks
            .get(at)
            .map_or(&[] as &[Entry], |one| &one.entries);
        let known: Vec<T> = entries.iter().map(|(_, slot)| of(*slot)).collect();
        let mut known = known.iter();
        self.retain_of_block(at, |entry| {
            known.next().is_some_and(|one| holds(entry, one))
        });
        // If it is gone, or one with the next, the next stands here.
        self.swept += usize::from(self.blocks.len() == blocks);
    }

    fn retain_of_block(&mut self, at: usize, mut keep: impl FnMut(Entry) -> bool) {
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let before = block.entries.len();
        block.entries.retain(|entry| keep(*entry));
        let left = block.entries.len();
        self.len -= before - left;
        match block.entries.last() {
            Some(last) => block.last = *last,
            None => {
                self.blocks.remove(at);
                return;
            }
        }
        if left < FULL / 4 {
            self.unite(at);
        }
    }

    /// A block of few with the one behind it, if both are one block.
    fn unite(&mut self, at: usize) {
        let len = |at: usize| self.blocks.get(at).map_or(FULL, |one| one.entries.len());
        if len(at) + len(at + 1) > FULL {
            return;
        }
        let mut behind = self.blocks.remove(at + 1);
        if let Some(block) = self.blocks.get_mut(at) {
            block.entries.append(&mut behind.entries);
            block.last = behind.last;
        }
    }

    /// Those of this moment and before, the last first; without one all of them.
    pub(super) fn down_from(&self, moment: Option<DateTime<Utc>>) -> impl Iterator<Item = Entry> {
        let runs = self.runs_from(moment);
        runs.flat_map(|run| run.iter().rev()).copied()
    }

    /// The same in runs, the last first, each in ascending order. None is empty.
    pub(super) fn runs_from(
        &self,
        moment: Option<DateTime<Utc>>,
    ) -> impl Iterator<Item = &[Entry]> {
        let is_meant = move |at: DateTime<Utc>| moment.is_none_or(|moment| at <= moment);
        let whole = self.blocks.partition_point(|block| is_meant(block.last.0));
        let (before, behind) = self.blocks.split_at_checked(whole).unwrap_or_default();
        let cut = behind.first().map(|block| {
            let len = block.entries.partition_point(|entry| is_meant(entry.0));
            block.entries.get(..len).unwrap_or_default()
        });
        let whole = before.iter().rev().map(|block| block.entries.as_slice());
        let blocks = cut.into_iter().chain(whole);
        blocks.flat_map(|entries| entries.rchunks(RUN))
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let entries = self.blocks.iter().map(|block| block.entries.capacity());
        let entries = entries.sum::<usize>() + self.aside.capacity();
        entries * size_of::<Entry>() + self.blocks.capacity() * size_of::<Block>()
    }
}

impl Block {
    fn of(entries: Vec<Entry>) -> Option<Self> {
        let last = *entries.last()?;
        Some(Self { last, entries })
    }
}

/// Of entries in any order.
impl FromIterator<Entry> for Ordered {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_unstable();
        let mut ordered = Self::default();
        for entry in entries {
            ordered.insert(entry);
        }
        ordered
    }
}
