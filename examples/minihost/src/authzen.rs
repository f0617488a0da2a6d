//! The Authorization API 1.0 of OpenID AuthZEN: a service asks about anybody, with the service's key.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use frontdesk::Desk;
use frontdesk::access::analysis::Subject;
use frontdesk::access::{Directory, ObjectKind, Permission};
use frontdesk::model::{ConversationFacts, ConversationId};
use frontdesk::visibility::{Filter, ListRequest, RightsHeld, SitesSeen, Viewing};
use frontdesk_sql::{After, PageRequest};
use frontdesk_standards::authzen::{
    ActionSearch, Asked, DecisionPoint, Entity, EvaluationRequest, EvaluationsRequest, Naming,
    Plain, ResourceQuestion, ResourceSearch, Rest, SubjectSearch, Tell, Unanswered, Unmapped,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::host::{Host, now};
use crate::problem::No;
use crate::{rows, tickets};

/// By what a service knows its request again.
const REQUEST_ID: &str = "x-request-id";

/// Sends the identifier of a request back with the answer, whatever that is (section 10.1 of the standard).
pub async fn identified(request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).cloned();
    let mut response = next.run(request).await;
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A service that asks, by its key, and the desk as it is now.
pub struct Service {
    desk: Arc<Desk>,
}

impl FromRequestParts<Arc<Host>> for Service {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, host: &Arc<Host>) -> Result<Self, No> {
        let header = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let key = header.and_then(|value| value.strip_prefix("Bearer "));
        match key {
            Some(key) if host.is_service(key) => Ok(Self {
                desk: host.desk().await?,
            }),
            _ => Err(No::not_signed_in()),
        }
    }
}

/// What the names mean: of a conversation the facts are those of the database, whatever its properties say.
struct Named {
    facts: BTreeMap<ConversationId, ConversationFacts>,
}

impl Naming for Named {
    fn object(&self, directory: &Directory, resource: &Entity) -> Result<Subject, Unmapped> {
        if self.kind(&resource.kind)? != ObjectKind::Conversation {
            return Plain.object(directory, resource);
        }
        let id = ticket(directory, resource);
        let facts = id.and_then(|id| self.facts.get(&id));
        facts
            .map(|facts| Subject::Conversation(Box::new(facts.clone())))
            .ok_or(Unmapped::NoSubject)
    }
}

fn ticket(directory: &Directory, resource: &Entity) -> Option<ConversationId> {
    Plain.id(directory.tenant(), &resource.id)
}

/// The facts of all conversations that are named.
async fn named<'a>(
    host: &Host,
    desk: &Desk,
    resources: impl Iterator<Item = &'a Entity>,
) -> Result<Named, No> {
    let is_ticket = |one: &&Entity| Plain.kind(&one.kind) == Ok(ObjectKind::Conversation);
    let ids = resources
        .filter(is_ticket)
        .filter_map(|one| ticket(desk.directory(), one));
    let mut facts = BTreeMap::new();
    for id in ids {
        for ticket in tickets::load(host, desk, &[id], 1).await? {
            facts.insert(id, ticket.facts);
        }
    }
    Ok(Named { facts })
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Response> {
    serde_json::from_slice(body).map_err(|_| bad("this is no such request"))
}

fn bad(text: impl ToString) -> Response {
    (StatusCode::BAD_REQUEST, text.to_string()).into_response()
}

fn said(answer: Result<impl Serialize, impl ToString>) -> Response {
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(no) => bad(no),
    }
}

/// `POST /access/v1/evaluation`
pub async fn evaluation(
    State(host): State<Arc<Host>>,
    service: Service,
    body: Bytes,
) -> Result<Response, Response> {
    let request: EvaluationRequest = read(&body)?;
    let named = named(&host, &service.desk, std::iter::once(&request.resource)).await;
    let named = named.map_err(IntoResponse::into_response)?;
    Ok(host.timed(|| {
        let point = DecisionPoint::new(service.desk.directory(), &named, Tell::Nothing);
        Json(point.evaluate(&request, now())).into_response()
    }))
}

/// `POST /access/v1/evaluations`
pub async fn evaluations(
    State(host): State<Arc<Host>>,
    service: Service,
    body: Bytes,
) -> Result<Response, Response> {
    let request: EvaluationsRequest = read(&body)?;
    let asked = request.asked().map_err(bad)?;
    let resources = match &asked {
        Asked::One(one) => vec![&one.resource],
        Asked::Several { requests, .. } => requests.iter().map(|one| &one.resource).collect(),
    };
    let named = named(&host, &service.desk, resources.into_iter()).await;
    let named = named.map_err(IntoResponse::into_response)?;
    Ok(host.timed(|| {
        let point = DecisionPoint::new(service.desk.directory(), &named, Tell::Nothing);
        said(point.evaluate_all(&request, now()))
    }))
}

