//! Requests for all subjects, resources or actions, and their response (section 8 of the standard).

use serde::{Deserialize, Serialize};

use super::entity::{Action, Entity, EntityType, Object};
use super::evaluation::absent_if_null;
use super::page::{PageRequest, PageResponse};

/// Which subjects of this type may do that to this resource? (8.4)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubjectSearch {
    /// Of which type.
    pub subject: EntityType,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: Entity,
    /// Around it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
    /// Which part of the answer.
    #[serde(
        default,
        deserialize_with = "absent_if_null",
        skip_serializing_if = "PageRequest::is_first"
    )]
    pub page: PageRequest,
}

/// To which resources of this type may this subject do that? (8.5)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourceSearch {
    /// Who.
    pub subject: Entity,
    /// What.
    pub action: Action,
    /// Of which type.
    pub resource: EntityType,
    /// Around it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
    /// Which part of the answer.
    #[serde(
        default,
        deserialize_with = "absent_if_null",
        skip_serializing_if = "PageRequest::is_first"
    )]
    pub page: PageRequest,
}

/// What may this subject do to this resource? (8.6)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionSearch {
    /// Who.
    pub subject: Entity,
    /// To what.
    pub resource: Entity,
    /// Around it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
    /// Which part of the answer.
    #[serde(
        default,
        deserialize_with = "absent_if_null",
        skip_serializing_if = "PageRequest::is_first"
    )]
    pub page: PageRequest,
}

/// A page of what was found (8.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchResponse<T> {
    /// Where it stands; first, as the standard recommends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageResponse>,
    /// What else there is to know.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
    /// What was found.
    pub results: Vec<T>,
}
