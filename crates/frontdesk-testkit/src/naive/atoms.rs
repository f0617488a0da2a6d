//! The table of catalogue section 1, as text.

use std::sync::OnceLock;

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    /// Its dotted name.
    pub name: &'static str,
    /// The column Object.
    pub object: &'static str,
    /// The column Section.
    pub section: &'static str,
    /// The column Prerequisites.
    pub needs: Vec<&'static str>,
}

/// Every row, in the order of the table.
#[must_use]
pub fn atoms() -> &'static [Atom] {
    static TABLE: OnceLock<Vec<Atom>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("atoms.txt").lines();
        lines
            .filter(|line| !line.starts_with('#'))
            .map(row)
            .collect()
    })
}

/// The row of this name.
#[must_use]
pub fn atom(name: &str) -> Option<&'static Atom> {
    atoms().iter().find(|atom| atom.name == name)
}

fn row(line: &'static str) -> Atom {
    let mut columns = line.split('|').map(str::trim);
    let mut column = || columns.next().unwrap_or_default();
    Atom {
        name: column(),
        object: column(),
        section: column(),
        needs: column()
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect(),
    }
}
