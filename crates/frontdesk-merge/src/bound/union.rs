//! Where one of many conjunctions holds, and what is shown to lie there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conjunction, Dimension, Fact};

/// The union of some conjunctions.
#[derive(Debug)]
pub(super) struct Union<'a> {
    all: &'a BTreeSet<Conjunction>,
    /// By each fact of one set that it requires, that of the rarest facts: what has nothing in common
    /// with the set has nothing to do with the conjunction.
    by_fact: BTreeMap<(Dimension, &'a Fact), Vec<Numbered<'a>>>,
    /// Those that require nothing of any fact.
    by_relation: Vec<Numbered<'a>>,
}

type Numbered<'a> = (usize, &'a Conjunction);

/// A set in which the fact of a dimension must lie.
type Required<'a> = (Dimension, &'a BTreeSet<Fact>);

impl<'a> Union<'a> {
    pub(super) fn of(all: &'a BTreeSet<Conjunction>) -> Self {
        let mut count: BTreeMap<(Dimension, &Fact), usize> = BTreeMap::new();
        for fact in all.iter().flat_map(required).flat_map(facts_of) {
            *count.entry(fact).or_default() += 1;
        }
        let common = |set: &Required<'_>| -> usize {
            let counts = facts_of(*set).filter_map(|fact| count.get(&fact));
            counts.sum()
        };
        let (mut by_fact, mut by_relation) = (BTreeMap::new(), Vec::new());
        for numbered in all.iter().enumerate() {
            match required(numbered.1).min_by_key(common) {
                None => by_relation.push(numbered),
                Some(rarest) => {
                    for fact in facts_of(rarest) {
                        let with_it: &mut Vec<_> = by_fact.entry(fact).or_default();
                        with_it.push(numbered);
                    }
                }
            }
        }
        Self {
            all,
            by_fact,
            by_relation,
        }
    }

    /// Whether a conjunction is shown to lie within the union: within one of these, or within two of
    /// which each misses one condition, in the same dimension, that the two meet together.
    pub(super) fn has_all_of(&self, conjunction: &Conjunction) -> bool {
        if conjunction.is_empty() || self.all.contains(conjunction) {
            return true;
        }
        let mut missed_once: BTreeMap<Dimension, BTreeSet<&BTreeSet<Fact>>> = BTreeMap::new();
        for other in self.near(conjunction).into_values() {
            if !other.relations.is_subset(&conjunction.relations) {
                continue;
            }
            match conjunction.missed(other).as_slice() {
                [] => return true,
                [(dimension, set)] => {
                    missed_once.entry(*dimension).or_default().insert(set);
                }
                _ => {}
            }
        }
        let mut missed = missed_once.iter();
        missed.any(|(dimension, sets)| is_split(conjunction, *dimension, sets))
    }

    /// Those that may have something of the conjunction, by number. One that has it all, or one of
    /// two that have it together, names in every dimension something that the conjunction allows.
    fn near(&self, conjunction: &Conjunction) -> BTreeMap<usize, &'a Conjunction> {
        let mut near: BTreeMap<usize, &Conjunction> = self.by_relation.iter().copied().collect();
        for fact in required(conjunction).flat_map(facts_of) {
            near.extend(self.by_fact.get(&fact).into_iter().flatten().copied());
        }
        near
    }
}

fn required(conjunction: &Conjunction) -> impl Iterator<Item = Required<'_>> {
    let conditions = conjunction.conditions.iter();
    conditions.flat_map(|(dimension, sets)| sets.iter().map(|set| (*dimension, set)))
}

fn facts_of((dimension, set): Required<'_>) -> impl Iterator<Item = (Dimension, &Fact)> {
    set.iter().map(move |fact| (dimension, fact))
}

/// Whether whatever lies in the conjunction meets one of two of these conditions.
fn is_split(
    conjunction: &Conjunction,
    dimension: Dimension,
    conditions: &BTreeSet<&BTreeSet<Fact>>,
) -> bool {
    conjunction.sets(dimension).any(|set| {
        // One of the two has the first fact, and the other whatever that one lacks.
        let has_first = |one: &&&BTreeSet<Fact>| set.first().is_some_and(|fact| one.contains(fact));
        conditions.iter().filter(has_first).any(|one| {
            let lacked: BTreeSet<&Fact> = set.difference(one).collect();
            let has_them =
                |other: &&BTreeSet<Fact>| lacked.iter().all(|fact| other.contains(*fact));
            conditions.iter().any(has_them)
        })
    })
}

#[cfg(test)]
mod tests;
