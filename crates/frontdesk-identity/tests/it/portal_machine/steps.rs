//! The steps of a sequence: who is asked what, in what session, after how long, and with which token.

use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use super::draw::sequence;
use crate::portal_model::{Ask, System};

/// One step. The token is described; which one it is, is seen when the step is taken.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) wait: Wait,
    /// Which of the accounts.
    pub(crate) slot: usize,
    /// Whether another account begins where there is none, or only an erased one.
    pub(crate) begins: bool,
    pub(crate) in_other_tenant: bool,
    pub(crate) session: &'static str,
    pub(crate) help_center_off: bool,
    pub(crate) sso_the_other_way: bool,
    pub(crate) ask: Ask,
    pub(crate) bring: Bring,
}

/// How much time passes before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    Seconds(i64),
    /// The host's clock was set back.
    Back(i64),
    /// Until so many seconds after the end of the token that belongs to what is asked.
    TokenEnd(i64),
}

/// Which token is issued or brought.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bring {
    /// A new one, or the last that was issued for this.
    Last,
    /// The one before.
    Before,
    /// The one that is out for this, also where one is issued: the host's random bytes are none.
    Out,
    /// One for another purpose, also where one is issued.
    OtherPurpose,
    /// The last of another account.
    Neighbor,
    /// One that nobody issued.
    Unknown,
}

/// A whole sequence: a system for each tenant, and at least 30 steps. A step that shrinking took out
/// is `None`.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    pub(crate) systems: [System; 2],
    /// Beginnings for where there is no account, each with its session.
    pub(crate) stock: Vec<(Ask, &'static str)>,
    pub(crate) steps: Vec<Option<Step>>,
}

/// Draws sequences; a failing one shrinks by leaving steps out.
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
