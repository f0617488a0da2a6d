//! The rules of the Talk-Me formats, each with the case that holds and the case that does not.

use frontdesk_model::{Language, Limit};
use frontdesk_systems::{ImportError, talkme};

use crate::readers::{MESSAGES, at, clean, warned};

#[test]
fn optional_keys_of_the_pair_file_are_read() {
    let json = br#"{"operators":[{"id":17,"login":"a","limit":4,"languages":["ru","pt-br"],"language":"ru",
        "settings":{"sound":true,"tabs":3,"theme":"dark"},"rights":["contacts"]}],
        "admin_users":[{"id":17,"login":"b","rights":["user.view"]}],
        "links":[{"operator":17,"admin_user":17,"confirmed_by":"c","confirmed_at":"2026-11-02T10:15:00+03:00"}]}"#;
    let file = clean(talkme::read_pairs(json));
    let operator = &file.operators[0];
    assert_eq!(operator.limit, Some(Limit::Count(4)));
    assert!(
        operator
            .languages
            .contains(&Language::parse("pt-BR").unwrap())
    );
    let settings: Vec<_> = operator.settings.keys().map(String::as_str).collect();
    assert_eq!(settings, ["language", "sound", "tabs", "theme"]);
    assert!(file.links[0].is_confirmed());
}

#[test]
fn a_limit_that_is_none_breaks_the_operator_instead_of_lifting_it() {
    let operators = |limit: &str| {
        let json = format!(
            r#"{{"operators":[{{"id":1,"login":"a","limit":{limit}}}],"admin_users":[],"links":[]}}"#
        );
        talkme::read_pairs(json.as_bytes()).unwrap().0.operators
    };
    assert_eq!(operators("null")[0].limit, None);
    for limit in ["0", "-1", "4294967296", "\"many\"", "2.5"] {
        assert!(operators(limit).is_empty(), "{limit}");
    }
}

#[test]
fn a_link_into_the_void_is_not_imported() {
    let json = br#"{"operators":[{"id":1,"login":"a"}],"admin_users":[{"id":2,"login":"b"}],
        "links":[{"operator":1,"admin_user":2,"confirmed_at":"soon","confirmed_by":"c"},
                 {"operator":2,"admin_user":2},{"operator":1,"admin_user":2}]}"#;
    let import = talkme::read_pairs(json);
    let links = &import.as_ref().unwrap().0.links;
    assert_eq!(links.len(), 1);
    assert!(!links[0].is_confirmed());
    assert_eq!(
        warned(import),
        [
            at("/links/0/confirmed_at", "unreadable"),
            at("/links/1", "unknown_reference"),
            at("/links/2", "duplicate_id"),
        ]
    );
}

#[test]
fn a_file_without_any_of_the_lists_is_another_file() {
    assert_eq!(talkme::read_pairs(b"{}").unwrap_err().code(), "wrong_shape");
    assert_eq!(
        warned(talkme::read_pairs(br#"{"operators":[]}"#)),
        [
            at("/admin_users", "missing_field"),
            at("/links", "missing_field")
        ]
    );
}

#[test]
fn the_shapes_of_messages_are_one() {
    let flat = br#"{"success":true,"result":{"page":1,"items":[
        {"clientId":"c1","searchId":"900","phone":"+70000000001","id":1,"dialogId":7,"whoSend":"client",
         "text":"secret one","messageType":"text","dateTimeUTC":"2026-11-02T10:15:00Z",
         "isVisibleForClient":true,"status":"read"},
        {"clientId":"c1","searchId":"900","phone":"+70000000001","id":"2","dialogId":"7","whoSend":"operator",
         "text":"secret two","messageType":"comment","dateTimeUTC":"2026-11-02 10:16:00",
         "operatorName":"secret name","isVisibleForClient":true,"status":"read"}]}}"#;
    let nested = clean(talkme::read_messages(MESSAGES.as_bytes()));
    assert_eq!(nested, clean(talkme::read_messages(flat)));
    // A comment reaches no customer, whatever the flag says.
    let visible: Vec<_> = nested.iter().map(|m| m.is_visible_for_client).collect();
    assert_eq!(visible, [true, false]);
}

#[test]
fn a_failed_request_is_an_error_with_its_code() {
    let failed = br#"{"success":false,"error":{"code":"accessDenied","descr":"token abc"}}"#;
    let expected = ImportError::Remote {
        code: "accessDenied".to_owned(),
    };
    assert_eq!(talkme::read_messages(failed), Err(expected));
}
