//! Many questions at once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::decide::{Decision, Outcome, Request};

/// How far a batch of questions goes: the `evaluations_semantic` of OpenID AuthZEN Authorization API
/// 1.0, section 7, under the same names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Semantics {
    /// Every question is answered.
    #[default]
    ExecuteAll,
    /// The first no ends it: all must be allowed, as `&&`.
    DenyOnFirstDeny,
    /// The first yes ends it: one is enough, as `||`.
    PermitOnFirstPermit,
}

impl Semantics {
    /// Every one of them.
    pub const ALL: [Self; 3] = [
        Self::ExecuteAll,
        Self::DenyOnFirstDeny,
        Self::PermitOnFirstPermit,
    ];

    /// The stable name, which is AuthZEN's.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExecuteAll => "execute_all",
            Self::DenyOnFirstDeny => "deny_on_first_deny",
            Self::PermitOnFirstPermit => "permit_on_first_permit",
        }
    }

    /// The semantics of this name. `None`: nobody knows the name, and a host must refuse the batch.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether an answer, yes or no, ends the batch. A question that cannot be asked is a no.
    #[must_use]
    pub const fn ends_at(self, answer: Outcome) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => matches!(answer, Outcome::Deny),
            Self::PermitOnFirstPermit => matches!(answer, Outcome::Allow),
        }
    }
}

impl Catalogue {
    /// Decides these questions in their order, as far as the semantics go: one answer for each
    /// question that was asked, the one that ended the batch last. What has no answer was not asked
    /// and is not allowed.
    ///
    /// ```
    /// use frontdesk_access::{Catalogue, Holder, Permission, Request, Resource, Scope, Semantics, Grant};
    /// use frontdesk_model::{TenantId, UserId, chrono::DateTime};
    ///
    /// let (roles, now) = (Catalogue::default(), DateTime::UNIX_EPOCH);
    /// let mut anna = Holder::new(TenantId::from_number(1), UserId::from_number(17));
    /// anna.grants.push(Grant::new(Permission::TAG_MANAGE, Scope::any()));
    /// let resource = Resource::section(&anna.actor());
    /// let ask = |permission| Request { holder: &anna, permission, resource };
    /// let batch = [ask(Permission::TEMPLATE_MANAGE), ask(Permission::TAG_MANAGE), ask(Permission::ACCOUNT_SETTINGS)];
    /// let answers = |semantics| -> Vec<bool> {
    ///     roles.decide_all(&batch, semantics, now).iter().map(|answer| answer.is_allow()).collect()
    /// };
    /// assert_eq!(answers(Semantics::ExecuteAll), [false, true, false]);
    /// assert_eq!(answers(Semantics::DenyOnFirstDeny), [false]);
    /// assert_eq!(answers(Semantics::PermitOnFirstPermit), [false, true]);
    /// ```
    #[must_use]
    pub fn decide_all(
        &self,
        requests: &[Request<'_>],
        semantics: Semantics,
        now: DateTime<Utc>,
    ) -> Vec<Decision> {
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            let answer = self.decide(request, now);
            let ends = semantics.ends_at(answer.outcome);
            answers.push(answer);
            if ends {
                break;
            }
        }
        answers
    }
}
