//! What a working status lets a person do.

use std::collections::BTreeSet;

use frontdesk_model::{Availability, UnknownAvailability};

#[test]
fn every_set_of_flags_is_a_sorted_list_of_names() {
    let mut forms = BTreeSet::new();
    for bits in 0..=Availability::all().bits() {
        let set = Availability::from_bits(bits).unwrap();
        let json = serde_json::to_string(&set).unwrap();
        let names: Vec<String> = serde_json::from_str(&json).unwrap();
        assert!(names.is_sorted());
        assert_eq!(names.len(), set.iter().count(), "no flag is without a name");
        assert_eq!(serde_json::from_str::<Availability>(&json).unwrap(), set);
        forms.insert(json);
    }
    assert_eq!(forms.len(), 512);
}

#[test]
fn an_unknown_name_is_refused_and_named() {
    let names = vec!["working".to_owned(), "sleeping".to_owned()];
    let unknown = UnknownAvailability("sleeping".to_owned());
    assert_eq!(Availability::try_from(names), Err(unknown));
    let refused = serde_json::from_str::<Availability>(r#"["sleeping"]"#).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("unknown availability `sleeping`"),
        "{refused}"
    );
    for json in ["3", "\"working\"", "[\"WORKING\"]", "[\"\"]"] {
        assert!(
            serde_json::from_str::<Availability>(json).is_err(),
            "{json}"
        );
    }
}

#[test]
fn a_name_twice_is_the_name_once() {
    let twice: Availability = serde_json::from_str(r#"["calls","calls"]"#).unwrap();
    assert_eq!(twice, Availability::CALLS);
}
