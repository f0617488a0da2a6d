//! When something happened to a ticket last, for whom.

use chrono::{DateTime, Utc};

use crate::ticket::{Audience, Message};

/// When a ticket was made, and when its last messages were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moments {
    pub(super) made: DateTime<Utc>,
    pub(super) activity: Activity,
    staff: DateTime<Utc>,
}

/// When the last messages of a ticket were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Activity {
    /// The last one that everybody sees who sees the ticket.
    pub public: Option<DateTime<Utc>>,
    /// The last note.
    pub internal: Option<DateTime<Utc>>,
}

impl Activity {
    /// Of these messages.
    #[must_use]
    pub fn of<'a>(messages: impl IntoIterator<Item = &'a Message>) -> Self {
        let mut activity = Self::default();
        for message in messages {
            activity.note(message.audience, message.at);
        }
        activity
    }

    /// A message more.
    pub(super) fn note(&mut self, audience: Audience, at: DateTime<Utc>) {
        let last = match audience {
            Audience::Public => &mut self.public,
            Audience::Internal => &mut self.internal,
        };
        *last = (*last).max(Some(at));
    }
}

impl Moments {
    pub(super) fn of(made: DateTime<Utc>, activity: Activity) -> Self {
        let last = activity.public.max(activity.internal).unwrap_or(made);
        Self {
            made,
            activity,
            staff: made.max(last),
        }
    }

    /// When something happened last as those see it who read no notes. The making is seen by all.
    pub(super) fn public(&self) -> DateTime<Utc> {
        match self.activity.internal {
            None => self.staff,
            Some(_) => self.made.max(self.activity.public.unwrap_or(self.made)),
        }
    }

    /// As those see it who read notes.
    pub(super) const fn staff(&self) -> DateTime<Utc> {
        self.staff
    }
}
