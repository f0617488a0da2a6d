//! The rules of the UIS formats, each with the case that holds and the case that does not.

use frontdesk_model::Availability;
use frontdesk_systems::uis::{CallDirection, OthersChats, StatusName, Unit};
use frontdesk_systems::{ImportError, Place, Problem, Warning, WarningKind, uis};

use crate::readers::{at, clean, warned};

#[test]
fn s31_an_empty_surname_breaks_the_record_and_only_that() {
    let read = |name: &str| {
        let json = format!(r#"[{{"id":1,"last_name":{name}}},{{"id":2,"last_name":"B"}}]"#);
        uis::read_employees(json.as_bytes()).unwrap()
    };
    for blank in [r#""""#, r#""  ""#, "null"] {
        let (employees, warnings) = read(blank);
        assert_eq!(employees.iter().map(|e| e.id).collect::<Vec<_>>(), [2]);
        let problems = vec![Problem::Missing { field: "last_name" }];
        assert_eq!(
            warnings,
            [Warning {
                at: Place::Pointer("/0".to_owned()),
                kind: WarningKind::BrokenRecord { problems },
            }]
        );
    }
    let (employees, warnings) = read(r#""A""#);
    assert_eq!((employees.len(), warnings.len()), (2, 0));
}

#[test]
fn null_and_missing_are_one() {
    let sparse = br#"[{"id":1,"last_name":"A","extension":{"extension_phone_number":null}}]"#;
    let full = br#"{"jsonrpc":"2.0","id":1,"result":{"data":[{"id":1,"login":null,
        "first_name":null,"last_name":"A","email":null,"status":null,"status_id":null,
        "phone_numbers":[],"extension":null,"in_external_allowed_call_directions":null}],
        "metadata":{"total_items":1,"limits":{},"api_version":{}}}}"#;
    let employee = clean(uis::read_employees(sparse));
    assert_eq!(employee, clean(uis::read_employees(full)));
    assert_eq!((&employee[0].login, &employee[0].extension), (&None, &None));
}

#[test]
fn an_error_envelope_is_an_error_with_its_code_and_without_its_message() {
    let error = |code: &str| {
        let json = format!(
            r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":{code},"message":"token abc","data":{{}}}}}}"#
        );
        uis::read_employees(json.as_bytes()).unwrap_err()
    };
    for (code, kept) in [("-32001", "-32001"), (r#""limit""#, "limit")] {
        assert_eq!(
            error(code),
            ImportError::Remote {
                code: kept.to_owned()
            }
        );
    }
    let hidden = error(r#""a b@example.test""#);
    assert_eq!(
        hidden,
        ImportError::Remote {
            code: "unreadable".to_owned()
        }
    );
    assert!(!format!("{hidden:?} {hidden}").contains("abc"));
}

#[test]
fn statuses_of_the_account_and_unknown_directions_are_kept() {
    let json = br#"[{"id":1,"last_name":"A","status":"training","status_id":21,
        "in_external_allowed_call_directions":["in","sideways"]}]"#;
    let (employees, warnings) = uis::read_employees(json).unwrap();
    assert_eq!(
        employees[0].status,
        Some(StatusName::Other("training".to_owned()))
    );
    assert!(
        employees[0]
            .in_external
            .contains(&CallDirection::Other("sideways".to_owned()))
    );
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].kind.code(), "unknown_value");
    assert_eq!(
        warnings[0].at.to_string(),
        "/0/in_external_allowed_call_directions/1"
    );
}

#[test]
fn what_is_left_over_double_or_missing_is_reported_at_its_place() {
    let json = br#"{"result":{"data":[
        {"id":1,"last_name":"A","a/b~c":1},
        {"id":1,"last_name":"B"},
        {"id":2,"last_name":"C","last_name":"D","phone_numbers":[{"dial_time":3},{"phone_number":7,"dial_time":"x"}]}
        ],"metadata":{"total_items":9}},"more":1}"#;
    let (employees, _) = uis::read_employees(json).unwrap();
    assert_eq!(employees.len(), 2);
    assert_eq!(employees[0].last_name.as_str(), "A");
    assert_eq!(employees[1].last_name.as_str(), "D");
    assert_eq!(employees[1].phone_numbers.len(), 1);
    assert_eq!(
        warned(uis::read_employees(json)),
        [
            at("/more", "unknown_field"),
            at("/result/metadata", "incomplete"),
            at("/result/data/0/a~1b~0c", "unknown_field"),
            at("/result/data/2/last_name", "duplicate_field"),
            at("/result/data/2/phone_numbers/0", "broken_record"),
            at("/result/data/2/phone_numbers/1/dial_time", "unreadable"),
            at("/result/data/1", "duplicate_id"),
        ]
    );
}

