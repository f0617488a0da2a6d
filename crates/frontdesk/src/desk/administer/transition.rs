//! What happens, whole or not at all.

use std::collections::BTreeSet;

use frontdesk_access::AccessEvent;
use frontdesk_identity::{Claim, Duty, StoreVerifier, User, UserEvent};
use frontdesk_model::{Precondition, TenantId};

use super::{Audit, MergeChange};

/// What happens to an account or two and to rights, whole or not at all. In one transaction, and only
/// while every precondition holds, the host stores the events of both crates, the claims, the sealed
/// verifier and the record; then it does the [`duties`](Self::duties), once.
#[derive(Debug)]
#[must_use = "nothing has happened until the transition is stored"]
pub struct Transition {
    /// Whose accounts.
    pub tenant: TenantId,
    /// What happens to an account, if anything does.
    pub user: Option<UserChange>,
    /// What happens to two accounts that are united or were, if anything does.
    pub merge: Option<MergeChange>,
    /// What happens to rights, in order: each belongs to the stream that it names.
    pub access: Vec<AccessEvent>,
    /// Everything that was read, in the version before the transition: accounts, rights, roles, and
    /// the administrator who remains. With one of them changed: ask again.
    pub preconditions: BTreeSet<Precondition>,
    /// The record of who did it.
    pub audit: Audit,
}

/// What happens to an account.
#[derive(Debug)]
pub struct UserChange {
    /// The account afterwards.
    pub after: User,
    /// What no other account of the tenant may have then; a clash is a 409.
    pub claims: BTreeSet<Claim>,
    /// What happens, in order.
    pub events: Vec<UserEvent>,
    /// The verifier of a password that was set: the only way by which it leaves.
    pub sealed: Option<StoreVerifier>,
}

impl Transition {
    /// What the host must do after it stored the transition, in order. What identity asks for rights
    /// is in [`access`](Self::access) already and is not among it; what merging asks for is with its
    /// [event](MergeChange::event).
    #[must_use]
    pub fn duties(&self) -> Vec<Duty> {
        let events = self.user.iter().flat_map(|change| &change.events);
        events.flat_map(Self::duties_of).collect()
    }

    /// The same of one event of the account, for the outbox: together with all others they are
    /// [`duties`](Self::duties).
    #[must_use]
    pub fn duties_of(event: &UserEvent) -> Vec<Duty> {
        let mut duties = event.duties();
        duties.retain(|duty| match duty {
            Duty::AssignRoles { .. }
            | Duty::GrantUnlessSet { .. }
            | Duty::TurnOffRights
            | Duty::SetCapacities { .. } => false,
            Duty::CutSessions
            | Duty::VoidTokens
            | Duty::SendLetter { .. }
            | Duty::DropVerifier
            | Duty::LeaveGroups { .. }
            | Duty::ErasePersonal
            | Duty::HandOver { .. } => true,
        });
        duties
    }
}
