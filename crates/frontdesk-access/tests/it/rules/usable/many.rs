//! The list of rights where grants, what they need and restrictions are each over many scopes.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Catalogue, Holder, Permission, Scope};
use frontdesk_model::{
    Assignee, Channel, ConversationFacts, ConversationState, GroupId, Relation, SiteId, UserId,
};
use frontdesk_testkit::{BuildHolder, Thing, cast};
use proptest::prelude::*;

use super::{conversation_scopes, conversations, deny, inside, listed, olga, seen_by};
use crate::analysis::few;

use Permission as P;

/// A scope of two: the relation of the first, each dimension of the first or else of the second.
fn mixed() -> impl Strategy<Value = Scope> {
    let count = conversation_scopes().len();
    (0..count, 0..count).prop_map(|(one, other)| {
        let scopes = conversation_scopes();
        let (one, other) = (scopes[one].clone(), scopes[other].clone());
        Scope {
            relation: one.relation,
            groups: one.groups.or(other.groups),
            people: one.people.or(other.people),
            assignee_groups: one.assignee_groups.or(other.assignee_groups),
            sites: one.sites.or(other.sites),
            questionnaires: one.questionnaires.or(other.questionnaires),
            channels: one.channels.or(other.channels),
            states: one.states.or(other.states),
            modules: one.modules.or(other.modules),
            origin: one.origin.or(other.origin),
            privacy: one.privacy.or(other.privacy),
        }
    })
}

/// The conversations, and wherever one has a fact that scopes name, the same with one that none
/// names: what several restrictions leave together.
fn with_others() -> Vec<Thing> {
    fn with(all: &mut Vec<ConversationFacts>, change: impl Fn(&mut ConversationFacts)) {
        let other = |chat: &ConversationFacts| {
            let mut other = chat.clone();
            change(&mut other);
            (other != *chat).then_some(other)
        };
        let others: Vec<_> = all.iter().filter_map(other).collect();
        all.extend(others);
    }
    let chats = conversations().into_iter().filter_map(|thing| match thing {
        Thing::Conversation(chat) => Some(chat),
        _ => None,
    });
    let mut all: Vec<ConversationFacts> = chats.collect();
    let (boris, third) = (cast::BORIS, UserId::from_number(77));
    with(&mut all, |chat| {
        if chat.assignee == Some(Assignee::Person(boris)) {
            chat.assignee = Some(Assignee::Person(third));
        }
    });
    let (support, another) = (cast::SUPPORT, GroupId::from_number(77));
    with(&mut all, |chat| {
        if chat.group == Some(support) {
            chat.group = Some(another);
        }
    });
    with(&mut all, |chat| {
        chat.site = chat.site.map(|_| SiteId::from_number(77));
    });
    with(&mut all, |chat| {
        chat.channel = chat.channel.as_ref().map(|_| Channel::from_name("fax"));
    });
    all.into_iter().map(Thing::Conversation).collect()
}

fn several(most: usize) -> impl Strategy<Value = Vec<Scope>> {
    prop::collection::vec(mixed(), 1..=most)
}

fn with_each(holder: Holder, right: Permission, scopes: &[Scope]) -> Holder {
    let with = |holder: Holder, scope: &Scope| holder.with_rights(&[right], scope);
    scopes.iter().fold(holder, with)
}

proptest! {
    #![proptest_config(few(64))]

    /// However many scopes there are of each, and whichever lie within which: listed exactly where
    /// an object is left.
    #[test]
    fn of_many_scopes_those_are_listed_that_leave_an_object(
        mut given in several(4),
        needed in several(4),
        taken in prop::collection::vec(mixed(), 0..3),
        // Some that both the right and what it needs are held over, and one that is taken.
        shared in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        lost in prop::option::of(any::<prop::sample::Index>()),
    ) {
        thread_local! {
            static THINGS: Vec<Thing> = with_others();
        }
        given.extend(shared.iter().map(|at| at.get(&needed).clone()));
        let mut taken = taken;
        taken.extend(lost.map(|at| at.get(&given).clone()));
        let (right, needs) = (P::CONTACT_EDIT, P::CONVERSATION_VIEW);
        let holder = with_each(with_each(olga(), right, &given), needs, &needed);
        let restricted = taken.iter().enumerate().fold(holder, |holder, (at, scope)| {
            holder.with_restriction(deny(if at % 2 == 0 { right } else { needs }, scope))
        });
        let listed = listed(&Catalogue::default(), &restricted, right);
        THINGS.with(|things| {
            let seen = seen_by(&restricted, things);
            let any_of = |scopes: &[Scope]| {
                let each = scopes.iter().map(|scope| inside(scope, &restricted, &seen));
                each.fold(vec![false; things.len()], |all, one| {
                    all.iter().zip(one).map(|(a, b)| *a || b).collect()
                })
            };
            let (needed, taken) = (any_of(&needed), any_of(&taken));
            for scope in &given {
                let over = inside(scope, &restricted, &seen);
                let left = (0..things.len()).any(|at| over[at] && needed[at] && !taken[at]);
                prop_assert_eq!(listed.contains(scope), left, "{}", scope);
            }
            Ok(())
        })?;
    }
}

/// A right over each of two thousand sites, with what it needs over the same or over more, and half
/// of them taken. Comparing each scope with each takes a minute here.
#[test]
fn thousands_of_scopes_are_listed() {
    let most = 2_000_i64;
    let site = |relation, number| Scope {
        sites: Some(Among::These([SiteId::from_number(number)].into())),
        ..Scope::of(relation)
    };
    let closed = |number| Scope {
        states: Some([ConversationState::Closed].into()),
        ..site(Relation::Own, number)
    };
    let roles = Catalogue::default();
    let each: Vec<Scope> = (1..=most).map(closed).collect();
    let any: Vec<Scope> = (1..=most).map(|at| site(Relation::Any, at)).collect();
    let right = with_each(olga(), P::CONTACT_EDIT, &each);
    let listed_with = |holder: &Holder| listed(&roles, holder, P::CONTACT_EDIT).len();

    // What it needs is held over the same scopes, over more, or over all there is.
    for needed in [&each, &any, &vec![Scope::any()]] {
        let holder = with_each(right.clone(), P::CONVERSATION_VIEW, needed);
        assert_eq!(listed_with(&holder), each.len());
    }
    // Over half of the sites a restriction takes it.
    let mut holder = with_each(right, P::CONVERSATION_VIEW, &any);
    let half: Vec<&Scope> = any.iter().step_by(2).collect();
    let restrict = |scope: &Scope| deny(P::CONVERSATION_VIEW, scope);
    holder.restrictions.extend(half.into_iter().map(restrict));
    let left: BTreeSet<Scope> = each.iter().skip(1).step_by(2).cloned().collect();
    assert_eq!(listed(&roles, &holder, P::CONTACT_EDIT), left);
    // Over all of them: nothing is left of what it needs, whatever else the right is given over.
    holder.restrictions.extend(any.iter().map(restrict));
    assert_eq!(listed_with(&holder), 0);
    let section = P::CONTACT_EDIT.section();
    assert!(!roles.section_open(&holder, section, cast::noon()));
}
