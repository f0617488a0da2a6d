//! What somebody sees of tickets: lists, counts, one, and why.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use frontdesk::model::{ConversationId, CustomerId, UserId};
use frontdesk::visibility::{
    Column, Direction, Field, Granted, ListRequest, Sort, Ticket, Value, View, Viewing,
};
use frontdesk::{Desk, Object, Question};
use frontdesk_sql::{After, PageRequest, Param, Sql, Walk};
use serde::{Deserialize, Serialize};

use crate::db::DbError;
use crate::host::{Host, now};
use crate::problem::No;
use crate::rows;
use crate::sign_in::{Asker, Visitor, id};

/// What somebody asks of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    after: Option<String>,
    #[serde(default = "fifty")]
    limit: usize,
}

const fn fifty() -> usize {
    50
}

/// A page.
#[derive(Serialize)]
struct Page<'a> {
    tickets: Vec<View<'a>>,
    next: Option<String>,
}

/// `GET /tickets`
pub async fn list(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Query(asked): Query<Asked>,
) -> Result<Response, No> {
    let at = now();
    let viewing = host.timed(|| asker.desk.viewing(asker.wearer.clone(), at));
    let viewing = viewing.map_err(|_| No::hidden())?;
    page(&host, &asker.desk, &viewing, asked).await
}

/// `GET /portal/tickets`
pub async fn portal_list(
    State(host): State<Arc<Host>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, No> {
    let viewing = portal(&host, &visitor)?;
    page(&host, &visitor.desk, &viewing, asked).await
}

fn portal<'a>(host: &Host, visitor: &'a Visitor) -> Result<Viewing<'a>, No> {
    let viewing = host.timed(|| visitor.desk.portal_viewing(visitor.wearer.clone(), now()));
    Ok(viewing?)
}

async fn page(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    asked: Asked,
) -> Result<Response, No> {
    let request = ListRequest {
        sort: Some(Sort {
            by: Column::Field(Field::CreatedAt),
            direction: Direction::Descending,
        }),
        page_size: asked.limit,
        cursor: asked.after,
        ..ListRequest::default()
    };
    let query = host.timed(|| viewing.query_signed(&request, &host.cursors));
    let query = query?;
    let after = query.after().map(|(value, ticket)| After {
        key: match value {
            Some(Value::Moment(at)) => Some(Param::Number(at.timestamp_micros())),
            _ => None,
        },
        ticket,
    });
    // One more than the page, to know whether there is another; of the longest page its end is not known.
    let rows = ListRequest::MAX_PAGE.min(asked.limit.saturating_add(1));
    let wanted = PageRequest {
        sort: request.sort.clone(),
        after,
        rows,
        walk: Walk::fitting(&viewing.filter),
        ..PageRequest::default()
    };
    let selection = host.timed(|| questions(host).page(viewing, &wanted));
    let selection = selection.map_err(not_asked)?;
    let mut ids = rows::ids(&mut &host.db, &selection.statement).await?;
    let more = ids.len() == rows;
    ids.truncate(asked.limit);
    let tickets = load(host, desk, &ids, asked.limit).await?;
    Ok(host.timed(|| {
        let shown: Vec<Granted<'_>> = tickets
            .iter()
            .filter_map(|one| viewing.open(one).ok())
            .collect();
        let last = shown.last().filter(|_| more);
        let page = Page {
            next: last.map(|last| query.cursor_after(*last)),
            tickets: shown.iter().map(Granted::project).collect(),
        };
        Json(page).into_response()
    }))
}

/// `GET /tickets/count`
pub async fn count(State(host): State<Arc<Host>>, asker: Asker) -> Result<Response, No> {
    let statement = host.timed(|| {
        let viewing = asker.desk.viewing(asker.wearer.clone(), now());
        viewing.map(|viewing| questions(&host).count(&viewing.filter))
    });
    let statement = statement.map_err(|_| No::hidden())?.map_err(not_asked)?;
    let rows = host.db.all(&statement).await?;
    let count = rows.first().ok_or(DbError::Unreadable)?.number(0)?;
    Ok(Json(serde_json::json!({ "count": count })).into_response())
}

