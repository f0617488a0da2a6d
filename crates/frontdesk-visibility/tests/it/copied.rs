//! Customers in copy: who is one, what he sees and from when, and that it ends at once. The numbers are
//! those of the attack list.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Grant, Permission, Restriction, RestrictionId, Scope};
use frontdesk_model::{
    AttachmentId, Author, Channel, ConversationFacts, ConversationId, ConversationState, MessageId,
    Relation, Standing,
};
use frontdesk_visibility::{
    Audience, CopiedPolicy, CursorError, Field, FieldPolicy, Filter, Happened, Hat, HistoryEntry,
    HistoryPart, ListRequest, MergedBy, Message, NotFound, PortalAction, PortalRefusal,
    PortalState, QueryError, RightsHeld, Ticket, Use, Viewing, merge_tickets,
};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value as Json, json};

use crate::generate::{customer_holder, facts, field_policy, message, roles, scope, sites_seen};
use crate::world::*;

/// What was written before customer 126 was in copy of the full ticket, and its file.
const EARLIER: &str = "It drips";
const EARLIER_FILE: &str = "kettle.jpg";

fn in_copy(number: i64) -> Filter {
    filter_of(&seeing(client(number), Scope::of(Relation::Copied)))
}

fn joined(filters: impl IntoIterator<Item = Filter>) -> Filter {
    Filter::join(filters).unwrap().unwrap()
}

fn viewing<'a>(filter: &Filter, policy: &'a FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: filter.clone(),
        policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    }
}

/// The messages that are seen, by their ids.
fn messages(viewing: &Viewing<'_>, ticket: &Ticket) -> Option<BTreeSet<String>> {
    let granted = viewing.open(ticket).ok()?;
    let view = serde_json::to_value(granted.project()).unwrap();
    let all = view["messages"].as_array().unwrap().iter();
    Some(all.map(|one| one["id"].to_string()).collect())
}

fn whole(policy: &mut FieldPolicy) {
    policy.copied = CopiedPolicy::Whole;
}

#[test]
fn attack_16_a_copied_letter_puts_nobody_in_copy() {
    // The letter names him and he may see whatever he is in copy of: nobody put him there.
    let scene = Scene::copied()
        .with_ticket(|t| {
            t.messages[1].text = "Cc: customer 126".to_owned();
            t.messages[1].author = Some(Author::Actor(customer(126).into()));
        })
        .with_facts(|f| f.copied.clear());
    assert_eq!((scene.hat(), scene.everything()), (None, None));
    // Nor does the fact give a right: the host grants it, and nobody has it unasked.
    let asker = Scene::of(seeing(client(126), Scope::of(Relation::Requester)));
    assert!(asker.ticket.facts.copied.contains_key(&customer(126)));
    assert_eq!(asker.hat(), None);
    // A member of the staff with the number of one in copy is not he.
    let same_number = Scene::of(seeing(staff(126), Scope::of(Relation::Copied)));
    assert_eq!(same_number.hat(), None);
}

#[test]
fn attack_17_a_customer_in_copy_reads_what_came_since() {
    let scene = Scene::copied();
    assert_eq!(scene.hat(), Some(Hat::Copied));
    assert_eq!(scene.answer(&Ask::Find("We are sorry")), "found");
    for hidden in [EARLIER, EARLIER_FILE, NOTE, NOTE_FILE, NUMBER] {
        assert_eq!(scene.answer(&Ask::Find(hidden)), "not found", "{hidden}");
    }
    // What follows from the messages follows from those that he sees.
    let view = scene.json().unwrap();
    assert_eq!(
        (&view["as"], &view["message_count"]),
        (&json!("copied"), &json!(1))
    );
    assert_eq!(view["preview"], "We are sorry");
    let earlier = |scene: Scene| {
        scene.with_facts(|f| {
            f.copied.insert(customer(126), minutes(3));
        })
    };
    let late = earlier(Scene::copied()).json().unwrap();
    let nothing = (json!([]), json!(0), json!("2026-11-22T09:00:00Z"));
    assert_eq!(
        (
            &late["messages"],
            &late["message_count"],
            &late["updated_at"]
        ),
        (&nothing.0, &nothing.1, &nothing.2)
    );
    // As configured, he reads from the beginning; notes never.
    let all = scene.with_policy(whole);
    assert_eq!(all.answer(&Ask::Find(EARLIER)), "found");
    assert_eq!(all.answer(&Ask::Find(EARLIER_FILE)), "found");
    assert_eq!(all.answer(&Ask::Find(NOTE)), "not found");
    let customers = Scene::customer().json().unwrap();
    assert_eq!(
        all.json().unwrap()["message_count"],
        customers["message_count"]
    );
    // The safe way is the one that nobody has to choose.
    assert_eq!(FieldPolicy::default().copied, CopiedPolicy::SinceJoining);
}

