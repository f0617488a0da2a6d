//! The files of this program's own beside the exports: one way to read them, and one form of what was left
//! out of them.

use std::fmt;

use frontdesk_systems::MAX_BYTES;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What of a row is wrong: each file has its own.
pub(crate) trait Part: Copy {
    /// The stable code of whatever is left out of this file.
    const CODE: &'static str;

    /// In words.
    fn text(self) -> &'static str;
}

/// Something that was left out. It names the place by numbers from 1: a key may be an address.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftOut<P> {
    /// "link 2".
    at: String,
    code: &'static str,
    part: P,
}

impl<P: Part> LeftOut<P> {
    pub(crate) const fn new(at: String, part: P) -> Self {
        let code = P::CODE;
        Self { at, code, part }
    }

    pub(crate) const fn part(&self) -> P {
        self.part
    }
}

impl<P: Part> fmt::Display for LeftOut<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, left out", self.at, self.part.text())
    }
}

/// Reads the whole file, an object of `shape`. The error says what is wrong with it.
pub(crate) fn whole<T: DeserializeOwned>(bytes: &[u8], shape: &str) -> Result<T, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("longer than {MAX_BYTES} bytes"));
    }
    let wrong = |line, column| format!("not an object of {shape}, line {line}, column {column}");
    // A list would be read as the values of an object without its keys.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(wrong(1, 1));
    }
    serde_json::from_slice(bytes).map_err(|error| wrong(error.line(), error.column()))
}

/// Reads one row of it, which is an object too.
pub(crate) fn row<'a, T: Deserialize<'a>, P>(value: &'a Value, wrong: P) -> Result<T, P> {
    match (value, T::deserialize(value)) {
        (Value::Object(_), Ok(row)) => Ok(row),
        _ => Err(wrong),
    }
}
