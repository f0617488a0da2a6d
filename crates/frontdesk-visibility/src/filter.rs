//! The filter: the rule with the viewer put in. Check, list, count and explanation all ask it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{Obligation, Scopes};
use frontdesk_model::{Actor, ActorId, ConversationFacts, TenantId};
use serde::{Deserialize, Serialize};

use crate::expr::{Expr, Test};
use crate::rule::Rule;

/// Which conversations one viewer may see, until `valid_until`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The viewer's tenant: nothing outside it is seen.
    pub tenant: TenantId,
    /// The viewer.
    pub viewer: ActorId,
    /// What must be true of a conversation.
    pub expr: Expr,
    /// What comes with seeing it.
    pub obligations: BTreeSet<Obligation>,
    /// When to ask access again.
    pub valid_until: Option<DateTime<Utc>>,
}

impl Filter {
    /// The filter of access's scopes of `conversation.view`. In the operator's hat it gives the
    /// same answer as `access.allows(view)`, by law.
    #[must_use]
    pub fn of(scopes: &Scopes) -> Self {
        let viewer = Actor {
            tenant: scopes.tenant,
            id: scopes.actor,
            memberships: &scopes.memberships,
        };
        Self {
            tenant: scopes.tenant,
            viewer: scopes.actor,
            expr: Rule::of(scopes).bind(&viewer),
            obligations: scopes.obligations.clone(),
            valid_until: scopes.valid_until,
        }
    }

    /// Whether the viewer may see this conversation.
    #[must_use]
    pub fn matches(&self, facts: &ConversationFacts) -> bool {
        facts.tenant == self.tenant && self.expr.holds(facts)
    }

    /// The conversations that the viewer may see, in the order given.
    pub fn list<'a, T: AsRef<ConversationFacts> + 'a>(
        &self,
        all: impl IntoIterator<Item = &'a T>,
    ) -> impl Iterator<Item = &'a T> {
        all.into_iter().filter(|one| self.matches(one.as_ref()))
    }

    /// How many the viewer may see: the length of [`list`](Self::list).
    #[must_use]
    pub fn count<'a, T: AsRef<ConversationFacts> + 'a>(
        &self,
        all: impl IntoIterator<Item = &'a T>,
    ) -> usize {
        self.list(all).count()
    }

    /// Why, for administrators only: every test of the filter with its answer. The viewer who is
    /// refused learns nothing but that there is no such conversation.
    #[must_use]
    pub fn explain(&self, facts: &ConversationFacts) -> Explanation {
        let mut tests = Vec::new();
        if facts.tenant == self.tenant {
            self.expr.collect(facts, &mut tests);
        }
        Explanation {
            visible: self.matches(facts),
            same_tenant: facts.tenant == self.tenant,
            tests,
        }
    }
}

/// Why a conversation is or is not seen. For administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The answer.
    pub visible: bool,
    /// Whether it is of the viewer's tenant at all.
    pub same_tenant: bool,
    /// Every test that the filter makes, in its order, with the answer.
    pub tests: Vec<(Test, bool)>,
}
