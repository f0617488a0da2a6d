//! The steps of a sequence: who is asked what, after how long, and with which token.

use proptest::test_runner::TestRng;

use super::draw::sequence;
use crate::model::{Ask, System};
use crate::sequences::Drawn;

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

impl Drawn for Sequence {
    type Step = Step;

    fn draw(rng: &mut TestRng) -> Self {
        sequence(rng)
    }

    fn steps(&mut self) -> &mut Vec<Option<Step>> {
        &mut self.steps
    }

    fn transcript(&self, why: &str) -> String {
        super::transcript(self, why)
    }
}
