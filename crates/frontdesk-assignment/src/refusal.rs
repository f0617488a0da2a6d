//! Why a command was refused.

use frontdesk_model::{RefusalKind, UserId};

use crate::{NotWaiting, Rule};

/// Why a command was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The conversation belongs to another tenant than the floor; says the same as if it did not
    /// exist.
    #[error("no such conversation")]
    OtherTenant,
    /// Access did not allow it.
    #[error("the right to do this is missing")]
    NotAllowed,
    /// The one who should get it is not on the floor.
    #[error("user {user} is not on the floor")]
    NotOnFloor {
        /// Who.
        user: UserId,
    },
    /// It does not wait for a person: somebody has it already, or it is over.
    #[error("it does not wait: {0}")]
    NotWaiting(NotWaiting),
    /// Taking over is for what a colleague has in work (S59).
    #[error("no colleague has it in work")]
    NotInWork,
    /// There is no offer, or it is not for this person.
    #[error("it is not offered to this person")]
    NotOffered,
    /// An offer cannot be voided while its addressee can still accept it.
    #[error("the addressee can still accept the offer")]
    AddresseePresent,
    /// The working status of the one who asks does not let him do it with his own conversation.
    #[error("the working status does not allow it")]
    StatusForbids,
    /// The person who should get it fails rules. All of them are here, the first one first; it is
    /// never empty.
    #[error("user {user} cannot receive it: {}", list(rules))]
    CannotReceive {
        /// Who.
        user: UserId,
        /// What he fails.
        rules: Vec<Rule>,
    },
    /// The machine chooses nothing while automatic assignment is off (S126).
    #[error("automatic assignment is off")]
    AutomaticOff,
    /// Nothing that this person could get is waiting.
    #[error("nothing is waiting")]
    NothingWaiting,
}

impl Refusal {
    /// What kind of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant => RefusalKind::Hidden,
            Self::NotAllowed | Self::StatusForbids => RefusalKind::Forbidden,
            Self::NotOnFloor { .. } => RefusalKind::Invalid,
            Self::NotWaiting(_)
            | Self::NotInWork
            | Self::NotOffered
            | Self::AddresseePresent
            | Self::CannotReceive { .. }
            | Self::AutomaticOff
            | Self::NothingWaiting => RefusalKind::Conflict,
        }
    }

    /// The stable name. Of a conversation that somebody has: `already_assigned` (S63).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::NotAllowed => "not_allowed",
            Self::NotOnFloor { .. } => "not_on_floor",
            Self::NotWaiting(NotWaiting::Assigned { .. }) => "already_assigned",
            Self::NotWaiting(why) => why.code(),
            Self::NotInWork => "not_in_work",
            Self::NotOffered => "not_offered",
            Self::AddresseePresent => "addressee_present",
            Self::StatusForbids => "status_forbids",
            Self::CannotReceive { rules, .. } => {
                rules.first().map_or("cannot_receive", |rule| rule.code())
            }
            Self::AutomaticOff => "automatic_off",
            Self::NothingWaiting => "nothing_waiting",
        }
    }
}

fn list(rules: &[Rule]) -> String {
    let texts: Vec<String> = rules.iter().map(Rule::to_string).collect();
    texts.join("; ")
}
