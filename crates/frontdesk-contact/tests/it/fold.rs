//! Text as it is compared where nothing depends on it.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_contact::{UserName, fold_for_comparison};
use proptest::prelude::*;

fn fold(text: &str) -> String {
    fold_for_comparison(text).collect()
}

fn every() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

#[test]
fn spellings_of_one_word_as_a_table() {
    let rows: &[&[&str]] = &[
        &["José", "Jose\u{301}", "JOSÉ", "JOSE\u{301}", "jose"],
        &["Γιώργος", "ΓΙΏΡΓΟΣ", "ΓΙΩΡΓΟΣ", "Γιώργοσ"],
        &["Strauß", "STRAUSS", "STRAUẞ", "strauss"],
        &["İstanbul", "ISTANBUL", "ıstanbul", "i\u{307}stanbul"],
        &["Семён Йод", "СЕМЕ\u{308}Н И\u{306}ОД", "семен иод"],
        &["Ａｎｎａ１９８７", "ANNA1987"],
        &["ﬁnance", "FINANCE"],
        &["Ǆ", "ǅ", "ǆ", "dž"],
        &["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"],
        &["\u{212a}elvin", "KELVIN", "Kelvin"],
        &["ᾳ", "ΑΙ", "αι"],
        &["राम", "रम"],
        &["\u{301}\u{302}", ""],
        &["Müller", "Muller"],
        &["Мария", "МАРИЯ"],
        &["王小明"],
        &["Ægir"],
        &["Łukasz"],
    ];
    let mut table = String::new();
    for row in rows {
        let folded = fold(row[0]);
        for word in *row {
            assert_eq!(fold(word), folded, "{word:?}");
        }
        writeln!(table, "{folded:?} {row:?}").unwrap();
    }
    expect_file!["./golden/fold.txt"].assert_eq(&table);
}

#[test]
fn every_character_is_folded_once_and_whatever_its_case() {
    let mut wrong = Vec::new();
    for c in every() {
        let one = fold(&c.to_string());
        let upper: String = c.to_uppercase().collect();
        let lower: String = c.to_lowercase().collect();
        if fold(&one) != one || fold(&upper) != one || fold(&lower) != one {
            wrong.push(c);
        }
    }
    assert_eq!(wrong, Vec::<char>::new());
}

#[test]
fn two_names_of_one_folding_may_be_two_logins() {
    let [one, other] = ["José", "Jose"].map(|name| UserName::parse(name).unwrap());
    assert_eq!(fold(one.as_str()), fold(other.as_str()));
    assert_eq!(one.key().same(&other.key()), Ok(false));
}

proptest! {
    #[test]
    fn a_text_is_folded_character_by_character(one in ".{0,12}", other in "\\PC{0,12}") {
        prop_assert_eq!(fold(&format!("{one}{other}")), fold(&one) + &fold(&other));
        prop_assert_eq!(fold(&fold(&one)), fold(&one));
        prop_assert_eq!(fold(&one.to_lowercase()), fold(&one));
        prop_assert_eq!(fold(&other.to_uppercase()), fold(&other));
    }
}
