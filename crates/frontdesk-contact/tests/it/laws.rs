//! Laws that hold for every text.

use std::fmt::{Debug, Display};

use frontdesk_contact::{
    DisplayName, Email, EmailKey, Key, Keyed, NORMALIZER_VERSION, NormalizerMismatch, Phone,
    TimeZoneName, UserName,
};
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use precis_profiles::{Nickname, UsernameCaseMapped};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Characters that have broken normalizers: case, width, composition, joiners, directions, look-alikes.
const HOSTILE: &[&str] = &[
    "a",
    "A",
    "z",
    "0",
    "1",
    "O",
    "I",
    "l",
    "m",
    "@",
    ".",
    "..",
    "-",
    "_",
    "+",
    " ",
    "  ",
    "\"",
    "\\",
    "<",
    ">",
    " <",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    ":",
    "/",
    "\t",
    "\r\n",
    "\0",
    "xn--",
    "xn--e1afmkfd",
    "example",
    "org",
    "рф",
    "ı",
    "İ",
    "i\u{307}",
    "K",
    "Å",
    "ß",
    "ẞ",
    "ς",
    "Σ",
    "ǅ",
    "ᾈ",
    "ﬁ",
    "ﷺ",
    "ᴮᴵᴳ",
    "ａ",
    "ＡＤ",
    "＠",
    "．",
    "。",
    "\u{a0}",
    "\u{3000}",
    "\u{300}",
    "\u{301}",
    "\u{323}",
    "\u{345}",
    "¨",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{ad}",
    "\u{202e}",
    "\u{feff}",
    "\u{3164}",
    "\u{94d}",
    "क",
    "א",
    "ב",
    "ا",
    "١",
    "۱",
    "·",
    "・",
    "а",
    "Б",
    "ё",
    "е\u{308}",
    "日",
    "😀",
    "🤖",
    "\u{e000}",
    "\u{10ffff}",
    "\u{206a}",
    "\u{e0001}",
    "\u{fe0f}",
    "\u{5b8}",
    "\u{64e}\u{651}",
    "\u{1ab6}",
    "Ꭰ",
    "\u{ab70}",
    "\u{1e900}",
    "\u{1e922}",
    "\u{a7dc}",
    "\u{8e2}",
    "🥹",
    "🏽",
];

fn hostile() -> impl Strategy<Value = String> {
    vec(select(HOSTILE), 0..12).prop_map(|parts| parts.concat())
}

/// Bytes of any kind, as the text that a host would make of them.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..64),
        vec(
            prop_oneof![any::<u8>(), select(&b"@.\"\\<>[]()+-xn:;, \r\n\0"[..])],
            0..24
        ),
        hostile().prop_map(String::into_bytes),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), hostile(), "\\PC{0,24}", "[ -~]{0,80}"]
}

fn email() -> impl Strategy<Value = String> {
    let local = prop_oneof![
        "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\\.[A-Za-z0-9]{1,9}){0,2}",
        "\"[A-Za-z0-9 .,:;@()]{1,20}\"",
        "[а-яА-ЯёЁıİßक日]{1,12}",
    ];
    let domain = prop_oneof![
        "[A-Za-z0-9]{1,20}(\\.[A-Za-z0-9]{1,12}){0,2}\\.[A-Za-z]{2,8}",
        "[а-яА-ЯёЁ]{1,20}\\.(рф|РФ|org)",
        "[a-zßàéöü]{1,20}\\.[a-z]{2,5}",
    ];
    (local, domain).prop_map(|(local, domain)| format!("{local}@{domain}"))
}

fn login() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9._+@-]{1,24}",
        "[а-яА-ЯёЁΑ-Ωα-ως]{1,16}",
        "[Ａ-Ｚａ-ｚ]{1,8}",
        hostile()
    ]
}

fn shown_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ A-Za-z.'-]{1,24}",
        "[ а-яА-ЯёЁ]{1,24}",
        "[ Α-Ωα-ωςǅᾈﬁÅ¨]{1,16}",
        hostile()
    ]
}

fn e164() -> impl Strategy<Value = String> {
    "\\+[1-9][0-9]{1,14}"
}

/// N(N(x)) = N(x), and what is printed parses to itself.
macro_rules! fixed_point {
    ($type:ty, $text:expr) => {
        if let Ok(once) = <$type>::parse($text) {
            let printed = once.to_string();
            let twice = <$type>::parse(&printed).expect("an enforced form is accepted again");
            prop_assert_eq!(&twice, &once);
            prop_assert_eq!(twice.to_string(), printed);
            let json = serde_json::to_string(&once).unwrap();
            prop_assert_eq!(&serde_json::from_str::<$type>(&json).unwrap(), &once);
        }
    };
}

