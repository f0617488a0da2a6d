//! One replica: its database, and the desk that it keeps up to date from the log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use chrono::{DateTime, Utc};
use frontdesk::access::{Role, RoleAssignment};
use frontdesk::assignment::Adviser;
use frontdesk::model::uuid::Uuid;
use frontdesk::model::{Availability, CustomerId, GroupId, OrganizationId, Standing, UserId};
use frontdesk::visibility::{CursorKey, FieldId, Use};
use frontdesk::{Customer, Desk, DeskFile, Imported, ImportedField, Wearer};
use frontdesk_sql::{Mapping, Param};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::db::{Db, DbError, sql, text};
use crate::{random, schema, sign_in, store, tickets};

/// One replica.
pub struct Host {
    /// The database, which other replicas use as well.
    pub db: Db,
    /// Which columns hold the facts of tickets.
    pub mapping: Mapping,
    /// The key of cursors, the same for all replicas.
    pub cursors: CursorKey,
    /// The digest of the key of a service that asks about anybody.
    service: Vec<u8>,
    /// A verifier of no password: what is checked where there is no account.
    pub nobody: String,
    /// Who of the staff is which customers besides.
    hats: BTreeMap<UserId, BTreeSet<CustomerId>>,
    replica: RwLock<Replica>,
    following: Mutex<()>,
    /// Where the time goes.
    pub times: Times,
}

/// The desk as of a position of the log.
struct Replica {
    desk: Arc<Desk>,
    position: i64,
}

/// Nanoseconds.
#[derive(Debug, Default)]
pub struct Times {
    /// How many requests there were.
    pub requests: AtomicU64,
    /// In requests, from the first byte to the last.
    pub in_requests: AtomicU64,
    /// In frontdesk's functions.
    pub in_crates: AtomicU64,
}

/// What was imported once, as JSON in the settings.
#[derive(Serialize, Deserialize)]
pub struct Base {
    /// The desk file.
    pub desk_file: String,
    /// The roles.
    pub roles: Vec<Role>,
    /// The customers.
    pub customers: Vec<BaseCustomer>,
    /// The groups with their names.
    pub groups: BTreeMap<GroupId, String>,
    /// The added fields with their titles.
    pub fields: BTreeMap<FieldId, (String, Use)>,
    /// The names of whatever else has an id.
    pub names: BTreeMap<Uuid, String>,
    /// How everybody works.
    pub work: BTreeMap<UserId, (Availability, Adviser)>,
}

/// A customer, who has no serialized form of his own.
#[derive(Serialize, Deserialize)]
pub struct BaseCustomer {
    pub id: CustomerId,
    pub name: String,
    pub organizations: BTreeSet<OrganizationId>,
    pub roles: Vec<RoleAssignment>,
    pub standing: Standing,
}

impl Base {
    /// The desk before the first event.
    fn desk(self) -> Result<(Desk, Work), DbError> {
        let file = DeskFile::parse(self.desk_file.as_bytes());
        let file = file.map_err(|_| DbError::Unreadable)?.without_records();
        let tenant = file.tenant().map_err(|_| DbError::Unreadable)?;
        let customer = |base: BaseCustomer| Customer {
            tenant,
            id: base.id,
            name: base.name,
            organizations: base.organizations,
            roles: base.roles,
            standing: base.standing,
        };
        let field = |(id, (title, portal))| (id, ImportedField { title, portal });
        let imported = Imported {
            roles: self.roles,
            customers: self.customers.into_iter().map(customer).collect(),
            fields: self.fields.into_iter().map(field).collect(),
            groups: self.groups,
            names: self.names,
            ..Imported::default()
        };
        let (desk, _) = Desk::new(&file, imported).map_err(|_| DbError::Unreadable)?;
        Ok((desk, self.work))
    }
}

type Work = BTreeMap<UserId, (Availability, Adviser)>;

