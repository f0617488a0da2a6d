//! A statement as a query of sqlx.

use frontdesk_sql::{Param, Statement};
use sqlx::error::BoxDynError;
use sqlx::query::Query;
use sqlx::{Arguments, AssertSqlSafe};

/// The statement cannot be sent to this database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The value of this placeholder, from 1, is of a kind that the database does not have: the statement
    /// was made for another one.
    #[error("the value of placeholder {0} is nothing for this database")]
    OtherDatabase(usize),
    /// sqlx refused a value.
    #[error("a value cannot be encoded")]
    Encode(#[source] BoxDynError),
}

/// The statement for SQLite, with its values bound. sqlx prepares it once for each connection, by its text.
///
/// # Errors
/// When it was made for PostgreSQL.
#[cfg(feature = "sqlite")]
pub fn sqlite(
    statement: &Statement,
) -> Result<Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>, SendError> {
    let mut values = sqlx::sqlite::SqliteArguments::default();
    for (at, param) in (1..).zip(&statement.params) {
        let added = match param {
            Param::Number(number) => values.add(*number),
            Param::Text(text) => values.add(text.as_str()),
            Param::Uuid(uuid) => values.add(*uuid),
            Param::Moment(_) | Param::Numbers(_) | Param::Texts(_) | Param::Uuids(_) => {
                return Err(SendError::OtherDatabase(at));
            }
        };
        added.map_err(SendError::Encode)?;
    }
    // The text is closed: names are quoted, and every value is one of those bound above.
    let text = AssertSqlSafe(statement.text.clone());
    Ok(sqlx::query_with(text, values))
}

/// The statement for PostgreSQL, with its values bound. sqlx prepares it once for each connection, by its
/// text; `.persistent(false)` where a pooler hands out another connection for each transaction and keeps no
/// prepared statements.
///
/// # Errors
/// When sqlx refuses a value.
#[cfg(feature = "postgres")]
pub fn postgres(
    statement: &Statement,
) -> Result<Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments>, SendError> {
    let mut values = sqlx::postgres::PgArguments::default();
    for param in &statement.params {
        let added = match param {
            Param::Number(number) => values.add(*number),
            Param::Text(text) => values.add(text.as_str()),
            Param::Uuid(uuid) => values.add(*uuid),
            Param::Moment(at) => values.add(*at),
            Param::Numbers(all) => values.add(all.as_slice()),
            Param::Texts(all) => values.add(all.as_slice()),
            Param::Uuids(all) => values.add(all.as_slice()),
        };
        added.map_err(SendError::Encode)?;
    }
    let text = AssertSqlSafe(statement.text.clone());
    Ok(sqlx::query_with(text, values))
}
