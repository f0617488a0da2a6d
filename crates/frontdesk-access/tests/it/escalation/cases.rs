//! Ways in and out by name.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Subject, escalation, reachable};
use frontdesk_access::{
    AdminAction, Catalogue, Directory, Grant, Guard, Holder, MadeBy, Permission as P, Request,
    Role, RoleAssignment, RoleId, Scope, Takeover,
};
use frontdesk_model::{ActorId, Labels, Relation, UserId, Validity, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

const BASE: &[P] = &[P::USER_VIEW, P::ROLE_VIEW];

fn person(id: UserId, rights: &[P]) -> Holder {
    Holder::new(cast::TENANT, id)
        .with_rights(BASE, &Scope::any())
        .with_rights(rights, &Scope::any())
}

fn desk(roles: Vec<Role>, people: &[Holder]) -> Directory {
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles).unwrap());
    for holder in people {
        desk.load(holder.clone(), Version::FIRST).unwrap();
    }
    desk
}

fn host_role(id: &'static str, rights: &[P]) -> Role {
    let role = Role {
        made_by: MadeBy::Host,
        ..Role::built_in(RoleId::from_static(id), Labels::new(id))
    };
    role.grant(rights, &Scope::any())
}

fn assigned(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

fn ask(desk: &Directory, from: &[UserId], permission: P, guard: Guard) -> Escalation {
    let attempt = Attempt {
        from: from.iter().copied().map(ActorId::from).collect(),
        permission,
        goal: Goal::Anywhere,
        guard,
    };
    escalation(desk, &attempt, cast::noon())
}

fn codes(answer: &Escalation) -> Vec<&'static str> {
    let Escalation::Path { steps, .. } = answer else {
        panic!("{answer:?}");
    };
    let code = |action: &AdminAction| match action {
        AdminAction::TakeOver { .. } => "take over",
        AdminAction::AssignRole { .. } => "assign",
        AdminAction::UnassignRole { .. } => "unassign",
        AdminAction::Grant { .. } => "grant",
        AdminAction::SaveRole { .. } => "save role",
        AdminAction::CreateUser { .. } => "create",
        AdminAction::Restore { .. } => "restore",
        AdminAction::SetMemberships { .. } => "lists",
        AdminAction::DeclarePermission { .. } => "declare",
        other => panic!("{other:?}"),
    };
    steps.iter().map(|step| code(&step.action)).collect()
}

/// Attack 1: whoever edits roles adds a right to his own.
#[test]
fn an_editor_of_roles_raises_his_own() {
    let editor = host_role("small.editor", &[P::ROLE_EDIT, P::ROLE_VIEW]);
    let anna = person(cast::ANNA, &[]).with_role(assigned("small.editor"));
    let desk = desk(vec![editor], &[anna]);
    let unguarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::None);
    assert_eq!(codes(&unguarded), ["save role"]);
    let guarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::Covers);
    assert!(matches!(guarded, Escalation::Unreachable { .. }));
}

/// A name on a record of which there is no role: whoever makes that role gives it its rights.
#[test]
fn a_role_that_was_deleted_comes_back_with_other_rights() {
    let anna = person(cast::ANNA, &[P::ROLE_EDIT]).with_role(assigned("small.gone"));
    let desk = desk(Vec::new(), &[anna]);
    let unguarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::None);
    assert_eq!(codes(&unguarded), ["save role"]);
    let guarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::Covers);
    assert!(matches!(guarded, Escalation::Unreachable { .. }));
}

