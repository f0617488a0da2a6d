//! Tests against the public interface.

// Tests fail by panicking; the lints are for library code.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

mod claim_rows;
mod contact_points;
mod customer;
mod door;
mod golden;
mod laws;
mod life;
mod lifecycle;
mod machine;
mod model;
mod personal;
mod portal;
mod portal_laws;
mod portal_machine;
mod portal_model;
mod sequences;
mod sign_in_index;
mod statements;
mod support;
mod takeover;
