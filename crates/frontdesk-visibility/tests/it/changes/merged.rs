//! One ticket that goes up in another: what both are then, who gains and loses by it, and what stands
//! against it.

use frontdesk_access::{Holder, Scope};
use frontdesk_model::{
    ActorId, Author, ConversationId, ConversationState, MessageId, Privacy, RefusalKind, Relation,
};
use frontdesk_visibility::{
    Audience, Field, Filter, Hat, HistoryPart, LinkKind, MergeRefusal, MergedBy, MergedTickets,
    Onlooker, PortalAction, PortalEvent, PortalRefusal, RightsHeld, Side, SitesSeen, Ticket,
    Viewing, diff, merge_tickets,
};

use crate::world::*;

fn by() -> MergedBy {
    MergedBy {
        user: user(17),
        at: minutes(90),
    }
}

/// Customer 123's ticket, as it goes on.
fn target() -> Ticket {
    let mut ticket = full_ticket();
    ticket.links.clear();
    ticket
}

/// Customer 124's ticket of operator 18, whose messages were written between those of the other.
fn source() -> Ticket {
    let mut ticket = target();
    ticket.facts.id = ConversationId::from_number(2009);
    ticket.facts.requester = Some(customer(124));
    ticket.facts.assignee = Some(frontdesk_model::Assignee::Person(user(18)));
    ticket.facts.participants = [user(30)].into();
    ticket.facts.mentioned = [user(31)].into();
    for (message, number) in ticket.messages.iter_mut().zip(11..) {
        message.id = MessageId::from_number(number);
        message.at += chrono::TimeDelta::seconds(30);
    }
    for part in ticket.history.iter_mut().flat_map(|entry| &mut entry.parts) {
        if let HistoryPart::Message(id) = part {
            *id = MessageId::from_number(id.number().unwrap() + 10);
        }
    }
    ticket.custom_fields = [(field("cf_second"), "blue".to_owned())].into();
    ticket
}

fn merged() -> MergedTickets {
    merge_tickets(&target(), &source(), by()).unwrap()
}

#[test]
fn what_the_two_are_then() {
    let (before, gone, after) = (target(), source(), merged());
    // The messages of both by their time, each for whom it was: a note stays a note.
    let said = |ticket: &Ticket| -> Vec<(i64, Audience)> {
        let messages = ticket.messages.iter();
        let said = messages.map(|one| (one.id.number().unwrap(), one.audience));
        said.collect()
    };
    use Audience::{Internal, Public};
    assert_eq!(
        said(&after.target),
        [
            (1, Public),
            (11, Public),
            (2, Public),
            (12, Public),
            (3, Internal),
            (13, Internal)
        ]
    );
    assert!(after.source.messages.is_empty());
    // The lines of the history that say of them go along; the others stay where they were.
    let messages = |ticket: &Ticket| {
        let parts = ticket.history.iter().flat_map(|entry| &entry.parts);
        let told = parts.filter(|part| matches!(part, HistoryPart::Message(_)));
        told.count()
    };
    let told = messages(&before) + messages(&gone);
    assert!(messages(&gone) > 0);
    assert_eq!(
        (messages(&after.target), messages(&after.source)),
        (told, 0)
    );
    assert!(after.target.history.is_sorted_by_key(|entry| entry.at));

    // The target keeps all else but who takes part; the source too, and is closed.
    let mut kept = after.target.clone();
    kept.messages = before.messages.clone();
    kept.history = before.history.clone();
    kept.facts.participants = before.facts.participants.clone();
    kept.facts.mentioned = before.facts.mentioned.clone();
    kept.facts.guest_epoch = before.facts.guest_epoch;
    assert!(kept == before);
    assert!(after.target.facts.participants.contains(&user(30)));
    assert!(
        after
            .target
            .facts
            .participants
            .is_superset(&before.facts.participants)
    );
    assert!(after.target.facts.mentioned.contains(&user(31)));
    let end = after.source.facts.clone();
    assert_eq!(end.state, Some(ConversationState::Closed));
    assert_eq!(
        (end.requester, end.offered_to),
        (gone.facts.requester, None)
    );
    assert_eq!(after.source.custom_fields, gone.custom_fields);
    assert_eq!(after.source.links, [link(LinkKind::MergedInto, 2000)]);
    let last = after.source.history.last().unwrap();
    let author = Author::Actor(ActorId::User(user(17)));
    assert_eq!((last.at, last.by.as_ref()), (minutes(90), Some(&author)));
    assert!(last.parts[0] == HistoryPart::Link(after.source.links[0]));
    assert!(
        matches!(&last.parts[1], HistoryPart::Field { field: Field::State, to: Some(to), .. } if to == "closed")
    );
}

