//! What is sent: notices and live events. The attack list, by its numbers there.

use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
use frontdesk_model::{Assignee, ConversationId, MessageId, Relation};
use frontdesk_visibility::{
    Audience, Field, FieldPolicy, FieldRights, Filter, Happened, Hat, LiveEvent, LiveKind, Message,
    MessageChange, Notice, NoticeKind, RightsHeld, SitePolicy, SitesSeen, Ticket, Use, Viewing,
};

use super::attacks::{everybody, seen};
use super::json;
use crate::world::*;

/// What the scene's viewer is told when the ticket becomes this.
pub(super) fn told(scene: &Scene, change: impl FnOnce(&mut Ticket)) -> Option<String> {
    let mut after = scene.ticket.clone();
    change(&mut after);
    let viewing = scene.viewing();
    let notice = viewing.notice(Some(&scene.ticket), &after);
    notice.map(|notice| json(&notice))
}

#[test]
fn attack_14_a_notice_is_what_its_recipient_sees() {
    let note = |t: &mut Ticket| {
        t.messages.push(Message {
            id: MessageId::from_number(4),
            audience: Audience::Internal,
            ..t.messages[2].clone()
        });
    };
    let hidden_field = |t: &mut Ticket| {
        t.custom_fields
            .insert(field("cf_hidden"), "bankrupt".to_owned());
    };
    for (who, scene) in [
        ("customer", Scene::customer()),
        ("colleague", Scene::colleague()),
        ("guest", Scene::guest()),
    ] {
        // Only-hidden changes send nothing.
        assert_eq!(told(&scene, note), None, "{who}");
        assert_eq!(told(&scene, hidden_field), None, "{who}");
        assert_eq!(told(&scene, |t| t.client_number = None), None, "{who}");
        assert_eq!(told(&scene, |t| t.facts.site = None), None, "{who}");
        assert_eq!(told(&scene, |t| t.messages.truncate(2)), None, "{who}");
        assert_eq!(
            told(&scene, |t| t.messages[2].text.push('!')),
            None,
            "{who}"
        );
        assert_eq!(told(&scene, |_| {}), None, "{who}");
        // A mixed one says what is seen and no more.
        let mixed = told(&scene, |t| {
            note(t);
            hidden_field(t);
            t.subject = "The lid leaks".to_owned();
        });
        let mixed = mixed.unwrap();
        assert!(mixed.contains("The lid leaks") && mixed.contains("The kettle leaks"));
        for secret in [NOTE, "bankrupt", "creditworthy", "cf_hidden", NUMBER] {
            assert!(!mixed.contains(secret), "{who}: {secret}");
        }
        // Out of sight: nothing at all.
        let lost = told(&scene, |t| {
            t.subject = "The lid leaks".to_owned();
            t.facts.deleted = true;
        });
        assert_eq!(lost, None, "{who}");
        // A note that is shown to the customer is new to him.
        let shown = told(&scene, |t| {
            let widened = t.messages[2].widen(Audience::Public, user(17), now());
            assert!(widened.is_ok());
        });
        assert!(shown.unwrap().contains(NOTE), "{who}");
    }
    let operator = Scene::operator();
    assert!(told(&operator, note).unwrap().contains(NOTE));
    assert!(told(&operator, hidden_field).unwrap().contains("bankrupt"));
    // Masked: neither the old nor the new one, and not that it changed.
    let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let other_number = |t: &mut Ticket| t.client_number = Some(OLD_NUMBER.to_owned());
    assert!(told(&operator, other_number).unwrap().contains(NUMBER));
    assert_eq!(told(&masked, other_number), None);
    assert_eq!(told(&masked, |t| t.client_number = None), None);
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    assert_eq!(told(&blind, |t| t.facts.site = Some(site(6))), None);
    assert_eq!(told(&blind, |t| t.facts.site = None), None);
    assert!(told(&operator, |t| t.facts.site = None).is_some());
}

