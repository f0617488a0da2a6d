//! Lists, sets and inner objects of a record.

use std::collections::BTreeSet;

use frontdesk_model::{Language, Module};

use super::{Record, whole_number};
use crate::read::{
    Expected, Item, Log, Named, Personal, Tree, WarningKind, one, places, read_each,
};

impl Record<'_> {
    /// The values of a vocabulary, as a set.
    pub(crate) fn choices<T: Named + Ord>(&mut self, name: &'static str) -> BTreeSet<T> {
        let read = |at: &str, text: &str, log: &Log| {
            let value = T::from_name(text);
            if value.is_other() {
                log.warn(at, WarningKind::UnknownValue { field: name });
            }
            Some(value)
        };
        self.each_text(name, read).into_iter().collect()
    }

    /// A list of texts; blank ones are dropped with a warning.
    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.each_text(name, |_, text, _| Some(text.to_owned()))
    }

    /// A list of modules, as a set.
    pub(crate) fn modules(&mut self, name: &'static str) -> BTreeSet<Module> {
        let read = |_: &str, text: &str, _: &Log| Module::new(text).ok();
        self.each_text(name, read).into_iter().collect()
    }

    /// A list of language tags, as a set.
    pub(crate) fn languages(&mut self, name: &'static str) -> BTreeSet<Language> {
        let read = |at: &str, text: &str, log: &Log| {
            let language = Language::parse(text).ok();
            if language.is_none() {
                let expected = Expected::LanguageTag;
                log.warn(at, WarningKind::Unreadable { expected });
            }
            language
        };
        self.each_text(name, read).into_iter().collect()
    }

    /// Addresses: a list, or one text with commas between them.
    pub(crate) fn addresses(&mut self, name: &'static str) -> Vec<Personal> {
        if let Some(Tree::Text(_)) = self.fields.get(name) {
            let text = self.text(name).unwrap_or_default();
            let addresses = text.split(',').map(str::trim);
            return addresses
                .filter(|address| !address.is_empty())
                .map(Personal::from)
                .collect();
        }
        self.texts(name).into_iter().map(Personal::from).collect()
    }

    /// A list of numbers of other records, as a set.
    pub(crate) fn references(&mut self, name: &'static str) -> BTreeSet<i64> {
        let mut ids = BTreeSet::new();
        for (at, tree) in self.items(name) {
            match whole_number(&tree) {
                Some(id) if id >= 1 => {
                    if matches!(tree, Tree::Text(_)) {
                        self.log.warn(&at, WarningKind::NumberAsText);
                    }
                    ids.insert(id);
                }
                _ => {
                    let expected = Expected::WholeNumber;
                    self.log.warn(&at, WarningKind::Unreadable { expected });
                }
            }
        }
        ids
    }

    /// An inner object.
    pub(crate) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Record<'_>) -> T,
    ) -> Option<T> {
        let tree = self.take(name)?;
        one((self.at_field(name), tree), self.log, read)
    }

    /// A list of inner objects.
    pub(crate) fn objects<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&mut Record<'_>) -> T,
    ) -> Vec<T> {
        read_each(self.items(name), self.log, read)
            .into_iter()
            .map(|(_, value)| value)
            .collect()
    }

    /// The entries of an object whose keys are data. An empty list counts as an empty object: that
    /// is how PHP writes one.
    pub(crate) fn entries(&mut self, name: &'static str) -> Vec<(String, Tree)> {
        match self.take(name) {
            None => Vec::new(),
            Some(Tree::Object(entries)) => entries,
            Some(Tree::List(list)) if list.is_empty() => Vec::new(),
            Some(_) => {
                self.unreadable::<()>(name, Expected::Object);
                Vec::new()
            }
        }
    }

    /// The elements of a list, each with its place.
    pub(crate) fn items(&mut self, name: &'static str) -> Vec<Item> {
        self.list(name).unwrap_or_default()
    }

    /// The elements of a list, each with its place; `None` when there is no list.
    pub(crate) fn list(&mut self, name: &'static str) -> Option<Vec<Item>> {
        match self.take(name)? {
            Tree::List(list) => Some(places(&self.at_field(name), list)),
            _ => self.unreadable(name, Expected::List),
        }
    }

    fn each_text<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str, &str, &Log) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for (at, tree) in self.items(name) {
            match tree {
                Tree::Text(text) if !text.trim().is_empty() => {
                    values.extend(read(&at, &text, self.log));
                }
                _ => {
                    let expected = Expected::Text;
                    self.log.warn(&at, WarningKind::Unreadable { expected });
                }
            }
        }
        values
    }
}
