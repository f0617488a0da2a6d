//! What the staff does by hand with a ticket: access is asked for the right, assignment decides.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::Permission;
use frontdesk_assignment::{
    Case, Change, Command, Event, Limits, OfferEnd, Refusal, Right, decide, holder,
};
use frontdesk_model::{
    ActorId, ConversationFacts, ConversationState, GroupId, Precondition, RefusalKind, Stream,
    UserId, Version,
};
use serde::{Deserialize, Serialize};

use super::{Desk, Object};

/// What a member of the staff wants done with a ticket, without the answers of access, which the desk
/// asks for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum TicketCommand {
    /// Click a waiting one (S62).
    Take,
    /// Confirm what was clicked or offered (S63).
    Confirm,
    /// Take what a colleague has in work (S59).
    TakeOver,
    /// Pass it on to a chosen colleague (S60).
    Transfer {
        /// To whom.
        to: UserId,
    },
    /// Put any person on it (S133).
    Appoint {
        /// Whom.
        to: UserId,
    },
    /// Put it into a group's queue (S153).
    PutIntoGroup {
        /// Which group.
        group: GroupId,
    },
    /// End it (S134).
    Close,
    /// Say no to an offer.
    Decline,
}

/// How much somebody holds, as the host counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Load {
    /// How many open conversations, those offered and not yet accepted too.
    pub open: u32,
    /// The version of [`Stream::OperatorLoad`].
    pub version: Version,
}

/// A command to a ticket with who asks it. Limits are enforced.
#[derive(Clone, Copy, Debug)]
pub struct Handling<'a> {
    /// Who asks.
    pub user: UserId,
    /// What is asked.
    pub command: TicketCommand,
    /// The ticket's facts, as the desk [completes](Desk::complete) them.
    pub facts: &'a ConversationFacts,
    /// The loads of all whom [`TicketCommand::concerns`] names; who is missing holds nothing.
    pub loads: &'a BTreeMap<UserId, Load>,
}

/// A conversation that is passed on for somebody who has left: what the duty
/// [`HandOver`](frontdesk_identity::Duty::HandOver) asks of each that he holds.
#[derive(Clone, Copy, Debug)]
pub struct HandingOver<'a> {
    /// Who has left.
    pub from: UserId,
    /// Whom the account named for it; `None` is back to the queues.
    pub to: Option<UserId>,
    /// The ticket's facts, as the desk [completes](Desk::complete) them.
    pub facts: &'a ConversationFacts,
    /// The loads of both; who is missing holds nothing.
    pub loads: &'a BTreeMap<UserId, Load>,
}

/// What happens: in one transaction, and only while every precondition holds, the host stores the
/// events, the facts after them and the loads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "nothing has happened until it is stored"]
pub struct Handled {
    /// What assignment decided. Its own preconditions are among those below.
    pub change: Change,
    /// Everything that was read: the ticket, loads, and the accounts and rights of who asks and who
    /// receives. With one of them changed: ask again.
    pub preconditions: BTreeSet<Precondition>,
    /// By how much the loads change. Whose is here: one version more of his [`Stream::OperatorLoad`].
    pub loads: BTreeMap<UserId, i64>,
}

/// Why nothing happens to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHandled {
    /// Whoever asks does not see the ticket: what is said where there is none.
    #[error("no such ticket")]
    NotFound,
    /// Assignment refuses, or access, which is a reason of its.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl NotHandled {
    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::Hidden,
            Self::Refused(refusal) => refusal.kind(),
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

impl TicketCommand {
    /// Whose loads the decision may read or change.
    #[must_use]
    pub fn concerns(&self, user: UserId, facts: &ConversationFacts) -> BTreeSet<UserId> {
        let to = match self {
            Self::Transfer { to } | Self::Appoint { to } => *to,
            _ => user,
        };
        holder(facts).into_iter().chain([user, to]).collect()
    }

    /// The right that it needs. `None`: an offer is its addressee's to decline.
    const fn permission(&self) -> Option<Permission> {
        match self {
            Self::Take | Self::Confirm => Some(Permission::CONVERSATION_TAKE),
            Self::TakeOver => Some(Permission::CONVERSATION_TAKE_OVER),
            Self::Transfer { .. } => Some(Permission::CONVERSATION_TRANSFER),
            Self::Appoint { .. } => Some(Permission::CONVERSATION_ASSIGN),
            Self::PutIntoGroup { .. } => Some(Permission::CONVERSATION_ASSIGN_GROUP),
            Self::Close => Some(Permission::CONVERSATION_CLOSE),
            Self::Decline => None,
        }
    }

    /// What assignment is asked.
    const fn asks(self, by: UserId, right: Right) -> Command {
        let limits = Limits::Enforce;
        match self {
            Self::Take => Command::Take {
                by,
                may_take: right,
            },
            Self::Confirm => Command::Confirm {
                by,
                may_take: right,
            },
            Self::TakeOver => Command::TakeOver {
                by,
                may_take_over: right,
                limits,
            },
            Self::Transfer { to } => Command::Transfer {
                by,
                to,
                may_transfer: right,
                limits,
            },
            Self::Appoint { to } => Command::Appoint {
                to,
                may_assign: right,
                limits,
            },
            Self::PutIntoGroup { group } => Command::PutIntoGroup {
                group,
                may_assign_group: right,
            },
            Self::Close => Command::Close {
                by,
                may_close: right,
            },
            Self::Decline => Command::EndOffer {
                because: OfferEnd::Declined { by },
            },
        }
    }
}

