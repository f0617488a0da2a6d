//! Sets of slots, joined.

use super::Index;
use super::numbers::Numbers;
use super::ordered::Entry;
use super::slots::Slots;
use super::values::{Marks, NONE, One, Row};

/// An expression over slots. Every set in it is of slots that are there.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Constant(bool),
    Leaf(Leaf),
    Any(Vec<Self>),
    /// The one that keeps the fewest first.
    Each(Vec<Self>),
    Not(Box<Self>),
}

/// The slots of those that have one of some values: to be gone through, and to be asked of one row.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) fact: Fact,
    /// So many slots at most when it was planned.
    pub(super) most: usize,
}

/// What is asked of one row.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    /// One of these numbers.
    One(One, Numbers),
    /// The same of a fact of several values.
    Several(Numbers),
    /// One of these marks.
    Marks(Marks),
    /// It is this slot.
    Slot(u32),
    /// It has this epoch of guest links. There is no set of it.
    Epoch(u32),
}

/// A bit for each of which it holds.
#[inline(always)]
fn mask<'r>(rows: &[(Entry, &'r Row)], holds: impl Fn(&(Entry, &'r Row)) -> bool) -> u64 {
    let bits = rows.iter().enumerate();
    bits.fold(0, |mask, (bit, row)| mask | u64::from(holds(row)) << bit)
}

impl Leaf {
    #[inline(always)]
    pub(super) fn holds(&self, slot: u32, row: &Row) -> bool {
        match &self.fact {
            Fact::One(one, numbers) => {
                let number = row.one(*one);
                number != NONE && numbers.contains(number)
            }
            Fact::Several(numbers) => row.several.iter().any(|number| numbers.contains(*number)),
            Fact::Marks(marks) => row.marks.0 & marks.0 != 0,
            Fact::Slot(this) => *this == slot,
            Fact::Epoch(epoch) => row.epoch == *epoch,
        }
    }

    /// Of which of some rows it holds.
    fn which(&self, rows: &[(Entry, &Row)]) -> u64 {
        match &self.fact {
            Fact::One(one, numbers) => mask(rows, |(_, row)| numbers.contains(row.one(*one))),
            Fact::Several(numbers) => mask(rows, |(_, row)| {
                row.several.iter().any(|number| numbers.contains(*number))
            }),
            Fact::Marks(marks) => mask(rows, |(_, row)| row.marks.0 & marks.0 != 0),
            Fact::Slot(this) => mask(rows, |((_, slot), _)| slot == this),
            Fact::Epoch(epoch) => mask(rows, |(_, row)| row.epoch == *epoch),
        }
    }

    /// Each set that it is made of.
    #[inline]
    pub(super) fn each_set<'a>(&self, index: &'a Index, mut each: impl FnMut(&'a Slots)) {
        match &self.fact {
            Fact::One(_, numbers) | Fact::Several(numbers) => {
                for number in numbers.iter() {
                    if let Some(slots) = index.values.slots(number) {
                        each(slots);
                    }
                }
            }
            Fact::Marks(marks) => index.marked(*marks).for_each(each),
            Fact::Slot(_) | Fact::Epoch(_) => {}
        }
    }

    /// The set that it is made of, if it is one.
    pub(super) fn only_set<'a>(&self, index: &'a Index) -> Option<&'a Slots> {
        match &self.fact {
            Fact::One(_, numbers) | Fact::Several(numbers) if numbers.len() == 1 => {
                index.values.slots(numbers.iter().next()?)
            }
            Fact::Marks(marks) if marks.0.is_power_of_two() => index.marked(*marks).next(),
            _ => None,
        }
    }

    /// How many there are in them together.
    pub(super) fn len_of_sets(&self, index: &Index) -> usize {
        let mut len = 0;
        self.each_set(index, |set| len += set.len());
        len
    }
}

impl Node {
    /// At least one of these.
    pub(super) fn any(nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for node in nodes {
            match node {
                Self::Constant(false) => {}
                Self::Constant(true) => return node,
                Self::Any(more) => any.extend(more),
                node => any.push(node),
            }
        }
        match any.len() {
            0 => Self::Constant(false),
            1 => any.pop().unwrap_or(Self::Constant(false)),
            _ => Self::Any(any),
        }
    }

    /// Each of these.
    pub(super) fn each(nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut each = Vec::new();
        for node in nodes {
            match node {
                Self::Constant(true) => {}
                Self::Constant(false) => return node,
                Self::Each(more) => each.extend(more),
                node => each.push(node),
            }
        }
        match each.len() {
            0 => Self::Constant(true),
            1 => each.pop().unwrap_or(Self::Constant(true)),
            _ => {
                each.sort_by_key(Self::most);
                Self::Each(each)
            }
        }
    }

    pub(super) fn negate(self) -> Self {
        match self {
            Self::Constant(answer) => Self::Constant(!answer),
            Self::Not(node) => *node,
            node => Self::Not(Box::new(node)),
        }
    }

    /// So many slots at most when it was planned, as far as is known; as if there were no end where it is not.
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Constant(false) => 0,
            Self::Constant(true) | Self::Not(_) => usize::MAX,
            Self::Leaf(leaf) => leaf.most,
            Self::Any(nodes) => nodes
                .iter()
                .fold(0, |all, node| all.saturating_add(node.most())),
            Self::Each(nodes) => nodes.iter().map(Self::most).min().unwrap_or(usize::MAX),
        }
    }

    /// About such a part of so many it keeps, if the facts have nothing to do with each other.
    pub(super) fn share(&self, of: f64) -> f64 {
        match self {
            Self::Constant(answer) => f64::from(u8::from(*answer)),
            Self::Leaf(leaf) => (leaf.most as f64 / of).min(1.0),
            Self::Any(nodes) => {
                let none = nodes.iter().map(|node| 1.0 - node.share(of));
                1.0 - none.product::<f64>()
            }
            Self::Each(nodes) => nodes.iter().map(|node| node.share(of)).product(),
            Self::Not(node) => 1.0 - node.share(of),
        }
    }

    /// Of a row that is there.
    pub(super) fn holds(&self, slot: u32, row: &Row) -> bool {
        match self {
            Self::Constant(answer) => *answer,
            Self::Leaf(leaf) => leaf.holds(slot, row),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds_leaf_first(slot, row)),
            Self::Each(nodes) => nodes.iter().all(|node| node.holds_leaf_first(slot, row)),
            Self::Not(node) => !node.holds(slot, row),
        }
    }

    /// Of which of some rows it holds, 64 at most, each that is there: fact by fact, so that one row does
    /// not wait for another.
    pub(super) fn which(&self, rows: &[(Entry, &Row)]) -> u64 {
        match self {
            Self::Constant(false) => 0,
            Self::Constant(true) => mask(rows, |_| true),
            Self::Leaf(leaf) => leaf.which(rows),
            Self::Any(nodes) => nodes.iter().fold(0, |any, node| any | node.which(rows)),
            Self::Each(nodes) => nodes
                .iter()
                .map(|node| node.which(rows))
                .reduce(|each, one| each & one)
                .unwrap_or(0),
            Self::Not(node) => !node.which(rows) & mask(rows, |_| true),
        }
    }

    /// Most are leaves, and asked without a call.
    #[inline(always)]
    fn holds_leaf_first(&self, slot: u32, row: &Row) -> bool {
        match self {
            Self::Leaf(leaf) => leaf.holds(slot, row),
            node => node.holds(slot, row),
        }
    }
}
