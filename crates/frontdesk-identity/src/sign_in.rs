//! Whether an account can sign in.

use frontdesk_model::Standing;
use serde::{Deserialize, Serialize};

use crate::User;

/// Whether this account can sign in once its login and password were found right, and why. One
/// login and one password open every surface that the account has (S9, S38); which surfaces are
/// shown is the access question.
#[must_use]
pub fn can_sign_in(user: &User) -> SignIn {
    let mut reasons = Vec::new();
    let standing = user.standing();
    match standing {
        Standing::Active | Standing::HalfDeleted => {}
        // Never saved with a right: no user (S43).
        Standing::Employee => reasons.push(SignInReason::NeverAUser),
        // Until the person sets a password (S115).
        Standing::Pending => reasons.push(SignInReason::Pending),
        Standing::Suspended => reasons.push(SignInReason::Suspended),
        // Authorization is annulled (S82).
        Standing::Deleted => reasons.push(SignInReason::Deleted),
    }
    // To be half-deleted opens nothing to an employee who never was a user.
    if standing == Standing::HalfDeleted && !user.ever_had_rights() {
        reasons.push(SignInReason::NeverAUser);
    }
    if user.login().is_none() {
        reasons.push(SignInReason::NoLogin);
    }
    if user.record().credentials.is_none() {
        reasons.push(SignInReason::NoPassword);
    }
    if !reasons.is_empty() {
        return SignIn::Deny(reasons);
    }
    // Half-deleted signs in as before and sees a workplace that does not work (S80, S81).
    SignIn::Allow(match standing {
        Standing::HalfDeleted => SignInReason::HalfDeletedSignsIn,
        _ => SignInReason::Active,
    })
}

/// Whether an account can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// It can, for this reason.
    Allow(SignInReason),
    /// It cannot, for all these reasons. They are for the host's log: the person is told the same
    /// as for a wrong password.
    Deny(Vec<SignInReason>),
}

impl SignIn {
    /// Whether it can.
    #[must_use]
    pub const fn is_allow(&self) -> bool {
        matches!(self, Self::Allow(_))
    }
}

/// Why an account can or cannot sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignInReason {
    /// It is active and has login and password.
    Active,
    /// It was deleted in the employees section only, and still signs in (S80).
    HalfDeletedSignsIn,
    /// It never was saved with a right: give it one (S43).
    NeverAUser,
    /// The person has not yet set a password: send the token again (S115).
    Pending,
    /// It is switched off: restore it.
    Suspended,
    /// It was deleted for good (S82).
    Deleted,
    /// It has no login.
    NoLogin,
    /// It has no password.
    NoPassword,
}

impl SignInReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "sign_in.active",
            Self::HalfDeletedSignsIn => "sign_in.half_deleted",
            Self::NeverAUser => "sign_in.never_a_user",
            Self::Pending => "sign_in.pending",
            Self::Suspended => "sign_in.suspended",
            Self::Deleted => "sign_in.deleted",
            Self::NoLogin => "sign_in.no_login",
            Self::NoPassword => "sign_in.no_password",
        }
    }
}
