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
use frontdesk::identity::{
    Claim, ClaimRow, CredentialFacts, LoginSpace, Verifier, can_sign_in, login_key,
};
use frontdesk::model::{ActorId, Precondition, UserId};
use frontdesk::{Desk, Wearer};
use frontdesk_sql::Param;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::accounts::{owned, owner};
use crate::db::{DbError, sql, text};
use crate::host::{Host, now};
use crate::problem::No;
use crate::random;
use crate::store::{Cause, CommitError, Follows, Writing};

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
pub struct Begun {
    token: String,
    id: Uuid,
    until: DateTime<Utc>,
}

/// `POST /sign-in`
pub async fn sign_in(
    State(host): State<Arc<Host>>,
    Json(typed): Json<SignIn>,
) -> Result<Response, No> {
    let space = typed.at;
    let key = host.timed(|| login_key(&typed.login));
    let claim = key.map(|key| BTreeSet::from([Claim::Login { space, key }]));
    // A stale account is looked at again.
    for _ in 0..8 {
        let desk = host.desk().await?;
        // Whose the row is nobody knows yet, and the key of the row does not say.
        let unknown = UserId::from_uuid(Uuid::nil());
        let row = claim
            .as_ref()
            .map(|claim| ClaimRow::of_claims(desk.tenant(), unknown, claim));
        let row = row.and_then(|mut rows| rows.pop_first());
        let row = row.map(|row| (row.kind, row.value));
        let found = known(&host, "user", row, &typed.password).await?;
        let found = found.filter(|found| found.is_right);
        let user = found.map(|found| (UserId::from_uuid(found.owner), found.version));
        let person = user.and_then(|(user, version)| Some((desk.person(user)?, version)));
        let (person, version) = person.ok_or_else(No::not_signed_in)?;
        let opens = host.timed(|| can_sign_in(&person.user).is_allow());
        let current = self::version(person.user.record().credentials.as_ref());
        if !opens || current != Some(version) {
            return Err(No::not_signed_in());
        }
        match begin(&host, &desk, person.id().into(), person.user.precondition()).await {
            Err(CommitError::Stale) => {}
            begun => return Ok(entered(begun?)),
        }
    }
    Err(CommitError::Stale.into())
}

/// The answer to who has come in.
pub fn entered(begun: Begun) -> Response {
    let cookie = format!("session={}; HttpOnly; SameSite=Strict; Path=/", begun.token);
    ([(SET_COOKIE, cookie)], Json(begun)).into_response()
}

/// Whose a claim is.
pub struct Known {
    /// The id of the account.
    pub owner: Uuid,
    /// The version of its password.
    pub version: i64,
    /// Whether the password that was typed is this one.
    pub is_right: bool,
}

/// Who has this claim and a password, and whether it is this one. Where there is no such account, it takes
/// as long.
pub async fn known(
    host: &Host,
    kind: &str,
    claim: Option<(String, String)>,
    password: &str,
) -> Result<Option<Known>, No> {
    let mut found = None;
    if let Some((of, value)) = claim {
        let read = sql(
            "SELECT c.holder, v.version, v.verifier FROM claims AS c \
             JOIN verifiers AS v ON v.kind = $1 AND v.owner = c.holder \
             WHERE c.kind = $2 AND c.value = $3",
            vec![text(kind), text(of), text(value)],
        );
        if let Some(row) = host.db.all(&read).await?.first() {
            found = Some((row.uuid(0)?, row.number(1)?, row.text(2)?.to_owned()));
        }
    }
    let verifier = found
        .as_ref()
        .map_or(&host.nobody, |(_, _, verifier)| verifier);
    let (password, verifier) = (password.to_owned(), verifier.clone());
    let checked = host.slowly(move || is_password(&password, &verifier));
    let is_right = checked.await.unwrap_or(false);
    Ok(found.map(|(owner, version, _)| Known {
        owner,
        version,
        is_right,
    }))
}

/// Which version of the password of an account this is, if it is it. Whoever replaces it compares the version
/// again as of the account that his decision relies on.
pub async fn own(host: &Host, actor: ActorId, password: String) -> Result<i64, No> {
    let (kind, id) = owner(actor);
    let read = "SELECT version, verifier FROM verifiers WHERE kind = $1 AND owner = $2";
    let read = sql(read, vec![text(kind), Param::Uuid(id)]);
    let rows = host.db.all(&read).await?;
    let row = rows.first().ok_or_else(No::not_signed_in)?;
    let (version, verifier) = (row.number(0)?, row.text(1)?.to_owned());
    let checked = host.slowly(move || is_password(&password, &verifier)).await;
    match checked {
        Some(true) => Ok(version),
        _ => Err(No::not_signed_in()),
    }
}

/// The version of the password that an account has now.
pub fn version(credentials: Option<&CredentialFacts>) -> Option<i64> {
    credentials.map(|facts| i64::from(facts.version))
}

