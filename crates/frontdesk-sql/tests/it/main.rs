//! The statements, asked of real databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod atoms;
mod database;
mod messages;
mod orders;
mod plans;
mod policies;
mod rows;
mod shapes;
mod sqlite;
mod texts;
mod ways;
