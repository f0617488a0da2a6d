//! Attacks that were made on others, one test each, with the twin that must still work.

use std::collections::BTreeMap;

use frontdesk_contact::{
    DisplayName, DisplayNameKey, Email, EmailError, NORMALIZER_VERSION, NameError, Phone,
    PhoneError, UserName,
};

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn login(text: &str) -> UserName {
    UserName::parse(text).unwrap()
}

// GitHub 2019: an account was found by a case-mapped address, and the reset letter went to the typed one.
#[test]
fn github_dotless_i_reset() {
    let (stored, typed) = (email("mike@example.org"), email("mıke@example.org"));
    assert_eq!(stored.key().same(&typed.key()), Ok(false));
    assert_eq!(
        stored.key_folded().same(&typed.key_folded()),
        Ok(false),
        "not even a hint: lower-casing keeps the dotless i"
    );
    assert_eq!(stored.as_typed(), "mike@example.org");

    let (stored, typed) = (email("mike@github.example"), email("mike@gıthub.example"));
    assert_eq!(stored.key().same(&typed.key()), Ok(false));
    assert_eq!(typed.domain(), "xn--gthub-n4a.example");

    // The twin: the same address in another spelling of its domain is found.
    assert_eq!(
        email("mike@GitHub.example")
            .key()
            .same(&email("mike@github.example").key()),
        Ok(true)
    );
}

// The same as a host does it: the account is found by key, and the letter goes to what the account has stored.
#[test]
fn a_letter_goes_to_the_stored_address_only() {
    let stored = [email("mike@example.org"), email("anna@strasse.example")];
    let by_key: BTreeMap<_, _> = stored.iter().map(|email| (email.key(), email)).collect();
    let by_hint: BTreeMap<_, _> = stored
        .iter()
        .map(|email| (email.key_folded(), email))
        .collect();
    for typed in [
        "mıke@example.org",
        "mi\u{212a}e@example.org",
        "MIKE@example.org",
        "anna@straße.example",
    ] {
        let typed = email(typed);
        assert_eq!(by_key.get(&typed.key()), None, "{typed}");
        // A hint may find the account; even then nothing of what was typed is an address to write to.
        if let Some(found) = by_hint.get(&typed.key_folded()) {
            assert_eq!(found.as_typed(), "mike@example.org");
            assert_ne!(found.as_typed(), typed.as_typed());
        }
    }
    // The twin: found by its key in another spelling, and written to as stored.
    let found = by_key[&email("mike@EXAMPLE.org").key()];
    assert_eq!(found.as_typed(), "mike@example.org");
}

#[test]
fn kelvin_sign_and_sharp_s_make_other_addresses() {
    let (stored, typed) = (email("mike@example.org"), email("mi\u{212a}e@example.org"));
    assert_eq!(stored.key().same(&typed.key()), Ok(false));
    // The hint finds it: that is why a letter never goes to the text that was searched for.
    assert_eq!(stored.key_folded().same(&typed.key_folded()), Ok(true));

    assert_eq!(email("a@faß.example").domain(), "xn--fa-hia.example");
    assert_eq!(
        email("a@faß.example")
            .key()
            .same(&email("a@fass.example").key()),
        Ok(false)
    );
}

// Spotify 2013: N(N(x)) differed from N(x), so a reset link for ᴮᴵᴳᴮᴵᴿᴰ opened the account bigbird.
#[test]
fn spotify_canonicalization_is_idempotent() {
    assert_eq!(
        UserName::parse("ᴮᴵᴳᴮᴵᴿᴰ"),
        Err(NameError::Character { at: 0 }),
        "letters with a compatibility mapping are no login"
    );
    assert_eq!(login("BigBird").as_str(), "bigbird");

    // A display name maps them, and once is enough.
    let shown = DisplayName::parse("ᴮᴵᴳᴮᴵᴿᴰ").unwrap();
    assert_eq!(shown.as_str(), "BIGBIRD");
    assert_eq!(DisplayName::parse(shown.as_str()).unwrap(), shown);
    assert_eq!(shown.key(), DisplayName::parse("bigbird").unwrap().key());
}

