//! Reading a verifier's text.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use phc::{ParamsString, PasswordHash};

use super::Verifier;
use crate::Algorithm;

/// Text that is no password verifier. Each variant names the part that is wrong and never repeats
/// it: it may be a hash or a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifierError {
    /// It does not begin with `$`.
    #[error("the text does not begin with `$`: no hash, perhaps a password")]
    NoVerifier,
    /// It has more than [`Verifier::MAX`] bytes.
    #[error("the text has more than {} bytes", Verifier::MAX)]
    TooLong,
    /// It has a character that no verifier has: white space, a control character, a letter that is
    /// not ASCII.
    #[error("the text has a character other than ASCII letters, digits and `$+,-./=`")]
    Character,
    /// The scheme is none of those that are read. Its name is not kept: it may be a password.
    #[error("the scheme is none of those that are read")]
    Algorithm,
    /// The scheme has no such version, or no versions at all.
    #[error("the version is none of the scheme's")]
    Version,
    /// The parameters are no list of `name=value`.
    #[error("the parameters cannot be read")]
    Parameters,
    /// A parameter is given twice.
    #[error("a parameter is given twice")]
    ParameterTwice,
    /// A parameter is given that the scheme does not have.
    #[error("a parameter is none of the scheme's")]
    ParameterUnknown,
    /// A parameter that the scheme needs is not given.
    #[error("parameter {name} is missing")]
    ParameterMissing {
        /// Which one.
        name: &'static str,
    },
    /// A parameter is no number, or outside of what can be verified.
    #[error("parameter {name} is out of range")]
    ParameterRange {
        /// Which one.
        name: &'static str,
    },
    /// The salt is missing, or has fewer than 8 or more than 48 bytes, or with bcrypt not 16.
    #[error("there is no salt as long as the scheme's are")]
    Salt,
    /// The hash is missing, or has fewer than 10 or more than 64 bytes, or with bcrypt not 23.
    #[error("there is no hash as long as the scheme's are")]
    Output,
    /// Salt or hash is not written in the scheme's one way to write bytes.
    #[error("the salt or the hash is not encoded as the scheme writes it")]
    Encoding,
    /// Something follows the hash.
    #[error("something follows the hash")]
    Trailing,
}

/// What was read.
pub(super) struct Read {
    pub(super) algorithm: Algorithm,
    pub(super) scheme: Scheme,
    pub(super) salt: usize,
    pub(super) output: usize,
}

/// A scheme and what it costs to compute.
#[derive(Clone, Copy)]
pub(super) enum Scheme {
    Argon2id {
        version: Argon2Version,
        /// KiB of memory, passes over it, lanes in parallel.
        m: u32,
        t: u32,
        p: u32,
    },
    Scrypt {
        /// The binary logarithm of N.
        ln: u32,
        r: u32,
        p: u32,
    },
    Pbkdf2Sha256 {
        rounds: u32,
    },
    Pbkdf2Sha512 {
        rounds: u32,
    },
    /// Well formed, and accepted at no cost: argon2i, argon2d, PBKDF2 with SHA-1, bcrypt.
    Outdated,
    /// bcrypt's `$2a$` and `$2x$`.
    Doubtful,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Argon2Version {
    /// 1.0, `v=16`: also what is meant where no version is written.
    Old,
    /// 1.3, `v=19` (RFC 9106).
    Current,
}

/// The most that verifying may take: 4 GiB of memory, 64 GiB passed over, in KiB.
const MEMORY: u64 = 4 << 20;
const TRAFFIC: u64 = 64 << 20;
const LANES: u32 = 255;
const ROUNDS: u32 = 100_000_000;
/// bcrypt's: 4 to 31 by its form; above 20 it takes minutes.
const COSTS: RangeInclusive<u32> = 4..=20;

pub(super) fn read(text: &str) -> Result<Read, VerifierError> {
    if !text.starts_with('$') {
        return Err(VerifierError::NoVerifier);
    }
    if text.len() > Verifier::MAX {
        return Err(VerifierError::TooLong);
    }
    let known = |c: char| c.is_ascii_alphanumeric() || "$+,-./=".contains(c);
    if !text.chars().all(known) {
        return Err(VerifierError::Character);
    }
    let bcrypt = ["$2a$", "$2b$", "$2x$", "$2y$"];
    match bcrypt.iter().find_map(|prefix| {
        let rest = text.strip_prefix(prefix)?;
        Some((*prefix, rest))
    }) {
        Some((prefix, rest)) => read_bcrypt(prefix, rest),
        None => read_phc(text),
    }
}

fn read_phc(text: &str) -> Result<Read, VerifierError> {
    // The name is kept in state and events. Only these are, since any other text might be a password.
    let name = text.split('$').nth(1).unwrap_or_default();
    let scheme_of = match name {
        "argon2id" | "argon2i" | "argon2d" => argon2,
        "scrypt" => scrypt,
        "pbkdf2" | "pbkdf2-sha1" | "pbkdf2-sha256" | "pbkdf2-sha512" => pbkdf2,
        "bcrypt" => bcrypt,
        _ => return Err(VerifierError::Algorithm),
    };
    let hash = PasswordHash::new(text).map_err(of_phc)?;
    // The library keeps a parameter that is given twice, and answers with the first.
    let mut names = BTreeSet::new();
    if !hash.params.iter().all(|(name, _)| names.insert(name)) {
        return Err(VerifierError::ParameterTwice);
    }
    let salt = hash.salt.as_ref().ok_or(VerifierError::Salt)?.len();
    let output = hash.hash.as_ref().ok_or(VerifierError::Output)?.len();
    Ok(Read {
        algorithm: Algorithm::new(name).map_err(|_| VerifierError::Algorithm)?,
        scheme: scheme_of(&Phc {
            name,
            version: hash.version,
            params: &hash.params,
            salt,
            output,
        })?,
        salt,
        output,
    })
}

/// The parts of a PHC string.
struct Phc<'a> {
    name: &'a str,
    version: Option<u32>,
    params: &'a ParamsString,
    salt: usize,
    output: usize,
}

