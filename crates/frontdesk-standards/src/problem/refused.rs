//! The refusals of every crate.

use frontdesk::access::{AdminRefusal, DirectoryError, WrongEvent};
use frontdesk::merge::{AccountMismatch, AliasRefused};
use frontdesk::model::{RefusalKind, Stale};
use frontdesk::visibility::{
    CursorError, MergeRefusal, MonitorRefusal, NoSuchColumn, NotFound, NotWider, PortalRefusal,
    QueryError, SideError,
};
use frontdesk::{
    AdminError, MergeError, NotApplied, NotHandled, Obstacle, UnknownActor, WhatIfError, access,
    assignment, identity, merge,
};

use super::{ProblemReason, Refused};
use crate::authzen::Unmapped;

/// Refusals of one reason each, which have a code and a kind.
macro_rules! of_one_reason {
    ($($type:ty),* $(,)?) => {
        $(impl Refused for $type {
            fn kind(&self) -> RefusalKind {
                <$type>::kind(self)
            }

            fn reasons(&self) -> Vec<ProblemReason> {
                vec![ProblemReason::new(self.code(), <$type>::kind(self), self)]
            }
        })*
    };
}

of_one_reason! {
    WrongEvent, DirectoryError,
    assignment::Refusal, assignment::OtherConversation,
    identity::Misapplied, identity::NotIndexed,
    merge::Misapplied, AliasRefused, AccountMismatch,
    NotFound, NoSuchColumn, NotWider, SideError, PortalRefusal, MonitorRefusal, MergeRefusal, QueryError,
    CursorError,
    NotHandled, Unmapped,
}

/// Refusals of several reasons.
macro_rules! of_reasons {
    ($($type:ty),* $(,)?) => {
        $(impl Refused for $type {
            fn kind(&self) -> RefusalKind {
                <$type>::kind(self)
            }

            fn reasons(&self) -> Vec<ProblemReason> {
                let reason = |one| of_reason(one);
                <$type>::reasons(self).map(reason).collect()
            }
        })*
    };
}

of_reasons!(AdminRefusal, identity::Refusal, merge::Refusal);

/// One of several reasons.
trait Reason: ToString {
    fn code(&self) -> &'static str;
    fn kind(&self) -> RefusalKind;
}

fn of_reason(reason: &impl Reason) -> ProblemReason {
    ProblemReason::new(reason.code(), reason.kind(), reason.to_string())
}

macro_rules! reason {
    ($($type:ty),*) => {
        $(impl Reason for $type {
            fn code(&self) -> &'static str {
                <$type>::code(self)
            }

            fn kind(&self) -> RefusalKind {
                <$type>::kind(self)
            }
        })*
    };
}

reason!(access::AdminReason, identity::Reason, merge::Reason);

fn one(code: &str, kind: RefusalKind, text: impl ToString) -> Vec<ProblemReason> {
    vec![ProblemReason::new(code, kind, text)]
}

impl Refused for Stale {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        one("stale", self.kind(), self)
    }
}

impl Refused for UnknownActor {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        one("unknown_person", self.kind(), self)
    }
}

impl Refused for Obstacle {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        match self {
            Self::Access(refusal) => Refused::reasons(refusal),
            Self::Identity(refusal) => Refused::reasons(refusal),
            Self::Merge(refusal) => Refused::reasons(&**refusal),
            // Each of the others has one code.
            other => {
                let codes = other.codes();
                let reason = |code: &&'static str| ProblemReason::new(code, other.kind(), other);
                codes.iter().map(reason).collect()
            }
        }
    }
}

/// As whoever asked may know it: the true answer is in the audit record alone.
impl Refused for AdminError {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        self.obstacles().iter().flat_map(Refused::reasons).collect()
    }
}

impl Refused for MergeError {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        match self {
            Self::Unknown(unknown) => unknown.reasons(),
            Self::Mismatch(mismatch) => Refused::reasons(mismatch),
            Self::Refused(refusal) => Refused::reasons(&**refusal),
        }
    }
}

impl Refused for NotApplied {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        match self {
            Self::OtherTenant => one("other_tenant", Self::kind(self), self),
            Self::Stale(stale) => stale.reasons(),
            Self::Account(wrong) => Refused::reasons(wrong),
            Self::Rights(wrong) => Refused::reasons(wrong),
        }
    }
}

impl Refused for WhatIfError {
    fn kind(&self) -> RefusalKind {
        Self::kind(self)
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        let own = |code| one(code, Self::kind(self), self);
        match self {
            Self::OtherTenant => own("other_tenant"),
            Self::UnknownRole(_) => own("unknown_role"),
            Self::NotHeld(_) => own("not_held"),
            Self::UnknownTicket(_) => own("not_found"),
            Self::TicketTwice(_) => own("ticket_twice"),
            Self::PersonTwice(_) => own("person_twice"),
            Self::Unknown(unknown) => unknown.reasons(),
            Self::NotApplied(why) => why.reasons(),
            Self::Refused(refusal) => Refused::reasons(&**refusal),
            Self::Mismatch(mismatch) => Refused::reasons(mismatch),
        }
    }
}
