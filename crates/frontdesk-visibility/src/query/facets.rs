//! How often each value stands in a column of the rows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Query;
use super::column::Column;
use super::value::Value;
use crate::field::Shown;
use crate::ticket::Ticket;
use crate::view::Granted;

/// A value and in how many rows it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Facet<'a> {
    /// The value; `None`: the rows in which the column is absent or hidden.
    pub value: Option<Value<'a>>,
    /// How many rows. Of participants and those in copy each is counted, of every other column the sum is the total.
    pub count: usize,
}

impl Query<'_> {
    /// The values in the columns that the request wants counted, in their order, absence last: of what
    /// this viewer sees, so that a value that stands in hidden tickets alone does not appear.
    #[must_use]
    pub fn facets<'b>(
        &'b self,
        tickets: impl IntoIterator<Item = &'b Ticket>,
    ) -> BTreeMap<&'b Column, Vec<Facet<'b>>> {
        let mut counted = Counted::of(self);
        self.rows(tickets).for_each(|row| counted.note(&row));
        counted.finish()
    }
}

/// The counts so far.
pub(super) struct Counted<'a> {
    query: &'a Query<'a>,
    columns: BTreeMap<&'a Column, Values<'a>>,
}

#[derive(Default)]
struct Values<'a> {
    there: BTreeMap<Value<'a>, usize>,
    absent: usize,
}

impl<'a> Counted<'a> {
    pub(super) fn of(query: &'a Query<'a>) -> Self {
        let columns = query.request.facets.iter();
        Self {
            query,
            columns: columns.map(|column| (column, Values::default())).collect(),
        }
    }

    pub(super) fn note(&mut self, row: &Granted<'a>) {
        for (column, values) in &mut self.columns {
            match self.query.value(row, column) {
                Shown::Value(value) => {
                    value.for_each(|one| *values.there.entry(one).or_default() += 1);
                }
                Shown::Hidden | Shown::Absent => values.absent += 1,
            }
        }
    }

    pub(super) fn finish(self) -> BTreeMap<&'a Column, Vec<Facet<'a>>> {
        let columns = self.columns.into_iter();
        columns
            .map(|(column, values)| (column, values.finish()))
            .collect()
    }
}

impl<'a> Values<'a> {
    fn finish(self) -> Vec<Facet<'a>> {
        let there = self.there.into_iter();
        let there = there.map(|(value, count)| Facet {
            value: Some(value),
            count,
        });
        let absent = (self.absent > 0).then_some(Facet {
            value: None,
            count: self.absent,
        });
        there.chain(absent).collect()
    }
}
