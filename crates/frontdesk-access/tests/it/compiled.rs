//! The compiled form says what the plain form says: of every generated question, after every
//! sequence of events, in every snapshot.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{
    AccessEvent, Catalogue, Compiled, CompiledDirectory, CompiledLink, CompiledRequest, Directory,
    Enough, EnoughRef, Grant, Holder, HolderHandle, HostPermission, Link, ObjectKind, Permission,
    Reason, Request, Restriction, Role, RoleAssignment, RoleId, Scope, Source, WrongEvent,
};
use frontdesk_model::{
    ActorId, CustomerId, Labels, Memberships, Relations, TenantId, UserId, Validity, Version,
};
use frontdesk_testkit::{Thing, cast, strategy};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::cases;

mod chained;
mod events;
mod small;

/// Puts one question to both forms: answer, reasons, obligations and explanation are the same.
fn same(
    plain: &Directory,
    compiled: &Compiled,
    holder: &Holder,
    (permission, thing, now): (Permission, &Thing, DateTime<Utc>),
) -> bool {
    let resource = thing.resource(&holder.actor());
    let request = CompiledRequest {
        permission,
        resource: &resource,
    };
    same_explanation(plain, compiled, holder, &request, now);
    same_answer(plain, compiled, holder, (permission, thing, now))
}

/// Answer, reasons and obligations are the same.
fn same_answer(
    plain: &Directory,
    compiled: &Compiled,
    holder: &Holder,
    (permission, thing, now): (Permission, &Thing, DateTime<Utc>),
) -> bool {
    let resource = thing.resource(&holder.actor());
    let request = Request {
        holder,
        permission,
        resource,
    };
    let decision = plain.catalogue().decide(&request, now);
    let who = compiled.handle(holder.id).expect("a record");
    let request = CompiledRequest {
        permission,
        resource: &resource,
    };
    let place = || format!("{permission} at {now} {holder:#?} {thing:#?}");
    let answer = compiled.allows(who, &request, now);
    assert_eq!(answer, decision.is_allow(), "{}", place());
    let explained = compiled.decide(who, &request, now).expect("a record");
    assert_eq!(explained.outcome(), decision.outcome);
    let reasons: Vec<Reason> = explained.reasons().map(Reason::from).collect();
    assert_eq!(reasons, decision.reasons, "{}", place());
    let obligations: BTreeSet<_> = explained.obligations().collect();
    assert_eq!(obligations, decision.obligations);
    answer
}

/// The links of the answer and what would be enough are the same.
fn same_explanation(
    plain: &Directory,
    compiled: &Compiled,
    holder: &Holder,
    request: &CompiledRequest<'_>,
    now: DateTime<Utc>,
) {
    let who = compiled.handle(holder.id).expect("a record");
    let asked = Request {
        holder,
        permission: request.permission,
        resource: *request.resource,
    };
    let place = || format!("{asked:#?} at {now}");
    let expected = plain.catalogue().enough(&asked, now);
    let enough = compiled.enough(who, request, now).expect("a record");
    assert_eq!(enough, expected, "{}", place());
    // What is explained says what is decided and what would be enough, in the plain form too.
    let expected = plain.catalogue().explain(&asked, now);
    let explained = compiled.explain(who, request, now).expect("a record");
    assert_eq!(expected.enough, enough, "{}", place());
    assert_eq!(Enough::from(explained.enough()), enough, "{}", place());
    let decision = explained.decision();
    assert_eq!(decision.outcome(), expected.decision.outcome);
    let reasons: Vec<Reason> = decision.reasons().map(Reason::from).collect();
    assert_eq!(reasons, expected.decision.reasons, "{}", place());
    let link = |link: &Link| CompiledLink {
        permission: link.permission,
        about: link.about,
        needed_by: link.needed_by,
        is_there: link.is_there(),
    };
    let expected: Vec<CompiledLink> = expected.links.iter().map(link).collect();
    let links: Vec<CompiledLink> = explained.links().collect();
    assert_eq!(links, expected, "{}", place());
}

fn alone(question: &strategy::Question) -> Directory {
    let mut plain = Directory::new(question.holder.tenant, question.roles.clone());
    plain.load(question.holder.clone(), Version(3)).unwrap();
    plain
}

