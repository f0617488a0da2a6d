//! What each crate compiles: its normal closure, as `cargo tree` sees it for that crate alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

use super::{EXEMPT, crates, root};

/// The most packages that a crate's normal closure may hold, itself and procedural macros
/// included, and what it needs them for. To refresh: run this test, read the printed table, write
/// down the count, and give the reason in the change.
const CEILINGS: &[(&str, usize, &str)] = &[
    (
        "frontdesk",
        90,
        "the sum of the questions, and TOML with its JSON Schema for the desk file",
    ),
    ("frontdesk-access", 18, "the model and nothing else"),
    ("frontdesk-assignment", 18, "the model and nothing else"),
    (
        "frontdesk-contact",
        44,
        "the tables of Unicode for IDNA (25 of them), PRECIS and look-alikes",
    ),
    (
        "frontdesk-identity",
        69,
        "the model and contact, and hashes, secrets and constant-time comparison for tokens, PHC strings, and the tables of the sign-in index",
    ),
    (
        "frontdesk-merge",
        71,
        "identity and access, which it composes",
    ),
    (
        "frontdesk-model",
        17,
        "serde, errors, chrono, uuid, bit flags and language tags",
    ),
    ("frontdesk-sql", 24, "visibility, whose filter it prints"),
    (
        "frontdesk-standards",
        91,
        "the front door, and JSON for properties and contexts, which it has already",
    ),
    (
        "frontdesk-systems",
        94,
        "the front door, and JSON and CSV for what systems export",
    ),
    (
        "frontdesk-testkit",
        35,
        "access and the model, proptest, and JSON for what a later release could have stored",
    ),
    (
        "frontdesk-visibility",
        23,
        "access, whose scopes it lowers, and a keyed hash with secrets and constant-time comparison for cursors",
    ),
];

/// How far a ceiling may lie above the count: one that is far above holds nothing.
const SLACK: usize = 3;

/// Packages that no pure crate may compile, and what each would let in.
const FORBIDDEN: &[(&str, &str)] = &[
    ("ahash", "a random hasher"),
    ("async-std", "a runtime"),
    ("const-random", "randomness"),
    ("fastrand", "randomness"),
    ("getrandom", "randomness"),
    ("iana-time-zone", "the system's time zone"),
    ("instant", "a clock"),
    ("js-sys", "the clock and randomness of a browser"),
    ("mio", "I/O"),
    ("num_cpus", "the machine"),
    ("rand", "randomness"),
    ("rand_chacha", "randomness"),
    ("rand_core", "randomness"),
    ("reqwest", "I/O"),
    ("rustix", "the system"),
    ("socket2", "I/O"),
    ("tempfile", "files"),
    ("time", "a clock"),
    ("tokio", "a runtime"),
    ("wasm-bindgen", "a browser"),
    ("web-time", "a clock"),
    ("windows-sys", "the system"),
];

/// Features that would bring in a clock or randomness.
const FORBIDDEN_FEATURES: &[(&str, &[&str])] = &[
    (
        "chrono",
        &[
            "clock",
            "default",
            "iana-time-zone",
            "now",
            "wasmbind",
            "winapi",
        ],
    ),
    (
        "uuid",
        &[
            "atomic",
            "fast-rng",
            "js",
            "rng",
            "rng-getrandom",
            "rng-rand",
            "v1",
            "v4",
            "v6",
            "v7",
        ],
    ),
];

/// A package of a closure.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: String,
    features: Vec<String>,
}

