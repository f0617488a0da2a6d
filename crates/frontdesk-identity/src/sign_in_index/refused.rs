//! Why an account is not taken into the sign-in index.

use frontdesk_model::{RefusalKind, UserId, Version};
use serde::{Deserialize, Serialize};

use crate::contact_point::OtherTenant;
use crate::{Claim, LoginSpace};

/// Why an account is not taken into a [`SignInIndex`](crate::SignInIndex).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotIndexed {
    /// It is not an account of the index's tenant.
    #[error(transparent)]
    OtherTenant(#[from] OtherTenant),
    /// It is here already: update it.
    #[error("the account is in the index already")]
    Present,
    /// It is not here: insert it.
    #[error("the account is not in the index")]
    Absent,
    /// A later state of it is here.
    #[error("a later version of the account is in the index")]
    Older {
        /// The version that is here.
        indexed: Version,
    },
    /// This version of it is here and claims something else: one of the two is not what is stored.
    #[error("the same version of the account is in the index with other claims")]
    Differs {
        /// The version that is here.
        indexed: Version,
    },
    /// Other accounts have what it claims: every clash, in the order of the claims.
    #[error("other accounts have {} of its claims", .0.len())]
    Clashes(Vec<Clash>),
    /// The rows would take 4 GiB.
    #[error("the index is full")]
    Full,
}

impl NotIndexed {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant(_) => "index.other_tenant",
            Self::Present => "index.present",
            Self::Absent => "index.absent",
            Self::Older { .. } => "index.older",
            Self::Differs { .. } => "index.differs",
            Self::Clashes(_) => "index.clashes",
            Self::Full => "index.full",
        }
    }

    /// What kind of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant(_) => RefusalKind::Hidden,
            Self::Older { .. } => RefusalKind::Stale,
            Self::Present | Self::Absent | Self::Differs { .. } | Self::Clashes(_) | Self::Full => {
                RefusalKind::Conflict
            }
        }
    }
}

/// A claim that another account has. It names the kind and not the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clash {
    /// Which kind of claim.
    pub claim: ClaimKind,
    /// Who has it. For who administers, and for nobody else.
    pub holder: UserId,
}

/// The kind of a [`Claim`], without its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// A login on this surface.
    Login(LoginSpace),
    /// An e-mail address that is the account's key on this surface.
    Email(LoginSpace),
    /// The id of a record of another system.
    External,
}

impl ClaimKind {
    /// The kind of this claim.
    #[must_use]
    pub const fn of(claim: &Claim) -> Self {
        match claim {
            Claim::Login { space, .. } => Self::Login(*space),
            Claim::Email { space, .. } => Self::Email(*space),
            Claim::External(_) => Self::External,
        }
    }
}