impl Host {
    /// Opens a database that was loaded, and builds the desk from it.
    pub async fn open(db: Db) -> Result<Self, DbError> {
        let setting = async |name: &str| {
            let read = sql(
                "SELECT value FROM settings WHERE name = $1",
                vec![text(name)],
            );
            let rows = db.all(&read).await?;
            rows.first()
                .ok_or(DbError::Unreadable)?
                .text(0)
                .map(str::to_owned)
        };
        let base: Base = serde_json::from_str(&setting("base").await?)?;
        let key = random::unhex(&setting("cursor_key").await?);
        let key = key.and_then(|key| key.try_into().ok());
        let (mut desk, work) = base.desk()?;
        let (events, position) = store::since(&db, 0).await?;
        desk.follow(&events).map_err(|_| DbError::Unreadable)?;
        for (user, (availability, adviser)) in work {
            // Who is gone since works no more.
            let _gone = desk.set_work(user, availability, adviser);
        }
        let mut hats: BTreeMap<UserId, BTreeSet<CustomerId>> = BTreeMap::new();
        for row in db
            .all(&sql("SELECT owner, customer FROM hats", vec![]))
            .await?
        {
            let customers = hats.entry(UserId::from_uuid(row.uuid(0)?)).or_default();
            customers.insert(CustomerId::from_uuid(row.uuid(1)?));
        }
        let host = Self {
            mapping: tickets::mapping()?,
            cursors: CursorKey::new(key.ok_or(DbError::Unreadable)?),
            nobody: sign_in::hash("nobody has this password").map_err(|_| DbError::Unreadable)?,
            hats,
            service: random::unhex(&setting("service_key").await?).ok_or(DbError::Unreadable)?,
            replica: RwLock::new(Replica {
                desk: Arc::new(desk),
                position,
            }),
            following: Mutex::new(()),
            times: Times::default(),
            db,
        };
        host.index().await?;
        Ok(host)
    }

    /// Makes the indexes that the lists of tickets want, which takes a while the first time.
    async fn index(&self) -> Result<(), DbError> {
        let desk = self.desk().await?;
        let mut tx = self.db.begin().await?;
        schema::lock(&mut tx).await?;
        for index in tickets::indexes(self, &desk)? {
            tx.run(&index).await?;
        }
        tx.run(&sql("ANALYZE", vec![])).await?;
        tx.commit().await
    }

    /// The desk as the database has it now.
    pub async fn desk(&self) -> Result<Arc<Desk>, DbError> {
        let head = self
            .db
            .all(&sql("SELECT head FROM log WHERE one = 1", vec![]))
            .await?;
        let head = head.first().ok_or(DbError::Unreadable)?.number(0)?;
        self.desk_at(head).await
    }

    /// The desk as it was at this position of the log, or later.
    pub async fn desk_at(&self, head: i64) -> Result<Arc<Desk>, DbError> {
        if let Some(desk) = self.if_at(head) {
            return Ok(desk);
        }
        let _one_at_a_time = self.following.lock().await;
        if let Some(desk) = self.if_at(head) {
            return Ok(desk);
        }
        let from = self
            .replica
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .position;
        let (events, position) = store::since(&self.db, from).await?;
        let mut replica = self.replica.write().unwrap_or_else(PoisonError::into_inner);
        // On a copy where requests still read the desk before.
        let followed = self.timed(|| Arc::make_mut(&mut replica.desk).follow(&events));
        followed.map_err(|_| DbError::Unreadable)?;
        replica.position = position;
        Ok(Arc::clone(&replica.desk))
    }

    fn if_at(&self, head: i64) -> Option<Arc<Desk>> {
        let replica = self.replica.read().unwrap_or_else(PoisonError::into_inner);
        (replica.position >= head).then(|| Arc::clone(&replica.desk))
    }

    /// Whether this is the key of a service.
    pub fn is_service(&self, key: &str) -> bool {
        Sha256::digest(key.as_bytes()).as_slice() == self.service
    }

    /// Whoever this member of the staff is.
    pub fn wearer(&self, user: UserId) -> Wearer {
        let customers = self.hats.get(&user).into_iter().flatten().copied();
        customers.fold(Wearer::from(user), Wearer::and_customer)
    }

    /// Asks the crates, and counts how long they take.
    pub fn timed<T>(&self, ask: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let answer = ask();
        count(&self.times.in_crates, began);
        answer
    }
}

/// Adds the time since then.
pub fn count(to: &AtomicU64, began: Instant) {
    let nanos = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
    to.fetch_add(nanos, Ordering::Relaxed);
}

/// The host's clock, to the microsecond, which is what it stores.
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
}

/// Makes the tables, and stores what is set once.
pub async fn prepare(db: &Db) -> Result<(), DbError> {
    schema::create(db).await
}

/// Whether the database has been loaded.
pub async fn is_loaded(db: &Db) -> Result<bool, DbError> {
    let read = sql(
        "SELECT value FROM settings WHERE name = $1",
        vec![text("base")],
    );
    Ok(!db.all(&read).await?.is_empty())
}

/// Keeps a setting.
pub fn setting(name: &str, value: String) -> frontdesk_sql::Statement {
    let insert = "INSERT INTO settings (name, value) VALUES ($1, $2)";
    sql(insert, vec![text(name), Param::Text(value)])
}
