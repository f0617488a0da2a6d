//! Ids, permission masks, words and statements of frontdesk as values of sqlx, for SQLite and PostgreSQL.
//!
//! ```
//! use frontdesk_access::{Permission, PermissionSet};
//! use frontdesk_model::{ConversationState, UserId};
//! use frontdesk_sqlx::{AsNumber, AsUuid, MaskPair, StoredWord};
//!
//! // An id of the host's own 64-bit key is that key again in a `bigint` column.
//! let anna = UserId::from_number(17);
//! assert_eq!(AsNumber(anna).number(), Ok(17));
//! // The same id in a `uuid` column is its 16 bytes.
//! assert_eq!(AsUuid(anna).0.uuid(), anna.uuid());
//! // A mask is two `bigint` columns, and nothing is lost at their sign bits.
//! let rights: PermissionSet = [Permission::CONVERSATION_VIEW].into_iter().collect();
//! assert_eq!(PermissionSet::try_from(MaskPair::from(rights)), Ok(rights));
//! // A closed set is stored as its stable words.
//! assert_eq!(ConversationState::from_word("in_work"), Some(ConversationState::InWork));
//! ```
//!
//! # What the host must do
//!
//! 1. Choose the features of its databases, `sqlite` and `postgres`, and sqlx's runtime and TLS itself:
//!    none is chosen here.
//! 2. Bind ids by the wrapper that says how its column holds them, the same that its
//!    [`Mapping`](frontdesk_sql::Mapping) says: [`AsUuid`], [`AsText`], [`AsNumber`].
//! 3. Send a [`Statement`](frontdesk_sql::Statement) by [`sqlite`](sqlite()) or [`postgres`](postgres()),
//!    and read the ids of its rows by [`id`].
//! 4. Treat a value that cannot be read as a defect of the stored row: it is an error, never another value.
//!
//! # What it does not do
//!
//! It opens no connection, begins no transaction and writes no table.

mod id;
mod mask;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod send;
mod through;
mod word;

pub use id::{AsNumber, AsText, AsUuid, NotANumber, NotTheText, id, id_if_any};
pub use mask::{MaskBytes, MaskNames, MaskPair, NotAMask};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use send::SendError;
#[cfg(feature = "postgres")]
pub use send::postgres;
#[cfg(feature = "sqlite")]
pub use send::sqlite;
pub use word::{AsWord, StoredWord, UnknownWord};
