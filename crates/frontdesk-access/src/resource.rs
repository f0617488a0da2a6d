//! What a question is about.

use std::collections::BTreeSet;

use frontdesk_model::{
    Actor, Channel, ConversationFacts, ConversationState, GroupId, Module, Privacy,
    QuestionnaireId, Relations, SiteId, TenantId, UserId, relations, user_relations,
};
use serde::{Deserialize, Serialize};

use crate::permission::ObjectKind;

/// The object of a question as this actor stands to it. A host's own kinds work like conversations:
/// fill the relations that hold and the dimensions that are known.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// Whose it is.
    pub tenant: TenantId,
    /// What it is.
    pub kind: ObjectKind,
    /// How the actor stands to it.
    pub relations: Relations,
    /// What is known of it.
    pub dimensions: Dimensions<'a>,
}

/// What is known of an object. What is not known satisfies no dimension.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dimensions<'a> {
    /// Its groups.
    pub groups: ObjectGroups<'a>,
    /// The assignee, or the user whose record it is.
    pub person: Option<UserId>,
    /// The groups of the assignee, if that is a person.
    pub assignee_groups: Option<&'a BTreeSet<GroupId>>,
    /// The site.
    pub site: Option<SiteId>,
    /// The questionnaire.
    pub questionnaire: Option<QuestionnaireId>,
    /// The channel.
    pub channel: Option<&'a Channel>,
    /// The state.
    pub state: Option<ConversationState>,
    /// The module.
    pub module: Option<&'a Module>,
    /// How an order came about.
    pub origin: Option<Origin>,
    /// Whether it is private.
    pub privacy: Option<Privacy>,
}

/// The groups of an object.
#[derive(Clone, Copy, Debug, Default)]
pub enum ObjectGroups<'a> {
    /// The object has no such fact.
    #[default]
    Unknown,
    /// A conversation's group, or none.
    Conversation(Option<GroupId>),
    /// A person's groups.
    Person(&'a BTreeSet<GroupId>),
}

/// How an order comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In a conversation.
    Conversation,
    /// Without one.
    Independent,
}

impl Origin {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Independent => "independent",
        }
    }
}

/// The facts of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// Whose order it is.
    pub tenant: TenantId,
    /// The user who made it, if known.
    #[serde(default)]
    pub creator: Option<UserId>,
    /// How it came about, if known.
    #[serde(default)]
    pub origin: Option<Origin>,
}

/// The facts of a person's record.
#[derive(Clone, Copy, Debug)]
pub struct UserFacts<'a> {
    /// Whose user it is.
    pub tenant: TenantId,
    /// Which one.
    pub user: UserId,
    /// The groups that the user belongs to.
    pub groups: &'a BTreeSet<GroupId>,
}

impl<'a> Resource<'a> {
    /// A part of the product: no object at all.
    #[must_use]
    pub fn section(actor: &Actor<'_>) -> Self {
        Self::bare(actor.tenant, ObjectKind::Section, Relations::ANY)
    }

    /// A conversation.
    #[must_use]
    pub fn conversation(actor: &Actor<'_>, facts: &'a ConversationFacts) -> Self {
        let person = facts.assigned_person();
        Self {
            tenant: facts.tenant,
            kind: ObjectKind::Conversation,
            relations: relations(actor, facts),
            dimensions: Dimensions {
                groups: ObjectGroups::Conversation(facts.group),
                person,
                assignee_groups: person.map(|_| &facts.assignee_groups),
                site: facts.site,
                questionnaire: facts.questionnaire,
                channel: facts.channel.as_ref(),
                state: facts.state,
                module: None,
                origin: None,
                privacy: facts.privacy,
            },
        }
    }

    /// An offline application: the same facts as a conversation.
    #[must_use]
    pub fn request(actor: &Actor<'_>, facts: &'a ConversationFacts) -> Self {
        Self {
            kind: ObjectKind::Request,
            ..Self::conversation(actor, facts)
        }
    }

    /// An existing order.
    #[must_use]
    pub fn order(actor: &Actor<'_>, facts: &OrderFacts) -> Self {
        let mut relations = Relations::empty();
        if actor.tenant == facts.tenant {
            relations |= Relations::ANY;
            let mine = facts.creator.is_some() && facts.creator == actor.id.user();
            relations.set(Relations::CREATED, mine);
        }
        let mut order = Self::bare(facts.tenant, ObjectKind::Order, relations);
        order.dimensions.origin = facts.origin;
        order
    }

    /// An order about to be made.
    #[must_use]
    pub fn new_order(actor: &Actor<'_>, origin: Origin) -> Self {
        let mut order = Self::bare(actor.tenant, ObjectKind::NewOrder, Relations::ANY);
        order.dimensions.origin = Some(origin);
        order
    }

    /// A person's record.
    #[must_use]
    pub fn user(actor: &Actor<'_>, facts: &UserFacts<'a>) -> Self {
        let relations = user_relations(actor, facts.tenant, facts.user);
        let mut record = Self::bare(facts.tenant, ObjectKind::User, relations);
        record.dimensions.person = Some(facts.user);
        record.dimensions.groups = ObjectGroups::Person(facts.groups);
        record
    }

    /// The actor's own record: a user's, or a customer's profile.
    #[must_use]
    pub fn own_record(actor: &Actor<'a>) -> Self {
        let relations = Relations::ANY | Relations::MYSELF;
        let mut record = Self::bare(actor.tenant, ObjectKind::User, relations);
        record.dimensions.person = actor.id.user();
        record.dimensions.groups = ObjectGroups::Person(&actor.memberships.groups);
        record
    }

    /// A web site.
    #[must_use]
    pub fn site(actor: &Actor<'_>, site: SiteId) -> Self {
        let mut object = Self::bare(actor.tenant, ObjectKind::Site, Relations::ANY);
        object.dimensions.site = Some(site);
        object
    }

    /// A module, or a section of the new cabinet.
    #[must_use]
    pub fn module(actor: &Actor<'_>, module: &'a Module) -> Self {
        let mut object = Self::bare(actor.tenant, ObjectKind::Module, Relations::ANY);
        object.dimensions.module = Some(module);
        object
    }

    /// An object of a host's own kind, with the relations that the host found for this actor. Give
    /// [`Relations::ANY`] with them: it holds within the tenant.
    #[must_use]
    pub const fn host(
        tenant: TenantId,
        kind: u8,
        relations: Relations,
        dimensions: Dimensions<'a>,
    ) -> Self {
        Self {
            tenant,
            kind: ObjectKind::Host(kind),
            relations,
            dimensions,
        }
    }

    fn bare(tenant: TenantId, kind: ObjectKind, relations: Relations) -> Self {
        Self {
            tenant,
            kind,
            relations,
            dimensions: Dimensions::default(),
        }
    }
}
