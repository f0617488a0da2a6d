//! The rules of the Noci invitation, each with the case that holds and the case that does not.

use frontdesk_model::{Language, Limit};
use frontdesk_systems::{Expected, Import, ImportError, Place, Problem, noci};

use crate::readers::{at, clean, warned};

fn invitation(fields: &str) -> Import<noci::Invitation> {
    noci::read_invitation(format!("{{{fields}}}").as_bytes())
}

const GOOD: &str = r#""emails":["a@example.test"],"role":"utilisateur""#;

#[test]
fn s113_an_invitation_without_addresses_is_refused() {
    for emails in [
        r#""role":"utilisateur""#,
        r#""role":"utilisateur","emails":[]"#,
        r#""role":"utilisateur","emails":[""]"#,
    ] {
        let problems = vec![Problem::Missing { field: "emails" }];
        let at = Place::Pointer(String::new());
        assert_eq!(
            invitation(emails),
            Err(ImportError::BrokenRecord { at, problems })
        );
    }
    // D20: of several, the unreadable one is reported and the good ones stay.
    let several =
        invitation(r#""emails":["a@example.test",5,"b@example.test"],"role":"moderateur""#);
    assert_eq!(several.as_ref().unwrap().0.emails.len(), 2);
    assert_eq!(warned(several), [at("/emails/1", "unreadable")]);
}

#[test]
fn s104_the_languages_are_french_by_default_and_never_empty() {
    let french = [Language::french()].into();
    assert_eq!(clean(invitation(GOOD)).languages, french);
    let empty = invitation(&format!(r#"{GOOD},"languages":[]"#));
    assert_eq!(empty.as_ref().unwrap().0.languages, french);
    assert_eq!(warned(empty), [at("/languages", "empty_list")]);
    let english = clean(invitation(&format!(r#"{GOOD},"languages":["en"]"#)));
    assert_eq!(english.languages, [Language::parse("en").unwrap()].into());
}

#[test]
fn s101_a_limit_is_none_or_a_number_from_one() {
    let limit = |limit: &str| invitation(&format!(r#"{GOOD},"limit":{limit}"#));
    assert_eq!(clean(limit("null")).limit, Limit::Unlimited);
    assert_eq!(clean(limit("3")).limit, Limit::Count(3));
    for bad in ["0", "-1", "4294967296"] {
        assert_eq!(limit(bad).unwrap_err().code(), "broken_record", "{bad}");
    }
    let problems = vec![Problem::Unreadable {
        field: "limit",
        expected: Expected::WholeNumber,
    }];
    let place = Place::Pointer(String::new());
    assert_eq!(
        limit("\"no\""),
        Err(ImportError::BrokenRecord {
            at: place,
            problems
        })
    );
}

#[test]
fn s110_questionnaires_of_a_moderator_are_ignored_with_a_warning() {
    let with = |role: &str| {
        invitation(&format!(
            r#""emails":["a@example.test"],"role":"{role}","questionnaires":["devis"]"#
        ))
    };
    assert_eq!(clean(with("utilisateur")).questionnaires.len(), 1);
    assert!(with("moderateur").unwrap().0.questionnaires.is_empty());
    assert_eq!(
        warned(with("moderateur")),
        [at("/questionnaires", "ignored")]
    );
    assert_eq!(warned(with("chef")), [at("/role", "unknown_value")]);
}
