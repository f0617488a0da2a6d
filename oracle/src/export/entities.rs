//! People, objects and actions as entities: facts, never what follows from them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Display;

use cedar_policy::{Entities, Entity, EntityUid, RestrictedExpression as Value};
use frontdesk_access::Holder;
use frontdesk_model::{ActorId, Assignee, ConversationFacts, Relation, TenantId, Validity};
use frontdesk_testkit::Thing;

use super::Pen;
use super::names::{
    RIGHTS, action, object_of_actions, own_record, section, section_of_actions, uid,
};
use super::spans::nanoseconds;
use crate::rights::Right;
use crate::world::{Question, World};

/// Everything that policies read.
pub(super) fn of(pen: Pen, world: &World) -> Entities {
    let mut entities: Vec<Entity> = world.rights.iter().map(right).collect();
    for (place, holder) in world.holders.iter().enumerate() {
        entities.push(person(pen, holder));
        entities.push(Facts::of(holder.tenant).entity(section(place)));
        entities.push(personal(place, holder));
    }
    for (place, question) in world.questions.iter().enumerate() {
        entities.extend(thing(question, place));
    }
    Entities::from_entities(entities, None).expect("every name is there once")
}

/// The one who asks. A customer is never a user with the same number.
pub(super) fn principal(holder: &Holder) -> EntityUid {
    match holder.id {
        ActorId::User(user) => uid("User", user),
        ActorId::Customer(customer) => uid("Customer", customer),
    }
}

/// The object of a question: one entity a question, as hosts hand in the facts of one conversation
/// in different states.
pub(super) fn object(question: &Question, place: usize) -> EntityUid {
    let kind = match &question.thing {
        Thing::OwnRecord => return own_record(question.holder),
        Thing::Section(_) => "Section",
        Thing::Conversation(_) => "Conversation",
        Thing::Request(_) => "Request",
        Thing::Order(_) => "Order",
        Thing::NewOrder(..) => "NewOrder",
        Thing::User { .. } => "PersonRecord",
        Thing::Site(..) => "SiteRecord",
        Thing::Module(..) => "ModuleRecord",
        Thing::Host { .. } => "HostObject",
    };
    uid(kind, format!("of question {place}"))
}

/// A right as an action, below its section and its kind of object. One that nobody declares is no
/// entity.
fn right(right: &Right) -> Entity {
    let parents = HashSet::from([
        action(RIGHTS),
        action(&section_of_actions(right.section)),
        action(&object_of_actions(right.object)),
    ]);
    Entity::new_no_attrs(action(right.permission.name()), parents)
}

/// A person's record: how the account stands, the lists, and the roles as parents with their spans
/// as attributes. A role that nobody knows and an add-on that its role does not list are parents,
/// too: no policy speaks of them.
fn person(pen: Pen, holder: &Holder) -> Entity {
    let lists = &holder.memberships;
    let mut facts = Facts::of(holder.tenant);
    facts.word("standing", holder.standing.name());
    facts.word("kind", holder.kind.name());
    facts.entities("groups", "Group", &lists.groups);
    facts.entities("sites", "Site", &lists.sites);
    facts.entities("questionnaires", "Questionnaire", &lists.questionnaires);
    facts.words("channels", &lists.channels);
    facts.entities("modules", "Module", &lists.modules);
    facts.entities("cabinet_sections", "Module", &lists.cabinet_sections);
    facts.entities("overseen_groups", "Group", &lists.overseen_groups);
    facts.entities("overseen_people", "User", &lists.overseen_people);
    facts.entities("organizations", "Organization", &lists.organizations);
    let mut roles = Spans::new();
    let mut add_ons = Spans::new();
    for assignment in &holder.roles {
        let name = assignment.role.to_string();
        roles.entry(name).or_default().push(assignment.validity);
        for id in &assignment.add_ons {
            let name = pen.add_on(assignment.role.as_str(), id.as_str());
            add_ons.entry(name).or_default().push(assignment.validity);
        }
    }
    let parents = roles.keys().map(|name| uid("Role", name));
    let parents = parents.chain(add_ons.keys().map(|name| uid("AddOn", name)));
    facts.parents = parents.collect();
    facts.value("roles", spans(&roles));
    facts.value("add_ons", spans(&add_ons));
    facts.entity(principal(holder))
}

/// While a role or add-on is assigned, once for each assignment.
type Spans = BTreeMap<String, Vec<Validity>>;

fn spans(held: &Spans) -> Value {
    record(held.iter().map(|(name, times)| {
        let spans = times.iter().enumerate().map(|(number, validity)| {
            let bounds = [("from", validity.from()), ("until", validity.end())];
            let known = bounds.into_iter().filter_map(|(name, moment)| {
                moment.map(|moment| (name.to_owned(), Value::new_long(nanoseconds(moment))))
            });
            (format!("span{number}"), record(known))
        });
        (name.clone(), record(spans))
    }))
}

fn record(fields: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::new_record(fields).expect("every key is there once")
}

