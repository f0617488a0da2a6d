//! What a change comes to before it is applied; and that it is what has come when it was.

use frontdesk::access::analysis::Direction;
use frontdesk::access::{AdminAction, Permission, RoleAssignment, RoleId};
use frontdesk::assignment::{Event, Given, How};
use frontdesk::merge::{Aliases, Basis, Confirmation, Decided, Input, Plan, Reason};
use frontdesk::model::{ActorId, ConversationId, MergePlanId, OrganizationId, TenantId, UserId};
use frontdesk::visibility::{Field, Hat, Onlooker, PersonDiff, SeenAs, Ticket, TicketDiff, Turn};
use frontdesk::{AdminCommand, Change, Desk, MergeQuestion, Scene, WhatIf, WhatIfError};

use crate::desk::{FILE, in_work, the_desk, ticket, waiting, world};
use crate::world::{BARE, customer, customer_id, desk, in_role, now, user};

mod merges;
mod onlookers;

fn tickets() -> Vec<Ticket> {
    let of = |facts| Ticket { facts, ..ticket() };
    vec![
        of(in_work(1, 1)),
        of(in_work(2, 2)),
        of(waiting(3)),
        of(in_work(4, 11)),
    ]
}

fn what_if(desk: &Desk, change: &Change<'_>) -> WhatIf {
    let all = tickets();
    let report = desk.what_if(change, &of(&all), now()).unwrap();
    assert_eq!(
        report,
        desk.what_if(change, &of(&all), now()).unwrap(),
        "the same twice"
    );
    report
}

/// Nothing but tickets.
fn of(tickets: &[Ticket]) -> Scene<'_> {
    Scene {
        tickets,
        ..Scene::default()
    }
}

/// Who gains and loses which tickets, by person.
fn seen(report: &WhatIf) -> Vec<(Onlooker, i64, Option<Hat>, Option<Hat>)> {
    let number = |seen: &SeenAs| seen.ticket.number().unwrap();
    let of = |one: &PersonDiff| {
        let lost = one.lost.iter();
        let lost = lost.map(|seen| (one.person, number(seen), Some(seen.hat), None));
        let gained = one.gained.iter();
        let gained = gained.map(|seen| (one.person, number(seen), None, Some(seen.hat)));
        lost.chain(gained).collect::<Vec<_>>()
    };
    report.seen.people.iter().flat_map(of).collect()
}

fn of_tickets(report: &WhatIf) -> Vec<&TicketDiff> {
    let people = report.seen.people.iter();
    people.flat_map(|one| &one.changed).collect()
}

fn role(id: &str) -> RoleId {
    RoleId::new(id).unwrap()
}

#[test]
fn a_role_is_given_and_taken() {
    let desk = the_desk();
    let give = Change::GiveRole {
        to: user(17).into(),
        role: RoleAssignment::new(role("first_line")),
    };
    let report = what_if(&desk, &give);
    // Person 17 is in no group: his own ones, and there is none.
    assert!(report.seen.is_empty());
    assert!(report.rights.changes.iter().all(|change| {
        change.actor == ActorId::User(user(17)) && change.direction == Direction::Gained
    }));
    assert!(!report.rights.is_empty() && !report.is_empty());
    let take = Change::TakeRole {
        from: user(1).into(),
        role: role("first_line"),
    };
    let report = what_if(&desk, &take);
    let lost = |number| (user(1).into(), number, Some(Hat::Operator), None);
    assert_eq!(seen(&report), [lost(1), lost(3)]);
    assert!(!report.seen.people[0].gains());
    assert_eq!(report.people(), [user(1).into()].into());
    assert!(!report.lock_out.is_locked_out());

    // Each error is typed, and nothing is said.
    let error = |change: &Change<'_>| desk.what_if(change, &Scene::default(), now()).unwrap_err();
    let unknown = Change::TakeRole {
        from: user(99).into(),
        role: role("first_line"),
    };
    assert!(matches!(error(&unknown), WhatIfError::Unknown(_)));
    let not_held = Change::TakeRole {
        from: user(17).into(),
        role: role("first_line"),
    };
    assert_eq!(error(&not_held), WhatIfError::NotHeld(role("first_line")));
    let none = Change::GiveRole {
        to: user(17).into(),
        role: RoleAssignment::new(role("none")),
    };
    assert_eq!(error(&none), WhatIfError::UnknownRole(role("none")));
    let twice = Change::GiveRole {
        to: user(1).into(),
        role: RoleAssignment::new(role("first_line")),
    };
    assert!(matches!(error(&twice), WhatIfError::NotApplied(_)));
}

