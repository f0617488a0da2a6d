//! What scopes name, and of all that is alike to them one.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{Channel, Id, Kind, Module};

/// The sets in which scopes name things. What lies in the same ones is alike to them.
#[derive(Clone, Debug)]
pub(super) struct Named<T>(BTreeSet<BTreeSet<T>>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord + Clone + Numbered> Named<T> {
    pub(super) fn add(&mut self, set: &BTreeSet<T>) {
        self.0.insert(set.clone());
    }

    /// Whether no scope asks.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Of those that lie in the same sets, one.
    pub(super) fn alike(&self) -> Vec<T> {
        let mut sets_of: BTreeMap<&T, Vec<usize>> = BTreeMap::new();
        for (number, set) in self.0.iter().enumerate() {
            for item in set {
                sets_of.entry(item).or_default().push(number);
            }
        }
        let mut first: BTreeMap<Vec<usize>, &T> = BTreeMap::new();
        for (item, sets) in sets_of {
            first.entry(sets).or_insert(item);
        }
        first.into_values().cloned().collect()
    }

    /// Of those that lie in the same sets one, and one that nobody names.
    pub(super) fn each(&self) -> Vec<T> {
        let other = (1..)
            .filter_map(T::numbered)
            .find(|other| !self.0.iter().any(|set| set.contains(other)));
        self.alike().into_iter().chain(other).collect()
    }

    /// Missing, and where a scope asks for it each and another.
    pub(super) fn maybe(&self) -> Vec<Option<T>> {
        let mut facts = vec![None];
        if !self.is_empty() {
            facts.extend(self.each().into_iter().map(Some));
        }
        facts
    }
}

/// A number made into a thing that no scope names, if the number is free.
pub(super) trait Numbered: Sized {
    fn numbered(number: i64) -> Option<Self>;
}

impl<K: Kind> Numbered for Id<K> {
    fn numbered(number: i64) -> Option<Self> {
        Some(Self::from_number(number))
    }
}

impl Numbered for Channel {
    fn numbered(number: i64) -> Option<Self> {
        Some(Self::from_name(&format!("other-{number}")))
    }
}

impl Numbered for Module {
    fn numbered(number: i64) -> Option<Self> {
        Self::new(&format!("other-{number}")).ok()
    }
}
