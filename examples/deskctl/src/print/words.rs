//! What stands in the cells: short forms of what the document says at length.

use super::page::Cell;
use crate::tour::{PersonLine, Seen, Shows};

/// Roles without their system's name, add-ons under them, then what is taken.
pub(super) fn rights(person: &PersonLine, system: &str) -> Vec<String> {
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
pub(super) fn side(seen: &Seen<'_>) -> Cell {
    let Some(lines) = &seen.lines else {
        return Cell::from("no such ticket");
    };
    Cell::lines(lines.iter().map(shown))
}

/// One line of a view.
pub(super) fn shown(line: &Shows) -> String {
    let value = line.value.as_deref().unwrap_or("-");
    let mark = if line.editable { " (editable)" } else { "" };
    format!("{}: {value}{mark}", line.field)
}

/// The first rule that fails, in few letters.
pub(super) fn short(code: &str) -> &str {
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
pub(super) fn letter(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    match number / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}
