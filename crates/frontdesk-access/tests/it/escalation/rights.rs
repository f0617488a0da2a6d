//! Letters, lists and rights of the host's own on the way: what the guard permits of them is found.

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Subject, escalation};
use frontdesk_access::{
    AdminAction, Among, Catalogue, Directory, Grant, Guard, Holder, HostPermission, ObjectKind,
    Permission as P, Restriction, RestrictionId, Scope, Takeover,
};
use frontdesk_model::{ActorId, Relation, Standing, UserId, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::{anna, assigned, role};

fn desk(catalogue: Catalogue, people: &[Holder]) -> Directory {
    let mut desk = Directory::new(cast::TENANT, catalogue);
    for holder in people {
        desk.load(holder.clone(), Version::FIRST).unwrap();
    }
    desk
}

fn lead_and_agent() -> Catalogue {
    let agent = role("small.agent").grant(&[P::CONVERSATION_VIEW], &Scope::any());
    let lead = role("small.lead").assigning([agent.id.clone()]);
    Catalogue::try_from(vec![agent, lead]).unwrap()
}

fn ask(desk: &Directory, from: &[UserId], goal: Goal<'_>, guard: Guard) -> Escalation {
    let attempt = Attempt {
        from: from.iter().copied().map(ActorId::from).collect(),
        permission: P::CONVERSATION_VIEW,
        goal,
        guard,
    };
    escalation(desk, &attempt, cast::noon())
}

fn actions(answer: &Escalation) -> Vec<AdminAction> {
    let Escalation::Path { steps, at_least } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(steps.len(), *at_least);
    steps.iter().map(|step| step.action.clone()).collect()
}

fn is_no(answer: &Escalation) -> bool {
    matches!(answer, Escalation::Unreachable { because } if because.complete)
}

/// Whether the guard lets Anna do all of this, one after the other.
fn does(desk: &Directory, actions: &[AdminAction]) -> bool {
    let mut desk = desk.clone();
    actions.iter().all(|action| {
        let permit = desk.may_administer(cast::ANNA.into(), action, cast::noon());
        permit.is_ok_and(|permit| {
            for event in permit.events.iter().chain(&permit.foreseen) {
                desk.apply(event).unwrap();
            }
            true
        })
    })
}

/// A letter to the address that the account has hands it to nobody else: it matters if the account is
/// an accomplice's who has not signed in yet.
#[test]
fn a_letter_wakes_the_account_of_an_accomplice() {
    let anna = anna(&[P::CREDENTIALS_RESET]).with_role(assigned("small.lead"));
    let boris = Holder::new(cast::TENANT, cast::BORIS)
        .with_role(assigned("small.agent"))
        .with_standing(Standing::Pending);
    let desk = desk(lead_and_agent(), &[anna, boris]);
    let letter = AdminAction::SendReset {
        user: cast::BORIS.into(),
    };
    assert!(does(&desk, std::slice::from_ref(&letter)));
    // To act as Boris is not hers.
    let by = Takeover::ResetCredentials;
    let user = cast::BORIS.into();
    assert!(!does(&desk, &[AdminAction::TakeOver { user, by }]));
    for guard in [Guard::Covers, Guard::None] {
        let both = ask(&desk, &[cast::ANNA, cast::BORIS], Goal::Anywhere, guard);
        assert_eq!(actions(&both), std::slice::from_ref(&letter), "{guard:?}");
    }
    let alone = ask(&desk, &[cast::ANNA], Goal::Anywhere, Guard::Covers);
    assert!(is_no(&alone), "{alone:?}");
}

/// Whoever may change the address has the letter sent.
#[test]
fn another_address_wakes_the_account_of_an_accomplice() {
    let view = [P::CONVERSATION_VIEW];
    let own = Scope::of(Relation::Own);
    let anna = anna(&[P::LOGIN_CHANGE, P::CONVERSATION_VIEW]);
    let boris = Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(&view, &own)
        .with_standing(Standing::Pending);
    let desk = desk(Catalogue::default(), &[anna, boris]);
    let both = [cast::ANNA, cast::BORIS];
    // Over what is one's own, each for himself: Anna holds it already, so it is asked of Boris.
    let attempt = Attempt {
        from: both.map(ActorId::from).into(),
        permission: P::LOGIN_CHANGE,
        goal: Goal::Anywhere,
        guard: Guard::Covers,
    };
    let held = escalation(&desk, &attempt, cast::noon());
    assert!(matches!(held, Escalation::Held { .. }), "{held:?}");
    let reached =
        frontdesk_access::analysis::reachable(&desk, &attempt.from, Guard::Covers, cast::noon());
    let of_boris = &reached.rights[&ActorId::from(cast::BORIS)];
    assert!(
        of_boris.contains(&(P::CONVERSATION_VIEW, own)),
        "{reached:?}"
    );
}

/// An account that is made acts at once: a letter to it adds nothing.
#[test]
fn a_new_account_needs_no_letter() {
    let rights = [P::USER_CREATE, P::ROLE_ASSIGN];
    let maker = |more: &[P]| {
        let all: Vec<P> = rights.iter().chain(more).copied().collect();
        let anna = anna(&all).with_role(assigned("small.lead"));
        desk(lead_and_agent(), &[anna])
    };
    for desk in [maker(&[]), maker(&[P::CREDENTIALS_RESET])] {
        let found = ask(&desk, &[cast::ANNA], Goal::Anywhere, Guard::Covers);
        let steps = actions(&found);
        assert_eq!(steps.len(), 1);
        let AdminAction::CreateUser { holder } = &steps[0] else {
            panic!("{steps:?}");
        };
        // If she made it pending and sent the letter, it would have what it has now.
        assert_eq!(holder.standing, Standing::Active);
    }
}

/// Where a right is denied by how one stands to something, the rest of it can be given to another,
/// whose own is what is denied.
#[test]
fn what_a_denial_by_relation_leaves_is_given() {
    let id = RestrictionId::from_static("not.of.colleagues");
    let taken = [P::CONVERSATION_VIEW].into_iter().collect();
    let colleagues = Scope::of(Relation::ColleagueInWork);
    let anna = |rights: &[P]| {
        let id = id.clone();
        anna(rights)
            .with_rights(&[P::CONVERSATION_VIEW], &Scope::any())
            .with_restriction(Restriction::taking(id, taken, colleagues.clone()))
    };
    let boris = Holder::new(cast::TENANT, cast::BORIS);
    let his = Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::BORIS)));
    let both = [cast::ANNA, cast::BORIS];
    let open = desk(
        Catalogue::default(),
        &[anna(&[P::ROLE_ASSIGN]), boris.clone()],
    );
    let give = AdminAction::Grant {
        user: cast::BORIS.into(),
        grant: Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::Own)),
    };
    assert!(does(&open, std::slice::from_ref(&give)));
    let found = actions(&ask(&open, &both, Goal::On(&his), Guard::Covers));
    assert_eq!(found.len(), 1);
    // The twin: nobody gives.
    let closed = desk(Catalogue::default(), &[anna(&[]), boris]);
    assert!(is_no(&ask(&closed, &both, Goal::On(&his), Guard::Covers)));
}

