//! Who can: the decision, filtered over the records.

use frontdesk_access::analysis::{Facts, Subject, who_can};
use frontdesk_access::{ObjectKind, Permission, Reason, UserFacts};
use frontdesk_model::{ActorId, Relation};
use frontdesk_testkit::{BuildConversation, Thing, cast};
use proptest::prelude::*;

use super::few;
use super::worlds::{decide, desk, world};

fn subject(thing: &Thing) -> Subject {
    match thing.clone() {
        Thing::Section(_) => Subject::Section,
        Thing::Conversation(facts) => Subject::Conversation(Box::new(facts)),
        Thing::Request(facts) => Subject::Request(Box::new(facts)),
        Thing::Order(facts) => Subject::Order(facts),
        Thing::NewOrder(_, origin) => Subject::NewOrder(origin),
        Thing::User { user, groups, .. } => Subject::User { user, groups },
        Thing::OwnRecord => Subject::OwnRecord,
        Thing::Site(_, site) => Subject::Site(site),
        Thing::Module(_, module) => Subject::Module(module),
        Thing::Host {
            kind,
            relations,
            site,
            ..
        } => {
            let held = Relation::ALL.into_iter().filter(|one| relations.has(*one));
            let mut facts = Facts::new(ObjectKind::Host(kind));
            facts.relations = held.filter(|one| *one != Relation::Any).collect();
            facts.site = site;
            Subject::Host {
                facts,
                relations: Default::default(),
            }
        }
    }
}

proptest! {
    #![proptest_config(few(32))]

    #[test]
    fn who_can_is_the_decision_of_each(world in world()) {
        for thing in &world.things {
            let about = subject(thing);
            prop_assert_eq!(about.kind(), thing.kind());
            for permission in world.rights() {
                let answer = who_can(&world.desk, permission, &about, world.now);
                let mut people = answer.people.iter();
                for holder in world.desk.holders() {
                    let decision = decide(world.desk.catalogue(), holder, permission, thing, world.now);
                    if decision.is_allow() {
                        let who = people.next().unwrap();
                        prop_assert_eq!(who.actor, holder.id);
                        prop_assert_eq!(&who.through, &decision.reasons);
                        prop_assert_eq!(&who.obligations, &decision.obligations);
                    }
                }
                prop_assert!(people.next().is_none());
            }
        }
    }
}

#[test]
fn who_can_reply_to_annas_conversation_and_through_what() {
    let everybody = cast::everybody().into_iter().map(|(_, holder)| holder);
    let here = everybody.filter(|holder| holder.tenant == cast::TENANT);
    let desk = desk(cast::roles(), here.collect());
    let chat = cast::chat(1).in_work_with(cast::ANNA);
    let about = Subject::Conversation(Box::new(chat));
    let answer = who_can(&desk, Permission::CONVERSATION_VIEW, &about, cast::noon());
    let people: Vec<ActorId> = answer.people.iter().map(|who| who.actor).collect();
    assert_eq!(people, [cast::ANNA.into(), cast::BORIS.into()]);
    let [Reason::Granted { by, .. }] = answer.people[1].through.as_slice() else {
        panic!("{answer}");
    };
    assert_eq!(by.to_string(), "opt.lead of cast.operator");
    let said = answer.to_string();
    assert!(
        said.contains("role cast.operator grants conversation.view @ own"),
        "{said}"
    );
    let reply = who_can(&desk, Permission::CONVERSATION_REPLY, &about, cast::noon());
    assert_eq!(reply.people.len(), 1);
    let nobody = who_can(
        &desk,
        Permission::IMPERSONATE,
        &Subject::OwnRecord,
        cast::noon(),
    );
    assert_eq!(nobody.to_string(), "nobody can do impersonate there");
}

/// A subject is stored as the host writes it down.
#[test]
fn a_subject_is_data() {
    let about: Subject = serde_json::from_str(r#"{"module": "reports"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&about).unwrap(),
        r#"{"module":"reports"}"#
    );
    let anna = cast::anna();
    let record = Subject::User {
        user: cast::ANNA,
        groups: [cast::SALES].into(),
    };
    let facts = UserFacts {
        tenant: cast::TENANT,
        user: cast::ANNA,
        groups: &anna.memberships.groups,
    };
    let same = frontdesk_access::Resource::user(&anna.actor(), &facts);
    super::realize::assert_same(&record.resource(&anna.actor()), &same);
}
