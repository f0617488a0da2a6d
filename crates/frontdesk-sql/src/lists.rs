//! The questions: all of them, how many, this one, and how many of each value.

use frontdesk_model::ConversationId;
use frontdesk_visibility::{Column, Expr, Field, Filter, Viewing};

use crate::apart::apart;
use crate::arranged::arranged;
use crate::dialect::Dialect;
use crate::key::{Key, Length};
use crate::mapping::{ChannelColumn, IdColumn, Mapping, Members};
use crate::narrow::{Narrow, NarrowError, Narrowing};
use crate::search::Searched;
use crate::statement::Statement;
use crate::writer::{TICKET, Way, Writer};

/// Makes the statements of one database with the host's own tables.
///
/// Each asks for the tenant first and then for the filter's expression, the same that
/// [`Filter::matches`] asks in memory. **Law: `list` returns the ids of the tickets that the filter
/// matches, `count` how many, `one` the ticket if it is one of them; the pages together are the list in the
/// order of [`Query::page`](frontdesk_visibility::Query::page), and the facets are those of
/// [`Query::facets`](frontdesk_visibility::Query::facets), for the facts that the rows are.**
#[derive(Clone, Copy, Debug)]
pub struct Sql<'a> {
    /// Which database.
    pub dialect: Dialect,
    /// Where it keeps the facts.
    pub mapping: &'a Mapping,
}

/// Why there is no such list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No row is of this tenant.
    #[error("the tenant's id has no number, and the column of the tenant holds numbers")]
    Tenant,
}

/// Why there are no such facets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FacetError {
    /// No row is of this tenant.
    #[error("the tenant's id has no number, and the column of the tenant holds numbers")]
    Tenant,
    /// A column that this viewer never sees, or that nobody has: one answer for both.
    #[error("no such column")]
    NoSuchColumn,
    /// No column of the database says it; or of a viewer with several accounts in copy no expression says where
    /// it is shown.
    #[error("the mapping has no column for {column}")]
    NotKept {
        /// Which.
        column: Column,
    },
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

impl From<NarrowError> for FacetError {
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

impl<'a> Sql<'a> {
    /// The ids of all tickets that the viewer sees, in no order.
    ///
    /// # Errors
    /// When the tenant has no form in its column.
    pub fn list(&self, filter: &Filter) -> Result<Statement, ListError> {
        let mut writer = self.writer(filter, Way::Rule).ok_or(ListError::Tenant)?;
        self.write_list(&mut writer, filter, &Narrow::default());
        Ok(writer.finish())
    }

    /// Of these those that fulfill each of the conditions and say each of the words, as
    /// [`Query::rows`](frontdesk_visibility::Query::rows).
    ///
    /// # Errors
    /// As [`list`](Self::list), and when the viewer never sees what is asked of, no column says it, or a text
    /// that is searched is not kept folded.
    pub fn list_of(
        &self,
        viewing: &Viewing<'_>,
        narrowing: Narrowing<'_>,
    ) -> Result<Statement, NarrowError> {
        let narrow = Narrow::of(self.mapping, viewing, narrowing)?;
        let writer = self.writer(&viewing.filter, Way::Rule);
        let mut writer = writer.ok_or(NarrowError::Tenant)?;
        self.write_list(&mut writer, &viewing.filter, &narrow);
        Ok(writer.finish())
    }

    fn write_list(&self, writer: &mut Writer<'_>, filter: &Filter, narrow: &Narrow<'_>) {
        for (at, part) in apart(&filter.expr()).iter().enumerate() {
            if at > 0 {
                writer.push(" UNION ALL ");
            }
            writer.push("SELECT ");
            writer.column(&self.mapping.id.name);
            self.write_rows(writer, &part.expr(), "");
            narrow.write(writer);
        }
    }

    /// How many there are, a `bigint`.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub fn count(&self, filter: &Filter) -> Result<Statement, ListError> {
        let mut writer = self.writer(filter, Way::Rule).ok_or(ListError::Tenant)?;
        self.write_count(&mut writer, filter, &Narrow::default());
        Ok(writer.finish())
    }