/// A key made here is accepted from storage and comes back as itself.
macro_rules! key_is_stored {
    ($key:expr) => {{
        let key = $key;
        prop_assert_eq!(key.version(), NORMALIZER_VERSION);
        let json = serde_json::to_string(&key).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Key<_>>(&json).unwrap(), &key);
        prop_assert_eq!(key.same(&key), Ok(true));
    }};
}

fn check_every_type(text: &str) -> Result<(), TestCaseError> {
    fixed_point!(Email, text);
    fixed_point!(UserName, text);
    fixed_point!(DisplayName, text);
    fixed_point!(Phone, text);
    fixed_point!(TimeZoneName, text);
    if let Ok(email) = Email::parse(text) {
        key_is_stored!(email.key());
        key_is_stored!(email.key_folded());
        prop_assert_eq!(email.as_typed(), text.trim_ascii());
        prop_assert!(email.as_typed().starts_with(email.local_part()));
    }
    // K(K(x)) = K(x): what a key says is a value of its kind, and that value's key is the same.
    if let Ok(email) = Email::parse(text) {
        prop_assert_eq!(
            Email::parse(email.key().value()).unwrap().key(),
            email.key()
        );
    }
    if let Ok(name) = UserName::parse(text) {
        key_is_stored!(name.key());
        key_is_stored!(name.skeleton());
        prop_assert_eq!(
            UserName::parse(name.key().value()).unwrap().key(),
            name.key()
        );
    }
    if let Ok(name) = DisplayName::parse(text) {
        key_is_stored!(name.key());
        key_is_stored!(name.skeleton());
        prop_assert_eq!(
            DisplayName::parse(name.key().value()).unwrap().key(),
            name.key()
        );
    }
    if let Ok(phone) = Phone::parse(text) {
        key_is_stored!(phone.key());
        prop_assert_eq!(
            Phone::parse(phone.key().value()).unwrap().key(),
            phone.key()
        );
    }
    let _ = Phone::from_international_digits(text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_every_accepted_text_is_a_fixed_point(text in any_text()) {
        check_every_type(&text)?;
    }

    // Not only text: what a socket or a file delivers, read as text or as stored JSON.
    #[test]
    fn no_bytes_panic(bytes in any_bytes()) {
        check_every_type(&String::from_utf8_lossy(&bytes))?;
        let _ = serde_json::from_slice::<Email>(&bytes);
        let _ = serde_json::from_slice::<EmailKey>(&bytes);
        let _ = serde_json::from_slice::<Phone>(&bytes);
        let quoted = serde_json::to_vec(&String::from_utf8_lossy(&bytes)).unwrap();
        prop_assert_eq!(
            serde_json::from_slice::<UserName>(&quoted).is_ok(),
            UserName::parse(&String::from_utf8_lossy(&bytes)).is_ok()
        );
    }

    // Two spellings have one key or two, and each printed form has its key again, in every type.
    #[test]
    fn equal_keys_stay_equal_when_read_again(text in any_text(), how in 0..4) {
        let other = match how {
            0 => text.to_uppercase(),
            1 => text.to_lowercase(),
            2 => format!(" {text} "),
            _ => text.clone(),
        };
        equal_after_reading(&text, &other, Email::parse, Email::key)?;
        equal_after_reading(&text, &other, UserName::parse, UserName::key)?;
        equal_after_reading(&text, &other, DisplayName::parse, DisplayName::key)?;
        equal_after_reading(&text, &other, Phone::parse, Phone::key)?;
    }

    // The marks stand anywhere in anything; no answer repeats them.
    #[test]
    fn no_error_and_no_debug_output_repeats_a_piece_of_the_input(
        before in hostile(), mark in select(&["Zyxwv", "ЖЩЪ", "777333111"][..]), after in hostile(),
    ) {
        let text = format!("{before}{mark}{after}");
        silent(mark, Email::parse(&text))?;
        silent(mark, Email::parse(&format!("{text}@example.org")).map(|email| email.key()))?;
        silent(mark, Email::parse(&format!("a@{text}")).map(|email| email.key_folded()))?;
        silent(mark, UserName::parse(&text).map(|name| (name.key(), name.skeleton(), name)))?;
        silent(mark, DisplayName::parse(&text).map(|name| (name.key(), name.skeleton(), name)))?;
        silent(mark, Phone::parse(&text).map(|phone| (phone.key(), phone)))?;
        silent(mark, Phone::parse(&format!("+{mark}{after}")).map(|phone| (phone.key(), phone)))?;
        silent(mark, TimeZoneName::parse(&text))?;
        let stored = serde_json::json!({ "version": NORMALIZER_VERSION, "value": text }).to_string();
        silent(mark, serde_json::from_str::<EmailKey>(&stored))?;
        silent(mark, serde_json::from_str::<Key<DisplayName>>(&stored))?;
        silent(mark, serde_json::from_str::<Key<Phone>>(&stored))?;
    }

    #[test]
    fn well_formed_addresses_are_accepted_as_typed(text in email()) {
        let email = Email::parse(&text);
        prop_assert!(email.is_ok(), "{:?} for {}", email, text);
        prop_assert_eq!(email.unwrap().to_string(), text);
    }

    // The key is a function of the address that it makes: K(K(x)) = K(x).
    #[test]
    fn an_email_key_is_the_key_of_itself(text in email()) {
        let key = Email::parse(&text).unwrap().key();
        prop_assert_eq!(Email::parse(key.value()).unwrap().key(), key);
    }

    #[test]
    fn the_case_of_a_domain_is_ignored_and_the_case_of_a_local_part_is_not(text in email()) {
        let (local, domain) = text.rsplit_once('@').unwrap();
        let email = Email::parse(&text).unwrap();
        let upper_domain = domain.replace('ß', "ẞ").to_uppercase();
        let shouted = Email::parse(&format!("{local}@{upper_domain}")).unwrap();
        prop_assert_eq!(shouted.key(), email.key());
        let key = email.key();
        prop_assert_eq!(key.value(), format!("{local}@{}", email.domain()));
    }

    // The hint never separates what the key joins.
    #[test]
    fn equal_keys_have_equal_hints(text in email(), shout in any::<bool>()) {
        let email = Email::parse(&text).unwrap();
        let domain = if shout { email.domain().to_uppercase() } else { email.domain().to_owned() };
        let other = Email::parse(&format!("{}@{domain}", email.local_part())).unwrap();
        prop_assert_eq!(other.key(), email.key());
        prop_assert_eq!(other.key_folded(), email.key_folded());
    }

    // Display names are one by their keys exactly when RFC 8266's comparison says so; the library's answer
    // is asked where its lower-casing is Unicode's (no title case, no final sigma).
    #[test]
    fn display_name_keys_agree_with_the_comparison_of_the_profile(
        a in "[ aAbBéÉſﬁ\u{a0}\u{301}яЯ]{1,4}", b in "[ aAbBéÉſﬁ\u{a0}\u{301}яЯ]{1,4}",
    ) {
        if let (Ok(one), Ok(two)) = (DisplayName::parse(&a), DisplayName::parse(&b)) {
            prop_assert_eq!(Ok(one.key() == two.key()), Nickname::compare(&a, &b));
        }
    }

    #[test]
    fn the_case_of_a_login_is_ignored(text in "[A-Za-z0-9._@-]{1,24}") {
        let login = UserName::parse(&text).unwrap();
        prop_assert_eq!(UserName::parse(&text.to_uppercase()).unwrap().key(), login.key());
        prop_assert_eq!(UserName::parse(&text.to_lowercase()).unwrap().key(), login.key());
    }

    // The short way of visible ASCII ends where the library's long one does.
    #[test]
    fn a_login_in_ascii_is_that_of_the_library(text in "[ -~]{0,40}|[!-~]{0,80}|[A-Z0-9]{1,9}--[!-~]{0,9}") {
        let enforced = UsernameCaseMapped::enforce(text.as_str());
        let expected = enforced.ok().map(|login| login.into_owned());
        prop_assert_eq!(UserName::parse(&text).ok().map(String::from), expected);
    }

    // Quotes that an address does not need say nothing (RFC 5321, section 4.1.2).
    #[test]
    fn needless_quotes_are_left_out(word in "[A-Za-z0-9а-я+-]{1,12}", rest in "[ ,:;@.]{1,4}") {
        let parse = |local: &str| Email::parse(&format!("{local}@example.org")).unwrap();
        let (bare, quoted) = (parse(&word), parse(&format!("\"{word}\"")));
        prop_assert_eq!(bare.unquoted_local_part(), &word);
        prop_assert_eq!(quoted.unquoted_local_part(), &word);
        let needed = format!("\"{word}{rest}\"");
        let kept = parse(&needed);
        prop_assert_eq!(kept.unquoted_local_part(), &needed);
    }

    #[test]
    fn the_case_and_spacing_of_a_display_name_are_ignored(words in vec("[A-Za-zА-Яа-я]{1,8}", 1..4)) {
        let plain = DisplayName::parse(&words.join(" ")).unwrap();
        let spaced = DisplayName::parse(&format!(" {} ", words.join(" \u{a0} ").to_uppercase())).unwrap();
        prop_assert_eq!(spaced.key(), plain.key());
    }

    #[test]
    fn separators_do_not_change_a_number(
        digits in "[1-9][0-9]{1,14}", cuts in vec((0usize..16, select(&[" ", "-", ".", " - "][..])), 0..5),
    ) {
        let plain = Phone::from_international_digits(&digits).unwrap();
        let mut spelled = format!("+{digits}");
        for (at, separator) in cuts {
            let at = 1 + at % digits.len();
            if spelled.is_char_boundary(at) {
                spelled.insert_str(at, separator);
            }
        }
        prop_assert_eq!(Phone::parse(&spelled).unwrap(), plain);
    }

    // Reflexive, symmetric and transitive, over keys that often coincide.
    #[test]
    fn sameness_is_an_equivalence(
        triple in vec((select(&["a@b.org", "a@B.org", "A@b.org", "a@рф.org", "a@РФ.org"][..]), 0u16..3), 3),
    ) {
        let keys: Vec<EmailKey> = triple
            .iter()
            .map(|(text, rise)| at_version(&Email::parse(text).unwrap().key(), NORMALIZER_VERSION + rise))
            .collect();
        for a in &keys {
            prop_assert_eq!(a.same(a), Ok(true));
            for b in &keys {
                prop_assert_eq!(a.same(b).ok(), b.same(a).ok());
                // A typed answer exactly when the versions agree, and then the answer of `==`.
                prop_assert_eq!(a.same(b).is_ok(), a.version() == b.version());
                prop_assert_eq!(a.same(b) == Ok(true), a == b);
                prop_assert_eq!(a.cmp(b).is_eq(), a == b);
                for c in &keys {
                    if a.same(b) == Ok(true) && b.same(c) == Ok(true) {
                        prop_assert_eq!(a.same(c), Ok(true));
                    }
                }
            }
        }
    }
}

proptest! {
    // Each case checks four texts in every type.
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn accepted_forms_are_fixed_points(
        email in email(), login in login(), name in shown_name(), phone in e164(),
    ) {
        for text in [&email, &login, &name, &phone] {
            check_every_type(text)?;
        }
    }
}

/// The key as a store would hold it after a release with another normalizer.
fn at_version(key: &EmailKey, version: u16) -> EmailKey {
    let stored = serde_json::json!({ "version": version, "value": key.value() });
    serde_json::from_value(stored).unwrap()
}

/// If `a` and `b` have one key, so have their printed forms.
fn equal_after_reading<T: Display, E: Debug, K>(
    a: &str,
    b: &str,
    parse: impl Fn(&str) -> Result<T, E>,
    key: impl Fn(&T) -> Key<K>,
) -> Result<(), TestCaseError> {
    if let (Ok(a), Ok(b)) = (parse(a), parse(b)) {
        let again = |value: &T| key(&parse(&value.to_string()).unwrap());
        prop_assert_eq!(again(&a).same(&again(&b)), key(&a).same(&key(&b)));
        prop_assert_eq!(again(&a).same(&key(&a)), Ok(true));
    }
    Ok(())
}

/// Neither the value nor the error prints `mark`, in any letters.
fn silent<T: Debug, E: Debug + Display>(
    mark: &str,
    outcome: Result<T, E>,
) -> Result<(), TestCaseError> {
    let printed = match outcome {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => format!("{error} {error:?} {error:#?}"),
    };
    prop_assert!(
        !printed.to_lowercase().contains(&mark.to_lowercase()),
        "{}",
        printed
    );
    Ok(())
}

fn version_is_carried<K: Keyed>(key: &Key<K>) {
    assert_eq!(key.version(), NORMALIZER_VERSION);
    let mut stored = serde_json::to_value(key).unwrap();
    assert_eq!(stored["version"], NORMALIZER_VERSION);
    // As a store has it after the next release, read by this one.
    stored["version"] = serde_json::json!(NORMALIZER_VERSION + 1);
    let later: Key<K> = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(
        key.same(&later),
        Err(NormalizerMismatch {
            left: NORMALIZER_VERSION,
            right: NORMALIZER_VERSION + 1
        })
    );
    assert_eq!(
        serde_json::to_value(&later).unwrap(),
        stored,
        "kept as it is"
    );
}

// In each of the six kinds: neither yes nor no where the versions differ.
#[test]
fn every_key_carries_its_version_and_another_version_is_a_typed_mismatch() {
    let email = Email::parse("Anna@example.org").unwrap();
    let (login, name) = (
        UserName::parse("anna").unwrap(),
        DisplayName::parse("Anna").unwrap(),
    );
    version_is_carried(&email.key());
    version_is_carried(&email.key_folded());
    version_is_carried(&login.key());
    version_is_carried(&login.skeleton());
    version_is_carried(&name.key());
    version_is_carried(&Phone::parse("+70000000001").unwrap().key());
}
