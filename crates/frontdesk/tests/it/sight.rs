//! Who looks under which hats: the staff that follows, the operator who is a customer too, the holder
//! of a link.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use frontdesk::access::{
    Grant, Permission, Restriction, RestrictionId, RoleAssignment, RoleId, Scope, Takes,
};
use frontdesk::model::{
    ActorId, ConversationFacts, ConversationState, Relation, SiteId, Standing, TenantId, Validity,
};
use frontdesk::visibility::{
    Audience, Field, GuestLink, GuestPurpose, Hat, PortalAction, PortalEvent, Shown, Ticket, View,
};
use frontdesk::{Customer, Desk, Imported, Wearer};

use crate::desk::{FILE, in_work, may, ticket, waiting, world};
use crate::world::{BARE, customer_id, desk, group, in_group, now, person, tenant, user};

mod portal;
mod transfer;

/// Person 3 works and follows, 4 follows alone, and what 5 follows is narrowed by his own record.
pub(crate) const STAKEHOLDERS: &str = r#"
[visibility]
stakeholder_roles = ["watches"]

[[roles]]
id = "watches"
label = "Follows"
grants = [{ permissions = ["conversation.view"], relation = "any" }]

[[people]]
id = "3"
roles = ["first_line", "watches"]

[[people]]
id = "4"
roles = ["watches"]

[[people]]
id = "5"
roles = ["first_line", "watches"]
"#;

fn staff() -> Imported {
    let mut imported = world();
    imported
        .people
        .extend([3, 4, 5].map(|number| in_group(person(number), 44)));
    for person in &mut imported.people {
        if person.id() == user(5) {
            person.rights.restrictions.push(Restriction {
                id: RestrictionId::new("not_waiting").unwrap(),
                takes: Takes::These {
                    permissions: [Permission::CONVERSATION_VIEW].into_iter().collect(),
                    sections: BTreeSet::new(),
                },
                scope: Scope::of(Relation::Unassigned),
                validity: Validity::ALWAYS,
            });
        }
    }
    imported
}

pub(crate) fn the_desk() -> Desk {
    let (desk, findings) = desk(&format!("{BARE}{FILE}{STAKEHOLDERS}"), staff()).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    desk
}

/// With each person, with nobody in each state, in one group and in another, of each customer.
fn tickets(desk: &Desk) -> Vec<ConversationFacts> {
    let mut all = Vec::new();
    for with in [1, 2, 3, 4, 5, 17] {
        for state in [ConversationState::InWork, ConversationState::Closed] {
            let mut facts = in_work(1, with);
            facts.state = Some(state);
            facts.requester = Some(customer_id(1 + with % 3));
            all.push(facts);
        }
    }
    for number in [44, 45] {
        let mut facts = waiting(2);
        facts.group = Some(group(number));
        all.push(facts);
    }
    let numbered = all.into_iter().enumerate().map(|(at, facts)| {
        let id = frontdesk::model::ConversationId::from_number(at as i64);
        desk.complete(ConversationFacts { id, ..facts })
    });
    numbered.collect()
}

fn hat(desk: &Desk, wearer: impl Into<Wearer>, facts: &ConversationFacts) -> Option<Hat> {
    desk.viewing(wearer.into(), now())
        .unwrap()
        .filter
        .hat(facts)
}

/// **The law**: over the hats of the staff the filter is access's answer, whichever roles are those of
/// stakeholders; and it is never worn where the rest of the record opens the ticket.
#[test]
fn over_the_hats_of_the_staff_the_filter_is_the_answer_of_access() {
    let desk = the_desk();
    let (without, _) = crate::world::desk(
        &format!("{BARE}{FILE}{STAKEHOLDERS}")
            .replace("[\"watches\"]\n\n[[roles]]", "[]\n\n[[roles]]"),
        staff(),
    )
    .unwrap();
    let (works, _) = crate::world::desk(
        &format!("{BARE}{FILE}{STAKEHOLDERS}").replace(", \"watches\"]", "]"),
        staff(),
    )
    .unwrap();
    let mut seen = [0, 0, 0];
    for facts in tickets(&desk) {
        for number in [1, 2, 3, 4, 5, 17] {
            let viewing = desk.viewing(user(number).into(), now()).unwrap();
            let allowed = may(&desk, number, Permission::CONVERSATION_VIEW, &facts);
            assert_eq!(viewing.filter.clone().at_desk().matches(&facts), allowed);
            let worn = viewing.filter.hat(&facts);
            let place = match worn {
                None => 0,
                Some(Hat::Operator) => 1,
                Some(_) => 2,
            };
            seen[place] += 1;
            // Without the setting the same tickets, all as their operator.
            let plain = hat(&without, user(number), &facts);
            assert_eq!(plain.is_some(), worn.is_some());
            assert_ne!(plain, Some(Hat::Stakeholder));
            // As operator exactly what the rest of the record opens.
            if number == 3 || number == 5 {
                let rest = may(&works, number, Permission::CONVERSATION_VIEW, &facts);
                assert_eq!(worn == Some(Hat::Operator), rest, "{number}: {facts:?}");
            }
        }
    }
    assert!(seen.iter().all(|count| *count >= 10), "{seen:?}");
}

