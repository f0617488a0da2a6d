//! `UserName` and `DisplayName` against the golden file of precis-i18n.

use expect_test::expect_file;
use frontdesk_contact::{DisplayName, NAME_OCTETS, NameError, UserName};
use precis_profiles::UsernameCaseMapped;
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use precis_profiles::precis_core::{DerivedPropertyValue, FreeformClass, StringClass};

use crate::vectors::{Comparison, Verdicts, json_cases};

const CASES: &str = include_str!("vectors/precis-golden.txt");

/// Profile, input, output, error.
type Case = (String, String, Option<String>, Option<String>);

/// What we make of an input under one of their profiles.
fn ours(profile: &str, input: &str) -> Result<String, NameError> {
    match profile {
        "UsernameCaseMapped" => UserName::parse(input).map(String::from),
        "NicknameCasePreserved" => DisplayName::parse(input).map(String::from),
        "NicknameCaseMapped" => DisplayName::parse(input).map(|name| name.key().value().to_owned()),
        other => panic!("{other}"),
    }
}

#[test]
fn names_agree_or_differ_for_a_written_reason() {
    let mut verdicts = Verdicts::default();
    for (profile, input, output, error) in json_cases::<Case>(CASES) {
        let ours = ours(&profile, &input);
        let line = format!(
            "{profile} {input:?}: they say {}, we say {ours:?}",
            match (&output, &error) {
                (Some(output), _) => format!("{output:?}"),
                (_, error) => format!("{error:?}"),
            }
        );
        let comparison = match (&output, &ours) {
            (Some(theirs), Ok(mine)) if theirs == mine => Comparison::BothAccept,
            (None, Err(_)) => Comparison::BothRefuse,
            (Some(theirs), Err(_)) => {
                Comparison::OnlyTheyAccept(why_refused(&profile, &input, theirs).unwrap_or("TBD"))
            }
            _ => panic!("{line}"),
        };
        verdicts.add(comparison, line);
    }
    assert_eq!(verdicts.count(), 969);
    expect_file!["./golden/precis.txt"].assert_eq(&verdicts.table(usize::MAX));
}

fn why_refused(profile: &str, input: &str, theirs: &str) -> Option<&'static str> {
    let young = |text: &str| {
        text.chars().any(|c| {
            FreeformClass::default().get_value_from_char(c) == DerivedPropertyValue::Unassigned
        })
    };
    if young(input) || young(theirs) {
        return Some(if profile == "UsernameCaseMapped" {
            "a login keeps to the characters of the registry of PRECIS, Unicode 6.3, and so does its lower case; \
             their tables are those of the Python they ran on"
        } else {
            "a joiner or a mark of context beside a letter younger than Unicode 6.3: the library's rules of \
             context (RFC 8264, section 4) know older letters only"
        });
    }
    // What they make of it is a name to us: so it is only the order.
    (ours(profile, theirs).as_deref() == Ok(theirs)).then_some(
        "RFC 8265, section 3.3.2, and RFC 8266, section 2.1, check the characters as they are typed, before case is \
         lowered and marks are composed; they check them afterwards",
    )
}

// Visible ASCII takes a short way through `UserName::parse`; the library goes the long one.
#[test]
fn logins_in_ascii_are_those_of_the_library() {
    let by_library = |text: &str| {
        let enforced = UsernameCaseMapped::enforce(text);
        enforced.ok().map(|login| login.into_owned())
    };
    let ours = |text: &str| UserName::parse(text).ok().map(String::from);
    for one in '\0'..='\u{7f}' {
        let text = one.to_string();
        assert_eq!(ours(&text), by_library(&text), "{text:?}");
        for other in '\0'..='\u{7f}' {
            let text = format!("{one}{other}");
            assert_eq!(ours(&text), by_library(&text), "{text:?}");
        }
    }
    let longest = "Aa".repeat(NAME_OCTETS / 2) + "Z";
    assert_eq!(ours(&longest), by_library(&longest));
    assert_eq!(UserName::parse(&(longest + "a")), Err(NameError::TooLong));
}
