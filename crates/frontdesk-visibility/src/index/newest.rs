//! The newest by creation: down the slots.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::Index;
use super::best::Best;
use super::eval::{BLOCK, Eval};
use super::page::Place;
use super::plan::Node;
use super::slots::WORDS;

/// The words of a block at least.
const LEAST: usize = 4;

impl Index {
    /// The first so many after a place of those that are seen, the newest first. Slots go by the moment of
    /// creation: moments are compared only of what was made at one moment, or came late.
    pub(super) fn by_creation(&self, seen: &Node, after: Option<Place>, wanted: usize) -> Vec<u32> {
        if let Some(slots) = self.singly(seen) {
            let mut best = Best::new(self, after, wanted);
            for slot in slots.into_iter().rev() {
                let made = self.made(slot).into_iter();
                made.for_each(|made| best.offer((made, slot)));
            }
            let found = best.in_order().into_iter();
            return found.map(|(_, slot)| slot).collect();
        }
        let mut down = Down::of(self, seen, after);
        let mut slots = Vec::with_capacity(wanted.min(self.len()) + 1);
        let (mut top, mut in_order) = (after, true);
        // And one that is of another moment.
        'all: while let Some(first) = down.fill((wanted + 1).saturating_sub(slots.len())) {
            for (at, word) in down.block.iter().enumerate().rev() {
                let mut word = *word;
                if word == 0 {
                    continue;
                }
                let twins = self.store.twins(first + at);
                while word != 0 {
                    let bit = 63 - word.leading_zeros();
                    word &= !(1 << bit);
                    down.found += 1;
                    let slot = ((first + at) << 6) as u32 + bit;
                    if let Some(place) = top {
                        if !self.comes(slot, place) {
                            continue;
                        }
                        // All that stand before it were made before the place.
                        top = top.filter(|place| self.made(slot) == Some(place.at));
                    }
                    slots.push(slot);
                    let is_twin = twins >> bit & 1 == 1;
                    in_order &= !is_twin;
                    if slots.len() >= wanted && !is_twin {
                        break 'all;
                    }
                }
            }
        }
        in_order &= !self.add_late(seen, after, wanted, &mut slots);
        if !in_order {
            slots.sort_by_cached_key(|slot| (Reverse(self.made(*slot)), self.store.id(*slot)));
        }
        slots.truncate(wanted);
        slots
    }

    /// Those that came late do not stand among their like. Whether there are any that may be wanted.
    fn add_late(
        &self,
        seen: &Node,
        after: Option<Place>,
        wanted: usize,
        slots: &mut Vec<u32>,
    ) -> bool {
        let (before, last) = (slots.len(), slots.last().filter(|_| slots.len() >= wanted));
        let mut floor = last.and_then(|last| self.made(*last));
        for (made, slot) in self.late.down_from(after.map(|after| after.at)) {
            if floor.is_some_and(|floor| made < floor) {
                break;
            }
            let comes = after.is_none_or(|after| self.comes(slot, after));
            if comes && self.row_holds(seen, slot) {
                slots.push(slot);
                if slots.len() - before == wanted {
                    floor = Some(made);
                }
            }
        }
        slots.len() > before
    }

    pub(super) fn made(&self, slot: u32) -> Option<DateTime<Utc>> {
        self.store.get(slot).map(|one| one.moments.made)
    }

    /// Whether it comes after this place by creation.
    fn comes(&self, slot: u32, after: Place) -> bool {
        let stands = self.made(slot).zip(self.store.id(slot));
        stands.is_some_and(|(made, id)| made < after.at || (made == after.at && id > after.id))
    }
}

/// Goes down the slots, block by block; each block is as long as it takes, by what is known, to find what
/// is wanted yet.
struct Down<'r> {
    index: &'r Index,
    eval: Eval<'r>,
    seen: &'r Node,
    /// The words that are yet to be evaluated.
    words: usize,
    /// So many were found in so many words, beside what is to be expected of the first.
    found: usize,
    done: usize,
    expected: f64,
    block: Vec<u64>,
}

impl<'r> Down<'r> {
    fn of(index: &'r Index, seen: &'r Node, after: Option<Place>) -> Self {
        // What was made after that moment comes in no page any more.
        let slots = index.store.len();
        let end = after.map_or(slots, |after| index.store.end_of(after.at));
        Self {
            index,
            eval: Eval::new(index),
            seen,
            words: end.div_ceil(64),
            found: 0,
            done: LEAST,
            expected: 64.0 * LEAST as f64 * seen.share(slots as f64),
            block: Vec::new(),
        }
    }

    /// Makes the next block, where so many are wanted yet, and says which word is its first; `None`: there is
    /// none.
    fn fill(&mut self, left: usize) -> Option<usize> {
        let last = self.words.checked_sub(1)?;
        // Blocks do not reach over the end of a chunk.
        let first = self.words.saturating_sub(self.expected(left));
        let first = first.max(last / WORDS * WORDS);
        self.block.clear();
        self.block.resize(self.words - first, 0);
        self.eval.fill(self.seen, first, &mut self.block);
        if self.index.late.len() > 0 {
            let mut late = vec![0; self.block.len()];
            let part = self.index.is_late.part(first, late.len());
            part.set_in(&mut late, first);
            let both = self.block.iter_mut().zip(&late);
            both.for_each(|(word, late)| *word &= !late);
        }
        self.words = first;
        self.done += self.block.len();
        Some(first)
    }

    /// In so many words lies what is wanted yet, and a few more, if they are as those before.
    fn expected(&self, left: usize) -> usize {
        let (left, found) = (left as f64, self.found as f64 + self.expected);
        let words = (left + left.sqrt()) * self.done as f64 / found.max(0.01);
        (words as usize + 1).clamp(LEAST, BLOCK)
    }
}