    /// How many of these fulfill them.
    ///
    /// # Errors
    /// As [`list_of`](Self::list_of).
    pub fn count_of(
        &self,
        viewing: &Viewing<'_>,
        narrowing: Narrowing<'_>,
    ) -> Result<Statement, NarrowError> {
        let narrow = Narrow::of(self.mapping, viewing, narrowing)?;
        let writer = self.writer(&viewing.filter, Way::Rule);
        let mut writer = writer.ok_or(NarrowError::Tenant)?;
        self.write_count(&mut writer, &viewing.filter, &narrow);
        Ok(writer.finish())
    }

    fn write_count(&self, writer: &mut Writer<'_>, filter: &Filter, narrow: &Narrow<'_>) {
        let parts = apart(&filter.expr());
        let one = |writer: &mut Writer<'_>, expr: &Expr| {
            writer.push("SELECT count(*)");
            self.write_rows(writer, expr, "");
            narrow.write(writer);
        };
        if let [part] = parts.as_slice() {
            return one(writer, &part.expr());
        }
        writer.push("SELECT ");
        for (at, part) in parts.iter().enumerate() {
            writer.push(if at > 0 { " + (" } else { "(" });
            one(writer, &part.expr());
            writer.push(")");
        }
    }

    /// The id of this ticket, if the viewer sees it; otherwise no row.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub fn one(&self, filter: &Filter, ticket: ConversationId) -> Result<Statement, ListError> {
        let mut writer = self.writer(filter, Way::Order).ok_or(ListError::Tenant)?;
        let id = &self.mapping.id;
        writer.push("SELECT ");
        writer.column(&id.name);
        self.write_tenant(&mut writer, "");
        writer.push(" AND ");
        match id.form.param(ticket) {
            Some(param) => {
                writer.column(&id.name);
                writer.push(" = ");
                writer.value(param);
            }
            None => writer.push("FALSE"),
        }
        writer.push(" AND ");
        writer.expr(&arranged(&filter.expr()));
        Ok(writer.finish())
    }

    /// Each value that stands in a column of what the viewer sees, and in how many tickets; the absent or
    /// hidden one last. The rows are a value and a `bigint`; of the assignee two ids, the person and the bot,
    /// and a `bigint`.
    ///
    /// The value is what stands in the column; of a state, a priority and of privacy it is the rank in
    /// [`WordColumn::ranked`](crate::WordColumn::ranked), as a `bigint`. Of a channel it is a word: where two
    /// words name one channel (`chat` and `live_chat`) and the mapping does not list them, there are two rows.
    /// Of participants and those in copy it is one of them.
    ///
    /// # Errors
    /// When the viewer never sees the column, or no column of the database says it.
    pub fn facet(&self, viewing: &Viewing<'_>, column: &Column) -> Result<Statement, FacetError> {
        self.facet_of(viewing, Narrowing::default(), column)
    }

    /// The same of those that fulfill each of the conditions and say each of the words.
    ///
    /// # Errors
    /// As [`facet`](Self::facet), and as [`list_of`](Self::list_of).
    pub fn facet_of(
        &self,
        viewing: &Viewing<'_>,
        narrowing: Narrowing<'_>,
        column: &Column,
    ) -> Result<Statement, FacetError> {
        let narrow = Narrow::of(self.mapping, viewing, narrowing)?;
        if !viewing.offers(column) {
            return Err(FacetError::NoSuchColumn);
        }
        let filter = &viewing.filter;
        let mut writer = self.writer(filter, Way::Rule).ok_or(FacetError::Tenant)?;
        let not_kept = || FacetError::NotKept {
            column: column.clone(),
        };
        let counted = Counted::of(self.mapping, viewing, column).ok_or_else(not_kept)?;
        let values = match counted {
            Counted::Assignee { .. } => "s.k, s.b",
            _ => "s.k",
        };
        writer.push(&format!("SELECT {values}, count(*) FROM (SELECT "));
        let mut join = None;
        match &counted {
            Counted::Key(key) => {
                writer.handed_out(|writer| key.write(writer, Length::Whole));
                writer.push(" AS k");
            }
            Counted::Assignee { person, bot } => {
                let shown = viewing.shown_where(&Field::Assignee);
                for (column, name) in [(Some(*person), "k"), (*bot, "b")] {
                    if name == "b" {
                        writer.push(", ");
                    }
                    match column {
                        Some(column) => {
                            writer.where_shown(&shown, |writer| writer.column(&column.name));
                        }
                        None => writer.push("NULL"),
                    }
                    writer.push(&format!(" AS {name}"));
                }
            }
            Counted::Channel(channel) => {
                let shown = viewing.shown_where(&Field::Channel);
                writer.where_shown(&shown, |writer| write_channel(writer, channel));
                writer.push(" AS k");
            }
            Counted::Members(field, members) => {
                writer.push(&format!("m.{} AS k", members.member.name));
                join = Some((field, members));
            }
        }
        match join {
            None => self.write_rows(&mut writer, &arranged(&filter.expr()), ""),
            Some((field, members)) => {
                let table = &self.mapping.table;
                let Members {
                    table: of_members,
                    tenant,
                    key,
                    of,
                    ..
                } = members;
                writer.push(&format!(
                    " FROM {table} AS {TICKET} LEFT JOIN {of_members} AS m ON m.{key} = {TICKET}.{of}"
                ));
                if let Some(tenant) = tenant {
                    writer.push(&format!(" AND m.{tenant} = "));
                    writer.tenant();
                }
                writer.push(" AND ");
                writer.expr(&viewing.shown_where(field));
                self.where_tenant(&mut writer);
                writer.push(" AND ");
                writer.expr(&arranged(&filter.expr()));
            }
        }
        narrow.write(&mut writer);
        let order = match counted {
            Counted::Assignee { .. } => "s.k IS NULL, s.k, s.b IS NULL, s.b",
            _ => "s.k IS NULL, s.k",
        };
        writer.push(&format!(") AS s GROUP BY {values} ORDER BY {order}"));
        Ok(writer.finish())
    }

    /// A writer that has bound the tenant; `None`: no row is of it.
    pub(crate) fn writer(&self, filter: &Filter, way: Way) -> Option<Writer<'a>> {
        let tenant = self.mapping.tenant.form.param(filter.tenant())?;
        let mut writer = Writer::new(self.dialect, self.mapping, way);
        writer.bind_tenant(tenant);
        Some(writer)
    }

    /// Of which rows: of the tenant, and then those for which the expression holds.
    pub(crate) fn write_rows(&self, writer: &mut Writer<'_>, expr: &Expr, index: &str) {
        self.write_tenant(writer, index);
        writer.push(" AND ");
        writer.expr(expr);
    }

    pub(crate) fn write_tenant(&self, writer: &mut Writer<'_>, index: &str) {
        let from = format!(" FROM {} AS {}{index}", self.mapping.table, writer.ticket());
        writer.push(&from);
        self.where_tenant(writer);
    }

    pub(crate) fn where_tenant(&self, writer: &mut Writer<'_>) {
        writer.push(" WHERE ");
        writer.column(&self.mapping.tenant.name);
        writer.push(" = ");
        writer.tenant();
    }
}

