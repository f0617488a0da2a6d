//! What the sources name: no clock, no randomness, no I/O, no hash map. The lints of clippy.toml
//! say the same of the types they resolve; this says it of the words, in every cfg.

use std::fs;

use super::scanner::paths;
use super::{EXEMPT, crates, files, root, shown};

/// Paths that no pure crate may name. A path is caught when these segments stand in it one after
/// the other, or, where the rule begins with `^`, at its beginning.
const FORBIDDEN: &[(&str, &str)] = &[
    ("SystemTime", "a clock: time is an argument"),
    ("Instant::now", "a clock: time is an argument"),
    ("time::Instant", "a clock: time is an argument"),
    ("Utc::now", "a clock: time is an argument"),
    ("Local", "the system's time zone"),
    ("thread_rng", "randomness: seeds are arguments"),
    ("^rand", "randomness: seeds are arguments"),
    ("getrandom", "randomness: seeds are arguments"),
    ("RandomState", "randomness in a hasher"),
    ("HashMap", "its order is randomness: BTreeMap"),
    ("HashSet", "its order is randomness: BTreeSet"),
    ("Uuid::new_v4", "randomness: ids are given"),
    ("Uuid::now_v7", "a clock: ids are given"),
    ("^std::env", "the environment is the host's"),
    ("^std::fs", "files are the host's"),
    ("^std::io", "input and output are the host's"),
    ("^std::net", "the network is the host's"),
    ("^std::os", "the system is the host's"),
    ("^std::process", "processes are the host's"),
    ("^std::thread", "threads are the host's"),
];

#[test]
fn no_source_names_a_clock_randomness_or_io() {
    let mut wrong = Vec::new();
    for name in crates().iter().filter(|name| *name != EXEMPT) {
        let sources = files(&root().join("crates").join(name).join("src"));
        let sources: Vec<_> = sources
            .iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
            .collect();
        assert!(!sources.is_empty(), "{name} has no source");
        for path in sources {
            let source = fs::read_to_string(path).unwrap();
            let faults = faults(&source).into_iter();
            wrong.extend(faults.map(|(line, fault)| format!("{}:{line}: {fault}", shown(path))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The negative twins, one for each rule, in every form in which code may name a path.
#[test]
fn every_forbidden_path_is_caught() {
    for (rule, _) in FORBIDDEN {
        let path = rule.trim_start_matches('^');
        let mut forms = vec![
            format!("fn f() {{\n    let x = {path}::new();\n}}"),
            format!("// a comment\nuse {path};"),
            format!("/// Words.\nfn f(x: Vec<{path}>) {{}}"),
            format!("#[cfg(never)]\nuse {path}::{{self, a}};"),
        ];
        if let Some((before, last)) = path.rsplit_once("::") {
            forms.push(format!("use {before}::{{a::{{b, c}},\n    {last}, d}};"));
        }
        if rule.starts_with("^") {
            forms.push(format!("fn f() {{}}\nuse ::{path}::a;"));
        } else {
            forms.push(format!("fn f() {{}}\nuse some::module::{path};"));
        }
        for form in forms {
            let lines: Vec<usize> = faults(&form).into_iter().map(|(line, _)| line).collect();
            assert!(lines.contains(&2), "not caught in\n{form}");
        }
    }
}

/// Their positive twins: what only looks like one is not caught.
#[test]
fn words_that_only_look_forbidden_are_not_caught() {
    for (rule, _) in FORBIDDEN {
        let path = rule.trim_start_matches('^');
        for form in [
            format!("/// No {path}::new() here.\n// {path}\n/* {path} */ fn f() {{}}"),
            format!("const X: &str = \"{path}\"; const Y: &str = r#\"{path}\"#;"),
            format!("fn f() {{ let x = My{path}Like::new(); }}"),
        ] {
            assert_eq!(faults(&form), [], "caught in\n{form}");
        }
    }
    for form in [
        "use model::rand;",
        "use crate::fs::read;",
        "fn f(operand: operand::Kind, now: DateTime<Utc>) { now.to_utc() }",
        "use std::collections::{BTreeMap, BTreeSet};",
        "enum Instant { Now }",
    ] {
        assert_eq!(faults(form), [], "caught in\n{form}");
    }
}

/// The lines that name something forbidden.
fn faults(source: &str) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    for path in paths(source) {
        for (rule, why) in FORBIDDEN {
            let wanted: Vec<&str> = rule.trim_start_matches('^').split("::").collect();
            let mut places = path.segments.windows(wanted.len());
            let is_named = if rule.starts_with('^') {
                places.next().is_some_and(|first| first == wanted)
            } else {
                places.any(|place| place == wanted)
            };
            if is_named {
                faults.push((path.line, format!("{}: {why}", path.segments.join("::"))));
            }
        }
    }
    faults
}
