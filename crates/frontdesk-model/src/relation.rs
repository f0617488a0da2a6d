//! How an actor stands to an object.

use std::fmt;

use bitflags::bitflags;
use serde::{Deserialize, Serialize};

use crate::{Actor, ActorId, ConversationFacts, ConversationState, TenantId, UserId};

/// How this actor stands to this conversation: every relation that is true (catalogue.md section 2).
/// An actor of another tenant stands in no relation to it, not even [`Relation::Any`].
#[must_use]
pub fn relations(actor: &Actor<'_>, facts: &ConversationFacts) -> Relations {
    if actor.tenant != facts.tenant {
        return Relations::empty();
    }
    match actor.id {
        ActorId::User(user) => staff_relations(user, actor, facts),
        ActorId::Customer(_) => customer_relations(actor, facts),
    }
}

/// How this actor stands to a user's record: `any`, and `self` if it is the actor's own.
#[must_use]
pub fn user_relations(actor: &Actor<'_>, tenant: TenantId, user: UserId) -> Relations {
    if actor.tenant != tenant {
        return Relations::empty();
    }
    let mut found = Relations::ANY;
    // A customer is never a user with the same number.
    found.set(Relations::MYSELF, actor.id == ActorId::User(user));
    found
}

fn staff_relations(user: UserId, actor: &Actor<'_>, facts: &ConversationFacts) -> Relations {
    let mut found = Relations::ANY;
    let assignee = facts.assigned_person();
    let nobody = facts.assignee.is_none();
    let state = facts.state;

    // own: the assignee is this user, in any state, closed too.
    found.set(Relations::OWN, assignee == Some(user));
    // participating: the user is among the participants, whoever is assigned.
    found.set(Relations::PARTICIPATING, facts.participants.contains(&user));
    // mentioned: the user is named in a message, whoever is assigned, in any state.
    found.set(Relations::MENTIONED, facts.mentioned.contains(&user));
    // created: the creator is this user.
    found.set(Relations::CREATED, facts.creator == Some(user));
    // unassigned: nobody has it and it is new or waiting. A bot's, an offered one, a closed one is not.
    let unassigned = nobody
        && matches!(
            state,
            Some(ConversationState::New | ConversationState::Waiting)
        );
    found.set(Relations::UNASSIGNED, unassigned);
    // offered_to_me: offered to this user, and nobody has it yet.
    found.set(
        Relations::OFFERED_TO_ME,
        nobody && state == Some(ConversationState::Offered) && facts.offered_to == Some(user),
    );
    // my_group_queue: unassigned, and its group is one of the user's.
    found.set(
        Relations::MY_GROUP_QUEUE,
        unassigned
            && facts
                .group
                .is_some_and(|group| actor.memberships.groups.contains(&group)),
    );
    // colleague_in_work: in work, and another person has it. Waiting, closed, a bot's: not.
    found.set(
        Relations::COLLEAGUE_IN_WORK,
        state == Some(ConversationState::InWork) && assignee.is_some_and(|other| other != user),
    );
    // substitute: another person has it, in any state, and this user stands in for him now. Nobody
    // stands in for himself, and nobody for a bot or for no one.
    found.set(
        Relations::SUBSTITUTE,
        assignee.is_some_and(|absent| absent != user) && facts.substitutes.contains(&user),
    );
    found
}

fn customer_relations(actor: &Actor<'_>, facts: &ConversationFacts) -> Relations {
    // A deleted or spam conversation is hidden from every customer (catalogue.md 3.5).
    if facts.deleted || facts.spam {
        return Relations::empty();
    }
    let mut found = Relations::ANY;
    // requester: this customer asked.
    found.set(
        Relations::REQUESTER,
        facts.requester.is_some() && facts.requester == actor.id.customer(),
    );
    // requester_organization: both companies are known and equal. Two unknown ones are not equal.
    found.set(
        Relations::REQUESTER_ORGANIZATION,
        facts
            .organization
            .is_some_and(|company| actor.memberships.organizations.contains(&company)),
    );
    // copied: this customer is in copy, whoever asked, in any state.
    found.set(
        Relations::COPIED,
        actor
            .id
            .customer()
            .is_some_and(|customer| facts.copied.contains_key(&customer)),
    );
    found
}

