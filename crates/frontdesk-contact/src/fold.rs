//! Text as somebody would guess it: without regard to case, accents and width.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The characters of a text without what people vary as they type: compatibility forms are replaced
/// (NFKD), case is folded (`ß` and `SS` are `ss`, every sigma is one), and marks are left out (`é` is
/// `e`, and `й` is `и`). So two ways to write one word give the same, whichever keyboard wrote it.
///
/// For asking whether two texts are nearly one, where a yes that is too many does little harm. Never
/// identity: `José` and `Jose` are two logins, and vowel signs are marks in many scripts. Never for
/// what is hashed, kept or shown: it may change with every version of Unicode, and no
/// [`NORMALIZER_VERSION`](crate::NORMALIZER_VERSION) stands beside it.
///
/// It goes character by character and collects nothing, so that whoever folds a secret says where it
/// lies. A text of nothing but marks gives nothing.
///
/// ```
/// use frontdesk_contact::fold_for_comparison;
///
/// let same = |one, other| fold_for_comparison(one).eq(fold_for_comparison(other));
/// assert!(same("José", "Jose\u{301}"));
/// assert!(same("Γιώργος", "ΓΙΩΡΓΟΣ"));
/// assert!(same("Strauß", "STRAUSS"));
/// assert!(!same("Strauß", "Straus"));
/// ```
pub fn fold_for_comparison(text: &str) -> impl Iterator<Item = char> + Clone + '_ {
    // Order among marks is all that decomposing more than one character at a time would add.
    text.chars()
        .flat_map(UnicodeNormalization::nfkd)
        .flat_map(case_folded)
        .filter(|c| !is_combining_mark(*c))
}

/// Full case folding of a decomposed character (UAX 44, `CaseFolding.txt`, C and F), and beyond it: a
/// dotless i is an i.
fn case_folded(c: char) -> impl Iterator<Item = char> + Clone {
    // By way of the capital, so that letters with two small forms are one; by way of the small letter
    // first, since a capital that has none of its own (`ẞ`) has one there.
    c.to_lowercase()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
}
