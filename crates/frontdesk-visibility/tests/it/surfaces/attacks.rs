//! The attack list on the surfaces of this crate beside the view. Each test is named after its number
//! there.

use frontdesk_access::Scope;
use frontdesk_model::{
    ActorId, AttachmentId, Author, ConversationId, Language, MessageId, Relation,
};
use frontdesk_visibility::{
    Audience, Field, FieldPolicy, Filter, Happened, Hat, HistoryView, LinkKind, Message,
    NoSuchColumn, NotFound, Piece, PortalAction, SitesSeen, Ticket, Use, Viewing,
};

use super::json;
use super::sent::told;
use crate::world::*;

/// Everybody but the staff, and the staff that only follows.
fn outside() -> Vec<(&'static str, Scene)> {
    vec![
        ("customer", Scene::customer()),
        ("colleague", Scene::colleague()),
        ("guest", Scene::guest()),
        ("stakeholder", Scene::stakeholder()),
    ]
}

pub(super) fn everybody() -> Vec<(&'static str, Scene)> {
    let mut all = outside();
    all.push(("operator", Scene::operator()));
    all
}

/// Asks what the scene's viewer sees of the scene's ticket.
pub(super) fn seen<T>(scene: &Scene, ask: impl FnOnce(&Viewing<'_>, &Ticket) -> T) -> T {
    ask(&scene.viewing(), &scene.ticket)
}

#[test]
fn attack_09_what_follows_from_messages_follows_from_what_is_seen() {
    for (who, scene) in outside() {
        let without = scene
            .clone()
            .with_ticket(|t| t.messages.retain(|m| m.audience == Audience::Public));
        for place in [
            "/updated_at",
            "/message_count",
            "/attachment_count",
            "/preview",
        ] {
            let ask = Ask::Field(place);
            assert_eq!(scene.answer(&ask), without.answer(&ask), "{who} {place}");
        }
        let unread = |scene: &Scene| {
            seen(scene, |viewing, ticket| {
                viewing.open(ticket).unwrap().unread(minutes(1))
            })
        };
        assert_eq!((unread(&scene), unread(&without)), (1, 1), "{who}");
    }
    let operator = Scene::operator();
    assert_eq!(operator.answer(&Ask::Field("/message_count")), "3");
    assert_eq!(operator.answer(&Ask::Field("/preview")), NOTE);
}

#[test]
fn attack_11_links_to_hidden_tickets() {
    for (who, scene) in everybody() {
        if scene.by == By::Link {
            continue;
        }
        let desk = beside();
        let viewing = scene.viewing();
        let lookup = by_id(&desk);
        if scene.by == By::Following {
            // He sees the whole desk.
            let granted = viewing.open(&scene.ticket).unwrap();
            assert_eq!(granted.links(&lookup).len(), 2);
            continue;
        }
        let granted = viewing.open(&scene.ticket).unwrap();
        let links = granted.links(&lookup);
        assert_eq!(links.len(), 1, "{who}");
        assert_eq!(links[0].to, ConversationId::from_number(SEEN));
        assert_eq!(
            (links[0].kind, links[0].number),
            (LinkKind::Related, Some("664-2001"))
        );
        assert!(!json(&links).contains(UNSEEN_SUBJECT));
        // To make one: hidden, of another tenant, not there: one answer.
        let with = |other: Option<&Ticket>| viewing.may_link(Some(&scene.ticket), other);
        assert_eq!(with(Some(&desk[0])), Ok(()));
        assert_eq!(with(Some(&desk[1])), Err(NotFound));
        let mut foreign = desk[0].clone();
        foreign.facts.tenant = THERE;
        assert_eq!(with(Some(&foreign)), Err(NotFound));
        assert_eq!(with(None), Err(NotFound));
        // And not from one that is hidden either.
        assert_eq!(
            viewing.may_link(Some(&desk[1]), Some(&desk[0])),
            Err(NotFound)
        );
        // A store that answers with another ticket than was asked for shows nothing.
        let wrong = granted.links(|_| desk.first());
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].to, ConversationId::from_number(SEEN));
    }
    // A link of a guest opens this ticket and no other.
    let scene = Scene::guest();
    let desk = beside();
    seen(&scene, |viewing, ticket| {
        assert!(viewing.open(ticket).unwrap().links(by_id(&desk)).is_empty());
        assert_eq!(viewing.may_link(Some(ticket), desk.first()), Err(NotFound));
    });
}

