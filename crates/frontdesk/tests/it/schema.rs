//! The schema of the desk file and what is read are the same: every key and every word of the one
//! is in the other.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk::DeskFile;
use serde_json::{Map, Value, json};

use crate::world::BARE;

/// A place of the file where a value stands: the keys down to it, `[]` for an item, `*` for any key.
struct Slot {
    path: String,
    /// The schema of the value, without references.
    schema: Value,
    /// A whole file with a given value there.
    file: Box<dyn Fn(&Value) -> String>,
}

#[test]
fn every_key_of_the_schema_is_read() {
    let mut golden = String::new();
    for slot in slots() {
        let value = sample(&slot.path, &slot.schema);
        let text = (slot.file)(&value);
        assert!(
            DeskFile::parse(text.as_bytes()).is_ok(),
            "{}: {text}",
            slot.path
        );
        let words = words(&slot.schema);
        let _ = writeln!(
            golden,
            "{}{}{}",
            slot.path,
            if words.is_empty() { "" } else { " = " },
            words.join(" | ")
        );
    }
    expect_file!["golden/schema-words.txt"].assert_eq(&golden);
}

/// Every word that the schema lists is read, a word that it does not list is not, and the words that
/// the reader expects are those of the schema.
#[test]
fn the_words_are_the_same() {
    let mut checked = 0;
    for slot in slots() {
        let words = words(&slot.schema);
        if words.is_empty() {
            continue;
        }
        checked += 1;
        for word in &words {
            let text = (slot.file)(&json!(word));
            assert!(
                DeskFile::parse(text.as_bytes()).is_ok(),
                "{}: {word}",
                slot.path
            );
        }
        let text = (slot.file)(&json!("no_such_word"));
        let error = toml::from_str::<DeskFile>(&text).expect_err(&slot.path);
        let expected = expected(error.message());
        let of_limit = error.message().contains("a whole number from 0");
        let read: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        assert!(
            of_limit || expected == read,
            "{}: {expected:?} {read:?}",
            slot.path
        );
    }
    assert!(checked >= 12, "only {checked} places have words");
}

/// The keys that the reader expects in a table are those of the schema.
#[test]
fn the_keys_are_the_same() {
    let mut checked = 0;
    let whole = (
        String::new(),
        schema(),
        Box::new(|value: &Value| toml_of(value)) as Box<dyn Fn(&Value) -> String>,
    );
    let tables = slots()
        .into_iter()
        .map(|slot| (slot.path, slot.schema, slot.file));
    for (path, schema, file) in std::iter::once(whole).chain(tables) {
        let Some(properties) = schema["properties"].as_object() else {
            continue;
        };
        checked += 1;
        let mut table = required(&path, &schema);
        table.insert("no_such_key".to_owned(), json!(1));
        let text = file(&Value::Object(table));
        let error = toml::from_str::<DeskFile>(&text).expect_err(&path);
        assert!(
            error.message().starts_with("unknown field"),
            "{path}: {}",
            error.message()
        );
        let keys: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(expected(error.message()), keys, "{path}");
        assert_eq!(schema["additionalProperties"], false, "{path}");
    }
    assert!(checked >= 10, "only {checked} tables");
}

/// What must be there by the schema must be there for the reader, and nothing else.
#[test]
fn what_is_required_is_the_same() {
    for slot in slots() {
        let keys = required(&slot.path, &slot.schema);
        for key in keys.keys() {
            let mut without = keys.clone();
            without.remove(key);
            let text = (slot.file)(&Value::Object(without));
            assert!(
                DeskFile::parse(text.as_bytes()).is_err(),
                "{}.{key}",
                slot.path
            );
        }
    }
    assert!(DeskFile::parse(BARE.as_bytes()).is_ok());
}

fn schema() -> Value {
    resolved(DeskFile::schema().as_value())
}

/// A schema with its references in place.
fn resolved(root: &Value) -> Value {
    fn go(value: &Value, root: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                if let Some(to) = fields.get("$ref").and_then(Value::as_str) {
                    let found = root
                        .pointer(to.trim_start_matches('#'))
                        .expect("a definition");
                    return go(found, root);
                }
                let fields = fields.iter().filter(|(key, _)| *key != "$defs");
                fields
                    .map(|(key, value)| (key.clone(), go(value, root)))
                    .collect()
            }
            Value::Array(items) => items.iter().map(|item| go(item, root)).collect(),
            other => other.clone(),
        }
    }
    go(root, root)
}

