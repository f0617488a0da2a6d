//! What stands beside an employee's message.

use frontdesk_model::{ActorId, Author, UserId};
use serde::Serialize;

use crate::view::Writer;

/// Whose picture stands beside an employee's message. The picture itself is the host's; whether there
/// is one is on the employee's profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Portrait {
    /// The photo of this employee.
    Photo(UserId),
    /// The same for everybody.
    Placeholder,
}

impl Writer<'_> {
    /// What the reader of a message sees of the employee who wrote it: the photo, or else the
    /// placeholder (S56). Where it is hidden who it was, the placeholder: a face is a name (S168).
    /// `None`: no employee wrote it.
    ///
    /// ```
    /// use frontdesk_model::{Author, UserId};
    /// use frontdesk_visibility::{Portrait, Writer};
    /// let anna = UserId::from_number(7);
    /// let author = Author::Actor(anna.into());
    /// assert_eq!(Writer::Author(&author).portrait(|_| true), Some(Portrait::Photo(anna)));
    /// assert_eq!(Writer::Author(&author).portrait(|_| false), Some(Portrait::Placeholder));
    /// assert_eq!(Writer::Staff.portrait(|_| true), Some(Portrait::Placeholder));
    /// ```
    #[must_use]
    pub fn portrait(&self, has_photo: impl FnOnce(UserId) -> bool) -> Option<Portrait> {
        match self {
            Self::Author(Author::Actor(ActorId::User(user))) if has_photo(*user) => {
                Some(Portrait::Photo(*user))
            }
            Self::Author(Author::Actor(ActorId::User(_))) | Self::Staff => {
                Some(Portrait::Placeholder)
            }
            Self::Author(Author::Actor(ActorId::Customer(_)) | Author::System(_))
            | Self::Customer
            | Self::System
            | Self::Unknown => None,
        }
    }
}
