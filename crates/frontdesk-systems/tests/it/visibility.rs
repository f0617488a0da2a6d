//! Who sees what in each of the five systems, as golden files for a reviewer: viewer x field x surface
//! over one ticket, and viewer x kind of ticket. Written down besides: what no cell may say.

mod surfaces;
mod viewers;

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_visibility::Hat;

use viewers::{Seat, System};

/// The heads of the columns, and what they stand for.
fn legend(text: &mut String, seats: &[Seat]) {
    for (letter, seat) in ('A'..).zip(seats) {
        writeln!(text, "  {letter}  {}", seat.name).unwrap();
    }
}

fn heads(text: &mut String, title: &str, seats: usize) {
    write!(text, "{title:<22}").unwrap();
    for letter in ('A'..).take(seats) {
        write!(text, " {letter:<11}").unwrap();
    }
    end(text);
}

fn row(text: &mut String, name: &str, cells: &[&str]) {
    write!(text, "{name:<22}").unwrap();
    for cell in cells {
        write!(text, " {cell:<11}").unwrap();
    }
    end(text);
}

fn end(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.push('\n');
}

fn page(system: &System) -> String {
    let mut text = format!("{}\n\n{}", system.title, HEAD);
    legend(&mut text, &system.seats);
    let count = system.seats.len();
    writeln!(text, "\n# Which conversations, and as whom").unwrap();
    heads(&mut text, "", count);
    for (name, facts) in viewers::kinds() {
        let hats = system.seats.iter().map(|seat| {
            let viewing = system.viewing(seat);
            viewing.filter.hat(&facts).map_or("-", Hat::name)
        });
        row(&mut text, name, &hats.collect::<Vec<_>>());
    }
    for (title, cell) in surfaces::SURFACES {
        writeln!(text, "\n# {title}").unwrap();
        heads(&mut text, "", count);
        for what in surfaces::rows() {
            let cells: Vec<&str> = system
                .seats
                .iter()
                .map(|seat| match system.opens(seat) {
                    true => cell(&system.viewing(seat), &system.ticket, &what),
                    false => surfaces::hidden(cell, system, seat, &what),
                })
                .collect();
            // What the surface does not have has no row.
            if cells.iter().any(|cell| !cell.is_empty()) {
                row(&mut text, &what.name(), &cells);
            }
        }
    }
    text
}

const HEAD: &str = "\
The ticket of the surfaces: Anna's, in work, asked by customer Vera of Acme, of Anna's group and site 5,
with a message of Vera's and a note. Every member of the staff is Anna, with these rights.
see, edit: its place, and what may be done there   mask: a place with a label for hidden and for none
-: nothing of it   refused: no such column   404: no such ticket

";

#[test]
fn visibility_of_the_five_systems() {
    for system in viewers::systems() {
        let file = format!("golden/visibility-{}.txt", system.name);
        expect_file![file].assert_eq(&page(&system));
    }
}

