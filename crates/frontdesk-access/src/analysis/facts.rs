//! Objects that own what is known of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_model::{
    Actor, ActorId, Channel, ConversationFacts, ConversationState, GroupId, Memberships, Module,
    OrganizationId, Privacy, QuestionnaireId, Relation, Relations, SiteId, TenantId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::permission::ObjectKind;
use crate::resource::{Dimensions, ObjectGroups, OrderFacts, Origin, Resource, UserFacts};

/// What a question about many people is about: the facts of one object, from which each person's
/// [`Resource`] is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subject {
    /// A part of the product.
    Section,
    /// A conversation.
    Conversation(Box<ConversationFacts>),
    /// An offline application.
    Request(Box<ConversationFacts>),
    /// An order.
    Order(OrderFacts),
    /// An order about to be made.
    NewOrder(Origin),
    /// A user's record.
    User {
        /// Whose.
        user: UserId,
        /// The groups that the user belongs to.
        #[serde(default)]
        groups: BTreeSet<GroupId>,
    },
    /// Each person's own record.
    OwnRecord,
    /// A web site.
    Site(SiteId),
    /// A module, or a section of the new cabinet.
    Module(Module),
    /// An object of a host's own kind.
    Host {
        /// What is known of it; the relations in it hold for everybody.
        facts: Facts,
        /// How people stand to it besides.
        #[serde(default)]
        relations: BTreeMap<ActorId, BTreeSet<Relation>>,
    },
}

impl Subject {
    /// The object as this person stands to it. What has no tenant of its own lies in the person's.
    #[must_use]
    pub fn resource<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        match self {
            Self::Section => Resource::section(actor),
            Self::Conversation(facts) => Resource::conversation(actor, facts),
            Self::Request(facts) => Resource::request(actor, facts),
            Self::Order(facts) => Resource::order(actor, facts),
            Self::NewOrder(origin) => Resource::new_order(actor, *origin),
            Self::User { user, groups } => Resource::user(
                actor,
                &UserFacts {
                    tenant: actor.tenant,
                    user: *user,
                    groups,
                },
            ),
            Self::OwnRecord => Resource::own_record(actor),
            Self::Site(site) => Resource::site(actor, *site),
            Self::Module(module) => Resource::module(actor, module),
            Self::Host { facts, relations } => {
                let mut resource = facts.resource(actor);
                for relation in relations.get(&actor.id).into_iter().flatten() {
                    resource.relations |= relation.flag();
                }
                resource
            }
        }
    }

    /// What kind of object it is.
    #[must_use]
    pub const fn kind(&self) -> ObjectKind {
        match self {
            Self::Section => ObjectKind::Section,
            Self::Conversation(_) => ObjectKind::Conversation,
            Self::Request(_) => ObjectKind::Request,
            Self::Order(_) => ObjectKind::Order,
            Self::NewOrder(_) => ObjectKind::NewOrder,
            Self::User { .. } | Self::OwnRecord => ObjectKind::User,
            Self::Site(_) => ObjectKind::Site,
            Self::Module(_) => ObjectKind::Module,
            Self::Host { facts, .. } => facts.kind,
        }
    }
}

/// An object by what scopes look at: the example of a finding, or an object of a host's own kind.
/// A fact that is not there is not known. A number that no scope names stands for any such.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// What it is.
    pub kind: ObjectKind,
    /// How the person in question stands to it; `any` goes without saying. The queue of a group
    /// and the company of a customer follow from the facts and the person's lists.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub relations: BTreeSet<Relation>,
    /// Its groups. Where it is the person's own record and says nothing, those on the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<ObjectGroup>,
    /// The assignee, or the user whose record it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// The groups of the assignee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee_groups: Option<BTreeSet<GroupId>>,
    /// The site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// The questionnaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questionnaire: Option<QuestionnaireId>,
    /// The channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ConversationState>,
    /// The module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<Module>,
    /// How an order came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Whether it is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
    /// The company of the customer who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
}

/// The groups of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectGroup {
    /// A conversation in no group.
    None,
    /// A conversation in this group.
    One(GroupId),
    /// A person in these groups.
    Several(BTreeSet<GroupId>),
}

impl Facts {
    /// An object of this kind of which nothing is known.
    #[must_use]
    pub const fn new(kind: ObjectKind) -> Self {
        Self {
            kind,
            relations: BTreeSet::new(),
            groups: None,
            person: None,
            assignee_groups: None,
            site: None,
            questionnaire: None,
            channel: None,
            state: None,
            module: None,
            origin: None,
            privacy: None,
            organization: None,
        }
    }

    /// The object as this person stands to it, in the person's tenant.
    #[must_use]
    pub fn resource<'a>(&'a self, actor: &Actor<'a>) -> Resource<'a> {
        self.seen_by(actor.tenant, actor.memberships)
    }

