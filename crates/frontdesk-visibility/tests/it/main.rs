//! The tests of the crate in one binary. A test may stop at the first surprise, so it may unwrap.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

mod attacks;
mod changes;
mod conformance;
mod copied;
mod generate;
mod golden;
mod hats;
mod index;
mod laws;
mod matrix;
mod naive;
mod noninterference;
mod query;
mod quick;
mod requests;
mod sorted;
mod statements;
mod surfaces;
mod tabs;
mod twins;
mod world;