/// Which part the library found wrong.
fn of_phc(error: phc::Error) -> VerifierError {
    use phc::Error;
    match error {
        Error::SaltTooShort | Error::SaltTooLong => VerifierError::Salt,
        Error::OutputSize { .. } => VerifierError::Output,
        Error::Base64(_) => VerifierError::Encoding,
        Error::TrailingData => VerifierError::Trailing,
        _ => VerifierError::Parameters,
    }
}

/// RFC 9106 3.1: 1 to 2^24 - 1 lanes, at least 1 pass, at least 8 KiB of memory a lane.
fn argon2(phc: &Phc<'_>) -> Result<Scheme, VerifierError> {
    let params = phc.params;
    only(params, &["m", "t", "p", "keyid", "data"])?;
    let version = match phc.version {
        None | Some(16) => Argon2Version::Old,
        Some(19) => Argon2Version::Current,
        Some(_) => return Err(VerifierError::Version),
    };
    let (m, t, p) = (
        number(params, "m")?,
        number(params, "t")?,
        number(params, "p")?,
    );
    within("p", (1..=LANES).contains(&p))?;
    within("m", m / 8 >= p && u64::from(m) <= MEMORY)?;
    within("t", t >= 1 && u64::from(m) * u64::from(t) <= TRAFFIC)?;
    Ok(match phc.name {
        "argon2id" => Scheme::Argon2id { version, m, t, p },
        _ => Scheme::Outdated,
    })
}

/// RFC 7914 2: N is above 1 and below 2^(128r/8), and p at most (2^32 - 1) * 32 / 128r. A block has
/// 128r bytes, N of them are held, and p such runs are made.
fn scrypt(phc: &Phc<'_>) -> Result<Scheme, VerifierError> {
    let params = phc.params;
    unversioned(phc)?;
    only(params, &["ln", "r", "p"])?;
    let (ln, r, p) = (
        number(params, "ln")?,
        number(params, "r")?,
        number(params, "p")?,
    );
    within("r", (1..=u32::from(u16::MAX)).contains(&r))?;
    within("ln", (1..=32).contains(&ln) && ln < 16 * r)?;
    let kib = (u64::from(r) << ln) / 8;
    within("ln", kib <= MEMORY)?;
    let traffic = kib.checked_mul(u64::from(p));
    within(
        "p",
        p >= 1
            && u64::from(r) * u64::from(p) < 1 << 30
            && traffic.is_some_and(|kib| kib <= TRAFFIC),
    )?;
    Ok(Scheme::Scrypt { ln, r, p })
}

