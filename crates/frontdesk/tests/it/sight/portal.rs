//! The portal of one human: whose portal it is, how long, and what two accounts of a customer come to.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk::access::{Grant, Permission, RoleAssignment, RoleId, Scope};
use frontdesk::model::{
    ActorId, Channel, ConversationFacts, ConversationState, CustomerId, Relation, Validity,
};
use frontdesk::visibility::{GuestLink, Hat, PortalAction, PortalEvent, Ticket, Viewing};
use frontdesk::{Customer, Desk, Object, Question, Wearer};

use super::a_link;
use crate::desk::{FILE, in_work, the_desk, ticket, world};
use crate::world::{BARE, anywhere, customer_id, desk, now, role, user};

/// The desk with its customers changed.
fn desk_where(change: impl Fn(&mut Customer)) -> Desk {
    let mut people = world();
    people.customers.iter_mut().for_each(change);
    desk(&format!("{BARE}{FILE}"), people).unwrap().0
}

/// Only these customers have a portal: 1 and 2 are of one company, 3 of another.
fn desk_with_portals(of: &[i64]) -> Desk {
    desk_where(|customer| {
        if of.iter().all(|number| customer.id != customer_id(*number)) {
            customer.roles[0].add_ons.clear();
        }
    })
}

fn asked_by(number: i64, customer: i64, desk: &Desk) -> ConversationFacts {
    let mut facts = in_work(number, 1);
    facts.requester = Some(customer_id(customer));
    desk.complete(facts)
}

/// An account of a customer, or a link.
#[derive(Clone, Copy)]
enum Comes {
    Customer(CustomerId),
    Link(GuestLink),
}

fn wearer(all: &[Comes]) -> Wearer {
    let first = match all[0] {
        Comes::Customer(customer) => Wearer::from(customer),
        Comes::Link(link) => Wearer::from(link),
    };
    all[1..].iter().fold(first, |wearer, one| match *one {
        Comes::Customer(customer) => wearer.and_customer(customer),
        Comes::Link(link) => wearer.and_link(link),
    })
}

/// **The law**: in the portal a human sees what each of his accounts and links shows alone in its own, each
/// ticket under the first of these hats, whichever he names first. A portal that one of them has opens
/// nothing for another that has none.
#[test]
fn a_human_sees_in_the_portal_what_each_account_and_link_shows_alone() {
    let mut seen = [0, 0, 0];
    for has in [&[1, 2, 3][..], &[1], &[2], &[3], &[1, 3], &[]] {
        let desk = desk_with_portals(has);
        let tickets = [1, 2, 3].map(|number| asked_by(number, number, &desk));
        let comes = [
            Comes::Customer(customer_id(1)),
            Comes::Customer(customer_id(2)),
            Comes::Customer(customer_id(3)),
            Comes::Link(a_link(1, &tickets[0])),
            Comes::Link(a_link(3, &tickets[2])),
        ];
        let hats = |wearer: Wearer| {
            let viewing = desk.portal_viewing(wearer, now()).ok();
            let hat = |facts| viewing.as_ref().map(|viewing| viewing.filter.hat(facts));
            tickets.each_ref().map(hat)
        };
        for chosen in 1..1_u32 << comes.len() {
            let some = comes.iter().enumerate();
            let some = some.filter(|(at, _)| chosen & (1 << at) != 0);
            let mut some: Vec<Comes> = some.map(|(_, one)| *one).collect();
            let alone: Vec<_> = some.iter().map(|one| hats(wearer(&[*one]))).collect();
            // Of each ticket the first hat of those who have a portal; none has one: there is none.
            let expected = [0, 1, 2].map(|at| {
                let portals = alone.iter().filter_map(|hats| hats[at]);
                let portals: Vec<Option<Hat>> = portals.collect();
                let first = portals.iter().flatten().min().copied();
                (!portals.is_empty()).then_some(first)
            });
            assert_eq!(hats(wearer(&some)), expected, "{has:?} {chosen}");
            some.reverse();
            assert_eq!(hats(wearer(&some)), expected, "{has:?} {chosen}");
            for hat in expected {
                let place = match hat {
                    None => 0,
                    Some(None) => 1,
                    Some(Some(_)) => 2,
                };
                seen[place] += 1;
            }
        }
    }
    assert!(seen.iter().all(|count| *count >= 50), "{seen:?}");
}

