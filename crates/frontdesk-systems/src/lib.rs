//! The five source systems: their roles as data, their real export formats read.
//!
//! ```
//! use frontdesk_systems::{WarningKind, uis};
//!
//! let answer = r#"{"jsonrpc": "2.0", "id": 1, "result": {"data": [
//!     {"id": 1001, "login": "ivanova", "last_name": "Иванова", "shoe_size": 38},
//!     {"id": 1002, "login": "maria.b", "last_name": ""}
//! ]}}"#;
//! let (employees, warnings) = uis::read_employees(answer.as_bytes())?;
//!
//! // One employee is read; her unknown field and the record without a surname are reported.
//! assert_eq!(employees.len(), 1);
//! assert_eq!(warnings[0].to_string(), "/result/data/0/shoe_size: unknown field `shoe_size`, not imported");
//! assert!(matches!(warnings[1].kind, WarningKind::BrokenRecord { .. }));
//! // No value of a person is ever printed by accident.
//! assert!(!format!("{employees:?} {warnings:?}").contains("Иванова"));
//! # Ok::<(), frontdesk_systems::ImportError>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Read the file and hand in its bytes, at most [`MAX_BYTES`]. Nothing else is read.
//! 2. On an [`ImportError`], use nothing of the file; it says where the trouble is.
//! 3. Show the [`Warning`]s: what they name was not imported, or not as it stands. A record that is
//!    missing from the result is always among them, listed or, after [`MAX_WARNINGS`], counted.
//! 4. Give `Other` values no meaning of its own: they are what the system sent and nobody documented.
//!
//! # Concepts
//!
//! | Module | Formats |
//! |---|---|
//! | [`uis`] | employees, statuses and cabinet records |
//! | [`omnidesk`] | cases, messages, users, staff, groups, roles, statuses, added fields; the host's flags of the portal |
//! | [`talkme`] | the pair file of legacy accounts; messages |
//! | [`reach`] | the users CSV |
//! | [`noci`] | the invitation |
//!
//! A reader is `&[u8] -> Result<(records, Vec<Warning>), ImportError>`, see [`Import`]. Null, blank
//! and missing are one. What cannot be read is left out where it would give something, counts as
//! set where it would take something away, and breaks the record where neither is safe. Texts about
//! people are [`Personal`].
//!
//! # Determinism
//!
//! The same bytes give the same records and the same warnings, in the same order.
//!
//! # What it does not do
//!
//! No network, no paging: a file that is one page of several is read and reported as such. No check
//! of addresses and numbers: those are kept as they came, and `frontdesk-contact` judges them.

pub mod catalogue;
pub mod noci;
pub mod omnidesk;
pub mod reach;
pub mod talkme;
pub mod uis;

mod fill;
mod read;

pub use fill::{Filled, Notice, NoticeKind};
pub use read::{
    Expected, Import, ImportError, MAX_BYTES, MAX_DEPTH, MAX_VALUES, MAX_WARNINGS, Personal, Place,
    Problem, Warning, WarningKind,
};
