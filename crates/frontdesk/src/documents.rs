//! The documents of the repository, so that every Rust block in them is compiled and run by
//! `cargo test`. Nothing of this is part of the crate.

#[doc = include_str!("../../../README.md")]
struct Readme;

#[doc = include_str!("../../../CONTRIBUTING.md")]
struct Contributing;

#[doc = include_str!("../../../docs/adopting-access.md")]
struct AdoptingAccess;

#[doc = include_str!("../../../docs/questions.md")]
struct Questions;
