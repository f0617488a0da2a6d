//! What stands in a column: a value that borrows from the ticket, with one order and one text form.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use frontdesk_model::uuid::Uuid;
use frontdesk_model::{
    Assignee, Channel, ConversationState, CustomerId, GroupId, OrganizationId, Privacy, SiteId,
    UserId,
};
use serde::{Serialize, Serializer};

use super::column::Column;
use crate::ticket::Priority;

/// A value of one column. Values of one column compare: text by its characters, a state by the life of
/// a conversation, a priority by its urgency, channels in the order of the vocabulary, ids by their
/// bytes. Serialized as the text that [`Value::parse`] reads, which is also the text of a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "each is what a field or a derived column holds"
)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    State(ConversationState),
    Channel(Cow<'a, Channel>),
    Moment(DateTime<Utc>),
    Group(GroupId),
    Assignee(Assignee),
    Priority(Priority),
    Site(SiteId),
    Customer(CustomerId),
    Organization(OrganizationId),
    /// Who takes part, not empty.
    People(Cow<'a, BTreeSet<UserId>>),
    /// One of those who take part: what a condition names and a facet counts.
    Person(UserId),
    /// The customers in copy, not empty; of them a condition names and a facet counts one.
    Customers(BTreeSet<CustomerId>),
    Privacy(Privacy),
    Count(u64),
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    State,
    Channel,
    Moment,
    Group,
    Assignee,
    Priority,
    Site,
    Customer,
    Organization,
    People,
    Customers,
    Privacy,
    Count,
}

/// How many characters of a text a list is sorted by; what is equal so far is ordered by id. It bounds
/// what a cursor holds.
pub(super) const SORTED_CHARS: usize = 64;

impl<'a> Value<'a> {
    /// Reads the text form of a value of this column; of participants and those in copy, of one of them.
    #[must_use]
    pub fn parse(column: &Column, text: &str) -> Option<Value<'static>> {
        Some(match column.kind() {
            Kind::Text => Value::Text(Cow::Owned(text.to_owned())),
            Kind::State => Value::State(named(ConversationState::ALL, |s| s.name(), text)?),
            Kind::Channel => Value::Channel(Cow::Owned(Channel::from_name(text))),
            Kind::Moment => Value::Moment(text.parse().ok()?),
            Kind::Group => Value::Group(text.parse().ok()?),
            Kind::Assignee => Value::Assignee(parse_assignee(text)?),
            Kind::Priority => Value::Priority(named(PRIORITIES, |p| p.name(), text)?),
            Kind::Site => Value::Site(text.parse().ok()?),
            Kind::Customer | Kind::Customers => Value::Customer(text.parse().ok()?),
            Kind::Organization => Value::Organization(text.parse().ok()?),
            Kind::People => Value::Person(text.parse().ok()?),
            Kind::Privacy => Value::Privacy(named(Privacy::ALL, |p| p.name(), text)?),
            Kind::Count => Value::Count(text.parse().ok()?),
        })
    }

    /// The text of the value; what the ticket holds as text is borrowed.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::State(state) => state.name().into(),
            Self::Priority(priority) => priority.name().into(),
            Self::Privacy(privacy) => privacy.name().into(),
            value => value.to_string().into(),
        }
    }

    /// Whether nothing stands there.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::People(people) => people.is_empty(),
            Self::Customers(customers) => customers.is_empty(),
            _ => false,
        }
    }

    /// The id that a name can be looked up for, if it is one.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Group(id) => Some(id.uuid()),
            Self::Assignee(Assignee::Person(id)) | Self::Person(id) => Some(id.uuid()),
            Self::Assignee(Assignee::Bot(id)) => Some(id.uuid()),
            Self::Site(id) => Some(id.uuid()),
            Self::Customer(id) => Some(id.uuid()),
            Self::Organization(id) => Some(id.uuid()),
            Self::Text(_)
            | Self::State(_)
            | Self::Channel(_)
            | Self::Moment(_)
            | Self::People(_)
            | Self::Customers(_)
            | Self::Privacy(_)
            | Self::Priority(_)
            | Self::Count(_) => None,
        }
    }

    /// Each value of it: each of those who take part or are in copy, else itself.
    pub(super) fn for_each(self, mut note: impl FnMut(Self)) {
        match self {
            Self::People(people) => people.iter().for_each(|id| note(Value::Person(*id))),
            Self::Customers(customers) => {
                customers
                    .into_iter()
                    .for_each(|id| note(Value::Customer(id)));
            }
            value => note(value),
        }
    }

    /// What a list is sorted by: the value, of long text its beginning.
    pub(super) fn sorted_by(self) -> Self {
        match self {
            Self::Text(Cow::Borrowed(text)) => Self::Text(Cow::Borrowed(beginning(text))),
            Self::Text(Cow::Owned(text)) => Self::Text(Cow::Owned(beginning(&text).to_owned())),
            Self::Channel(channel) => match &*channel {
                Channel::Other(other) if beginning(other.name()).len() < other.name().len() => {
                    Self::Channel(Cow::Owned(Channel::from_name(beginning(other.name()))))
                }
                _ => Self::Channel(channel),
            },
            value => value,
        }
    }

    /// The same value, kept without the ticket.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Channel(channel) => Value::Channel(Cow::Owned(channel.into_owned())),
            Self::People(people) => Value::People(Cow::Owned(people.into_owned())),
            Self::State(value) => Value::State(value),
            Self::Moment(value) => Value::Moment(value),
            Self::Group(value) => Value::Group(value),
            Self::Assignee(value) => Value::Assignee(value),
            Self::Priority(value) => Value::Priority(value),
            Self::Site(value) => Value::Site(value),
            Self::Customer(value) => Value::Customer(value),
            Self::Organization(value) => Value::Organization(value),
            Self::Person(value) => Value::Person(value),
            Self::Customers(value) => Value::Customers(value),
            Self::Privacy(value) => Value::Privacy(value),
            Self::Count(value) => Value::Count(value),
        }
    }
}

