//! One page of a list: the ids, what they are sorted by, and the columns that this viewer sees.

use frontdesk_model::ConversationId;
use frontdesk_visibility::{Column, Direction, Expr, Field, ListRequest, Sort, Test, Viewing};

use crate::apart::each_way;
use crate::dialect::Dialect;
use crate::indexes::Order;
use crate::key::{Key, Length};
use crate::lists::Sql;
use crate::mapping::{Indexes, Mapping};
use crate::name::Name;
use crate::statement::{Param, Statement};
use crate::writer::{Way, Writer};

/// What is asked of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRequest {
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
    /// How SQLite comes by the rows.
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

/// How SQLite comes by the rows of a page. It knows little of how many rows each way has: left to itself it
/// looks everything up that some part of the rule asks for and sorts that. PostgreSQL counts for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Walk {
    /// By the rule if each way of it asks for one person or company, who have few tickets; or else in the
    /// order that is wanted, if there is an index of it.
    #[default]
    ByShape,
    /// In the order that is wanted, asking each row, until the page is full.
    InOrder,
    /// Look up what the rule asks for, then sort.
    ByRule,
}

/// The statement of a page. Its columns are the id; if the page is sorted, what it is sorted by; and then
/// `columns`, one for each, but of the assignee two, the person and the bot, where the mapping has both.
/// A value is what stands in the host's column, and nothing where this viewer does not see it.
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
    /// No column of the database says it, or no order of one.
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
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
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
        let way = match request.walk {
            Walk::InOrder => Way::Order,
            Walk::ByRule => Way::Rule,
            Walk::ByShape if order.is_some() && !asks_for_few(&expr) => Way::Order,
            Walk::ByShape => Way::Rule,
        };
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
        if let Some((key, _)) = &sort {
            writer.push(", ");
            writer.handed_out(|writer| key.write(writer, Length::Sorted));
        }
        for Read { shown, names, .. } in &columns {
            for name in names {
                writer.push(", ");
                writer.where_shown(shown, |writer| writer.column(name));
            }
        }
        self.write_seen(&mut writer, &viewing.filter, &index);
        if let Some(after) = &request.after {
            writer.push(" AND ");
            self.write_after(&mut writer, after, sort.as_ref())?;
        }
        writer.push(" ORDER BY ");
        if let Some((key, direction)) = &sort {
            if !key.is_always_there() {
                key.write(&mut writer, Length::Sorted);
                writer.push(" IS NULL, ");
            }
            key.write(&mut writer, Length::Sorted);
            writer.push(match direction {
                Direction::Ascending => ", ",
                Direction::Descending => " DESC, ",
            });
        }
        writer.ordered_id(&self.mapping.id);
        writer.push(" LIMIT ");
        writer.value(Param::Number(
            i64::try_from(request.rows).unwrap_or(i64::MAX),
        ));
        Ok(Selection {
            statement: writer.finish(),
            columns: columns.into_iter().map(|read| read.field).collect(),
        })
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
                    writer.push("))");
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
