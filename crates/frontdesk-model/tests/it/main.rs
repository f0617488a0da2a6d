//! What the model promises, from outside.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test may fail loudly, print what it counted and read its own golden files"
)]

mod availability;
mod channel;
mod external;
mod goldens;
mod ids;
mod labels;
mod language;
mod outbox;
mod record;
mod relations;
mod validity;
