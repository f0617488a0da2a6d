//! Attacks 21, 26 and 34 of the list: what moves a ticket or a link into other hands.

use frontdesk_access::{Groups, Scope};
use frontdesk_model::{
    ActorId, Assignee, BotId, ConversationId, ConversationState, RefusalKind, Relation, Standing,
};
use frontdesk_visibility::{
    AssigneeSeesNothing, FieldPolicy, Filter, GuestLink, GuestPurpose, Hat, IfUnseen, NotFound,
    PortalAction, PortalRefusal, PortalState, RightsHeld, Side, SitesSeen, StatusAnswer,
    StatusReply, Ticket, Viewing, diff, status, transferred,
};

use crate::world::*;

fn by_link<'a>(link: &GuestLink, at: i64, policy: &'a FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: Filter::of_guest(link, minutes(at)),
        policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    }
}

#[test]
fn attack_21_a_transfer_to_who_could_not_see_it_shows_before_it_is_done() {
    // User 18 sees what is his in group 8 only; the ticket lies in group 3.
    let of_group = |number| Scope {
        groups: Some(Groups {
            these: [group(number)].into(),
            mine: false,
            none: false,
        }),
        ..Scope::of(Relation::Own)
    };
    let policy = policy();
    let people = [
        seeing(staff(17), of_group(3)),
        seeing(staff(18), of_group(8)),
    ];
    let side = |ticket| {
        let viewing = |holder| Viewing {
            filter: filter_of(holder),
            policy: &policy,
            sites: all_sites(),
            rights: RightsHeld::none(),
        };
        let people = people.iter().map(|one| (one.id, viewing(one)));
        Side::new(people, [ticket]).unwrap()
    };
    let before = full_ticket();
    let transferred = |into| {
        let mut ticket = full_ticket();
        ticket.facts.assignee = Some(Assignee::Person(user(18)));
        ticket.facts.group = Some(group(into));
        ticket
    };
    let (after, moved) = (transferred(3), transferred(8));
    let change = diff(&side(&before), &side(&after));
    let of = |number| change.of(ActorId::from(user(number)));
    assert_eq!(of(17).unwrap().lost.len(), 1);
    // Nobody would see it any more: the host refuses, or leaves it without an assignee.
    assert_eq!(of(18), None);
    // Together with the group it arrives.
    let change = diff(&side(&before), &side(&moved));
    assert_eq!(change.of(user(18)).unwrap().gained.len(), 1);
}

pub(super) fn in_group_8() -> Scope {
    Scope {
        groups: Some(Groups {
            these: [group(8)].into(),
            mine: false,
            none: false,
        }),
        ..Scope::any()
    }
}