// Gmail and Netflix 2018: whoever folds dots decides for a mailbox that belongs to another's rules.
#[test]
fn gmail_dots_are_not_folded() {
    for (a, b) in [
        ("j.smith@gmail.com", "jsmith@gmail.com"),
        ("jsmith+a@gmail.com", "jsmith@gmail.com"),
        ("jsmith@googlemail.com", "jsmith@gmail.com"),
    ] {
        assert_eq!(email(a).key().same(&email(b).key()), Ok(false), "{a} {b}");
        assert_eq!(
            email(a).key_folded().same(&email(b).key_folded()),
            Ok(false),
            "{a} {b}"
        );
    }
}

// One provider's dots and tags: never one key. Not even a hint, for the crate knows no provider's rules.
#[test]
fn dots_and_tags_never_make_two_addresses_one() {
    let (tagged, plain) = (email("j.smith+a@gmail.com"), email("jsmith@gmail.com"));
    assert_eq!(tagged.key().same(&plain.key()), Ok(false));
    assert_eq!(tagged.key_folded().same(&plain.key_folded()), Ok(false));
    assert_eq!(tagged.as_typed(), "j.smith+a@gmail.com");
    // The twin: the same tag in capitals is a hint.
    let shouted = email("J.Smith+A@GMAIL.com");
    assert_eq!(tagged.key().same(&shouted.key()), Ok(false));
    assert_eq!(tagged.key_folded().same(&shouted.key_folded()), Ok(true));
}

#[test]
fn local_part_case_is_a_hint_and_not_identity() {
    let (a, b) = (email("Anna@example.org"), email("anna@example.org"));
    assert_eq!(a.key().same(&b.key()), Ok(false));
    assert_eq!(a.key_folded().same(&b.key_folded()), Ok(true));
    let quoted = email("\"anna\"@example.org");
    assert_eq!(quoted.key().same(&b.key()), Ok(false));
    assert_eq!(quoted.key_folded().same(&b.key_folded()), Ok(true));
}

#[test]
fn idn_domain_in_upper_and_lower_case_and_as_a_label_is_one() {
    let key = email("anna@пример.рф").key();
    for spelling in [
        "anna@ПРИМЕР.РФ",
        "anna@Пример.рф",
        "anna@xn--e1afmkfd.xn--p1ai",
        "anna@XN--E1AFMKFD.XN--P1AI",
    ] {
        assert_eq!(email(spelling).key().same(&key), Ok(true), "{spelling}");
        assert_eq!(email(spelling).as_typed(), spelling);
    }
    // The twin: a look-alike domain (Latin p in place of Cyrillic р) is another.
    assert_ne!(email("anna@пpимер.рф").key(), key);
}

#[test]
fn decomposed_domain_is_the_composed_one() {
    assert_eq!(
        email("a@bu\u{308}cher.example").key(),
        email("a@b\u{fc}cher.example").key()
    );
}

#[test]
fn trailing_dot_is_refused() {
    for text in [
        "a@example.org.",
        "a@example.org..",
        "a@.",
        "a@example.org。",
    ] {
        assert_eq!(Email::parse(text), Err(EmailError::DomainInvalid), "{text}");
    }
    assert!(Email::parse("a@example.org").is_ok());
}

// The letter goes to the typed form, so nothing invisible may be in it.
#[test]
fn invisible_characters_are_refused() {
    for hidden in [
        '\u{ad}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{202e}',
        '\u{2066}',
        '\u{3164}',
        '\u{115f}',
        '\u{ffa0}',
        '\u{e0061}',
        '\u{180b}',
        '\u{fe0f}',
    ] {
        let code = u32::from(hidden);
        assert_eq!(
            Email::parse(&format!("ad{hidden}min@example.org")),
            Err(EmailError::LocalPartInvalid),
            "U+{code:04X}"
        );
        assert_eq!(
            Email::parse(&format!("admin@exa{hidden}mple.org")),
            Err(EmailError::DomainInvalid),
            "U+{code:04X}"
        );
        assert!(
            UserName::parse(&format!("ad{hidden}min")).is_err(),
            "U+{code:04X}"
        );
    }
}

