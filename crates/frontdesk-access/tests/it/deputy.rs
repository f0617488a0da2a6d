//! Automation rules, macros, API keys and bots: the intersection of what the owner may now and of
//! what is declared.

use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    Compiled, CompiledRequest, Deputy, DeputyDecision, DeputySide, Directory, Gives, Grant, Holder,
    Obligation, Permission, Request, Restriction, RestrictionId, Scope,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{NoNames, Relation, Standing, TenantId, Validity, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast, strategy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::json;

use crate::cases;
use Permission as P;

fn desk(owner: Option<&Holder>) -> Directory {
    let mut desk = Directory::new(cast::TENANT, cast::roles());
    if let Some(owner) = owner {
        desk.load(owner.clone(), Version::FIRST).unwrap();
    }
    desk
}

/// A chat in work with Anna.
fn her_chat() -> Subject {
    Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::ANNA)))
}

fn declares(rights: &[Permission]) -> Deputy {
    Deputy::new(
        cast::TENANT,
        cast::ANNA,
        Grant::each(rights, &Scope::of(Relation::Own)),
    )
}

fn replies(owner: Option<&Holder>, rule: &Deputy) -> DeputyDecision {
    desk(owner).decide_for(rule, P::CONVERSATION_REPLY, &her_chat(), cast::noon())
}

#[test]
fn a_deputy_may_what_both_may_and_says_who_may_not() {
    let both = declares(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY]);
    let anna = cast::anna();
    let answer = replies(Some(&anna), &both);
    assert!(answer.is_allow() && answer.denied_by().is_empty());
    // Anna may reply; a rule that declares only the sight may not, and not the other way round.
    let sees = declares(&[P::CONVERSATION_VIEW]);
    assert_eq!(
        replies(Some(&anna), &sees).denied_by(),
        [DeputySide::Declared].into()
    );
    let closes = declares(&[P::CONVERSATION_VIEW, P::CONVERSATION_CLOSE]);
    let about = her_chat();
    let answer = desk(Some(&anna)).decide_for(&closes, P::CONVERSATION_CLOSE, &about, cast::noon());
    assert_eq!(answer.denied_by(), [DeputySide::Owner].into());
    // What a right needs is declared, too: a reply without the sight has no effect.
    let blind = replies(Some(&anna), &declares(&[P::CONVERSATION_REPLY]));
    assert_eq!(blind.declared.reasons[0].code(), "prerequisite");
    // "Own" is the owner's own.
    let his = cast::chat(2).in_work_with(cast::BORIS);
    let his = Subject::Conversation(Box::new(his));
    let answer = desk(Some(&anna)).decide_for(&both, P::CONVERSATION_REPLY, &his, cast::noon());
    let sides = [DeputySide::Owner, DeputySide::Declared];
    assert_eq!(answer.denied_by(), sides.into());
}

#[test]
fn a_deputy_of_an_owner_who_is_gone_or_cannot_act_does_nothing() {
    let rule = declares(P::ALL);
    assert!(replies(Some(&cast::anna()), &rule).is_allow());
    for standing in Standing::ALL {
        let answer = replies(Some(&cast::anna().with_standing(standing)), &rule);
        assert_eq!(answer.is_allow(), standing.can_act(), "{standing:?}");
    }
    let answer = replies(None, &rule);
    assert_eq!(answer.owner.reasons[0].code(), "not_active");
    assert!(!answer.is_allow() && answer.obligations.is_empty());
    // Nobody else's record stands in for the owner's, and no other tenant's.
    let boris = cast::boris().with_rights(P::ALL, &Scope::any());
    let chat = cast::chat(1).in_work_with(cast::ANNA);
    let ask = |rule: &Deputy, holder: &Holder| {
        let resource = frontdesk_access::Resource::conversation(&holder.actor(), &chat);
        let request = Request {
            holder,
            permission: P::CONVERSATION_REPLY,
            resource,
        };
        cast::roles().decide_for(rule, &request, cast::noon())
    };
    assert!(ask(&rule, &cast::anna()).is_allow());
    assert_eq!(ask(&rule, &boris).owner.reasons[0].code(), "not_active");
    let elsewhere = Deputy {
        tenant: TenantId::from_number(2),
        ..rule
    };
    let answer = ask(&elsewhere, &cast::anna());
    assert_eq!(answer.owner.reasons[0].code(), "other_tenant");
    assert!(!answer.is_allow());
}

