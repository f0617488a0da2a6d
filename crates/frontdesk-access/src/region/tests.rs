//! Every object there can be is like one of the points.
//!
//! The generators are the testkit's, which is built on this crate as others see it: its scopes come
//! over in their stored form.

use std::collections::BTreeSet;

use frontdesk_model::{Actor, ConversationFacts};
use frontdesk_testkit::{Thing, strategy};
use proptest::prelude::*;

use super::*;
use crate::resource::{OrderFacts, UserFacts};

fn ours(scope: &impl serde::Serialize) -> Scope {
    let stored = serde_json::to_string(scope).unwrap();
    serde_json::from_str(&stored).unwrap()
}

/// The object as this actor stands to it.
fn resource<'a>(thing: &'a Thing, actor: &Actor<'a>) -> Resource<'a> {
    match thing {
        Thing::Section(_) => Resource::section(actor),
        Thing::Conversation(facts) => Resource::conversation(actor, facts),
        Thing::Request(facts) => Resource::request(actor, facts),
        Thing::Order(facts) => {
            let origin = facts.origin.map(|origin| match origin.name() {
                "independent" => Origin::Independent,
                _ => Origin::Conversation,
            });
            let facts = OrderFacts {
                tenant: facts.tenant,
                creator: facts.creator,
                origin,
            };
            Resource::order(actor, &facts)
        }
        Thing::NewOrder(_, origin) => match origin.name() {
            "independent" => Resource::new_order(actor, Origin::Independent),
            _ => Resource::new_order(actor, Origin::Conversation),
        },
        Thing::User {
            tenant,
            user,
            groups,
        } => {
            let (tenant, user) = (*tenant, *user);
            let facts = UserFacts {
                tenant,
                user,
                groups,
            };
            Resource::user(actor, &facts)
        }
        Thing::OwnRecord => Resource::own_record(actor),
        Thing::Site(_, site) => Resource::site(actor, *site),
        Thing::Module(_, module) => Resource::module(actor, module),
        Thing::Host {
            tenant,
            kind,
            relations,
            site,
        } => {
            let dimensions = Dimensions {
                site: *site,
                ..Dimensions::default()
            };
            Resource::host(*tenant, *kind, *relations, dimensions)
        }
    }
}

