//! One page of a list: the ids, what they are sorted by, and the columns that this viewer sees.

use frontdesk_model::ConversationId;
use frontdesk_visibility::{
    Column, Condition, Direction, Expr, Field, Filter, ListRequest, Sort, Test, Viewing,
};

use crate::apart::{Part, apart, each_way};
use crate::arranged::arranged;
use crate::dialect::Dialect;
use crate::indexes::Order;
use crate::key::{Key, Length};
use crate::lists::Sql;
use crate::mapping::{IdForm, Indexes, Mapping};
use crate::merge::Asked;
use crate::name::Name;
use crate::narrow::{Narrow, NarrowError, Narrowing};
use crate::search::Searched;
use crate::statement::{Param, Statement};
use crate::writer::{Planned, TICKET, Way, Writer};

/// What is asked of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRequest {
    /// What the rows must fulfill besides, each of these.
    pub conditions: Vec<Condition>,
    /// Words, each of which must stand in the number, the subject, an added field or a message.
    pub search: String,
    /// In which order; `None`: by id. What is absent comes last in both directions, and ties go by id, as in
    /// [`ListRequest`].
    pub sort: Option<Sort>,
    /// Where the page before ended; `None`: the first page.
    pub after: Option<After>,
    /// How many rows at most: 1 to [`ListRequest::MAX_PAGE`]. Whoever asks for one more than he shows
    /// learns whether there are more.
    pub rows: usize,
    /// The fields to be read besides. Those that this viewer never sees are not in the statement.
    pub columns: Vec<Field>,
    /// How the rows are come by.
    pub walk: Walk,
}

/// The last row of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct After {
    /// What stood in its second column, where the page is sorted; `None`: nothing did.
    pub key: Option<Param>,
    /// What stood in its first.
    pub ticket: ConversationId,
}

/// How a database comes by the rows of a page. Every one has the same rows; which one is quick depends on how
/// much of the table the viewer sees, and that a text cannot know. [`Walk::fitting`] chooses for a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Walk {
    /// Merged or by the rule if each way of it asks for one person or company, who have few tickets; or else
    /// in the order that is wanted, if there is an index of it.
    #[default]
    ByShape,
    /// In the order that is wanted, asking each row, until the page is full: for who sees much of the table.
    /// PostgreSQL keeps one plan of such a page for all values, as of a merged one that is narrowed to nothing
    /// besides, where it plans others anew.
    InOrder,
    /// A page of each way of the rule, and of each group or company that it asks for, and of these the first:
    /// for who sees little, by few of them. The newest first or last come so, by the indexes of
    /// [`Sql::indexes`](crate::Sql::indexes), if each way of the rule looks something up; any other page as
    /// by its shape. In SQLite, with [`Indexes::Generated`](crate::Indexes::Generated), the table of tickets
    /// must have rowids, as all have that are not made without.
    Merged,
    /// Look up what the rule asks for, then sort.
    ByRule,
}

/// With so many values looked up at most a merged page is quicker than a walk, or not much slower: each costs
/// as much as a page.
const FEW: usize = 8;

impl Walk {
    /// The one that fits this viewer, as far as his filter says it: [`Merged`](Self::Merged) where few people,
    /// companies and groups are looked up, or else [`ByShape`](Self::ByShape). It goes by how many there are,
    /// so of one rule there are two texts, and no more. A host that knows what share of the tickets somebody
    /// sees knows better: a walk asks as many rows as a page has, divided by that share.
    #[must_use]
    pub fn fitting(filter: &Filter) -> Self {
        let parts = apart(&filter.expr());
        let looked_up = parts
            .iter()
            .map(Part::values)
            .try_fold(0_usize, |all, one| {
                let all = all.saturating_add(one?);
                (all <= FEW).then_some(all)
            });
        match looked_up {
            Some(_) => Self::Merged,
            None => Self::ByShape,
        }
    }
}

/// The statement of a page. Its columns are the id; if the page is sorted, what it is sorted by; and then
/// `columns`, one for each, but of the assignee two, the person and the bot, where the mapping has both.
/// A value is what stands in the host's column, and nothing where this viewer does not see it. A page is sorted
/// by what stands there too, but by a rank of a closed set, by the beginning of a text, and by a text of the place
/// of a channel or an assignee: for [`After::key`], and for nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The statement.
    pub statement: Statement,
    /// Those of the wanted fields that this viewer sees in some ticket, in their order.
    pub columns: Vec<Field>,
}

