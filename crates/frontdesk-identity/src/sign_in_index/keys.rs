//! What the sign-in index hashes, and how.

use frontdesk_contact::{Key, NORMALIZER_VERSION};
use frontdesk_model::UserId;
use siphasher::sip::SipHasher13;

use super::rows::{LoginText, Rows};
use crate::LoginKey;
use crate::user::is_plain_login;

/// SipHash-1-3 under one key.
#[derive(Clone, Copy)]
pub(super) struct Keyed(SipHasher13);

impl Keyed {
    pub(super) fn new(seed: u64) -> Self {
        // The half of the key that is not the seed is a constant of no meaning.
        Self(SipHasher13::new_with_keys(seed, 0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn of(&self, bytes: &[u8]) -> u64 {
        self.0.hash(bytes)
    }

    pub(super) fn of_id(&self, id: UserId) -> u64 {
        self.of(id.uuid().as_bytes())
    }

    pub(super) fn of_login(&self, rows: &Rows, at: u32) -> u64 {
        let login = rows.row(at).and_then(|row| row.login());
        login.map_or(0, |login| self.of(login.text))
    }

    pub(super) fn of_email(&self, rows: &Rows, at: u32) -> u64 {
        let email = rows.row(at).and_then(|row| row.email());
        email.map_or(0, |email| self.of(email))
    }

    pub(super) fn of_external(&self, rows: &Rows, at: u32) -> u64 {
        let external = rows.external(at);
        external.map_or(0, |external| self.of(external.text))
    }
}

pub(super) fn login_text(key: &LoginKey) -> Option<LoginText<'_>> {
    let (address, text) = match key {
        LoginKey::Name(key) => (false, current(key)?),
        LoginKey::Address(key) => (true, current(key)?),
    };
    Some(LoginText {
        address,
        text: text.as_bytes(),
    })
}

/// The text of a key that this build made: all keys in the index are such.
pub(super) fn current<K>(key: &Key<K>) -> Option<&str> {
    (key.version() == NORMALIZER_VERSION).then(|| key.value())
}

/// The longest e-mail address; a plain login that is longer takes the long way.
pub(super) const PLAIN_OCTETS: usize = 254;

/// The text of the login key of a plain login, without making the key.
/// That this equals [`login_key`](crate::login_key) is a law.
pub(super) fn plain_login<'a>(typed: &str, buffer: &'a mut [u8; PLAIN_OCTETS]) -> Option<&'a [u8]> {
    let text = buffer.get_mut(..typed.len())?;
    if !is_plain_login(typed) {
        return None;
    }
    text.copy_from_slice(typed.as_bytes());
    text.make_ascii_lowercase();
    Some(text)
}
