//! One database, SQLite or PostgreSQL: the same statements for both.

use std::str::FromStr;
use std::time::{Duration, Instant};

use frontdesk_sql::{Dialect, Param, Statement};
use sqlx::error::ErrorKind;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    ColumnIndex, Decode, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, Type,
    TypeInfo, ValueRef,
};
use tokio::time::sleep;
use uuid::Uuid;

/// How long a file of SQLite is waited for.
const WAIT: Duration = Duration::from_secs(10);

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index has it already.
    #[error("it is there already")]
    Taken,
    /// The database let another transaction go first.
    #[error("another transaction was first")]
    Busy,
    /// A stored value cannot be read.
    #[error("a stored value cannot be read")]
    Unreadable,
    /// Anything else.
    #[error(transparent)]
    Other(sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(found) if found.kind() == ErrorKind::UniqueViolation => Self::Taken,
            // PostgreSQL: a serialization failure or a deadlock. SQLite: busy.
            Some(found)
                if matches!(
                    found.code().as_deref(),
                    Some("40001" | "40P01" | "5" | "517")
                ) =>
            {
                Self::Busy
            }
            _ => Self::Other(error),
        }
    }
}

impl From<frontdesk_sqlx::SendError> for DbError {
    fn from(_: frontdesk_sqlx::SendError) -> Self {
        Self::Unreadable
    }
}

impl From<serde_json::Error> for DbError {
    fn from(_: serde_json::Error) -> Self {
        Self::Unreadable
    }
}

/// The pool of connections.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// One transaction. What is not committed did not happen.
pub enum Tx {
    /// Of the file.
    Sqlite(Transaction<'static, Sqlite>),
    /// Of the server.
    Postgres(Transaction<'static, Postgres>),
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A number or a boolean.
    Number(i64),
    /// A text.
    Text(String),
    /// An id.
    Uuid(Uuid),
}

/// Where rows are read: in the pool, or in a transaction, which sees what it has written.
pub trait Reads: Send {
    /// All rows of a statement.
    fn all(
        &mut self,
        statement: &Statement,
    ) -> impl Future<Output = Result<Vec<Row>, DbError>> + Send;
}

impl Reads for &Db {
    async fn all(&mut self, statement: &Statement) -> Result<Vec<Row>, DbError> {
        Db::all(self, statement).await
    }
}

impl Reads for Tx {
    async fn all(&mut self, statement: &Statement) -> Result<Vec<Row>, DbError> {
        Self::all(self, statement).await
    }
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row(Vec<Value>);

impl Row {
    /// The number in this column.
    pub fn number(&self, at: usize) -> Result<i64, DbError> {
        match self.0.get(at) {
            Some(Value::Number(number)) => Ok(*number),
            _ => Err(DbError::Unreadable),
        }
    }

    /// The text in this column.
    pub fn text(&self, at: usize) -> Result<&str, DbError> {
        match self.0.get(at) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(DbError::Unreadable),
        }
    }

    /// The id in this column.
    pub fn uuid(&self, at: usize) -> Result<Uuid, DbError> {
        match self.0.get(at) {
            Some(Value::Uuid(uuid)) => Ok(*uuid),
            _ => Err(DbError::Unreadable),
        }
    }

    /// Whether there is nothing in this column.
    pub fn is_null(&self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Value::Null) | None)
    }
}

/// A statement of the host's own: placeholders are `$1`, `$2` for both databases.
pub fn sql(text: impl Into<String>, params: Vec<Param>) -> Statement {
    Statement {
        text: text.into(),
        params,
    }
}

/// A text as a parameter.
pub fn text(text: impl Into<String>) -> Param {
    Param::Text(text.into())
}

impl Db {
    /// Opens the database of this address, `sqlite:FILE` or `postgres://..`, with so many connections at
    /// most.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbError> {
        if url.starts_with("postgres") {
            let pool = PgPoolOptions::new().max_connections(connections);
            return Ok(Self::Postgres(pool.connect(url).await?));
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged is on the disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WAIT);
        let began = Instant::now();
        loop {
            let pool = SqlitePoolOptions::new().max_connections(connections);
            match pool
                .connect_with(options.clone())
                .await
                .map_err(DbError::from)
            {
                // Of several that open a new file one sets its journal, and SQLite lets no other wait for that.
                Err(DbError::Busy) if began.elapsed() < WAIT => sleep(WAIT / 1_000).await,
                pool => return Ok(Self::Sqlite(pool?)),
            }
        }
    }

    /// Which one it is.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        Ok(match self {
            // Of several that write the second waits here, and not in the middle.
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// All rows of a statement.
    pub async fn all(&self, statement: &Statement) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Sqlite(pool) => {
                let query = frontdesk_sqlx::sqlite(statement)?;
                query
                    .fetch_all(pool)
                    .await?
                    .iter()
                    .map(Row::of_sqlite)
                    .collect()
            }
            Self::Postgres(pool) => {
                let query = frontdesk_sqlx::postgres(statement)?;
                query
                    .fetch_all(pool)
                    .await?
                    .iter()
                    .map(Row::of_postgres)
                    .collect()
            }
        }
    }
}

impl Tx {
    /// All rows of a statement.
    pub async fn all(&mut self, statement: &Statement) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Sqlite(tx) => {
                let query = frontdesk_sqlx::sqlite(statement)?;
                query
                    .fetch_all(&mut **tx)
                    .await?
                    .iter()
                    .map(Row::of_sqlite)
                    .collect()
            }
            Self::Postgres(tx) => {
                let query = frontdesk_sqlx::postgres(statement)?;
                query
                    .fetch_all(&mut **tx)
                    .await?
                    .iter()
                    .map(Row::of_postgres)
                    .collect()
            }
        }
    }

    /// Does a statement; how many rows it changed.
    pub async fn run(&mut self, statement: &Statement) -> Result<u64, DbError> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = frontdesk_sqlx::sqlite(statement)?;
                query.execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let query = frontdesk_sqlx::postgres(statement)?;
                query.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Which database it is of.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Makes it true.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Row {
    fn of_sqlite(row: &SqliteRow) -> Result<Self, DbError> {
        let values = (0..row.len()).map(|at| {
            let raw = row.try_get_raw(at)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INTEGER" | "BOOLEAN" => Value::Number(get(row, at)?),
                "TEXT" => Value::Text(get(row, at)?),
                "BLOB" => Value::Uuid(get(row, at)?),
                _ => return Err(DbError::Unreadable),
            })
        });
        values.collect::<Result<_, _>>().map(Self)
    }

    fn of_postgres(row: &PgRow) -> Result<Self, DbError> {
        let values = (0..row.len()).map(|at| {
            let raw = row.try_get_raw(at)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INT8" => Value::Number(get(row, at)?),
                "BOOL" => Value::Number(i64::from(get::<_, bool>(row, at)?)),
                "TEXT" => Value::Text(get(row, at)?),
                "UUID" => Value::Uuid(get(row, at)?),
                _ => return Err(DbError::Unreadable),
            })
        });
        values.collect::<Result<_, _>>().map(Self)
    }
}

fn get<'r, R: sqlx::Row, T: Decode<'r, R::Database> + Type<R::Database>>(
    row: &'r R,
    at: usize,
) -> Result<T, DbError>
where
    usize: ColumnIndex<R>,
{
    Ok(row.try_get(at)?)
}