/// Why there is no such page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// No row is of this tenant.
    #[error("the tenant's id has no number, and the column of the tenant holds numbers")]
    Tenant,
    /// To be sorted by a column that this viewer never sees, or that nobody has: one answer for both.
    #[error("no such column")]
    NoSuchColumn,
    /// No column of the database says it, or no order of one; or of a viewer with several accounts in copy no
    /// expression says where it is shown.
    #[error("the mapping has no column for {column}")]
    NotKept {
        /// Which.
        column: Column,
    },
    /// A page has at least one row and at most so many.
    #[error("a page has 1 to {} rows", ListRequest::MAX_PAGE)]
    Rows,
    /// The ticket of the end of the page before stands in no row.
    #[error("the id of the last ticket has no number, and the column holds numbers")]
    After,
    /// The value at the end of the page before is none of the column that is sorted by.
    #[error("the value after which the page begins is none of the column")]
    AfterKey,
    /// Something is looked for in a text that is not kept folded: [`NarrowError::NotFolded`].
    #[error("the mapping has no folded text of {what}")]
    NotFolded {
        /// In which.
        what: Searched,
    },
    /// Too much is asked: [`NarrowError::TooLarge`].
    #[error("too many conditions, or too large a search")]
    TooLarge,
}

impl From<NarrowError> for PageError {
    fn from(error: NarrowError) -> Self {
        match error {
            NarrowError::NotFolded { what } => Self::NotFolded { what },
            NarrowError::TooLarge => Self::TooLarge,
            NarrowError::Tenant => Self::Tenant,
            NarrowError::NoSuchColumn => Self::NoSuchColumn,
            NarrowError::NotKept { column } => Self::NotKept { column },
        }
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            conditions: Vec::new(),
            search: String::new(),
            sort: None,
            after: None,
            rows: 50,
            columns: Vec::new(),
            walk: Walk::ByShape,
        }
    }
}