/// A transfer to where its assignee sees nothing is refused, or leaves it without one (FreeScout c35fc2a5).
#[test]
fn attack_21_nobody_has_what_he_does_not_see() {
    let of_group = |relation, number| Scope {
        relation,
        groups: Some(Groups {
            these: [group(number)].into(),
            mine: false,
            none: false,
        }),
        ..Scope::any()
    };
    // 17 and 18 see what is theirs in group 3, and 19 what is in group 8; 20 only follows what is there.
    let own_in_3 = |number| seeing(staff(number), of_group(Relation::Own, 3));
    let in_8 = seeing(staff(19), of_group(Relation::Own, 8));
    let in_8 = seeing(in_8, of_group(Relation::Unassigned, 8));
    let follows = Scene {
        by: By::Following,
        ..Scene::of(seeing(staff(20), in_group_8()))
    };
    let before = full_ticket().facts;
    let moved = |assignee: Option<Assignee>, into| {
        let mut facts = before.clone();
        facts.assignee = assignee;
        facts.group = Some(group(into));
        facts
    };
    let with = |number| Some(Assignee::Person(user(number)));
    let own = |number: i64| match number {
        19 => filter_of(&in_8),
        20 => follows.filter(),
        number => filter_of(&own_in_3(number)),
    };
    for (what, number, into, sees) in [
        ("the group is moved from under 17", 17, 8, false),
        ("a colleague of another group gets it", 19, 3, false),
        ("a colleague gets it where he sees it", 18, 3, true),
        ("with the group it arrives", 19, 8, true),
        ("nothing is moved", 17, 3, true),
        ("who only follows works on nothing", 20, 8, false),
    ] {
        let (after, own) = (moved(with(number), into), own(number));
        let refused = transferred(after.clone(), Some(&own), IfUnseen::Refuse);
        let done = transferred(after.clone(), Some(&own), IfUnseen::Unassign).unwrap();
        if sees {
            assert_eq!((refused, done), (Ok(after.clone()), after), "{what}");
            continue;
        }
        let refusal = refused.unwrap_err();
        assert_eq!(refusal.assignee, user(number), "{what}");
        assert_eq!(
            (refusal.code(), refusal.kind(), refusal.to_string().as_str()),
            (
                "assignee_sees_nothing",
                RefusalKind::Conflict,
                "the assignee would not see the ticket"
            )
        );
        // It lies in the queue of where it went, and is nobody's.
        assert_eq!(
            (done.assignee, done.group),
            (None, Some(group(into))),
            "{what}"
        );
        assert_eq!(done.state, Some(ConversationState::Waiting));
        assert!(done.assignee_groups.is_empty());
        assert_eq!(filter_of(&in_8).matches(&done), into == 8, "{what}");
    }
    // Of somebody of whom nothing is known, and by the filter of another, or of another tenant: as unseen.
    let after = moved(with(19), 8);
    let mut there = in_8.clone();
    there.tenant = THERE;
    let others = [
        own(17),
        filter_of(&seeing(staff(17), Scope::any())),
        filter_of(&there),
    ];
    let unknown = [None].into_iter().chain(others.iter().map(Some));
    for filter in unknown {
        let refused = transferred(after.clone(), filter, IfUnseen::Refuse);
        assert_eq!(refused, Err(AssigneeSeesNothing { assignee: user(19) }));
    }
    // Nobody to ask: it stays as it is wanted.
    for assignee in [None, Some(Assignee::Bot(BotId::from_number(1)))] {
        let after = moved(assignee, 8);
        assert_eq!(
            transferred(after.clone(), None, IfUnseen::Refuse),
            Ok(after)
        );
    }
}

#[test]
fn attack_26_a_link_is_of_one_ticket_one_person_one_purpose() {
    let (policy, ticket) = (policy(), full_ticket());
    let link = link_to(&ticket, customer(123));
    let opens = |link: &GuestLink, at, ticket: &Ticket| {
        let viewing = by_link(link, at, &policy);
        viewing.open(ticket).map(|granted| granted.hat())
    };
    assert_eq!(opens(&link, 0, &ticket), Ok(Hat::Guest));
    let but = |change: fn(&mut GuestLink)| {
        let mut other = link;
        change(&mut other);
        other
    };
    for (why, link, at) in [
        ("another's", but(|link| link.customer = customer(124)), 0),
        (
            "ticket 1 for 2",
            but(|link| link.ticket = ConversationId::from_number(1)),
            0,
        ),
        ("another tenant", but(|link| link.tenant = THERE), 0),
        (
            "another purpose",
            but(|link| link.purpose = GuestPurpose::Rate),
            0,
        ),
        ("an older epoch", but(|link| link.epoch = 7), 0),
        ("over", link, 60),
    ] {
        assert_eq!(opens(&link, at, &ticket), Err(NotFound), "{why}");
    }
    // It is good to the last moment, and says when to ask again.
    assert_eq!(opens(&link, 59, &ticket), Ok(Hat::Guest));
    assert_eq!(
        by_link(&link, 0, &policy).filter.valid_until(),
        Some(minutes(60))
    );
    // Void once the ticket is another's, as after a merge of customers, is taken back, or is deleted.
    let changed = |change: fn(&mut Ticket)| {
        let mut other = ticket.clone();
        change(&mut other);
        other
    };
    for ticket in [
        changed(|ticket| ticket.facts.requester = Some(customer(125))),
        changed(|ticket| ticket.facts.requester = None),
        changed(|ticket| ticket.facts.guest_epoch += 1),
        changed(|ticket| ticket.facts.deleted = true),
        changed(|ticket| ticket.facts.spam = true),
    ] {
        assert_eq!(
            opens(&link, 0, &ticket),
            Err(NotFound),
            "{:?}",
            ticket.facts
        );
    }
    // For reading only, and no other ticket of the same customer.
    let viewing = by_link(&link, 0, &policy);
    for action in [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ] {
        let refused = viewing.act(&ticket, &action, PortalState::Open);
        assert_eq!(refused, Err(PortalRefusal::NotYours));
    }
    assert_eq!(viewing.filter.count(&beside()), 0);
}

