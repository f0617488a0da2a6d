//! What a person must see and acknowledge before a plan is carried out.

use std::fmt;

use frontdesk_access::{Permission, Scope};
use frontdesk_model::UserId;
use serde::{Deserialize, Serialize};

use crate::Side;

/// Something that uniting would bring about and that needs somebody's yes. It is acknowledged as it
/// stands: an alert that says something else later is another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "alert", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Alert {
    /// The whole would hold this right over some of this scope, where neither half holds it: what it
    /// needs comes from the other half, a list grew, or the kind of the half forbade it (D1).
    BeyondBoth {
        /// The right.
        permission: Permission,
        /// The scope of the grant, as it is written.
        scope: Box<Scope>,
    },
    /// One half is suspended, so the whole will be.
    SuspensionSpreads {
        /// Which half.
        of: Side,
    },
    /// The surviving login is the e-mail address, and another address survives.
    LoginFollowsEmail {
        /// Whose login survives.
        of: Side,
    },
    /// The one who confirmed is one of the accounts, and has not signed in to both.
    ConfirmedByOneself {
        /// Who.
        by: UserId,
    },
}

impl Alert {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeyondBoth { .. } => "beyond_both",
            Self::SuspensionSpreads { .. } => "suspension_spreads",
            Self::LoginFollowsEmail { .. } => "login_follows_email",
            Self::ConfirmedByOneself { .. } => "confirmed_by_oneself",
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeyondBoth { permission, scope } => write!(
                f,
                "the whole would hold {permission} @ {scope} where neither half does"
            ),
            Self::SuspensionSpreads { of } => {
                write!(f, "the {of} is suspended, so the whole will be")
            }
            Self::LoginFollowsEmail { of } => write!(
                f,
                "the login of the {of} is the e-mail address, and another address survives"
            ),
            Self::ConfirmedByOneself { by } => {
                write!(f, "user {by} confirmed for one of the own accounts")
            }
        }
    }
}