/// What administration decided comes to what the same change comes to by itself, and to what is there
/// when it was applied.
#[test]
fn what_administration_decided() {
    let mut desk = the_desk();
    let assignment = RoleAssignment::new(role("lead"));
    let command = AdminCommand::Rights(Box::new(AdminAction::AssignRole {
        user: user(1).into(),
        assignment: assignment.clone(),
    }));
    let transition = crate::administer::ask(&desk, 17, &command).expect("he holds it");
    let report = what_if(&desk, &Change::Transition(&transition));
    let give = Change::GiveRole {
        to: user(1).into(),
        role: assignment,
    };
    assert_eq!(report, what_if(&desk, &give));
    assert!(!report.rights.is_empty());
    desk.apply_transition(&transition).unwrap();
    let administrators = desk.directory().administrators_at(now());
    assert_eq!(report.lock_out.after, administrators);
    // Asked again it no longer fits: it relied on what has changed.
    let again = desk.what_if(&Change::Transition(&transition), &Scene::default(), now());
    assert!(matches!(again, Err(WhatIfError::NotApplied(_))));
}

/// Who alone administers is not taken the role by mistake.
#[test]
fn lock_out() {
    let desk = the_desk();
    let take = Change::TakeRole {
        from: user(17).into(),
        role: role("lead"),
    };
    let report = what_if(&desk, &take);
    assert_eq!(report.lock_out.before, [user(17).into()].into());
    assert!(report.lock_out.after.is_empty() && report.lock_out.is_locked_out());
    // A second one: what would have locked the first out no longer does.
    let give = Change::GiveRole {
        to: user(1).into(),
        role: RoleAssignment::new(role("lead")),
    };
    let report = what_if(&desk, &give);
    assert_eq!(report.lock_out.after.len(), 2);
    assert!(!report.lock_out.is_locked_out());
}

#[test]
fn another_desk_file() {
    let desk = the_desk();
    assert!(what_if(&desk, &Change::Desk(&the_desk())).is_empty());
    // The customer's assignee is switched off, and the priority on.
    let text = FILE.replace("priority = \"hidden\"", "assignee = \"hidden\"");
    let (next, _) = crate::world::desk(&format!("{BARE}{text}"), world()).unwrap();
    let report = what_if(&desk, &Change::Desk(&next));
    assert!(report.rights.is_empty());
    // Two customers of one company, three tickets of theirs each.
    let changed: Vec<&TicketDiff> = of_tickets(&report);
    assert_eq!((report.seen.people.len(), changed.len()), (2, 6));
    for ticket in changed {
        assert_eq!(ticket.hat, None);
        assert_eq!(ticket.gained.fields, [Field::Priority].into());
        assert_eq!(ticket.lost.fields, [Field::Assignee].into());
    }
    // A role that follows: the note goes.
    let text = format!("{BARE}{FILE}\n[visibility]\nstakeholder_roles = [\"first_line\"]\n");
    let (next, _) = crate::world::desk(&text, world()).unwrap();
    let report = what_if(&desk, &Change::Desk(&next));
    assert!(report.rights.is_empty(), "the same tickets");
    let first = of_tickets(&report)[0];
    let turn = Turn {
        before: Hat::Operator,
        after: Hat::Stakeholder,
    };
    assert_eq!(first.hat, Some(turn));
    assert_eq!(first.lost.fields, [Field::ClientNumber].into());
    assert_eq!(first.lost.messages.len(), 1);

    let (other, _) = crate::world::desk(
        "version = 1\ntenant = \"2\"\nname = \"Other\"\n",
        Default::default(),
    )
    .unwrap();
    let error = desk
        .what_if(&Change::Desk(&other), &Scene::default(), now())
        .unwrap_err();
    assert_eq!(error, WhatIfError::OtherTenant);
}

fn given(number: i64, to: UserId) -> Event {
    Event::Assigned(Given {
        conversation: ConversationId::from_number(number),
        to,
        how: How::Transferred,
        released: None,
        group: None,
        at: now(),
        overridden: Vec::new(),
        warnings: Vec::new(),
    })
}

