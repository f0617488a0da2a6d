//! Staff, groups, and the roles and statuses that an account defines for itself.

use chrono::{DateTime, Utc};

use super::entities;
use crate::read::{Import, Personal, Record};

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The number of the member of staff.
    pub staff_id: i64,
    /// E-mail address, as it came.
    pub email: Option<Personal>,
    /// Full name.
    pub full_name: Option<Personal>,
    /// Not disabled. A record that does not say so readably counts as disabled.
    pub active: bool,
    /// The working status by number: 1 online, 2 offline, 3 without chats, others of the account.
    pub status_id: Option<i64>,
    /// The role, where the file says it.
    pub role_id: Option<i64>,
    /// When the record was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// A group of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The number of the group.
    pub group_id: i64,
    /// The name for people.
    pub title: String,
    /// Whether it is in use.
    pub active: bool,
    /// When the record was made.
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// A role that the account defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRole {
    /// The number of the role.
    pub role_id: i64,
    /// The name for people.
    pub role: String,
}

/// A working status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffStatus {
    /// The number of the status: 1 online, 2 offline, 3 without chats, others of the account.
    pub status_id: i64,
    /// The name for people.
    pub status: String,
    /// Whether it can be chosen.
    pub active: bool,
}

/// Reads the list of staff. Of several members with one `staff_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_staff(bytes: &[u8]) -> Import<Vec<Staff>> {
    entities(bytes, "staff", staff, |staff| staff.staff_id)
}

/// Reads the list of groups. Of several groups with one `group_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_groups(bytes: &[u8]) -> Import<Vec<Group>> {
    entities(bytes, "group", group, |group| group.group_id)
}

/// Reads the list of roles. Of several roles with one `role_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_staff_roles(bytes: &[u8]) -> Import<Vec<StaffRole>> {
    entities(bytes, "staff_role", staff_role, |role| role.role_id)
}

/// Reads the list of statuses. Of several statuses with one `status_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_staff_statuses(bytes: &[u8]) -> Import<Vec<StaffStatus>> {
    entities(bytes, "staff_status", staff_status, |status| {
        status.status_id
    })
}

fn staff(record: &mut Record<'_>) -> Staff {
    record.skip(&[
        "staff_signature",
        "staff_signature_chat",
        "thumbnail",
        "status",
    ]);
    Staff {
        staff_id: record.id("staff_id"),
        email: record.personal("staff_email"),
        full_name: record.personal("staff_full_name"),
        active: record.expected_flag("active").unwrap_or(false),
        status_id: record.reference("status_id"),
        role_id: record.reference("role_id"),
        created_at: record.moment("created_at"),
        updated_at: record.moment("updated_at"),
    }
}

fn group(record: &mut Record<'_>) -> Group {
    Group {
        group_id: record.id("group_id"),
        title: record.required_text("group_title"),
        active: record.expected_flag("active").unwrap_or(false),
        created_at: record.moment("created_at"),
        updated_at: record.moment("updated_at"),
    }
}

fn staff_role(record: &mut Record<'_>) -> StaffRole {
    StaffRole {
        role_id: record.id("role_id"),
        role: record.required_text("role"),
    }
}

fn staff_status(record: &mut Record<'_>) -> StaffStatus {
    StaffStatus {
        status_id: record.id("status_id"),
        status: record.required_text("status"),
        active: record.expected_flag("active").unwrap_or(false),
    }
}
