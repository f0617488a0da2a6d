//! Groups of users: what is asked of them and what is answered.

use std::collections::BTreeSet;

use frontdesk_contact::DisplayName;
use frontdesk_model::{GroupId, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::dependents::{Ending, Filing};
use crate::stage::{NameFault, given_name, one_tenant, successor_reasons};
use crate::{Dependents, Reason, Refusal, Settlement, Stage, Successor};

mod event;
mod record;

pub use event::{GroupEvent, Remaining};
pub use record::Group;

/// What this command makes happen to this group, or every reason why not. No events means that
/// everything is so already. Events alone, and no [`Decided`](crate::Decided): a group has no secret
/// that would leave sealed beside them.
///
/// The decision relied on the group, on the facts, and on the successor where one is named: commit
/// it under their preconditions, and read [`Dependents`] in the transaction that stores the events.
///
/// # Errors
/// With all the reasons that were found. Over another tenant's group, only
/// [`Reason::OtherTenant`].
pub fn decide_group(
    group: Option<&Group>,
    command: &GroupCommand,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    let asked_for = match command {
        GroupCommand::Create(form) => Some(form.tenant),
        _ => None,
    };
    one_tenant(facts.tenant, [group.map(Group::tenant), asked_for])?;
    match (group, command) {
        (None, GroupCommand::Create(form)) => create(form, facts),
        (None, _) => Err(Refusal::of(Reason::GroupUnknown)),
        // A deleted one refuses everything: its id is never used again.
        (Some(group), _) if group.stage() == Stage::Deleted => {
            Err(Refusal::of(Reason::GroupDeleted))
        }
        (Some(_), GroupCommand::Create(_)) => Err(Refusal::of(Reason::GroupExists)),
        (Some(group), GroupCommand::Rename { name }) => rename(group, name),
        (Some(group), GroupCommand::SetMembers { members }) => set_members(group, members, facts),
        (Some(group), GroupCommand::RemoveMember { member, why }) => {
            remove_member(group, *member, *why, facts)
        }
        (Some(group), GroupCommand::Close { successor }) => close(group, *successor, facts),
        (Some(group), GroupCommand::Reopen) => reopen(group),
        (Some(group), GroupCommand::Delete { successor }) => delete(group, *successor, facts),
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

fn rename(group: &Group, name: &str) -> Result<Vec<GroupEvent>, Refusal> {
    let name = group_name(name).map_err(Refusal::of)?;
    if name == *group.name() {
        return Ok(Vec::new());
    }
    Ok(vec![GroupEvent::Renamed { name }])
}

fn set_members(
    group: &Group,
    members: &BTreeSet<UserId>,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    Refusal::check(member_reasons(members, group.members(), facts))?;
    if members == group.members() {
        return Ok(Vec::new());
    }
    Ok(vec![GroupEvent::MembersChanged {
        added: members.difference(group.members()).copied().collect(),
        removed: group.members().difference(members).copied().collect(),
    }])
}

fn remove_member(
    group: &Group,
    member: UserId,
    why: Leaving,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    if !group.members().contains(&member) {
        return Ok(Vec::new());
    }
    let is_last = group.members().len() == 1;
    match (why, is_last) {
        // The last member does not leave: a group needs one (S152).
        (Leaving::Removed, true) => Err(Refusal::of(Reason::GroupEmpty)),
        (Leaving::Removed, false) => Ok(vec![GroupEvent::MembersChanged {
            added: BTreeSet::new(),
            removed: [member].into(),
        }]),
        (Leaving::UserDeleted, false) => Ok(vec![GroupEvent::MemberGone {
            member,
            remaining: Remaining::Members,
        }]),
        // The deletion of a person waits for no group. The group that is left without members says
        // so and, as it could serve nobody, takes no more conversations.
        (Leaving::UserDeleted, true) => {
            let gone = GroupEvent::MemberGone {
                member,
                remaining: Remaining::Nobody {
                    waiting: facts.dependents.waiting.clone(),
                },
            };
            let mut events = vec![gone];
            if group.stage() == Stage::Open {
                let mut stays = facts.dependents.clone();
                // Of the user who is gone nothing stays, whatever the host has still read.
                stays.forget(member);
                events.push(GroupEvent::Closed(settle(stays, Ending::Close, None)));
            }
            Ok(events)
        }
    }
}

fn close(
    group: &Group,
    successor: Option<GroupId>,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    let mut reasons = successor_check(group, successor, facts);
    if group.stage() == Stage::Closed {
        reasons.insert(Reason::GroupClosed);
    }
    Refusal::check(reasons)?;
    let settlement = settle(dependents(group, facts), Ending::Close, successor);
    Ok(vec![GroupEvent::Closed(settlement)])
}

fn reopen(group: &Group) -> Result<Vec<GroupEvent>, Refusal> {
    if group.stage() == Stage::Open {
        return Err(Refusal::of(Reason::GroupOpen));
    }
    // It takes conversations again, and so needs a member again (S152).
    if group.members().is_empty() {
        return Err(Refusal::of(Reason::GroupEmpty));
    }
    Ok(vec![GroupEvent::Reopened])
}

fn delete(
    group: &Group,
    successor: Option<GroupId>,
    facts: &GroupFacts,
) -> Result<Vec<GroupEvent>, Refusal> {
    Refusal::check(successor_check(group, successor, facts))?;
    let settlement = settle(dependents(group, facts), Ending::Delete, successor);
    Ok(vec![GroupEvent::Deleted(settlement)])
}

/// Conversations wait in a group's queue (S153).
fn settle(
    dependents: Dependents,
    ending: Ending,
    successor: Option<GroupId>,
) -> Settlement<GroupId> {
    Settlement::of(dependents, ending, Filing::Queue, successor)
}

/// What the host read, and the group's own members, should a record have missed one.
fn dependents(group: &Group, facts: &GroupFacts) -> Dependents {
    let mut dependents = facts.dependents.clone();
    dependents.members.extend(group.members());
    dependents
}

fn successor_check(
    group: &Group,
    successor: Option<GroupId>,
    facts: &GroupFacts,
) -> BTreeSet<Reason> {
    successor_reasons(
        successor,
        group.id(),
        facts.tenant,
        facts.successor.as_ref(),
    )
}

/// A group needs a name (S152).
fn group_name(text: &str) -> Result<DisplayName, Reason> {
    given_name(text).map_err(|fault| match fault {
        NameFault::Missing => Reason::GroupNameMissing,
        NameFault::Unfit => Reason::GroupNameUnfit,
    })
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
    for member in members.difference(present).copied() {
        if !facts.users.contains(&member) {
            reasons.insert(Reason::MemberUnknown { member });
        } else if let MemberRule::AgentsOnly { agents } = &facts.members
            && !agents.contains(&member)
        {
            reasons.insert(Reason::MemberNoAgent { member });
        }
    }
    reasons
}

/// What a decision over a group reads beside the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFacts {
    /// In whose name it is decided.
    pub tenant: TenantId,
    /// Those in question who are users of the tenant and not deleted. Read for a creation and for
    /// new members.
    #[serde(default)]
    pub users: BTreeSet<UserId>,
    /// Which of them may be a member.
    pub members: MemberRule,
    /// What depends on the group. Read for closing, for deleting, and where a deleted user leaves.
    #[serde(default)]
    pub dependents: Dependents,
    /// The successor that the command names, where it names one and there is one.
    #[serde(default)]
    pub successor: Option<Successor<GroupId>>,
}

impl GroupFacts {
    /// The facts of a tenant of which nothing else was read.
    #[must_use]
    pub fn new(tenant: TenantId, members: MemberRule) -> Self {
        Self {
            tenant,
            users: BTreeSet::new(),
            members,
            dependents: Dependents::default(),
            successor: None,
        }
    }
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
    /// Name it anew. A closed one too.
    Rename {
        /// The new name.
        name: String,
    },
    /// Make these its members. Of a closed one too: what waits there still needs somebody.
    SetMembers {
        /// All members.
        members: BTreeSet<UserId>,
    },
    /// Take this one out of its members.
    RemoveMember {
        /// Who.
        member: UserId,
        /// Why.
        why: Leaving,
    },
    /// Take no more conversations. Members and rights stay.
    Close {
        /// The open group that gets what waits; without one it goes on waiting where it is.
        successor: Option<GroupId>,
    },
    /// Take conversations again. What a successor got stays there.
    Reopen,
    /// Delete it, for good: memberships, grants and limits that are for it alone end. The name is
    /// free again.
    Delete {
        /// The open group that gets its conversations, and no rights over them; without one they
        /// lie in no group.
        successor: Option<GroupId>,
    },
}

/// Why a member leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// Somebody takes the member out: refused of the last one (S152).
    Removed,
    /// The account is deleted: ask this of each of its groups after the account's
    /// [`UserEvent::Deleted`](crate::UserEvent::Deleted). Never refused of a group that there is, as
    /// the person is gone whatever the group says.
    ///
    /// Where others are left, the group goes on as it was. Where nobody is, an open one closes. Either
    /// way nothing of the person stays: oversight, grants, restrictions and limits that were for this
    /// group ended with the account and have no duty of their own.
    UserDeleted,
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