/// One way of standing to an object. Each is defined in catalogue.md section 2.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Always true within the tenant.
    #[default]
    Any,
    /// The actor is the assignee.
    Own,
    /// The actor is among the participants.
    Participating,
    /// The actor made it.
    Created,
    /// Nobody has it, and it is new or waiting.
    Unassigned,
    /// It is offered to the actor.
    OfferedToMe,
    /// Unassigned, in the queue of one of the actor's groups.
    MyGroupQueue,
    /// In work, and another person has it.
    ColleagueInWork,
    /// The actor is the customer who asked.
    Requester,
    /// The actor's company is the company of the customer who asked.
    RequesterOrganization,
    /// The object is the actor's own record.
    #[serde(rename = "self")]
    Myself,
    /// The actor is named in a message of it.
    Mentioned,
    /// Another person has it, and the actor stands in for that person now.
    Substitute,
    /// The actor is a customer in copy.
    Copied,
}

bitflags! {
    /// The relations that hold between one actor and one object.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    pub struct Relations: u16 {
        /// [`Relation::Any`]
        const ANY = 1 << 0;
        /// [`Relation::Own`]
        const OWN = 1 << 1;
        /// [`Relation::Participating`]
        const PARTICIPATING = 1 << 2;
        /// [`Relation::Created`]
        const CREATED = 1 << 3;
        /// [`Relation::Unassigned`]
        const UNASSIGNED = 1 << 4;
        /// [`Relation::OfferedToMe`]
        const OFFERED_TO_ME = 1 << 5;
        /// [`Relation::MyGroupQueue`]
        const MY_GROUP_QUEUE = 1 << 6;
        /// [`Relation::ColleagueInWork`]
        const COLLEAGUE_IN_WORK = 1 << 7;
        /// [`Relation::Requester`]
        const REQUESTER = 1 << 8;
        /// [`Relation::RequesterOrganization`]
        const REQUESTER_ORGANIZATION = 1 << 9;
        /// [`Relation::Myself`]
        const MYSELF = 1 << 10;
        /// [`Relation::Mentioned`]
        const MENTIONED = 1 << 11;
        /// [`Relation::Substitute`]
        const SUBSTITUTE = 1 << 12;
        /// [`Relation::Copied`]
        const COPIED = 1 << 13;
    }
}

impl Relation {
    /// Every relation: the widest first, then in the order in which they came.
    pub const ALL: [Self; 14] = [
        Self::Any,
        Self::Own,
        Self::Participating,
        Self::Created,
        Self::Unassigned,
        Self::OfferedToMe,
        Self::MyGroupQueue,
        Self::ColleagueInWork,
        Self::Requester,
        Self::RequesterOrganization,
        Self::Myself,
        Self::Mentioned,
        Self::Substitute,
        Self::Copied,
    ];

    /// This relation as a set of one.
    #[must_use]
    pub const fn flag(self) -> Relations {
        match self {
            Self::Any => Relations::ANY,
            Self::Own => Relations::OWN,
            Self::Participating => Relations::PARTICIPATING,
            Self::Created => Relations::CREATED,
            Self::Unassigned => Relations::UNASSIGNED,
            Self::OfferedToMe => Relations::OFFERED_TO_ME,
            Self::MyGroupQueue => Relations::MY_GROUP_QUEUE,
            Self::ColleagueInWork => Relations::COLLEAGUE_IN_WORK,
            Self::Requester => Relations::REQUESTER,
            Self::RequesterOrganization => Relations::REQUESTER_ORGANIZATION,
            Self::Myself => Relations::MYSELF,
            Self::Mentioned => Relations::MENTIONED,
            Self::Substitute => Relations::SUBSTITUTE,
            Self::Copied => Relations::COPIED,
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Own => "own",
            Self::Participating => "participating",
            Self::Created => "created",
            Self::Unassigned => "unassigned",
            Self::OfferedToMe => "offered_to_me",
            Self::MyGroupQueue => "my_group_queue",
            Self::ColleagueInWork => "colleague_in_work",
            Self::Requester => "requester",
            Self::RequesterOrganization => "requester_organization",
            Self::Myself => "self",
            Self::Mentioned => "mentioned",
            Self::Substitute => "substitute",
            Self::Copied => "copied",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Relations {
    /// Whether this relation holds.
    #[must_use]
    pub const fn has(self, relation: Relation) -> bool {
        self.contains(relation.flag())
    }
}
