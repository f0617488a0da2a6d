//! State and events in one transaction, under the preconditions of a decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::identity::{GroupEvent, PersonalRow, StoredPortalEvent, StoredUserEvent};
use frontdesk::model::{
    ActorId, Author, Envelope, EventId, Precondition, Stream, TenantId, Version,
};
use frontdesk::{Recorded, Transition};
use frontdesk_sql::{Dialect, Param};
use serde::{Deserialize, Serialize};

use crate::db::{Db, DbError, Row, Tx, sql, text};
use crate::random;

/// An event as it is stored, of one of the crates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// Of an account: without personal values, which lie beside it.
    User(Box<StoredUserEvent>),
    /// Of rights and roles.
    Access(Box<frontdesk::access::AccessEvent>),
    /// Of a conversation.
    Ticket(frontdesk::assignment::Event),
    /// Of a customer's account, like those of accounts.
    Portal(Box<StoredPortalEvent>),
    /// Of a group.
    Group(Box<GroupEvent>),
}

impl Stored {
    const fn format(&self) -> u16 {
        match self {
            Self::User(_) | Self::Portal(_) | Self::Group(_) => frontdesk::identity::FORMAT,
            Self::Access(_) => frontdesk::access::FORMAT,
            Self::Ticket(_) => frontdesk::assignment::FORMAT,
        }
    }

    /// Whether it is among what every replica's desk follows.
    const fn is_followed(&self) -> bool {
        matches!(self, Self::User(_) | Self::Access(_))
    }
}

/// Why a commit did not happen. Nothing of it did.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// What the decision relied on has changed: decide again.
    #[error("what the decision relied on has changed")]
    Stale,
    /// Another account has what this one claims.
    #[error("another account has it")]
    Claimed,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for CommitError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy => Self::Stale,
            other => Self::Db(other),
        }
    }
}

/// Who causes what is stored, and when.
#[derive(Clone, Debug)]
pub struct Cause {
    /// In which tenant.
    pub tenant: TenantId,
    /// Who.
    pub author: Author,
    /// After which event, where one is the cause.
    pub after: Option<EventId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Cause {
    /// Somebody who asked it himself.
    pub const fn of(tenant: TenantId, actor: ActorId, at: DateTime<Utc>) -> Self {
        Self {
            tenant,
            author: Author::Actor(actor),
            after: None,
            at,
        }
    }

    /// The host.
    pub fn host(tenant: TenantId, what: &str, at: DateTime<Utc>) -> Self {
        Self {
            tenant,
            author: Author::System(what.to_owned()),
            after: None,
            at,
        }
    }
}

/// One transaction that appends events.
pub struct Writing {
    pub tx: Tx,
    pub cause: Cause,
    /// The next position of the log; `None`: events of tickets alone, which no desk follows.
    position: Option<i64>,
}

/// Whether the events are those that every replica's desk follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// They are: their order is the order of the log.
    Desk,
    /// They are not.
    Nobody,
}

impl Writing {
    /// Begins.
    pub async fn begin(db: &Db, cause: Cause, follows: Follows) -> Result<Self, CommitError> {
        let mut tx = db.begin().await?;
        let position = match follows {
            Follows::Desk => Some(hold_head(&mut tx).await?),
            Follows::Nobody => None,
        };
        Ok(Self {
            tx,
            cause,
            position,
        })
    }

    /// Compares the versions of everything that the decision relied on. Everybody holds these streams, and
    /// those that change besides, in one order.
    pub async fn hold(
        &mut self,
        preconditions: &BTreeSet<Precondition>,
        touched: impl Iterator<Item = Stream>,
    ) -> Result<(), CommitError> {
        let mut streams: BTreeMap<Stream, Option<Version>> =
            touched.map(|one| (one, None)).collect();
        let relied = preconditions.iter();
        streams.extend(relied.map(|one| (one.stream, Some(one.version))));
        for (stream, relied) in streams {
            let found = self.version(stream).await?;
            if relied.is_some_and(|relied| relied != found) {
                return Err(CommitError::Stale);
            }
        }
        Ok(())
    }

    /// The version of a stream, which nobody else changes until the commit.
    pub async fn version(&mut self, stream: Stream) -> Result<Version, CommitError> {
        let key = vec![text(key(stream)?)];
        let held = match (self.tx.dialect(), stream) {
            // SQLite has one writer at a time.
            (Dialect::Sqlite, _) => "SELECT version FROM streams WHERE stream = $1",
            // What this transaction is going to change: two that share it could not both go on.
            (
                Dialect::Postgres,
                Stream::Conversation(_)
                | Stream::OperatorLoad(_)
                | Stream::Customer(_)
                | Stream::Group(_),
            ) => {
                let first = "INSERT INTO streams (stream, version) VALUES ($1, 0) \
                             ON CONFLICT (stream) DO NOTHING";
                self.tx.run(&sql(first, key.clone())).await?;
                "SELECT version FROM streams WHERE stream = $1 FOR UPDATE"
            }
            (Dialect::Postgres, _) => "SELECT version FROM streams WHERE stream = $1 FOR SHARE",
        };
        let found = self.tx.all(&sql(held, key)).await?;
        Ok(match found.first() {
            Some(row) => Version(row.number(0)?.cast_unsigned()),
            None => Version::FIRST,
        })
    }

