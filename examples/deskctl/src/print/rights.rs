//! The answers about rights for eyes.

use chrono::{DateTime, Utc};
use frontdesk::access::Outcome;
use frontdesk::access::analysis::Escalation;

use super::page::{Cell, Page, Table, bold, green, plain, red, yellow};
use crate::rights::{
    Checked, Differences, Escalated, Explained, Lint, Review, Severity, Shadow, WhoCan,
};

/// The answer in one line.
pub(crate) fn checked(checked: &Checked) -> String {
    let mut page = Page::default();
    let answer = match checked.decision.outcome {
        Outcome::Allow => green("allow"),
        Outcome::Deny => red("deny"),
    };
    let why = checked.because.first().map_or("", String::as_str);
    page.line([
        answer,
        plain(": "),
        bold(&checked.person),
        plain(format!(
            ", {}{}: {why}",
            checked.permission,
            on(&checked.object)
        )),
    ]);
    page.text()
}

/// The answer with everything that it hangs on.
pub(crate) fn explained(explained: &Explained) -> String {
    let mut page = Page::default();
    page.line([bold(&explained.person), plain(on(&explained.object))]);
    for line in &explained.in_words {
        page.say(line);
    }
    page.text()
}

fn on(object: &Option<String>) -> String {
    object
        .as_ref()
        .map_or_else(String::new, |object| format!(" on {object}"))
}

/// Everybody who can, and through what.
pub(crate) fn who_can(who: &WhoCan) -> String {
    let mut page = Page::default();
    page.line([
        bold(format!("{}{}", who.permission, on(&who.object))),
        plain(format!(": {} of {} people", who.people.len(), who.asked)),
    ]);
    if !who.people.is_empty() {
        let mut table = Table::new(["who", "through"]);
        for somebody in &who.people {
            table.row([Cell::from(&somebody.name), Cell::lines(&somebody.through)]);
        }
        page.table(&table);
    }
    page.text()
}

/// Who gains and who loses.
pub(crate) fn differences(differences: &Differences) -> String {
    let mut page = Page::default();
    page.line([bold(match differences.people {
        0 => "nobody gains or loses anything".to_owned(),
        people => format!("{people} people gain or lose something"),
    })]);
    for line in &differences.lines {
        page.line([match line.chars().next() {
            Some('+') => green(format!("  {line}")),
            Some('-') => red(format!("  {line}")),
            _ => plain(format!("  {line}")),
        }]);
    }
    page.text()
}

/// The way to a right, or that there is none.
pub(crate) fn escalated(found: &Escalated) -> String {
    let mut page = Page::default();
    let answer = match &found.answer {
        Escalation::Unreachable { .. } => green("no"),
        Escalation::Undecided { .. } => yellow("perhaps"),
        Escalation::Held { .. } | Escalation::Path { .. } => red("yes"),
    };
    page.line([
        answer,
        plain(": "),
        bold(&found.from),
        plain(format!(" to {} ({})", found.permission, found.guard)),
    ]);
    for line in &found.lines {
        page.say(format!("  {line}"));
    }
    page.text()
}

/// Who holds what.
pub(crate) fn review(review: &Review) -> String {
    let mut page = Page::default();
    let mut table = Table::new([
        "who", "right", "where", "through", "from", "until", "given", "by", "effect",
    ]);
    let moment = |moment: Option<DateTime<Utc>>| {
        moment.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string())
    };
    for row in &review.rows {
        let given = row.holding.given.as_ref();
        table.row([
            row.name.clone(),
            row.in_words.right.clone(),
            row.in_words.scope.clone(),
            row.in_words.through.clone(),
            moment(row.holding.validity.from()),
            moment(row.holding.validity.end()),
            moment(given.map(|given| given.at)),
            row.in_words.given_by.clone().unwrap_or_default(),
            row.in_words.effect.clone(),
        ]);
    }
    page.table(&table);
    page.text()
}

/// What is odd.
pub(crate) fn lint(lint: &Lint) -> String {
    let mut page = Page::default();
    page.findings(&lint.settings);
    for group in &lint.rights {
        page.gap();
        let code = match group.severity {
            Severity::Error => red(group.code),
            Severity::Warning => yellow(group.code),
            Severity::Note => plain(group.code),
        };
        let severity = group.severity.name();
        page.line([code, plain(format!(" ({severity}): {}", group.title))]);
        for line in &group.lines {
            page.say(format!("  {line}"));
        }
    }
    page.text()
}

/// What differs from the recorded decisions.
pub(crate) fn shadow(shadow: &Shadow) -> String {
    let mut page = Page::default();
    page.line([
        bold(format!("{} recorded decisions", shadow.recorded)),
        plain(format!(
            ": {} the same, {} others, {} that cannot be asked",
            shadow.same,
            shadow
                .differing
                .iter()
                .map(|group| group.count)
                .sum::<usize>(),
            shadow.unread.len(),
        )),
    ]);
    if !shadow.differing.is_empty() {
        page.gap();
        let mut table = Table::new(["now", "how many", "because", "lines"]);
        for group in &shadow.differing {
            let lines: Vec<String> = group.lines.iter().map(ToString::to_string).collect();
            let more = match group.count > group.lines.len() {
                true => ", ...",
                false => "",
            };
            table.row([
                match group.now {
                    Outcome::Allow => "allow".to_owned(),
                    Outcome::Deny => "deny".to_owned(),
                },
                group.count.to_string(),
                format!("{}: {}", group.rule, group.because),
                format!("{}{more}", lines.join(", ")),
            ]);
        }
        page.table(&table);
    }
    if !shadow.unread.is_empty() {
        page.gap();
        for unread in &shadow.unread {
            page.say(format!("  line {}: {}", unread.line, unread.why));
        }
    }
    page.text()
}
