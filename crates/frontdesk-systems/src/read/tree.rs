//! A JSON document as a tree that forgets nothing: a key that stands twice is there twice.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::error::Category;

use super::{ImportError, MAX_DEPTH, MAX_VALUES};

/// A JSON value. Its `Debug` is left out: the content is the host's.
pub(crate) enum Tree {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// Parses a document within the limits of depth and number of values.
pub(crate) fn parse(text: &str) -> Result<Tree, ImportError> {
    let budget = Budget::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let root = Seed {
        budget: &budget,
        depth: 0,
    };
    root.deserialize(&mut deserializer)
        .and_then(|tree| deserializer.end().map(|()| tree))
        .map_err(|error| {
            let (line, column) = place(text, &error);
            match (budget.overrun.get(), error.classify()) {
                (Some(Overrun::Depth), _) => ImportError::TooDeep {
                    line,
                    column,
                    limit: MAX_DEPTH,
                },
                (Some(Overrun::Values), _) => ImportError::TooManyValues { limit: MAX_VALUES },
                (None, Category::Eof) => ImportError::CutShort { line, column },
                (None, _) => ImportError::Syntax { line, column },
            }
        })
}

/// The line and the column of an error, both from 1. `serde_json` puts a line break at column 0 of
/// the line behind it; here it stands at the end of its own.
fn place(text: &str, error: &serde_json::Error) -> (usize, usize) {
    match (error.line(), error.column()) {
        (line @ 2.., 0) => {
            let before = text.split('\n').nth(line - 2);
            (line - 1, before.map_or(0, str::len) + 1)
        }
        (line, column) => (line.max(1), column.max(1)),
    }
}

/// Which limit was passed.
#[derive(Clone, Copy)]
enum Overrun {
    Depth,
    Values,
}

/// What one document may still use.
#[derive(Default)]
struct Budget {
    values: Cell<usize>,
    overrun: Cell<Option<Overrun>>,
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    budget: &'a Budget,
    depth: usize,
}

impl Seed<'_> {
    /// Counts one value; refuses it when it passes a limit.
    fn spend<E: de::Error>(self) -> Result<(), E> {
        let values = self.budget.values.get() + 1;
        self.budget.values.set(values);
        let overrun = if values > MAX_VALUES {
            Overrun::Values
        } else if self.depth > MAX_DEPTH {
            Overrun::Depth
        } else {
            return Ok(());
        };
        self.budget.overrun.set(Some(overrun));
        Err(E::custom("limit passed"))
    }

    const fn deeper(self) -> Self {
        Self {
            budget: self.budget,
            depth: self.depth + 1,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        self.spend()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Tree, E> {
        Number::from_f64(number)
            .map(Tree::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(self.deeper())? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            object.push((key, entries.next_value_seed(self.deeper())?));
        }
        Ok(Tree::Object(object))
    }
}
