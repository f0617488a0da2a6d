//! UIS (CoMagic): the answers of its Data API and the records of its cabinet (products.md 2.1).
//!
//! Not imported, because nothing here decides by them: avatars, colors, icons and descriptions of
//! statuses.

mod cabinet;
mod employee;
mod fill;
pub mod roles;
mod rules;
mod status;

pub use cabinet::{CabinetRecord, OthersChats, Rights, Unit, read_cabinet};
pub use employee::{Employee, PhoneLine, read_employees};
pub use fill::fill;
pub use rules::account_rules;
pub use status::{CallDirection, PhoneProtocol, Status, StatusName, read_statuses};
