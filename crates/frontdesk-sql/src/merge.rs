//! A page merged of pages: the first rows of each way of the rule, each looked up in its order by an index
//! of its own, and of these the first.

use frontdesk_model::{Id, Kind};
use frontdesk_visibility::{Direction, Expr, ListRequest, Test};

use crate::apart::{Entry, Part, entry};
use crate::dialect::Dialect;
use crate::key::{Key, Length};
use crate::lists::Sql;
use crate::mapping::{IdColumn, IdForm, Indexes};
use crate::name::Name;
use crate::narrow::Narrow;
use crate::page::{After, PageError};
use crate::statement::Param;
use crate::writer::{Planned, Way, Writer};

/// Which rows.
pub(crate) struct Asked<'a> {
    pub(crate) narrow: &'a Narrow<'a>,
    pub(crate) sort: Option<&'a (Key<'a>, Direction)>,
    pub(crate) after: Option<&'a After>,
    pub(crate) rows: Param,
}

/// A column of which each value is looked up by itself: an index has the rows of one value in order, and
/// not those of several.
#[derive(PartialEq)]
pub(crate) struct Each<'a> {
    column: &'a Name,
    values: Param,
    is_uuid: bool,
}

impl Sql<'_> {
    /// The first rows of all parts: the id as `s.i` and what they are sorted by as `s.k`.
    pub(crate) fn write_merged(
        &self,
        writer: &mut Writer<'_>,
        parts: &[Part],
        sort: &(Key<'_>, Direction),
        asked: &Asked<'_>,
    ) -> Result<(), PageError> {
        writer.push("SELECT s.i, s.k FROM (");
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                writer.push(" UNION ALL ");
            }
            self.write_first(writer, part, sort, asked)?;
        }
        writer.push(") AS s");
        self.write_merged_order(writer, sort);
        writer.push(" LIMIT ");
        writer.value(asked.rows.clone());
        Ok(())
    }

    pub(crate) fn write_merged_order(
        &self,
        writer: &mut Writer<'_>,
        (key, direction): &(Key<'_>, Direction),
    ) {
        writer.push(" ORDER BY s.k");
        if key.is_text() {
            writer.push(writer.dialect.by_characters());
        }
        writer.push(match direction {
            Direction::Ascending => ", s.i",
            Direction::Descending => " DESC, s.i",
        });
        if self.mapping.id.form == IdForm::Text {
            writer.push(writer.dialect.by_characters());
        }
    }

    /// The first rows of one part, in no order.
    fn write_first(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        sort: &(Key<'_>, Direction),
        asked: &Asked<'_>,
    ) -> Result<(), PageError> {
        let lists = self.lists(part);
        if lists.is_empty() {
            writer.push("SELECT * FROM (");
            self.write_in_order(writer, part, sort, asked)?;
            writer.push(") AS w");
            return Ok(());
        }
        match self.dialect {
            Dialect::Postgres => {
                writer.push("SELECT w.* FROM ");
                for (at, each) in lists.iter().enumerate() {
                    let of = match &each.values {
                        Param::Numbers(_) => "bigint",
                        Param::Uuids(_) => "uuid",
                        _ => "text",
                    };
                    // In a subquery, or PostgreSQL counts the values of each call.
                    writer.push("unnest((SELECT ");
                    writer.list(each.values.clone());
                    writer.push(&format!("::{of}[])) AS g{at}(value) CROSS JOIN "));
                }
                writer.push("LATERAL (");
                self.write_in_order(writer, part, sort, asked)?;
                writer.push(") AS w");
            }
            Dialect::Sqlite => {
                // SQLite has no LATERAL: the rows are found once, and taken by their keys again.
                writer.push("SELECT ");
                self.write_key(writer, &sort.0);
                writer.push(" FROM ");
                for (at, each) in lists.iter().enumerate() {
                    writer.push("json_each(");
                    writer.list(each.values.clone());
                    writer.push(&format!(") AS g{at} CROSS JOIN "));
                }
                let table = &self.mapping.table;
                writer.push(&format!("{table} AS {} WHERE ", writer.ticket()));
                if self.mapping.indexes == Indexes::Own {
                    writer.column(&self.mapping.tenant.name);
                    writer.push(" = ");
                    writer.tenant();
                    writer.push(" AND ");
                }
                self.write_row(writer);
                writer.push(" IN (SELECT ");
                let mut written = Ok(());
                writer.named("u", |writer| {
                    self.write_row(writer);
                    self.write_tenant(writer, "");
                    written = self.write_part(writer, part, asked);
                });
                written?;
                writer.push(")");
            }
        }
        Ok(())
    }

    /// The first rows of one part, or of one value of each list of it. Where these stand in the order of an index
    /// PostgreSQL keeps one plan for all values, as of a walk (`Sql::walked`): but for what a list is narrowed to,
    /// nothing is left to be reckoned by.
    fn write_in_order(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        sort: &(Key<'_>, Direction),
        asked: &Asked<'_>,
    ) -> Result<(), PageError> {
        let planned = self.planned(part);
        if planned == Planned::Once {
            writer.push("SELECT s.* FROM (");
        }
        writer.push("SELECT ");
        self.write_key(writer, &sort.0);
        self.write_tenant(writer, "");
        if planned == Planned::AsAsked {
            return self.write_part(writer, part, asked);
        }
        self.write_sorted_part(writer, part, asked)?;
        writer.push(&format!(" LIMIT {}) AS s", ListRequest::MAX_PAGE));
        self.write_merged_order(writer, sort);
        writer.push(" LIMIT ");
        writer.value(asked.rows.clone());
        Ok(())
    }

    /// A part that comes in its order by an index wants one plan of PostgreSQL.
    fn planned(&self, part: &Part) -> Planned {
        match (self.dialect, way_of(part)) {
            (Dialect::Postgres, Way::Order) => Planned::Once,
            _ => Planned::AsAsked,
        }
    }

    fn write_key(&self, writer: &mut Writer<'_>, key: &Key<'_>) {
        writer.column(&self.mapping.id.name);
        writer.push(" AS i, ");
        writer.handed_out(|writer| key.write(writer, Length::Sorted));
        writer.push(" AS k");
    }

    /// By what a row of SQLite is taken again. Nothing but a table has indexes, and so rowids.
    fn write_row(&self, writer: &mut Writer<'_>) {
        match self.mapping.indexes {
            Indexes::Generated(_) => writer.push(&format!("{}.rowid", writer.ticket())),
            Indexes::Own => writer.column(&self.mapping.id.name),
        }
    }

    /// That the part holds, its entry being looked up, in order, and so many; behind the tenant.
    pub(crate) fn write_part(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        asked: &Asked<'_>,
    ) -> Result<(), PageError> {
        self.write_sorted_part(writer, part, asked)?;
        writer.push(" LIMIT ");
        writer.value(asked.rows.clone());
        Ok(())
    }

    fn write_sorted_part(
        &self,
        writer: &mut Writer<'_>,
        part: &Part,
        asked: &Asked<'_>,
    ) -> Result<(), PageError> {
        let lists = self.lists(part);
        for (at, each) in lists.iter().enumerate() {
            writer.push(" AND ");
            writer.column(each.column);
            writer.push(&match (self.dialect, each.is_uuid) {
                (Dialect::Sqlite, true) => format!(" = unhex(g{at}.value)"),
                _ => format!(" = g{at}.value"),
            });
        }
        // The list itself, and not another one of its column: of two lists of states both must hold.
        let is_listed = |test: &Test| self.each(test).is_some_and(|each| lists.contains(&each));
        if let Some(test) = part.entry.as_ref().filter(|test| !is_listed(test)) {
            writer.push(" AND ");
            writer.by(Way::Rule, |writer| writer.expr(&Expr::Test(test.clone())));
        }
        let planned = self.planned(part);
        let mut besides = Vec::new();
        for expr in &part.rest {
            let state = match expr {
                Expr::Test(test @ Test::StateIn(_)) => Some(test),
                _ => None,
            };
            if state.is_some_and(is_listed) {
                continue;
            }
            if planned == Planned::Once && state.is_none() {
                besides.push(expr.clone());
                continue;
            }
            writer.push(" AND ");
            let word = state.and_then(|test| self.word(test));
            if let Some((column, word)) = word.filter(|_| planned == Planned::Once) {
                // In a subquery, or PostgreSQL reckons by how many rows have this one.
                writer.push("(");
                writer.column(column);
                writer.push(" = (SELECT ");
                writer.value(Param::Text(word));
                writer.push("::text))");
                continue;
            }
            let way = match state {
                Some(_) => Way::Rule,
                None => way_of(part),
            };
            writer.by(way, |writer| writer.expr(expr));
        }
        if !besides.is_empty() {
            writer.push(" AND ");
            writer.by(way_of(part), |writer| writer.expr(&Expr::all(besides)));
            writer.push(" > FALSE");
        }
        let mut written = Ok(());
        writer.by(way_of(part), |writer| {
            written = self.write_sorted(writer, asked, planned);
        });
        written
    }

    /// The lists of a part of which each value is looked up.
    pub(crate) fn lists(&self, part: &Part) -> Vec<Each<'_>> {
        let Some(test) = &part.entry else {
            return Vec::new();
        };
        let states = part.rest.iter().filter_map(|expr| match expr {
            Expr::Test(test @ Test::StateIn(_)) => self.each(test),
            _ => None,
        });
        match entry(test) {
            // What a set has is looked up by itself, and sorted.
            None | Some(Entry::Set) => Vec::new(),
            Some(Entry::One | Entry::List) => {
                self.each(test).into_iter().chain(states.take(1)).collect()
            }
        }
    }

    /// The one word of a state that is asked for; `None`: several, or none.
    fn word(&self, test: &Test) -> Option<(&Name, String)> {
        let Test::StateIn(states) = test else {
            return None;
        };
        let column = self.mapping.state.as_ref()?;
        let Param::Texts(words) = column.words_for(|one| states.contains(one)) else {
            return None;
        };
        let [word] = <[String; 1]>::try_from(words).ok()?;
        Some((&column.name, word))
    }

    fn each(&self, test: &Test) -> Option<Each<'_>> {
        let mapping = self.mapping;
        Some(match test {
            Test::GroupIn(groups) => ids(mapping.group.as_ref()?, groups),
            Test::AssigneeIn(people) => ids(mapping.assignee.as_ref()?, people),
            Test::OrganizationIn(companies) => ids(mapping.organization.as_ref()?, companies),
            Test::StateIn(states) => {
                let column = mapping.state.as_ref()?;
                let values = column.words_for(|one| states.contains(one));
                // One word is compared, and none holds of nothing.
                let Param::Texts(words) = &values else {
                    return None;
                };
                if words.len() < 2 {
                    return None;
                }
                Each {
                    column: &column.name,
                    values,
                    is_uuid: false,
                }
            }
            _ => return None,
        })
    }
}

fn ids<'a, 'i, K: Kind + 'i>(
    column: &'a IdColumn,
    ids: impl IntoIterator<Item = &'i Id<K>>,
) -> Each<'a> {
    Each {
        column: &column.name,
        values: column.form.list(ids),
        is_uuid: column.form == IdForm::Uuid,
    }
}

/// How the rows of a part are come by: those of a set are looked up and sorted; all others stand in the
/// order of their index, and whatever else is asked is asked of each.
fn way_of(part: &Part) -> Way {
    match part.entry.as_ref().and_then(entry) {
        Some(Entry::Set) => Way::Rule,
        None | Some(Entry::One | Entry::List) => Way::Order,
    }
}
