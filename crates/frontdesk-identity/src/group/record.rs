//! A group under its rules.

use std::collections::BTreeSet;

use frontdesk_contact::{DisplayName, DisplayNameKey};
use frontdesk_model::{GroupId, Precondition, Stream, TenantId, UserId, Version};
use serde::{Deserialize, Serialize};

use super::GroupEvent;
use crate::{Misapplied, Reason, Refusal, Stage, Successor};

/// A group of users. An open one has at least one member (S152), a deleted one has none: a stored
/// group that breaks this is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Group {
    stored: Stored,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    tenant: TenantId,
    id: GroupId,
    version: Version,
    name: DisplayName,
    members: BTreeSet<UserId>,
    #[serde(alias = "state")]
    stage: Stage,
}

impl Group {
    /// The group that a first event begins.
    ///
    /// # Errors
    /// When the event is not [`GroupEvent::Created`].
    pub fn begin(event: &GroupEvent) -> Result<Self, Misapplied> {
        let GroupEvent::Created {
            tenant,
            id,
            name,
            members,
        } = event
        else {
            return Err(Misapplied::NotBegun);
        };
        let stored = Stored {
            tenant: *tenant,
            id: *id,
            version: Version::FIRST.next(),
            name: name.clone(),
            members: members.clone(),
            stage: Stage::Open,
        };
        Ok(Self { stored })
    }

    /// Replays stored events, oldest first; `None` for none. It never decides again.
    ///
    /// # Errors
    /// When the events are not those of one group.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a GroupEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        Self::after(None, events)
    }

    /// The group once these events have happened: begun by the first of them where there was
    /// none.
    ///
    /// # Errors
    /// When the events do not follow on it.
    pub fn after<'a>(
        group: Option<Self>,
        events: impl IntoIterator<Item = &'a GroupEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        events
            .into_iter()
            .try_fold(group, |group, event| match group {
                None => Self::begin(event).map(Some),
                Some(mut group) => group.apply(event).map(|()| Some(group)),
            })
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins a group.
    pub fn apply(&mut self, event: &GroupEvent) -> Result<(), Misapplied> {
        let stored = &mut self.stored;
        match event {
            GroupEvent::Created { .. } => return Err(Misapplied::BegunTwice),
            GroupEvent::Renamed { name } => stored.name = name.clone(),
            GroupEvent::MembersChanged { added, removed } => {
                stored.members.retain(|member| !removed.contains(member));
                stored.members.extend(added);
            }
            GroupEvent::MemberGone { member, .. } => {
                stored.members.remove(member);
            }
            GroupEvent::Closed(_) => stored.stage = Stage::Closed,
            GroupEvent::Reopened => stored.stage = Stage::Open,
            GroupEvent::Deleted(_) => {
                stored.stage = Stage::Deleted;
                stored.members.clear();
            }
        }
        stored.version = stored.version.next();
        Ok(())
    }

    /// Whose group it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.stored.tenant
    }

    /// Which one.
    #[must_use]
    pub const fn id(&self) -> GroupId {
        self.stored.id
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.stored.version
    }

    /// What a decision over it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        self.as_successor().precondition()
    }

    /// Its name; a deleted one keeps it for old conversations.
    #[must_use]
    pub const fn name(&self) -> &DisplayName {
        &self.stored.name
    }

    /// Its members. None once it is deleted, or after the account of the last one was.
    #[must_use]
    pub const fn members(&self) -> &BTreeSet<UserId> {
        &self.stored.members
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stored.stage
    }

    /// The name that no other group of the tenant may have (S152), without regard to case; `None`
    /// once it is deleted. A closed one keeps it: it may be reopened.
    #[must_use]
    pub fn claim(&self) -> Option<DisplayNameKey> {
        (self.stored.stage != Stage::Deleted).then(|| self.stored.name.key())
    }

    /// What a decision over another group reads of this one, where it is named as successor.
    #[must_use]
    pub const fn as_successor(&self) -> Successor<GroupId> {
        Successor {
            tenant: self.stored.tenant,
            id: self.stored.id,
            version: self.stored.version,
            stage: self.stored.stage,
        }
    }
}

impl Successor<GroupId> {
    /// What a decision that names it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::Group(self.id),
            version: self.version,
        }
    }
}

impl TryFrom<Stored> for Group {
    type Error = Refusal;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        match (stored.stage, stored.members.is_empty()) {
            (Stage::Open, true) => Err(Refusal::of(Reason::GroupEmpty)),
            (Stage::Deleted, false) => Err(Refusal::of(Reason::GroupDeleted)),
            _ => Ok(Self { stored }),
        }
    }
}

impl From<Group> for Stored {
    fn from(group: Group) -> Self {
        group.stored
    }
}
