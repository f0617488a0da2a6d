//! A rule that is read from a store: it makes nobody another, does not outlive its rights, and loses no line.

use frontdesk_access::Scope;
use frontdesk_visibility::{Expr, Hat, Rule, Term, Viewer};

use super::{VIEW, link};
use crate::world::*;

/// A rule that opens everything under this hat.
fn opening_all(hat: Hat) -> Rule {
    Rule {
        hat,
        ways: vec![Term::always()],
        provided: Vec::new(),
        ..Rule::of_guest()
    }
}

/// Nobody becomes by a rule who he is not: the notes of a ticket reach no customer by the rule of a member
/// of the staff (S166), nor is anybody a customer or a guest who has not signed in as one, or has no link.
#[test]
fn a_rule_makes_nobody_another() {
    let (anna, maria, link) = (staff(17), client(123), link());
    let viewers = [
        Viewer::Actor(anna.actor()),
        Viewer::Actor(maria.actor()),
        Viewer::Guest(&link),
    ];
    let facts = full_ticket().facts;
    for hat in Hat::ALL {
        let whose = match hat {
            Hat::Operator | Hat::Stakeholder => 0,
            Hat::Customer | Hat::Colleague | Hat::Copied => 1,
            Hat::Guest => 2,
        };
        for (at, viewer) in viewers.iter().enumerate() {
            let filter = opening_all(hat).bind(viewer, now());
            assert_eq!(filter.matches(&facts), at == whose, "{hat}: {viewer:?}");
            assert_eq!(filter.expr() == Expr::FALSE, at != whose);
            assert_eq!(filter.hat(&facts).is_some(), at == whose);
        }
    }
}

/// A stored rule says from when it is another: from that moment on it opens nothing.
#[test]
fn a_stored_rule_does_not_outlive_its_rights() {
    let holder = staff(17);
    let ends = |valid_until| {
        let rule = Rule {
            valid_until,
            ..opening_all(Hat::Operator)
        };
        rule.bind(&Viewer::Actor(holder.actor()), now())
    };
    for (end, opens) in [
        (None, true),
        (Some(1), true),
        (Some(0), false),
        (Some(-1), false),
    ] {
        let end = end.map(minutes);
        let filter = ends(end);
        assert_eq!(filter.matches(&chat(1)), opens, "{end:?}");
        // Of one that has ended another is to be made at once.
        assert_eq!(filter.valid_until(), end);
    }
}

/// A stored rule that lost a line shows no more than it did: it is not read, whichever it was.
#[test]
fn a_rule_that_lost_a_line_is_not_read() {
    let holder = masked(seeing(staff(17), Scope::any()));
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&holder, VIEW, now());
    let whole = serde_json::to_value(Rule::of(&scopes)).unwrap();
    let read = serde_json::from_value::<Rule>;
    assert_eq!(read(whole.clone()).unwrap(), Rule::of(&scopes));
    let lines: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    assert_eq!(lines.len(), 5);
    for line in lines {
        let mut lost = whole.clone();
        lost.as_object_mut().unwrap().remove(&line).unwrap();
        assert!(read(lost).is_err(), "{line}");
    }
}
