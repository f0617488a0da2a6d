//! What a customer in copy sees of a ticket: the whole of it, or what came since he joined.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::view::Granted;
use crate::viewer::Hat;

/// From when on customers in copy ([`Hat::Copied`]) see a ticket. It decides of messages and of what
/// became of the ticket; its fields are shown as they are now, by the field policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopiedPolicy {
    /// From the moment on at which each was put in copy: what was written at that very moment is seen,
    /// and what was written before is to him as a note is. Who was taken out and is put in again joins
    /// anew.
    #[default]
    SinceJoining,
    /// From the beginning.
    Whole,
}

impl CopiedPolicy {
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The part of a ticket's life that a viewer sees.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Span {
    Whole,
    Since(DateTime<Utc>),
    Nothing,
}

impl Span {
    pub(crate) fn has(self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Whole => true,
            Self::Since(joined) => joined <= at,
            Self::Nothing => false,
        }
    }
}

impl Granted<'_> {
    /// Who is in copy sees what came since he joined, unless all of it is shown to those in copy. Of
    /// whom no such moment is known sees nothing. Everybody else sees the whole.
    pub(crate) fn span(&self) -> Span {
        match (self.hat(), self.viewing.policy.copied) {
            (Hat::Copied, CopiedPolicy::SinceJoining) => {
                self.joined().map_or(Span::Nothing, Span::Since)
            }
            (Hat::Copied, CopiedPolicy::Whole)
            | (Hat::Operator | Hat::Stakeholder | Hat::Customer | Hat::Colleague | Hat::Guest, _) => {
                Span::Whole
            }
        }
    }
}
