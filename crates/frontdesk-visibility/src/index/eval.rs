//! A plan asked of many slots at once, block by block.

use super::Index;
use super::plan::{Fact, Leaf, Node};
use super::slots::{Part, bits};
use super::values::Row;

/// The words of a block: what is made of it stays in the nearest cache.
pub(super) const BLOCK: usize = 256;

/// So many slots at most are looked at one by one, and so many in a thousand of all.
const SINGLY: usize = 256;
const SINGLY_OF_1000: usize = 2;

/// Evaluates plans over one index, with room for what lies in between.
#[derive(Debug)]
pub(super) struct Eval<'a> {
    index: &'a Index,
    spare: Vec<Vec<u64>>,
}

impl<'a> Eval<'a> {
    pub(super) const fn new(index: &'a Index) -> Self {
        Self {
            index,
            spare: Vec::new(),
        }
    }

    /// Makes the words say which slots are meant; `first` is the number of the first of them, all of one
    /// chunk.
    pub(super) fn fill(&mut self, node: &Node, first: usize, out: &mut [u64]) {
        match node {
            Node::Constant(false) => out.fill(0),
            Node::Constant(true) => {
                out.fill(0);
                self.index.live().part(first, out.len()).set_in(out, first);
            }
            Node::Leaf(leaf) => {
                out.fill(0);
                self.set_leaf(leaf, first, out);
            }
            Node::Any(nodes) => {
                out.fill(0);
                for node in nodes {
                    match node {
                        Node::Leaf(leaf) => self.set_leaf(leaf, first, out),
                        node => self.beside(node, first, out, |out, words| *out |= words),
                    }
                }
            }
            Node::Not(_) => {
                self.fill(&Node::Constant(true), first, out);
                self.keep(node, first, out);
            }
            Node::Each(nodes) => {
                let mut nodes = nodes.iter();
                if let Some(node) = nodes.next() {
                    self.fill(node, first, out);
                }
                for node in nodes {
                    if out.iter().fold(0, |all, word| all | word) == 0 {
                        return;
                    }
                    self.keep(node, first, out);
                }
            }
        }
    }

    /// Keeps of these slots those that are meant.
    fn keep(&mut self, node: &Node, first: usize, out: &mut [u64]) {
        match node {
            Node::Constant(true) => {}
            Node::Leaf(Leaf {
                fact: Fact::Epoch(_),
                ..
            }) => self.keep_singly(node, first, out),
            Node::Not(inner) => match dense(self.index, inner, first, out.len()) {
                Some(words) => out
                    .iter_mut()
                    .zip(words)
                    .for_each(|(out, word)| *out &= !word),
                None => self.beside(inner, first, out, |out, words| *out &= !words),
            },
            node => match dense(self.index, node, first, out.len()) {
                Some(words) => out
                    .iter_mut()
                    .zip(words)
                    .for_each(|(out, word)| *out &= word),
                None => self.beside(node, first, out, |out, words| *out &= words),
            },
        }
    }

    /// Joins in what a node says by itself.
    fn beside(&mut self, node: &Node, first: usize, out: &mut [u64], join: impl Fn(&mut u64, u64)) {
        let mut words = self.spare.pop().unwrap_or_default();
        words.resize(out.len(), 0);
        self.fill(node, first, &mut words);
        out.iter_mut()
            .zip(&words)
            .for_each(|(out, word)| join(out, *word));
        self.spare.push(words);
    }

    fn set_leaf(&mut self, leaf: &Leaf, first: usize, out: &mut [u64]) {
        match leaf.fact {
            Fact::Slot(slot) => Part::Few(&[slot]).set_in_if(out, first),
            Fact::Epoch(_) => {
                let mut words = vec![0; out.len()];
                let live = self.index.live();
                live.part(first, out.len()).set_in(&mut words, first);
                for (at, word) in (first << 6..).step_by(64).zip(&mut words) {
                    let holds = |slot, row: &Row| leaf.holds(slot, row);
                    *word = self.index.kept(at, *word, holds);
                }
                out.iter_mut()
                    .zip(&words)
                    .for_each(|(out, word)| *out |= word);
            }
            Fact::One(..) | Fact::Several(_) | Fact::Marks(_) => {
                set_all(self.index, leaf, first, out);
            }
        }
    }

    fn keep_singly(&self, node: &Node, first: usize, out: &mut [u64]) {
        for (at, word) in (first << 6..).step_by(64).zip(out) {
            *word = self
                .index
                .kept(at, *word, |slot, row| node.holds(slot, row));
        }
    }

