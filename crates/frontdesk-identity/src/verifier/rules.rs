//! Which verifiers are good enough, as data.

use serde::{Deserialize, Serialize};

use super::read::{Argon2Version, Scheme};
use crate::{Rehash, RehashReason};

/// Which verifiers are good enough, and which passwords should be hashed anew at the next sign-in.
/// The default is the OWASP Password Storage Cheat Sheet. Deserializing checks as
/// [`HashRules::new`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HashFloors", into = "HashFloors")]
pub struct HashRules(HashFloors);

/// The least that each scheme must cost. A scheme without a floor is outdated: its verifiers still
/// open, and are replaced.
///
/// Without a floor of their own, on purpose: argon2i and argon2d (OWASP takes the id variant only),
/// PBKDF2 with SHA-1 (withdrawn by NIST SP 800-131A), and bcrypt, which looks at 72 bytes and no
/// more, while a password has 64 characters and more and is never cut (NIST SP 800-63B-4 3.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashFloors {
    /// argon2id: at least as much as any one of these in all three.
    pub argon2id: Vec<Argon2Floor>,
    /// scrypt: at least as much as any one of these in all three.
    pub scrypt: Vec<ScryptFloor>,
    /// PBKDF2 with HMAC-SHA-256: rounds.
    pub pbkdf2_sha256: Option<u32>,
    /// PBKDF2 with HMAC-SHA-512: rounds.
    pub pbkdf2_sha512: Option<u32>,
    /// Bytes of salt, 16 to 48.
    pub salt: u8,
    /// Bytes of hash, 16 to 64.
    pub output: u8,
}

/// What argon2id must cost at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argon2Floor {
    /// Memory in KiB.
    pub m: u32,
    /// Passes over the memory.
    pub t: u32,
    /// Lanes in parallel.
    pub p: u32,
}

impl Argon2Floor {
    /// Whether this is at least as much as any one of these in all three.
    fn reaches(self, floors: &[Self]) -> bool {
        floors
            .iter()
            .any(|floor| self.m >= floor.m && self.t >= floor.t && self.p >= floor.p)
    }
}

/// What scrypt must cost at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScryptFloor {
    /// The binary logarithm of N: 17 for N = 131,072.
    pub ln: u32,
    /// The size of a block, in units of 128 bytes.
    pub r: u32,
    /// Runs in parallel.
    pub p: u32,
}

impl ScryptFloor {
    /// Whether this is at least as much as any one of these in all three.
    fn reaches(self, floors: &[Self]) -> bool {
        floors
            .iter()
            .any(|floor| self.ln >= floor.ln && self.r >= floor.r && self.p >= floor.p)
    }
}

/// Floors that no rules can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashRulesError {
    /// No scheme has a floor: every password would be hashed anew for ever.
    #[error("no hashing scheme is accepted")]
    NothingAccepted,
    /// A floor costs less than each setting of the default.
    #[error("a floor of {scheme} costs less than OWASP's least")]
    BelowLeast {
        /// Of which scheme.
        scheme: &'static str,
    },
    /// The least salt is outside of 16 to 48 bytes.
    #[error("the least salt is 16 to 48 bytes")]
    Salt,
    /// The least hash is outside of 16 to 64 bytes.
    #[error("the least hash is 16 to 64 bytes")]
    Output,
}

impl HashRules {
    /// Rules with these floors. They may lie above the default, a scheme may have none, and none may
    /// lie below: what costs an attacker nothing cannot be called good enough.
    ///
    /// # Errors
    /// When no scheme has a floor, a floor costs less than each of the default's settings, or the
    /// lengths are below 128 bits or ones that no verifier has.
    pub fn new(floors: HashFloors) -> Result<Self, HashRulesError> {
        let HashFloors {
            argon2id,
            scrypt,
            pbkdf2_sha256,
            pbkdf2_sha512,
            salt,
            output,
        } = &floors;
        let least = HashFloors::default();
        let below = [
            (
                "argon2id",
                argon2id.iter().any(|floor| !floor.reaches(&least.argon2id)),
            ),
            (
                "scrypt",
                scrypt.iter().any(|floor| !floor.reaches(&least.scrypt)),
            ),
            (
                "pbkdf2-sha256",
                is_below(*pbkdf2_sha256, least.pbkdf2_sha256),
            ),
            (
                "pbkdf2-sha512",
                is_below(*pbkdf2_sha512, least.pbkdf2_sha512),
            ),
        ];
        if let Some((scheme, _)) = below.into_iter().find(|(_, below)| *below) {
            return Err(HashRulesError::BelowLeast { scheme });
        }
        if argon2id.is_empty()
            && scrypt.is_empty()
            && pbkdf2_sha256.is_none()
            && pbkdf2_sha512.is_none()
        {
            return Err(HashRulesError::NothingAccepted);
        }
        if !(least.salt..=48).contains(salt) {
            return Err(HashRulesError::Salt);
        }
        if !(least.output..=64).contains(output) {
            return Err(HashRulesError::Output);
        }
        Ok(Self(floors))
    }

