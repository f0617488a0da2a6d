//! Omnidesk: the lists of its API (products.md 2.2), and the host's own flags of the portal.
//!
//! A list is an object with numbers for keys or an array, each record bare or inside its entity's
//! key. Not imported, because nothing here decides by them: thumbnails, signatures, the deprecated
//! status text of staff, and the HTML form of messages.

mod case;
mod field;
mod fill;
mod message;
pub mod roles;
mod rules;
mod staff;
mod user;

use crate::read::{Import, Record, json, numbered, read_each, unique};

pub use case::{Case, CaseStatus, FieldValue, Priority, Rating, read_cases};
pub use field::{
    CustomField, FieldLevel, FieldType, Portal, PortalField, PortalFieldName, read_custom_fields,
    read_portal_fields,
};
pub use fill::{Account, Settings, fill, tickets};
pub use message::{Attachment, Message, read_messages};
pub use rules::account_rules;
pub use staff::{
    Group, Staff, StaffRole, StaffStatus, read_groups, read_staff, read_staff_roles,
    read_staff_statuses,
};
pub use user::{Contact, User, read_users};

/// Reads a list of one entity and keeps the first record of each id.
fn entities<T>(
    bytes: &[u8],
    entity: &str,
    read: impl Fn(&mut Record<'_>) -> T,
    id: impl Fn(&T) -> i64,
) -> Import<Vec<T>> {
    json(bytes, |tree, log| {
        let records = read_each(numbered(tree, entity, log)?, log, read);
        Ok(unique(records, log, id))
    })
}
