//! What the index says of a few tickets, told one after the other.

use chrono::{DateTime, Utc};
use frontdesk_access::{Groups, Holder, Scope};
use frontdesk_model::{
    Assignee, ConversationFacts, ConversationId, ConversationState, Relation, Validity,
};
use frontdesk_visibility::{
    Activity, Audience, Column, CopiedPolicy, Direction, Field, FieldPolicy, Filter, Hat, Index,
    IndexOrder, ListRequest, NoIndexOrder, NotIndexed, Place, Prepared, ReadRefusal, RightsHeld,
    SitesSeen, Sort, Use, Viewing,
};

use super::newest;
use crate::world::*;

fn viewing<'a>(holder: &Holder, policy: &'a FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: filter_of(holder),
        policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    }
}

/// Ticket 1 was made first, ticket 3 last, a minute each.
fn three() -> Index {
    let mut index = Index::new(HERE);
    for number in [1, 3, 2] {
        let facts = ConversationFacts {
            created_at: minutes(number),
            requester: Some(customer(1)),
            assignee: Some(Assignee::Person(user(1))),
            state: Some(ConversationState::InWork),
            ..chat(number)
        };
        index.put_facts(&facts, Activity::default()).unwrap();
    }
    index
}

fn numbers(ids: &[ConversationId]) -> Vec<i64> {
    ids.iter().map(|id| id.number().unwrap()).collect()
}

