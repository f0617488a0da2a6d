//! What an address means, however it is spelled.

use std::borrow::Cow;
use std::cmp::Ordering;

use frontdesk_contact::{Email, Phone};

use super::{ContactAddress, Handle};

/// An address as the kind that it is.
pub(super) enum Meant<'a> {
    Email(Cow<'a, Email>),
    Phone(Cow<'a, Phone>),
    Telegram(&'a str),
    Other { word: &'a str, handle: &'a Handle },
}

impl<'a> Meant<'a> {
    pub(super) fn by(address: &'a ContactAddress) -> Self {
        match address {
            ContactAddress::Email(email) => Self::Email(Cow::Borrowed(email)),
            ContactAddress::Phone(phone) => Self::Phone(Cow::Borrowed(phone)),
            ContactAddress::Telegram(handle) => Self::Telegram(telegram_account(handle)),
            ContactAddress::Other { word, handle } => Self::by_word(word.trim(), handle),
        }
    }

    /// A kind that is listed may be written as another, where a refusal holds as well.
    fn by_word(word: &'a str, handle: &'a Handle) -> Self {
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        let known = if is("telegram") {
            Some(Self::Telegram(telegram_account(handle)))
        } else if is("email") || is("e-mail") {
            let email = Email::parse(handle.as_str()).ok();
            email.map(|email| Self::Email(Cow::Owned(email)))
        } else if is("phone") {
            let phone = Phone::parse(handle.as_str()).ok();
            phone.map(|phone| Self::Phone(Cow::Owned(phone)))
        } else {
            None
        };
        known.unwrap_or(Self::Other { word, handle })
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Email(one), Self::Email(other)) => parts_of(one).cmp(&parts_of(other)),
            (Self::Phone(one), Self::Phone(other)) => one.cmp(other),
            (Self::Telegram(one), Self::Telegram(other)) => {
                telegram_octets(one).cmp(telegram_octets(other))
            }
            (
                Self::Other { word, handle },
                Self::Other {
                    word: other_word,
                    handle: other_handle,
                },
            ) => lower(word)
                .cmp(lower(other_word))
                .then_with(|| handle.cmp(other_handle)),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Email(_) => 0,
            Self::Phone(_) => 1,
            Self::Telegram(_) => 2,
            Self::Other { .. } => 3,
        }
    }
}

/// The parts of the key, without making one; quotes that are not needed say nothing.
fn parts_of(email: &Email) -> (&str, &str) {
    (email.domain(), email.unquoted_local_part())
}

fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

/// The hosts of links to accounts.
const TELEGRAM_HOSTS: [&str; 3] = ["t.me/", "telegram.me/", "telegram.dog/"];

/// The account's name or number, without the link around it.
fn telegram_account(handle: &Handle) -> &str {
    let text = handle.as_str();
    let account = telegram_link(text).unwrap_or(text);
    account.strip_prefix('@').unwrap_or(account)
}

/// What a link to an account names; none for what is no link.
fn telegram_link(text: &str) -> Option<&str> {
    if let Some(name) = strip_word(text, "tg://resolve?domain=") {
        return name.split(['&', '#']).next();
    }
    let text = strip_word(text, "https://")
        .or_else(|| strip_word(text, "http://"))
        .unwrap_or(text);
    let text = strip_word(text, "www.").unwrap_or(text);
    let path = TELEGRAM_HOSTS
        .iter()
        .find_map(|host| strip_word(text, host))?;
    let path = path.split(['?', '#']).next()?;
    Some(path.trim_end_matches('/'))
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// Telegram's names are of ASCII and have no case. A number is its digits.
fn telegram_octets(account: &str) -> impl Iterator<Item = u8> {
    let is_number = account.bytes().any(|byte| byte.is_ascii_digit())
        && account
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.() ".contains(&byte));
    account
        .bytes()
        .filter(move |byte| !is_number || byte.is_ascii_digit())
        .map(|byte| byte.to_ascii_lowercase())
}
