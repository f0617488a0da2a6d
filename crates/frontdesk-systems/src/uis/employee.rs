//! The answer of `get.employees`.

use std::collections::BTreeSet;

use super::{CallDirection, StatusName};
use crate::read::{Import, Personal, Record, json, read_each, rows_of, unique};

/// An employee of the Data API. Who may do what stands in the
/// [`CabinetRecord`](super::CabinetRecord), not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// The number of the employee.
    pub id: i64,
    /// The name to sign in with; none until the first service right (S43).
    pub login: Option<Personal>,
    /// First name.
    pub first_name: Option<Personal>,
    /// Surname.
    pub last_name: Personal,
    /// Patronymic.
    pub patronymic: Option<Personal>,
    /// The name as the product writes it.
    pub full_name: Option<Personal>,
    /// E-mail address, as it came.
    pub email: Option<Personal>,
    /// The working status by name; an account may have statuses of its own.
    pub status: Option<StatusName>,
    /// The working status by number.
    pub status_id: Option<i64>,
    /// Whether calls can be received at the moment.
    pub calls_available: bool,
    /// What is recorded, as the product names it.
    pub call_recording: Option<String>,
    /// The number of the schedule.
    pub schedule_id: Option<i64>,
    /// The name of the schedule.
    pub schedule_name: Option<String>,
    /// The numbers on which calls arrive.
    pub phone_numbers: Vec<PhoneLine>,
    /// The short number.
    pub extension: Option<Personal>,
    /// Allowed directions of calls, list `in_external_allowed_call_directions`.
    pub in_external: BTreeSet<CallDirection>,
    /// List `in_internal_allowed_call_directions`.
    pub in_internal: BTreeSet<CallDirection>,
    /// List `out_external_allowed_call_directions`.
    pub out_external: BTreeSet<CallDirection>,
    /// List `out_internal_allowed_call_directions`.
    pub out_internal: BTreeSet<CallDirection>,
    /// Kinds of outgoing calls allowed, as the product names them.
    pub allowed_out_call_types: Vec<String>,
}

/// A number on which calls arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneLine {
    /// The number, as it came.
    pub phone_number: Personal,
    /// How many calls at once.
    pub channels_count: Option<u64>,
    /// How long it rings, in seconds.
    pub dial_time: Option<u64>,
}

/// Reads the answer of `get.employees`, or its bare `data` list. Of several employees with one
/// number the first is kept.
///
/// # Errors
/// When the file is no such answer, or is an error envelope; see [`ImportError`](crate::ImportError).
pub fn read_employees(bytes: &[u8]) -> Import<Vec<Employee>> {
    json(bytes, |tree, log| {
        let employees = read_each(rows_of(tree, log)?, log, employee);
        Ok(unique(employees, log, |employee| employee.id))
    })
}

fn employee(record: &mut Record<'_>) -> Employee {
    Employee {
        id: record.id("id"),
        login: record.personal("login"),
        first_name: record.personal("first_name"),
        // S31: an empty surname is rejected, for the employee could not be identified.
        last_name: record.required_personal("last_name"),
        patronymic: record.personal("patronymic"),
        full_name: record.personal("full_name"),
        email: record.personal("email"),
        status: record.open_choice("status"),
        status_id: record.reference("status_id"),
        calls_available: record.flag("calls_available").unwrap_or(false),
        call_recording: record.text("call_recording"),
        schedule_id: record.reference("schedule_id"),
        schedule_name: record.text("schedule_name"),
        phone_numbers: record.objects("phone_numbers", phone_line),
        extension: record
            .object("extension", |extension| {
                extension
                    .token("extension_phone_number")
                    .map(Personal::from)
            })
            .flatten(),
        in_external: record.choices("in_external_allowed_call_directions"),
        in_internal: record.choices("in_internal_allowed_call_directions"),
        out_external: record.choices("out_external_allowed_call_directions"),
        out_internal: record.choices("out_internal_allowed_call_directions"),
        allowed_out_call_types: record.texts("allowed_out_call_types"),
    }
}

fn phone_line(record: &mut Record<'_>) -> PhoneLine {
    PhoneLine {
        phone_number: Personal::from(record.required_token("phone_number")),
        channels_count: record.count("channels_count"),
        dial_time: record.count("dial_time"),
    }
}
