//! What a reader has to say about the records it could not, or not wholly, read.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::{Serialize, Serializer};

use super::MAX_WARNINGS;

/// Something that the reader did not import as it stands. It names the place and never the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where.
    pub at: Place,
    /// What.
    #[serde(flatten)]
    pub kind: WarningKind,
}

/// A place in a file. Serialized as its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In JSON: a pointer (RFC 6901). A key of more than 64 characters is cut, with "…" behind it.
    Pointer(String),
    /// In CSV: the line at which the row begins and the number of the cell, both from 1. Column 0
    /// is the row as a whole.
    LineColumn {
        /// The line.
        line: u64,
        /// The cell.
        column: u64,
    },
}

/// What a warning is about. The stable code is [`code`](Self::code); serialized under `code`, with
/// the parameters beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum WarningKind {
    /// A field, column or list key that no documentation names; its value is not imported.
    UnknownField {
        /// The name, cut after 64 characters.
        name: String,
    },
    /// A value that no documentation names; it is kept as `Other`, which grants nothing.
    UnknownValue {
        /// The field.
        field: &'static str,
    },
    /// The record is not imported.
    BrokenRecord {
        /// Everything that is wrong with it.
        problems: Vec<Problem>,
    },
    /// An earlier record has this id; this one is not imported.
    DuplicateId,
    /// The object has this field more than once. The last one holds; of the rights or flags of one
    /// thing, the stricter.
    DuplicateField {
        /// The field, cut after 64 characters.
        name: String,
    },
    /// A field that is always there is not; the stricter reading holds.
    MissingField {
        /// The field.
        field: &'static str,
    },
    /// The value is of another type or cannot be parsed; it is left out.
    Unreadable {
        /// What should stand there.
        expected: Expected,
    },
    /// The value of a restriction cannot be read; the restriction counts as set.
    TakenAsSet {
        /// The field.
        field: &'static str,
    },
    /// A number written as text was read as the number.
    NumberAsText,
    /// The record names another one that the file does not hold; it is not imported.
    UnknownReference {
        /// The field that names it.
        field: &'static str,
    },
    /// The value has no effect by this statement of the specification and is not imported.
    Ignored {
        /// The statement, as "S110".
        statement: &'static str,
    },
    /// A mandatory default stands in for an empty list.
    EmptyList {
        /// The field.
        field: &'static str,
    },
    /// A row has more cells than the header has columns; those are not imported.
    ExtraCells {
        /// How many.
        count: u64,
    },
    /// The file says that there are more records than it holds: it is one page of several.
    Incomplete {
        /// How many records there are.
        total: u64,
        /// How many the file holds.
        found: u64,
    },
    /// There were more warnings than are listed.
    MoreWarnings {
        /// How many more.
        count: u64,
    },
}

/// What is wrong with a broken record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// A mandatory field is absent, null or blank, or was left out as unreadable, which is then a
    /// warning of its own.
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A field on which a decision rests is of another type or cannot be parsed.
    Unreadable {
        /// The field.
        field: &'static str,
        /// What should stand there.
        expected: Expected,
    },
    /// A number is too small or too large for what it stands for.
    OutOfRange {
        /// The field.
        field: &'static str,
    },
    /// Two fields that should say the same say different things.
    Contradiction {
        /// One of them.
        field: &'static str,
        /// The other.
        other: &'static str,
    },
    /// The record is not an object.
    NotAnObject,
}

/// What should have stood in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Expected {
    /// A text.
    Text,
    /// A whole number.
    WholeNumber,
    /// True or false.
    Flag,
    /// A list.
    List,
    /// An object.
    Object,
    /// A date and time as RFC 2822, RFC 3339 or `YYYY-MM-DD HH:MM:SS` has it.
    Moment,
    /// A BCP 47 language tag.
    LanguageTag,
}

impl WarningKind {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownField { .. } => "unknown_field",
            Self::UnknownValue { .. } => "unknown_value",
            Self::BrokenRecord { .. } => "broken_record",
            Self::DuplicateId => "duplicate_id",
            Self::DuplicateField { .. } => "duplicate_field",
            Self::MissingField { .. } => "missing_field",
            Self::Unreadable { .. } => "unreadable",
            Self::TakenAsSet { .. } => "taken_as_set",
            Self::NumberAsText => "number_as_text",
            Self::UnknownReference { .. } => "unknown_reference",
            Self::Ignored { .. } => "ignored",
            Self::EmptyList { .. } => "empty_list",
            Self::ExtraCells { .. } => "extra_cells",
            Self::Incomplete { .. } => "incomplete",
            Self::MoreWarnings { .. } => "more_warnings",
        }
    }
}

impl Problem {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::OutOfRange { .. } => "out_of_range",
            Self::Contradiction { .. } => "contradiction",
            Self::NotAnObject => "not_an_object",
        }
    }
}