#[test]
fn attack_17_no_surface_tells_of_what_came_before() {
    let scene = Scene::copied().with_ticket(|t| {
        let by = Some(Author::Actor(user(17).into()));
        let entry = |minute, part| HistoryEntry {
            at: minutes(minute),
            by: by.clone(),
            parts: vec![part],
        };
        let became = |to: &str| HistoryPart::Field {
            field: Field::State,
            from: None,
            to: Some(to.to_owned()),
        };
        t.history = vec![
            entry(1, HistoryPart::Message(MessageId::from_number(1))),
            entry(1, became("waiting")),
            entry(2, became("in_work")),
            // Of an entry that came later, a message that did not.
            entry(3, HistoryPart::Message(MessageId::from_number(1))),
            entry(4, HistoryPart::Message(MessageId::from_number(2))),
        ];
    });
    let viewing = scene.viewing();
    let ticket = &scene.ticket;
    let granted = viewing.open(ticket).unwrap();
    let history = serde_json::to_value(granted.history(|_| None)).unwrap();
    let told: Vec<&Json> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["at"])
        .collect();
    assert_eq!(told, ["2026-11-22T09:02:00Z", "2026-11-22T09:04:00Z"]);
    // A message by its id, a file by its id, the event and the notice of its change.
    let first = MessageId::from_number(1);
    assert_eq!(granted.text(first, |_| None), Err(NotFound));
    let file = |id| viewing.attachment(ticket, AttachmentId::from_number(id));
    assert_eq!(file(1), Err(NotFound));
    assert!(file(2).is_ok());
    assert_eq!(viewing.live(Some(ticket), Happened::Message(first)), None);
    let mut edited = ticket.clone();
    edited.messages[0].text.push('!');
    assert_eq!(viewing.notice(Some(ticket), &edited), None);
    // Counts, the order of a list, its facets and its search.
    assert_eq!(granted.unread(minutes(0)), 1);
    let count = |request: Json| {
        let request: ListRequest = serde_json::from_value(request).unwrap();
        viewing.query(&request).unwrap().count([ticket])
    };
    assert_eq!(count(json!({"search": "drips"})), 0);
    assert_eq!(count(json!({"search": "sorry"})), 1);
    let two = json!({"column": "message_count", "must": {"be_one_of": ["2"]}});
    assert_eq!(count(json!({"conditions": [two]})), 0);
    let mut moved = scene.clone().with_ticket(|t| t.messages.truncate(1));
    moved.ticket.messages[0].at = minutes(1);
    let before = moved.json().unwrap()["updated_at"].clone();
    moved.ticket.messages.clear();
    assert_eq!(moved.json().unwrap()["updated_at"], before);
}

