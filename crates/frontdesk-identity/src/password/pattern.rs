//! Passwords that a pattern makes: the part of a blocklist that is shorter as a rule.

use std::collections::BTreeSet;

use super::PasswordReason;

/// Characters side by side: the digits, alphabets, and keyboards by rows, by columns and in zigzag.
pub(super) const ROWS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    // As it is often said, without ё.
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    // Rows, with what shift makes of the digits.
    "`1234567890-=",
    "~!@#$%^&*()_+",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiopü+",
    "asdfghjklöä#",
    "yxcvbnm,.-",
    "azertyuiop",
    "qsdfghjklmù",
    "wxcvbn,;:!",
    "asdfghjklñ",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю.",
    // Columns.
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
    "9ol.",
    "0p;/",
    "qaz",
    "wsx",
    "edc",
    "rfv",
    "tgb",
    "yhn",
    "ujm",
    "741852963",
    "147258369",
    "789456123",
    // Zigzag.
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2s3d4f5g6h7j8k9l",
    "a1s2d3f4g5h6j7k8l9",
    "1a2b3c4d5e6f7g8h9i",
    "a1b2c3d4e5f6g7h8i9",
    "qawsedrftgyhujikolp",
];

/// Which patterns make up the whole.
pub(super) fn reasons(password: &[char]) -> BTreeSet<PasswordReason> {
    let mut reasons = BTreeSet::new();
    let shortest = shortest_piece(password);
    let repeats = shortest < password.len();
    if repeats && shortest == 1 {
        reasons.insert(PasswordReason::OneCharacter);
    } else if is_sequence(password) {
        reasons.insert(PasswordReason::Sequence);
    }
    if repeats && (2..=4).contains(&shortest) {
        reasons.insert(PasswordReason::Repetition);
    }
    reasons
}

/// Whether a pattern makes up the whole.
pub(super) fn makes(password: &[char]) -> bool {
    !reasons(password).is_empty()
}

/// How long the shortest piece is that makes up the whole by being repeated, or by standing once.
fn shortest_piece(password: &[char]) -> usize {
    (1..=password.len())
        .filter(|length| password.len().is_multiple_of(*length))
        .find(|length| {
            let mut pieces = password.chunks(*length);
            let first = pieces.next();
            pieces.all(|piece| Some(piece) == first)
        })
        .unwrap_or_default()
}

/// Whether the whole consists of nothing but runs, each of three characters at least: one
/// character again and again, or neighbors in one row and one direction.
fn is_sequence(password: &[char]) -> bool {
    let rows: Vec<Vec<char>> = ROWS.iter().map(|row| row.chars().collect()).collect();
    let longest = rows.iter().map(Vec::len).max().unwrap_or_default();
    // Where a run may begin: at the start, and behind a run that began where one may.
    let mut starts = vec![false; password.len() + 1];
    if let Some(start) = starts.first_mut() {
        *start = true;
    }
    for from in 0..password.len() {
        if starts.get(from) != Some(&true) {
            continue;
        }
        let rest = password.get(from..).unwrap_or_default();
        let same = rest.iter().take_while(|c| Some(*c) == rest.first()).count();
        // What begins a run is a run itself, so that the first that is none ends the search.
        let neighbors = (3..=longest.min(rest.len()))
            .take_while(|length| rest.get(..*length).is_some_and(|run| is_in(run, &rows)))
            .last();
        for length in 3..=same.max(neighbors.unwrap_or_default()) {
            if let Some(start) = starts.get_mut(from + length) {
                *start = true;
            }
        }
    }
    password.len() >= 3 && starts.last() == Some(&true)
}

/// Whether these stand in a row side by side, forwards or backwards.
fn is_in(run: &[char], rows: &[Vec<char>]) -> bool {
    rows.iter()
        .flat_map(|row| row.windows(run.len()))
        .any(|part| part == run || part.iter().rev().eq(run))
}
