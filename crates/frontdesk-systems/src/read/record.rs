//! A cursor over one object: what is read is taken out, and what is left over at the end is
//! unknown.

mod lists;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use frontdesk_model::Limit;

use super::warning::{child, short};
use super::{Expected, Log, Named, Personal, Problem, Tree, WarningKind};

/// One object that is being read. Null and missing are one; so are blank text and missing.
///
/// A mandatory field that is missing or unreadable makes a [`Problem`]: the getter then gives a
/// placeholder, and whoever opened the record drops it (see [`finish`](Self::finish)).
pub(crate) struct Record<'a> {
    at: String,
    fields: BTreeMap<String, Tree>,
    log: &'a Log,
    problems: Vec<Problem>,
}

impl<'a> Record<'a> {
    /// Opens an object; anything else has the problem of being none.
    pub(crate) fn open(at: String, tree: Tree, log: &'a Log) -> Self {
        let mut record = Self {
            at,
            fields: BTreeMap::new(),
            log,
            problems: Vec::new(),
        };
        match tree {
            Tree::Object(entries) => {
                for (key, value) in entries {
                    let name = short(&key);
                    if record.fields.insert(key, value).is_some() {
                        record.log.warn_field(
                            &record.at,
                            &name,
                            WarningKind::DuplicateField { name: name.clone() },
                        );
                    }
                }
            }
            _ => record.problems.push(Problem::NotAnObject),
        }
        record
    }

    /// Reports the fields that nobody took, and gives the problems. With problems, only those are
    /// reported by the caller: of a record that is not imported no field is.
    pub(crate) fn finish(self) -> Vec<Problem> {
        if self.problems.is_empty() {
            for key in self.fields.keys() {
                let name = short(key);
                self.log
                    .warn_field(&self.at, key, WarningKind::UnknownField { name });
            }
        }
        self.problems
    }

    /// Where the record stands.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// Where a field of it stands.
    pub(crate) fn at_field(&self, name: &str) -> String {
        child(&self.at, name)
    }