/// Every moment at which anything of the pools begins or ends, and the ones before and after.
fn moments() -> Vec<DateTime<Utc>> {
    let edges = [
        cast::noon() - TimeDelta::hours(1),
        cast::noon() - TimeDelta::milliseconds(1),
        cast::noon(),
        cast::noon() + TimeDelta::minutes(30),
        cast::noon() + TimeDelta::hours(1),
    ];
    let near = |edge: DateTime<Utc>| [-1, 0, 1].map(|step| edge + TimeDelta::nanoseconds(step));
    let all: BTreeSet<DateTime<Utc>> = edges.into_iter().flat_map(near).collect();
    all.into_iter().collect()
}

#[test]
fn both_forms_agree_on_generated_questions() {
    let mut runner = TestRunner::deterministic();
    let questions = strategy::question();
    let (total, mut allowed) = (cases(5_000).cases, 0);
    for _ in 0..total {
        let q = questions.new_tree(&mut runner).unwrap().current();
        let plain = alone(&q);
        let compiled = Compiled::build(&plain);
        let answer = same(
            &plain,
            &compiled,
            &q.holder,
            (q.permission, &q.thing, q.now),
        );
        allowed += u32::from(answer);
        for now in moments() {
            same_answer(&plain, &compiled, &q.holder, (q.permission, &q.thing, now));
        }
    }
    println!("{total} questions, {allowed} of them allowed");
    assert!(allowed > total / 8 && allowed < total * 7 / 8, "{allowed}");
}

/// Relations that a host forgot, or found beside `any`, are taken as they are.
#[test]
fn both_forms_agree_on_objects_without_any_relation() {
    let mut runner = TestRunner::deterministic();
    let questions = (strategy::question(), any::<u16>());
    let mut allowed = 0;
    for _ in 0..cases(2_000).cases {
        let (q, bits) = questions.new_tree(&mut runner).unwrap().current();
        let plain = alone(&q);
        let compiled = Compiled::build(&plain);
        let mut resource = q.resource();
        resource.relations = Relations::from_bits_truncate(bits);
        let request = Request {
            resource,
            ..q.request()
        };
        let decision = plain.catalogue().decide(&request, q.now);
        let who = compiled.handle(q.holder.id).unwrap();
        let asked = CompiledRequest {
            permission: q.permission,
            resource: &resource,
        };
        assert_eq!(
            compiled.allows(who, &asked, q.now),
            decision.is_allow(),
            "{q:#?}"
        );
        let explained = compiled.decide(who, &asked, q.now).unwrap();
        let reasons: Vec<Reason> = explained.reasons().map(Reason::from).collect();
        assert_eq!(reasons, decision.reasons, "{q:#?}");
        same_explanation(&plain, &compiled, &q.holder, &asked, q.now);
        allowed += u32::from(decision.is_allow());
    }
    assert!(allowed > 100, "{allowed}");
}

fn olga(tenant: TenantId) -> Holder {
    let mut holder = Holder::new(tenant, cast::OLGA);
    holder.grants = Grant::each(&[Permission::TAG_MANAGE], &Scope::any());
    holder
}

fn may_tag(compiled: &Compiled, who: HolderHandle, tenant: TenantId) -> bool {
    let thing = Thing::Section(tenant);
    let nobody = Holder::new(tenant, UserId::from_number(999));
    let resource = thing.resource(&nobody.actor());
    let request = CompiledRequest {
        permission: Permission::TAG_MANAGE,
        resource: &resource,
    };
    assert_eq!(
        compiled
            .decide(who, &request, cast::noon())
            .is_some_and(|e| e.is_allow()),
        compiled.allows(who, &request, cast::noon()),
    );
    compiled.allows(who, &request, cast::noon())
}

