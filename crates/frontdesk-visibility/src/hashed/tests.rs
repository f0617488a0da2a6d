//! What is found by hash is what is there, however the hashes fall.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use frontdesk_model::GroupId;
use proptest::prelude::*;

use super::{ANYWHERE, Hashed};
use crate::sorted::Sorted;

/// A number of which only the remainder is hashed: 1 puts all into one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Colliding {
    number: u16,
    hashes: u16,
}

impl Hash for Colliding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.number % self.hashes).hash(state);
    }
}

fn agrees<T: Ord + Hash + Clone>(all: &BTreeSet<T>, asked: impl IntoIterator<Item = T>) {
    let hashed = Hashed::of(all.iter().cloned().collect());
    let sorted = Sorted::from(all);
    assert!(hashed.as_slice().iter().eq(all) && sorted.iter().eq(all));
    for one in asked {
        assert_eq!(hashed.contains(&one), all.contains(&one));
        assert_eq!(sorted.contains(&one), all.contains(&one));
    }
}

#[test]
fn few_and_colliding() {
    for hashes in [1, 2, 3, 7, 1_000] {
        let one = |number| Colliding { number, hashes };
        for count in [0, 1, 2, 3, 4, 15, 16, 17, 64, 65, 300] {
            // Every second number, so that half of what is asked is not there.
            let all = (0..count).map(|number| one(2 * number)).collect();
            agrees(&all, (0..=2 * count + 1).map(one));
        }
    }
}

/// Longer than the numbers in the slots reach: there are none. One fewer: there are.
#[test]
fn as_long_as_places_reach() {
    let longest = u32::from(ANYWHERE);
    for count in [longest - 1, longest, longest + 1] {
        let hashed = Hashed::of((0..count).collect());
        assert_eq!(hashed.slots.is_empty(), count > longest);
        for one in [0, 1, count / 2, count - 2, count - 1] {
            assert!(hashed.contains(&one), "{one} of {count}");
        }
        assert!(!hashed.contains(&count) && !hashed.contains(&u32::MAX));
    }
}

/// The first place stands in slots that nobody has taken: who is led there is compared and not taken for it.
#[test]
fn led_to_the_first() {
    let ids = (0..50).map(GroupId::from_number).collect();
    agrees(&ids, (0..10_000).map(GroupId::from_number));
}

proptest! {
    #[test]
    fn what_is_found_is_what_is_there(
        all in prop::collection::btree_set(0_u16..400, 0..120),
        hashes in prop_oneof![Just(1_u16), 2_u16..8, Just(400_u16)],
    ) {
        let one = |number| Colliding { number, hashes };
        agrees(&all.into_iter().map(one).collect(), (0..400).map(one));
    }

    #[test]
    fn names_of_any_length(all in prop::collection::btree_set("[ab]{0,40}", 0..60)) {
        let asked: Vec<String> = all.iter().flat_map(|one| [one.clone(), format!("{one}a")]).collect();
        agrees(&all, asked);
    }
}