#[test]
fn attack_17_who_else_is_there_is_a_field() {
    let scene = Scene::copied().with_facts(|f| {
        f.copied.insert(customer(127), minutes(1));
    });
    let places = ["/participants", "/copied", "/requester", "/organization"];
    for place in places {
        assert_eq!(scene.answer(&Ask::Field(place)), "no place", "{place}");
    }
    // Shown to him it is only where a colleague and the customer who asked see it as well.
    let show = |hats: &[Hat]| {
        let scene = scene.clone().with_policy(|p| {
            for hat in hats {
                p.set(*hat, Field::Copied, Use::View).unwrap();
            }
        });
        scene.answer(&Ask::Field("/copied"))
    };
    assert_eq!(show(&[Hat::Copied]), "no place");
    assert_eq!(show(&[Hat::Copied, Hat::Colleague]), "no place");
    let both =
        json!({customer(126).to_string(): minutes(2), customer(127).to_string(): minutes(1)});
    assert_eq!(show(&[Hat::Customer]), both.to_string());
    // Who of the customers wrote: himself, the requester where he is shown, another where those in copy are.
    let by = |author: i64, shown: &[Field]| {
        let scene = scene.clone().with_policy(|p| {
            for field in shown {
                p.set(Hat::Customer, field.clone(), Use::View).unwrap();
            }
        });
        let scene = scene.with_ticket(|t| {
            t.messages[1].author = Some(Author::Actor(customer(author).into()));
        });
        scene.json().unwrap()["messages"][0]["by"] != "customer"
    };
    let (requester, copied) = (Field::Requester, Field::Copied);
    for (author, shown, named) in [
        (126, vec![], true),
        (123, vec![], false),
        (123, vec![requester.clone()], true),
        (127, vec![requester.clone()], false),
        (127, vec![requester, copied.clone()], true),
        // Else the one who is not named would be the requester.
        (127, vec![copied], false),
    ] {
        assert_eq!(by(author, &shown), named, "{author} {shown:?}");
    }
}

#[test]
fn attack_17_taken_out_he_sees_it_no_more() {
    let policy = policy();
    let filter = in_copy(126);
    let mut desk: Vec<Ticket> = (1..=4)
        .map(|number| {
            let mut ticket = full_ticket();
            ticket.facts.id = ConversationId::from_number(number);
            ticket
        })
        .collect();
    let viewing = viewing(&filter, &policy);
    let mut request = ListRequest {
        page_size: 2,
        ..ListRequest::default()
    };
    let next = viewing.query(&request).unwrap().page(&desk).next;
    assert!(next.is_some());
    // With the filter, the viewing and the cursor that were made before.
    let before = desk.clone();
    for ticket in &mut desk {
        ticket.facts.copied.remove(&customer(126));
    }
    request.cursor = next;
    let page = viewing.query(&request).unwrap();
    let page = page.page(&desk);
    assert_eq!((page.rows.len(), page.total, page.next), (0, 0, None));
    assert_eq!((filter.count(&desk), filter.count(&before)), (0, 4));
    let (was, is) = (&before[0], &desk[0]);
    assert!(viewing.open(is).is_err());
    assert_eq!(viewing.notice(Some(was), is), None);
    assert_eq!(viewing.live(Some(is), Happened::Made), None);
    assert_eq!(
        viewing.attachment(is, AttachmentId::from_number(2)),
        Err(NotFound)
    );
    // Put in again he joins anew, at this moment, which is his first.
    let mut again = is.clone();
    again.facts.copied.insert(customer(126), minutes(61));
    again.messages.push(Message {
        id: MessageId::from_number(4),
        at: minutes(61),
        ..again.messages[1].clone()
    });
    let seen = messages(&viewing, &again).unwrap();
    assert_eq!(seen, [format!("\"{}\"", MessageId::from_number(4))].into());
}

#[test]
fn attack_17_he_only_reads() {
    let scene = Scene::copied();
    for state in ConversationState::ALL {
        for channel in [Channel::Email, Channel::Telegram] {
            let scene = scene.clone().with_facts(|f| {
                f.state = Some(state);
                f.channel = Some(channel);
            });
            for action in [
                PortalAction::Reply,
                PortalAction::Close,
                PortalAction::Reopen,
                PortalAction::EditField(field("cf_edit")),
                PortalAction::EditField(field("cf_hidden")),
            ] {
                assert_eq!(scene.act(&action), Err(PortalRefusal::NotYours));
            }
        }
    }
    let closed = Scene {
        help_center: PortalState::Closed,
        ..scene.clone()
    };
    assert_eq!(
        closed.act(&PortalAction::Reply),
        Err(PortalRefusal::NoPortal)
    );
    assert_eq!(scene.answer(&Ask::Field("/added/cf_edit/use")), "view");
    let edits = FieldPolicy::default().with(Hat::Copied, Field::Added(field("cf")), Use::Edit);
    assert_eq!(
        edits.unwrap_err().to_string(),
        "the hat copied only reads, and may not change the field added.cf"
    );
}

