//! What is sent of a change, notices and live events, tells nothing that is hidden: also where one human of
//! several accounts sees the ticket under one hat before and under another after.

use frontdesk_access::Scope;
use frontdesk_model::{Assignee, MessageId, Relation};
use frontdesk_visibility::{
    Audience, Field, Filter, Happened, Hat, Message, MessageChange, MessageView, Ticket, View,
    Viewing,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Who, graft, who};
use crate::generate::{field_policy, rights_held, sites_seen, ticket};
use crate::surfaces::columns;
use crate::world::*;

/// What is sent of a change: the same from both pasts.
fn told(viewing: &Viewing<'_>, before: Option<&Ticket>, after: &Ticket) -> String {
    serde_json::to_string(&viewing.notice(before, after)).unwrap()
}

proptest! {
    #![proptest_config(Config {
        cases: 1000, failure_persistence: None, max_global_rejects: 20_000, ..Config::default()
    })]

    /// A notice is the same whatever of the past and of the present its recipient does not see, and what
    /// changed out of his sight sends none.
    #[test]
    fn notices_tell_nothing_hidden(
        who in who(), mut ticket in ticket(), mut before in ticket(), others in vec(ticket(), 2),
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
    ) {
        let filter = who.filter(&mut ticket);
        before.facts.tenant = HERE;
        before.facts.id = ticket.facts.id;
        if who == Who::Guest {
            before.facts.requester = Some(customer(1));
            before.facts.guest_epoch = ticket.facts.guest_epoch;
        }
        if who == Who::Copied {
            who.join(&mut before);
        }
        let viewing = Viewing { filter, policy: &policy, sites, rights };
        if viewing.open(&ticket).is_err() {
            prop_assert_eq!(viewing.notice(Some(&before), &ticket), None);
            return Ok(());
        }
        let twin = graft(&ticket, &others[0], &viewing, &[]);
        prop_assert_eq!(viewing.notice(Some(&ticket), &twin), None);
        // A past that he did not see is none.
        let earlier = if viewing.open(&before).is_ok() {
            Some(graft(&before, &others[1], &viewing, &[]))
        } else {
            None
        };
        let one = told(&viewing, Some(&before), &ticket);
        prop_assert_eq!(&one, &told(&viewing, earlier.as_ref(), &twin));
        prop_assert_eq!(&one, &told(&viewing, Some(&before), &twin));
    }

    /// Nor does a notice tell anything hidden to one human of several accounts, who sees the ticket under one
    /// hat before and under another after: neither its fields nor its messages with their files. (Of history
    /// and links no notice tells.)
    #[test]
    fn notices_across_hats_tell_nothing_hidden(
        mut ticket in ticket(), mut before in ticket(), others in vec(ticket(), 2),
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
        masks in vec(any::<bool>(), 2), mine in vec(any::<bool>(), 4),
    ) {
        let account = |holder, masked_: bool| if masked_ { masked(holder) } else { holder };
        let operator = account(seeing(staff(1), Scope::of(Relation::Own)), masks[0]);
        let asker = account(seeing(client(1), Scope::any()), masks[1]);
        let filter = Filter::join([filter_of(&operator), filter_of(&asker)]).unwrap().unwrap();
        before.facts.id = ticket.facts.id;
        for (one, mine) in [&mut ticket, &mut before].into_iter().zip(mine.chunks(2)) {
            one.facts.tenant = HERE;
            (one.facts.deleted, one.facts.spam) = (false, false);
            one.facts.assignee = Some(Assignee::Person(user(if mine[0] { 1 } else { 2 })));
            one.facts.requester = Some(customer(if mine[1] { 1 } else { 2 }));
        }
        let viewing = Viewing { filter, policy: &policy, sites, rights };
        let mut twins = Vec::new();
        for (one, other) in [&before, &ticket].into_iter().zip(&others) {
            let mut twin = graft(one, other, &viewing, &[]);
            // By these he is who he is to it.
            twin.facts.assignee = one.facts.assignee;
            twin.facts.requester = one.facts.requester;
            let same = [staff(1).id, client(1).id].iter().all(|account| {
                let holds = |right, of: &Ticket| viewing.rights.has(right, *account, &of.facts);
                policy.rights().into_iter().all(|right| holds(right, one) == holds(right, &twin))
            });
            if !same || viewing.filter.hat(&twin.facts) != viewing.filter.hat(&one.facts) {
                twin = one.clone();
            }
            twins.push(twin);
        }
        let one = told(&viewing, Some(&before), &ticket);
        prop_assert_eq!(&one, &told(&viewing, Some(&twins[0]), &ticket));
        prop_assert_eq!(&one, &told(&viewing, Some(&before), &twins[1]));
        // And so does a live event.
        for field in columns() {
            let event = |before, after| {
                let before = Some(before);
                viewing.live(Some(after), Happened::Field { field: &field, before })
            };
            let one = event(&before, &ticket);
            prop_assert_eq!(one, event(&twins[0], &ticket), "{}", field);
            prop_assert_eq!(one, event(&before, &twins[1]), "{}", field);
        }
    }

    /// A live event says that a field changed just when a notice names the field: what the viewer sees of it
    /// is another than before.
    #[test]
    fn a_live_event_is_sent_when_a_notice_names_the_field(
        who in who(), mut ticket in ticket(), mut before in ticket(), mine in any::<bool>(),
        policy in field_policy(), sites in sites_seen(), rights in rights_held(),
    ) {
        let filter = who.filter(&mut ticket);
        (before.facts.tenant, before.facts.id) = (HERE, ticket.facts.id);
        if mine {
            // Only what is not of the facts differs, so that it is seen before and after.
            before.facts = ticket.facts.clone();
            before.facts.site = None;
        }
        let viewing = Viewing { filter, policy: &policy, sites, rights };
        if viewing.open(&ticket).is_err() || viewing.open(&before).is_err() {
            return Ok(());
        }
        let notice = viewing.notice(Some(&before), &ticket);
        let named: Vec<Field> = notice.into_iter()
            .flat_map(|notice| notice.fields.into_iter().map(|change| change.field))
            .collect();
        for field in columns() {
            let what = Happened::Field { field: &field, before: Some(&before) };
            let event = viewing.live(Some(&ticket), what);
            prop_assert_eq!(event.is_some(), named.contains(&field), "{}", field);
        }
    }

    /// A message is told of across hats as it is read now, and only if something of it changed that was read
    /// then and is read now: what another hat shows of an old message is no edit.
    #[test]
    fn another_hat_edits_no_message(
        mut ticket in ticket(), edited in any::<prop::sample::Index>(), text in "[a-c]{1,2}",
        mine in vec(any::<bool>(), 4), policy in field_policy(), sites in sites_seen(),
        rights in rights_held(),
    ) {
        let operator = filter_of(&seeing(staff(1), Scope::of(Relation::Own)));
        let asker = filter_of(&seeing(client(1), Scope::any()));
        let filter = Filter::join([operator, asker]).unwrap().unwrap();
        for (at, message) in (1..).zip(&mut ticket.messages) {
            message.id = MessageId::from_number(at);
        }
        let mut before = ticket.clone();
        for (one, mine) in [&mut ticket, &mut before].into_iter().zip(mine.chunks(2)) {
            one.facts.tenant = HERE;
            (one.facts.deleted, one.facts.spam) = (false, false);
            one.facts.assignee = Some(Assignee::Person(user(if mine[0] { 1 } else { 2 })));
            one.facts.requester = Some(customer(if mine[1] { 1 } else { 2 }));
        }
        let viewing = Viewing { filter, policy: &policy, sites, rights };
        let hats = [&before, &ticket].map(|one| viewing.filter.hat(&one.facts).unwrap());
        let reads = |hat: Hat, message: &Message| {
            hat == Hat::Operator || message.audience == Audience::Public
        };
        let kinds = |after: &Ticket| -> Vec<(MessageId, bool)> {
            let Some(notice) = viewing.notice(Some(&before), after) else { return Vec::new() };
            let now: Vec<String> = match viewing.open(after).unwrap().project() {
                View::Operator(view) => view.messages.iter().map(|m| format!("{m:?}")).collect(),
                View::Customer(view) => view.messages.iter().map(|m| format!("{m:?}")).collect(),
                View::Stakeholder(view) | View::Colleague(view) | View::Guest(view)
                | View::Copied(view) => view.messages.iter().map(|m| format!("{m:?}")).collect(),
            };
            notice.messages.iter().map(|change| {
                let (message, edited) = match change {
                    MessageChange::Written(message) => (message, false),
                    MessageChange::Edited(message) => (message, true),
                };
                // With its files, as the view shows it.
                let shown = match message {
                    MessageView::Staff(message) => format!("{message:?}"),
                    MessageView::Public(message) => format!("{message:?}"),
                };
                assert!(now.contains(&shown), "{shown}");
                (message.id(), edited)
            }).collect()
        };
        // Nobody changed a message: new to him are those that he did not read then, and no other.
        let new: Vec<_> = ticket.messages.iter()
            .filter(|message| !reads(hats[0], message) && reads(hats[1], message))
            .map(|message| (message.id, false))
            .collect();
        prop_assert_eq!(&kinds(&ticket), &new);
        if ticket.messages.is_empty() {
            return Ok(());
        }
        // Somebody changed one: it is edited to whom it was shown, and new or nothing to anybody else.
        let mut after = ticket.clone();
        let at = edited.index(after.messages.len());
        let message = &mut after.messages[at];
        message.text.push_str(&text);
        let id = message.id;
        let mut expected = new;
        if reads(hats[0], message) && reads(hats[1], message) {
            expected.push((id, true));
            expected.sort();
        }
        prop_assert_eq!(kinds(&after), expected);
    }
}
