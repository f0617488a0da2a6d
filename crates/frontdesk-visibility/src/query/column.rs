//! The columns of a list: the fields of a ticket, and what is derived from what a viewer sees of it.

use std::fmt;
use std::str::FromStr;

use frontdesk_model::{ActorId, Author};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{Kind, Value};
use crate::field::{Field, Shown, SitePolicy};
use crate::filter::Opening;
use crate::ticket::Message;
use crate::view::{Granted, Viewing};
use crate::viewer::Hat;

/// A column of a list. Its name is stable: that of the field, or one of the derived ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// What a field says.
    Field(Field),
    /// When the last visible message was written, or else when the ticket was made, if that is shown.
    UpdatedAt,
    /// When the last visible message of a member of the staff was written.
    LastResponseAt,
    /// How many visible messages there are.
    MessageCount,
    /// How many files of visible messages.
    AttachmentCount,
    /// How many visible messages were written since the viewer read the ticket: see
    /// [`Query::with_read`](super::Query::with_read).
    UnreadCount,
}

/// Text that is no column's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no column has this name")]
pub struct UnknownColumn;

impl Viewing<'_> {
    /// Whether this viewer could see the column under any of his hats: only then may he sort, filter,
    /// group, search or export by it. It is answered before any ticket is looked at, and nothing in it
    /// depends on one.
    ///
    /// A field that asks for a right counts only if the right is held over some ticket that there could be.
    ///
    /// An added field counts only if the policy names it, for whomever: so one that nobody has and one
    /// that is hidden give the same no.
    #[must_use]
    pub fn offers(&self, column: &Column) -> bool {
        let Column::Field(field) = column else {
            // Derived columns say nothing but what follows from what is seen.
            return true;
        };
        let is_named = match field {
            Field::Added(id) => self.policy.added().any(|named| named == id),
            _ => true,
        };
        let mut openings = self.filter.openings.iter();
        is_named && openings.any(|opening| self.offers_under(opening, field))
    }

    fn offers_under(&self, opening: &Opening, field: &Field) -> bool {
        let mut hats = worn(opening.hat).iter();
        hats.any(|hat| {
            self.shows_under(*hat, opening, field)
                && match field {
                    // A masked number is neither searched nor sorted by (S72, S73).
                    Field::ClientNumber => !self.filter.masks_number(opening),
                    // Without any right to a site's name nobody filters by site (S64).
                    Field::Site => {
                        self.policy.site == SitePolicy::Open
                            || !hat.is_staff()
                            || self.sites.sees_any(self.filter.tenant)
                    }
                    _ => true,
                }
        })
    }
}

/// The hats that one opening can put on.
pub(crate) const fn worn(hat: Hat) -> &'static [Hat] {
    match hat {
        Hat::Operator => &[Hat::Operator],
        Hat::Stakeholder => &[Hat::Stakeholder],
        // Another's ticket is seen as a colleague or in copy.
        Hat::Customer => &[Hat::Customer, Hat::Colleague, Hat::Copied],
        Hat::Colleague => &[Hat::Colleague],
        Hat::Guest => &[Hat::Guest],
        Hat::Copied => &[Hat::Copied],
    }
}

impl<'a> Granted<'a> {
    /// What stands in a column of this ticket for this viewer: of a field what the view shows, of a
    /// derived column what follows from it. Empty text and an empty set are absent. A hidden value and
    /// none are told apart inside the program, and are one in what is sent. Of what was read nothing is known here, so all
    /// messages are unread.
    #[must_use]
    pub fn value(&self, column: &Column) -> Shown<Value<'a>> {
        match column {
            Column::Field(field) => match self.cell(field) {
                None => Shown::Hidden,
                Some(Shown::Value(value)) if value.is_empty() => Shown::Absent,
                Some(shown) => shown,
            },
            Column::UpdatedAt => shown(self.derived().updated_at.map(Value::Moment)),
            Column::LastResponseAt => {
                let responses = self.messages().filter(|message| is_of_staff(message));
                shown(responses.map(|message| message.at).max().map(Value::Moment))
            }
            Column::MessageCount => shown(count(self.derived().message_count)),
            Column::UnreadCount => shown(count(self.messages().count())),
            Column::AttachmentCount => shown(count(self.derived().attachment_count)),
        }
    }
}

pub(super) fn shown(value: Option<Value<'_>>) -> Shown<Value<'_>> {
    value.map_or(Shown::Absent, Shown::Value)
}

pub(super) fn count(count: usize) -> Option<Value<'static>> {
    Some(Value::Count(count as u64))
}

/// That the staff wrote is known to whoever sees the message, even where the name is not (S168).
const fn is_of_staff(message: &Message) -> bool {
    matches!(message.author, Some(Author::Actor(ActorId::User(_))))
}

impl Column {
    /// The derived columns.
    pub const DERIVED: [Self; 5] = [
        Self::UpdatedAt,
        Self::LastResponseAt,
        Self::MessageCount,
        Self::AttachmentCount,
        Self::UnreadCount,
    ];

    /// What stands in it.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Field(field) => match field {
                Field::Number | Field::Subject | Field::ClientNumber | Field::Added(_) => {
                    Kind::Text
                }
                Field::State => Kind::State,
                Field::Channel => Kind::Channel,
                Field::CreatedAt => Kind::Moment,
                Field::Group => Kind::Group,
                Field::Assignee => Kind::Assignee,
                Field::Priority => Kind::Priority,
                Field::Site => Kind::Site,
                Field::Requester => Kind::Customer,
                Field::Organization => Kind::Organization,
                Field::Participants => Kind::People,
                Field::Copied => Kind::Customers,
                Field::Privacy => Kind::Privacy,
            },
            Self::UpdatedAt | Self::LastResponseAt => Kind::Moment,
            Self::MessageCount | Self::AttachmentCount | Self::UnreadCount => Kind::Count,
        }
    }

    const fn derived_name(&self) -> &'static str {
        match self {
            Self::Field(_) => "",
            Self::UpdatedAt => "updated_at",
            Self::LastResponseAt => "last_response_at",
            Self::MessageCount => "message_count",
            Self::AttachmentCount => "attachment_count",
            Self::UnreadCount => "unread_count",
        }
    }
}

impl From<Field> for Column {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => field.fmt(f),
            derived => f.write_str(derived.derived_name()),
        }
    }
}

impl FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(name: &str) -> Result<Self, UnknownColumn> {
        let mut derived = Self::DERIVED.into_iter();
        derived
            .find(|column| column.derived_name() == name)
            .or_else(|| Field::from_name(name).map(Self::Field))
            .ok_or(UnknownColumn)
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}
