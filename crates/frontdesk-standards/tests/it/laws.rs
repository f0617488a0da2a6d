//! What a search finds an evaluation allows, and nothing else; on generated tenants.

use std::collections::BTreeSet;

use frontdesk::access::{Catalogue, Directory, ObjectKind, Permission, Reason};
use frontdesk::model::{ActorId, ConversationFacts, Standing};
use frontdesk_standards::authzen::{
    Action, ActionSearch, DecisionPoint, Entity, EntityType, EvaluationRequest, Naming, Object,
    PageRequest, Plain, SubjectSearch, Tell, Unmapped,
};
use frontdesk_testkit::strategy::{self, Question};
use frontdesk_testkit::{BuildHolder, Thing, cast};
use proptest::prelude::*;
use serde_json::Value;

/// A conversation with all its facts as properties.
pub(crate) fn resource(facts: &ConversationFacts) -> Entity {
    let Value::Object(mut members) = serde_json::to_value(facts).unwrap() else {
        panic!("an object");
    };
    members.retain(|_, value| !value.is_null());
    Entity {
        kind: "conversation".to_owned(),
        id: facts.id.to_string(),
        properties: members.into(),
    }
}

fn evaluation(subject: Entity, action: Action, resource: &Entity) -> EvaluationRequest {
    EvaluationRequest {
        subject,
        action,
        resource: resource.clone(),
        context: Object::default(),
    }
}

fn everybody(directory: &Directory) -> Vec<ActorId> {
    directory.holders().map(|holder| holder.id).collect()
}

/// Every page of a search, of this size, put together.
fn pages<T>(
    limit: u64,
    mut search: impl FnMut(PageRequest) -> frontdesk_standards::authzen::SearchResponse<T>,
) -> Vec<T> {
    let mut page = PageRequest {
        limit: Some(limit),
        ..PageRequest::default()
    };
    let mut all = Vec::new();
    loop {
        let response = search(page.clone());
        let place = response.page.unwrap();
        assert_eq!(place.count, u64::try_from(response.results.len()).ok());
        assert!(place.count <= Some(limit));
        all.extend(response.results);
        if place.next_token.is_empty() {
            assert_eq!(place.total, u64::try_from(all.len()).ok());
            return all;
        }
        page.token = Some(place.next_token);
        // With a token the limit may be left out (8.2.2, last example).
        page.limit = None;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_search_finds_what_an_evaluation_allows(
        directory in strategy::directory(),
        mut facts in strategy::conversation_facts(),
        permission in strategy::permission(),
        now in strategy::instant(),
        limit in 1..4_u64,
    ) {
        facts.tenant = cast::TENANT;
        let resource = resource(&facts);
        let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
        let action = Plain.action(&directory, permission);
        let allowed = |actor: ActorId, action: &Action| {
            let request = evaluation(Plain.subject(actor), action.clone(), &resource);
            point.evaluate(&request, now).decision
        };
        let search = SubjectSearch {
            subject: EntityType::new("user"),
            action: action.clone(),
            resource: resource.clone(),
            context: Object::default(),
            page: PageRequest::default(),
        };
        let found: BTreeSet<String> = pages(limit, |page| {
            point.search_subjects(&SubjectSearch { page, ..search.clone() }, now).unwrap()
        }).into_iter().map(|one| one.id).collect();
        for actor in everybody(&directory) {
            let named = Plain.subject(actor);
            prop_assert_eq!(found.contains(&named.id), allowed(actor, &action), "{:?}", actor);
        }
        for actor in everybody(&directory) {
            let search = ActionSearch {
                subject: Plain.subject(actor),
                resource: resource.clone(),
                context: Object::default(),
                page: PageRequest::default(),
            };
            let found: BTreeSet<String> = pages(limit, |page| {
                point.search_actions(&ActionSearch { page, ..search.clone() }, now).unwrap()
            }).into_iter().map(|one| one.name).collect();
            for right in directory.catalogue().permissions() {
                let action = Plain.action(&directory, right);
                let expected = allowed(actor, &action);
                prop_assert_eq!(found.contains(&action.name), expected);
                let about = directory.catalogue().object_of(right);
                prop_assert!(!expected || about == Some(ObjectKind::Conversation));
            }
        }
    }

    /// The answer is access's, through every step between. Of an action that the tenant does not declare nothing
    /// is asked further: the door says that there is none, where access denies. Access asks first whether the
    /// account can act.
    #[test]
    fn an_evaluation_is_a_decision_of_access(question in strategy::question()) {
        evaluation_is_decision(&question)?;
    }
}

fn evaluation_is_decision(question: &Question) -> Result<(), TestCaseError> {
    let mut holder = question.holder.clone();
    holder.tenant = cast::TENANT;
    let mut directory = Directory::new(cast::TENANT, question.roles.clone());
    let (id, actor) = (holder.id, holder.clone());
    directory.load(holder, Default::default()).unwrap();
    let Thing::Conversation(mut facts) = question.thing.clone() else {
        return Ok(());
    };
    facts.tenant = cast::TENANT;
    let point = DecisionPoint::new(&directory, &Plain, Tell::Nothing);
    let action = Plain.action(&directory, question.permission);
    let request = evaluation(Plain.subject(id), action, &resource(&facts));
    let actor = actor.actor();
    let direct = frontdesk::access::Request {
        holder: directory.holder(id).unwrap(),
        permission: question.permission,
        resource: frontdesk::access::Resource::conversation(&actor, &facts),
    };
    let direct = directory.catalogue().decide(&direct, question.now);
    let declared = directory
        .catalogue()
        .permissions()
        .any(|one| one == question.permission);
    if !declared {
        let standing = question.holder.standing;
        let bars = match standing.can_act() {
            true => Reason::Undeclared {
                permission: question.permission,
            },
            false => Reason::NotActive { standing },
        };
        prop_assert_eq!(direct.reasons, [bars]);
        prop_assert_eq!(
            point.decide(&request, question.now),
            Err(Unmapped::NoAction)
        );
        return Ok(());
    }
    prop_assert_eq!(point.decide(&request, question.now), Ok(direct));
    Ok(())
}

/// Whoever asks about it, and whether he can act or not.
#[test]
fn an_action_that_nobody_declared_is_none() {
    for standing in Standing::ALL {
        let question = Question {
            roles: Catalogue::default(),
            holder: cast::olga().with_standing(standing),
            permission: Permission::host(6).unwrap(),
            thing: Thing::Conversation(cast::chat(1)),
            now: cast::noon(),
        };
        evaluation_is_decision(&question).unwrap();
    }
}
