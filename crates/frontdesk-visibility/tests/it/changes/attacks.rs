//! Attacks 21, 26, 29 and 34 of the list: what moves a ticket, a link or a robot into other hands.

use frontdesk_access::{Groups, Scope};
use frontdesk_model::{ActorId, Assignee, Author, ConversationId, Language, MessageId, Relation};
use frontdesk_visibility::{
    Audience, Field, FieldPolicy, Filter, GuestLink, GuestPurpose, Hat, Message, NotFound,
    PortalAction, PortalRefusal, PortalState, RightsHeld, Side, SitesSeen, Ticket, Viewing, diff,
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

#[test]
fn attack_29_a_robot_acts_by_its_own_rights_and_is_read_by_its_reader() {
    // A macro of user 17 runs as a principal of its own, which sees the queue of group 8: that user 17
    // started it opens nothing to it.
    let ticket = full_ticket();
    let macros = seeing(
        staff(90),
        Scope {
            groups: Some(Groups {
                these: [group(8)].into(),
                mine: false,
                none: false,
            }),
            ..Scope::any()
        },
    );
    let started_by = seeing(staff(17), Scope::of(Relation::Own));
    assert!(filter_of(&started_by).matches(&ticket.facts));
    assert!(!filter_of(&macros).matches(&ticket.facts));
    // What it wrote into the ticket is a message like any other: its reader gets what he sees of it.
    let mut after = ticket;
    let wrote = |id, audience, text: &str| Message {
        id: MessageId::from_number(id),
        at: minutes(70),
        author: Some(Author::System("macro".to_owned())),
        audience,
        text: text.to_owned(),
        attachments: Vec::new(),
    };
    after
        .messages
        .push(wrote(4, Audience::Internal, "the score is 17"));
    after
        .messages
        .push(wrote(5, Audience::Public, "a technician comes"));
    let reads = |scene: Scene, text| {
        let scene = scene.with_ticket(|ticket| *ticket = after.clone());
        scene.answer(&Ask::Find(text))
    };
    assert_eq!(reads(Scene::operator(), "the score is 17"), "found");
    assert_eq!(reads(Scene::customer(), "the score is 17"), "not found");
    assert_eq!(reads(Scene::customer(), "a technician comes"), "found");
    assert_eq!(reads(Scene::stranger(), "a technician comes"), "404");
    // What it fills into a text is taken from the reader's view and not from its own.
    let filled = |scene: &Scene| {
        let viewing = scene.viewing();
        let granted = viewing.open(&scene.ticket).unwrap();
        let english = Language::parse("en").unwrap();
        let cells = granted.cells(&[Field::ClientNumber], &english);
        cells.map(|row| row.concat()).map_err(|no| no.to_string())
    };
    assert_eq!(filled(&Scene::operator()), Ok(NUMBER.to_owned()));
    let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    assert_eq!(filled(&masked), Ok("Unknown number".to_owned()));
    assert_eq!(filled(&Scene::customer()), Err("no such column".to_owned()));
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
