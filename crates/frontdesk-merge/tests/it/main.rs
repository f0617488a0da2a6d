//! The tests of the crate in one binary. A test may stop at the first surprise, so it may unwrap.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

mod account;
mod attacks;
mod cast;
mod customers;
mod golden;
mod laws;
mod rights;
mod size;
mod statements;
