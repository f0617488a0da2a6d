//! The same tickets in SQLite, in memory, with an index that covers each question.

use rusqlite::{Connection, params_from_iter};

use super::world::{Flat, ME, Operator};

pub struct Sqlite(Connection);

/// One way to say a question.
#[derive(Clone)]
pub struct Asked {
    text: String,
    numbers: Vec<i64>,
}

impl Sqlite {
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().expect("memory");
        connection
            .execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000000;
                 CREATE TABLE ticket (
                     tenant INTEGER NOT NULL, id INTEGER NOT NULL, assignee INTEGER NOT NULL,
                     grp INTEGER NOT NULL, site INTEGER NOT NULL, in_work INTEGER NOT NULL,
                     made INTEGER NOT NULL, active INTEGER NOT NULL,
                     PRIMARY KEY (tenant, id)
                 ) WITHOUT ROWID;",
            )
            .expect("a table");
        Self(connection)
    }

    pub fn load(&mut self, tenant: u64, tickets: impl Iterator<Item = Flat>) {
        let transaction = self.0.transaction().expect("a transaction");
        {
            let mut insert = transaction
                .prepare("INSERT INTO ticket VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
                .expect("a statement");
            for one in tickets {
                let numbers = [tenant, one.number, one.assignee, one.group, one.site];
                let moments = [i64::from(one.in_work), one.made, one.active];
                let all = numbers
                    .map(|number| number as i64)
                    .into_iter()
                    .chain(moments);
                insert.execute(params_from_iter(all)).expect("a row");
            }
        }
        transaction.commit().expect("all of it");
    }

    pub fn index(&self) {
        self.0
            .execute_batch(
                "CREATE INDEX by_assignee ON ticket (tenant, assignee, site, id);
                 CREATE INDEX by_group ON ticket (tenant, grp, in_work, site, assignee, id);
                 CREATE INDEX by_made ON ticket (tenant, made, grp, in_work, site, assignee, id);
                 CREATE INDEX by_active ON ticket (tenant, active, grp, in_work, site, assignee, id);
                 ANALYZE;",
            )
            .expect("indexes");
    }

    /// The numbers that the statement gives.
    pub fn ask(&self, asked: &Asked) -> Vec<i64> {
        let mut statement = self.0.prepare_cached(&asked.text).expect("a statement");
        let rows = statement.query_map(params_from_iter(&asked.numbers), |row| row.get(0));
        rows.expect("rows")
            .map(|row| row.expect("a number"))
            .collect()
    }
}

fn marks(count: u64) -> String {
    vec!["?"; count as usize].join(", ")
}

impl Asked {
    /// List and count by two indexes, whose rows have nothing in common.
    pub fn union(tenant: u64, of: &Operator, what: &str) -> Self {
        let sites = of.sites.map_or(String::new(), |count| {
            format!(" AND site IN ({})", marks(count))
        });
        let groups = marks(of.groups);
        let inner = format!(
            "SELECT id FROM ticket INDEXED BY by_assignee WHERE tenant = ? AND assignee = ?{sites}
             UNION ALL
             SELECT id FROM ticket INDEXED BY by_group
             WHERE tenant = ? AND grp IN ({groups}) AND in_work = 1{sites} AND assignee <> ?"
        );
        let tenant = [tenant as i64];
        let (me, sites) = ([ME as i64], 0..of.sites.unwrap_or(0) as i64);
        let groups = 0..of.groups as i64;
        let first = tenant.into_iter().chain(me).chain(sites.clone());
        let second = tenant.into_iter().chain(groups).chain(sites).chain(me);
        Self {
            text: format!("SELECT {what} FROM ({inner})"),
            numbers: first.chain(second).collect(),
        }
    }

    /// A page along one index.
    pub fn page(tenant: u64, of: &Operator, by: &str) -> Self {
        let sites = of.sites.map_or(String::new(), |count| {
            format!(" AND site IN ({})", marks(count))
        });
        let groups = marks(of.groups);
        let text = format!(
            "SELECT id FROM ticket INDEXED BY by_{by}
             WHERE tenant = ? AND (assignee = ? OR (grp IN ({groups}) AND in_work = 1)){sites}
             ORDER BY {by} DESC LIMIT 50"
        );
        let numbers = [tenant as i64, ME as i64]
            .into_iter()
            .chain(0..of.groups as i64);
        Self {
            text,
            numbers: numbers.chain(0..of.sites.unwrap_or(0) as i64).collect(),
        }
    }
}