/// Attack 3: A raises B, B raises A; every step is bounded by the giver, so nothing is added.
#[test]
fn two_who_raise_each_other_gain_nothing() {
    let anna = person(cast::ANNA, &[P::ROLE_ASSIGN, P::TAG_MANAGE]);
    let boris = person(cast::BORIS, &[P::ROLE_ASSIGN, P::TEMPLATE_MANAGE]);
    let vera = person(cast::VERA, &[P::ROLE_ASSIGN, P::ACCOUNT_SETTINGS]);
    let desk = desk(Vec::new(), &[anna, boris, vera]);
    let both = [cast::ANNA, cast::BORIS];
    let guarded = ask(&desk, &both, P::ACCOUNT_SETTINGS, Guard::Covers);
    let Escalation::Unreachable { because } = guarded else {
        panic!("{guarded:?}");
    };
    // All that they come to is what one of them had.
    let had: BTreeSet<P> = BASE
        .iter()
        .copied()
        .chain([P::ROLE_ASSIGN, P::TAG_MANAGE, P::TEMPLATE_MANAGE])
        .collect();
    assert_eq!(because.permissions(), had);
    assert!(because.complete);
    // Without the guard the first step is enough.
    let unguarded = ask(&desk, &both, P::ACCOUNT_SETTINGS, Guard::None);
    assert_eq!(codes(&unguarded), ["grant"]);
}

/// Resetting the password of whoever has more rights is having them.
#[test]
fn a_reset_reaches_what_the_other_has() {
    let anna = person(cast::ANNA, &[P::CREDENTIALS_RESET]);
    let vera = person(cast::VERA, &[P::ROLE_ASSIGN, P::ACCOUNT_SETTINGS]);
    let desk = desk(Vec::new(), &[anna, vera]);
    let unguarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::None);
    assert_eq!(codes(&unguarded), ["take over"]);
    let further = ask(&desk, &[cast::ANNA], P::TAG_MANAGE, Guard::None);
    assert_eq!(codes(&further), ["take over", "grant"]);
    let Escalation::Path { steps, .. } = &further else {
        panic!("{further:?}");
    };
    let (anna, vera) = (ActorId::from(cast::ANNA), ActorId::from(cast::VERA));
    assert_eq!(
        steps[1].to_string(),
        format!("{vera} gives tag.manage @ any to {anna}; {anna} can now do tag.manage @ any")
    );
    let guarded = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, Guard::Covers);
    assert!(matches!(guarded, Escalation::Unreachable { .. }));
}

/// Whoever may read his own conversations may not read those of another, and does not come to act
/// as that one: what is own to the other is not his own. Without the guard he does.
#[test]
fn nobody_comes_to_act_as_the_owner_of_a_conversation_that_is_closed_to_him() {
    let own = Scope::of(Relation::Own);
    let anna =
        person(cast::ANNA, &[P::CREDENTIALS_RESET]).with_rights(&[P::CONVERSATION_VIEW], &own);
    let boris = person(cast::BORIS, &[]).with_rights(&[P::CONVERSATION_VIEW], &own);
    let desk = desk(Vec::new(), &[anna, boris]);
    let his = Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::BORIS)));
    let attempt = Attempt {
        from: BTreeSet::from([cast::ANNA.into()]),
        permission: P::CONVERSATION_VIEW,
        goal: Goal::On(&his),
        guard: Guard::Covers,
    };
    let answer = escalation(&desk, &attempt, cast::noon());
    assert!(matches!(answer, Escalation::Unreachable { .. }));
    let unguarded = Attempt {
        guard: Guard::None,
        ..attempt.clone()
    };
    assert_eq!(
        codes(&escalation(&desk, &unguarded, cast::noon())),
        ["take over"]
    );
    let any = Scope::any();
    let everywhere = Attempt {
        goal: Goal::Over(&any),
        ..attempt.clone()
    };
    let answer = escalation(&desk, &everywhere, cast::noon());
    assert!(matches!(answer, Escalation::Unreachable { .. }));
    let over_own = Attempt {
        goal: Goal::Over(&own),
        ..attempt
    };
    let answer = escalation(&desk, &over_own, cast::noon());
    assert_eq!(
        answer,
        Escalation::Held {
            by: cast::ANNA.into()
        }
    );
}

