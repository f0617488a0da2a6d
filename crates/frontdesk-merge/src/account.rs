//! One account as it is: what identity stores of it and what access reads of it.

use std::fmt;

use frontdesk_access::Holder;
use frontdesk_identity::{User, UserRecord};
use frontdesk_model::{AccountKind, ActorId, Precondition, RefusalKind, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// One staff account with its rights: a half before a merge, the whole after it. The two records are
/// of one account and agree in what both say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Account {
    user: User,
    holder: Holder,
}

/// The stored form of an [`Account`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    user: User,
    holder: Holder,
}

/// The account's record and its rights contradict each other. The host has mixed up two accounts,
/// or read them at two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account and its rights differ in {0}")]
pub struct AccountMismatch(pub Agreement);

impl AccountMismatch {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "account_mismatch"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

/// What the account's record and its rights must agree in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Whose account it is.
    Tenant,
    /// Which one.
    Id,
    /// Of which kind.
    Kind,
    /// How it stands.
    Standing,
    /// The lists: identity writes them, access borrows them.
    Memberships,
}

impl Account {
    /// The same account with every personal value erased.
    pub(crate) fn erased(self) -> Self {
        Self::agreeing(self.user.erased(), self.holder)
    }

    /// The same account with every token void.
    pub(crate) fn without_tokens(self) -> Self {
        Self {
            user: self.user.without_tokens(),
            ..self
        }
    }

    /// Puts the two records of one account together.
    ///
    /// # Errors
    /// With the first thing in which they differ, in the order of [`Agreement`].
    pub fn new(user: User, holder: Holder) -> Result<Self, AccountMismatch> {
        let agree = [
            (Agreement::Tenant, user.tenant() == holder.tenant),
            (Agreement::Id, ActorId::User(user.id()) == holder.id),
            (Agreement::Kind, user.kind() == holder.kind),
            (Agreement::Standing, user.standing() == holder.standing),
            (
                Agreement::Memberships,
                *user.memberships() == holder.memberships,
            ),
        ];
        match agree.into_iter().find(|(_, agrees)| !agrees) {
            Some((what, _)) => Err(AccountMismatch(what)),
            None => Ok(Self { user, holder }),
        }
    }

    /// Puts a record and rights together that were made for one another: what both say is taken from
    /// the record, so that they agree.
    pub(crate) fn agreeing(user: User, holder: Holder) -> Self {
        let holder = Holder {
            tenant: user.tenant(),
            id: ActorId::User(user.id()),
            kind: user.kind(),
            standing: user.standing(),
            memberships: user.memberships().clone(),
            ..holder
        };
        Self { user, holder }
    }

    /// The account under identity's rules.
    #[must_use]
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// Everything that identity stores.
    #[must_use]
    pub const fn record(&self) -> &UserRecord {
        self.user.record()
    }

    /// What access reads.
    #[must_use]
    pub const fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Whose account it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.user.tenant()
    }

    /// Which one.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id()
    }

    /// Which half it is, if it is one of the two legacy kinds (S1).
    #[must_use]
    pub const fn side(&self) -> Option<Side> {
        match self.user.kind() {
            AccountKind::LegacyOperator => Some(Side::Operator),
            AccountKind::LegacyAdmin => Some(Side::Admin),
            AccountKind::Unified | AccountKind::Customer => None,
        }
    }

    /// What a decision over this account relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        self.user.precondition()
    }
}

impl TryFrom<Stored> for Account {
    type Error = AccountMismatch;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        Self::new(stored.user, stored.holder)
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tenant => "tenant",
            Self::Id => "id",
            Self::Kind => "kind",
            Self::Standing => "standing",
            Self::Memberships => "memberships",
        })
    }
}

/// One of the two halves of a merge, told by its kind and never by the order of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The legacy operator.
    Operator,
    /// The legacy admin.
    Admin,
}

impl Side {
    /// Both, the operator first.
    pub const BOTH: [Self; 2] = [Self::Operator, Self::Admin];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The other half.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Operator => Self::Admin,
            Self::Admin => Self::Operator,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
