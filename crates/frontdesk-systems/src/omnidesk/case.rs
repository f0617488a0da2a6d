//! Cases: the tickets of Omnidesk.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::Channel;

use super::entities;
use crate::read::{Expected, Import, Personal, Record, Tree, WarningKind, child, names, short};

names! {
    /// Where a case stands.
    CaseStatus {
        Open "open" "Waits for the staff.";
        Waiting "waiting" "Waits for the customer.";
        Closed "closed" "Closed.";
    }
}

names! {
    /// How urgent a case is.
    Priority {
        Low "low" "Low.";
        Normal "normal" "Normal.";
        High "high" "High.";
        Critical "critical" "Critical.";
    }
}

names! {
    /// How the customer rated a case.
    Rating {
        Low "low" "Bad.";
        Middle "middle" "Middling.";
        High "high" "Good.";
    }
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The number by which the API knows it.
    pub case_id: i64,
    /// The number that people see, as "664-245651".
    pub case_number: Option<String>,
    /// The subject.
    pub subject: Option<Personal>,
    /// The customer.
    pub user_id: Option<i64>,
    /// The responsible member of staff; `None` is nobody (0 in the API).
    pub staff_id: Option<i64>,
    /// The group; `None` is none (0 in the API).
    pub group_id: Option<i64>,
    /// Where it stands.
    pub status: CaseStatus,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// Where it goes on.
    pub channel: Channel,
    /// The address that the customer wrote to.
    pub recipient: Option<Personal>,
    /// Copies.
    pub cc_emails: Vec<Personal>,
    /// Blind copies.
    pub bcc_emails: Vec<Personal>,
    /// Deleted: hidden from every customer. An unreadable flag counts as set.
    pub deleted: bool,
    /// Spam: hidden from every customer. An unreadable flag counts as set.
    pub spam: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// When it was last answered.
    pub last_response_at: Option<DateTime<Utc>>,
    /// When it was closed ("-" in the API while it is not).
    pub closed_at: Option<DateTime<Utc>>,
    /// How long it took to close, in minutes.
    pub closing_speed: Option<u64>,
    /// The account's number of the language.
    pub language_id: Option<i64>,
    /// The values of the added fields, by the number of the field.
    pub custom_fields: BTreeMap<i64, FieldValue>,
    /// Labels.
    pub labels: BTreeSet<i64>,
    /// Labels that cannot be taken off.
    pub locked_labels: BTreeSet<i64>,
    /// How the customer rated it.
    pub rating: Option<Rating>,
    /// What the customer said to it.
    pub rating_comment: Option<Personal>,
    /// Whom the customer rated.
    pub rated_staff_id: Option<i64>,
}

/// The value of an added field. Empty text is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A text, a date, or the key of a choice; numbers as their digits.
    Text(Personal),
    /// A checkbox.
    Flag(bool),
}

/// Reads the list of cases, in the order of its numbers. Of several cases with one `case_id` the
/// first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_cases(bytes: &[u8]) -> Import<Vec<Case>> {
    entities(bytes, "case", case, |case| case.case_id)
}

fn case(record: &mut Record<'_>) -> Case {
    Case {
        case_id: record.id("case_id"),
        case_number: record.text("case_number"),
        subject: record.personal("subject"),
        user_id: record.reference("user_id"),
        staff_id: record.reference("staff_id"),
        group_id: record.reference("group_id"),
        status: record.required_choice("status"),
        priority: record.choice("priority"),
        channel: record.required_choice("channel"),
        recipient: record.personal("recipient"),
        cc_emails: record.addresses("cc_emails"),
        bcc_emails: record.addresses("bcc_emails"),
        deleted: record.restriction("deleted"),
        spam: record.restriction("spam"),
        created_at: record.required_moment("created_at"),
        updated_at: record.moment("updated_at"),
        last_response_at: record.moment("last_response_at"),
        closed_at: record.moment("closed_at"),
        closing_speed: record.count("closing_speed"),
        language_id: record.reference("language_id"),
        custom_fields: custom_fields(record),
        labels: record.references("labels"),
        locked_labels: record.references("locked_labels"),
        rating: record.choice("rating"),
        rating_comment: record.personal("rating_comment"),
        rated_staff_id: record.reference("rated_staff_id"),
    }
}

/// The values of the added fields: an object `cf_25` -> value.
pub(super) fn custom_fields(record: &mut Record<'_>) -> BTreeMap<i64, FieldValue> {
    let at = record.at_field("custom_fields");
    let log = record.log();
    let mut values = BTreeMap::new();
    for (key, tree) in record.entries("custom_fields") {
        let name = short(&key);
        let Some(field) = field_number(&key) else {
            log.warn_field(&at, &key, WarningKind::UnknownField { name });
            continue;
        };
        let value = match tree {
            Tree::Null => continue,
            Tree::Text(text) if text.is_empty() => continue,
            Tree::Text(text) => FieldValue::Text(text.into()),
            Tree::Number(number) => FieldValue::Text(number.to_string().into()),
            Tree::Flag(flag) => FieldValue::Flag(flag),
            Tree::List(_) | Tree::Object(_) => {
                let expected = Expected::Text;
                log.warn(&child(&at, &key), WarningKind::Unreadable { expected });
                continue;
            }
        };
        if values.insert(field, value).is_some() {
            log.warn_field(&at, &key, WarningKind::DuplicateField { name });
        }
    }
    values
}

/// The number in the name of an added field: 25 of "cf_25".
pub(super) fn field_number(name: &str) -> Option<i64> {
    let digits = name.strip_prefix("cf_")?;
    let number = digits.parse::<i64>().ok().filter(|number| *number >= 1)?;
    // `cf_025` is another name, not the same field.
    (number.to_string() == digits).then_some(number)
}
