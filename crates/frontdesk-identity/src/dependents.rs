//! What depends on a group, site, questionnaire or company, and what becomes of it.

use std::collections::BTreeSet;

use frontdesk_model::{ConversationId, CustomerId, Limit, UserId};
use serde::{Deserialize, Serialize};

/// Everything that depends on one group, site, questionnaire or company, as the host read it for the
/// decision. Each list is complete: what is left out here keeps naming something that is gone.
///
/// A pending user is a user: who is invited stands in these lists as everybody else. Whose account is
/// deleted stands in none: all that the person had ended with the account. Not listed are closed
/// conversations: they keep naming it, and its record keeps its name for them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dependents {
    /// Whose memberships name it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<UserId>,
    /// Who may see the chats in work of its members (S57). Groups only.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub overseers: BTreeSet<UserId>,
    /// Who holds a grant that holds there and nowhere else.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub scoped_grants: BTreeSet<UserId>,
    /// Who is under a restriction that holds there.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub restricted: BTreeSet<UserId>,
    /// Who has a limit for it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub limits: BTreeSet<UserId>,
    /// The limit that all its members share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_limit: Option<Limit>,
    /// The conversations that lie there in nobody's hands: new, waiting or offered.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub waiting: BTreeSet<ConversationId>,
    /// The conversations that lie there in somebody's hands.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<ConversationId>,
    /// The customers who belong to it. Companies only.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub customers: BTreeSet<CustomerId>,
}

impl Dependents {
    /// Whether nothing depends on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a user whose account is deleted out of every list.
    pub(crate) fn forget(&mut self, gone: UserId) {
        // By name, so that a new list cannot be forgotten.
        let Self {
            members,
            overseers,
            scoped_grants,
            restricted,
            limits,
            shared_limit: _,
            waiting: _,
            open: _,
            customers: _,
        } = self;
        for users in [members, overseers, scoped_grants, restricted, limits] {
            users.remove(&gone);
        }
    }
}

/// What became of everything that depended on one that was closed or deleted: each dependent is in
/// exactly one of the two halves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredSettlement<Id>")]
pub struct Settlement<Id> {
    /// What it let go: each has a duty.
    #[serde(skip_serializing_if = "Dependents::is_empty")]
    pub released: Dependents,
    /// What goes on as it was, and names it still.
    #[serde(skip_serializing_if = "Dependents::is_empty")]
    pub stays: Dependents,
    /// Who took over the conversations and customers that it let go; `None` is nobody.
    pub to: Option<Id>,
}

/// Both forms in which a [`Settlement`] was ever stored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSettlement<Id> {
    #[serde(default)]
    released: Dependents,
    #[serde(default)]
    stays: Dependents,
    to: Option<Id>,
    /// Form 1 knew the members of a deleted group and nothing else.
    #[serde(default)]
    members: BTreeSet<UserId>,
}

impl<Id> From<StoredSettlement<Id>> for Settlement<Id> {
    fn from(stored: StoredSettlement<Id>) -> Self {
        let mut released = stored.released;
        released.members.extend(stored.members);
        Self {
            released,
            stays: stored.stays,
            to: stored.to,
        }
    }
}

/// What the host must do after an event of a group, site, questionnaire or company. None has an empty
/// list. "It" is what the event happened to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum DependentDuty<Id> {
    /// End the grants that hold there and nowhere else. A grant that holds elsewhere too is left: it
    /// covers nothing there, as nothing lies there.
    EndScopedGrants {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Edit these users so that their memberships name it: the lists on their records are what the
    /// other questions read.
    EnterInMemberships {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Edit these users so that their memberships no longer name it.
    RemoveFromMemberships {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Edit these users so that they no longer oversee it (S57).
    RemoveFromOverseen {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Drop the limits that these users have for it.
    DropLimits {
        /// Whose.
        users: BTreeSet<UserId>,
    },
    /// Drop the limit that its members shared.
    DropSharedLimit {
        /// What it was.
        limit: Limit,
    },
    /// Let these name the successor, or none, and ask again who takes them: another queue has other
    /// people. They keep their age; offers that are out are withdrawn.
    Requeue {
        /// Which conversations.
        conversations: BTreeSet<ConversationId>,
        /// What they name.
        to: Option<Id>,
    },
    /// Let these name the successor, or none. They stay in the hands that they are in.
    Refile {
        /// Which conversations.
        conversations: BTreeSet<ConversationId>,
        /// What they name.
        to: Option<Id>,
    },
    /// Let these customers belong to the successor in its stead, or not to it any more.
    MoveCustomers {
        /// Which customers.
        customers: BTreeSet<CustomerId>,
        /// To what they belong.
        to: Option<Id>,
    },
}

/// What the person who did it should be told: allowed, and easily overlooked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warning", rename_all = "snake_case")]
#[non_exhaustive]
pub enum DependentWarning {
    /// These go on waiting and name it still: nobody took them over.
    WaitingStays {
        /// Which conversations.
        conversations: BTreeSet<ConversationId>,
    },
    /// It is deleted without a successor, and these wait in nobody's queue: only who sees all, or
    /// what lies in no queue, finds them.
    WaitingUnfiled {
        /// Which conversations.
        conversations: BTreeSet<ConversationId>,
    },
    /// Conversations left, and the restrictions that covered them did not follow: these users may
    /// now see what was kept from them.
    RestrictionsLeftBehind {
        /// Who.
        users: BTreeSet<UserId>,
    },
    /// The group has no member left, and these wait there for nobody.
    GroupWithoutMembers {
        /// Which conversations.
        waiting: BTreeSet<ConversationId>,
    },
}

impl DependentWarning {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WaitingStays { .. } => "warning.waiting_stays",
            Self::WaitingUnfiled { .. } => "warning.waiting_unfiled",
            Self::RestrictionsLeftBehind { .. } => "warning.restrictions_left_behind",
            Self::GroupWithoutMembers { .. } => "warning.group_without_members",
        }
    }
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It takes no more conversations.
    Close,
    /// It is gone.
    Delete,
}

/// What it is to the conversations that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filing {
    /// The queue in which they are found: what waits there waits with it.
    Queue,
    /// A fact about them, true for ever: nobody looks for waiting ones by it.
    Fact,
}

