//! Why somebody may not administer, and the record of who asked what.

use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::Meeting;
use frontdesk_access::{
    AdminAction, AdminReason, AdminRefusal, AuditOutcome, AuditRecord, Decision, Grant, Outcome,
    Permission, WrongEvent,
};
use frontdesk_identity::{Misapplied, Refusal, RoleName};
use frontdesk_merge::AccountMismatch;
use frontdesk_model::{ActorId, RefusalKind, Standing, TenantId};
use serde::Serialize;

use super::asker::Asker;
use crate::desk::{MergeError, UnknownActor};

/// A no to an administration, with everything that stands against it as far as whoever asked may see,
/// and the record of it, which the host stores and does not show. Nothing has happened.
///
/// What the host shows are the obstacles, their text, codes and kind: of a record that whoever asked
/// may not see they say what they would say if it were not there. The true answer is in the
/// [`audit`](Self::audit) alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct AdminError {
    obstacles: Vec<Obstacle>,
    audit: Box<Audit>,
}

/// One thing that stands against an administration. Neither it nor its text has a personal value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// The desk has no such person.
    #[error(transparent)]
    Unknown(#[from] UnknownActor),
    /// The desk is another tenant's than the rules on accounts.
    #[error("the rules on accounts are another tenant's")]
    OtherTenant,
    /// Access refuses, with all its reasons.
    #[error(transparent)]
    Access(#[from] AdminRefusal),
    /// A right is missing that no action of access stands for.
    #[error("it needs {permission}")]
    Right {
        /// Which.
        permission: Permission,
        /// Why it is missing.
        because: Vec<frontdesk_access::Reason>,
    },
    /// Whoever asks for it gives these rights by it, and does not cover them.
    #[error("it gives rights that whoever asks does not have")]
    Uncovered {
        /// Exactly what is not covered.
        rest: Vec<Grant>,
    },
    /// It would leave the tenant without an active administrator.
    #[error(transparent)]
    Administrators(LastAdministrator),
    /// Identity refuses, with all its reasons.
    #[error(transparent)]
    Identity(#[from] Refusal),
    /// Merging refuses, with all its reasons.
    #[error("the two accounts cannot be united or separated: {}", codes_of(.0))]
    Merge(Box<frontdesk_merge::Refusal>),
    /// The account and its rights contradict each other.
    #[error(transparent)]
    Mismatch(#[from] AccountMismatch),
    /// Rights that must not meet in one person would meet in the whole.
    #[error("rights that must not meet in one person would meet in the whole")]
    Separation {
        /// Which, and over what.
        meetings: Vec<Meeting>,
        /// Whether the scopes tell apart too much to be gone through: nothing is claimed then.
        undecided: bool,
    },
    /// Whoever invited could not give so much any more.
    #[error("whoever invited may no longer give what the invitation gives: {0}")]
    Inviter(#[source] AdminRefusal),
    /// Only the service itself does this.
    #[error("only the service itself does this")]
    ServiceOnly,
    /// The own account is not active.
    #[error("an account that is {} does nothing", found.name())]
    Inactive {
        /// How it stands.
        found: Standing,
    },
    /// It is a person's own to do, and whoever acts as another is not that person.
    #[error("whoever acts as another is not that person")]
    ActingAsAnother,
    /// A form names a role that the catalogue does not have.
    #[error("role {role} is unknown")]
    UnknownRole {
        /// Which.
        role: RoleName,
    },
    /// What stands against it is about what whoever asks may not see: of a new account, that its id
    /// is taken. Ids are the host's to choose, and this says nothing of whose it is.
    #[error("something that whoever asks may not see stands against it")]
    Unseen,
    /// The parts of one save are about different accounts.
    #[error("the parts of one save are about different accounts")]
    OtherUser,
    /// An action on an account among the actions on rights: identity decides about accounts.
    #[error("accounts change by a command of identity")]
    NotOfRights,
    /// The events of identity do not follow on the account that the desk has.
    #[error(transparent)]
    Misapplied(#[from] Misapplied),
    /// The events of access do not follow on the rights that the desk has.
    #[error(transparent)]
    Wrong(#[from] WrongEvent),
}

/// What access says of the administrator who would be the last to go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LastAdministrator(pub AdminReason);

impl AdminError {
    pub(super) fn new(obstacles: Vec<Obstacle>, mut audit: Audit) -> Self {
        audit.outcome = AdminOutcome::Refused {
            codes: obstacles.iter().flat_map(Obstacle::codes).collect(),
        };
        audit.withhold();
        Self {
            obstacles,
            audit: Box::new(audit),
        }
    }

    /// The same refusal, of which something else is told. The record keeps the true answer.
    pub(super) fn telling(self, told: Vec<Obstacle>) -> Self {
        Self {
            obstacles: told,
            ..self
        }
    }

    pub(super) fn into_obstacles(self) -> Vec<Obstacle> {
        self.obstacles
    }

    /// Whether all that stands against it is that access lacks the right to ask for it, which it looks
    /// at before anything else.
    pub(super) fn lacks_the_right(&self) -> bool {
        let lacking = |reason: &AdminReason| matches!(reason, AdminReason::NotPermitted { .. });
        self.obstacles.iter().all(|obstacle| match obstacle {
            Obstacle::Access(refusal) => refusal.reasons().all(lacking),
            _ => false,
        })
    }

    /// Whether it turns on who administers besides.
    pub(super) fn counts_administrators(&self) -> bool {
        let counts = |reason: &AdminReason| matches!(reason, AdminReason::LastAdministrator { .. });
        self.obstacles.iter().any(|obstacle| match obstacle {
            Obstacle::Administrators(LastAdministrator(reason)) => counts(reason),
            Obstacle::Access(refusal) | Obstacle::Inviter(refusal) => refusal.reasons().any(counts),
            _ => false,
        })
    }

    /// Everything that stands against it, as whoever asked may know it; at least one thing.
    #[must_use]
    pub fn obstacles(&self) -> &[Obstacle] {
        &self.obstacles
    }

    /// The record of the refusal, with the true answer: the host stores it, as it does that of what was
    /// granted, and does not show it to whoever asked.
    #[must_use]
    pub const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// The stable codes of all reasons that are told, in order.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        self.obstacles.iter().flat_map(Obstacle::codes).collect()
    }

    /// The kind of the gravest.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        RefusalKind::gravest(self.obstacles.iter().map(Obstacle::kind))
    }

    fn text(&self) -> String {
        let texts: Vec<String> = self.obstacles.iter().map(ToString::to_string).collect();
        texts.join("; ")
    }
}

impl Obstacle {
    /// The stable codes: of access and identity those of their reasons.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        match self {
            Self::Access(refusal) => refusal.reasons().map(AdminReason::code).collect(),
            Self::Identity(refusal) => refusal
                .reasons()
                .map(frontdesk_identity::Reason::code)
                .collect(),
            Self::Administrators(LastAdministrator(reason)) => vec![reason.code()],
            Self::Merge(refusal) => refusal
                .reasons()
                .map(frontdesk_merge::Reason::code)
                .collect(),
            Self::Mismatch(_) => vec!["account_mismatch"],
            Self::Separation { .. } => vec!["separation"],
            Self::Unknown(_) => vec!["unknown_person"],
            Self::OtherTenant => vec!["other_tenant"],
            Self::Right { .. } => vec!["not_permitted"],
            Self::Uncovered { .. } => vec!["uncovered"],
            Self::Inviter(_) => vec!["inviter"],
            Self::ServiceOnly => vec!["service_only"],
            Self::Inactive { .. } => vec!["inactive"],
            Self::ActingAsAnother => vec!["acting_as_another"],
            Self::UnknownRole { .. } => vec!["unknown_role"],
            Self::Unseen => vec!["unseen"],
            Self::OtherUser => vec!["other_user"],
            Self::NotOfRights => vec!["not_of_rights"],
            Self::Misapplied(_) | Self::Wrong(_) => vec!["wrong_event"],
        }
    }

    /// The kind of this no.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::Unknown(unknown) => unknown.kind(),
            Self::Access(refusal) => refusal.kind(),
            Self::Identity(refusal) => refusal.kind(),
            Self::Administrators(LastAdministrator(reason)) => reason.kind(),
            Self::OtherTenant => RefusalKind::Hidden,
            Self::Right { .. }
            | Self::Uncovered { .. }
            | Self::Inviter(_)
            | Self::ServiceOnly
            | Self::ActingAsAnother
            | Self::Inactive { .. } => RefusalKind::Forbidden,
            Self::Merge(refusal) => refusal.kind(),
            Self::Unseen | Self::Separation { .. } => RefusalKind::Conflict,
            Self::Mismatch(_)
            | Self::UnknownRole { .. }
            | Self::OtherUser
            | Self::NotOfRights
            | Self::Misapplied(_)
            | Self::Wrong(_) => RefusalKind::Invalid,
        }
    }
}

