//! The laws of visibility on real databases. Without an installed PostgreSQL its half is skipped, aloud;
//! `FRONTDESK_REQUIRE_POSTGRES=1` makes that a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod agree;
mod cluster;
mod columns;
mod index;
mod kept;
mod messages;
mod rls;
mod shards;
mod stored;
mod writes;