/// Every place of the file, tables and values alike.
fn slots() -> Vec<Slot> {
    let mut found = Vec::new();
    collect(&mut found, "", &schema(), &|value| toml_of(&value));
    found
}

/// `file` makes a whole file of a value for the place `path`, whose schema this is.
fn collect(found: &mut Vec<Slot>, path: &str, schema: &Value, file: &dyn Fn(Value) -> String) {
    let base = required(path, schema);
    let properties = schema["properties"].as_object();
    for (key, inner) in properties.into_iter().flatten() {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        let put = |value: Value| {
            let mut table = base.clone();
            table.insert(key.clone(), value);
            file(Value::Object(table))
        };
        add(found, &path, inner, &put);
    }
}

fn add(found: &mut Vec<Slot>, path: &str, schema: &Value, put: &dyn Fn(Value) -> String) {
    // A marker stands for the value, so that the slot owns its text.
    let text = put(json!(MARK));
    found.push(Slot {
        path: path.to_owned(),
        schema: schema.clone(),
        file: Box::new(move |value| text.replace(&format!("\"{MARK}\""), &inline(value))),
    });
    if let Some(items) = schema.get("items") {
        add(found, &format!("{path}[]"), items, &|value| {
            put(json!([value]))
        });
    }
    if let Some(any) = schema
        .get("additionalProperties")
        .filter(|any| any.is_object())
    {
        add(found, &format!("{path}.*"), any, &|value| {
            put(json!({ "7": value }))
        });
    }
    if schema.get("properties").is_some() {
        collect(found, path, schema, put);
    }
    // One word or a table: the table is a place of its own.
    let several = schema["anyOf"].as_array().into_iter().flatten();
    for table in several.filter(|one| one.get("properties").is_some()) {
        add(found, &format!("{path}{{}}"), table, put);
    }
}

const MARK: &str = "the value stands here";

/// The keys that must be there, each with a value that is read.
fn required(path: &str, schema: &Value) -> Map<String, Value> {
    let names = schema["required"].as_array().into_iter().flatten();
    let value = |name: &Value| {
        let name = name.as_str().unwrap().to_owned();
        let path = format!("{path}.{name}");
        let value = sample(&path, &schema["properties"][&name]);
        (name, value)
    };
    names.map(value).collect()
}

/// A value that is read.
fn sample(path: &str, schema: &Value) -> Value {
    if let Some(word) = words(schema).first() {
        return json!(word);
    }
    let is = |name: &str| match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    };
    match path.rsplit('.').next() {
        Some("version") => json!(1),
        Some("from" | "until") => json!("2026-01-01T00:00:00Z"),
        _ if is("array") => json!([sample(path, &schema["items"])]),
        _ if is("object") => Value::Object(required(path, schema)),
        _ if is("integer") => json!(1),
        _ if is("string") => json!("1"),
        _ => panic!("{path}: {schema}"),
    }
}

/// The words of an enumeration, however the schema writes one.
fn words(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let own = schema["enum"].as_array().into_iter().flatten();
    found.extend(own.filter_map(Value::as_str).map(str::to_owned));
    found.extend(schema["const"].as_str().map(str::to_owned));
    for key in ["oneOf", "anyOf"] {
        let several = schema[key].as_array().into_iter().flatten();
        found.extend(several.flat_map(words));
    }
    found
}

/// What a message of the reader quotes behind what it did not expect.
fn expected(message: &str) -> BTreeSet<&str> {
    message.split('`').skip(1).step_by(2).skip(1).collect()
}

/// A file of one table.
fn toml_of(value: &Value) -> String {
    let fields = value.as_object().expect("a table").iter();
    fields
        .map(|(key, value)| format!("{} = {}\n", json!(key), inline(value)))
        .collect()
}

/// A value in TOML.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| format!("{} = {}", json!(key), inline(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
