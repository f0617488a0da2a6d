//! The tests of the front door, and of the workspace as a whole.
// Tests may panic, print and look at the disk; the rules that forbid it hold for src/.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

mod administer;
mod desk;
mod desk_file;
mod field_rights;
mod findings;
mod handle;
mod own_profile;
mod purity;
mod rows;
mod schema;
mod sight;
mod what_if;
mod why;
mod world;