#[test]
fn header_injection_is_refused() {
    for text in [
        "a\r\nBcc: b@example.org",
        "\"a\r\nBcc: b\"@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "\"a\tb\"@example.org",
        "a@example.org,b@example.org",
        "a@example.org\0",
    ] {
        assert!(Email::parse(text).is_err(), "{text:?}");
    }
}

// A space that is not ASCII before the bracket slips past the library's own refusal of display text.
#[test]
fn display_text_is_refused() {
    for text in [
        "Anna <anna@example.org>",
        "<anna@example.org>",
        " <anna@example.org>",
        "\u{a0} <anna@example.org>",
        "\"Anna\" <anna@example.org>",
        "anna@example.org <anna@example.org>",
    ] {
        assert_eq!(Email::parse(text), Err(EmailError::DisplayText), "{text:?}");
    }
    for text in [
        "x <anna@example.org",
        "\u{a0} <anna@example.org",
        "anna@example.org (Anna)",
    ] {
        assert!(Email::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn another_at_sign_cannot_move_the_domain() {
    for text in [
        "a@b＠example.org",
        "a＠example.org",
        "a@b@example.org",
        "a@exam@ple.org",
    ] {
        assert!(Email::parse(text).is_err(), "{text:?}");
    }
    let quoted = email("\"a@evil.example\"@example.org");
    assert_eq!(quoted.domain(), "example.org");
    assert_eq!(quoted.local_part(), "\"a@evil.example\"");
}

#[test]
fn ip_addresses_are_no_domains() {
    for text in [
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@１２７.0.0.1",
        "a@[",
        "a@0",
        "a@0x7f000001",
        "a@0X7F.1",
        "a@1.1.1.0x1",
        "a@x.0x1",
        "a@x.0x",
    ] {
        assert_eq!(
            Email::parse(text),
            Err(EmailError::DomainLiteral),
            "{text:?}"
        );
    }
    // The twins: names that only begin like a number.
    for text in ["a@0x1.example", "a@x.0xyz", "a@x.x0", "a@127.0.0.1.example"] {
        assert!(Email::parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn homoglyph_admin_is_a_warning_and_another_login() {
    let admin = login("Admin");
    assert_eq!(admin.key(), login("admin").key());
    for alike in ["аdmin", "admіn", "аdmіn", "adrnin", "admın"] {
        let alike = login(alike);
        assert_eq!(admin.key().same(&alike.key()), Ok(false), "{alike}");
        assert_eq!(
            admin.skeleton().same(&alike.skeleton()),
            Ok(true),
            "{alike}"
        );
    }
    for other in ["edmin", "admins", "админ"] {
        let other = login(other);
        assert_eq!(
            admin.skeleton().same(&other.skeleton()),
            Ok(false),
            "{other}"
        );
    }
}

// `Admin`, `admin` and `аdmin` with a Cyrillic а: the first two are one, the third is flagged and never equal.
#[test]
fn admin_in_three_spellings_is_two_logins_that_look_alike() {
    let (capital, small, cyrillic) = (login("Admin"), login("admin"), login("аdmin"));
    assert_eq!(capital.key().same(&small.key()), Ok(true));
    assert_eq!(small.key().same(&cyrillic.key()), Ok(false));
    assert_eq!(small.skeleton().same(&cyrillic.skeleton()), Ok(true));
    let shown = |text| DisplayName::parse(text).unwrap();
    assert_eq!(shown("Admin").key().same(&shown("admin").key()), Ok(true));
    assert_eq!(shown("Admin").key().same(&shown("аdmin").key()), Ok(false));
    assert_eq!(
        shown("Admin").skeleton().same(&shown("аdmin").skeleton()),
        Ok(true)
    );
}

// The tables of UTS 39 call six ignorable characters deprecated; UTS 46 drops them from a domain all the same.
#[test]
fn deprecated_invisible_characters_are_refused() {
    for hidden in [
        '\u{206a}',
        '\u{206b}',
        '\u{206c}',
        '\u{206d}',
        '\u{206e}',
        '\u{206f}',
        '\u{e0001}',
    ] {
        let code = u32::from(hidden);
        assert_eq!(
            Email::parse(&format!("admin@exa{hidden}mple.org")),
            Err(EmailError::DomainInvalid),
            "U+{code:04X}"
        );
    }
}

#[test]
fn look_alike_display_names_have_one_skeleton() {
    let shown = |text| DisplayName::parse(text).unwrap().skeleton();
    assert_eq!(shown("Ivanova"), shown("lvanova"));
    assert_eq!(shown("Support"), shown("Ѕuррort"));
    assert_eq!(shown("r00t"), shown("rOOt"));
    assert_ne!(shown("Support"), shown("Supports"));
}

#[test]
fn full_width_login_is_the_plain_one() {
    assert_eq!(login("ＡＤＭＩＮ").key(), login("admin").key());
}

// The library lowers a title-case letter only after an upper-case one, so these two would differ by it.
#[test]
fn title_case_letters_are_lowered_wherever_they_stand() {
    let key = |text| DisplayName::parse(text).unwrap().key();
    assert_eq!(key("Αᾈ"), key("αᾈ"));
    assert_eq!(key("ᾈ"), key("ᾀ"));
    assert_eq!(key("ǅ"), key("ǆ"));
    assert_eq!(login("ΟΔΥΣΣΕΥΣ").as_str(), "οδυσσευς");
}

// A chat with nobody's name above it: white on white, allowed by the profile character by character.
#[test]
fn a_display_name_of_nothing_visible_is_refused() {
    for hidden in ["\u{2800}", "\u{1d159}", "\u{13441}", "\u{16fe4}"] {
        for text in [
            hidden.to_owned(),
            hidden.repeat(3),
            format!(" {hidden} {hidden}"),
        ] {
            let name = DisplayName::parse(&text);
            assert_eq!(name, Err(NameError::Invisible), "{}", text.escape_unicode());
            let stored = serde_json::json!({ "version": NORMALIZER_VERSION, "value": text.trim() });
            assert!(serde_json::from_value::<DisplayNameKey>(stored).is_err());
        }
    }
    // The twins: beside something visible they do no harm, and Braille has other letters.
    for text in [
        "a\u{2800}b",
        "\u{2801}\u{2800}",
        "e\u{301}",
        "\u{1d158}",
        ".",
    ] {
        assert!(
            DisplayName::parse(text).is_ok(),
            "{}",
            text.escape_unicode()
        );
    }
}

// A bracket that closes nothing or holds another is a slip of the hand, and the number after it a guess.
#[test]
fn brackets_of_a_number_come_in_pairs() {
    for (text, at) in [
        ("+7)000(000", 2),
        ("+7 (000 000", 3),
        ("+7 000) 000", 6),
        ("+7 ((000)) 000", 4),
        ("+7 (000 (00) 0", 8),
    ] {
        assert_eq!(
            Phone::parse(text),
            Err(PhoneError::Character { at }),
            "{text}"
        );
    }
    for text in ["+7 (000) 000", "(+7) (000) 000", "+7 (000) (000) 00"] {
        assert!(Phone::parse(text).is_ok(), "{text}");
    }
}

// `+44 (0)20` with its brackets left out is a telephone in another place.
#[test]
fn trunk_prefix_is_not_a_digit() {
    for text in [
        "+44 (0)20 7946 0000",
        "+44( 0 )20 7946 0000",
        "+49 (0) 30 000",
    ] {
        assert_eq!(Phone::parse(text), Err(PhoneError::TrunkPrefix), "{text}");
    }
    assert!(Phone::parse("+44 (20) 7946 0000").is_ok());
}
