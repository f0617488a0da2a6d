//! The documents are true: their commands print what they say, the paths, tests and links that they
//! name are there, and the two tables of ARCHITECTURE.md are those of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command that is run; its arguments follow.
const DESKCTL: &str = "cargo run -p deskctl -- ";

/// Commands that a document may name and that are not run here: they are the checks themselves, or
/// belong to somebody's machine.
const NOT_RUN: &[&str] = &[
    "UPDATE_EXPECT=1 cargo test -p ",
    "PROPTEST_CASES=2000 cargo test -p ",
    "bash .ci/run",
    "cargo +nightly fuzz ",
    "cargo clippy ",
    "cargo fmt ",
    "cargo test -p ",
    "cargo test --workspace",
    "cd frontdesk",
    "git clone ",
    "python3 .ci/mutants.py",
];

#[test]
fn commands_print_what_the_documents_say() {
    let mut printed: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut run = 0;
    for (name, text) in documents() {
        for call in calls(&text) {
            let place = format!("{name}:{}: `{}`", call.line, call.command);
            if let Some(arguments) = call.command.strip_prefix(DESKCTL) {
                let output = printed
                    .entry(arguments.to_owned())
                    .or_insert_with(|| deskctl(arguments));
                if let Err(missing) = shows(output, &call.shown) {
                    wrong.push(format!(
                        "{place} does not print, there or at all: {missing}"
                    ));
                }
                run += 1;
            } else if !NOT_RUN.iter().any(|known| call.command.starts_with(known)) {
                wrong.push(format!("{place} is no command that a document may name"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run >= 10, "only {run} commands were run");
}

/// The negative twins: a line that is not printed, one out of order, one that is left out unsaid.
#[test]
fn what_is_not_printed_is_caught() {
    let output = "head\n\n  one 1\n  two 2\n  three 3\n";
    let shown = |lines: &[&str]| {
        shows(
            output,
            &lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>(),
        )
    };
    assert_eq!(shown(&["head", "  one 1", "...", "  three 3"]), Ok(()));
    assert_eq!(shown(&["...", "  two 2", "..."]), Ok(()));
    assert_eq!(shown(&["...", "two    2", "..."]), Ok(()), "a wider column");
    assert_eq!(shown(&[]), Ok(()));
    assert!(shown(&["...", "  two", "..."]).is_err(), "half a line");
    assert!(
        shown(&["...", "  two 2", "...", "  one 1"]).is_err(),
        "order"
    );
    assert!(
        shown(&["head", "  two 2", "..."]).is_err(),
        "a line left out"
    );
    assert!(
        shown(&["  one 1", "..."]).is_err(),
        "the beginning left out"
    );
    assert!(shown(&["...", "  two 2"]).is_err(), "the end left out");

    let calls = calls("```console\n$ a b\nx\n\n...\n$ c\n```\n```text\n$ d\n```\n");
    let found: Vec<_> = calls
        .iter()
        .map(|c| (c.line, c.command.as_str(), c.shown.len()))
        .collect();
    assert_eq!(found, [(2, "a b", 2), (6, "c", 0)]);
}

/// Below a heading that names a crate, `src/...` is a path of that crate.
#[test]
fn paths_and_tests_that_the_documents_name_are_there() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, text) in documents() {
        let mut owner = String::new();
        for line in outside_of_blocks(&text) {
            if line.starts_with('#') {
                let named = spans(line).find(|span| is_path(span));
                owner = named.unwrap_or_default().to_owned();
            }
            for span in spans(line) {
                let named = match span.starts_with("src/") {
                    true => format!("{owner}/{span}"),
                    false if is_path(span) => span.to_owned(),
                    false => continue,
                };
                seen += 1;
                if !is_there(&named) {
                    wrong.push(format!("{name}: `{named}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not there:\n{}", wrong.join("\n"));
    assert!(seen >= 100, "only {seen} paths were found");
}

#[test]
fn what_is_not_there_is_caught() {
    let here = "examples/deskctl/tests/it/documents.rs";
    assert!(is_there(here));
    assert!(is_there(&format!("{here}::what_is_not_there_is_caught")));
    assert!(!is_there(&format!("{here}::what_is_not_there")));
    assert!(!is_there("examples/deskctl/tests/it/document.rs"));
    assert!(is_path("README.md") && is_path("Cargo.toml") && is_path(".ci/run"));
    assert!(!is_path("holder.2026-11.json") && !is_path("cargo test -p crates/x"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        let folder = root().join(&name).parent().expect("in a folder").to_owned();
        for link in links(&text).filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                root().join(&name)
            } else {
                folder.join(file)
            };
            let is_there = target.exists()
                && (heading.is_empty()
                    || fs::read_to_string(&target)
                        .is_ok_and(|text| headings(&text).any(|known| known == heading)));
            if !is_there {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "lead nowhere:\n{}", wrong.join("\n"));
}

/// The table of layers in ARCHITECTURE.md, row by row, against the manifests; and each crate uses
/// only crates of lower rows.
#[test]
fn the_layers_are_those_of_the_manifests() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut below: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let folder = spans(cells[1]).next().unwrap_or_default();
        if cells.len() == 3 && folder.contains('/') {
            let uses: BTreeSet<String> = spans(cells[2]).map(str::to_owned).collect();
            let name = folder.rsplit('/').next().expect("a name").to_owned();
            below.insert(name.clone(), rows.len());
            rows.push((cells[0].to_owned(), folder.to_owned(), name, uses));
        }
    }
    for (at, (layer, folder, name, uses)) in rows.iter().enumerate() {
        assert_eq!(*uses, workspace_dependencies(folder), "{folder}");
        for used in uses {
            let row = *below
                .get(used)
                .unwrap_or_else(|| panic!("{used} has no row"));
            // The testkit stands beside the layers, under a name of its own.
            if layer != "tests" {
                assert!(row > at && rows[row].0 != *layer, "{name} uses {used}");
            }
        }
    }
    let known: BTreeSet<String> = rows.iter().map(|row| row.1.clone()).collect();
    let mut members: BTreeSet<String> = ["examples/deskctl".to_owned()].into();
    for entry in fs::read_dir(root().join("crates")).expect("crates/") {
        let entry = entry.expect("crates/ can be listed");
        members.insert(format!("crates/{}", entry.file_name().to_string_lossy()));
    }
    assert_eq!(known, members);
}

/// The nouns that ARCHITECTURE.md lists have no namesake in another crate.
#[test]
fn no_noun_has_a_second_copy() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, list) = text
        .split_once("These nouns of `frontdesk-model` have no namesake in another crate:")
        .expect("the list of nouns");
    let list = list.split_once('.').expect("its end").0;
    let nouns: BTreeSet<&str> = spans(list).collect();
    assert!(nouns.len() >= 25, "{nouns:?}");
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources(&root().join("crates")) {
        let inside = path.strip_prefix(root()).expect("inside");
        let owner = inside.components().nth(1).expect("a crate");
        let source = fs::read_to_string(&path).expect("a source");
        for noun in declared(&source).filter(|noun| nouns.contains(noun)) {
            let owner = owner.as_os_str().to_string_lossy().into_owned();
            owners.entry(noun.to_owned()).or_default().insert(owner);
        }
    }
    for noun in nouns {
        let owners = owners.get(noun).cloned().unwrap_or_default();
        assert_eq!(owners, ["frontdesk-model".to_owned()].into(), "{noun}");
    }
}

/// A command of a document, with what it is said to print.
struct Call {
    line: usize,
    command: String,
    shown: Vec<String>,
}

/// Every `$ command` of the console blocks, with the lines below it that are not empty.
fn calls(text: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(kind) = line.strip_prefix("```") {
            inside = kind == "console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            calls.push(Call {
                line: at + 1,
                command: command.trim().to_owned(),
                shown: Vec::new(),
            });
        } else if inside && !line.trim().is_empty() {
            let call = calls.last_mut().expect("a block begins with a command");
            call.shown.push(line.trim_end().to_owned());
        }
    }
    calls
}

/// Whether the output has these lines, whole and in this order. `...` stands for any lines; where
/// there is none, nothing is left out but empty lines. How wide columns are does not matter: the
/// golden files of the tour hold that. A command without lines only has to work.
fn shows(output: &str, shown: &[String]) -> Result<(), String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = output.lines().map(words).filter(|line| !line.is_empty());
    let mut may_skip = shown.is_empty();
    for wanted in shown {
        if wanted.trim() == "..." {
            may_skip = true;
            continue;
        }
        let found = if may_skip {
            rest.any(|line| line == words(wanted))
        } else {
            rest.next() == Some(words(wanted))
        };
        if !found {
            return Err(wanted.clone());
        }
        may_skip = false;
    }
    match rest.next() {
        Some(more) if !may_skip => Err(format!("the end; it goes on with {more}")),
        _ => Ok(()),
    }
}

