//! `Email` against the test set of is_email: 164 addresses with a diagnosis each.

use expect_test::expect_file;
use frontdesk_contact::{Email, EmailError};

use crate::vectors::{Comparison, Verdicts, json_cases};

const CASES: &str = include_str!("vectors/isemail.txt");

/// Number, category, diagnosis, address.
type Case = (u16, String, String, String);

// is_email answers what a string is by RFC 5322 and the obsolete forms that RFC keeps alive; everything but
// its category ERR is an address to it. We answer whether a person typed the one address that letters go to.
#[test]
fn verdicts_agree_or_differ_for_a_written_reason() {
    let mut verdicts = Verdicts::default();
    for (number, category, diagnosis, address) in json_cases::<Case>(CASES) {
        let ours = Email::parse(&address);
        let comparison = match (category != "ERR", &ours) {
            (true, Ok(_)) => Comparison::BothAccept,
            (false, Err(_)) => Comparison::BothRefuse,
            (true, Err(_)) => Comparison::OnlyTheyAccept(
                why_refused(&diagnosis, &address)
                    .unwrap_or_else(|| panic!("#{number} {diagnosis} {address:?}: {ours:?}")),
            ),
            (false, Ok(_)) => Comparison::OnlyWeAccept(
                why_accepted(&address)
                    .unwrap_or_else(|| panic!("#{number} {diagnosis} {address:?}: {ours:?}")),
            ),
        };
        let ours = ours.map_or_else(|error| error.to_string(), |_| "accepted".to_owned());
        verdicts.add(
            comparison,
            format!("#{number} {diagnosis} {address:?}: {ours}"),
        );
    }
    assert_eq!(verdicts.count(), 164);
    expect_file!["./golden/isemail.txt"].assert_eq(&verdicts.table(usize::MAX));
}

// Each row of the file has its diagnosis from them, so a reason is theirs to trigger and ours to give.
fn why_refused(diagnosis: &str, address: &str) -> Option<&'static str> {
    Some(match diagnosis {
        "CFWS_COMMENT"
        | "CFWS_FWS"
        | "DEPREC_CFWS_NEAR_AT"
        | "DEPREC_FWS"
        | "DEPREC_COMMENT"
        | "DEPREC_CTEXT" => {
            "comments and white space inside an address are the grammar of message headers (RFC 5322); \
             RFC 5321 has none, and nobody who types them means them"
        }
        "RFC5322_LOCAL_TOOLONG"
        | "RFC5322_LABEL_TOOLONG"
        | "RFC5322_DOMAIN_TOOLONG"
        | "RFC5322_TOOLONG" => {
            "it is longer than RFC 5321, section 4.5.3.1, or DNS allows: no letter arrives there, as \
             their diagnosis says too"
        }
        "RFC5321_TLDNUMERIC" => {
            "no top-level domain is all digits (RFC 3696, section 2): this is an IP address, or nothing"
        }
        "DEPREC_QP" | "DEPREC_QTEXT" => {
            "a control character between quotes is obsolete in RFC 5322 and may begin another header line"
        }
        "DEPREC_LOCALPART" => "quoted and bare words in one local part are obsolete in RFC 5322",
        "RFC5322_DOMAIN" => "the domain is text of RFC 5322 but no name of a host",
        "RFC5321_QUOTEDSTRING" if address.starts_with("\"\"@") => {
            "a local part of nothing names nobody, though the grammar has it"
        }
        literal
            if literal.contains("LITERAL")
                || literal.contains("DOMLIT")
                || literal.contains("IPV6") =>
        {
            "a domain in brackets is an IP address or nothing: it proves no domain, and its hosts change owners"
        }
        _ => return None,
    })
}

fn why_accepted(address: &str) -> Option<&'static str> {
    (address != address.trim_ascii()).then_some(
        "ASCII white space around the address, which pasting leaves behind, is left out before it is read \
         and stored",
    )
}

// What is accepted is stored without the white space around it and with nothing else changed.
#[test]
fn what_is_accepted_is_stored_as_it_was_typed() {
    let mut seen = 0;
    for (_, _, _, address) in json_cases::<Case>(CASES) {
        if let Ok(email) = Email::parse(&address) {
            assert_eq!(email.as_typed(), address.trim_ascii());
            assert_eq!(Email::parse(email.as_typed()), Ok(email.clone()));
            assert_eq!(email.key().same(&email.key()), Ok(true));
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

// The one fault these cases found: a quoted space is an address of RFC 5321.
#[test]
fn a_space_after_a_backslash_is_accepted_between_quotes_only() {
    for text in [
        "\"test\\ test\"@iana.org",
        "\"\\ \"@iana.org",
        "\"a\\\\ b\"@iana.org",
    ] {
        let email = Email::parse(text);
        assert_eq!(email.as_ref().map(Email::as_typed), Ok(text), "{text}");
    }
    for text in ["test\\ test@iana.org", "\"test\\ @iana.org", "\\ @iana.org"] {
        assert_eq!(
            Email::parse(text),
            Err(EmailError::LocalPartInvalid),
            "{text}"
        );
    }
}