/// `POST /access/v1/search/subject`
pub async fn subjects(
    State(host): State<Arc<Host>>,
    service: Service,
    body: Bytes,
) -> Result<Response, Response> {
    let search: SubjectSearch = read(&body)?;
    let named = named(&host, &service.desk, std::iter::once(&search.resource)).await;
    let named = named.map_err(IntoResponse::into_response)?;
    Ok(host.timed(|| {
        let point = DecisionPoint::new(service.desk.directory(), &named, Tell::Nothing);
        said(point.search_subjects(&search, now()))
    }))
}

/// `POST /access/v1/search/action`
pub async fn actions(
    State(host): State<Arc<Host>>,
    service: Service,
    body: Bytes,
) -> Result<Response, Response> {
    let search: ActionSearch = read(&body)?;
    let named = named(&host, &service.desk, std::iter::once(&search.resource)).await;
    let named = named.map_err(IntoResponse::into_response)?;
    Ok(host.timed(|| {
        let point = DecisionPoint::new(service.desk.directory(), &named, Tell::Nothing);
        said(point.search_actions(&search, now()))
    }))
}

/// `POST /access/v1/search/resource`: tickets, page by page, out of the database.
pub async fn resources(
    State(host): State<Arc<Host>>,
    service: Service,
    body: Bytes,
) -> Result<Response, Response> {
    let search: ResourceSearch = read(&body)?;
    let desk = &service.desk;
    let question = asked(&host, desk, &search)?;
    let found = listed(&host, desk, &question)
        .await
        .map_err(IntoResponse::into_response)?;
    let limit = limit(&question);
    let results = found.iter().take(limit);
    let entity = |id: &ConversationId| Plain.conversation(&question.resource_type, *id);
    let last = results.clone().next_back();
    let rest = match found.len() > limit {
        true => Rest::More(last.map(|id| id.uuid().simple().to_string())),
        false => Rest::Nothing,
    };
    let results = results.map(entity).collect();
    Ok(Json(question.page.answer(results, rest, None)).into_response())
}

fn asked(host: &Host, desk: &Desk, search: &ResourceSearch) -> Result<ResourceQuestion, Response> {
    let point = DecisionPoint::new(desk.directory(), &Plain, Tell::Nothing);
    match host.timed(|| point.resources_asked(search)) {
        Ok(question) if question.kind == ObjectKind::Conversation => Ok(question),
        // Other objects have no list here, and nor has a name that means nothing.
        Ok(_) | Err(Unanswered::Unmapped(_)) => {
            Err(said(point.search_resources(desk, &[], search, now())))
        }
        Err(Unanswered::Bad(no)) => Err(bad(no)),
    }
}

/// How many a page has: one less than a statement gives, to know whether there is another.
fn limit(question: &ResourceQuestion) -> usize {
    let asked = usize::try_from(question.page.limit()).unwrap_or(usize::MAX);
    asked.min(ListRequest::MAX_PAGE - 1)
}

async fn listed(
    host: &Host,
    desk: &Desk,
    question: &ResourceQuestion,
) -> Result<Vec<ConversationId>, No> {
    let at = now();
    let holder = desk.holder(question.actor).ok_or_else(No::hidden)?;
    let filter = |permission| Filter::of(&desk.catalogue().scopes_of(&holder, permission, at), at);
    // Of what he sees, those for which the decision is yes.
    let seen = filter(Permission::CONVERSATION_VIEW);
    let filter = filter(question.permission)
        .narrowed_to(&seen)
        .map_err(|_| No::hidden())?;
    let viewing = Viewing {
        filter,
        policy: desk.fields(),
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    let after = question.page.after().and_then(|key| key.parse().ok());
    let wanted = PageRequest {
        after: after.map(|ticket| After { key: None, ticket }),
        rows: limit(question) + 1,
        ..PageRequest::default()
    };
    let statement = host.timed(|| tickets::questions(host).page(&viewing, &wanted));
    let statement = statement
        .map_err(|no| No::invalid("not_asked", no))?
        .statement;
    Ok(rows::ids(&mut &host.db, &statement).await?)
}