    /// Whether it is the record of the person in question.
    pub(super) fn is_own_record(&self) -> bool {
        self.kind == ObjectKind::User && self.relations.contains(&Relation::Myself)
    }

    /// The object as somebody with these lists stands to it.
    pub(super) fn seen_by<'a>(&'a self, tenant: TenantId, lists: &'a Memberships) -> Resource<'a> {
        let named = self.relations.iter().map(|relation| relation.flag());
        let mut relations = named.fold(Relations::ANY, |all, one| all | one);
        if !matches!(self.kind, ObjectKind::Host(_)) {
            // my_group_queue: unassigned, and its group is one of the user's.
            if let Some(ObjectGroup::One(group)) = &self.groups {
                let queue = relations.contains(Relations::UNASSIGNED);
                let mine = lists.groups.contains(group);
                relations.set(Relations::MY_GROUP_QUEUE, queue && mine);
            }
            // requester_organization: the company is known and one of the customer's.
            if let Some(company) = &self.organization {
                let mine = lists.organizations.contains(company);
                relations.set(Relations::REQUESTER_ORGANIZATION, mine);
            }
        }
        Resource {
            tenant,
            kind: self.kind,
            relations,
            dimensions: Dimensions {
                groups: match &self.groups {
                    // One's own record has the groups that the record says.
                    None if self.is_own_record() => ObjectGroups::Person(&lists.groups),
                    None => ObjectGroups::Unknown,
                    Some(ObjectGroup::None) => ObjectGroups::Conversation(None),
                    Some(ObjectGroup::One(group)) => ObjectGroups::Conversation(Some(*group)),
                    Some(ObjectGroup::Several(groups)) => ObjectGroups::Person(groups),
                },
                person: self.person,
                assignee_groups: self.assignee_groups.as_ref(),
                site: self.site,
                questionnaire: self.questionnaire,
                channel: self.channel.as_ref(),
                state: self.state,
                module: self.module.as_ref(),
                origin: self.origin,
                privacy: self.privacy,
            },
        }
    }
}

impl From<&Resource<'_>> for Facts {
    fn from(resource: &Resource<'_>) -> Self {
        let Dimensions {
            groups,
            person,
            assignee_groups,
            site,
            questionnaire,
            channel,
            state,
            module,
            origin,
            privacy,
        } = resource.dimensions;
        let is_host = matches!(resource.kind, ObjectKind::Host(_));
        let stands = |relation: &Relation| match relation {
            Relation::Any => false,
            Relation::MyGroupQueue if !is_host => false,
            relation => resource.relations.has(*relation),
        };
        Self {
            kind: resource.kind,
            relations: Relation::ALL.into_iter().filter(stands).collect(),
            groups: match groups {
                ObjectGroups::Unknown => None,
                ObjectGroups::Conversation(None) => Some(ObjectGroup::None),
                ObjectGroups::Conversation(Some(group)) => Some(ObjectGroup::One(group)),
                ObjectGroups::Person(groups) => Some(ObjectGroup::Several(groups.clone())),
            },
            person,
            assignee_groups: assignee_groups.cloned(),
            site,
            questionnaire,
            channel: channel.cloned(),
            state,
            module: module.cloned(),
            origin,
            privacy,
            organization: None,
        }
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut known: Vec<String> = Vec::new();
        known.extend(self.relations.iter().map(ToString::to_string));
        known.extend(self.state.map(|state| format!("state {}", state.name())));
        known.extend(self.person.map(|person| match self.kind {
            ObjectKind::User => format!("of user {person}"),
            _ => format!("assigned to user {person}"),
        }));
        match &self.groups {
            Some(ObjectGroup::One(group)) => known.push(format!("group {group}")),
            Some(ObjectGroup::Several(groups)) if !groups.is_empty() => {
                known.push(format!("in groups {}", join(groups)));
            }
            Some(ObjectGroup::None | ObjectGroup::Several(_)) | None => {}
        }
        if let Some(groups) = self.assignee_groups.as_ref().filter(|g| !g.is_empty()) {
            known.push(format!("assignee in groups {}", join(groups)));
        }
        known.extend(self.site.map(|site| format!("site {site}")));
        known.extend(self.questionnaire.map(|q| format!("questionnaire {q}")));
        known.extend(self.channel.as_ref().map(|c| format!("channel {c}")));
        known.extend(self.module.as_ref().map(|m| format!("named {m}")));
        known.extend(
            self.origin
                .map(|origin| format!("origin {}", origin.name())),
        );
        known.extend(self.privacy.map(|known| known.name().to_owned()));
        known.extend(self.organization.map(|o| format!("company {o}")));
        match self.kind {
            ObjectKind::Host(number) => write!(f, "object of kind {number}")?,
            kind => f.write_str(&kind.name().replace('_', " "))?,
        }
        if known.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", known.join(", "))
    }
}

fn join<T: fmt::Display>(items: &BTreeSet<T>) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join("|")
}
