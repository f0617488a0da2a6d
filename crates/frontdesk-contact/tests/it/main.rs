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
mod characters;
mod confusables;
mod fold;
mod golden;
mod idna;
mod isemail;
mod laws;
mod normalizer;
mod phones;
mod precis;
mod privacy;
mod tables;
mod vectors;
mod zones;
