//! The tests of the command-line desk, and of the documents that quote it.
// Tests may panic, index and look at the disk; the rules that forbid it hold for src/.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

mod bad_input;
mod changes;
mod commands;
mod documents;
mod findings;
mod folder;
mod golden;
mod hats;
mod invite;
mod people;
mod rights;
mod sight;
mod terminal;
