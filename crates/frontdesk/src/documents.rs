//! The documents of the repository, so that their examples are tests.

#[doc = include_str!("../../../README.md")]
struct Readme;
