//! How an event is recorded.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ActorId, Author, ConversationId, CustomerId, EventId, GroupId, MergePlanId, OrganizationId,
    QuestionnaireId, SiteId, TenantId, UserId, Version,
};

/// An event with what every record of it says. Replay applies stored events and never decides
/// again; `format` tells a later release how to read `event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<E> {
    /// This record's id, made by the host.
    pub id: EventId,
    /// Whose event it is. Events of two tenants never meet in a stream.
    pub tenant: TenantId,
    /// What it happened to.
    pub stream: Stream,
    /// Its place in the stream: the version that the stream has after it.
    pub sequence: Version,
    /// The version of the event's form: `FORMAT` of the crate that wrote it.
    pub format: u16,
    /// When it was decided, by the host's clock.
    pub at: DateTime<Utc>,
    /// Who caused it.
    pub author: Author,
    /// For whom, where the author acts for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<ActorId>,
    /// The event that led to this one, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<EventId>,
    /// The policy that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyFingerprint>,
    /// What happened.
    pub event: E,
}

/// A state as it is stored, beside its events or instead of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot<S> {
    /// Whose state it is.
    pub tenant: TenantId,
    /// Of what.
    pub stream: Stream,
    /// The events up to this version are in it.
    pub version: Version,
    /// The version of the state's form: `FORMAT` of the crate that wrote it.
    pub format: u16,
    /// The state.
    pub state: S,
}

/// What an event happened to, or what a decision relied on: one line of versions each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stream {
    /// A user's record.
    User(UserId),
    /// The conversations that a user holds: changes whenever one comes or goes.
    OperatorLoad(UserId),
    /// The conversations that a group's members hold together.
    GroupLoad(GroupId),
    /// A group's record.
    Group(GroupId),
    /// A customer's portal account.
    Customer(CustomerId),
    /// A conversation.
    Conversation(ConversationId),
    /// A plan to unite two accounts.
    MergePlan(MergePlanId),
    /// The roles of the tenant.
    Roles(TenantId),
    /// The rights on a user's record.
    Rights(UserId),
    /// The rights on a customer's portal account.
    CustomerRights(CustomerId),
    /// A site's record.
    Site(SiteId),
    /// A questionnaire's record.
    Questionnaire(QuestionnaireId),
    /// A company's record.
    Organization(OrganizationId),
}

/// Names the policy that decided: a version-5 uuid over the policy's canonical bytes, made by the
/// crate that owns the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyFingerprint(pub Uuid);

impl PolicyFingerprint {
    /// The fingerprint of canonical bytes.
    #[must_use]
    pub fn of(canonical: &[u8]) -> Self {
        const NAMESPACE: Uuid = Uuid::from_u128(0x6672_6f6e_7464_8573_8b6b_706f_6c69_6379);
        Self(Uuid::new_v5(&NAMESPACE, canonical))
    }
}