#[test]
fn attack_18_an_agent_who_is_in_copy_now() {
    // 18 took part, wrote the note and an answer; then leaves the staff, and is in copy as customer 126.
    let mut ticket = full_ticket();
    ticket.messages[0].author = Some(Author::Actor(user(18).into()));
    let policy = policy();
    let mut former = seeing(staff(18), Scope::of(Relation::Participating));
    let before = joined([filter_of(&former), in_copy(126)]);
    assert_eq!(before.hat(&ticket.facts), Some(Hat::Operator));
    assert_eq!(
        messages(&viewing(&before, &policy), &ticket).unwrap().len(),
        3
    );
    former.standing = Standing::Suspended;
    let after = joined([filter_of(&former), in_copy(126)]);
    assert_eq!(after.hat(&ticket.facts), Some(Hat::Copied));
    // The customer's view: no note, his own neither, and what he wrote before he was in copy as little.
    assert_eq!(
        messages(&viewing(&after, &policy), &ticket).unwrap().len(),
        1
    );
    let mut all = policy;
    whole(&mut all);
    assert_eq!(messages(&viewing(&after, &all), &ticket).unwrap().len(), 2);
    // That he is a participant by the old account gives the customer nothing.
    ticket.facts.copied.clear();
    assert_eq!(after.hat(&ticket.facts), None);
}

#[test]
fn attack_24_a_merged_customer_in_copy() {
    // 126 goes up in 125: the host moves the copy with the moment at which it began.
    let (of_126, of_125) = (in_copy(126), in_copy(125));
    let before = full_ticket();
    let mut after = before.clone();
    let since = after.facts.copied.remove(&customer(126)).unwrap();
    after.facts.copied.insert(customer(125), since);
    let sees = |filter: &Filter, ticket: &Ticket| messages(&viewing(filter, &policy()), ticket);
    let seen = sees(&of_126, &before);
    assert_eq!(seen.as_ref().map(BTreeSet::len), Some(1));
    assert_eq!(
        (sees(&of_125, &before), sees(&of_126, &after)),
        (None, None)
    );
    assert_eq!(sees(&of_125, &after), seen);
    // Undone, it is what it was.
    assert_eq!(
        (sees(&of_126, &before), sees(&of_125, &before)),
        (seen, None)
    );
}

#[test]
fn every_other_hat_comes_first() {
    let facts = |change: fn(&mut ConversationFacts)| {
        let mut facts = full_ticket().facts;
        change(&mut facts);
        facts
    };
    let ways = [
        Relation::Requester,
        Relation::RequesterOrganization,
        Relation::Copied,
    ];
    let mut holder = ways.map(Scope::of).into_iter().fold(client(126), seeing);
    holder.memberships.organizations.insert(company(7));
    let filter = filter_of(&holder);
    // He sees the whole as the one who asked or as a colleague, and is in copy besides.
    let asked = facts(|f| f.requester = Some(customer(126)));
    assert_eq!(filter.hat(&asked), Some(Hat::Customer));
    assert_eq!(filter.hat(&facts(|_| {})), Some(Hat::Colleague));
    assert_eq!(
        filter.hat(&facts(|f| f.copied.clear())),
        Some(Hat::Colleague)
    );
    assert_eq!(
        filter.hat(&facts(|f| f.organization = None)),
        Some(Hat::Copied)
    );
    // What another right needs counts as well: where only the copy gives it, the copy opens.
    let mut needs = seeing(client(126), Scope::any());
    needs.grants.push(Grant::new(
        Permission::CONVERSATION_VIEW_HISTORY,
        Scope::of(Relation::Copied),
    ));
    let roles = frontdesk_access::Catalogue::default();
    let history = filter_for(&roles, &needs, Permission::CONVERSATION_VIEW_HISTORY);
    assert_eq!(history.hat(&facts(|_| {})), Some(Hat::Copied));
    // And a restriction of what he is in copy of takes it, by whatever it is opened.
    let mut denied = holder.clone();
    denied.restrictions.push(Restriction::taking(
        RestrictionId::from_static("deny.copies"),
        [Permission::CONVERSATION_VIEW].into_iter().collect(),
        Scope::of(Relation::Copied),
    ));
    let denied = filter_of(&denied);
    assert_eq!(denied.hat(&facts(|_| {})), None);
    assert_eq!(
        denied.hat(&facts(|f| f.copied.clear())),
        Some(Hat::Colleague)
    );
    // Who comes by a link of the one who asked sees the whole too.
    let ticket = full_ticket();
    let guest = Filter::of_guest(&link_to(&ticket, customer(123)), now());
    let both = joined([in_copy(126), guest]);
    assert_eq!(both.hat(&ticket.facts), Some(Hat::Guest));
}

