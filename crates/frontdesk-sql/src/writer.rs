//! A text that grows, and the values of its placeholders.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use crate::dialect::{Dialect, literal};
use crate::mapping::Mapping;
use crate::name::Name;
use crate::statement::{Param, Statement};

/// The name of the table of tickets within a statement.
pub(crate) const TICKET: &str = "t";

/// A text that grows, and the values of its placeholders.
pub(crate) struct Writer<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) mapping: &'a Mapping,
    pub(crate) way: Way,
    /// What stands before the columns of the ticket.
    ticket: Cow<'static, str>,
    values: Values,
    /// What every row is of.
    tenant: Option<String>,
    text: String,
    params: Vec<Param>,
}

/// How the rows are come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By whatever the condition asks for.
    Rule,
    /// In the order that is wanted, each row being asked; nothing in the condition is looked up.
    Order,
}

/// For what PostgreSQL makes the plan of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// For all values: nothing in the text is to be reckoned from them.
    Once,
    /// For those of a call, while that seems better to it.
    AsAsked,
}

/// Where values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Values {
    Placeholders,
    Text,
}

/// What a column is compared with.
#[derive(Clone, Debug)]
pub(crate) enum One {
    /// This.
    Value(Param),
    /// What an expression of the database gives, which may be nothing.
    Given(String),
}

/// Among what a column's value must be.
#[derive(Clone, Debug)]
pub(crate) enum Several {
    /// These.
    Values(Param),
    /// The array that an expression of the database gives, which is there.
    Given(String),
}

impl<'a> Writer<'a> {
    /// Of a statement with placeholders.
    pub(crate) fn new(dialect: Dialect, mapping: &'a Mapping, way: Way) -> Self {
        Self {
            dialect,
            mapping,
            way,
            ticket: Cow::Borrowed(TICKET),
            values: Values::Placeholders,
            tenant: None,
            // As long as most become.
            text: String::with_capacity(1_024),
            params: Vec::with_capacity(16),
        }
    }

    /// Of a condition of PostgreSQL that holds its values and stands at the table itself.
    pub(crate) fn of_policy(mapping: &'a Mapping, tenant: String) -> Self {
        Self {
            ticket: Cow::Owned(mapping.table.name.to_string()),
            values: Values::Text,
            tenant: Some(tenant),
            ..Self::new(Dialect::Postgres, mapping, Way::Order)
        }
    }

    pub(crate) fn finish(self) -> Statement {
        Statement {
            text: self.text,
            params: self.params,
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn print(&mut self, what: impl Display) {
        // Nothing stops a text from growing.
        let _ = write!(self.text, "{what}");
    }

    /// A column of the ticket.
    pub(crate) fn column(&mut self, name: &Name) {
        self.text.push_str(&self.ticket);
        self.push(".");
        self.print(name);
    }

    /// A column that rows are put in order by. Where they are come by in another way SQLite must not walk an
    /// index of the order: behind a plus it has none.
    pub(crate) fn sorted(&mut self, name: &Name) {
        if self.way == Way::Rule && self.dialect == Dialect::Sqlite {
            self.push("+");
        }
        self.column(name);
    }

    /// What is handed out and not sorted by.
    pub(crate) fn handed_out(&mut self, write: impl FnOnce(&mut Self)) {
        self.by(Way::Order, write);
    }

    /// What is come by in this way.
    pub(crate) fn by(&mut self, way: Way, write: impl FnOnce(&mut Self)) {
        let way = std::mem::replace(&mut self.way, way);
        write(self);
        self.way = way;
    }

    /// What stands before the columns of the ticket.
    pub(crate) fn ticket(&self) -> &str {
        &self.ticket
    }

    /// Where the ticket has another name.
    pub(crate) fn named(&mut self, ticket: &'static str, write: impl FnOnce(&mut Self)) {
        let ticket = std::mem::replace(&mut self.ticket, Cow::Borrowed(ticket));
        write(self);
        self.ticket = ticket;
    }

    /// A column of the ticket that is asked and never looked up: SQLite looks up no column behind a plus.
    pub(crate) fn asked(&mut self, name: &Name) {
        if self.way == Way::Order && self.dialect == Dialect::Sqlite {
            self.push("+");
        }
        self.column(name);
    }

    /// That a column has a value. SQLite must not look rows up by that: it would take it for a range, and for
    /// a better one than a list.
    pub(crate) fn there(&mut self, name: &Name) {
        if self.dialect == Dialect::Sqlite {
            self.push("+");
        }
        self.column(name);
        self.push(" IS NOT NULL");
    }

    /// A value.
    pub(crate) fn value(&mut self, param: Param) {
        match self.values {
            Values::Placeholders => {
                self.params.push(param);
                let placeholder = self.dialect.placeholder(self.params.len());
                self.push(&self.dialect.value(placeholder));
            }
            Values::Text => self.push(&literal(&param)),
        }
    }

    /// A list, as the rows that an expression makes of it.
    pub(crate) fn list(&mut self, list: Param) {
        match self.values {
            Values::Placeholders => {
                self.params.push(self.dialect.list(list));
                self.print(self.dialect.placeholder(self.params.len()));
            }
            Values::Text => self.push(&literal(&list)),
        }
    }

    /// The tenant, which every statement binds first.
    pub(crate) fn bind_tenant(&mut self, param: Param) {
        self.params.push(param);
        let placeholder = self.dialect.placeholder(self.params.len());
        self.tenant = Some(self.dialect.value(placeholder));
    }

    /// The tenant again.
    pub(crate) fn tenant(&mut self) {
        // Whoever forgot to bind it compares with nothing.
        let tenant = self.tenant.clone().unwrap_or_else(|| "NULL".to_owned());
        self.push(&tenant);
    }

    /// That what stands before is one of these.
    pub(crate) fn is_among(&mut self, list: Several) {
        match (list, self.values) {
            (Several::Given(array), _) => self.push(&format!("= ANY({array})")),
            (Several::Values(list), Values::Text) => {
                self.push(&format!("= ANY({})", literal(&list)));
            }
            (Several::Values(list), Values::Placeholders) => {
                let placeholder = self.dialect.placeholder(self.params.len() + 1);
                self.print(self.dialect.is_among(&list, placeholder));
                self.params.push(self.dialect.list(list));
            }
        }
    }
}
