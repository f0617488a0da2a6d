//! Each persisted form, as a file: what was stored once is read for ever.

use std::fmt::Debug;

use expect_test::{ExpectFile, expect_file};
use frontdesk_contact::{
    DisplayName, DisplayNameKey, Email, EmailHint, EmailKey, NORMALIZER_VERSION, Phone, PhoneKey,
    PhoneUse, Skeleton, TimeZoneName, UserName, UserNameKey,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The values are written as the file has them, and the file's bytes are read as the values.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(file: ExpectFile, values: &[T]) {
    let mut written = serde_json::to_string_pretty(values).unwrap();
    written.push('\n');
    file.assert_eq(&written);
    assert_eq!(
        serde_json::from_str::<Vec<T>>(&file.data()).unwrap(),
        values
    );
}

fn emails() -> Vec<Email> {
    [
        "Anna.P+desk@Example.org",
        "\"two words\"@example.org",
        "Анна@ПРИМЕР.РФ",
    ]
    .map(|text| Email::parse(text).unwrap())
    .into()
}

fn logins() -> Vec<UserName> {
    ["Ivanova", "Anna@Example.org", "ＡＤＭＩＮ", "аdmin"]
        .map(|text| UserName::parse(text).unwrap())
        .into()
}

fn names() -> Vec<DisplayName> {
    ["  Anna   P. ", "Анна Петровна", "Henry Ⅳ"]
        .map(|text| DisplayName::parse(text).unwrap())
        .into()
}

fn phones() -> Vec<Phone> {
    vec![
        Phone::parse("+7 (000) 000-00-01").unwrap(),
        Phone::from_international_digits("33600000000").unwrap(),
    ]
}

#[test]
fn email() {
    check(expect_file!["./golden/email.json"], &emails());
    let keys: Vec<EmailKey> = emails().iter().map(Email::key).collect();
    check(expect_file!["./golden/email_key.json"], &keys);
    let hints: Vec<EmailHint> = emails().iter().map(Email::key_folded).collect();
    check(expect_file!["./golden/email_hint.json"], &hints);
}

#[test]
fn user_name() {
    check(expect_file!["./golden/user_name.json"], &logins());
    let keys: Vec<UserNameKey> = logins().iter().map(UserName::key).collect();
    check(expect_file!["./golden/user_name_key.json"], &keys);
    let skeletons: Vec<Skeleton> = logins().iter().map(UserName::skeleton).collect();
    check(expect_file!["./golden/skeleton.json"], &skeletons);
}

#[test]
fn display_name() {
    check(expect_file!["./golden/display_name.json"], &names());
    let keys: Vec<DisplayNameKey> = names().iter().map(DisplayName::key).collect();
    check(expect_file!["./golden/display_name_key.json"], &keys);
}

#[test]
fn phone() {
    check(expect_file!["./golden/phone.json"], &phones());
    let keys: Vec<PhoneKey> = phones().iter().map(Phone::key).collect();
    check(expect_file!["./golden/phone_key.json"], &keys);
    check(
        expect_file!["./golden/phone_use.json"],
        &[PhoneUse::Personal, PhoneUse::Shared],
    );
}

#[test]
fn time_zone_name() {
    let zones =
        ["Europe/Moscow", "UTC", "Etc/GMT+3"].map(|text| TimeZoneName::parse(text).unwrap());
    check(expect_file!["./golden/time_zone_name.json"], &zones);
}

#[test]
fn stored_values_go_through_the_same_constructor() {
    assert!(serde_json::from_str::<Email>("\"Anna <a@example.org>\"").is_err());
    assert!(serde_json::from_str::<UserName>("\"two words\"").is_err());
    assert!(serde_json::from_str::<DisplayName>("\"  \"").is_err());
    assert!(serde_json::from_str::<Phone>("\"70000000001\"").is_err());
    assert!(serde_json::from_str::<TimeZoneName>("\"+03:00\"").is_err());
    assert!(serde_json::from_str::<PhoneUse>("\"somebody\"").is_err());
}

#[test]
fn stored_keys_are_checked_against_their_own_version() {
    let read = |version: u16, value: &str| {
        serde_json::from_value::<EmailKey>(
            serde_json::json!({ "version": version, "value": value }),
        )
        .map_err(|error| error.to_string())
    };
    assert_eq!(
        read(1, "Anna@example.org").unwrap().value(),
        "Anna@example.org"
    );
    assert_eq!(
        read(0, "Anna@example.org").unwrap_err(),
        "a key of normalizer version 0 does not exist"
    );
    assert_eq!(read(1, "").unwrap_err(), "the key is empty");
    assert_eq!(
        read(1, "Anna@EXAMPLE.org").unwrap_err(),
        "the key is not in the form of its own normalizer version"
    );
    // Another version's form is not ours to judge; it is kept, and comparing it is refused.
    let later = read(2, "Anna@EXAMPLE.org").unwrap();
    let now = read(1, "Anna@example.org").unwrap();
    let mismatch = now.same(&later).unwrap_err();
    assert_eq!((mismatch.left, mismatch.right), (1, 2));
    assert!(now < later);
    assert_ne!(now, later);
}

// What this build could not have made is no key of this build, whatever is merely in small letters.
#[test]
fn a_stored_hint_or_skeleton_that_this_build_could_not_make_is_refused() {
    fn stored(value: &str) -> serde_json::Value {
        serde_json::json!({ "version": NORMALIZER_VERSION, "value": value })
    }
    for value in [
        "@@@ \u{0}",
        "anna@",
        "@example.org",
        "anna@EXAMPLE.org",
        "anna@пример.рф",
        "Anna@example.org",
        "\"anna\"@example.org",
        "an na@example.org",
        " anna@example.org",
        "anna@127.0.0.1",
    ] {
        assert!(
            serde_json::from_value::<EmailHint>(stored(value)).is_err(),
            "{value:?}"
        );
    }
    for value in ["a\u{0}b", "\n", "Admin"] {
        assert!(
            serde_json::from_value::<Skeleton>(stored(value)).is_err(),
            "{value:?}"
        );
    }
    // The twins, among them the longest: letters that need more octets in small than in capitals.
    for local in [
        "anna",
        "\"a b\"",
        &"İ".repeat(32),
        &"Ⱥ".repeat(32),
        "iİi\u{307}Ⱦ",
    ] {
        let hint = Email::parse(&format!("{local}@example.org"))
            .unwrap()
            .key_folded();
        let read: EmailHint = serde_json::from_value(stored(hint.value())).unwrap();
        assert_eq!(read, hint);
    }
    let too_long = format!("{}@example.org", "i\u{307}".repeat(33));
    assert!(serde_json::from_value::<EmailHint>(stored(&too_long)).is_err());
}
