//! Groups of users.

use std::collections::BTreeSet;

use frontdesk_contact::{DisplayName, DisplayNameKey};
use frontdesk_model::{GroupId, Precondition, Stream, TenantId, UserId, Version};
use serde::{Deserialize, Serialize};

use crate::{Misapplied, Reason, Refusal};

/// What this command makes happen to this group, or every reason why not. No events means that
/// everything is so already.
///
/// # Errors
/// With all the reasons that were found.
pub fn decide_group(
    group: Option<&Group>,
    command: &GroupCommand,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    match (group, command) {
        (None, GroupCommand::Create(form)) => create(form, facts),
        (None, _) => Err(Refusal::of(Reason::GroupUnknown)),
        (Some(_), GroupCommand::Create(_)) => Err(Refusal::of(Reason::GroupExists)),
        (Some(group), command) => change(group, command, facts),
    }
}

fn create(form: &CreateGroup, facts: &GroupFacts) -> Result<Vec<GroupEvent>, Refusal> {
    let reasons = member_reasons(&form.members, &BTreeSet::new(), facts);
    let name = match group_name(&form.name) {
        Ok(name) => name,
        Err(reason) => return Err(Refusal::with(reason, reasons)),
    };
    Refusal::check(reasons)?;
    Ok(vec![GroupEvent::Created {
        tenant: form.tenant,
        id: form.id,
        name,
        members: form.members.clone(),
    }])
}

fn change(
    group: &Group,
    command: &GroupCommand,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    match (group.state, command) {
        (GroupState::Deleted, _) => Err(Refusal::of(Reason::GroupDeleted)),
        (_, GroupCommand::Delete) => Ok(vec![GroupEvent::Deleted {
            members: group.members.clone(),
        }]),
        (GroupState::Closed, _) => Err(Refusal::of(Reason::GroupClosed)),
        (GroupState::Open, GroupCommand::Close) => Ok(vec![GroupEvent::Closed]),
        (GroupState::Open, GroupCommand::Rename { name }) => {
            let name = group_name(name).map_err(Refusal::of)?;
            if name == group.name {
                return Ok(Vec::new());
            }
            Ok(vec![GroupEvent::Renamed { name }])
        }
        (GroupState::Open, GroupCommand::SetMembers { members }) => {
            Refusal::check(member_reasons(members, &group.members, facts))?;
            if *members == group.members {
                return Ok(Vec::new());
            }
            Ok(vec![GroupEvent::MembersChanged {
                added: members.difference(&group.members).copied().collect(),
                removed: group.members.difference(members).copied().collect(),
            }])
        }
        // Answered where the group is looked at first.
        (GroupState::Open, GroupCommand::Create(_)) => Err(Refusal::of(Reason::GroupExists)),
    }
}

/// A group needs a name (S152); white space is none.
fn group_name(text: &str) -> Result<DisplayName, Reason> {
    if text.trim().is_empty() {
        return Err(Reason::GroupNameMissing);
    }
    DisplayName::parse(text).map_err(|_| Reason::GroupNameUnfit)
}

/// A group needs a selection of agents: at least one, and only holders of the agent role where the
/// system says so (S152). Who is a member already is not asked again.
fn member_reasons(
    members: &BTreeSet<UserId>,
    present: &BTreeSet<UserId>,
    facts: &GroupFacts,
) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    if members.is_empty() {
        reasons.insert(Reason::GroupEmpty);
    }
    if let MemberRule::AgentsOnly { agents } = &facts.members {
        reasons.extend(
            members
                .difference(present)
                .filter(|member| !agents.contains(member))
                .map(|member| Reason::MemberNoAgent { member: *member }),
        );
    }
    reasons
}

/// What a decision over a group reads beside the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFacts {
    /// Who may be a member.
    pub members: MemberRule,
}

/// Who may be a member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRule {
    /// Every user of the tenant.
    AnyUser,
    /// Only those who hold the agent role (S152).
    AgentsOnly {
        /// Who of those in question holds it now.
        agents: BTreeSet<UserId>,
    },
}

