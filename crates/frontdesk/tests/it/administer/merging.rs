//! Uniting two accounts: who may, and that an administrator remains (attack 25, attack 6).

use frontdesk::access::{Grant, Permission, Restriction, Role, Scope, bundle};
use frontdesk::identity::{Lifecycle, UserRecord};
use frontdesk::merge::{
    Account, Alert, Aliases, Basis, Confirmation, Decided, MergeState, Plan, Situation, apply,
};
use frontdesk::model::{AccountKind, MergePlanId, RefusalKind, Stream};
use frontdesk::{Desk, Imported, MergeQuestion, MergeStep, Person};

use super::{actor, roles};
use crate::world::{BARE, desk, in_role, now, of_record, person, record, role, tenant, user};

const OWNER: i64 = 1;
const ADMINS: i64 = 2;
const OPERATORS: i64 = 3;
const PLANNER: i64 = 4;

/// Of one name with the admin, so that nothing is left to decide.
fn operator() -> UserRecord {
    let mut operator = record(OPERATORS, AccountKind::LegacyOperator);
    operator.profile.name = record(ADMINS, AccountKind::LegacyAdmin).profile.name;
    operator
}

type Change<'a> = &'a dyn Fn(&mut Vec<Person>);

fn owner_role() -> Role {
    let merging = [
        Permission::MERGE_PLAN,
        Permission::MERGE_APPLY,
        Permission::MERGE_UNDO,
    ];
    role("test.owner", &Grant::each(&merging, &Scope::any()))
}

/// An owner who merges and gives no roles; a legacy admin, the only one who does; an operator.
fn world(change: impl FnOnce(&mut Vec<Person>)) -> Desk {
    let admin = in_role(
        of_record(record(ADMINS, AccountKind::LegacyAdmin)),
        "test.panel",
    );
    let operator = in_role(of_record(operator()), "test.chats");
    let mut people = vec![
        in_role(person(OWNER), "test.owner"),
        admin,
        operator,
        in_role(person(PLANNER), "test.planner"),
    ];
    change(&mut people);
    let mut all = roles();
    all.extend([
        owner_role(),
        role(
            "test.panel",
            &Grant::each(bundle::ADMINISTRATION, &Scope::any()),
        ),
        role(
            "test.planner",
            &Grant::each(&[Permission::MERGE_PLAN], &Scope::any()),
        ),
    ]);
    let imported = Imported {
        roles: all,
        people,
        ..Imported::default()
    };
    desk(
        &format!("{BARE}[merging]\navailable = \"open\"\n"),
        imported,
    )
    .expect("a desk")
    .0
}

fn plan(desk: &Desk) -> Plan {
    let confirmation = Confirmation {
        accounts: [user(ADMINS), user(OPERATORS)].into(),
        by: user(OWNER),
        at: now(),
        basis: Basis::Recorded,
    };
    let aliases = Aliases::new(tenant());
    let mut decided = Decided::default();
    loop {
        let question = MergeQuestion {
            accounts: [user(ADMINS), user(OPERATORS)],
            confirmation: Some(&confirmation),
            decided: &decided,
            aliases: &aliases,
            plan_id: MergePlanId::from_number(1),
        };
        let plan = desk.plan_merge(&question, now()).expect("a plan");
        if plan.alerts.is_subset(&decided.acknowledged) {
            return plan;
        }
        decided.acknowledged = plan.alerts.clone();
    }
}

fn state(desk: &Desk, plan: &Plan) -> MergeState {
    let halves = [&plan.operator, &plan.admin];
    let situation = Situation {
        halves,
        aliases: &Aliases::new(tenant()),
        catalogue: desk.catalogue(),
        policy: desk.merging(),
    };
    let clone = |half: &Account| half.clone();
    let mut state = MergeState::apart(clone(&plan.operator), clone(&plan.admin));
    for event in apply(plan, &situation, now()).expect("nothing is open") {
        state.apply(&event).expect("it follows");
    }
    state
}

