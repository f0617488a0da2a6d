//! The host from outside, over SQLite and over PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod attacks;
mod authzen;
mod client;
mod customers;
mod duties;
mod flat;
mod killed;
mod letters;
mod newcomer;
mod problems;
mod races;
mod readme;
mod stale;
mod start;
mod world;
