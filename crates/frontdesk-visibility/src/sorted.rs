//! A set in order, shared and not copied.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set in ascending order in one piece of memory. It is looked up by halving, and a copy of it is
/// another hand on the same set: however many tests of a filter read the viewer's groups, the groups
/// are there once.
///
/// ```
/// use frontdesk_visibility::Sorted;
/// let set = Sorted::from([3, 1, 2, 3]);
/// assert!(set.contains(&2) && !set.contains(&4));
/// assert_eq!(set.iter().collect::<Vec<_>>(), [&1, &2, &3]);
/// ```
pub struct Sorted<T>(Arc<[T]>);

impl<T: Ord> Sorted<T> {
    /// Whether this is one of them.
    #[must_use]
    pub fn contains(&self, one: &T) -> bool {
        self.0.binary_search(one).is_ok()
    }

    /// Whether all of them are among the others.
    #[must_use]
    pub fn is_subset(&self, others: &Self) -> bool {
        self.iter().all(|one| others.contains(one))
    }

    /// Whether none of them is among the others.
    #[must_use]
    pub fn is_disjoint(&self, others: &Self) -> bool {
        !self.iter().any(|one| others.contains(one))
    }
}

impl<T> Sorted<T> {
    /// Each of them, the least first.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Clone for Sorted<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Eq> PartialEq for Sorted<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl<T: Eq> Eq for Sorted<T> {}

impl<T: fmt::Debug> fmt::Debug for Sorted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<'a, T> IntoIterator for &'a Sorted<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Ord> FromIterator<T> for Sorted<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items: Vec<T> = items.into_iter().collect();
        items.sort_unstable();
        items.dedup();
        Self(items.into())
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Sorted<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

/// The order is there already.
impl<T: Clone> From<&BTreeSet<T>> for Sorted<T> {
    fn from(set: &BTreeSet<T>) -> Self {
        let mut items = set.iter().cloned();
        // A set of one or two, as most sets of states are, is made in its place.
        Self(match (items.next(), items.next()) {
            (Some(one), None) => Arc::new([one]),
            (Some(one), Some(two)) if set.len() == 2 => Arc::new([one, two]),
            _ => {
                let mut all = Vec::with_capacity(set.len());
                all.extend(set.iter().cloned());
                all.into()
            }
        })
    }
}

impl<T> From<BTreeSet<T>> for Sorted<T> {
    fn from(set: BTreeSet<T>) -> Self {
        Self(set.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Sorted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// What is stored out of order, or twice, is put in order: a set that is not sorted would lose members.
impl<'de, T: Ord + Deserialize<'de>> Deserialize<'de> for Sorted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from_iter)
    }
}