#[test]
fn attack_12_a_file_by_its_id() {
    let file = |scene: &Scene, id: i64| {
        seen(scene, |viewing, ticket| {
            let file = viewing.attachment(ticket, AttachmentId::from_number(id));
            file.map(|file| file.name.to_owned())
        })
    };
    for (who, scene) in everybody() {
        assert_eq!(file(&scene, 2), Ok("form.pdf".to_owned()), "{who}");
        let of_note = file(&scene, 3);
        match who {
            "operator" => assert_eq!(of_note, Ok(NOTE_FILE.to_owned())),
            _ => assert_eq!(of_note, Err(NotFound), "{who}"),
        }
        assert_eq!(file(&scene, 99), Err(NotFound));
        // Without the ticket the id gives nothing.
        let lost = scene.with_facts(|f| f.tenant = THERE);
        if lost.by != By::Link {
            assert_eq!(file(&lost, 2), Err(NotFound), "{who}");
        }
    }
    assert_eq!(file(&Scene::stranger(), 2), Err(NotFound));
    // The file of another ticket is none of this one.
    let other = beside().remove(0);
    let alone = Scene::customer().with_ticket(|t| t.messages.clear());
    assert_eq!(file(&alone, 2), Err(NotFound));
    seen(&alone, |viewing, _| {
        assert!(
            viewing
                .attachment(&other, AttachmentId::from_number(2))
                .is_ok()
        );
    });
}

#[test]
fn attack_13_a_reference_to_a_hidden_ticket() {
    let desk = beside();
    let numbered = |number: &str| desk.iter().find(|ticket| ticket.number == number);
    let pieces = |scene: &Scene, text: &'static str| {
        seen(scene, |viewing, _| viewing.references(text, numbered))
    };
    let id = ConversationId::from_number(SEEN);
    let customer = Scene::customer();
    assert_eq!(
        pieces(&customer, "as in #664-2001, not #664-2002 or #664-9."),
        [
            Piece::Text("as in "),
            Piece::Ticket {
                id,
                text: "#664-2001"
            },
            Piece::Text(", not #664-2002 or #664-9."),
        ]
    );
    // A hidden one is as one that is not there, to the byte.
    let absent = seen(&customer, |viewing, _| {
        viewing.references("as in #664-2002", |_| None)
    });
    assert_eq!(pieces(&customer, "as in #664-2002"), absent);
    for text in [
        "",
        "#",
        "##",
        "#-664-2001",
        "a#664-2001",
        "&#664-2001;",
        "#664-20011",
        "#664",
        "чай#664-2001",
    ] {
        let plain = pieces(&customer, text);
        assert!(
            plain.iter().all(|piece| matches!(piece, Piece::Text(_))),
            "{text}"
        );
        assert_eq!(plain.len(), usize::from(!text.is_empty()), "{text}");
    }
    for text in [
        "#664-2001",
        "##664-2001",
        "(#664-2001)",
        "#664-2001-",
        "чай #664-2001чай",
    ] {
        let found = pieces(&customer, text);
        let is_found = found
            .iter()
            .any(|piece| matches!(piece, Piece::Ticket { .. }));
        assert_eq!(is_found, !text.ends_with("чай"), "{text}");
        let said: String = found.iter().map(Piece::text).collect();
        assert_eq!(said, text);
    }
    // The text of a message: only of one that is seen.
    let scene = Scene::customer().with_ticket(|t| {
        for message in &mut t.messages {
            message.text = "see #664-2001 and #664-2002".to_owned();
        }
    });
    seen(&scene, |viewing, ticket| {
        let granted = viewing.open(ticket).unwrap();
        let text = |id| granted.text(MessageId::from_number(id), numbered);
        assert_eq!(text(2).unwrap().len(), 3);
        assert_eq!(text(3), Err(NotFound));
        assert_eq!(text(99), Err(NotFound));
    });
    // A store that answers with another ticket than was asked for links nothing.
    seen(&customer, |viewing, _| {
        let wrong = viewing.references("see #1", |_| desk.first());
        assert_eq!(wrong, [Piece::Text("see #1")]);
    });
}

