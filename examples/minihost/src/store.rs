//! State and events in one transaction, under the preconditions of a decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::identity::{
    Claim, Duty, PersonalRow, StoreVerifier, StoredUserEvent, User, UserEvent, VerifierOwner,
};
use frontdesk::model::{
    ActorId, Author, Envelope, EventId, Precondition, Stream, TenantId, UserId, Version,
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
    User(StoredUserEvent),
    /// Of rights and roles.
    Access(Box<frontdesk::access::AccessEvent>),
    /// Of a conversation.
    Ticket(frontdesk::assignment::Event),
}

impl Stored {
    const fn format(&self) -> u16 {
        match self {
            Self::User(_) => frontdesk::identity::FORMAT,
            Self::Access(_) => frontdesk::access::FORMAT,
            Self::Ticket(_) => frontdesk::assignment::FORMAT,
        }
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
    /// For whom.
    pub on_behalf_of: Option<ActorId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One transaction that appends events.
pub struct Writing {
    pub tx: Tx,
    cause: Cause,
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
    /// Begins, and compares the versions of everything that the decision relied on.
    pub async fn begin(
        db: &Db,
        cause: Cause,
        follows: Follows,
        preconditions: &BTreeSet<Precondition>,
    ) -> Result<Self, CommitError> {
        let mut tx = db.begin().await?;
        let position = match follows {
            // Whoever writes for the desk holds this row until the commit: positions are in its order.
            Follows::Desk => {
                let head = sql(
                    "UPDATE log SET head = head WHERE one = 1 RETURNING head",
                    vec![],
                );
                let head = tx.all(&head).await?;
                Some(head.first().ok_or(DbError::Unreadable)?.number(0)?)
            }
            Follows::Nobody => None,
        };
        let mut writing = Self {
            tx,
            cause,
            position,
        };
        for relied in preconditions {
            if writing.version(relied.stream).await? != relied.version {
                return Err(CommitError::Stale);
            }
        }
        Ok(writing)
    }

    /// The same for events of tickets, with the streams that change besides: everybody holds them in one
    /// order.
    pub async fn touching(
        db: &Db,
        cause: Cause,
        preconditions: &BTreeSet<Precondition>,
        touched: impl Iterator<Item = Stream>,
    ) -> Result<Self, CommitError> {
        let mut writing = Self::begin(db, cause, Follows::Nobody, &BTreeSet::new()).await?;
        let mut streams: BTreeMap<Stream, Option<Version>> =
            touched.map(|one| (one, None)).collect();
        streams.extend(
            preconditions
                .iter()
                .map(|one| (one.stream, Some(one.version))),
        );
        for (stream, relied) in streams {
            let found = writing.version(stream).await?;
            if relied.is_some_and(|relied| relied != found) {
                return Err(CommitError::Stale);
            }
        }
        Ok(writing)
    }

    /// The version of a stream, which nobody else changes until the commit.
    pub async fn version(&mut self, stream: Stream) -> Result<Version, CommitError> {
        let key = vec![text(key(stream)?)];
        let held = match (self.tx.dialect(), stream) {
            // SQLite has one writer at a time.
            (Dialect::Sqlite, _) => "SELECT version FROM streams WHERE stream = $1",
            // What this transaction is going to change: two that share it could not both go on.
            (Dialect::Postgres, Stream::Conversation(_) | Stream::OperatorLoad(_)) => {
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

    /// Appends one event to its stream; which place it has there.
    pub async fn append(&mut self, stream: Stream, event: Stored) -> Result<Version, CommitError> {
        let sequence = self.next(stream).await?;
        let (key, number) = (key(stream)?, number(sequence));
        let Cause {
            tenant,
            ref author,
            on_behalf_of,
            at,
        } = self.cause;
        let envelope = Envelope {
            id: EventId::from_uuid(random::uuid(at)),
            tenant,
            stream,
            sequence,
            format: event.format(),
            at,
            author: author.clone(),
            on_behalf_of,
            cause: None,
            policy: None,
            event,
        };
        let envelope = serde_json::to_string(&envelope).map_err(DbError::from)?;
        let mut params = vec![text(key), Param::Number(number), text(envelope)];
        let place = match &mut self.position {
            None => "NULL",
            Some(position) => {
                *position += 1;
                params.push(Param::Number(*position));
                "$4"
            }
        };
        let insert = format!(
            "INSERT INTO events (stream, sequence, envelope, position) VALUES ($1, $2, $3, {place})"
        );
        // Who was faster has this place of the stream.
        match self.tx.run(&sql(insert, params)).await {
            Err(DbError::Taken) => return Err(CommitError::Stale),
            other => other?,
        };
        Ok(sequence)
    }

    /// Everything of a transition but the preconditions, which [`begin`](Self::begin) compared. `token`
    /// are the bytes of the token that the command issued, for its letter.
    pub async fn transition(
        &mut self,
        transition: Transition,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        let duties = transition.duties();
        self.audit(&transition.audit).await?;
        if let Some(change) = transition.user {
            self.user_events(change.after.id(), change.events, token)
                .await?;
            self.account(&change.after, &change.claims).await?;
            if let Some(sealed) = change.sealed {
                self.verifier(sealed).await?;
            }
            for duty in duties {
                self.at_once(change.after.id(), &duty).await?;
            }
        }
        for event in transition.access {
            let stream = event.stream(self.cause.tenant);
            self.append(stream, Stored::Access(Box::new(event))).await?;
        }
        Ok(())
    }

    /// The events of an account, their personal values, and the duties that are done later.
    pub async fn user_events(
        &mut self,
        user: UserId,
        events: Vec<UserEvent>,
        token: Option<&str>,
    ) -> Result<(), CommitError> {
        let stream = Stream::User(user);
        for event in events {
            let duties = event.duties();
            let (stored, personal) = event.store();
            let sequence = self.append(stream, Stored::User(stored)).await?;
            let at = [text(key(stream)?), Param::Number(number(sequence))];
            if !personal.is_empty() {
                let row = serde_json::to_string(&personal).map_err(DbError::from)?;
                let insert = "INSERT INTO personal (stream, sequence, value) VALUES ($1, $2, $3)";
                self.tx
                    .run(&sql(insert, [at.to_vec(), vec![text(row)]].concat()))
                    .await?;
            }
            let later = duties.iter().filter(|duty| is_later(duty));
            for (place, duty) in (0_i64..).zip(later) {
                let duty = serde_json::to_string(duty).map_err(DbError::from)?;
                let mut params = [at.to_vec(), vec![Param::Number(place), text(duty)]].concat();
                params.extend(token.map(text));
                let token = if token.is_some() { "$5" } else { "NULL" };
                let insert = format!(
                    "INSERT INTO outbox (stream, sequence, place, duty, token, done) \
                     VALUES ($1, $2, $3, $4, {token}, 0)"
                );
                self.tx.run(&sql(insert, params)).await?;
            }
        }
        Ok(())
    }

    /// The rows that follow from an account: what it claims, and its groups for the lists of tickets.
    pub async fn account(
        &mut self,
        user: &User,
        claims: &BTreeSet<Claim>,
    ) -> Result<(), CommitError> {
        let owner = Param::Uuid(user.id().uuid());
        for table in ["claims", "user_groups"] {
            let forget = format!("DELETE FROM {table} WHERE owner = $1");
            self.tx.run(&sql(forget, vec![owner.clone()])).await?;
        }
        for claim in claims {
            let insert = sql(
                "INSERT INTO claims (claim, owner) VALUES ($1, $2)",
                vec![text(claim_key(claim)?), owner.clone()],
            );
            match self.tx.run(&insert).await {
                Err(DbError::Taken) => return Err(CommitError::Claimed),
                other => other?,
            };
        }
        for group in &user.memberships().groups {
            let insert = "INSERT INTO user_groups (owner, member) VALUES ($1, $2)";
            let params = vec![owner.clone(), Param::Uuid(group.uuid())];
            self.tx.run(&sql(insert, params)).await?;
        }
        Ok(())
    }

    /// The verifier of a password, unless a later one is there.
    pub async fn verifier(&mut self, sealed: StoreVerifier) -> Result<(), CommitError> {
        let owner = match sealed.account() {
            VerifierOwner::User(user) => user.uuid(),
            VerifierOwner::Customer(customer) => customer.uuid(),
        };
        let version = i64::from(sealed.version());
        let keep = "INSERT INTO verifiers (owner, version, verifier) VALUES ($1, $2, $3) \
                    ON CONFLICT (owner) DO UPDATE SET version = excluded.version, \
                    verifier = excluded.verifier WHERE excluded.version >= verifiers.version";
        let params = vec![
            Param::Uuid(owner),
            Param::Number(version),
            text(sealed.into_verifier().expose()),
        ];
        self.tx.run(&sql(keep, params)).await?;
        Ok(())
    }

    /// The duties that are statements of this very transaction.
    async fn at_once(&mut self, user: UserId, duty: &Duty) -> Result<(), CommitError> {
        let owner = vec![Param::Uuid(user.uuid())];
        match duty {
            Duty::CutSessions => {
                let cut = "INSERT INTO epochs (owner, epoch) VALUES ($1, 1) \
                           ON CONFLICT (owner) DO UPDATE SET epoch = epochs.epoch + 1";
                self.tx.run(&sql(cut, owner)).await?;
            }
            Duty::VoidTokens => {
                let void = "UPDATE outbox SET token = NULL, done = 1 \
                            WHERE stream = $1 AND token IS NOT NULL AND sequence < $2";
                // The letter of this very transition has the token that is good now.
                let stream = Stream::User(user);
                let last = number(self.version(stream).await?);
                let params = vec![text(key(stream)?), Param::Number(last)];
                self.tx.run(&sql(void, params)).await?;
            }
            Duty::DropVerifier => {
                self.tx
                    .run(&sql("DELETE FROM verifiers WHERE owner = $1", owner))
                    .await?;
            }
            Duty::ErasePersonal => {
                let stream = text(key(Stream::User(user))?);
                let read = "SELECT sequence, value FROM personal WHERE stream = $1";
                for row in self.tx.all(&sql(read, vec![stream.clone()])).await? {
                    let values: PersonalRow =
                        serde_json::from_str(row.text(1)?).map_err(DbError::from)?;
                    let left = serde_json::to_string(&values.after_erasure());
                    let write =
                        "UPDATE personal SET value = $3 WHERE stream = $1 AND sequence = $2";
                    let sequence = Param::Number(row.number(0)?);
                    let left = text(left.map_err(DbError::from)?);
                    self.tx
                        .run(&sql(write, vec![stream.clone(), sequence, left]))
                        .await?;
                }
            }
            // These are in the outbox.
            _ => {}
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

/// Whether a duty goes to the outbox.
const fn is_later(duty: &Duty) -> bool {
    matches!(
        duty,
        Duty::SendLetter { .. } | Duty::LeaveGroups { .. } | Duty::HandOver { .. }
    )
}

/// The stream as the key of its rows.
pub fn key(stream: Stream) -> Result<String, DbError> {
    Ok(serde_json::to_string(&stream)?)
}

/// The claim as the key of its row.
pub fn claim_key(claim: &Claim) -> Result<String, DbError> {
    Ok(serde_json::to_string(claim)?)
}

const fn number(version: Version) -> i64 {
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
        (Stored::User(_) | Stored::Ticket(_), _) => return Err(DbError::Unreadable),
    })
}
