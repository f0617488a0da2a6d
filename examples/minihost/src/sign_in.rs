//! Signing in, sessions, and passwords that people set themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use frontdesk::identity::{Claim, LoginSpace, Verifier, can_sign_in, login_key};
use frontdesk::model::{ActorId, Author, UserId};
use frontdesk::{Desk, Wearer};
use frontdesk_sql::Param;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::{DbError, sql, text};
use crate::host::{Host, now};
use crate::problem::Problem;
use crate::random;
use crate::store::{Cause, CommitError, Follows, Writing, claim_key};

/// How long a session lasts.
const SESSION: TimeDelta = TimeDelta::hours(12);

/// argon2id as OWASP asks for it: 19 MiB, two passes.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A password cannot be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct NotHashed;

/// The verifier of a password.
pub fn hash(password: &str) -> Result<String, NotHashed> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()).map_err(|_| NotHashed)?;
    let hashed = argon2().hash_password(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|_| NotHashed)
}

/// What the hashing gave, as identity takes it.
pub fn parsed(hash: String) -> Result<Verifier, NotHashed> {
    Verifier::parse(hash.into()).map_err(|_| NotHashed)
}

fn is_password(password: &str, verifier: &str) -> bool {
    let parsed = PasswordHash::new(verifier);
    parsed.is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// What is typed at the door.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    login: String,
    password: String,
    /// On which surface: operators and admins of old accounts may have the same login.
    #[serde(default = "operator")]
    at: LoginSpace,
}

const fn operator() -> LoginSpace {
    LoginSpace::Operator
}

/// A session that has begun.
#[derive(Serialize)]
struct Begun {
    token: String,
    user: UserId,
    until: DateTime<Utc>,
}

/// `POST /sign-in`
pub async fn sign_in(
    State(host): State<Arc<Host>>,
    Json(typed): Json<SignIn>,
) -> Result<Response, Problem> {
    // A stale account is looked at again.
    for _ in 0..8 {
        let Some((user, version)) = known(&host, &typed).await? else {
            return Err(Problem::not_signed_in());
        };
        let desk = host.desk().await?;
        let Some(person) = desk.person(user) else {
            return Err(Problem::not_signed_in());
        };
        let opens = host.timed(|| can_sign_in(&person.user).is_allow());
        let credentials = person.user.record().credentials.as_ref();
        let is_current = credentials.is_some_and(|facts| i64::from(facts.version) == version);
        if !opens || !is_current {
            return Err(Problem::not_signed_in());
        }
        match begin(&host, &desk, user).await {
            Err(CommitError::Stale) => {}
            begun => {
                let begun = begun?;
                let cookie = format!("session={}; HttpOnly; SameSite=Strict; Path=/", begun.token);
                return Ok(([(SET_COOKIE, cookie)], Json(begun)).into_response());
            }
        }
    }
    Err(CommitError::Stale.into())
}

/// Whose login and password these are, with the version of the password. Where there is no such account,
/// it takes as long.
async fn known(host: &Host, typed: &SignIn) -> Result<Option<(UserId, i64)>, Problem> {
    let mut found = None;
    if let Some(key) = host.timed(|| login_key(&typed.login)) {
        let claim = Claim::Login {
            space: typed.at,
            key,
        };
        let read = sql(
            "SELECT c.owner, v.version, v.verifier FROM claims AS c \
             JOIN verifiers AS v ON v.owner = c.owner WHERE c.claim = $1",
            vec![text(claim_key(&claim)?)],
        );
        if let Some(row) = host.db.all(&read).await?.first() {
            found = Some((row.uuid(0)?, row.number(1)?, row.text(2)?.to_owned()));
        }
    }
    let verifier = found
        .as_ref()
        .map_or(&host.nobody, |(_, _, verifier)| verifier)
        .clone();
    let password = typed.password.clone();
    let checked = tokio::task::spawn_blocking(move || is_password(&password, &verifier));
    let is_right = checked.await.unwrap_or(false);
    let found = found.filter(|_| is_right);
    Ok(found.map(|(owner, version, _)| (UserId::from_uuid(owner), version)))
}