/// Whoever reads his own conversations may let another read his own: that is compared by name. So
/// somebody who was taken over while he read none is given what is his own then; the other way round
/// the takeover is refused, because it would hand over what is the other's.
#[test]
fn what_is_ones_own_is_given_by_name_to_who_was_taken_over() {
    let own = Scope::of(Relation::Own);
    let rights = [P::ROLE_ASSIGN, P::CREDENTIALS_RESET];
    let anna = person(cast::ANNA, &rights).with_rights(&[P::CONVERSATION_VIEW], &own);
    let desk = desk(Vec::new(), &[anna, person(cast::BORIS, &[])]);
    let take = AdminAction::TakeOver {
        user: cast::BORIS.into(),
        by: Takeover::ResetCredentials,
    };
    let give = AdminAction::Grant {
        user: cast::BORIS.into(),
        grant: Grant::new(P::CONVERSATION_VIEW, own),
    };
    let his = Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::BORIS)));
    let reads = |desk: &Directory| {
        let holder = desk.holder(cast::BORIS.into()).unwrap();
        let actor = holder.actor();
        let request = Request {
            holder,
            permission: P::CONVERSATION_VIEW,
            resource: his.resource(&actor),
        };
        desk.catalogue().allows(&request, cast::noon())
    };
    let after = |desk: &Directory, action: &AdminAction| {
        let permit = desk.may_administer(cast::ANNA.into(), action, cast::noon());
        permit.ok().map(|permit| {
            let mut desk = desk.clone();
            for event in permit.events.iter().chain(&permit.foreseen) {
                desk.apply(event).unwrap();
            }
            desk
        })
    };
    let taken = after(&desk, &take).unwrap();
    assert!(!reads(&taken));
    assert!(reads(&after(&taken, &give).unwrap()));
    let given = after(&desk, &give).unwrap();
    assert!(reads(&given) && after(&given, &take).is_none());

    let attempt = Attempt {
        from: BTreeSet::from([cast::ANNA.into()]),
        permission: P::CONVERSATION_VIEW,
        goal: Goal::On(&his),
        guard: Guard::Covers,
    };
    let answer = escalation(&desk, &attempt, cast::noon());
    assert_eq!(codes(&answer), ["take over", "grant"]);
    assert!(matches!(answer, Escalation::Path { at_least: 2, .. }));
}

/// A record is nobody's own: a right over records of one's own says nothing, and whoever takes such an
/// account over need not hold it. What is on the other's record keeps him out only where it says
/// something.
#[test]
fn a_right_that_says_nothing_keeps_nobody_out() {
    let agent = host_role("small.agent", &[P::IMPERSONATE]);
    let hires = host_role("small.hires", &[]).assigning([agent.id.clone()]);
    let rights = [P::ROLE_ASSIGN, P::CREDENTIALS_RESET];
    let anna = person(cast::ANNA, &rights).with_role(assigned("small.hires"));
    let boris = |scope: &Scope| person(cast::BORIS, &[]).with_rights(&[P::IMPERSONATE], scope);
    let everybody = Scope {
        relation: Relation::Myself,
        ..Scope::any()
    };
    let take = AdminAction::TakeOver {
        user: cast::BORIS.into(),
        by: Takeover::ResetCredentials,
    };
    for (scope, taken) in [(Scope::of(Relation::Own), true), (everybody, false)] {
        let people = [anna.clone(), boris(&scope)];
        let desk = desk(vec![agent.clone(), hires.clone()], &people);
        let permit = desk.may_administer(cast::ANNA.into(), &take, cast::noon());
        assert_eq!(permit.is_ok(), taken, "{scope}");
        let answer = ask(&desk, &[cast::ANNA], P::IMPERSONATE, Guard::Covers);
        match taken {
            true => assert_eq!(codes(&answer), ["take over", "assign"]),
            false => assert!(matches!(answer, Escalation::Unreachable { .. })),
        }
    }
}

