//! The files of other people's cases in `vectors/`, and the tables that compare their verdicts with ours.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::de::DeserializeOwned;

/// The lines of a file of vectors that are cases.
pub(crate) fn cases(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The cases of a file that writes each as a line of JSON.
pub(crate) fn json_cases<T: DeserializeOwned>(file: &'static str) -> Vec<T> {
    cases(file)
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// Two verdicts on one case, and why they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparison {
    BothAccept,
    BothRefuse,
    /// The reason, which the code of the test derives from the case and never from our answer alone.
    OnlyTheyAccept(&'static str),
    OnlyWeAccept(&'static str),
}

/// A table of comparisons: what agrees is counted, what differs is listed under its reason.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(BTreeMap<Comparison, Vec<String>>);

impl Verdicts {
    pub(crate) fn add(&mut self, comparison: Comparison, case: String) {
        self.0.entry(comparison).or_default().push(case);
    }

    /// How many cases were compared.
    pub(crate) fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The table; of those that share a reason the first `longest` stand there.
    pub(crate) fn table(&self, longest: usize) -> String {
        let mut table = String::new();
        for (comparison, cases) in &self.0 {
            let count = cases.len();
            let (verdict, reason) = match comparison {
                Comparison::BothAccept => ("both accept", None),
                Comparison::BothRefuse => ("both refuse", None),
                Comparison::OnlyTheyAccept(reason) => ("only they accept", Some(reason)),
                Comparison::OnlyWeAccept(reason) => ("only we accept", Some(reason)),
            };
            match reason {
                None => writeln!(table, "{verdict}: {count}").unwrap(),
                Some(reason) => {
                    writeln!(table, "\n{verdict}: {count}\n  because {reason}").unwrap();
                }
            }
            if reason.is_some() {
                for case in cases.iter().take(longest) {
                    writeln!(table, "    {case}").unwrap();
                }
                if count > longest {
                    writeln!(table, "    and {} more", count - longest).unwrap();
                }
            }
        }
        table
    }
}
