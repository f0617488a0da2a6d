//! The customer's own list in the portal: which filters and orders it offers.

use frontdesk_model::Labels;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::condition::Condition;
use super::request::{Direction, ListRequest, QueryError, Sort};
use crate::field::{Field, labels};
use crate::view::Viewing;

/// What stands above the customer's list: drop-down filters and variants of the order (S165). A closed
/// list: by nothing else is it filtered or sorted.
///
/// The source names no values. The default has the order keys of Omnidesk's own list (products.md 2.2),
/// each both ways, what changed last first; and as filters the fields that every customer sees or sees
/// unless switched off and that have few values: state, priority, group and channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalList {
    /// The filters, in their order.
    pub filters: Vec<PortalFilter>,
    /// The orders, in theirs; the first that is offered is the one that the list has at first.
    pub sorts: Vec<PortalSort>,
}

/// A filter of the customer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalFilter {
    /// By which column. Its values are the list's facets.
    pub by: Column,
    /// What it is called.
    pub label: Labels,
}

/// An order of the customer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalSort {
    /// Which one.
    pub sort: Sort,
    /// What it is called.
    pub label: Labels,
}

impl PortalList {
    /// What is offered to this customer: without the fields that the portal does not show.
    #[must_use]
    pub fn offered(&self, viewing: &Viewing<'_>) -> Self {
        let mut offered = self.clone();
        offered.filters.retain(|one| viewing.offers(&one.by));
        offered.sorts.retain(|one| viewing.offers(&one.sort.by));
        offered
    }

    /// The request as the portal makes it: what is asked, in the list's first order where none is.
    /// Hand it to [`Viewing::query`].
    ///
    /// # Errors
    /// When it filters, groups or sorts by what is not offered: the same as where nobody has such a
    /// column.
    pub fn admit(
        &self,
        viewing: &Viewing<'_>,
        mut request: ListRequest,
    ) -> Result<ListRequest, QueryError> {
        let has_filter = |column: &Column| {
            let mut filters = self.filters.iter();
            viewing.offers(column) && filters.any(|one| one.by == *column)
        };
        let mut sorts = self.sorts.iter().map(|one| &one.sort);
        let filters = request.conditions.iter().map(Condition::column);
        // Only the filters and the orders that the list offers (S165).
        if !filters.chain(&request.facets).all(has_filter) {
            return Err(QueryError::NoSuchColumn);
        }
        match &request.sort {
            Some(sort) if viewing.offers(&sort.by) && sorts.any(|one| one == sort) => {}
            Some(_) => return Err(QueryError::NoSuchColumn),
            None => request.sort = sorts.find(|sort| viewing.offers(&sort.by)).cloned(),
        }
        Ok(request)
    }
}

impl Default for PortalList {
    fn default() -> Self {
        use Direction::{Ascending, Descending};
        let filter = |by: Field, label| PortalFilter {
            by: by.into(),
            label: words(label),
        };
        let sort = |by: Column, direction, label| PortalSort {
            sort: Sort { by, direction },
            label: words(label),
        };
        let (made, priority, state) = (Field::CreatedAt, Field::Priority, Field::State);
        Self {
            filters: vec![
                filter(Field::State, ["Статус", "Status", "Statut"]),
                filter(Field::Priority, ["Приоритет", "Priority", "Priorité"]),
                filter(Field::Group, ["Группа", "Group", "Groupe"]),
                filter(Field::Channel, ["Канал", "Channel", "Canal"]),
            ],
            sorts: vec![
                sort(Column::UpdatedAt, Descending, LAST_CHANGED),
                sort(Column::UpdatedAt, Ascending, FIRST_CHANGED),
                sort(made.clone().into(), Descending, LAST_MADE),
                sort(made.into(), Ascending, FIRST_MADE),
                sort(Column::LastResponseAt, Descending, LAST_ANSWERED),
                sort(Column::LastResponseAt, Ascending, FIRST_ANSWERED),
                sort(priority.clone().into(), Descending, MOST_URGENT),
                sort(priority.into(), Ascending, LEAST_URGENT),
                sort(state.clone().into(), Ascending, FIRST_STATE),
                sort(state.into(), Descending, LAST_STATE),
            ],
        }
    }
}

/// In Russian, English and French.
type Words = [&'static str; 3];

const LAST_CHANGED: Words = [
    "Сначала недавно обновлённые",
    "Recently updated first",
    "Dernières mises à jour d'abord",
];
const FIRST_CHANGED: Words = [
    "Сначала давно не обновлявшиеся",
    "Least recently updated first",
    "Mises à jour les plus anciennes d'abord",
];
const LAST_MADE: Words = ["Сначала новые", "Newest first", "Les plus récentes d'abord"];
const FIRST_MADE: Words = [
    "Сначала старые",
    "Oldest first",
    "Les plus anciennes d'abord",
];
const LAST_ANSWERED: Words = [
    "Сначала с недавним ответом",
    "Latest response first",
    "Dernières réponses d'abord",
];
const FIRST_ANSWERED: Words = [
    "Сначала с давним ответом",
    "Oldest response first",
    "Réponses les plus anciennes d'abord",
];
const MOST_URGENT: Words = [
    "Сначала с высоким приоритетом",
    "Highest priority first",
    "Priorité la plus haute d'abord",
];
const LEAST_URGENT: Words = [
    "Сначала с низким приоритетом",
    "Lowest priority first",
    "Priorité la plus basse d'abord",
];
const FIRST_STATE: Words = [
    "По статусу: от новых к закрытым",
    "By status, new to closed",
    "Par statut, des nouvelles aux fermées",
];
const LAST_STATE: Words = [
    "По статусу: от закрытых к новым",
    "By status, closed to new",
    "Par statut, des fermées aux nouvelles",
];

fn words([russian, english, french]: Words) -> Labels {
    labels(russian, [("en", english), ("fr", french)])
}
