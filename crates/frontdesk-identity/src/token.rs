//! Tokens that open an account once.

use std::fmt;
use std::num::NonZeroU16;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_contact::Email;
use frontdesk_model::{TenantId, UserId};
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The random bytes of a token, made by the host, sent in one letter and kept by nobody. `Debug`
/// prints none of them, and no state, event or duty holds them.
#[derive(Debug)]
pub struct TokenBytes(SecretSlice<u8>);

/// Fewer than [`TokenBytes::MIN`] bytes, or all of them equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenBytesError {
    /// There are too few of them.
    #[error("a token has at least 16 random bytes")]
    Short,
    /// All bytes are the same: an unfilled buffer.
    #[error("the bytes of a token are all the same")]
    Constant,
}

impl TokenBytes {
    /// The least number of bytes: 128 bits.
    pub const MIN: usize = 16;

    /// Takes the host's random bytes.
    ///
    /// # Errors
    /// When there are fewer than 16, or all are the same.
    pub fn new(bytes: &[u8]) -> Result<Self, TokenBytesError> {
        if bytes.len() < Self::MIN {
            return Err(TokenBytesError::Short);
        }
        if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
            return Err(TokenBytesError::Constant);
        }
        Ok(Self(SecretSlice::from(bytes.to_vec())))
    }
}

impl Clone for TokenBytes {
    fn clone(&self) -> Self {
        Self(SecretSlice::from(self.0.expose_secret().to_vec()))
    }
}

/// What a token opens: it answers for nothing else. The purpose and the address are mixed into the
/// verifier, so that a token of another tenant, account, address or password version never fits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenBinding<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) user: UserId,
    pub(crate) address: &'a Email,
    pub(crate) credential_version: u32,
}

/// SHA-256 over what a token opens and its bytes: all that the state keeps of a token. Serialized
/// as 64 hexadecimal digits. Compared in constant time.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenVerifier([u8; 32]);

impl TokenVerifier {
    /// Each part goes in with its length before it, so that no two different lists share their bytes.
    pub(crate) fn of(binding: &TokenBinding<'_>, token: &TokenBytes) -> Self {
        let mut hash = Sha256::new();
        let version = binding.credential_version.to_be_bytes();
        for part in [
            b"frontdesk activation 1".as_slice(),
            binding.tenant.uuid().as_bytes(),
            binding.user.uuid().as_bytes(),
            binding.address.as_typed().as_bytes(),
            version.as_slice(),
            token.0.expose_secret(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

impl PartialEq for TokenVerifier {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
impl Eq for TokenVerifier {}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenVerifier(..)")
    }
}

/// Text that is no stored verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token verifier is 64 hexadecimal digits")]
pub struct TokenVerifierError;

impl TryFrom<String> for TokenVerifier {
    type Error = TokenVerifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
        let bytes: Vec<u8> = digits
            .ok_or(TokenVerifierError)?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0u32, |byte, digit| byte * 16 + digit) as u8)
            .collect();
        if text.len() != 64 {
            return Err(TokenVerifierError);
        }
        bytes.try_into().map(Self).map_err(|_| TokenVerifierError)
    }
}

impl From<TokenVerifier> for String {
    fn from(verifier: TokenVerifier) -> Self {
        verifier
            .0
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// How long a token opens: a number of days of 24 hours, 7 by default (S122).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenLifetime(NonZeroU16);

impl TokenLifetime {
    /// 7 days (S122, D19).
    pub const SEVEN_DAYS: Self = Self(NonZeroU16::MIN.saturating_add(6));

    /// This many days of 24 hours.
    #[must_use]
    pub const fn days(days: NonZeroU16) -> Self {
        Self(days)
    }

    /// The first moment at which a token issued then is no longer valid.
    #[must_use]
    pub fn end(self, issued_at: DateTime<Utc>) -> DateTime<Utc> {
        issued_at
            .checked_add_signed(TimeDelta::days(i64::from(self.0.get())))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl Default for TokenLifetime {
    fn default() -> Self {
        Self::SEVEN_DAYS
    }
}

/// A token that is out: what the state keeps of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedToken {
    /// Compared with what comes back.
    pub verifier: TokenVerifier,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// The first moment at which it is no longer valid: valid while `now < expires_at` (D19).
    pub expires_at: DateTime<Utc>,
}

impl IssuedToken {
    /// Whether it still opens at this moment, if it is not used, voided or replaced before.
    #[must_use]
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}
