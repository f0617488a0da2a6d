//! The [Authorization API 1.0](https://openid.net/specs/authorization-api-1_0.html) of OpenID AuthZEN:
//! its requests and responses as types, and [`DecisionPoint`], which answers them.
//!
//! Section numbers in these documents are those of the final specification.

mod entity;
mod evaluation;
mod metadata;
mod naming;
mod page;
mod point;
mod search;

pub use entity::{Action, Entity, EntityType, Object};
pub use evaluation::{
    Asked, BadRequest, Decision, EvaluationPart, EvaluationRequest, EvaluationsRequest,
    EvaluationsResponse, Options, Part,
};
pub use metadata::{Metadata, MetadataError, path};
pub use naming::{Naming, Plain, Unmapped};
pub use page::{PageAsked, PageRequest, PageResponse, Rest};
pub use point::{DecisionPoint, ResourceQuestion, Tell, Unanswered};
pub use search::{ActionSearch, ResourceSearch, SearchResponse, SubjectSearch};
