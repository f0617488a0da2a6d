//! What every fuzz target asserts. A target is one line that names its reader.
//!
//! Of any bytes: the reader does not panic; the same bytes give the same answer, and so do those
//! bytes with a line break or a byte order mark that means nothing; every place is well formed and
//! inside the file; nothing that a person reads steers the terminal; and no record of a plain list
//! is missing without a word. Of stored access forms besides: what is written is read back to the
//! same bytes, what cannot be read grants nothing, and a restriction that cannot be read denies.

mod access;

pub use access::stored_access;

use std::fmt::Debug;

use frontdesk::{DeskFile, DeskFileError};
use frontdesk_systems::{Import, ImportError, MAX_WARNINGS, Place, Warning, WarningKind};

/// The target of a reader of one JSON file.
#[macro_export]
macro_rules! json {
    ($reader:path) => {
        ::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::json_file(bytes, $reader);
        });
    };
}

/// The target of a reader of a list in JSON, where each element of a bare array is one record.
#[macro_export]
macro_rules! json_list {
    ($reader:path) => {
        ::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::json_list_file(bytes, $reader);
        });
    };
}

/// The target of a reader of CSV.
#[macro_export]
macro_rules! csv {
    ($reader:path) => {
        ::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::csv_file(bytes, $reader);
        });
    };
}

/// The target of the desk file.
#[macro_export]
macro_rules! desk_file {
    () => {
        ::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::desk_file(bytes);
        });
    };
}

/// The target of stored access forms.
#[macro_export]
macro_rules! access_stored {
    () => {
        ::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::stored_access(bytes);
        });
    };
}

/// Asserts what holds of every JSON file.
pub fn json_file<T: Debug + PartialEq>(bytes: &[u8], reader: fn(&[u8]) -> Import<T>) {
    imported(bytes, Form::Json, reader);
}

/// Asserts besides that no record is missing without a word.
pub fn json_list_file<T: Debug + PartialEq>(bytes: &[u8], reader: fn(&[u8]) -> Import<Vec<T>>) {
    let Some((records, warnings)) = imported(bytes, Form::Json, reader) else {
        return;
    };
    if let Ok(elements) = serde_json::from_slice::<Vec<serde_json::Value>>(text_of(bytes)) {
        accounted(elements.len(), records.len(), &warnings);
    }
}

/// Asserts the same of CSV.
pub fn csv_file<T: Debug + PartialEq>(bytes: &[u8], reader: fn(&[u8]) -> Import<Vec<T>>) {
    let Some((records, warnings)) = imported(bytes, Form::Csv, reader) else {
        return;
    };
    let rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text_of(bytes))
        .into_records()
        .count();
    accounted(rows, records.len(), &warnings);
}

/// Asserts what holds of every desk file.
pub fn desk_file(bytes: &[u8]) {
    let read = DeskFile::parse(bytes);
    // A desk file has no equality; its Debug form shows all of it.
    let shown = format!("{read:?}");
    assert_eq!(shown, format!("{:?}", DeskFile::parse(bytes)), "read twice");
    let Err(error) = read else { return };
    assert!(!error.code().is_empty());
    printable(&error.to_string());
    let place = match error {
        DeskFileError::NotUtf8 { offset } => {
            assert!(offset < bytes.len(), "{offset} lies behind the end");
            return;
        }
        DeskFileError::Syntax { place, .. }
        | DeskFileError::UnknownKey { place, .. }
        | DeskFileError::UnknownWord { place, .. }
        | DeskFileError::UnsupportedVersion { place, .. } => place,
        _ => return,
    };
    inside(&lines(bytes, Form::Json), place.line, place.column);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
}

