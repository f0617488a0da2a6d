//! An example made into an object that there can be.

use frontdesk_access::analysis::{Facts, ObjectGroup};
use frontdesk_access::{ObjectKind, OrderFacts, Resource};
use frontdesk_model::{ActorId, Assignee, ConversationFacts, ConversationState, Relation};
use frontdesk_testkit::{Thing, cast};

/// The object of an example, for the person whose example it is: facts of which the engine itself
/// finds the relations.
pub(crate) fn realize(facts: &Facts, actor: ActorId) -> Thing {
    let stands = |relation| facts.relations.contains(&relation);
    let tenant = cast::TENANT;
    match facts.kind {
        ObjectKind::Section => Thing::Section(tenant),
        ObjectKind::Conversation => Thing::Conversation(conversation(facts, actor)),
        ObjectKind::Request => Thing::Request(conversation(facts, actor)),
        ObjectKind::Order => Thing::Order(OrderFacts {
            tenant,
            creator: actor.user().filter(|_| stands(Relation::Created)),
            origin: facts.origin,
        }),
        ObjectKind::NewOrder => Thing::NewOrder(tenant, facts.origin.unwrap()),
        ObjectKind::User => match (facts.person, &facts.groups) {
            (Some(user), Some(ObjectGroup::Several(groups))) => Thing::User {
                tenant,
                user,
                groups: groups.clone(),
            },
            (None, None) => Thing::OwnRecord,
            // In the groups that the record says.
            (Some(user), None) if actor.user() == Some(user) => Thing::OwnRecord,
            other => panic!("no record is like this: {other:?}"),
        },
        ObjectKind::Site => Thing::Site(tenant, facts.site.unwrap()),
        ObjectKind::Module => Thing::Module(tenant, facts.module.clone().unwrap()),
        ObjectKind::Host(_) => panic!("no world has objects of a host's own kind"),
    }
}

fn conversation(facts: &Facts, actor: ActorId) -> ConversationFacts {
    let stands = |relation| facts.relations.contains(&relation);
    let mut chat = cast::chat(1);
    chat.state = facts.state;
    chat.group = match facts.groups {
        Some(ObjectGroup::One(group)) => Some(group),
        _ => None,
    };
    (chat.site, chat.questionnaire) = (facts.site, facts.questionnaire);
    chat.channel = facts.channel.clone();
    chat.privacy = facts.privacy;
    chat.organization = facts.organization;
    chat.assignee_groups = facts.assignee_groups.clone().unwrap_or_default();
    let offered = stands(Relation::OfferedToMe);
    chat.assignee = match facts.person {
        Some(person) => Some(Assignee::Person(person)),
        None if stands(Relation::Unassigned) || offered => None,
        None => Some(Assignee::Bot(cast::ROBOT)),
    };
    chat.offered_to = actor.user().filter(|_| offered);
    if let Some(user) = actor.user() {
        chat.participants
            .extend(stands(Relation::Participating).then_some(user));
        chat.creator = stands(Relation::Created).then_some(user);
        let is_named = stands(Relation::Mentioned);
        chat.mentioned.extend(is_named.then_some(user));
        let stands_in = stands(Relation::Substitute);
        chat.substitutes.extend(stands_in.then_some(user));
    }
    chat.requester = actor.customer().filter(|_| stands(Relation::Requester));
    let in_copy = actor.customer().filter(|_| stands(Relation::Copied));
    chat.copied = in_copy.map(|one| (one, cast::noon())).into_iter().collect();
    chat
}

/// That the engine sees the object as the example says.
pub(crate) fn assert_same(example: &Resource<'_>, real: &Resource<'_>) {
    assert_eq!(example.relations, real.relations, "{example:?} {real:?}");
    assert_eq!(
        format!("{:?}", example.dimensions),
        format!("{:?}", real.dimensions)
    );
    assert_eq!((example.kind, example.tenant), (real.kind, real.tenant));
}

/// The state in which nobody has a conversation.
#[test]
fn an_example_is_an_object() {
    let mut facts = Facts::new(ObjectKind::Conversation);
    facts.relations.insert(Relation::Unassigned);
    facts.state = Some(ConversationState::Waiting);
    facts.groups = Some(ObjectGroup::One(cast::SALES));
    let anna = cast::anna();
    let thing = realize(&facts, anna.id);
    assert_same(
        &facts.resource(&anna.actor()),
        &thing.resource(&anna.actor()),
    );
    assert!(
        facts
            .resource(&anna.actor())
            .relations
            .has(Relation::MyGroupQueue)
    );
}
