//! Guests, and a person under several hats: what each opens, when it ends, and that fields and notes come
//! from the hat that opens a ticket and from no other. The numbers are those of the attack list.

mod laws;
mod own_number;
mod stored;
mod words;

use frontdesk_access::{Groups, Holder, Obligation, Permission, Scope};
use frontdesk_model::{
    Assignee, AttachmentId, ConversationFacts, ConversationId, ConversationState, Relation,
    Standing,
};
use frontdesk_visibility::{
    Expr, Field, FieldPolicy, Filter, GuestLink, GuestPurpose, Happened, Hat, ListRequest,
    NotFound, NotJoined, NoticeKind, Piece, PortalAction, PortalRefusal, PortalState, RightsHeld,
    Rule, SitesSeen, Test, Ticket, Use, Viewer, Viewing,
};

use crate::world::*;

const VIEW: Permission = Permission::CONVERSATION_VIEW;

/// A link to the full ticket for customer 123, for an hour.
fn link() -> GuestLink {
    GuestLink {
        tenant: HERE,
        ticket: ConversationId::from_number(2000),
        customer: customer(123),
        purpose: GuestPurpose::View,
        expires: minutes(60),
        epoch: 0,
    }
}

fn guest(link: &GuestLink) -> Filter {
    Filter::of_guest(link, now())
}

fn joined(filters: impl IntoIterator<Item = Filter>) -> Filter {
    Filter::join(filters).unwrap().unwrap()
}

fn asker() -> Filter {
    filter_of(&seeing(client(123), Scope::of(Relation::Requester)))
}

fn operator(scope: Scope) -> Filter {
    filter_of(&seeing(staff(17), scope))
}

/// What this filter sends of the ticket.
fn sent(filter: &Filter, ticket: &Ticket, policy: &FieldPolicy) -> Option<String> {
    let viewing = Viewing {
        filter: filter.clone(),
        policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    };
    let granted = viewing.open(ticket).ok()?;
    Some(serde_json::to_string(&granted.project()).unwrap())
}

fn with(change: impl FnOnce(&mut ConversationFacts)) -> ConversationFacts {
    let mut facts = full_ticket().facts;
    change(&mut facts);
    facts
}

#[test]
fn attack_16_mail_from_a_stranger_with_a_good_number() {
    // Who knows number and id is no requester: the rule reads neither number nor address, so that the mail
    // opens a ticket of its own.
    let scene = Scene::stranger();
    assert_eq!(scene.ticket.number, "664-245651");
    assert_eq!(scene.hat(), None);
    assert_eq!(
        scene.act(&PortalAction::Reply),
        Err(PortalRefusal::NotFound)
    );
    // A copy of the mail makes nobody a participant: only the staff can be one, and a customer with the
    // number of a participant is not he.
    let copied = with(|f| f.participants = [user(125)].into());
    for relation in [
        Relation::Participating,
        Relation::Mentioned,
        Relation::Requester,
    ] {
        assert!(!filter_of(&seeing(client(125), Scope::of(relation))).matches(&copied));
    }
}

#[test]
fn attack_17_a_participant_reads_until_he_is_taken_out() {
    let follower = seeing(staff(18), Scope::of(Relation::Participating));
    let scopes = frontdesk_access::Catalogue::default().scopes_of(&follower, VIEW, now());
    let rule = Rule::of(&scopes).as_stakeholder();
    let filter = rule.bind(&Viewer::Actor(follower.actor()), now());
    let mut ticket = full_ticket();
    let mut policy = policy();
    let view = sent(&filter, &ticket, &policy).unwrap();
    assert!(view.contains("We are sorry") && !view.contains(NOTE) && !view.contains(NOTE_FILE));
    // Who else takes part is a field, and can be hidden from him.
    assert!(view.contains("participants"));
    policy
        .set(Hat::Stakeholder, Field::Participants, Use::Hidden)
        .unwrap();
    assert!(
        !sent(&filter, &ticket, &policy)
            .unwrap()
            .contains("participants")
    );
    // Taken out, he sees it no more: with the same filter, at once.
    ticket.facts.participants.clear();
    assert_eq!(sent(&filter, &ticket, &policy), None);
    assert_eq!(filter.count([&ticket]), 0);
}