#[test]
fn private_is_what_either_was() {
    let privacy = |of_target, of_source| {
        let (mut target, mut source) = (target(), source());
        target.facts.privacy = of_target;
        source.facts.privacy = of_source;
        let after = merge_tickets(&target, &source, by()).unwrap();
        assert_eq!(after.source.facts.privacy, of_source);
        after.target.facts.privacy
    };
    let (open, private) = (Some(Privacy::Open), Some(Privacy::Private));
    assert_eq!(privacy(open, private), private);
    assert_eq!(privacy(private, open), private);
    assert_eq!(privacy(None, private), private);
    assert_eq!(privacy(open, open), open);
    assert_eq!(privacy(None, open), None, "what is not known stays unknown");
}

/// Also who came by a link, in the same difference: each link is void.
#[test]
fn who_gains_and_who_loses_by_it() {
    let (old, new) = ([target(), source()], merged());
    let new = [new.target, new.source];
    let (policy, own) = (policy(), Scope::of(Relation::Own));
    let links = [
        link_to(&old[0], customer(123)),
        link_to(&old[1], customer(124)),
    ];
    let mut people = vec![seeing(staff(17), own.clone()), seeing(staff(18), own)];
    people.push(seeing(staff(30), Scope::of(Relation::Participating)));
    people.extend([123, 124].map(|number| seeing(client(number), Scope::of(Relation::Requester))));
    let viewing = |filter| Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let side = |tickets| {
        let accounts = people.iter();
        let accounts = accounts.map(|one| (Onlooker::from(one.id), viewing(filter_of(one))));
        let guests = links.iter();
        let guests = guests.map(|link| {
            (
                Onlooker::Link(*link),
                viewing(Filter::of_guest(link, now())),
            )
        });
        Side::new(accounts.chain(guests), tickets).unwrap()
    };
    let change = diff(&side(&old), &side(&new));
    let id = MessageId::from_number;
    let of = |who: Onlooker| change.of(who).unwrap();
    // Whoever had the target gains what is shown to him of the other's messages, another customer too.
    let gained = |who: Onlooker| of(who).changed[0].gained.messages.clone();
    assert_eq!(gained(user(17).into()), [11, 12, 13].map(id).into());
    assert_eq!(gained(customer(123).into()), [11, 12].map(id).into());
    // Whoever had the source keeps it, closed and empty.
    let lost = |who: Onlooker| of(who).changed[0].lost.messages.clone();
    assert_eq!(lost(user(18).into()), [11, 12, 13].map(id).into());
    assert_eq!(lost(customer(124).into()), [11, 12].map(id).into());
    assert!(of(customer(124).into()).gained.is_empty());
    // Whoever took part in the one takes part in the other.
    let part = of(user(30).into());
    assert_eq!((part.gained.len(), part.gained[0].hat), (1, Hat::Operator));
    for link in links {
        let guest = of(link.into());
        assert_eq!((guest.lost.len(), guest.lost[0].hat), (1, Hat::Guest));
        assert!(!guest.gains());
    }
    assert_eq!(diff(&side(&new), &side(&old)), change.clone().reversed());
    // A line of a link says which one it is.
    let json = serde_json::to_value(&change).unwrap();
    let last = &json["people"].as_array().unwrap().last().unwrap()["person"];
    assert_eq!(last["link"]["purpose"], "view");
}

#[test]
fn what_stands_against_it() {
    type Change = fn(&mut Ticket, &mut Ticket);
    let id = ConversationId::from_number;
    let rows: [(Change, MergeRefusal, &str, RefusalKind); 8] = [
        (
            |_, source| source.facts.tenant = THERE,
            MergeRefusal::OtherTenant,
            "other_tenant",
            RefusalKind::Hidden,
        ),
        (
            |target, source| source.facts.id = target.facts.id,
            MergeRefusal::SameTicket,
            "same_ticket",
            RefusalKind::Invalid,
        ),
        (
            |_, source| source.links.push(link(LinkKind::MergedInto, 7)),
            MergeRefusal::MergedBefore {
                ticket: id(2009),
                into: id(7),
            },
            "merged_before",
            RefusalKind::Conflict,
        ),
        (
            |target, _| target.links.push(link(LinkKind::MergedInto, 2009)),
            MergeRefusal::MergedBefore {
                ticket: id(2000),
                into: id(2009),
            },
            "merged_before",
            RefusalKind::Conflict,
        ),
        (
            |_, source| source.facts.deleted = true,
            MergeRefusal::Hidden(id(2009)),
            "hidden",
            RefusalKind::Conflict,
        ),
        (
            |target, _| target.facts.spam = true,
            MergeRefusal::Hidden(id(2000)),
            "hidden",
            RefusalKind::Conflict,
        ),
        (
            |target, _| target.facts.state = Some(ConversationState::Closed),
            MergeRefusal::Closed(id(2000)),
            "closed",
            RefusalKind::Conflict,
        ),
        (
            |target, source| source.messages[0].id = target.messages[0].id,
            MergeRefusal::MessageTwice(MessageId::from_number(1)),
            "message_twice",
            RefusalKind::Conflict,
        ),
    ];
    for (change, refusal, code, kind) in rows {
        let (mut target, mut source) = (target(), source());
        assert!(merge_tickets(&target, &source, by()).is_ok());
        change(&mut target, &mut source);
        assert_eq!(merge_tickets(&target, &source, by()), Err(refusal));
        assert_eq!((refusal.code(), refusal.kind()), (code, kind), "{refusal}");
    }
    // A source that is closed already is merged, and its history says no second time that it was closed.
    let mut closed = source();
    closed.facts.state = Some(ConversationState::Closed);
    let after = merge_tickets(&target(), &closed, by()).unwrap();
    assert_eq!(after.source.history.last().unwrap().parts.len(), 1);
    // Any other link stands in no way.
    let mut child = source();
    child.links.push(link(LinkKind::Child, 7));
    assert!(merge_tickets(&target(), &child, by()).is_ok());
}

