//! What would be enough: it is, and nothing less is.

use frontdesk_access::{
    AddOnId, Catalogue, Enough, Grant, Holder, Permission, Request, Resource, RoleAssignment,
    Scope, Source,
};
use frontdesk_model::{Assignee, ConversationFacts, Relation};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast, strategy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use Permission as P;

fn enough_for(holder: &Holder, permission: Permission, chat: &ConversationFacts) -> Enough {
    let resource = Resource::conversation(&holder.actor(), chat);
    let request = Request {
        holder,
        permission,
        resource,
    };
    cast::roles().enough(&request, cast::noon())
}

/// The record with the bundle.
fn with_bundle(roles: &Catalogue, q: &strategy::Question, source: &Source) -> Vec<Holder> {
    match source {
        Source::Person => panic!("a bundle is a role or an add-on"),
        Source::Role(id) => {
            assert!(roles.role(id).is_some());
            vec![q.holder.clone().with_role(RoleAssignment::new(id.clone()))]
        }
        // The add-on goes to the role that the person has; to one of them, if it is there twice.
        Source::AddOn { role, add_on } => (0..q.holder.roles.len())
            .filter(|at| q.holder.roles[*at].role == *role)
            .map(|at| {
                let mut holder = q.holder.clone();
                holder.roles[at].add_ons.insert(add_on.clone());
                holder
            })
            .collect(),
    }
}

fn check(q: &strategy::Question) -> Result<&'static str, TestCaseError> {
    let allows = |holder: &Holder| {
        let request = Request {
            holder,
            ..q.request()
        };
        q.roles.allows(&request, q.now)
    };
    match q.roles.enough(&q.request(), q.now) {
        Enough::Nothing => {
            prop_assert!(q.decide().is_allow());
            Ok("nothing is missing")
        }
        Enough::Grants { grants, smallest } => {
            prop_assert!(!q.decide().is_allow());
            let with = |grants: &[Grant]| {
                let mut holder = q.holder.clone();
                holder.grants.extend(grants.iter().cloned());
                holder
            };
            prop_assert!(allows(&with(&grants)), "{:?} are not enough", grants);
            for at in 0..grants.len() {
                let mut fewer = grants.clone();
                let dropped = fewer.remove(at);
                prop_assert!(!allows(&with(&fewer)), "{:?} is not needed", dropped);
            }
            let Some(source) = smallest else {
                return Ok("grants");
            };
            let flipped = with_bundle(&q.roles, q, &source).iter().any(allows);
            prop_assert!(flipped, "{} is not enough", source);
            Ok("grants, and a bundle")
        }
        Enough::NoGrant { because } => {
            prop_assert!(!because.is_empty());
            let all = q.holder.clone().with_rights(P::ALL, &Scope::any());
            prop_assert!(!allows(&all), "a grant would have done, not {:?}", because);
            Ok("no grant")
        }
    }
}

proptest! {
    #![proptest_config(crate::cases(500))]

    /// Added to the record it flips the answer; without any one of its grants it does not; the
    /// bundle flips it too; and where no grant is named, no grant at all would do.
    #[test]
    fn it_is_enough_and_nothing_less_is(q in strategy::question()) {
        check(&q)?;
    }
}

#[test]
fn every_kind_of_answer_is_generated() {
    let mut runner = TestRunner::deterministic();
    let questions = strategy::question();
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    for _ in 0..600 {
        let question = questions.new_tree(&mut runner).unwrap().current();
        *seen.entry(check(&question).unwrap()).or_default() += 1;
    }
    println!("600 questions: {seen:?}");
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 10), "{seen:?}");
}

#[test]
fn the_dispenser_is_what_anna_lacks() {
    let anna = cast::anna();
    let nobodys = cast::chat(1).waiting();
    let dispenser = Source::AddOn {
        role: cast::role("cast.operator").role,
        add_on: AddOnId::from_static("opt.dispenser"),
    };
    let unassigned = Scope::of(Relation::Unassigned);
    assert_eq!(
        enough_for(&anna, P::CONVERSATION_TAKE, &nobodys),
        Enough::Grants {
            grants: Grant::each(&[P::CONVERSATION_TAKE, P::CONVERSATION_VIEW], &unassigned),
            smallest: Some(dispenser),
        }
    );
    // In the queue of her group she may already.
    let queued = nobodys.in_queue_of(cast::SALES);
    assert_eq!(
        enough_for(&anna, P::CONVERSATION_TAKE, &queued),
        Enough::Nothing
    );
}

#[test]
fn only_what_is_missing_is_named() {
    // Boris sees Anna's chat and may not answer in it: the view is there, the reply is missing.
    let boris = cast::boris();
    let hers = cast::chat(1).in_work_with(cast::ANNA);
    let Enough::Grants { grants, smallest } = enough_for(&boris, P::CONVERSATION_REPLY, &hers)
    else {
        panic!("a reply can be granted");
    };
    let colleague = Scope::of(Relation::ColleagueInWork);
    assert_eq!(grants, [Grant::new(P::CONVERSATION_REPLY, colleague)]);
    assert_eq!(smallest, None, "no role of the cast answers for others");
}

#[test]
fn a_bot_s_conversation_is_named_by_its_site_not_by_everything() {
    let mut chat = cast::chat(1)
        .in_work_with_bot(cast::ROBOT)
        .on_site(cast::SHOP);
    let scope_of =
        |chat: &ConversationFacts| match enough_for(&cast::anna(), P::CONVERSATION_VIEW, chat) {
            Enough::Grants { grants, .. } => grants[0].scope.to_string(),
            other => panic!("{other:?}"),
        };
    assert_eq!(scope_of(&chat), format!("sites = {}", cast::SHOP));
    chat.assignee = Some(Assignee::Person(cast::ANNA));
    let none = enough_for(&cast::anna(), P::CONVERSATION_VIEW, &chat);
    assert_eq!(none, Enough::Nothing);
}

#[test]
fn no_grant_helps_against_kind_standing_restriction_and_tenant() {
    let chat = cast::chat(1).in_work_with(cast::DINA);
    let rows = [
        (cast::dina(), P::CONVERSATION_REPLY, "kind_of_account"),
        (cast::egor(), P::CONVERSATION_REPLY, "not_active"),
        (cast::roman(), P::CONVERSATION_REPLY, "other_tenant"),
        (cast::vera(), P::ORDER_VIEW, "wrong_object"),
    ];
    for (holder, permission, code) in rows {
        match enough_for(&holder, permission, &chat) {
            Enough::NoGrant { because } => assert_eq!(because[0].code(), code),
            other => panic!("{code}: {other:?}"),
        }
    }
    let maria = cast::maria();
    let request = Request {
        holder: &maria,
        permission: P::SURFACE_ADMIN_PANEL,
        resource: Resource::section(&maria.actor()),
    };
    match cast::roles().enough(&request, cast::noon()) {
        Enough::NoGrant { because } => {
            assert_eq!(
                because[0].to_string(),
                "deny.admin_panel takes surface.admin_panel"
            );
        }
        other => panic!("{other:?}"),
    }
}
