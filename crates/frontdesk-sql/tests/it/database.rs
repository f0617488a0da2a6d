//! SQLite in memory with a host's tables in it.

use frontdesk_model::ConversationId;
use frontdesk_sql::{Mapping, Param, Statement};
use frontdesk_visibility::Ticket;
use rusqlite::types::Value;
use rusqlite::{Connection, StatementStatus, params_from_iter};

use crate::rows::{Forms, OF_MESSAGES, SETS, members, message, row};

pub(crate) fn value(param: &Param) -> Value {
    match param {
        Param::Number(number) => Value::Integer(*number),
        Param::Text(text) => Value::Text(text.clone()),
        Param::Uuid(uuid) => Value::Blob(uuid.as_bytes().to_vec()),
        other => panic!("{other:?} is nothing for SQLite"),
    }
}

/// A value that came back, as a host hands it in again.
pub(crate) fn param(value: &Value) -> Option<Param> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(Param::Number(*number)),
        Value::Text(text) => Some(Param::Text(text.clone())),
        Value::Blob(bytes) => Some(Param::Uuid(uuid::Uuid::from_slice(bytes).unwrap())),
        Value::Real(_) => panic!("no column holds {value:?}"),
    }
}

pub(crate) struct Database {
    connection: Connection,
}

impl Database {
    /// The tables, empty.
    pub(crate) fn new(forms: Forms) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        let nothing = frontdesk_model::ConversationFacts::new(
            frontdesk_testkit::cast::TENANT,
            ConversationId::from_number(1),
            frontdesk_testkit::cast::noon(),
        );
        let columns: Vec<String> = row(&Ticket::new(nothing), forms)
            .iter()
            .map(|(name, _)| format!("\"{}\"", name.replace('"', "\"\"")))
            .collect();
        let mut tables = format!("CREATE TABLE tickets ({});", columns.join(", "));
        for table in SETS {
            tables += &format!("CREATE TABLE {table} (tenant, ticket, member, since);");
        }
        connection.execute_batch(&tables).unwrap();
        connection.execute_batch(OF_MESSAGES).unwrap();
        Self { connection }
    }

    /// With these tickets, and the indexes.
    pub(crate) fn with(
        tickets: &[Ticket],
        forms: Forms,
        indexes: impl IntoIterator<Item = Statement>,
    ) -> Self {
        let database = Self::new(forms);
        let mut numbers = std::collections::BTreeMap::new();
        for ticket in tickets {
            for one in &ticket.messages {
                let number: &mut i64 = numbers.entry(ticket.facts.tenant).or_default();
                *number += 1;
                let row = message(ticket, one, *number, forms);
                let tenant = row[0].clone();
                database.insert_row("messages", row);
                for _ in &one.attachments {
                    let file = vec![tenant.clone(), Some(Param::Number(*number))];
                    database.insert_row("files", file);
                }
            }
            let row = row(ticket, forms);
            let places: Vec<&str> = row.iter().map(|_| "?").collect();
            let insert = format!("INSERT INTO tickets VALUES ({})", places.join(", "));
            let [tenant, id] = [0, 1].map(|at: usize| row[at].1.clone());
            let values = row.into_iter().map(|(_, one)| one);
            database.insert(&insert, values);
            for one in members(ticket, forms) {
                let insert = format!("INSERT INTO {} VALUES (?, ?, ?, ?)", one.table);
                let values = [tenant.clone(), id.clone(), Some(one.member), one.since];
                database.insert(&insert, values);
            }
        }
        for index in indexes {
            assert_eq!(index.params, []);
            database.connection.execute(&index.text, []).unwrap();
        }
        database
    }

    pub(crate) fn insert_row(&self, table: &str, row: Vec<Option<Param>>) {
        let places: Vec<&str> = row.iter().map(|_| "?").collect();
        let insert = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
        self.insert(&insert, row);
    }

    pub(crate) fn insert(&self, text: &str, values: impl IntoIterator<Item = Option<Param>>) {
        let values = values.into_iter();
        let values = values.map(|one| one.as_ref().map_or(Value::Null, value));
        let mut insert = self.connection.prepare_cached(text).unwrap();
        insert.execute(params_from_iter(values)).unwrap();
    }

    pub(crate) fn run(&self, text: &str) {
        self.connection.execute_batch(text).unwrap();
    }

    /// The rows of an answer.
    pub(crate) fn rows(&self, statement: &Statement) -> Vec<Vec<Value>> {
        let prepared = self.connection.prepare_cached(&statement.text);
        let mut prepared = prepared.unwrap_or_else(|error| panic!("{error}: {}", statement.text));
        let width = prepared.column_count();
        let values = params_from_iter(statement.params.iter().map(value));
        let rows = prepared.query_map(values, |row| (0..width).map(|at| row.get(at)).collect());
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// How often SQLite makes another plan of a text that it has prepared when it is asked, and asked again.
    pub(crate) fn plans_made_anew(&self, statement: &Statement) -> i32 {
        let mut prepared = self.connection.prepare(&statement.text).unwrap();
        for _ in 0..2 {
            let values = params_from_iter(statement.params.iter().map(value));
            let mut rows = prepared.query(values).unwrap();
            while rows.next().unwrap().is_some() {}
            drop(rows);
            // As for other values: SQLite compares numbers with those before.
            prepared.clear_bindings();
        }
        prepared.get_status(StatementStatus::RePrepare)
    }

    /// The ids in the first column.
    pub(crate) fn ids(&self, statement: &Statement) -> Vec<ConversationId> {
        let rows = self.rows(statement);
        rows.iter().map(|row| ticket_of(&row[0])).collect()
    }

    pub(crate) fn number(&self, statement: &Statement) -> usize {
        match self.rows(statement)[0][0] {
            Value::Integer(count) => usize::try_from(count).unwrap(),
            ref other => panic!("{other:?} is no count"),
        }
    }

    /// How SQLite goes about it.
    pub(crate) fn plan(&self, statement: &Statement) -> String {
        let text = format!("EXPLAIN QUERY PLAN {}", statement.text);
        let mut prepared = self.connection.prepare(&text).unwrap();
        let values = params_from_iter(statement.params.iter().map(value));
        let lines = prepared.query_map(values, |row| row.get::<_, String>(3));
        let lines = lines.unwrap().map(Result::unwrap);
        // How a list is read says nothing of the tickets.
        let of_lists = ["LIST SUBQUERY", "SCAN json_each", "CREATE BLOOM"];
        let lines = lines.filter(|line| !of_lists.iter().any(|of| line.starts_with(of)));
        lines.collect::<Vec<_>>().join("\n")
    }
}

pub(crate) fn ticket_of(value: &Value) -> ConversationId {
    match value {
        Value::Integer(number) => ConversationId::from_number(*number),
        Value::Text(text) => text.parse().unwrap(),
        Value::Blob(bytes) => ConversationId::from_uuid(uuid::Uuid::from_slice(bytes).unwrap()),
        other => panic!("{other:?} is no id"),
    }
}

/// The mapping without names of indexes.
pub(crate) fn without_names(mapping: &Mapping) -> Mapping {
    Mapping {
        indexes: frontdesk_sql::Indexes::Own,
        ..mapping.clone()
    }
}