impl Desk {
    /// May this person do that with this ticket, and what happens then? Access is asked whether he sees it
    /// and for the right, assignment whether it can be done.
    ///
    /// # Errors
    /// When he does not see the ticket, or with assignment's refusal.
    pub fn handle(&self, asked: &Handling<'_>, now: DateTime<Utc>) -> Result<Handled, NotHandled> {
        let Handling {
            user,
            command,
            facts,
            loads,
        } = *asked;
        // Taking is asked as if nobody had it: that somebody was faster must not look like a missing
        // right (S63).
        let as_asked = match command {
            TicketCommand::Take | TicketCommand::Confirm => waiting(facts),
            _ => facts.clone(),
        };
        let holds = |permission| {
            let object = Object::Conversation(&as_asked);
            self.allows(ActorId::User(user), permission, object, now)
        };
        // Of what he does not see he learns nothing.
        if facts.tenant != self.tenant || !holds(Permission::CONVERSATION_VIEW) {
            return Err(NotHandled::NotFound);
        }
        let right = match command.permission().is_none_or(holds) {
            true => Right::Held,
            false => Right::Missing,
        };
        let people = command.concerns(user, facts);
        let command = command.asks(user, right);
        self.commanded((&command, &people), Some(user), (facts, loads), now)
    }

    /// Passes on a conversation for somebody who has left: to whom he named, where that person can receive
    /// it, and else back to the queue. Nobody is asked for a right: the command that made him leave was.
    /// What he holds no more stays where it is, without an event; one that is closed stays his.
    ///
    /// # Errors
    /// When the ticket is another tenant's.
    pub fn hand_over(
        &self,
        asked: &HandingOver<'_>,
        now: DateTime<Utc>,
    ) -> Result<Handled, NotHandled> {
        let HandingOver {
            from,
            to,
            facts,
            loads,
        } = *asked;
        let people = holder(facts).into_iter().chain([from]).chain(to).collect();
        let command = Command::HandOver { from, to };
        self.commanded((&command, &people), to, (facts, loads), now)
    }

    /// What assignment says to a command that concerns these people, with everything that was read: of whom is
    /// named besides the account and rights. Of a command by hand nobody else on the floor is looked at.
    fn commanded(
        &self,
        (command, people): (&Command, &BTreeSet<UserId>),
        reads: Option<UserId>,
        (facts, loads): (&ConversationFacts, &BTreeMap<UserId, Load>),
        now: DateTime<Utc>,
    ) -> Result<Handled, NotHandled> {
        let mut floor = self.floor_of(people, facts, now);
        for (id, operator) in &mut floor.operators {
            let Load { open, version } = loads.get(id).copied().unwrap_or_default();
            (operator.open, operator.version) = (open, version);
        }
        let case = Case {
            policy: &self.assignment,
            floor: &floor,
            conversation: facts,
        };
        let change = decide(&case, command, now)?;
        let read = [reads, receiver(&change)].into_iter().flatten();
        let records = read.flat_map(|id| [Stream::User(id), Stream::Rights(id)]);
        let streams = records.chain([Stream::Roles(self.tenant)]);
        let preconditions = streams.filter_map(|stream| self.found(stream));
        let preconditions = change.preconditions.iter().copied().chain(preconditions);
        Ok(Handled {
            preconditions: preconditions.collect(),
            loads: moved(&change),
            change,
        })
    }
}

/// The same conversation in nobody's hands.
fn waiting(facts: &ConversationFacts) -> ConversationFacts {
    let mut waiting = facts.clone();
    waiting.assignee = None;
    waiting.assignee_groups.clear();
    waiting.substitutes.clear();
    waiting.offered_to = None;
    waiting.state = facts.state.map(|_| ConversationState::Waiting);
    waiting
}

/// To whom it came.
fn receiver(change: &Change) -> Option<UserId> {
    change.events.iter().find_map(|event| match event {
        Event::Assigned(given) | Event::Offered(given) => Some(given.to),
        _ => None,
    })
}

/// What [`Floor::apply`](frontdesk_assignment::Floor::apply) does to the loads.
fn moved(change: &Change) -> BTreeMap<UserId, i64> {
    let mut loads: BTreeMap<UserId, i64> = BTreeMap::new();
    for event in &change.events {
        let (from, to) = match event {
            Event::Assigned(given) | Event::Offered(given) => (given.released, Some(given.to)),
            Event::OfferEnded(left)
            | Event::Closed(left)
            | Event::Released(left)
            | Event::Queued { left, .. } => (left.released, None),
            _ => (None, None),
        };
        // Who accepts his own offer holds what he held before.
        if from != to {
            for (user, by) in from
                .map(|user| (user, -1))
                .into_iter()
                .chain(to.map(|user| (user, 1)))
            {
                *loads.entry(user).or_default() += by;
            }
        }
    }
    loads
}
