//! Spans of time, and how many at once.

use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{EmptyValidity, Limit, Validity};
use frontdesk_testkit::{cast, strategy};
use proptest::prelude::*;

fn at(millis: i64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::milliseconds(millis)
}

#[test]
fn half_open_at_both_ends() {
    let from = Validity::new(Some(at(0)), None).unwrap();
    let until = Validity::until(at(10));
    let both = Validity::new(Some(at(0)), Some(at(10))).unwrap();
    // now, Validity::ALWAYS, from, until, both
    let rows = [
        (-1, true, false, true, false),
        (0, true, true, true, true),
        (9, true, true, true, true),
        (10, true, true, false, false),
        (11, true, true, false, false),
    ];
    for (now, always, from_holds, until_holds, both_hold) in rows {
        let now = at(now);
        assert_eq!(Validity::ALWAYS.holds(now), always, "{now}");
        assert_eq!(from.holds(now), from_holds, "{now}");
        assert_eq!(until.holds(now), until_holds, "{now}");
        assert_eq!(both.holds(now), both_hold, "{now}");
    }
    assert_eq!(Validity::new(None, Some(at(10))), Ok(until));
    assert!(Validity::ALWAYS.is_always() && !from.is_always() && !until.is_always());
}

#[test]
fn an_empty_or_backward_span_is_refused_everywhere() {
    for (from, until) in [(0, 0), (1, 0)] {
        assert_eq!(
            Validity::new(Some(at(from)), Some(at(until))),
            Err(EmptyValidity)
        );
    }
    let json = r#"{"from":"2026-11-22T12:00:00Z","until":"2026-11-22T12:00:00Z"}"#;
    let refused = serde_json::from_str::<Validity>(json).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("the end of a validity must be after its start")
    );
    assert!(serde_json::from_str::<Validity>(r#"{"to":"2026-11-22T12:00:00Z"}"#).is_err());
    assert_eq!(
        serde_json::from_str::<Validity>("{}").unwrap(),
        Validity::ALWAYS
    );
}

proptest! {
    #[test]
    fn the_next_change_is_the_next_change(
        validity in strategy::validity(),
        now in strategy::instant(),
        later in 0..=7_200_000_i64,
    ) {
        match validity.next_change(now) {
            Some(change) => {
                prop_assert!(change > now);
                let just_before = change - TimeDelta::milliseconds(1);
                prop_assert_eq!(validity.holds(now), validity.holds(just_before.max(now)));
                prop_assert_ne!(validity.holds(just_before.max(now)), validity.holds(change));
            }
            None => {
                let later = now + TimeDelta::milliseconds(later);
                prop_assert_eq!(validity.holds(now), validity.holds(later));
            }
        }
        let json = serde_json::to_string(&validity).unwrap();
        prop_assert_eq!(serde_json::from_str::<Validity>(&json).unwrap(), validity);
    }

    #[test]
    fn the_stricter_limit_has_room_where_both_have(
        a in proptest::option::of(0..4_u32),
        b in proptest::option::of(0..4_u32),
        held in 0..5_u32,
    ) {
        let limit = |count: Option<u32>| count.map_or(Limit::Unlimited, Limit::Count);
        let (a, b) = (limit(a), limit(b));
        prop_assert_eq!(a.min(b).has_room(held), a.has_room(held) && b.has_room(held));
        prop_assert_eq!(a.min(b), b.min(a));
    }
}

#[test]
fn room_under_a_limit() {
    // S103: exactly at the limit nothing fits. Unlimited is no number, and 0 is none at all.
    let rows = [
        (Limit::Unlimited, 0, true),
        (Limit::Unlimited, u32::MAX, true),
        (Limit::Count(0), 0, false),
        (Limit::Count(3), 2, true),
        (Limit::Count(3), 3, false),
        (Limit::Count(3), 4, false),
        (Limit::Count(u32::MAX), u32::MAX - 1, true),
    ];
    for (limit, held, room) in rows {
        assert_eq!(limit.has_room(held), room, "{limit} with {held}");
    }
    assert_eq!(Limit::default(), Limit::Unlimited);
}

#[test]
fn a_limit_is_unlimited_or_a_whole_number() {
    for (limit, json) in [
        (Limit::Unlimited, "\"unlimited\""),
        (Limit::Count(0), "0"),
        (Limit::Count(u32::MAX), "4294967295"),
    ] {
        assert_eq!(serde_json::to_string(&limit).unwrap(), json);
        assert_eq!(serde_json::from_str::<Limit>(json).unwrap(), limit);
        assert_eq!(limit.to_string(), json.trim_matches('"'));
    }
    for json in [
        "-1",
        "4294967296",
        "1.5",
        "null",
        "\"none\"",
        "\"3\"",
        "true",
        "[]",
    ] {
        assert!(serde_json::from_str::<Limit>(json).is_err(), "{json}");
    }
}