#[test]
fn what_is_seen_only_through_those_roles_is_seen_as_a_stakeholder() {
    let desk = the_desk();
    let own = desk.complete(in_work(1, 3));
    let others = desk.complete(in_work(2, 1));
    assert_eq!(hat(&desk, user(3), &own), Some(Hat::Operator));
    assert_eq!(hat(&desk, user(3), &others), Some(Hat::Stakeholder));
    assert_eq!(hat(&desk, user(4), &own), Some(Hat::Stakeholder));
    // A restriction on the record binds both hats.
    let queue = desk.complete(waiting(3));
    assert_eq!(hat(&desk, user(3), &queue), Some(Hat::Operator));
    assert_eq!(hat(&desk, user(5), &queue), None);
    assert_eq!(hat(&desk, user(5), &others), Some(Hat::Stakeholder));
    // Without notes, and without the number.
    let mut ticket = ticket();
    ticket.client_number = Some("+15550100".to_owned());
    let viewing = desk.viewing(user(4).into(), now()).unwrap();
    let granted = viewing.open(&ticket).unwrap();
    let View::Stakeholder(view) = granted.project() else {
        panic!("a stakeholder");
    };
    assert_eq!(view.messages.len(), 1);
    assert!(view.fields.client_number.is_none());
    assert!(!desk.fields().shows(Hat::Stakeholder, &Field::ClientNumber));
}

/// One human, two accounts: what he works on he sees as its operator, and what he asked for as its
/// customer, each once.
#[test]
fn an_operator_who_is_a_customer_too() {
    let desk = the_desk();
    let both = || Wearer::from(user(1)).and_customer(customer_id(3));
    let mut asked = in_work(1, 2);
    asked.requester = Some(customer_id(3));
    let mut worked = in_work(2, 1);
    worked.requester = Some(customer_id(3));
    let [asked, worked, neither] = [asked, worked, in_work(3, 2)].map(|facts| desk.complete(facts));
    assert_eq!(hat(&desk, both(), &asked), Some(Hat::Customer));
    assert_eq!(hat(&desk, both(), &worked), Some(Hat::Operator));
    assert_eq!(hat(&desk, both(), &neither), None);
    // Neither account alone sees both.
    assert_eq!(hat(&desk, user(1), &asked), None);
    let filter = desk.viewing(both(), now()).unwrap().filter;
    assert_eq!(filter.count(&[asked, worked.clone(), neither]), 2);

    // In the portal he is the customer, whatever he is at the desk.
    let portal = desk.portal_viewing(both(), now()).unwrap();
    assert_eq!(portal.filter.hat(&worked), Some(Hat::Customer));
    let mut seen = ticket();
    seen.facts = worked;
    let reply = PortalAction::Reply;
    let done = desk.portal(both(), &seen, &reply, now());
    assert_eq!(done, Ok(Some(PortalEvent::Reply)));
    let granted = portal.open(&seen).unwrap();
    let View::Customer(view) = granted.project() else {
        panic!("a customer");
    };
    assert_eq!(
        (view.messages.len(), seen.messages.len()),
        (1, 2),
        "no note"
    );
    // The staff alone has no portal, and learns nothing of the ticket by asking.
    for facts in [seen.facts.clone(), desk.complete(in_work(9, 9))] {
        let ticket = Ticket {
            facts,
            ..seen.clone()
        };
        let refused = desk.portal(user(1).into(), &ticket, &reply, now());
        assert_eq!(refused.unwrap_err().code(), "no_portal");
    }
    let refused = desk.portal_viewing(user(1).into(), now());
    assert_eq!(refused.unwrap_err().code(), "no_portal");
}