#[test]
fn attack_18_an_agent_who_is_a_customer_now() {
    // 17 wrote an answer and 18 a note; then 17 leaves the staff and asks as customer 123.
    let ticket = full_ticket();
    let mut former = seeing(staff(17), Scope::any());
    let before = joined([filter_of(&former), asker()]);
    assert!(sent(&before, &ticket, &policy()).unwrap().contains(NOTE));
    former.standing = Standing::Suspended;
    let after = joined([filter_of(&former), asker()]);
    assert_eq!(after.hat(&ticket.facts), Some(Hat::Customer));
    let view = sent(&after, &ticket, &policy()).unwrap();
    assert!(view.contains("We are sorry") && !view.contains(NOTE));
    // A note of his own is a note.
    let mut ticket = ticket;
    let author = ticket.messages[1].author.clone();
    ticket.messages[2].author = author;
    assert!(!sent(&after, &ticket, &policy()).unwrap().contains(NOTE));
}

#[test]
fn attack_19_each_ticket_under_its_own_hat() {
    let person = joined([asker(), operator(Scope::of(Relation::Own)), guest(&link())]);
    let mut both = full_ticket(); // 17 has it and 123 asked
    let mut asked = full_ticket();
    asked.facts.assignee = Some(Assignee::Person(user(18)));
    let mut works = full_ticket();
    works.facts.requester = Some(customer(200));
    let mut neither = asked.clone();
    neither.facts.requester = Some(customer(200));

    // For seeing it is the union; the first hat in order is worn.
    let worn = |ticket: &Ticket| person.hat(&ticket.facts);
    assert_eq!(worn(&both), Some(Hat::Operator));
    assert_eq!(worn(&asked), Some(Hat::Customer));
    assert_eq!(worn(&works), Some(Hat::Operator));
    assert_eq!(worn(&neither), None);
    assert_eq!(person.count([&both, &asked, &works, &neither]), 3);

    // Notes and fields come from that hat alone: byte for byte what the one hat sends.
    let policy = policy();
    let own = operator(Scope::of(Relation::Own));
    for (ticket, hat, notes) in [
        (&both, &own, true),
        (&asked, &asker(), false),
        (&works, &own, true),
    ] {
        let view = sent(&person, ticket, &policy).unwrap();
        assert_eq!(Some(&view), sent(hat, ticket, &policy).as_ref());
        assert_eq!(view.contains(NOTE), notes);
        assert_eq!(view.contains("creditworthy"), notes); // a field that is hidden from customers
    }

    // In the portal he is a customer there too, and at the desk the staff that he is.
    let (portal, desk) = (person.clone().in_portal(), person.clone().at_desk());
    assert_eq!(portal.hat(&both.facts), Some(Hat::Customer));
    assert!(!sent(&portal, &both, &policy).unwrap().contains(NOTE));
    assert!(!portal.matches(&works.facts) && desk.matches(&works.facts));
    assert!(!desk.matches(&asked.facts));

    // The mask of the staff's account is not the customer's, and the reverse does not lift it.
    let masked_staff = filter_of(&masked(seeing(staff(17), Scope::of(Relation::Own))));
    let person = joined([asker(), masked_staff]);
    let obliged = person.obligations(&both.facts).unwrap();
    assert!(obliged.contains(&Obligation::MaskNumber));
    both.facts.assignee = None;
    assert!(person.obligations(&both.facts).unwrap().is_empty());
}

/// Two accounts of one customer: what the one sees as a colleague and the other asked for was asked for.
#[test]
fn attack_19_the_requester_comes_before_the_colleague() {
    let company = |number| {
        let mut holder = seeing(client(number), Scope::of(Relation::RequesterOrganization));
        holder.memberships.organizations = [company(7)].into();
        filter_of(&seeing(holder, Scope::of(Relation::Requester)))
    };
    let facts = full_ticket().facts;
    for order in [[company(124), company(123)], [company(123), company(124)]] {
        assert_eq!(joined(order).hat(&facts), Some(Hat::Customer));
    }
}

