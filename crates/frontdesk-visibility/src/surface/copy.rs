//! For whom a copy of a message is: never for more people than the original.

use chrono::{DateTime, Utc};
use frontdesk_model::{MessageId, RefusalKind, UserId};
use serde::{Deserialize, Serialize};

use crate::ticket::{Audience, Message};

impl Audience {
    /// The narrower of two: what holds for a text that has something of both in it. Of a message that is
    /// quoted, forwarded, split off, merged or turned into a draft, with the audience of the place that
    /// it goes to, so that no such act widens it.
    ///
    /// ```
    /// use frontdesk_visibility::Audience::{Internal, Public};
    /// assert_eq!(Internal.narrower(Public), Internal); // a note that a reply quotes stays a note
    /// assert_eq!(Public.narrower(Public), Public);
    /// ```
    #[must_use]
    pub const fn narrower(self, other: Self) -> Self {
        match (self, other) {
            (Self::Public, Self::Public) => Self::Public,
            (Self::Internal, _) | (_, Self::Internal) => Self::Internal,
        }
    }
}

impl Message {
    /// The message as it stands in another place: text and files, author and time, under this id. It is
    /// for the narrower of its own audience and that of the place.
    #[must_use]
    pub fn copied(&self, id: MessageId, into: Audience) -> Self {
        Self {
            id,
            audience: self.audience.narrower(into),
            ..self.clone()
        }
    }

    /// For whom a text is that is written for these and quotes this message.
    #[must_use]
    pub const fn quoted_for(&self, written_for: Audience) -> Audience {
        self.audience.narrower(written_for)
    }

    /// Shows a note to the customer: the one way to a wider audience. The record of it says who did so.
    ///
    /// # Errors
    /// When it is for no more people than before. The message stays as it is.
    pub fn widen(
        &mut self,
        to: Audience,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<Widened, NotWider> {
        let from = self.audience;
        if from.narrower(to) == to {
            return Err(NotWider);
        }
        self.audience = to;
        Ok(Widened {
            message: self.id,
            from,
            to,
            by,
            at,
        })
    }
}

/// The record that somebody showed a message to more people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widened {
    /// Which one.
    pub message: MessageId,
    /// For whom it was.
    pub from: Audience,
    /// For whom it is.
    pub to: Audience,
    /// Who did so.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The message is for no more people than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is for no more people than before")]
pub struct NotWider;

impl NotWider {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "not_wider"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Conflict
    }
}
