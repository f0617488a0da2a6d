//! The words that everybody would try first.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::cover::cover;
use super::{Factor, folded};

/// Whom and what a password is for. What is compared are its words, forwards and backwards: two or
/// more letters in a row, or four or more digits. `Debug` prints none of them.
#[derive(Clone, Copy, Default)]
pub struct PasswordContext<'a> {
    /// The login.
    pub login: Option<&'a str>,
    /// The e-mail address.
    pub email: Option<&'a str>,
    /// What the person is called: first, last, in the chat.
    pub names: &'a [&'a str],
    /// What the service, the company and its sites are called (ASVS 6.1.2).
    pub service: &'a [&'a str],
    /// By what else the account is protected.
    pub factor: Factor,
}

impl fmt::Debug for PasswordContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasswordContext({:?}, ..)", self.factor)
    }
}

/// Where a word of the context is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextField {
    /// The login.
    Login,
    /// The e-mail address.
    Email,
    /// The person's names.
    Names,
    /// The names of the service.
    Service,
}

impl fmt::Display for ContextField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Login => "the login",
            Self::Email => "the e-mail address",
            Self::Names => "the names",
            Self::Service => "the service",
        })
    }
}

impl PasswordContext<'_> {
    fn values(&self) -> impl Iterator<Item = (ContextField, &str)> {
        let login = self.login.map(|login| (ContextField::Login, login));
        let email = self.email.map(|email| (ContextField::Email, email));
        let names = self.names.iter().map(|name| (ContextField::Names, *name));
        let service = self
            .service
            .iter()
            .map(|name| (ContextField::Service, *name));
        login.into_iter().chain(email).chain(names).chain(service)
    }
}

/// Which fields a password has too little besides: those whose value it is, and, where it has no letter
/// but those of the words of the context and what is left by itself is weak, those that have a word in
/// it. So a word counts for nothing, and takes nothing from a password that would do without it.
pub(super) fn fields_of(
    password: &[char],
    about: &PasswordContext<'_>,
    is_weak: impl Fn(&[char]) -> bool,
) -> BTreeSet<ContextField> {
    let mut fields = BTreeSet::new();
    let mut words = BTreeSet::new();
    for (field, value) in about.values() {
        let value = folded(value);
        if !value.is_empty() && *value == password {
            fields.insert(field);
        }
        for word in words_of(&value) {
            words.insert((word.iter().rev().copied().collect::<Vec<_>>(), field));
            words.insert((word, field));
        }
    }
    let found = cover(password, words.iter().map(|(word, _)| &**word));
    if found.is_some_and(|found| is_weak(&found.rest)) {
        let within = words.iter().filter(|(word, _)| has(password, word));
        fields.extend(within.map(|(_, field)| *field));
    }
    fields
}

/// The words of a folded value: two or more letters in a row, four or more digits in a row, and, of a
/// value without letters, such as a phone number, its digits without the signs between them.
fn words_of(value: &[char]) -> BTreeSet<Vec<char>> {
    let letters = value.split(|c| !c.is_alphabetic());
    let digits = value.split(|c| !c.is_numeric());
    let mut words: BTreeSet<Vec<char>> = letters
        .filter(|run| run.len() >= 2)
        .chain(digits.filter(|run| run.len() >= 4))
        .map(<[char]>::to_vec)
        .collect();
    let joined: Vec<char> = value.iter().copied().filter(|c| c.is_numeric()).collect();
    if joined.len() >= 4 && !value.iter().any(|c| c.is_alphabetic()) {
        words.insert(joined);
    }
    words
}

fn has(password: &[char], word: &[char]) -> bool {
    password.windows(word.len()).any(|part| part == word)
}