#[test]
fn attack_20_a_transfer_takes_one_hat_and_leaves_the_other() {
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let mut agent = seeing(staff(17), mine);
    agent.memberships.groups = [group(3)].into();
    let person = joined([filter_of(&agent), asker()]);
    let mut ticket = full_ticket();
    assert_eq!(person.hat(&ticket.facts), Some(Hat::Operator));
    ticket.facts.group = Some(group(8));
    // He asked for it: he keeps it as a customer, and its notes are gone with the group.
    assert_eq!(person.hat(&ticket.facts), Some(Hat::Customer));
    assert!(!sent(&person, &ticket, &policy()).unwrap().contains(NOTE));
    // Whoever only was of the group loses it at once, in check, list and count.
    assert!(!filter_of(&agent).matches(&ticket.facts));
    assert_eq!(filter_of(&agent).count([&ticket]), 0);
    assert_eq!(filter_of(&agent).list([&ticket]).count(), 0);
}

/// Transferred away, it is gone from every surface by the same filter and at once: check, list, count, search,
/// history, files, notices, live events, references.
#[test]
fn attack_20_a_transfer_takes_every_surface_at_once() {
    let scene = Scene::operator();
    let viewing = scene.viewing();
    let before = scene.ticket.clone();
    let mut after = before.clone();
    after.facts.assignee = Some(Assignee::Person(user(18)));
    let request = ListRequest {
        search: "kettle".to_owned(),
        ..ListRequest::default()
    };
    let query = viewing.query(&request).unwrap();
    let file = AttachmentId::from_number(2);
    let told = |ticket: &Ticket| {
        (
            viewing.filter.count([ticket]),
            query.count([ticket]),
            viewing.open(ticket).is_ok(),
            viewing.attachment(ticket, file).is_ok(),
            viewing.live(Some(ticket), Happened::Made).is_some(),
            viewing.may_link(Some(ticket), Some(ticket)).is_ok(),
            viewing.references("#664-245651", |_| Some(ticket))[0] == Piece::Text("#664-245651"),
        )
    };
    assert_eq!(told(&before), (1, 1, true, true, true, true, false));
    assert_eq!(told(&after), (0, 0, false, false, false, false, true));
    assert_eq!(viewing.notice(Some(&before), &after), None);
    for field in [Field::Assignee, Field::Subject] {
        let what = Happened::Field {
            field: &field,
            before: Some(&before),
        };
        assert_eq!(viewing.live(Some(&after), what), None);
    }
    // Who gets it is told of it by the same change.
    let theirs = Scene::of(seeing(staff(18), Scope::of(Relation::Own)));
    let notice = theirs.viewing();
    let notice = notice.notice(Some(&before), &after).unwrap();
    assert_eq!(notice.kind, NoticeKind::Appeared);
}

#[test]
fn attack_21_a_transfer_to_where_the_assignee_sees_nothing() {
    // Before a transfer the same filter is asked about the ticket as it would be.
    let in_my_groups = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::of(Relation::Own)
    };
    let mut agent = seeing(staff(17), in_my_groups);
    agent.memberships.groups = [group(3)].into();
    let filter = filter_of(&agent);
    let moved = with(|f| f.group = Some(group(8)));
    assert!(filter.matches(&full_ticket().facts));
    assert!(
        !filter.matches(&moved),
        "he has it and does not see it: to refuse, or to unassign"
    );
    let told = filter.explain(&moved);
    let nearest = told.openings[0].nearest().unwrap();
    assert_eq!(nearest.against, [(Test::GroupIn([group(3)].into()), false)]);
}