/// Who asked what of whom, what access was asked for it, and how it ended. It has no personal value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// When.
    pub at: DateTime<Utc>,
    /// In which tenant.
    pub tenant: TenantId,
    /// Who asked: the person who was really there.
    pub actor: ActorId,
    /// As whom, where he acted as another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// What: the name of identity's command (of a group, heading or portal account as `group.close`),
    /// `rights`, or a step of a merge (`merge.apply`).
    pub command: &'static str,
    /// Of whom; `None`: of a role or the tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<ActorId>,
    /// What access was asked, in order, with its answers. Of an activation whoever invited is asked.
    /// Of a refusal only what access refused: nothing of it is ever read as given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AuditRecord>,
    /// Of a refusal: what access would have allowed by itself. It did not happen, since the whole
    /// was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<AdminAction>,
    /// The rights that were asked besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<(Permission, Outcome)>,
    /// How it ended.
    pub outcome: AdminOutcome,
}

/// How an administration ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AdminOutcome {
    /// It may be done, if it is still so when it is stored.
    Granted,
    /// It may not.
    Refused {
        /// The codes of all reasons.
        codes: Vec<&'static str>,
    },
}

impl Audit {
    pub(super) const fn new(
        tenant: TenantId,
        asker: Asker,
        command: &'static str,
        about: Option<ActorId>,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            at,
            tenant,
            actor: asker.actor,
            on_behalf_of: asker.on_behalf_of,
            command,
            about,
            asked: Vec::new(),
            withheld: Vec::new(),
            rights: Vec::new(),
            outcome: AdminOutcome::Granted,
        }
    }

    /// A save happens whole or not at all: of one that is refused nothing was granted.
    fn withhold(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        let refused = |record: &AuditRecord| matches!(record.outcome, AuditOutcome::Refused(_));
        let (refused, withheld): (Vec<_>, Vec<_>) = asked.into_iter().partition(refused);
        self.asked = refused;
        self.withheld = withheld.into_iter().map(|record| record.action).collect();
    }

    pub(super) fn right(&mut self, permission: Permission, decision: &Decision) {
        self.rights.push((permission, decision.outcome));
    }
}

impl fmt::Display for AdminOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Granted => f.write_str("granted"),
            Self::Refused { codes } => write!(f, "refused: {}", codes.join(", ")),
        }
    }
}

fn codes_of(refusal: &frontdesk_merge::Refusal) -> String {
    let codes: Vec<&str> = refusal
        .reasons()
        .map(frontdesk_merge::Reason::code)
        .collect();
    codes.join(", ")
}

impl From<MergeError> for Obstacle {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Unknown(unknown) => Self::Unknown(unknown),
            MergeError::Mismatch(mismatch) => Self::Mismatch(mismatch),
            MergeError::Refused(refusal) => Self::Merge(refusal),
        }
    }
}