/// The line of this row under this heading.
fn cells(page: &str, heading: &str, name: &str) -> Vec<String> {
    let rest = page.split(&format!("\n# {heading}")).nth(1).unwrap();
    let section = rest.split("\n# ").next().unwrap();
    let line = section.lines().find(|line| line.starts_with(name)).unwrap();
    line[name.len()..]
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn page_of(name: &str) -> (System, String) {
    let system = viewers::systems()
        .into_iter()
        .find(|one| one.name == name)
        .unwrap();
    let page = page(&system);
    (system, page)
}

fn column(system: &System, seat: &str) -> usize {
    system
        .seats
        .iter()
        .position(|one| one.name == seat)
        .unwrap()
}

/// Rows of the tables, written down from the statements and not from the code.
#[test]
fn the_tables_say_what_the_statements_say() {
    for (statement, system, seat, heading, name, expected) in [
        (
            "S58",
            "uis",
            "operator",
            "Which",
            "a colleague's, in work",
            "-",
        ),
        (
            "S57",
            "uis",
            "group lead",
            "Which",
            "a colleague's, in work",
            "operator",
        ),
        (
            "S57",
            "uis",
            "lead of Petr's group",
            "Which",
            "a colleague's, in work",
            "operator",
        ),
        (
            "S57",
            "uis",
            "lead of Anna's group",
            "Which",
            "a colleague's, in work",
            "-",
        ),
        ("S64", "uis", "operator", "record", "site", "mask"),
        ("S64", "uis", "operator", "filter", "site", "refused"),
        ("S64", "uis", "operator of site 5", "record", "site", "edit"),
        (
            "S72",
            "uis",
            "operator, numbers hidden",
            "record",
            "client_number",
            "mask",
        ),
        (
            "S72",
            "uis",
            "operator, numbers hidden",
            "export",
            "client_number",
            "mask",
        ),
        (
            "S73",
            "uis",
            "operator, numbers hidden",
            "history",
            "client_number",
            "-",
        ),
        (
            "S3",
            "talkme",
            "operator",
            "Which",
            "a colleague's, in work",
            "-",
        ),
        (
            "S16",
            "talkme",
            "operator who receives all",
            "Which",
            "a colleague's, in work",
            "-",
        ),
        ("S4", "talkme", "admin", "record", "subject", "404"),
        (
            "S107",
            "noci",
            "user with questionnaires",
            "Which",
            "waiting, own group",
            "operator",
        ),
        (
            "S107",
            "noci",
            "user with livechat",
            "Which",
            "waiting, own group",
            "-",
        ),
        ("S97", "noci", "moderator", "Which", "a bot's", "operator"),
        ("S131", "reach", "administrator", "record", "message", "404"),
        (
            "S132",
            "reach",
            "supervisor",
            "Which",
            "a colleague's, in work",
            "operator",
        ),
        (
            "S154",
            "reach",
            "agent",
            "Which",
            "waiting, own group",
            "operator",
        ),
        (
            "S154",
            "reach",
            "agent",
            "Which",
            "waiting, another group",
            "-",
        ),
        ("S166", "omnidesk", "customer", "record", "note", "-"),
        (
            "S166",
            "omnidesk",
            "customer",
            "attachment",
            "file of note",
            "404",
        ),
        ("S167", "omnidesk", "customer", "record", "group", "see"),
        (
            "S169",
            "omnidesk",
            "customer",
            "record",
            "added.cf_hidden",
            "-",
        ),
        (
            "S171",
            "omnidesk",
            "customer",
            "record",
            "added.cf_edit",
            "edit",
        ),
        (
            "D21",
            "omnidesk",
            "colleague, shared",
            "record",
            "added.cf_edit",
            "see",
        ),
        (
            "D21",
            "omnidesk",
            "colleague, not shared",
            "record",
            "subject",
            "404",
        ),
    ] {
        let (system, page) = page_of(system);
        let at = column(&system, seat);
        assert_eq!(
            cells(&page, heading, name)[at],
            expected,
            "{statement} {seat} {name}"
        );
    }
}

/// On no surface does anybody get more than the view has: with no place there, no other surface has
/// anything, and where a label stands nothing sorts, filters, suggests or tells by the value.
#[test]
fn no_surface_says_more_than_the_view() {
    let mut compared = 0;
    for system in viewers::systems() {
        let page = page(&system);
        for what in surfaces::rows() {
            let name = what.name();
            let Some(record) = section_has(&page, "record", &name) else {
                continue;
            };
            for (title, _) in surfaces::SURFACES {
                let Some(cells) = section_has(&page, title, &name) else {
                    continue;
                };
                for (record, cell) in record.iter().zip(&cells) {
                    let nothing = ["-", "refused", "404"].contains(&cell.as_str());
                    match record.as_str() {
                        "-" | "404" => assert!(nothing, "{} {title} {name}: {cell}", system.name),
                        "mask" => assert!(
                            nothing || cell == "mask",
                            "{} {title} {name}: {cell}",
                            system.name
                        ),
                        _ => {}
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 2_000, "{compared}");
}

fn section_has(page: &str, heading: &str, name: &str) -> Option<Vec<String>> {
    let rest = page.split(&format!("\n# {heading}")).nth(1)?;
    let section = rest.split("\n# ").next()?;
    let line = section
        .lines()
        .find(|line| line.starts_with(&format!("{name:<22} ")))?;
    let cells = line[name.len()..].split_whitespace();
    Some(cells.map(str::to_owned).collect())
}