#[test]
fn a_handle_never_answers_for_somebody_else() {
    let mut rights = CompiledDirectory::new(Directory::new(cast::TENANT, Catalogue::default()));
    let add = |holder: Holder| AccessEvent::HolderAdded {
        holder: Box::new(holder),
    };
    let gone = Holder::new(cast::TENANT, UserId::from_number(70));
    rights.apply(&add(gone.clone())).unwrap();
    let handle = rights.compiled().handle(gone.id).unwrap();
    assert!(!may_tag(rights.compiled(), handle, cast::TENANT));

    // Its place goes to one who may.
    let removed = AccessEvent::HolderRemoved { holder: gone.id };
    rights.apply(&removed).unwrap();
    rights.apply(&add(olga(cast::TENANT))).unwrap();
    let olgas = rights.compiled().handle(cast::OLGA).unwrap();
    assert!(may_tag(rights.compiled(), olgas, cast::TENANT));
    assert!(!may_tag(rights.compiled(), handle, cast::TENANT));
    assert_eq!(rights.compiled().handle(gone.id), None);
    // Who comes back is found by the old handle, where the record now is.
    let mut back = olga(cast::TENANT);
    back.id = gone.id;
    rights.apply(&add(back)).unwrap();
    assert!(may_tag(rights.compiled(), handle, cast::TENANT));

    // A customer of the same number is another person; and so is whoever has the id elsewhere.
    let mut customer = olga(cast::TENANT);
    customer.id = ActorId::Customer(CustomerId::from_number(17));
    rights.apply(&add(customer)).unwrap();
    assert_eq!(rights.compiled().handle(UserId::from_number(17)), None);
    let mut elsewhere = Directory::new(cast::OTHER_TENANT, Catalogue::default());
    elsewhere
        .load(olga(cast::OTHER_TENANT), Version(1))
        .unwrap();
    let elsewhere = Compiled::build(&elsewhere);
    assert!(!may_tag(&elsewhere, olgas, cast::OTHER_TENANT));
    assert!(!may_tag(&elsewhere, olgas, cast::TENANT));
    let hers = elsewhere.handle(cast::OLGA).unwrap();
    assert!(may_tag(&elsewhere, hers, cast::OTHER_TENANT));
    assert!(!may_tag(&elsewhere, hers, cast::TENANT));

    // Built anew in another order: the handle finds its record.
    let mut anew = Directory::new(cast::TENANT, Catalogue::default());
    for number in 0..5 {
        let holder = Holder::new(cast::TENANT, UserId::from_number(number));
        anew.load(holder, Version(1)).unwrap();
    }
    anew.load(olga(cast::TENANT), Version(1)).unwrap();
    let anew = Compiled::build(&anew);
    assert_ne!(anew.handle(cast::OLGA), Some(olgas));
    assert!(may_tag(&anew, olgas, cast::TENANT));
}

