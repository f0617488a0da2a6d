//! The history. The attack list, by its numbers there.

use frontdesk_model::{ConversationId, MessageId};
use frontdesk_visibility::{Field, HistoryPart, PartView, SitePolicy, SitesSeen};

use super::attacks::{everybody, seen};
use super::json;
use crate::world::*;

fn history(scene: &Scene) -> String {
    let desk = beside();
    seen(scene, |viewing, ticket| {
        json(&viewing.open(ticket).unwrap().history(by_id(&desk)))
    })
}

#[test]
fn attack_10_the_history_of_hidden_things() {
    // What the history says of each field, by who reads it: all, or nothing at all.
    for (who, scene) in everybody() {
        let viewing = scene.viewing();
        let granted = viewing.open(&scene.ticket).unwrap();
        let desk = beside();
        let history = granted.history(by_id(&desk));
        let text = json(&history);
        for field in super::columns() {
            let old = format!("old {field}");
            let is_site = field == Field::Site;
            // In words the site cannot be checked against a right.
            let shown = granted.cell(&field).is_some() && !(is_site && granted.hat().is_staff());
            let has = scene.ticket.history.iter().any(|entry| {
                let named = |part: &HistoryPart| {
                    matches!(part, HistoryPart::Field { field: f, .. } if *f == field)
                };
                entry.parts.iter().any(named)
            });
            if field == Field::ClientNumber {
                assert_eq!(text.contains(OLD_NUMBER), shown, "{who}");
                assert_eq!(text.contains("client_number"), shown, "{who}");
            } else {
                assert_eq!(
                    text.contains(&format!("\"{old}\"")),
                    shown && has,
                    "{who} {field}"
                );
                assert_eq!(text.contains(&format!("\"new {field}\"")), shown && has);
            }
        }
        // No entry is empty, and the mixed one, the last, is there with what is seen.
        assert!(history.iter().all(|entry| !entry.parts.is_empty()), "{who}");
        let mixed = history.last().unwrap();
        let single: Vec<_> = history.iter().rev().skip(1).collect();
        assert!(single.iter().all(|entry| entry.parts.len() == 1));
        assert_eq!(mixed.parts.len(), single.len(), "{who}");
        // The ticket that is hidden is in no part; a link of a guest opens no other at all.
        let linked = |id| text.contains(&ConversationId::from_number(id).to_string());
        assert_eq!(linked(UNSEEN), who == "stakeholder", "{who}"); // he sees the whole desk
        assert_eq!(linked(SEEN), scene.by != By::Link, "{who}");
        // The note of message 3 is for the staff that works on it.
        let note = MessageId::from_number(3).to_string();
        assert_eq!(text.contains(&note), who == "operator", "{who}");
    }
}

#[test]
fn attack_10_the_history_of_masked_values() {
    let masked_scene = Scene::operator().with_viewer(|v| *v = masked(v.clone()));
    let text = history(&masked_scene);
    for secret in [NUMBER, OLD_NUMBER, "client_number"] {
        assert!(!text.contains(secret), "{secret}");
        assert!(history(&Scene::operator()).contains(secret), "{secret}");
    }
    // The site by its id: each of the two by its right.
    let sites = |sites: SitesSeen| {
        let scene = Scene {
            sites,
            ..Scene::operator()
        };
        let desk = beside();
        seen(&scene, |viewing, ticket| {
            let history = viewing.open(ticket).unwrap().history(by_id(&desk));
            let parts = history.into_iter().flat_map(|entry| entry.parts);
            let of_site = parts.filter_map(|part| match part {
                PartView::Site { from, to } => Some((from, to)),
                _ => None,
            });
            of_site.collect::<Vec<_>>()
        })
    };
    let (from, to) = (Some(site(6)), Some(site(5)));
    assert_eq!(sites(all_sites()), [(from, to); 2]);
    assert_eq!(sites(these_sites([site(5)].into())), [(None, to); 2]);
    assert_eq!(sites(these_sites([site(6)].into())), [(from, None); 2]);
    assert_eq!(sites(SitesSeen::none()), []);
    // In words it is shown where no right is asked.
    let open = Scene::operator().with_policy(|p| p.site = SitePolicy::Open);
    assert!(history(&open).contains("old site"));
    assert!(!history(&Scene::operator()).contains("old site"));
}

#[test]
fn attack_10_the_author_of_an_entry() {
    let writer = |scene: Scene| {
        let text = history(&scene);
        (
            text.contains(&user(17).to_string()),
            text.contains(r#""by":"staff""#),
        )
    };
    assert_eq!(writer(Scene::customer()), (true, false));
    let hidden = |scene: Scene| scene.with_policy(|p| hide(p, Field::Assignee));
    for scene in [Scene::customer(), Scene::colleague(), Scene::guest()] {
        assert_eq!(writer(hidden(scene)), (false, true));
    }
    assert_eq!(writer(hidden(Scene::operator())), (true, false));
}
