//! What would change, before it is applied: rights, tickets and fields gained and lost, and lock-out.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::{Diff, DiffError, Lockout, diff, lockouts};
use frontdesk_access::{AccessEvent, Directory, Holder, RoleAssignment, RoleId, WrongEvent};
use frontdesk_assignment::Event;
use frontdesk_merge::Plan;
use frontdesk_model::{ActorId, ConversationId, CustomerId, OrganizationId, RefusalKind, UserId};
use frontdesk_visibility::{SideError, Ticket, VisibilityDiff};
use serde::Serialize;

use super::{Desk, NotApplied, Transition, UnknownActor};
use united::United;

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
    /// Two accounts become one. Whoever had the one that goes has the one that stays, and what is the
    /// one's on a ticket is the other's.
    Merge(&'a Plan),
}

/// What a change comes to, as one report. **For administrators only.**
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// The moment of the comparison. Of rights what follows later is said too.
    pub now: DateTime<Utc>,
    /// The rights that people gain and lose.
    pub rights: Diff,
    /// The tickets that people gain and lose, and what of a ticket that they keep. Of two accounts that
    /// are united, each by itself.
    pub seen: VisibilityDiff,
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
    /// The change does not fit what is there.
    #[error(transparent)]
    NotApplied(#[from] NotApplied),
}

impl WhatIfError {
    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant | Self::Unknown(_) | Self::UnknownTicket(_) => RefusalKind::Hidden,
            Self::UnknownRole(_) | Self::TicketTwice(_) => RefusalKind::Invalid,
            Self::NotHeld(_) => RefusalKind::Conflict,
            Self::NotApplied(why) => why.kind(),
        }
    }
}

impl From<WrongEvent> for WhatIfError {
    fn from(wrong: WrongEvent) -> Self {
        Self::NotApplied(wrong.into())
    }
}