    /// One version more of a stream.
    pub async fn next(&mut self, stream: Stream) -> Result<Version, CommitError> {
        let next = self.version(stream).await?.next();
        let version = "INSERT INTO streams (stream, version) VALUES ($1, $2) \
                       ON CONFLICT (stream) DO UPDATE SET version = excluded.version";
        let params = vec![text(key(stream)?), Param::Number(number(next))];
        self.tx.run(&sql(version, params)).await?;
        Ok(next)
    }

    /// Appends one event to its stream; as it is stored.
    pub async fn append(
        &mut self,
        stream: Stream,
        event: Stored,
    ) -> Result<Envelope<Stored>, CommitError> {
        let sequence = self.next(stream).await?;
        let cause = &self.cause;
        let envelope = Envelope {
            id: EventId::from_uuid(random::uuid(cause.at)),
            tenant: cause.tenant,
            stream,
            sequence,
            format: event.format(),
            at: cause.at,
            author: cause.author.clone(),
            on_behalf_of: None,
            cause: cause.after,
            policy: None,
            event,
        };
        let json = serde_json::to_string(&envelope).map_err(DbError::from)?;
        let mut params = vec![
            text(key(stream)?),
            Param::Number(number(sequence)),
            text(json),
        ];
        let place = match &mut self.position {
            Some(position) if envelope.event.is_followed() => {
                *position += 1;
                params.push(Param::Number(*position));
                "$4"
            }
            _ => "NULL",
        };
        let insert = format!(
            "INSERT INTO events (stream, sequence, envelope, position) VALUES ($1, $2, $3, {place})"
        );
        // Who was faster has this place of the stream.
        match self.tx.run(&sql(insert, params)).await {
            Err(DbError::Taken) => Err(CommitError::Stale),
            other => Ok(other.map(|_| envelope)?),
        }
    }

    /// Everything of a transition, under what it relied on. `token` are the bytes of the token that the
    /// command issued, for its letter.
    pub async fn transition(
        &mut self,
        transition: Transition,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        self.hold(&transition.preconditions, std::iter::empty())
            .await?;
        self.audit(&transition.audit).await?;
        if let Some(change) = transition.user {
            let user = change.after.id();
            self.user_events(user, change.events, token).await?;
            self.account(&change.after, &change.claims).await?;
            if let Some(sealed) = change.sealed {
                self.verifier(sealed).await?;
            }
        }
        for event in transition.access {
            let stream = event.stream(self.cause.tenant);
            self.append(stream, Stored::Access(Box::new(event))).await?;
        }
        Ok(())
    }

    /// Keeps the record of who asked what.
    pub async fn audit(&mut self, audit: &impl Serialize) -> Result<(), CommitError> {
        let value = serde_json::to_string(audit).map_err(DbError::from)?;
        let insert = "INSERT INTO audits (at, value) VALUES ($1, $2)";
        let at = Param::Number(self.cause.at.timestamp_micros());
        self.tx.run(&sql(insert, vec![at, text(value)])).await?;
        Ok(())
    }

    /// Makes all of it true.
    pub async fn commit(mut self) -> Result<(), CommitError> {
        if let Some(position) = self.position {
            let head = sql(
                "UPDATE log SET head = $1 WHERE one = 1",
                vec![Param::Number(position)],
            );
            self.tx.run(&head).await?;
        }
        Ok(self.tx.commit().await?)
    }
}

/// The row that whoever writes for the desk holds until the commit, so that positions are in the order of
/// commits; how many events the log has.
pub async fn hold_head(tx: &mut Tx) -> Result<i64, CommitError> {
    let head = "UPDATE log SET head = head WHERE one = 1 RETURNING head";
    let head = tx.all(&sql(head, vec![])).await?;
    Ok(head.first().ok_or(DbError::Unreadable)?.number(0)?)
}

/// The stream as the key of its rows.
pub fn key(stream: Stream) -> Result<String, DbError> {
    Ok(serde_json::to_string(&stream)?)
}

pub const fn number(version: Version) -> i64 {
    version.0.cast_signed()
}

/// Everything that happened to people, rights and roles after this position, with the new one.
pub async fn since(db: &Db, position: i64) -> Result<(Vec<Recorded>, i64), DbError> {
    let read = "SELECT e.position, e.envelope, p.value FROM events AS e LEFT JOIN personal AS p \
                ON p.stream = e.stream AND p.sequence = e.sequence \
                WHERE e.position > $1 ORDER BY e.position";
    let rows = db.all(&sql(read, vec![Param::Number(position)])).await?;
    let last = rows.last().map_or(Ok(position), |row| row.number(0))?;
    let recorded = rows.iter().map(recorded);
    Ok((recorded.collect::<Result<_, _>>()?, last))
}

fn recorded(row: &Row) -> Result<Recorded, DbError> {
    let envelope: Envelope<Stored> = serde_json::from_str(row.text(1)?)?;
    Ok(match (envelope.event, envelope.stream) {
        (Stored::User(stored), Stream::User(user)) => {
            let personal: PersonalRow = match row.is_null(2) {
                true => PersonalRow::default(),
                false => serde_json::from_str(row.text(2)?)?,
            };
            let event = Box::new(stored.restore(&personal));
            Recorded::User { user, event }
        }
        (Stored::Access(event), _) => Recorded::Access(event),
        _ => return Err(DbError::Unreadable),
    })
}
