//! What somebody asks of a list, as data.

use std::collections::BTreeSet;

use frontdesk_model::RefusalKind;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::condition::Condition;
use super::cursor::CursorError;
use super::value::Kind;

/// What somebody asks of a list. Without anything: all tickets by id, fifty a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListRequest {
    /// Each must hold.
    pub conditions: Vec<Condition>,
    /// Words, each of which must stand in the number, the subject, an added field or a message.
    pub search: String,
    /// In which order; `None`: by id. What is absent comes last in both directions, and ties go by id.
    pub sort: Option<Sort>,
    /// How many rows a page has at most: 1 to [`MAX_PAGE`](Self::MAX_PAGE).
    pub page_size: usize,
    /// Where the page before ended: its [`next`](super::Page::next).
    pub cursor: Option<String>,
    /// The columns whose values are to be counted.
    pub facets: BTreeSet<Column>,
    /// The columns of a table or an export, in its order.
    pub columns: Vec<Column>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// By which column; long text by its first 64 characters.
    pub by: Column,
    /// Which way.
    pub direction: Direction,
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The least first.
    Ascending,
    /// The greatest first.
    Descending,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ascending, Self::Descending];
}

/// Why a list is refused. It depends on no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// A column that this viewer never sees, or that nobody has: one answer for both.
    #[error("no such column")]
    NoSuchColumn,
    /// A list has no order by this column.
    #[error("a list cannot be sorted by several people at once")]
    NoOrder,
    /// A page has at least one row and at most so many.
    #[error("a page has 1 to {} rows", ListRequest::MAX_PAGE)]
    PageSize,
    /// More conditions, words, facets or columns than a list may have, or a longer text.
    #[error("the request is too large")]
    TooLarge,
    /// The cursor.
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

impl ListRequest {
    /// The most rows of a page.
    pub const MAX_PAGE: usize = 500;
    /// The most conditions.
    pub const MAX_CONDITIONS: usize = 32;
    /// The most bytes of a search.
    pub const MAX_SEARCH: usize = 512;
    /// The most words of a search.
    pub const MAX_WORDS: usize = 16;
    /// The most facets.
    pub const MAX_FACETS: usize = 16;
    /// The most columns of a table.
    pub const MAX_COLUMNS: usize = 256;

    pub(super) fn check_sizes(&self) -> Result<(), QueryError> {
        if !(1..=Self::MAX_PAGE).contains(&self.page_size) {
            return Err(QueryError::PageSize);
        }
        let too_large = self.conditions.len() > Self::MAX_CONDITIONS
            || self.search.len() > Self::MAX_SEARCH
            || self.facets.len() > Self::MAX_FACETS
            || self.columns.len() > Self::MAX_COLUMNS;
        match too_large {
            true => Err(QueryError::TooLarge),
            false => Ok(()),
        }
    }

    pub(super) fn check_sort(&self) -> Result<(), QueryError> {
        match &self.sort {
            Some(sort) if matches!(sort.by.kind(), Kind::People | Kind::Customers) => {
                Err(QueryError::NoOrder)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Every column that the request names.
    pub(crate) fn columns_named(&self) -> impl Iterator<Item = &Column> {
        let shown = self.facets.iter().chain(&self.columns);
        self.columns_that_decide().chain(shown)
    }

    /// The columns that decide which rows there are and in which order.
    pub(super) fn columns_that_decide(&self) -> impl Iterator<Item = &Column> {
        let sort = self.sort.iter().map(|sort| &sort.by);
        self.conditions.iter().map(Condition::column).chain(sort)
    }
}

impl Default for ListRequest {
    fn default() -> Self {
        Self {
            conditions: Vec::new(),
            search: String::new(),
            sort: None,
            page_size: 50,
            cursor: None,
            facets: BTreeSet::new(),
            columns: Vec::new(),
        }
    }
}

impl QueryError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchColumn => "no_such_column",
            Self::NoOrder => "no_order",
            Self::PageSize => "page_size",
            Self::TooLarge => "too_large",
            Self::Cursor(error) => error.code(),
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoSuchColumn | Self::NoOrder | Self::PageSize | Self::TooLarge => {
                RefusalKind::Invalid
            }
            Self::Cursor(error) => error.kind(),
        }
    }
}