#[test]
fn the_portal_is_shut_where_it_is_not_in_use() {
    let mut people = staff();
    for customer in &mut people.customers {
        customer.roles[0].add_ons.clear();
    }
    let (shut, _) = desk(&format!("{BARE}{FILE}{STAKEHOLDERS}"), people).unwrap();
    let refused = shut.portal_viewing(customer_id(1).into(), now());
    assert_eq!(refused.unwrap_err().code(), "no_portal");
    let unknown = shut.portal_viewing(customer_id(99).into(), now());
    assert_eq!(unknown.unwrap_err().code(), "not_found");
    // What the host sends him by another way, as an e-mail, is his all the same (S164).
    assert!(shut.viewing(customer_id(1).into(), now()).is_ok());
}

/// Customer 3 is of another company. The desk grants copies to be seen by a role of its own, and its file
/// says from when on.
#[test]
fn a_customer_in_copy_sees_what_the_desk_file_says() {
    let role = r#"
[[roles]]
id = "copies"
label = "In copy"
grants = [{ permissions = ["conversation.view"], relation = "copied" }]
"#;
    let copies = || RoleAssignment::new(RoleId::new("copies").unwrap());
    let made = |portal: &str, granted: bool| {
        let mut imported = world();
        for customer in &mut imported.customers {
            customer.roles.extend(granted.then(copies));
        }
        let file = FILE.replace("[portal]", &format!("[portal]\n{portal}"));
        desk(&format!("{BARE}{file}{role}"), imported).unwrap().0
    };
    let mut read = ticket();
    let seen = |desk: &Desk, ticket: &Ticket| {
        let viewing = desk.viewing(customer_id(3).into(), now()).unwrap();
        let granted = viewing.open(ticket).ok()?;
        let View::Copied(view) = granted.project() else {
            panic!("seen as {}", granted.hat());
        };
        Some(view.messages.len())
    };
    let (since, whole) = (made("", true), made("copied = \"whole\"", true));
    assert_eq!((seen(&since, &read), seen(&whole, &read)), (None, None));
    for (joined, expected) in [(0, (Some(1), Some(1))), (1, (Some(0), Some(1)))] {
        let at = now() + TimeDelta::minutes(joined);
        read.facts.copied = [(customer_id(3), at)].into();
        assert_eq!((seen(&since, &read), seen(&whole, &read)), expected);
    }
    let refused = whole.portal(customer_id(3).into(), &read, &PortalAction::Reply, now());
    assert_eq!(refused.unwrap_err().code(), "not_yours");
    // Nobody has it unasked.
    assert_eq!(seen(&made("copied = \"whole\"", false), &read), None);
}

#[test]
fn a_holder_of_a_link_sees_that_one_ticket() {
    let desk = the_desk();
    let facts = desk.complete(in_work(1, 1));
    let link = GuestLink {
        tenant: tenant(),
        ticket: facts.id,
        customer: customer_id(1),
        purpose: GuestPurpose::View,
        expires: now() + chrono::TimeDelta::days(1),
        epoch: 0,
    };
    let other = desk.complete(in_work(2, 1));
    assert_eq!(hat(&desk, link, &facts), Some(Hat::Guest));
    assert_eq!(hat(&desk, link, &other), None);
    // A member of the staff with it: by the link what his rights do not open.
    let both = Wearer::from(user(17)).and_link(link);
    assert_eq!(both.id(), ActorId::User(user(17)));
    assert_eq!(hat(&desk, both.clone(), &facts), Some(Hat::Guest));
    assert_eq!(hat(&desk, user(17), &facts), None);
    let until = desk.viewing(both, now()).unwrap().filter.valid_until();
    assert_eq!(until, Some(link.expires));
    // He reads, in the portal too.
    let read = Ticket { facts, ..ticket() };
    let refused = desk.portal(link.into(), &read, &PortalAction::Reply, now());
    assert_eq!(refused.unwrap_err().code(), "not_yours");
    assert_eq!(read.messages[1].audience, Audience::Internal);
    // Another tenant's link is nobody's here, also beside an account that is.
    let theirs = GuestLink {
        tenant: TenantId::from_number(2),
        ..link
    };
    assert!(desk.viewing(theirs.into(), now()).is_err());
    let beside = Wearer::from(user(1)).and_link(theirs);
    assert!(desk.viewing(beside, now()).is_err());
}

fn a_link(customer: i64, ticket: &ConversationFacts) -> GuestLink {
    GuestLink {
        tenant: tenant(),
        ticket: ticket.id,
        customer: customer_id(customer),
        purpose: GuestPurpose::View,
        expires: now() + TimeDelta::days(1),
        epoch: 0,
    }
}

/// The same people, customer 1 another.
fn desk_where(change: impl Fn(&mut Customer)) -> Desk {
    let mut people = staff();
    for customer in &mut people.customers {
        if customer.id == customer_id(1) {
            change(customer);
        }
    }
    desk(&format!("{BARE}{FILE}{STAKEHOLDERS}"), people)
        .unwrap()
        .0
}

