//! What decisions rely on, how events are recorded, the kinds of no, standings.

use std::collections::BTreeSet;

use frontdesk_model::{
    Author, ConversationId, Envelope, EventId, GroupId, PolicyFingerprint, Precondition,
    RefusalKind, Stale, Standing, Stream, UserId, Version,
};
use frontdesk_testkit::cast;

const STREAM: Stream = Stream::Conversation(ConversationId::from_number(2000));

#[test]
fn a_precondition_holds_for_its_version_alone() {
    let relied_on = Precondition {
        stream: STREAM,
        version: Version(4),
    };
    assert_eq!(relied_on.check(Version(4)), Ok(()));
    for found in [Version::FIRST, Version(3), Version(5), Version(u64::MAX)] {
        let stale = Stale {
            stream: STREAM,
            expected: Version(4),
            found,
        };
        assert_eq!(relied_on.check(found), Err(stale));
        assert_eq!(
            stale.to_string(),
            "the record has changed since: decide again"
        );
    }
}

#[test]
fn versions_grow_by_one_and_never_wrap() {
    assert_eq!(Version::FIRST.next(), Version(1));
    assert_eq!(Version(u64::MAX).next(), Version(u64::MAX));
}

#[test]
fn the_kinds_of_no_have_a_status_each() {
    use RefusalKind::{Conflict, Forbidden, Hidden, Invalid, Stale};
    let rows = [
        (Hidden, "hidden", 404),
        (Forbidden, "forbidden", 403),
        (Conflict, "conflict", 409),
        (Stale, "stale", 412),
        (Invalid, "invalid", 422),
    ];
    for (kind, name, status) in rows {
        assert_eq!((kind.name(), kind.http_status()), (name, status));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{name}\""));
    }
}

#[test]
fn who_signs_in_and_who_acts() {
    // catalogue.md 1.3
    use Standing::{Active, Deleted, Employee, HalfDeleted, Pending, Suspended};
    let rows = [
        (Employee, "employee", false, false),
        (Pending, "pending", false, false),
        (Active, "active", true, true),
        (HalfDeleted, "half_deleted", true, false),
        (Suspended, "suspended", false, false),
        (Deleted, "deleted", false, false),
    ];
    for (standing, name, signs_in, acts) in rows {
        assert_eq!(standing.name(), name);
        assert_eq!(
            (standing.can_sign_in(), standing.can_act()),
            (signs_in, acts),
            "{name}"
        );
        assert_eq!(
            serde_json::to_string(&standing).unwrap(),
            format!("\"{name}\"")
        );
    }
    let listed: BTreeSet<Standing> = Standing::ALL.into_iter().collect();
    assert_eq!(listed, rows.iter().map(|row| row.0).collect());
}

#[test]
fn an_envelope_says_who_what_where_and_by_which_policy() {
    let envelope = |on_behalf_of| Envelope {
        id: EventId::from_number(1),
        tenant: cast::TENANT,
        stream: STREAM,
        sequence: Version(5),
        format: 1,
        at: cast::noon(),
        author: Author::System("sweeper".to_owned()),
        on_behalf_of,
        cause: None,
        policy: None,
        event: "closed".to_owned(),
    };
    let alone = serde_json::to_value(envelope(None)).unwrap();
    let keys: BTreeSet<&str> = alone
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "at", "author", "event", "format", "id", "sequence", "stream", "tenant",
    ];
    assert_eq!(keys, expected.into(), "what is not there is not written");

    let for_another = envelope(Some(UserId::from_number(17).into()));
    let json = serde_json::to_string(&for_another).unwrap();
    assert_eq!(
        serde_json::from_str::<Envelope<String>>(&json).unwrap(),
        for_another
    );

    // A record that lacks what every record says is refused, not filled in.
    for key in expected {
        let mut broken = alone.clone();
        broken.as_object_mut().unwrap().remove(key);
        assert!(
            serde_json::from_value::<Envelope<String>>(broken).is_err(),
            "{key}"
        );
    }
}

#[test]
fn streams_of_one_number_are_different_lines() {
    let streams = BTreeSet::from([
        Stream::User(UserId::from_number(1)),
        Stream::OperatorLoad(UserId::from_number(1)),
        Stream::GroupLoad(GroupId::from_number(1)),
        Stream::Conversation(ConversationId::from_number(1)),
    ]);
    assert_eq!(streams.len(), 4);
}

#[test]
fn a_fingerprint_is_of_the_bytes() {
    let of = |text: &str| PolicyFingerprint::of(text.as_bytes());
    assert_eq!(of("policy 1"), of("policy 1"));
    assert_ne!(of("policy 1"), of("policy 2"));
    assert_eq!(of("").0.get_version_num(), 5);
}

#[test]
fn a_refusal_is_as_grave_as_its_gravest_reason() {
    use RefusalKind::{Conflict, Forbidden, Hidden, Invalid, Stale};
    // What may not be known is hidden, whatever else is wrong with the question.
    let order = [Hidden, Forbidden, Stale, Conflict, Invalid];
    for (at, graver) in order.iter().enumerate() {
        for lesser in &order[at..] {
            assert_eq!(RefusalKind::gravest([*lesser, *graver]), *graver);
            assert_eq!(RefusalKind::gravest([*graver, *lesser]), *graver);
        }
    }
    assert_eq!(RefusalKind::gravest([]), Invalid);
}
