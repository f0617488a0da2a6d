//! Why the compiled form answers as it does: the reasons of the plain form, borrowed.

use frontdesk_model::{AccountKind, Standing, Validity};

use super::case::Case;
use super::reasons::Reasons;
use crate::decide::Outcome;
use crate::holder::Obligation;
use crate::permission::{ObjectKind, Permission, Section};
use crate::reason::{Reason, Source};
use crate::role::{AddOnId, RestrictionId, RoleId};
use crate::scope::Scope;

/// The answer of the compiled form with its reasons, which borrow from it: nothing is allocated.
/// The same as [`Decision`](crate::Decision) of the plain form.
#[derive(Clone, Copy)]
pub struct CompiledDecision<'a> {
    case: Case<'a>,
    outcome: Outcome,
}

/// A [`Reason`] that borrows. The variants mean the same and have the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is the one of `Reason`")]
pub enum ReasonRef<'a> {
    /// [`Reason::NotActive`]
    NotActive { standing: Standing },
    /// [`Reason::OtherTenant`]
    OtherTenant,
    /// [`Reason::WrongObject`]
    WrongObject {
        wanted: ObjectKind,
        given: ObjectKind,
    },
    /// [`Reason::Undeclared`]
    Undeclared { permission: Permission },
    /// [`Reason::KindOfAccount`]
    KindOfAccount { kind: AccountKind, section: Section },
    /// [`Reason::Restricted`]
    Restricted {
        permission: Permission,
        restriction: &'a RestrictionId,
    },
    /// [`Reason::Granted`]
    Granted {
        permission: Permission,
        by: &'a Source,
        scope: &'a Scope,
    },
    /// [`Reason::NotGranted`]
    NotGranted { permission: Permission },
    /// [`Reason::OutOfScope`]
    OutOfScope {
        permission: Permission,
        by: &'a Source,
        scope: &'a Scope,
    },
    /// [`Reason::OutOfTime`]
    OutOfTime {
        permission: Permission,
        by: &'a Source,
        validity: Validity,
    },
    /// [`Reason::Prerequisite`]
    Prerequisite {
        permission: Permission,
        missing: Permission,
    },
    /// [`Reason::UnknownRole`]
    UnknownRole { role: &'a RoleId },
    /// [`Reason::UnlistedAddOn`]
    UnlistedAddOn {
        role: &'a RoleId,
        add_on: &'a AddOnId,
    },
}

impl<'a> CompiledDecision<'a> {
    pub(super) const fn new(case: Case<'a>, outcome: Outcome) -> Self {
        Self { case, outcome }
    }

    pub(super) const fn case(&self) -> &Case<'a> {
        &self.case
    }

    /// Yes or no.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether the answer is yes.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        self.outcome == Outcome::Allow
    }

    /// The reasons, in the order of the plain form's.
    #[must_use]
    pub fn reasons(&self) -> Reasons<'a> {
        Reasons::new(self.case, self.outcome)
    }

    /// What the host must see to when it lets the action through.
    pub fn obligations(&self) -> impl Iterator<Item = Obligation> + 'a {
        let permission = self.case.request.permission;
        let all: &[Obligation] = match self.outcome {
            Outcome::Allow => &self.case.own.obligations,
            Outcome::Deny => &[],
        };
        all.iter().copied().filter(move |o| o.concerns(permission))
    }
}

impl std::fmt::Debug for CompiledDecision<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("CompiledDecision");
        shown
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

impl From<ReasonRef<'_>> for Reason {
    fn from(reason: ReasonRef<'_>) -> Self {
        match reason {
            ReasonRef::NotActive { standing } => Self::NotActive { standing },
            ReasonRef::OtherTenant => Self::OtherTenant,
            ReasonRef::WrongObject { wanted, given } => Self::WrongObject { wanted, given },
            ReasonRef::Undeclared { permission } => Self::Undeclared { permission },
            ReasonRef::KindOfAccount { kind, section } => Self::KindOfAccount { kind, section },
            ReasonRef::Restricted {
                permission,
                restriction,
            } => Self::Restricted {
                permission,
                restriction: restriction.clone(),
            },
            ReasonRef::Granted {
                permission,
                by,
                scope,
            } => Self::Granted {
                permission,
                by: by.clone(),
                scope: scope.clone(),
            },
            ReasonRef::NotGranted { permission } => Self::NotGranted { permission },
            ReasonRef::OutOfScope {
                permission,
                by,
                scope,
            } => Self::OutOfScope {
                permission,
                by: by.clone(),
                scope: scope.clone(),
            },
            ReasonRef::OutOfTime {
                permission,
                by,
                validity,
            } => Self::OutOfTime {
                permission,
                by: by.clone(),
                validity,
            },
            ReasonRef::Prerequisite {
                permission,
                missing,
            } => Self::Prerequisite {
                permission,
                missing,
            },
            ReasonRef::UnknownRole { role } => Self::UnknownRole { role: role.clone() },
            ReasonRef::UnlistedAddOn { role, add_on } => Self::UnlistedAddOn {
                role: role.clone(),
                add_on: add_on.clone(),
            },
        }
    }
}
