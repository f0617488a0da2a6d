//! One table of tickets on three servers: the host asks one, and the tickets are on the other two.

use crate::ask::Database;
use crate::cluster::{Cluster, ClusterError};
use crate::desk::Desk;

/// How tickets are spread over the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// By the ticket: those of one tenant are on all servers, each of which answers a part.
    ByTicket,
    /// By the tenant: those of one tenant are on one server, and the others are not asked.
    ByTenant,
}

/// Three clusters: one that is asked, and two on which the partitions of its table of tickets are.
#[derive(Debug)]
pub struct Shards {
    front: Cluster,
    shards: [Cluster; 2],
}

/// The database on each of the three.
const DATABASE: &str = "desk";

impl Shards {
    /// Starts them, with these lines more in each one's `postgresql.conf`.
    ///
    /// # Errors
    /// When no PostgreSQL is installed, and when one does not start.
    pub fn start(settings: &[&str]) -> Result<Self, ClusterError> {
        let mut front = settings.to_vec();
        // Without it a page sorts all shards' tickets at the front, and a count fetches them.
        front.push("enable_partitionwise_aggregate = on");
        front.push("enable_partitionwise_join = on");
        Ok(Self {
            front: Cluster::start(&front)?,
            shards: [Cluster::start(settings)?, Cluster::start(settings)?],
        })
    }

    /// Makes the tables of the desk, empty, and connects to the one that is asked.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn database(
        &self,
        desk: &Desk,
        spread: Spread,
    ) -> Result<Database, Box<dyn std::error::Error + Send + Sync>> {
        let mut front = Database::postgres(&self.front, DATABASE).await?;
        let by = match spread {
            Spread::ByTicket => "PARTITION BY HASH (id)",
            Spread::ByTenant => "PARTITION BY HASH (tenant)",
        };
        for table in desk.tables(by) {
            front.run(&table).await?;
        }
        front.run("CREATE EXTENSION postgres_fdw").await?;
        for (at, shard) in self.shards.iter().enumerate() {
            let mut database = Database::postgres(shard, DATABASE).await?;
            // The sets stay in front: a shard has the tickets alone.
            for table in desk.tables("").iter().take(1) {
                database.run(table).await?;
            }
            let folder = shard.folder().display();
            let spread_over = self.shards.len();
            front
                .run(&format!(
                    "CREATE SERVER shard_{at} FOREIGN DATA WRAPPER postgres_fdw OPTIONS \
                     (host '{folder}', dbname '{DATABASE}', fetch_size '1000', batch_size '1000', \
                     async_capable 'true', extensions 'postgres_fdw');
                     CREATE USER MAPPING FOR PUBLIC SERVER shard_{at} OPTIONS \
                     (user 'postgres', password_required 'false');
                     CREATE FOREIGN TABLE tickets_{at} PARTITION OF tickets \
                     FOR VALUES WITH (MODULUS {spread_over}, REMAINDER {at}) \
                     SERVER shard_{at} OPTIONS (table_name 'tickets')"
                ))
                .await?;
            database.close().await?;
        }
        Ok(front)
    }

    /// Runs these statements on each server that has tickets.
    ///
    /// # Errors
    /// As sqlx.
    pub async fn on_each(
        &self,
        text: &str,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        for shard in &self.shards {
            let mut database = Database::connect(shard, "postgres", DATABASE).await?;
            database.run(text).await?;
            database.close().await?;
        }
        Ok(())
    }
}