#[test]
fn a_deputy_ends_with_its_time_and_with_that_of_each_grant() {
    let rights = [P::CONVERSATION_VIEW, P::CONVERSATION_REPLY];
    let (noon, hour) = (cast::noon(), TimeDelta::hours(1));
    let anna = cast::anna();
    let mut rule = declares(&rights);
    rule.validity = Validity::until(noon + hour);
    let at = |rule: &Deputy, now| {
        desk(Some(&anna)).decide_for(rule, P::CONVERSATION_REPLY, &her_chat(), now)
    };
    assert!(at(&rule, noon + hour - TimeDelta::nanoseconds(1)).is_allow());
    let late = at(&rule, noon + hour);
    assert_eq!(late.denied_by(), [DeputySide::Declared].into());
    let near: Vec<_> = late.declared.reasons.iter().map(|r| r.code()).collect();
    assert_eq!(near, ["not_granted", "out_of_time"]);
    // The record of what it declares ends when the first of the two does.
    let record = rule.declared_record(&anna, noon).unwrap();
    let scopes = cast::roles().scopes_of(&record, P::CONVERSATION_VIEW, noon);
    assert_eq!(scopes.valid_until, Some(noon + hour));
    rule.declared[0].validity = Validity::until(noon + hour / 2);
    let record = rule.declared_record(&anna, noon).unwrap();
    let scopes = cast::roles().scopes_of(&record, P::CONVERSATION_VIEW, noon);
    assert_eq!(scopes.valid_until, Some(noon + hour / 2));
    assert!(!at(&rule, noon + hour / 2).is_allow());
    let mut later = declares(&rights);
    later.validity = Validity::new(Some(noon + hour), None).unwrap();
    assert!(!at(&later, noon).is_allow() && at(&later, noon + hour).is_allow());
}

#[test]
fn the_owners_obligations_and_restrictions_come_along() {
    let rule = declares(P::ALL);
    let anna = cast::anna().with_obligation(Obligation::MaskNumber);
    let see = |owner: &Holder| {
        desk(Some(owner)).decide_for(&rule, P::CONVERSATION_VIEW, &her_chat(), cast::noon())
    };
    assert_eq!(see(&anna).obligations, [Obligation::MaskNumber].into());
    assert!(see(&cast::anna()).obligations.is_empty());
    let taken = [P::CONVERSATION_VIEW].into_iter().collect();
    let id = RestrictionId::from_static("deny.some");
    let restricted = anna.with_restriction(Restriction::taking(id, taken, Scope::any()));
    let answer = see(&restricted);
    assert_eq!(answer.denied_by(), [DeputySide::Owner].into());
    assert!(answer.obligations.is_empty(), "with a no comes nothing");
}

#[test]
fn an_explanation_for_a_deputy_tells_both_sides() {
    let told = |owner: Option<&Holder>, rule: &Deputy| {
        let desk = desk(owner);
        let why = desk.explain_for(rule, P::CONVERSATION_REPLY, &her_chat(), cast::noon());
        assert_eq!(why.decision, replies(owner, rule));
        why.told(desk.catalogue(), &NoNames).to_string()
    };
    let anna = cast::anna();
    let text = [
        told(
            Some(&anna),
            &declares(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY]),
        ),
        told(Some(&anna), &declares(&[P::CONVERSATION_VIEW])),
        told(None, &declares(P::ALL)),
    ];
    expect_test::expect_file!["golden/deputy.txt"].assert_eq(&(text.join("\n\n") + "\n"));
}

#[test]
fn a_stored_deputy_comes_back_and_what_is_unknown_of_it_gives_nothing() {
    let rule = Deputy {
        validity: Validity::until(cast::noon() + TimeDelta::hours(1)),
        ..declares(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY])
    };
    let stored = serde_json::to_value(&rule).unwrap();
    assert_eq!(
        serde_json::from_value::<Deputy>(stored.clone()).unwrap(),
        rule
    );
    for (name, value) in [
        ("only_on", json!(["mo"])),
        ("validity", json!({ "weekdays": [1] })),
        ("validity", json!([])),
        ("declared", json!("all")),
    ] {
        let mut later = stored.clone();
        later[name] = value;
        let read: Deputy = serde_json::from_value(later.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), later);
        assert!(
            matches!(read.declared[0].gives, Gives::Unread(_)),
            "{later}"
        );
        let answer = replies(Some(&cast::anna()), &read);
        assert_eq!(answer.denied_by(), [DeputySide::Declared].into());
    }
    for name in ["tenant", "owner"] {
        let mut none = stored.clone();
        none.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<Deputy>(none).is_err(), "{name}");
    }
}

