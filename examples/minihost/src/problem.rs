//! A no as `application/problem+json` (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use frontdesk::identity::Outward;
use frontdesk::model::RefusalKind;
use frontdesk_standards::{MEDIA_TYPE, Problem, ProblemReason, Refused};

use crate::db::DbError;
use crate::store::CommitError;

/// A no: the problem document that the crates make of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No(pub Problem);

/// A no of the host's own.
struct Own(RefusalKind, &'static str, String);

impl Refused for Own {
    fn kind(&self) -> RefusalKind {
        self.0
    }

    fn reasons(&self) -> Vec<ProblemReason> {
        vec![ProblemReason::new(self.1, self.0, &self.2)]
    }
}

impl<R: Refused> From<R> for No {
    fn from(refused: R) -> Self {
        Self(Problem::of(&refused))
    }
}

impl No {
    /// It is not there, or whoever asks may not know of it: the same bytes.
    pub fn hidden() -> Self {
        Self(Problem::not_found())
    }

    /// Whoever asks has no session that is good.
    pub fn not_signed_in() -> Self {
        Self::bare(StatusCode::UNAUTHORIZED, Outward::NotSignedIn.code())
    }

    /// A no of the host's own.
    pub fn new(kind: RefusalKind, code: &'static str, detail: impl ToString) -> Self {
        Own(kind, code, detail.to_string()).into()
    }

    /// The request is none.
    pub fn invalid(code: &'static str, detail: impl ToString) -> Self {
        Self::new(RefusalKind::Invalid, code, detail)
    }

    fn failed(error: &dyn std::error::Error) -> Self {
        eprintln!("minihost: {error}");
        Self::bare(StatusCode::INTERNAL_SERVER_ERROR, "failed")
    }

    /// A status that no refusal of the crates has.
    fn bare(status: StatusCode, code: &str) -> Self {
        let mut problem = Problem::not_found();
        problem.status = status.as_u16();
        problem.title = status.canonical_reason().unwrap_or_default().to_owned();
        problem.type_uri = format!("{}{code}", Problem::BASE);
        Self(problem)
    }
}

/// What cannot be read at all, a body or a query, and a method that no path has, is answered in plain text or in
/// none before any of this program sees it: here as a problem of the same status. What was sent is not repeated.
pub async fn unread(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_text = kind.is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    if !response.status().is_client_error() || !is_text {
        return response;
    }
    let mut no = No::bare(response.status(), "not_read").into_response();
    let allowed = response.headers().get(header::ALLOW).cloned();
    no.headers_mut()
        .extend(allowed.map(|allowed| (header::ALLOW, allowed)));
    no
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status);
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response()
    }
}

impl From<DbError> for No {
    fn from(error: DbError) -> Self {
        Self::failed(&error)
    }
}

impl From<CommitError> for No {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Stale => Self::new(RefusalKind::Stale, "stale", error),
            CommitError::Claimed => Self::new(RefusalKind::Conflict, "claimed", error),
            CommitError::Db(error) => error.into(),
        }
    }
}
