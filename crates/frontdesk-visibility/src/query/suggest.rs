//! Suggestions while somebody types.

use std::collections::BTreeMap;

use frontdesk_model::Names;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::request::QueryError;
use super::value::Value;
use super::words::Folded;
use super::{Query, Shown};
use crate::ticket::Ticket;

/// What somebody has typed, and of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggest {
    /// The column whose values are suggested.
    pub column: Column,
    /// The beginning of the value's text or, of an id, of its name; in capitals or not.
    pub prefix: String,
    /// How many at most: 1 to [`MAX`](Self::MAX).
    pub limit: usize,
}

impl Suggest {
    /// The most suggestions.
    pub const MAX: usize = 100;
    /// The most bytes of a prefix.
    pub const MAX_PREFIX: usize = 256;
}

/// A value that the viewer sees somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Suggestion<'a> {
    /// What is shown: the name of an id, if the host gives one, else the value's own text.
    pub text: String,
    /// The value.
    pub value: Value<'a>,
    /// In how many of the rows it stands.
    pub count: usize,
}

impl Query<'_> {
    /// The values in a column of the rows that begin so, by their text and then in their order. A value
    /// that stands in hidden tickets alone is not suggested, and names are looked up for no other.
    ///
    /// # Errors
    /// When this viewer never sees the column, or nobody has it: one answer; or it asks for too much.
    pub fn suggest<'b>(
        &'b self,
        tickets: impl IntoIterator<Item = &'b Ticket>,
        wanted: &Suggest,
        names: &impl Names,
    ) -> Result<Vec<Suggestion<'b>>, QueryError> {
        let Suggest {
            column,
            prefix,
            limit,
        } = wanted;
        if prefix.len() > Suggest::MAX_PREFIX || !(1..=Suggest::MAX).contains(limit) {
            return Err(QueryError::TooLarge);
        }
        if !self.viewing.offers(column) {
            return Err(QueryError::NoSuchColumn);
        }
        let mut counts: BTreeMap<Value<'b>, usize> = BTreeMap::new();
        for row in self.rows(tickets) {
            if let Shown::Value(value) = self.value(&row, column) {
                value.for_each(|one| *counts.entry(one).or_default() += 1);
            }
        }
        let prefix = Folded::new(prefix);
        let counts = counts.into_iter();
        let mut found: Vec<_> = counts
            .map(|(value, count)| Suggestion {
                text: match value.id() {
                    Some(id) => names.name_or_id(id),
                    None => value.to_string(),
                },
                value,
                count,
            })
            .filter(|suggestion| prefix.is_beginning_of(&suggestion.text))
            .collect();
        found.sort_by(|a, b| (&a.text, &a.value).cmp(&(&b.text, &b.value)));
        found.truncate(*limit);
        Ok(found)
    }
}
