//! A connection to either database, and what is asked over it.

use frontdesk_model::{ConversationFacts, ConversationId, Id, Kind};
use frontdesk_sql::{Dialect, Param, Statement};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};
use sqlx::{PgConnection, SqliteConnection};

use crate::cluster::Cluster;
use crate::desk::{Desk, SETS, copy_line};
use crate::world::World;

/// A connection. What goes wrong is an error of sqlx, of the database or of the glue, and ends the test.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Whatever goes wrong.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Rows of either.
enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

/// For every row of either; the answer is a list, or the first error.
macro_rules! each {
    ($rows:expr, $row:ident => $read:expr) => {
        match $rows {
            Rows::Sqlite(rows) => rows.iter().map(|$row| $read).collect(),
            Rows::Postgres(rows) => rows.iter().map(|$row| $read).collect(),
        }
    };
}

impl Database {
    /// SQLite in memory. sqlx asks it in a thread of its own: that one does not wait until rows are taken.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn sqlite() -> Result<Self, Failure> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .row_buffer_size(1 << 20);
        Ok(Self::Sqlite(options.connect().await?))
    }

    /// A new empty database of this name in the cluster.
    ///
    /// # Errors
    /// As sqlx, and when there is one of this name.
    pub async fn postgres(cluster: &Cluster, name: &str) -> Result<Self, Failure> {
        let mut first = Self::connect(cluster, "postgres", "postgres").await?;
        first.run(&format!("CREATE DATABASE {name}")).await?;
        Self::connect(cluster, "postgres", name).await
    }

    /// A database that is there, as this role.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn connect(cluster: &Cluster, role: &str, database: &str) -> Result<Self, Failure> {
        let connection = cluster.options(role, database).connect().await?;
        Ok(Self::Postgres(connection))
    }

    /// Which it is.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs these statements as they are, without values.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn run(&mut self, text: &str) -> Result<(), Failure> {
        let query = sqlx::raw_sql(AssertSqlSafe(text));
        match self {
            Self::Sqlite(connection) => {
                connection.execute(query).await?;
            }
            Self::Postgres(connection) => {
                connection.execute(query).await?;
            }
        }
        Ok(())
    }

    /// Stores these tickets in the tables of the desk.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn store<'f>(
        &mut self,
        desk: &Desk,
        tickets: impl IntoIterator<Item = &'f ConversationFacts>,
    ) -> Result<(), Failure> {
        self.run("BEGIN").await?;
        let mut sets = SETS.map(|set| (set, Vec::new()));
        let mut rows = Vec::new();
        for facts in tickets {
            let row = desk.row(facts);
            for (set, row) in desk.members(facts) {
                let of = sets.iter_mut().find(|(name, _)| *name == set);
                of.into_iter().for_each(|(_, rows)| rows.push(row.clone()));
            }
            rows.push(row);
            if rows.len() == 10_000 {
                self.insert("tickets", &rows).await?;
                rows.clear();
            }
        }
        self.insert("tickets", &rows).await?;
        for (set, rows) in &sets {
            self.insert(set, rows).await?;
        }
        self.run("COMMIT").await
    }

    /// Stores what is said in the tickets of these worlds, which are stored, and what was read of it.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn tell(&mut self, desk: &Desk, worlds: &[World]) -> Result<(), Failure> {
        self.run("BEGIN").await?;
        let (mut messages, mut reads) = (Vec::new(), Vec::new());
        for world in worlds {
            for ticket in world.told() {
                messages.extend(desk.messages(&ticket));
                self.rows(&desk.told(&ticket)).await?;
            }
            reads.extend(world.reads().into_iter().map(|one| desk.read(one)));
        }
        self.insert("messages", &messages).await?;
        self.insert("reads", &reads).await?;
        self.run("COMMIT").await
    }

    async fn insert(&mut self, table: &str, rows: &[Vec<Option<Param>>]) -> Result<(), Failure> {
        match self {
            Self::Postgres(connection) => {
                let mut text = String::new();
                for row in rows {
                    let row: Vec<Option<&Param>> = row.iter().map(Option::as_ref).collect();
                    copy_line(&row, &mut text);
                }
                let copy = format!("COPY {table} FROM STDIN");
                let mut copy = connection.copy_in_raw(&copy).await?;
                copy.send(text.into_bytes()).await?;
                copy.finish().await?;
            }
            Self::Sqlite(connection) => {
                // So many at once that all their values have placeholders (SQLite: 32,766).
                for rows in rows.chunks(500) {
                    let mut params = Vec::new();
                    let tuples: Vec<String> = rows
                        .iter()
                        .map(|row| format!("({})", places(row, &mut params)))
                        .collect();
                    let text = format!("INSERT INTO {table} VALUES {}", tuples.join(", "));
                    let statement = Statement { text, params };
                    let query = frontdesk_sqlx::sqlite(&statement)?.persistent(false);
                    query.execute(&mut *connection).await?;
                }
            }
        }
        Ok(())
    }

    async fn rows(&mut self, statement: &Statement) -> Result<Rows, Failure> {
        Ok(match self {
            Self::Sqlite(connection) => Rows::Sqlite(
                frontdesk_sqlx::sqlite(statement)?
                    .fetch_all(connection)
                    .await?,
            ),
            Self::Postgres(connection) => {
                let query = frontdesk_sqlx::postgres(statement)?;
                Rows::Postgres(query.fetch_all(connection).await?)
            }
        })
    }

    /// The ids in the first column.
    ///
    /// # Errors
    /// As sqlx, and when the column holds something else.
    pub async fn ids(
        &mut self,
        desk: &Desk,
        statement: &Statement,
    ) -> Result<Vec<ConversationId>, Failure> {
        let rows = self.rows(statement).await?;
        let ids: Result<_, sqlx::Error> =
            each!(&rows, row => frontdesk_sqlx::id(row, 0, desk.ids()));
        Ok(ids?)
    }

    /// The ids of a page, and what it is sorted by, where that is a text.
    ///
    /// # Errors
    /// As sqlx, and when the columns hold something else.
    pub async fn placed(
        &mut self,
        desk: &Desk,
        statement: &Statement,
    ) -> Result<Vec<(ConversationId, Option<String>)>, Failure> {
        let rows = self.rows(statement).await?;
        let placed: Result<_, sqlx::Error> = each!(&rows, row => {
            Ok((frontdesk_sqlx::id(row, 0, desk.ids())?, row.try_get(1)?))
        });
        Ok(placed?)
    }

    /// Ids and how many of each: null first or last, as the statement says.
    ///
    /// # Errors
    /// As sqlx, and when the columns hold something else.
    pub async fn counted<K: Kind>(
        &mut self,
        desk: &Desk,
        statement: &Statement,
    ) -> Result<Vec<(Option<Id<K>>, i64)>, Failure> {
        let rows = self.rows(statement).await?;
        let counted: Result<_, sqlx::Error> = each!(&rows, row => {
            Ok((frontdesk_sqlx::id_if_any(row, 0, desk.ids())?, row.try_get(1)?))
        });
        Ok(counted?)
    }

    /// Ranks and how many of each.
    ///
    /// # Errors
    /// As sqlx, and when the columns hold something else.
    pub async fn ranked(
        &mut self,
        statement: &Statement,
    ) -> Result<Vec<(Option<i64>, i64)>, Failure> {
        let rows = self.rows(statement).await?;
        let ranked: Result<_, sqlx::Error> =
            each!(&rows, row => Ok((row.try_get(0)?, row.try_get(1)?)));
        Ok(ranked?)
    }

    /// The numbers in the first column.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn numbers(&mut self, statement: &Statement) -> Result<Vec<i64>, Failure> {
        let rows = self.rows(statement).await?;
        let numbers: Result<Vec<i64>, sqlx::Error> = each!(&rows, row => row.try_get(0));
        Ok(numbers?)
    }

    /// The number in the first column of the one row.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn number(&mut self, statement: &Statement) -> Result<i64, Failure> {
        let numbers = self.numbers(statement).await?;
        match numbers.as_slice() {
            [one] => Ok(*one),
            other => Err(format!("{} rows", other.len()).into()),
        }
    }

    /// The texts in the first column, as those of a plan.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn texts(&mut self, statement: &Statement) -> Result<Vec<String>, Failure> {
        // SQLite's plan has its text in the fourth column.
        let at = match self {
            Self::Sqlite(_) if statement.text.starts_with("EXPLAIN QUERY PLAN") => 3,
            Self::Sqlite(_) | Self::Postgres(_) => 0,
        };
        let rows = self.rows(statement).await?;
        let texts: Result<Vec<String>, sqlx::Error> = each!(&rows, row => row.try_get(at));
        Ok(texts?)
    }

    /// The connection, where it is one to PostgreSQL.
    pub const fn as_postgres(&mut self) -> Option<&mut PgConnection> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(connection) => Some(connection),
        }
    }

    /// Says good-bye.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn close(self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(connection) => connection.close().await?,
            Self::Postgres(connection) => connection.close().await?,
        }
        Ok(())
    }
}

/// A placeholder for every value, and the values into these.
fn places(row: &[Option<Param>], params: &mut Vec<Param>) -> String {
    let places: Vec<String> = row
        .iter()
        .map(|value| match value {
            None => "NULL".to_owned(),
            Some(value) => {
                params.push(value.clone());
                // Without a number: with thousands of numbers SQLite looks each up among all.
                "?".to_owned()
            }
        })
        .collect();
    places.join(", ")
}
