//! An answer in the words that both engines share.

use std::collections::BTreeSet;

use frontdesk_access::{Decision, Permission, Reason, RestrictionId, Scope, Source};

/// An answer with the step of catalogue 1.1 that gave it and what determined it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Allowed, by each of these grants.
    Granted(BTreeSet<(Source, Scope)>),
    /// 1: the account is not active.
    Standing,
    /// 2: an object of another tenant.
    Tenant,
    /// A right of the host's own that nobody declares.
    Undeclared,
    /// A right asked about another kind of object.
    Object,
    /// 3: closed to this kind of account.
    Kind,
    /// 4: each restriction that covers it.
    Restricted(BTreeSet<RestrictionId>),
    /// 5: no grant covers it.
    NotGranted,
    /// 6: the first right that it needs and that is denied.
    Prerequisite(Permission),
}

impl Verdict {
    /// Whether the answer is yes.
    #[must_use]
    pub const fn is_allow(&self) -> bool {
        matches!(self, Self::Granted(_))
    }

    /// The verdict of the engine under test, read from its reasons.
    ///
    /// # Panics
    /// When an allow has a reason that is no grant, or a deny no reason that denies.
    #[must_use]
    pub fn ours(decision: &Decision) -> Self {
        if decision.is_allow() {
            return Self::Granted(decision.reasons.iter().map(granting).collect());
        }
        match decision.reasons.first() {
            Some(Reason::NotActive { .. }) => Self::Standing,
            Some(Reason::OtherTenant) => Self::Tenant,
            Some(Reason::Undeclared { .. }) => Self::Undeclared,
            Some(Reason::WrongObject { .. }) => Self::Object,
            Some(Reason::KindOfAccount { .. }) => Self::Kind,
            Some(Reason::Restricted { .. }) => {
                Self::Restricted(decision.reasons.iter().filter_map(restricting).collect())
            }
            Some(Reason::NotGranted { .. }) => Self::NotGranted,
            Some(Reason::Prerequisite { missing, .. }) => Self::Prerequisite(*missing),
            other => panic!("a deny begins with {other:?}"),
        }
    }
}

fn granting(reason: &Reason) -> (Source, Scope) {
    match reason {
        Reason::Granted { by, scope, .. } => (by.clone(), scope.clone()),
        other => panic!("an allow has the reason {other:?}"),
    }
}

fn restricting(reason: &Reason) -> Option<RestrictionId> {
    match reason {
        Reason::Restricted { restriction, .. } => Some(restriction.clone()),
        _ => None,
    }
}