/// Grants that mostly bear on the question, beside others.
fn declared(q: &strategy::Question, grants: Vec<Grant>, keep: &[bool]) -> Vec<Grant> {
    let held = q.roles.on_record(&q.holder).cloned();
    let chosen = held.zip(keep.iter().chain(std::iter::repeat(&true)));
    let mut all: Vec<Grant> = chosen
        .filter(|(_, kept)| **kept)
        .map(|(grant, _)| grant)
        .collect();
    all.extend(grants);
    all
}

#[test]
fn a_deputy_is_the_intersection_on_generated_worlds() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let more = proptest::collection::vec(strategy::grant(), 0..4);
    let keep = proptest::collection::vec(any::<bool>(), 0..12);
    let all = (strategy::question(), more, keep);
    let (mut yes, mut only_owner, mut only_declared) = (0, 0, 0);
    for _ in 0..cases(3_000).cases {
        let (q, more, keep) = all.new_tree(&mut runner).unwrap().current();
        let rule = Deputy::new(q.holder.tenant, q.holder.id, declared(&q, more, &keep));
        let request = q.request();
        let answer = q.roles.decide_for(&rule, &request, q.now);
        // The law, said without the code: two records, one question, both yes.
        let alone = Holder {
            roles: Vec::new(),
            grants: rule.declared.clone(),
            restrictions: Vec::new(),
            standing: Standing::Active,
            obligations: [].into(),
            ..q.holder.clone()
        };
        let asked = Request {
            holder: &alone,
            ..request
        };
        let (owner, said) = (q.decide(), q.roles.decide(&asked, q.now));
        assert_eq!(
            answer.is_allow(),
            owner.is_allow() && said.is_allow(),
            "{q:#?}"
        );
        assert_eq!((&answer.owner, &answer.declared), (&owner, &said), "{q:#?}");
        if answer.is_allow() {
            assert_eq!(answer.obligations, owner.obligations);
        }
        // The compiled form answers for the owner, the plain one for what is declared.
        let mut directory = Directory::new(q.holder.tenant, q.roles.clone());
        directory.load(q.holder.clone(), Version::FIRST).unwrap();
        let compiled = Compiled::build(&directory);
        let handle = compiled.handle(q.holder.id).unwrap();
        let quick = CompiledRequest {
            permission: q.permission,
            resource: &request.resource,
        };
        let record = rule.declared_record(&q.holder, q.now).unwrap();
        let second = Request {
            holder: &record,
            ..request
        };
        let both = compiled.allows(handle, &quick, q.now) && q.roles.allows(&second, q.now);
        assert_eq!(both, answer.is_allow(), "{q:#?}");
        yes += u32::from(answer.is_allow());
        only_owner += u32::from(answer.denied_by() == [DeputySide::Declared].into());
        only_declared += u32::from(answer.denied_by() == [DeputySide::Owner].into());
    }
    println!("{yes} yes, {only_owner} only the owner, {only_declared} only declared");
    assert!(yes > 200 && only_owner > 50 && only_declared > 50);
}

proptest! {
    #![proptest_config(cases(300))]

    /// Everything declared is the owner, but for acting as another, which is declared by name; nothing
    /// declared is nothing.
    #[test]
    fn what_is_declared_only_takes_away(q in strategy::question()) {
        let rule = |grants| Deputy::new(q.holder.tenant, q.holder.id, grants);
        let all = rule(vec![
            Grant::every(Scope::any()),
            Grant::new(P::IMPERSONATE, Scope::any()),
        ]);
        let answer = q.roles.decide_for(&all, &q.request(), q.now);
        prop_assert_eq!(answer.is_allow(), q.decide().is_allow());
        let none = q.roles.decide_for(&rule(Vec::new()), &q.request(), q.now);
        prop_assert!(!none.is_allow());
    }
}