/// Whether this is the password of an account.
pub async fn is_own(host: &Host, user: UserId, password: String) -> Result<bool, Problem> {
    let read = "SELECT verifier FROM verifiers WHERE owner = $1";
    let rows = host
        .db
        .all(&sql(read, vec![Param::Uuid(user.uuid())]))
        .await?;
    let Some(row) = rows.first() else {
        return Ok(false);
    };
    let verifier = row.text(0)?.to_owned();
    let checked = tokio::task::spawn_blocking(move || is_password(&password, &verifier)).await;
    Ok(checked.unwrap_or(false))
}

/// The verifier of a new password.
pub async fn hashed(password: String) -> Result<Verifier, NotHashed> {
    let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
    parsed(hashed.map_err(|_| NotHashed)??)
}

/// Begins a session, while the account is as it was when it was found to open.
async fn begin(host: &Host, desk: &Desk, user: UserId) -> Result<Begun, CommitError> {
    let at = now();
    let cause = Cause {
        tenant: desk.tenant(),
        author: Author::Actor(user.into()),
        on_behalf_of: None,
        at,
    };
    let relied: BTreeSet<_> = desk
        .person(user)
        .map(|person| person.user.precondition())
        .into_iter()
        .collect();
    let mut writing = Writing::begin(&host.db, cause, Follows::Nobody, &relied).await?;
    let (token, until) = (random::hex(&random::bytes::<32>()), at + SESSION);
    let insert = sql(
        "INSERT INTO sessions (token, owner, epoch, until) VALUES ($1, $2, \
         COALESCE((SELECT epoch FROM epochs WHERE owner = $2), 0), $3)",
        vec![
            text(kept(&token)),
            Param::Uuid(user.uuid()),
            Param::Number(until.timestamp_micros()),
        ],
    );
    writing.tx.run(&insert).await?;
    writing.commit().await?;
    Ok(Begun { token, user, until })
}

/// What is kept of a session's token.
fn kept(token: &str) -> String {
    random::hex(&Sha256::digest(token.as_bytes()))
}

/// Who asks, by a session that is good, with the desk as it is now.
pub struct Asker {
    /// Which member of the staff.
    pub user: UserId,
    /// Whoever that is besides.
    pub wearer: Wearer,
    /// The desk, as far as the database had it when the session was found.
    pub desk: Arc<Desk>,
}

impl Asker {
    /// The account.
    pub fn actor(&self) -> ActorId {
        self.user.into()
    }
}

impl FromRequestParts<Arc<Host>> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, host: &Arc<Host>) -> Result<Self, Problem> {
        let token = token(&parts.headers).ok_or_else(Problem::not_signed_in)?;
        // The session and the head of the log in one question: no decision is older than its session.
        let read = sql(
            "SELECT s.owner, l.head FROM sessions AS s CROSS JOIN log AS l \
             LEFT JOIN epochs AS e ON e.owner = s.owner \
             WHERE s.token = $1 AND s.until > $2 AND s.epoch = COALESCE(e.epoch, 0)",
            vec![text(kept(token)), Param::Number(now().timestamp_micros())],
        );
        let rows = host.db.all(&read).await?;
        let row = rows.first().ok_or_else(Problem::not_signed_in)?;
        let user = UserId::from_uuid(row.uuid(0)?);
        Ok(Self {
            user,
            wearer: host.wearer(user),
            desk: host.desk_at(row.number(1)?).await?,
        })
    }
}

/// The token of a bearer, or of the cookie.
fn token(headers: &HeaderMap) -> Option<&str> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    bearer.or_else(|| {
        let mut cookies = text(COOKIE)?.split(';').map(str::trim);
        cookies.find_map(|one| one.strip_prefix("session="))
    })
}

/// `POST /sign-out`
pub async fn sign_out(State(host): State<Arc<Host>>, headers: HeaderMap) -> Result<(), Problem> {
    let token = token(&headers).unwrap_or_default();
    let mut tx = host.db.begin().await?;
    tx.run(&sql(
        "DELETE FROM sessions WHERE token = $1",
        vec![text(kept(token))],
    ))
    .await?;
    Ok(tx.commit().await?)
}

impl From<NotHashed> for Problem {
    fn from(error: NotHashed) -> Self {
        Self::invalid("password", error)
    }
}

/// The id of this text.
pub fn id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::hidden())
}

impl From<CommitError> for DbError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Db(error) => error,
            CommitError::Stale | CommitError::Claimed => Self::Busy,
        }
    }
}
