//! What holds between the claims and the rows.

use std::collections::{BTreeMap, BTreeSet};

/// How many statements there are.
pub(super) const LAST: u32 = 183;

/// The statements that may be no rule: labels and paths of a screen, advice, and side remarks.
const MAY_BE_NO_RULE: [u32; 13] = [23, 24, 25, 30, 35, 36, 61, 83, 84, 85, 117, 151, 158];

/// What the register says of one statement.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) number: u32,
    pub(super) area: String,
    pub(super) status: Status,
}

/// How a statement stands.
#[derive(Debug)]
pub(super) enum Status {
    /// Each of these crates has rows on both sides of it.
    Proven(BTreeSet<String>),
    /// It is none, for this reason.
    NoRule(String),
    /// Not proven yet: what is missing.
    Open(String),
}

impl Claim {
    pub(super) const fn is_proven(&self) -> bool {
        matches!(self.status, Status::Proven(_))
    }

    pub(super) const fn is_no_rule(&self) -> bool {
        matches!(self.status, Status::NoRule(_))
    }
}

/// A row that some crate ran and that held.
#[derive(Debug)]
pub(super) struct Proof {
    pub(super) of: String,
    pub(super) number: u32,
    /// `+` for what the statement gives, `-` for what it withholds.
    pub(super) twin: char,
}

/// Reads the claims: `S7 access proven: systems`, `S36 access no rule: why`, `S56 visibility open: what`.
pub(super) fn parse_claims(text: &str) -> Result<Vec<Claim>, String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| claim(line).ok_or_else(|| format!("no claim: {line}")))
        .collect()
}

fn claim(line: &str) -> Option<Claim> {
    let (head, rest) = line.split_once(':')?;
    let mut words = head.split_whitespace();
    let number = words.next()?.strip_prefix('S')?.parse().ok()?;
    let area = words.next()?.to_owned();
    let (rest, status): (_, Vec<&str>) = (rest.trim().to_owned(), words.collect());
    let status = match status.as_slice() {
        _ if rest.is_empty() => return None,
        ["proven"] => Status::Proven(rest.split_whitespace().map(str::to_owned).collect()),
        ["no", "rule"] => Status::NoRule(rest),
        ["open"] => Status::Open(rest),
        _ => return None,
    };
    Some(Claim {
        number,
        area,
        status,
    })
}

/// Reads a crate's list: `S58 + a sentence`. Decisions, as `D9`, are listed and not counted.
pub(super) fn parse_list(of: &str, text: &str) -> Result<Vec<Proof>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('D'));
    lines
        .map(|line| proof(of, line).ok_or_else(|| format!("{of}: no row: {line}")))
        .collect()
}

fn proof(of: &str, line: &str) -> Option<Proof> {
    let mut words = line.split_whitespace();
    let number = words.next()?.strip_prefix('S')?.parse().ok()?;
    let twin = match words.next()? {
        "+" => '+',
        "-" => '-',
        _ => return None,
    };
    words.next()?;
    Some(Proof {
        of: of.to_owned(),
        number,
        twin,
    })
}

/// Everything that is wrong between the claims and the rows.
pub(super) fn faults(claims: &[Claim], proofs: &[Proof]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut by_number: BTreeMap<u32, &Claim> = BTreeMap::new();
    for claim in claims {
        let number = claim.number;
        if !(1..=LAST).contains(&number) {
            faults.push(format!("S{number}: there is no such statement"));
        }
        if by_number.insert(number, claim).is_some() {
            faults.push(format!("S{number}: claimed twice"));
        }
    }
    for number in (1..=LAST).filter(|number| !by_number.contains_key(number)) {
        faults.push(format!("S{number}: missing"));
    }
    let mut twins: BTreeMap<(u32, &str), BTreeSet<char>> = BTreeMap::new();
    for proof in proofs {
        let key = (proof.number, proof.of.as_str());
        twins.entry(key).or_default().insert(proof.twin);
    }
    for claim in by_number.values() {
        faults.extend(unproven(claim, &twins));
    }
    for (number, of) in twins.keys() {
        faults.extend(unclaimed(by_number.get(number).copied(), *number, of));
    }
    faults
}

/// What a claim lacks: each crate that it names has a row on either side.
fn unproven(claim: &Claim, twins: &BTreeMap<(u32, &str), BTreeSet<char>>) -> Vec<String> {
    let number = claim.number;
    match &claim.status {
        Status::Proven(crates) => {
            let wanted = crates
                .iter()
                .flat_map(|of| ['+', '-'].map(|twin| (of, twin)));
            let lacking = wanted.filter(|(of, twin)| {
                let found = twins.get(&(number, of.as_str()));
                !found.is_some_and(|found| found.contains(twin))
            });
            lacking
                .map(|(of, twin)| {
                    format!("S{number}: claimed for {of}, which has no {twin} row of it")
                })
                .collect()
        }
        Status::NoRule(_) if !MAY_BE_NO_RULE.contains(&number) => {
            vec![format!("S{number}: it is a rule")]
        }
        Status::NoRule(_) | Status::Open(_) => Vec::new(),
    }
}

