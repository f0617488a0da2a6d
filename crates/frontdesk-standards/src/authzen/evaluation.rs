//! Requests for one decision and for several, and their responses (sections 6 and 7 of the standard).

use std::fmt;

use frontdesk::access::Semantics;
use serde::{Deserialize, Deserializer, Serialize};

use super::entity::{Action, Entity, Object};

/// May this subject do that to this resource? (6.1) Members that this release does not know are ignored,
/// as the standard says (10.1.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluationRequest {
    /// Who.
    pub subject: Entity,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: Entity,
    /// Around it.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
}

/// Several at once (7.1). What stands beside the list is the default of each in it.
///
/// ```
/// use frontdesk_standards::authzen::{Asked, EvaluationsRequest};
///
/// let request: EvaluationsRequest = serde_json::from_str(r#"{
///     "subject": {"type": "user", "id": "17"},
///     "action": {"name": "conversation.view"},
///     "evaluations": [
///         {"resource": {"type": "conversation", "id": "1"}},
///         {"resource": {"type": "conversation", "id": "2"}, "action": {"name": "conversation.reply"}}
///     ],
///     "options": {"evaluations_semantic": "deny_on_first_deny"}
/// }"#)?;
/// let Asked::Several { requests, .. } = request.asked()? else { unreachable!() };
/// let names: Vec<&str> = requests.iter().map(|one| one.action.name.as_str()).collect();
/// assert_eq!(names, ["conversation.view", "conversation.reply"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EvaluationsRequest {
    /// Who, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Entity>,
    /// What, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// To what, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Entity>,
    /// Around it, where an evaluation does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Object>,
    /// The evaluations. None: it is one request, of what stands beside (7.1).
    #[serde(
        default,
        deserialize_with = "absent_if_null",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub evaluations: Vec<EvaluationPart>,
    /// How it is to be carried out.
    #[serde(default, deserialize_with = "absent_if_null")]
    pub options: Options,
}

/// One of several requests, as far as the defaults do not say it already. What it says takes the place
/// of the whole default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EvaluationPart {
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Entity>,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// To what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Entity>,
    /// Around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Object>,
}

/// How several requests are to be carried out (7.1.2). Options that this release does not know are
/// ignored; semantics that nobody knows make the request unreadable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// How far it goes.
    #[serde(default, deserialize_with = "absent_if_null")]
    pub evaluations_semantic: Semantics,
}

/// What is asked, with the defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// One decision; the answer is that decision alone.
    One(Box<EvaluationRequest>),
    /// Several.
    Several {
        /// In their order.
        requests: Vec<EvaluationRequest>,
        /// How far to go.
        semantics: Semantics,
    },
}

/// A request that makes no sense as it is: status 400, with this as its text (10.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadRequest {
    /// A part is neither said nor a default.
    #[error("{}{part} is missing", Place(*.at))]
    Missing {
        /// Which part.
        part: Part,
        /// Of which evaluation, from 0; `None`: of the only one.
        at: Option<usize>,
    },
    /// More evaluations than are answered at once.
    #[error("more than {} evaluations", EvaluationsRequest::MOST)]
    TooMany,
    /// The token is none of this point's.
    #[error("the page token is unknown")]
    PageToken,
    /// The token is of another request, or its limit was another (8.2.1).
    #[error("the request is another than that of the page token")]
    PageChanged,
}

impl BadRequest {
    /// The status that a host answers with.
    pub const HTTP_STATUS: u16 = 400;
}

/// A part that every evaluation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Who.
    Subject,
    /// What.
    Action,
    /// To what.
    Resource,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Subject => "subject",
            Self::Action => "action",
            Self::Resource => "resource",
        })
    }
}

struct Place(Option<usize>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(at) => write!(f, "evaluation {at}: "),
            None => Ok(()),
        }
    }
}

impl EvaluationsRequest {
    /// How many evaluations are answered at once, at most: a bound against exhaustion (11.7).
    pub const MOST: usize = 1_000;

    /// What is asked, with the defaults filled in.
    ///
    /// # Errors
    /// When a part is neither said nor a default, or there are too many.
    pub fn asked(&self) -> Result<Asked, BadRequest> {
        if self.evaluations.len() > Self::MOST {
            return Err(BadRequest::TooMany);
        }
        // Without a list it is one request, as of the other endpoint (7.1).
        if self.evaluations.is_empty() {
            let one = self.complete(&EvaluationPart::default(), None)?;
            return Ok(Asked::One(Box::new(one)));
        }
        let complete = |(at, part)| self.complete(part, Some(at));
        let requests = self.evaluations.iter().enumerate().map(complete);
        Ok(Asked::Several {
            requests: requests.collect::<Result<_, _>>()?,
            semantics: self.options.evaluations_semantic,
        })
    }

    fn complete(
        &self,
        said: &EvaluationPart,
        at: Option<usize>,
    ) -> Result<EvaluationRequest, BadRequest> {
        let missing = |part| BadRequest::Missing { part, at };
        let subject = said.subject.as_ref().or(self.subject.as_ref());
        let action = said.action.as_ref().or(self.action.as_ref());
        let resource = said.resource.as_ref().or(self.resource.as_ref());
        let context = said.context.as_ref().or(self.context.as_ref());
        Ok(EvaluationRequest {
            subject: subject.ok_or(missing(Part::Subject))?.clone(),
            action: action.ok_or(missing(Part::Action))?.clone(),
            resource: resource.ok_or(missing(Part::Resource))?.clone(),
            context: context.cloned().unwrap_or_default(),
        })
    }
}

/// The answer to one request (5.5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it may go on.
    pub decision: bool,
    /// What else there is to know.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub context: Object,
}

impl Decision {
    /// A yes or no and nothing else.
    #[must_use]
    pub fn bare(decision: bool) -> Self {
        Self {
            decision,
            context: Object::default(),
        }
    }
}

/// The answer to several requests, or to the one that it was (7.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EvaluationsResponse {
    /// A decision for each request that was asked, in their order. What has none was not asked: nothing
    /// is allowed by its absence.
    Several {
        /// The decisions.
        evaluations: Vec<Decision>,
    },
    /// The decision of the only request.
    One(Decision),
}

/// `null` is as if it were not there (11.5).
pub(super) fn absent_if_null<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
