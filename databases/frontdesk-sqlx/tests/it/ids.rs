use frontdesk_model::uuid::Uuid;
use frontdesk_model::{ConversationId, User, UserId};
use frontdesk_sqlx::{AsNumber, AsText, NotANumber, NotTheText};

#[test]
fn numbers_come_back_at_every_edge() {
    for number in [0, 1, 17, i64::MAX, i64::MIN, -1, 1 << 47, 1 << 48] {
        assert_eq!(AsNumber(UserId::from_number(number)).number(), Ok(number));
    }
}

/// An id of another origin, or of another kind, has no number to be stored under.
#[test]
fn an_id_without_a_number_is_refused() {
    let refused = Err(NotANumber { kind: "user" });
    let random = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    assert_eq!(AsNumber(UserId::from_uuid(random)).number(), refused);
    let other_kind = ConversationId::from_number(17).uuid();
    assert_eq!(AsNumber(UserId::from_uuid(other_kind)).number(), refused);
}

/// The same uuid spelled otherwise would be read and never found again by a comparison.
#[test]
fn a_text_of_another_spelling_is_refused() {
    let id = UserId::from_number(17);
    let text = id.to_string();
    assert_eq!(AsText::read(&text), Ok(AsText(id)));
    let spelled = [
        text.to_uppercase(),
        text.replace('-', ""),
        format!("{{{text}}}"),
        format!("urn:uuid:{text}"),
        String::new(),
    ];
    for other in spelled {
        let refused = NotTheText { kind: "user" };
        assert_eq!(AsText::<User>::read(&other), Err(refused), "{other}");
    }
}
