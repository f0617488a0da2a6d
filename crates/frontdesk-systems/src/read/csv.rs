//! A CSV file (RFC 4180) as rows of named cells.

use std::collections::BTreeMap;

use csv::{Position, ReaderBuilder, StringRecord};

use super::warning::short;
use super::{ImportError, Log, MAX_VALUES, Problem, WarningKind, decode};

/// The columns of a format, in lower case.
pub(crate) struct Table {
    /// Columns that the header must have.
    pub(crate) mandatory: &'static [&'static str],
    /// Columns that it may have.
    pub(crate) optional: &'static [&'static str],
}

impl Table {
    /// Reads the rows. Column names are compared without case and without spaces around them; rows
    /// may be shorter than the header.
    pub(crate) fn rows(&self, bytes: &[u8], log: &Log) -> Result<Vec<Row>, ImportError> {
        let text = decode(bytes)?;
        check(text)?;
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let lines = Lines::new(text);
        // A row that begins after blank lines has the position of the first of them.
        let line = |record: &StringRecord| lines.at(record.position().map_or(0, Position::byte));
        let mut records = reader.records();
        let header = records.next().transpose().map_err(|error| syntax(&error))?;
        let header = header.unwrap_or_default();
        let columns = self.columns(&header, line(&header), log)?;
        records
            .map(|record| {
                let record = record.map_err(|error| syntax(&error))?;
                Ok(row(&record, &columns, header.len(), line(&record), log))
            })
            .collect()
    }

    /// The column of each name.
    fn columns(
        &self,
        header: &StringRecord,
        line: u64,
        log: &Log,
    ) -> Result<BTreeMap<&'static str, usize>, ImportError> {
        let mut columns = BTreeMap::new();
        for (index, cell) in header.iter().enumerate() {
            let name = cell.trim().to_lowercase();
            let known = self.mandatory.iter().chain(self.optional);
            let kind = match known.copied().find(|known| *known == name) {
                Some(known) if columns.contains_key(known) => WarningKind::DuplicateField {
                    name: known.to_owned(),
                },
                Some(known) => {
                    columns.insert(known, index);
                    continue;
                }
                None => WarningKind::UnknownField {
                    name: short(cell.trim()),
                },
            };
            log.warn_cell(line, number(index + 1), kind);
        }
        let missing: Vec<_> = self
            .mandatory
            .iter()
            .copied()
            .filter(|name| !columns.contains_key(name))
            .collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(ImportError::MissingColumns { columns: missing })
        }
    }
}

/// The named cells of a row.
fn row(
    record: &StringRecord,
    columns: &BTreeMap<&'static str, usize>,
    width: usize,
    line: u64,
    log: &Log,
) -> Row {
    if record.len() > width {
        let count = number(record.len() - width);
        log.warn_cell(line, number(width + 1), WarningKind::ExtraCells { count });
    }
    let cells = columns
        .iter()
        .filter_map(|(name, index)| Some((*name, record.get(*index)?.trim())))
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(name, cell)| (name, cell.to_owned()))
        .collect();
    Row {
        line,
        cells,
        problems: Vec::new(),
    }
}

/// One row; blank cells are missing.
pub(crate) struct Row {
    /// The line at which it begins, from 1.
    pub(crate) line: u64,
    cells: BTreeMap<&'static str, String>,
    problems: Vec<Problem>,
}

impl Row {
    /// A mandatory cell; missing, it makes a problem and a placeholder.
    pub(crate) fn required(&mut self, column: &'static str) -> String {
        self.cells.remove(column).unwrap_or_else(|| {
            self.problems.push(Problem::Missing { field: column });
            String::new()
        })
    }

    /// The parts of a cell between semicolons.
    pub(crate) fn parts(&mut self, column: &'static str) -> Vec<String> {
        let cell = self.cells.remove(column).unwrap_or_default();
        let parts = cell.split(';').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The parts of a cell of which at least one must be there.
    pub(crate) fn required_parts(&mut self, column: &'static str) -> Vec<String> {
        let parts = self.parts(column);
        if parts.is_empty() {
            self.problems.push(Problem::Missing { field: column });
        }
        parts
    }

    /// What is wrong with the row.
    pub(crate) fn finish(self) -> Vec<Problem> {
        self.problems
    }
}

/// Refuses a quote that is never closed (it would swallow the rest of the file in silence) and a
/// file with more cells than [`MAX_VALUES`].
fn check(text: &str) -> Result<(), ImportError> {
    let (mut line, mut line_start, mut cells) = (1, 0, 1);
    let mut opened = None;
    let mut cell_start = true;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let begins = std::mem::replace(&mut cell_start, false);
        match (byte, opened) {
            (b'"', None) if begins => opened = Some((line, at - line_start + 1)),
            // Two quotes inside a quoted cell are one character.
            (b'"', Some(_)) if bytes.next_if(|(_, next)| *next == b'"').is_some() => {}
            (b'"', Some(_)) => opened = None,
            (b',' | b'\n' | b'\r', None) => {
                cells += 1;
                cell_start = true;
            }
            _ => {}
        }
        let next = bytes.peek().map(|(_, next)| *next);
        if byte == b'\n' || (byte == b'\r' && next != Some(b'\n')) {
            line += 1;
            line_start = at + 1;
        }
    }
    match opened {
        Some((line, column)) => Err(ImportError::CutShort { line, column }),
        None if cells > MAX_VALUES => Err(ImportError::TooManyValues { limit: MAX_VALUES }),
        None => Ok(()),
    }
}

/// Finds the line of a byte.
struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let mut ends = Vec::new();
        let mut bytes = text.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            let next = bytes.peek().map(|(_, next)| *next);
            if byte == b'\n' || (byte == b'\r' && next != Some(b'\n')) {
                ends.push(at);
            }
        }
        Self { text, ends }
    }

    /// The line, from 1, of the first byte from `byte` on that is no line break.
    fn at(&self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.get(byte..).unwrap_or_default();
        let first = byte + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        number(self.ends.partition_point(|end| *end < first) + 1)
    }
}

/// Rows of any length in valid UTF-8 have no syntax errors; if the library finds one, it is told.
fn syntax(error: &csv::Error) -> ImportError {
    let line = error.position().map_or(1, Position::line);
    ImportError::Syntax {
        line: usize::try_from(line).unwrap_or(usize::MAX),
        column: 1,
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