    /// The log of this reading.
    pub(crate) const fn log(&self) -> &'a Log {
        self.log
    }

    /// Notes what makes the record broken.
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Reports something about a field.
    pub(crate) fn warn(&self, field: &str, kind: WarningKind) {
        self.log.warn_field(&self.at, field, kind);
    }

    /// Takes a field that is documented and deliberately not imported.
    pub(crate) fn skip(&mut self, names: &[&str]) {
        for name in names {
            self.fields.remove(*name);
        }
    }

    /// Whether a field is there and not null.
    pub(crate) fn has(&self, name: &str) -> bool {
        !matches!(self.fields.get(name), None | Some(Tree::Null))
    }

    /// Takes a value; null and missing are one.
    pub(crate) fn take(&mut self, name: &str) -> Option<Tree> {
        self.fields
            .remove(name)
            .filter(|value| !matches!(value, Tree::Null))
    }

    /// Takes every field whose name fits.
    pub(crate) fn take_where(&mut self, fits: impl Fn(&str) -> bool) -> Vec<(String, Tree)> {
        let (taken, left): (BTreeMap<_, _>, _) = std::mem::take(&mut self.fields)
            .into_iter()
            .partition(|(key, _)| fits(key));
        self.fields = left;
        taken.into_iter().collect()
    }

    /// A text as it came; blank is missing.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Tree::Text(text) => Some(text).filter(|text| !text.trim().is_empty()),
            _ => self.unreadable(name, Expected::Text),
        }
    }

    /// A text that says something about a person.
    pub(crate) fn personal(&mut self, name: &'static str) -> Option<Personal> {
        self.text(name).map(Personal::from)
    }

    /// A mandatory text about a person.
    pub(crate) fn required_personal(&mut self, name: &'static str) -> Personal {
        let text = self.personal(name);
        self.required(name, text)
    }

    /// A mandatory text.
    pub(crate) fn required_text(&mut self, name: &'static str) -> String {
        let text = self.text(name);
        self.required(name, text)
    }

    /// A key that some send as text and some as a number.
    pub(crate) fn token(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Tree::Text(text) => Some(text).filter(|text| !text.trim().is_empty()),
            Tree::Number(number) => Some(number.to_string()),
            _ => self.unreadable(name, Expected::Text),
        }
    }

    /// A mandatory key that some send as text and some as a number.
    pub(crate) fn required_token(&mut self, name: &'static str) -> String {
        let token = self.token(name);
        self.required(name, token)
    }

    /// The record's own number, from 1.
    pub(crate) fn id(&mut self, name: &'static str) -> i64 {
        match self.whole(name) {
            None => self.problem(Problem::Missing { field: name }),
            Some(Some(id)) if id >= 1 => return id,
            Some(Some(_)) => self.problem(Problem::OutOfRange { field: name }),
            Some(None) => self.problem_unreadable(name, Expected::WholeNumber),
        }
        0
    }

    /// The number of another record; 0 is none. What it refers to decides who may see and do what,
    /// so an unreadable one breaks the record rather than counting as none.
    pub(crate) fn reference(&mut self, name: &'static str) -> Option<i64> {
        match self.whole(name)? {
            Some(0) => None,
            Some(id) if id > 0 => Some(id),
            Some(_) => {
                self.problem(Problem::OutOfRange { field: name });
                None
            }
            None => {
                self.problem_unreadable(name, Expected::WholeNumber);
                None
            }
        }
    }

    /// A number of things.
    pub(crate) fn count(&mut self, name: &'static str) -> Option<u64> {
        let count = self
            .whole(name)?
            .and_then(|count| u64::try_from(count).ok());
        if count.is_none() {
            self.unreadable::<()>(name, Expected::WholeNumber);
        }
        count
    }

    /// A limit of conversations (S101): null is unlimited, and what is no number from 1 breaks the
    /// record rather than lifting the limit.
    pub(crate) fn limit(&mut self, name: &'static str) -> Option<Limit> {
        match self.whole(name)? {
            Some(limit) => match u32::try_from(limit) {
                Ok(limit @ 1..) => return Some(Limit::Count(limit)),
                _ => self.problem(Problem::OutOfRange { field: name }),
            },
            None => self.problem_unreadable(name, Expected::WholeNumber),
        }
        None
    }

    /// A flag that gives something. Unreadable is reported and none.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        match self.take(name)? {
            Tree::Flag(flag) => Some(flag),
            _ => self.unreadable(name, Expected::Flag),
        }
    }

    /// A flag that is always there; its absence is reported.
    pub(crate) fn expected_flag(&mut self, name: &'static str) -> Option<bool> {
        if !self.has(name) {
            self.warn(name, WarningKind::MissingField { field: name });
        }
        self.flag(name)
    }

    /// A flag that takes something away: missing is not set, unreadable is set and reported.
    pub(crate) fn restriction(&mut self, name: &'static str) -> bool {
        match self.take(name) {
            None => false,
            Some(Tree::Flag(flag)) => flag,
            Some(_) => {
                self.warn(name, WarningKind::TakenAsSet { field: name });
                true
            }
        }
    }

    /// A value of a vocabulary; an undocumented one is reported.
    pub(crate) fn choice<T: Named>(&mut self, name: &'static str) -> Option<T> {
        let value = self.open_choice::<T>(name)?;
        if value.is_other() {
            self.warn(name, WarningKind::UnknownValue { field: name });
        }
        Some(value)
    }

    /// A value of a vocabulary that each account may extend.
    pub(crate) fn open_choice<T: Named>(&mut self, name: &'static str) -> Option<T> {
        self.text(name).map(|text| T::from_name(&text))
    }

    /// A mandatory value of a vocabulary.
    pub(crate) fn required_choice<T: Named>(&mut self, name: &'static str) -> T {
        let value = self.choice(name);
        if value.is_none() {
            self.problem(Problem::Missing { field: name });
        }
        value.unwrap_or_else(|| T::from_name(""))
    }

    /// A moment; "-" is none. Reads RFC 2822, RFC 3339, and `YYYY-MM-DD HH:MM:SS` as UTC.
    pub(crate) fn moment(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        let text = self.text(name).filter(|text| text != "-")?;
        match moment(&text) {
            Some(moment) => Some(moment),
            None => self.unreadable(name, Expected::Moment),
        }
    }

    /// A mandatory moment.
    pub(crate) fn required_moment(&mut self, name: &'static str) -> DateTime<Utc> {
        let moment = self.moment(name);
        self.required(name, moment)
    }

    /// A whole number: `None` is missing (so are "" and "-"), `Some(None)` unreadable.
    fn whole(&mut self, name: &'static str) -> Option<Option<i64>> {
        let tree = self.take(name)?;
        if matches!(&tree, Tree::Text(text) if matches!(text.trim(), "" | "-")) {
            return None;
        }
        let number = whole_number(&tree);
        if number.is_some() && matches!(tree, Tree::Text(_)) {
            self.warn(name, WarningKind::NumberAsText);
        }
        Some(number)
    }

    fn required<T: Default>(&mut self, name: &'static str, value: Option<T>) -> T {
        if value.is_none() {
            self.problem(Problem::Missing { field: name });
        }
        value.unwrap_or_default()
    }

    fn unreadable<T>(&self, name: &'static str, expected: Expected) -> Option<T> {
        self.warn(name, WarningKind::Unreadable { expected });
        None
    }

    fn problem_unreadable(&mut self, field: &'static str, expected: Expected) {
        self.problem(Problem::Unreadable { field, expected });
    }
}

/// A whole number that fits 64 bits, or such a number as text.
fn whole_number(tree: &Tree) -> Option<i64> {
    match tree {
        Tree::Number(number) => number.as_i64(),
        Tree::Text(text) if !text.starts_with('+') => text.parse().ok(),
        _ => None,
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let zoned: Option<DateTime<FixedOffset>> = DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .ok();
    zoned.map(|moment| moment.to_utc()).or_else(|| {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
            .ok()
            .map(|moment| moment.and_utc())
    })
}
