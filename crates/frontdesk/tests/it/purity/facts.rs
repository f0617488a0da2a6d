//! Facts about the workspace that every crate shares, read from its files.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::{crates, files, root, shown};

/// The keys that a member takes from the workspace, so that there is one edition, one version, one
/// supported compiler and one license.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

#[test]
fn every_member_takes_its_facts_from_the_workspace() {
    let mut members: Vec<_> = crates()
        .iter()
        .map(|name| format!("crates/{name}"))
        .collect();
    members.push("examples/deskctl".to_owned());
    for member in members {
        let manifest = manifest(&format!("{member}/Cargo.toml"));
        let package = manifest["package"].as_table().expect("a package");
        for key in INHERITED {
            assert!(
                inherits(package.get(*key)),
                "{member}: {key} is not the workspace's"
            );
        }
        assert!(
            inherits(manifest.get("lints")),
            "{member}: lints are not the workspace's"
        );
        assert!(
            package
                .get("description")
                .and_then(Value::as_str)
                .is_some_and(|text| text.ends_with('.')),
            "{member}: a description is one sentence"
        );
        let folder = Path::new(&member)
            .file_name()
            .and_then(|name| name.to_str());
        assert_eq!(
            package["name"].as_str(),
            folder,
            "{member}: the folder has another name"
        );
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let entries = manifest.get(section).and_then(Value::as_table);
            for (name, entry) in entries.into_iter().flatten() {
                assert!(
                    inherits(Some(entry)),
                    "{member}: {name} is not the workspace's"
                );
            }
        }
    }
}

#[test]
fn the_workspace_forbids_unsafe_code_and_asks_for_documents() {
    let workspace = &manifest("Cargo.toml")["workspace"];
    assert_eq!(
        workspace["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid")
    );
    assert_eq!(
        workspace["lints"]["rust"]["missing_docs"].as_str(),
        Some("warn")
    );
    assert_eq!(workspace["package"]["license"].as_str(), Some("MIT"));
    assert_eq!(workspace["package"]["edition"].as_str(), Some("2024"));
    let minimum = workspace["package"]["rust-version"]
        .as_str()
        .expect("a version");
    assert_eq!(workspace["resolver"].as_str(), Some("3"));
    // A compiler below the minimum could not have built this test; clippy reads the same number.
    assert!(minimum.starts_with("1."), "{minimum}");
}

#[test]
fn features_never_change_an_answer_because_there_are_none() {
    for name in crates() {
        let manifest = manifest(&format!("crates/{name}/Cargo.toml"));
        assert!(manifest.get("features").is_none(), "{name} has features");
    }
}

#[test]
fn the_license_is_there() {
    let license = text("LICENSE");
    assert!(license.starts_with("MIT License\n"), "{license}");
    assert!(license.contains("WITHOUT WARRANTY OF ANY KIND"));
}

/// Keep a Changelog, and the mark of this project: same input, different decision.
#[test]
fn the_changelog_keeps_its_form() {
    let changelog = text("CHANGELOG.md");
    assert!(changelog.starts_with("# Changelog\n"));
    assert!(changelog.contains("Keep a Changelog"));
    assert!(
        changelog
            .lines()
            .any(|line| line.contains("(*)") && line.contains("same input")),
        "(*) is not explained"
    );
    let releases: Vec<&str> = changelog
        .lines()
        .filter(|line| line.starts_with("## "))
        .collect();
    assert!(!releases.is_empty(), "no release");
    for release in releases {
        assert!(is_release(release), "no heading of a release: {release}");
    }
    let kinds = [
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    ];
    for kind in changelog
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
    {
        assert!(kinds.contains(&kind), "no kind of change: {kind}");
    }
}

#[test]
fn a_heading_of_a_release_is_known_from_others() {
    for heading in [
        "## [Unreleased]",
        "## [0.1.0] - 2026-11-22",
        "## [10.2.33] - 2027-01-01",
    ] {
        assert!(is_release(heading), "{heading}");
    }
    for heading in [
        "## 0.1.0",
        "## [0.1] - 2026-11-22",
        "## [0.1.0]",
        "## [0.1.0] - soon",
        "## News",
    ] {
        assert!(!is_release(heading), "{heading}");
    }
}

/// Whoever clones the repository lives elsewhere. The beginnings are put together here, so that
/// this file does not hold them.
#[test]
fn no_file_holds_a_path_of_somebodys_machine() {
    let mut wrong = Vec::new();
    for path in files(&root()) {
        // A file that is not text holds no sentence.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(found) = machine_path(line) {
                wrong.push(format!("{}:{}: {found}", shown(&path), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_path_of_somebodys_machine_is_known_from_others() {
    for folder in FOLDERS {
        for line in [
            format!("see /{folder}/x"),
            format!("(`/{folder}/x`)"),
            format!("/{folder}/x/y"),
            format!("path=\"/{folder}/x\""),
            format!("file:///{folder}/x"),
        ] {
            assert!(machine_path(&line).is_some(), "{line}");
        }
        for line in [
            format!("examples/{folder}/x"),
            format!("https://example.test/{folder}/x"),
            format!("../{folder}/x"),
            format!("/{folder}ing/x"),
            format!("#/{folder}/0/x"),
        ] {
            assert_eq!(machine_path(&line), None, "{line}");
        }
    }
    assert!(machine_path("C:\\Users\\x").is_some());
}

/// Folders at the root of a machine under which people keep their work.
const FOLDERS: &[&str] = &[
    "home", "mnt", "opt", "private", "root", "tmp", "Users", "work",
];

/// A path from the root of a machine, if the line holds one.
fn machine_path(line: &str) -> Option<&str> {
    for (at, _) in line.match_indices('/') {
        let before = line[..at].chars().next_back();
        // Inside a relative path, an address or a JSON pointer it is no root.
        let begins = before.is_none_or(|c| !(c.is_alphanumeric() || "._-#~*/)}>]".contains(c)))
            || line[..at].ends_with("file://");
        let named = FOLDERS.iter().any(|folder| {
            line[at + 1..]
                .strip_prefix(folder)
                .is_some_and(|behind| behind.starts_with('/'))
        });
        if begins && named {
            return Some(&line[at..]);
        }
    }
    line.find(":\\Users\\").map(|at| &line[at..])
}

/// `## [Unreleased]` or `## [1.2.3] - 2026-11-22`.
fn is_release(heading: &str) -> bool {
    let numbers = |text: &str, separator: char, lengths: [std::ops::RangeInclusive<usize>; 3]| {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.len() == 3
            && parts.iter().zip(lengths).all(|(part, length)| {
                length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
    };
    let Some(rest) = heading.strip_prefix("## [") else {
        return false;
    };
    let Some((version, rest)) = rest.split_once(']') else {
        return false;
    };
    match rest.strip_prefix(" - ") {
        Some(date) => {
            numbers(version, '.', [1..=9, 1..=9, 1..=9])
                && numbers(date, '-', [4..=4, 2..=2, 2..=2])
        }
        None => version == "Unreleased" && rest.is_empty(),
    }
}

/// `key.workspace = true`.
fn inherits(value: Option<&Value>) -> bool {
    value
        .and_then(|value| value.get("workspace"))
        .and_then(Value::as_bool)
        == Some(true)
}

fn manifest(path: &str) -> Table {
    text(path)
        .parse()
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
