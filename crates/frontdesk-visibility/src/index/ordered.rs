//! Slots in the order of a moment, kept in order by every event.

use chrono::{DateTime, Utc};

/// A moment and whose it is.
pub(super) type Entry = (DateTime<Utc>, u32);

/// Entries in ascending order, in blocks: an event moves the entries of one block.
#[derive(Clone, Debug, Default)]
pub(super) struct Ordered {
    /// None is empty.
    blocks: Vec<Block>,
    len: usize,
}

#[derive(Clone, Debug)]
struct Block {
    last: Entry,
    entries: Vec<Entry>,
}

/// The most entries of a block.
const FULL: usize = 256;

impl Ordered {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Puts one in that is not there.
    pub(super) fn insert(&mut self, entry: Entry) {
        self.len += 1;
        let at = self.blocks.partition_point(|block| block.last < entry);
        let Some(block) = self.blocks.get_mut(at) else {
            self.append(entry);
            return;
        };
        let place = block.entries.partition_point(|one| *one < entry);
        block.entries.insert(place, entry);
        if block.entries.len() > FULL {
            let upper = block.entries.split_off(FULL / 2);
            if let Some(last) = block.entries.last() {
                block.last = *last;
            }
            if let Some(upper) = Block::of(upper) {
                self.blocks.insert(at + 1, upper);
            }
        }
    }

    /// Behind all others, as what happens now does: blocks that are written so are full.
    fn append(&mut self, entry: Entry) {
        match self.blocks.last_mut() {
            Some(block) if block.entries.len() < FULL => {
                block.entries.push(entry);
                block.last = entry;
            }
            Some(_) | None => {
                let mut entries = Vec::with_capacity(FULL + 1);
                entries.push(entry);
                self.blocks.extend(Block::of(entries));
            }
        }
    }

    /// Takes one out that is there.
    pub(super) fn remove(&mut self, entry: Entry) {
        let at = self.blocks.partition_point(|block| block.last < entry);
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let Ok(place) = block.entries.binary_search(&entry) else {
            return;
        };
        block.entries.remove(place);
        self.len -= 1;
        let left = block.entries.len();
        match block.entries.last() {
            Some(last) => block.last = *last,
            None => {
                self.blocks.remove(at);
            }
        }
        if (1..FULL / 8).contains(&left) {
            self.unite(at);
        }
    }

    /// A block of few with the one behind it, if both are one block.
    fn unite(&mut self, at: usize) {
        let len = |at: usize| self.blocks.get(at).map_or(FULL, |one| one.entries.len());
        if len(at) + len(at + 1) > FULL / 2 {
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
        let is_meant = move |at: DateTime<Utc>| moment.is_none_or(|moment| at <= moment);
        let whole = self.blocks.partition_point(|block| is_meant(block.last.0));
        let (before, behind) = self.blocks.split_at_checked(whole).unwrap_or_default();
        let cut = behind.first().map(|block| {
            let len = block.entries.partition_point(|entry| is_meant(entry.0));
            block.entries.get(..len).unwrap_or_default()
        });
        let whole = before.iter().rev().map(|block| block.entries.as_slice());
        let parts = cut.into_iter().chain(whole);
        parts.flat_map(|entries| entries.iter().rev()).copied()
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let entries = self.blocks.iter().map(|block| block.entries.capacity());
        entries.sum::<usize>() * size_of::<Entry>() + self.blocks.capacity() * size_of::<Block>()
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
            ordered.len += 1;
            ordered.append(entry);
        }
        ordered
    }
}