#[test]
fn a_ticket_is_passed_on() {
    let desk = the_desk();
    let event = given(1, user(2));
    let report = what_if(&desk, &Change::Conversation(&event));
    assert!(report.rights.is_empty());
    // Person 2 saw it already, by the add-on; person 1 does no longer.
    assert_eq!(
        seen(&report),
        [(user(1).into(), 1, Some(Hat::Operator), None)]
    );
    let twice = [tickets(), tickets()].concat();
    let error = desk.what_if(&Change::Conversation(&event), &of(&twice), now());
    assert!(matches!(error, Err(WhatIfError::TicketTwice(_))));
    let none = given(77, user(2));
    let error = desk.what_if(&Change::Conversation(&none), &of(&tickets()), now());
    assert_eq!(
        error,
        Err(WhatIfError::UnknownTicket(ConversationId::from_number(77)))
    );
}

/// A ticket of another tenant is not there, whatever its id, and nothing happens to it.
#[test]
fn a_change_of_a_conversation_is_of_a_ticket_of_this_tenant() {
    let desk = the_desk();
    let event = given(1, user(2));
    let change = Change::Conversation(&event);
    let foreign = || {
        let mut foreign = ticket();
        foreign.facts.tenant = TenantId::from_number(2);
        assert_eq!(foreign.facts.id, event.conversation());
        foreign
    };
    let alone = desk.what_if(&change, &of(&[foreign()]), now());
    let missing = event.conversation();
    assert_eq!(alone, Err(WhatIfError::UnknownTicket(missing)));
    // Beside this tenant's own one it changes nothing.
    let mut all = tickets();
    all.push(foreign());
    let report = desk.what_if(&change, &of(&all), now()).unwrap();
    assert_eq!(report, what_if(&desk, &change));
}

#[test]
fn a_customer_changes_the_company() {
    let desk = the_desk();
    let change = |number, company| Change::Organizations {
        customer: customer_id(number),
        organizations: [OrganizationId::from_number(company)].into(),
    };
    // The tickets of the others' company come, as a colleague's.
    let report = what_if(&desk, &change(3, 7));
    let colleague = |number| (customer_id(3).into(), number, None, Some(Hat::Colleague));
    assert_eq!(seen(&report), [1, 2, 4].map(colleague));
    assert!(!report.seen.people[0].loses());
    // Who asked takes the own ones along: his colleagues lose them, and others gain them.
    let report = what_if(&desk, &change(1, 8));
    let (lost, gained): (Vec<_>, Vec<_>) =
        seen(&report).into_iter().partition(|line| line.3.is_none());
    assert!(lost.iter().all(|line| line.0 == customer_id(2).into()));
    assert!(gained.iter().all(|line| line.0 == customer_id(3).into()));
    assert_eq!((lost.len(), gained.len()), (3, 3));
    let unknown = desk.what_if(&change(99, 7), &Scene::default(), now());
    assert!(matches!(unknown, Err(WhatIfError::Unknown(_))));
}

/// Operator 11 and admin 12, confirmed to be one human's, and the plan.
fn staff_to_unite() -> (Desk, Plan) {
    let mut people = world();
    for person in &mut people.people {
        if person.id() == user(11) {
            person
                .rights
                .roles
                .push(RoleAssignment::new(role("first_line")));
        }
        if person.id() == user(12) {
            person.rights.roles.push(RoleAssignment::new(role("lead")));
        }
    }
    let (desk, _) = desk(&format!("{BARE}{FILE}"), people).unwrap();
    let confirmation = Confirmation {
        accounts: [user(11), user(12)].into(),
        by: user(17),
        at: now(),
        basis: Basis::Recorded,
    };
    let question = MergeQuestion {
        accounts: [user(11), user(12)],
        confirmation: Some(&confirmation),
        decided: &Decided::default(),
        aliases: &Aliases::new(TenantId::from_number(1)),
        plan_id: MergePlanId::from_number(1),
    };
    let plan = desk.plan_merge(&question, now()).unwrap();
    (desk, plan)
}

