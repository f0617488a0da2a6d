//! The steps of a sequence: who is asked what, after how long, and with which token.

use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use super::draw::sequence;
use crate::model::{Ask, System};

/// One step. The token and the replacement are described; which ones these are is seen when the step
/// is taken.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) wait: Wait,
    /// Which of the accounts.
    pub(crate) slot: usize,
    pub(crate) begin: Begin,
    pub(crate) asked_in: AskedIn,
    pub(crate) ask: Ask,
    pub(crate) bring: Bring,
    pub(crate) stand_in: Who,
}

/// How much time passes before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    Seconds(i64),
    /// Until so many seconds after the end of a token of the account, if that is still to come.
    TokenEnd(i64),
    /// Until so many seconds after the cut-over, if that is still to come.
    CutOver(i64),
}

/// When the step takes a creation out of the stock instead of what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    Never,
    /// Where there is no account.
    IfNone,
    /// Where there is none, or only a deleted one: another account takes its place.
    IfOver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AskedIn {
    Own,
    OtherTenant,
}

/// Which token is brought.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bring {
    /// The last that was issued for this.
    Last,
    /// The one before.
    Before,
    /// The one that is out for this, where one is issued: the host's source of random bytes is broken.
    Out,
    /// One for the other purpose.
    OtherPurpose,
    /// The last of another account.
    Neighbor,
    /// One that nobody issued.
    Unknown,
}

/// Who takes over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Who {
    Nobody,
    Colleague,
    SuspendedColleague,
    /// Who enters the admin panel and answers nobody.
    AdminColleague,
    Oneself,
    /// Another account of the sequence, whatever its tenant and standing.
    Neighbor,
    /// The same id in the other tenant.
    Stranger,
}

/// A whole sequence: a system for each tenant, when legacy accounts end, and at least 30 steps. A step
/// that shrinking took out is `None`.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    pub(crate) systems: [System; 2],
    pub(crate) cut_over: i64,
    /// Creations for where there is no account.
    pub(crate) stock: Vec<Ask>,
    pub(crate) steps: Vec<Option<Step>>,
}

/// Draws sequences. Written by hand because a tree of combinators for every field costs more than the
/// steps themselves; a failing sequence shrinks by leaving steps out.
#[derive(Debug)]
pub(crate) struct Sequences;

#[derive(Debug)]
pub(crate) struct Tree {
    sequence: Sequence,
    next: usize,
    left_out: Option<(usize, Step)>,
}

impl Strategy for Sequences {
    type Tree = Tree;
    type Value = Sequence;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(Tree {
            sequence: sequence(runner.rng()),
            next: 0,
            left_out: None,
        })
    }
}

impl ValueTree for Tree {
    type Value = Sequence;

    fn current(&self) -> Sequence {
        self.sequence.clone()
    }

    fn simplify(&mut self) -> bool {
        while let Some(place) = self.sequence.steps.get_mut(self.next) {
            self.left_out = place.take().map(|step| (self.next, step));
            self.next += 1;
            if self.left_out.is_some() {
                return true;
            }
        }
        false
    }

    fn complicate(&mut self) -> bool {
        match self.left_out.take() {
            None => false,
            Some((place, step)) => {
                self.sequence.steps[place] = Some(step);
                true
            }
        }
    }
}
