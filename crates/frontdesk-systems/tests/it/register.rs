//! The statement register: of each statement S1-S183 the crates whose rows prove it, or why it is no
//! rule, or what is missing. The claims are in `register/claims.txt`; the rows are those that each
//! crate's tests ran and listed in its `tests/it/golden/statements.txt`. A claim without its rows
//! fails, and so does a row without its claim.

mod check;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use check::{Claim, Proof, Status, faults, parse_claims, parse_list};
use expect_test::expect_file;

/// The number of statements that are proven. It only grows.
const FLOOR: usize = 170;

const CLAIMS: &str = include_str!("register/claims.txt");

/// The lists of all crates, by the crate's name without `frontdesk-`.
#[expect(
    clippy::disallowed_methods,
    reason = "the lists of the other crates lie on the disk"
)]
fn lists() -> BTreeMap<String, String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut lists = BTreeMap::new();
    for entry in std::fs::read_dir(&crates).unwrap() {
        let folder = entry.unwrap();
        let list = folder.path().join("tests/it/golden/statements.txt");
        let name = folder.file_name().into_string().unwrap();
        let name = name.trim_start_matches("frontdesk-").to_owned();
        if let Ok(text) = std::fs::read_to_string(list) {
            lists.insert(name, text);
        }
    }
    lists
}

fn register() -> (Vec<Claim>, Vec<Proof>) {
    let proofs = lists()
        .iter()
        .flat_map(|(name, list)| parse_list(name, list).unwrap())
        .collect();
    (parse_claims(CLAIMS).unwrap(), proofs)
}

#[test]
fn every_claim_has_its_rows_and_every_row_its_claim() {
    let (claims, proofs) = register();
    let found = faults(&claims, &proofs);
    assert!(found.is_empty(), "{}", found.join("\n"));

    let proven = claims.iter().filter(|claim| claim.is_proven()).count();
    let no_rules = claims.iter().filter(|claim| claim.is_no_rule()).count();
    let rules = claims.len() - no_rules;
    let summary = format!("statements proven: {proven} of {rules} rules ({no_rules} are no rules)");
    println!("{summary}");
    assert_eq!(
        proven, FLOOR,
        "the number of proven statements only grows: a lost one is found again, a new one raises FLOOR"
    );
    expect_file!["golden/register.txt"].assert_eq(&table(&summary, &claims, &proofs));
}

/// The areas are those of the specification: a number that slipped into another line is seen.
#[test]
fn the_areas_are_those_of_the_specification() {
    let mut areas: BTreeMap<String, usize> = BTreeMap::new();
    for claim in parse_claims(CLAIMS).unwrap() {
        *areas.entry(claim.area).or_default() += 1;
    }
    let expected = [
        ("access", 53),
        ("assignment", 21),
        ("identity", 72),
        ("merge", 7),
        ("visibility", 30),
    ];
    assert!(
        areas
            .iter()
            .map(|(area, n)| (area.as_str(), *n))
            .eq(expected)
    );
}

fn table(summary: &str, claims: &[Claim], proofs: &[Proof]) -> String {
    let mut text = format!("{summary}\n\n");
    writeln!(
        text,
        "{:5}  {:10}  {:>3}  {:>3}  status",
        "", "area", "+", "-"
    )
    .unwrap();
    for claim in claims {
        let rows = |twin| {
            let of = |proof: &&Proof| proof.number == claim.number && proof.twin == twin;
            match proofs.iter().filter(of).count() {
                0 => ".".to_owned(),
                count => count.to_string(),
            }
        };
        let status = match &claim.status {
            Status::Proven(crates) => {
                let crates: Vec<&str> = crates.iter().map(String::as_str).collect();
                format!("proven by {}", crates.join(", "))
            }
            Status::NoRule(why) => format!("no rule: {why}"),
            Status::Open(missing) => format!("open: {missing}"),
        };
        let (name, area) = (format!("S{}", claim.number), &claim.area);
        let (gives, withholds) = (rows('+'), rows('-'));
        writeln!(
            text,
            "{name:5}  {area:10}  {gives:>3}  {withholds:>3}  {status}"
        )
        .unwrap();
    }
    text
}