    /// The floors.
    #[must_use]
    pub const fn floors(&self) -> &HashFloors {
        &self.0
    }

    /// Gravest reason first.
    pub(super) fn judge(&self, scheme: &Scheme, salt: usize, output: usize) -> Rehash {
        let floors = &self.0;
        let needed = Rehash::Needed;
        // Whether a floor exists, and whether one is reached.
        let (accepted, reached) = match *scheme {
            Scheme::Doubtful => return needed(RehashReason::DoubtfulVariant),
            Scheme::Outdated => return needed(RehashReason::OutdatedAlgorithm),
            Scheme::Argon2id { m, t, p, .. } => (
                !floors.argon2id.is_empty(),
                Argon2Floor { m, t, p }.reaches(&floors.argon2id),
            ),
            Scheme::Scrypt { ln, r, p } => (
                !floors.scrypt.is_empty(),
                ScryptFloor { ln, r, p }.reaches(&floors.scrypt),
            ),
            Scheme::Pbkdf2Sha256 { rounds } => at_least(rounds, floors.pbkdf2_sha256),
            Scheme::Pbkdf2Sha512 { rounds } => at_least(rounds, floors.pbkdf2_sha512),
        };
        let old =
            matches!(scheme, Scheme::Argon2id { version, .. } if *version == Argon2Version::Old);
        let reasons = [
            (!accepted, RehashReason::OutdatedAlgorithm),
            (old, RehashReason::OldVersion),
            (!reached, RehashReason::CostTooLow),
            (salt < usize::from(floors.salt), RehashReason::ShortSalt),
            (
                output < usize::from(floors.output),
                RehashReason::ShortOutput,
            ),
        ];
        match reasons.into_iter().find(|(holds, _)| *holds) {
            Some((_, reason)) => needed(reason),
            None => Rehash::NotNeeded,
        }
    }
}

fn is_below(floor: Option<u32>, least: Option<u32>) -> bool {
    floor.is_some_and(|floor| !at_least(floor, least).1)
}

fn at_least(rounds: u32, floor: Option<u32>) -> (bool, bool) {
    (floor.is_some(), floor.is_some_and(|floor| rounds >= floor))
}

impl Default for HashFloors {
    /// OWASP Password Storage Cheat Sheet: settings that defend equally, more memory against more
    /// time. Salt and hash have 128 bits at least (RFC 9106 4).
    fn default() -> Self {
        let argon2id = [
            (47_104, 1),
            (19_456, 2),
            (12_288, 3),
            (9_216, 4),
            (7_168, 5),
        ];
        let scrypt = [(17, 1), (16, 2), (15, 3), (14, 5), (13, 10)];
        Self {
            argon2id: argon2id.map(|(m, t)| Argon2Floor { m, t, p: 1 }).into(),
            scrypt: scrypt.map(|(ln, p)| ScryptFloor { ln, r: 8, p }).into(),
            pbkdf2_sha256: Some(600_000),
            pbkdf2_sha512: Some(220_000),
            salt: 16,
            output: 16,
        }
    }
}

impl TryFrom<HashFloors> for HashRules {
    type Error = HashRulesError;

    fn try_from(floors: HashFloors) -> Result<Self, Self::Error> {
        Self::new(floors)
    }
}

impl From<HashRules> for HashFloors {
    fn from(rules: HashRules) -> Self {
        rules.0
    }
}
