//! Two accounts of a customer that become one, and one ticket that goes up in another.

use frontdesk::access::analysis::Direction;
use frontdesk::access::{Grant, Permission, RoleAssignment, Scope};
use frontdesk::merge::{Basis, CustomersConfirmed, CustomersPlan, Input, Reason, Refusal};
use frontdesk::model::{ActorId, CustomerId, MessageId, Relation, TenantId};
use frontdesk::visibility::{
    GuestLink, Hat, MergedBy, MergedTickets, Onlooker, PortalAction, Ticket, merge_tickets,
};
use frontdesk::{Change, CustomersQuestion, Desk, MergeError, Scene, WhatIfError};

use super::onlookers::link;
use super::{of, role, seen, tickets, what_if};
use crate::desk::{FILE, the_desk, world};
use crate::world::{BARE, customer_id, now, user};

fn said(accounts: [CustomerId; 2]) -> CustomersConfirmed {
    CustomersConfirmed {
        accounts: accounts.into(),
        by: user(17),
        at: now(),
        basis: Basis::OwnerKnows,
    }
}

/// The plan by which the one goes up in the other.
fn plan(desk: &Desk, retired: i64, survivor: i64) -> Result<CustomersPlan, MergeError> {
    let [retired, survivor] = [retired, survivor].map(customer_id);
    let confirmed = said([retired, survivor]);
    let question = CustomersQuestion {
        survivor,
        retired,
        confirmed: Some(&confirmed),
    };
    desk.plan_customers(&question, now())
}

/// Customer 1 of company 7 goes up in customer 3 of company 8, and everybody learns of it what he would.
#[test]
fn two_accounts_of_a_customer_become_one() {
    let desk = the_desk();
    let plan = plan(&desk, 1, 3).unwrap();
    let all = tickets();
    let links = [link(1, 1), link(1, 2)];
    let scene = Scene {
        links: &links,
        ..of(&all)
    };
    let report = desk
        .what_if(&Change::MergeCustomers(&plan), &scene, now())
        .unwrap();
    let line = |who: Onlooker, number, was, is| (who, number, was, is);
    let colleague = |number| line(customer_id(2).into(), number, Some(Hat::Colleague), None);
    let asked = |number| line(customer_id(3).into(), number, None, Some(Hat::Customer));
    let guest = |link: GuestLink, number| line(link.into(), number, Some(Hat::Guest), None);
    let mut expected: Vec<_> = [1, 2, 4].map(colleague).into();
    expected.extend([1, 2, 4].map(asked));
    // The links of the account that goes are void: another is the one who asked.
    expected.extend([guest(links[0], 1), guest(links[1], 2)]);
    expected.sort();
    let mut found = seen(&report);
    found.sort();
    // Whoever had the account that goes has the one that stays, and sees what he asked as before. The
    // staff sees what it saw.
    assert_eq!(found, expected);
    assert!(!report.lock_out.is_locked_out() && report.lock_out.new.is_empty());

    // The other way round the other one stays: his company is the one that counts, and he keeps his links.
    let other = self::plan(&desk, 3, 1).unwrap();
    let report = desk
        .what_if(&Change::MergeCustomers(&other), &scene, now())
        .unwrap();
    let gained = |number| line(customer_id(3).into(), number, None, Some(Hat::Customer));
    assert_eq!(seen(&report), [1, 2, 4].map(gained), "3 is then 1");
    assert_eq!(report.people(), [customer_id(3).into()].into());
}

/// **The law**, beside a desk in which it has happened: made anew without the account that goes, with the
/// tickets passed through the plan. Everybody sees there what the report says.
#[test]
fn the_report_is_what_is_seen_in_the_desk_that_is_then() {
    let desk = the_desk();
    let all = tickets();
    let mut told = 0;
    for (retired, survivor) in [(1, 2), (2, 1), (1, 3), (3, 1), (2, 3)] {
        let plan = plan(&desk, retired, survivor).unwrap();
        let report = what_if(&desk, &Change::MergeCustomers(&plan));
        let mut people = world();
        people
            .customers
            .retain(|one| one.id != customer_id(retired));
        let (then, _) = crate::world::desk(&format!("{BARE}{FILE}"), people).unwrap();
        let staff = [1, 2, 11, 12, 13, 17].map(|number| ActorId::User(user(number)));
        let customers = [1, 2, 3].map(|number| ActorId::Customer(customer_id(number)));
        let mut expected = Vec::new();
        for actor in staff.into_iter().chain(customers) {
            // Whoever had the account that goes has the one that stays.
            let account = match actor == customer_id(retired).into() {
                true => customer_id(survivor).into(),
                false => actor,
            };
            for ticket in &all {
                let hat = |desk: &Desk, actor: ActorId, facts| {
                    let viewing = desk.viewing(actor.into(), now()).unwrap();
                    viewing.filter.hat(&desk.complete(facts))
                };
                let mut facts = ticket.facts.clone();
                plan.of_ticket(&mut facts);
                let was = hat(&desk, actor, ticket.facts.clone());
                let is = hat(&then, account, facts);
                if was.is_some() != is.is_some() {
                    expected.push((actor.into(), ticket.facts.id.number().unwrap(), was, is));
                }
            }
        }
        let mut found = seen(&report);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{retired} into {survivor}");
        told += found.len();
    }
    assert!(told >= 12, "only {told}");
}

