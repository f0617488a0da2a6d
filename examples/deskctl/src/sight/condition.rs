//! A condition of a list as it is written on the command line.

use std::collections::BTreeSet;

use frontdesk::model::{ActorId, Assignee};
use frontdesk::visibility::{Column, Condition, Field, Must, Value};

use crate::rights::Asking;

/// How a condition is written, for the help and for errors.
const FORMS: &str = "COLUMN=VALUE, COLUMN!=VALUE, COLUMN<VALUE, COLUMN>VALUE, COLUMN~TEXT, COLUMN:there or \
                     COLUMN:absent";

/// Reads a condition. Several values stand with commas between them, any of which it may be; a text is one.
pub(super) fn read(asking: &Asking<'_>, written: &str) -> Result<Condition, String> {
    let form = || format!("`{written}` is no condition: {FORMS} is wanted");
    let at = written
        .find(['=', '!', '<', '>', '~', ':'])
        .ok_or_else(form)?;
    let (column, rest) = written.split_at(at);
    let wrong = |error: &dyn std::fmt::Display| format!("`{written}`: {error}");
    let column: Column = column.parse().map_err(|error| wrong(&error))?;
    let one = |text: &str| value(asking, &column, text).map_err(|error| wrong(&error));
    let several = |text: &str| -> Result<BTreeSet<Value<'static>>, String> {
        match is_text(&column) {
            true => Ok([one(text)?].into()),
            false => text.split(',').map(one).collect(),
        }
    };
    let must = match rest.strip_prefix("!=") {
        Some(values) => Must::BeNoneOf(several(values)?),
        None => {
            let mut letters = rest.chars();
            let sign = letters.next();
            let after = letters.as_str();
            match (sign, after) {
                (Some('='), values) => Must::BeOneOf(several(values)?),
                (Some('<'), limit) => Must::BeBefore(one(limit)?),
                (Some('>'), limit) => Must::BeAfter(one(limit)?),
                (Some('~'), text) => Must::Contain(text.to_owned()),
                (Some(':'), "there") => Must::BeThere,
                (Some(':'), "absent") => Must::BeAbsent,
                _ => return Err(form()),
            }
        }
    };
    Condition::new(column.clone(), must).map_err(|error| wrong(&error))
}

/// A value of the column: people, groups, sites and companies as they are named elsewhere, all else in the
/// words of the vocabulary.
fn value(asking: &Asking<'_>, column: &Column, text: &str) -> Result<Value<'static>, String> {
    let no_value = || format!("`{text}` is no value of {column}");
    let Column::Field(field) = column else {
        return Value::parse(column, text).ok_or_else(no_value);
    };
    let person = || match asking.person(text)? {
        ActorId::User(user) => Ok(user),
        ActorId::Customer(_) => Err(no_value()),
    };
    match field {
        Field::Group => asking.group(text).map(Value::Group),
        // A bot has no record: it is named as it is printed.
        Field::Assignee if text.starts_with("bot:") => {
            Value::parse(column, text).ok_or_else(no_value)
        }
        Field::Assignee => person().map(|user| Value::Assignee(Assignee::Person(user))),
        Field::Participants => person().map(Value::Person),
        Field::Requester | Field::Copied => match asking.person(text)? {
            ActorId::Customer(customer) => Ok(Value::Customer(customer)),
            ActorId::User(_) => Err(no_value()),
        },
        Field::Site => asking.site(text).map(Value::Site),
        Field::Organization => asking.company(text).map(Value::Organization),
        _ => Value::parse(column, text).ok_or_else(no_value),
    }
}

/// Whether the column holds text, of which a comma may be a part.
fn is_text(column: &Column) -> bool {
    matches!(Value::parse(column, ","), Some(Value::Text(_)))
}
