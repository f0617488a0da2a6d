//! Why a whole file is of no use.

use super::{Place, Problem};

/// Why a whole file is of no use. No variant carries anything of the file's content but the code
/// of a remote error; what a remote system says beside its code may name people or hold tokens and
/// is left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// More bytes than [`MAX_BYTES`](crate::MAX_BYTES).
    #[error("the file has {bytes} bytes, more than the limit of {limit}")]
    TooLarge {
        /// The size of the file.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// More values than [`MAX_VALUES`](crate::MAX_VALUES).
    #[error("the file holds more than {limit} values")]
    TooManyValues {
        /// The limit.
        limit: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    #[error("line {line}, column {column}: nested deeper than {limit} levels")]
    TooDeep {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
        /// The limit.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8 from byte {offset}")]
    NotUtf8 {
        /// The first byte that is not UTF-8, from 0.
        offset: usize,
    },
    /// The file ends too early: inside a value or a quoted cell.
    #[error("line {line}, column {column}: the file ends in the middle of a value")]
    CutShort {
        /// The line, from 1: of the end, or of the opening quote of a cell.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// Not JSON.
    #[error("line {line}, column {column}: not JSON")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// JSON, but of another form than any that the reader knows.
    #[error("{at}: expected {expected}")]
    WrongShape {
        /// What should stand there.
        expected: &'static str,
        /// Where.
        at: Place,
    },
    /// The header of a CSV file lacks mandatory columns.
    #[error("the header lacks the columns {}", columns.join(", "))]
    MissingColumns {
        /// The missing columns, in the order of the format.
        columns: Vec<&'static str>,
    },
    /// The file is one record, and that is broken.
    #[error("{at}: {}", super::warning::list(problems))]
    BrokenRecord {
        /// Where.
        at: Place,
        /// What is wrong with it.
        problems: Vec<Problem>,
    },
    /// The file is not an export but the refusal of the system that was asked for one.
    #[error("the remote system answered with error {code}")]
    Remote {
        /// The code of the refusal; `unreadable` when it is none.
        code: String,
    },
}

impl ImportError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyValues { .. } => "too_many_values",
            Self::TooDeep { .. } => "too_deep",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::CutShort { .. } => "cut_short",
            Self::Syntax { .. } => "syntax",
            Self::WrongShape { .. } => "wrong_shape",
            Self::MissingColumns { .. } => "missing_columns",
            Self::BrokenRecord { .. } => "broken_record",
            Self::Remote { .. } => "remote",
        }
    }

    /// The refusal of a remote system. A code is short and made of letters, digits and `_.-`;
    /// anything else could be a message with personal values in it.
    pub(crate) fn remote(code: Option<String>) -> Self {
        let is_code = |code: &String| {
            (1..=64).contains(&code.len())
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        };
        Self::Remote {
            code: code
                .filter(is_code)
                .unwrap_or_else(|| "unreadable".to_owned()),
        }
    }
}
