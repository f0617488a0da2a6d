//! Who asked to administer what, and what the answer was.

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, TenantId};
use serde::{Deserialize, Serialize};

use super::refusal::AdminRefusal;
use super::{AdminAction, AdminRequest, Permit};
use crate::directory::{AccessEvent, Directory};

/// The record of one answer, granted or refused. It names people and things by their ids and has no
/// personal value in it. A host stores it as the event of an
/// [`Envelope`](frontdesk_model::Envelope), in [`FORMAT`](crate::FORMAT).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRecord {
    /// In which tenant.
    pub tenant: TenantId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who asked: the person who was really there.
    pub actor: ActorId,
    /// As whom, where he acted as another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// To do what.
    pub action: AdminAction,
    /// The answer.
    pub outcome: AuditOutcome,
}

/// An answer as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// Yes, and this happened to rights.
    Granted(Vec<AccessEvent>),
    /// No, with every reason.
    Refused(AdminRefusal),
}

impl Directory {
    /// The record of an answer to this request. Both a yes and a no leave one.
    #[must_use]
    pub fn audit(
        &self,
        request: &AdminRequest<'_>,
        answer: &Result<Permit, AdminRefusal>,
        at: DateTime<Utc>,
    ) -> AuditRecord {
        AuditRecord {
            tenant: self.tenant(),
            at,
            actor: request.actor,
            on_behalf_of: request.on_behalf_of,
            action: request.action.clone(),
            outcome: match answer {
                Ok(permit) => AuditOutcome::Granted(permit.events.clone()),
                Err(refusal) => AuditOutcome::Refused(refusal.clone()),
            },
        }
    }
}
