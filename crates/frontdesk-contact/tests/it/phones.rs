//! `Phone` against the example numbers of libphonenumber: every region, fixed and mobile.

use frontdesk_contact::{Phone, PhoneError, PhoneUse};

use crate::vectors::json_cases;

const CASES: &str = include_str!("vectors/phone-examples.txt");

/// Region, kind, E.164, international, national, RFC 3966, international with an extension.
type Case = [String; 7];

#[test]
fn international_numbers_of_every_region_become_e164() {
    let cases = json_cases::<Case>(CASES);
    assert_eq!(cases.len(), 489);
    for [region, kind, e164, international, ..] in &cases {
        let phone = Phone::parse(international);
        assert_eq!(
            phone.as_ref().map(Phone::as_e164),
            Ok(e164.as_str()),
            "{region} {kind}"
        );
        assert_eq!(Phone::parse(e164), phone, "{region} {kind}");
        let digits = e164.trim_start_matches('+');
        assert_eq!(
            Phone::from_international_digits(digits),
            phone,
            "{region} {kind}"
        );
        assert!((2..=15).contains(&digits.len()), "{region} {kind}");
        let phone = phone.unwrap();
        assert_eq!(phone.key().value(), e164);
    }
}

// The digits of a national number may be another country's: nobody guesses.
#[test]
fn national_numbers_of_every_region_are_refused() {
    for [region, kind, _, _, national, ..] in json_cases::<Case>(CASES) {
        assert_eq!(
            Phone::parse(&national),
            Err(PhoneError::NotInternational),
            "{region} {kind}"
        );
    }
}

// RFC 3966 is a URI; its number begins after `tel:`.
#[test]
fn telephone_uris_are_refused_and_their_numbers_are_accepted() {
    for [region, kind, e164, _, _, uri, _] in json_cases::<Case>(CASES) {
        assert_eq!(
            Phone::parse(&uri),
            Err(PhoneError::NotInternational),
            "{region} {kind}"
        );
        let number = uri.strip_prefix("tel:").unwrap();
        assert_eq!(
            Phone::parse(number).unwrap().as_e164(),
            e164,
            "{region} {kind}"
        );
    }
}

// `+7 000 000-00-01 ext. 12` is not `+7000000000112`.
#[test]
fn an_extension_is_refused_where_it_begins_and_never_dialed() {
    for [region, kind, e164, .., extended] in json_cases::<Case>(CASES) {
        // "ext. 12" in most regions, "#12" in some.
        let at = extended
            .find(|c: char| c.is_alphabetic() || c == '#')
            .unwrap();
        assert_eq!(
            Phone::parse(&extended),
            Err(PhoneError::Character { at }),
            "{region} {kind}"
        );
        for extension in [
            "x12",
            "X12",
            "ext12",
            "#12",
            ",12",
            ";12",
            ";ext=12",
            "p12",
            "доб.12",
            "/12",
            "(12)",
            "(12) ",
        ] {
            let at = e164.len();
            assert_eq!(
                Phone::parse(&format!("{e164}{extension}")),
                Err(PhoneError::Character { at }),
                "{region} {kind} {extension}"
            );
        }
    }
}

#[test]
fn fifteen_digits_are_a_number_and_sixteen_are_none() {
    assert_eq!(
        Phone::parse("+123 456 789 012 345").unwrap().as_e164(),
        "+123456789012345"
    );
    assert_eq!(
        Phone::parse("+123 456 789 012 345 6"),
        Err(PhoneError::TooLong)
    );
    assert_eq!(
        Phone::from_international_digits("1234567890123456"),
        Err(PhoneError::TooLong)
    );
}

// One office telephone on many accounts is marked, and then stands for none of them.
#[test]
fn a_shared_number_stands_for_no_person() {
    let office = Phone::parse("+7 000 000-00-01").unwrap();
    assert_eq!(office.personal_key(PhoneUse::Shared), None);
    assert_eq!(
        office.personal_key(PhoneUse::default()),
        None,
        "a host that does not know says shared"
    );
    assert_eq!(office.personal_key(PhoneUse::Personal), Some(office.key()));
    // It is still the same number, and found as such.
    assert_eq!(
        office
            .key()
            .same(&Phone::parse("+70000000001").unwrap().key()),
        Ok(true)
    );
}
