//! What is sent to a database: a text with placeholders, and their values.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A statement for one database: `text` has a placeholder for each of `params`, in their order (`$1` for
/// PostgreSQL, `?1` for SQLite); one placeholder may stand in several places. The text depends on the shape
/// of the question, on the mapping, and in a column of numbers on whether an id has one; never on a value or
/// on the length of a list, so that a database can keep its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The text.
    pub text: String,
    /// What stands for its placeholders: the first is the tenant.
    pub params: Vec<Param>,
}

/// The value of a placeholder, in the form that the column has.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// A `bigint`, or an integer of SQLite.
    Number(i64),
    /// A text.
    Text(String),
    /// A `uuid`; for SQLite its 16 bytes.
    Uuid(Uuid),
    /// A `timestamptz`.
    Moment(DateTime<Utc>),
    /// A `bigint[]`. Of PostgreSQL alone: for SQLite every list is a JSON array in [`Text`](Self::Text).
    Numbers(Vec<i64>),
    /// A `text[]`, likewise.
    Texts(Vec<String>),
    /// A `uuid[]`, likewise.
    Uuids(Vec<Uuid>),
}
