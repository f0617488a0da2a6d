//! What a decision point says of itself (section 9 of the standard).

use serde::{Deserialize, Serialize};

/// The paths of the endpoints where nothing else is said (10.1, table 1), and of the metadata.
pub mod path {
    /// One decision.
    pub const EVALUATION: &str = "/access/v1/evaluation";
    /// Several decisions.
    pub const EVALUATIONS: &str = "/access/v1/evaluations";
    /// Search for subjects.
    pub const SEARCH_SUBJECT: &str = "/access/v1/search/subject";
    /// Search for resources.
    pub const SEARCH_RESOURCE: &str = "/access/v1/search/resource";
    /// Search for actions.
    pub const SEARCH_ACTION: &str = "/access/v1/search/action";
    /// The metadata; a path of the identifier comes after it (9.2).
    pub const METADATA: &str = "/.well-known/authzen-configuration";
}

/// The document at [`path::METADATA`] (9.1). An endpoint that is not named is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The identifier of the decision point, which must be the one by which the document was found.
    pub policy_decision_point: String,
    /// One decision.
    pub access_evaluation_endpoint: String,
    /// Several decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_evaluations_endpoint: Option<String>,
    /// Search for subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_subject_endpoint: Option<String>,
    /// Search for resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_resource_endpoint: Option<String>,
    /// Search for actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_action_endpoint: Option<String>,
    /// Registered URNs of further capabilities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
    /// The same, signed by the host: a whole JWT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_metadata: Option<String>,
}

/// What is no identifier of a decision point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// Its scheme is not `https`.
    #[error("the identifier is no https URL")]
    NotHttps,
    /// It has no host.
    #[error("the identifier has no host")]
    NoHost,
    /// It has a query or a fragment.
    #[error("the identifier has a query or a fragment")]
    QueryOrFragment,
}

impl Metadata {
    /// All endpoints at their usual paths under this identifier: an `https` URL without a query and a
    /// fragment (9.1.1).
    ///
    /// ```
    /// use frontdesk_standards::authzen::Metadata;
    ///
    /// let metadata = Metadata::at("https://pdp.example.com/tenant1")?;
    /// assert_eq!(
    ///     metadata.access_evaluation_endpoint,
    ///     "https://pdp.example.com/tenant1/access/v1/evaluation"
    /// );
    /// assert_eq!(
    ///     metadata.found_at().as_deref(),
    ///     Ok("https://pdp.example.com/.well-known/authzen-configuration/tenant1")
    /// );
    /// # Ok::<(), frontdesk_standards::authzen::MetadataError>(())
    /// ```
    ///
    /// # Errors
    /// When it is no such URL.
    pub fn at(identifier: &str) -> Result<Self, MetadataError> {
        split(identifier)?;
        let base = identifier.trim_end_matches('/');
        let at = |path: &str| format!("{base}{path}");
        Ok(Self {
            policy_decision_point: identifier.to_owned(),
            access_evaluation_endpoint: at(path::EVALUATION),
            access_evaluations_endpoint: Some(at(path::EVALUATIONS)),
            search_subject_endpoint: Some(at(path::SEARCH_SUBJECT)),
            search_resource_endpoint: Some(at(path::SEARCH_RESOURCE)),
            search_action_endpoint: Some(at(path::SEARCH_ACTION)),
            capabilities: Vec::new(),
            signed_metadata: None,
        })
    }

    /// Where the document of this identifier lies: the well-known path between host and path (9.2).
    ///
    /// # Errors
    /// When the identifier is none.
    pub fn found_at(&self) -> Result<String, MetadataError> {
        let (host, path) = split(&self.policy_decision_point)?;
        let path = path.trim_end_matches('/');
        Ok(format!("https://{host}{}{path}", path::METADATA))
    }
}

/// Host and path.
fn split(identifier: &str) -> Result<(&str, &str), MetadataError> {
    let rest = identifier.strip_prefix("https://");
    let rest = rest.ok_or(MetadataError::NotHttps)?;
    if rest.contains(['?', '#']) {
        return Err(MetadataError::QueryOrFragment);
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match host.is_empty() {
        true => Err(MetadataError::NoHost),
        false => Ok((host, path)),
    }
}
