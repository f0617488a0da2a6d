//! One answer across account, access and visibility.

use frontdesk::access::{Enough, Obligation, Permission};
use frontdesk::identity::SignIn;
use frontdesk::model::{ActorId, SiteId};
use frontdesk::visibility::{Field, FieldId, Hat, PortalAction, Ticket};
use frontdesk::{Desk, HiddenBecause, HumanQuestion, Object, PortalAnswer, Question, Wearer, Why};

use crate::desk::{FILE, ask, in_work, ticket, world};
use crate::world::{BARE, customer_id, desk, group, now, user};

mod human;

fn of_customer<'a>(number: i64, permission: Permission, ticket: &'a Ticket) -> Question<'a> {
    Question {
        actor: ActorId::Customer(customer_id(number)),
        permission,
        object: Object::Ticket(ticket),
    }
}

fn hidden(why: &Why) -> Vec<(String, HiddenBecause)> {
    let hidden = why.sight.as_ref().unwrap().hidden.as_ref().unwrap();
    let named = hidden.iter().map(|one| (one.field.name(), one.because));
    named.collect()
}

/// Sites by right, and numbers hidden from person 1.
fn strict() -> Desk {
    let mut people = world();
    for person in &mut people.people {
        if person.id() == user(1) {
            person.rights.obligations.insert(Obligation::MaskNumber);
        }
    }
    let text = format!("{BARE}{FILE}\n[visibility]\nsite = \"by_right\"\n");
    desk(&text, people).unwrap().0
}

#[test]
fn which_fields_are_hidden_and_why() {
    let desk = strict();
    let mut ticket = ticket();
    ticket.facts.site = Some(SiteId::from_number(3));
    ticket.client_number = Some("+15550100".to_owned());
    let view = Permission::CONVERSATION_VIEW;
    let why = desk
        .why(&ask(1, view, Object::Ticket(&ticket)), now())
        .unwrap();
    assert!(why.is_allow());
    assert_eq!(
        why.account.sign_in,
        Some(SignIn::Allow(frontdesk::identity::SignInReason::Active))
    );
    let sight = why.sight.as_ref().unwrap();
    assert_eq!(
        (sight.hat, sight.hidden_messages),
        (Some(Hat::Operator), Some(0))
    );
    let expected = [
        ("site", HiddenBecause::SiteRight),
        ("client_number", HiddenBecause::Mask),
    ];
    assert_eq!(
        hidden(&why),
        expected.map(|(name, why)| (name.to_owned(), why))
    );
    // Absent is not hidden: without a site and a number nothing is.
    let plain = Ticket {
        client_number: None,
        ..ticket.clone()
    };
    let mut plain = plain;
    plain.facts.site = None;
    let why = desk
        .why(&ask(1, view, Object::Ticket(&plain)), now())
        .unwrap();
    assert_eq!(hidden(&why), []);

    // To the customer the policy hides them, and the note.
    let why = desk.why(&of_customer(1, view, &ticket), now()).unwrap();
    assert!(
        hidden(&why)
            .iter()
            .all(|(_, because)| *because == HiddenBecause::Policy)
    );
    let names: Vec<String> = hidden(&why).into_iter().map(|(name, _)| name).collect();
    for name in ["priority", "site", "client_number", "added.cf_3"] {
        assert!(
            names.iter().any(|hidden| hidden == name),
            "{name}: {names:?}"
        );
    }
    for name in ["number", "subject", "group", "added.cf_1", "added.cf_2"] {
        assert!(
            !names.iter().any(|hidden| hidden == name),
            "{name}: {names:?}"
        );
    }
    assert_eq!(why.sight.as_ref().unwrap().hidden_messages, Some(1));
    // What is said to be hidden is nowhere in the view, and what is not is there.
    let viewing = desk.viewing(customer_id(1).into(), now()).unwrap();
    let sent = serde_json::to_value(viewing.open(&ticket).unwrap().project()).unwrap();
    for field in Field::STANDARD {
        let shown = sent.get(field.name()).is_some();
        assert_eq!(shown, !names.contains(&field.name()), "{field}");
    }
}