/// A link of a customer without a portal shows nothing in that of another, and the host may send it to be
/// read by another way all the same.
#[test]
fn the_order_of_links_opens_nothing() {
    let desk = desk_with_portals(&[1]);
    let theirs = Ticket {
        facts: asked_by(1, 3, &desk),
        ..ticket()
    };
    let [with, without] = [a_link(1, &in_work(7, 1)), a_link(3, &theirs.facts)];
    let sees = |viewing: Viewing<'_>| viewing.open(&theirs).is_ok();
    let shut = desk.portal_viewing(without.into(), now());
    assert_eq!(shut.unwrap_err().code(), "no_portal");
    for both in [
        Wearer::from(with).and_link(without),
        Wearer::from(without).and_link(with),
        Wearer::from(customer_id(1)).and_link(without),
        Wearer::from(without).and_customer(customer_id(1)),
    ] {
        assert!(!sees(desk.portal_viewing(both.clone(), now()).unwrap()));
        assert!(sees(desk.viewing(both, now()).unwrap()));
    }
    // Beside an account without a portal the link keeps the one that its customer has.
    let desk = desk_with_portals(&[3]);
    for both in [
        Wearer::from(without).and_customer(customer_id(1)),
        Wearer::from(user(17)).and_link(without).and_link(with),
    ] {
        assert!(sees(desk.portal_viewing(both, now()).unwrap()));
    }
}

/// Customer 1 has the view without an end, and the portal for that time.
fn desk_with_portal_for(customer: CustomerId, time: Validity) -> Desk {
    desk_where(|one| {
        if one.id == customer {
            let mut portal = one.roles[0].clone();
            one.roles[0].add_ons.clear();
            portal.validity = time;
            one.roles.push(portal);
        }
    })
}

/// Whoever keeps a viewing until its end shows the portal no longer than it is open (S155).
#[test]
fn a_viewing_of_the_portal_ends_with_the_portal() {
    let ends = now() + TimeDelta::minutes(5);
    let until = |desk: &Desk, wearer: Wearer, at: DateTime<Utc>| {
        let viewing = desk.portal_viewing(wearer, at);
        viewing.map(|viewing| viewing.valid_until())
    };
    let desk = desk_with_portal_for(customer_id(1), Validity::until(ends));
    let [one, three] = [1, 3].map(customer_id);
    assert_eq!(until(&desk, one.into(), now()), Ok(Some(ends)));
    assert!(until(&desk, one.into(), ends).is_err());
    // Of a link it is the portal of its customer, and the link's own end.
    let facts = asked_by(1, 1, &desk);
    let link = a_link(1, &facts);
    assert_eq!(until(&desk, link.into(), now()), Ok(Some(ends)));
    let short = GuestLink {
        expires: now() + TimeDelta::minutes(1),
        ..link
    };
    assert_eq!(until(&desk, short.into(), now()), Ok(Some(short.expires)));
    // Of several accounts the first that ends; of who has a portal without an end, none.
    let both = || Wearer::from(three).and_customer(one);
    assert_eq!(until(&desk, both(), now()), Ok(Some(ends)));
    assert_eq!(until(&desk, both(), ends), Ok(None));
    assert_eq!(until(&desk, three.into(), now()), Ok(None));
    // A portal that opens later opens more: it is made again then.
    let desk = desk_with_portal_for(customer_id(1), Validity::new(Some(ends), None).unwrap());
    assert!(until(&desk, one.into(), now()).is_err());
    assert_eq!(until(&desk, both(), now()), Ok(Some(ends)));
    let sees = |at| desk.portal_viewing(both(), at).unwrap().filter.hat(&facts);
    assert_eq!((sees(now()), sees(ends)), (None, Some(Hat::Customer)));
}

