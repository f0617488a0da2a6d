//! The rules of the Omnidesk formats, each with the case that holds and the case that does not.

use frontdesk_model::Channel;
use frontdesk_model::chrono::DateTime;
use frontdesk_systems::omnidesk::{CaseStatus, FieldValue, Portal, PortalFieldName};
use frontdesk_systems::{Import, omnidesk};

use crate::readers::{at, clean, warned};

const CASE: &str = r#""case_id":2000,"case_number":"664-245651","subject":"Invoice","user_id":123,
    "staff_id":22,"group_id":44,"status":"waiting","priority":"normal","channel":"email",
    "deleted":false,"spam":false,"created_at":"Mon, 05 May 2014 00:15:17 +0300","closed_at":"-",
    "custom_fields":{"cf_25":"text"},"labels":[101]"#;

/// The case above with one more field, which wins over an earlier one of its name.
fn case(field: &str) -> Import<Vec<omnidesk::Case>> {
    let json = format!("[{{{CASE},{field}}}]");
    omnidesk::read_cases(json.as_bytes())
}

fn only(field: &str) -> omnidesk::Case {
    case(field).unwrap().0.remove(0)
}

#[test]
fn the_two_list_shapes_are_one_and_go_by_number() {
    let other = CASE.replace("2000", "2001");
    let third = CASE.replace("2000", "2002");
    let array = format!(r#"[{{"case":{{{CASE}}}}},{{"case":{{{other}}}}},{{{third}}}]"#);
    let object = format!(
        r#"{{"10":{{{third}}},"2":{{"case":{{{other}}}}},"total_count":3,"0":{{"case":{{{CASE}}}}}}}"#
    );
    let cases = clean(omnidesk::read_cases(array.as_bytes()));
    assert_eq!(cases, clean(omnidesk::read_cases(object.as_bytes())));
    assert_eq!(
        cases.iter().map(|case| case.case_id).collect::<Vec<_>>(),
        [2000, 2001, 2002]
    );
}

#[test]
fn the_documented_case_is_read_whole() {
    let case = clean(case(r#""rating":null"#)).remove(0);
    assert_eq!((case.case_id, case.user_id), (2000, Some(123)));
    assert_eq!((case.staff_id, case.group_id), (Some(22), Some(44)));
    assert_eq!(
        (case.status, case.channel),
        (CaseStatus::Waiting, Channel::Email)
    );
    let made = DateTime::parse_from_rfc3339("2014-05-04T21:15:17Z").unwrap();
    assert_eq!(case.created_at, made);
    assert_eq!(case.closed_at, None);
    assert_eq!(case.custom_fields[&25], FieldValue::Text("text".into()));
    assert!(case.labels.contains(&101));
    assert!(!case.deleted && !case.spam);
}

#[test]
fn zero_is_nobody_and_no_group_but_nonsense_is_not_nobody() {
    let free = only(r#""staff_id":0,"group_id":0,"closing_speed":"-""#);
    assert_eq!(
        (free.staff_id, free.group_id, free.closing_speed),
        (None, None, None)
    );
    for nonsense in ["-3", "\"me\"", "1e40", "[]"] {
        let (cases, warnings) = case(&format!(r#""staff_id":{nonsense}"#)).unwrap();
        assert!(cases.is_empty(), "{nonsense}");
        assert!(warnings.iter().any(|w| w.kind.code() == "broken_record"));
    }
}

#[test]
fn deleted_and_spam_count_as_set_when_they_cannot_be_read() {
    assert!(!only(r#""deleted":false,"spam":null"#).deleted);
    let hidden = only(r#""deleted":"no","spam":0"#);
    assert!(hidden.deleted && hidden.spam);
}

#[test]
fn channels_keep_their_custom_and_their_unknown_names() {
    assert_eq!(only(r#""channel":"cch101""#).channel, Channel::Custom(101));
    assert_eq!(only(r#""channel":"chh101""#).channel, Channel::Custom(101));
    assert_eq!(only(r#""channel":"chat""#).channel, Channel::LiveChat);
    let json = format!("[{{{}}}]", CASE.replace("email", "carrier_pigeon"));
    let import = omnidesk::read_cases(json.as_bytes());
    assert_eq!(
        import.as_ref().unwrap().0[0].channel,
        Channel::from_name("carrier_pigeon")
    );
    assert_eq!(warned(import), [at("/0/channel", "unknown_value")]);
}

#[test]
fn a_case_without_a_readable_moment_or_state_is_broken() {
    for field in [
        r#""created_at":"yesterday""#,
        r#""created_at":"-""#,
        r#""status":null"#,
        r#""channel":7"#,
    ] {
        assert!(case(field).unwrap().0.is_empty(), "{field}");
    }
    // A moment that nothing rests on is left out.
    let kept = only(r#""updated_at":"yesterday""#);
    assert_eq!(kept.updated_at, None);
}

#[test]
fn values_of_added_fields_keep_their_kind() {
    let import = case(
        r#""custom_fields":{"cf_1":"a","cf_2":true,"cf_3":7,"cf_4":"","cf_5":null,"cf_6":[1],"cf_07":"b","x":1}"#,
    );
    let fields = &import.as_ref().unwrap().0[0].custom_fields;
    assert_eq!(fields.len(), 3);
    assert_eq!(fields[&2], FieldValue::Flag(true));
    assert_eq!(fields[&3], FieldValue::Text("7".into()));
    assert_eq!(
        warned(import)[1..],
        [
            at("/0/custom_fields/cf_6", "unreadable"),
            at("/0/custom_fields/cf_07", "unknown_field"),
            at("/0/custom_fields/x", "unknown_field"),
        ]
    );
    assert!(only(r#""custom_fields":[]"#).custom_fields.is_empty());
}

#[test]
fn a_message_that_does_not_deny_it_is_a_note() {
    let note = |flag: &str| {
        let json = format!(
            r#"[{{"message":{{"message_id":1,"user_id":5,"staff_id":0,
                "created_at":"Mon, 05 May 2014 00:15:17 +0300"{flag}}}}}]"#
        );
        let (messages, warnings) = omnidesk::read_messages(json.as_bytes()).unwrap();
        assert_eq!((messages[0].user_id, messages[0].staff_id), (Some(5), None));
        (messages[0].note, warnings.len())
    };
    assert_eq!(note(r#","note":false"#), (false, 0));
    assert_eq!(note(r#","note":true"#), (true, 0));
    assert_eq!(note(r#","note":0"#), (true, 1));
    assert_eq!(note(""), (true, 1));
}

#[test]
fn staff_who_are_not_said_to_be_active_are_not() {
    let active = |flag: &str| {
        let json = format!(r#"{{"0":{{"staff":{{"staff_id":1{flag}}}}}}}"#);
        omnidesk::read_staff(json.as_bytes()).unwrap().0[0].active
    };
    assert!(active(r#","active":true"#));
    assert!(!active(r#","active":false"#));
    assert!(!active(r#","active":"yes""#));
    assert!(!active(""));
}

#[test]
fn users_have_one_key_a_channel() {
    let json = br#"[{"user":{"user_id":1,"confirmed":true,"active":true,"type":"pigeon",
        "user_email":"a@example.test","telegram":"@a","cch7":8,"viber":null,"pigeon":"loft","raven":"x"}}]"#;
    let (users, warnings) = omnidesk::read_users(json).unwrap();
    let channels: Vec<_> = users[0]
        .contacts
        .iter()
        .map(|c| c.channel.to_string())
        .collect();
    assert_eq!(channels, ["cch7", "pigeon", "telegram"]);
    assert_eq!(users[0].email.as_ref().unwrap().as_str(), "a@example.test");
    let codes: Vec<_> = warnings.iter().map(|w| w.kind.code()).collect();
    assert_eq!(codes, ["unknown_value", "unknown_field"]);
}

#[test]
fn portal_flags_keep_the_strictest_line() {
    let json = br#"[{"field":"cf_25","portal":"edit"},{"field":"priority","portal":"hidden"},
        {"field":"cf_25","portal":"view"},{"field":"cf_26"},{"field":"cf_27","portal":"show"},
        {"field":"cf_27","portal":"edit"}]"#;
    let (fields, warnings) = omnidesk::read_portal_fields(json).unwrap();
    let found: Vec<_> = fields
        .iter()
        .map(|field| (field.field.to_string(), field.portal.as_str()))
        .collect();
    let expected = [
        ("cf_25", "view"),
        ("priority", "hidden"),
        ("cf_26", "hidden"),
        ("cf_27", "show"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, portal)| (field.to_owned(), portal))
    );
    assert_eq!(fields[0].field, PortalFieldName::Custom(25));
    assert_eq!(fields[3].portal, Portal::Other("show".to_owned()));
    let codes: Vec<_> = warnings.iter().map(|w| w.kind.code()).collect();
    assert_eq!(
        codes,
        [
            "taken_as_set",
            "unknown_value",
            "duplicate_id",
            "duplicate_id"
        ]
    );
}

#[test]
fn another_file_or_a_refusal_is_no_empty_list() {
    let error = |json: &str| omnidesk::read_staff(json.as_bytes()).unwrap_err().code();
    assert_eq!(error(r#"{"emails":[],"role":"x"}"#), "wrong_shape");
    assert_eq!(error(r#"{"error":"wrong_access"}"#), "remote");
    assert_eq!(clean(omnidesk::read_staff(br#"{"total_count":0}"#)), []);
    assert_eq!(clean(omnidesk::read_staff(b"{}")), []);
    assert_eq!(clean(omnidesk::read_staff(b"[]")), []);
    assert_eq!(
        warned(omnidesk::read_staff(
            br#"{"total_count":9,"0":{"staff_id":1,"active":true}}"#
        )),
        [at("the file", "incomplete")]
    );
}
