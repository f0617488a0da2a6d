//! Which characters are accepted where, for every character there is, by the tables of ICU (Unicode 18).

use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_contact::{DisplayName, Email, EmailError, NameError, UserName};
use icu_properties::props::{
    DefaultIgnorableCodePoint, EmojiPresentation, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use precis_profiles::precis_core::{DerivedPropertyValue, FreeformClass, StringClass};

/// Every plane in which Unicode 18 has letters or symbols, and the specials of the fourteenth.
fn characters() -> impl Iterator<Item = char> {
    ('\0'..='\u{3ffff}').chain('\u{e0000}'..='\u{e0fff}')
}

/// Not in the registry of PRECIS, which ends with Unicode 6.3.
fn is_young(c: char) -> bool {
    FreeformClass::default().get_value_from_char(c) == DerivedPropertyValue::Unassigned
}

/// RFC 8264, section 8, for a character that none of its exceptions names: what `FreeformClass` allows.
fn is_allowed(c: char) -> bool {
    let group = |group: GeneralCategoryGroup| {
        group.contains(CodePointMapData::<GeneralCategory>::new().get(c))
    };
    !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        && (group(GeneralCategoryGroup::Letter)
            || group(GeneralCategoryGroup::Mark)
            || group(GeneralCategoryGroup::Number)
            || group(GeneralCategoryGroup::Symbol)
            || group(GeneralCategoryGroup::Punctuation)
            || group(GeneralCategoryGroup::SpaceSeparator))
}

// The whole boundary between a display name and the tables it is made of. What is refused though Unicode 18 and
// RFC 8264 allow it stands in the golden file, range by range: the tables of UTS 39 leave it out. A login is
// identity and keeps to the registry: not one of these is in any.
#[test]
fn young_characters_are_accepted_in_names_as_rfc_8264_says_and_never_in_logins() {
    let (mut accepted, mut refused) = (0, Vec::<(char, char)>::new());
    for c in characters().filter(|c| is_young(*c)) {
        let (code, text) = (u32::from(c), format!("a{c}"));
        let login = UserName::parse(&text);
        assert_eq!(login, Err(NameError::Character { at: 1 }), "U+{code:04X}");
        match DisplayName::parse(&text) {
            Ok(_) => {
                assert!(is_allowed(c), "U+{code:04X} is accepted and should not be");
                accepted += 1;
            }
            Err(error) => {
                assert_eq!(error, NameError::Character { at: 1 }, "U+{code:04X}");
                if is_allowed(c) {
                    match refused.last_mut() {
                        Some((_, last)) if u32::from(*last) + 1 == code => *last = c,
                        _ => refused.push((c, c)),
                    }
                }
            }
        }
    }
    let mut table =
        format!("characters younger than Unicode 6.3 that a display name accepts: {accepted}\n");
    table.push_str("that it refuses though Unicode 18 has them as letters, marks, numbers, symbols or punctuation:\n");
    for (first, last) in refused {
        writeln!(
            table,
            "    U+{:04X}..U+{:04X}",
            u32::from(first),
            u32::from(last)
        )
        .unwrap();
    }
    expect_file!["./golden/young_characters.txt"].assert_eq(&table);
}

#[test]
fn every_emoji_is_accepted_in_a_display_name() {
    let emoji = CodePointSetData::new::<EmojiPresentation>();
    let mut young = 0;
    for c in characters().filter(|c| emoji.contains(*c)) {
        let name = DisplayName::parse(&format!("Anna {c}")).map(String::from);
        // The profile spells out ideographs in squares and circles: 🈁 becomes ココ.
        if ('\u{1f200}'..='\u{1f251}').contains(&c) {
            assert!(name.is_ok(), "U+{:04X}", u32::from(c));
        } else {
            assert_eq!(name, Ok(format!("Anna {c}")), "U+{:04X}", u32::from(c));
        }
        young += usize::from(is_young(c));
    }
    assert!(young > 300, "{young}");
    // Of Unicode 8, 14, 15 and 16; with the color of a skin; a flag of two letters.
    for text in ["🤖", "🫠", "🩷", "🫩", "👍🏽", "🇩🇪", "Anna 🥹 P."] {
        assert_eq!(DisplayName::parse(text).unwrap().as_str(), text);
    }
}

// PRECIS refuses these at every age of Unicode: no version of the tables will change it.
#[test]
fn variation_selectors_and_joined_emoji_are_refused_by_the_profile_itself() {
    assert_eq!(
        DisplayName::parse("\u{2764}\u{fe0f}"),
        Err(NameError::Character { at: 1 })
    );
    assert_eq!(DisplayName::parse("\u{2764}").unwrap().as_str(), "\u{2764}");
    assert_eq!(
        DisplayName::parse("👩\u{200d}💻"),
        Err(NameError::Character { at: 1 })
    );
    assert_eq!(DisplayName::parse("👩💻").unwrap().as_str(), "👩💻");
}

// Cherokee is old, its lower case is young: there is no login in it, but a name.
#[test]
fn a_letter_whose_lower_case_is_young_is_a_name_and_no_login() {
    assert_eq!(UserName::parse("ᏣᎳᎩ"), Err(NameError::Character { at: 0 }));
    let name = DisplayName::parse("ᏣᎳᎩ").unwrap();
    assert_eq!((name.as_str(), name.key().value()), ("ᏣᎳᎩ", "ꮳꮃꭹ"));
    assert_eq!(name.key(), DisplayName::parse("ꮳꮃꭹ").unwrap().key());
}

// All that Unicode calls ignorable, and not only the famous ones.
#[test]
fn no_ignorable_character_is_accepted_anywhere() {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let mut seen = 0;
    for c in characters().filter(|c| ignorable.contains(*c)) {
        let code = u32::from(c);
        assert_eq!(
            Email::parse(&format!("a{c}b@example.org")),
            Err(EmailError::LocalPartInvalid),
            "U+{code:04X}"
        );
        assert_eq!(
            Email::parse(&format!("a@exa{c}mple.org")),
            Err(EmailError::DomainInvalid),
            "U+{code:04X}"
        );
        assert!(UserName::parse(&format!("a{c}b")).is_err(), "U+{code:04X}");
        assert!(
            DisplayName::parse(&format!("a{c}b")).is_err(),
            "U+{code:04X}"
        );
        seen += 1;
    }
    assert!(seen > 4000, "{seen}");
}

// What the reading of a stored hint relies on: no other letter grows when it is lowered.
#[test]
fn three_capitals_are_shorter_than_their_small_letters() {
    let longer: Vec<char> = ('\0'..=char::MAX)
        .filter(|c| c.to_lowercase().map(char::len_utf8).sum::<usize>() > c.len_utf8())
        .collect();
    assert_eq!(longer, ['İ', 'Ⱥ', 'Ⱦ']);
}
