//! One page of a list.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use frontdesk_model::ConversationId;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::Query;
use super::column::Column;
use super::facets::{Counted, Facet};
use super::request::Direction;
use super::value::Value;
use crate::field::Shown;
use crate::ticket::Ticket;
use crate::view::Granted;

/// One page of a list. Serialized with each row as its view, which is made only then.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Page<'a> {
    /// The rows, in order.
    #[serde(serialize_with = "as_views")]
    pub rows: Vec<Granted<'a>>,
    /// How many rows all pages have now.
    pub total: usize,
    /// The cursor of the next page; `None`: this is the last. It holds this page's last row as this
    /// viewer sees it, and nothing hidden.
    pub next: Option<String>,
    /// How often each value stands in the columns that the request wants counted, over all pages.
    pub facets: BTreeMap<&'a Column, Vec<Facet<'a>>>,
}

impl Query<'_> {
    /// The page after the cursor, or the first one. Whether a ticket is visible, and where it stands, is
    /// asked anew for every page: what was hidden meanwhile does not come, and what did not change comes
    /// once.
    #[must_use]
    pub fn page<'b>(&'b self, tickets: impl IntoIterator<Item = &'b Ticket>) -> Page<'b> {
        let mut counted = Counted::of(self);
        let mut best = Best::new(self);
        let mut total = 0;
        for row in self.rows(tickets) {
            total += 1;
            counted.note(&row);
            best.offer(self.place(row));
        }
        let (rows, last) = best.finish();
        Page {
            rows,
            total,
            next: last.map(|key| self.write_cursor(&key)),
            facets: counted.finish(),
        }
    }

    /// Where the page before ended, by its cursor: what the list is sorted by there as the viewer sees it,
    /// and the ticket. `None`: this is the first page. For a host that pages in its own database, which
    /// asks for the rows after this place.
    #[must_use]
    pub fn after(&self) -> Option<(Option<&Value<'static>>, ConversationId)> {
        let after = self.after.as_ref();
        after.map(|key| (key.value.as_ref(), key.id))
    }

    /// The cursor of the page after this row, for a host that has paged in its own database.
    #[must_use]
    pub fn cursor_after(&self, row: Granted<'_>) -> String {
        self.write_cursor(&self.place(row).key)
    }

    fn place<'b>(&self, row: Granted<'b>) -> Placed<'b> {
        let sort = self.request.sort.as_ref();
        let value = sort.and_then(|sort| match self.value(&row, &sort.by) {
            Shown::Value(value) => Some(value.sorted_by()),
            // A hidden value has no place of its own: it stands with the absent ones.
            Shown::Hidden | Shown::Absent => None,
        });
        let id = row.id();
        Placed {
            key: Key { value, id },
            row,
        }
    }

    fn direction(&self) -> Direction {
        let sort = self.request.sort.as_ref();
        sort.map_or(Direction::Ascending, |sort| sort.direction)
    }
}

/// The place of a row in a list: what it is sorted by as the viewer sees it, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key<'a> {
    pub(super) value: Option<Value<'a>>,
    pub(super) id: ConversationId,
}

impl Key<'_> {
    fn compare(&self, other: &Key<'_>, direction: Direction) -> Ordering {
        let values = match (&self.value, &other.value) {
            (Some(one), Some(two)) => match direction {
                Direction::Ascending => one.cmp(two),
                Direction::Descending => two.cmp(one),
            },
            // What is absent comes last in both directions.
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        values.then(self.id.cmp(&other.id))
    }
}

struct Placed<'a> {
    key: Key<'a>,
    row: Granted<'a>,
}

/// The first rows after the cursor. It holds two pages at most.
struct Best<'q, 'a> {
    query: &'q Query<'q>,
    placed: Vec<Placed<'a>>,
    has_more: bool,
}

impl<'q, 'a> Best<'q, 'a> {
    const fn new(query: &'q Query<'q>) -> Self {
        Self {
            query,
            placed: Vec::new(),
            has_more: false,
        }
    }

    fn offer(&mut self, one: Placed<'a>) {
        let after = self.query.after.as_ref();
        let direction = self.query.direction();
        if after.is_some_and(|after| one.key.compare(after, direction).is_le()) {
            return;
        }
        self.placed.push(one);
        if self.placed.len() >= 2 * self.size() {
            self.cut();
        }
    }

    const fn size(&self) -> usize {
        self.query.request.page_size
    }

    /// Keeps the first of them, in no order.
    fn cut(&mut self) {
        let (size, direction) = (self.size(), self.query.direction());
        if self.placed.len() > size {
            let order = |a: &Placed<'_>, b: &Placed<'_>| a.key.compare(&b.key, direction);
            self.placed.select_nth_unstable_by(size, order);
            self.placed.truncate(size);
            self.has_more = true;
        }
    }

    /// The rows in order, and the place of the last one if there are more.
    fn finish(mut self) -> (Vec<Granted<'a>>, Option<Key<'a>>) {
        self.cut();
        let direction = self.query.direction();
        self.placed
            .sort_unstable_by(|a, b| a.key.compare(&b.key, direction));
        let last = self.placed.last().filter(|_| self.has_more);
        let last = last.map(|placed| placed.key.clone());
        (
            self.placed.into_iter().map(|placed| placed.row).collect(),
            last,
        )
    }
}

fn as_views<S: Serializer>(rows: &[Granted<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    let mut views = serializer.serialize_seq(Some(rows.len()))?;
    for row in rows {
        views.serialize_element(&row.project())?;
    }
    views.end()
}
