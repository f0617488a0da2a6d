//! What happened to a group, and what the host must do about it.

use std::collections::BTreeSet;

use frontdesk_contact::DisplayName;
use frontdesk_model::{ConversationId, GroupId, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::dependents::filled;
use crate::{DependentDuty, DependentWarning, Settlement};

/// What happened to a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GroupEvent {
    /// It was created.
    Created {
        /// Whose group it is.
        tenant: TenantId,
        /// Which one.
        id: GroupId,
        /// Its name.
        name: DisplayName,
        /// Its members.
        members: BTreeSet<UserId>,
    },
    /// It was named anew.
    Renamed {
        /// The new name.
        name: DisplayName,
    },
    /// Members came or went.
    MembersChanged {
        /// Who came.
        added: BTreeSet<UserId>,
        /// Who went.
        removed: BTreeSet<UserId>,
    },
    /// A member's account was deleted, and with it all that the person had for the group.
    MemberGone {
        /// Who.
        member: UserId,
        /// Who is left.
        remaining: Remaining,
    },
    /// It takes no more conversations.
    Closed(Settlement<GroupId>),
    /// It takes conversations again.
    Reopened,
    /// It was deleted.
    Deleted(Settlement<GroupId>),
}

/// Who is left in a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remaining {
    /// Other members.
    Members,
    /// Nobody.
    Nobody {
        /// What waits there.
        waiting: BTreeSet<ConversationId>,
    },
}

impl GroupEvent {
    /// The stable name, as in the stored form.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Renamed { .. } => "renamed",
            Self::MembersChanged { .. } => "members_changed",
            Self::MemberGone { .. } => "member_gone",
            Self::Closed(_) => "closed",
            Self::Reopened => "reopened",
            Self::Deleted(_) => "deleted",
        }
    }

    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<DependentDuty<GroupId>> {
        let enter = |users| filled(users).map(|users| DependentDuty::EnterInMemberships { users });
        let remove =
            |users| filled(users).map(|users| DependentDuty::RemoveFromMemberships { users });
        match self {
            Self::Created { members, .. } => enter(members).into_iter().collect(),
            Self::MembersChanged { added, removed } => {
                enter(added).into_iter().chain(remove(removed)).collect()
            }
            Self::Closed(settlement) | Self::Deleted(settlement) => settlement.duties(),
            // A deleted account's record is edited no more: its memberships, grants and limits count
            // for nothing.
            Self::MemberGone { .. } | Self::Renamed { .. } | Self::Reopened => Vec::new(),
        }
    }

    /// What the person who did it should be told.
    #[must_use]
    pub fn warnings(&self) -> Vec<DependentWarning> {
        match self {
            Self::MemberGone {
                remaining: Remaining::Nobody { waiting },
                ..
            } => vec![DependentWarning::GroupWithoutMembers {
                waiting: waiting.clone(),
            }],
            Self::Closed(settlement) | Self::Deleted(settlement) => settlement.warnings(),
            Self::MemberGone { .. }
            | Self::Created { .. }
            | Self::Renamed { .. }
            | Self::MembersChanged { .. }
            | Self::Reopened => Vec::new(),
        }
    }
}
