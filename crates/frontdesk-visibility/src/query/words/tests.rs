use super::Folded;

/// Folding a text of ASCII and any other says what lower case says.
#[test]
fn folding_says_what_lower_case_says() {
    let words = [
        "", "a", "A", "ab", "AbA", "k", "\u{212a}", "ß", "é", "İ", "aba", "@", "[", "{",
    ];
    let texts = [
        "", "a", "A", "aab", "abab", "BABA", "\u{212a}", "K", "ß", "SS", "É", "i\u{307}", "`",
        "{[@",
    ];
    for word in words {
        let folded = Folded::new(word);
        for text in texts {
            let naive = text.to_lowercase().contains(&word.to_lowercase());
            assert_eq!(folded.is_in(text), naive, "{word:?} in {text:?}");
            let begins = text.to_lowercase().starts_with(&word.to_lowercase());
            assert_eq!(
                folded.is_beginning_of(text),
                begins,
                "{word:?} before {text:?}"
            );
        }
    }
}
