use super::Folded;

/// Folding a text of ASCII and any other says what simple lower case says: that of each letter by itself.
#[test]
fn folding_says_what_lower_case_says() {
    let lower = |text: &str| text.replace('İ', "i").to_lowercase();
    let words = [
        "", "a", "A", "ab", "AbA", "k", "\u{212a}", "ß", "é", "İ", "aba", "@", "[", "{",
    ];
    let texts = [
        "",
        "a",
        "A",
        "aab",
        "abab",
        "BABA",
        "\u{212a}",
        "K",
        "ß",
        "SS",
        "É",
        "i\u{307}",
        "`",
        "{[@",
        "İSTANBUL",
    ];
    for word in words {
        let folded = Folded::new(word);
        for text in texts {
            let naive = lower(text).contains(&lower(word));
            assert_eq!(folded.is_in(text), naive, "{word:?} in {text:?}");
            let begins = lower(text).starts_with(&lower(word));
            assert_eq!(
                folded.is_beginning_of(text),
                begins,
                "{word:?} before {text:?}"
            );
        }
    }
}

/// The full lower case is more than one letter for İ alone, and begins with the simple one.
#[test]
fn one_letter_has_a_longer_lower_case() {
    let longer = |letter: &char| letter.to_lowercase().count() > 1;
    let all: Vec<char> = ('\0'..=char::MAX).filter(longer).collect();
    assert_eq!(all, ['İ']);
    assert!(Folded::new("istanbul").is_in("İstanbul"));
    assert!(Folded::new("İSTANBUL").is_beginning_of("istanbul"));
}
