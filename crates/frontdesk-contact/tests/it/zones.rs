//! `TimeZoneName` against every name in the IANA time zone database.

use frontdesk_contact::{TIME_ZONE_OCTETS, TimeZoneName, TimeZoneNameError};

use crate::vectors::cases;

const NAMES: &str = include_str!("vectors/iana-zones.txt");

#[test]
fn every_name_of_the_database_is_accepted_as_it_stands() {
    let mut longest = 0;
    for name in cases(NAMES) {
        let zone = TimeZoneName::parse(name);
        assert_eq!(zone.as_ref().map(TimeZoneName::as_str), Ok(name));
        longest = longest.max(name.len());
    }
    assert_eq!(cases(NAMES).count(), 598);
    // What the limit's document says of the database.
    assert_eq!(longest, 32);
    assert!(longest < TIME_ZONE_OCTETS);
}

#[test]
fn what_people_type_for_a_zone_is_refused() {
    for text in [
        "+03:00",
        "UTC+3",
        "GMT +3",
        "Europe/Mos cow",
        "Europe/Moscow ",
        "МСК",
        "(UTC+03:00) Moscow",
        "/Europe/Moscow",
        "...",
        ".....",
        "Europe/....",
    ] {
        let zone = TimeZoneName::parse(text);
        // This one has the form of a name; whether it exists the host's database says.
        if text == "UTC+3" {
            assert!(zone.is_ok());
        } else {
            assert!(
                matches!(
                    zone,
                    Err(TimeZoneNameError::Character { .. } | TimeZoneNameError::Part { .. })
                ),
                "{text}"
            );
        }
    }
}

// Dots are allowed in a part, but not alone: the grammar itself refuses only one and two of them.
#[test]
fn a_part_of_dots_only_is_refused() {
    assert_eq!(
        TimeZoneName::parse("Europe/...."),
        Err(TimeZoneNameError::Part { part: 2 })
    );
    assert!(TimeZoneName::parse("Europe/St.Petersburg").is_ok());
    assert!(TimeZoneName::parse("..a").is_ok());
}