/// Rights and lock-out are told as of every change: the roles of the account that goes are gone.
#[test]
fn the_rights_of_the_account_that_goes_are_told() {
    let mut people = world();
    people.roles.push(crate::world::role(
        "reopens",
        &[Grant::new(
            Permission::CONVERSATION_REOPEN,
            Scope::of(Relation::Requester),
        )],
    ));
    let reopens = RoleAssignment::new(role("reopens"));
    people.customers[0].roles.push(reopens);
    let (desk, _) = crate::world::desk(&format!("{BARE}{FILE}"), people).unwrap();
    let rights = |retired, survivor| {
        let plan = plan(&desk, retired, survivor).unwrap();
        let report = what_if(&desk, &Change::MergeCustomers(&plan));
        assert_eq!(report.lock_out.before, report.lock_out.after);
        // What else changes is the company over whose tickets he may look.
        let changes = report.rights.changes.into_iter();
        let changes = changes.filter(|one| one.permission != Permission::CONVERSATION_VIEW);
        let told = changes.map(|one| (one.actor, one.permission, one.direction));
        told.collect::<Vec<_>>()
    };
    let reopen = Permission::CONVERSATION_REOPEN;
    let (one, three) = (customer_id(1).into(), customer_id(3).into());
    assert_eq!(rights(1, 3), [(one, reopen, Direction::Lost)]);
    // The other way round whoever had the one that goes has the role of the one that stays.
    assert_eq!(rights(3, 1), [(three, reopen, Direction::Gained)]);
}

/// A colleague of the account that goes is none of the one that stays (attack 24), nor the other way.
#[test]
fn the_company_of_the_account_that_goes_gives_nothing() {
    let desk = the_desk();
    // Customer 2 of company 7 sees 1, 2 and 4 of customer 1, and asked none himself.
    let plan = plan(&desk, 2, 3).unwrap();
    let report = what_if(&desk, &Change::MergeCustomers(&plan));
    let lost = |number| (customer_id(2).into(), number, Some(Hat::Colleague), None);
    assert_eq!(seen(&report), [1, 2, 4].map(lost));
}

#[test]
fn what_stands_against_two_customers() {
    let desk = the_desk();
    let refusal = |result: Result<CustomersPlan, MergeError>| match result {
        Err(MergeError::Refused(refusal)) => *refusal,
        other => panic!("{other:?}"),
    };
    assert!(refusal(plan(&desk, 1, 1)).has(&Reason::SameAccount));
    let question = CustomersQuestion {
        survivor: customer_id(1),
        retired: customer_id(3),
        confirmed: None,
    };
    let unsaid = desk.plan_customers(&question, now());
    assert!(refusal(unsaid).has(&Reason::NotConfirmed));
    assert!(matches!(plan(&desk, 99, 1), Err(MergeError::Unknown(_))));

    // A plan is of what it was made of: a role more, and it is none.
    let sound = plan(&desk, 1, 3).unwrap();
    let look = |desk: &Desk, plan: &CustomersPlan| {
        let report = desk.what_if(&Change::MergeCustomers(plan), &Scene::default(), now());
        report.map(|_| ())
    };
    assert_eq!(look(&desk, &sound), Ok(()));
    let refused = |reason: Reason| Err(WhatIfError::Refused(Box::new(Refusal::from(reason))));
    let mut altered = sound.clone();
    altered.result.roles.clear();
    assert_eq!(look(&desk, &altered), refused(Reason::PlanAltered));
    altered = sound.clone();
    altered.before[0].roles.clear();
    let changed = Reason::Changed {
        what: Input::Customers,
    };
    assert_eq!(look(&desk, &altered), refused(changed));
    altered = sound.clone();
    altered.tenant = TenantId::from_number(2);
    assert_eq!(look(&desk, &altered), Err(WhatIfError::OtherTenant));
    altered = sound;
    altered.retired = customer_id(99);
    let unknown = look(&desk, &altered);
    assert!(
        matches!(unknown, Err(WhatIfError::Unknown(one)) if one.0 == ActorId::from(customer_id(99)))
    );
}

/// Ticket 4 of operator 11 goes up in ticket 1 of operator 1; both are customer 1's.
fn merged() -> MergedTickets {
    let mut all = numbered();
    let by = MergedBy {
        user: user(1),
        at: now(),
    };
    let source = all.remove(3);
    merge_tickets(&all[0], &source, by).unwrap()
}

/// The tickets, each with messages of its own.
fn numbered() -> Vec<Ticket> {
    let mut all = tickets();
    for (at, ticket) in (1..).zip(&mut all) {
        for (message, number) in ticket.messages.iter_mut().zip(1..) {
            message.id = MessageId::from_number(at * 10 + number);
        }
    }
    all
}

