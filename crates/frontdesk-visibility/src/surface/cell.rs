//! One field in one cell: of a list, of an export, of a notice.

use std::borrow::Cow;

use frontdesk_model::{Language, RefusalKind};

use crate::field::{Field, Shown, unknown_number_in};
use crate::query::Value;
use crate::ticket::FieldId;
use crate::view::Granted;

/// There is no such column for this viewer: the same answer whether it is hidden or nobody has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such column")]
pub struct NoSuchColumn;

impl NoSuchColumn {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "no_such_column"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl<'a> Granted<'a> {
    /// A row of these columns as text. A number that is hidden or unknown is the one label in this
    /// language (S72, D8); any other value that is hidden, or that the ticket does not have, is empty. So
    /// is a field that asks for a right which is held over other tickets and not over this one.
    ///
    /// # Errors
    /// When the viewer, as whom he sees this ticket, never sees one of the columns. Nothing says which.
    pub fn cells(
        &self,
        columns: &[Field],
        language: &Language,
    ) -> Result<Vec<Cow<'a, str>>, NoSuchColumn> {
        let cell = |field| {
            let none = || self.has_column(field).then_some(Shown::Absent);
            let shown = self.cell(field).or_else(none).ok_or(NoSuchColumn)?;
            Ok(match (shown, field) {
                (Shown::Value(value), _) => value.text(),
                (Shown::Hidden | Shown::Absent, Field::ClientNumber) => {
                    unknown_number_in(language).into()
                }
                (Shown::Hidden | Shown::Absent, _) => "".into(),
            })
        };
        columns.iter().map(cell).collect()
    }

    /// What this viewer sees of one field; `None` where there is no place for it.
    #[must_use]
    pub fn cell(&self, field: &Field) -> Option<Shown<Value<'a>>> {
        if !self.shows(field) {
            return None;
        }
        let ticket = self.ticket;
        let facts = &ticket.facts;
        Some(match field {
            Field::Number => Shown::Value(text(&ticket.number)),
            Field::Subject => Shown::Value(text(&ticket.subject)),
            Field::State => known(facts.state.map(Value::State)),
            Field::Channel => {
                let channel = facts.channel.as_ref();
                known(channel.map(|channel| Value::Channel(Cow::Borrowed(channel))))
            }
            Field::CreatedAt => Shown::Value(Value::Moment(facts.created_at)),
            Field::Group => known(facts.group.map(Value::Group)),
            Field::Assignee => known(facts.assignee.map(Value::Assignee)),
            Field::Priority => known(ticket.priority.map(Value::Priority)),
            Field::Site => self.site().map(Value::Site),
            Field::ClientNumber => self.client_number().map(text),
            Field::Requester => known(facts.requester.map(Value::Customer)),
            Field::Organization => known(facts.organization.map(Value::Organization)),
            Field::Participants => Shown::Value(Value::People(Cow::Borrowed(&facts.participants))),
            Field::Copied => Shown::Value(Value::Customers(facts.copied.keys().copied().collect())),
            Field::Privacy => known(facts.privacy.map(Value::Privacy)),
            Field::Added(id) => return self.cell_of_added(id),
        })
    }

    /// The same of an added field by its id.
    pub(super) fn cell_of_added(&self, id: &FieldId) -> Option<Shown<Value<'a>>> {
        self.shows_added(id).then(|| {
            let text = self.ticket.custom_fields.get(id);
            known(text.map(|said| Value::Text(Cow::Borrowed(said))))
        })
    }
}

fn known<T>(value: Option<T>) -> Shown<T> {
    value.map_or(Shown::Absent, Shown::Value)
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}
