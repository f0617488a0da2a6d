//! Words for people.

use std::collections::BTreeMap;

use frontdesk_model::{Labels, Language, Module, Names, NoNames, UserId};

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

#[test]
fn the_language_then_its_base_then_the_source() {
    let labels = Labels::new("Оператор")
        .with(language("fr"), "Conseiller")
        .with(language("pt-BR"), "Atendente");
    let rows = [
        ("fr", "Conseiller"),
        ("fr-CA", "Conseiller"),
        ("pt-BR", "Atendente"),
        // A variant that is there does not stand for another.
        ("pt-PT", "Оператор"),
        ("pt", "Оператор"),
        ("ru", "Оператор"),
    ];
    for (tag, text) in rows {
        assert_eq!(labels.in_language(&language(tag)), text, "{tag}");
    }
    assert_eq!(labels.source(), "Оператор");
}

#[test]
fn a_name_or_the_id() {
    let (anna, boris) = (UserId::from_number(1).uuid(), UserId::from_number(2).uuid());
    let names = BTreeMap::from([(anna, "Anna".to_owned())]);
    assert_eq!(names.name_or_id(anna), "Anna");
    assert_eq!(names.name_or_id(boris), boris.to_string());
    assert_eq!(NoNames.name_or_id(anna), anna.to_string());
}

#[test]
fn a_module_has_a_name_without_spaces_around_it() {
    assert_eq!(Module::new(" livechat ").unwrap().as_str(), "livechat");
    for blank in ["", "  ", "\t\n"] {
        assert!(Module::new(blank).is_err());
        let json = serde_json::to_string(blank).unwrap();
        assert!(serde_json::from_str::<Module>(&json).is_err());
    }
}
