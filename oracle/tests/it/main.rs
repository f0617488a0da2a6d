//! 10,000 cases in which both engines answer alike, and the proof that they would not if one were
//! wrong.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test prints what it counts and stops where it fails"
)]

mod agree;
mod blind;