#[test]
fn no_closure_is_larger_than_its_ceiling() {
    let ceilings: BTreeMap<_, _> = CEILINGS
        .iter()
        .map(|(name, ceiling, reason)| (*name, (*ceiling, *reason)))
        .collect();
    assert_eq!(ceilings.len(), CEILINGS.len(), "a crate has two ceilings");
    let mut table = format!("\n{:22} {:>8} {:>7}  for\n", "crate", "packages", "ceiling");
    let mut wrong = Vec::new();
    let crates = crates();
    for name in &crates {
        let Some((ceiling, reason)) = ceilings.get(name.as_str()) else {
            wrong.push(format!("{name} has no ceiling"));
            continue;
        };
        let count = closure(name).len();
        writeln!(table, "{name:22} {count:8} {ceiling:7}  {reason}").unwrap();
        if count > *ceiling {
            wrong.push(format!(
                "{name} compiles {count} packages, more than {ceiling}"
            ));
        } else if ceiling - count > SLACK {
            wrong.push(format!(
                "{name} compiles {count} packages: lower its ceiling, {ceiling}"
            ));
        }
    }
    for name in ceilings.keys() {
        if !crates.iter().any(|known| known == name) {
            wrong.push(format!("the ceiling of {name} is of no crate"));
        }
    }
    // Past the capturing of `println!`: the table is there to be read when all is well, too.
    std::io::stderr().write_all(table.as_bytes()).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_closure_holds_a_clock_randomness_or_io() {
    let mut wrong = Vec::new();
    for name in crates().iter().filter(|name| *name != EXEMPT) {
        let closure = closure(name);
        assert!(closure.iter().any(|package| package.name == *name));
        wrong.extend(
            impurities(&closure)
                .into_iter()
                .map(|fault| format!("{name}: {fault}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The negative twin: the exempt crate, whose closure is impure, is caught.
#[test]
fn an_impure_closure_is_caught() {
    let faults = impurities(&closure(EXEMPT));
    assert!(
        faults.iter().any(|fault| fault.starts_with("rand_core")),
        "{faults:?}"
    );
}

/// Each forbidden package and feature is caught by itself.
#[test]
fn every_forbidden_package_and_feature_is_caught() {
    for (name, _) in FORBIDDEN {
        let faults = impurities(&read(&format!("{name} v1.0.0|default\nserde v1.0.0|std")));
        assert_eq!(faults.len(), 1, "{name}: {faults:?}");
    }
    for (name, features) in FORBIDDEN_FEATURES {
        for feature in *features {
            let faults = impurities(&read(&format!("{name} v1.0.0|serde,{feature},std (*)")));
            assert_eq!(faults.len(), 1, "{name} with {feature}: {faults:?}");
        }
    }
    let pure = "chrono v0.4.45|alloc,serde,std\nuuid v1.29.1|serde,v5\nrandom v1.0.0|default";
    assert_eq!(impurities(&read(pure)), Vec::<String>::new());
}

/// The exempt crate stands in tests alone.
#[test]
fn nothing_is_built_on_the_testkit() {
    for name in crates().iter().filter(|name| *name != EXEMPT) {
        let closure = closure(name);
        assert!(
            !closure.iter().any(|package| package.name == EXEMPT),
            "{name} depends on {EXEMPT} outside its tests"
        );
    }
}

/// What is impure in a closure.
fn impurities(closure: &[Package]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in closure {
        if let Some((_, what)) = FORBIDDEN.iter().find(|(name, _)| *name == package.name) {
            faults.push(format!("{}: {what}", package.name));
        }
        let features = FORBIDDEN_FEATURES
            .iter()
            .filter(|(name, _)| *name == package.name)
            .flat_map(|(_, features)| *features);
        for feature in features {
            if package.features.iter().any(|active| active == feature) {
                faults.push(format!("{} with the feature {feature}", package.name));
            }
        }
    }
    faults
}

/// The packages that a crate compiles, each once.
fn closure(name: &str) -> Vec<Package> {
    // What the build has fetched is enough, and no test should need the network; only when one
    // crate alone was built may a package of another be missing.
    let offline = tree(name, &["--offline"]);
    read(
        &offline
            .or_else(|_| tree(name, &[]))
            .unwrap_or_else(|error| panic!("{name}: {error}")),
    )
}

fn tree(name: &str, more: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}|{f}", "--package", name])
        .args(more)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Reads lines such as `uuid v1.29.1|serde,v5 (*)`, where the star marks a repetition.
fn read(tree: &str) -> Vec<Package> {
    let mut packages = BTreeMap::new();
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let line = line.trim_end_matches(" (*)");
        let (package, features) = line.split_once('|').expect("package and features");
        let name = package.split(' ').next().expect("a name");
        packages.insert(
            package.to_owned(),
            Package {
                name: name.to_owned(),
                features: features.split(',').map(str::to_owned).collect(),
            },
        );
    }
    packages.into_values().collect()
}