/// The verifier of a new password.
pub async fn hashed(host: &Host, password: String) -> Result<Verifier, NotHashed> {
    let hashed = host.slowly(move || hash(&password)).await;
    parsed(hashed.ok_or(NotHashed)??)
}

/// Begins a session, while the account is as it was when it was found to open.
pub async fn begin(
    host: &Host,
    desk: &Desk,
    actor: ActorId,
    relied: Precondition,
) -> Result<Begun, CommitError> {
    let cause = Cause::of(desk.tenant(), actor, now());
    let until = cause.at + SESSION;
    let mut writing = Writing::begin(&host.db, cause, Follows::Nobody).await?;
    writing.hold(&[relied].into(), std::iter::empty()).await?;
    let token = random::hex(&random::bytes::<32>());
    let (kind, id) = owner(actor);
    let insert = sql(
        "INSERT INTO sessions (token, kind, owner, epoch, until) VALUES ($1, $2, $3, \
         COALESCE((SELECT epoch FROM epochs WHERE kind = $2 AND owner = $3), 0), $4)",
        vec![
            text(kept(&token)),
            text(kind),
            Param::Uuid(id),
            Param::Number(until.timestamp_micros()),
        ],
    );
    writing.tx.run(&insert).await?;
    writing.commit().await?;
    Ok(Begun { token, id, until })
}

/// Takes out the sessions that have lasted long enough.
pub async fn forget_ended(host: &Host) -> Result<(), DbError> {
    let mut tx = host.db.begin().await?;
    let ended = Param::Number(now().timestamp_micros());
    let forget = "DELETE FROM sessions WHERE until <= $1";
    tx.run(&sql(forget, vec![ended])).await?;
    tx.commit().await
}

/// What is kept of a session's token.
fn kept(token: &str) -> String {
    random::hex(&Sha256::digest(token.as_bytes()))
}

/// Whoever has a session that is good, with the desk as it is now.
pub struct Visitor {
    /// The account that signed in.
    pub actor: ActorId,
    /// Whoever that is besides.
    pub wearer: Wearer,
    /// The desk, as far as the database had it when the session was found.
    pub desk: Arc<Desk>,
}

impl FromRequestParts<Arc<Host>> for Visitor {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, host: &Arc<Host>) -> Result<Self, No> {
        let token = token(&parts.headers).ok_or_else(No::not_signed_in)?;
        // The session and the head of the log in one question: no decision is older than its session.
        let read = sql(
            "SELECT s.kind, s.owner, l.head FROM sessions AS s CROSS JOIN log AS l \
             LEFT JOIN epochs AS e ON e.kind = s.kind AND e.owner = s.owner \
             WHERE s.token = $1 AND s.until > $2 AND s.epoch = COALESCE(e.epoch, 0)",
            vec![text(kept(token)), Param::Number(now().timestamp_micros())],
        );
        let rows = host.db.all(&read).await?;
        let row = rows.first().ok_or_else(No::not_signed_in)?;
        let actor = owned(row.text(0)?, row.uuid(1)?)?;
        Ok(Self {
            actor,
            wearer: host.wearer(actor),
            desk: host.desk_at(row.number(2)?).await?,
        })
    }
}

/// The same, of the staff: a customer's session opens nothing else.
pub struct Asker {
    /// Which member of the staff.
    pub user: UserId,
    /// Whoever that is besides.
    pub wearer: Wearer,
    /// The desk.
    pub desk: Arc<Desk>,
}

impl Asker {
    /// The account.
    pub fn actor(&self) -> ActorId {
        self.user.into()
    }
}

impl FromRequestParts<Arc<Host>> for Asker {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, host: &Arc<Host>) -> Result<Self, No> {
        let visitor = Visitor::from_request_parts(parts, host).await?;
        Ok(Self {
            user: visitor.actor.user().ok_or_else(No::not_signed_in)?,
            wearer: visitor.wearer,
            desk: visitor.desk,
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
pub async fn sign_out(State(host): State<Arc<Host>>, headers: HeaderMap) -> Result<(), No> {
    let token = token(&headers).unwrap_or_default();
    let mut tx = host.db.begin().await?;
    tx.run(&sql(
        "DELETE FROM sessions WHERE token = $1",
        vec![text(kept(token))],
    ))
    .await?;
    Ok(tx.commit().await?)
}

impl From<NotHashed> for No {
    fn from(error: NotHashed) -> Self {
        Self::invalid("password", error)
    }
}

/// The id of this text.
pub fn id(text: &str) -> Result<Uuid, No> {
    text.parse().map_err(|_| No::hidden())
}

impl From<CommitError> for DbError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Db(error) => error,
            CommitError::Stale | CommitError::Claimed => Self::Busy,
        }
    }
}
