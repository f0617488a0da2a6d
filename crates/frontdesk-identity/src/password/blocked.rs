//! Lists of passwords that nobody may choose.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_contact::fold_for_comparison;
use serde::{Deserialize, Serialize};

use super::cover::cover;
use super::pattern;

/// Passwords that nobody may choose, besides the built-in ones: without regard to case, accents and
/// width ([`fold_for_comparison`]), and exactly otherwise. `Debug` prints how many they are.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeSet<String>", into = "BTreeSet<String>")]
pub struct BlockedList {
    folded: BTreeSet<Vec<char>>,
    /// How many characters the longest has.
    longest: usize,
}

impl BlockedList {
    /// Reads a list as such lists are published: one password a line, up to `\n` or `\r\n`, and
    /// lines that are empty, or have nothing but accents, stand for nothing. There are no comments,
    /// since a password may begin with `#`, and a space is a part of the password.
    #[must_use]
    pub fn parse(lines: &str) -> Self {
        lines.lines().collect()
    }

    /// How many they are, those counted once that differ in case, accents or width only.
    #[must_use]
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether a folded password is a listed one, or is derived from it: again and again, and with
    /// digits and signs that are fewer than it and fewer than eight, or a pattern. A letter besides
    /// makes it another password.
    pub(super) fn covers(&self, password: &[char]) -> bool {
        self.found_in(password).any(|word| {
            cover(password, [word]).is_some_and(|found| {
                found.rest.len() < found.count.min(8) || pattern::makes(&found.rest)
            })
        })
    }

    /// The listed ones that begin no later than the first letter does: others leave it over.
    fn found_in<'a>(&'a self, password: &'a [char]) -> impl Iterator<Item = &'a [char]> {
        let letter = password.iter().position(|c| c.is_alphabetic());
        (0..=letter.unwrap_or(password.len()))
            .filter_map(|from| password.get(from..))
            .flat_map(|rest| (1..=self.longest).map_while(|length| rest.get(..length)))
            .filter(|word| self.folded.contains(*word))
    }
}

impl<'a> FromIterator<&'a str> for BlockedList {
    fn from_iter<I: IntoIterator<Item = &'a str>>(passwords: I) -> Self {
        let folded: BTreeSet<Vec<char>> = passwords
            .into_iter()
            .map(|password| fold_for_comparison(password).collect())
            .filter(|folded: &Vec<char>| !folded.is_empty())
            .collect();
        let longest = folded.iter().map(Vec::len).max().unwrap_or_default();
        Self { folded, longest }
    }
}

impl From<BTreeSet<String>> for BlockedList {
    fn from(passwords: BTreeSet<String>) -> Self {
        passwords.iter().map(String::as_str).collect()
    }
}

impl From<BlockedList> for BTreeSet<String> {
    fn from(list: BlockedList) -> Self {
        list.folded
            .into_iter()
            .map(|password| password.into_iter().collect())
            .collect()
    }
}

impl fmt::Debug for BlockedList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockedList({} passwords)", self.len())
    }
}
