//! Sets of slots, joined.

use super::Index;
use super::numbers::Numbers;
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

    /// The sets that it is made of.
    pub(super) fn sets<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = &'a Slots> {
        let (numbers, marks) = match &self.fact {
            Fact::One(_, numbers) | Fact::Several(numbers) => (Some(numbers), Marks(0)),
            Fact::Marks(marks) => (None, *marks),
            Fact::Slot(_) | Fact::Epoch(_) => (None, Marks(0)),
        };
        let numbers = numbers.into_iter().flat_map(Numbers::iter);
        let values = numbers.filter_map(|number| index.values.slots(number));
        values.chain(index.marked(marks))
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

    /// Most are leaves, and asked without a call.
    #[inline(always)]
    fn holds_leaf_first(&self, slot: u32, row: &Row) -> bool {
        match self {
            Self::Leaf(leaf) => leaf.holds(slot, row),
            node => node.holds(slot, row),
        }
    }
}