/// An object of a host's own kind.
fn host_object() -> impl Strategy<Value = Thing> {
    let relations = proptest::collection::vec(strategy::relation(), 0..=3);
    let site = proptest::option::of(strategy::site());
    (strategy::tenant(), relations, site).prop_map(|(tenant, relations, site)| Thing::Host {
        tenant,
        kind: 3,
        relations: relations
            .into_iter()
            .fold(Relations::ANY, |all, one| all | one.flag()),
        site,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Which of some scopes cover an object is what they cover of one of the points; and of the
    /// points within the first scope, if that covers the object.
    #[test]
    fn every_object_is_like_a_point(
        scopes in proptest::collection::vec(strategy::scope(), 1..4),
        holder in strategy::holder(),
        thing in prop_oneof![9 => strategy::thing(), 1 => host_object()],
    ) {
        let scopes: Vec<Scope> = scopes.iter().map(ours).collect();
        let actor = holder.actor();
        let lists = actor.memberships;
        let object = resource(&thing, &actor);
        // Two tenants never meet: there are no points of the other.
        prop_assume!(object.tenant == holder.tenant);
        let covering = |object: &Resource<'_>| -> Vec<bool> {
            scopes.iter().map(|scope| scope.covers(&actor, object)).collect()
        };
        let wanted = covering(&object);

        let mut terms = Terms::default();
        for scope in &scopes {
            terms.mention(scope, lists);
        }
        let side = Side::of(holder.id);
        let Some(points) = terms.points(object.kind, side) else {
            return Ok(());
        };
        let found: BTreeSet<Vec<bool>> =
            points.iter().map(|point| covering(&point.resource(holder.tenant, lists))).collect();
        prop_assert!(found.contains(&wanted), "{:?} of {:?} is no point", wanted, thing);

        let first = &scopes[0];
        if first.covers(&actor, &object) {
            let narrow = terms.points_in(object.kind, side, first, lists).unwrap();
            let found: BTreeSet<Vec<bool>> =
                narrow.iter().map(|point| covering(&point.resource(holder.tenant, lists))).collect();
            prop_assert!(found.contains(&wanted), "{:?} of {:?} is no point within", wanted, thing);
        }
        // What is left out of the narrow ones lies outside.
        let inside = |points: &[Point]| -> BTreeSet<Vec<bool>> {
            let all = points.iter().map(|point| covering(&point.resource(holder.tenant, lists)));
            all.filter(|covering| covering[0]).collect()
        };
        let narrow = terms.points_in(object.kind, side, first, lists).unwrap();
        prop_assert_eq!(inside(&narrow), inside(&points));
    }

    /// Lists that stand for any there may be: what anybody could reach, they reach.
    #[test]
    fn any_lists_reach_what_any_list_reaches(
        held in strategy::scope(),
        given in strategy::scope(),
        actor in strategy::staff_holder(),
        other in strategy::staff_holder(),
    ) {
        let (held, given) = (ours(&held), ours(&given));
        let kind = ObjectKind::Conversation;
        let escapes = |lists: &Memberships| -> Option<bool> {
            let mut terms = Terms::default();
            terms.mention(&held, &actor.memberships);
            terms.mention(&given, lists);
            let reader = Actor { tenant: actor.tenant, id: other.id, memberships: lists };
            let points = terms.points_in(kind, Side::Staff, &given, lists)?;
            Some(points.iter().any(|point| {
                given.covers(&reader, &point.resource(actor.tenant, lists))
                    && !held.covers(&actor.actor(), &point.resource(actor.tenant, &actor.memberships))
            }))
        };
        let mut terms = Terms::default();
        terms.mention(&held, &actor.memberships);
        let (of_other, of_any) = (escapes(&other.memberships), escapes(&terms.any_lists(&given)));
        if of_any == Some(false) {
            prop_assert_eq!(of_other, Some(false));
        }
    }
}

/// Every conversation that differs in how it stands to these users.
fn every_conversation(users: [UserId; 2]) -> Vec<ConversationFacts> {
    use frontdesk_model::{Assignee, BotId, ConversationId};
    let sets = |kept: u32| -> BTreeSet<UserId> {
        let chosen = (0..).zip(users).filter(|(at, _)| kept & (1 << at) != 0);
        chosen.map(|(_, user)| user).collect()
    };
    let people = || {
        let named = users.into_iter().chain([UserId::from_number(77)]);
        std::iter::once(None).chain(named.map(Some))
    };
    let bot = Assignee::Bot(BotId::from_number(1));
    let assignees = people().map(|one| one.map(Assignee::Person));
    let assignees: Vec<_> = assignees.chain([Some(bot)]).collect();
    let states = std::iter::once(None).chain(ConversationState::ALL.map(Some));
    let (tenant, id) = (TenantId::from_number(1), ConversationId::from_number(1));
    let mut all = Vec::new();
    for state in states {
        for assignee in &assignees {
            for offered_to in people() {
                for group in [None, Some(1), Some(2), Some(3)] {
                    let mut facts = ConversationFacts::new(tenant, id, Default::default());
                    (facts.state, facts.assignee) = (state, *assignee);
                    facts.offered_to = offered_to;
                    facts.group = group.map(GroupId::from_number);
                    all.push(facts);
                }
            }
        }
    }
    let mut related = Vec::new();
    for facts in &all {
        for creator in people() {
            for sets_of in 0..1_u32 << 6 {
                let mut facts = facts.clone();
                facts.creator = creator;
                facts.participants = sets(sets_of & 3);
                facts.mentioned = sets(sets_of >> 2 & 3);
                facts.substitutes = sets(sets_of >> 4);
                related.push(facts);
            }
        }
    }
    related
}

/// Which relations may hold together is exactly what conversations allow: of one person, and of two
/// at one conversation. One is in the first group, the other in both.
#[test]
fn relations_meet_as_conversations_let_them() {
    let tenant = TenantId::from_number(1);
    let users = [1, 2].map(UserId::from_number);
    let groups = [&[1_i64][..], &[1, 2]];
    let lists = groups.map(|groups| Memberships {
        groups: groups.iter().copied().map(GroupId::from_number).collect(),
        ..Memberships::default()
    });
    let actor = |at: usize| Actor {
        tenant,
        id: users[at].into(),
        memberships: &lists[at],
    };
    let conversations = every_conversation(users);
    let (mut of_one, mut of_two) = (BTreeSet::new(), BTreeSet::new());
    for facts in &conversations {
        let [first, second] = [0, 1].map(|at| frontdesk_model::relations(&actor(at), facts));
        of_one.insert(first);
        of_two.insert((first, second));
    }

    let mut terms = Terms::default();
    for relation in Relation::ALL {
        terms.mention(&Scope::of(relation), &lists[0]);
    }
    let points = terms.points(ObjectKind::Conversation, Side::Staff).unwrap();
    let seen = |point: &Point, at: usize| point.resource(tenant, &lists[at]).relations;
    let found: BTreeSet<Relations> = points.iter().map(|point| seen(point, 0)).collect();
    assert_eq!(found, of_one);

    for relation in Relation::ALL {
        terms.mention_second(&Scope::of(relation), &lists[1]);
    }
    let pair = Pair {
        first: actor(0),
        second: actor(1),
    };
    let pairs = terms.points_between(ObjectKind::Conversation, &pair, &Scope::any());
    let found: BTreeSet<(Relations, Relations)> = pairs
        .unwrap()
        .iter()
        .map(|(first, second)| (seen(first, 0), seen(second, 1)))
        .collect();
    let missing: Vec<_> = of_two.difference(&found).take(3).collect();
    let beyond: Vec<_> = found.difference(&of_two).take(3).collect();
    assert!(
        missing.is_empty() && beyond.is_empty(),
        "{missing:?} {beyond:?}"
    );
    println!(
        "{} conversations: {} sets of relations of one, {} of two",
        conversations.len(),
        of_one.len(),
        of_two.len()
    );
}

/// In the queue of one's groups a group that only the scope itself names is reached by whoever is in
/// it: among the lists that stand for any there is one with it.
#[test]
fn a_queue_with_a_named_group_is_somebodys() {
    let named = GroupId::from_number(2);
    let given = Scope {
        groups: Some(Groups {
            these: [named].into(),
            ..Groups::default()
        }),
        ..Scope::of(Relation::MyGroupQueue)
    };
    let tenant = TenantId::from_number(1);
    let mut terms = Terms::default();
    terms.mention(&Scope::of(Relation::Own), &Memberships::default());
    let lists = terms.any_lists(&given);
    assert!(lists.groups.contains(&named) && lists.groups.len() > 1);
    terms.mention(&given, &lists);
    let reader = Actor {
        tenant,
        id: UserId::from_number(1).into(),
        memberships: &lists,
    };
    let points = terms.points_in(ObjectKind::Conversation, Side::Staff, &given, &lists);
    let reached = |point: &Point| given.covers(&reader, &point.resource(tenant, &lists));
    assert!(points.unwrap().iter().any(reached));
}

/// Of the ways in which a second person may stand to a host's own object there are many for each
/// point: of all together there are no more than of points, or it is said that there are too many.
#[test]
fn two_people_have_no_more_points_than_one() {
    let people = |numbers: [i64; 2]| -> Scope {
        let these = numbers.map(UserId::from_number).into();
        Scope {
            people: Some(crate::scope::Among::These(these)),
            states: Some([ConversationState::New, ConversationState::Closed].into()),
            origin: Some([Origin::Conversation, Origin::Independent].into()),
            ..Scope::any()
        }
    };
    let (given, lists) = (Scope::any(), Memberships::default());
    let tenant = TenantId::from_number(1);
    let actor = |number| Actor {
        tenant,
        id: UserId::from_number(number).into(),
        memberships: &lists,
    };
    let pair = Pair {
        first: actor(1),
        second: actor(2),
    };
    let counted = |relations: &[Relation]| {
        let mut terms = Terms::default();
        terms.mention(&given, &lists);
        for (relation, number) in relations.iter().zip(10..) {
            let scope = Scope {
                relation: *relation,
                ..people([number, 99])
            };
            terms.mention_second(&scope, &lists);
        }
        let pairs = terms.points_between(ObjectKind::Host(0), &pair, &given);
        pairs.map(|pairs| pairs.len())
    };
    assert!(counted(&Relation::ALL[..3]).is_some_and(|count| count > 100));
    assert_eq!(counted(&Relation::ALL), None);
}
