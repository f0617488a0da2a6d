//! Time: half-open spans over `context.now`.

use chrono::{DateTime, Utc};
use frontdesk_model::Validity;

use super::Pen;
use crate::wrong::Wrong;

/// A moment as a long: nanoseconds since 1970, so that no two moments fall together.
pub(super) fn nanoseconds(moment: DateTime<Utc>) -> i64 {
    moment
        .timestamp_nanos_opt()
        .expect("generated moments lie near noon")
}

impl Pen {
    /// `from <= now < until`; a missing bound is no condition.
    pub(super) fn span(self, validity: Validity) -> Vec<String> {
        let mut conditions = Vec::new();
        if let Some(from) = validity.from() {
            conditions.extend(self.begun(&nanoseconds(from).to_string()));
        }
        if let Some(until) = validity.end() {
            conditions.extend(self.not_ended(&nanoseconds(until).to_string()));
        }
        conditions
    }

    /// The same over a record that may have `from` and `until`: the span of an assignment.
    pub(super) fn span_of(self, record: &str) -> Vec<String> {
        if self.slips(Wrong::AssignmentForEver) {
            return Vec::new();
        }
        let begun = self.begun(&format!("{record}.from"));
        let not_ended = self.not_ended(&format!("{record}.until"));
        let unless_missing = |bound: &str, condition: Option<String>| {
            condition.map(|condition| format!("(!({record} has {bound}) || {condition})"))
        };
        let both = [
            unless_missing("from", begun),
            unless_missing("until", not_ended),
        ];
        both.into_iter().flatten().collect()
    }

    fn begun(self, from: &str) -> Option<String> {
        if self.slips(Wrong::StartIgnored) {
            return None;
        }
        let than = if self.slips(Wrong::StartExcluded) {
            "<"
        } else {
            "<="
        };
        Some(format!("{from} {than} context.now"))
    }

    fn not_ended(self, until: &str) -> Option<String> {
        if self.slips(Wrong::EndIgnored) {
            return None;
        }
        let than = if self.slips(Wrong::EndIncluded) {
            "<="
        } else {
            "<"
        };
        Some(format!("context.now {than} {until}"))
    }
}
