//! Who is there, and how much each one holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{
    Availability, Channel, ConversationFacts, ConversationId, GroupId, Language, Limit,
    Memberships, Standing, TenantId, UserId, Version,
};
use serde::{Deserialize, Serialize};

use crate::{Event, Policy};

/// Who is there, and how much each one holds: everything that a decision reads beside the policy
/// and the conversation. A user who is not on the floor receives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Whose floor it is.
    pub tenant: TenantId,
    /// The people who may come into question.
    #[serde(default)]
    pub operators: BTreeMap<UserId, Operator>,
    /// The groups that share a limit. A group that is not listed has none.
    #[serde(default)]
    pub groups: BTreeMap<GroupId, GroupLoad>,
}

impl Floor {
    /// A floor with nobody on it.
    #[must_use]
    pub const fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            operators: BTreeMap::new(),
            groups: BTreeMap::new(),
        }
    }

    /// Brings the loads up to date with an event of this tenant. A person or a group that is not
    /// listed has no load here, and nothing is kept about it.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Assigned(given) | Event::Offered(given) => {
                // Who accepts his own offer holds what he held before.
                if given.released == Some(given.to) {
                    return;
                }
                if let Some(former) = given.released {
                    self.release(former);
                }
                if let Some(operator) = self.operators.get_mut(&given.to) {
                    operator.open = operator.open.saturating_add(1);
                    operator.last_assigned_at = Some(given.at);
                    operator.version = operator.version.next();
                }
                // From hand to hand it stays one of its group's.
                if let (None, Some(group)) = (given.released, given.group) {
                    self.count_in_group(group, u32::saturating_add);
                }
            }
            Event::OfferEnded(left)
            | Event::Closed(left)
            | Event::Released(left)
            | Event::Queued { left, .. } => {
                if let Some(former) = left.released {
                    self.release(former);
                    if let Some(group) = left.group {
                        self.count_in_group(group, u32::saturating_sub);
                    }
                }
            }
        }
    }

    fn release(&mut self, user: UserId) {
        if let Some(operator) = self.operators.get_mut(&user) {
            operator.open = operator.open.saturating_sub(1);
            operator.version = operator.version.next();
        }
    }

    fn count_in_group(&mut self, group: GroupId, change: fn(u32, u32) -> u32) {
        if let Some(load) = self.groups.get_mut(&group) {
            load.open = change(load.open, 1);
            load.version = load.version.next();
        }
    }
}

/// One user as assignment sees him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The version of his load, for preconditions.
    #[serde(default)]
    pub version: Version,
    /// How his account stands.
    pub standing: Standing,
    /// Which conversations he could view and reply to once they are his: the answer of the access
    /// question (S95).
    #[serde(default)]
    pub receives: Receives,
    /// What his working status lets him do. A host without statuses says `Availability::all()`.
    #[serde(default)]
    pub availability: Availability,
    /// His own limit (S102); `None` is the site's.
    #[serde(default)]
    pub limit: Option<Limit>,
    /// How many open conversations he holds now, those offered to him and not yet accepted too.
    #[serde(default)]
    pub open: u32,
    /// The lists on his record; languages, questionnaires and groups are read.
    #[serde(default)]
    pub memberships: Memberships,
    /// Which waiting requests are for him.
    #[serde(default)]
    pub adviser: Adviser,
    /// Whether he has to confirm a chat that he clicks or that the machine gives him (S62, S63).
    #[serde(default)]
    pub confirm_acceptance: bool,
    /// Whether calls that the machine gives him are picked up automatically; else they ring (S75).
    #[serde(default)]
    pub auto_answer: bool,
    /// When a conversation last came to him, assigned or offered; `None` is never.
    #[serde(default)]
    pub last_assigned_at: Option<DateTime<Utc>>,
}

impl Operator {
    /// An account of which nothing else is known: it may receive nothing.
    #[must_use]
    pub fn new(standing: Standing) -> Self {
        Self {
            version: Version::FIRST,
            standing,
            receives: Receives::Nothing,
            availability: Availability::empty(),
            limit: None,
            open: 0,
            memberships: Memberships::default(),
            adviser: Adviser::default(),
            confirm_acceptance: false,
            auto_answer: false,
            last_assigned_at: None,
        }
    }

    /// How many he may hold at once: his own limit, or else the site's (S101, S102). The limits
    /// that groups share come on top.
    #[must_use]
    pub fn personal_limit(&self, policy: &Policy) -> Limit {
        self.limit.unwrap_or(policy.site_limit)
    }

    /// Whether what the machine gives him is only offered until he accepts.
    pub(crate) fn accepts_first(&self, facts: &ConversationFacts) -> bool {
        match facts.channel {
            // A call is picked up automatically, or by hand (S75).
            Some(Channel::Call) => !self.auto_answer,
            _ => self.confirms_click(facts),
        }
    }

    /// Whether his own click leaves it unassigned (S63). Picking up a call is no click on a chat.
    pub(crate) fn confirms_click(&self, facts: &ConversationFacts) -> bool {
        self.confirm_acceptance && facts.channel != Some(Channel::Call)
    }

    /// The languages that he accepts: his own list, or else the site's default (S104).
    #[must_use]
    pub fn accepted_languages<'a>(&'a self, policy: &'a Policy) -> &'a BTreeSet<Language> {
        if self.memberships.languages.is_empty() {
            &policy.languages.default_accepted
        } else {
            &self.memberships.languages
        }
    }
}

/// Which waiting requests are for a person.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Adviser {
    /// Those of the questionnaires on his record only; none listed is none at all (S107-S109).
    #[default]
    OfListed,
    /// All of them: a moderator (S110), and everybody where questionnaires do not exist.
    OfAll,
}

/// The load of a group that shares a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupLoad {
    /// The version of this load, for preconditions.
    #[serde(default)]
    pub version: Version,
    /// How many conversations of this group may be in people's hands at once.
    pub limit: Limit,
    /// How many are, those offered too. What the members hold for other groups does not count.
    #[serde(default)]
    pub open: u32,
}

/// Which conversations a person could view and reply to once they are his.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receives {
    /// None, or nobody asked.
    #[default]
    Nothing,
    /// Any: the right has no scope that a conversation could fall out of.
    Everything,
    /// These, of the ones that the question is about.
    Only(BTreeSet<ConversationId>),
}

impl Receives {
    /// Whether this conversation is among them.
    #[must_use]
    pub fn has(&self, conversation: ConversationId) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Only(these) => these.contains(&conversation),
        }
    }
}

/// What the access question answered. This crate knows no rights; they are facts here.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Access denied it, or nobody asked.
    #[default]
    Missing,
    /// Access allowed it.
    Held,
}

impl Right {
    /// Whether access allowed it.
    #[must_use]
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Held)
    }
}

impl From<bool> for Right {
    fn from(allowed: bool) -> Self {
        if allowed { Self::Held } else { Self::Missing }
    }
}
