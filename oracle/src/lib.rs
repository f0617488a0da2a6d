//! The same access questions put to `frontdesk-access` and to Cedar; the answers must be the same.
//!
//! 1. [`generate`] makes a [`World`]: roles, people's records, and questions directed so that about
//!    half of them are allowed.
//! 2. [`export`] writes the world as Cedar policies and entities: the *facts* of every object and
//!    record as attributes, each grant a `permit`, each restriction a `forbid`, each relation of the
//!    catalogue as Cedar text written from its prose. Nothing of the engine under test is used.
//! 3. [`Exported::answer`](export::Exported::answer) asks Cedar, once for the right and once for each
//!    right that it needs.
//! 4. [`run`] compares both [`Verdict`]s, the determining policies with the reasons, and counts every
//!    [`feature`](features).
//! 5. [`Wrong`] lists wrong engines. A run that exports one of them must find a difference: the
//!    comparison is not blind.
//!
//! See `README.md` for what is compared, what is not, and the figures.

// Cedar takes std hash maps. What is generated here is right by construction: an export that Cedar
// does not read is a fault of this crate, and a run that cannot go on stops.
#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod export;
pub mod features;
pub mod generate;
mod record;
mod rights;
pub mod run;
mod verdict;
mod world;
mod wrong;

pub use rights::Rights;
pub use verdict::Verdict;
pub use world::{Question, World};
pub use wrong::Wrong;
