//! Ways in and out by public standards: the Authorization API 1.0 of OpenID AuthZEN, and problems of
//! RFC 9457.
//!
//! ```
//! use frontdesk::model::{ActorId, UserId};
//! use frontdesk::UnknownActor;
//! use frontdesk_standards::Problem;
//!
//! // What may not be known is answered as what is not there, byte for byte.
//! let hidden = Problem::of(&UnknownActor(ActorId::User(UserId::from_number(17))));
//! assert_eq!(hidden, Problem::not_found());
//! assert_eq!(
//!     serde_json::to_string(&hidden)?,
//!     r#"{"type":"about:blank","title":"Not Found","status":404}"#
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Authenticate who asks the [`DecisionPoint`](authzen::DecisionPoint): it answers about anybody. Give
//!    [`Tell::Administrator`](authzen::Tell::Administrator) to administrators alone.
//! 2. Read a body as the request type of its endpoint; what cannot be read, and a
//!    [`BadRequest`](authzen::BadRequest), is status 400 with the error as its text. Everything else is
//!    status 200, a no as well. Send an `X-Request-ID` back as it came.
//! 3. Say what its names mean: [`Naming`](authzen::Naming). Take the facts of an object from its own store
//!    wherever it has them; what stands in the properties is the asker's word.
//! 4. Answer every other refusal by [`Problem::of`], as `application/problem+json` under
//!    [`Problem::status`].
//!
//! # Concepts
//!
//! | Noun | Meaning |
//! |---|---|
//! | [`authzen::EvaluationRequest`], [`authzen::EvaluationsRequest`] | may this subject do that to this resource; several at once |
//! | [`authzen::SubjectSearch`], [`authzen::ResourceSearch`], [`authzen::ActionSearch`] | who may, to what, and what |
//! | [`authzen::DecisionPoint`] | the answers, out of a directory |
//! | [`authzen::Metadata`] | the document at `/.well-known/authzen-configuration` |
//! | [`Problem`], [`Refused`] | a command's no as a document of RFC 9457 |
//!
//! # Determinism
//!
//! The same request, directory and moment give the same response, byte for byte.
//!
//! # What it does not do
//!
//! It speaks no HTTP and authenticates nobody. No rule lives here: access decides, visibility lists.
//! It signs no metadata and has no SCIM.

pub mod authzen;
mod problem;

pub use problem::{MEDIA_TYPE, Problem, ProblemReason, Refused};