#[test]
fn attack_14_a_notice_goes_by_the_rights_at_sending() {
    // In the queue of 18 yesterday, with 17 today: new to 17, with nothing said of what was before.
    let before = {
        let mut ticket = full_ticket();
        ticket.facts.assignee = Some(Assignee::Person(user(18)));
        ticket.subject = "The old subject".to_owned();
        ticket
    };
    let after = full_ticket();
    let scene = Scene::operator();
    let viewing = scene.viewing();
    let notice = viewing.notice(Some(&before), &after).unwrap();
    assert_eq!(notice.kind, NoticeKind::Appeared);
    assert_eq!(
        (notice.number, notice.fields.len()),
        (Some("664-245651"), 0)
    );
    assert_eq!(notice.messages.len(), 3);
    assert!(!json(&notice).contains("The old subject"));
    // Hidden before and not there before are one.
    assert_eq!(viewing.notice(None, &after), Some(notice));
    // And 18, who lost it, is told nothing.
    let lost = Scene::of(seeing(staff(18), Scope::of(Relation::Own)));
    assert_eq!(lost.viewing().notice(Some(&before), &after), None);
    // What was another ticket was not this one.
    let mut other = full_ticket();
    other.facts.id = ConversationId::from_number(SEEN);
    let notice = viewing.notice(Some(&other), &after).unwrap();
    assert_eq!(notice.kind, NoticeKind::Appeared);
}

#[test]
fn a_notice_names_fields_and_messages() {
    let scene = Scene::operator();
    let mut after = scene.ticket.clone();
    after.facts.group = Some(group(4));
    after.custom_fields.remove(&field("cf_view"));
    after.custom_fields.insert(field("cf_zero"), String::new());
    after.messages[1].text = "We are very sorry".to_owned();
    after.messages.push(Message {
        id: MessageId::from_number(4),
        ..after.messages[0].clone()
    });
    let viewing = scene.viewing();
    let notice = viewing.notice(Some(&scene.ticket), &after).unwrap();
    assert_eq!(notice.kind, NoticeKind::Changed);
    let fields: Vec<_> = notice.fields.iter().map(|f| f.field.name()).collect();
    assert_eq!(fields, ["group", "added.cf_view", "added.cf_zero"]);
    assert!(matches!(
        &notice.messages[..],
        [MessageChange::Edited(one), MessageChange::Written(two)]
            if one.id() == MessageId::from_number(2) && two.id() == MessageId::from_number(4)
    ));
    expect_test::expect_file!["../golden/notice.json"]
        .assert_eq(&(serde_json::to_string_pretty(&notice).unwrap() + "\n"));
}

/// Messages of one id, as a store may hold them: each that stood there before is told of nobody, and
/// many of them cost no more than as many others.
#[test]
fn messages_that_share_an_id() {
    let scene = Scene::operator();
    let mut before = scene.ticket.clone();
    let one = before.messages[0].clone();
    let of = |text: String| Message {
        text,
        ..one.clone()
    };
    before.messages = (0..20_000).map(|n| of(format!("{n}"))).collect();
    let mut after = before.clone();
    after.messages.reverse();
    let viewing = scene.viewing();
    assert_eq!(viewing.notice(Some(&before), &after), None);
    // One twice and another not at all edits nothing; a new text does.
    after.messages[0] = after.messages[1].clone();
    assert_eq!(viewing.notice(Some(&before), &after), None);
    after.messages[0] = of("another".to_owned());
    let notice = viewing.notice(Some(&before), &after).unwrap();
    assert!(matches!(
        &notice.messages[..],
        [MessageChange::Edited(edited)] if edited.id() == one.id
    ));
}

/// This field changed, and nobody kept the ticket before.
const fn now_only(field: &Field) -> Happened<'_> {
    Happened::Field {
        field,
        before: None,
    }
}

