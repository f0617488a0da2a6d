//! A page by the index, for the requests that it can answer.

use chrono::{DateTime, Utc};
use frontdesk_model::{ConversationId, RefusalKind};

use super::Query;
use super::column::Column;
use super::page::Key;
use super::request::{Direction, Sort};
use super::value::Value;
use crate::field::Field;
use crate::index::{Index, IndexOrder, Place, ReadRefusal, Reading};

/// A page of ids: the host fetches the tickets and opens each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexedPage {
    /// The rows, in order.
    pub ids: Vec<ConversationId>,
    /// The cursor of the next page, as [`Page::next`](super::Page::next): the two forms of a page read each
    /// other's cursors.
    pub next: Option<String>,
}

/// Why the index does not answer a request. [`Query::page`] over the tickets does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotIndexed {
    /// It has conditions, words, facets or another order: the index knows what rules read, and the newest
    /// first by creation and by last change.
    #[error("the index has no such list")]
    OtherList,
    /// The moment of creation is hidden from this viewer in some ticket.
    #[error("the moment of creation is hidden from this viewer")]
    HiddenMoment,
    /// The reading is of another filter.
    #[error("the reading is of another filter")]
    OtherFilter,
    /// There is no reading.
    #[error(transparent)]
    Read(#[from] ReadRefusal),
}

impl NotIndexed {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherList => "other_list",
            Self::HiddenMoment => "hidden_moment",
            Self::OtherFilter => "other_filter",
            Self::Read(refusal) => refusal.code(),
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherList | Self::HiddenMoment | Self::OtherFilter => RefusalKind::Invalid,
            Self::Read(refusal) => refusal.kind(),
        }
    }
}

impl Query<'_> {
    /// The same page as [`page`](Self::page) over the tickets that the index knows, without going through
    /// them: of a request that asks for nothing but the newest first, by [`Field::CreatedAt`] or by
    /// [`Column::UpdatedAt`]. How many there are is asked apart ([`Reading::count`](crate::Reading::count)).
    ///
    /// # Errors
    /// When the request asks for more, the viewer may not know the order, or the viewing has ended.
    pub fn indexed(&self, index: &Index, now: DateTime<Utc>) -> Result<IndexedPage, NotIndexed> {
        self.index_order()?;
        self.indexed_by(&index.reading(&self.viewing.filter, now)?)
    }

    /// The same by a reading of the viewing's filter: of one that is kept, a
    /// [`Prepared`](crate::Prepared), nothing is planned anew.
    ///
    /// # Errors
    /// As [`indexed`](Self::indexed), and when the reading is of another filter.
    pub fn indexed_by(&self, reading: &Reading<'_>) -> Result<IndexedPage, NotIndexed> {
        let order = self.index_order()?;
        let now = reading.now();
        if self.viewing.valid_until().is_some_and(|end| end <= now) {
            return Err(ReadRefusal::Ended.into());
        }
        let own = &self.viewing.filter;
        if !std::ptr::eq(reading.filter(), own) && reading.filter() != own {
            return Err(NotIndexed::OtherFilter);
        }
        let after = match &self.after {
            None => None,
            Some(Key {
                value: Some(Value::Moment(at)),
                id,
            }) => Some(Place { at: *at, id: *id }),
            // After a row without a moment: of those the index has none.
            Some(_) => return Err(NotIndexed::HiddenMoment),
        };
        let page = reading.page(order, after, self.request.page_size);
        let next = page.next.map(|place| {
            self.write_cursor(&Key {
                value: Some(Value::Moment(place.at)),
                id: place.id,
            })
        });
        Ok(IndexedPage {
            ids: page.ids,
            next,
        })
    }

    fn index_order(&self) -> Result<IndexOrder, NotIndexed> {
        let request = self.request;
        let asks_more =
            !request.conditions.is_empty() || self.words.len() > 0 || !request.facets.is_empty();
        let order = match &request.sort {
            Some(Sort {
                by: Column::Field(Field::CreatedAt),
                direction: Direction::Descending,
            }) if !asks_more => IndexOrder::created(self.viewing),
            Some(Sort {
                by: Column::UpdatedAt,
                direction: Direction::Descending,
            }) if !asks_more => IndexOrder::active(self.viewing),
            Some(_) | None => return Err(NotIndexed::OtherList),
        };
        order.map_err(|_| NotIndexed::HiddenMoment)
    }
}
