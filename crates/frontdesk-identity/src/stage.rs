//! Where a group, site, questionnaire or company stands, and who takes over from it.

use std::collections::BTreeSet;

use frontdesk_contact::{DisplayName, NameError};
use frontdesk_model::{TenantId, Version};
use serde::{Deserialize, Serialize};

use crate::{Reason, Refusal};

/// Where a group, site, questionnaire or company stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It works.
    Open,
    /// It takes no more conversations. All else is as it was: it can be edited, and what lies there
    /// is worked on.
    Closed,
    /// It is gone for good. The record stays, so that old conversations still have a name to show.
    Deleted,
}

impl Stage {
    /// Whether conversations may be put there: only while it is open.
    #[must_use]
    pub const fn takes_conversations(self) -> bool {
        matches!(self, Self::Open)
    }

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Deleted => "deleted",
        }
    }
}

/// What a decision reads of the one that is named to take over: `Group::as_successor` and
/// `Heading::as_successor` give it. The decision relied on it: commit under its `precondition` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor<Id> {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub id: Id,
    /// Its version when it was read.
    pub version: Version,
    /// Where it stands.
    pub stage: Stage,
}

/// Two tenants never meet: of what is another tenant's nothing more is said.
pub(crate) fn one_tenant(
    deciding: TenantId,
    found: impl IntoIterator<Item = Option<TenantId>>,
) -> Result<(), Refusal> {
    match found.into_iter().flatten().all(|tenant| tenant == deciding) {
        true => Ok(()),
        false => Err(Refusal::of(Reason::OtherTenant)),
    }
}

/// Why the named one cannot take over from this one; nothing where none is named.
pub(crate) fn successor_reasons<Id: Copy + PartialEq>(
    named: Option<Id>,
    from: Id,
    tenant: TenantId,
    found: Option<&Successor<Id>>,
) -> BTreeSet<Reason> {
    let reason = match (named, found) {
        (None, _) => None,
        (Some(named), _) if named == from => Some(Reason::SuccessorIsSelf),
        (Some(named), Some(found)) if found.id == named => {
            // Two tenants never meet: of one in another tenant nothing more is said.
            if found.tenant != tenant {
                Some(Reason::OtherTenant)
            // Only an open one takes over: else what is moved would lie where nothing is taken.
            } else if found.stage.takes_conversations() {
                None
            } else {
                Some(Reason::SuccessorNotOpen)
            }
        }
        (Some(_), _) => Some(Reason::SuccessorUnknown),
    };
    reason.into_iter().collect()
}

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameFault {
    /// It is empty; white space is no name (S152).
    Missing,
    /// It holds what no name can.
    Unfit,
}

/// The name in a form that is stored.
pub(crate) fn given_name(text: &str) -> Result<DisplayName, NameFault> {
    if text.trim().is_empty() {
        return Err(NameFault::Missing);
    }
    DisplayName::parse(text).map_err(|error| match error {
        NameError::Empty => NameFault::Missing,
        _ => NameFault::Unfit,
    })
}
