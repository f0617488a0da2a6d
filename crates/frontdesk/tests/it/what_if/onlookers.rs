//! Who has a line in a report: a human with two accounts one, whoever has a link one.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use frontdesk::model::{ConversationId, CustomerId, TenantId, UserId};
use frontdesk::visibility::{GuestLink, GuestPurpose, Hat, Onlooker, Turn};
use frontdesk::{Change, Desk, Scene, Wearer, WhatIfError};

use super::{of, of_tickets, role, seen, tickets};
use crate::desk::{FILE, the_desk, world};
use crate::world::{BARE, customer, customer_id, in_role, now, tenant, user};

/// A link of this customer to this ticket.
pub(super) fn link(customer: i64, ticket: i64) -> GuestLink {
    GuestLink {
        tenant: tenant(),
        ticket: ConversationId::from_number(ticket),
        customer: customer_id(customer),
        purpose: GuestPurpose::View,
        expires: now() + TimeDelta::hours(1),
        epoch: 0,
    }
}

/// User 1 is customer 1: what he loses as the one he may keep as the other.
#[test]
fn a_human_with_two_accounts_is_one_line() {
    let desk = the_desk();
    let all = tickets();
    let take = Change::TakeRole {
        from: user(1).into(),
        role: role("first_line"),
    };
    let apart = desk.what_if(&take, &of(&all), now()).unwrap();
    let lost = |number| (user(1).into(), number, Some(Hat::Operator), None);
    assert_eq!(seen(&apart), [lost(1), lost(3)]);
    assert!(apart.one_human.is_empty());

    let one_human = [(user(1), customer_id(1))];
    let scene = Scene {
        one_human: &one_human,
        ..of(&all)
    };
    let together = desk.what_if(&take, &scene, now()).unwrap();
    // His own question he sees on, as its customer and without the note.
    assert_eq!(seen(&together), [lost(3)]);
    let kept = of_tickets(&together);
    let turn = Turn {
        before: Hat::Operator,
        after: Hat::Customer,
    };
    assert_eq!((kept.len(), kept[0].hat), (1, Some(turn)));
    assert_eq!(kept[0].lost.messages.len(), 1);
    // Rights stay by account, and both are one of the people.
    assert_eq!(together.rights, apart.rights);
    assert_eq!(together.people(), [Onlooker::User(user(1))].into());
    assert_eq!(together.one_human, [(customer_id(1), user(1))].into());
    let take = Change::TakeRole {
        from: customer_id(1).into(),
        role: role("portal"),
    };
    let report = desk.what_if(&take, &scene, now()).unwrap();
    assert!(!report.rights.is_empty());
    assert_eq!(report.people(), [Onlooker::User(user(1))].into());
}

#[test]
fn nobody_is_two() {
    let desk = the_desk();
    let all = tickets();
    let give = Change::TakeRole {
        from: user(1).into(),
        role: role("first_line"),
    };
    let error = |one_human: &[(UserId, CustomerId)], links: &[GuestLink]| {
        let scene = Scene {
            one_human,
            links,
            ..of(&all)
        };
        desk.what_if(&give, &scene, now()).map(|_| ())
    };
    let pair = |user_number, customer| (user(user_number), customer_id(customer));
    assert_eq!(error(&[pair(1, 1), pair(2, 2)], &[link(1, 1)]), Ok(()));
    let twice = |who: Onlooker| Err(WhatIfError::PersonTwice(who));
    assert_eq!(error(&[pair(1, 1), pair(1, 2)], &[]), twice(user(1).into()));
    assert_eq!(
        error(&[pair(1, 1), pair(2, 1)], &[]),
        twice(customer_id(1).into())
    );
    assert_eq!(
        error(&[], &[link(1, 1), link(1, 1)]),
        twice(link(1, 1).into())
    );
    for pair in [pair(99, 1), pair(1, 99)] {
        assert!(matches!(error(&[pair], &[]), Err(WhatIfError::Unknown(_))));
    }
    let mut elsewhere = link(1, 1);
    elsewhere.tenant = TenantId::from_number(2);
    assert_eq!(error(&[], &[elsewhere]), Err(WhatIfError::OtherTenant));
}

