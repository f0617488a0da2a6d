//! Request Tracker's ShowTicket: granted to a person on a queue, or to the role Cc, globally or on a queue;
//! and one is Cc of a ticket or of a queue. A queue is a group, the Cc of a ticket takes part in it.
//!
//! RT asks of a queue's role "is the ticket in a queue of which I am Cc **and** on which Cc holds the
//! right". A scope has one set of groups and joins what is in it; it does not cut a list of mine with a
//! list of named ones. So the cut is made where the grant is written, as here, queue by queue.

use std::collections::BTreeSet;

use frontdesk_access::{Groups, Scope};
use frontdesk_model::{ConversationFacts, ConversationId, GroupId, Relation};
use frontdesk_visibility::{Expr, Filter, Test};

use super::agrees;
use crate::world::*;

const A: i64 = 1;
const B: i64 = 2;
const USERS: [i64; 2] = [17, 18];

/// To whom ShowTicket is granted.
#[derive(Clone, Copy, Debug)]
enum Granted {
    CcEverywhere,
    CcOn(i64),
    PersonOn(i64, i64),
}

/// Who is Cc of what.
#[derive(Clone, Copy, Debug)]
enum Cc {
    OfQueue(i64, i64),
    OfTicket(i64, i64),
}

use Cc::{OfQueue, OfTicket};
use Granted::{CcEverywhere, CcOn, PersonOn};

const QUEUES: [i64; 2] = [A, B];
const TICKETS: [(&str, i64, i64); 4] = [("A1", 1, A), ("A2", 2, A), ("B1", 3, B), ("B2", 4, B)];

fn on(queue: i64, relation: Relation) -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group(queue)].into(),
            ..Groups::default()
        }),
        ..Scope::of(relation)
    }
}

fn filter(person: i64, granted: Granted, ccs: &[Cc]) -> Filter {
    let is_cc_of = |queue: &i64| {
        let of = |cc: &Cc| matches!(cc, OfQueue(who, of) if *who == person && of == queue);
        ccs.iter().any(of)
    };
    let mut queues = QUEUES.into_iter().filter(is_cc_of);
    let scopes: Vec<Scope> = match granted {
        CcEverywhere => [Scope::of(Relation::Participating)]
            .into_iter()
            .chain(queues.map(|queue| on(queue, Relation::Any)))
            .collect(),
        CcOn(queue) => [on(queue, Relation::Participating)]
            .into_iter()
            .chain(
                queues
                    .find(|of| *of == queue)
                    .map(|queue| on(queue, Relation::Any)),
            )
            .collect(),
        PersonOn(who, queue) if who == person => vec![on(queue, Relation::Any)],
        PersonOn(..) => vec![],
    };
    filter_of(&scopes.into_iter().fold(staff(person), seeing))
}

fn ticket(number: i64, queue: i64, ccs: &[Cc]) -> ConversationFacts {
    let takes_part = |cc: &Cc| match cc {
        OfTicket(who, of) if *of == number => Some(user(*who)),
        _ => None,
    };
    ConversationFacts {
        id: ConversationId::from_number(number),
        group: Some(group(queue)),
        participants: ccs.iter().filter_map(takes_part).collect(),
        ..chat(number)
    }
}

#[test]
fn show_ticket() {
    let (a, b) = (USERS[0], USERS[1]);
    let (all_of_a, second): (&[&str], &[&str]) = (&["A1", "A2"], &["A2"]);
    let table: [(Granted, &[Cc], &[&str]); 7] = [
        (CcEverywhere, &[], &[]),
        (CcEverywhere, &[OfQueue(a, A)], all_of_a),
        (CcEverywhere, &[OfTicket(a, 2)], second),
        (CcOn(A), &[], &[]),
        (CcOn(A), &[OfQueue(a, A), OfQueue(b, B)], all_of_a),
        (CcOn(A), &[OfTicket(a, 2), OfTicket(b, 3)], second),
        (PersonOn(a, A), &[], all_of_a),
    ];
    for (granted, ccs, of_a) in table {
        for (person, seen) in [(a, of_a), (b, &[])] {
            let filter = filter(person, granted, ccs);
            let rows: Vec<_> = TICKETS
                .iter()
                .map(|(name, number, queue)| (ticket(*number, *queue, ccs), seen.contains(name)))
                .collect();
            let what = format!("{granted:?} {ccs:?} user {person}");
            agrees(&filter, &rows, &what);
            three_queries(&filter, &rows, &what);
        }
    }
}

/// "All", "A or B" and "B or A" are one list: a condition is joined to the filter and never opens more.
fn three_queries(filter: &Filter, rows: &[(ConversationFacts, bool)], what: &str) {
    let in_queue = |number| Expr::from(Test::GroupIn([group(number)].into()));
    let list = |query: Expr| -> Vec<ConversationId> {
        let both = Expr::all([filter.expr(), query]);
        let found = rows.iter().filter(|(facts, _)| both.holds(facts));
        found.map(|(facts, _)| facts.id).collect()
    };
    let all = list(Expr::TRUE);
    assert_eq!(
        list(Expr::one_of([in_queue(A), in_queue(B)])),
        all,
        "{what}"
    );
    assert_eq!(
        list(Expr::one_of([in_queue(B), in_queue(A)])),
        all,
        "{what}"
    );
    let one_set: BTreeSet<GroupId> = QUEUES.map(group).into();
    assert_eq!(list(Test::GroupIn(one_set.into()).into()), all, "{what}");
    let seen: Vec<_> = rows
        .iter()
        .filter(|row| row.1)
        .map(|row| row.0.id)
        .collect();
    assert_eq!(all, seen, "{what}");
}

/// The cut that a scope has no words for: mine **and** these. Written as one set it would be their union,
/// and show b the tickets of B; so nobody may write it so.
#[test]
fn mine_and_named_groups_are_joined_and_not_cut() {
    let both = Scope {
        groups: Some(Groups {
            these: [group(A)].into(),
            mine: true,
            none: false,
        }),
        ..Scope::any()
    };
    let mut b = seeing(staff(USERS[1]), both);
    b.memberships.groups = [group(B)].into();
    let filter = filter_of(&b);
    assert!(filter.matches(&ticket(3, B, &[])) && filter.matches(&ticket(1, A, &[])));
}