/// Problems as one line.
pub(super) fn list(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

/// The child of a pointer (RFC 6901: `~` is `~0`, `/` is `~1`).
pub(crate) fn child(pointer: &str, key: &str) -> String {
    let key = short(key).replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{key}")
}

/// A name of the file's own, at most 64 characters of it.
pub(crate) fn short(name: &str) -> String {
    match name.char_indices().nth(64) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// Collects the warnings of one reading.
#[derive(Default)]
pub(crate) struct Log {
    warnings: RefCell<Vec<Warning>>,
    more: Cell<u64>,
}

impl Log {
    /// Notes a warning in JSON.
    pub(crate) fn warn(&self, pointer: &str, kind: WarningKind) {
        self.note(|| Place::Pointer(pointer.to_owned()), kind);
    }

    /// Notes a warning at the field of an object.
    pub(crate) fn warn_field(&self, pointer: &str, field: &str, kind: WarningKind) {
        self.note(|| Place::Pointer(child(pointer, field)), kind);
    }

    /// Notes a warning in CSV.
    pub(crate) fn warn_cell(&self, line: u64, column: u64, kind: WarningKind) {
        self.note(|| Place::LineColumn { line, column }, kind);
    }

    fn note(&self, at: impl FnOnce() -> Place, kind: WarningKind) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < MAX_WARNINGS {
            warnings.push(Warning { at: at(), kind });
        } else {
            self.more.set(self.more.get().saturating_add(1));
        }
    }

    /// All of them, in the order of reading.
    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        let mut warnings = self.warnings.into_inner();
        if self.more.get() > 0 {
            warnings.push(Warning {
                at: Place::Pointer(String::new()),
                kind: WarningKind::MoreWarnings {
                    count: self.more.get(),
                },
            });
        }
        warnings
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.kind)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pointer(pointer) if pointer.is_empty() => f.write_str("the file"),
            Self::Pointer(pointer) => write_printable(f, pointer),
            Self::LineColumn { line, column: 0 } => write!(f, "line {line}"),
            Self::LineColumn { line, column } => write!(f, "line {line}, column {column}"),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Pointer(pointer) => serializer.serialize_str(pointer),
            Self::LineColumn { .. } => serializer.collect_str(self),
        }
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField { name } => {
                f.write_str("unknown field `")?;
                write_printable(f, name)?;
                f.write_str("`, not imported")
            }
            Self::UnknownValue { field } => {
                write!(f, "unknown value of `{field}`, kept as it came")
            }
            Self::BrokenRecord { problems } => {
                write!(f, "broken record, not imported: {}", list(problems))
            }
            Self::DuplicateId => {
                f.write_str("an earlier record has the same id, this one is not imported")
            }
            Self::DuplicateField { name } => {
                f.write_str("`")?;
                write_printable(f, name)?;
                f.write_str("` stands here more than once")
            }
            Self::MissingField { field } => {
                write!(f, "`{field}` is missing, the stricter reading holds")
            }
            Self::Unreadable { expected } => write!(f, "expected {expected}, left out"),
            Self::TakenAsSet { field } => {
                write!(f, "`{field}` cannot be read, the restriction counts as set")
            }
            Self::NumberAsText => f.write_str("a number written as text, read as the number"),
            Self::UnknownReference { field } => {
                write!(
                    f,
                    "`{field}` names a record that the file does not hold, not imported"
                )
            }
            Self::Ignored { statement } => write!(f, "has no effect here ({statement}), ignored"),
            Self::EmptyList { field } => write!(f, "`{field}` is empty, the default holds"),
            Self::ExtraCells { count } => {
                write!(f, "{count} more cells than columns, not imported")
            }
            Self::Incomplete { total, found } => {
                write!(f, "the file holds {found} of {total} records")
            }
            Self::MoreWarnings { count } => write!(f, "{count} more warnings, not listed"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "`{field}` is missing"),
            Self::Unreadable { field, expected } => write!(f, "`{field}` is not {expected}"),
            Self::OutOfRange { field } => write!(f, "`{field}` is out of range"),
            Self::Contradiction { field, other } => {
                write!(f, "`{field}` and `{other}` contradict each other")
            }
            Self::NotAnObject => f.write_str("not an object"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::WholeNumber => "a whole number",
            Self::Flag => "true or false",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Moment => "a date and time",
            Self::LanguageTag => "a language tag",
        })
    }
}

/// Writes a name from the file; characters that steer a terminal or turn the direction of the text
/// are escaped.
fn write_printable(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    for char in name.chars() {
        let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if char.is_control() || turns {
            write!(f, "{}", char.escape_default())?;
        } else {
            write!(f, "{char}")?;
        }
    }
    Ok(())
}