/// What a later release wrote, and the rights of a host's own.
#[test]
fn what_cannot_be_read_and_what_the_host_declares() {
    let refund = Permission::host(3).unwrap();
    let mut roles = Catalogue::default();
    let mut holder = Holder::new(cast::TENANT, cast::OLGA);
    holder.grants = vec![
        serde_json::from_str(r#"{"permission":"later.right","scope":{"relation":"any"}}"#).unwrap(),
        Grant::each(&[refund], &Scope::any()).remove(0),
        Grant::every(Scope::any()),
    ];
    let question = (
        refund,
        &Thing::Host {
            tenant: cast::TENANT,
            kind: 7,
            relations: Relations::ANY,
            site: None,
        },
        cast::noon(),
    );
    let of = |roles: &Catalogue, holder: &Holder| {
        let mut plain = Directory::new(cast::TENANT, roles.clone());
        plain.load(holder.clone(), Version(1)).unwrap();
        plain
    };
    let plain = of(&roles, &holder);
    assert!(!same(&plain, &Compiled::build(&plain), &holder, question));
    let declared = HostPermission {
        permission: refund,
        name: "refund.approve".to_owned(),
        title: "approve a refund".to_owned(),
        object: ObjectKind::Host(7),
        needs: vec![Permission::TAG_MANAGE, Permission::USER_VIEW],
    };
    roles.declare(declared.clone()).unwrap();
    let mut rights = CompiledDirectory::new(plain);
    let event = AccessEvent::PermissionDeclared {
        permission: declared,
    };
    rights.apply(&event).unwrap();
    assert!(same(rights.plain(), rights.compiled(), &holder, question));
    // It says neither what it takes nor where: everything, everywhere.
    let unreadable: Restriction = serde_json::from_str(r#"{"later":1}"#).unwrap();
    let in_part: Restriction =
        serde_json::from_str(r#"{"id":"deny.x","scope":{"relation":"self"},"later":1}"#).unwrap();
    for (restriction, allowed) in [(unreadable, false), (in_part, false)] {
        holder.restrictions = vec![restriction];
        let plain = of(&roles, &holder);
        let answer = same(&plain, &Compiled::build(&plain), &holder, question);
        assert_eq!(answer, allowed);
    }
    // Impersonation is in no wildcard.
    holder.restrictions.clear();
    let plain = of(&roles, &holder);
    let question = (Permission::IMPERSONATE, &Thing::OwnRecord, cast::noon());
    assert!(!same(&plain, &Compiled::build(&plain), &holder, question));
}

/// What is held everywhere for a time, by a role or alone, is nothing that a bundle adds: of two that
/// bring two rights each the one is named that brings one new right, and that is the second by id.
#[test]
fn what_is_held_for_a_time_is_added_by_no_bundle() {
    let role = |id: &str, rights: &[Permission]| {
        let mut role = Role::built_in(RoleId::new(id).unwrap(), Labels::new(id));
        role.grants = Grant::each(rights, &Scope::any());
        role
    };
    let (wanted, held) = (Permission::TAG_MANAGE, Permission::GROUP_EDIT);
    let mut roles = Catalogue::default();
    roles.replace(role("desk.held", &[held]));
    roles.replace(role("desk.a", &[wanted, Permission::TEMPLATE_MANAGE]));
    roles.replace(role("desk.b", &[wanted, held]));
    let validity = Validity::until(cast::noon() + TimeDelta::hours(1));
    let mut by_role = Holder::new(cast::TENANT, cast::OLGA);
    let mut assignment = RoleAssignment::new(RoleId::new("desk.held").unwrap());
    assignment.validity = validity;
    by_role.roles = vec![assignment];
    let mut alone = Holder::new(cast::TENANT, cast::OLGA);
    alone.grants = Grant::each(&[held], &Scope::any());
    alone.grants[0].validity = validity;
    for (holder, hours, named) in [
        (&by_role, 0, "desk.b"),
        (&alone, 0, "desk.b"),
        (&by_role, 1, "desk.a"),
        (&alone, 1, "desk.a"),
    ] {
        let now = cast::noon() + TimeDelta::hours(hours);
        let mut plain = Directory::new(cast::TENANT, roles.clone());
        plain.load(holder.clone(), Version(1)).unwrap();
        let compiled = Compiled::build(&plain);
        let section = Thing::Section(cast::TENANT);
        assert!(!same(&plain, &compiled, holder, (wanted, &section, now)));
        let resource = section.resource(&holder.actor());
        let request = CompiledRequest {
            permission: wanted,
            resource: &resource,
        };
        let who = compiled.handle(holder.id).unwrap();
        let why = compiled.explain(who, &request, now).unwrap();
        let EnoughRef::Grants { smallest, .. } = why.enough() else {
            panic!("a grant would do");
        };
        assert_eq!(
            smallest,
            Some(&Source::Role(RoleId::new(named).unwrap())),
            "{hours}"
        );
    }
}

/// Growing to some thousand records and back, by events and by ids in no order.
#[test]
fn every_record_is_found_while_they_come_and_go() {
    let mut rights = CompiledDirectory::new(Directory::new(cast::TENANT, Catalogue::default()));
    let user = |number: i64| UserId::from_number(number * 7919 % 100_003);
    let count = 3_000;
    let mut snapshots = Vec::new();
    for number in 0..count {
        let mut holder = Holder::new(cast::TENANT, user(number));
        if number % 3 == 0 {
            holder.grants = Grant::each(&[Permission::TAG_MANAGE], &Scope::any());
        }
        let holder = Box::new(holder);
        rights.apply(&AccessEvent::HolderAdded { holder }).unwrap();
        if number % 500 == 0 {
            snapshots.push((number, rights.snapshot()));
        }
    }
    for number in (0..count).step_by(2) {
        let holder = user(number).into();
        rights
            .apply(&AccessEvent::HolderRemoved { holder })
            .unwrap();
    }
    let compiled = rights.compiled();
    assert_eq!(compiled.holders(), 1_500);
    assert_eq!(compiled.version(), Version(4_500));
    assert_eq!(compiled.version(), rights.plain().version());
    for number in 0..count {
        let handle = compiled.handle(user(number));
        assert_eq!(handle.is_some(), number % 2 == 1, "{number}");
        for (last, snapshot) in &snapshots {
            let handle = snapshot.handle(user(number));
            assert_eq!(handle.is_some(), number <= *last, "{number} {last}");
            let allowed = handle.is_some_and(|handle| may_tag(snapshot, handle, cast::TENANT));
            assert_eq!(allowed, number <= *last && number % 3 == 0, "{number}");
        }
    }
}

#[test]
fn forms_cross_threads() {
    fn crosses<T: Send + Sync + Clone>() {}
    crosses::<Compiled>();
    crosses::<CompiledDirectory>();
}