/// Of a ticket that is not seen: which way would have opened it, what would be enough, and no field.
#[test]
fn a_ticket_that_is_not_seen() {
    let desk = strict();
    let mut ticket = ticket();
    ticket.facts = desk.complete(in_work(1, 2));
    let question = ask(1, Permission::CONVERSATION_VIEW, Object::Ticket(&ticket));
    let why = desk.why(&question, now()).unwrap();
    assert!(!why.is_allow());
    assert!(matches!(&why.access.enough, Enough::Grants { grants, .. } if !grants.is_empty()));
    let sight = why.sight.unwrap();
    assert_eq!(
        (sight.hat, sight.hidden, sight.hidden_messages),
        (None, None, None)
    );
    let tried = &sight.explanation.openings[0].ways;
    assert_eq!(tried.len(), 2, "own, and my group's queue");
    assert!(tried.iter().all(|way| !way.holds));
    assert!(
        tried
            .iter()
            .flat_map(|way| &way.tests)
            .any(|(_, holds)| *holds),
        "half of one"
    );
    // The facts alone say as much of the ticket, and nothing of fields.
    let facts = Object::Conversation(&ticket.facts);
    let by_facts = desk
        .why(&ask(1, Permission::CONVERSATION_VIEW, facts), now())
        .unwrap();
    assert_eq!(by_facts.sight.unwrap().explanation, sight.explanation);
    assert_eq!(by_facts.access, why.access);
}

/// An account that does not work is said first, and access agrees.
#[test]
fn how_the_account_stands() {
    let mut people = world();
    for person in &mut people.people {
        if person.id() == user(1) {
            *person = crate::world::with(person.clone(), |record| {
                record.lifecycle = frontdesk::identity::Lifecycle::Suspended;
            });
        }
    }
    let (desk, _) = desk(&format!("{BARE}{FILE}"), people).unwrap();
    let ticket = ticket();
    let question = ask(1, Permission::CONVERSATION_REPLY, Object::Ticket(&ticket));
    let why = desk.why(&question, now()).unwrap();
    assert!(!why.account.can_act && !why.is_allow());
    assert!(matches!(&why.account.sign_in, Some(SignIn::Deny(reasons)) if !reasons.is_empty()));
    assert_eq!(why.sight.unwrap().hat, None);
    let section = ask(17, Permission::SURFACE_OPERATOR_APP, Object::Section);
    let why = desk.why(&section, now()).unwrap();
    assert!(why.sight.is_none() && why.account.can_act);
    assert!(
        desk.why(
            &ask(99, Permission::CONVERSATION_VIEW, Object::Section),
            now()
        )
        .is_err()
    );
}

/// What the portal says is what it does.
#[test]
fn what_the_portal_says() {
    let desk = strict();
    let ticket = ticket();
    let why = |number, permission, ticket: &Ticket| {
        desk.why(&of_customer(number, permission, ticket), now())
            .unwrap()
    };
    let own = why(1, Permission::CONVERSATION_REPLY, &ticket);
    assert!(own.is_allow());
    assert!(matches!(own.portal[0].answer, PortalAnswer::Happens(_)));
    let colleague = why(2, Permission::CONVERSATION_REPLY, &ticket);
    assert!(!colleague.is_allow());
    assert_eq!(colleague.sight.unwrap().hat, Some(Hat::Colleague));
    // Of editing, each field by itself.
    let edit = why(1, Permission::CONVERSATION_EDIT_FIELD, &ticket);
    for one in &edit.portal {
        let PortalAction::EditField(FieldId(field)) = &one.action else {
            panic!("{:?}", one.action);
        };
        let code = match &one.answer {
            PortalAnswer::Refused(refusal) => refusal.code(),
            PortalAnswer::Happens(_) => "happens",
            PortalAnswer::Nothing => "nothing",
        };
        let expected = match field.as_str() {
            "cf_1" => "view_only",
            "cf_2" => "happens",
            "cf_3" => "not_found",
            other => panic!("{other}"),
        };
        assert_eq!(code, expected, "{field}");
    }
    assert_eq!(edit.portal.len(), 3);
    // Access would allow it, and the portal does not: it goes on elsewhere.
    let mut elsewhere = ticket.clone();
    elsewhere.facts.channel = Some(frontdesk::model::Channel::Telegram);
    let why = why(1, Permission::CONVERSATION_REPLY, &elsewhere);
    assert!(why.access.decision.is_allow() && !why.is_allow());
    assert!(
        matches!(&why.portal[0].answer, PortalAnswer::Refused(refusal) if refusal.code() == "other_channel")
    );
    // The document says all of it by name.
    let json = serde_json::to_value(&why).unwrap();
    assert_eq!(
        json["portal"][0]["answer"]["refused"]["code"],
        "other_channel"
    );
    assert_eq!(json["sight"]["hat"], "customer");
    assert_eq!(json["account"]["standing"], "active");
    assert_eq!(ticket.facts.group, Some(group(44)));
}

