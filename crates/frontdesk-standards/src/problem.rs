//! A command's no as a problem document (RFC 9457).

mod refused;

use frontdesk::model::RefusalKind;
use serde::{Deserialize, Serialize};

/// The media type of a [`Problem`] in JSON (RFC 9457, 4).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A no, of whatever crate: what a [`Problem`] is made of.
pub trait Refused {
    /// The gravest kind of its reasons.
    fn kind(&self) -> RefusalKind;

    /// Every reason that whoever asked may know, in one order; at least one.
    fn reasons(&self) -> Vec<ProblemReason>;
}

/// One reason. Neither part has a personal value: ids and the names of rights, roles and fields alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemReason {
    /// The stable code.
    pub code: String,
    /// In plain English, which may improve.
    pub detail: String,
    #[serde(skip, default = "any_kind")]
    kind: RefusalKind,
}

const fn any_kind() -> RefusalKind {
    RefusalKind::Invalid
}

impl ProblemReason {
    /// A reason of this kind.
    #[must_use]
    pub fn new(code: &str, kind: RefusalKind, detail: impl ToString) -> Self {
        Self {
            code: code.to_owned(),
            detail: detail.to_string(),
            kind,
        }
    }
}

/// A problem document (RFC 9457, 3). What is hidden is the same document as what is not there
/// ([`not_found`](Self::not_found)), byte for byte: without a code, a detail or a reason.
///
/// ```
/// use frontdesk::assignment::Refusal;
/// use frontdesk_standards::Problem;
///
/// let problem = Problem::of(&Refusal::NotInWork).at("/tickets/2000/take-over");
/// assert_eq!(problem.status, 409);
/// assert_eq!(problem.type_uri, "/problems/not_in_work");
/// assert_eq!(problem.title, "It contradicts what is there");
/// assert_eq!(problem.detail.as_deref(), Some("no colleague has it in work"));
/// // A conversation of another tenant is one that is not there.
/// assert_eq!(Problem::of(&Refusal::OtherTenant), Problem::not_found());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Names the kind of problem: [`Self::BASE`] and the stable code of the first of the gravest
    /// reasons. `about:blank` says no more than the status (RFC 9457, 4.2.1).
    #[serde(rename = "type", default = "blank")]
    pub type_uri: String,
    /// What kind of problem it is, the same for all of its type.
    pub title: String,
    /// The status of the response: 404, 403, 409, 412 or 422.
    pub status: u16,
    /// All reasons in plain English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where it happened, by the host: what was asked for, and nothing that the answer depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Each reason with its code: an extension member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ProblemReason>,
}

const BLANK: &str = "about:blank";

fn blank() -> String {
    BLANK.to_owned()
}

impl Problem {
    /// What the codes hang on, where the host says nothing else: a relative reference with its full path
    /// (RFC 9457, 3.1.1).
    pub const BASE: &str = "/problems/";

    /// The document of a refusal.
    #[must_use]
    pub fn of(refused: &(impl Refused + ?Sized)) -> Self {
        let kind = refused.kind();
        // What may not be known is answered as what is not there, whatever stands against it besides.
        if kind == RefusalKind::Hidden {
            return Self::not_found();
        }
        let reasons = refused.reasons();
        let mut gravest = reasons.iter().filter(|reason| reason.kind == kind);
        let type_uri = match gravest.next() {
            Some(first) => format!("{}{}", Self::BASE, first.code),
            None => blank(),
        };
        let details: Vec<&str> = reasons.iter().map(|one| one.detail.as_str()).collect();
        Self {
            type_uri,
            title: title(kind).to_owned(),
            status: kind.http_status(),
            detail: (!details.is_empty()).then(|| details.join("; ")),
            instance: None,
            reasons,
        }
    }

    /// What is said of everything that is not there, and of all that may not be known to be.
    #[must_use]
    pub fn not_found() -> Self {
        Self {
            type_uri: blank(),
            title: title(RefusalKind::Hidden).to_owned(),
            status: RefusalKind::Hidden.http_status(),
            detail: None,
            instance: None,
            reasons: Vec::new(),
        }
    }

    /// The same, with the codes under a base of the host's: `https://desk.example/problems/`.
    #[must_use]
    pub fn under(mut self, base: &str) -> Self {
        if let Some(code) = self.type_uri.strip_prefix(Self::BASE) {
            self.type_uri = format!("{base}{code}");
        }
        self
    }

    /// The same, with what was asked for: the path of the request.
    #[must_use]
    pub fn at(mut self, instance: impl Into<String>) -> Self {
        self.instance = Some(instance.into());
        self
    }
}

/// The title of a kind. That of what is hidden is the phrase of its status, as `about:blank` wants.
const fn title(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::Hidden => "Not Found",
        RefusalKind::Forbidden => "It is not allowed",
        RefusalKind::Conflict => "It contradicts what is there",
        RefusalKind::Stale => "It relied on what has changed since",
        RefusalKind::Invalid => "It makes no sense as it is",
    }
}
