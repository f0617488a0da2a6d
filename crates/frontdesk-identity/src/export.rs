//! Everything personal that is kept of somebody, for the person who asks (GDPR, articles 15 and 20).

use serde::Serialize;

use crate::personal::Slot;
use crate::stored_event::record_slots;
use crate::{PersonalField, PersonalRow, PersonalValue, User};

/// Every personal value of this account: those it has now, in the order of the register, then those
/// of its stored events, oldest first. `rows` are all the rows of the account's stream. A value that
/// stands in several places is listed once for each. The host adds what it keeps itself: the photo,
/// conversations, sessions.
#[must_use]
pub fn export_user(user: &User, rows: &[PersonalRow]) -> Vec<Exported> {
    let mut record = user.record().clone();
    export(record_slots(&mut record), rows)
}

pub(crate) fn export<'a>(
    now: impl IntoIterator<Item = Slot<'a>>,
    rows: &[PersonalRow],
) -> Vec<Exported> {
    let line = |found, value: &PersonalValue| Exported {
        field: value.field(),
        purpose: value.field().purpose(),
        found,
        value: value.clone(),
    };
    let now = PersonalRow::take(now);
    let earlier = (0_u32..).zip(rows).flat_map(|(row, values)| {
        let values = values.values().iter();
        values.map(move |value| line(Found::InRow { row }, value))
    });
    let now = now.values().iter();
    let mut lines: Vec<Exported> = now.map(|value| line(Found::Now, value)).collect();
    lines.sort_by_key(|line| line.field);
    lines.extend(earlier);
    lines
}

/// One personal value of somebody. `Debug` does not print the value; serialized it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Which field.
    pub field: PersonalField,
    /// What it is kept for.
    pub purpose: &'static str,
    /// Where it is kept.
    pub found: Found,
    /// The value.
    pub value: PersonalValue,
}

/// Where a personal value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// In the account as it is now.
    Now,
    /// In this row of the stream.
    InRow {
        /// Its place among the rows handed in, from 0.
        row: u32,
    },
}
