//! The whole table viewer x field x surface.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_model::{
    Assignee, Channel, ConversationId, ConversationState, Language, MessageId, Privacy,
};
use frontdesk_visibility::{
    Audience, Condition, Field, Happened, HistoryPart, LinkKind, ListRequest, Message, Must,
    PartView, Priority, Shown, SitesSeen, Ticket, Viewing,
};

use crate::world::*;

fn viewers() -> Vec<(&'static str, Scene)> {
    vec![
        ("operator", Scene::operator()),
        (
            "operator, number masked",
            Scene::operator().with_viewer(|v| *v = masked(v.clone())),
        ),
        (
            "operator, no site right",
            Scene {
                sites: SitesSeen::none(),
                ..Scene::operator()
            },
        ),
        ("stakeholder", Scene::stakeholder()),
        ("customer", Scene::customer()),
        ("colleague", Scene::colleague()),
        ("guest", Scene::guest()),
        ("in copy", Scene::copied()),
        ("stranger", Scene::stranger()),
    ]
}

/// What the table asks for.
enum What {
    Field(Field),
    EarlierMessage,
    Message,
    Note,
    FileOfEarlier,
    FileOfMessage,
    FileOfNote,
    LinkToSeen,
    LinkToUnseen,
}

impl What {
    fn all() -> Vec<(String, Self)> {
        let added = ["cf_edit", "cf_hidden", "cf_none", "cf_unlisted", "cf_view"];
        let added = added.map(|id| Field::Added(field(id)));
        let fields = Field::STANDARD.into_iter().chain(added);
        let mut all: Vec<_> = fields.map(|f| (f.name(), Self::Field(f))).collect();
        for (name, what) in [
            ("earlier message", Self::EarlierMessage),
            ("message", Self::Message),
            ("note", Self::Note),
            ("file of earlier", Self::FileOfEarlier),
            ("file of message", Self::FileOfMessage),
            ("file of note", Self::FileOfNote),
            ("link to seen", Self::LinkToSeen),
            ("link to unseen", Self::LinkToUnseen),
        ] {
            all.push((name.to_owned(), what));
        }
        all
    }
}

fn yes(shown: bool) -> &'static str {
    if shown { "yes" } else { "-" }
}