/// A role that may be assigned is not held, and still within reach: by an account of one's own, or
/// by one from which everything is first taken that keeps it from being taken over.
#[test]
fn who_assigns_a_role_can_come_to_use_it() {
    let agent = host_role("small.agent", &[P::TAG_MANAGE]);
    let hires = host_role("small.hires", &[]).assigning([agent.id.clone()]);
    let anna = |rights: &[P]| person(cast::ANNA, rights).with_role(assigned("small.hires"));
    let boris = person(cast::BORIS, &[]).with_role(assigned("small.agent"));
    let roles = vec![agent, hires];

    let rights = [P::ROLE_ASSIGN, P::USER_CREATE];
    let by_new = desk(roles.clone(), &[anna(&rights), boris.clone()]);
    let answer = ask(&by_new, &[cast::ANNA], P::TAG_MANAGE, Guard::Covers);
    assert_eq!(codes(&answer), ["create"]);

    let rights = [P::ROLE_ASSIGN, P::CREDENTIALS_RESET];
    let by_stripping = desk(roles.clone(), &[anna(&rights), boris.clone()]);
    let answer = ask(&by_stripping, &[cast::ANNA], P::TAG_MANAGE, Guard::Covers);
    assert_eq!(codes(&answer), ["unassign", "take over", "assign"]);

    let by_nothing = desk(roles, &[anna(&[P::ROLE_ASSIGN]), boris]);
    let answer = ask(&by_nothing, &[cast::ANNA], P::TAG_MANAGE, Guard::Covers);
    assert!(matches!(answer, Escalation::Unreachable { .. }));
}

/// What ends is given until its end at most.
#[test]
fn what_is_held_for_a_time_is_given_for_that_time() {
    let soon = cast::noon() + chrono::TimeDelta::hours(1);
    let for_an_hour = Grant {
        validity: Validity::until(soon),
        ..Grant::new(P::CONVERSATION_VIEW, Scope::of(Relation::Own))
    };
    let anna = person(cast::ANNA, &[P::ROLE_ASSIGN]).with_grant(for_an_hour);
    let boris = person(cast::BORIS, &[]);
    let desk = desk(Vec::new(), &[anna, boris]);
    let his = Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::BORIS)));
    let attempt = Attempt {
        from: BTreeSet::from([cast::ANNA.into(), cast::BORIS.into()]),
        permission: P::CONVERSATION_VIEW,
        goal: Goal::On(&his),
        guard: Guard::Covers,
    };
    let answer = escalation(&desk, &attempt, cast::noon());
    let Escalation::Path { steps, at_least } = &answer else {
        panic!("{answer:?}");
    };
    assert_eq!((steps.len(), *at_least), (1, 1));
    let AdminAction::Grant { grant, .. } = &steps[0].action else {
        panic!("{answer:?}");
    };
    assert_eq!(grant.validity, Validity::until(soon));
    assert_eq!(
        steps[0].gains.keys().copied().collect::<Vec<_>>(),
        [ActorId::from(cast::BORIS)]
    );
}

/// A host's right that nobody declared is nobody's, until somebody declares it.
#[test]
fn who_edits_roles_declares_a_right_that_waits_on_a_record() {
    let own = P::host(3).unwrap();
    let anna = person(cast::ANNA, &[P::ROLE_EDIT]).with_rights(&[own], &Scope::any());
    let desk = desk(Vec::new(), &[anna]);
    assert_eq!(
        codes(&ask(&desk, &[cast::ANNA], own, Guard::None)),
        ["declare"]
    );
}

#[test]
fn strangers_and_the_powerless_reach_nothing() {
    let anna = person(
        cast::ANNA,
        &[P::USER_SUSPEND, P::USER_DELETE, P::GROUP_EDIT],
    );
    let vera = person(cast::VERA, &[P::ROLE_ASSIGN, P::ACCOUNT_SETTINGS]);
    let desk = desk(Vec::new(), &[anna, vera]);
    for guard in [Guard::None, Guard::Covers] {
        let answer = ask(&desk, &[cast::ANNA], P::ACCOUNT_SETTINGS, guard);
        assert!(matches!(answer, Escalation::Unreachable { .. }));
        let nobody = BTreeSet::from([ActorId::from(cast::OLGA)]);
        let reached = reachable(&desk, &nobody, guard, cast::noon());
        assert!(reached.controlled.is_empty() && reached.rights.is_empty());
    }
}