impl Sql<'_> {
    /// One page.
    ///
    /// # Errors
    /// When the viewer does not see what it is to be sorted by, no column says it, or the end of the page
    /// before is none.
    pub fn page(
        &self,
        viewing: &Viewing<'_>,
        request: &PageRequest,
    ) -> Result<Selection, PageError> {
        if !(1..=ListRequest::MAX_PAGE).contains(&request.rows) {
            return Err(PageError::Rows);
        }
        let sort = self.sort(viewing, request)?;
        let columns = self.columns(viewing, request)?;
        let order = match &sort {
            None => Some(Order::Id),
            Some((key, _)) => key.order(self.mapping),
        };
        let expr = viewing.filter.expr();
        let narrowing = Narrowing {
            conditions: &request.conditions,
            search: &request.search,
        };
        let narrow = Narrow::of(self.mapping, viewing, narrowing)?;
        let asked = Asked {
            narrow: &narrow,
            sort: sort.as_ref(),
            after: request.after.as_ref(),
            rows: Param::Number(i64::try_from(request.rows).unwrap_or(i64::MAX)),
        };
        let statement = match (plan(request.walk, order, &expr), &sort) {
            (Plan::Parts(parts), Some(sort)) => {
                self.of_parts(viewing, &parts, sort, &asked, &columns)?
            }
            (Plan::Parts(_), None) => return Err(PageError::NoSuchColumn),
            (Plan::Walked, _) if self.dialect == Dialect::Postgres => {
                self.walked(viewing, &arranged(&expr), &asked, &columns)?
            }
            (Plan::Walked, _) => {
                let way = (Way::Order, order, &arranged(&expr));
                self.whole(viewing, way, &asked, &columns)?
            }
            (Plan::Whole(way), _) => {
                let way = (way, order, &arranged(&expr));
                self.whole(viewing, way, &asked, &columns)?
            }
        };
        Ok(Selection {
            statement,
            columns: columns.into_iter().map(|read| read.field).collect(),
        })
    }

    /// All ways in one condition.
    fn whole(
        &self,
        viewing: &Viewing<'_>,
        (way, order, expr): (Way, Option<Order>, &Expr),
        asked: &Asked<'_>,
        columns: &[Read<'_>],
    ) -> Result<Statement, PageError> {
        let index = match (self.dialect, way, &self.mapping.indexes, order) {
            (Dialect::Sqlite, Way::Order, Indexes::Generated(prefix), Some(order)) => {
                format!(" INDEXED BY {}", order.name(prefix))
            }
            _ => String::new(),
        };
        let writer = self.writer(&viewing.filter, way);
        let mut writer = writer.ok_or(PageError::Tenant)?;
        writer.push("SELECT ");
        writer.column(&self.mapping.id.name);
        if let Some((key, _)) = asked.sort {
            writer.push(", ");
            writer.handed_out(|writer| key.write(writer, Length::Sorted));
        }
        write_columns(&mut writer, columns);
        self.write_rows(&mut writer, expr, &index);
        self.write_end(&mut writer, asked)?;
        Ok(writer.finish())
    }

    /// The same in PostgreSQL, walked and come by in no other way. It looks nothing up by what is compared with
    /// `FALSE`, and does not reckon from the values how often that holds; and of a limit that stands in a
    /// placeholder it takes a tenth of the rows, here of the longest page. So a plan for all values seems as
    /// cheap to it as one for these, and it keeps that one.
    fn walked(
        &self,
        viewing: &Viewing<'_>,
        expr: &Expr,
        asked: &Asked<'_>,
        columns: &[Read<'_>],
    ) -> Result<Statement, PageError> {
        let writer = self.writer(&viewing.filter, Way::Order);
        let mut writer = writer.ok_or(PageError::Tenant)?;
        writer.push("SELECT s.* FROM (SELECT ");
        writer.column(&self.mapping.id.name);
        writer.push(" AS i");
        if let Some((key, _)) = asked.sort {
            writer.push(", ");
            key.write(&mut writer, Length::Sorted);
            writer.push(" AS k");
        }
        let names = columns
            .iter()
            .flat_map(|read| read.names.iter().map(|name| (&read.shown, *name)));
        for (at, (shown, name)) in names.enumerate() {
            writer.push(", ");
            writer.where_shown(shown, |writer| writer.column(name));
            writer.push(&format!(" AS c{at}"));
        }
        self.write_rows(&mut writer, expr, "");
        writer.push(" > FALSE");
        self.write_sorted(&mut writer, asked, Planned::Once)?;
        writer.push(&format!(" LIMIT {}) AS s", ListRequest::MAX_PAGE));
        match asked.sort {
            Some(sort) => self.write_merged_order(&mut writer, sort),
            None => {
                writer.push(" ORDER BY s.i");
                if self.mapping.id.form == IdForm::Text {
                    writer.push(writer.dialect.by_characters());
                }
            }
        }
        writer.push(" LIMIT ");
        writer.value(asked.rows.clone());
        Ok(writer.finish())
    }

    /// The first rows of each way, and of these the first.
    fn of_parts(
        &self,
        viewing: &Viewing<'_>,
        parts: &[Part],
        sort: &(Key<'_>, Direction),
        asked: &Asked<'_>,
        columns: &[Read<'_>],
    ) -> Result<Statement, PageError> {
        let writer = self.writer(&viewing.filter, Way::Order);
        let mut writer = writer.ok_or(PageError::Tenant)?;
        if let [part] = parts
            && self.lists(part).is_empty()
        {
            writer.push("SELECT ");
            writer.column(&self.mapping.id.name);
            writer.push(", ");
            writer.handed_out(|writer| sort.0.write(writer, Length::Sorted));
            write_columns(&mut writer, columns);
            self.write_tenant(&mut writer, "");
            self.write_part(&mut writer, part, asked)?;
            return Ok(writer.finish());
        }
        if columns.is_empty() {
            self.write_merged(&mut writer, parts, sort, asked)?;
            return Ok(writer.finish());
        }
        // What is read besides is read of the rows of the page alone.
        writer.push("SELECT s.i, s.k");
        write_columns(&mut writer, columns);
        writer.push(" FROM (");
        self.write_merged(&mut writer, parts, sort, asked)?;
        let table = &self.mapping.table;
        writer.push(&format!(") AS s CROSS JOIN {table} AS {TICKET}"));
        self.where_tenant(&mut writer);
        writer.push(" AND ");
        writer.column(&self.mapping.id.name);
        writer.push(" = s.i");
        self.write_merged_order(&mut writer, sort);
        Ok(writer.finish())
    }

    /// Behind the last row of the page before, in order, and so many.
    fn write_end(&self, writer: &mut Writer<'_>, asked: &Asked<'_>) -> Result<(), PageError> {
        self.write_sorted(writer, asked, Planned::AsAsked)?;
        writer.push(" LIMIT ");
        writer.value(asked.rows.clone());
        Ok(())
    }

    /// Behind the last row of the page before, in order. What is asked of each row by that is compared with
    /// `FALSE` where PostgreSQL is to keep its plan; what a list is narrowed to is not.
    pub(crate) fn write_sorted(
        &self,
        writer: &mut Writer<'_>,
        asked: &Asked<'_>,
        planned: Planned,
    ) -> Result<(), PageError> {
        asked.narrow.write(writer);
        if let Some(after) = asked.after {
            writer.push(" AND ");
            self.write_after(writer, after, asked.sort, planned)?;
        }
        writer.push(" ORDER BY ");
        if let Some((key, direction)) = asked.sort {
            if !key.is_always_there() {
                key.write(writer, Length::Sorted);
                writer.push(" IS NULL, ");
            }
            key.write(writer, Length::Sorted);
            writer.push(match direction {
                Direction::Ascending => ", ",
                Direction::Descending => " DESC, ",
            });
        }
        writer.ordered_id(&self.mapping.id);
        Ok(())
    }

    fn sort(
        &self,
        viewing: &Viewing<'_>,
        request: &PageRequest,
    ) -> Result<Option<(Key<'_>, Direction)>, PageError> {
        let Some(sort) = &request.sort else {
            return Ok(None);
        };
        if !viewing.offers(&sort.by) {
            return Err(PageError::NoSuchColumn);
        }
        let key = Key::of(self.mapping, viewing, &sort.by).ok_or_else(|| PageError::NotKept {
            column: sort.by.clone(),
        })?;
        Ok(Some((key, sort.direction)))
    }

    /// The fields that are read.
    fn columns(
        &self,
        viewing: &Viewing<'_>,
        request: &PageRequest,
    ) -> Result<Vec<Read<'_>>, PageError> {
        let mut all = Vec::new();
        for field in &request.columns {
            let shown = viewing.shown_where(field);
            // What is never shown is not asked for.
            if shown == Expr::FALSE || !viewing.offers(&Column::Field(field.clone())) {
                continue;
            }
            let names = columns_of(self.mapping, field);
            if names.is_empty() {
                let column = Column::Field(field.clone());
                return Err(PageError::NotKept { column });
            }
            let field = field.clone();
            all.push(Read {
                field,
                shown,
                names,
            });
        }
        Ok(all)
    }

    /// That a row comes behind the last one of the page before.
    fn write_after(
        &self,
        writer: &mut Writer<'_>,
        after: &After,
        sort: Option<&(Key<'_>, Direction)>,
        planned: Planned,
    ) -> Result<(), PageError> {
        let id = &self.mapping.id;
        let ticket = id.form.param(after.ticket).ok_or(PageError::After)?;
        let behind = |writer: &mut Writer<'_>| {
            writer.ordered_id(id);
            writer.push(" > ");
            writer.value(ticket.clone());
        };
        match (sort, &after.key) {
            (None, None) => behind(writer),
            (None, Some(_)) => return Err(PageError::AfterKey),
            (Some((key, _)), None) if !key.is_always_there() => {
                // Among those without a value, which come last.
                writer.push("(");
                key.write(writer, Length::Sorted);
                writer.push(" IS NULL AND ");
                behind(writer);
                writer.push(")");
            }
            (Some((key, direction)), Some(value)) if key.takes(value) => {
                let (beyond, up_to) = match direction {
                    Direction::Ascending => (" > ", " >= "),
                    Direction::Descending => (" < ", " <= "),
                };
                let compared = |writer: &mut Writer<'_>, how: &str| {
                    key.write(writer, Length::Sorted);
                    writer.push(how);
                    writer.value(value.clone());
                };
                writer.push("(");
                if key.is_always_there() {
                    // The first half is where an index begins.
                    compared(writer, up_to);
                    writer.push(" AND (");
                    compared(writer, beyond);
                    writer.push(" OR ");
                    behind(writer);
                    writer.push(match planned {
                        Planned::Once => ") > FALSE)",
                        Planned::AsAsked => "))",
                    });
                } else {
                    key.write(writer, Length::Sorted);
                    writer.push(" IS NULL OR ");
                    compared(writer, beyond);
                    writer.push(" OR (");
                    compared(writer, " = ");
                    writer.push(" AND ");
                    behind(writer);
                    writer.push("))");
                }
            }
            (Some(_), _) => return Err(PageError::AfterKey),
        }
        Ok(())
    }
}

/// A field that is read: where it is shown, and its columns.
struct Read<'a> {
    field: Field,
    shown: Expr,
    names: Vec<&'a Name>,
}

