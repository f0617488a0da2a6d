//! Whole tables: who sees which field, and what comes of which portal action.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::Scope;
use frontdesk_model::{Channel, ConversationState, Relation};
use frontdesk_visibility::{Field, PortalAction, PortalState, SitePolicy, SitesSeen, Use};
use serde_json::Value;

use crate::world::*;

/// What stands in a view at every place that any view has. `value`: what the ticket says. `label`:
/// empty, and the label or nothing in its place. `-`: the view has no such place.
fn cells(scene: &Scene) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    let Some(view) = scene.json() else {
        return cells;
    };
    let mut put = |name: &str, text: &str| {
        cells.insert(name.to_owned(), text.to_owned());
    };
    let known = |value: &Value| if value.is_null() { "label" } else { "value" };
    for (name, value) in view.as_object().unwrap() {
        match name.as_str() {
            "as" => {}
            "messages" => {
                for message in value.as_array().unwrap() {
                    // Only a message of the staff says for whom it was written.
                    let kind = match message.get("audience").and_then(Value::as_str) {
                        Some("internal") => "note",
                        _ => "message",
                    };
                    for part in message.as_object().unwrap().keys() {
                        put(&format!("{kind} {part}"), "value");
                    }
                }
            }
            "added" => {
                for (id, value) in value.as_object().unwrap() {
                    let how = value["use"].as_str().unwrap();
                    let text = format!("{}, {how}", known(&value["value"]));
                    put(&format!("field {id}"), &text);
                }
            }
            "updated_at" => {
                let of_note = value.as_str().unwrap().starts_with("2026-11-22T10:00");
                put(
                    name,
                    if of_note {
                        "of the note"
                    } else {
                        "of the answer"
                    },
                );
            }
            name => put(name, known(value)),
        }
    }
    cells
}

