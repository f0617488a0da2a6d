//! Putting a stored transition into the desk.

use std::collections::BTreeSet;

use frontdesk_access::WrongEvent;
use frontdesk_assignment::Adviser;
use frontdesk_identity::{Misapplied, User};
use frontdesk_model::{ActorId, Availability, RefusalKind, Stale, UserId};

use super::{Transition, merging};
use crate::desk::{Desk, name_of};
use crate::imported::{Person, Rights};

/// Why a transition is not put into a desk. The desk is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotApplied {
    /// It is another tenant's.
    #[error("the transition is another tenant's")]
    OtherTenant,
    /// It relied on what has changed since: ask again.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// Its events do not follow on the account.
    #[error(transparent)]
    Account(#[from] Misapplied),
    /// Its events do not follow on the rights.
    #[error(transparent)]
    Rights(#[from] WrongEvent),
}

impl NotApplied {
    /// The kind of this no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant => RefusalKind::Hidden,
            Self::Stale(stale) => stale.kind(),
            Self::Account(_) | Self::Rights(_) => RefusalKind::Invalid,
        }
    }
}

impl Desk {
    /// Puts a transition into the desk, whole or not at all. Nothing is decided again. A new person
    /// receives no conversations until the host says how he works.
    ///
    /// # Errors
    /// When anything that it relied on has changed since, or when its events do not fit. Versions of
    /// streams that a desk does not hold are the host's to check.
    pub fn apply_transition(&mut self, transition: &Transition) -> Result<(), NotApplied> {
        if transition.tenant != self.tenant {
            return Err(NotApplied::OtherTenant);
        }
        for relied in &transition.preconditions {
            if let Some(found) = self.found(relied.stream) {
                relied.check(found.version)?;
            }
        }
        let user = match &transition.user {
            None => None,
            Some(change) => {
                let before = self.people.get(&change.after.id());
                let before = before.map(|person| person.user.clone());
                User::after(before, &change.events)?
            }
        };
        let mut directory = self.directory.clone();
        for event in &transition.access {
            directory.apply(event)?;
        }

        self.directory = directory;
        if let Some(user) = user {
            self.put(user);
        }
        if let Some(change) = &transition.merge {
            let (before, after) = merging::accounts(&change.event);
            for account in &after {
                self.put(account.user().clone());
            }
            let stays = |user: &UserId| after.iter().any(|account| account.id() == *user);
            for user in before.iter().filter(|user| !stays(user)) {
                self.people.remove(user);
                self.names.remove(&user.uuid());
            }
        }
        let touched: BTreeSet<ActorId> = transition
            .access
            .iter()
            .filter_map(frontdesk_access::AccessEvent::holder)
            .collect();
        self.follow_rights(touched);
        Ok(())
    }

    /// Brings the records of these people up to date with the directory.
    pub(in crate::desk) fn follow_rights(&mut self, touched: impl IntoIterator<Item = ActorId>) {
        for id in touched {
            let Some(holder) = self.directory.holder(id) else {
                continue;
            };
            match id {
                ActorId::User(user) => {
                    if let Some(person) = self.people.get_mut(&user) {
                        person.rights = Rights::of(holder);
                    }
                }
                // A customer's own grants and restrictions are in the directory alone.
                ActorId::Customer(customer) => {
                    if let Some(customer) = self.customers.get_mut(&customer) {
                        customer.roles.clone_from(&holder.roles);
                    }
                }
            }
        }
    }

    /// Puts an account in the place of the one of its id. Who is new works in no way yet.
    pub(in crate::desk) fn put(&mut self, user: User) {
        let id = user.id();
        match name_of(&user) {
            Some(name) => self.names.insert(id.uuid(), name),
            None => self.names.remove(&id.uuid()),
        };
        let person = match self.people.remove(&id) {
            Some(person) => Person { user, ..person },
            None => Person {
                user,
                rights: Rights::default(),
                availability: Availability::empty(),
                adviser: Adviser::OfAll,
            },
        };
        self.people.insert(id, person);
    }
}
