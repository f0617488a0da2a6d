//! The shapes in which records come, and the walk over them.

use std::collections::BTreeSet;

use super::warning::{child, short};
use super::{ImportError, Log, Place, Record, Tree, WarningKind};

/// A value with its place.
pub(crate) type Item = (String, Tree);

/// Reads one object; a broken one is reported and `None`.
pub(crate) fn one<T>(
    (at, tree): Item,
    log: &Log,
    read: impl FnOnce(&mut Record<'_>) -> T,
) -> Option<T> {
    let mut record = Record::open(at.clone(), tree, log);
    let value = read(&mut record);
    let problems = record.finish();
    if problems.is_empty() {
        return Some(value);
    }
    log.warn(&at, WarningKind::BrokenRecord { problems });
    None
}

/// Reads each object; the broken ones are reported, the others are given with their places.
pub(crate) fn read_each<T>(
    items: Vec<Item>,
    log: &Log,
    read: impl Fn(&mut Record<'_>) -> T,
) -> Vec<(String, T)> {
    items
        .into_iter()
        .filter_map(|(at, tree)| one((at.clone(), tree), log, &read).map(|value| (at, value)))
        .collect()
}

/// Keeps the first record of each key and reports the later ones.
pub(crate) fn unique<T, K: Ord>(
    records: Vec<(String, T)>,
    log: &Log,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut seen = BTreeSet::new();
    records
        .into_iter()
        .filter_map(|(at, record)| {
            if seen.insert(key(&record)) {
                return Some(record);
            }
            log.warn(&at, WarningKind::DuplicateId);
            None
        })
        .collect()
}

/// The rows of a UIS answer: a bare list, `{"data": [...]}`, or that inside the `result` of a
/// JSON-RPC answer. An error envelope is an error.
pub(crate) fn rows_of(tree: Tree, log: &Log) -> Result<Vec<Item>, ImportError> {
    const EXPECTED: &str = "a list, or an answer with `result.data`";
    if let Tree::List(list) = tree {
        return Ok(places("", list));
    }
    let mut answer = object("", tree, log, EXPECTED)?;
    if let Some(error) = answer.take("error") {
        let mut error = Record::open(answer.at_field("error"), error, log);
        return Err(ImportError::remote(error.token("code")));
    }
    answer.skip(&["jsonrpc", "id"]);
    let mut result = match answer.take("result") {
        Some(result) => {
            let result = object(&answer.at_field("result"), result, log, EXPECTED)?;
            let _no_problem_in_an_object = answer.finish();
            result
        }
        None => answer,
    };
    let at = result.at_field("data");
    let Some(Tree::List(list)) = result.take("data") else {
        return Err(wrong_shape(EXPECTED, result.at().to_owned()));
    };
    let found = list.len();
    if let Some(metadata) = result.take("metadata") {
        let mut metadata = Record::open(result.at_field("metadata"), metadata, log);
        let total = metadata.count("total_items");
        complete(log, metadata.at(), total, found);
    }
    let _no_problem_in_an_object = result.finish();
    Ok(places(&at, list))
}

/// The records of an Omnidesk list: an object with numbers for keys, in the order of the numbers,
/// or a list; each record bare or wrapped as `{entity: {...}}`.
pub(crate) fn numbered(tree: Tree, entity: &str, log: &Log) -> Result<Vec<Item>, ImportError> {
    const EXPECTED: &str = "a list, or an object with numbers for keys";
    let items = match tree {
        Tree::List(list) => places("", list),
        Tree::Object(mut entries) => {
            if let Some(at) = entries.iter().position(|(key, _)| key == "error") {
                let (_, error) = entries.swap_remove(at);
                let code = match error {
                    Tree::Text(text) => Some(text),
                    other => Record::open(child("", "error"), other, log).token("code"),
                };
                return Err(ImportError::remote(code));
            }
            numbered_entries(entries, log)?
        }
        _ => return Err(wrong_shape(EXPECTED, String::new())),
    };
    Ok(items
        .into_iter()
        .map(|item| unwrap(item, entity, log))
        .collect())
}

/// The elements of a list with their places.
pub(crate) fn places(at: &str, list: Vec<Tree>) -> Vec<Item> {
    list.into_iter()
        .enumerate()
        .map(|(index, tree)| (format!("{at}/{index}"), tree))
        .collect()
}

/// An object where nothing else will do.
fn object<'a>(
    at: &str,
    tree: Tree,
    log: &'a Log,
    expected: &'static str,
) -> Result<Record<'a>, ImportError> {
    match tree {
        Tree::Object(_) => Ok(Record::open(at.to_owned(), tree, log)),
        _ => Err(wrong_shape(expected, at.to_owned())),
    }
}

/// The entries of a numbered object. A number that stands twice makes two records: nothing that
/// the file holds is lost, and a record with the same id is found later.
fn numbered_entries(entries: Vec<(String, Tree)>, log: &Log) -> Result<Vec<Item>, ImportError> {
    let mut total = None;
    let mut numbered = Vec::new();
    let mut unknown = Vec::new();
    for (key, tree) in entries {
        match key.as_str() {
            "total_count" | "count" => {
                let mut totals = Record::open(
                    String::new(),
                    Tree::Object(vec![("total_count".to_owned(), tree)]),
                    log,
                );
                total = totals.count("total_count");
            }
            _ => match key.parse::<u64>() {
                Ok(number) => numbered.push((number, key, tree)),
                Err(_) => unknown.push(key),
            },
        }
    }
    // An object of which no key fits is another file, not an empty list with remarks.
    if numbered.is_empty() && total.is_none() && !unknown.is_empty() {
        return Err(wrong_shape(
            "a list, or an object with numbers for keys",
            String::new(),
        ));
    }
    for key in unknown {
        let name = short(&key);
        log.warn_field("", &key, WarningKind::UnknownField { name });
    }
    numbered.sort_by_key(|(number, _, _)| *number);
    let twice = numbered.windows(2).filter_map(|pair| match pair {
        [(a, _, _), (b, key, _)] if a == b => Some(key),
        _ => None,
    });
    for key in twice {
        let name = short(key);
        log.warn_field("", key, WarningKind::DuplicateField { name });
    }
    complete(log, "", total, numbered.len());
    Ok(numbered
        .into_iter()
        .map(|(_, key, tree)| (child("", &key), tree))
        .collect())
}

/// Takes the entity out of its wrapper; a bare record passes.
fn unwrap((at, tree): Item, entity: &str, log: &Log) -> Item {
    match tree {
        Tree::Object(entries) if entries.iter().any(|(key, _)| key == entity) => {
            let mut wrapper = Record::open(at, Tree::Object(entries), log);
            let inner = wrapper.take(entity).unwrap_or(Tree::Null);
            let at = wrapper.at_field(entity);
            let _no_problem_in_an_object = wrapper.finish();
            (at, inner)
        }
        bare => (at, bare),
    }
}

/// Reports that the file is one page of several.
fn complete(log: &Log, at: &str, total: Option<u64>, found: usize) {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    if let Some(total) = total.filter(|total| *total > found) {
        log.warn(at, WarningKind::Incomplete { total, found });
    }
}

pub(crate) const fn wrong_shape(expected: &'static str, at: String) -> ImportError {
    ImportError::WrongShape {
        expected,
        at: Place::Pointer(at),
    }
}