#[test]
fn each_step_needs_its_right() {
    let desk = world(|_| {});
    let plan = plan(&desk);
    let united = state(&desk, &plan);
    let accounts = [user(ADMINS), user(OPERATORS)];
    let steps = [
        (MergeStep::Plan { accounts }, true),
        (MergeStep::Apply(&plan), false),
        (MergeStep::Undo(&united), false),
    ];
    for (step, planner) in steps {
        let may = |who| desk.merge_permitted(actor(who), step, now());
        let permit = may(OWNER).expect("the owner");
        let read: Vec<Stream> = permit.preconditions.iter().map(|p| p.stream).collect();
        assert!(read.contains(&Stream::Rights(user(OWNER))), "{step:?}");
        assert_eq!(may(PLANNER).is_ok(), planner);
        // Not even who gives roles.
        let refused = may(ADMINS).expect_err("no owner");
        assert_eq!(refused.kind(), RefusalKind::Forbidden);
        assert_eq!(refused.audit().actor, actor(ADMINS));
        assert!(may(OPERATORS).is_err());
        assert_eq!(may(99).expect_err("a stranger").kind(), RefusalKind::Hidden);
    }
}

/// Attack 6: a merge that would end the last administrator is refused: the suspension of the
/// operator's half spreads, and so does a restriction of it.
#[test]
fn a_merge_keeps_the_last_administrator() {
    let suspended = |people: &mut Vec<Person>| {
        let mut record = operator();
        record.lifecycle = Lifecycle::Suspended;
        people[2] = in_role(of_record(record), "test.chats");
    };
    let restricted = |people: &mut Vec<Person>| {
        people[2]
            .rights
            .restrictions
            .push(Restriction::deny_admin_panel());
    };
    let ways: [(&str, Change<'_>); 2] = [("suspended", &suspended), ("restricted", &restricted)];
    for (way, change) in ways {
        let desk = world(|people| change(people));
        let last = plan(&desk);
        let refused = desk.merge_permitted(actor(OWNER), MergeStep::Apply(&last), now());
        assert_eq!(
            refused.expect_err(way).codes(),
            ["last_administrator"],
            "{way}"
        );
        // With another who remains it may be done, and relies on him.
        let desk = world(|people| {
            change(people);
            people.push(in_role(person(9), "test.panel"));
        });
        let one_of_two = plan(&desk);
        let permit = desk
            .merge_permitted(actor(OWNER), MergeStep::Apply(&one_of_two), now())
            .expect(way);
        let read: Vec<Stream> = permit.preconditions.iter().map(|p| p.stream).collect();
        assert!(read.contains(&Stream::Rights(user(9))), "{way}");
    }
}

/// Attack 25: the restrictions of both halves survive, and what neither half held is given by who
/// acknowledges it: he must cover it.
#[test]
fn attack_25_nothing_comes_silently() {
    // Each half holds a right whose prerequisite the other one has.
    let more = |people: &mut Vec<Person>| {
        let grant = |permission| Grant::new(permission, Scope::any());
        people[1]
            .rights
            .grants
            .push(grant(Permission::EMPLOYEE_VIEW));
        people[2]
            .rights
            .grants
            .push(grant(Permission::EMPLOYEE_EDIT));
        people[2].rights.restrictions.push(Restriction::taking(
            frontdesk::access::RestrictionId::new("deny.merging").unwrap(),
            [Permission::MERGE_APPLY].into_iter().collect(),
            Scope::any(),
        ));
    };
    let desk = world(more);
    let together = plan(&desk);
    let beyond = |alert: &Alert| matches!(alert, Alert::BeyondBoth { .. });
    assert!(together.alerts.iter().any(beyond), "{:?}", together.alerts);
    let refused = desk.merge_permitted(actor(OWNER), MergeStep::Apply(&together), now());
    assert_eq!(
        refused.expect_err("he has no employees").codes(),
        ["uncovered"]
    );
    let held = &together.result.holder().restrictions;
    assert_eq!(held.len(), 1, "the deny survives");

    let desk = world(|people| {
        more(people);
        let employees = [Permission::EMPLOYEE_VIEW, Permission::EMPLOYEE_EDIT];
        people[0]
            .rights
            .grants
            .extend(Grant::each(&employees, &Scope::any()));
    });
    let together = plan(&desk);
    let allowed = desk.merge_permitted(actor(OWNER), MergeStep::Apply(&together), now());
    assert!(allowed.is_ok(), "{allowed:?}");
}
