//! A transfer and what its new assignee would see, the page that is asked by number and address, requests, and
//! that one human is one member of the staff.

use frontdesk::access::{Among, Grant, Obligation, Permission, Scope};
use frontdesk::model::{
    ActorId, Assignee, ConversationFacts, ConversationState, SiteId, Standing, UserId,
};
use frontdesk::visibility::{
    Filter, Hat, IfUnseen, PortalAction, Shown, StatusReply, Ticket, View,
};
use frontdesk::{Desk, HumanQuestion, Object, Question, SecondUser, Wearer};

use super::the_desk;
use crate::desk::{FILE, in_work, may, ticket, waiting, world};
use crate::world::{BARE, anywhere, customer_id, desk, group, in_role, now, role, user, with};

fn sees(desk: &Desk, number: i64, facts: &ConversationFacts) -> Option<Hat> {
    let viewing = desk.viewing(user(number).into(), now()).unwrap();
    viewing.filter.hat(facts)
}

/// Attack 21: a conversation that is put where its assignee sees nothing (FreeScout c35fc2a5) is refused, or
/// waits there without him: over the desk's own people, who see what is theirs by a right to a group.
#[test]
fn attack_21_a_transfer_to_who_would_not_see_it() {
    let narrow = r#"
[[roles]]
id = "in_my_groups"
label = "Own, in one's groups"
grants = [{ permissions = ["conversation.view"], relation = "own", groups = ["mine"] }]

[[people]]
id = "3"
roles = ["in_my_groups"]
"#;
    let mut imported = world();
    let person = crate::world::in_group(crate::world::person(3), 44);
    imported.people.push(person);
    let (desk, _) = desk(&format!("{BARE}{FILE}{narrow}"), imported).unwrap();
    let before = desk.complete(in_work(1, 3));
    assert_eq!(sees(&desk, 3, &before), Some(Hat::Operator));
    let wanted = |assignee: i64, into: i64| ConversationFacts {
        assignee: Some(Assignee::Person(user(assignee))),
        group: Some(group(into)),
        ..before.clone()
    };
    let done = |after, if_unseen| desk.transferred(after, if_unseen, now());
    // Moved from under him, and given to who is not known here, or has no right to see anything.
    for (assignee, into) in [(3, 45), (99, 44), (17, 44), (11, 44)] {
        let after = wanted(assignee, into);
        let refused = done(after.clone(), IfUnseen::Refuse).unwrap_err();
        assert_eq!(
            (refused.assignee, refused.code()),
            (user(assignee), "assignee_sees_nothing")
        );
        let waits = done(after, IfUnseen::Unassign).unwrap();
        assert_eq!((waits.assignee, waits.group), (None, Some(group(into))));
        assert_eq!(waits.state, Some(ConversationState::Waiting));
        // Whose queue it is in sees it there, and can take it.
        let queued = may(&desk, 1, Permission::CONVERSATION_TAKE, &waits);
        assert_eq!(queued, into == 44, "{assignee} {into}");
        assert_eq!(sees(&desk, 3, &waits), None);
    }
    // Whom it is given to and who sees it has it, and his groups are known then.
    for (assignee, into) in [(3, 44), (1, 44), (1, 45)] {
        for if_unseen in [IfUnseen::Refuse, IfUnseen::Unassign] {
            let after = done(wanted(assignee, into), if_unseen).unwrap();
            assert_eq!(after.assigned_person(), Some(user(assignee)));
            assert_eq!(after.assignee_groups, [group(44)].into());
            assert_eq!(sees(&desk, assignee, &after), Some(Hat::Operator));
        }
    }
    // Nobody's conversation goes where it is wanted.
    let nobodys = waiting(2);
    assert_eq!(
        done(nobodys.clone(), IfUnseen::Refuse),
        Ok(desk.complete(nobodys))
    );
}

