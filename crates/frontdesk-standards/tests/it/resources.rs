//! Search for resources: visibility's list, and of it what the decision allows.

use std::collections::BTreeSet;

use frontdesk::Desk;
use frontdesk::model::{ActorId, Assignee, ConversationFacts, ConversationId, ConversationState};
use frontdesk::visibility::Ticket;
use frontdesk_standards::authzen::{
    Action, DecisionPoint, Entity, EntityType, EvaluationRequest, Naming, Object, PageRequest,
    Plain, ResourceSearch, Tell,
};
use frontdesk_testkit::cast;

use crate::laws::resource;
use crate::samples::{AGENT, CUSTOMER, LEAD, WATCHER, desk};

/// Sixty tickets of all mixtures of assignee, group, participant, requester, and one of another tenant.
fn tickets() -> Vec<Ticket> {
    let facts = (1..=60_i64).map(|number| {
        let id = ConversationId::from_number(number);
        let mut facts = ConversationFacts::new(cast::TENANT, id, cast::noon());
        facts.assignee = match number % 5 {
            0 => Some(Assignee::Person(AGENT)),
            1 => Some(Assignee::Person(LEAD)),
            2 => Some(Assignee::Bot(cast::ROBOT)),
            _ => None,
        };
        facts.state = Some(match number % 5 {
            0..=2 => ConversationState::InWork,
            _ => ConversationState::New,
        });
        facts.group = match number % 3 {
            0 => Some(cast::SALES),
            1 => Some(cast::SUPPORT),
            _ => None,
        };
        if number % 7 == 0 {
            facts.participants.insert(AGENT);
        }
        facts.requester = (number % 4 == 0).then_some(CUSTOMER);
        facts.deleted = number % 20 == 0;
        if number == 59 {
            facts.tenant = cast::OTHER_TENANT;
        }
        facts
    });
    facts.map(Ticket::new).collect()
}

fn found(desk: &Desk, tickets: &[Ticket], actor: ActorId, action: &str, limit: u64) -> Vec<Entity> {
    let point = DecisionPoint::new(desk.directory(), &Plain, Tell::Nothing);
    let mut search = ResourceSearch {
        subject: Plain.subject(actor),
        action: Action::new(action),
        resource: EntityType::new("ticket"),
        context: Object::default(),
        page: PageRequest {
            limit: Some(limit),
            ..PageRequest::default()
        },
    };
    let mut all = Vec::new();
    loop {
        let response = point
            .search_resources(desk, tickets, &search, cast::noon())
            .unwrap();
        all.extend(response.results);
        let page = response.page.unwrap();
        if page.next_token.is_empty() {
            assert_eq!(page.total, u64::try_from(all.len()).ok());
            return all;
        }
        search.page.token = Some(page.next_token);
    }
}

#[test]
fn what_is_found_is_seen_and_allowed_and_nothing_else_is() {
    let (desk, tickets) = (desk(), tickets());
    let point = DecisionPoint::new(desk.directory(), &Plain, Tell::Nothing);
    let mut sizes = Vec::new();
    for actor in [AGENT.into(), LEAD.into(), WATCHER.into(), CUSTOMER.into()] {
        for action in [
            "conversation.view",
            "conversation.reply",
            "conversation.close",
        ] {
            let all = found(&desk, &tickets, actor, action, 7);
            let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
            assert_eq!(ids.len(), all.len(), "none twice");
            assert!(all.iter().all(|one| one.kind == "ticket"));
            let viewing = desk.viewing(actor.into(), cast::noon()).unwrap();
            for ticket in &tickets {
                let request = EvaluationRequest {
                    subject: Plain.subject(actor),
                    action: Action::new(action),
                    resource: resource(&ticket.facts),
                    context: Object::default(),
                };
                let allowed = point.evaluate(&request, cast::noon()).decision;
                let expected = allowed && viewing.open(ticket).is_ok();
                let id = Plain.conversation("ticket", ticket.facts.id).id;
                assert_eq!(ids.contains(id.as_str()), expected, "{actor} {action} {id}");
                // The staff sees exactly what it may view.
                if action == "conversation.view" && actor.user().is_some() {
                    assert_eq!(allowed, expected);
                }
            }
            sizes.push(all.len());
            assert_eq!(all, found(&desk, &tickets, actor, action, 500));
        }
    }
    expect_test::expect!["[27, 20, 0, 59, 59, 0, 0, 0, 0, 12, 0, 0]"]
        .assert_eq(&format!("{sizes:?}"));
}

#[test]
fn other_types_and_strangers_find_nothing() {
    let (desk, tickets) = (desk(), tickets());
    let point = DecisionPoint::new(desk.directory(), &Plain, Tell::Nothing);
    let search = |subject: Entity, action: &str, kind: &str| {
        let search = ResourceSearch {
            subject,
            action: Action::new(action),
            resource: EntityType::new(kind),
            context: Object::default(),
            page: PageRequest::default(),
        };
        let response = point.search_resources(&desk, &tickets, &search, cast::noon());
        serde_json::to_string(&response.unwrap()).unwrap()
    };
    let nothing = r#"{"page":{"next_token":"","count":0,"total":0},"results":[]}"#;
    let (lead, view) = (Plain.subject(LEAD.into()), "conversation.view");
    assert_ne!(search(lead.clone(), view, "ticket"), nothing);
    for kind in ["user", "planet", "order"] {
        assert_eq!(search(lead.clone(), view, kind), nothing);
    }
    assert_eq!(search(lead, "no.such", "ticket"), nothing);
    assert_eq!(search(Entity::new("user", "999"), view, "ticket"), nothing);
}
