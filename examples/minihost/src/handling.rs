//! What the staff does with a ticket: take it, pass it on, close it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use frontdesk::model::{ConversationFacts, ConversationId, Stream};
use frontdesk::{Handled, Handling, NotHandled, TicketCommand};

use crate::db::DbError;
use crate::host::{Host, now};
use crate::problem::No;
use crate::rows::{add_load, load, loads, update};
use crate::sign_in::{Asker, id};
use crate::store::{Cause, CommitError, Follows, Stored, Writing};

/// `POST /tickets/{id}`: take it, pass it on, close it.
pub async fn handle(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
    Json(command): Json<TicketCommand>,
) -> Result<Response, No> {
    let ticket = ConversationId::from_uuid(id(&ticket)?);
    let mut desk = asker.desk;
    for _ in 0..16 {
        let at = now();
        let loaded = load(&mut &host.db, desk.tenant(), &[ticket], 1)
            .await?
            .pop();
        let facts = loaded.ok_or_else(No::hidden)?.facts;
        let mut facts = host.timed(|| desk.complete(facts));
        let asked = Handling {
            user: asker.user,
            command,
            facts: &facts,
            loads: &BTreeMap::new(),
        };
        // What is hidden costs the database no question more than what is not there.
        if let Err(hidden @ NotHandled::NotFound) = host.timed(|| desk.handle(&asked, at)) {
            return Err(hidden.into());
        }
        let loads = loads(&mut &host.db, command.concerns(asker.user, &facts)).await?;
        let asked = Handling {
            loads: &loads,
            ..asked
        };
        let handled = host.timed(|| desk.handle(&asked, at))?;
        let cause = Cause::of(desk.tenant(), asker.user.into(), at);
        match commit(&host, cause, &handled, &mut facts).await {
            Err(CommitError::Stale) => desk = host.desk().await?,
            stored => {
                stored?;
                let version = facts.version.0;
                return Ok(Json(serde_json::json!({ "version": version })).into_response());
            }
        }
    }
    Err(CommitError::Stale.into())
}

async fn commit(
    host: &Host,
    cause: Cause,
    handled: &Handled,
    facts: &mut ConversationFacts,
) -> Result<(), CommitError> {
    if handled.change.events.is_empty() {
        return Ok(());
    }
    let mut writing = Writing::begin(&host.db, cause, Follows::Nobody).await?;
    write(&mut writing, handled, facts).await?;
    writing.commit().await
}

/// Stores what happens to a ticket, in a transaction that has begun: under what was relied on.
pub async fn write(
    writing: &mut Writing,
    handled: &Handled,
    facts: &mut ConversationFacts,
) -> Result<(), CommitError> {
    let touched = handled.loads.keys().copied().map(Stream::OperatorLoad);
    writing.hold(&handled.preconditions, touched).await?;
    let stream = Stream::Conversation(facts.id);
    for event in &handled.change.events {
        event.apply_to(facts).map_err(|_| DbError::Unreadable)?;
        let event = Stored::Ticket(event.clone());
        writing.append(stream, event).await?;
    }
    update(&mut writing.tx, facts).await?;
    for (user, by) in &handled.loads {
        writing.next(Stream::OperatorLoad(*user)).await?;
        add_load(&mut writing.tx, *user, *by).await?;
    }
    Ok(())
}
