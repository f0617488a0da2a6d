//! What a password has besides words that everybody would try.

use secrecy::zeroize::Zeroizing;

/// A password that has no letters but those of some words.
pub(super) struct Covered {
    /// How many characters the words make up: one at least.
    pub(super) count: usize,
    /// The others, none of them a letter, one after another; zeroed when dropped.
    pub(super) rest: Zeroizing<Vec<char>>,
}

/// Finds these words wherever they stand, one over the other too. `None` where none of them does, or
/// where a letter is left: then the password has something of its own.
pub(super) fn cover<'a>(
    password: &[char],
    words: impl IntoIterator<Item = &'a [char]>,
) -> Option<Covered> {
    let mut is_covered = vec![false; password.len()];
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        for (at, part) in password.windows(word.len()).enumerate() {
            if part == word
                && let Some(marks) = is_covered.get_mut(at..at + word.len())
            {
                marks.fill(true);
            }
        }
    }
    // With room for all, no copy is left behind.
    let mut rest = Zeroizing::new(Vec::with_capacity(password.len()));
    for (c, is_covered) in password.iter().zip(is_covered) {
        if !is_covered {
            rest.push(*c);
        }
    }
    let count = password.len() - rest.len();
    let letters = rest.iter().any(|c| c.is_alphabetic());
    (count > 0 && !letters).then_some(Covered { count, rest })
}