#[test]
fn attack_15_a_live_event_says_that_and_not_what() {
    let hidden_field = Field::Added(field("cf_hidden"));
    let shown_field = Field::Added(field("cf_view"));
    let desk = beside();
    let note = MessageId::from_number(3);
    let event = |scene: &Scene, what: Happened<'_>| {
        seen(scene, |viewing, ticket| viewing.live(Some(ticket), what))
    };
    for (who, scene) in everybody() {
        let kind = |what: Happened<'_>| event(&scene, what).map(|event| event.kind);
        let works_on_it = who == "operator";
        let staff = works_on_it || who == "stakeholder";
        let sees = |kind, sees: bool| sees.then_some(kind);
        assert_eq!(kind(Happened::Made), Some(LiveKind::Made));
        assert_eq!(kind(now_only(&shown_field)), Some(LiveKind::Changed));
        assert_eq!(
            kind(now_only(&hidden_field)),
            sees(LiveKind::Changed, staff),
            "{who}"
        );
        let number = kind(now_only(&Field::ClientNumber));
        assert_eq!(number, sees(LiveKind::Changed, works_on_it), "{who}");
        assert_eq!(
            kind(Happened::Message(note)),
            sees(LiveKind::Message, works_on_it),
            "{who}"
        );
        let public = Happened::Message(MessageId::from_number(2));
        assert_eq!(kind(public), Some(LiveKind::Message));
        // What is not known is dropped.
        assert_eq!(kind(Happened::Message(MessageId::from_number(99))), None);
        assert_eq!(kind(Happened::Linked(None)), None);
        let alone = scene.by == By::Link;
        assert_eq!(
            kind(Happened::Linked(desk.first())),
            sees(LiveKind::Linked, !alone),
            "{who}"
        );
        let unseen = kind(Happened::Linked(desk.get(1)));
        assert_eq!(
            unseen,
            sees(LiveKind::Linked, who == "stakeholder"),
            "{who}"
        );
        seen(&scene, |viewing, _| {
            assert_eq!(viewing.live(None, Happened::Made), None);
        });
    }
    assert_eq!(event(&Scene::stranger(), Happened::Made), None);
    // Masked and hidden values: told only while one is seen.
    let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    assert_eq!(event(&masked, now_only(&Field::ClientNumber)), None);
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    assert_eq!(event(&blind, now_only(&Field::Site)), None);
    assert!(event(&Scene::operator(), now_only(&Field::Site)).is_some());
    // Nothing but the id and the kind.
    let sent: LiveEvent = event(&Scene::operator(), Happened::Message(note)).unwrap();
    let id = ConversationId::from_number(2000);
    assert_eq!(json(&sent), format!(r#"{{"id":"{id}","kind":"message"}}"#));
}

/// What a viewer sees of a site is told when it becomes another to him: also when it becomes none. Whether it
/// is hidden now or there is none he does not learn, nor that one hidden site became another (attack 15, S64).
#[test]
fn attack_15_a_visible_site_that_becomes_none() {
    let scene = Scene {
        sites: these_sites([site(5)].into()),
        ..Scene::operator()
    };
    let viewing = scene.viewing();
    let at = |of: Option<i64>| {
        let mut ticket = full_ticket();
        ticket.facts.site = of.map(site);
        ticket
    };
    let told = |from: Option<i64>, to: Option<i64>| {
        let (before, after) = (at(from), at(to));
        let what = Happened::Field {
            field: &Field::Site,
            before: Some(&before),
        };
        json(&viewing.live(Some(&after), what))
    };
    // Site 5 he may see, 6 and 7 not.
    let changed = told(None, Some(5));
    assert!(changed.contains("changed"));
    for (from, to) in [(Some(5), None), (Some(5), Some(6)), (Some(6), Some(5))] {
        assert_eq!(told(from, to), changed, "{from:?} to {to:?}");
    }
    for (from, to) in [
        (Some(5), Some(5)),
        (None, None),
        (None, Some(6)),
        (Some(6), None),
        (Some(6), Some(7)),
    ] {
        assert_eq!(told(from, to), "null", "{from:?} to {to:?}");
    }
    // The same of the number: who does not see it is told of no change.
    let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let mut none = full_ticket();
    none.client_number = None;
    for (before, after) in [(full_ticket(), none.clone()), (none, full_ticket())] {
        let what = Happened::Field {
            field: &Field::ClientNumber,
            before: Some(&before),
        };
        assert_eq!(masked.viewing().live(Some(&after), what), None);
        let seen = Scene::operator();
        assert!(seen.viewing().live(Some(&after), what).is_some());
    }
    // What another ticket said is nothing that this one said.
    let mut other = at(None);
    other.facts.id = ConversationId::from_number(SEEN);
    let what = Happened::Field {
        field: &Field::Site,
        before: Some(&other),
    };
    assert!(viewing.live(Some(&at(Some(5))), what).is_some());
    assert_eq!(viewing.live(Some(&at(Some(6))), what), None);
}

/// One human: the operator of what he has, the customer of what he asked for.
fn of_both_accounts(operator: Holder) -> Filter {
    let asker = filter_of(&seeing(client(123), Scope::of(Relation::Requester)));
    Filter::join([filter_of(&operator), asker])
        .unwrap()
        .unwrap()
}

/// The full ticket before it came to 17.
fn not_yet_mine() -> Ticket {
    let mut before = full_ticket();
    before.facts.assignee = Some(Assignee::Person(user(18)));
    before
}

fn names(notice: &Notice<'_>) -> Vec<String> {
    notice.fields.iter().map(|one| one.field.name()).collect()
}

/// That the recipient sees the ticket under another hat than before sends nothing that is masked from him
/// now, in whichever order he wears them (S72, attack 14).
#[test]
fn attack_14_another_hat_sends_no_masked_number() {
    let policy = FieldPolicy::default()
        .with(Hat::Customer, Field::ClientNumber, Use::View)
        .unwrap();
    let viewing = Viewing {
        filter: of_both_accounts(masked(seeing(staff(17), Scope::of(Relation::Own)))),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let (asked, has) = (not_yet_mine(), full_ticket());
    let sent = |ticket| json(&viewing.open(ticket).unwrap().project());
    assert!(sent(&asked).contains(NUMBER) && !sent(&has).contains(NUMBER));
    let notice = viewing.notice(Some(&asked), &has).unwrap();
    assert_eq!(names(&notice), ["assignee"]);
    assert!(!json(&notice).contains(NUMBER));
    // Back again: he sees the number now, and it has not changed.
    let notice = viewing.notice(Some(&has), &asked).unwrap();
    assert_eq!(names(&notice), ["assignee"]);
    // It has, while it was masked: not told.
    let mut other = asked.clone();
    other.client_number = Some(OLD_NUMBER.to_owned());
    let notice = viewing.notice(Some(&has), &other).unwrap();
    assert_eq!(names(&notice), ["assignee"]);
    assert!(!json(&notice).contains(NUMBER));
    // Nor that there was none, which he did not know.
    let mut none = has.clone();
    none.client_number = None;
    assert_eq!(viewing.notice(Some(&none), &other), Some(notice));
}

/// What has not changed is no change because another hat shows it: a site that is shown by right to the
/// one and openly to the other, an added field, one that asks for a right.
#[test]
fn attack_14_another_hat_changes_no_field() {
    let mut policy = FieldPolicy::default();
    policy.site = SitePolicy::ByRight;
    policy.set(Hat::Customer, Field::Site, Use::View).unwrap();
    added(&mut policy, "cf_view", Use::View);
    let right = Permission::CONVERSATION_VIEW_HISTORY;
    let asks = FieldRights::to_see(right);
    for field in [Field::Priority, Field::Added(field("cf_edit"))] {
        policy.ask(Hat::Operator, field, asks).unwrap();
    }
    added(&mut policy, "cf_edit", Use::Edit);
    let mut operator = seeing(staff(17), Scope::of(Relation::Own));
    operator
        .grants
        .push(Grant::new(right, Scope::of(Relation::Own)));
    let (asked, has) = (not_yet_mine(), full_ticket());
    for (sites, rights) in [
        (SitesSeen::none(), RightsHeld::none()),
        (
            all_sites(),
            rights_of(&Catalogue::default(), [&operator], policy.rights()),
        ),
    ] {
        let viewing = Viewing {
            filter: of_both_accounts(operator.clone()),
            policy: &policy,
            sites,
            rights,
        };
        for (before, after) in [(&asked, &has), (&has, &asked)] {
            let notice = viewing.notice(Some(before), after).unwrap();
            assert_eq!(names(&notice), ["assignee"]);
        }
    }
}
