//! A set in order, shared and not copied.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hashed::Hashed;

/// A set in ascending order in one piece of memory. It is looked up by hash, and a copy of it is
/// another hand on the same set: however many tests of a filter read the viewer's groups, the groups
/// are there once. What is in it is hashed with a fixed hasher, so that the same set is always found
/// the same way; equal ones have to have equal hashes, as [`Hash`] asks.
///
/// ```
/// use frontdesk_visibility::Sorted;
/// let set = Sorted::from([3, 1, 2, 3]);
/// assert!(set.contains(&2) && !set.contains(&4));
/// assert_eq!(set.iter().collect::<Vec<_>>(), [&1, &2, &3]);
/// ```
pub struct Sorted<T>(Form<T>);

enum Form<T> {
    /// So few that to compare with each of them is as quick as a hash.
    Few(Arc<[T]>),
    Many(Arc<Hashed<T>>),
}

/// The most that are few.
const FEW: usize = 15;

impl<T: Ord + Hash> Sorted<T> {
    /// Whether this is one of them.
    #[must_use]
    #[inline]
    pub fn contains(&self, one: &T) -> bool {
        match &self.0 {
            // Each is compared, found or not: a processor has nothing to guess.
            Form::Few(all) => all
                .iter()
                .fold(false, |found, other| found | (other == one)),
            Form::Many(all) => all.contains(one),
        }
    }

    /// Whether one of the others is one of them.
    #[inline(never)]
    pub(crate) fn has_one_of(&self, others: &BTreeSet<T>) -> bool {
        others.iter().any(|one| self.contains(one))
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

impl<T: Hash> Sorted<T> {
    /// Of what is in order already, each once.
    fn of(all: Vec<T>) -> Self {
        Self(match all.len() {
            ..=FEW => Form::Few(all.into()),
            _ => Form::Many(Arc::new(Hashed::of(all))),
        })
    }
}

impl<T> Sorted<T> {
    fn as_slice(&self) -> &[T] {
        match &self.0 {
            Form::Few(all) => all,
            Form::Many(all) => all.as_slice(),
        }
    }

    /// Each of them, the least first.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.as_slice().iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }
}

impl<T> Clone for Sorted<T> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Form::Few(all) => Form::Few(Arc::clone(all)),
            Form::Many(all) => Form::Many(Arc::clone(all)),
        })
    }
}

impl<T: Eq> PartialEq for Sorted<T> {
    fn eq(&self, other: &Self) -> bool {
        let (all, others) = (self.as_slice(), other.as_slice());
        std::ptr::eq(all, others) || all == others
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

impl<T: Ord + Hash> FromIterator<T> for Sorted<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items: Vec<T> = items.into_iter().collect();
        items.sort_unstable();
        items.dedup();
        Self::of(items)
    }
}

impl<T: Ord + Hash, const N: usize> From<[T; N]> for Sorted<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

/// The order is there already.
impl<T: Clone + Hash> From<&BTreeSet<T>> for Sorted<T> {
    fn from(set: &BTreeSet<T>) -> Self {
        let mut items = set.iter().cloned();
        // A set of one or two, as most sets of states are, is made in its place.
        match (items.next(), items.next()) {
            (Some(one), None) => Self(Form::Few(Arc::new([one]))),
            (Some(one), Some(two)) if set.len() == 2 => Self(Form::Few(Arc::new([one, two]))),
            _ => {
                let mut all = Vec::with_capacity(set.len());
                all.extend(set.iter().cloned());
                Self::of(all)
            }
        }
    }
}

impl<T: Hash> From<BTreeSet<T>> for Sorted<T> {
    fn from(set: BTreeSet<T>) -> Self {
        Self::of(set.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Sorted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// What is stored out of order, or twice, is put in order: a set that is not sorted would lose members.
impl<'de, T: Ord + Hash + Deserialize<'de>> Deserialize<'de> for Sorted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from_iter)
    }
}
