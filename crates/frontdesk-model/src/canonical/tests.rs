use std::collections::BTreeMap;

use serde::Serialize;

use super::canonical_bytes as bytes;

#[derive(Serialize)]
struct Two<'a> {
    one: &'a str,
    two: &'a str,
}

#[derive(Serialize)]
enum Kinds {
    Unit,
    One(u8),
    Many(u8, u8),
    Named { a: u8 },
}

#[test]
fn text_never_runs_over_into_the_next_part() {
    let (left, right) = (
        Two {
            one: "ab",
            two: "c",
        },
        Two {
            one: "a",
            two: "bc",
        },
    );
    assert_ne!(bytes(&left).unwrap(), bytes(&right).unwrap());
}

#[test]
fn nesting_counts() {
    let flat: [Vec<u8>; 2] = [vec![1, 2], vec![]];
    let split: [Vec<u8>; 2] = [vec![1], vec![2]];
    assert_ne!(bytes(&flat).unwrap(), bytes(&split).unwrap());
    let inner = |text| Some(Some(text));
    assert_ne!(bytes(&inner("a")).unwrap(), bytes(&Some("a")).unwrap());
    assert_ne!(
        bytes(&None::<Option<u8>>).unwrap(),
        bytes(&Some(None::<u8>)).unwrap()
    );
}

#[test]
fn every_kind_of_variant_is_told_apart() {
    let all = [
        Kinds::Unit,
        Kinds::One(1),
        Kinds::Many(1, 1),
        Kinds::Named { a: 1 },
    ];
    let mut seen: Vec<Vec<u8>> = all.iter().map(|kind| bytes(kind).unwrap()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all.len());
}

#[test]
fn the_order_of_insertion_does_not_count() {
    let one: BTreeMap<&str, u8> = [("a", 1), ("b", 2)].into();
    let other: BTreeMap<&str, u8> = [("b", 2), ("a", 1)].into();
    assert_eq!(bytes(&one).unwrap(), bytes(&other).unwrap());
}
