//! A set in order: what is in it is found, however the hashes fall, and its stored form is a list.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use frontdesk_model::{Assignee, ConversationFacts, ConversationState, GroupId, UserId};
use frontdesk_visibility::{Sorted, Term, Test};

use crate::world::*;

/// A number of which only the remainder is hashed: 1 puts all into the same slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Colliding {
    number: u32,
    hashes: u32,
}

impl Hash for Colliding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.number % self.hashes).hash(state);
    }
}

/// Sets of these many: compared one by one, found by hash, and longer than there are numbers for their places.
const COUNTS: [u32; 10] = [0, 1, 2, 3, 15, 16, 17, 300, 65_535, 70_000];

#[test]
fn found_is_what_is_there() {
    for hashes in [1, 2, 7, 1_000_000] {
        for count in COUNTS {
            // Every second number, so that half of what is asked is not there.
            let all: BTreeSet<Colliding> = (0..count)
                .map(|number| Colliding {
                    number: 2 * number,
                    hashes,
                })
                .collect();
            let sorted = Sorted::from(&all);
            assert_eq!(sorted.len(), all.len());
            assert!(sorted.iter().eq(&all));
            // All are asked of a short one, and of a long one those in it and those not in turns.
            for number in (0..=2 * count + 1).step_by((count as usize / 1_000) | 1) {
                let one = Colliding { number, hashes };
                assert_eq!(sorted.contains(&one), all.contains(&one), "{one:?}");
            }
        }
    }
}

/// Equal, within and apart, by what is in them: whichever way they were made.
#[test]
fn compared_by_what_is_in_them() {
    let ids = |from, to| (from..to).map(UserId::from_number);
    for count in [1, 2, 3, 40] {
        let sorted: Sorted<UserId> = ids(0, count).rev().chain(ids(0, count)).collect();
        let set: BTreeSet<UserId> = ids(0, count).collect();
        assert_eq!(sorted, Sorted::from(&set));
        assert_eq!(sorted, Sorted::from(set));
        assert_eq!(sorted, sorted.clone());
        let more: Sorted<UserId> = ids(0, count + 1).collect();
        let as_many: Sorted<UserId> = ids(1, count + 1).collect();
        let others: Sorted<UserId> = ids(count, 2 * count).collect();
        assert_ne!(sorted, more);
        assert_ne!(sorted, as_many);
        assert!(sorted.is_subset(&more) && !more.is_subset(&sorted));
        assert!(sorted.is_disjoint(&others) && !sorted.is_disjoint(&more));
    }
}

/// A list in ascending order; one out of order, or with a member twice, is read as the same set.
#[test]
fn stored_as_a_list() {
    let term = Term::StateIn([ConversationState::InWork, ConversationState::New].into());
    let stored = r#"{"state_in":["new","in_work"]}"#;
    assert_eq!(serde_json::to_string(&term).unwrap(), stored);
    for read in [stored, r#"{"state_in":["in_work","new","in_work"]}"#] {
        assert_eq!(serde_json::from_str::<Term>(read).unwrap(), term);
    }
}

/// Whether one of a ticket's own set is among them, few or many.
#[test]
fn one_of_a_set_of_the_ticket_is_among_them() {
    for count in [2, 40] {
        // The even ones.
        let groups: Sorted<GroupId> = (0..count).map(|number| group(2 * number)).collect();
        let test = Test::AssigneeGroupIn(groups);
        let sets: [(&[i64], bool); 5] = [
            (&[], false),
            (&[1], false),
            (&[1, 2], true),
            (&[0, 1, 3], true),
            (&[1, 3, 1_000], false),
        ];
        for (numbers, expected) in sets {
            let facts = ConversationFacts {
                assignee: Some(Assignee::Person(user(1))),
                assignee_groups: numbers.iter().map(|number| group(*number)).collect(),
                ..chat(2000)
            };
            assert_eq!(test.holds(&facts), expected, "{count}: {numbers:?}");
        }
    }
}
