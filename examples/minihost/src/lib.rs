//! A small host: people, roles and tickets over HTTP, in SQLite or PostgreSQL. See README.md.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};

pub mod accounts;
pub mod authzen;
pub mod columns;
pub mod db;
pub mod duties;
pub mod handling;
pub mod host;
pub mod people;
pub mod portal;
pub mod problem;
pub mod random;
pub mod rows;
pub mod schema;
pub mod seed;
pub mod sign_in;
pub mod store;
pub mod tickets;
pub mod tour;

use frontdesk_standards::authzen::path;
use host::Host;

/// Everything that is answered.
pub fn router(host: Arc<Host>) -> Router {
    Router::new()
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/activate", post(people::activate))
        .route("/reset", post(people::reset))
        .route("/password", post(people::password))
        .route("/people", get(people::list))
        .route("/people/{id}", get(people::one).post(people::change))
        .route("/roles", get(people::roles))
        .route("/rights", post(people::rights))
        .route("/invitations", post(people::invite))
        .route("/tickets", get(tickets::list))
        .route("/tickets/count", get(tickets::count))
        .route("/tickets/{id}", get(tickets::one).post(handling::handle))
        .route("/tickets/{id}/why", get(tickets::why))
        .route("/portal/sign-in", post(portal::sign_in))
        .route("/portal/password", post(portal::password))
        .route("/portal/tickets", get(tickets::portal_list))
        .route("/portal/tickets/{id}", get(tickets::portal_one))
        .route("/times", get(times))
        .fallback(async || problem::No::hidden())
        .layer(middleware::map_response(problem::unread))
        .merge(services())
        .layer(middleware::from_fn_with_state(Arc::clone(&host), timed))
        .with_state(host)
}

/// The paths of the standard.
fn services() -> Router<Arc<Host>> {
    Router::new()
        .route(path::EVALUATION, post(authzen::evaluation))
        .route(path::EVALUATIONS, post(authzen::evaluations))
        .route(path::SEARCH_SUBJECT, post(authzen::subjects))
        .route(path::SEARCH_ACTION, post(authzen::actions))
        .route(path::SEARCH_RESOURCE, post(authzen::resources))
        .layer(middleware::from_fn(authzen::identified))
}

async fn timed(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let response = next.run(request).await;
    host.times.requests.fetch_add(1, Ordering::Relaxed);
    host::count(&host.times.in_requests, began.elapsed());
    response
}

/// `GET /times`, for services: how long requests took, and how long the processor was in frontdesk's functions, in
/// nanoseconds.
async fn times(State(host): State<Arc<Host>>, _: authzen::Service) -> Json<serde_json::Value> {
    Json(serde_json::json!({
        "requests": host.times.requests.load(Ordering::Relaxed),
        "in_requests": host.times.in_requests.load(Ordering::Relaxed),
        "in_crates": host.times.in_crates.load(Ordering::Relaxed),
    }))
}