/// What stands on tickets of the one is the other's, and each of the two is told what it gains.
#[test]
fn two_accounts_become_one() {
    let (desk, plan) = staff_to_unite();
    let report = what_if(&desk, &Change::Merge(&plan));
    // The admin comes to see the operator's ticket; the operator keeps it.
    assert_eq!(
        seen(&report),
        [(user(12).into(), 4, None, Some(Hat::Operator))]
    );
    let gains = |number: i64, permission| {
        report.rights.changes.iter().any(|change| {
            let same = change.actor == ActorId::User(user(number));
            same && change.permission == permission && change.direction == Direction::Gained
        })
    };
    assert!(gains(11, Permission::ROLE_ASSIGN) && gains(12, Permission::CONVERSATION_VIEW));
    assert!(
        report
            .rights
            .changes
            .iter()
            .all(|change| change.direction == Direction::Gained)
    );
    assert!(report.lock_out.after.contains(&user(11).into()));
    assert!(
        !report.lock_out.after.contains(&user(12).into()),
        "the id is gone"
    );
    assert_eq!(report.people(), [user(11).into(), user(12).into()].into());
}

/// A plan is of what it was made of: made of another desk, or altered, it is none; and who was a customer
/// besides stays one, with the account that stays.
#[test]
fn a_plan_of_the_staff_is_checked_before_it_is_looked_at() {
    let (desk, plan) = staff_to_unite();
    let refused = |desk: &Desk, plan: &Plan| {
        let report = desk.what_if(&Change::Merge(plan), &Scene::default(), now());
        match report {
            Err(WhatIfError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    };
    // There the two have other rights.
    let other = refused(&the_desk(), &plan);
    let changed = |what| Reason::Changed { what };
    assert!(other.has(&changed(Input::OperatorRights)) && other.has(&changed(Input::AdminRights)));
    let mut altered = plan.clone();
    altered.photo = Some(user(17));
    assert!(refused(&desk, &altered).has(&Reason::PlanAltered));

    let all = tickets();
    let one_human = [(user(12), customer_id(3))];
    let scene = Scene {
        one_human: &one_human,
        ..of(&all)
    };
    let report = desk.what_if(&Change::Merge(&plan), &scene, now()).unwrap();
    assert_eq!(
        seen(&report),
        [(user(12).into(), 4, None, Some(Hat::Operator))]
    );
    assert!(
        report.seen.of(customer_id(3)).is_none(),
        "his line is the staff's"
    );
}

/// Over everybody and every ticket, one by one, as `viewing` says it of each desk: also where only one
/// record is another, so that the others are not asked about what stays.
#[test]
fn what_is_gained_and_lost_is_what_viewing_says_of_each_side() {
    let desk = the_desk();
    let mut people = world();
    for person in &mut people.people {
        if person.id() == user(17) {
            *person = in_role(person.clone(), "first_line");
        }
    }
    people.customers.retain(|one| one.id != customer_id(2));
    people.customers.push(customer(4, 7));
    let one_record = FILE.replace("add_ons = [\"opt.colleagues\"]\n", "");
    let all_rules = FILE.replace("relation = \"own\"", "relation = \"any\"");
    let tickets = tickets();
    let mut moved = 0;
    for (text, people) in [
        (one_record, world()),
        (all_rules, world()),
        (FILE.to_owned(), people),
    ] {
        let (next, _) = crate::world::desk(&format!("{BARE}{text}"), people).unwrap();
        let report = desk
            .what_if(&Change::Desk(&next), &of(&tickets), now())
            .unwrap();
        let mut expected = Vec::new();
        let staff = [1, 2, 11, 12, 13, 17].map(|number| ActorId::User(user(number)));
        let customers = [1, 2, 3, 4].map(|number| ActorId::Customer(customer_id(number)));
        for actor in staff.into_iter().chain(customers) {
            for ticket in &tickets {
                let hat = |desk: &Desk| {
                    let viewing = desk.viewing(actor.into(), now()).ok()?;
                    viewing.filter.hat(&desk.complete(ticket.facts.clone()))
                };
                let (was, is) = (hat(&desk), hat(&next));
                if was.is_some() != is.is_some() {
                    expected.push((actor.into(), ticket.facts.id.number().unwrap(), was, is));
                }
            }
        }
        let mut found = seen(&report);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        moved += found.len();
    }
    assert!(moved >= 8, "only {moved}");
}