type Order = fn(&Viewing<'_>) -> Result<IndexOrder, NoIndexOrder>;

fn page(index: &Index, holder: &Holder, order: Order) -> Vec<i64> {
    let policy = FieldPolicy::default();
    let viewing = viewing(holder, &policy);
    let reading = index.reading(&viewing.filter, now()).unwrap();
    numbers(&reading.page(order(&viewing).unwrap(), None, 50).ids)
}

fn at(number: i64) -> ConversationId {
    ConversationId::from_number(number)
}

#[test]
fn a_note_moves_a_ticket_up_for_the_staff_alone() {
    let mut index = three();
    let (operator, asker) = (
        seeing(staff(1), Scope::of(Relation::Own)),
        seeing(client(1), Scope::of(Relation::Requester)),
    );
    let active = IndexOrder::active;
    index.wrote(at(1), Audience::Internal, minutes(60)).unwrap();
    assert_eq!(page(&index, &operator, active), [1, 3, 2]);
    assert_eq!(page(&index, &asker, active), [3, 2, 1]);
    index.wrote(at(2), Audience::Public, minutes(50)).unwrap();
    assert_eq!(page(&index, &operator, active), [1, 2, 3]);
    assert_eq!(page(&index, &asker, active), [2, 3, 1]);
    // By creation nothing has moved, though ticket 2 was told last.
    assert_eq!(page(&index, &asker, IndexOrder::created), [3, 2, 1]);
    // The note is taken away.
    index.set_activity(at(1), Activity::default()).unwrap();
    assert_eq!(page(&index, &operator, active), [2, 3, 1]);
}

#[test]
fn what_was_written_before_he_joined_moves_nothing_for_whoever_is_in_copy() {
    let mut index = three();
    let reader = seeing(client(2), Scope::of(Relation::Copied));
    for number in [1, 2, 3] {
        let facts = ConversationFacts {
            created_at: minutes(number),
            copied: [(customer(2), minutes(30))].into(),
            ..chat(number)
        };
        index.change(&facts).unwrap();
    }
    index.wrote(at(1), Audience::Public, minutes(29)).unwrap();
    assert_eq!(page(&index, &reader, IndexOrder::active), [3, 2, 1]);
    index.wrote(at(1), Audience::Public, minutes(30)).unwrap();
    assert_eq!(page(&index, &reader, IndexOrder::active), [1, 3, 2]);
    // Where the whole is shown to those in copy, all of it counts.
    index.wrote(at(2), Audience::Public, minutes(20)).unwrap();
    let mut policy = FieldPolicy::default();
    policy.copied = CopiedPolicy::Whole;
    let viewing = viewing(&reader, &policy);
    let reading = index.reading(&viewing.filter, now()).unwrap();
    let order = IndexOrder::active(&viewing).unwrap();
    assert_eq!(numbers(&reading.page(order, None, 50).ids), [1, 2, 3]);
}

#[test]
fn pages_go_on_after_a_place_and_the_last_has_none() {
    let mut index = three();
    let operator = seeing(staff(1), Scope::of(Relation::Own));
    let policy = FieldPolicy::default();
    let viewing = viewing(&operator, &policy);
    let order = IndexOrder::created(&viewing).unwrap();
    let turn = |index: &Index, after| {
        let reading = index.reading(&viewing.filter, now()).unwrap();
        let page = reading.page(order, after, 2);
        (numbers(&page.ids), page.next)
    };
    let place = Place {
        at: minutes(2),
        id: at(2),
    };
    assert_eq!(turn(&index, None), (vec![3, 2], Some(place)));
    assert_eq!(turn(&index, Some(place)), (vec![1], None));
    // The ticket at the place went away: the page after it is the same.
    index.remove(at(2)).unwrap();
    assert_eq!(turn(&index, Some(place)), (vec![1], None));
    // A newer one comes in no page that goes on.
    let facts = ConversationFacts {
        created_at: minutes(9),
        assignee: Some(Assignee::Person(user(1))),
        ..chat(2)
    };
    index.put_facts(&facts, Activity::default()).unwrap();
    assert_eq!(turn(&index, Some(place)), (vec![1], None));
    assert_eq!(turn(&index, None).0, [2, 3]);
}

#[test]
fn who_is_away_is_stood_in_for_from_the_first_moment_to_the_last() {
    let mut index = three();
    let filter = filter_of(&seeing(staff(2), Scope::of(Relation::Substitute)));
    let count = |index: &Index, at: DateTime<Utc>| index.reading(&filter, at).unwrap().count();
    let when = Validity::new(Some(minutes(10)), Some(minutes(20))).unwrap();
    index.absent(user(1), [(user(2), when)]);
    let said = [9, 10, 19, 20].map(|minute| count(&index, minutes(minute)));
    assert_eq!(said, [0, 3, 3, 0]);
    index.compact();
    assert_eq!(count(&index, minutes(10)), 3);
    index.absent(user(1), []);
    assert_eq!(count(&index, minutes(15)), 0);
    // Filled in by the host, it is a fact as others.
    let facts = ConversationFacts {
        created_at: minutes(1),
        assignee: Some(Assignee::Person(user(1))),
        substitutes: [user(2)].into(),
        ..chat(1)
    };
    index.change(&facts).unwrap();
    assert_eq!(count(&index, minutes(15)), 1);
}

#[test]
fn a_filter_that_has_ended_reads_nothing() {
    let index = three();
    let filter = filter_of(&seeing(staff(1), Scope::of(Relation::Own)));
    let ends = filter.until(Some(minutes(5)));
    assert_eq!(index.reading(&ends, minutes(4)).unwrap().count(), 3);
    for late in [5, 6] {
        let reading = index.reading(&ends, minutes(late));
        assert_eq!(reading.err(), Some(ReadRefusal::Ended));
    }
    let filter = filter_of(&seeing(Holder::new(THERE, user(1)), Scope::any()));
    let reading = index.reading(&filter, now());
    assert_eq!(reading.err(), Some(ReadRefusal::OtherTenant));
}

/// The values that a filter asks for may be such as no ticket had when the last one was put in.
#[test]
fn values_come_and_go() {
    let mut index = three();
    let listed = |index: &Index, filter: &Filter| {
        let reading = index.reading(filter, now()).unwrap();
        assert_eq!(reading.count(), reading.ids().len());
        let mut numbers = numbers(&reading.ids());
        numbers.sort_unstable();
        numbers
    };
    let (seven, eight) = (in_group(7), in_group(8));
    let both = |index: &Index| (listed(index, &seven), listed(index, &eight));
    let lie_in = |index: &mut Index, number, group_of: Option<i64>| {
        let facts = ConversationFacts {
            created_at: minutes(number),
            group: group_of.map(group),
            ..chat(number)
        };
        index.change(&facts).unwrap();
    };
    assert_eq!(both(&index), (vec![], vec![]));
    lie_in(&mut index, 1, Some(7));
    lie_in(&mut index, 3, Some(7));
    assert_eq!(both(&index), (vec![1, 3], vec![]));
    // The last one of a group goes: its number is given to another.
    lie_in(&mut index, 1, None);
    lie_in(&mut index, 3, None);
    lie_in(&mut index, 2, Some(8));
    assert_eq!(both(&index), (vec![], vec![2]));
}

#[test]
fn an_order_that_would_tell_a_hidden_moment_is_refused() {
    let index = three();
    let operator = seeing(staff(1), Scope::of(Relation::Own));
    let mut policy = FieldPolicy::default();
    policy
        .set(Hat::Operator, Field::CreatedAt, Use::Hidden)
        .unwrap();
    let viewing = viewing(&operator, &policy);
    assert_eq!(IndexOrder::created(&viewing), Err(NoIndexOrder));
    assert_eq!(IndexOrder::active(&viewing), Err(NoIndexOrder));
    let request = newest(Column::UpdatedAt, 2);
    let query = viewing.query(&request).unwrap();
    assert_eq!(query.indexed(&index, now()), Err(NotIndexed::HiddenMoment));
}

#[test]
fn a_request_for_more_is_refused_and_not_answered_in_part() {
    let index = three();
    let operator = seeing(staff(1), Scope::of(Relation::Own));
    let policy = FieldPolicy::default();
    let viewing = viewing(&operator, &policy);
    let plain = newest(Column::UpdatedAt, 2);
    let sorted = |by, direction| ListRequest {
        sort: Some(Sort { by, direction }),
        ..plain.clone()
    };
    let others = [
        ListRequest {
            search: "tea".to_owned(),
            ..plain.clone()
        },
        ListRequest {
            facets: [Column::UpdatedAt].into(),
            ..plain.clone()
        },
        sorted(Column::UpdatedAt, Direction::Ascending),
        sorted(Column::LastResponseAt, Direction::Descending),
        ListRequest {
            sort: None,
            ..plain.clone()
        },
    ];
    for request in &others {
        let query = viewing.query(request).unwrap();
        let answer = query.indexed(&index, now());
        assert_eq!(answer, Err(NotIndexed::OtherList), "{request:?}");
    }
    let query = viewing.query(&plain).unwrap();
    assert_eq!(numbers(&query.indexed(&index, now()).unwrap().ids), [3, 2]);
}

pub(super) fn in_group(number: i64) -> Filter {
    let groups = Groups {
        these: [group(number)].into(),
        ..Groups::default()
    };
    let scope = Scope {
        groups: Some(groups),
        ..Scope::any()
    };
    filter_of(&seeing(staff(1), scope))
}

fn moved(index: &mut Index, number: i64, to: i64) {
    let facts = ConversationFacts {
        created_at: minutes(number),
        group: Some(group(to)),
        ..chat(number)
    };
    index.change(&facts).unwrap();
}

/// Two copies go their own ways, and give one number to two values: a plan of the one names another group
/// in the other.
#[test]
fn a_kept_question_is_planned_for_the_index_that_is_asked() {
    let (mut one, mut other) = (three(), Index::new(HERE));
    let mut kept = Prepared::of(in_group(7));
    let mut listed = |index: &Index| numbers(&kept.reading(index, now()).unwrap().ids());
    assert_eq!(listed(&other), [0_i64; 0]);
    other.clone_from(&one);
    moved(&mut one, 1, 7);
    moved(&mut other, 2, 8);
    for _ in 0..2 {
        assert_eq!(listed(&one), [1]);
        assert_eq!(listed(&other), [0_i64; 0]);
    }
    // After as many events again in both.
    moved(&mut one, 1, 8);
    moved(&mut one, 3, 7);
    moved(&mut other, 2, 7);
    moved(&mut other, 3, 8);
    assert_eq!((listed(&one), listed(&other)), (vec![3], vec![2]));
    one.compact();
    assert_eq!(listed(&one), [3]);
}

/// A state in which no ticket was when the question was planned is none that no ticket will be in.
#[test]
fn a_kept_question_sees_what_was_not_there_when_it_was_planned() {
    let mut index = three();
    let scope = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    let mut kept = Prepared::of(filter_of(&seeing(staff(1), scope)));
    assert_eq!(kept.reading(&index, now()).unwrap().count(), 0);
    let facts = ConversationFacts {
        created_at: minutes(2),
        state: Some(ConversationState::Closed),
        ..chat(2)
    };
    index.change(&facts).unwrap();
    let reading = kept.reading(&index, now()).unwrap();
    assert_eq!((reading.count(), numbers(&reading.ids())), (1, vec![2]));
}

#[test]
fn a_reading_of_another_filter_gives_no_page() {
    let index = three();
    let policy = FieldPolicy::default();
    let own = viewing(&seeing(staff(1), Scope::of(Relation::Own)), &policy);
    let request = newest(Column::UpdatedAt, 2);
    let query = own.query(&request).unwrap();
    let mut kept = Prepared::of(own.filter.clone());
    let reading = kept.reading(&index, now()).unwrap();
    assert_eq!(numbers(&query.indexed_by(&reading).unwrap().ids), [3, 2]);
    let mut theirs = Prepared::of(filter_of(&seeing(staff(2), Scope::any())));
    let reading = theirs.reading(&index, now()).unwrap();
    assert_eq!(query.indexed_by(&reading), Err(NotIndexed::OtherFilter));
}