impl From<SideError> for WhatIfError {
    fn from(error: SideError) -> Self {
        match error {
            // Everybody is asked about once: it cannot be.
            SideError::PersonTwice(person) => Self::Unknown(UnknownActor(person)),
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
    /// fields gained and lost in `tickets`, and who would administer. Nothing is changed. The tickets
    /// are as the host stores them, each once: both sides [complete](Self::complete) them.
    ///
    /// **For administrators only.** It takes time in proportion to people and tickets.
    ///
    /// # Errors
    /// When the change does not fit what is there.
    pub fn what_if(
        &self,
        change: &Change<'_>,
        tickets: &[Ticket],
        now: DateTime<Utc>,
    ) -> Result<WhatIf, WhatIfError> {
        let after = self.after(change)?;
        let both: Vec<[Ticket; 2]> = tickets
            .iter()
            .map(|ticket| {
                let then = after.desk.completed(change.of_ticket(ticket));
                [self.completed(ticket.clone()), then]
            })
            .collect();
        if let Change::Conversation(event) = change {
            let id = event.conversation();
            if !tickets.iter().any(|ticket| ticket.facts.id == id) {
                return Err(WhatIfError::UnknownTicket(id));
            }
        }
        Ok(WhatIf {
            now,
            rights: diff(&self.directory, &after.everybody()?, now)?,
            seen: seen::changes(self, &after, &both, now)?,
            lock_out: LockOut::of(&self.directory, &after.desk.directory, now),
        })
    }

    /// The desk after it.
    fn after(&self, change: &Change<'_>) -> Result<After, WhatIfError> {
        let mut desk = self.clone();
        match change {
            Change::Desk(other) if other.tenant != self.tenant => {
                return Err(WhatIfError::OtherTenant);
            }
            Change::Desk(other) => desk = (*other).clone(),
            Change::Transition(transition) => {
                desk.apply_transition(transition)?;
            }
            Change::GiveRole { to, role } => {
                if self.catalogue().role(&role.role).is_none() {
                    return Err(WhatIfError::UnknownRole(role.role.clone()));
                }
                self.holder(*to).ok_or(UnknownActor(*to))?;
                desk.happens(&[AccessEvent::RoleAssigned {
                    holder: *to,
                    assignment: role.clone(),
                }])?;
            }
            Change::TakeRole { from, role } => {
                let holder = self.holder(*from).ok_or(UnknownActor(*from))?;
                let held = holder.roles.into_iter().filter(|held| held.role == *role);
                let taken = held.map(|assignment| AccessEvent::RoleUnassigned {
                    holder: *from,
                    assignment,
                });
                let taken: Vec<AccessEvent> = taken.collect();
                if taken.is_empty() {
                    return Err(WhatIfError::NotHeld(role.clone()));
                }
                desk.happens(&taken)?;
            }
            // It changes the ticket, and no record.
            Change::Conversation(_) => {}
            Change::Organizations {
                customer,
                organizations,
            } => desk.belongs(*customer, organizations)?,
            Change::Merge(plan) => {
                if plan.tenant != self.tenant {
                    return Err(WhatIfError::OtherTenant);
                }
                let half = |user: UserId| self.people.get(&user).ok_or(UnknownActor(user.into()));
                half(plan.survivor)?;
                half(plan.retired)?;
                desk.unite(plan)?;
            }
        }
        Ok(After {
            desk,
            united: change.united(),
        })
    }

    fn happens(&mut self, events: &[AccessEvent]) -> Result<(), WrongEvent> {
        for event in events {
            self.directory.apply(event)?;
        }
        self.follow_rights(events.iter().filter_map(AccessEvent::holder));
        Ok(())
    }

    fn belongs(
        &mut self,
        customer: CustomerId,
        organizations: &BTreeSet<OrganizationId>,
    ) -> Result<(), WhatIfError> {
        let id = ActorId::Customer(customer);
        let holder = self.holder(id).ok_or(UnknownActor(id))?;
        let mut memberships = holder.memberships;
        memberships.organizations.clone_from(organizations);
        if let Some(customer) = self.customers.get_mut(&customer) {
            customer.organizations.clone_from(organizations);
        }
        Ok(self.happens(&[AccessEvent::AccountChanged {
            holder: id,
            kind: holder.kind,
            standing: holder.standing,
            memberships: Box::new(memberships),
        }])?)
    }

    fn unite(&mut self, plan: &Plan) -> Result<(), WhatIfError> {
        let result = plan.result.holder();
        self.people.remove(&plan.retired);
        self.names.remove(&plan.retired.uuid());
        self.put(plan.result.user().clone());
        Ok(self.happens(&[
            AccessEvent::HolderRemoved {
                holder: plan.retired.into(),
            },
            AccessEvent::HolderRemoved {
                holder: plan.survivor.into(),
            },
            AccessEvent::HolderAdded {
                holder: Box::new(result.clone()),
            },
        ])?)
    }

    fn completed(&self, mut ticket: Ticket) -> Ticket {
        ticket.facts = self.complete(ticket.facts);
        ticket
    }
}

/// The desk after a change.
struct After {
    desk: Desk,
    united: Option<United>,
}

impl After {
    /// Whose account this is then.
    fn account(&self, actor: ActorId) -> ActorId {
        match (self.united, actor) {
            (Some(united), ActorId::User(user)) => united.account(user).into(),
            _ => actor,
        }
    }

    /// The records of everybody who was there: whoever had the account that goes has the one that
    /// stays, and loses nothing by its going.
    fn everybody(&self) -> Result<Directory, WrongEvent> {
        let mut directory = self.desk.directory.clone();
        let Some(united) = self.united else {
            return Ok(directory);
        };
        if let Some(holder) = directory.holder(united.survivor.into()).cloned() {
            let holder = Box::new(Holder {
                id: united.retired.into(),
                ..holder
            });
            directory.apply(&AccessEvent::HolderAdded { holder })?;
        }
        Ok(directory)
    }
}

impl Change<'_> {
    /// The two accounts that it makes one, if it does.
    fn united(&self) -> Option<United> {
        match self {
            Self::Merge(plan) => Some(United {
                retired: plan.retired,
                survivor: plan.survivor,
            }),
            Self::Transition(transition) => {
                let merge = transition.merge.as_ref();
                merge.and_then(|merge| United::of_event(&merge.event))
            }
            Self::Desk(_)
            | Self::GiveRole { .. }
            | Self::TakeRole { .. }
            | Self::Conversation(_)
            | Self::Organizations { .. } => None,
        }
    }

    /// The ticket after it, as the host would store it.
    fn of_ticket(&self, ticket: &Ticket) -> Ticket {
        let mut ticket = ticket.clone();
        if let Self::Conversation(event) = self {
            // Of another conversation it says nothing, and its facts stay.
            let _ = event.apply_to(&mut ticket.facts);
        }
        if let Some(united) = self.united() {
            united.rename(&mut ticket.facts);
        }
        ticket
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

    /// For whom something changes.
    #[must_use]
    pub fn people(&self) -> BTreeSet<ActorId> {
        let mut people = self.rights.people();
        people.extend(self.seen.people.iter().map(|one| one.person));
        people
    }
}
