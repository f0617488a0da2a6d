//! Two texts line by line. Blanks are compared as one, for a longer word moves a whole column.

use std::collections::BTreeSet;

/// The removed and the added lines, each under the heading that it stands under.
pub(crate) fn changed_lines(before: &str, after: &str) -> String {
    let mut text = String::new();
    let mut heading = "";
    for change in changes(before, after) {
        if change.heading != heading {
            heading = change.heading;
            text.push_str(&format!("  {heading}\n"));
        }
        text.push_str(&format!("    {} {}\n", change.sign, change.line));
    }
    text
}

/// The headings under which something changed.
pub(crate) fn changed_sections<'a>(before: &'a str, after: &'a str) -> BTreeSet<&'a str> {
    let all = changes(before, after).into_iter();
    all.map(|change| change.heading).collect()
}

struct Changed<'a> {
    sign: char,
    heading: &'a str,
    line: String,
}

struct Line<'a> {
    heading: &'a str,
    line: String,
}

/// By the longest common subsequence.
fn changes<'a>(before: &'a str, after: &'a str) -> Vec<Changed<'a>> {
    let (old, new) = (lines(before), lines(after));
    let mut common = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for (i, was) in old.iter().enumerate().rev() {
        for (j, is) in new.iter().enumerate().rev() {
            common[i][j] = match was.line == is.line && was.heading == is.heading {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let changed = |sign: char, line: &Line<'a>| Changed {
        sign,
        heading: line.heading,
        line: line.line.clone(),
    };
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    while i < old.len() || j < new.len() {
        let removes = j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]);
        match (old.get(i), new.get(j)) {
            (Some(was), Some(is)) if was.line == is.line && was.heading == is.heading => {
                i += 1;
                j += 1;
            }
            (Some(was), _) if removes => {
                changes.push(changed('-', was));
                i += 1;
            }
            (_, Some(is)) => {
                changes.push(changed('+', is));
                j += 1;
            }
            (_, None) => break,
        }
    }
    changes
}

/// The lines with their headings, without empty lines and the lines under a table's header.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut heading = "";
    let mut found = Vec::new();
    for line in text.lines() {
        let is_rule = line.trim_start().starts_with('─');
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with(char::is_uppercase) {
            heading = line.split([':', '?', ',']).next().unwrap_or(line);
        } else if !words.is_empty() && !is_rule {
            found.push(Line {
                heading,
                line: words.join(" "),
            });
        }
    }
    found
}
