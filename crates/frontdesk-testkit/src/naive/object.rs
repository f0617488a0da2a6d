//! An object of a question as text.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Origin;
use frontdesk_model::{Actor, Assignee, ConversationFacts, Privacy, Relation};

use super::relations::{relations, state_word};
use crate::Thing;

/// An object as one actor stands to it: words and sets of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Whose it is.
    pub tenant: String,
    /// What it is, by the word of the column Object; a host's own kind by its number: `host 3`.
    pub kind: String,
    /// The relations that are true, by name.
    pub relations: BTreeSet<&'static str>,
    /// What it has for each dimension. A dimension that is not in the map is a missing fact; the
    /// group of a conversation without a group is the word `none`.
    pub facts: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Object {
    /// No object at all.
    #[must_use]
    pub fn section(actor: &Actor<'_>) -> Self {
        Self {
            tenant: actor.tenant.to_string(),
            kind: "section".to_owned(),
            relations: BTreeSet::from(["any"]),
            facts: BTreeMap::new(),
        }
    }

    /// The actor's own record.
    #[must_use]
    pub fn own_record(actor: &Actor<'_>) -> Self {
        let mut object = Self {
            kind: "user".to_owned(),
            relations: BTreeSet::from(["any", "self"]),
            ..Self::section(actor)
        };
        object.know("people", actor.id.user().iter().map(ToString::to_string));
        object.facts.insert(
            "groups",
            actor
                .memberships
                .groups
                .iter()
                .map(ToString::to_string)
                .collect(),
        );
        object
    }

    /// The object of a test.
    #[must_use]
    pub fn new(actor: &Actor<'_>, thing: &Thing) -> Self {
        let mut object = Self::section(actor);
        match thing {
            Thing::Section(tenant) => object.tenant = tenant.to_string(),
            Thing::Conversation(chat) => object.read_conversation("conversation", actor, chat),
            Thing::Request(chat) => object.read_conversation("request", actor, chat),
            Thing::Order(order) => {
                object.kind = "order".to_owned();
                object.tenant = order.tenant.to_string();
                if object.tenant != actor.tenant.to_string() {
                    object.relations.clear();
                } else if let (Some(me), Some(creator)) = (actor.id.user(), order.creator)
                    && me.to_string() == creator.to_string()
                {
                    object.relations.insert("created");
                }
                object.know("origin", order.origin.iter().map(|o| origin_word(*o)));
            }
            Thing::NewOrder(tenant, origin) => {
                object.kind = "new order".to_owned();
                object.tenant = tenant.to_string();
                object.know("origin", [origin_word(*origin)]);
            }
            Thing::User {
                tenant,
                user,
                groups,
            } => {
                object.kind = "user".to_owned();
                object.tenant = tenant.to_string();
                if object.tenant != actor.tenant.to_string() {
                    object.relations.clear();
                } else if let Some(me) = actor.id.user()
                    && me.to_string() == user.to_string()
                {
                    object.relations.insert("self");
                }
                object.know("people", [user.to_string()]);
                let groups = groups.iter().map(ToString::to_string).collect();
                object.facts.insert("groups", groups);
            }
            Thing::OwnRecord => object = Self::own_record(actor),
            Thing::Site(tenant, site) => {
                object.kind = "site".to_owned();
                object.tenant = tenant.to_string();
                object.know("sites", [site.to_string()]);
            }
            Thing::Module(tenant, module) => {
                object.kind = "module".to_owned();
                object.tenant = tenant.to_string();
                object.know("modules", [module.to_string()]);
            }
            Thing::Host {
                tenant,
                kind,
                relations,
                site,
            } => {
                object.kind = format!("host {kind}");
                object.tenant = tenant.to_string();
                object.relations = Relation::ALL
                    .into_iter()
                    .filter(|relation| relations.has(*relation))
                    .map(Relation::name)
                    .collect();
                object.know("sites", site.iter().map(ToString::to_string));
            }
        }
        object
    }

    fn read_conversation(&mut self, kind: &str, actor: &Actor<'_>, chat: &ConversationFacts) {
        self.kind = kind.to_owned();
        self.tenant = chat.tenant.to_string();
        self.relations = relations(actor, chat);
        // A missing fact satisfies no dimension, except `groups = none`.
        let group = chat
            .group
            .map_or_else(|| "none".to_owned(), |g| g.to_string());
        self.know("groups", [group]);
        if let Some(Assignee::Person(person)) = chat.assignee {
            self.know("people", [person.to_string()]);
            self.know(
                "assignee_groups",
                chat.assignee_groups.iter().map(ToString::to_string),
            );
        }
        self.know("sites", chat.site.iter().map(ToString::to_string));
        self.know(
            "questionnaires",
            chat.questionnaire.iter().map(ToString::to_string),
        );
        self.know("channels", chat.channel.iter().map(ToString::to_string));
        self.know(
            "states",
            chat.state.iter().map(|s| state_word(Some(*s)).to_owned()),
        );
        self.know("privacy", chat.privacy.iter().map(|p| privacy_word(*p)));
    }

    /// Notes a fact; nothing to note is a missing fact.
    fn know(&mut self, dimension: &'static str, words: impl IntoIterator<Item = String>) {
        for word in words {
            self.facts.entry(dimension).or_default().insert(word);
        }
    }
}

/// The origin by its word in the prose.
pub(crate) fn origin_word(origin: Origin) -> String {
    match origin {
        Origin::Conversation => "conversation".to_owned(),
        Origin::Independent => "independent".to_owned(),
    }
}

/// Whether it is private, by its word in the prose.
pub(crate) fn privacy_word(privacy: Privacy) -> String {
    match privacy {
        Privacy::Open => "open".to_owned(),
        Privacy::Private => "private".to_owned(),
    }
}
