//! Requests, the offline applications: `request.handle` opens them, as the view of conversations opens those
//! (catalogue.md section 2; S28, S51), and neither opens any of the others.

use frontdesk_access::{
    Among, Gives, Grant, Holder, ObjectKind, Permission, Request, Resource, Scope, Scopes,
};
use frontdesk_model::{ConversationFacts, ConversationState, Relation};
use frontdesk_visibility::{Expr, Filter, ListRequest, NotJoined, RightsHeld, Rule, Viewing};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::generate::{facts, holder, roles};
use crate::world::*;

const HANDLE: Permission = Permission::REQUEST_HANDLE;

fn scopes(holder: &Holder, right: Permission) -> Scopes {
    roles().scopes_of(holder, right, now())
}

fn requests_of(holder: &Holder) -> Filter {
    Filter::of_requests(&scopes(holder, HANDLE), now())
}

fn handling(mut holder: Holder, scope: Scope) -> Holder {
    holder.grants.push(Grant::new(HANDLE, scope));
    holder
}

/// Access's answer about a request, asked in its own way.
fn allows_request(holder: &Holder, facts: &ConversationFacts) -> bool {
    let resource = Resource::request(&holder.actor(), facts);
    let request = Request {
        holder,
        permission: HANDLE,
        resource,
    };
    roles().allows(&request, now())
}

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    /// **The law**: over requests the filter is access's answer, check, list, count and the one expression;
    /// a customer sees none that is deleted or spam.
    #[test]
    fn over_requests_the_filter_is_the_answer_of_access(
        mut holder in holder(), all in proptest::collection::vec(facts(), 1..=8),
        scope in holder().prop_flat_map(|one| crate::generate::scope(one.id)),
    ) {
        // What anybody was given over conversations he has over requests here.
        let given = holder.grants.iter_mut();
        given.for_each(|grant| grant.gives = Gives::One(HANDLE));
        holder.grants.push(Grant::new(HANDLE, scope));
        let filter = requests_of(&holder);
        prop_assert_eq!(filter.object(), ObjectKind::Request);
        let mut seen = 0;
        for facts in &all {
            let kept = holder.id.user().is_some() || !(facts.deleted || facts.spam);
            let allowed = allows_request(&holder, facts) && kept;
            prop_assert_eq!(filter.matches(facts), allowed);
            prop_assert_eq!(filter.expr().holds(facts) && facts.tenant == holder.tenant, allowed);
            seen += usize::from(allowed);
        }
        let listed = all.iter().filter(|facts| filter.matches(facts));
        prop_assert_eq!(listed.count(), seen);
        // Nor does the right to the ones open any of the others.
        let of_others = Filter::of(&scopes(&holder, HANDLE), now());
        prop_assert_eq!(of_others.expr(), Expr::FALSE);
        let view = scopes(&holder, Permission::CONVERSATION_VIEW);
        prop_assert_eq!(Filter::of_requests(&view, now()).expr(), Expr::FALSE);
    }
}

#[test]
fn who_handles_requests_sees_no_conversation_by_it() {
    // S28, S51: with the switch one handles requests, without it none.
    let worker = handling(staff(17), Scope::any());
    let mut waiting = nobodys(ConversationState::Waiting);
    waiting.site = Some(site(5));
    assert!(requests_of(&worker).matches(&waiting));
    assert!(!requests_of(&staff(17)).matches(&waiting));
    assert!(!filter_of(&worker).matches(&waiting));
    assert!(Rule::of(&scopes(&worker, HANDLE)).ways.is_empty());
    // The reverse: who sees every conversation handles no request.
    let sees = seeing(staff(17), Scope::any());
    assert!(filter_of(&sees).matches(&waiting) && !requests_of(&sees).matches(&waiting));
    // Of the ones and the others there is no filter: by it a right to the ones would open the others.
    let both = handling(sees, Scope::any());
    let (requests, conversations) = (requests_of(&both), filter_of(&both));
    for pair in [
        [requests.clone(), conversations.clone()],
        [conversations.clone(), requests.clone()],
    ] {
        assert_eq!(Filter::join(pair.clone()), Err(NotJoined::SeveralKinds));
        let [one, other] = pair;
        assert_eq!(one.narrowed_to(&other), Err(NotJoined::SeveralKinds));
    }
    assert_eq!(
        NotJoined::SeveralKinds.to_string(),
        "the filters are of conversations and of requests"
    );
    let own = Filter::join([requests.clone(), requests.clone()])
        .unwrap()
        .unwrap();
    assert_eq!(own.object(), ObjectKind::Request);
    assert_eq!(conversations.object(), ObjectKind::Conversation);
    // Its kind is told where it is printed; that of conversations is as it was.
    let printed = |filter: &Filter| serde_json::to_value(filter).unwrap()["object"].to_string();
    assert_eq!(printed(&requests), r#""request""#);
    assert_eq!(printed(&conversations), "null");
}

#[test]
fn a_request_is_shown_as_a_ticket_is() {
    let worker = |obliged: bool| {
        let holder = handling(staff(17), Scope::of(Relation::Own));
        if obliged { masked(holder) } else { holder }
    };
    let policy = policy();
    let view = |holder: &Holder, sites| {
        let viewing = Viewing {
            filter: requests_of(holder),
            policy: &policy,
            sites,
            rights: RightsHeld::none(),
        };
        let ticket = full_ticket();
        let granted = viewing.open(&ticket).unwrap();
        let request = ListRequest::default();
        let count = viewing.query(&request).unwrap().count([&ticket]);
        (serde_json::to_string(&granted.project()).unwrap(), count)
    };
    // The number is masked in requests too (S73), and a site is shown by its own right, which hides no
    // request (S64).
    let (shown, count) = view(&worker(false), all_sites());
    assert!(shown.contains(NUMBER) && shown.contains(&format!("\"site\":\"{}\"", site(5))));
    assert_eq!(count, 1);
    let nowhere = these_sites([site(6)].into());
    let (shown, count) = view(&worker(true), nowhere);
    assert!(!shown.contains(NUMBER) && shown.contains("\"site\":null"));
    assert_eq!(count, 1);
    // A part of one's requests: those of these sites.
    let scope = Scope {
        sites: Some(Among::These([site(6)].into())),
        ..Scope::any()
    };
    let elsewhere = requests_of(&handling(staff(17), scope));
    assert!(!elsewhere.matches(&full_ticket().facts));
}
