//! Lines and tables of which every part is made safe for a terminal when it enters.

use std::fmt::{Display, Write};

use comfy_table::{ContentArrangement, LineStyle, TableStyle};
use owo_colors::OwoColorize;

use super::safe;

/// Columns under an underlined header.
const UNDERLINED: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction(' '));

/// The text so far.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

/// A part of a line in one ink.
pub(super) struct Span {
    ink: Ink,
    text: String,
}

enum Ink {
    Plain,
    Bold,
    Heading,
    Green,
    Red,
    Yellow,
}

/// In no color.
pub(super) fn plain(text: impl Display) -> Span {
    Span::new(Ink::Plain, text)
}

/// What a line is about.
pub(super) fn bold(text: impl Display) -> Span {
    Span::new(Ink::Bold, text)
}

/// A yes, or more.
pub(super) fn green(text: impl Display) -> Span {
    Span::new(Ink::Green, text)
}

/// A no, or less.
pub(super) fn red(text: impl Display) -> Span {
    Span::new(Ink::Red, text)
}

/// What deserves a look.
pub(super) fn yellow(text: impl Display) -> Span {
    Span::new(Ink::Yellow, text)
}

impl Span {
    fn new(ink: Ink, text: impl Display) -> Self {
        Self {
            ink,
            text: safe::line(&text.to_string()),
        }
    }

    fn colored(&self) -> String {
        let text = &self.text;
        match self.ink {
            Ink::Plain => text.clone(),
            Ink::Bold => text.bold().to_string(),
            Ink::Heading => text.bold().cyan().to_string(),
            Ink::Green => text.green().to_string(),
            Ink::Red => text.red().to_string(),
            Ink::Yellow => text.yellow().to_string(),
        }
    }
}

impl Page {
    /// Everything, with the escape sequences of color.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// One line of several parts.
    pub(super) fn line<const N: usize>(&mut self, spans: [Span; N]) {
        let line: String = spans.iter().map(Span::colored).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    /// One line in no color.
    pub(super) fn say(&mut self, text: impl Display) {
        self.line([plain(text)]);
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.line([]);
    }

    /// A heading with air around it.
    pub(super) fn heading(&mut self, heading: &str) {
        self.gap();
        self.line([Span::new(Ink::Heading, heading)]);
        self.gap();
    }

    /// A table, indented.
    pub(super) fn table(&mut self, table: &Table) {
        for line in table.0.lines() {
            self.say(format!("  {}", line.trim_end()));
        }
    }
}

/// Rows under a header.
pub(super) struct Table(comfy_table::Table);

impl Table {
    /// A table without rows.
    pub(super) fn new<T: ToString>(header: impl IntoIterator<Item = T>) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(UNDERLINED)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(header.into_iter().map(cell));
        Self(table)
    }

    /// Adds a row. A line break in a cell stays one.
    pub(super) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.add_row(cells.into_iter().map(cell));
    }

    /// Breaks long lines so that the table is at most this wide, in characters.
    pub(super) fn wrap(&mut self, width: u16) {
        self.0
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
    }
}

fn cell<T: ToString>(text: T) -> String {
    safe::text(&text.to_string())
}
