//! Tests against the public interface.

// Tests fail by panicking; the lints are for library code.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

mod golden;
mod laws;
mod statements;
mod support;