/// The names of sites are shown for as long as the right to see them holds, and no longer.
#[test]
fn a_viewing_ends_with_the_right_to_see_sites() {
    let ends = now() + TimeDelta::minutes(5);
    let desk_with = |ends_view, ends_sites| {
        let mut people = world();
        let until = |ends: Option<_>| ends.map_or(Validity::ALWAYS, Validity::until);
        for person in &mut people.people {
            if person.id() == user(1) {
                let grant = |right, ends| Grant {
                    validity: until(ends),
                    ..Grant::new(right, Scope::any())
                };
                person.rights.grants = vec![
                    grant(Permission::CONVERSATION_VIEW, ends_view),
                    grant(Permission::SITE_VIEW, ends_sites),
                ];
            }
        }
        let text = format!("{BARE}{FILE}\n[visibility]\nsite = \"by_right\"\n");
        desk(&text, people).unwrap().0
    };
    let site = SiteId::from_number(3);
    let mut seen = ticket();
    seen.facts.site = Some(site);
    let shown = |desk: &Desk, at| {
        let viewing = desk.viewing(user(1).into(), at).unwrap();
        let view = viewing.open(&seen).unwrap().project();
        let View::Operator(view) = view else {
            panic!("an operator");
        };
        view.fields.site
    };
    let sites_end = desk_with(None, Some(ends));
    let viewing = sites_end.viewing(user(1).into(), now()).unwrap();
    assert_eq!(viewing.filter.valid_until(), None);
    assert_eq!(viewing.valid_until(), Some(ends));
    let before = ends - TimeDelta::seconds(1);
    assert_eq!(shown(&sites_end, before), Some(Shown::Value(site)));
    assert_eq!(shown(&sites_end, ends), Some(Shown::Hidden));
    // Whichever comes first; and of rights without an end, none.
    let later = ends + TimeDelta::minutes(1);
    for (view, sites, expected) in [
        (Some(ends), Some(later), Some(ends)),
        (Some(later), Some(ends), Some(ends)),
        (Some(ends), None, Some(ends)),
        (None, None, None),
    ] {
        let desk = desk_with(view, sites);
        let viewing = desk.viewing(user(1).into(), now()).unwrap();
        assert_eq!(viewing.valid_until(), expected, "{view:?} {sites:?}");
    }
}

/// A link opens no more than its customer has now: not where he is suspended, where nothing gives him
/// the view, or where nobody knows him; and it ends with his right.
#[test]
fn a_link_opens_no_more_than_its_customer_has() {
    let open = desk_where(|_| {});
    let facts = open.complete(in_work(1, 1));
    let link = a_link(1, &facts);
    assert_eq!(hat(&open, link, &facts), Some(Hat::Guest));

    let suspended = desk_where(|customer| customer.standing = Standing::Suspended);
    let without = desk_where(|customer| customer.roles.clear());
    for desk in [&suspended, &without] {
        assert_eq!(hat(desk, link, &facts), None);
        // Beside an account it adds nothing, and takes nothing from what the account sees.
        let beside = |number| Wearer::from(user(number)).and_link(link);
        assert_eq!(hat(desk, beside(17), &facts), None);
        assert_eq!(hat(desk, beside(1), &facts), Some(Hat::Operator));
        let portal = desk.portal_viewing(link.into(), now());
        assert_eq!(portal.unwrap_err().code(), "no_portal");
    }
    // The view of another customer, whom the same human is, does not make the link good again.
    let colleague = Wearer::from(customer_id(3)).and_link(link);
    assert_eq!(hat(&suspended, colleague.clone(), &facts), None);
    assert_eq!(hat(&open, colleague, &facts), Some(Hat::Guest));

    // Of a customer whom the desk does not know, also where the ticket names him.
    let mut strangers = facts.clone();
    strangers.requester = Some(customer_id(99));
    let stranger = a_link(99, &strangers);
    assert!(open.viewing(stranger.into(), now()).is_err());
    let beside = Wearer::from(user(17)).and_link(stranger);
    assert_eq!(hat(&open, beside, &strangers), None);

    let ends = now() + TimeDelta::minutes(5);
    let ending = desk_where(|customer| customer.roles[0].validity = Validity::until(ends));
    let viewing = ending.viewing(link.into(), now()).unwrap();
    assert!(viewing.filter.matches(&facts));
    assert_eq!(viewing.valid_until(), Some(ends));
    let after = ending.viewing(link.into(), ends).unwrap();
    assert!(!after.filter.matches(&facts));
}