#[test]
fn attack_26_a_link_opens_one_ticket_for_one_person_for_a_time() {
    let link = link();
    let facts = full_ticket().facts;
    let filter = guest(&link);
    assert_eq!(filter.hat(&facts), Some(Hat::Guest));
    assert_eq!(filter.valid_until(), Some(link.expires));

    // Another ticket of the same customer, made by hand or guessed.
    let other = with(|f| f.id = ConversationId::from_number(2001));
    assert!(!filter.matches(&other));
    let refused = Viewing {
        filter: filter.clone(),
        policy: &policy(),
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let mut ticket = full_ticket();
    ticket.facts = other;
    assert_eq!(refused.open(&ticket).err(), Some(NotFound));

    // Void: another requester, as after a merge of customers; a new epoch; deleted, spam; another tenant.
    type Change = fn(&mut ConversationFacts);
    let changes: [(&str, Change); 7] = [
        ("another asks now", |f| f.requester = Some(customer(124))),
        ("nobody asks now", |f| f.requester = None),
        ("the links were taken back", |f| f.guest_epoch = 1),
        ("deleted", |f| f.deleted = true),
        ("spam", |f| f.spam = true),
        ("another tenant", |f| f.tenant = THERE),
        ("another ticket", |f| f.id = ConversationId::from_number(1)),
    ];
    for (what, change) in changes {
        assert!(!filter.matches(&with(change)), "{what}");
    }
    // Nothing else of the ticket matters: a guest is no actor, and no scope is his.
    let irrelevant: [Change; 5] = [
        |f| f.assignee = None,
        |f| f.state = Some(ConversationState::Closed),
        |f| f.group = None,
        |f| f.organization = None,
        |f| f.participants.clear(),
    ];
    for change in irrelevant {
        assert!(filter.matches(&with(change)));
    }

    // It ends, to the second.
    let at = |time| Filter::of_guest(&link, time);
    let second = chrono::TimeDelta::seconds(1);
    assert!(at(link.expires - second).matches(&facts));
    for time in [link.expires, link.expires + second, minutes(600)] {
        assert!(!at(time).matches(&facts));
        assert_eq!(at(time).valid_until(), None);
        assert_eq!(at(time).expr(), Expr::FALSE);
    }
    // A link of a later epoch than the ticket's is no better than one of an earlier.
    assert!(!guest(&GuestLink { epoch: 1, ..link }).matches(&facts));
    assert!(guest(&GuestLink { epoch: 1, ..link }).matches(&with(|f| f.guest_epoch = 1)));
}

#[test]
fn attack_26_a_link_only_reads() {
    let ticket = full_ticket();
    let policy = policy();
    let filter = guest(&link());
    // The customer's fields, no notes, and nothing to change.
    let view = sent(&filter, &ticket, &policy).unwrap();
    assert!(view.contains(r#""as":"guest""#) && view.contains("order 77"));
    for hidden in [
        NOTE,
        NOTE_FILE,
        "creditworthy",
        NUMBER,
        r#""edit""#,
        r#""require""#,
    ] {
        assert!(!view.contains(hidden), "{hidden}");
    }
    let viewing = Viewing {
        filter,
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let edit = PortalAction::EditField(field("cf_edit"));
    for action in [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
        edit,
    ] {
        let refused = viewing.act(&ticket, &action, PortalState::Open);
        assert_eq!(refused, Err(PortalRefusal::NotYours));
    }
    // A link to rate shows nothing, of no ticket and at no time.
    let rate = guest(&GuestLink {
        purpose: GuestPurpose::Rate,
        ..link()
    });
    assert_eq!(rate.expr(), Expr::FALSE);
    assert!(!rate.matches(&ticket.facts));
}

#[test]
fn attack_26_the_link_of_somebody_who_has_signed_in() {
    // Whoever opens a link sees its ticket as the customer that he is, where he is one.
    let facts = full_ticket().facts;
    assert_eq!(
        joined([guest(&link()), asker()]).hat(&facts),
        Some(Hat::Customer)
    );
    // Of another's link he is the guest, and the link lends him nothing else of that customer.
    let stranger = filter_of(&seeing(client(125), Scope::of(Relation::Requester)));
    let person = joined([stranger, guest(&link())]);
    assert_eq!(person.hat(&facts), Some(Hat::Guest));
    let other = with(|f| f.id = ConversationId::from_number(2001));
    assert_eq!(person.hat(&other), None);
    assert_eq!(person.valid_until(), Some(minutes(60)));
}

#[test]
fn attack_33_a_hat_without_any_right() {
    let nothing = [
        filter_of(&staff(17)),
        filter_of(&client(123)),
        filter_of(&seeing(
            client(123),
            Scope::of(Relation::RequesterOrganization),
        )),
        guest(&GuestLink {
            expires: now(),
            ..link()
        }),
    ];
    let facts = full_ticket().facts;
    for filter in &nothing {
        assert_eq!(filter.expr(), Expr::FALSE);
        assert!(!filter.matches(&facts));
    }
    let all = joined(nothing);
    assert_eq!((all.expr(), all.hat(&facts)), (Expr::FALSE, None));
    // No filter at all is no filter that opens everything.
    assert_eq!(Filter::join([]), Ok(None));
    // And a rule of no way is not one of every way, whatever is provided.
    let mut rule = Rule::of_guest();
    rule.ways.clear();
    rule.provided.clear();
    assert_eq!(
        rule.bind(&Viewer::Guest(&link()), now()).expr(),
        Expr::FALSE
    );
    // Neither hat has anything of the other's place.
    assert!(
        !asker().at_desk().matches(&facts) && !operator(Scope::any()).in_portal().matches(&facts)
    );
}

#[test]
fn two_tenants_are_never_joined() {
    let there = filter_of(&seeing(Holder::new(THERE, user(17)), Scope::any()));
    let link_there = guest(&GuestLink {
        tenant: THERE,
        ..link()
    });
    for foreign in [there, link_there] {
        assert_eq!(
            Filter::join([asker(), foreign.clone()]),
            Err(NotJoined::SeveralTenants)
        );
        assert_eq!(
            Filter::join([foreign, asker()]),
            Err(NotJoined::SeveralTenants)
        );
    }
    assert_eq!(
        NotJoined::SeveralTenants.to_string(),
        "the filters are of several tenants"
    );
}

/// What one account must not see the other account of the same hat does not show, in whichever order
/// the two come.
#[test]
fn a_mask_of_one_account_holds_for_both() {
    let plain = filter_of(&seeing(staff(17), Scope::any()));
    let hidden = filter_of(&masked(seeing(staff(18), Scope::any())));
    let ticket = full_ticket();
    for both in [[plain.clone(), hidden.clone()], [hidden, plain]] {
        let sent = sent(&joined(both), &ticket, &FieldPolicy::default()).unwrap();
        assert!(!sent.contains(NUMBER));
    }
}

/// With number hiding on the employee sees the number nowhere (S72, S73): where one account of his works on
/// tickets and another follows them, neither shows what is hidden from the other, in whichever order they come.
#[test]
fn a_mask_of_the_staff_holds_for_those_that_he_follows() {
    let policy = FieldPolicy::default()
        .with(Hat::Stakeholder, Field::ClientNumber, Use::View)
        .unwrap();
    let following = |holder: &Holder| {
        let scopes = frontdesk_access::Catalogue::default().scopes_of(holder, VIEW, now());
        let rule = Rule::of(&scopes).as_stakeholder();
        rule.bind(&Viewer::Actor(holder.actor()), now())
    };
    let works = |number| seeing(staff(number), Scope::of(Relation::Own));
    let sees_all = |number| seeing(staff(number), Scope::any());
    // He works on one ticket and follows the other.
    let own = full_ticket();
    let mut followed = full_ticket();
    followed.facts.assignee = None;
    let shown = |filters: [Filter; 2]| {
        let filter = joined(filters);
        [&own, &followed].map(|ticket| sent(&filter, ticket, &policy).unwrap().contains(NUMBER))
    };
    let plain = [filter_of(&works(17)), following(&sees_all(18))];
    assert_eq!(shown(plain.clone()), [true, true]);
    let [works_plain, follows_plain] = plain;
    let works_masked = filter_of(&masked(works(17)));
    let follows_masked = following(&masked(sees_all(18)));
    for [one, other] in [
        [works_masked.clone(), follows_plain],
        [works_plain, follows_masked],
    ] {
        assert_eq!(shown([one.clone(), other.clone()]), [false, false]);
        assert_eq!(shown([other, one]), [false, false]);
    }
    // What the staff must not see the customer that he is besides is shown: his own number (S72).
    let mut policy = policy.clone();
    policy
        .set(Hat::Customer, Field::ClientNumber, Use::View)
        .unwrap();
    let person = joined([works_masked, asker()]);
    assert!(!sent(&person, &own, &policy).unwrap().contains(NUMBER));
    assert!(sent(&person, &followed, &policy).unwrap().contains(NUMBER));
}

/// What is masked on the record of a link's customer is masked by the link (S72, S73).
#[test]
fn a_link_shows_no_number_that_is_masked_from_its_customer() {
    let mut policy = FieldPolicy::default();
    for hat in [Hat::Customer, Hat::Guest] {
        policy.set(hat, Field::ClientNumber, Use::View).unwrap();
    }
    let ticket = full_ticket();
    let by_link = |own: &Filter| {
        let narrowed = guest(&link()).narrowed_to(own).unwrap();
        sent(&narrowed, &ticket, &policy).unwrap()
    };
    let own = seeing(client(123), Scope::of(Relation::Requester));
    assert!(by_link(&filter_of(&own)).contains(NUMBER));
    let own = filter_of(&masked(own));
    assert!(!sent(&own, &ticket, &policy).unwrap().contains(NUMBER));
    assert!(!by_link(&own).contains(NUMBER));
}