/// **The law**, over everybody and every ticket: what a line says is what the viewing of that wearer says
/// of each side, with every hat that he wears.
#[test]
fn a_line_is_what_the_viewing_of_its_wearer_says_of_each_side() {
    let desk = the_desk();
    let mut people = world();
    people.customers.retain(|one| one.id != customer_id(2));
    people.customers.push(customer(4, 7));
    for person in &mut people.people {
        if person.id() == user(17) {
            *person = in_role(person.clone(), "first_line");
        }
    }
    let narrow = FILE.replace("add_ons = [\"opt.colleagues\"]\n", "");
    let shown = FILE.replace("relation = \"own\"", "relation = \"any\"");
    let mut without_1 = world();
    without_1.customers.retain(|one| one.id != customer_id(1));
    let one_human = [
        (user(1), customer_id(1)),
        (user(2), customer_id(2)),
        (user(17), customer_id(3)),
    ];
    let mut links = vec![link(1, 1), link(1, 2), link(2, 1), link(9, 1)];
    links.push(GuestLink {
        expires: now(),
        ..link(1, 4)
    });
    let all = tickets();
    let scene = Scene {
        tickets: &all,
        one_human: &one_human,
        links: &links,
    };
    let (mut moved, mut as_guest, mut in_two_hats) = (0, 0, 0);
    for (text, people) in [
        (narrow, world()),
        (shown, world()),
        (FILE.to_owned(), without_1),
        (FILE.to_owned(), people),
    ] {
        let (next, _) = crate::world::desk(&format!("{BARE}{text}"), people).unwrap();
        let report = desk.what_if(&Change::Desk(&next), &scene, now()).unwrap();
        let mut expected = Vec::new();
        for (who, wearers) in wearers(&links) {
            for ticket in &all {
                let hat = |desk: &Desk| {
                    let facts = desk.complete(ticket.facts.clone());
                    let viewings = wearers
                        .iter()
                        .filter_map(|one| desk.viewing(one.clone(), now()).ok());
                    let hats: BTreeSet<Hat> =
                        viewings.filter_map(|one| one.filter.hat(&facts)).collect();
                    hats.first().copied()
                };
                let (was, is) = (hat(&desk), hat(&next));
                if was.is_some() != is.is_some() {
                    expected.push((who, ticket.facts.id.number().unwrap(), was, is));
                }
            }
        }
        let mut found = seen(&report);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        moved += found.len();
        as_guest += found
            .iter()
            .filter(|line| line.2 == Some(Hat::Guest) || line.3 == Some(Hat::Guest))
            .count();
        let turned = of_tickets(&report)
            .into_iter()
            .filter(|one| one.hat.is_some());
        in_two_hats += turned.count();
    }
    assert!(
        moved >= 7 && as_guest == 2 && in_two_hats >= 4,
        "{moved}, {as_guest}, {in_two_hats}"
    );
}

/// Everybody by his accounts one by one, so that the joining itself is not relied on: the first hat of
/// those that open a ticket is the one it is seen under.
fn wearers(links: &[GuestLink]) -> Vec<(Onlooker, Vec<Wearer>)> {
    let both = |number: i64, customer: i64| {
        let accounts = vec![user(number).into(), customer_id(customer).into()];
        (user(number).into(), accounts)
    };
    let mut all = vec![both(1, 1), both(2, 2), both(17, 3)];
    all.extend([11, 12, 13].map(|number| (user(number).into(), vec![user(number).into()])));
    all.push((customer_id(4).into(), vec![customer_id(4).into()]));
    all.extend(
        links
            .iter()
            .map(|link| (Onlooker::Link(*link), vec![Wearer::from(*link)])),
    );
    all
}
