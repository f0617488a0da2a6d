//! Customers at the door: an account of the portal, its sign-in and its password.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use frontdesk::contact::Email;
use frontdesk::identity::{
    ClaimRow, Decided, PortalAccount, PortalCommand, PortalEntry, PortalEvent, PortalSession,
    PortalWay, decide_portal, enter_portal,
};
use frontdesk::model::{ActorId, CustomerId};
use frontdesk_sql::Param;
use serde::Deserialize;

use crate::db::{Db, DbError, Tx, sql, text};
use crate::host::{Host, now};
use crate::people::{OwnPassword, choosable};
use crate::problem::No;
use crate::sign_in::{self, Visitor, begin, entered, known};
use crate::store::{Cause, CommitError, Follows, Writing};

/// What is typed at the door.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    address: String,
    password: String,
}

/// `POST /portal/sign-in`
pub async fn sign_in(
    State(host): State<Arc<Host>>,
    Json(typed): Json<SignIn>,
) -> Result<Response, No> {
    let key = host.timed(|| Email::parse(&typed.address).map(|email| email.key()));
    let claim = key.map(|key| ("portal.address".to_owned(), key.value().to_owned()));
    let claim = claim.ok();
    for _ in 0..8 {
        let found = known(&host, "customer", claim.clone(), &typed.password).await?;
        // A wrong password costs no question more than an address that is not there.
        let account = match found.as_ref().filter(|found| found.is_right) {
            Some(found) => account(&host.db, CustomerId::from_uuid(found.owner)).await?,
            None => None,
        };
        // The password of the account, and not one that was there before.
        let version = account.as_ref().and_then(PortalAccount::password);
        let version = sign_in::version(version);
        let is_right = found.is_some_and(|one| one.is_right && Some(one.version) == version);
        let way = match is_right {
            true => PortalWay::Password,
            false => PortalWay::WrongPassword,
        };
        let desk = host.desk().await?;
        let facts = host.portal(desk.tenant(), PortalSession::Stranger);
        let entry = host.timed(|| enter_portal(account.as_ref(), &way, &facts, now()));
        let (PortalEntry::Full, Some(account)) = (entry, account) else {
            return Err(No::not_signed_in());
        };
        let customer = account.customer().into();
        match begin(&host, &desk, customer, account.precondition()).await {
            Err(CommitError::Stale) => {}
            begun => return Ok(entered(begun?)),
        }
    }
    Err(CommitError::Stale.into())
}

/// `POST /portal/password`: every session ends, this one too.
pub async fn password(
    State(host): State<Arc<Host>>,
    visitor: Visitor,
    Json(typed): Json<OwnPassword>,
) -> Result<StatusCode, No> {
    let ActorId::Customer(customer) = visitor.actor else {
        return Err(No::hidden());
    };
    let old = sign_in::own(&host, visitor.actor, typed.old).await?;
    let verifier = {
        let account = account(&host.db, customer).await?;
        let email = account.as_ref().and_then(PortalAccount::email);
        choosable(&host, &typed.new, email.map(Email::as_typed))?;
        sign_in::hashed(&host, typed.new).await?
    };
    let command = PortalCommand::SetPassword { verifier };
    for _ in 0..8 {
        let (account, at) = (account(&host.db, customer).await?, now());
        // The old one may have been replaced since it was compared.
        let current = account.as_ref().and_then(PortalAccount::password);
        if sign_in::version(current) != Some(old) {
            return Err(No::not_signed_in());
        }
        let facts = host.portal(visitor.desk.tenant(), PortalSession::Full);
        let decided = host.timed(|| decide_portal(account.as_ref(), &command, &facts, at))?;
        let cause = Cause::of(visitor.desk.tenant(), visitor.actor, at);
        let mut writing = Writing::begin(&host.db, cause, Follows::Nobody).await?;
        match store(&mut writing, account, customer, decided).await {
            Err(CommitError::Stale) => {}
            stored => {
                stored?;
                writing.commit().await?;
                host.duties.notify_one();
                return Ok(StatusCode::NO_CONTENT);
            }
        }
    }
    Err(CommitError::Stale.into())
}

/// The account of a customer.
async fn account(db: &Db, customer: CustomerId) -> Result<Option<PortalAccount>, DbError> {
    let read = "SELECT record FROM portal_accounts WHERE customer = $1";
    let rows = db
        .all(&sql(read, vec![Param::Uuid(customer.uuid())]))
        .await?;
    let read = |row: &crate::db::Row| Ok(serde_json::from_str(row.text(0)?)?);
    rows.first().map(read).transpose()
}

/// Stores what happens to an account, under the account as it was: events, record, claims and password.
/// Gives the account afterwards.
pub async fn store(
    writing: &mut Writing,
    account: Option<PortalAccount>,
    customer: CustomerId,
    decided: Decided<PortalEvent>,
) -> Result<Option<PortalAccount>, CommitError> {
    let relied = account.as_ref().map(PortalAccount::precondition);
    let relied = relied.into_iter().collect();
    writing.hold(&relied, std::iter::empty()).await?;
    let mut after = account;
    for event in &decided.events {
        let applied = match &mut after {
            None => PortalAccount::begin(event).map(|account| after = Some(account)),
            Some(account) => account.apply(event),
        };
        applied.map_err(|_| DbError::Unreadable)?;
    }
    writing
        .portal_events(customer, decided.events, None)
        .await?;
    writing
        .claims(customer.into(), &ClaimRow::of_portal(after.as_ref()))
        .await?;
    if let Some(account) = &after {
        keep(&mut writing.tx, account).await?;
    }
    if let Some(sealed) = decided.sealed {
        writing.verifier(sealed).await?;
    }
    Ok(after)
}

async fn keep(tx: &mut Tx, account: &PortalAccount) -> Result<(), DbError> {
    let record = serde_json::to_string(account)?;
    let keep = "INSERT INTO portal_accounts (customer, record) VALUES ($1, $2) \
                ON CONFLICT (customer) DO UPDATE SET record = excluded.record";
    let params = vec![Param::Uuid(account.customer().uuid()), text(record)];
    tx.run(&sql(keep, params)).await?;
    Ok(())
}
