//! What happened to a site, questionnaire or company, and what the host must do about it.

use frontdesk_contact::DisplayName;
use frontdesk_model::TenantId;
use serde::{Deserialize, Serialize};

use super::HeadingId;
use crate::{DependentDuty, DependentWarning, Settlement};

/// What happened to a site, questionnaire or company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HeadingEvent {
    /// It was created.
    Created {
        /// Whose it is.
        tenant: TenantId,
        /// Which one.
        id: HeadingId,
        /// Its name.
        name: DisplayName,
    },
    /// It was named anew.
    Renamed {
        /// The new name.
        name: DisplayName,
    },
    /// It takes no more conversations.
    Closed(Settlement<HeadingId>),
    /// It takes conversations again.
    Reopened,
    /// It was deleted.
    Deleted(Settlement<HeadingId>),
}

impl HeadingEvent {
    /// The stable name, as in the stored form.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Renamed { .. } => "renamed",
            Self::Closed(_) => "closed",
            Self::Reopened => "reopened",
            Self::Deleted(_) => "deleted",
        }
    }

    /// What the host must do, in order, after it stored the event.
    #[must_use]
    pub fn duties(&self) -> Vec<DependentDuty<HeadingId>> {
        self.settlement()
            .map(Settlement::duties)
            .unwrap_or_default()
    }

    /// What the person who did it should be told.
    #[must_use]
    pub fn warnings(&self) -> Vec<DependentWarning> {
        self.settlement()
            .map(Settlement::warnings)
            .unwrap_or_default()
    }

    const fn settlement(&self) -> Option<&Settlement<HeadingId>> {
        match self {
            Self::Closed(settlement) | Self::Deleted(settlement) => Some(settlement),
            Self::Created { .. } | Self::Renamed { .. } | Self::Reopened => None,
        }
    }
}