/// The columns of a field; none: no single column says it.
fn columns_of<'a>(mapping: &'a Mapping, field: &Field) -> Vec<&'a Name> {
    let id = |column: &'a Option<crate::IdColumn>| column.as_ref().map(|column| &column.name);
    let all = match field {
        Field::Number => [mapping.number.as_ref(), None],
        Field::Subject => [mapping.subject.as_ref(), None],
        Field::State => [mapping.state.as_ref().map(|column| &column.name), None],
        Field::Channel => [mapping.channel.as_ref().map(|column| &column.name), None],
        Field::CreatedAt => [Some(&mapping.created_at.name), None],
        Field::Group => [id(&mapping.group), None],
        Field::Assignee => [id(&mapping.assignee), id(&mapping.bot)],
        Field::Priority => [mapping.priority.as_ref().map(|column| &column.name), None],
        Field::Site => [id(&mapping.site), None],
        Field::ClientNumber => [mapping.client_number.as_ref(), None],
        Field::Requester => [id(&mapping.requester), None],
        Field::Organization => [id(&mapping.organization), None],
        Field::Privacy => [mapping.privacy.as_ref().map(|column| &column.name), None],
        Field::Added(id) => [mapping.added.get(id), None],
        Field::Participants | Field::Copied => [None, None],
    };
    all.into_iter().flatten().collect()
}

