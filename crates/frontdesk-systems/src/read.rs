//! What all readers share: limits, errors, warnings, and the cursor that walks a record.

mod csv;
mod error;
mod list;
mod names;
mod personal;
mod record;
mod tree;
mod warning;

pub(crate) use csv::Table;
pub use error::ImportError;
pub(crate) use list::{Item, numbered, one, places, read_each, rows_of, unique, wrong_shape};
pub(crate) use names::{Named, names};
pub use personal::Personal;
pub(crate) use record::Record;
pub(crate) use tree::Tree;
pub use warning::{Expected, Place, Problem, Warning, WarningKind};
pub(crate) use warning::{Log, child, short};

/// What a reader gives: the records it could read with what it has to say about the rest, or the
/// reason why the whole file is of no use.
pub type Import<T> = Result<(T, Vec<Warning>), ImportError>;

/// The largest file that a reader takes, in bytes (64 MiB).
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The most values (JSON values, CSV cells) that one file may hold. It bounds the memory that a
/// hostile file of tiny values can claim; a real export of 64 MiB stays below it.
pub const MAX_VALUES: usize = 4_000_000;

/// The deepest nesting of a JSON file. No documented format needs more than ten levels.
pub const MAX_DEPTH: usize = 100;

/// The most warnings that are listed one by one; the rest is counted in a last one,
/// [`WarningKind::MoreWarnings`].
pub const MAX_WARNINGS: usize = 10_000;

/// Reads a JSON file: decodes, parses, and hands the tree and the log to `read`.
pub(crate) fn json<T>(
    bytes: &[u8],
    read: impl FnOnce(Tree, &Log) -> Result<T, ImportError>,
) -> Import<T> {
    let tree = tree::parse(decode(bytes)?)?;
    let log = Log::default();
    let read = read(tree, &log)?;
    Ok((read, log.into_warnings()))
}

/// The text of a file, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            bytes: bytes.len(),
            limit: MAX_BYTES,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ImportError::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(text)
}
