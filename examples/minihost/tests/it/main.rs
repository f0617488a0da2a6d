//! The host from outside, over SQLite and over PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod attacks;
mod client;
mod customers;
mod duties;
mod killed;
mod races;
mod readme;
mod start;
mod world;
