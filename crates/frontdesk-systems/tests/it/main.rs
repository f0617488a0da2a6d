//! What hosts rely on, through the public face of the crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod account_rules;
mod administration;
mod desk_statements;
mod escalation;
mod fill;
mod import_statements;
mod readers;
mod readers_bad_input;
mod readers_laws;
mod readers_noci;
mod readers_omnidesk;
mod readers_reach;
mod readers_talkme;
mod readers_uis;
mod register;
mod roles;
mod roles_catalogue;
mod roles_decisions;
mod roles_records;
mod roles_relations;
mod roles_statements;
mod statements;
mod visibility;