/// The texts of all messages are the text of each that is seen, and of none that is not; a ticket of many
/// messages costs no more than so many of one.
#[test]
fn texts_are_the_text_of_each() {
    let desk = beside();
    let numbered = |number: &str| desk.iter().find(|ticket| ticket.number == number);
    for (who, scene) in everybody() {
        let scene = scene.with_ticket(|ticket| {
            let first = ticket.messages[0].clone();
            let many = (10..50_000).map(|id| Message {
                id: MessageId::from_number(id),
                text: "see #664-2001 and #664-2002".to_owned(),
                ..first.clone()
            });
            ticket.messages.extend(many);
        });
        seen(&scene, |viewing, ticket| {
            let granted = viewing.open(ticket).unwrap();
            let all: Vec<_> = granted.texts(numbered).collect();
            let notes = usize::from(who == "operator");
            assert_eq!(all.len(), ticket.messages.len() - 1 + notes, "{who}");
            for (id, pieces) in all.iter().take(20) {
                assert_eq!(granted.text(*id, numbered).as_ref(), Ok(pieces), "{who}");
            }
            let note = MessageId::from_number(3);
            assert_eq!(all.iter().any(|(id, _)| *id == note), notes == 1, "{who}");
        });
    }
}

#[test]
fn attack_16_a_good_number_and_a_letter_open_nothing() {
    // Customer 125 knows the number, and a letter of his got into the ticket: he is still nobody here.
    let scene = Scene::stranger().with_ticket(|t| {
        t.messages.push(Message {
            id: MessageId::from_number(4),
            at: minutes(5),
            author: Some(Author::Actor(customer(125).into())),
            audience: Audience::Public,
            text: format!("Re: {} (cc: customer 125)", t.number),
            attachments: vec![attachment(4, "letter.pdf")],
        });
    });
    assert_eq!(scene.hat(), None);
    assert_eq!(scene.everything(), None);
    seen(&scene, |viewing, ticket| {
        let own_file = viewing.attachment(ticket, AttachmentId::from_number(4));
        assert_eq!(own_file, Err(NotFound));
        let number = viewing.references("#664-245651", |_| Some(ticket));
        assert_eq!(number, [Piece::Text("#664-245651")]);
        assert_eq!(viewing.notice(None, ticket), None);
        assert_eq!(
            viewing.live(Some(ticket), Happened::Message(MessageId::from_number(4))),
            None
        );
    });
    // A link to another ticket, or made for another customer, opens it as little.
    let ticket = full_ticket();
    let mut other = link_to(&ticket, customer(123));
    other.ticket = ConversationId::from_number(SEEN);
    for link in [other, link_to(&ticket, customer(125))] {
        assert!(!Filter::of_guest(&link, now()).matches(&ticket.facts));
    }
}

#[test]
fn attack_17_who_takes_part_sees_what_is_public_and_while_he_does() {
    let taking_part = Scene {
        by: By::Following,
        ..Scene::of(seeing(staff(18), Scope::of(Relation::Participating)))
    };
    assert_eq!(taking_part.hat(), Some(Hat::Stakeholder));
    assert_eq!(taking_part.answer(&Ask::Find("We are sorry")), "found");
    assert_eq!(taking_part.answer(&Ask::Find(NOTE)), "not found");
    // The list of participants is a field like any other.
    let others = Ask::Field("/participants");
    assert_ne!(taking_part.answer(&others), "no place");
    let private = taking_part.clone().with_policy(|p| {
        p.set(Hat::Stakeholder, Field::Participants, Use::Hidden)
            .unwrap();
    });
    assert_eq!(private.answer(&others), "no place");
    assert!(!private.everything().unwrap().contains("old participants"));
    // No longer of them: nothing, from that moment, on any surface.
    let removed = taking_part.clone().with_facts(|f| f.participants.clear());
    assert_eq!(removed.everything(), None);
    let viewing = taking_part.viewing();
    assert_eq!(
        viewing.notice(Some(&taking_part.ticket), &removed.ticket),
        None
    );
    assert_eq!(viewing.live(Some(&removed.ticket), Happened::Made), None);
    assert_eq!(
        viewing.attachment(&removed.ticket, AttachmentId::from_number(2)),
        Err(NotFound)
    );
}

