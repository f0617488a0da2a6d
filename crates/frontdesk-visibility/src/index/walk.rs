//! The ways to the newest: down the slots, down a list by activity, from a heap; each tie by id, and several
//! as one.

use std::collections::BinaryHeap;
use std::iter::Peekable;

use chrono::{DateTime, Utc};
use frontdesk_model::ConversationId;

use super::Index;
use super::activity::Moments;
use super::eval::{BLOCK, Eval};
use super::ordered::Entry;
use super::page::Place;
use super::plan::Node;
use super::read::Reading;
use super::slots::WORDS;

/// A ticket with the moment by which it stands.
pub(super) type Placed = (DateTime<Utc>, ConversationId);

/// Tickets in the order of a page.
pub(super) type Stream<'r> = Box<dyn Iterator<Item = Placed> + 'r>;

/// A plan of the reading, or one that was made for the page.
pub(super) enum Seen<'r> {
    Lent(&'r Node<'r>),
    Own(Node<'r>),
}

impl Seen<'_> {
    pub(super) fn node(&self) -> &Node<'_> {
        match self {
            Self::Lent(node) => node,
            Self::Own(node) => node,
        }
    }
}

/// Whose activity.
#[derive(Clone, Copy)]
pub(super) enum Walked {
    Staff,
    Public,
}

impl Walked {
    pub(super) fn moment(self) -> fn(&Moments) -> DateTime<Utc> {
        match self {
            Self::Staff => Moments::staff,
            Self::Public => Moments::public,
        }
    }
}

/// Puts the entries of one moment in the order of their ids.
pub(super) struct Runs<'r, I> {
    pub(super) index: &'r Index,
    pub(super) entries: I,
    pub(super) after: Option<Place>,
    pub(super) ahead: Option<Entry>,
    /// In descending order, all of one moment.
    pub(super) run: Vec<Placed>,
}

impl<I: Iterator<Item = Entry>> Iterator for Runs<'_, I> {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        while self.run.is_empty() {
            let (at, slot) = self.ahead.take().or_else(|| self.entries.next())?;
            self.note(at, slot);
            while let Some((next, slot)) = self.entries.next() {
                if next != at {
                    self.ahead = Some((next, slot));
                    break;
                }
                self.note(at, slot);
            }
            self.run.sort_unstable_by(|one, other| other.cmp(one));
        }
        self.run.pop()
    }
}

impl<I> Runs<'_, I> {
    fn note(&mut self, at: DateTime<Utc>, slot: u32) {
        let Some(id) = self.index.ids.get(slot as usize) else {
            return;
        };
        let comes = |after: Place| at < after.at || (at == after.at && *id > after.id);
        if self.after.is_none_or(comes) {
            self.run.push((at, *id));
        }
    }
}

/// Several streams as one.
pub(super) struct Merged<'r>(Vec<Peekable<Stream<'r>>>);

impl<'r> Merged<'r> {
    pub(super) fn of(streams: Vec<Stream<'r>>) -> Self {
        Self(streams.into_iter().map(Iterator::peekable).collect())
    }
}

impl Iterator for Merged<'_> {
    type Item = Placed;

    fn next(&mut self) -> Option<Placed> {
        if let [stream] = self.0.as_mut_slice() {
            return stream.next();
        }
        let heads = self.0.iter_mut().enumerate();
        let heads = heads.filter_map(|(at, stream)| stream.peek().map(|head| (at, *head)));
        // The latest moment, and of it the least id.
        let (at, _) = heads.min_by(|(_, (a, x)), (_, (b, y))| b.cmp(a).then(x.cmp(y)))?;
        self.0.get_mut(at)?.next()
    }
}

/// Entries that are put in order as far as they are asked for.
pub(super) struct Heaped(BinaryHeap<Entry>);

impl Heaped {
    pub(super) fn of(entries: impl Iterator<Item = Entry>, after: Option<Place>) -> Self {
        let comes = |entry: &Entry| after.is_none_or(|after| entry.0 <= after.at);
        Self(entries.filter(comes).collect::<Vec<_>>().into())
    }
}

impl Iterator for Heaped {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        self.0.pop()
    }
}

/// So many tickets are asked one by one; then all that are seen are found at once.
pub(super) const PATIENCE: usize = 512;

/// To take a ticket from a heap takes as long as to look at so many bits.
const HEAP: usize = 8;

/// Goes down a list by activity and asks each ticket; if that lasts, the set of those that are seen.
pub(super) struct Walk<'r, I> {
    pub(super) index: &'r Index,
    pub(super) entries: I,
    pub(super) by: Walked,
    pub(super) seen: Seen<'r>,
    pub(super) patience: usize,
    pub(super) wanted: usize,
    pub(super) last: Option<Entry>,
    pub(super) rest: Option<Rest>,
}

/// What is left of a walk.
pub(super) enum Rest {
    /// The set, while the walk goes on.
    Set(Vec<u64>),
    /// Those that are seen: so few that the walk would be long.
    Few(Heaped),
}