/// What the desk prints, run where a reader would run it: at the root of the repository.
fn deskctl(arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_deskctl"))
        .args(arguments.split_whitespace())
        .current_dir(root())
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .output()
        .expect("deskctl runs");
    let error = String::from_utf8_lossy(&output.stderr);
    // 1 is an answer too: no, or something was found.
    let answered = matches!(output.status.code(), Some(0 | 1));
    assert!(answered, "deskctl {arguments}: {error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The documents of the root and of docs/, by name.
fn documents() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in ["", "docs/"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = format!("{folder}{}", name.to_string_lossy());
            if name.ends_with(".md") {
                let text = fs::read_to_string(root().join(&name)).expect("a document");
                found.insert(name, text);
            }
        }
    }
    assert!(found.contains_key("ARCHITECTURE.md") && found.contains_key("docs/questions.md"));
    found
}

/// What stands between backticks, outside of code blocks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    outside_of_blocks(text).flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn outside_of_blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// Whether a path is there, or in `path::test` the test in its file.
fn is_there(named: &str) -> bool {
    match named.split_once("::") {
        None => root().join(named).exists(),
        Some((path, test)) => fs::read_to_string(root().join(path))
            .is_ok_and(|source| source.contains(&format!("fn {test}("))),
    }
}

