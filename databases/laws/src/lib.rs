//! One rule, asked in memory, in SQLite and in PostgreSQL: what the tests and the measurements of this
//! workspace share.
//!
//! A [`Cluster`] is a PostgreSQL of one's own. A [`Desk`] is a host's tables in either database. A
//! [`World`] is one tenant with a viewer and tickets, generated.

mod ask;
mod cluster;
mod desk;
pub mod operator;
mod shards;
mod world;

pub use ask::Database;
pub use cluster::{Cluster, ClusterError, required, shared};
pub use desk::{Desk, Row};
pub use shards::{Shards, Spread};
pub use world::{Hats, World, worlds};

/// Runs what is asynchronous, on this thread, to its end.
///
/// # Panics
/// When the operating system refuses a runtime what it needs.
#[expect(clippy::expect_used, reason = "nothing can be tried without one")]
pub fn run<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(what)
}
