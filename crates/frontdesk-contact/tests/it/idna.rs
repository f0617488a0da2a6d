//! The domain of `Email` against Unicode's own test file for UTS 46.

use expect_test::expect_file;
use frontdesk_contact::{Email, EmailError};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

use crate::vectors::{Comparison, Verdicts, cases};

const CASES: &str = include_str!("vectors/idna-test-v2.txt");

/// A case: what is typed, how it is shown, and its A-labels or the codes of what is wrong with it.
struct Case {
    line: &'static str,
    source: String,
    shown: String,
    expected: Result<String, Vec<String>>,
}

fn read(line: &'static str) -> Case {
    let columns: Vec<&str> = line.split(';').collect();
    let [source, to_unicode, unicode_status, to_ascii, ascii_status] = columns[..] else {
        panic!("{line} has {} columns", columns.len());
    };
    // Blank means: as the column before it of its kind.
    let or = |column: &'static str, before: &'static str| {
        if column.is_empty() { before } else { column }
    };
    let ascii = or(to_ascii, or(to_unicode, source));
    let status: Vec<String> = or(ascii_status, unicode_status)
        .trim_matches(['[', ']'])
        .split(", ")
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect();
    Case {
        line,
        source: unescape(source),
        shown: unescape(or(to_unicode, source)),
        expected: if status.is_empty() {
            Ok(unescape(ascii))
        } else {
            Err(status)
        },
    }
}

/// `\uXXXX` and `\x{X...}` as characters, and `""` as nothing.
fn unescape(column: &str) -> String {
    if column == "\"\"" {
        return String::new();
    }
    let mut text = String::new();
    let mut rest = column;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let (digits, after) = match after.strip_prefix("x{") {
            Some(braced) => braced.split_once('}').unwrap(),
            None => after.strip_prefix('u').unwrap().split_at(4),
        };
        let code = u32::from_str_radix(digits, 16).unwrap();
        // The file has lone surrogates, which no Rust string holds: U+FFFD is as disallowed as they are.
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = after;
    }
    text + rest
}

#[test]
fn domains_agree_with_unicode_or_differ_for_a_written_reason() {
    let mut verdicts = Verdicts::default();
    for case in cases(CASES).map(read) {
        let ours = Email::parse(&format!("a@{}", case.source));
        let comparison = match (&case.expected, &ours) {
            (Ok(a_labels), Ok(email)) => {
                assert_eq!(email.domain(), a_labels, "{}", case.line);
                assert_eq!(
                    email.key().value(),
                    format!("a@{a_labels}"),
                    "{}",
                    case.line
                );
                Comparison::BothAccept
            }
            (Err(_), Err(_)) => Comparison::BothRefuse,
            (Ok(a_labels), Err(error)) => Comparison::OnlyTheyAccept(
                why_refused(&case.source, a_labels)
                    .unwrap_or_else(|| panic!("{}: {error}", case.line)),
            ),
            (Err(status), Ok(_)) => Comparison::OnlyWeAccept(
                why_accepted(&case.shown, status).unwrap_or_else(|| panic!("{}", case.line)),
            ),
        };
        verdicts.add(comparison, case.line.to_owned());
    }
    assert_eq!(verdicts.count(), 6389);
    expect_file!["./golden/idna.txt"].assert_eq(&verdicts.table(60));
}

fn why_refused(source: &str, a_labels: &str) -> Option<&'static str> {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    if source.chars().any(|c| ignorable.contains(c)) {
        return Some(
            "UTS 46 drops invisible characters from what is typed; letters go to what was typed, so there may be none \
             in it",
        );
    }
    ("a@".len() + a_labels.len() > 254).then_some(
        "the domain has room, the address has not: RFC 5321, section 4.5.3.1.3, leaves 254 octets",
    )
}

fn why_accepted(source: &str, status: &[String]) -> Option<&'static str> {
    if status == ["V2"] {
        return Some(
            "two hyphens in the third and fourth place are kept for A-labels by IDNA, but hosts have such names \
             (r3---sn)",
        );
    }
    let young = |c: char| {
        ('\u{323b0}'..='\u{33479}').contains(&c) || ('\u{3d000}'..='\u{3fc3f}').contains(&c)
    };
    (status == ["V7"] && source.chars().any(young)).then_some(
        "the file is of Unicode 16, our tables are of Unicode 18: these ideographs were assigned since",
    )
}

// The fault these cases found: U+200C and U+200D are letters' neighbors in Persian and Sinhala, and IDNA has rules
// for where they may stand.
#[test]
fn joiners_are_accepted_where_they_join_and_refused_elsewhere() {
    for (typed, domain) in [
        ("a@نامه\u{200c}ای.com", "xn--mgba3gch31f060k.com"),
        (
            "a@www.ශ\u{dca}\u{200d}ර\u{dd3}.com",
            "www.xn--10cl1a0b660p.com",
        ),
    ] {
        let email = Email::parse(typed).unwrap();
        assert_eq!((email.as_typed(), email.domain()), (typed, domain));
        let without: String = typed
            .chars()
            .filter(|c| !matches!(c, '\u{200c}' | '\u{200d}'))
            .collect();
        assert_ne!(
            Email::parse(&without).unwrap().key(),
            email.key(),
            "another domain"
        );
    }
    for typed in [
        "a@exa\u{200c}mple.org",
        "a@exa\u{200d}mple.org",
        "a@\u{200d}.org",
        "a@пример\u{200c}.рф",
    ] {
        assert_eq!(
            Email::parse(typed),
            Err(EmailError::DomainInvalid),
            "{typed:?}"
        );
    }
}

// Criterion V4, which the library asks for only together with V2.
#[test]
fn an_a_label_of_an_a_label_is_refused() {
    for typed in [
        "a@xn--xn---epa",
        "a@xn--xn--a--gua.pt",
        "a@b.XN--XN---EPA.org",
    ] {
        assert_eq!(
            Email::parse(typed),
            Err(EmailError::DomainInvalid),
            "{typed}"
        );
    }
    assert!(Email::parse("a@xn--e1afmkfd.xn--p1ai").is_ok());
}
