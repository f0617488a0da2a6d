//! Stored forms come back as they went, for every generated value.

use frontdesk_access::{
    AddOnId, Catalogue, Grant, Holder, Reason, Restriction, RestrictionId, Role, RoleId, Scope,
};
use frontdesk_testkit::strategy;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn comes_back<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let json = serde_json::to_string(value).unwrap();
    let read: T =
        serde_json::from_str(&json).map_err(|e| TestCaseError::fail(format!("{e}: {json}")))?;
    prop_assert_eq!(&read, value);
    prop_assert_eq!(
        serde_json::to_string(&read).unwrap(),
        json,
        "the same bytes"
    );
    Ok(())
}

proptest! {
    #![proptest_config(crate::cases(300))]

    #[test]
    fn rights(scope in strategy::scope(), grant in strategy::grant(), deny in strategy::restriction()) {
        comes_back::<Scope>(&scope)?;
        comes_back::<Grant>(&grant)?;
        comes_back::<Restriction>(&deny)?;
    }

    #[test]
    fn records(holder in strategy::holder(), roles in strategy::catalogue()) {
        comes_back::<Holder>(&holder)?;
        comes_back::<Catalogue>(&roles)?;
        for role in roles.roles() {
            comes_back::<Role>(role)?;
        }
    }

    #[test]
    fn reasons(q in strategy::question()) {
        comes_back::<Vec<Reason>>(&q.decide().reasons)?;
    }
}

#[test]
fn ids_are_text_without_white_space() {
    for text in ["", " ", "a b", "a\n", "\u{a0}", " a"] {
        let json = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<RoleId>(&json).is_err(), "{text:?}");
        assert!(serde_json::from_str::<AddOnId>(&json).is_err(), "{text:?}");
        assert!(
            serde_json::from_str::<RestrictionId>(&json).is_err(),
            "{text:?}"
        );
    }
    assert_eq!(RoleId::new("reach.supervisor").unwrap().system(), "reach");
    assert_eq!(RoleId::new("supervisor").unwrap().system(), "supervisor");
}
