//! The five source systems: their real export formats read, their roles as data, and a desk filled
//! with both.
//!
//! ```
//! use frontdesk_model::TenantId;
//! use frontdesk_systems::{WarningKind, uis};
//!
//! let answer = r#"{"jsonrpc": "2.0", "id": 1, "result": {"data": [
//!     {"id": 1001, "login": "ivanova", "last_name": "Иванова", "shoe_size": 38, "status_id": 1},
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
//!
//! // A record of the cabinet says what she may do; her status is in no list, and that is told.
//! let record = r#"[{"id": 1001, "permissions": {"softphone_login": {"is_select": true}}}]"#;
//! let (cabinet, _) = uis::read_cabinet(record.as_bytes())?;
//! let (imported, notices) = uis::fill(TenantId::from_number(1), &employees, &cabinet, &[]);
//! assert_eq!(imported.people[0].rights.roles[0].role.as_str(), uis::roles::SOFTPHONE);
//! assert_eq!(notices[0].to_string(), "uis/employee/1001: an unknown working status allows nothing");
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
//! 5. Fill in each system with one [`TenantId`](frontdesk_model::TenantId), join the results by
//!    [`Imported::extend`](frontdesk::Imported::extend) and hand them to
//!    [`Desk::new`](frontdesk::Desk::new).
//! 6. Show the [`Notice`]s: what they name was read well and gives nothing, or less than it says.
//!
//! # Concepts
//!
//! | Module | Formats | Fills in |
//! |---|---|---|
//! | [`uis`] | employees, statuses and cabinet records | [`uis::fill`]: staff with the rights of the cabinet's switches |
//! | [`omnidesk`] | cases, messages, users, staff, groups, roles, statuses, added fields; the host's flags of the portal | [`omnidesk::fill`]: staff, customers, groups, fields; [`omnidesk::tickets`] |
//! | [`talkme`] | the pair file of legacy accounts; messages | [`talkme::fill`]: the legacy accounts; [`talkme::confirmed_pairs`] |
//! | [`reach`] | the users CSV | [`reach::fill`]: users with roles, options and groups |
//! | [`noci`] | the invitation | [`noci::fill`]: pending accounts, one an address |
//! | [`catalogue`] | | the roles of all five |
//!
//! A reader is `&[u8] -> Result<(records, Vec<Warning>), ImportError>`, see [`Import`]. Null, blank
//! and missing are one. What cannot be read is left out where it would give something, counts as
//! set where it would take something away, and breaks the record where neither is safe. Texts about
//! people are [`Personal`].
//!
//! **Roles are data.** Each system has a module `roles` with its roles as grants over scopes
//! (catalogue.md 3) and the one function that says what a record comes to in them:
//! [`uis::roles::Switches`], [`talkme::roles::for_account`], [`noci::roles::for_user`],
//! [`reach::roles::assignments`], [`omnidesk::roles::for_customer`].
//!
//! **Filling** is `(tenant, records) -> (Imported, Vec<Notice>)`, see [`Filled`]. Every person goes
//! through the rules of accounts in `frontdesk-identity`. An id is made of the tenant, the system,
//! the kind of record and its id there, so that it is the same at every import and operator 17 is
//! never admin user 17. A name, right, status or scope that is unknown gives nothing. Two records
//! stay two accounts, however alike: only a merge unites them, after somebody confirmed the pair.
//!
//! # Determinism
//!
//! The same bytes give the same records and the same warnings, in the same order; the same records
//! the same people, ids and notices.
//!
//! # What it does not do
//!
//! No network, no paging: a file that is one page of several is read and reported as such. No check
//! of addresses and numbers while reading: those are kept as they came, and the filling has
//! `frontdesk-contact` judge them. No tokens and no letters for the invited: the host issues them
//! through identity. No groups and rights of Omnidesk's staff: its API lacks them, and the desk file
//! says them.

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