#[test]
fn attack_18_a_member_of_staff_who_became_a_customer() {
    // Number 123 wrote the note as staff; as the customer who asked he does not get it back.
    let own_note = |t: &mut Ticket| {
        t.messages[2].author = Some(Author::Actor(ActorId::User(user(123))));
    };
    let as_customer = Scene::customer().with_ticket(own_note);
    for text in [NOTE, NOTE_FILE] {
        assert_eq!(as_customer.answer(&Ask::Find(text)), "not found");
    }
    let file = seen(&as_customer, |viewing, ticket| {
        viewing
            .attachment(ticket, AttachmentId::from_number(3))
            .is_ok()
    });
    assert!(!file);
    let still_staff = Scene::of(seeing(staff(123), Scope::any())).with_ticket(own_note);
    assert_eq!(still_staff.answer(&Ask::Find(NOTE)), "found");
}

#[test]
fn attack_22_a_colleague_gets_no_more_on_any_surface() {
    let desk = beside();
    let entries = |scene: &Scene| {
        seen(scene, |viewing, ticket| {
            let history = viewing.open(ticket).unwrap().history(by_id(&desk));
            let parts = history
                .iter()
                .flat_map(|entry: &HistoryView<'_>| &entry.parts);
            parts.map(json).collect::<std::collections::BTreeSet<_>>()
        })
    };
    let (customer, colleague, guest) = (Scene::customer(), Scene::colleague(), Scene::guest());
    for other in [&colleague, &guest] {
        assert!(entries(other).is_subset(&entries(&customer)));
    }
    let wide = |hat| {
        // Even where the policy says more of them, they get what the customer gets.
        let mut policy = FieldPolicy::default();
        hide(&mut policy, Field::Group);
        policy.set(hat, Field::Group, Use::View).unwrap();
        policy
            .set(hat, Field::Added(field("cf_hidden")), Use::View)
            .unwrap();
        policy
    };
    for (hat, scene) in [(Hat::Colleague, colleague), (Hat::Guest, guest)] {
        let scene = Scene {
            policy: wide(hat),
            ..scene
        };
        let all = scene.everything().unwrap();
        for secret in ["cf_hidden\"", "creditworthy", "old group", "\"group\""] {
            assert!(!all.contains(secret), "{hat}: {secret}");
        }
    }
}

#[test]
fn attack_27_an_export_has_the_columns_of_its_reader() {
    let english = Language::parse("en").unwrap();
    let row = |scene: &Scene, columns: &[Field]| {
        seen(scene, |viewing, ticket| {
            let cells = viewing.open(ticket).unwrap().cells(columns, &english);
            cells.map(|cells| cells.join("|"))
        })
    };
    let plain = [Field::Number, Field::State, Field::Priority, Field::Channel];
    for (who, scene) in everybody() {
        assert_eq!(
            row(&scene, &plain),
            Ok("664-245651|in_work|high|email".into()),
            "{who}"
        );
        assert_eq!(row(&scene, &[]), Ok(String::new()));
    }
    // One hidden column refuses the row, wherever it stands, as one does that nobody has.
    for hidden in [
        Field::Site,
        Field::ClientNumber,
        Field::Added(field("cf_hidden")),
        Field::Added(field("cf_none")),
    ] {
        for columns in [
            vec![hidden.clone()],
            vec![Field::Number, hidden.clone()],
            vec![hidden.clone(), Field::Number],
        ] {
            let refused = row(&Scene::customer(), &columns);
            assert_eq!(refused, Err(NoSuchColumn));
            assert_eq!(NoSuchColumn.to_string(), "no such column");
        }
    }
    // To the staff a field is a column whether or not this ticket has it.
    let columns = [
        Field::Added(field("cf_none")),
        Field::Added(field("cf_view")),
    ];
    assert_eq!(row(&Scene::operator(), &columns), Ok("|order 77".into()));
    let masked = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let number = [Field::ClientNumber, Field::Number];
    assert_eq!(
        row(&Scene::operator(), &number),
        Ok(format!("{NUMBER}|664-245651"))
    );
    assert_eq!(
        row(&masked, &number),
        Ok("Unknown number|664-245651".into())
    );
    // One label for a hidden number and for none, in each of the three languages; in others the source's.
    let none = Scene::operator().with_ticket(|t| t.client_number = None);
    for (tag, label) in [
        ("ru", "Неизвестный номер"),
        ("en", "Unknown number"),
        ("en-GB", "Unknown number"),
        ("fr", "Numéro inconnu"),
        ("de", "Неизвестный номер"),
    ] {
        let language = Language::parse(tag).unwrap();
        for scene in [&masked, &none] {
            let cells = seen(scene, |viewing, ticket| {
                let granted = viewing.open(ticket).unwrap();
                let cells = granted.cells(&[Field::ClientNumber], &language);
                cells.map(|cells| cells.concat())
            });
            assert_eq!(cells, Ok(label.to_owned()), "{tag}");
        }
    }
    let blind = Scene {
        sites: SitesSeen::none(),
        ..Scene::operator()
    };
    assert_eq!(row(&blind, &[Field::Site]), Ok(String::new()));
    assert_eq!(
        row(&Scene::operator(), &[Field::Site]),
        Ok(site(5).to_string())
    );
}

#[test]
fn attack_32_hidden_afterwards_is_hidden_everywhere_at_once() {
    let scene = Scene::customer();
    let hidden = scene
        .clone()
        .with_policy(|p| added(p, "cf_view", Use::Hidden));
    assert!(scene.everything().unwrap().contains("order 77"));
    let all = hidden.everything().unwrap();
    for secret in ["order 77", "cf_view\"", "old added.cf_view"] {
        assert!(!all.contains(secret), "{secret}");
    }
    let change = |t: &mut Ticket| {
        t.custom_fields
            .insert(field("cf_view"), "order 78".to_owned());
    };
    assert!(told(&scene, change).unwrap().contains("order 78"));
    assert_eq!(told(&hidden, change), None);
}

#[test]
fn attack_35_what_is_to_fill_names_nothing_hidden() {
    let requiring = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        Scene::customer().with_policy(move |p| {
            for id in ids {
                added(p, &id, Use::Require);
            }
        })
    };
    // Required of the staff and hidden from the customer: not named to him, and no hindrance.
    let scene = requiring(&[]).with_policy(|p| {
        for id in ["cf_hidden", "cf_none"] {
            let field = Field::Added(field(id));
            p.set(Hat::Operator, field, Use::Require).unwrap();
        }
    });
    assert_eq!(scene.answer(&Ask::Act(PortalAction::Close)), "close");
    assert!(!scene.everything().unwrap().contains("cf_none\""));
    let refusal = requiring(&["cf_empty"])
        .act(&PortalAction::Close)
        .unwrap_err();
    assert_eq!(refusal.to_string(), "required fields are empty");
    assert_eq!(
        json(&refusal),
        r#"{"code":"to_fill","fields":["added.cf_empty"]}"#
    );
}

