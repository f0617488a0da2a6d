//! Messages of cases.

use chrono::{DateTime, Utc};

use super::entities;
use crate::read::{Import, Personal, Record};

/// A message or note of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The number of the message.
    pub message_id: i64,
    /// The case, where the file says it: the API lists the messages of one case.
    pub case_id: Option<i64>,
    /// The customer who wrote it; `None` if staff did (0 in the API).
    pub user_id: Option<i64>,
    /// The member of staff who wrote it; `None` if the customer did (0 in the API).
    pub staff_id: Option<i64>,
    /// The text.
    pub content: Option<Personal>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// A note among staff, which never reaches a customer (S166). A message that does not say
    /// readably that it is none counts as one.
    pub note: bool,
    /// Sent by a rule of the account.
    pub sent_via_rule: bool,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The number of the file.
    pub file_id: i64,
    /// Its name.
    pub file_name: Option<Personal>,
    /// Its size, in bytes.
    pub file_size: Option<u64>,
    /// Its media type.
    pub mime_type: Option<String>,
    /// Where it lies.
    pub url: Option<Personal>,
}

/// Reads a list of messages. Of several messages with one `message_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_messages(bytes: &[u8]) -> Import<Vec<Message>> {
    entities(bytes, "message", message, |message| message.message_id)
}

fn message(record: &mut Record<'_>) -> Message {
    record.skip(&["content_html"]);
    Message {
        message_id: record.id("message_id"),
        case_id: record.reference("case_id"),
        user_id: record.reference("user_id"),
        staff_id: record.reference("staff_id"),
        content: record.personal("content"),
        attachments: record.objects("attachments", attachment),
        // S166: notes reach no customer.
        note: record.expected_flag("note").unwrap_or(true),
        sent_via_rule: record.flag("sent_via_rule").unwrap_or(false),
        created_at: record.required_moment("created_at"),
        sent_at: record.moment("sent_at"),
    }
}

fn attachment(record: &mut Record<'_>) -> Attachment {
    Attachment {
        file_id: record.id("file_id"),
        file_name: record.personal("file_name"),
        file_size: record.count("file_size"),
        mime_type: record.text("mime_type"),
        url: record.personal("url"),
    }
}
