use std::collections::BTreeSet;

use frontdesk_model::{Relation, SiteId};
use proptest::prelude::*;

use super::Union;
use crate::bound::{Conjunction, Dimension, Fact};

/// The rule as it is said, over all pairs.
fn lies_within(conjunction: &Conjunction, all: &BTreeSet<Conjunction>) -> bool {
    let missed = |other: &Conjunction| -> Option<Vec<(Dimension, BTreeSet<Fact>)>> {
        let related = other.relations.is_subset(&conjunction.relations);
        let wanted = other.conditions.iter();
        let wanted = wanted.flat_map(|(at, sets)| sets.iter().map(|set| (*at, set.clone())));
        let is_met = |(at, wanted): &(Dimension, BTreeSet<Fact>)| {
            let mut sets = conjunction.conditions.get(at).into_iter().flatten();
            sets.any(|set| set.is_subset(wanted))
        };
        related.then(|| wanted.filter(|one| !is_met(one)).collect())
    };
    let has_nothing = || {
        let mut sets = conjunction.conditions.values().flatten();
        sets.any(BTreeSet::is_empty)
    };
    let together = |one: &Conjunction, other: &Conjunction| {
        let (Some(one), Some(other)) = (missed(one), missed(other)) else {
            return false;
        };
        let ([(at, one)], [(also, other)]) = (one.as_slice(), other.as_slice()) else {
            return false;
        };
        let both: BTreeSet<Fact> = one.union(other).cloned().collect();
        let mut sets = conjunction.conditions.get(at).into_iter().flatten();
        at == also && sets.any(|set| set.is_subset(&both))
    };
    has_nothing()
        || all
            .iter()
            .any(|one| missed(one).is_some_and(|m| m.is_empty()))
        || all
            .iter()
            .any(|one| all.iter().any(|other| together(one, other)))
}

fn conjunction() -> impl Strategy<Value = Conjunction> {
    let fact = |number: i64| Fact::Site(SiteId::from_number(number));
    let set = prop::collection::btree_set((0..4_i64).prop_map(fact), 0..4);
    let dimension = prop::sample::select(vec![
        Dimension::Groups,
        Dimension::Sites,
        Dimension::Channels,
    ]);
    let relation = prop::sample::select(vec![Relation::Own, Relation::Unassigned]);
    (
        prop::collection::btree_set(relation, 0..2),
        prop::collection::btree_map(dimension, prop::collection::btree_set(set, 1..3), 0..3),
    )
        .prop_map(|(relations, conditions)| Conjunction {
            relations,
            conditions,
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(20_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What is looked at is enough: the answer is that of comparing with all and with every pair.
    #[test]
    fn the_union_has_what_all_pairs_have(
        all in prop::collection::btree_set(conjunction(), 0..8),
        one in conjunction(),
    ) {
        prop_assert_eq!(Union::of(&all).has_all_of(&one), lies_within(&one, &all));
    }
}

/// Both answers come, each in every way in which it can.
#[test]
fn two_that_each_miss_a_condition_have_it_together() {
    let of = |facts: &[i64]| {
        let facts = facts
            .iter()
            .map(|number| Fact::Site(SiteId::from_number(*number)));
        let mut conjunction = Conjunction::default();
        conjunction.require(Dimension::Sites, facts.collect());
        conjunction
    };
    let all: BTreeSet<Conjunction> = (0..2_000).map(|at| of(&[at, at + 1])).collect();
    let union = Union::of(&all);
    assert!(union.has_all_of(&of(&[7])));
    assert!(union.has_all_of(&of(&[7, 8])));
    assert!(union.has_all_of(&of(&[7, 8, 9])));
    assert!(union.has_all_of(&of(&[7, 8, 1_000, 1_001])));
    assert!(!union.has_all_of(&of(&[7, 9, 11])));
    assert!(!union.has_all_of(&of(&[7, 5_000])));
    assert!(!union.has_all_of(&Conjunction::default()));
}
