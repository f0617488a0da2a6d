//! The tour for eyes: aligned tables, and color where there is a terminal that wants it.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use frontdesk::access::{Enough, Source};
use owo_colors::OwoColorize;
use serde::Serialize;

use crate::tour::{Asked, Matrix, MergePreview, PersonLine, Queue, Seen, TicketViews, Tour};

/// Columns under an underlined header.
const UNDERLINED: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction(' '));

/// How wide the views side by side are together, in characters.
const WIDTH: u16 = 132;

/// Prints to standard output; color only on a terminal, and not where `NO_COLOR` is set.
pub(crate) fn out(text: &str) {
    anstream::print!("{text}");
}

/// Prints to standard error in the same way.
pub(crate) fn err(text: &str) {
    anstream::eprintln!("{}: {text}", "deskctl".red());
}

/// The JSON Schema of the desk file.
pub(crate) fn schema() -> Result<String, String> {
    json(&frontdesk::DeskFile::schema())
}

/// One JSON document.
pub(crate) fn json(value: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// The tour in text.
pub(crate) fn text(tour: &Tour) -> String {
    let mut page = Page::default();
    page.line(format!(
        "{} as of {}",
        tour.desk.bold(),
        tour.at.format("%Y-%m-%d %H:%M UTC")
    ));
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
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading.bold().cyan());
        self.line("");
    }

    fn table(&mut self, table: &Table) {
        for line in table.lines() {
            self.line(format!("  {}", line.trim_end()));
        }
    }

    fn imported(&mut self, tour: &Tour) {
        self.heading("What was imported");
        let mut table = new_table(["file", "records", "warnings", ""]);
        for file in &tour.imported.files {
            table.add_row([
                file.file.to_owned(),
                file.records.to_string(),
                file.warnings.len().to_string(),
                file.error.clone().unwrap_or_default(),
            ]);
        }
        self.table(&table);
        self.line("");
        self.line(format!(
            "  {} people, {} customers, {} tickets",
            tour.imported.people, tour.imported.customers, tour.imported.tickets
        ));
        self.line("");
        for file in &tour.imported.files {
            for warning in &file.warnings {
                self.line(format!(
                    "  {} {}{warning}",
                    "warning".yellow(),
                    in_file(file.file)
                ));
            }
        }
        for notice in &tour.imported.notices {
            self.line(format!("  {} {notice}", "notice ".yellow()));
        }
        for finding in &tour.imported.findings {
            self.line(format!("  {} {}", "notice ".yellow(), finding.text));
        }
    }

    fn people(&mut self, tour: &Tour) {
        self.heading("Who is this? The staff");
        let mut systems: Vec<&str> = tour.people.iter().map(|p| p.system.as_str()).collect();
        systems.dedup();
        for system in systems {
            self.line(system.bold());
            let mut table = new_table([
                "name", "record", "account", "rights", "groups", "speaks", "limit", "chats",
            ]);
            for person in tour.people.iter().filter(|person| person.system == system) {
                let account = match person.kind {
                    "unified" => person.standing.replace('_', "-"),
                    kind => format!("{}, {}", person.standing, kind.replace('_', " ")),
                };
                table.add_row([
                    person.name.clone(),
                    person.record.clone(),
                    account,
                    rights(person, system).join("\n"),
                    person.groups.join("\n"),
                    person.languages.join(" "),
                    person.limit.clone(),
                    person.chats.to_owned(),
                ]);
            }
            self.table(&table);
            self.line("");
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
        self.line(matrix.system.bold());
        for (number, column) in matrix.columns.iter().enumerate() {
            self.line(format!(
                "  {:>2}  {}: {}",
                number + 1,
                column.id,
                column.label
            ));
        }
        let numbers = (1..=matrix.columns.len()).map(|number| number.to_string());
        let mut table = new_table(std::iter::once("permission".to_owned()).chain(numbers));
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
            table.add_row(std::iter::once(row.permission.to_string()).chain(cells));
        }
        self.table(&table);
        let mut words = vec!["● everywhere".to_owned()];
        words.extend(
            legend
                .iter()
                .map(|(letter, scope)| format!("{letter} {scope}")),
        );
        self.line(format!("  {}", words.join("   ")));
        self.line("");
    }

    fn questions(&mut self, questions: &[Asked]) {
        self.heading("May they do this? Three questions");
        for asked in questions {
            let object = match &asked.ticket {
                Some(number) => format!(" on {number}"),
                None => String::new(),
            };
            self.line(format!(
                "  {}: {} ({}){object}?",
                asked.person.bold(),
                asked.permission,
                asked.title
            ));
            let answer = match asked.decision.is_allow() {
                true => "allow".green().to_string(),
                false => "deny".red().to_string(),
            };
            self.line(format!("    {answer}: {}", asked.because.join("; ")));
            for obligation in &asked.decision.obligations {
                self.line(format!("    and with it: {}", obligation.name()));
            }
            if let Some(enough) = &asked.enough {
                self.line(format!("    enough would be: {}", enough_text(enough)));
            }
            self.line("");
        }
    }

    fn queue(&mut self, queue: &Queue) {
        self.heading("Who takes this conversation? The next ten");
        let mut table = new_table([
            "ticket",
            "waits since",
            "channel",
            "language",
            "group",
            "goes to",
            "because",
        ]);
        for waiting in &queue.conversations {
            table.add_row([
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
        self.line("");
        self.line("  Every operator's verdict");
        self.line("");
        let numbers = queue.conversations.iter().map(|waiting| {
            let number = &waiting.number;
            number.rsplit('-').next().unwrap_or(number).to_owned()
        });
        let mut table = new_table(std::iter::once("operator".to_owned()).chain(numbers));
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
            table.add_row(std::iter::once(operator.clone()).chain(cells));
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
        self.line(format!("  {}", words.join("   ")));
    }

    fn merge(&mut self, tour: &Tour) {
        self.heading("Are these two accounts one person? Suggestions, and one plan");
        let mut table = new_table(["operator", "admin", "alike in", "rank"]);
        for likely in &tour.likely {
            table.add_row([
                likely.operator.clone(),
                likely.admin.clone(),
                likely.alike_in.join(", "),
                likely.rank.to_string(),
            ]);
        }
        self.table(&table);
        self.line("  A suggestion unites nobody: somebody confirms that they are one person.");
        self.line("");
        match &tour.merge {
            None => self.line("  Nobody has confirmed a pair."),
            Some(preview) => self.preview(preview),
        }
    }

    fn preview(&mut self, preview: &MergePreview) {
        self.line(format!(
            "  {} and {}, confirmed by {} on {}",
            preview.operator.bold(),
            preview.admin.bold(),
            preview.confirmed_by,
            preview.confirmed_at.format("%Y-%m-%d")
        ));
        for reason in &preview.refused {
            self.line(format!("    {}: {reason}", "refused".red()));
        }
        let mut table = new_table(["place", "operator", "admin", "whole", "why", "conflict"]);
        for line in &preview.fields {
            table.add_row([
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
            self.line(format!(
                "  the {} gains {gained} and loses {lost}",
                half.side
            ));
            for right in &half.gained {
                self.line(format!("    {} {right}", "+".green()));
            }
            for right in &half.lost {
                self.line(format!("    {} {right}", "-".red()));
            }
        }
        for alert in &preview.alerts {
            self.line(format!("  {} {alert}", "to acknowledge:".yellow()));
        }
    }

    fn ticket(&mut self, views: Option<&TicketViews>) {
        self.heading("What may they see of this ticket? One ticket, side by side");
        let Some(views) = views else {
            self.line("  No ticket has an operator and a customer.");
            return;
        };
        self.line(format!("  ticket {}", views.number.bold()));
        let viewers = views.seen.iter();
        let mut table = new_table(viewers.map(|seen| format!("{}\n{}", seen.viewer, seen.name)));
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(WIDTH);
        table.add_row(views.seen.iter().map(side));
        self.table(&table);
    }

    fn lint(&mut self, tour: &Tour) {
        self.heading("What the desk notices about itself");
        for line in &tour.lint {
            self.line(format!(
                "  {:<22} {}",
                line.finding.code().yellow(),
                line.text
            ));
        }
        if tour.lint.is_empty() {
            self.line("  nothing");
        }
    }
}

/// Roles without their system's name, add-ons under them, then what is taken.
fn rights(person: &PersonLine, system: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for held in &person.roles {
        let role = held.role.as_str();
        let own = role
            .strip_prefix(system)
            .and_then(|rest| rest.strip_prefix('.'));
        lines.push(own.unwrap_or(role).to_owned());
        let add_ons = held.add_ons.iter();
        lines.extend(add_ons.map(|id| format!("+ {}", id.as_str().trim_start_matches("opt."))));
    }
    lines.extend(person.restrictions.iter().map(|id| format!("✘ {id}")));
    lines
}

/// One viewer's column.
fn side(seen: &Seen) -> String {
    match &seen.lines {
        None => "no such ticket".to_owned(),
        Some(lines) => {
            let line = |line: &crate::tour::Shows| match line.value.as_str() {
                "" => format!("{}: -", line.field),
                value => format!("{}: {value}", line.field),
            };
            lines.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

fn enough_text(enough: &Enough) -> String {
    match enough {
        Enough::Nothing => "nothing more".to_owned(),
        Enough::NoGrant { because } => {
            let reasons: Vec<String> = because.iter().map(ToString::to_string).collect();
            format!("no grant, because {}", reasons.join("; "))
        }
        Enough::Grants { grants, smallest } => {
            let grant = |grant: &frontdesk::access::Grant| {
                format!("{} @ {}", grant.permission, grant.scope)
            };
            let grants: Vec<String> = grants.iter().map(grant).collect();
            let bundle = match smallest {
                None => String::new(),
                Some(Source::AddOn { role, add_on }) => {
                    format!(", as {add_on} on {role} brings it")
                }
                Some(Source::Role(role)) => format!(", as role {role} brings it"),
                Some(Source::Person) => String::new(),
            };
            format!("{}{bundle}", grants.join(" and "))
        }
    }
}

/// The first rule that fails, in few letters.
fn short(code: &str) -> &str {
    match code {
        "not_active" => "acc",
        "may_not_receive" => "rgt",
        "not_available" => "sta",
        "questionnaire" => "qst",
        "not_in_group" => "grp",
        "language" => "lng",
        "at_limit" => "lim",
        "group_limit" => "gli",
        "other_tenant" => "ten",
        other => other,
    }
}

/// a, b, ..., z, aa, ab, ...
fn letter(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    match number / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

fn in_file(file: &str) -> String {
    format!("{file} ")
}

fn new_table<T: ToString>(header: impl IntoIterator<Item = T>) -> Table {
    let mut table = Table::new();
    table
        .load_style(UNDERLINED)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.into_iter().map(|cell| cell.to_string()));
    table
}
