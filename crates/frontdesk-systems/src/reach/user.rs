//! The users CSV.

use std::collections::BTreeSet;

use crate::read::{Import, Log, Personal, Table, WarningKind};

const COLUMNS: Table = Table {
    mandatory: &["first_name", "last_name", "email", "roles"],
    optional: &["groups"],
};

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// First name.
    pub first_name: Personal,
    /// Surname.
    pub last_name: Personal,
    /// E-mail address, as it came.
    pub email: Personal,
    /// The entries of the Roles box, in their order: roles and the options that are stored as roles
    /// (products.md 2.4). What they mean is the catalogue's.
    pub roles: Vec<String>,
    /// Agent groups by name, in their order.
    pub groups: Vec<String>,
    /// The line of the file, from 1.
    pub line: u64,
}

/// Reads the users: columns `first_name`, `last_name`, `email`, `roles` and, if there, `groups`,
/// the last two with `;` between the entries. Of several rows with one address (compared without
/// case) the first is kept.
///
/// # Errors
/// When a mandatory column is missing or a quote is never closed; see
/// [`ImportError`](crate::ImportError).
pub fn read_users(bytes: &[u8]) -> Import<Vec<User>> {
    let log = Log::default();
    let mut users = Vec::new();
    let mut addresses = BTreeSet::new();
    for mut row in COLUMNS.rows(bytes, &log)? {
        // S118: first name, last name, e-mail and at least one role are mandatory.
        let user = User {
            first_name: row.required("first_name").into(),
            last_name: row.required("last_name").into(),
            email: row.required("email").into(),
            roles: row.required_parts("roles"),
            groups: row.parts("groups"),
            line: row.line,
        };
        let problems = row.finish();
        if !problems.is_empty() {
            log.warn_cell(user.line, 0, WarningKind::BrokenRecord { problems });
        } else if !addresses.insert(user.email.as_str().to_lowercase()) {
            log.warn_cell(user.line, 0, WarningKind::DuplicateId);
        } else {
            users.push(user);
        }
    }
    Ok((users, log.into_warnings()))
}
