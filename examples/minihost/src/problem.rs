//! A no as `application/problem+json` (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use frontdesk::AdminError;
use frontdesk::model::RefusalKind;
use serde::Serialize;

use crate::db::DbError;
use crate::store::CommitError;

/// A no. It says what the crates tell of it, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The kind of the no.
    pub title: &'static str,
    /// What it is, in English.
    pub detail: String,
    /// The stable codes of its reasons.
    pub codes: Vec<&'static str>,
}

impl Problem {
    /// A no of this kind.
    pub fn new(kind: RefusalKind, codes: Vec<&'static str>, detail: impl ToString) -> Self {
        Self {
            status: kind.http_status(),
            title: kind.name(),
            detail: detail.to_string(),
            codes,
        }
    }

    /// It is not there, or whoever asks may not know of it: the same bytes.
    pub fn hidden() -> Self {
        Self::new(RefusalKind::Hidden, vec!["not_found"], "no such record")
    }

    /// Whoever asks has no session that is good.
    pub fn not_signed_in() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED.as_u16(),
            title: "unauthorized",
            detail: "this did not sign you in".to_owned(),
            codes: vec![frontdesk::identity::Outward::NotSignedIn.code()],
        }
    }

    /// The request is none.
    pub fn invalid(code: &'static str, detail: impl ToString) -> Self {
        Self::new(RefusalKind::Invalid, vec![code], detail)
    }

    fn failed(error: &dyn std::error::Error) -> Self {
        eprintln!("minihost: {error}");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR.as_u16(),
            title: "failed",
            detail: "the host could not answer".to_owned(),
            codes: Vec::new(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response()
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::failed(&error)
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Stale => Self::new(RefusalKind::Stale, vec!["stale"], &error),
            CommitError::Claimed => Self::new(RefusalKind::Conflict, vec!["claimed"], &error),
            CommitError::Db(error) => error.into(),
        }
    }
}

impl From<AdminError> for Problem {
    fn from(error: AdminError) -> Self {
        Self::new(error.kind(), error.codes(), &error)
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::failed(&error)
    }
}