fn imported<T: Debug + PartialEq>(
    bytes: &[u8],
    form: Form,
    reader: fn(&[u8]) -> Import<T>,
) -> Option<(T, Vec<Warning>)> {
    let read = reader(bytes);
    assert_eq!(read, reader(bytes), "read twice");
    let (value, warnings) = match read {
        Ok(read) => read,
        Err(error) => {
            refused(bytes, form, &error);
            return None;
        }
    };
    assert!(warnings.len() <= MAX_WARNINGS + 1);
    for warning in &warnings {
        printable(&warning.to_string());
        assert!(!warning.kind.code().is_empty());
        if !matches!(warning.kind, WarningKind::MoreWarnings { .. }) {
            place(bytes, form, &warning.at);
        }
    }
    let read = Ok((value, warnings));
    assert_eq!(read, reader(&[bytes, b"\n"].concat()), "a line break more");
    let marked = [b"\xef\xbb\xbf", text_of(bytes)].concat();
    assert_eq!(read, reader(&marked), "a byte order mark");
    read.ok()
}

/// What a refused file says of itself.
fn refused(bytes: &[u8], form: Form, error: &ImportError) {
    printable(&error.to_string());
    assert!(!error.code().is_empty());
    match error {
        ImportError::CutShort { line, column }
        | ImportError::Syntax { line, column }
        | ImportError::TooDeep { line, column, .. } => {
            inside(&lines(bytes, form), *line, *column);
        }
        ImportError::NotUtf8 { offset } => assert!(*offset < bytes.len()),
        ImportError::WrongShape { at, .. } | ImportError::BrokenRecord { at, .. } => {
            place(bytes, form, at);
        }
        _ => {}
    }
}

/// A place belongs to its form: RFC 6901, or a line of the file.
fn place(bytes: &[u8], form: Form, place: &Place) {
    match place {
        Place::Pointer(pointer) => {
            assert!(form == Form::Json, "a pointer into CSV: {pointer}");
            assert!(
                pointer.is_empty() || pointer.starts_with('/'),
                "no pointer: {pointer}"
            );
            for rest in pointer.split('~').skip(1) {
                assert!(rest.starts_with(['0', '1']), "a bare ~: {pointer}");
            }
        }
        Place::LineColumn { line, .. } => {
            assert!(form == Form::Csv, "a line of JSON");
            let line = usize::try_from(*line).unwrap_or(usize::MAX);
            inside(&lines(bytes, form), line, 1);
        }
    }
}

/// The length of each line. In CSV a lone carriage return ends a line too, as it does for the `csv` crate.
fn lines(bytes: &[u8], form: Form) -> Vec<usize> {
    let mut lengths = vec![0];
    let mut bytes = bytes.iter().peekable();
    while let Some(byte) = bytes.next() {
        let ends = match byte {
            b'\n' => true,
            b'\r' => form == Form::Csv && bytes.peek() != Some(&&b'\n'),
            _ => false,
        };
        if ends {
            lengths.push(0);
        } else if let Some(last) = lengths.last_mut() {
            *last += 1;
        }
    }
    lengths
}

/// A line and a column, both from 1; the place just behind the last byte of a line is inside.
fn inside(lines: &[usize], line: usize, column: usize) {
    assert!(line >= 1 && column >= 1, "line {line}, column {column}");
    assert!(
        lines
            .get(line - 1)
            .is_some_and(|length| column <= length + 1),
        "line {line}, column {column} lies outside"
    );
}

/// Every record is there, or the warnings account for it.
fn accounted(found: usize, imported: usize, warnings: &[Warning]) {
    let reported: usize = warnings
        .iter()
        .map(|warning| match warning.kind {
            WarningKind::BrokenRecord { .. } | WarningKind::DuplicateId => 1,
            WarningKind::MoreWarnings { count } => usize::try_from(count).unwrap_or(usize::MAX),
            _ => 0,
        })
        .fold(0, usize::saturating_add);
    assert!(imported <= found, "{imported} records out of {found}");
    assert!(
        imported.saturating_add(reported) >= found,
        "{found} records, {imported} imported, {reported} reported"
    );
}

/// Nothing that a person reads may move the cursor or turn the direction of the text.
fn printable(text: &str) {
    let steers = |char: char| {
        char.is_control()
            || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    // The TOML reader's own messages have several lines.
    assert!(!text.replace('\n', " ").contains(steers), "{text:?}");
}

/// The bytes without a byte order mark.
fn text_of(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
