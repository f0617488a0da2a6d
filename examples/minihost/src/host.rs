//! One replica: its database, and the desk that it keeps up to date from the log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use frontdesk::assignment::Adviser;
use frontdesk::identity::{self, PortalFacts, PortalPolicy, PortalSession, Sso};
use frontdesk::model::{ActorId, Availability, CustomerId, TenantId, UserId};
use frontdesk::visibility::CursorKey;
use frontdesk::{Desk, DeskFile, DeskState, HelpCenter, NotRestored, Wearer};
use frontdesk_sql::{Dialect, Mapping, Param};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, Notify, Semaphore};

use crate::db::{Db, DbError, sql, text};
use crate::store::{CommitError, hold_head};
use crate::{columns, random, schema, sign_in, store, tickets};

/// After how many events the desk is stored anew.
const SNAPSHOT_EVERY: i64 = 1_000;

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
    /// Whether customers have accounts.
    help_center: identity::HelpCenter,
    replica: RwLock<Replica>,
    following: Mutex<()>,
    /// As many as may be at work that is slow on purpose.
    slow: Semaphore,
    /// Up to which position the desk is stored.
    stored: AtomicI64,
    /// There may be duties.
    pub duties: Notify,
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
    /// At work in frontdesk's functions.
    pub in_crates: AtomicU64,
}

/// What was imported once, as JSON in the settings.
#[derive(Serialize, Deserialize)]
pub struct Base {
    /// The desk file.
    pub desk_file: String,
    /// The desk before the first event.
    pub state: DeskState,
    /// How everybody works.
    pub work: BTreeMap<UserId, (Availability, Adviser)>,
}

/// From where a start follows the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// From the desk that was stored last.
    Stored,
    /// From the first event.
    Beginning,
}

impl Base {
    /// The desk as the log has it, with the position, and up to which it was stored.
    async fn desk(
        self,
        db: &Db,
        file: &DeskFile,
        start: Start,
    ) -> Result<(Desk, i64, i64), DbError> {
        let mut desk = Desk::restored(file, self.state).map_err(|_| DbError::Unreadable)?;
        let read = "SELECT position, state FROM snapshots ORDER BY position DESC LIMIT 1";
        let rows = db.all(&sql(read, vec![])).await?;
        let mut stored = 0;
        if let Some(row) = rows.first().filter(|_| start == Start::Stored) {
            // One that another release wrote in its own form is passed over: the log has everything.
            let state: Option<DeskState> = serde_json::from_str(row.text(1)?).ok();
            stored = match state.map(|state| desk.resume(state)) {
                Some(Ok(())) => row.number(0)?,
                None | Some(Err(NotRestored::Form(_))) => 0,
                Some(Err(_)) => return Err(DbError::Unreadable),
            };
        }
        let (events, position) = store::since(db, stored).await?;
        desk.follow(&events).map_err(|_| DbError::Unreadable)?;
        let work = self.work.into_iter().filter(|_| stored == 0);
        for (user, (availability, adviser)) in work {
            // Who is gone since works no more.
            let _gone = desk.set_work(user, availability, adviser);
        }
        Ok((desk, position, stored))
    }
}

impl Host {
    /// Opens a database that was loaded, and builds the desk from it.
    pub async fn open(db: Db) -> Result<Self, DbError> {
        Self::started(db, Start::Stored).await
    }

