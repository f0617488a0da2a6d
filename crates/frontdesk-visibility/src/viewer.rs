//! Who looks, and as whom a ticket is seen.

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, ActorId, ConversationId, CustomerId, Memberships, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub enum Viewer<'a> {
    /// A member of the staff or a customer, with the lists that symbolic sets read.
    Actor(Actor<'a>),
    /// Whoever came by this link.
    Guest(&'a GuestLink),
}

impl Viewer<'_> {
    /// Whose tickets these are.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        match self {
            Self::Actor(actor) => actor.tenant,
            Self::Guest(link) => link.tenant,
        }
    }

    /// The person: of a link the customer for whom it was made.
    #[must_use]
    pub const fn id(&self) -> ActorId {
        match self {
            Self::Actor(actor) => actor.id,
            Self::Guest(link) => ActorId::Customer(link.customer),
        }
    }

    /// Whether a rule of this hat can be this viewer's.
    pub(crate) const fn wears(&self, hat: Hat) -> bool {
        match hat {
            Hat::Operator | Hat::Stakeholder => self.user().is_some(),
            Hat::Customer | Hat::Colleague | Hat::Copied => self.customer().is_some(),
            Hat::Guest => matches!(self, Self::Guest(_)),
        }
    }

    /// The lists that symbolic sets read: of a guest there are none.
    pub(crate) fn memberships(&self) -> &Memberships {
        match self {
            Self::Actor(actor) => actor.memberships,
            Self::Guest(_) => &NO_LISTS,
        }
    }

    /// The member of the staff. The terms of staff are false for everybody else.
    pub(crate) const fn user(&self) -> Option<UserId> {
        match self {
            Self::Actor(Actor {
                id: ActorId::User(user),
                ..
            }) => Some(*user),
            Self::Actor(_) | Self::Guest(_) => None,
        }
    }

    /// The customer who has signed in. The terms of customers are false for everybody else, and a link
    /// opens one ticket and no other of its customer.
    pub(crate) const fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Actor(Actor {
                id: ActorId::Customer(customer),
                ..
            }) => Some(*customer),
            Self::Actor(_) | Self::Guest(_) => None,
        }
    }
}

static NO_LISTS: Memberships = Memberships::EMPTY;

/// As whom a ticket is seen. One person may wear several hats, and each ticket is seen under the first
/// that opens it: in this order, so that who works on a ticket sees it as its operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hat {
    /// A member of the staff.
    Operator,
    /// A member of the staff who follows a ticket and does not work on it: without notes.
    Stakeholder,
    /// The customer who asked.
    Customer,
    /// Another customer who may see it, as one of the same company (D21).
    Colleague,
    /// Whoever came by a link to this one ticket.
    Guest,
    /// Another customer who is in copy and may see it for that alone: perhaps only what came since
    /// ([`CopiedPolicy`](crate::CopiedPolicy)), so that every other hat comes first.
    Copied,
}

impl Hat {
    /// Every hat, the first first.
    pub const ALL: [Self; 6] = [
        Self::Operator,
        Self::Stakeholder,
        Self::Customer,
        Self::Colleague,
        Self::Guest,
        Self::Copied,
    ];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Stakeholder => "stakeholder",
            Self::Customer => "customer",
            Self::Colleague => "colleague",
            Self::Guest => "guest",
            Self::Copied => "copied",
        }
    }

    /// The hat within which this one stays, whatever the field policy says: a stakeholder sees no more than
    /// those who work on the ticket, a colleague and a guest no more than the customer who asked (attack 22),
    /// one in copy no more than a colleague: one more grant may turn him into one, and takes nothing from him.
    #[must_use]
    pub const fn within(self) -> Option<Self> {
        match self {
            Self::Operator | Self::Customer => None,
            Self::Stakeholder => Some(Self::Operator),
            Self::Colleague | Self::Guest => Some(Self::Customer),
            Self::Copied => Some(Self::Colleague),
        }
    }

    /// Whether it is worn by the staff.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Operator | Self::Stakeholder => true,
            Self::Customer | Self::Colleague | Self::Guest | Self::Copied => false,
        }
    }
}

impl std::fmt::Display for Hat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What a link says that the host has made and signed, and whose signature it has checked: one ticket,
/// one person, one purpose, an end. It opens that ticket for reading and nothing else.
///
/// It is void from `expires` on; once the ticket has another requester, as after a merge of customers;
/// once the ticket's `guest_epoch` has moved on, which is how the host takes all links back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuestLink {
    /// Whose ticket it is.
    pub tenant: TenantId,
    /// Which ticket.
    pub ticket: ConversationId,
    /// For whom the link was made: the customer who asked.
    pub customer: CustomerId,
    /// What for.
    pub purpose: GuestPurpose,
    /// The moment from which it opens nothing.
    pub expires: DateTime<Utc>,
    /// The ticket's epoch of links when this one was made.
    pub epoch: u32,
}

/// What a link is for. A link for anything but reading shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuestPurpose {
    /// To read the ticket.
    View,
    /// To rate the answer: the host takes the rating and shows no ticket for it.
    Rate,
}