/// Rows that the claims do not know of. What is no rule may have rows all the same.
fn unclaimed(claim: Option<&Claim>, number: u32, of: &str) -> Option<String> {
    match claim.map(|claim| &claim.status) {
        None => Some(format!("S{number}: {of} has rows of no statement")),
        Some(Status::Open(_)) => Some(format!(
            "S{number}: the register is behind: {of} has rows of what it calls open"
        )),
        Some(Status::Proven(crates)) if !crates.contains(of) => Some(format!(
            "S{number}: the register is behind: {of} has rows that it does not name"
        )),
        Some(Status::Proven(_) | Status::NoRule(_)) => None,
    }
}

/// The register itself is held by made-up claims and rows: each fault is found, and alone.
mod tests {
    use super::*;

    /// All statements open, but these lines in their places.
    fn claims(lines: &[&str]) -> Vec<Claim> {
        let given = parse_claims(&lines.join("\n")).unwrap();
        let numbers: BTreeSet<u32> = given.iter().map(|claim| claim.number).collect();
        let others = (1..=LAST)
            .filter(|number| !numbers.contains(number))
            .map(|number| Claim {
                number,
                area: "access".to_owned(),
                status: Status::Open("not yet".to_owned()),
            });
        given.into_iter().chain(others).collect()
    }

    fn proofs(rows: &[&str]) -> Vec<Proof> {
        parse_list("systems", &rows.join("\n")).unwrap()
    }

    #[test]
    fn a_claim_with_both_twins_holds() {
        let claims = claims(&["S7 access proven: systems"]);
        assert!(faults(&claims, &proofs(&["S7 + a", "S7 - b", "D9 + c"])).is_empty());
    }

    #[test]
    fn a_missing_twin_is_found() {
        let claims = claims(&["S7 access proven: systems"]);
        for (rows, lacking) in [(&["S7 + a"][..], '-'), (&["S7 - a"], '+')] {
            let fault = format!("S7: claimed for systems, which has no {lacking} row of it");
            assert_eq!(faults(&claims, &proofs(rows)), [fault]);
        }
        assert_eq!(faults(&claims, &[]).len(), 2);
    }

    #[test]
    fn twins_in_two_crates_are_no_twins() {
        let claims = claims(&["S7 access proven: systems identity"]);
        let mut rows = proofs(&["S7 + a"]);
        rows.extend(parse_list("identity", "S7 - b").unwrap());
        assert_eq!(
            faults(&claims, &rows),
            [
                "S7: claimed for identity, which has no + row of it",
                "S7: claimed for systems, which has no - row of it"
            ]
        );
    }

    #[test]
    fn a_row_that_nobody_claims_is_found() {
        let open = claims(&[]);
        let behind = "S7: the register is behind: systems has rows of what it calls open";
        assert_eq!(faults(&open, &proofs(&["S7 + a", "S7 - b"])), [behind]);

        let other = claims(&["S7 access proven: systems"]);
        let mut rows = proofs(&["S7 + a", "S7 - b"]);
        rows.extend(parse_list("identity", "S7 + c").unwrap());
        let behind = "S7: the register is behind: identity has rows that it does not name";
        assert_eq!(faults(&other, &rows), [behind]);
    }

    #[test]
    fn an_unknown_statement_is_found_on_either_side() {
        assert_eq!(
            faults(&claims(&["S184 access open: x"]), &[]),
            ["S184: there is no such statement"]
        );
        assert_eq!(
            faults(&claims(&[]), &proofs(&["S200 + a"])),
            ["S200: systems has rows of no statement"]
        );
    }

    #[test]
    fn a_duplicate_and_a_missing_statement_are_found() {
        let twice = claims(&["S7 access open: x", "S7 access open: y"]);
        assert_eq!(faults(&twice, &[]), ["S7: claimed twice"]);
        let mut fewer = claims(&[]);
        fewer.retain(|claim| claim.number != 41);
        assert_eq!(faults(&fewer, &[]), ["S41: missing"]);
    }

    #[test]
    fn only_the_thirteen_are_no_rules() {
        assert!(faults(&claims(&["S36 access no rule: a label"]), &[]).is_empty());
        let rule = claims(&["S37 access no rule: too hard"]);
        assert_eq!(faults(&rule, &[]), ["S37: it is a rule"]);
        let rows = proofs(&["S36 + a"]);
        assert!(faults(&claims(&["S36 access no rule: a label"]), &rows).is_empty());
    }

    #[test]
    fn what_is_no_claim_and_no_row_is_refused() {
        for line in [
            "S7 access proven:",
            "S7 access proven",
            "7 access open: x",
            "S7 access perhaps: x",
            "S7 access no: x",
            "Seven access open: x",
        ] {
            assert!(parse_claims(line).is_err(), "{line}");
        }
        for line in ["S7 a", "S7 +", "S + a", "7 + a", "S7 * a", "S-7 + a"] {
            assert!(parse_list("systems", line).is_err(), "{line}");
        }
    }
}
