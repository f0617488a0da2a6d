//! What both engines are asked.

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Decision, Holder, Permission, Request};
use frontdesk_testkit::Thing;

use crate::rights::Rights;

/// Roles, people and questions: small enough to read, exported to Cedar once.
#[derive(Clone, Debug)]
pub struct World {
    /// The roles of both tenants, and the host's own rights.
    pub roles: Catalogue,
    /// All rights under these roles.
    pub rights: Rights,
    /// The records. No two have one id.
    pub holders: Vec<Holder>,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// May this person do that to this object at this moment?
#[derive(Clone, Debug)]
pub struct Question {
    /// Who: the place in [`World::holders`].
    pub holder: usize,
    /// To do what.
    pub permission: Permission,
    /// To what.
    pub thing: Thing,
    /// When.
    pub now: DateTime<Utc>,
}

impl World {
    /// Who asks.
    #[must_use]
    pub fn holder(&self, question: &Question) -> &Holder {
        &self.holders[question.holder]
    }

    /// The answer of the engine under test.
    #[must_use]
    pub fn decide(&self, question: &Question) -> Decision {
        let holder = self.holder(question);
        let actor = holder.actor();
        let request = Request {
            holder,
            permission: question.permission,
            resource: question.thing.resource(&actor),
        };
        let decision = self.roles.decide(&request, question.now);
        // The quick answer and the explained answer are one rule.
        assert_eq!(
            self.roles.allows(&request, question.now),
            decision.is_allow(),
            "allows and decide differ: {question:?}"
        );
        decision
    }
}