/// A human has two accounts of a customer: he sees what either asked for, and acts by the one that asked.
#[test]
fn a_human_with_two_accounts_of_a_customer() {
    let desk = the_desk();
    let both = Wearer::from(customer_id(1)).and_customer(customer_id(3));
    let accounts: Vec<ActorId> = both.accounts().collect();
    assert_eq!(
        accounts,
        [customer_id(1), customer_id(3)].map(ActorId::from)
    );
    assert_eq!(both.id(), ActorId::Customer(customer_id(1)));
    let other = Wearer::from(customer_id(3)).and_customer(customer_id(1));
    let of = |number| Ticket {
        facts: asked_by(number, number, &desk),
        ..ticket()
    };
    let [first, colleagues, second] = [1, 2, 3].map(of);
    for human in [both, other] {
        let filter = desk.viewing(human.clone(), now()).unwrap().filter;
        let hats = [&first, &colleagues, &second].map(|one| filter.hat(&one.facts));
        let customer = Some(Hat::Customer);
        assert_eq!(hats, [customer, Some(Hat::Colleague), customer]);
        let act = |ticket| {
            let done = desk.portal(human.clone(), ticket, &PortalAction::Reply, now());
            done.map_err(|refusal| refusal.code())
        };
        assert_eq!(act(&first), Ok(Some(PortalEvent::Reply)));
        assert_eq!(act(&second), Ok(Some(PortalEvent::Reply)));
        assert_eq!(act(&colleagues), Err("not_yours"));
    }
    // What the account that asked may not do, he may not by what the other one has.
    let desk = looking_only(&[3]);
    let both = Wearer::from(customer_id(1)).and_customer(customer_id(3));
    let act = |ticket| desk.portal(both.clone(), ticket, &PortalAction::Close, now());
    assert_eq!(act(&first), Ok(Some(PortalEvent::Close)));
    assert_eq!(act(&second).unwrap_err().code(), "not_allowed");
    // Of an account that the desk does not know there is no answer, and it is not left out in silence.
    let unknown = Wearer::from(customer_id(1)).and_customer(customer_id(99));
    assert!(desk.viewing(unknown, now()).is_err());
}

/// These customers see what they asked for, have a portal, and have no right to act.
fn looking_only(customers: &[i64]) -> Desk {
    let mut people = world();
    let own = Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(Relation::Requester),
    );
    let portal = anywhere(Permission::SURFACE_PORTAL);
    people.roles.push(role("looks", &[own, portal]));
    for customer in &mut people.customers {
        if customers.iter().any(|id| customer.id == customer_id(*id)) {
            customer.roles = vec![RoleAssignment::new(RoleId::new("looks").unwrap())];
        }
    }
    desk(&format!("{BARE}{FILE}"), people).unwrap().0
}

/// Closing what is closed is no act (S173); who may not close is told so of it as of what is open, by the
/// portal and by `why`. What the ticket itself says comes first (catalogue.md 3.5).
#[test]
fn who_may_not_close_is_told_one_thing() {
    let [may, may_not] = [the_desk(), looking_only(&[1])];
    let open = ticket();
    let mut closed = ticket();
    closed.facts.state = Some(ConversationState::Closed);
    let mut elsewhere = closed.clone();
    elsewhere.facts.channel = Some(Channel::Telegram);
    let mut unseen = closed.clone();
    unseen.facts.deleted = true;
    let close = PortalAction::Close;
    for (desk, ticket, expected) in [
        (&may, &open, Ok(Some(PortalEvent::Close))),
        (&may, &closed, Ok(None)),
        (&may, &elsewhere, Err("other_channel")),
        (&may, &unseen, Err("not_found")),
        (&may_not, &open, Err("not_allowed")),
        (&may_not, &closed, Err("not_allowed")),
        (&may_not, &elsewhere, Err("other_channel")),
        (&may_not, &unseen, Err("not_found")),
    ] {
        let done = desk.portal(customer_id(1).into(), ticket, &close, now());
        let question = Question {
            actor: ActorId::Customer(customer_id(1)),
            permission: close.permission(),
            object: Object::Ticket(ticket),
        };
        let why = desk.why(&question, now()).unwrap();
        assert_eq!(why.is_allow(), done.is_ok(), "{done:?}");
        assert_eq!(done.map_err(|refusal| refusal.code()), expected);
    }
}
