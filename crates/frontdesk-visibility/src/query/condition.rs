//! What a row of a list must fulfill, as data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::value::{Kind, Value};
use super::words::Folded;

/// One column of a row must fulfill this. A row in which the column is hidden counts as one in which it
/// is absent. Its texts are read once, by the column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Condition {
    column: Column,
    must: Must,
    /// The text to be contained, folded once for all rows.
    part: Option<Folded>,
}

/// What a value must fulfill. The values are of the column's own kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Must {
    /// Be one of these; of participants and of those in copy, one of them must be. None of them: no row.
    BeOneOf(BTreeSet<Value<'static>>),
    /// Be none of these. What is absent is none of them.
    BeNoneOf(BTreeSet<Value<'static>>),
    /// Be absent.
    BeAbsent,
    /// Be there.
    BeThere,
    /// Come before this one: earlier, fewer, less urgent.
    BeBefore(Value<'static>),
    /// Come after this one: later, more, more urgent.
    BeAfter(Value<'static>),
    /// Contain this text, in capitals or not.
    Contain(String),
}

/// Why there is no such condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// The value is none of this column.
    #[error("a value is none of this column")]
    OtherKind,
    /// Nothing comes before or after anything in this column.
    #[error("the values of this column have no order")]
    NoOrder,
    /// There is no text in this column.
    #[error("this column holds no text")]
    NoText,
    /// Too many values.
    #[error("a condition names at most {} values", Condition::MAX_VALUES)]
    TooMany,
    /// Too long a text.
    #[error(
        "a text of a condition has at most {} characters",
        Condition::MAX_CHARS
    )]
    TooLong,
}

impl Condition {
    /// The most values that one condition names.
    pub const MAX_VALUES: usize = 256;
    /// The most characters of a text.
    pub const MAX_CHARS: usize = 1024;

    /// A condition of this column.
    ///
    /// # Errors
    /// When no value of the column could ever be compared so, or it is too large.
    pub fn new(column: impl Into<Column>, must: Must) -> Result<Self, ConditionError> {
        let column = column.into();
        let mut part = None;
        match &must {
            Must::BeOneOf(values) | Must::BeNoneOf(values) => {
                if values.len() > Self::MAX_VALUES {
                    return Err(ConditionError::TooMany);
                }
                values.iter().try_for_each(|value| fits(&column, value))?;
            }
            Must::BeBefore(value) | Must::BeAfter(value) => {
                fits(&column, value)?;
                if !has_order(column.kind()) {
                    return Err(ConditionError::NoOrder);
                }
            }
            Must::Contain(text) => {
                if column.kind() != Kind::Text {
                    return Err(ConditionError::NoText);
                }
                short_enough(text)?;
                part = Some(Folded::new(text));
            }
            Must::BeAbsent | Must::BeThere => {}
        }
        Ok(Self { column, must, part })
    }

    /// Which column.
    #[must_use]
    pub const fn column(&self) -> &Column {
        &self.column
    }

    /// What it must fulfill.
    #[must_use]
    pub const fn must(&self) -> &Must {
        &self.must
    }

    /// Whether what is shown fulfills it; `None` is hidden or absent, no matter which.
    pub(super) fn holds(&self, shown: Option<&Value<'_>>) -> bool {
        let Some(value) = shown else {
            return match self.must {
                Must::BeAbsent | Must::BeNoneOf(_) => true,
                Must::BeOneOf(_)
                | Must::BeThere
                | Must::BeBefore(_)
                | Must::BeAfter(_)
                | Must::Contain(_) => false,
            };
        };
        match &self.must {
            Must::BeOneOf(values) => is_among(value, values),
            Must::BeNoneOf(values) => !is_among(value, values),
            Must::BeAbsent => false,
            Must::BeThere => true,
            Must::BeBefore(limit) => value < limit,
            Must::BeAfter(limit) => value > limit,
            Must::Contain(_) => match (value, &self.part) {
                (Value::Text(text), Some(part)) => part.is_in(text),
                _ => false,
            },
        }
    }
}

