//! Lists: conditions, search, order, pages, counts, facets and suggestions, all over what one viewer
//! sees and nothing else.

mod column;
mod condition;
mod cursor;
mod facets;
mod indexed;
mod page;
mod portal_list;
mod request;
mod suggest;
mod value;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
pub(crate) use column::worn;
pub use column::{Column, UnknownColumn};
pub use condition::{Condition, ConditionError, Must};
pub use cursor::{CursorError, CursorKey};
pub use facets::Facet;
use frontdesk_model::ConversationId;
pub use indexed::{IndexedPage, NotIndexed};
pub use page::Page;
pub use portal_list::{PortalFilter, PortalList, PortalSort};
pub use request::{Direction, ListRequest, QueryError, Sort};
pub use suggest::{Suggest, Suggestion};
pub use value::Value;
pub use words::{UNICODE, fold};

use crate::field::Shown;
use crate::ticket::Ticket;
use crate::view::{Granted, Viewing};
use page::Key;
use words::Words;

/// A request that this viewer may make. [`Viewing::query`] makes it before any ticket is looked at;
/// every answer about tickets goes through the one filter and the one projection.
///
/// **Law: a ticket is in the list if [`Viewing::open`] opens it and what it shows fulfills the request;
/// the list, the count and the facets are of those rows, and the pages together are the list.**
///
/// ```
/// use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, TenantId};
/// # use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
/// # use frontdesk_model::Relation;
/// use frontdesk_visibility::{
///     Column, Direction, Field, FieldPolicy, Filter, ListRequest, QueryError, RightsHeld, SitesSeen, Sort,
///     Ticket, Viewing,
/// };
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// # let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
/// # let mut customer = Holder::new(tenant, maria);
/// # customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
/// # let scopes = Catalogue::default().scopes_of(&customer, Permission::CONVERSATION_VIEW, now);
/// # let (filter, policy) = (Filter::of(&scopes, now), FieldPolicy::default());
/// # let (sites, rights) = (SitesSeen::none(), RightsHeld::none());
/// # let viewing = Viewing { filter, policy: &policy, sites, rights };
/// let mut desk: Vec<Ticket> = (1..=5)
///     .map(|n| Ticket::new(ConversationFacts::new(tenant, ConversationId::from_number(n), now)))
///     .collect();
/// desk.iter_mut().skip(2).for_each(|ticket| ticket.facts.requester = Some(maria));
///
/// let sort = |by, direction| Some(Sort { by, direction });
/// let mut request = ListRequest {
///     sort: sort(Column::UpdatedAt, Direction::Descending),
///     page_size: 2,
///     ..ListRequest::default()
/// };
/// let query = viewing.query(&request)?;
/// let page = query.page(&desk);
/// assert_eq!((page.rows.len(), page.total), (2, 3)); // of the three that Maria asked
///
/// let next = page.next.clone();
/// request.cursor = next;
/// let query = viewing.query(&request)?;
/// assert_eq!((query.page(&desk).rows.len(), query.page(&desk).next), (1, None));
///
/// // The portal shows no site, so there is no such column.
/// request.sort = sort(Column::Field(Field::Site), Direction::Ascending);
/// assert_eq!(viewing.query(&request).err(), Some(QueryError::NoSuchColumn));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Query<'a> {
    viewing: &'a Viewing<'a>,
    request: &'a ListRequest,
    key: Option<&'a CursorKey>,
    words: Words,
    /// Until when the viewer has read each ticket.
    read: Option<&'a BTreeMap<ConversationId, DateTime<Utc>>>,
    /// The last row of the page before.
    after: Option<Key<'static>>,
}

impl Viewing<'_> {
    /// Checks a request against what this viewer may see, without any ticket.
    ///
    /// # Errors
    /// When it names a column that this viewer never sees, is too large, or its cursor is of another
    /// viewer, tenant or request.
    pub fn query<'a>(&'a self, request: &'a ListRequest) -> Result<Query<'a>, QueryError> {
        Query::of(self, request, None)
    }

    /// The same where the host signs its cursors: one that it did not make is refused.
    ///
    /// # Errors
    /// As [`query`](Self::query), and when the cursor was not made under this key.
    pub fn query_signed<'a>(
        &'a self,
        request: &'a ListRequest,
        key: &'a CursorKey,
    ) -> Result<Query<'a>, QueryError> {
        Query::of(self, request, Some(key))
    }
}

impl<'a> Query<'a> {
    fn of(
        viewing: &'a Viewing<'a>,
        request: &'a ListRequest,
        key: Option<&'a CursorKey>,
    ) -> Result<Self, QueryError> {
        request.check_sizes()?;
        // One answer for a hidden column and for one that nobody has, before any ticket is looked at
        // (attacks 5, 6, 27 and 30 of the list).
        if !request.columns_named().all(|column| viewing.offers(column)) {
            return Err(QueryError::NoSuchColumn);
        }
        request.check_sort()?;
        let mut query = Self {
            viewing,
            request,
            key,
            words: Words::of(&request.search),
            read: None,
            after: None,
        };
        if query.words.len() > ListRequest::MAX_WORDS {
            return Err(QueryError::TooLarge);
        }
        if let Some(text) = &request.cursor {
            query.after = Some(query.read_cursor(text)?);
        }
        Ok(query)
    }

    /// With what this viewer has read: of each ticket up to which moment. It is what the column of unread
    /// messages counts from; a ticket that is not named is all unread.
    #[must_use]
    pub const fn with_read(mut self, read: &'a BTreeMap<ConversationId, DateTime<Utc>>) -> Self {
        self.read = Some(read);
        self
    }

    /// The tickets that this viewer sees and that fulfill the request, in the order given. Each ticket
    /// must be handed in once. Nothing is allocated for one that is not visible.
    pub fn rows<'b>(
        &'b self,
        tickets: impl IntoIterator<Item = &'b Ticket>,
    ) -> impl Iterator<Item = Granted<'b>> {
        let visible = tickets
            .into_iter()
            .filter_map(|one| self.viewing.open(one).ok());
        visible.filter(|row| self.keeps(row))
    }

    /// How many there are: the total of every page.
    #[must_use]
    pub fn count<'b>(&'b self, tickets: impl IntoIterator<Item = &'b Ticket>) -> usize {
        self.rows(tickets).count()
    }

    /// What stands in the columns that the request wants of a row, for a table or an export: a value
    /// only where this viewer sees one.
    pub fn cells<'b>(
        &'b self,
        row: &Granted<'b>,
    ) -> impl Iterator<Item = (&'b Column, Shown<Value<'b>>)> {
        let columns = self.request.columns.iter();
        columns.map(|column| (column, self.value(row, column)))
    }

    fn keeps(&self, row: &Granted<'_>) -> bool {
        let mut conditions = self.request.conditions.iter();
        conditions.all(|condition| {
            let shown = self.value(row, condition.column());
            condition.holds(shown.value())
        }) && self.words.are_in(row)
    }

    /// What stands in a column of a row, counting from what was read.
    fn value<'b>(&self, row: &Granted<'b>, column: &Column) -> Shown<Value<'b>> {
        let since = self.read.and_then(|read| read.get(&row.id()));
        match (column, since) {
            (Column::UnreadCount, Some(since)) => column::shown(column::count(row.unread(*since))),
            _ => row.value(column),
        }
    }
}