#[test]
fn of_two_accounts_in_copy_the_first_that_joined_counts() {
    let mut ticket = full_ticket();
    let since = [(customer(126), minutes(2)), (customer(127), minutes(0))];
    ticket.facts.copied = BTreeMap::from(since);
    let policy = policy();
    for filters in [[in_copy(126), in_copy(127)], [in_copy(127), in_copy(126)]] {
        let both = joined(filters);
        assert_eq!(
            messages(&viewing(&both, &policy), &ticket).unwrap().len(),
            2
        );
    }
}

/// The order of a list may be another where more is seen: a cursor is not good for both.
#[test]
fn a_cursor_belongs_to_what_is_seen_in_copy() {
    let mut desk = vec![full_ticket(), full_ticket()];
    desk[1].facts.id = ConversationId::from_number(2001);
    let since = policy();
    let mut all = since.clone();
    whole(&mut all);
    let mut request = ListRequest {
        page_size: 1,
        ..ListRequest::default()
    };
    request.cursor = viewing(&in_copy(126), &since)
        .query(&request)
        .unwrap()
        .page(&desk)
        .next;
    assert!(request.cursor.is_some());
    assert!(viewing(&in_copy(126), &since).query(&request).is_ok());
    let refused = viewing(&in_copy(126), &all).query(&request).err();
    assert_eq!(refused, Some(QueryError::Cursor(CursorError::OtherList)));
}

/// A channel has one value, by whichever name it is read: what the portal may do in e-mail it may do in
/// what is called so, and a scope over e-mail covers it.
#[test]
fn a_channel_is_the_one_of_its_name() {
    let named = Channel::from_name("email");
    let scene = Scene::customer().with_facts(|f| f.channel = Some(named.clone()));
    assert_eq!(
        scene.act(&PortalAction::Reply).unwrap(),
        Some(frontdesk_visibility::PortalEvent::Reply)
    );
    let over = |channel| Scope {
        channels: Some(frontdesk_access::Among::These([channel].into())),
        ..Scope::any()
    };
    for (granted, found) in [(named.clone(), Channel::Email), (Channel::Email, named)] {
        let filter = filter_of(&seeing(staff(17), over(granted)));
        assert!(filter.matches(&ConversationFacts {
            channel: Some(found),
            ..chat(1)
        }));
    }
    let read: Channel = serde_json::from_str("\"email\"").unwrap();
    assert_eq!(read, Channel::Email);
}

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    /// As one in copy a customer sees what he did not ask for and would not see were he in no copy; and
    /// the law of access holds there as in every hat.
    #[test]
    fn in_copy_is_what_nothing_else_opens(holder in customer_holder(), facts in facts()) {
        let filter = filter_for(&roles(), &holder, Permission::CONVERSATION_VIEW);
        let me = holder.id.customer().unwrap();
        let mut without = facts.clone();
        without.copied.remove(&me);
        let expected = match (filter.matches(&facts), filter.matches(&without)) {
            (false, _) => None,
            (true, _) if facts.requester == Some(me) => Some(Hat::Customer),
            (true, true) => Some(Hat::Colleague),
            (true, false) => Some(Hat::Copied),
        };
        // A restriction of what he is in copy of may take what he would see otherwise.
        prop_assert_eq!(filter.hat(&facts), expected);
        let allowed = allows(&roles(), &holder, Permission::CONVERSATION_VIEW, &facts);
        prop_assert_eq!(expected.is_some(), allowed && !facts.deleted && !facts.spam);
    }

    /// One grant more hides no message and no field from a customer, although he may see the ticket under
    /// another hat by it.
    #[test]
    fn one_grant_more_hides_no_part(
        (holder, more) in customer_holder().prop_flat_map(|h| { let id = h.id; (Just(h), scope(id)) }),
        facts in facts(), written in proptest::collection::vec(message(), 0..=4),
        policy in field_policy(), sites in sites_seen(),
    ) {
        let mut wider = holder.clone();
        wider.grants.push(Grant::new(Permission::CONVERSATION_VIEW, more));
        let ticket = Ticket { messages: written, ..Ticket::new(facts) };
        let parts = |holder| {
            let filter = filter_for(&roles(), holder, Permission::CONVERSATION_VIEW);
            let viewing = Viewing { sites: sites.clone(), ..viewing(&filter, &policy) };
            let granted = viewing.open(&ticket).ok()?;
            let view = serde_json::to_value(granted.project()).unwrap();
            let places: BTreeSet<String> = view.as_object().unwrap().keys().cloned().collect();
            Some((places, messages(&viewing, &ticket)?))
        };
        if let Some((places, written)) = parts(&holder) {
            let (all_places, all_written) = parts(&wider).unwrap();
            prop_assert!(places.is_subset(&all_places), "{places:?} {all_places:?}");
            prop_assert!(written.is_subset(&all_written), "{written:?} {all_written:?}");
        }
    }

    /// Who joined earlier sees no less, and who joined at the beginning sees what is seen of the whole.
    #[test]
    fn who_joined_earlier_sees_no_less(
        written in proptest::collection::vec(message(), 0..=6), at in 0..200_i64, earlier in 0..200_i64,
    ) {
        let mut ticket = Ticket { messages: written, ..Ticket::new(chat(1)) };
        let mut seen = |minute: i64, policy: &FieldPolicy| {
            ticket.facts.copied = [(customer(1), minutes(minute))].into();
            messages(&viewing(&in_copy(1), policy), &ticket).unwrap()
        };
        let since = FieldPolicy::default();
        let mut all = FieldPolicy::default();
        whole(&mut all);
        let late = seen(at, &since);
        prop_assert!(late.is_subset(&seen(at - earlier, &since)));
        prop_assert!(late.is_subset(&seen(at, &all)));
        prop_assert_eq!(seen(0, &since), seen(at, &all));
    }
}

