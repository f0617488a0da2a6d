//! The tests of frontdesk-contact: laws, attacks, grammar tables and golden files.

// Tests fail by panicking, and read the tables they wrote themselves.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

mod attacks;
mod golden;
mod laws;
mod normalizer;
mod privacy;
mod tables;