/// How a page is come by.
enum Plan {
    Whole(Way),
    /// By the index of the order, and by no other.
    Walked,
    /// A page of each part, merged.
    Parts(Vec<Part>),
}

fn plan(walk: Walk, order: Option<Order>, expr: &Expr) -> Plan {
    let parts = || {
        // What is looked up stands in the order of creation, and in no other.
        let parts = match order {
            Some(Order::Created) => apart(expr),
            _ => Vec::new(),
        };
        let all = parts.iter().all(|part| part.entry.is_some());
        (all && !parts.is_empty()).then_some(Plan::Parts(parts))
    };
    let by_shape = || match (order, asks_for_few(expr)) {
        (_, true) => parts().unwrap_or(Plan::Whole(Way::Rule)),
        (Some(_), false) => Plan::Whole(Way::Order),
        (None, false) => Plan::Whole(Way::Rule),
    };
    match walk {
        Walk::InOrder if order.is_some() => Plan::Walked,
        Walk::InOrder => Plan::Whole(Way::Order),
        Walk::ByRule => Plan::Whole(Way::Rule),
        Walk::Merged => parts().unwrap_or_else(by_shape),
        Walk::ByShape => by_shape(),
    }
}

fn write_columns(writer: &mut Writer<'_>, columns: &[Read<'_>]) {
    for Read { shown, names, .. } in columns {
        for name in names {
            writer.push(", ");
            writer.where_shown(shown, |writer| writer.column(name));
        }
    }
}

/// Whether each way of it asks for one person, company or ticket, so that few tickets are looked up.
fn asks_for_few(expr: &Expr) -> bool {
    each_way(expr, |test| match test {
        Test::AssigneeIs(_)
        | Test::OfferedTo(_)
        | Test::Participant(_)
        | Test::Mentioned(_)
        | Test::SubstituteIs(_)
        | Test::CreatorIs(_)
        | Test::RequesterIs(_)
        | Test::OrganizationIn(_)
        | Test::Copied(_)
        | Test::Is(_) => true,
        Test::AssigneeIsOtherThan(_)
        | Test::NobodyAssigned
        | Test::AssigneeIn(_)
        | Test::AssigneeGroupIn(_)
        | Test::StateIn(_)
        | Test::GroupIn(_)
        | Test::InNoGroup
        | Test::SiteIn(_)
        | Test::QuestionnaireIn(_)
        | Test::ChannelIn(_)
        | Test::PrivacyIs(_)
        | Test::Kept
        | Test::GuestEpochIs(_) => false,
    })
}