/// What the policy hides from the staff is hidden on every surface too, of this ticket and of the ones
/// that it is linked to and that texts speak of.
#[test]
fn what_is_hidden_from_the_staff_is_hidden_everywhere() {
    let speaking =
        |scene: Scene| scene.with_ticket(|t| t.messages[0].text = "as in #664-2001".to_owned());
    let cases: [(Field, &[&str]); 5] = [
        (
            Field::Number,
            &["664-245651", "\"664-2001\"", "\"#664-2001\"", "old number"],
        ),
        (
            Field::Subject,
            &["The kettle leaks", "The lid too", "old subject"],
        ),
        (Field::Priority, &["high", "old priority"]),
        (Field::ClientNumber, &[NUMBER, OLD_NUMBER]),
        (
            Field::Added(field("cf_view")),
            &["order 77", "old added.cf_view"],
        ),
    ];
    for (hidden, values) in cases {
        for (hat, scene) in [
            (Hat::Operator, Scene::operator()),
            (Hat::Stakeholder, Scene::stakeholder()),
        ] {
            let scene = speaking(scene);
            let bare = scene
                .clone()
                .with_policy(|p| p.set(hat, hidden.clone(), Use::Hidden).unwrap());
            let (all, bare) = (scene.everything().unwrap(), bare.everything().unwrap());
            for value in values {
                let before = scene.policy.shows(hat, &hidden);
                assert_eq!(all.contains(value), before, "{hat} {hidden}: {value}");
                assert!(!bare.contains(value), "{hat} {hidden}: {value}");
            }
        }
    }
}
