//! Duties as rows that a host keeps until they are done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Envelope, EventId, Stream, TenantId, Version};

/// A duty of an event, as a row of the host's outbox. The host stores it in the transaction that stores
/// the event, does it afterwards, in the order of `sequence` and `place` within its stream, and deletes the
/// row: so that a host that is killed in between does it when it is back, and not never.
///
/// Doing it may happen twice then: what is sent or called gets the [`key`](Self::key), by which the other
/// side knows that it has it already.
///
/// A row may hold a personal value, as an address that a letter goes to: it is deleted when it is done, and
/// with the other personal values of its stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow<D> {
    /// The same for the same duty of the same event, whenever it is derived: a version-5 uuid of the
    /// event's id and the place.
    pub key: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// The event that left it.
    pub event: EventId,
    /// Of which stream.
    pub stream: Stream,
    /// The event's place in the stream.
    pub sequence: Version,
    /// The duty's place among those of the event, from 0.
    pub place: u32,
    /// When the event was decided.
    pub at: DateTime<Utc>,
    /// The version of the duty's form: that of its event.
    pub format: u16,
    /// What is to be done.
    pub duty: D,
}

impl<E> Envelope<E> {
    /// The rows of these duties, which are the event's: all of them, in their order.
    ///
    /// ```
    /// use frontdesk_model::{Author, Envelope, EventId, Stream, TenantId, UserId, Version, chrono::DateTime};
    ///
    /// let envelope = Envelope {
    ///     id: EventId::from_number(1),
    ///     tenant: TenantId::from_number(1),
    ///     stream: Stream::User(UserId::from_number(17)),
    ///     sequence: Version(3),
    ///     format: 1,
    ///     at: DateTime::UNIX_EPOCH,
    ///     author: Author::System("directory".into()),
    ///     on_behalf_of: None,
    ///     cause: None,
    ///     policy: None,
    ///     event: "suspended",
    /// };
    /// let rows = envelope.outbox(["cut_sessions", "void_tokens"]);
    /// // Derived again, it is the same row: the host that has it does it once.
    /// assert_eq!(rows, envelope.outbox(["cut_sessions", "void_tokens"]));
    /// assert_ne!(rows[0].key, rows[1].key);
    /// ```
    pub fn outbox<D>(&self, duties: impl IntoIterator<Item = D>) -> Vec<OutboxRow<D>> {
        let row = |(place, duty): (u32, D)| OutboxRow {
            key: Uuid::new_v5(&self.id.uuid(), &place.to_be_bytes()),
            tenant: self.tenant,
            event: self.id,
            stream: self.stream,
            sequence: self.sequence,
            place,
            at: self.at,
            format: self.format,
            duty,
        };
        (0..).zip(duties).map(row).collect()
    }
}
