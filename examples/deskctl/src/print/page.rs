//! Lines and tables of which every part is made safe for a terminal when it enters.

use std::fmt::{Display, Write};

use comfy_table::{LineStyle, TableStyle};
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

/// What stands in one place of a table: lines of ours. A text in a line, a stranger's too, breaks
/// none: it would draw a row that is none.
pub(super) struct Cell(Vec<String>);

impl Table {
    /// A table without rows.
    pub(super) fn new<T: Into<Cell>>(header: impl IntoIterator<Item = T>) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(UNDERLINED)
            .set_content_arrangement(comfy_table::ContentArrangement::Disabled)
            .set_header(header.into_iter().map(|cell| cell.into().text()));
        Self(table)
    }

    /// Adds a row.
    pub(super) fn row<T: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter().map(|cell| cell.into().text());
        self.0.add_row(cells);
    }
}

impl Cell {
    /// Several lines.
    pub(super) fn lines<T: Display>(lines: impl IntoIterator<Item = T>) -> Self {
        let lines = lines.into_iter();
        Self(lines.map(|line| safe::line(&line.to_string())).collect())
    }

    /// Breaks every line at blanks, and a word that is too long anywhere, so that none has more
    /// letters than this. What is broken off is set in: only a line of ours begins at the edge.
    pub(super) fn wrapped(self, width: usize) -> Self {
        let longest = width.saturating_sub(SET_IN.len()).max(1);
        let mut lines = Vec::new();
        for line in &self.0 {
            let letters = |word: &str| word.chars().collect::<Vec<char>>();
            let words = line.split_whitespace().map(letters);
            let mut begun = String::new();
            let mut length = 0;
            for part in words.flat_map(|word| parts(&word, longest)) {
                if length + 1 + part.len() > width {
                    lines.push(std::mem::replace(&mut begun, SET_IN.to_owned()));
                    length = SET_IN.len();
                } else if length > 0 {
                    begun.push(' ');
                    length += 1;
                }
                length += part.len();
                begun.extend(part);
            }
            lines.push(begun);
        }
        Self(lines)
    }

    fn text(self) -> String {
        self.0.join("\n")
    }
}

/// Before what is broken off.
const SET_IN: &str = "  ";

fn parts(word: &[char], longest: usize) -> Vec<Vec<char>> {
    word.chunks(longest).map(<[char]>::to_vec).collect()
}

impl<T: Display> From<T> for Cell {
    fn from(line: T) -> Self {
        Self::lines([line])
    }
}
