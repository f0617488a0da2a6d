//! Attack 29 of the list: a macro or an automation that somebody starts.

use frontdesk_access::{Holder, Scope};
use frontdesk_model::{Author, ConversationState, Language, MessageId, Relation};
use frontdesk_visibility::{Audience, Field, Happened, HistoryEntry, HistoryPart, Message, Ticket};

use super::attacks::in_group_8;
use crate::world::*;

#[test]
fn attack_29_a_robot_acts_by_its_own_rights_and_is_read_by_its_reader() {
    // A macro of user 17 runs as a principal of its own, which sees the queue of group 8: that user 17
    // started it opens nothing to it.
    let ticket = full_ticket();
    let macros = seeing(staff(90), in_group_8());
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

/// What the robot does to a desk: it closes each ticket that it sees, writes a note and an answer into it, and
/// changes the number, the site and a field that is hidden from customers. What it does not see stays as it is.
fn run(robot: &Holder, desk: &[Ticket]) -> Vec<Ticket> {
    let filter = filter_of(robot);
    let by = Some(Author::Actor(robot.id));
    let wrote = |id, audience, text: &str| Message {
        id: MessageId::from_number(id),
        at: minutes(70),
        author: by.clone(),
        audience,
        text: text.to_owned(),
        attachments: Vec::new(),
    };
    let changed = |ticket: &Ticket| {
        let mut ticket = ticket.clone();
        if !filter.matches(&ticket.facts) {
            return ticket;
        }
        ticket.facts.state = Some(ConversationState::Closed);
        ticket.facts.site = Some(site(6));
        ticket.client_number = Some(OLD_NUMBER.to_owned());
        ticket.history.push(HistoryEntry {
            at: minutes(70),
            by: by.clone(),
            parts: vec![HistoryPart::Field {
                field: Field::State,
                from: Some("in_work".to_owned()),
                to: Some("closed".to_owned()),
            }],
        });
        let score = "the score is 17".to_owned();
        ticket.messages.push(wrote(8, Audience::Internal, &score));
        ticket
            .messages
            .push(wrote(9, Audience::Public, "a technician comes"));
        ticket.custom_fields.insert(field("cf_hidden"), score);
        ticket
    };
    desk.iter().map(changed).collect()
}

/// What a reader is shown of it: of each ticket the notice, the view, the history and the events, and how many.
fn result(scene: &Scene, before: &[Ticket], after: &[Ticket]) -> String {
    let viewing = scene.viewing();
    let mut shown = format!("{} tickets\n", viewing.filter.count(after));
    for (before, after) in before.iter().zip(after) {
        let notice = viewing.notice(Some(before), after);
        let live = |field: &Field| {
            let before = Some(before);
            viewing.live(Some(after), Happened::Field { field, before })
        };
        let events = [Field::State, Field::Site, Field::ClientNumber]
            .each_ref()
            .map(live);
        let opened = viewing.open(after).ok();
        let view = opened.map(|granted| (granted.project(), granted.history(|_| None)));
        if let (None, None, [None, None, None]) = (&notice, &view, events) {
            continue;
        }
        let line = serde_json::json!([notice, view, events]);
        shown.push_str(&format!("{line}\n"));
    }
    shown
}

/// A macro that somebody starts over the whole desk runs as the robot that it is, with the robot's rights, and
/// under its name; what comes of it each reads as if nobody had touched what is hidden from him.
#[test]
fn attack_29_a_macro_shows_its_result_with_the_readers_view() {
    let robot = seeing(staff(90), Scope::any());
    let mut before = vec![full_ticket()];
    before.extend(beside());
    before[0].links.clear();
    let after = run(&robot, &before);
    assert!(after.iter().zip(&before).all(|(one, other)| one != other));
    // A narrower robot does nothing to what it does not see, whoever started it.
    let narrow = seeing(staff(90), in_group_8());
    assert!(filter_of(&Scene::operator().viewer).matches(&before[0].facts));
    assert!(run(&narrow, &before) == before);

    let masked_agent = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let blind_agent = Scene {
        sites: these_sites([site(5)].into()),
        ..Scene::operator()
    };
    let secrets = ["the score is 17", NOTE, OLD_NUMBER, NUMBER];
    for (who, scene, hidden) in [
        ("operator", Scene::operator(), &secrets[..0]),
        ("masked", masked_agent, &secrets[2..]),
        ("blind", blind_agent, &secrets[..0]),
        ("customer", Scene::customer(), &secrets[..]),
        ("colleague", Scene::colleague(), &secrets[..]),
        ("guest", Scene::guest(), &secrets[..]),
        ("stranger", Scene::stranger(), &secrets[..]),
    ] {
        let shown = result(&scene, &before, &after);
        for secret in hidden.iter().chain([&UNSEEN_SUBJECT]) {
            assert!(!shown.contains(secret), "{who}: {secret}");
        }
        // As if the robot had touched only what he sees: neither a byte nor a count more.
        let filter = scene.filter();
        let twin = before.iter().zip(&after).map(|(before, after)| {
            let sees = filter.matches(&before.facts);
            if sees { after.clone() } else { before.clone() }
        });
        assert_eq!(
            shown,
            result(&scene, &before, &twin.collect::<Vec<_>>()),
            "{who}"
        );
        let alone = |all: &[Ticket]| {
            let sees = |ticket: &&Ticket| filter.matches(&ticket.facts);
            all.iter().filter(sees).cloned().collect::<Vec<_>>()
        };
        assert_eq!(
            shown,
            result(&scene, &alone(&before), &alone(&after)),
            "{who}"
        );
    }
    // The staff reads who did it, and that is the robot and not who started it.
    let shown = result(&Scene::operator(), &before, &after);
    assert!(shown.contains("the score is 17") && shown.contains("a technician comes"));
    assert!(shown.contains(&user(90).to_string()));
    assert!(result(&Scene::customer(), &before, &after).contains("a technician comes"));
    assert_eq!(result(&Scene::stranger(), &before, &after), "0 tickets\n");
}
