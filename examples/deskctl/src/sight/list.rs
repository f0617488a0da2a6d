//! The list of tickets as one person gets it.

use std::collections::BTreeMap;

use clap::Args;
use frontdesk::model::{ActorId, Assignee};
use frontdesk::visibility::{Column, Direction, Field, ListRequest, Page, Sort, Value};
use serde::Serialize;

use super::{WearerArguments, condition, refused, viewing};
use crate::rights::{Asking, Reply};

/// What is asked of the list.
#[derive(Args)]
pub(crate) struct ListArguments {
    /// Words that must stand in what is seen of a ticket.
    #[arg(long, default_value = "")]
    search: String,
    /// What a row must fulfill: "state=new,waiting", "assignee!=omnidesk/staff/20", "updated_at>2026-10-20T00:00:00Z",
    /// "subject~text", "priority:there", "group:absent". Given several times, each must hold.
    #[arg(long = "where", value_name = "CONDITION")]
    conditions: Vec<String>,
    /// The column by which it is sorted: "updated_at", "priority", "added.cf_25". Default: by id.
    #[arg(long, value_name = "COLUMN")]
    sort: Option<Column>,
    /// The greatest first.
    #[arg(long, requires = "sort")]
    descending: bool,
    /// How many rows a page has, 1 to 500.
    #[arg(long, default_value_t = 50)]
    page: usize,
    /// The cursor that the page before gave.
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// A column whose values are counted; several by commas.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    facet: Vec<Column>,
    /// The columns of the table; several by commas. Default: those of the usual ones that are seen.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    column: Vec<Column>,
}

/// A page of a list.
#[derive(Serialize)]
pub(crate) struct Visible<'a> {
    pub(crate) person: String,
    /// The columns of the table.
    pub(crate) columns: Vec<String>,
    /// What stands in them, row by row; `None`: nothing that this person sees.
    pub(crate) cells: Vec<Vec<Option<String>>>,
    /// The values of the counted columns in words, with in how many rows they stand.
    pub(crate) counts: BTreeMap<String, Vec<(String, usize)>>,
    /// The page itself, as it is sent.
    pub(crate) page: Page<'a>,
}

/// The columns of a table when none are named.
const USUAL: [Column; 7] = [
    Column::Field(Field::Number),
    Column::Field(Field::Subject),
    Column::Field(Field::State),
    Column::Field(Field::Channel),
    Column::Field(Field::Group),
    Column::Field(Field::Assignee),
    Column::UpdatedAt,
];

/// Asks for the page and hands it to `reply`.
pub(crate) fn visible(
    asking: &Asking<'_>,
    who: &WearerArguments,
    list: &ListArguments,
    reply: impl FnOnce(&Visible<'_>) -> Result<Reply, String>,
) -> Result<Reply, String> {
    let (wearer, person) = who.read(asking)?;
    let viewing = viewing(asking.desk, wearer, asking.now)
        .ok_or_else(|| format!("{person} has no portal"))?;
    let mut columns = list.column.clone();
    if columns.is_empty() {
        let offered = USUAL.into_iter().filter(|column| viewing.offers(column));
        columns = offered.collect();
    }
    let conditions = list.conditions.iter();
    let conditions = conditions.map(|written| condition::read(asking, written));
    let request = ListRequest {
        conditions: conditions.collect::<Result<_, _>>()?,
        search: list.search.clone(),
        sort: list.sort.clone().map(|by| Sort {
            by,
            direction: match list.descending {
                true => Direction::Descending,
                false => Direction::Ascending,
            },
        }),
        page_size: list.page,
        cursor: list.after.clone(),
        facets: list.facet.iter().cloned().collect(),
        columns,
    };
    let query = viewing.query(&request);
    let query = query.map_err(|no| refused(no, no.code()))?;
    let page = query.page(asking.tickets);
    let rows = page.rows.iter().map(|row| {
        let cells = query.cells(row);
        let cells = cells.map(|(_, shown)| shown.value().map(|value| said(asking, value)));
        cells.collect()
    });
    let facets = page.facets.iter().map(|(column, facets)| {
        let counts = facets.iter().map(|facet| {
            let value = facet.value.as_ref();
            let value = value.map_or_else(|| "-".to_owned(), |value| said(asking, value));
            (value, facet.count)
        });
        (column.to_string(), counts.collect())
    });
    reply(&Visible {
        person,
        columns: request.columns.iter().map(ToString::to_string).collect(),
        cells: rows.collect(),
        counts: facets.collect(),
        page,
    })
}

/// A value with names in the place of ids. Text is a stranger's and stays as it is.
fn said(asking: &Asking<'_>, value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Assignee(Assignee::Person(user)) => asking.name(ActorId::User(*user)),
        other => asking.named(&other.to_string()),
    }
}
