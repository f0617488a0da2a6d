//! What is deliberately absent, checked crate by crate: no clock, no randomness, no I/O, and no
//! more dependencies than a crate's ceiling.
//!
//! Crate by crate, because features unify in a workspace build: one member that turned on a clock
//! would turn it on for all, and no build of the workspace would show which.

mod closure;
mod facts;
mod scanner;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

/// For tests here and in hosts: its strategies are random by nature, and no crate may depend on it
/// but in its tests.
const EXEMPT: &str = "frontdesk-testkit";

/// The folder of the workspace.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace is two floors up")
}

/// The names of all crates under crates/, read from the disk, so that a new one cannot be forgotten.
fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("crates/ is a folder")
        .map(|entry| entry.expect("crates/ can be listed"))
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().expect("a name in UTF-8"))
        .collect();
    names.sort();
    assert!(names.len() >= 10, "crates/ holds only {names:?}");
    names
}

/// All files below a folder, in order, without the folders that builds and tools write.
fn files(folder: &Path) -> Vec<PathBuf> {
    let skipped = [
        ".git",
        "target",
        "fuzz/artifacts",
        "fuzz/corpus",
        "fuzz/coverage",
    ];
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
            let path = entry.expect("a folder can be listed").path();
            let written = skipped.iter().any(|name| {
                path == root.join(name) || (!name.contains('/') && path.ends_with(name))
            });
            if written {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path as people write it: from the root of the repository.
fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    inside.display().to_string()
}
