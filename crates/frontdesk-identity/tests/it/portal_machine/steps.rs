//! The steps of a sequence: who is asked what, in what session, after how long, and with which token.

use proptest::test_runner::TestRng;

use super::draw::sequence;
use crate::portal_model::{Ask, System};
use crate::sequences::Drawn;

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
