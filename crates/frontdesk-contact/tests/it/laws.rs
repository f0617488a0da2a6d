//! Laws that hold for every text.

use frontdesk_contact::{
    DisplayName, Email, EmailKey, Key, NORMALIZER_VERSION, Phone, TimeZoneName, UserName,
};
use precis_profiles::Nickname;
use precis_profiles::precis_core::profile::PrecisFastInvocation;
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
];

fn hostile() -> impl Strategy<Value = String> {
    vec(select(HOSTILE), 0..12).prop_map(|parts| parts.concat())
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
    if let Ok(name) = UserName::parse(text) {
        key_is_stored!(name.key());
        key_is_stored!(name.skeleton());
    }
    if let Ok(name) = DisplayName::parse(text) {
        key_is_stored!(name.key());
        key_is_stored!(name.skeleton());
    }
    if let Ok(phone) = Phone::parse(text) {
        key_is_stored!(phone.key());
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

    #[test]
    fn accepted_forms_are_fixed_points(
        email in email(), login in login(), name in shown_name(), phone in e164(),
    ) {
        for text in [&email, &login, &name, &phone] {
            check_every_type(text)?;
        }
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

/// The key as a store would hold it after a release with another normalizer.
fn at_version(key: &EmailKey, version: u16) -> EmailKey {
    let stored = serde_json::json!({ "version": version, "value": key.value() });
    serde_json::from_value(stored).unwrap()
}