/// A page that is asked by number and address: whatever is asked, the reply is one; a letter goes to the one
/// who asked for the ticket, at his own address, and opens that ticket for reading.
#[test]
fn attack_34_a_status_page_says_one_thing() {
    let asker = Scene::customer();
    let (ticket, desk) = (asker.ticket.clone(), beside());
    let mut deleted = ticket.clone();
    deleted.facts.deleted = true;
    let mut foreign = ticket.clone();
    foreign.facts.tenant = THERE;
    // By number: his own, that of others, one that is gone, one of another tenant, and none.
    let numbered = [
        Some(&ticket),
        Some(&desk[1]),
        Some(&deleted),
        Some(&foreign),
        None,
    ];
    let suspended = asker
        .clone()
        .with_viewer(|v| v.standing = Standing::Suspended);
    let without_right = Scene::of(client(123));
    let staffs = Scene::operator();
    // By address: his own, that of a colleague, of one in copy, of a stranger, of the staff, of his when he may
    // not look any more, and nobody's.
    let addressed = [
        Some(asker.filter()),
        Some(Scene::colleague().filter()),
        Some(Scene::copied().filter()),
        Some(Scene::stranger().filter()),
        Some(staffs.filter()),
        Some(suspended.filter()),
        Some(without_right.filter()),
        None,
    ];
    let mut letters = Vec::new();
    for (at, ticket) in numbered.iter().enumerate() {
        for (to, own) in addressed.iter().enumerate() {
            let StatusAnswer { reply, letter } = status(*ticket, own.as_ref(), minutes(60));
            // To the byte: there is no place in it for anything else.
            assert_eq!(
                serde_json::to_string(&reply).unwrap(),
                r#""link_sent_if_any""#
            );
            assert_eq!((reply, std::mem::size_of_val(&reply)), (StatusReply, 0));
            assert_eq!(
                (reply.to_string().as_str(), format!("{reply:?}").as_str()),
                (
                    "if there is such a ticket of this address, a link to it was sent there",
                    "StatusReply"
                )
            );
            letters.extend(letter.map(|link| (at, to, link)));
        }
    }
    let [(0, 0, link)] = letters[..] else {
        panic!("{letters:?}");
    };
    assert_eq!(link, link_to(&ticket, customer(123)));
    // Opened, it is a guest's view of this ticket, for a time, until it is taken back.
    let policy = policy();
    let opens = |at, ticket: &Ticket| {
        let viewing = by_link(&link, at, &policy);
        viewing.open(ticket).map(|granted| granted.hat())
    };
    assert_eq!(opens(0, &ticket), Ok(Hat::Guest));
    assert_eq!(opens(60, &ticket), Err(NotFound));
    for other in [&desk[0], &desk[1], &deleted, &foreign] {
        assert_eq!(opens(0, other), Err(NotFound));
    }
    let mut taken_back = ticket.clone();
    taken_back.facts.guest_epoch += 1;
    assert_eq!(opens(0, &taken_back), Err(NotFound));
}

#[test]
fn attack_34_a_number_and_an_address_open_nothing() {
    // Whoever knows a number and an address is a customer without rights, or none at all: no view, no
    // list, no count, and one error for a number that exists and for one that does not.
    let anybody = Scene::of(client(500));
    let viewing = anybody.viewing();
    let mut none = full_ticket();
    none.facts.id = ConversationId::from_number(9_999);
    let errors = [&anybody.ticket, &none].map(|ticket| viewing.open(ticket).err());
    assert_eq!(errors, [Some(NotFound), Some(NotFound)]);
    assert_eq!(viewing.filter.count([&anybody.ticket]), 0);
    assert_eq!(
        viewing
            .references("#664-245651", |_| Some(&anybody.ticket))
            .len(),
        1
    );
    // What the host may send is a link, and only to the one who asked: for another address it makes
    // none that opens anything, and what it answers at once depends on neither.
    let policy = policy();
    let sent = |to| by_link(&link_to(&anybody.ticket, customer(to)), 0, &policy);
    assert!(sent(123).open(&anybody.ticket).is_ok());
    assert_eq!(sent(500).open(&anybody.ticket).err(), Some(NotFound));
    let refused = |ticket| viewing.act(ticket, &PortalAction::Reply, PortalState::Open);
    assert_eq!(refused(&anybody.ticket), refused(&none));
    assert_eq!(refused(&none), Err(PortalRefusal::NotFound));
}
