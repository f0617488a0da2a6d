//! GLPI: what five rights of a profile open of eight tickets. V is a user and a customer, in two hats.
//! A right about "my" tickets is a grant in each of the two.

use frontdesk_access::{Groups, Holder, Scope};
use frontdesk_model::{Assignee, ConversationFacts, ConversationState, Relation};
use frontdesk_visibility::{Filter, Hat};

use super::agrees;
use crate::world::*;

const V: i64 = 17;
const OTHER: i64 = 18;
/// A group of GLPI is a group of the desk where it works, and a company where it asks.
const G1: i64 = 1;
const G2: i64 = 2;

/// A right as the grants of the two hats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    ReadMy,
    ReadGroup,
    Own,
    ReadAssign,
    ReadNewTicket,
}

use Right::{Own, ReadAssign, ReadGroup, ReadMy, ReadNewTicket};

const RIGHTS: [Right; 5] = [ReadMy, ReadGroup, Own, ReadAssign, ReadNewTicket];

fn user_hat(right: Right) -> Vec<Scope> {
    match right {
        // The recipient is who wrote the ticket down.
        ReadMy => vec![Scope::of(Relation::Created)],
        ReadGroup => vec![],
        Own => vec![Scope::of(Relation::Own)],
        ReadAssign => vec![
            Scope::of(Relation::Own),
            Scope {
                groups: Some(Groups {
                    mine: true,
                    ..Groups::default()
                }),
                ..Scope::any()
            },
        ],
        ReadNewTicket => vec![Scope {
            states: Some([ConversationState::New].into()),
            ..Scope::any()
        }],
    }
}

fn customer_hat(right: Right) -> Vec<Scope> {
    match right {
        ReadMy => vec![Scope::of(Relation::Requester)],
        ReadGroup => vec![Scope::of(Relation::RequesterOrganization)],
        Own | ReadAssign | ReadNewTicket => vec![],
    }
}

fn v(right: Right) -> Filter {
    let wearing = |holder: Holder, scopes: Vec<Scope>| {
        let mut holder = scopes.into_iter().fold(holder, seeing);
        holder.memberships.groups = [group(G1)].into();
        holder.memberships.organizations = [company(G1)].into();
        filter_of(&holder)
    };
    let hats = [
        wearing(staff(V), user_hat(right)),
        wearing(client(V), customer_hat(right)),
    ];
    Filter::join(hats).unwrap().unwrap()
}

fn tickets() -> [ConversationFacts; 8] {
    let new = |recipient, requester: i64, of: Option<i64>| ConversationFacts {
        state: Some(ConversationState::New),
        creator: Some(user(recipient)),
        requester: Some(customer(requester)),
        organization: of.map(company),
        ..chat(2000)
    };
    let assigned = |person: Option<i64>, to_group: Option<i64>| ConversationFacts {
        state: Some(ConversationState::InWork),
        assignee: person.map(|number| Assignee::Person(user(number))),
        group: to_group.map(group),
        ..new(OTHER, OTHER, None)
    };
    [
        new(V, OTHER, None),
        new(OTHER, OTHER, None),
        new(OTHER, V, None),
        new(OTHER, OTHER, Some(G1)),
        new(OTHER, OTHER, Some(G2)),
        assigned(Some(V), None),
        assigned(None, Some(G1)),
        assigned(None, None),
    ]
}

/// As GLPI's tests have it; `?` where they do not say.
const TABLE: [[char; 5]; 8] = [
    ['+', '?', '-', '-', '+'],
    ['-', '?', '-', '-', '+'],
    ['+', '?', '-', '-', '+'],
    ['-', '+', '-', '-', '+'],
    ['-', '?', '-', '-', '+'],
    ['-', '?', '+', '+', '-'],
    ['-', '?', '-', '+', '-'],
    ['-', '?', '-', '-', '-'],
];

#[test]
fn five_rights_and_eight_tickets() {
    let mut said = 0;
    for (column, right) in RIGHTS.into_iter().enumerate() {
        let known: Vec<_> = tickets()
            .into_iter()
            .zip(TABLE)
            .filter(|(_, row)| row[column] != '?')
            .map(|(facts, row)| (facts, row[column] == '+'))
            .collect();
        agrees(&v(right), &known, &format!("{right:?}"));
        said += known.len();
    }
    assert_eq!(said, 40 - 7);
}

/// The one right in two hats: what V wrote down is opened by the user, what V asked for by the customer.
#[test]
fn each_ticket_under_the_hat_that_opens_it() {
    let filter = v(ReadMy);
    let [written, _, asked, ..] = tickets();
    assert_eq!(filter.hat(&written), Some(Hat::Operator));
    assert_eq!(filter.hat(&asked), Some(Hat::Customer));
    // Without the other hat the one opens its own only.
    let (desk, portal) = (filter.clone().at_desk(), filter.in_portal());
    assert_eq!(
        (desk.matches(&written), desk.matches(&asked)),
        (true, false)
    );
    assert_eq!(
        (portal.matches(&written), portal.matches(&asked)),
        (false, true)
    );
}
