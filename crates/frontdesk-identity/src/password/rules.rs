//! What a password must be, as data.

use serde::{Deserialize, Serialize};

use super::{BlockedList, Factor};

/// What a password must be. No rules lie below NIST SP 800-63B-4 3.1.1.2: shorter passwords, or
/// shorter ones than 64 characters only, cannot be written down. Rules of composition and an age of
/// passwords are deliberately absent: both are forbidden there. Deserializing checks as
/// [`PasswordRules::new`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct PasswordRules {
    lengths: PasswordLengths,
    blocked: BlockedList,
}

/// How many characters a password has: Unicode code points, each one counting once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordLengths {
    /// The least where the password alone opens the account: 15 or more.
    pub single_factor: u16,
    /// The least where a second factor is always asked for: 8 or more.
    pub with_second_factor: u16,
    /// The most: 64 to 1,024, and no less than either least.
    pub most: u16,
}

impl Default for PasswordLengths {
    fn default() -> Self {
        Self {
            single_factor: 15,
            with_second_factor: 8,
            most: 128,
        }
    }
}

/// Rules below the standard, or that no password satisfies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRulesError {
    /// Fewer than 15 characters where the password alone opens the account.
    #[error("a password that alone opens an account has 15 characters or more")]
    SingleFactor,
    /// Fewer than 8 characters.
    #[error("a password beside a second factor has 8 characters or more")]
    WithSecondFactor,
    /// The most is below 64, or above 1,024, up to which checking stays cheap.
    #[error("the most characters of a password are 64 to 1024")]
    Most,
    /// The least is above the most.
    #[error("the least characters are more than the most")]
    LeastAboveMost,
}

impl PasswordRules {
    /// Rules with these lengths, and with the host's own list besides the built-in one.
    ///
    /// # Errors
    /// When a length is below the standard, or the three do not fit each other.
    pub fn new(lengths: PasswordLengths, blocked: BlockedList) -> Result<Self, PasswordRulesError> {
        // SHALL be a minimum of 15 characters, or 8 as a part of multi-factor authentication.
        if lengths.single_factor < 15 {
            return Err(PasswordRulesError::SingleFactor);
        }
        if lengths.with_second_factor < 8 {
            return Err(PasswordRulesError::WithSecondFactor);
        }
        // SHOULD permit a maximum password length of at least 64 characters.
        if !(64..=1024).contains(&lengths.most) {
            return Err(PasswordRulesError::Most);
        }
        if lengths.single_factor.max(lengths.with_second_factor) > lengths.most {
            return Err(PasswordRulesError::LeastAboveMost);
        }
        Ok(Self { lengths, blocked })
    }

    /// How long a password is.
    #[must_use]
    pub const fn lengths(&self) -> PasswordLengths {
        self.lengths
    }

    /// The host's own list.
    #[must_use]
    pub const fn blocked(&self) -> &BlockedList {
        &self.blocked
    }

    pub(super) const fn least(&self, factor: Factor) -> u16 {
        match factor {
            Factor::Single => self.lengths.single_factor,
            Factor::WithSecond => self.lengths.with_second_factor,
        }
    }

    pub(super) const fn most(&self) -> u16 {
        self.lengths.most
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    lengths: PasswordLengths,
    #[serde(default)]
    blocked: BlockedList,
}

impl TryFrom<Written> for PasswordRules {
    type Error = PasswordRulesError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Self::new(written.lengths, written.blocked)
    }
}

impl From<PasswordRules> for Written {
    fn from(rules: PasswordRules) -> Self {
        Self {
            lengths: rules.lengths,
            blocked: rules.blocked,
        }
    }
}
