//! The decisions D1-D23 on what the sources leave open: each is proven by rows of its own, on both
//! sides, in the list of some crate; or by the rows of the statement that it settles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Decisions that say no more than how one statement is read: its rows are theirs.
const BY_STATEMENT: &[(u32, &str)] = &[
    (6, "S41"),
    (6, "S42"),
    (11, "S105"),
    (19, "S122"),
    (20, "S113"),
];

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the lists of the other crates lie on the disk"
)]
fn every_decision_has_its_rows() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut twins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(&crates).unwrap() {
        let list = entry.unwrap().path().join("tests/it/golden/statements.txt");
        for line in std::fs::read_to_string(list).unwrap_or_default().lines() {
            let mut words = line.split_whitespace();
            if let (Some(number), Some(twin)) = (words.next(), words.next()) {
                twins
                    .entry(number.to_owned())
                    .or_default()
                    .insert(twin.to_owned());
            }
        }
    }
    let both: BTreeSet<String> = ["+", "-"].map(str::to_owned).into();
    let proven = |name: &str| twins.get(name) == Some(&both);
    for number in 1..=23 {
        let by_statement: Vec<&str> = BY_STATEMENT
            .iter()
            .filter(|(of, _)| *of == number)
            .map(|(_, name)| *name)
            .collect();
        let own = format!("D{number}");
        match by_statement.as_slice() {
            [] => assert!(proven(&own), "{own}: {:?}", twins.get(&own)),
            statements => {
                assert!(
                    statements.iter().all(|name| proven(name)),
                    "{own}: {statements:?}"
                );
            }
        }
    }
    let last = twins
        .keys()
        .filter_map(|name| name.strip_prefix('D')?.parse::<u32>().ok())
        .max();
    assert_eq!(last, Some(23), "a decision that is not listed here");
}
