//! The number of one who is of the staff and asked for the ticket himself.
//!
//! S72 hides the client's number from an employee "everywhere in the workplace", and S73 counts the surfaces of
//! the workplace; neither knows of a client who is the employee. So at the desk the first hat counts, as for
//! every other field (attack 19): whom a ticket is shown to as staff, from him the number is hidden as from any
//! other of the staff, and nothing at the desk tells that the client is himself. In the portal, which is no
//! workplace, he is the customer, and his own number is shown to him as the policy shows it to customers: it is
//! hidden from an employee and never from its owner.

use frontdesk_access::{Catalogue, Permission, Scope};
use frontdesk_model::Relation;
use frontdesk_visibility::{
    Field, FieldPolicy, Filter, Hat, RightsHeld, Rule, SitesSeen, Ticket, Use, Viewer, Viewing,
};

use crate::world::*;

/// Customers see their number, stakeholders do not, by default.
fn shows_customers() -> FieldPolicy {
    FieldPolicy::default()
        .with(Hat::Customer, Field::ClientNumber, Use::View)
        .unwrap()
}

fn follower() -> Filter {
    let holder = seeing(staff(20), Scope::any());
    let view = Permission::CONVERSATION_VIEW;
    let scopes = Catalogue::default().scopes_of(&holder, view, now());
    let rule = Rule::of(&scopes).as_stakeholder();
    rule.bind(&Viewer::Actor(holder.actor()), now())
}

fn operator() -> Filter {
    filter_of(&masked(seeing(staff(17), Scope::of(Relation::Own))))
}

fn customer_of(number: i64) -> Filter {
    filter_of(&seeing(client(number), Scope::of(Relation::Requester)))
}

fn both(staff: Filter, customer: Filter) -> Filter {
    Filter::join([staff, customer]).unwrap().unwrap()
}

fn shown(filter: Filter, ticket: &Ticket) -> Option<String> {
    let policy = shows_customers();
    let viewing = Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let granted = viewing.open(ticket).ok()?;
    Some(serde_json::to_string(&granted.project()).unwrap())
}

/// In the portal everybody has the own number, whatever his record as staff says (S72, attack 19).
#[test]
fn the_own_number_is_shown_in_the_portal() {
    let ticket = full_ticket();
    let alone = shown(customer_of(123), &ticket).unwrap();
    assert!(alone.contains(NUMBER));
    for staff in [follower(), operator()] {
        let person = both(staff, customer_of(123));
        // Byte for byte what the customer alone is shown.
        assert_eq!(shown(person.in_portal(), &ticket).as_ref(), Some(&alone));
    }
    // His own and nobody else's.
    for staff in [follower(), operator()] {
        assert_eq!(
            shown(both(staff, customer_of(124)).in_portal(), &ticket),
            None
        );
    }
}

/// At the desk the first hat counts: byte for byte what the staff alone is shown, so that neither the number
/// nor its absence tells there who the client is (S72, S73).
#[test]
fn at_the_desk_the_first_hat_counts() {
    let ticket = full_ticket();
    for staff in [follower(), operator()] {
        let alone = shown(staff.clone(), &ticket).unwrap();
        assert!(!alone.contains(NUMBER));
        for asker in [123, 124] {
            let person = both(staff.clone(), customer_of(asker));
            assert_eq!(shown(person.clone(), &ticket).as_ref(), Some(&alone));
            assert_eq!(shown(person.at_desk(), &ticket).as_ref(), Some(&alone));
        }
    }
    // Whom the host wants to have it there, it says so of: the rule is the policy's and not the type's.
    let policy = shows_customers()
        .with(Hat::Stakeholder, Field::ClientNumber, Use::View)
        .unwrap();
    assert!(policy.shows(Hat::Stakeholder, &Field::ClientNumber));
    // A ticket that he asked for and does not see as staff is his as a customer, at once with the number.
    let mut elsewhere = full_ticket();
    elsewhere.facts.assignee = None;
    let person = both(operator(), customer_of(123));
    assert!(shown(person, &elsewhere).unwrap().contains(NUMBER));
}
