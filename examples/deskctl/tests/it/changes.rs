//! Everything in the tour is computed: one edit of the data changes the lines that must change, no
//! other, and in the way that it must. The golden file shows a reviewer all of them.

mod diff;
mod edits;

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{Folder, Tour};
use diff::{changed_lines, changed_sections};
use edits::{EDITS, Replace};

/// The tour before and after one edit.
pub(crate) struct Change<'a> {
    before: &'a Tour,
    after: Tour,
}

#[test]
fn one_edit_changes_the_lines_that_must_change() {
    let mut golden = String::new();
    let mut wrong = Vec::new();
    let sample = Folder::sample().tour();
    for edit in EDITS {
        let folder = Folder::sample();
        edit.base.iter().for_each(|replace| replace.apply(&folder));
        let other = (!edit.base.is_empty()).then(|| folder.tour());
        edit.edits.iter().for_each(|replace| replace.apply(&folder));
        let change = Change {
            before: other.as_ref().unwrap_or(&sample),
            after: folder.tour(),
        };
        let changed = changed_sections(&change.before.text, &change.after.text);
        let wanted: BTreeSet<&str> = edit.changes.iter().copied().collect();
        if changed != wanted {
            wrong.push(format!("{}: {changed:?}, not {wanted:?}", edit.name));
        }
        (edit.means)(&change);
        let _ = writeln!(golden, "# {}\n", edit.name);
        for replace in edit.edits {
            let Replace { file, from, to, .. } = replace;
            let _ = writeln!(golden, "{file}: `{}` becomes `{}`", flat(from), flat(to));
        }
        golden.push('\n');
        golden.push_str(&changed_lines(&change.before.text, &change.after.text));
        golden.push('\n');
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    expect_file!["golden/changes.txt"].assert_eq(&golden);
}

/// Nothing changes by itself: the same data in another folder give the same bytes.
#[test]
fn no_edit_changes_nothing() {
    let (one, other) = (Folder::sample().tour(), Folder::sample().tour());
    assert_eq!(one.text, other.text);
    assert_eq!(one.json, other.json);
}

impl Change<'_> {
    /// What a question of both documents gives, before and after.
    fn both<T>(&self, ask: impl Fn(&Value) -> T) -> [T; 2] {
        [ask(&self.before.json), ask(&self.after.json)]
    }

    /// Asserts that this part of the document did not change.
    #[track_caller]
    fn keeps(&self, pointer: &str) {
        let [before, after] = self.both(|json| json.pointer(pointer).cloned());
        assert!(before.is_some(), "{pointer}");
        assert_eq!(before, after, "{pointer}");
    }

    /// The operators of whom a verdict changed in what the table shows: its code or its rank.
    fn judged_anew(&self) -> BTreeSet<String> {
        let [before, after] = self.both(verdicts);
        let names = before.iter().chain(&after).map(|(name, _)| name.clone());
        let of = |all: &[(String, Vec<String>)], name: &str| {
            let found = all.iter().find(|(operator, _)| operator == name);
            found.map(|(_, cells)| cells.clone())
        };
        names
            .filter(|name| of(&before, name) != of(&after, name))
            .collect()
    }
}

/// The verdicts of every operator, by name, conversation after conversation.
fn verdicts(json: &Value) -> Vec<(String, Vec<String>)> {
    let operators = json["queue"]["operators"].as_array().unwrap().iter();
    let conversations = json["queue"]["conversations"].as_array().unwrap();
    operators
        .enumerate()
        .map(|(at, name)| {
            let cells = conversations.iter().map(|waiting| {
                let verdict = &waiting["verdicts"][at];
                match verdict["rank"].as_u64() {
                    Some(rank) => rank.to_string(),
                    None => verdict["code"].as_str().unwrap().to_owned(),
                }
            });
            (name.as_str().unwrap().to_owned(), cells.collect())
        })
        .collect()
}

/// The verdicts of one operator.
fn verdicts_of(json: &Value, operator: &str) -> Vec<String> {
    let all = verdicts(json);
    let found = all.into_iter().find(|(name, _)| name == operator);
    found.unwrap_or_else(|| panic!("no operator {operator}")).1
}

/// One person's line of "Who is this?", by record.
fn person<'a>(json: &'a Value, record: &str) -> &'a Value {
    let mut people = json["people"].as_array().unwrap().iter();
    let found = people.find(|person| person["record"] == record);
    found.unwrap_or_else(|| panic!("no record {record}"))
}

/// What one viewer sees of the ticket, line by line; `None`: there is no such ticket.
fn seen_by(json: &Value, viewer: &str) -> Option<Vec<String>> {
    let mut seen = json["ticket"]["seen"].as_array().unwrap().iter();
    let found = seen
        .find(|seen| seen["viewer"] == viewer)
        .expect("a viewer");
    let lines = found["lines"].as_array()?;
    let line = |line: &Value| {
        let mark = if line["editable"] == true {
            " (editable)"
        } else {
            ""
        };
        format!("{}: {}{mark}", text(&line["field"]), text(&line["value"]))
    };
    Some(lines.iter().map(line).collect())
}

/// The lines that only the first has, and those that only the second has.
fn apart(one: &[String], other: &[String]) -> [Vec<String>; 2] {
    let without = |these: &[String], those: &[String]| {
        let own = these.iter().filter(|line| !those.contains(line));
        own.cloned().collect()
    };
    [without(one, other), without(other, one)]
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