/// The messages of the laws above lie on both sides of the joining, and some are notes.
#[test]
fn the_generated_messages_lie_on_both_sides() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pairs = (facts(), message());
    let (mut all, mut before, mut public) = (0, 0, 0);
    for _ in 0..1000 {
        let (facts, message) = pairs.new_tree(&mut runner).unwrap().current();
        if let Some(since) = facts.copied.get(&customer(1)) {
            all += 1;
            before += usize::from(message.at < *since);
            public += usize::from(message.audience == Audience::Public);
        }
    }
    for count in [before, public] {
        assert!(
            all >= 200 && (20..=80).contains(&(100 * count / all)),
            "{count} of {all}"
        );
    }
}

/// One ticket goes up in another: who was in copy of it is not of the other, and who is in copy there
/// reads of what came with it what was written since he joined.
#[test]
fn merged_tickets_put_nobody_in_copy() {
    let (mut target, mut source) = (full_ticket(), full_ticket());
    target.facts.id = ConversationId::from_number(1);
    target.facts.copied = [(customer(127), minutes(2))].into();
    for message in &mut target.messages {
        message.id = MessageId::from_number(10 + i64::from(message.text.len() as u8));
    }
    for ticket in [&mut target, &mut source] {
        ticket.links.clear();
    }
    let by = MergedBy {
        user: user(17),
        at: minutes(70),
    };
    let merged = merge_tickets(&target, &source, by).unwrap();
    assert_eq!(merged.target.facts.copied, target.facts.copied);
    assert_eq!(merged.source.facts.copied, source.facts.copied);
    let policy = policy();
    let (of_126, of_127) = (in_copy(126), in_copy(127));
    assert_eq!(messages(&viewing(&of_126, &policy), &merged.target), None);
    let own = messages(&viewing(&of_127, &policy), &target).unwrap();
    let both = messages(&viewing(&of_127, &policy), &merged.target).unwrap();
    assert_eq!((own.len(), both.len()), (1, 2));
}