#[test]
fn one_ticket_goes_up_in_another() {
    let (desk, all, both) = (the_desk(), numbered(), merged());
    let links = [link(1, 1), link(1, 4), link(1, 2)];
    let scene = Scene {
        links: &links,
        ..of(&all)
    };
    let change = Change::MergeTickets(&both);
    let report = desk.what_if(&change, &scene, now()).unwrap();
    assert!(report.rights.is_empty() && report.lock_out.new.is_empty());
    let count = |ticket: usize| all[ticket].messages.len();
    assert!(count(3) >= 2, "a note among them");
    // The operator gains all messages, whoever asked those that are for him, and his colleague too.
    let gained = |who: Onlooker, ticket: i64| {
        let one = report.seen.of(who).unwrap();
        let mut changed = one.changed.iter();
        let found = changed.find(|one| one.ticket.number() == Some(ticket));
        let found = found.unwrap();
        (found.gained.messages.len(), found.lost.messages.len())
    };
    assert_eq!(gained(user(1).into(), 1), (count(3), 0));
    for customer in [1, 2] {
        assert_eq!(gained(customer_id(customer).into(), 1), (count(3) - 1, 0));
        assert_eq!(gained(customer_id(customer).into(), 4), (0, count(3) - 1));
    }
    // It is closed now and goes on in the other one: the portal neither answers nor reopens it.
    let asked = report.seen.of(customer_id(1)).unwrap();
    let mut changed = asked.changed.iter();
    let closed = changed.find(|one| one.ticket.number() == Some(4));
    let closed = closed.unwrap();
    assert_eq!(closed.gained.actions, []);
    assert_eq!(closed.lost.actions, [PortalAction::Reply]);
    // Both tickets' links are void, and no other.
    let guest = |link: GuestLink, number| (link.into(), number, Some(Hat::Guest), None);
    let of_links = seen(&report).into_iter();
    let of_links = of_links.filter(|line| matches!(line.0, Onlooker::Link(_)));
    assert_eq!(
        of_links.collect::<Vec<_>>(),
        [guest(links[0], 1), guest(links[1], 4)]
    );
    // Undone, each has what he had.
    let back = MergedTickets {
        target: all[0].clone(),
        source: all[3].clone(),
    };
    let then: Vec<Ticket> = vec![
        both.target.clone(),
        all[1].clone(),
        all[2].clone(),
        both.source.clone(),
    ];
    let scene = Scene {
        tickets: &then,
        ..scene
    };
    let undone = desk
        .what_if(&Change::MergeTickets(&back), &scene, now())
        .unwrap();
    assert_eq!(undone.seen, report.seen.reversed());
}

/// A host that merges otherwise says how: here the notes go to nobody and the links stay.
#[test]
fn a_host_may_merge_in_its_own_way() {
    let (desk, all, mut both) = (the_desk(), numbered(), merged());
    both.target.messages.clone_from(&all[0].messages);
    both.target.facts = all[0].facts.clone();
    both.source = all[3].clone();
    let report = desk
        .what_if(&Change::MergeTickets(&both), &of(&all), now())
        .unwrap();
    assert!(report.is_empty(), "nothing that anybody sees");
}

#[test]
fn what_stands_against_two_tickets() {
    let (desk, all) = (the_desk(), numbered());
    let look = |both: &MergedTickets, tickets: &[Ticket]| {
        let change = Change::MergeTickets(both);
        desk.what_if(&change, &of(tickets), now()).map(|_| ())
    };
    assert_eq!(look(&merged(), &all), Ok(()));
    // Either of the two is missing.
    for (tickets, missing) in [(&all[1..], 1), (&all[..3], 4)] {
        let missing = frontdesk::model::ConversationId::from_number(missing);
        assert_eq!(
            look(&merged(), tickets),
            Err(WhatIfError::UnknownTicket(missing))
        );
    }
    // Another tenant's ticket is neither of the two, and none of them comes into its place.
    let mut foreign = all[0].clone();
    foreign.facts.tenant = TenantId::from_number(2);
    let with = |rest: &[Ticket]| [&[foreign.clone()], rest].concat();
    let missing = foreign.facts.id;
    assert_eq!(
        look(&merged(), &with(&all[1..])),
        Err(WhatIfError::UnknownTicket(missing))
    );
    assert_eq!(look(&merged(), &with(&all)), Ok(()));
    let mut elsewhere = merged();
    elsewhere.source.facts.tenant = TenantId::from_number(2);
    assert_eq!(look(&elsewhere, &all), Err(WhatIfError::OtherTenant));
}

/// A role taken from a customer ends his links with his own view.
#[test]
fn a_link_goes_with_the_right_of_its_customer() {
    let desk = the_desk();
    let all = tickets();
    let links = [link(1, 1), link(3, 1)];
    let scene = Scene {
        links: &links,
        ..of(&all)
    };
    let take = Change::TakeRole {
        from: customer_id(1).into(),
        role: role("portal"),
    };
    let report = desk.what_if(&take, &scene, now()).unwrap();
    let lost = seen(&report);
    // A link for somebody else than who asked opens nothing, before or after.
    assert!(lost.contains(&(links[0].into(), 1, Some(Hat::Guest), None)));
    assert!(lost.iter().all(|line| line.0 != links[1].into()));
}
