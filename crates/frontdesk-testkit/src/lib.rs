//! For tests, here and in hosts: a cast of named people, builders, generators, and a second
//! evaluator written from the prose of the rules.
//!
//! ```
//! use frontdesk_access::Permission;
//! use frontdesk_testkit::{BuildConversation, assert_allows, assert_denies, cast};
//!
//! let roles = cast::roles();
//! let anna = cast::anna(); // the operator: answers her own conversations
//! let hers = cast::chat(1).in_work_with(cast::ANNA);
//! let his = cast::chat(2).in_work_with(cast::BORIS);
//!
//! let reply = Permission::CONVERSATION_REPLY;
//! assert_allows!(roles, anna, reply, hers, cast::noon());
//! assert_denies!(roles, anna, reply, his, cast::noon(), "not_granted");
//! ```
//!
//! # What the test must do
//!
//! 1. Take a person of the [`cast`] where a name explains the case better than a number.
//! 2. Change the person or the conversation by the builders [`BuildHolder`], [`BuildConversation`].
//! 3. Hold a law over [`strategy::question`]: a record, a right, an object and a moment.
//! 4. Compare the engine with [`naive`], never with a copy of the engine.
//!
//! # Concepts
//!
//! A [`Thing`] is an object of a question that owns its facts, so that it can be stored in a table
//! or generated; [`Thing::resource`] makes the engine's borrowed form. [`naive::Object`] is the
//! same object as text.
//!
//! # Determinism
//!
//! The cast and the naive evaluator are plain data and plain functions. The generators are driven
//! by proptest, which has its own seed: this crate alone of the workspace may reach a random
//! source, and it is a dependency of tests only.
//!
//! # What it does not do
//!
//! It has no catalogue of a real product: those are in `frontdesk-systems`. The naive evaluator is
//! slow on purpose and gives no reasons, only the step that decided.

mod assert;
mod build;
pub mod cast;
pub mod naive;
mod rename;
pub mod strategy;
mod thing;
pub mod todo;

pub use assert::{Answer, AsObject, Asked, judge};
pub use build::{BuildConversation, BuildHolder};
pub use rename::{Renaming, renaming};
pub use thing::Thing;
