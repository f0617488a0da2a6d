//! Much of everything: long texts, many scopes. What grows by a product does not come to an end here.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Scope};
use frontdesk_model::Relation;
use frontdesk_visibility::{ListRequest, Ticket};
use serde_json::json;

use crate::world::*;

fn finds(desk: &[Ticket], request: serde_json::Value) -> bool {
    let scene = Scene::operator();
    let request: ListRequest = serde_json::from_value(request).unwrap();
    let viewing = scene.viewing();
    viewing.query(&request).unwrap().count(desk) > 0
}

#[test]
fn a_long_text_is_searched_once_through() {
    for (letter, end) in [("я", "ж"), ("Я", "Ж"), ("a", "b")] {
        let mut ticket = full_ticket();
        ticket.subject = letter.repeat(1_000_000);
        let word = letter.repeat(250) + end;
        let search = || json!({"search": word});
        let must = || json!({"column": "subject", "must": {"contain": word.to_lowercase()}});
        let contains = || json!({"conditions": vec![must(); 16]});
        assert!(!finds(&[ticket.clone()], search()), "{letter}");
        assert!(!finds(&[ticket.clone()], contains()), "{letter}");
        ticket.subject.push_str(end);
        assert!(finds(&[ticket.clone()], search()), "{letter}");
        assert!(finds(&[ticket], contains()), "{letter}");
    }
}

/// Each word may stand in another text, and none is forgotten.
#[test]
fn words_of_several_texts() {
    let mut ticket = full_ticket();
    ticket.subject = "Ночь И День".to_owned();
    let finds = |search: &str| finds(&[ticket.clone()], json!({"search": search}));
    assert!(finds("день SORRY 77 ночь день"));
    assert!(!finds("день SORRY 77 вечер"));
    assert!(finds("") && finds("  "));
}

/// More sets than a mask has bits: the expressions answer, and nothing is kept for the mask.
#[test]
fn thousands_of_scopes_are_bound() {
    let mut holder = staff(17);
    for n in 1..=5_600 {
        let scope = Scope {
            sites: Some(Among::These(BTreeSet::from([site(1_000 + n)]))),
            ..Scope::of(Relation::Any)
        };
        holder = seeing(holder, scope);
    }
    let filter = filter_of(&holder);
    let mut facts = chat(1);
    for (number, sees) in [(1_000, false), (1_001, true), (6_600, true), (6_601, false)] {
        facts.site = Some(site(number));
        assert_eq!(filter.matches(&facts), sees, "{number}");
    }
    let debug = format!("{filter:?}");
    assert!(debug.contains("too_many: true") && debug.contains("lookups: []"));
}
