//! Who asks, and as whom.

use frontdesk_access::{AdminAction, Takeover};
use frontdesk_model::{ActorId, UserId};

use super::merging::Merging;
use super::who::Own;
use super::{Administration, Asking};

/// Who asks, and as whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker {
    /// The person who is really there.
    pub(super) actor: ActorId,
    /// As whom, where it is another.
    pub(super) on_behalf_of: Option<ActorId>,
}

impl Asker {
    /// Somebody in his own name.
    pub(super) const fn of(actor: ActorId) -> Self {
        Self {
            actor,
            on_behalf_of: None,
        }
    }

    fn new(actor: ActorId, on_behalf_of: Option<ActorId>) -> Self {
        Self {
            actor,
            // Whoever acts as himself acts as nobody else.
            on_behalf_of: on_behalf_of.filter(|other| *other != actor),
        }
    }

    /// Whose account this is to him: of who acts as another none is his own.
    pub(super) fn own(self, user: UserId) -> Own {
        match self.is_oneself() && self.actor == ActorId::User(user) {
            true => Own::Account,
            false => Own::No,
        }
    }

    /// That he acts as another, as what access is asked; `None`: he acts as himself.
    pub(super) fn acting(self) -> Option<AdminAction> {
        let by = Takeover::Impersonate;
        self.on_behalf_of
            .map(|user| AdminAction::TakeOver { user, by })
    }

    /// Whether he acts in his own name.
    pub(super) const fn is_oneself(self) -> bool {
        self.on_behalf_of.is_none()
    }

    /// As whom he acts.
    pub(super) fn as_whom(self) -> ActorId {
        self.on_behalf_of.unwrap_or(self.actor)
    }

    /// Everybody who must be allowed it: whoever is there and, if another, as whom he acts.
    pub(super) fn everybody(self) -> impl Iterator<Item = ActorId> {
        [self.actor].into_iter().chain(self.on_behalf_of)
    }
}

impl Administration<'_> {
    pub(super) fn asker(&self) -> Asker {
        Asker::new(self.actor, self.on_behalf_of)
    }
}

impl Asking<'_> {
    pub(super) fn asker(&self) -> Asker {
        Asker::new(self.actor, self.on_behalf_of)
    }
}

impl Merging<'_> {
    pub(super) fn asker(&self) -> Asker {
        Asker::new(self.actor, self.on_behalf_of)
    }
}