#[test]
fn fields() {
    let other_channel = |scene: Scene| scene.with_facts(|f| f.channel = Some(Channel::Telegram));
    let supervisor = || Scene::of(seeing(staff(20), Scope::any()));
    let columns: Vec<(&str, Scene)> = vec![
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
        (
            "operator, site open",
            Scene {
                sites: SitesSeen::none(),
                ..Scene::operator()
            }
            .with_policy(|p| p.site = SitePolicy::Open),
        ),
        ("supervisor", supervisor()),
        ("customer", Scene::customer()),
        (
            "customer, standard off",
            Scene::customer().with_policy(|p| {
                hide(p, Field::Group);
                hide(p, Field::Assignee);
                hide(p, Field::Priority);
            }),
        ),
        (
            "customer, added off",
            Scene::customer().with_policy(without_added),
        ),
        ("customer, telegram", other_channel(Scene::customer())),
        ("colleague", Scene::colleague()),
        ("in copy", Scene::copied()),
        ("stranger", Scene::stranger()),
        (
            "other operator",
            Scene::of(seeing(staff(20), Scope::of(Relation::Own))),
        ),
        (
            "customer, deleted",
            Scene::customer().with_facts(|f| f.deleted = true),
        ),
    ];
    let cells: Vec<_> = columns.iter().map(|(_, scene)| cells(scene)).collect();
    let mut rows: BTreeSet<&str> = cells
        .iter()
        .flat_map(|c| c.keys())
        .map(String::as_str)
        .collect();
    // A ticket has it, and no customer's view does; no view has it at all.
    rows.insert("field cf_hidden");
    rows.insert("field cf_unlisted");
    let heading: Vec<String> = (b'A'..)
        .map(|letter| char::from(letter).to_string())
        .take(columns.len())
        .collect();

    let mut text = String::new();
    for (letter, (name, scene)) in heading.iter().zip(&columns) {
        let hat = scene.answer(&Ask::See);
        writeln!(text, "{letter}  {name}: {hat}").unwrap();
    }
    let mut line = |name: &str, cells: Vec<String>| {
        let mut row = format!("{name:<20}");
        for cell in cells {
            write!(row, " {cell:<13}").unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    };
    line("", Vec::new());
    line("field", heading);
    for row in rows {
        let cell = |cells: &BTreeMap<String, String>| match cells.get(row) {
            _ if cells.is_empty() => "404".to_owned(),
            None => "-".to_owned(),
            Some(cell) => cell.clone(),
        };
        line(row, cells.iter().map(cell).collect());
    }
    expect_file!["golden/fields.txt"].assert_eq(&text);
}

/// The actions of the table, as its rows name them.
fn actions() -> Vec<(&'static str, PortalAction)> {
    let edit = |id| PortalAction::EditField(field(id));
    vec![
        ("reply", PortalAction::Reply),
        ("close", PortalAction::Close),
        ("reopen", PortalAction::Reopen),
        ("edit an editable field", edit("cf_edit")),
        ("edit a view-only field", edit("cf_view")),
        ("edit a hidden field", edit("cf_hidden")),
        ("edit a field not listed", edit("cf_unlisted")),
        ("edit a field nobody has", edit("cf_none")),
    ]
}

#[test]
fn portal() {
    expect_file!["golden/portal.txt"].assert_eq(&portal_table());
}

fn portal_table() -> String {
    let hats = [
        ("customer", Scene::customer()),
        ("colleague", Scene::colleague()),
        ("in copy", Scene::copied()),
        ("stranger", Scene::stranger()),
        ("operator", Scene::operator()),
        (
            "customer, a required field empty",
            Scene::customer().with_policy(|p| added(p, "cf_empty", Use::Require)),
        ),
        (
            "customer, deleted",
            Scene::customer().with_facts(|f| f.deleted = true),
        ),
        (
            "customer, spam",
            Scene::customer().with_facts(|f| f.spam = true),
        ),
    ];
    let channels = [
        ("email", Some(Channel::Email)),
        ("web", Some(Channel::Web)),
        ("telegram", Some(Channel::Telegram)),
        ("unknown", None),
    ];
    let mut states: Vec<Option<ConversationState>> = vec![None];
    states.extend(ConversationState::ALL.map(Some));

    let mut text = String::new();
    for help_center in [PortalState::Open, PortalState::Closed] {
        for (hat, scene) in &hats {
            let in_use = if help_center == PortalState::Open {
                "in use"
            } else {
                "not in use"
            };
            writeln!(text, "# {hat}, help center {in_use}").unwrap();
            let mut rows = Vec::new();
            for (channel, value) in &channels {
                for (name, action) in actions() {
                    let answers: Vec<String> = states
                        .iter()
                        .map(|state| {
                            let scene = Scene {
                                help_center,
                                ..scene.clone()
                            }
                            .with_facts(|f| {
                                f.channel.clone_from(value);
                                f.state = *state;
                            });
                            outcome(&scene.act(&action))
                        })
                        .collect();
                    rows.push((format!("{channel}: {name}"), answers));
                }
            }
            write_rows(&mut text, &rows);
        }
    }
    text
}

/// One line for a whole part of which every cell is the same; else a line a row, of one cell where
/// the state makes no difference.
fn write_rows(text: &mut String, rows: &[(String, Vec<String>)]) {
    let all: BTreeSet<&String> = rows.iter().flat_map(|(_, answers)| answers).collect();
    if let [only] = all.iter().collect::<Vec<_>>()[..] {
        writeln!(text, "every action in every channel and state: {only}\n").unwrap();
        return;
    }
    let states = ["unknown", "new", "waiting", "offered", "in_work", "closed"];
    for (name, answers) in rows {
        let same: BTreeSet<&String> = answers.iter().collect();
        if same.len() == 1 {
            writeln!(text, "{name:<36} in every state: {}", answers[0]).unwrap();
            continue;
        }
        let cells: Vec<String> = states
            .iter()
            .zip(answers)
            .map(|(state, answer)| format!("{state}: {answer}"))
            .collect();
        writeln!(text, "{name:<36} {}", cells.join("; ")).unwrap();
    }
    text.push('\n');
}

/// The table shows each outcome that the crate knows.
#[test]
fn every_outcome_occurs_in_the_table() {
    let text = portal_table();
    for outcome in [
        ": reply\n",
        "close;",
        ": nothing to do",
        ": reopen\n",
        ": edit\n",
        "no: not_found",
        "no: no_portal",
        "no: other_channel telegram",
        "no: other_channel ?",
        "no: not_yours",
        "no: not_closed",
        "no: to_fill",
        "no: view_only",
    ] {
        assert!(text.contains(outcome), "{outcome:?} is nowhere");
    }
}

/// A field that is editable or required and also hidden cannot be written: one word for each field.
#[test]
fn a_field_has_one_use() {
    for (word, way) in [
        ("\"view\"", Use::View),
        ("\"edit\"", Use::Edit),
        ("\"hidden\"", Use::Hidden),
        ("\"require\"", Use::Require),
    ] {
        assert_eq!(serde_json::from_str::<Use>(word).unwrap(), way);
        assert_eq!(serde_json::to_string(&way).unwrap(), word);
    }
}
