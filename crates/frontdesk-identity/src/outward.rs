//! What is said to somebody who is not signed in: the same, whoever has an account (ASVS 6.3.8).

use serde::{Deserialize, Serialize};

use crate::{Refusal, SignIn};

/// All that is said at the door. Each is one sentence, the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outward {
    /// "Look into the mailbox of this address: we have written to it."
    LetterSent,
    /// "This did not sign you in."
    NotSignedIn,
    /// "This link opens nothing: ask for a new one."
    OpensNothing,
}

impl Outward {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LetterSent => "door.letter_sent",
            Self::NotSignedIn => "door.not_signed_in",
            Self::OpensNothing => "door.opens_nothing",
        }
    }
}

impl Refusal {
    /// What is said to somebody who brought a token and is not signed in, whatever the reasons are:
    /// those are for who administers.
    #[must_use]
    pub const fn outward(&self) -> Outward {
        Outward::OpensNothing
    }
}

impl SignIn {
    /// What is said to somebody who did not get in, whatever the reasons are. Say it too where there is
    /// no such account, and after the same time.
    #[must_use]
    pub const fn outward(&self) -> Option<Outward> {
        match self {
            Self::Allow(_) => None,
            Self::Deny(_) => Some(Outward::NotSignedIn),
        }
    }
}

/// What was found behind the door: for the host's log only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// An account begins.
    Registered,
    /// There is an account with this address: nothing happens to it.
    AccountThere,
    /// A token for a new password is on its way.
    ResetSent,
    /// There is no account with this address.
    NobodyThere,
    /// There is one, and it gets no token for this reason.
    NoReset(Refusal),
}

impl Truth {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Registered => "door.registered",
            Self::AccountThere => "door.account_there",
            Self::ResetSent => "door.reset_sent",
            Self::NobodyThere => "door.nobody_there",
            Self::NoReset(_) => "door.no_reset",
        }
    }
}