    /// Each block of words with what is meant in it, the first first.
    pub(super) fn blocks(&mut self, node: &Node, mut each: impl FnMut(usize, &[u64])) {
        let words = self.index.store.len().div_ceil(64);
        let mut out = vec![0; BLOCK.min(words)];
        for first in (0..words).step_by(BLOCK) {
            out.truncate(words - first);
            self.fill(node, first, &mut out);
            each(first, &out);
        }
    }
}

/// The bitmap that it is there, if it is one.
fn dense<'s>(index: &'s Index, node: &'s Node, first: usize, words: usize) -> Option<&'s [u64]> {
    let Node::Leaf(leaf) = node else {
        return None;
    };
    let slots = leaf.only_set(index)?;
    match slots.part(first, words) {
        Part::Dense(all) if all.len() == words => Some(all),
        _ => None,
    }
}

/// Sets the bits of all sets of a leaf. Whole bitmaps are taken four by four, so that the words that are
/// made are gone through a quarter as often.
fn set_all(index: &Index, leaf: &Leaf, first: usize, out: &mut [u64]) {
    let words = out.len();
    let (mut four, mut count) = ([&[] as &[u64]; 4], 0);
    leaf.each_set(index, |slots| match slots.part(first, words) {
        Part::Dense(all) if all.len() == words => {
            if let Some(place) = four.get_mut(count) {
                *place = all;
            }
            count += 1;
            if count == four.len() {
                set_four(four, out);
                count = 0;
            }
        }
        part => part.set_in(out, first),
    });
    // One that is there twice changes nothing.
    if let Some(last) = count
        .checked_sub(1)
        .and_then(|last| four.get(last).copied())
    {
        four.iter_mut().skip(count).for_each(|place| *place = last);
        set_four(four, out);
    }
}

/// By itself, so that it is known to write nothing that it reads.
#[inline(never)]
fn set_four([a, b, c, d]: [&[u64]; 4], out: &mut [u64]) {
    let four = a.iter().zip(b).zip(c.iter().zip(d));
    for (out, ((a, b), (c, d))) in out.iter_mut().zip(four) {
        *out |= a | b | c | d;
    }
}

impl Part<'_> {
    /// Sets its bits as far as they lie in these words.
    fn set_in_if(self, out: &mut [u64], first: usize) {
        if let Self::Few([slot]) = self
            && (first..first + out.len()).contains(&(*slot as usize >> 6))
        {
            self.set_in(out, first);
        }
    }
}

impl Index {
    /// Of a word of slots those of which this holds.
    fn kept(&self, at: usize, word: u64, holds: impl Fn(u32, &Row) -> bool) -> u64 {
        bits(word)
            .filter(|bit| {
                let slot = at as u32 + bit;
                self.store
                    .get(slot)
                    .is_some_and(|one| holds(slot, &one.row))
            })
            .fold(0, |kept, bit| kept | 1 << bit)
    }

    /// The slots that are meant, in ascending order, if they are so few that each is looked at.
    pub(super) fn singly(&self, node: &Node) -> Option<Vec<u32>> {
        let most = node.most();
        let limit = SINGLY.max(self.store.len().saturating_mul(SINGLY_OF_1000) / 1000);
        if most > limit {
            return None;
        }
        let mut slots = Vec::with_capacity(most);
        self.candidates(node, &mut slots);
        slots.sort_unstable();
        slots.dedup();
        slots.retain(|slot| self.row_holds(node, *slot));
        Some(slots)
    }

    /// Whether it is meant, of a slot whose ticket may be gone.
    #[inline]
    pub(super) fn row_holds(&self, node: &Node, slot: u32) -> bool {
        let record = self.store.get(slot).filter(|one| one.row.is_held());
        record.is_some_and(|one| node.holds(slot, &one.row))
    }

    /// Slots among which those are that are meant. Only of what has no more than so many.
    pub(super) fn candidates(&self, node: &Node, slots: &mut Vec<u32>) {
        match node {
            Node::Leaf(leaf) => match leaf.fact {
                Fact::Slot(slot) => slots.push(slot),
                _ => leaf.each_set(self, |one| one.push_to(slots)),
            },
            Node::Any(nodes) => nodes.iter().for_each(|node| self.candidates(node, slots)),
            // The first keeps the fewest.
            Node::Each(nodes) => nodes
                .iter()
                .take(1)
                .for_each(|node| self.candidates(node, slots)),
            Node::Constant(_) | Node::Not(_) => {}
        }
    }
}