/// A customer acts on tickets through the portal alone: where it says yes to nothing, the answer is no.
#[test]
fn without_a_yes_of_the_portal_a_customer_does_nothing() {
    let mut people = world();
    people.fields.clear();
    let (plain, _) = desk(&format!("{BARE}{FILE}"), people).unwrap();
    let edit = Permission::CONVERSATION_EDIT_FIELD;
    let mut bare = ticket();
    bare.custom_fields.clear();
    // Access allows it, and there is no field to edit.
    let why = plain.why(&of_customer(1, edit, &bare), now()).unwrap();
    assert!(why.access.decision.is_allow() && why.portal.is_empty());
    assert!(!why.is_allow());
    // Nor of the facts alone, of which the portal cannot be asked; to look it need not be.
    let of_facts = |permission| Question {
        object: Object::Conversation(&bare.facts),
        ..of_customer(1, permission, &bare)
    };
    let reply = Permission::CONVERSATION_REPLY;
    let why = plain.why(&of_facts(reply), now()).unwrap();
    assert!(why.access.decision.is_allow() && !why.is_allow());
    assert!(
        plain
            .why(&of_customer(1, reply, &bare), now())
            .unwrap()
            .is_allow()
    );
    let view = Permission::CONVERSATION_VIEW;
    assert!(plain.why(&of_facts(view), now()).unwrap().is_allow());
    // The staff is not asked for the portal's word.
    let staff = ask(1, reply, Object::Conversation(&bare.facts));
    assert!(plain.why(&staff, now()).unwrap().is_allow());
}

/// A deleted or spam case is hidden from every customer (catalogue.md 3.5): account, access and visibility say so
/// together. The staff sees it.
#[test]
fn what_is_deleted_no_customer_sees() {
    let desk = strict();
    let view = Permission::CONVERSATION_VIEW;
    for change in [
        |ticket: &mut Ticket| ticket.facts.deleted = true,
        |ticket: &mut Ticket| ticket.facts.spam = true,
    ] {
        let mut gone = ticket();
        assert!(
            desk.why(&of_customer(1, view, &gone), now())
                .unwrap()
                .is_allow()
        );
        change(&mut gone);
        let by_facts = Question {
            object: Object::Conversation(&gone.facts),
            ..of_customer(1, view, &gone)
        };
        for question in [of_customer(1, view, &gone), by_facts] {
            let why = desk.why(&question, now()).unwrap();
            assert!(!why.is_allow());
            assert_eq!(why.sight.unwrap().hat, None);
        }
        let viewing = desk.viewing(customer_id(1).into(), now()).unwrap();
        assert!(viewing.open(&gone).is_err());
        // Of a human with another account too, unless that one opens it.
        let human = |wearer| {
            let question = HumanQuestion {
                wearer: &wearer,
                permission: view,
                object: Object::Ticket(&gone),
            };
            desk.why_human(&question, now()).unwrap().is_allow()
        };
        let customer = Wearer::from(customer_id(1));
        assert!(!human(customer.clone().and_customer(customer_id(2))));
        assert!(!human(customer.clone().and_user(user(17)).unwrap()));
        assert!(human(customer.and_user(user(1)).unwrap()));
        let staff = desk.why(&ask(1, view, Object::Ticket(&gone)), now());
        assert!(staff.unwrap().is_allow());
    }
}
