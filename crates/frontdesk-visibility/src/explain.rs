//! Why a ticket is or is not seen, as data, for administrators.

use frontdesk_model::ConversationFacts;
use serde::Serialize;

use crate::expr::{Expr, Test};
use crate::filter::Opening;
use crate::viewer::Hat;

/// Why a ticket is or is not seen. For administrators; in words by [`told`](Self::told).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// As whom it is seen; `None`: it is not.
    pub hat: Option<Hat>,
    /// Whether it is of the viewer's tenant at all. If not, nothing else is asked.
    pub same_tenant: bool,
    /// What each hat of the viewer opens.
    pub openings: Vec<ExplainedHat>,
}

/// What one hat says of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedHat {
    /// The hat.
    pub hat: Hat,
    /// Whether it opens the ticket: one way at least, and what is provided.
    pub opens: bool,
    /// The ways in the order of the rule: a grant's scope each.
    pub ways: Vec<Tried>,
    /// What must be true besides: rights that the view needs, and that no restriction takes it.
    pub provided: Tried,
}

/// An expression that was tried on a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// What it says of the ticket.
    pub holds: bool,
    /// Every test that it makes, in its order, with the answer.
    pub tests: Vec<(Test, bool)>,
    /// Those whose answer keeps it from holding: none of them if it holds; and none, too, of what can
    /// never hold for this viewer, whatever the ticket.
    pub against: Vec<(Test, bool)>,
}

impl ExplainedHat {
    /// The way that comes nearest to opening it: the one that opens it, or the one against which the fewest
    /// answers stand, the first of equals. `None`: no way is there that any ticket could go.
    #[must_use]
    pub fn nearest(&self) -> Option<&Tried> {
        let can = |way: &&Tried| way.holds || !way.against.is_empty();
        let ways = self.ways.iter().filter(can);
        ways.min_by_key(|way| way.against.len())
    }
}

impl Opening {
    pub(crate) fn explain(&self, facts: &ConversationFacts) -> ExplainedHat {
        ExplainedHat {
            hat: self.worn(facts),
            opens: self.opens(facts),
            ways: self.ways.iter().map(|way| way.tried(facts)).collect(),
            provided: self.provided.tried(facts),
        }
    }
}

impl Expr {
    fn tried(&self, facts: &ConversationFacts) -> Tried {
        let (mut tests, mut against) = (Vec::new(), Vec::new());
        self.collect(facts, &mut tests);
        self.against(facts, true, &mut against);
        Tried {
            holds: self.holds(facts),
            tests,
            against,
        }
    }
}