/// What is asked of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupCommand {
    /// Create one.
    Create(CreateGroup),
    /// Name it anew.
    Rename {
        /// The new name.
        name: String,
    },
    /// Make these its members.
    SetMembers {
        /// All members.
        members: BTreeSet<UserId>,
    },
    /// Take no more conversations; members and rights stay.
    Close,
    /// Delete it.
    Delete,
}

/// The form by which a group is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateGroup {
    /// Whose group it is.
    pub tenant: TenantId,
    /// Its id, made by the host.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its members.
    pub members: BTreeSet<UserId>,
}

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
    /// It takes no more conversations.
    Closed,
    /// It was deleted.
    Deleted {
        /// Who were its members.
        members: BTreeSet<UserId>,
    },
}

impl GroupEvent {
    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<GroupDuty> {
        let enter = |users: &BTreeSet<UserId>| GroupDuty::EnterInMemberships {
            users: users.clone(),
        };
        let remove = |users: &BTreeSet<UserId>| GroupDuty::RemoveFromMemberships {
            users: users.clone(),
        };
        match self {
            Self::Created { members, .. } => vec![enter(members)],
            Self::MembersChanged { added, removed } => {
                [(added, enter(added)), (removed, remove(removed))]
                    .into_iter()
                    .filter(|(users, _)| !users.is_empty())
                    .map(|(_, duty)| duty)
                    .collect()
            }
            Self::Closed => vec![GroupDuty::ListWaiting],
            Self::Deleted { members } => vec![
                remove(members),
                GroupDuty::ListWaiting,
                GroupDuty::ListScopedGrants,
            ],
            Self::Renamed { .. } => Vec::new(),
        }
    }
}

/// What the host must do after a group's event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum GroupDuty {
    /// Edit these users so that their memberships name the group: the lists on their records are
    /// what the other questions read.
    EnterInMemberships {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Edit these users so that their memberships no longer name the group.
    RemoveFromMemberships {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Show the person who did it the conversations that wait in the group's queue: they move, or
    /// wait for ever.
    ListWaiting,
    /// Show the person who did it the grants that hold in this group only: they cover nothing now.
    ListScopedGrants,
}

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    tenant: TenantId,
    id: GroupId,
    version: Version,
    name: DisplayName,
    members: BTreeSet<UserId>,
    state: GroupState,
}

/// Where a group stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupState {
    /// It works.
    Open,
    /// It takes no more conversations.
    Closed,
    /// It is gone.
    Deleted,
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
        Ok(Self {
            tenant: *tenant,
            id: *id,
            version: Version::FIRST.next(),
            name: name.clone(),
            members: members.clone(),
            state: GroupState::Open,
        })
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins a group.
    pub fn apply(&mut self, event: &GroupEvent) -> Result<(), Misapplied> {
        match event {
            GroupEvent::Created { .. } => return Err(Misapplied::BegunTwice),
            GroupEvent::Renamed { name } => self.name = name.clone(),
            GroupEvent::MembersChanged { added, removed } => {
                self.members.retain(|member| !removed.contains(member));
                self.members.extend(added);
            }
            GroupEvent::Closed => self.state = GroupState::Closed,
            GroupEvent::Deleted { .. } => {
                self.state = GroupState::Deleted;
                self.members.clear();
            }
        }
        self.version = self.version.next();
        Ok(())
    }

    /// Whose group it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Which one.
    #[must_use]
    pub const fn id(&self) -> GroupId {
        self.id
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What a decision over it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::Group(self.id),
            version: self.version,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &DisplayName {
        &self.name
    }

    /// Its members; none once it is deleted.
    #[must_use]
    pub const fn members(&self) -> &BTreeSet<UserId> {
        &self.members
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> GroupState {
        self.state
    }

    /// The name that no other group of the tenant may have (S152), without regard to case; `None`
    /// once it is deleted.
    #[must_use]
    pub fn claim(&self) -> Option<DisplayNameKey> {
        (self.state != GroupState::Deleted).then(|| self.name.key())
    }
}
