//! Laws of the difference: it is that of the views, undone it is what it was, and nothing hidden is in it.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Grant;
use frontdesk_model::ActorId;
use frontdesk_visibility::{Field, Hat, HistoryPart, LinkKind, Onlooker, Use};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::naive::{brute, json_of, told};
use super::{World, between, two_worlds, world};
use crate::generate::{RIGHTS, scope};
use crate::world::*;

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// Gained and lost are what the list and the views of both sides say, no more and no less.
    #[test]
    fn the_difference_is_that_of_the_views((before, after) in two_worlds()) {
        let diff = between(&before, &after);
        prop_assert_eq!(told(&diff), brute(&before, &after));
        // Nobody is in it who sees the same, and everybody in the order of their ids.
        let people: Vec<Onlooker> = diff.people.iter().map(|one| one.person).collect();
        prop_assert!(people.is_sorted());
        prop_assert!(diff.people.iter().all(|one| one.gains() || one.loses() || one.changed.iter().any(|t| t.hat.is_some())));
    }

    /// Nothing changed: nothing said. And undone it is what it was (attack 25).
    #[test]
    fn attack_25_undo_is_the_reverse((before, after) in two_worlds()) {
        prop_assert!(between(&before, &before).is_empty());
        let change = between(&before, &after);
        prop_assert_eq!(between(&after, &before), change.clone().reversed());
        prop_assert_eq!(change.clone().reversed().reversed(), change);
    }

    /// A wider grant takes nothing from anybody, a narrower one gives nothing.
    #[test]
    fn widening_loses_nothing(
        before in world(), at in any::<prop::sample::Index>(),
        staff in scope(user(1).into()), customers in scope(customer(1).into()),
    ) {
        let after = before.but(|world| {
            let at = at.index(world.people.len());
            let person = world.people.values_mut().nth(at).unwrap();
            let more = match person.id {
                ActorId::User(_) => staff,
                ActorId::Customer(_) => customers,
            };
            person.grants.push(Grant::new(RIGHTS[0], more));
        });
        let wider = between(&before, &after);
        prop_assert!(wider.people.iter().all(|one| !one.loses()), "{:?}", wider);
        let narrower = between(&after, &before);
        prop_assert!(narrower.people.iter().all(|one| !one.gains()), "{:?}", narrower);
    }

    /// A field that is shown where it was not takes nothing from anybody either.
    #[test]
    fn showing_more_loses_nothing(before in world(), which in 0..Field::STANDARD.len()) {
        let after = before.but(|world| {
            let field = Field::STANDARD[which].clone();
            for hat in Hat::ALL {
                if !world.policy.shows(hat, &field) {
                    world.policy.set(hat, field.clone(), Use::View).unwrap();
                }
            }
        });
        let change = between(&before, &after);
        prop_assert!(change.people.iter().all(|one| !one.loses()), "{:?}", change);
    }

    /// What somebody sees on neither side is in nothing that is said of him: with all hidden text in
    /// the tickets changed the difference is the same, byte for byte.
    #[test]
    fn nothing_hidden_is_in_it((before, after) in two_worlds()) {
        let scramble = |world: &World| world.but(|world| {
            for ticket in &mut world.tickets {
                ticket.subject = "another subject".to_owned();
                for part in ticket.history.iter_mut().flat_map(|entry| &mut entry.parts) {
                    if let HistoryPart::Field { from, to, .. } = part {
                        *from = Some("another value".to_owned());
                        to.take();
                    }
                }
                // Of a ticket that went up in another the portal tells.
                ticket.links.retain(|link| link.kind == LinkKind::MergedInto);
                for message in &mut ticket.messages {
                    message.text = "another text".to_owned();
                }
            }
        });
        let (one, other) = (between(&before, &after), between(&scramble(&before), &scramble(&after)));
        prop_assert_eq!(json_of(&one), json_of(&other));
    }
}

/// The generated worlds differ often, in every respect.
#[test]
fn the_worlds_are_not_empty() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..600 {
        let (before, after) = two_worlds().new_tree(&mut runner).unwrap().current();
        let kinds: BTreeSet<_> = brute(&before, &after)
            .into_iter()
            .map(|one| one.2)
            .collect();
        kinds
            .into_iter()
            .for_each(|kind| *counts.entry(kind).or_default() += 1);
    }
    let all = [
        "gained",
        "lost",
        "hat",
        "field gained",
        "field lost",
        "value gained",
        "value lost",
        "message gained",
        "message lost",
        "action gained",
        "action lost",
        "use",
    ];
    for kind in all {
        let count = counts.get(kind).copied().unwrap_or_default();
        assert!(count >= 3, "{kind}: {count} of 600");
    }
}