/// RFC 8018 5.2: at least one round. Some libraries write the length of the hash too.
fn pbkdf2(phc: &Phc<'_>) -> Result<Scheme, VerifierError> {
    let params = phc.params;
    unversioned(phc)?;
    only(params, &["i", "l"])?;
    let rounds = number(params, "i")?;
    within("i", (1..=ROUNDS).contains(&rounds))?;
    if params.get("l").is_some() {
        let length = number(params, "l")?;
        within("l", usize::try_from(length) == Ok(phc.output))?;
    }
    Ok(match phc.name {
        "pbkdf2-sha256" => Scheme::Pbkdf2Sha256 { rounds },
        "pbkdf2-sha512" => Scheme::Pbkdf2Sha512 { rounds },
        // `pbkdf2` alone means SHA-1.
        _ => Scheme::Outdated,
    })
}

/// bcrypt as a PHC string, as some libraries write it: the version is the ASCII code of its letter,
/// `a` or `b`, and the cost that of its own form.
fn bcrypt(phc: &Phc<'_>) -> Result<Scheme, VerifierError> {
    let scheme = match phc.version {
        Some(97) => Scheme::Doubtful,
        Some(98) => Scheme::Outdated,
        _ => return Err(VerifierError::Version),
    };
    only(phc.params, &["r"])?;
    within("r", COSTS.contains(&number(phc.params, "r")?))?;
    match (phc.salt, phc.output) {
        (16, 23) => Ok(scheme),
        (16, _) => Err(VerifierError::Output),
        _ => Err(VerifierError::Salt),
    }
}

/// Only Argon2 and bcrypt have versions.
fn unversioned(phc: &Phc<'_>) -> Result<(), VerifierError> {
    match phc.version {
        None => Ok(()),
        Some(_) => Err(VerifierError::Version),
    }
}

fn only(params: &ParamsString, names: &[&str]) -> Result<(), VerifierError> {
    match params
        .iter()
        .all(|(name, _)| names.contains(&name.as_str()))
    {
        true => Ok(()),
        false => Err(VerifierError::ParameterUnknown),
    }
}

/// A number without sign and leading zeros, below 2^32.
fn number(params: &ParamsString, name: &'static str) -> Result<u32, VerifierError> {
    params
        .get(name)
        .ok_or(VerifierError::ParameterMissing { name })?
        .decimal()
        .map_err(|_| VerifierError::ParameterRange { name })
}

fn within(name: &'static str, holds: bool) -> Result<(), VerifierError> {
    match holds {
        true => Ok(()),
        false => Err(VerifierError::ParameterRange { name }),
    }
}

/// bcrypt's own form, which is older than PHC strings and none: two digits of cost, `$`, 22
/// characters for 16 bytes of salt and 31 for 23 bytes of hash, without a sign between them, in an
/// alphabet of its own.
fn read_bcrypt(prefix: &str, rest: &str) -> Result<Read, VerifierError> {
    let cost_name = "cost";
    let (cost, body) = rest
        .split_once('$')
        .ok_or(VerifierError::ParameterMissing { name: cost_name })?;
    let digits = cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit());
    let cost = cost.parse().unwrap_or(0u32);
    within(cost_name, digits && COSTS.contains(&cost))?;
    let (salt, hash) = body.split_at_checked(22).ok_or(VerifierError::Salt)?;
    match hash.len() {
        31 => {}
        length if length < 31 => return Err(VerifierError::Output),
        _ => return Err(VerifierError::Trailing),
    }
    // 22 characters hold 4 bits more than the salt, and 31 hold 2 more than the hash: all zero.
    if !ends_with_zeros(salt, 4) || !ends_with_zeros(hash, 2) {
        return Err(VerifierError::Encoding);
    }
    Ok(Read {
        algorithm: Algorithm::new("bcrypt").map_err(|_| VerifierError::Algorithm)?,
        scheme: match prefix {
            "$2a$" | "$2x$" => Scheme::Doubtful,
            _ => Scheme::Outdated,
        },
        salt: 16,
        output: 23,
    })
}

/// Whether all is written in bcrypt's alphabet, and the last character ends with so many zero bits.
fn ends_with_zeros(text: &str, bits: u32) -> bool {
    const ALPHABET: &str = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let last = text.chars().last().and_then(|c| ALPHABET.find(c));
    text.chars().all(|c| ALPHABET.contains(c)) && last.is_some_and(|at| at % (1 << bits) == 0)
}
