//! Words and parts of texts, looked for in columns that hold the texts folded.

use frontdesk_visibility::{Expr, Field, ListRequest, Viewing, fold};

use crate::dialect::Dialect;
use crate::mapping::Mapping;
use crate::name::Name;
use crate::narrow::NarrowError;
use crate::seen::{Seen, shown_exactly};
use crate::statement::Param;
use crate::writer::Writer;

/// What is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Searched {
    /// A field.
    Field(Field),
    /// The messages.
    Messages,
}

impl std::fmt::Display for Searched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Field(field) => field.fmt(f),
            Self::Messages => f.write_str("messages"),
        }
    }
}

/// The words of a search, each of which must stand in one of the texts.
pub(crate) struct Search<'a> {
    words: Vec<String>,
    /// Where each text is shown, and its column.
    fields: Vec<(Expr, &'a Name)>,
    seen: Seen<'a>,
    of_messages: &'a Name,
}

impl<'a> Search<'a> {
    /// `None`: nothing is looked for.
    pub(crate) fn of(
        mapping: &'a Mapping,
        viewing: &Viewing<'_>,
        search: &str,
    ) -> Result<Option<Self>, NarrowError> {
        let words: Vec<String> = search.split_whitespace().map(needle).collect();
        if search.len() > ListRequest::MAX_SEARCH || words.len() > ListRequest::MAX_WORDS {
            return Err(NarrowError::TooLarge);
        }
        if words.is_empty() {
            return Ok(None);
        }
        let not_folded = |what| move || NarrowError::NotFolded { what };
        // A text that is not kept at all is missing of every ticket.
        let standard = [
            (Field::Number, mapping.number.as_ref()),
            (Field::Subject, mapping.subject.as_ref()),
        ];
        let kept = standard.into_iter().filter(|(_, kept)| kept.is_some());
        let kept = kept.map(|(field, _)| field);
        let added = mapping.added.keys().cloned().map(Field::Added);
        let mut fields = Vec::new();
        for field in kept.chain(added) {
            let missing = || not_folded(Searched::Field(field.clone()));
            let shown = shown_exactly(viewing, &field).ok_or_else(missing())?;
            if shown != Expr::FALSE {
                fields.push((shown, mapping.folded.of(&field).ok_or_else(missing())?));
            }
        }
        let seen = Seen::of(mapping, viewing).ok_or_else(not_folded(Searched::Messages))?;
        let of_messages = seen.messages.folded.as_ref();
        let of_messages = of_messages.ok_or_else(not_folded(Searched::Messages))?;
        Ok(Some(Self {
            words,
            fields,
            seen,
            of_messages,
        }))
    }

    /// That there is no word which stands in none of the texts: one text however many words there are.
    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.push("(NOT EXISTS (SELECT 1 FROM ");
        let words = Param::Texts(self.words.clone());
        match writer.dialect {
            Dialect::Sqlite => {
                writer.push("json_each(");
                writer.list(words);
                writer.push(") AS w");
            }
            Dialect::Postgres => {
                writer.push("unnest(");
                writer.list(words);
                writer.push("::text[]) AS w(value)");
            }
        }
        writer.push(" WHERE ");
        writer.not(|writer| {
            writer.push("(");
            for (shown, name) in &self.fields {
                writer.if_shown(shown, |writer| {
                    writer.contains(name, |writer| writer.push("w.value"));
                });
                writer.push(" OR ");
            }
            writer.push("EXISTS (SELECT 1");
            self.seen.write(
                writer,
                |_| {},
                |writer| {
                    writer.push(" AND ");
                    self.seen.folded(writer, |writer| {
                        writer.contains(self.of_messages, |writer| writer.push("w.value"));
                    });
                },
            );
            writer.push("))");
        });
        writer.push("))");
    }
}

/// What is looked for in folded texts. No text of PostgreSQL has a zero character, and JSON of SQLite ends
/// there: what has one is found nowhere. No capital stands in a folded text.
pub(crate) fn needle(text: &str) -> String {
    match text.contains('\0') {
        true => "A".to_owned(),
        false => fold(text),
    }
}

impl Writer<'_> {
    /// What is written, and where it is shown, in brackets.
    fn if_shown(&mut self, shown: &Expr, write: impl FnOnce(&mut Self)) {
        if *shown == Expr::TRUE {
            return write(self);
        }
        self.push("(");
        self.expr(shown);
        self.push(" AND ");
        write(self);
        self.push(")");
    }

    /// That a text stands within a folded column, by its characters; nothing in it is a wildcard. In an absent
    /// and in the empty text nothing stands, not even the empty one.
    pub(crate) fn contains(&mut self, folded: &Name, part: impl FnOnce(&mut Self)) {
        self.push(match self.dialect {
            Dialect::Sqlite => "(instr(NULLIF(",
            Dialect::Postgres => "(strpos(NULLIF(",
        });
        self.column(folded);
        self.push(match self.dialect {
            Dialect::Sqlite => ", ''), ",
            Dialect::Postgres => " COLLATE \"C\", ''), ",
        });
        part(self);
        self.push(") > 0)");
    }
}