/// Who only follows works on nothing, and nobody who cannot act does.
#[test]
fn attack_21_who_follows_is_given_nothing() {
    let desk = the_desk();
    let given_to = |number| {
        let after = desk.transferred(in_work(1, number), IfUnseen::Refuse, now());
        after.map(|after| after.assigned_person())
    };
    assert_eq!(
        sees(&desk, 4, &desk.complete(in_work(1, 4))),
        Some(Hat::Stakeholder)
    );
    assert_eq!(given_to(4).unwrap_err().assignee, user(4));
    assert_eq!(given_to(3), Ok(Some(user(3))));
    let mut people = world();
    for person in &mut people.people {
        if person.id() == user(1) {
            *person = with(person.clone(), |record| {
                record.lifecycle = frontdesk::identity::Lifecycle::Suspended;
            });
        }
    }
    let (desk, _) = crate::world::desk(&format!("{BARE}{FILE}"), people).unwrap();
    assert_eq!(
        desk.holder(user(1).into()).unwrap().standing,
        Standing::Suspended
    );
    assert!(
        desk.transferred(in_work(1, 1), IfUnseen::Refuse, now())
            .is_err()
    );
}

/// Attack 34: the page says one thing, whichever ticket and whosever address; a letter goes to the one who
/// asked, and what it opens is his ticket for reading.
#[test]
fn attack_34_the_page_says_one_thing() {
    let desk = the_desk();
    let until = now() + chrono::TimeDelta::days(1);
    let own = ticket();
    let mut of_3 = ticket();
    of_3.facts = desk.complete(in_work(2, 1));
    of_3.facts.requester = Some(customer_id(3));
    let mut spam = ticket();
    spam.facts.spam = true;
    let tickets: [Option<&Ticket>; 4] = [Some(&own), Some(&of_3), Some(&spam), None];
    // 1 asked; 2 is a colleague who sees what the company has; 3 is of another; 99 is nobody's number.
    let mut letters = Vec::new();
    for (at, ticket) in tickets.into_iter().enumerate() {
        for customer in [1, 2, 3, 99]
            .map(|number| Some(customer_id(number)))
            .into_iter()
            .chain([None])
        {
            let answer = desk.status(ticket, customer, until, now());
            assert_eq!(answer.reply, StatusReply);
            let said = serde_json::to_string(&answer.reply).unwrap();
            assert_eq!(said, r#""link_sent_if_any""#);
            letters.extend(answer.letter.map(|link| (at, customer, link)));
        }
    }
    let sent: Vec<_> = letters.iter().map(|(at, to, _)| (*at, *to)).collect();
    assert_eq!(sent, [(0, Some(customer_id(1))), (1, Some(customer_id(3)))]);
    let link = letters[0].2;
    let viewing = desk.viewing(link.into(), now()).unwrap();
    assert_eq!(viewing.open(&own).unwrap().hat(), Hat::Guest);
    assert!(viewing.open(&of_3).is_err());
    let refused = desk.portal(link.into(), &own, &PortalAction::Reply, now());
    assert_eq!(refused.unwrap_err().code(), "not_yours");
    assert!(
        desk.viewing(link.into(), until)
            .unwrap()
            .open(&own)
            .is_err()
    );
}

/// Who handles requests, and sees the name of site 5 alone; his record masks numbers.
fn desk_of_requests() -> Desk {
    let mut imported = world();
    let of_site = Grant::new(
        Permission::SITE_VIEW,
        Scope {
            sites: Some(Among::These([SiteId::from_number(5)].into())),
            ..Scope::any()
        },
    );
    let requests = [anywhere(Permission::REQUEST_HANDLE), of_site];
    imported.roles.push(role("requests", &requests));
    for person in &mut imported.people {
        if person.id() == user(17) {
            *person = in_role(person.clone(), "requests");
            person.rights.obligations.insert(Obligation::MaskNumber);
        }
    }
    let by_right = "\n[visibility]\nsite = \"by_right\"\n";
    desk(&format!("{BARE}{FILE}{by_right}"), imported)
        .unwrap()
        .0
}

/// **The law**: over requests the filter is access's answer to `request.handle`, and over conversations it is
/// not asked (S28, S51); numbers are masked in requests (S73), and a site is hidden and not the request (S64).
#[test]
fn over_requests_the_filter_is_the_answer_of_access() {
    let desk = desk_of_requests();
    let mut seen = [0, 0];
    for facts in [in_work(1, 17), in_work(2, 1), waiting(3), waiting(4)] {
        for number in [1, 2, 17, 11] {
            let viewing = desk.requests(user(number), now()).unwrap();
            let question = Question {
                actor: user(number).into(),
                permission: Permission::REQUEST_HANDLE,
                object: Object::Request(&facts),
            };
            let allowed = desk.decide(&question, now()).unwrap().is_allow();
            assert_eq!(viewing.filter.matches(&facts), allowed, "{number}");
            seen[usize::from(allowed)] += 1;
            // `why` has both in one answer, of the account and of the human.
            let why = desk.why(&question, now()).unwrap();
            let sight = why.sight.as_ref().unwrap();
            assert_eq!((why.is_allow(), sight.hat.is_some()), (allowed, allowed));
            assert_eq!(sight.explanation, viewing.filter.explain(&facts));
            let human = |permission| {
                let question = HumanQuestion {
                    wearer: &user(number).into(),
                    permission,
                    object: Object::Request(&facts),
                };
                desk.why_human(&question, now()).unwrap()
            };
            assert_eq!(human(Permission::REQUEST_HANDLE).is_allow(), allowed);
            // A request is no conversation, so that no view of it is asked.
            let view = human(Permission::CONVERSATION_VIEW);
            assert!(view.sight.is_none() && !view.is_allow());
        }
    }
    assert_eq!(seen, [12, 4]);
    assert!(desk.requests(user(99), now()).is_err());
    // 17 handles requests and sees no conversation.
    assert_eq!(sees(&desk, 17, &in_work(2, 1)), None);

    let requests = desk.requests(user(17), now()).unwrap();
    let shown = |site: i64| {
        let mut request = ticket();
        request.client_number = Some("+7 000 000-00-00".to_owned());
        request.facts.site = Some(SiteId::from_number(site));
        let granted = requests.open(&request).unwrap();
        let View::Operator(view) = granted.project() else {
            panic!("staff");
        };
        let fields = view.fields;
        (
            fields.client_number.unwrap().map(str::to_owned),
            fields.site.unwrap(),
        )
    };
    assert_eq!(
        shown(5),
        (Shown::Hidden, Shown::Value(SiteId::from_number(5)))
    );
    assert_eq!(shown(6), (Shown::Hidden, Shown::Hidden));
    // The two are never one filter.
    let conversations = desk.viewing(user(1).into(), now()).unwrap().filter;
    assert!(Filter::join([conversations, requests.filter.clone()]).is_err());
}

/// One human is one member of the staff: a second account of the staff is refused and neither lost nor counted,
/// since rights that must not meet would meet by looking (S14).
#[test]
fn a_second_account_of_the_staff_is_refused() {
    let (first, second) = (user(1), user(2));
    let refusal = |wearer: Wearer, user: UserId| wearer.and_user(user).unwrap_err();
    let expected = SecondUser { first, second };
    let customer = Wearer::from(customer_id(1));
    assert_eq!(refusal(first.into(), second), expected);
    assert_eq!(
        refusal(Wearer::from(first).and_customer(customer_id(1)), second),
        expected
    );
    assert_eq!(
        refusal(customer.clone().and_user(first).unwrap(), second),
        expected
    );
    assert_eq!(
        (expected.code(), expected.kind().http_status()),
        ("second_user", 422)
    );
    assert_eq!(
        expected.to_string(),
        format!("one human is one member of the staff, and not both {first} and {second}")
    );
    // The same one again is the same human, in whichever order.
    let both = customer.and_user(first).unwrap();
    assert_eq!(both.clone().and_user(first), Ok(both.clone()));
    let accounts: Vec<ActorId> = both.accounts().collect();
    assert_eq!(accounts, [first.into(), customer_id(1).into()]);
    assert_eq!(both.id(), customer_id(1).into());
    // What 1 sees is his alone.
    let desk = the_desk();
    let of_second = desk.complete(in_work(1, 2));
    let viewing = desk.viewing(both, now()).unwrap();
    assert_eq!(viewing.filter.at_desk().hat(&of_second), None);
}