/// Vera's record has a right of the host's that keeps Anna from acting as her: it is denied to Anna for
/// what is in work with others, or needs what Anna has for herself alone. By name she covers it, so she
/// may withdraw it; what is left on Vera's record is then a right like any that may come, and as little
/// hers as before.
#[test]
fn a_right_that_is_withdrawn_lets_nobody_further() {
    let waive = P::host(3).unwrap();
    let (own, myself) = (Scope::of(Relation::Own), Scope::of(Relation::Myself));
    let colleagues = Scope::of(Relation::ColleagueInWork);
    let only_vera = Scope {
        people: Some(Among::These([cast::VERA].into())),
        ..Scope::any()
    };
    let deny = |id: &'static str, right: P, scope: &Scope| {
        let taken = [right].into_iter().collect();
        Restriction::taking(RestrictionId::from_static(id), taken, scope.clone())
    };
    let world = |object, needs: Vec<P>, over: &Scope| {
        let mut catalogue = Catalogue::try_from(vec![role("small.vera")]).unwrap();
        let right = HostPermission {
            permission: waive,
            name: "fee.waive".to_owned(),
            title: "waive a fee".to_owned(),
            object,
            needs,
        };
        catalogue.declare(right).unwrap();
        let anna = Holder::new(cast::TENANT, cast::ANNA)
            .with_grant(Grant::every(Scope::any()))
            .with_rights(&[P::IMPERSONATE], &myself)
            .with_restriction(deny("not.fees", waive, &colleagues))
            .with_restriction(deny("not.colleagues", P::CONVERSATION_VIEW, &colleagues))
            .with_restriction(deny("not.vera", P::ROLE_ASSIGN, &only_vera));
        let vera = Holder::new(cast::TENANT, cast::VERA)
            .with_rights(&[waive], over)
            .with_role(assigned("small.vera"));
        desk(catalogue, &[anna, vera])
    };
    let withdraw = AdminAction::WithdrawPermission { permission: waive };
    let take = AdminAction::TakeOver {
        user: cast::VERA.into(),
        by: Takeover::ResetCredentials,
    };
    let of_conversations = world(ObjectKind::Conversation, Vec::new(), &own);
    let of_people = world(ObjectKind::User, vec![P::IMPERSONATE], &myself);
    for desk in [of_conversations, of_people] {
        assert!(!does(&desk, std::slice::from_ref(&take)));
        assert!(does(&desk, std::slice::from_ref(&withdraw)));
        assert!(!does(&desk, &[withdraw.clone(), take.clone()]));
    }
}
