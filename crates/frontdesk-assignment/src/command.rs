//! What people want done with conversations, and the answer.

use frontdesk_model::{ConversationFacts, GroupId, Precondition, UserId};

use crate::{Event, Floor, Policy, Right, Warning};

/// What a command is decided on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What the site has decided.
    pub policy: &'a Policy,
    /// Who is there.
    pub floor: &'a Floor,
    /// The conversation.
    pub conversation: &'a ConversationFacts,
}

/// What somebody wants done with a conversation. The rights are the answers of the access question,
/// asked about this conversation; nothing is allowed by leaving one out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Click a waiting one (S62). With confirmation on it stays unassigned until confirmed (S63).
    Take {
        /// Who clicks.
        by: UserId,
        /// `conversation.take`, asked as if nobody had it: that somebody was faster is said by the
        /// refusal "already assigned" and must not look like a missing right.
        may_take: Right,
    },
    /// Confirm what was clicked or offered (S63). The first one has it.
    Confirm {
        /// Who confirms.
        by: UserId,
        /// `conversation.take`, asked as for [`Command::Take`].
        may_take: Right,
    },
    /// Take what a colleague has in work (S59).
    TakeOver {
        /// Who takes it.
        by: UserId,
        /// `conversation.take_over`.
        may_take_over: Right,
        /// Whether a limit stops it.
        limits: Limits,
    },
    /// Pass it on to a chosen colleague (S60, S95, S128).
    Transfer {
        /// Who passes it on.
        by: UserId,
        /// To whom.
        to: UserId,
        /// `conversation.transfer`; the list of colleagues is its prerequisite (D5).
        may_transfer: Right,
        /// Whether a limit stops it.
        limits: Limits,
    },
    /// Put any person on it, as a supervisor does (S133).
    Appoint {
        /// Whom.
        to: UserId,
        /// `conversation.assign`.
        may_assign: Right,
        /// Whether a limit stops it.
        limits: Limits,
    },
    /// Put it into a group's queue, where it waits with its age and without a person (S153).
    PutIntoGroup {
        /// Which group.
        group: GroupId,
        /// `conversation.assign_group`.
        may_assign_group: Right,
    },
    /// End it (S134).
    Close {
        /// Who ends it.
        by: UserId,
        /// `conversation.close`.
        may_close: Right,
    },
    /// Pass on what somebody holds who has left, as the duty of his account says (products.md 2.2). The
    /// host itself asks it, of each conversation that is open or waiting.
    HandOver {
        /// Who has left.
        from: UserId,
        /// Whom the account named for it; `None` is back to the queues.
        to: Option<UserId>,
    },
    /// End an offer that was not accepted.
    EndOffer {
        /// Why.
        because: OfferEnd,
    },
}

/// Whether a limit stops what a person does by hand (D9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Limits {
    /// A full receiver refuses.
    #[default]
    Enforce,
    /// The host lets the person in charge override; the event records what was overridden.
    Override,
}

/// Why an offer came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfferEnd {
    /// The addressee said no.
    Declined {
        /// Who said it; only the addressee can.
        by: UserId,
    },
    /// Its time ran out, by the host's timer.
    Expired,
    /// The addressee is no longer on the floor, active and able to receive.
    AddresseeGone,
}

/// A command that was accepted: what to store, and what it relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How it stands with the conversation then.
    pub effect: Effect,
    /// What to store and apply. Empty if nothing changes.
    pub events: Vec<Event>,
    /// What to show to the person who asked.
    pub warnings: Vec<Warning>,
    /// What it relied on: commit only while these hold.
    pub preconditions: Vec<Precondition>,
}

impl Change {
    pub(crate) const fn none(effect: Effect) -> Self {
        Self {
            effect,
            events: Vec::new(),
            warnings: Vec::new(),
            preconditions: Vec::new(),
        }
    }
}

/// How it stands with a conversation after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// This person has it.
    Assigned {
        /// Who.
        to: UserId,
    },
    /// It is offered to this person, who has to confirm, and counts against his limit.
    Offered {
        /// Who.
        to: UserId,
    },
    /// Nothing has changed: it is nobody's until this person, or another, confirms (S63).
    NeedsConfirmation {
        /// Who clicked.
        by: UserId,
    },
    /// It waits, in no person's hands.
    Waiting,
    /// It has ended.
    Closed,
    /// It was so already.
    Unchanged,
}
