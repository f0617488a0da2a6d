//! Ids that another system gave.

use frontdesk_model::{ExternalId, ExternalIdError, ExternalIdPart};
use proptest::prelude::*;

#[test]
fn blank_parts_and_slashes_are_refused_by_name() {
    use ExternalIdError::{Empty, Slash};
    use ExternalIdPart::{Kind, System, Value};
    let rows = [
        (
            ("", "staff", "1"),
            Empty(System),
            "the system of an external id is empty",
        ),
        (
            (" ", "staff", "1"),
            Empty(System),
            "the system of an external id is empty",
        ),
        (
            ("omnidesk", "\t", "1"),
            Empty(Kind),
            "the kind of an external id is empty",
        ),
        (
            ("omnidesk", "staff", ""),
            Empty(Value),
            "the id of an external id is empty",
        ),
        (
            ("omni/desk", "staff", "1"),
            Slash(System),
            "the system of an external id has a slash",
        ),
        (
            ("omnidesk", "st/aff", "1"),
            Slash(Kind),
            "the kind of an external id has a slash",
        ),
    ];
    for ((system, kind, value), error, text) in rows {
        assert_eq!(ExternalId::new(system, kind, value), Err(error));
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn the_id_itself_may_have_slashes() {
    let id = ExternalId::parse("omnidesk/staff/a/b").unwrap();
    assert_eq!(
        (id.system(), id.kind(), id.value()),
        ("omnidesk", "staff", "a/b")
    );
    assert_eq!(id.to_string(), "omnidesk/staff/a/b");
}

#[test]
fn text_of_fewer_parts_is_refused() {
    for text in ["", "17", "omnidesk/17"] {
        assert_eq!(
            ExternalId::parse(text),
            Err(ExternalIdError::Shape),
            "{text:?}"
        );
    }
    let empty = ExternalIdError::Empty(ExternalIdPart::Value);
    assert_eq!(ExternalId::parse("omnidesk/staff/"), Err(empty));
}

#[test]
fn deserializing_goes_through_the_constructor() {
    let refused = serde_json::from_str::<ExternalId>("\"omnidesk/17\"").unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("an external id is written system/kind/id")
    );
    assert!(serde_json::from_str::<ExternalId>("17").is_err());
}

proptest! {
    #[test]
    fn text_and_json_round_trip(system in "[a-z_]{1,8}", kind in "[a-z_]{1,8}", value in "[ -~]{0,8}x") {
        let id = ExternalId::new(&system, &kind, &value).unwrap();
        prop_assert_eq!(ExternalId::parse(&id.to_string()), Ok(id.clone()));
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<ExternalId>(&json).unwrap(), id);
    }
}