type Surface = fn(&Viewing<'_>, &Ticket, &What) -> &'static str;

/// The view of the ticket: a place with the value, a place with the label, no place.
fn record(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let Ok(granted) = viewing.open(ticket) else {
        return "404";
    };
    let view = serde_json::to_value(granted.project()).unwrap();
    let place = match what {
        What::Field(Field::Added(id)) => view["added"].get(&id.0).map(|field| &field["value"]),
        What::Field(field) => view.get(field.name()),
        _ => {
            let text = match what {
                What::EarlierMessage => "It drips",
                What::Message => "We are sorry",
                What::Note => NOTE,
                What::FileOfEarlier => "kettle.jpg",
                What::FileOfMessage => "form.pdf",
                What::FileOfNote => NOTE_FILE,
                _ => return "",
            };
            return yes(view.to_string().contains(text));
        }
    };
    match place {
        None => "-",
        Some(value) if value.is_null() => "label",
        Some(_) => "value",
    }
}

/// A cell of a list and of an export.
fn cell(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let Ok(granted) = viewing.open(ticket) else {
        return "404";
    };
    let What::Field(field) = what else {
        return "";
    };
    let row = granted.cells(std::slice::from_ref(field), &Language::parse("en").unwrap());
    match granted.cell(field) {
        None => {
            assert!(row.is_err());
            "refused"
        }
        Some(shown) => {
            let empty = row.unwrap().concat()
                == if *field == Field::ClientNumber {
                    "Unknown number"
                } else {
                    ""
                };
            assert_eq!(
                empty,
                !matches!(shown, Shown::Value(value) if !value.clone().text().is_empty())
            );
            if empty { "label" } else { "value" }
        }
    }
}

/// A list of those that have a value there, as a condition; sorting and counting ask the same.
fn filter(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let What::Field(field) = what else {
        return "";
    };
    let mut request = ListRequest::default();
    let condition = Condition::new(field.clone(), Must::BeThere).unwrap();
    request.conditions.push(condition);
    // Refused before any ticket is looked at.
    match viewing.query(&request) {
        Err(refused) => {
            assert_eq!(refused.code(), "no_such_column");
            "refused"
        }
        Ok(query) => found(viewing, ticket, query.count([ticket])),
    }
}

/// A search for a word of it.
fn search(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let word = match what {
        What::Field(Field::Number) => "664-245651",
        What::Field(Field::Subject) => "kettle",
        What::Field(Field::ClientNumber) => "555-01-23",
        What::Field(Field::Added(id)) => match ticket.custom_fields.get(id) {
            Some(text) => text,
            None => return "",
        },
        What::EarlierMessage => "drips",
        What::Message => "sorry",
        What::Note => "black list",
        What::FileOfEarlier => "kettle.jpg",
        What::FileOfMessage => "form.pdf",
        What::FileOfNote => NOTE_FILE,
        What::LinkToSeen => "lid",
        What::LinkToUnseen => "rival",
        What::Field(_) => return "",
    };
    let request = ListRequest {
        search: word.to_owned(),
        ..ListRequest::default()
    };
    // A word may stand in a link, and links are not searched: neither seen ones nor unseen ones.
    let query = viewing.query(&request).unwrap();
    found(viewing, ticket, query.count([ticket]))
}

fn found(viewing: &Viewing<'_>, ticket: &Ticket, count: usize) -> &'static str {
    match viewing.open(ticket) {
        Ok(_) => yes(count == 1),
        Err(_) => {
            assert_eq!(count, 0);
            "404"
        }
    }
}

fn history(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    let desk = beside();
    let part = match what {
        What::Field(field) => HistoryPart::Field {
            field: field.clone(),
            from: Some("old".to_owned()),
            to: Some("new".to_owned()),
        },
        What::EarlierMessage => HistoryPart::Message(MessageId::from_number(1)),
        What::Message => HistoryPart::Message(MessageId::from_number(2)),
        What::Note => HistoryPart::Message(MessageId::from_number(3)),
        What::LinkToSeen => HistoryPart::Link(link(LinkKind::Related, SEEN)),
        What::LinkToUnseen => HistoryPart::Link(link(LinkKind::Related, UNSEEN)),
        What::FileOfEarlier | What::FileOfMessage | What::FileOfNote => return "",
    };
    let mut one = ticket.clone();
    one.history.truncate(1);
    one.history[0].parts = match what {
        // By its id, which can be checked against a right.
        What::Field(Field::Site) => vec![HistoryPart::Site {
            from: Some(site(6)),
            to: Some(site(5)),
        }],
        _ => vec![part],
    };
    let Ok(granted) = viewing.open(&one) else {
        return "404";
    };
    let history = granted.history(by_id(&desk));
    if let [entry] = &history[..] {
        let named = matches!(&entry.parts[..], [PartView::Field { .. }]);
        assert_eq!(named, matches!(what, What::Field(f) if *f != Field::Site));
    }
    yes(!history.is_empty())
}

/// The ticket with this one thing changed.
fn changed(ticket: &Ticket, what: &What) -> Ticket {
    let mut after = ticket.clone();
    let facts = &mut after.facts;
    let message = |like: usize, id| Message {
        id: MessageId::from_number(id),
        ..ticket.messages[like].clone()
    };
    match what {
        What::Field(field) => match field {
            Field::Number => after.number.push('0'),
            Field::Subject => after.subject.push('!'),
            Field::State => facts.state = Some(ConversationState::Closed),
            Field::Channel => facts.channel = Some(Channel::Web),
            Field::CreatedAt => facts.created_at = minutes(-1),
            Field::Group => facts.group = Some(group(4)),
            Field::Assignee => facts.assignee = Some(Assignee::Person(user(18))),
            Field::Priority => after.priority = Some(Priority::Low),
            Field::Site => facts.site = Some(site(6)),
            Field::ClientNumber => after.client_number = Some(OLD_NUMBER.to_owned()),
            Field::Requester => facts.requester = Some(customer(126)),
            Field::Organization => facts.organization = Some(company(9)),
            Field::Participants => facts.participants.clear(),
            Field::Copied => {
                facts.copied.insert(customer(127), minutes(3));
            }
            Field::Privacy => facts.privacy = Some(Privacy::Private),
            Field::Added(id) => {
                after.custom_fields.insert(id.clone(), "another".to_owned());
            }
        },
        What::EarlierMessage => after.messages.push(message(0, 4)),
        What::Message => after.messages.push(message(1, 4)),
        What::Note => after.messages.push(message(2, 4)),
        What::FileOfEarlier => after.messages[0]
            .attachments
            .push(attachment(8, "more.pdf")),
        What::FileOfMessage => after.messages[1]
            .attachments
            .push(attachment(8, "more.pdf")),
        What::FileOfNote => after.messages[2]
            .attachments
            .push(attachment(8, "more.pdf")),
        What::LinkToSeen | What::LinkToUnseen => {}
    }
    assert_eq!(
        message(2, 3).audience,
        Audience::Internal,
        "the third message is the note"
    );
    after
}

fn notice(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    if viewing.open(ticket).is_err() {
        return "404";
    }
    let after = changed(ticket, what);
    match viewing.open(&after) {
        Err(_) => {
            assert_eq!(viewing.notice(Some(ticket), &after), None);
            "out of sight"
        }
        Ok(_) => yes(viewing.notice(Some(ticket), &after).is_some()),
    }
}

fn live(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    if viewing.open(ticket).is_err() {
        return "404";
    }
    let desk = beside();
    let linked = |id| Happened::Linked(by_id(&desk)(ConversationId::from_number(id)));
    let what = match what {
        What::Field(field) => Happened::Field {
            field,
            before: None,
        },
        What::EarlierMessage => Happened::Message(MessageId::from_number(1)),
        What::Message => Happened::Message(MessageId::from_number(2)),
        What::Note => Happened::Message(MessageId::from_number(3)),
        What::LinkToSeen => linked(SEEN),
        What::LinkToUnseen => linked(UNSEEN),
        What::FileOfEarlier | What::FileOfMessage | What::FileOfNote => return "",
    };
    yes(viewing.live(Some(ticket), what).is_some())
}

fn by_id_alone(viewing: &Viewing<'_>, ticket: &Ticket, what: &What) -> &'static str {
    if viewing.open(ticket).is_err() {
        return "404";
    }
    let desk = beside();
    let file = |id| {
        yes(viewing
            .attachment(ticket, frontdesk_model::AttachmentId::from_number(id))
            .is_ok())
    };
    let linked = |at: usize| yes(viewing.may_link(Some(ticket), desk.get(at)).is_ok());
    match what {
        What::FileOfEarlier => file(1),
        What::FileOfMessage => file(2),
        What::FileOfNote => file(3),
        What::LinkToSeen => linked(0),
        What::LinkToUnseen => linked(1),
        What::Field(_) | What::EarlierMessage | What::Message | What::Note => "",
    }
}

#[test]
fn surfaces() {
    let surfaces: [(&str, Surface); 8] = [
        ("record: the view of the ticket", record),
        ("cell: of a list and of an export", cell),
        ("filter: a list of those that have it", filter),
        ("search: a list by a word of it", search),
        ("history: an entry of this alone", history),
        ("notice: of a change of this alone", notice),
        ("live: the event that this changed", live),
        ("by id: fetched, or linked to", by_id_alone),
    ];
    let viewers = viewers();
    let letters: Vec<char> = ('A'..).take(viewers.len()).collect();
    let mut text = String::new();
    for (letter, (name, _)) in letters.iter().zip(&viewers) {
        writeln!(text, "{letter}  {name}").unwrap();
    }
    for (surface, answer) in surfaces {
        writeln!(text, "\n# {surface}").unwrap();
        let mut heading = format!("{:<18}", "");
        for letter in &letters {
            write!(heading, " {letter:<12}").unwrap();
        }
        writeln!(text, "{}", heading.trim_end()).unwrap();
        for (name, what) in What::all() {
            let mut row = format!("{name:<18}");
            let answers = viewers.iter();
            let answers = answers.map(|(_, scene)| answer(&scene.viewing(), &scene.ticket, &what));
            let cells: Vec<&str> = answers.collect();
            for cell in &cells {
                write!(row, " {cell:<12}").unwrap();
            }
            // What the surface does not know has no row.
            if !cells.concat().replace("404", "").is_empty() {
                writeln!(text, "{}", row.trim_end()).unwrap();
            }
        }
    }
    expect_file!["../golden/surfaces.txt"].assert_eq(&text);
}
