//! Putting what another process stored into the desk.

use std::collections::BTreeSet;

use frontdesk_access::AccessEvent;
use frontdesk_assignment::Adviser;
use frontdesk_identity::{User, UserEvent};
use frontdesk_merge::MergeEvent;
use frontdesk_model::{ActorId, Availability, UserId};

use super::{NotApplied, merging};
use crate::desk::{Desk, UnknownActor};

/// One stored event of a stream that a desk holds, as its [`Transition`](crate::Transition) had it.
#[derive(Clone, Debug)]
pub enum Recorded {
    /// Something happened to an account.
    User {
        /// Whose.
        user: UserId,
        /// What, with its personal values.
        event: Box<UserEvent>,
    },
    /// Something happened to rights or roles.
    Access(Box<AccessEvent>),
    /// Two accounts were united, or separated again.
    Merge(Box<MergeEvent>),
}

impl Desk {
    /// Puts stored events into the desk, in the order in which the host stored them: at the start, and
    /// whenever another process has stored something. Nothing is decided again, and no version is
    /// compared but by the events themselves. A new person receives no conversations until
    /// [`set_work`](Self::set_work) says how he works.
    ///
    /// **Law: a desk that follows the events of a transition is the desk that
    /// [applied](Self::apply_transition) it.**
    ///
    /// # Errors
    /// When an event does not follow on what is there: the host has mixed up two logs. The events before
    /// it are in the desk, so build it anew.
    pub fn follow<'a>(
        &mut self,
        events: impl IntoIterator<Item = &'a Recorded>,
    ) -> Result<(), NotApplied> {
        let mut touched: BTreeSet<ActorId> = BTreeSet::new();
        for recorded in events {
            match recorded {
                Recorded::User { user, event } => self.follow_user(*user, event)?,
                Recorded::Access(event) => {
                    self.directory.apply(event)?;
                    touched.extend(event.holder());
                }
                Recorded::Merge(event) => {
                    let (before, after) = merging::accounts(event);
                    for account in &after {
                        self.put(account.user().clone());
                    }
                    let stays = |user: &UserId| after.iter().any(|account| account.id() == *user);
                    for user in before.iter().filter(|user| !stays(user)) {
                        self.people.remove(user);
                        self.names.remove(&user.uuid());
                    }
                }
            }
        }
        self.follow_rights(touched);
        Ok(())
    }

    /// Says how somebody works: what the working status lets him do, and which requests are for him.
    ///
    /// # Errors
    /// When the desk has no such person.
    pub fn set_work(
        &mut self,
        user: UserId,
        availability: Availability,
        adviser: Adviser,
    ) -> Result<(), UnknownActor> {
        let person = self.people.get_mut(&user);
        let person = person.ok_or(UnknownActor(user.into()))?;
        (person.availability, person.adviser) = (availability, adviser);
        Ok(())
    }

    fn follow_user(&mut self, id: UserId, event: &UserEvent) -> Result<(), NotApplied> {
        let before = self.people.get(&id).map(|person| person.user.clone());
        if let Some(user) = User::after(before, [event])? {
            self.put(user);
        }
        Ok(())
    }
}
