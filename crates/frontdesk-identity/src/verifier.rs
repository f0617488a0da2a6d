//! What a host hands in after hashing a password, and the sealed duty by which it leaves again.

mod read;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt;

use frontdesk_model::{CustomerId, TenantId, UserId};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

pub use read::VerifierError;
use read::{Read, Scheme};
pub use rules::{Argon2Floor, HashFloors, HashRules, HashRulesError, ScryptFloor};

use crate::{Algorithm, CredentialFacts, Rehash};

/// A password verifier as the host's hashing library wrote it: a PHC string, or bcrypt's own form.
/// A secret: it is zeroed when dropped, `Debug` prints only how it was hashed, and it has no serde
/// form. Compared in constant time.
///
/// ```
/// use frontdesk_identity::{HashRules, Rehash, RehashReason, Verifier, VerifierError};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = "$argon2id$v=19$m=8192,t=2,p=1$dGhlIHRlc3Qgc2FsdCE$\
///             q6v0tRCZYrW0VSjRpN6hJMS3eZSg2E2yJ3pFZTvTdXk";
/// let verifier = Verifier::parse(text.into())?;
/// assert_eq!(format!("{verifier:?}"), "Verifier(argon2id, ..)");
/// assert_eq!(
///     verifier.rehash(&HashRules::default()),
///     Rehash::Needed(RehashReason::CostTooLow)
/// );
/// // A password that was handed in by mistake.
/// let mistake = Verifier::parse("correct horse battery staple".into());
/// assert_eq!(mistake.err(), Some(VerifierError::NoVerifier));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier {
    text: SecretString,
    algorithm: Algorithm,
    scheme: Scheme,
    /// Bytes of salt and of hash.
    salt: usize,
    output: usize,
}

impl Verifier {
    /// The most bytes of a verifier's text.
    pub const MAX: usize = 512;

    /// Reads what the hashing library wrote: `$id[$v=version][$name=value,..]$salt$hash` (the PHC
    /// string format), or `$2b$cost$` with 53 characters (bcrypt). Read are argon2id, argon2i and
    /// argon2d (RFC 9106), scrypt (RFC 7914), pbkdf2 with SHA-1, SHA-256 and SHA-512 (RFC 8018) and
    /// bcrypt, the last by its name (`$bcrypt$v=98$r=cost$`) too. Every other is refused: what would
    /// be its name may be a part of a password, and the name goes into state and events.
    ///
    /// The cost may be low, as in verifiers that come from an older system: [`Verifier::rehash`]
    /// says so. It may not be absurd: verifying takes at most 4 GiB of memory, 64 GiB of memory
    /// passed over, 255 lanes, 100,000,000 rounds of PBKDF2 or cost 20 of bcrypt, so that one stored
    /// verifier cannot occupy the host.
    ///
    /// # Errors
    /// When the text is no such string, with the part that is wrong and never its content. Text that
    /// does not begin with `$` is refused as [`VerifierError::NoVerifier`]: it might be a password.
    pub fn parse(text: SecretString) -> Result<Self, VerifierError> {
        let Read {
            algorithm,
            scheme,
            salt,
            output,
        } = read::read(text.expose_secret())?;
        Ok(Self {
            text,
            algorithm,
            scheme,
            salt,
            output,
        })
    }

    /// By which scheme it was made.
    #[must_use]
    pub const fn algorithm(&self) -> &Algorithm {
        &self.algorithm
    }

    /// Whether the password should be hashed anew under these rules.
    #[must_use]
    pub fn rehash(&self, rules: &HashRules) -> Rehash {
        rules.judge(&self.scheme, self.salt, self.output)
    }

    /// All that state and events keep of it, under this version, 1 or more.
    #[must_use]
    pub fn facts(&self, version: u32, rules: &HashRules) -> CredentialFacts {
        CredentialFacts {
            version,
            algorithm: self.algorithm.clone(),
            rehash: self.rehash(rules),
        }
    }

    /// The text, for the host's store of verifiers and for nothing else: no log, event or answer
    /// holds it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }
}

impl PartialEq for Verifier {
    fn eq(&self, other: &Self) -> bool {
        // The rest was read from the text.
        let [own, its] = [self, other].map(|verifier| verifier.expose().as_bytes());
        own.ct_eq(its).into()
    }
}
impl Eq for Verifier {}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({}, ..)", self.algorithm)
    }
}

/// Whose password a verifier checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerifierOwner {
    /// A staff account's.
    User(UserId),
    /// A customer's, at the portal.
    Customer(CustomerId),
}

/// Keep this verifier for this account under this version, in place of every earlier one. Sealed:
/// only a decided command makes it, nothing copies it, and it has no serde form, so that it cannot
/// be stored among events. It is the only way by which a verifier leaves the decision.
#[derive(Debug)]
pub struct StoreVerifier {
    tenant: TenantId,
    account: VerifierOwner,
    version: u32,
    verifier: Verifier,
}

impl StoreVerifier {
    pub(crate) const fn new(
        tenant: TenantId,
        account: VerifierOwner,
        version: u32,
        verifier: Verifier,
    ) -> Self {
        Self {
            tenant,
            account,
            version,
            verifier,
        }
    }

    /// In which tenant the account is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Whose it is.
    #[must_use]
    pub const fn account(&self) -> VerifierOwner {
        self.account
    }

    /// Under which version: that of the [`CredentialFacts`] in the event. A store that has a later
    /// one keeps the later one.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The verifier, for the store.
    #[must_use]
    pub fn into_verifier(self) -> Verifier {
        self.verifier
    }
}
