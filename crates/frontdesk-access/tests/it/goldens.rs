//! The stored forms. Each golden file is read back by the type that wrote it; a file that an
//! earlier release wrote stays in the folder under its own name and must stay readable.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use frontdesk_access::{
    AccessEvent, AdminAction, Catalogue, Deputy, Directory, Grant, Holder, Reason, Restriction,
    Role, Scope,
};
use frontdesk_model::Validity;
use frontdesk_model::chrono::TimeDelta;
use frontdesk_testkit::cast;
use serde::Serialize;
use serde::de::DeserializeOwned;

mod answers;
mod changes;
mod records;
mod rights;

type Reader = fn(&str) -> Result<String, serde_json::Error>;

/// Which type reads which file: `name.json`, and `name.2026-11.json` for an older form of it. An
/// answer is written and not read: its reasons are.
const READERS: &[(&str, Reader)] = &[
    ("access_events", reread::<Vec<AccessEvent>>),
    ("admin_actions", reread::<Vec<AdminAction>>),
    ("catalogue", reread::<Catalogue>),
    ("catalogue_host", reread::<Catalogue>),
    ("decision_allow", read_reasons),
    ("decision_deny", read_reasons),
    ("deputy", reread::<Deputy>),
    ("deputy_later", reread::<Deputy>),
    ("directory", reread::<Directory>),
    ("enough", reread::<serde_json::Value>),
    ("grants", reread::<Vec<Grant>>),
    ("grants_later", reread::<Vec<Grant>>),
    ("holder", reread::<Holder>),
    ("holder_bare", reread::<Holder>),
    ("holder_later", reread::<Holder>),
    ("reasons", reread::<Vec<Reason>>),
    ("restrictions", reread::<Vec<Restriction>>),
    ("restrictions_later", reread::<Vec<Restriction>>),
    ("role", reread::<Role>),
    ("role_later", reread::<Role>),
    ("scopes", reread::<Vec<Scope>>),
    ("scopes_of", reread::<serde_json::Value>),
];

fn reread<T: Serialize + DeserializeOwned>(json: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&serde_json::from_str::<T>(json)?)
}

fn read_reasons(json: &str) -> Result<String, serde_json::Error> {
    let answer: serde_json::Value = serde_json::from_str(json)?;
    serde_json::from_value::<Vec<Reason>>(answer["reasons"].clone())?;
    Ok(json.trim_end().to_owned())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden")
}

#[test]
fn every_stored_form_stays_readable() {
    let mut read = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(name) = name.strip_suffix(".json") else {
            continue;
        };
        let kind = name.split('.').next().unwrap();
        let (known, reader) = READERS
            .iter()
            .find(|(known, _)| *known == kind)
            .unwrap_or_else(|| panic!("no type reads {name}.json"));
        let json = std::fs::read_to_string(&path).unwrap();
        let again = reader(&json).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        let exact = !["enough", "scopes_of"].contains(known) && kind == name;
        assert!(
            !exact || json.trim_end() == again,
            "{name}.json is written differently now"
        );
        read.insert(*known);
    }
    let listed: BTreeSet<&str> = READERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(read, listed, "a file of every form is there");
    println!("{} stored forms", read.len());
}

/// Compares with the golden file.
fn written<T: Serialize>(name: &str, value: &T) -> String {
    assert!(
        READERS.iter().any(|(known, _)| *known == name),
        "{name} has no reader"
    );
    let json = serde_json::to_string_pretty(value).unwrap();
    let path = folder().join(format!("{name}.json"));
    expect_file![path].assert_eq(&format!("{json}\n"));
    json
}

/// Compares with the golden file and reads back what was written.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let json = written(name, value);
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
}

fn hour() -> Validity {
    Validity::new(Some(cast::noon()), Some(cast::noon() + TimeDelta::hours(1))).unwrap()
}

/// The names of all variants stand in the message about one that is unknown.
fn every_variant_is_there<T: Serialize + DeserializeOwned>(tag: &str, values: &[T]) {
    let unknown = serde_json::from_value::<T>(serde_json::json!({ tag: "?" }));
    let message = unknown.err().expect("no variant").to_string();
    let names: BTreeSet<&str> = message.split('`').skip(3).step_by(2).collect();
    let json = serde_json::to_value(values).unwrap();
    let there = json.as_array().unwrap().iter();
    let there: BTreeSet<&str> = there.map(|value| value[tag].as_str().unwrap()).collect();
    assert_eq!(there, names, "{message}");
    assert!(names.len() > 10, "{message}");
}
