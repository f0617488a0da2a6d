//! What the databases write differently.

use std::fmt::{self, Write as _};

use crate::statement::Param;

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, from 3.41 on.
    Sqlite,
    /// PostgreSQL, from 13 on.
    Postgres,
}

impl Dialect {
    /// The placeholder of the n-th value, from 1.
    pub(crate) const fn placeholder(self, number: usize) -> Placeholder {
        Placeholder(self, number)
    }

    /// The value of a placeholder. SQLite reads, where it can, the values by which rows are looked up and at which a
    /// page ends, and then plans a text anew in each call, which takes as long as a page. It does not look into a
    /// `CASE`, and takes it for the placeholder otherwise. PostgreSQL goes about that in its own way.
    pub(crate) fn value(self, placeholder: Placeholder) -> String {
        match self {
            Self::Sqlite => format!("CASE WHEN TRUE THEN {placeholder} END"),
            Self::Postgres => placeholder.to_string(),
        }
    }

    /// What says that something is one of a list that stands in a placeholder.
    pub(crate) fn is_among(self, list: &Param, placeholder: Placeholder) -> String {
        match (self, list) {
            (Self::Postgres, _) => format!("= ANY({placeholder})"),
            // JSON has no bytes: a list of uuids is one of their hexadecimal digits.
            (Self::Sqlite, Param::Uuids(_)) => {
                format!("IN (SELECT unhex(value) FROM json_each({placeholder}))")
            }
            (Self::Sqlite, _) => format!("IN (SELECT value FROM json_each({placeholder}))"),
        }
    }

    /// A list as this database takes it.
    pub(crate) fn list(self, list: Param) -> Param {
        let json = |items: Vec<String>| Param::Text(format!("[{}]", items.join(",")));
        match (self, list) {
            (Self::Postgres, Param::Texts(all)) => Param::Texts(in_text(&all)),
            (Self::Postgres, list) => list,
            (Self::Sqlite, Param::Numbers(all)) => json(all.iter().map(i64::to_string).collect()),
            (Self::Sqlite, Param::Texts(all)) => json(all.iter().map(|one| quoted(one)).collect()),
            (Self::Sqlite, Param::Uuids(all)) => json(
                all.iter()
                    .map(|one| format!("\"{}\"", one.simple()))
                    .collect(),
            ),
            (Self::Sqlite, one) => one,
        }
    }

    /// Texts by their characters, whatever order the column has.
    pub(crate) const fn by_characters(self) -> &'static str {
        match self {
            Self::Sqlite => " COLLATE BINARY",
            Self::Postgres => " COLLATE \"C\"",
        }
    }
}

/// Where a value stands in a text.
#[derive(Clone, Copy)]
pub(crate) struct Placeholder(Dialect, usize);

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Dialect::Sqlite => write!(f, "?{}", self.1),
            Dialect::Postgres => write!(f, "${}", self.1),
        }
    }
}

/// A value that stands in the text of a statement which takes no placeholders, for PostgreSQL.
pub(crate) fn literal(param: &Param) -> String {
    let array = |items: Vec<String>, of: &str| format!("ARRAY[{}]::{of}[]", items.join(", "));
    match param {
        Param::Number(number) => format!("{number}::bigint"),
        Param::Text(text) => text_literal(text),
        Param::Uuid(uuid) => format!("'{}'::uuid", uuid.hyphenated()),
        Param::Moment(at) => format!("'{}'::timestamptz", at.to_rfc3339()),
        Param::Numbers(all) => array(all.iter().map(i64::to_string).collect(), "bigint"),
        Param::Texts(all) => array(
            in_text(all).iter().map(|one| text_literal(one)).collect(),
            "text",
        ),
        Param::Uuids(all) => array(
            all.iter()
                .map(|one| format!("'{}'", one.hyphenated()))
                .collect(),
            "uuid",
        ),
    }
}

/// No text of PostgreSQL has a zero character: what has one stands in no row.
pub(crate) fn in_text(all: &[String]) -> Vec<String> {
    let all = all.iter().filter(|one| !one.contains('\0'));
    all.cloned().collect()
}

/// Quotes doubled; with a backslash in it the form that says what a backslash means, however the server is
/// set.
pub(crate) fn text_literal(text: &str) -> String {
    let escaped = text.replace('\'', "''");
    match escaped.contains('\\') {
        true => format!("E'{}'", escaped.replace('\\', "\\\\")),
        false => format!("'{escaped}'"),
    }
}

/// A JSON string (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            letter => json.push(letter),
        }
    }
    json.push('"');
    json
}