/// A path from the root, by its first folder or as a file there.
fn is_path(span: &str) -> bool {
    let folders = ["crates/", "docs/", "examples/", "fuzz/", "oracle/", ".ci/"];
    let files = [".toml", ".md"];
    !span.contains([' ', '*', '<', '$'])
        && (folders.iter().any(|folder| span.starts_with(folder))
            || (!span.contains('/')
                && files.iter().any(|ending| span.ends_with(ending))
                && span.starts_with(char::is_uppercase)))
}

/// The targets of `[text](target)`, outside of code blocks.
fn links(text: &str) -> impl Iterator<Item = &str> {
    outside_of_blocks(text)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
}

/// The headings as links name them: lower-case, words joined by hyphens, no punctuation.
fn headings(text: &str) -> impl Iterator<Item = String> {
    outside_of_blocks(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.collect::<String>().replace(' ', "-")
        })
}

/// The crates of this workspace that a manifest depends on outside of tests.
fn workspace_dependencies(folder: &str) -> BTreeSet<String> {
    let path = root().join(folder).join("Cargo.toml");
    let text = fs::read_to_string(&path).expect("a manifest");
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside && line.starts_with("frontdesk") {
            let name = line.split(['.', ' ', '=']).next().expect("a name");
            found.insert(name.to_owned());
        }
    }
    found
}

/// The Rust sources below crates/*/src.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("tests") && !path.ends_with("target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The public types and traits that a source declares.
fn declared(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix("pub ")?;
        let rest = ["struct ", "enum ", "trait ", "type "]
            .iter()
            .find_map(|kind| rest.strip_prefix(kind))?;
        rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
    })
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace is two floors up")
}
