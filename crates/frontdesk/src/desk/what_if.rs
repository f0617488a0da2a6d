//! What would change, before it is applied: rights, tickets and fields gained and lost, and lock-out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::{Diff, DiffError, Lockout, diff, lockouts};
use frontdesk_access::{Directory, RoleAssignment, RoleId, WrongEvent};
use frontdesk_assignment::Event;
use frontdesk_merge::{AccountMismatch, CustomersPlan, Plan, Refusal};
use frontdesk_model::{ActorId, ConversationId, CustomerId, OrganizationId, RefusalKind, UserId};
use frontdesk_visibility::{GuestLink, MergedTickets, Onlooker, SideError, Ticket, VisibilityDiff};
use serde::Serialize;

use super::{Desk, MergeError, NotApplied, Transition, UnknownActor};
use people::People;

mod after;
mod people;
mod seen;
mod united;

/// A change that is looked at before it is applied.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Another desk takes this one's place: another desk file with its policy and roles, or newer
    /// exports.
    Desk(&'a Desk),
    /// What [`Desk::administer`] or [`Desk::merge`] decided.
    Transition(&'a Transition),
    /// A role is given.
    GiveRole {
        /// To whom.
        to: ActorId,
        /// Which, with its add-ons and its time.
        role: RoleAssignment,
    },
    /// A role is taken, however it was given.
    TakeRole {
        /// From whom.
        from: ActorId,
        /// Which.
        role: RoleId,
    },
    /// What assignment decided of a conversation: somebody gets it, a group's queue does, it is closed.
    Conversation(&'a Event),
    /// A customer belongs to these companies, and to no others.
    Organizations {
        /// Who.
        customer: CustomerId,
        /// To which.
        organizations: BTreeSet<OrganizationId>,
    },
    /// Two accounts of the staff become one. Whoever had the one that goes has the one that stays, and what
    /// is the one's on a ticket is the other's.
    Merge(&'a Plan),
    /// Two accounts of a customer become one: what the one asked, the other has asked. Whoever had the
    /// one that goes has the one that stays, and the links to its tickets are void.
    MergeCustomers(&'a CustomersPlan),
    /// One ticket goes up in another, as [`merge_tickets`](frontdesk_visibility::merge_tickets) made the
    /// two or as the host itself would.
    MergeTickets(&'a MergedTickets),
}

/// On what a change is looked at: the tickets, and who is who as far as a desk cannot know it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scene<'a> {
    /// The tickets as the host stores them, each once: both sides [complete](Desk::complete) them.
    pub tickets: &'a [Ticket],
    /// Who of the staff is which customer besides, as the host knows; likeness joins nobody. Such a
    /// human is one line, by the account of the staff, and has what either account sees.
    pub one_human: &'a [(UserId, CustomerId)],
    /// The links that are out, whose signatures the host has checked: each is a line.
    pub links: &'a [GuestLink],
}

/// What a change comes to, as one report. **For administrators only.**
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// The moment of the comparison. Of rights what follows later is said too.
    pub now: DateTime<Utc>,
    /// The rights that people gain and lose.
    pub rights: Diff,
    /// The tickets that people gain and lose, and what of a ticket that they keep; and whoever has a link.
    /// Of two accounts that are united, each by itself.
    pub seen: VisibilityDiff,
    /// The customers that members of the staff are besides: what they see is in the lines of these.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub one_human: BTreeMap<CustomerId, UserId>,
    /// Who administers then, and what could lock everybody out.
    pub lock_out: LockOut,
}

/// Who administers, before and after, and what could lock everybody out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LockOut {
    /// Who administers now, for a time or without an end.
    pub before: BTreeSet<ActorId>,
    /// Who would. Nobody: the desk is locked.
    pub after: BTreeSet<ActorId>,
    /// The single events that would leave nobody or one, and did not before.
    pub new: Vec<Lockout>,
}

/// Why nothing can be said of a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhatIfError {
    /// It is another tenant's.
    #[error("the change is another tenant's")]
    OtherTenant,
    /// The desk has no such person or customer.
    #[error(transparent)]
    Unknown(#[from] UnknownActor),
    /// There is no such role.
    #[error("the desk has no role {0}")]
    UnknownRole(RoleId),
    /// The person has not the role that is taken.
    #[error("this person has no role {0}")]
    NotHeld(RoleId),
    /// The ticket is not among those handed in.
    #[error("there is no such ticket")]
    UnknownTicket(ConversationId),
    /// A ticket is handed in twice: of two answers none would be the right one.
    #[error("the ticket {0} is there twice")]
    TicketTwice(ConversationId),
    /// A person or a link is handed in twice, or a member of the staff as two customers.
    #[error("one person or link is there twice")]
    PersonTwice(Onlooker),
    /// The change does not fit what is there.
    #[error(transparent)]
    NotApplied(#[from] NotApplied),
    /// The plan of two accounts holds no longer, or never did.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// An account of the plan and its rights contradict each other.
    #[error(transparent)]
    Mismatch(AccountMismatch),
}

impl WhatIfError {
    /// The kind of no.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant | Self::Unknown(_) | Self::UnknownTicket(_) => RefusalKind::Hidden,
            Self::UnknownRole(_) | Self::TicketTwice(_) | Self::PersonTwice(_) => {
                RefusalKind::Invalid
            }
            Self::NotHeld(_) => RefusalKind::Conflict,
            Self::NotApplied(why) => why.kind(),
            Self::Refused(refusal) => refusal.kind(),
            Self::Mismatch(_) => RefusalKind::Invalid,
        }
    }
}

impl From<WrongEvent> for WhatIfError {
    fn from(wrong: WrongEvent) -> Self {
        Self::NotApplied(wrong.into())
    }
}

impl From<Refusal> for WhatIfError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<MergeError> for WhatIfError {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Unknown(unknown) => Self::Unknown(unknown),
            MergeError::Mismatch(mismatch) => Self::Mismatch(mismatch),
            MergeError::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

impl From<SideError> for WhatIfError {
    fn from(error: SideError) -> Self {
        match error {
            SideError::PersonTwice(person) => Self::PersonTwice(person),
            SideError::TicketTwice(ticket) => Self::TicketTwice(ticket),
        }
    }
}

impl From<DiffError> for WhatIfError {
    fn from(error: DiffError) -> Self {
        match error {
            DiffError::OtherTenant => Self::OtherTenant,
        }
    }
}

impl Desk {
    /// What would this change come to? One report over everybody: rights gained and lost, tickets and
    /// fields gained and lost, and who would administer. Nothing is changed. Whoever has a link is in it,
    /// and a human with two accounts is one line: both as far as the [`Scene`] names them.
    ///
    /// **For administrators only.** It takes time in proportion to people and tickets.
    ///
    /// # Errors
    /// When the change does not fit what is there.
    pub fn what_if(
        &self,
        change: &Change<'_>,
        scene: &Scene<'_>,
        now: DateTime<Utc>,
    ) -> Result<WhatIf, WhatIfError> {
        let after = self.after(change)?;
        let people = People::new([self, &after.desk], scene)?;
        // Another tenant's ticket is not there, whatever its id.
        let own = |ticket: &&Ticket| ticket.facts.tenant == self.tenant;
        let own = scene.tickets.iter().filter(own);
        let there = |id: ConversationId| own.clone().any(|one| one.facts.id == id);
        if let Some(missing) = change.of_tickets().into_iter().find(|id| !there(*id)) {
            return Err(WhatIfError::UnknownTicket(missing));
        }
        let both: Vec<[Ticket; 2]> = scene
            .tickets
            .iter()
            .map(|ticket| {
                let then = after.desk.completed(after.ticket(change, ticket));
                [self.completed(ticket.clone()), then]
            })
            .collect();
        Ok(WhatIf {
            now,
            rights: diff(&self.directory, &after.everybody()?, now)?,
            seen: seen::changes(
                self,
                &after,
                &seen::Shown {
                    people: &people,
                    tickets: &both,
                },
                now,
            )?,
            one_human: people.one_human,
            lock_out: LockOut::of(&self.directory, &after.desk.directory, now),
        })
    }

    fn completed(&self, mut ticket: Ticket) -> Ticket {
        ticket.facts = self.complete(ticket.facts);
        ticket
    }
}

impl Change<'_> {
    /// The tickets that it is about.
    fn of_tickets(&self) -> Vec<ConversationId> {
        match self {
            Self::Conversation(event) => vec![event.conversation()],
            Self::MergeTickets(merged) => {
                vec![merged.target.facts.id, merged.source.facts.id]
            }
            Self::Desk(_)
            | Self::Transition(_)
            | Self::GiveRole { .. }
            | Self::TakeRole { .. }
            | Self::Organizations { .. }
            | Self::Merge(_)
            | Self::MergeCustomers(_) => Vec::new(),
        }
    }
}

impl LockOut {
    fn of(before: &Directory, after: &Directory, now: DateTime<Utc>) -> Self {
        let new = match before == after {
            true => Vec::new(),
            false => {
                let known = lockouts(before, now);
                let found = lockouts(after, now).into_iter();
                found.filter(|one| !known.contains(one)).collect()
            }
        };
        Self {
            before: before.administrators_at(now),
            after: after.administrators_at(now),
            new,
        }
    }

    /// Whether somebody administers now and nobody would.
    #[must_use]
    pub fn is_locked_out(&self) -> bool {
        !self.before.is_empty() && self.after.is_empty()
    }
}

impl WhatIf {
    /// Whether nothing changes for anybody, and that is certain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rights.is_empty()
            && self.seen.is_empty()
            && self.lock_out.new.is_empty()
            && self.lock_out.before == self.lock_out.after
    }

    /// For whom something changes: a human with two accounts once.
    #[must_use]
    pub fn people(&self) -> BTreeSet<Onlooker> {
        let accounts = self.rights.people().into_iter();
        let mut people: BTreeSet<Onlooker> = accounts
            .map(|actor| match actor {
                ActorId::Customer(customer) => match self.one_human.get(&customer) {
                    Some(user) => Onlooker::User(*user),
                    None => Onlooker::Customer(customer),
                },
                ActorId::User(user) => Onlooker::User(user),
            })
            .collect();
        people.extend(self.seen.people.iter().map(|one| one.person));
        people
    }
}
