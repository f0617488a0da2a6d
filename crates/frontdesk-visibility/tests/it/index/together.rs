//! Events told together are the same events told one after another.

use std::error::Error;

use chrono::TimeDelta;
use frontdesk_model::ConversationFacts;
use frontdesk_visibility::{Activity, Audience, Index, IndexEvent, IndexRefusal, NotTold};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::told::in_group;
use super::{Edit, World, asked, edit, id, same, viewing};
use crate::world::*;

/// What the index is told of an edit, if it is one of a ticket.
fn event(edit: &Edit) -> Option<IndexEvent<'_>> {
    Some(match edit {
        Edit::Put(ticket) => IndexEvent::Put(&ticket.facts, Activity::of(&ticket.messages)),
        Edit::Change(facts) => IndexEvent::Change(facts),
        Edit::Write(number, message) => {
            IndexEvent::Wrote(id(*number), message.audience, message.at)
        }
        Edit::Rewrite(number, messages) => {
            IndexEvent::SetActivity(id(*number), Activity::of(messages))
        }
        Edit::Remove(number) => IndexEvent::Remove(id(*number)),
        Edit::Merge(..) | Edit::Absent(..) | Edit::Compact | Edit::Rebuild => return None,
    })
}

/// What each is answered by itself.
fn each(index: &mut Index, events: &[IndexEvent<'_>]) -> Vec<Result<(), IndexRefusal>> {
    let told = events.iter().map(|event| match *event {
        IndexEvent::Put(facts, activity) => index.put_facts(facts, activity),
        IndexEvent::Change(facts) => index.change(facts),
        IndexEvent::Wrote(id, audience, at) => index.wrote(id, audience, at),
        IndexEvent::SetActivity(id, activity) => index.set_activity(id, activity),
        IndexEvent::Remove(id) => index.remove(id),
    });
    told.collect()
}

/// What each is answered where all are told together; behind one that is refused it goes on.
fn together(index: &mut Index, mut events: &[IndexEvent<'_>]) -> Vec<Result<(), IndexRefusal>> {
    let mut told = Vec::new();
    loop {
        match index.tell(events) {
            Ok(()) => {
                told.extend(events.iter().map(|_| Ok(())));
                return told;
            }
            Err(NotTold { at, why }) => {
                told.extend(events[..at].iter().map(|_| Ok(())));
                told.push(Err(why));
                events = &events[at + 1..];
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 150, failure_persistence: None, ..Config::default() })]

    /// Eight tickets and up to ninety events: what one finds another has changed, in the same round and across.
    #[test]
    fn told_together_is_told_one_after_another(
        edits in vec(edit(), 1..=90),
        asked in vec(asked().boxed(), 2),
    ) {
        let edits: Vec<Edit> = edits.into_iter().filter(|edit| event(edit).is_some()).collect();
        let events: Vec<_> = edits.iter().filter_map(event).collect();
        let (mut one, mut other) = (Index::new(HERE), Index::new(HERE));
        prop_assert_eq!(each(&mut one, &events), together(&mut other, &events));
        let mut world = World::new();
        for edit in &edits {
            world.apply(edit.clone());
        }
        world.index = other;
        for (filter, policy, rights, size) in asked {
            same(&world, &viewing(&filter, &policy, &rights), size);
        }
    }
}

#[test]
fn events_behind_one_that_is_refused_are_not_taken() {
    // More than are looked up at once, so that rounds before it are whole.
    let facts: Vec<ConversationFacts> = (1..=100).map(chat).collect();
    for at in [0, 1, 31, 32, 64, 99] {
        let mut events: Vec<_> = facts
            .iter()
            .map(|facts| IndexEvent::Put(facts, Activity::default()))
            .collect();
        let unknown = id(1_000);
        events[at] = IndexEvent::Remove(unknown);
        let mut index = Index::new(HERE);
        let why = IndexRefusal::NoSuchTicket(unknown);
        assert_eq!(index.tell(&events), Err(NotTold { at, why }));
        assert_eq!(index.len(), at);
        assert!(facts[..at].iter().all(|facts| index.contains(facts.id)));
        assert_eq!(index.tell(&events[at + 1..]), Ok(()));
        assert_eq!(index.len(), 99);
    }
    let told = NotTold {
        at: 3,
        why: IndexRefusal::OtherTenant,
    };
    assert_eq!(told.to_string(), "event 3 is not taken");
    let why = told.source().map(ToString::to_string);
    assert_eq!(why.as_deref(), Some("the ticket is of another tenant"));
}

/// What was found of an event is not what it finds when it is its turn: the ticket is gone and there again, in
/// another slot, and the number of a value is another value's by then.
#[test]
fn an_event_is_of_what_is_there_when_it_is_its_turn() {
    let mine = |number, group_of| ConversationFacts {
        group: Some(group(group_of)),
        ..chat(number)
    };
    let mut index = Index::new(HERE);
    index.put_facts(&mine(1, 1), Activity::default()).unwrap();
    let (of_two, of_three, again) = (mine(1, 2), mine(2, 3), mine(1, 1));
    let later = now() + TimeDelta::hours(1);
    let told = index.tell(&[
        // The first group has no ticket any more, and the next one gets its number.
        IndexEvent::Change(&of_two),
        IndexEvent::Put(&of_three, Activity::default()),
        IndexEvent::Remove(of_two.id),
        IndexEvent::Put(&again, Activity::default()),
        IndexEvent::Wrote(again.id, Audience::Public, later),
    ]);
    assert_eq!(told, Ok(()));
    let mut plain = Index::new(HERE);
    plain.put_facts(&of_three, Activity::default()).unwrap();
    let active = Activity {
        public: Some(later),
        internal: None,
    };
    plain.put_facts(&again, active).unwrap();
    for group_of in 1..=3 {
        let sees = |index: &Index| index.reading(&in_group(group_of), now()).unwrap().ids();
        assert_eq!(sees(&index), sees(&plain), "group {group_of}");
    }
}

/// A ticket that was made at another moment than was said gets another slot; the value that it has alone loses its
/// number meanwhile, and has one after.
#[test]
fn a_value_of_one_ticket_stays_when_the_ticket_moves() {
    let alone = |minute| ConversationFacts {
        created_at: minutes(minute),
        group: Some(group(1)),
        ..chat(1)
    };
    let mut index = Index::new(HERE);
    index.put_facts(&alone(5), Activity::default()).unwrap();
    index.change(&alone(3)).unwrap();
    let filter = in_group(1);
    assert_eq!(index.reading(&filter, now()).unwrap().ids(), [id(1)]);
    let (earlier, later) = (alone(1), alone(9));
    let told = [IndexEvent::Change(&later), IndexEvent::Change(&earlier)];
    assert_eq!(index.tell(&told), Ok(()));
    assert_eq!(index.reading(&filter, now()).unwrap().ids(), [id(1)]);
}
