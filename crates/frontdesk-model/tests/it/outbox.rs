//! The outbox: keys that are the same whenever they are derived, and one for each duty.

use std::collections::BTreeSet;

use expect_test::expect;
use frontdesk_model::{Author, Envelope, EventId, OutboxRow, Stream, UserId, Version};
use frontdesk_testkit::cast;

fn envelope(number: i64) -> Envelope<&'static str> {
    Envelope {
        id: EventId::from_number(number),
        tenant: cast::TENANT,
        stream: Stream::User(UserId::from_number(17)),
        sequence: Version(3),
        format: 2,
        at: cast::noon(),
        author: Author::System("directory".into()),
        on_behalf_of: None,
        cause: None,
        policy: None,
        event: "deleted",
    }
}

#[test]
fn each_duty_has_a_key_of_its_own_for_ever() {
    let mut keys = BTreeSet::new();
    for number in 0..50 {
        let rows = envelope(number).outbox(["same"; 20]);
        assert_eq!(rows, envelope(number).outbox(["same"; 20]));
        assert!(rows.iter().map(|row| row.place).eq(0..20));
        keys.extend(rows.into_iter().map(|row| row.key));
    }
    assert_eq!(keys.len(), 50 * 20);
    // The key says which duty it is, and not what: a later form of the same duty has the same key.
    let another = envelope(1).outbox(["another"])[0].key;
    assert_eq!(another, envelope(1).outbox(["same"; 20])[0].key);
}

#[test]
fn a_row_is_stored_so() {
    let rows = envelope(1).outbox(["cut_sessions"]);
    let json = serde_json::to_string_pretty(&rows[0]).unwrap();
    expect![[r#"
        {
          "key": "7b564b6d-80ec-5d1c-bf0e-724036b5ce4e",
          "tenant": "00000000-0000-8001-8000-4266726f6e74",
          "event": "00000000-0000-8010-8000-4266726f6e74",
          "stream": {
            "user": "00000000-0000-8002-8004-4266726f6e74"
          },
          "sequence": 3,
          "place": 0,
          "at": "2026-11-22T12:00:00Z",
          "format": 2,
          "duty": "cut_sessions"
        }"#]]
    .assert_eq(&json);
    let read: OutboxRow<String> = serde_json::from_str(&json).unwrap();
    assert_eq!(read.key, rows[0].key);
}
