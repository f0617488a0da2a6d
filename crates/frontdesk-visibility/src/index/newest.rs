//! The newest by creation: down the slots.

use super::Index;
use super::best::Best;
use super::eval::{BLOCK, Eval};
use super::plan::Node;
use super::slots::WORDS;

/// The words of a block at least.
const LEAST: usize = 4;

impl Index {
    /// Offers those that are seen, the newest first, as long as they are wanted.
    pub(super) fn by_creation(&self, seen: &Node, best: &mut Best<'_>) {
        let made = |slot: u32| self.store.get(slot).map(|one| one.moments.made);
        if let Some(slots) = self.singly(seen) {
            for slot in slots.into_iter().rev() {
                made(slot)
                    .into_iter()
                    .for_each(|made| best.offer((made, slot)));
            }
            return;
        }
        let mut down = Down::of(self, seen, best);
        'all: while let Some(first) = down.fill() {
            for (at, word) in down.block.iter().enumerate().rev() {
                let mut word = *word;
                while word != 0 {
                    let bit = 63 - word.leading_zeros();
                    word &= !(1 << bit);
                    let slot = ((first + at) << 6) as u32 + bit;
                    let Some(made) = made(slot) else {
                        continue;
                    };
                    if best.is_past(made) {
                        break 'all;
                    }
                    best.offer((made, slot));
                }
            }
        }
        // Those that came late do not stand among their like.
        for (made, slot) in self.late.down_from(best.top()) {
            if best.is_past(made) {
                break;
            }
            if self.row_holds(seen, slot) {
                best.offer((made, slot));
            }
        }
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
    /// So many are wanted yet.
    left: usize,
    /// So many were found in so many words: at first what is to be expected.
    found: f64,
    done: f64,
    block: Vec<u64>,
}

impl<'r> Down<'r> {
    fn of(index: &'r Index, seen: &'r Node, best: &Best<'_>) -> Self {
        // What was made after that moment comes in no page any more.
        let slots = index.store.len();
        let end = best.top().map_or(slots, |top| index.store.end_of(top));
        Self {
            index,
            eval: Eval::new(index),
            seen,
            words: end.div_ceil(64),
            // And one that is of another moment.
            left: best.wanted() + 1,
            found: 64.0 * LEAST as f64 * seen.share(slots as f64),
            done: LEAST as f64,
            block: Vec::new(),
        }
    }

    /// Makes the next block, and says which word is its first; `None`: there is none.
    fn fill(&mut self) -> Option<usize> {
        let last = self.words.checked_sub(1)?;
        // Blocks do not reach over the end of a chunk.
        let first = self.words.saturating_sub(self.expected());
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
        let ones = self.block.iter().map(|word| word.count_ones() as usize);
        let ones: usize = ones.sum();
        self.found += ones as f64;
        self.done += self.block.len() as f64;
        self.left = self.left.saturating_sub(ones);
        Some(first)
    }

    /// In so many words lies what is wanted yet, and a few more, if they are as those before.
    fn expected(&self) -> usize {
        let left = self.left as f64;
        let words = (left + left.sqrt()) * self.done / self.found.max(0.01);
        (words as usize + 1).clamp(LEAST, BLOCK)
    }
}
