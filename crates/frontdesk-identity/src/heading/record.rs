//! A site, questionnaire or company as it is stored.

use frontdesk_contact::{DisplayName, DisplayNameKey};
use frontdesk_model::{Precondition, Stream, TenantId, Version};
use serde::{Deserialize, Serialize};

use super::{HeadingEvent, HeadingId, HeadingKind};
use crate::{Misapplied, Stage, Successor};

/// A site, questionnaire or company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    tenant: TenantId,
    id: HeadingId,
    version: Version,
    name: DisplayName,
    stage: Stage,
}

/// What at most one site, questionnaire or company of a tenant has: a row of the host's unique index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingClaim {
    /// Among which: a site and a company may have one name.
    pub kind: HeadingKind,
    /// The key of the name, without regard to case.
    pub name: DisplayNameKey,
}

impl Heading {
    /// What a first event begins.
    ///
    /// # Errors
    /// When the event is not [`HeadingEvent::Created`].
    pub fn begin(event: &HeadingEvent) -> Result<Self, Misapplied> {
        let HeadingEvent::Created { tenant, id, name } = event else {
            return Err(Misapplied::NotBegun);
        };
        Ok(Self {
            tenant: *tenant,
            id: *id,
            version: Version::FIRST.next(),
            name: name.clone(),
            stage: Stage::Open,
        })
    }

    /// Replays stored events, oldest first; `None` for none. It never decides again.
    ///
    /// # Errors
    /// When the events are not those of one site, questionnaire or company.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a HeadingEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        Self::after(None, events)
    }

    /// The site, questionnaire or company once these events have happened: begun by the first of them where there was
    /// none.
    ///
    /// # Errors
    /// When the events do not follow on it.
    pub fn after<'a>(
        heading: Option<Self>,
        events: impl IntoIterator<Item = &'a HeadingEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        events
            .into_iter()
            .try_fold(heading, |heading, event| match heading {
                None => Self::begin(event).map(Some),
                Some(mut heading) => heading.apply(event).map(|()| Some(heading)),
            })
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins one.
    pub fn apply(&mut self, event: &HeadingEvent) -> Result<(), Misapplied> {
        match event {
            HeadingEvent::Created { .. } => return Err(Misapplied::BegunTwice),
            HeadingEvent::Renamed { name } => self.name = name.clone(),
            HeadingEvent::Closed(_) => self.stage = Stage::Closed,
            HeadingEvent::Reopened => self.stage = Stage::Open,
            HeadingEvent::Deleted(_) => self.stage = Stage::Deleted,
        }
        self.version = self.version.next();
        Ok(())
    }

    /// Whose it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Which one.
    #[must_use]
    pub const fn id(&self) -> HeadingId {
        self.id
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What a decision over it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        self.as_successor().precondition()
    }

    /// Its name; a deleted one keeps it for old conversations.
    #[must_use]
    pub const fn name(&self) -> &DisplayName {
        &self.name
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The name that no other of its kind in the tenant may have; `None` once it is deleted. A closed
    /// one keeps it: it may be reopened.
    #[must_use]
    pub fn claim(&self) -> Option<HeadingClaim> {
        (self.stage != Stage::Deleted).then(|| HeadingClaim {
            kind: self.id.kind(),
            name: self.name.key(),
        })
    }

    /// What a decision over another one reads of this one, where it is named as successor.
    #[must_use]
    pub const fn as_successor(&self) -> Successor<HeadingId> {
        Successor {
            tenant: self.tenant,
            id: self.id,
            version: self.version,
            stage: self.stage,
        }
    }
}

impl Successor<HeadingId> {
    /// What a decision that names it relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: match self.id {
                HeadingId::Site(id) => Stream::Site(id),
                HeadingId::Questionnaire(id) => Stream::Questionnaire(id),
                HeadingId::Organization(id) => Stream::Organization(id),
            },
            version: self.version,
        }
    }
}
