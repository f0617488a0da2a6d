//! Questions about the model, against brute force over generated worlds of three people and three
//! roles: what analysis claims is decided again, and what is decided is looked for in its claims.

mod data;
mod diff;
mod people;
mod realize;
mod roles;
mod separation;
mod what;
mod who;
mod wide;
mod worlds;

use proptest::test_runner::Config as ProptestConfig;

/// So many cases where others have 256, each of thousands of questions; `PROPTEST_CASES` asks for
/// more of these in proportion.
pub(super) fn few(of_256: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: (default.cases.saturating_mul(of_256) / 256).max(1),
        failure_persistence: None,
        ..default
    }
}
