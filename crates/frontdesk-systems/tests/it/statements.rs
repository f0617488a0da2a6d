//! The statements that the systems, their exports and a whole desk prove, as rows of data. The rows
//! that held are listed in `golden/statements.txt`; the register reads the lists of all crates.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk_systems::catalogue;

use crate::roles_statements::{self, Twin};
use crate::{desk_statements, import_statements};

/// One row: a statement, one of its twins, a sentence, what came out and what must.
pub(crate) struct Row {
    /// The number, as "S8".
    pub(crate) statement: &'static str,
    pub(crate) twin: Twin,
    /// What the row shows, in a short sentence.
    pub(crate) says: &'static str,
    pub(crate) found: String,
    pub(crate) expected: &'static str,
}

/// Declares rows: `S8 Negative "sentence": question => "answer";`.
macro_rules! rows {
    ($($statement:ident $twin:ident $says:literal: $found:expr => $expected:literal;)*) => {
        vec![$(crate::statements::Row {
            statement: stringify!($statement),
            twin: crate::roles_statements::Twin::$twin,
            says: $says,
            found: $found.to_string(),
            expected: $expected,
        }),*]
    };
}
pub(crate) use rows;

/// A row that was run: its line of the list, and what is wrong with it.
struct Run {
    /// Statements before decisions, by number.
    number: (bool, u32),
    line: String,
    wrong: Option<String>,
}

impl Run {
    fn new(statement: &str, twin: Twin, says: &str, wrong: Option<String>) -> Self {
        let twin = match twin {
            Twin::Positive => '+',
            Twin::Negative => '-',
        };
        Self {
            number: (statement.starts_with('D'), statement[1..].parse().unwrap()),
            line: format!("{statement} {twin} {says}\n"),
            wrong,
        }
    }
}

fn runs() -> Vec<Run> {
    let (roles, now) = (catalogue::all(), roles_statements::now());
    let of_roles = roles_statements::rows().into_iter().map(|row| {
        let wrong = row.run(&roles, now).err();
        Run::new(row.statement, row.twin, row.says, wrong)
    });
    let others = desk_statements::rows()
        .into_iter()
        .chain(import_statements::rows());
    let others = others.map(|row| {
        let Row {
            found, expected, ..
        } = &row;
        let wrong = (found != expected).then(|| format!("`{found}`, not `{expected}`"));
        Run::new(row.statement, row.twin, row.says, wrong)
    });
    of_roles.chain(others).collect()
}

#[test]
fn every_row_holds() {
    let mut runs = runs();
    let wrong: Vec<String> = runs
        .iter()
        .filter_map(|run| Some(format!("{}    {}", run.line, run.wrong.as_ref()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let mut said = BTreeSet::new();
    let twice: String = runs
        .iter()
        .map(|run| run.line.as_str())
        .filter(|line| !said.insert(*line))
        .collect();
    assert!(twice.is_empty(), "two rows say the same:\n{twice}");
    // By statement, and as they are told within one.
    runs.sort_by_key(|run| run.number);
    let list: String = runs.into_iter().map(|run| run.line).collect();
    expect_file!["golden/statements.txt"].assert_eq(&list);
}
