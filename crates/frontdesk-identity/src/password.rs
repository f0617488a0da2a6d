//! Whether a password may be chosen: the only place that a password enters.

mod blocked;
mod common;
mod context;
mod cover;
mod pattern;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_contact::fold_for_comparison;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use crate::NoReason;
use common::COMMON;

pub use blocked::BlockedList;
pub use context::{ContextField, PasswordContext};
pub use rules::{PasswordLengths, PasswordRules, PasswordRulesError};

/// Whether this password may be chosen under these rules, by the person that the context is about.
/// The answer depends on these three and on nothing else. The password is looked at, and neither
/// kept nor changed: what is made of it on the way is zeroed.
///
/// NIST SP 800-63B-4 3.1.1.2, sentence by sentence:
///
/// * At least 15 characters, or 8 where a second factor is asked for; every code point counts as one
///   (ASVS 6.2.1).
/// * At least 64 characters are possible (ASVS 6.2.9); all of them count, none is cut off.
/// * Every character is possible, NUL, controls and spaces at either end too, and none is asked for:
///   there are no rules of composition (ASVS 6.2.5).
/// * A password that is commonly used, expected or compromised is refused. The whole password is
///   compared with a listed one and what is derived from it: again and again, and with a few digits
///   and signs. One letter besides makes it another. "Expected" are the same thing again and again,
///   what lies side by side on a keyboard or in an alphabet, and the words of the context (the
///   service, the login, the names): where no other letters are, they count for nothing, and what is
///   left must do by itself. Lists and words are compared without regard to case, accents and width
///   ([`fold_for_comparison`]); nothing that was folded is ever hashed or kept.
/// * The reason of a refusal is told: [`PasswordReason`].
///
/// # What the host must do
///
/// 1. Hash and verify exactly the bytes that were checked here: not trimmed, not normalized, not cut
///    (ASVS 6.2.8), by a library that takes 512 bytes and NUL. bcrypt takes 72 and may stop at NUL.
/// 2. Ask for it when a password is set or changed, and with the current one when it is changed
///    (ASVS 6.2.3); never at sign-in, where an old password stays good until it is known to be
///    compromised: passwords have no age (ASVS 6.2.10).
/// 3. Give [`PasswordRules`] a list of at least the 3,000 commonest passwords of the allowed lengths
///    (ASVS 6.2.4), and ask a service of breached ones besides (ASVS 6.2.12). What is built in is a
///    floor, and does not replace that list.
/// 4. Give the words of the context (ASVS 6.1.2, 6.2.11), limit attempts (ASVS 6.3.1), and keep the
///    password out of logs and of every command: commands take the
///    [`Verifier`](crate::Verifier) that hashing it gave.
///
/// ```
/// use frontdesk_identity::{
///     PasswordCheck, PasswordContext, PasswordReason, PasswordRules, check_password,
/// };
///
/// let rules = PasswordRules::default();
/// let about = PasswordContext { login: Some("chloe.martin"), ..PasswordContext::default() };
/// let check = |password: &str| check_password(&password.into(), &rules, &about);
///
/// assert_eq!(check("zwei müde Kamele im Regen"), PasswordCheck::Accept);
/// let reasons = |password| check(password).reasons().map(|why| why.code()).collect::<Vec<_>>();
/// assert_eq!(reasons("R4nunkel&3"), ["too_short"]);
/// assert_eq!(reasons("Martin.Chloe.1987"), ["context_word"]);
/// assert_eq!(reasons("QWERTYuiop12345"), ["sequence"]);
/// ```
#[must_use]
pub fn check_password(
    password: &SecretString,
    rules: &PasswordRules,
    about: &PasswordContext<'_>,
) -> PasswordCheck {
    let text = password.expose_secret();
    let (least, most) = (rules.least(about.factor), rules.most());
    // Nobody makes the host work by sending a book: beyond the most, nothing is looked at.
    let characters = text.chars().take(usize::from(most) + 1).count();
    if characters > usize::from(most) {
        return PasswordCheck::Refuse(BTreeSet::from([PasswordReason::TooLong { most }]));
    }
    let mut reasons = BTreeSet::new();
    if characters < usize::from(least) {
        reasons.insert(PasswordReason::TooShort { characters, least });
    }
    // Patterns are a matter of the keys that were pressed, words one of what they spell.
    reasons.extend(pattern::reasons(&lowered(text)));
    let password = folded(text);
    let is_blocked = |part: &[char]| rules.blocked().covers(part) || COMMON.covers(part);
    if is_blocked(&password) {
        reasons.insert(PasswordReason::Blocked);
    }
    let is_weak =
        |rest: &[char]| rest.len() < usize::from(least) || pattern::makes(rest) || is_blocked(rest);
    reasons.extend(
        context::fields_of(&password, about, is_weak)
            .into_iter()
            .map(|field| PasswordReason::ContextWord { field }),
    );
    match reasons.is_empty() {
        true => PasswordCheck::Accept,
        false => PasswordCheck::Refuse(reasons),
    }
}