/// What went up in another goes on there: the portal takes no reply and reopens nothing. Where it goes on the
/// link says, and that only to whom the other one is shown (attacks 11, 35).
#[test]
fn the_portal_refuses_what_went_up_in_another() {
    let MergedTickets { source, target, .. } = merged();
    let asker = seeing(
        Holder::new(HERE, source.facts.requester.unwrap()),
        Scope::of(Relation::Requester),
    );
    let scene = |ticket: Ticket| Scene {
        ticket,
        ..Scene::of(asker.clone())
    };
    let gone = PortalRefusal::MergedInto;
    assert_eq!(gone.to_string(), "this ticket went up in another");
    assert_eq!(
        serde_json::to_string(&gone).unwrap(),
        r#"{"code":"merged_into"}"#
    );
    let merged = scene(source.clone());
    assert_eq!(merged.act(&PortalAction::Reply), Err(gone.clone()));
    assert_eq!(merged.act(&PortalAction::Reopen), Err(gone.clone()));
    assert_eq!(merged.act(&PortalAction::Close), Ok(None));
    let viewing = merged.viewing();
    let links = |other: &Ticket| {
        let granted = viewing.open(&merged.ticket).unwrap();
        let links = granted.links(|id| Some(other).filter(|other| other.facts.id == id));
        links.iter().map(|link| link.to).collect::<Vec<_>>()
    };
    let mut others = target.clone();
    others.facts.requester = asker.id.customer();
    assert_eq!(links(&others), [target.facts.id]);
    others.facts.requester = None;
    assert_eq!(links(&others), []);
    // The link decides and not the state.
    let open = scene(source.clone())
        .with_facts(|facts| facts.state = Some(frontdesk_model::ConversationState::InWork));
    assert_eq!(open.act(&PortalAction::Reply), Err(gone.clone()));
    assert_eq!(open.act(&PortalAction::Reopen), Err(gone));
    // Another link is none of that, nor is being the one that the other went up in.
    let other = scene(source).with_ticket(|ticket| {
        ticket.links = vec![link(LinkKind::DuplicateOf, 2000)];
    });
    assert_eq!(
        other.act(&PortalAction::Reply),
        Ok(Some(PortalEvent::Reply))
    );
    assert_eq!(
        other.act(&PortalAction::Reopen),
        Ok(Some(PortalEvent::Reopen))
    );
    // Whoever may not act at all learns nothing of it.
    let stranger = Scene {
        ticket: merged.ticket,
        ..Scene::stranger()
    };
    assert_eq!(
        stranger.act(&PortalAction::Reply),
        Err(PortalRefusal::NotFound)
    );
}

/// The links that guests have are void by a merge, of both tickets and in whichever epoch they were made: of the
/// last one too, after which there is no greater number (attack 26).
#[test]
fn links_of_every_epoch_are_void() {
    for epoch in [0, 1, u32::MAX - 1, u32::MAX] {
        let [mut into, mut from] = [target(), source()];
        into.facts.guest_epoch = epoch;
        from.facts.guest_epoch = epoch;
        let links = [link_to(&into, customer(123)), link_to(&from, customer(124))];
        let opens = |tickets: [&Ticket; 2]| {
            let pairs = links.iter().zip(tickets);
            pairs
                .map(|(link, ticket)| Filter::of_guest(link, now()).matches(&ticket.facts))
                .collect::<Vec<_>>()
        };
        assert_eq!(opens([&into, &from]), [true, true], "{epoch}");
        let merged = merge_tickets(&into, &from, by()).unwrap();
        assert_eq!(
            opens([&merged.target, &merged.source]),
            [false, false],
            "{epoch}"
        );
    }
}