/// `GET /tickets/{id}`
pub async fn one(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
) -> Result<Response, No> {
    let viewing = host.timed(|| asker.desk.viewing(asker.wearer.clone(), now()));
    let viewing = viewing.map_err(|_| No::hidden())?;
    view(&host, &asker.desk, &viewing, &ticket).await
}

/// `GET /portal/tickets/{id}`
pub async fn portal_one(
    State(host): State<Arc<Host>>,
    visitor: Visitor,
    Path(ticket): Path<String>,
) -> Result<Response, No> {
    let viewing = portal(&host, &visitor)?;
    view(&host, &visitor.desk, &viewing, &ticket).await
}

async fn view(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    ticket: &str,
) -> Result<Response, No> {
    let ticket = seen(host, desk, viewing, ticket).await?;
    let view = host.timed(|| {
        viewing
            .open(&ticket)
            .map(|granted| Json(granted.project()).into_response())
    });
    view.map_err(|_| No::hidden())
}

/// The ticket, if the viewer sees it. Of one that is hidden and one that is not there the database is asked
/// the same.
pub async fn seen(
    host: &Host,
    desk: &Desk,
    viewing: &Viewing<'_>,
    ticket: &str,
) -> Result<Ticket, No> {
    let ticket = ConversationId::from_uuid(id(ticket)?);
    let statement = host.timed(|| questions(host).one(&viewing.filter, ticket));
    let found = rows::ids(&mut &host.db, &statement.map_err(not_asked)?).await?;
    let mut loaded = load(host, desk, &found, 1).await?;
    loaded.pop().ok_or_else(No::hidden)
}

/// The tickets with these ids, as the desk completes them.
pub async fn load(
    host: &Host,
    desk: &Desk,
    ids: &[ConversationId],
    room: usize,
) -> Result<Vec<Ticket>, DbError> {
    let tickets = rows::load(&mut &host.db, desk.tenant(), ids, room).await?;
    let complete = |ticket: Ticket| Ticket {
        facts: desk.complete(ticket.facts),
        ..ticket
    };
    Ok(host.timed(|| tickets.into_iter().map(complete).collect()))
}

/// What is asked of the database.
pub const fn questions(host: &Host) -> Sql<'_> {
    Sql {
        dialect: host.db.dialect(),
        mapping: &host.mapping,
    }
}

fn not_asked(error: impl ToString) -> No {
    No::invalid("not_asked", error)
}

/// What somebody asks about another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedWhy {
    user: Option<UserId>,
    customer: Option<CustomerId>,
    permission: Option<String>,
}

/// `GET /tickets/{id}/why?user=..&permission=..`
pub async fn why(
    State(host): State<Arc<Host>>,
    asker: Asker,
    Path(ticket): Path<String>,
    Query(asked): Query<AskedWhy>,
) -> Result<Response, No> {
    let (desk, at) = (&asker.desk, now());
    let viewing = host.timed(|| desk.viewing(asker.wearer.clone(), at));
    let viewing = viewing.map_err(|_| No::hidden())?;
    let ticket = seen(&host, desk, &viewing, &ticket).await?;
    let name = asked.permission.as_deref().unwrap_or("conversation.view");
    let permission = desk.catalogue().permission(name);
    let permission = permission.map_err(|no| No::invalid("permission", no))?;
    let about = match (asked.user, asked.customer) {
        (Some(user), None) => user.into(),
        (None, Some(customer)) => customer.into(),
        _ => return Err(No::invalid("about", "name one user or one customer")),
    };
    host.timed(|| {
        if !desk.may_ask_why(asker.user, about, at) {
            return Err(No::hidden());
        }
        let question = Question {
            actor: about,
            permission,
            object: Object::Ticket(&ticket),
        };
        let why = desk.why(&question, at).map_err(|_| No::hidden())?;
        Ok(Json(why).into_response())
    })
}