/// A person's own record as an object.
fn personal(place: usize, holder: &Holder) -> Entity {
    let mut facts = Facts::of(holder.tenant);
    facts.value("owner", Value::new_entity_uid(principal(holder)));
    facts.entities("groups", "Group", &holder.memberships.groups);
    facts.entity(own_record(place))
}

/// The object of a question, unless it is there already.
fn thing(question: &Question, place: usize) -> Option<Entity> {
    let facts = match &question.thing {
        Thing::OwnRecord => return None,
        Thing::Section(tenant) => Facts::of(*tenant),
        Thing::Conversation(chat) | Thing::Request(chat) => conversation(chat),
        Thing::Order(order) => {
            let mut facts = Facts::of(order.tenant);
            facts.known("creator", "User", order.creator);
            facts.known_word("origin", order.origin.map(|origin| origin.name()));
            facts
        }
        Thing::NewOrder(tenant, origin) => {
            let mut facts = Facts::of(*tenant);
            facts.word("origin", origin.name());
            facts
        }
        Thing::User {
            tenant,
            user,
            groups,
        } => {
            let mut facts = Facts::of(*tenant);
            facts.known("owner", "User", Some(user));
            facts.entities("groups", "Group", groups);
            facts
        }
        Thing::Site(tenant, site) => {
            let mut facts = Facts::of(*tenant);
            facts.known("site", "Site", Some(site));
            facts
        }
        Thing::Module(tenant, module) => {
            let mut facts = Facts::of(*tenant);
            facts.known("module", "Module", Some(module));
            facts
        }
        Thing::Host {
            tenant,
            kind,
            relations,
            site,
        } => {
            let mut facts = Facts::of(*tenant);
            facts.value("kind", Value::new_long(i64::from(*kind)));
            let stated = Relation::ALL.into_iter().filter(|one| relations.has(*one));
            facts.words("stated", &stated.map(Relation::name).collect());
            facts.known("site", "Site", *site);
            facts
        }
    };
    Some(facts.entity(object(question, place)))
}

fn conversation(chat: &ConversationFacts) -> Facts {
    let mut facts = Facts::of(chat.tenant);
    match chat.assignee {
        Some(Assignee::Person(user)) => facts.known("assignee", "User", Some(user)),
        Some(Assignee::Bot(bot)) => facts.known("assignee", "Bot", Some(bot)),
        None => {}
    }
    facts.entities("assignee_groups", "Group", &chat.assignee_groups);
    facts.known_word("state", chat.state.map(|state| state.name()));
    facts.known("offered_to", "User", chat.offered_to);
    facts.known("group", "Group", chat.group);
    facts.known("site", "Site", chat.site);
    facts.known("questionnaire", "Questionnaire", chat.questionnaire);
    facts.known_word("channel", chat.channel.as_ref());
    facts.entities("participants", "User", &chat.participants);
    facts.entities("mentioned", "User", &chat.mentioned);
    facts.entities("substitutes", "User", &chat.substitutes);
    facts.known_word("privacy", chat.privacy.map(|privacy| privacy.name()));
    facts.known("creator", "User", chat.creator);
    facts.known("requester", "Customer", chat.requester);
    facts.known("organization", "Organization", chat.organization);
    facts.entities("copied", "Customer", chat.copied.keys());
    facts.value("deleted", Value::new_bool(chat.deleted));
    facts.value("spam", Value::new_bool(chat.spam));
    facts
}

/// The attributes and parents of an entity. What is not known is not there.
#[derive(Debug)]
struct Facts {
    attributes: HashMap<String, Value>,
    parents: HashSet<EntityUid>,
}

impl Facts {
    fn of(tenant: TenantId) -> Self {
        let mut facts = Self {
            attributes: HashMap::new(),
            parents: HashSet::new(),
        };
        facts.known("tenant", "Tenant", Some(tenant));
        facts
    }

    fn value(&mut self, name: &str, value: Value) {
        self.attributes.insert(name.to_owned(), value);
    }

    fn known(&mut self, name: &str, kind: &'static str, id: Option<impl Display>) {
        if let Some(id) = id {
            self.value(name, Value::new_entity_uid(uid(kind, id)));
        }
    }

    fn entities<T: Display>(
        &mut self,
        name: &str,
        kind: &'static str,
        ids: impl IntoIterator<Item = T>,
    ) {
        let ids = ids.into_iter();
        let ids = ids.map(|id| Value::new_entity_uid(uid(kind, &id)));
        self.value(name, Value::new_set(ids));
    }

    fn word(&mut self, name: &str, word: &str) {
        self.value(name, Value::new_string(word.to_owned()));
    }

    fn known_word(&mut self, name: &str, word: Option<impl Display>) {
        if let Some(word) = word {
            self.word(name, &word.to_string());
        }
    }

    fn words<T: Display>(&mut self, name: &str, words: &BTreeSet<T>) {
        let words = words.iter().map(|word| Value::new_string(word.to_string()));
        self.value(name, Value::new_set(words));
    }

    fn entity(self, uid: EntityUid) -> Entity {
        Entity::new(uid, self.attributes, self.parents).expect("attributes are values")
    }
}
