//! Tokens that open an account once.

use std::fmt;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_contact::Email;
use frontdesk_model::TenantId;
use frontdesk_model::uuid::Uuid;
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Reason;

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

/// What a token is for. A token of one purpose never serves another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TokenPurpose {
    /// An invited user sets the first password (S121).
    Activation,
    /// A user sets a new password.
    Reset,
    /// A customer proves the address of the portal account.
    AddressProof,
    /// A customer sets a new portal password.
    PortalReset,
    /// A customer moves the portal account to a new address.
    AddressChange,
}

impl TokenPurpose {
    /// Goes into the verifier: never changed, never used twice.
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Activation => b"frontdesk activation 1",
            Self::Reset => b"frontdesk reset 1",
            Self::AddressProof => b"frontdesk portal address proof 1",
            Self::PortalReset => b"frontdesk portal reset 1",
            Self::AddressChange => b"frontdesk portal address change 1",
        }
    }
}

/// What a token opens: it answers for nothing else. All of it is mixed into the verifier, so that a
/// token of another tenant, account, purpose, address or password version never fits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenBinding<'a> {
    pub(crate) tenant: TenantId,
    /// The id of the user or customer.
    pub(crate) account: Uuid,
    pub(crate) purpose: TokenPurpose,
    pub(crate) address: &'a Email,
    pub(crate) credential_version: u32,
}

impl TokenBinding<'_> {
    /// What is kept of a token that is issued now.
    pub(crate) fn issue(
        &self,
        token: &TokenBytes,
        lifetime: TokenLifetime,
        now: DateTime<Utc>,
    ) -> IssuedToken {
        IssuedToken {
            verifier: TokenVerifier::of(self, token),
            issued_at: now,
            expires_at: lifetime.end(now),
        }
    }

    /// Whether this is the token that was issued, and in time.
    pub(crate) fn redeem(
        &self,
        issued: &IssuedToken,
        token: &TokenBytes,
        now: DateTime<Utc>,
    ) -> Result<(), Reason> {
        // First whether it is the token, in constant time; only its holder learns that it is too old.
        if TokenVerifier::of(self, token) != issued.verifier {
            return Err(Reason::TokenUnknown);
        }
        // Valid while now < issued + 7 days; at exactly 7 days it is not (S122, S123, D19).
        if !issued.is_valid(now) {
            return Err(Reason::TokenExpired {
                since: issued.expires_at,
            });
        }
        Ok(())
    }
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
            binding.purpose.label(),
            binding.tenant.uuid().as_bytes().as_slice(),
            binding.account.as_bytes(),
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

/// How long a token opens: a number of minutes, 7 days by default (S122).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenLifetime(NonZeroU32);

impl TokenLifetime {
    /// 7 days of 24 hours (S122, D19).
    pub const SEVEN_DAYS: Self = Self(NonZeroU32::MIN.saturating_add(7 * 24 * 60 - 1));
    /// 10 minutes: the longest that ASVS 6.5.5 gives a code sent out of band.
    pub const TEN_MINUTES: Self = Self(NonZeroU32::MIN.saturating_add(9));

    /// This many minutes.
    #[must_use]
    pub const fn minutes(minutes: NonZeroU32) -> Self {
        Self(minutes)
    }

    /// The first moment at which a token issued then is no longer valid.
    #[must_use]
    pub fn end(self, issued_at: DateTime<Utc>) -> DateTime<Utc> {
        issued_at
            .checked_add_signed(TimeDelta::minutes(i64::from(self.0.get())))
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
