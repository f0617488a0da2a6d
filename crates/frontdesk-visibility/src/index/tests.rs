//! The parts of the index beside the ordered collections of the standard library.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta};
use frontdesk_model::uuid::Uuid;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::numbers::Numbers;
use super::ordered::{Entry, Ordered};
use super::slots::Slots;
use super::table::Table;

/// A run of slots that are put in or taken out: short ones among each other, and long ones, which make bitmaps and
/// take them down again.
fn runs() -> impl Strategy<Value = Vec<(bool, u32, u32, u32)>> {
    let short = vec((any::<bool>(), 0..20_u32, 1..4_u32, 1..4_u32), 0..=30);
    let first = prop_oneof![0..3_000_u32, 60_000..70_000_u32, 130_000..140_000_u32];
    let long = vec((any::<bool>(), first, 1..1_500_u32, 1..40_u32), 0..=12);
    prop_oneof![1 => short, 2 => long]
}

fn listed(slots: &Slots) -> Vec<u32> {
    let mut all = Vec::new();
    slots.push_to(&mut all);
    all
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn slots_are_an_ordered_set(runs in runs(), asked in vec(0..141_000_u32, 20)) {
        let (mut slots, mut plain) = (Slots::default(), BTreeSet::new());
        for (put, first, count, step) in runs {
            for slot in (first..).step_by(step as usize).take(count as usize) {
                // Twice is once.
                for _ in 0..=slot % 2 {
                    if put {
                        slots.insert(slot);
                    } else {
                        slots.remove(slot);
                    }
                }
                if put { plain.insert(slot) } else { plain.remove(&slot) };
            }
            prop_assert_eq!(slots.len(), plain.len());
            prop_assert_eq!(slots.is_empty(), plain.is_empty());
            prop_assert_eq!(listed(&slots), plain.iter().copied().collect::<Vec<_>>());
        }
        for slot in asked.iter().chain(plain.iter().take(5)) {
            prop_assert_eq!(slots.contains(*slot), plain.contains(slot));
        }
        // Part by part it is the whole.
        let mut seen = Vec::new();
        for first in (0..4096).step_by(64) {
            let mut words = [0; 64];
            slots.part(first, 64).set_in(&mut words, first);
            for (at, word) in (first as u32..).zip(words) {
                seen.extend(super::slots::bits(word).map(|bit| at * 64 + bit));
            }
        }
        prop_assert_eq!(seen, plain.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_ordered_is_an_ordered_set(
        edits in vec((any::<bool>(), 0..400_i64, 0..8_u32), 0..=3_000), from in 0..400_i64,
    ) {
        let at = |second: i64| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let (mut ordered, mut plain) = (Ordered::default(), BTreeSet::new());
        for (put, second, slot) in edits {
            let entry = (at(second), slot);
            match put {
                true => {
                    plain.insert(entry);
                    if second % 3 == 0 { ordered.note(entry) } else { ordered.insert(entry) }
                }
                false => {
                    ordered.put_in_order();
                    plain.remove(&entry);
                    ordered.remove(entry);
                }
            }
        }
        ordered.put_in_order();
        prop_assert_eq!(ordered.len(), plain.len());
        let down: Vec<_> = plain.iter().rev().copied().collect();
        prop_assert_eq!(ordered.down_from(None).collect::<Vec<_>>(), &down[..]);
        let until: Vec<_> = down.into_iter().filter(|entry| entry.0 <= at(from)).collect();
        prop_assert_eq!(ordered.down_from(Some(at(from))).collect::<Vec<_>>(), until);
        let again: Ordered = plain.iter().rev().copied().collect();
        prop_assert_eq!(again.down_from(None).collect::<Vec<_>>(), ordered.down_from(None).collect::<Vec<_>>());
        // Once round, block by block.
        let holds = |entry: Entry| entry.1.is_multiple_of(3);
        for _ in 0..=plain.len() {
            ordered.sweep(|slot| slot, |entry, slot| entry.1 == *slot && holds(entry));
        }
        plain.retain(|entry| holds(*entry));
        prop_assert_eq!(ordered.len(), plain.len());
        prop_assert!(ordered.down_from(None).eq(plain.iter().rev().copied()));
    }

    #[test]
    fn numbers_are_a_set(all in vec(prop_oneof![0..900_u32, any::<u32>()], 0..20), asked in vec(0..900_u32, 20)) {
        let plain: BTreeSet<u32> = all.iter().copied().collect();
        let numbers = Numbers::of(all.clone());
        prop_assert!(numbers.iter().eq(plain.iter().copied()));
        for number in asked.into_iter().chain(all) {
            prop_assert_eq!(numbers.contains(number), plain.contains(&number));
        }
    }

    /// With hashes that are mostly the same, so that they push one another along.
    #[test]
    fn the_table_is_a_map(edits in vec((any::<bool>(), 0..200_u32), 0..=600), hashes in 1..40_u32) {
        let hash = |number: u32| (number % hashes).wrapping_mul(0x4000_0001).wrapping_sub(3);
        let (mut table, mut plain) = (Table::default(), BTreeMap::new());
        for (put, number) in edits {
            match put {
                true if plain.insert(number, hash(number)).is_none() => table.insert(hash(number), number),
                true => {}
                false => {
                    plain.remove(&number);
                    table.remove(hash(number), number);
                }
            }
        }
        for number in 0..200 {
            let found = table.find(hash(number), |one| one == number);
            prop_assert_eq!(found.is_some(), plain.contains_key(&number));
        }
    }
}

#[test]
fn kinds_have_hashes_of_their_own() {
    let id = Uuid::from_u128(7);
    let hashes: BTreeSet<u32> = (0..32).map(|kind| super::table::hash(kind, id)).collect();
    assert_eq!(hashes.len(), 32);
}
