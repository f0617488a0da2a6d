//! Users: the customers of Omnidesk.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::Channel;

use super::case::{FieldValue, custom_fields};
use super::entities;
use crate::read::{Expected, Import, Personal, Record, Tree, WarningKind};

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The number of the customer.
    pub user_id: i64,
    /// Full name.
    pub full_name: Option<Personal>,
    /// Company.
    pub company_name: Option<Personal>,
    /// Position in the company.
    pub company_position: Option<Personal>,
    /// The address was confirmed.
    pub confirmed: bool,
    /// Not blocked: later cases of a blocked customer become spam.
    pub active: bool,
    /// Deleted. An unreadable flag counts as set.
    pub deleted: bool,
    /// The channel through which the customer first wrote.
    pub channel: Option<Channel>,
    /// E-mail address, as it came.
    pub email: Option<Personal>,
    /// Phone number, as it came.
    pub phone: Option<Personal>,
    /// The addresses in the other channels, by channel.
    pub contacts: Vec<Contact>,
    /// The account's number of the language.
    pub language_id: Option<i64>,
    /// The values of the added fields, by the number of the field.
    pub custom_fields: BTreeMap<i64, FieldValue>,
    /// Other profiles of the same person.
    pub linked_users: BTreeSet<i64>,
    /// When the record was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// An address in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The channel.
    pub channel: Channel,
    /// The address, as it came.
    pub address: Personal,
}

/// Reads the list of users. Of several users with one `user_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_users(bytes: &[u8]) -> Import<Vec<User>> {
    entities(bytes, "user", user, |user| user.user_id)
}

fn user(record: &mut Record<'_>) -> User {
    record.skip(&["thumbnail"]);
    let channel = record.choice("type");
    User {
        user_id: record.id("user_id"),
        full_name: record.personal("user_full_name"),
        company_name: record.personal("company_name"),
        company_position: record.personal("company_position"),
        confirmed: record.expected_flag("confirmed").unwrap_or(false),
        active: record.expected_flag("active").unwrap_or(false),
        deleted: record.restriction("deleted"),
        email: record.personal("user_email"),
        phone: record.token("user_phone").map(Personal::from),
        contacts: contacts(record, channel.as_ref()),
        language_id: record.reference("language_id"),
        custom_fields: custom_fields(record),
        linked_users: record.references("linked_users"),
        created_at: record.moment("created_at"),
        updated_at: record.moment("updated_at"),
        channel,
    }
}

/// One key a channel: any channel that is known, and the customer's own even if it is not.
fn contacts(record: &mut Record<'_>, own: Option<&Channel>) -> Vec<Contact> {
    let is_channel = |key: &str| match Channel::from_name(key) {
        other @ Channel::Other(_) => own == Some(&other),
        _ => true,
    };
    let taken = record.take_where(is_channel);
    let contacts = taken.into_iter().filter_map(|(key, tree)| {
        let address = match tree {
            Tree::Null => return None,
            Tree::Text(text) if text.trim().is_empty() => return None,
            Tree::Text(text) => text.into(),
            Tree::Number(number) => number.to_string().into(),
            _ => {
                let expected = Expected::Text;
                record.warn(&key, WarningKind::Unreadable { expected });
                return None;
            }
        };
        Some(Contact {
            channel: Channel::from_name(&key),
            address,
        })
    });
    contacts.collect()
}