impl<I: Iterator<Item = Entry>> Iterator for Walk<'_, I> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while self.patience > 0 {
            let entry = self.entries.next()?;
            self.patience -= 1;
            self.last = Some(entry);
            if self.index.row_holds(self.seen.node(), entry.1) {
                return Some(entry);
            }
        }
        if self.rest.is_none() {
            self.rest = Some(self.rest());
        }
        match self.rest.as_mut()? {
            Rest::Few(few) => few.next(),
            Rest::Set(words) => {
                let is_in = |slot: u32| {
                    let word = words.get(slot as usize >> 6);
                    word.is_some_and(|word| word >> (slot & 63) & 1 == 1)
                };
                self.entries.find(|(_, slot)| is_in(*slot))
            }
        }
    }
}

impl<I> Walk<'_, I> {
    fn rest(&self) -> Rest {
        let (index, mut words, mut count) = (self.index, Vec::new(), 0_usize);
        Eval::new(index).blocks(self.seen.node(), |_, block| {
            words.extend_from_slice(block);
            let ones = block.iter().map(|word| word.count_ones() as usize);
            count += ones.sum::<usize>();
        });
        // If they lie evenly, the walk looks at so many for one that is seen.
        let walk = (index.len() / count.max(1)).saturating_mul(self.wanted);
        if walk < count.saturating_mul(HEAP) {
            return Rest::Set(words);
        }
        let slots = (0_usize..)
            .step_by(64)
            .zip(words)
            .flat_map(|(first, word)| super::slots::bits(word).map(move |bit| first as u32 + bit));
        let (last, moment) = (self.last, self.by.moment());
        let all = index.entries(slots.collect(), moment);
        let behind = all.filter(|entry| last.is_none_or(|last| *entry < last));
        Rest::Few(Heaped::of(behind, None))
    }
}

/// Goes down the slots, block by block; each block is as long as it takes, by those before it, to find what
/// is wanted yet.
pub(super) struct Down<'r> {
    eval: Eval<'r>,
    index: &'r Index,
    visible: &'r Node<'r>,
    /// The words that are yet to be evaluated.
    words: usize,
    /// Of the last of them only so many slots count.
    end: usize,
    /// So many are wanted yet.
    left: usize,
    /// So many were found in so many words: at first a guess, that weighs little.
    found: usize,
    done: usize,
    block: Vec<u64>,
    /// The number of its first word.
    first: usize,
}

/// The words of a block at least.
pub(super) const LEAST: usize = 4;

impl<'r> Down<'r> {
    pub(super) fn of(reading: &'r Reading<'_>, after: Option<Place>, size: usize) -> Self {
        let index = reading.index;
        // What was made after that moment comes in no page any more.
        let end = after.map_or(index.rows.len(), |after| {
            index
                .reached
                .partition_point(|reached| *reached <= after.at)
        });
        let words = index.rows.len() / 64;
        Self {
            eval: Eval::new(index),
            index,
            visible: &reading.visible,
            words: end.div_ceil(64),
            end,
            // One tells whether there is a next page, and one that it is of another moment.
            left: size.saturating_add(2),
            found: LEAST * reading.visible.most().min(index.len()) / (words + 1),
            done: LEAST,
            block: Vec::new(),
            first: 0,
        }
    }

    /// Makes the next block; `None`: there is none.
    fn fill(&mut self) -> Option<()> {
        let last = self.words.checked_sub(1)?;
        // Blocks do not reach over the end of a chunk.
        let first = self.words.saturating_sub(self.expected());
        self.first = first.max(last / WORDS * WORDS);
        self.block.clear();
        self.block.resize(self.words - self.first, 0);
        self.eval.fill(self.visible, self.first, &mut self.block);
        if self.index.late.len() > 0 {
            let mut late = vec![0; self.block.len()];
            let part = self.index.is_late.part(self.first, late.len());
            part.set_in(&mut late, self.first);
            let both = self.block.iter_mut().zip(&late);
            both.for_each(|(word, late)| *word &= !late);
        }
        let above = (self.words << 6).saturating_sub(self.end);
        if let Some(word) = self.block.last_mut() {
            *word = word.checked_shl(above as u32).unwrap_or(0) >> above.min(63);
        }
        (self.words, self.end) = (self.first, self.first << 6);
        let ones = self.block.iter().map(|word| word.count_ones() as usize);
        let ones: usize = ones.sum();
        (self.found, self.done) = (self.found + ones, self.done + self.block.len());
        self.left = self.left.saturating_sub(ones);
        Some(())
    }

    /// In so many words lies what is wanted yet, if they are as those before.
    fn expected(&self) -> usize {
        let words = self.left.saturating_mul(self.done) / self.found.max(1) + 1;
        words.clamp(LEAST, BLOCK)
    }
}

impl Iterator for Down<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let Some(word) = self.block.last_mut() else {
                self.fill()?;
                continue;
            };
            if *word == 0 {
                self.block.pop();
                continue;
            }
            let bit = 63 - word.leading_zeros();
            *word &= !(1 << bit);
            let slot = ((self.first + self.block.len() - 1) << 6) + bit as usize;
            let moments = self.index.moments.get(slot)?;
            return Some((moments.made, slot as u32));
        }
    }
}
