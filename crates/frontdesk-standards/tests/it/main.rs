//! The tests of the crate in one binary. A test may stop at the first surprise, so it may unwrap.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

mod asserts;
mod laws;
mod pages;
mod problems;
mod resources;
mod samples;
mod standard;
mod todo;
mod told;
