//! The tables. `{uuid}` is the type of an id: a `uuid` of PostgreSQL, 16 bytes of SQLite.

use frontdesk_sql::Dialect;

use crate::db::{Db, DbError, Tx, sql};

/// Up to the events, whose triggers are made before the rest: to make an index or a trigger locks its table,
/// even where it is there, and whoever writes holds the events before the claims.
const LOG: &[&str] = &[
    // What was imported, and stays as it was: events say what changed since.
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS hats (owner {uuid} NOT NULL, customer {uuid} NOT NULL, \
     PRIMARY KEY (owner, customer))",
    // The head counts the events of people, rights and roles, in the order of their commits.
    "CREATE TABLE IF NOT EXISTS log (one BIGINT PRIMARY KEY, head BIGINT NOT NULL)",
    // Whoever loads holds the head first: what locks the other tables comes behind it here, too.
    "INSERT INTO log (one, head) VALUES (1, 0) ON CONFLICT (one) DO NOTHING",
    "CREATE TABLE IF NOT EXISTS events (stream TEXT NOT NULL, sequence BIGINT NOT NULL, \
     position BIGINT UNIQUE, envelope TEXT NOT NULL, PRIMARY KEY (stream, sequence))",
];

const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS personal (stream TEXT NOT NULL, sequence BIGINT NOT NULL, \
     value TEXT NOT NULL, PRIMARY KEY (stream, sequence))",
    "CREATE TABLE IF NOT EXISTS streams (stream TEXT PRIMARY KEY, version BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS audits (at BIGINT NOT NULL, value TEXT NOT NULL)",
    // The desk as of a position of the log.
    "CREATE TABLE IF NOT EXISTS snapshots (position BIGINT PRIMARY KEY, state TEXT NOT NULL)",
    // Duties that are not done in the transaction of their event, and what stands in for sending.
    "CREATE TABLE IF NOT EXISTS outbox (stream TEXT NOT NULL, sequence BIGINT NOT NULL, \
     place BIGINT NOT NULL, key {uuid} NOT NULL UNIQUE, entry TEXT NOT NULL, token TEXT, \
     tries BIGINT NOT NULL, PRIMARY KEY (stream, sequence, place))",
    "CREATE TABLE IF NOT EXISTS letters (key {uuid} PRIMARY KEY, stream TEXT NOT NULL, \
     at BIGINT NOT NULL, entry TEXT NOT NULL, token TEXT)",
    // Identity: claims are the unique index, verifiers and sessions are nobody else's.
    "CREATE TABLE IF NOT EXISTS claims (tenant {uuid} NOT NULL, kind TEXT NOT NULL, \
     value TEXT NOT NULL, normalizer BIGINT, holder {uuid} NOT NULL, \
     PRIMARY KEY (tenant, kind, value))",
    "CREATE INDEX IF NOT EXISTS claims_holder ON claims (holder)",
    "CREATE TABLE IF NOT EXISTS verifiers (kind TEXT NOT NULL, owner {uuid} NOT NULL, \
     version BIGINT NOT NULL, verifier TEXT NOT NULL, PRIMARY KEY (kind, owner))",
    "CREATE TABLE IF NOT EXISTS epochs (kind TEXT NOT NULL, owner {uuid} NOT NULL, \
     epoch BIGINT NOT NULL, PRIMARY KEY (kind, owner))",
    "CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, kind TEXT NOT NULL, \
     owner {uuid} NOT NULL, epoch BIGINT NOT NULL, until BIGINT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS sessions_until ON sessions (until)",
    // What no desk holds: customers' accounts, and groups with their members.
    "CREATE TABLE IF NOT EXISTS portal_accounts (customer {uuid} PRIMARY KEY, record TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS group_records (id {uuid} PRIMARY KEY, record TEXT NOT NULL)",
    // Tickets, by the columns that the statements of frontdesk-sql ask.
    "CREATE TABLE IF NOT EXISTS tickets (tenant {uuid} NOT NULL, id {uuid} NOT NULL, \
     version BIGINT NOT NULL, created_at BIGINT NOT NULL, assignee {uuid}, bot {uuid}, state TEXT, \
     offered_to {uuid}, in_group {uuid}, site {uuid}, questionnaire {uuid}, channel TEXT, \
     creator {uuid}, requester {uuid}, organization {uuid}, privacy TEXT, deleted BOOLEAN NOT NULL, \
     spam BOOLEAN NOT NULL, guest_epoch BIGINT NOT NULL, facts TEXT NOT NULL, body TEXT NOT NULL, \
     PRIMARY KEY (tenant, id))",
    "CREATE TABLE IF NOT EXISTS participants (ticket {uuid} NOT NULL, member {uuid} NOT NULL, \
     PRIMARY KEY (ticket, member))",
    "CREATE TABLE IF NOT EXISTS mentioned (ticket {uuid} NOT NULL, member {uuid} NOT NULL, \
     PRIMARY KEY (ticket, member))",
    "CREATE TABLE IF NOT EXISTS copied (ticket {uuid} NOT NULL, member {uuid} NOT NULL, \
     since BIGINT NOT NULL, PRIMARY KEY (ticket, member))",
    "CREATE TABLE IF NOT EXISTS user_groups (owner {uuid} NOT NULL, member {uuid} NOT NULL, \
     PRIMARY KEY (owner, member))",
    // How much everybody holds: what a limit counts.
    "CREATE TABLE IF NOT EXISTS loads (owner {uuid} PRIMARY KEY, open BIGINT NOT NULL)",
];

/// Events are written once.
const APPEND_ONLY_SQLITE: &[&str] = &[
    "CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events \
     BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS events_remain BEFORE DELETE ON events \
     BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
];
const APPEND_ONLY_POSTGRES: &[&str] = &[
    "CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE OR REPLACE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events \
     FOR EACH ROW EXECUTE FUNCTION events_stay()",
];

/// Makes the tables that are not there yet.
pub async fn create(db: &Db) -> Result<(), DbError> {
    let (uuid, append_only) = match db.dialect() {
        Dialect::Sqlite => ("BLOB", APPEND_ONLY_SQLITE),
        Dialect::Postgres => ("UUID", APPEND_ONLY_POSTGRES),
    };
    let mut tx = db.begin().await?;
    lock(&mut tx).await?;
    for table in LOG.iter().chain(append_only).chain(TABLES) {
        tx.run(&sql(table.replace("{uuid}", uuid), Vec::new()))
            .await?;
    }
    tx.commit().await
}

/// How many indexes the table of tickets has.
pub async fn indexes(tx: &mut Tx) -> Result<i64, DbError> {
    let count = match tx.dialect() {
        Dialect::Sqlite => "SELECT count(*) FROM pragma_index_list('tickets')",
        Dialect::Postgres => "SELECT count(*) FROM pg_index WHERE indrelid = 'tickets'::regclass",
    };
    let rows = tx.all(&sql(count, vec![])).await?;
    rows.first().ok_or(DbError::Unreadable)?.number(0)
}

/// Two replicas may begin on one database at once.
pub async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Postgres {
        let lock = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(72707464)) AS locked";
        tx.run(&sql(lock, vec![])).await?;
    }
    Ok(())
}
