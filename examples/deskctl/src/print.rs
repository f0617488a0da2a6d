//! The tour for eyes: aligned tables, and color where there is a terminal that wants it.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};

use owo_colors::OwoColorize;
use serde::Serialize;

use crate::tour::{Asked, Line, Matrix, MergePreview, Queue, TicketViews, Tour};

mod invite;
mod page;
mod people;
mod rights;
mod safe;
mod sight;
mod words;

pub(crate) use invite::invite;
pub(crate) use people::people;
pub(crate) use rights::{
    checked, differences, escalated, explained, lint, review, shadow, who_can,
};
pub(crate) use sight::{portal, view_as, visible, what_if, why};

use page::{Cell, Page, Table, bold, green, plain, red, yellow};
use words::{letter, short, side};

/// How wide the views side by side are together, in characters.
const WIDTH: usize = 132;

/// Prints to standard output; color only on a terminal, and not where `NO_COLOR` is set. A reader
/// that has seen enough (`| head`) is no error.
pub(crate) fn out(text: &str) -> Result<(), String> {
    let mut out = anstream::stdout();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Prints to standard error in the same way. If nobody can read that, there is nobody to tell.
pub(crate) fn err(text: &str) {
    let name = "deskctl".red();
    let _ = writeln!(anstream::stderr(), "{name}: {}", safe::line(text));
}

/// The JSON Schema of the desk file.
pub(crate) fn schema() -> Result<String, String> {
    json(&frontdesk::DeskFile::schema())
}

/// One JSON document. What steers a terminal can stand only in its strings, where it is escaped.
pub(crate) fn json(value: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    Ok(safe::json(&text) + "\n")
}

/// Roles or people by permission.
pub(crate) fn matrices(matrices: &[Matrix]) -> String {
    let mut page = Page::default();
    for matrix in matrices {
        page.matrix(matrix);
    }
    page.text()
}

/// The tour in text.
pub(crate) fn text(tour: &Tour<'_>) -> String {
    let mut page = Page::default();
    page.line([
        bold(&tour.desk),
        plain(tour.at.format(" as of %Y-%m-%d %H:%M UTC")),
    ]);
    page.imported(tour);
    page.people(tour);
    for (number, matrix) in tour.matrices.iter().enumerate() {
        if number == 0 {
            page.heading("What may they do? Roles and their rights");
        }
        page.matrix(matrix);
    }
    page.questions(&tour.questions);
    page.queue(&tour.queue);
    page.merge(tour);
    page.ticket(tour.ticket.as_ref());
    page.lint(tour);
    page.text()
}

impl Page {
    fn imported(&mut self, tour: &Tour<'_>) {
        self.heading("What was imported");
        let mut table = Table::new(["file", "records", "warnings", ""]);
        for file in &tour.imported.files {
            table.row([
                file.file.to_owned(),
                file.records.to_string(),
                file.warnings.len().to_string(),
                file.error.clone().unwrap_or_default(),
            ]);
        }
        self.table(&table);
        self.gap();
        self.say(format!(
            "  {} people, {} customers, {} tickets",
            tour.imported.people, tour.imported.customers, tour.imported.tickets
        ));
        self.gap();
        for file in &tour.imported.files {
            for warning in &file.warnings {
                self.line([
                    yellow("  warning"),
                    plain(format!(" {} {warning}", file.file)),
                ]);
            }
        }
        for notice in &tour.imported.notices {
            self.line([yellow("  notice "), plain(format!(" {notice}"))]);
        }
        for finding in &tour.imported.findings {
            self.line([yellow("  notice "), plain(format!(" {}", finding.text))]);
        }
    }

    fn people(&mut self, tour: &Tour<'_>) {
        self.heading("Who is this? The staff");
        let mut systems: Vec<&str> = tour.people.iter().map(|p| p.system.as_str()).collect();
        systems.dedup();
        for system in systems {
            self.line([bold(system)]);
            let mut table = Table::new([
                "name", "record", "account", "rights", "groups", "speaks", "limit", "chats",
            ]);
            for person in tour.people.iter().filter(|person| person.system == system) {
                let account = match person.kind {
                    "unified" => person.standing.replace('_', "-"),
                    kind => format!("{}, {}", person.standing, kind.replace('_', " ")),
                };
                table.row([
                    Cell::from(&person.name),
                    Cell::from(&person.record),
                    Cell::from(account),
                    Cell::lines(words::rights(person, system)),
                    Cell::lines(&person.groups),
                    Cell::from(person.languages.join(" ")),
                    Cell::from(&person.limit),
                    Cell::from(person.chats),
                ]);
            }
            self.table(&table);
            self.gap();
        }
    }

    /// A letter for each scope; the legend says what it stands for.
    fn matrix(&mut self, matrix: &Matrix) {
        let mut letters: BTreeMap<&str, String> = BTreeMap::new();
        let mut legend: Vec<(String, &str)> = Vec::new();
        for scope in matrix.rows.iter().flat_map(|row| &row.scopes).flatten() {
            if scope != "any" && !letters.contains_key(scope.as_str()) {
                let letter = letter(legend.len());
                legend.push((letter.clone(), scope));
                letters.insert(scope, letter);
            }
        }
        self.line([bold(&matrix.system)]);
        for (number, column) in matrix.columns.iter().enumerate() {
            self.say(format!(
                "  {:>2}  {}: {}",
                number + 1,
                column.id,
                column.label
            ));
        }
        let numbers = (1..=matrix.columns.len()).map(|number| number.to_string());
        let mut table = Table::new(std::iter::once("permission".to_owned()).chain(numbers));
        for row in &matrix.rows {
            let cell = |scopes: &Vec<String>| -> String {
                let marks = scopes
                    .iter()
                    .map(|scope| match letters.get(scope.as_str()) {
                        None => "●",
                        Some(letter) => letter,
                    });
                marks.collect::<Vec<_>>().join(" ")
            };
            let cells = row.scopes.iter().map(cell);
            table.row(std::iter::once(row.name.clone()).chain(cells));
        }
        self.table(&table);
        let mut words = vec!["● everywhere".to_owned()];
        words.extend(
            legend
                .iter()
                .map(|(letter, scope)| format!("{letter} {scope}")),
        );
        self.say(format!("  {}", words.join("   ")));
        self.gap();
    }

    fn questions(&mut self, questions: &[Asked]) {
        self.heading("May they do this? Three questions");
        for asked in questions {
            let object = match &asked.ticket {
                Some(number) => format!(" on {number}"),
                None => String::new(),
            };
            self.line([
                bold(format!("  {}", asked.person)),
                plain(format!(": {} ({}){object}?", asked.permission, asked.title)),
            ]);
            let answer = match asked.decision.is_allow() {
                true => green("    allow"),
                false => red("    deny"),
            };
            self.line([answer, plain(format!(": {}", asked.because.join("; ")))]);
            for obligation in &asked.decision.obligations {
                self.say(format!("    and with it: {}", obligation.name()));
            }
            for (at, line) in asked.enough_in_words.iter().enumerate() {
                match at {
                    0 => self.say(format!("    enough would be: {line}")),
                    _ => self.say(format!("    {line}")),
                }
            }
            self.gap();
        }
    }

    fn queue(&mut self, queue: &Queue) {
        self.heading("Who takes this conversation? The next ten");
        let mut table = Table::new([
            "ticket",
            "waits since",
            "channel",
            "language",
            "group",
            "goes to",
            "because",
        ]);
        for waiting in &queue.conversations {
            table.row([
                waiting.number.clone(),
                waiting.waits_since.format("%m-%d %H:%M").to_string(),
                waiting.channel.clone().unwrap_or_default(),
                waiting.language.clone().unwrap_or_default(),
                waiting.group.clone().unwrap_or_default(),
                match (&waiting.to, waiting.outcome) {
                    (Some(to), "offer") => format!("{to} (offered)"),
                    (Some(to), _) => to.clone(),
                    (None, _) => "nobody".to_owned(),
                },
                waiting.because.clone(),
            ]);
        }
        self.table(&table);
        self.gap();
        self.say("  Every operator's verdict");
        self.gap();
        let numbers = queue.conversations.iter().map(|waiting| {
            let number = &waiting.number;
            number.rsplit('-').next().unwrap_or(number).to_owned()
        });
        let mut table = Table::new(std::iter::once("operator".to_owned()).chain(numbers));
        let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
        for (at, operator) in queue.operators.iter().enumerate() {
            let judged = queue
                .conversations
                .iter()
                .map(|waiting| waiting.verdicts.get(at));
            let cells: Vec<String> = judged
                .map(
                    |judged| match judged.map(|judged| (judged.code, judged.rank)) {
                        None => String::new(),
                        Some(("chosen", _)) => "✔".to_owned(),
                        Some((_, Some(rank))) => rank.to_string(),
                        Some((code, None)) => {
                            codes.insert(short(code), code);
                            short(code).to_owned()
                        }
                    },
                )
                .collect();
            table.row(std::iter::once(operator.clone()).chain(cells));
        }
        self.table(&table);
        let mut words = vec![
            "✔ gets it".to_owned(),
            "2, 3, ... place among the eligible".to_owned(),
        ];
        words.extend(
            codes
                .iter()
                .map(|(short, code)| format!("{short} {}", code.replace('_', " "))),
        );
        self.say(format!("  {}", words.join("   ")));
    }

    fn merge(&mut self, tour: &Tour<'_>) {
        self.heading("Are these two accounts one person? Suggestions, and one plan");
        let mut table = Table::new(["operator", "admin", "alike in", "rank"]);
        for likely in &tour.likely {
            table.row([
                likely.operator.clone(),
                likely.admin.clone(),
                likely.alike_in.join(", "),
                likely.rank.to_string(),
            ]);
        }
        self.table(&table);
        self.say("  A suggestion unites nobody: somebody confirms that they are one person.");
        self.gap();
        match &tour.merge {
            None => self.say("  Nobody has confirmed a pair."),
            Some(preview) => self.preview(preview),
        }
    }

    fn preview(&mut self, preview: &MergePreview) {
        self.line([
            bold(format!("  {}", preview.operator)),
            plain(" and "),
            bold(&preview.admin),
            plain(format!(
                ", confirmed by {} on {}",
                preview.confirmed_by,
                preview.confirmed_at.format("%Y-%m-%d")
            )),
        ]);
        for reason in &preview.refused {
            self.line([red("    refused"), plain(format!(": {reason}"))]);
        }
        let mut table = Table::new(["place", "operator", "admin", "whole", "why", "conflict"]);
        for line in &preview.fields {
            table.row([
                line.field.clone(),
                line.operator.clone(),
                line.admin.clone(),
                line.result.clone(),
                line.why.replace('_', " "),
                line.conflict.unwrap_or_default().to_owned(),
            ]);
        }
        self.table(&table);
        for half in &preview.rights {
            let (gained, lost) = (half.gained.len(), half.lost.len());
            self.say(format!(
                "  the {} gains {gained} and loses {lost}",
                half.side
            ));
            for right in &half.gained {
                self.line([green("    +"), plain(format!(" {right}"))]);
            }
            for right in &half.lost {
                self.line([red("    -"), plain(format!(" {right}"))]);
            }
        }
        for alert in &preview.alerts {
            self.line([yellow("  to acknowledge:"), plain(format!(" {alert}"))]);
        }
    }

    fn ticket(&mut self, views: Option<&TicketViews<'_>>) {
        self.heading("What may they see of this ticket? One ticket, side by side");
        let Some(views) = views else {
            self.say("  No ticket has an operator and a customer.");
            return;
        };
        self.line([plain("  ticket "), bold(&views.number)]);
        let width = WIDTH / views.seen.len().max(1);
        let mut table = Table::new(views.seen.iter().map(|seen| {
            let viewer = Cell::lines([seen.viewer, seen.name.as_str()]);
            viewer.wrapped(width)
        }));
        table.row(views.seen.iter().map(|seen| side(seen).wrapped(width)));
        self.table(&table);
    }

    fn lint(&mut self, tour: &Tour<'_>) {
        self.heading("What the desk notices about itself");
        self.findings(&tour.lint);
    }

    fn findings(&mut self, lines: &[Line]) {
        for line in lines {
            self.line([
                yellow(format!("  {:<22}", line.finding.code())),
                plain(format!(" {}", line.text)),
            ]);
        }
        if lines.is_empty() {
            self.say("  nothing");
        }
    }
}