    /// The same, from the stored desk or from the first event.
    pub async fn started(db: Db, start: Start) -> Result<Self, DbError> {
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
        let file = DeskFile::parse(base.desk_file.as_bytes()).map_err(|_| DbError::Unreadable)?;
        let (desk, position, stored) = base.desk(&db, &file, start).await?;
        let mut hats: BTreeMap<UserId, BTreeSet<CustomerId>> = BTreeMap::new();
        for row in db
            .all(&sql("SELECT owner, customer FROM hats", vec![]))
            .await?
        {
            let customers = hats.entry(UserId::from_uuid(row.uuid(0)?)).or_default();
            customers.insert(CustomerId::from_uuid(row.uuid(1)?));
        }
        let host = Self {
            mapping: columns::mapping()?,
            cursors: CursorKey::new(key.ok_or(DbError::Unreadable)?),
            nobody: sign_in::hash("nobody has this password").map_err(|_| DbError::Unreadable)?,
            hats,
            service: random::unhex(&setting("service_key").await?).ok_or(DbError::Unreadable)?,
            replica: RwLock::new(Replica {
                desk: Arc::new(desk),
                position,
            }),
            help_center: match file.portal.help_center {
                HelpCenter::InUse => identity::HelpCenter::On(PortalPolicy::new(Sso::Off)),
                HelpCenter::NotInUse => identity::HelpCenter::Off,
            },
            following: Mutex::new(()),
            slow: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            stored: AtomicI64::new(stored),
            duties: Notify::new(),
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
        let before = schema::indexes(&mut tx).await?;
        for index in columns::indexes(&tickets::questions(self), &desk)? {
            tx.run(&index).await?;
        }
        let is_new = schema::indexes(&mut tx).await? > before;
        // PostgreSQL keeps its figures itself.
        if is_new || self.db.dialect() == Dialect::Sqlite {
            tx.run(&sql("ANALYZE", vec![])).await?;
        }
        tx.commit().await?;
        // An index of PostgreSQL answers a count alone only over what this has looked at; later it comes by itself.
        if is_new && self.db.dialect() == Dialect::Postgres {
            self.db.all(&sql("VACUUM tickets", vec![])).await?;
        }
        Ok(())
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
        let (desk, from) = self.replica();
        let (events, position) = store::since(&self.db, from).await?;
        // On a copy: requests still read the desk before, which stays whole where an event does not fit.
        let desk = self.timed(|| {
            let mut after = Desk::clone(&desk);
            after.follow(&events).map(|_| Arc::new(after))
        });
        let desk = desk.map_err(|_| DbError::Unreadable)?;
        let mut replica = self.replica.write().unwrap_or_else(PoisonError::into_inner);
        *replica = Replica {
            desk: Arc::clone(&desk),
            position,
        };
        Ok(desk)
    }

    fn if_at(&self, head: i64) -> Option<Arc<Desk>> {
        let (desk, position) = self.replica();
        (position >= head).then_some(desk)
    }

    fn replica(&self) -> (Arc<Desk>, i64) {
        let replica = self.replica.read().unwrap_or_else(PoisonError::into_inner);
        (Arc::clone(&replica.desk), replica.position)
    }

    /// Does what is slow on purpose beside the requests, on no more threads than there are processors:
    /// each takes the memory of a verifier. Nothing where it panics.
    pub async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let _one = self.slow.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }

    /// Whether this is the key of a service.
    pub fn is_service(&self, key: &str) -> bool {
        Sha256::digest(key.as_bytes()).as_slice() == self.service
    }

    /// Stores the desk for the next start, unless somebody writes just now; whether it did.
    pub async fn store_desk(&self) -> Result<bool, CommitError> {
        let (desk, position) = self.replica();
        let state = serde_json::to_string(&desk.state()).map_err(DbError::from)?;
        let mut tx = self.db.begin().await?;
        // Whoever is erased after this position takes it away again.
        if hold_head(&mut tx).await? != position {
            return Ok(false);
        }
        tx.run(&sql("DELETE FROM snapshots", vec![])).await?;
        let insert = "INSERT INTO snapshots (position, state) VALUES ($1, $2)";
        let params = vec![Param::Number(position), text(state)];
        tx.run(&sql(insert, params)).await?;
        tx.commit().await?;
        self.stored.store(position, Ordering::Relaxed);
        Ok(true)
    }

    /// The same when enough has happened since.
    pub async fn store_desk_if_due(&self) -> Result<(), CommitError> {
        let (_, position) = self.replica();
        if position - self.stored.load(Ordering::Relaxed) >= SNAPSHOT_EVERY {
            self.store_desk().await?;
        }
        Ok(())
    }

    /// Whoever this is.
    pub fn wearer(&self, actor: ActorId) -> Wearer {
        let hats = actor.user().and_then(|user| self.hats.get(&user));
        let customers = hats.into_iter().flatten().copied();
        customers.fold(Wearer::from(actor), Wearer::and_customer)
    }

    /// What a decision over a customer's account is told, in such a session.
    pub fn portal(&self, tenant: TenantId, session: PortalSession) -> PortalFacts {
        PortalFacts {
            tenant,
            help_center: self.help_center.clone(),
            session,
        }
    }

    /// Asks the crates, and counts how long the processor was at it: nobody is charged for waiting his turn.
    pub fn timed<T>(&self, ask: impl FnOnce() -> T) -> T {
        let worked = || {
            let at = clock_gettime(ClockId::ThreadCPUTime);
            Duration::new(
                at.tv_sec.unsigned_abs(),
                u32::try_from(at.tv_nsec).unwrap_or(0),
            )
        };
        let began = worked();
        let answer = ask();
        count(&self.times.in_crates, worked().saturating_sub(began));
        answer
    }
}

/// Adds this time.
pub fn count(to: &AtomicU64, took: Duration) {
    let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
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