/// What is counted.
enum Counted<'a> {
    Key(Key<'a>),
    Assignee {
        person: &'a IdColumn,
        bot: Option<&'a IdColumn>,
    },
    Channel(&'a ChannelColumn),
    Members(Field, &'a Members),
}

impl<'a> Counted<'a> {
    fn of(mapping: &'a Mapping, viewing: &Viewing<'_>, column: &Column) -> Option<Self> {
        Some(match column {
            Column::Field(Field::Assignee) => Self::Assignee {
                person: mapping.assignee.as_ref()?,
                bot: mapping.bot.as_ref(),
            },
            Column::Field(Field::Channel) => Self::Channel(mapping.channel.as_ref()?),
            Column::Field(field @ Field::Participants) => {
                Self::Members(field.clone(), mapping.participants.as_ref()?)
            }
            Column::Field(field @ Field::Copied) => {
                Self::Members(field.clone(), mapping.copied.as_ref()?)
            }
            column => Self::Key(Key::of(mapping, viewing, column)?),
        })
    }
}

/// The name of the channel where the mapping says so, or else the word itself.
fn write_channel(writer: &mut Writer<'_>, column: &ChannelColumn) {
    let listed: std::collections::BTreeSet<_> = column.words.values().collect();
    if listed.is_empty() {
        return writer.column(&column.name);
    }
    writer.push("(CASE");
    for channel in listed {
        writer.push(" WHEN ");
        writer.is_word(Some((&column.name, column.words_for([channel]))));
        writer.push(" THEN ");
        writer.value(crate::Param::Text(channel.to_string()));
    }
    writer.push(" ELSE ");
    writer.column(&column.name);
    writer.push(" END)");
}
