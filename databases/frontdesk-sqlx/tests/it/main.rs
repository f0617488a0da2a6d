//! What is stored is what is read. Through real databases: the laws beside this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod ids;
mod masks;
mod send;
mod words;