#[test]
fn a_status_gives_what_its_flags_say() {
    let read = |flags: &str| {
        let json = format!(r#"[{{"id":1,"mnemonic":"available","name":"A",{flags}}}]"#);
        uis::read_statuses(json.as_bytes())
            .unwrap()
            .0
            .remove(0)
            .availability
    };
    let table = [
        (r#""is_worktime":true"#, Availability::WORKING),
        (
            r#""is_able_to_accept_chat":true"#,
            Availability::ACCEPT_CHAT,
        ),
        (
            r#""is_able_to_accept_chat_transfer":true"#,
            Availability::ACCEPT_TRANSFER,
        ),
        (
            r#""is_able_to_transfer_chat":true"#,
            Availability::TRANSFER_CHAT,
        ),
        (
            r#""is_able_to_send_chat_messages":true"#,
            Availability::SEND_MESSAGES,
        ),
        (
            r#""is_able_to_close_chat_offline_message":true"#,
            Availability::CLOSE,
        ),
        (
            r#""is_use_availability_in_group":true"#,
            Availability::COUNTS_IN_GROUP,
        ),
        (r#""is_select_allowed":true"#, Availability::SELECTABLE),
        (
            r#""is_select_allowed":true,"is_removed":true"#,
            Availability::empty(),
        ),
        (
            r#""is_select_allowed":true,"is_removed":"no""#,
            Availability::empty(),
        ),
        (
            r#""in_internal_allowed_call_directions":["in"]"#,
            Availability::CALLS,
        ),
        (
            r#""out_external_allowed_call_directions":["out"]"#,
            Availability::empty(),
        ),
        (r#""is_able_to_accept_chat":"true""#, Availability::empty()),
        (r#""is_able_to_accept_chat":null"#, Availability::empty()),
    ];
    for (flags, expected) in table {
        assert_eq!(read(flags), expected, "{flags}");
    }
}

fn cabinet(fields: &str) -> uis::CabinetRecord {
    let json = format!(r#"[{{"id":1,{fields}}}]"#);
    uis::read_cabinet(json.as_bytes()).unwrap().0.remove(0)
}

#[test]
fn the_three_shapes_of_permissions_are_one() {
    let list = br#"[{"id":1,"permissions":[
        {"unit_id":"chats","is_select":true,"is_insert":true,"is_update":false,"is_delete":false},
        {"unit_id":"web_account_login","is_select":false}]}]"#;
    let older = br#"{"data":[{"id":1,"permissions":[
        {"permission_unit_id":"web_account_login","is_select":null},
        {"permission_unit_id":"chats","is_select":true,"is_insert":true}]}]}"#;
    let object = br#"{"result":{"data":[{"id":1,"permissions":{
        "chats":{"is_select":true,"is_insert":true,"is_update":false},
        "web_account_login":{}}}]}}"#;
    let records = clean(uis::read_cabinet(list));
    assert_eq!(records, clean(uis::read_cabinet(older)));
    assert_eq!(records, clean(uis::read_cabinet(object)));
    assert!(records[0].selects(&Unit::Chats));
    // D23: absent or false is no.
    assert!(!records[0].selects(&Unit::WebAccountLogin));
    assert!(!records[0].selects(&Unit::SoftphoneLogin));
}

#[test]
fn of_two_entries_for_one_unit_the_stricter_holds() {
    let twice = [
        r#"[{"unit_id":"chats","is_select":true},{"unit_id":"chats","is_select":false}]"#,
        r#"[{"unit_id":"chats"},{"unit_id":"chats","is_select":true}]"#,
        r#"{"chats":{"is_select":true},"chats":{"is_select":false}}"#,
        r#"[{"unit_id":"chats","permission_unit_id":"tags","is_select":true}]"#,
        r#"[{"unit_id":"chats","is_select":"true"}]"#,
    ];
    for permissions in twice {
        let fields = format!(r#""permissions":{permissions}"#);
        assert!(!cabinet(&fields).selects(&Unit::Chats), "{permissions}");
        let json = format!(r#"[{{"id":1,{fields}}}]"#);
        assert_eq!(
            warned(uis::read_cabinet(json.as_bytes())).len(),
            1,
            "{permissions}"
        );
    }
}

#[test]
fn s57_colleagues_chats_open_when_something_says_so_and_nothing_denies_it() {
    let unit = |select: bool| {
        format!(r#""permissions":{{"other_employee_chats_access":{{"is_select":{select}}}}}"#)
    };
    let switch = |on: bool| format!(r#""other_employee_chats_access__is_select":{on}"#);
    let opened = |fields: String| cabinet(&fields).others_chats().is_some();
    assert!(opened(switch(true)));
    assert!(opened(unit(true)));
    assert!(opened(format!("{},{}", switch(true), unit(true))));
    assert!(!opened(format!("{},{}", switch(true), unit(false))));
    assert!(!opened(format!("{},{}", switch(false), unit(true))));
    assert!(!opened(r#""is_active":true"#.to_owned()));
}

#[test]
fn the_scope_of_colleagues_chats_is_all_only_when_no_type_is_given() {
    let scope = |scope: &str| {
        let fields = format!(
            r#""other_employee_chats_permission_type":{scope},
               "other_employee_chats_permission_values":[3,4]"#
        );
        cabinet(&fields).others_chats_scope
    };
    assert_eq!(scope("null"), OthersChats::All);
    assert_eq!(scope(r#""groups""#), OthersChats::Groups([3, 4].into()));
    assert_eq!(
        scope(r#""employees""#),
        OthersChats::Employees([3, 4].into())
    );
    assert_eq!(scope(r#""""#), OthersChats::Other(String::new()));
    assert_eq!(
        scope(r#""planets""#),
        OthersChats::Other("planets".to_owned())
    );
    let broken = br#"[{"id":1,"other_employee_chats_permission_type":5}]"#;
    assert_eq!(
        warned(uis::read_cabinet(broken)),
        [at("/0", "broken_record")]
    );
}

#[test]
fn a_restriction_that_cannot_be_read_is_set() {
    assert!(!cabinet(r#""is_need_hide_numbers":false"#).hides_numbers);
    assert!(!cabinet(r#""is_need_hide_numbers":null"#).hides_numbers);
    assert!(cabinet(r#""is_need_hide_numbers":true"#).hides_numbers);
    assert!(cabinet(r#""is_need_hide_numbers":1"#).hides_numbers);
}
