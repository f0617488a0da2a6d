//! Why an event is not taken.

use frontdesk_model::{ConversationId, RefusalKind};

/// Why the index does not take an event. Nothing of it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexRefusal {
    /// The ticket is of another tenant: each has an index of its own.
    #[error("the ticket is of another tenant")]
    OtherTenant,
    /// There is no such ticket in it.
    #[error("the index has no ticket {0}")]
    NoSuchTicket(ConversationId),
    /// It holds as many as it can: four thousand million less a few.
    #[error("the index is full")]
    Full,
}

impl IndexRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::NoSuchTicket(_) => "no_such_ticket",
            Self::Full => "full",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant | Self::NoSuchTicket(_) => RefusalKind::Hidden,
            Self::Full => RefusalKind::Conflict,
        }
    }
}
