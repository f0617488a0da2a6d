//! The one who asks.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{CustomerId, Memberships, TenantId, UserId};

/// Who asks or is asked about: a user (staff) or a customer. The two are never equal, whatever
/// their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorId {
    /// A staff member.
    User(UserId),
    /// A person who asks for help.
    Customer(CustomerId),
}

impl ActorId {
    /// The user's id, if this is staff.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::Customer(_) => None,
        }
    }

    /// The customer's id, if this is a customer.
    #[must_use]
    pub const fn customer(self) -> Option<CustomerId> {
        match self {
            Self::User(_) => None,
            Self::Customer(customer) => Some(customer),
        }
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => write!(f, "user {user}"),
            Self::Customer(customer) => write!(f, "customer {customer}"),
        }
    }
}

impl From<UserId> for ActorId {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

impl From<CustomerId> for ActorId {
    fn from(customer: CustomerId) -> Self {
        Self::Customer(customer)
    }
}

/// The actor of a question with the lists that relations read.
#[derive(Clone, Copy, Debug)]
#[doc(alias = "principal")]
#[doc(alias = "subject")]
pub struct Actor<'a> {
    /// The tenant that the actor belongs to.
    pub tenant: TenantId,
    /// Who.
    pub id: ActorId,
    /// The lists on the actor's record, read now and not when a right was granted.
    pub memberships: &'a Memberships,
}

/// Who caused an event: an actor, or a part of the host that acts by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A user or a customer.
    Actor(ActorId),
    /// A named part of the host: a timer, an importer, a directory sync.
    System(String),
}