const PRIORITIES: [Priority; 4] = [
    Priority::Low,
    Priority::Normal,
    Priority::High,
    Priority::Critical,
];

fn named<T: Copy, const N: usize>(
    all: [T; N],
    name: impl Fn(T) -> &'static str,
    wanted: &str,
) -> Option<T> {
    all.into_iter().find(|one| name(*one) == wanted)
}

const PERSON: &str = "person:";
const BOT: &str = "bot:";

fn parse_assignee(text: &str) -> Option<Assignee> {
    fn id<T: FromStr>(text: &str) -> Option<T> {
        text.parse().ok()
    }
    if let Some(person) = text.strip_prefix(PERSON) {
        return id(person).map(Assignee::Person);
    }
    id(text.strip_prefix(BOT)?).map(Assignee::Bot)
}

/// The first characters of a text.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(SORTED_CHARS);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::State(state) => f.write_str(state.name()),
            Self::Channel(channel) => channel.fmt(f),
            Self::Moment(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Group(id) => id.fmt(f),
            Self::Assignee(Assignee::Person(id)) => write!(f, "{PERSON}{id}"),
            Self::Assignee(Assignee::Bot(id)) => write!(f, "{BOT}{id}"),
            Self::Priority(priority) => f.write_str(priority.name()),
            Self::Site(id) => id.fmt(f),
            Self::Customer(id) => id.fmt(f),
            Self::Organization(id) => id.fmt(f),
            Self::People(people) => several(people.iter(), f),
            Self::Person(id) => id.fmt(f),
            Self::Customers(customers) => several(customers, f),
            Self::Privacy(privacy) => f.write_str(privacy.name()),
            Self::Count(count) => count.fmt(f),
        }
    }
}

fn several(
    ids: impl IntoIterator<Item = impl fmt::Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (at, id) in ids.into_iter().enumerate() {
        write!(f, "{}{id}", if at == 0 { "" } else { " " })?;
    }
    Ok(())
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
