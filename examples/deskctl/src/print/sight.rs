//! The answers about what people see for eyes.

use frontdesk::PortalAnswer;

use super::page::{Cell, Page, Table, bold, green, plain, red, yellow};
use super::words::shown;
use crate::sight::{Changed, PortalAnswers, ViewAs, Visible, WhyAnswer};

/// How wide a column of a list is at most, in characters.
const WIDTH: usize = 40;

/// A page of a list.
pub(crate) fn visible(visible: &Visible<'_>) -> String {
    let mut page = Page::default();
    page.line([
        bold(&visible.person),
        plain(format!(
            ": {} of {} tickets",
            visible.page.rows.len(),
            visible.page.total
        )),
    ]);
    if !visible.cells.is_empty() {
        let header = visible.columns.iter().map(String::as_str);
        let mut table = Table::new(header.chain(["as"]));
        for (cells, row) in visible.cells.iter().zip(&visible.page.rows) {
            let cells = cells.iter().map(|cell| cell.as_deref().unwrap_or("-"));
            let cells = cells.map(|cell| Cell::from(cell).wrapped(WIDTH));
            table.row(cells.chain([Cell::from(row.hat())]));
        }
        page.table(&table);
    }
    for (column, counts) in &visible.counts {
        let counts = counts
            .iter()
            .map(|(value, count)| format!("{value} {count}"));
        let counts: Vec<String> = counts.collect();
        page.say(format!("  {column}: {}", counts.join(", ")));
    }
    if let Some(next) = &visible.page.next {
        page.say(format!("  more: --after {next}"));
    }
    page.text()
}

/// One ticket.
pub(crate) fn view_as(seen: &ViewAs<'_>) -> String {
    let mut page = Page::default();
    let said = match seen.view.granted() {
        Some(granted) => green(format!("seen as {}", granted.hat())),
        None => red("no such ticket"),
    };
    page.line([
        bold(&seen.person),
        plain(format!(" on {}: ", seen.ticket)),
        said,
    ]);
    for line in seen.lines.iter().flatten() {
        page.say(format!("  {}", shown(line)));
    }
    page.text()
}

/// What the portal answers.
pub(crate) fn portal(answers: &PortalAnswers) -> String {
    let mut page = Page::default();
    page.line([
        bold(&answers.person),
        plain(format!(" in the portal on {}", answers.ticket)),
    ]);
    for answer in &answers.answers {
        let words = match answer.said.answer {
            PortalAnswer::Happens(_) | PortalAnswer::Nothing => green(&answer.in_words),
            PortalAnswer::Refused(_) => red(&answer.in_words),
        };
        page.line([plain(format!("  {}: ", answer.named)), words]);
    }
    page.text()
}

/// Everything that an answer hangs on.
pub(crate) fn why(answer: &WhyAnswer) -> String {
    let mut page = Page::default();
    let said = match answer.allow {
        true => green("yes"),
        false => red("no"),
    };
    let object = answer.object.as_ref();
    let on = object.map_or_else(String::new, |object| format!(" on {object}"));
    page.line([
        said,
        plain(": "),
        bold(&answer.person),
        plain(format!(", {}{on}", answer.permission)),
    ]);
    for part in &answer.in_words {
        page.line([bold(&part.of)]);
        for line in &part.lines {
            page.say(format!("  {line}"));
        }
    }
    page.text()
}

/// What a change comes to.
pub(crate) fn what_if(changed: &Changed) -> String {
    let mut page = Page::default();
    let people = match changed.people {
        1 => "1 person".to_owned(),
        people => format!("{people} people"),
    };
    page.line([bold(match (changed.people, changed.links) {
        (0, 0) => "nobody gains or loses anything".to_owned(),
        (1, 0) => "1 person gains or loses something".to_owned(),
        (_, 0) => format!("{people} gain or lose something"),
        (_, 1) => format!("{people} and 1 link gain or lose something"),
        (_, links) => format!("{people} and {links} links gain or lose something"),
    })]);
    let words = &changed.in_words;
    for (title, lines) in [
        ("rights", &words.rights),
        ("tickets and fields", &words.seen),
        ("who administers", &words.lock_out),
    ] {
        if lines.is_empty() {
            continue;
        }
        page.line([bold(title)]);
        for line in lines {
            let line = format!("  {line}");
            page.line([match line.trim_start().chars().next() {
                Some('+') => green(line),
                Some('-') => red(line),
                Some('~' | '!' | '?') => yellow(line),
                _ => plain(line),
            }]);
        }
    }
    page.text()
}