/// Without regard to case, character by character; zeroed when dropped.
fn lowered(text: &str) -> Zeroizing<Vec<char>> {
    collected(text.chars().flat_map(char::to_lowercase))
}

/// Without regard to case, accents and width, character by character; zeroed when dropped.
fn folded(text: &str) -> Zeroizing<Vec<char>> {
    collected(fold_for_comparison(text))
}

/// With room for all from the start, so that no copy is left behind.
fn collected(characters: impl Iterator<Item = char> + Clone) -> Zeroizing<Vec<char>> {
    let mut all = Zeroizing::new(Vec::with_capacity(characters.clone().count()));
    all.extend(characters);
    all
}

/// Whether a password may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "StoredCheck")]
pub enum PasswordCheck {
    /// It may.
    Accept,
    /// It may not, for all these reasons: never none.
    Refuse(BTreeSet<PasswordReason>),
}

/// A [`PasswordCheck`] of which nobody has asked yet whether a refusal has a reason.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredCheck {
    Accept,
    Refuse(BTreeSet<PasswordReason>),
}

impl TryFrom<StoredCheck> for PasswordCheck {
    type Error = NoReason;

    fn try_from(stored: StoredCheck) -> Result<Self, Self::Error> {
        match stored {
            StoredCheck::Accept => Ok(Self::Accept),
            StoredCheck::Refuse(reasons) if reasons.is_empty() => Err(NoReason),
            StoredCheck::Refuse(reasons) => Ok(Self::Refuse(reasons)),
        }
    }
}

impl PasswordCheck {
    /// Whether it may.
    #[must_use]
    pub const fn is_accept(&self) -> bool {
        matches!(self, Self::Accept)
    }

    /// Why not: nothing where it may.
    pub fn reasons(&self) -> impl Iterator<Item = &PasswordReason> {
        let reasons = match self {
            Self::Accept => None,
            Self::Refuse(reasons) => Some(reasons),
        };
        reasons.into_iter().flatten()
    }
}

/// By what else the account is protected.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// The password alone opens it.
    #[default]
    Single,
    /// The password is never enough: a second factor is always asked for.
    WithSecond,
}

/// Why a password may not be chosen. It holds nothing of the password but its length where it is
/// too short, and is told to the one who chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PasswordReason {
    /// It has fewer characters than asked for.
    TooShort {
        /// How many it has.
        characters: usize,
        /// How many are asked for.
        least: u16,
    },
    /// It has more characters than are looked at.
    TooLong {
        /// How many are possible.
        most: u16,
    },
    /// It is one of the commonest passwords or on the host's list, or such a one again and again or
    /// with a few digits and signs.
    Blocked,
    /// One character, again and again.
    OneCharacter,
    /// Two to four characters, again and again.
    Repetition,
    /// Nothing but runs of three or more characters that are side by side on a keyboard, in an
    /// alphabet or among the digits, forwards or backwards, or that are the same.
    Sequence,
    /// No letters but those of words of the context, and besides these words too little.
    ContextWord {
        /// Where such a word is from.
        field: ContextField,
    },
}

impl PasswordReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::Blocked => "blocked",
            Self::OneCharacter => "one_character",
            Self::Repetition => "repetition",
            Self::Sequence => "sequence",
            Self::ContextWord { .. } => "context_word",
        }
    }
}

impl fmt::Display for PasswordReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { characters, least } => {
                write!(f, "{characters} characters are too few: {least} or more")
            }
            Self::TooLong { most } => write!(f, "more than {most} characters"),
            Self::Blocked => f.write_str("many people use this password"),
            Self::OneCharacter => f.write_str("one character again and again"),
            Self::Repetition => f.write_str("a few characters again and again"),
            Self::Sequence => f.write_str("characters that follow each other"),
            Self::ContextWord { field } => write!(f, "too little besides the words of {field}"),
        }
    }
}
