//! What a rule may read of a conversation.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    BotId, Channel, ConversationId, CustomerId, GroupId, Language, OrganizationId, QuestionnaireId,
    SiteId, TenantId, UserId, Version,
};

/// The facts of a conversation, request or ticket (catalogue.md section 2). A fact that is not
/// known is `None` or empty and satisfies no relation and no dimension, except that a conversation
/// without a group is found by the dimension `groups = none`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationFacts {
    /// Whose conversation it is.
    pub tenant: TenantId,
    /// Which one.
    pub id: ConversationId,
    /// The version of the host's record, for preconditions.
    pub version: Version,
    /// Since when it waits: its age in every queue, kept over offers, declines and transfers.
    pub created_at: DateTime<Utc>,
    /// Who has it; `None` is nobody.
    #[serde(default)]
    pub assignee: Option<Assignee>,
    /// The groups of the assignee, if a person; the host fills them in.
    #[serde(default)]
    pub assignee_groups: BTreeSet<GroupId>,
    /// Where it stands.
    #[serde(default)]
    pub state: Option<ConversationState>,
    /// To whom it is offered, while it is.
    #[serde(default)]
    pub offered_to: Option<UserId>,
    /// In which group's queue it lies.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// From which site it came.
    #[serde(default)]
    pub site: Option<SiteId>,
    /// Which questionnaire was filled.
    #[serde(default)]
    pub questionnaire: Option<QuestionnaireId>,
    /// Where it goes on.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// In which language.
    #[serde(default)]
    pub language: Option<Language>,
    /// Users who take part, whoever is assigned.
    #[serde(default)]
    pub participants: BTreeSet<UserId>,
    /// Users who are named in a message of it.
    #[serde(default)]
    pub mentioned: BTreeSet<UserId>,
    /// Who stands in now for the assignee, if a person who is away; the host fills them in, at the
    /// moment of the question, and leaves them out when he is back or somebody else has it.
    #[serde(default)]
    pub substitutes: BTreeSet<UserId>,
    /// Whether it is private, where the product knows private conversations.
    #[serde(default)]
    pub privacy: Option<Privacy>,
    /// The user who made it, if one did.
    #[serde(default)]
    pub creator: Option<UserId>,
    /// The customer who asks.
    #[serde(default)]
    pub requester: Option<CustomerId>,
    /// The company of the requester.
    #[serde(default)]
    pub organization: Option<OrganizationId>,
    /// The customers in copy, and since when each. Only the host's command puts one in: to be named in
    /// the header of an e-mail, or to know the number, makes nobody a party.
    #[serde(default)]
    pub copied: BTreeMap<CustomerId, DateTime<Utc>>,
    /// Deleted: hidden from every customer.
    #[serde(default)]
    pub deleted: bool,
    /// Spam: hidden from every customer.
    #[serde(default)]
    pub spam: bool,
    /// How often its guest links were taken back: a link made in an earlier epoch is void. No right
    /// and no scope reads it; what a guest sees is visibility's.
    #[serde(default)]
    pub guest_epoch: u32,
}

impl ConversationFacts {
    /// A conversation of which nothing else is known.
    #[must_use]
    pub const fn new(tenant: TenantId, id: ConversationId, created_at: DateTime<Utc>) -> Self {
        Self {
            tenant,
            id,
            version: Version::FIRST,
            created_at,
            assignee: None,
            assignee_groups: BTreeSet::new(),
            state: None,
            offered_to: None,
            group: None,
            site: None,
            questionnaire: None,
            channel: None,
            language: None,
            participants: BTreeSet::new(),
            mentioned: BTreeSet::new(),
            substitutes: BTreeSet::new(),
            privacy: None,
            creator: None,
            requester: None,
            organization: None,
            copied: BTreeMap::new(),
            deleted: false,
            spam: false,
            guest_epoch: 0,
        }
    }

    /// The person who has it; `None` for a bot and for nobody.
    #[must_use]
    pub const fn assigned_person(&self) -> Option<UserId> {
        match self.assignee {
            Some(Assignee::Person(user)) => Some(user),
            Some(Assignee::Bot(_)) | None => None,
        }
    }
}

impl AsRef<Self> for ConversationFacts {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// Who has a conversation. A bot's conversation is not an unassigned one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// A user.
    Person(UserId),
    /// An automatic answerer.
    Bot(BotId),
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Just arrived.
    New,
    /// In a queue.
    Waiting,
    /// Offered to one person, who has not yet accepted.
    Offered,
    /// Somebody works on it.
    InWork,
    /// Ended.
    Closed,
}

impl ConversationState {
    /// Every state, in the order of a conversation's life.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Waiting,
        Self::Offered,
        Self::InWork,
        Self::Closed,
    ];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::InWork => "in_work",
            Self::Closed => "closed",
        }
    }
}

/// Whether a conversation is for all who reach its queue or for those whom it concerns. It decides
/// nothing by itself: a scope may ask for one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    /// For all whom scopes without regard to persons reach.
    Open,
    /// For those whom it concerns: participants, the creator, the assignee, as a product's roles say.
    Private,
}

impl Privacy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Private];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Private => "private",
        }
    }
}