fn is_among(value: &Value<'_>, values: &BTreeSet<Value<'static>>) -> bool {
    match value {
        Value::People(people) => values.iter().any(|wanted| match wanted {
            Value::Person(person) => people.contains(person),
            _ => false,
        }),
        Value::Customers(customers) => values.iter().any(|wanted| match wanted {
            Value::Customer(customer) => customers.contains(customer),
            _ => false,
        }),
        value => values.iter().any(|wanted| wanted == value),
    }
}

/// Whether a value is one of the column's.
fn fits(column: &Column, value: &Value<'_>) -> Result<(), ConditionError> {
    let kind = match value {
        Value::Text(text) => {
            short_enough(text)?;
            Kind::Text
        }
        Value::State(_) => Kind::State,
        Value::Channel(_) => Kind::Channel,
        Value::Moment(_) => Kind::Moment,
        Value::Group(_) => Kind::Group,
        Value::Assignee(_) => Kind::Assignee,
        Value::Priority(_) => Kind::Priority,
        Value::Site(_) => Kind::Site,
        Value::Customer(_) if column.kind() == Kind::Customers => Kind::Customers,
        Value::Customer(_) => Kind::Customer,
        Value::Organization(_) => Kind::Organization,
        Value::Person(_) => Kind::People,
        // A condition names one of them, and one more.
        Value::People(_) | Value::Customers(_) => return Err(ConditionError::OtherKind),
        Value::Privacy(_) => Kind::Privacy,
        Value::Count(_) => Kind::Count,
    };
    match kind == column.kind() {
        true => Ok(()),
        false => Err(ConditionError::OtherKind),
    }
}

fn short_enough(text: &str) -> Result<(), ConditionError> {
    match text.chars().nth(Condition::MAX_CHARS) {
        None => Ok(()),
        Some(_) => Err(ConditionError::TooLong),
    }
}

const fn has_order(kind: Kind) -> bool {
    match kind {
        Kind::Text | Kind::State | Kind::Moment | Kind::Priority | Kind::Count => true,
        Kind::Channel
        | Kind::Group
        | Kind::Assignee
        | Kind::Site
        | Kind::Customer
        | Kind::Organization
        | Kind::People
        | Kind::Customers
        | Kind::Privacy => false,
    }
}

/// The form in which a condition is written: its values as text.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    column: Column,
    must: WrittenMust,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenMust {
    BeOneOf(Vec<String>),
    BeNoneOf(Vec<String>),
    BeAbsent,
    BeThere,
    BeBefore(String),
    BeAfter(String),
    Contain(String),
}

impl TryFrom<Written> for Condition {
    type Error = ConditionError;

    fn try_from(Written { column, must }: Written) -> Result<Self, ConditionError> {
        let one = |text: &String| {
            short_enough(text)?;
            Value::parse(&column, text).ok_or(ConditionError::OtherKind)
        };
        let all = |texts: &[String]| match texts.len() > Self::MAX_VALUES {
            true => Err(ConditionError::TooMany),
            false => texts.iter().map(one).collect(),
        };
        let must = match must {
            WrittenMust::BeOneOf(texts) => Must::BeOneOf(all(&texts)?),
            WrittenMust::BeNoneOf(texts) => Must::BeNoneOf(all(&texts)?),
            WrittenMust::BeAbsent => Must::BeAbsent,
            WrittenMust::BeThere => Must::BeThere,
            WrittenMust::BeBefore(text) => Must::BeBefore(one(&text)?),
            WrittenMust::BeAfter(text) => Must::BeAfter(one(&text)?),
            WrittenMust::Contain(text) => Must::Contain(text),
        };
        Self::new(column, must)
    }
}

impl From<Condition> for Written {
    fn from(Condition { column, must, .. }: Condition) -> Self {
        let all = |values: BTreeSet<Value<'_>>| values.iter().map(ToString::to_string).collect();
        let must = match must {
            Must::BeOneOf(values) => WrittenMust::BeOneOf(all(values)),
            Must::BeNoneOf(values) => WrittenMust::BeNoneOf(all(values)),
            Must::BeAbsent => WrittenMust::BeAbsent,
            Must::BeThere => WrittenMust::BeThere,
            Must::BeBefore(value) => WrittenMust::BeBefore(value.to_string()),
            Must::BeAfter(value) => WrittenMust::BeAfter(value.to_string()),
            Must::Contain(text) => WrittenMust::Contain(text),
        };
        Self { column, must }
    }
}