/// One list of [`Dependents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Rights,
    Restrictions,
    Waiting,
    Open,
    Customers,
}

/// Whether a list is let go or stays: the whole rule, for all kinds.
const fn is_released(list: List, ending: Ending, filing: Filing, successor: bool) -> bool {
    match (ending, list) {
        // Closed takes no more conversations; members and rights stay, and what is in work there.
        // What waits goes on waiting, unless a successor takes it.
        (Ending::Close, List::Waiting) => successor,
        (Ending::Close, _) => false,
        // Deleted ends what holds only there: memberships, grants and limits. They do not pass to
        // the successor: a deletion gives nobody a right.
        (Ending::Delete, List::Rights) => true,
        // A restriction outlives it: closed conversations name it still, and stay closed to whom
        // they were closed.
        (Ending::Delete, List::Restrictions) => false,
        // Without a successor, conversations leave a queue that is gone: else they wait where nobody
        // looks. A fact about them stays one.
        (Ending::Delete, List::Waiting | List::Open) => {
            successor || matches!(filing, Filing::Queue)
        }
        // Nobody belongs to what is gone.
        (Ending::Delete, List::Customers) => true,
    }
}

impl<Id> Settlement<Id> {
    /// What becomes of these.
    pub(crate) fn of(
        dependents: Dependents,
        ending: Ending,
        filing: Filing,
        to: Option<Id>,
    ) -> Self {
        let successor = to.is_some();
        let is_released = |list| is_released(list, ending, filing, successor);
        let mut settlement = Self {
            released: Dependents::default(),
            stays: Dependents::default(),
            to,
        };
        // By name, so that a new list cannot be forgotten.
        let Dependents {
            members,
            overseers,
            scoped_grants,
            restricted,
            limits,
            shared_limit,
            waiting,
            open,
            customers,
        } = dependents;
        let half = settlement.half(is_released(List::Rights));
        half.members = members;
        half.overseers = overseers;
        half.scoped_grants = scoped_grants;
        half.limits = limits;
        half.shared_limit = shared_limit;
        settlement.half(is_released(List::Restrictions)).restricted = restricted;
        settlement.half(is_released(List::Waiting)).waiting = waiting;
        settlement.half(is_released(List::Open)).open = open;
        settlement.half(is_released(List::Customers)).customers = customers;
        settlement
    }

    const fn half(&mut self, is_released: bool) -> &mut Dependents {
        if is_released {
            &mut self.released
        } else {
            &mut self.stays
        }
    }
}

impl<Id: Copy> Settlement<Id> {
    /// One duty for every list that was let go: rights end first, then conversations move.
    #[must_use]
    pub fn duties(&self) -> Vec<DependentDuty<Id>> {
        let to = self.to;
        // By name, so that a new list cannot be forgotten.
        let Dependents {
            members,
            overseers,
            scoped_grants,
            // Never let go.
            restricted: _,
            limits,
            shared_limit,
            waiting,
            open,
            customers,
        } = &self.released;
        [
            filled(scoped_grants).map(|users| DependentDuty::EndScopedGrants { users }),
            filled(members).map(|users| DependentDuty::RemoveFromMemberships { users }),
            filled(overseers).map(|users| DependentDuty::RemoveFromOverseen { users }),
            filled(limits).map(|users| DependentDuty::DropLimits { users }),
            shared_limit.map(|limit| DependentDuty::DropSharedLimit { limit }),
            filled(waiting).map(|conversations| DependentDuty::Requeue { conversations, to }),
            filled(open).map(|conversations| DependentDuty::Refile { conversations, to }),
            filled(customers).map(|customers| DependentDuty::MoveCustomers { customers, to }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What the person who did it should be told.
    #[must_use]
    pub fn warnings(&self) -> Vec<DependentWarning> {
        let Dependents { waiting, open, .. } = &self.released;
        let moves = !waiting.is_empty() || !open.is_empty();
        let unfiled = if self.to.is_none() {
            filled(waiting)
        } else {
            None
        };
        let left_behind = if moves {
            filled(&self.stays.restricted)
        } else {
            None
        };
        [
            filled(&self.stays.waiting)
                .map(|conversations| DependentWarning::WaitingStays { conversations }),
            unfiled.map(|conversations| DependentWarning::WaitingUnfiled { conversations }),
            left_behind.map(|users| DependentWarning::RestrictionsLeftBehind { users }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The set, unless it is empty.
pub(crate) fn filled<T: Ord + Clone>(set: &BTreeSet<T>) -> Option<BTreeSet<T>> {
    (!set.is_empty()).then(|| set.clone())
}
