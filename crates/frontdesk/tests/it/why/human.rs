//! Why, of a human with two accounts or with links.

use chrono::TimeDelta;
use frontdesk::access::Permission;
use frontdesk::model::{ActorId, TenantId};
use frontdesk::visibility::{GuestLink, GuestPurpose, Hat, Ticket};
use frontdesk::{Desk, HumanQuestion, HumanWhy, LinkState, Object, PortalAnswer, Wearer};

use crate::desk::{in_work, the_desk, ticket};
use crate::world::{customer_id, now, tenant, user};

fn why(desk: &Desk, wearer: &Wearer, permission: Permission, ticket: &Ticket) -> HumanWhy {
    let question = HumanQuestion {
        wearer,
        permission,
        object: Object::Ticket(ticket),
    };
    desk.why_human(&question, now()).unwrap()
}

fn link(customer: i64) -> GuestLink {
    GuestLink {
        tenant: tenant(),
        ticket: ticket().facts.id,
        customer: customer_id(customer),
        purpose: GuestPurpose::View,
        expires: now() + TimeDelta::hours(1),
        epoch: 0,
    }
}

/// Each account by itself, and all hats together.
#[test]
fn of_a_human_with_two_accounts() {
    let desk = the_desk();
    let both = Wearer::from(user(17)).and_customer(customer_id(1));
    let (view, reply) = (
        Permission::CONVERSATION_VIEW,
        Permission::CONVERSATION_REPLY,
    );
    let ticket = ticket();
    let answer = why(&desk, &both, view, &ticket);
    let actors: Vec<ActorId> = answer.accounts.iter().map(|one| one.actor).collect();
    assert_eq!(actors, [user(17).into(), customer_id(1).into()]);
    // As one of the staff he does not see it, as its customer he does: and so he does.
    let allowed: Vec<bool> = answer.accounts.iter().map(|one| one.is_allow()).collect();
    assert_eq!((allowed, answer.is_allow()), (vec![false, true], true));
    let sight = answer.sight.as_ref().unwrap();
    assert_eq!(
        (sight.hat, sight.hidden_messages),
        (Some(Hat::Customer), Some(1))
    );
    // Each part is that of the account alone.
    for part in &answer.accounts {
        let question = frontdesk::Question {
            actor: part.actor,
            permission: view,
            object: Object::Ticket(&ticket),
        };
        assert_eq!(*part, desk.why(&question, now()).unwrap());
    }
    // He replies as the customer that he is, and is told what the portal tells him.
    let answer = why(&desk, &both, reply, &ticket);
    assert!(answer.is_allow());
    assert!(matches!(answer.portal[0].answer, PortalAnswer::Happens(_)));
    // Who works on it sees it as its operator, though he has asked it too.
    let works = Wearer::from(user(1)).and_customer(customer_id(1));
    let sight = why(&desk, &works, view, &ticket).sight.unwrap();
    assert_eq!(
        (sight.hat, sight.hidden_messages),
        (Some(Hat::Operator), Some(0))
    );
    // Of neither it is a no.
    let neither = Wearer::from(user(17)).and_customer(customer_id(3));
    let answer = why(&desk, &neither, view, &ticket);
    assert!(!answer.is_allow() && answer.sight.unwrap().hat.is_none());
}

/// Each state of a link by the one change that makes it so.
#[test]
fn of_whoever_has_a_link() {
    let (desk, ticket) = (the_desk(), ticket());
    let view = Permission::CONVERSATION_VIEW;
    let state = |link: GuestLink, ticket: &Ticket| {
        let answer = why(&desk, &link.into(), view, ticket);
        assert!(answer.accounts.is_empty());
        let state = answer.links[0].state;
        assert_eq!(answer.is_allow(), state == LinkState::Opens, "{state}");
        // It is the answer of the production path.
        let viewing = desk.viewing(link.into(), now());
        let opens = viewing.is_ok_and(|viewing| viewing.open(ticket).is_ok());
        assert_eq!(opens, state == LinkState::Opens, "{state}");
        state
    };
    assert_eq!(state(link(1), &ticket), LinkState::Opens);
    let over = GuestLink {
        expires: now(),
        ..link(1)
    };
    assert_eq!(state(over, &ticket), LinkState::Ended);
    let rates = GuestLink {
        purpose: GuestPurpose::Rate,
        ..link(1)
    };
    assert_eq!(state(rates, &ticket), LinkState::Ended);
    assert_eq!(state(link(2), &ticket), LinkState::NotThisTicket);
    let mut back = ticket.clone();
    back.facts.guest_epoch = 1;
    assert_eq!(state(link(1), &back), LinkState::NotThisTicket);
    let mut deleted = ticket.clone();
    deleted.facts.deleted = true;
    assert_eq!(state(link(1), &deleted), LinkState::NotThisTicket);
    // Beside an account the answer is of both, and a link allows nothing but reading.
    let beside = Wearer::from(user(17)).and_link(link(1));
    let answer = why(&desk, &beside, view, &ticket);
    assert_eq!(answer.sight.as_ref().unwrap().hat, Some(Hat::Guest));
    assert!(answer.is_allow() && !answer.accounts[0].is_allow());
    let reply = Permission::CONVERSATION_REPLY;
    let answer = why(&desk, &link(1).into(), reply, &ticket);
    assert!(!answer.is_allow());
    assert!(
        matches!(&answer.portal[0].answer, PortalAnswer::Refused(no) if no.code() == "not_yours")
    );
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["links"][0]["state"], LinkState::Opens.code());
}

/// A link opens no more than its customer has, and a desk that has no such customer opens nothing.
#[test]
fn of_a_link_whose_customer_sees_nothing() {
    let mut people = crate::desk::world();
    people.customers[0].roles.clear();
    let text = format!("{}{}", crate::world::BARE, crate::desk::FILE);
    let (desk, _) = crate::world::desk(&text, people).unwrap();
    let view = Permission::CONVERSATION_VIEW;
    let answer = why(&desk, &link(1).into(), view, &ticket());
    assert_eq!(answer.links[0].state, LinkState::CustomerSeesNot);
    assert!(!answer.is_allow());
    // Beside an account it is told; alone it is nobody whom the desk knows.
    let mut asked = ticket();
    asked.facts = in_work(1, 1);
    asked.facts.requester = Some(customer_id(99));
    let answer = why(
        &desk,
        &Wearer::from(user(1)).and_link(link(99)),
        view,
        &asked,
    );
    assert_eq!(answer.links[0].state, LinkState::UnknownCustomer);
    let mut theirs = link(1);
    for (no, wearer) in [
        ("unknown", Wearer::from(link(99))),
        ("another tenant's", {
            theirs.tenant = TenantId::from_number(2);
            theirs.into()
        }),
        ("nobody", Wearer::from(user(99))),
    ] {
        let question = HumanQuestion {
            wearer: &wearer,
            permission: view,
            object: Object::Ticket(&asked),
        };
        assert!(desk.why_human(&question, now()).is_err(), "{no}");
    }
}
