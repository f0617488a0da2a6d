//! A takeover is covered exactly where no object escapes: asked of every object of small worlds, and
//! of random objects of random tenants.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{
    Among, Catalogue, Directory, Grant, Groups, Holder, OrderFacts, Permission, Request,
    Restriction, RestrictionId, Scope, Takeover, Wanted, Whose,
};
use frontdesk_model::{
    ActorId, Assignee, BotId, ConversationFacts, ConversationState, CustomerId, GroupId,
    Memberships, OrganizationId, Privacy, Relation, UserId, Version,
};
use frontdesk_testkit::{BuildHolder, Thing, cast, strategy};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::super::user;
use super::{VIEW, take_over};
use crate::cases;

const TAKEN: UserId = UserId::from_number(1);
const TAKER: UserId = UserId::from_number(2);

/// Every conversation that differs in what tells these users apart.
fn conversations(staff: &[UserId]) -> Vec<ConversationFacts> {
    let people: Vec<Option<UserId>> = std::iter::once(None)
        .chain(staff.iter().copied().map(Some))
        .collect();
    let assignees = [
        None,
        Some(Assignee::Bot(BotId::from_number(1))),
        Some(Assignee::Person(TAKEN)),
        Some(Assignee::Person(TAKER)),
        Some(Assignee::Person(UserId::from_number(3))),
    ];
    let states = std::iter::once(None).chain(ConversationState::ALL.into_iter().map(Some));
    let mut bare = Vec::new();
    for state in states {
        for assignee in assignees {
            for group in [None, Some(1), Some(2)] {
                let mut facts = cast::chat(1);
                (facts.state, facts.assignee) = (state, assignee);
                facts.group = group.map(GroupId::from_number);
                bare.push(facts);
            }
        }
    }
    let mut all = Vec::new();
    for facts in &bare {
        for offered in &people {
            for creator in &people {
                for taking_part in 0..1_u32 << staff.len() {
                    let mut facts = facts.clone();
                    (facts.offered_to, facts.creator) = (*offered, *creator);
                    facts.participants = (0..)
                        .zip(staff)
                        .filter(|(at, _)| taking_part & (1 << at) != 0)
                        .map(|(_, person)| *person)
                        .collect();
                    all.push(facts);
                }
            }
        }
    }
    all
}

/// The first of these with which it is so, each with everybody of the staff named in a message or not,
/// standing in or not, private or not, and each customer in copy or not: of what one of these scopes asks
/// for every mixture. What none asks for makes no difference.
fn find_concerned(
    things: &[Thing],
    staff: &[UserId],
    asked: &[&Scope],
    is_so: impl Fn(&Thing) -> bool,
) -> Option<Thing> {
    let sets: Vec<BTreeSet<UserId>> = (0..1_u32 << staff.len())
        .map(|chosen| {
            let people = (0..).zip(staff);
            let chosen = people.filter(|(at, _)| chosen & (1 << at) != 0);
            chosen.map(|(_, person)| *person).collect()
        })
        .collect();
    let sets_of = |relation| {
        let is_asked = asked.iter().any(|scope| scope.relation == relation);
        if is_asked { &sets[..] } else { &sets[..1] }
    };
    let (mentioned, substitutes) = (sets_of(Relation::Mentioned), sets_of(Relation::Substitute));
    let privacies = [None, Some(Privacy::Open), Some(Privacy::Private)];
    let is_asked = asked.iter().any(|scope| scope.privacy.is_some());
    let privacies = if is_asked {
        &privacies[..]
    } else {
        &privacies[..1]
    };
    let copies: [&[i64]; 4] = [&[], &[1], &[2], &[1, 2]];
    let is_asked = asked.iter().any(|scope| scope.relation == Relation::Copied);
    let copies = if is_asked { &copies[..] } else { &copies[..1] };
    let copies = copies.iter().map(|numbers| {
        let in_copy = numbers
            .iter()
            .map(|number| CustomerId::from_number(*number));
        in_copy
            .map(|one| (one, cast::noon()))
            .collect::<BTreeMap<_, _>>()
    });
    let copies: Vec<_> = copies.collect();
    if mentioned.len() * substitutes.len() * privacies.len() * copies.len() == 1 {
        return things.iter().find(|thing| is_so(thing)).cloned();
    }
    for thing in things {
        let mut thing = thing.clone();
        for named in mentioned {
            for standing_in in substitutes {
                for (privacy, in_copy) in privacies
                    .iter()
                    .flat_map(|p| copies.iter().map(move |c| (p, c)))
                {
                    if let Thing::Conversation(facts) = &mut thing {
                        facts.mentioned.clone_from(named);
                        facts.substitutes.clone_from(standing_in);
                        facts.privacy = *privacy;
                        facts.copied.clone_from(in_copy);
                    }
                    if is_so(&thing) {
                        return Some(thing);
                    }
                }
            }
        }
    }
    None
}

/// Every scope on the two records.
fn scopes_of((taken, taker): &Two) -> Vec<&Scope> {
    let grants = taken.grants.iter().chain(&taker.grants);
    let denied = taker.restrictions.iter().map(|r| &r.scope);
    grants.map(|grant| &grant.scope).chain(denied).collect()
}

/// Every conversation that differs in what tells a customer from others.
fn of_customers(conversations: Vec<ConversationFacts>) -> Vec<ConversationFacts> {
    let mut all = Vec::new();
    for facts in conversations {
        for requester in [None, Some(1), Some(2)] {
            for company in [None, Some(1), Some(2), Some(3)] {
                for spam in [false, true] {
                    let mut facts = facts.clone();
                    facts.requester = requester.map(CustomerId::from_number);
                    facts.organization = company.map(OrganizationId::from_number);
                    facts.spam = spam;
                    all.push(facts);
                }
            }
        }
    }
    all
}

fn small_scope() -> impl Strategy<Value = Scope> {
    let groups = proptest::option::weighted(
        0.3,
        (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(one, mine, none)| Groups {
            these: one.then(|| GroupId::from_number(1)).into_iter().collect(),
            mine,
            none,
        }),
    );
    let states = proptest::option::weighted(
        0.3,
        proptest::collection::btree_set(strategy::state(), 1..3),
    );
    let people = proptest::option::weighted(
        0.2,
        proptest::collection::btree_set((1..=3_i64).prop_map(UserId::from_number), 1..3),
    );
    let relation = select(Relation::ALL.to_vec());
    let privacy = proptest::option::weighted(0.2, select(Privacy::ALL.to_vec()));
    let facts = (groups, states, people, privacy);
    (relation, facts).prop_map(|(relation, (groups, states, people, privacy))| Scope {
        relation,
        groups,
        states,
        people: people.map(Among::These),
        privacy,
        ..Scope::any()
    })
}

fn lists() -> impl Strategy<Value = Memberships> {
    let groups = proptest::collection::btree_set((1..=2_i64).prop_map(GroupId::from_number), 0..=2);
    let companies =
        proptest::collection::btree_set((1..=2_i64).prop_map(OrganizationId::from_number), 0..=2);
    (groups, companies).prop_map(|(groups, organizations)| Memberships {
        groups,
        organizations,
        ..Memberships::default()
    })
}

/// Who is taken over, and who takes over.
type Two = (Holder, Holder);

/// Two people: one with one right, one with it in up to three places and denied it in up to one.
fn two(
    ids: (impl Into<ActorId>, impl Into<ActorId>),
    permission: Permission,
) -> impl Strategy<Value = (Holder, Holder)> {
    let (first, second) = (ids.0.into(), ids.1.into());
    let held = proptest::collection::vec((small_scope(), any::<bool>()), 1..=3);
    let denied = proptest::option::weighted(0.3, small_scope());
    (small_scope(), lists(), held, denied, lists()).prop_map(
        move |(given, lists, held, denied, other_lists)| {
            let taken = Holder::new(cast::TENANT, first)
                .with_rights(&[permission], &given)
                .with_memberships(lists);
            let mut taker = Holder::new(cast::TENANT, second).with_memberships(other_lists);
            for (scope, wide) in held {
                // Often wider than what the other has, or nothing would be covered.
                let scope = match wide {
                    true => Scope {
                        relation: match scope.relation {
                            Relation::Own | Relation::Created => Relation::Any,
                            relation => relation,
                        },
                        ..Scope::any()
                    },
                    false => scope,
                };
                taker = taker.with_rights(&[permission], &scope);
            }
            if let Some(scope) = denied {
                taker = taker.with_restriction(Restriction::taking(
                    RestrictionId::from_static("deny.it"),
                    [permission].into_iter().collect(),
                    scope,
                ));
            }
            (taken, taker)
        },
    )
}

fn allowed(holder: &Holder, permission: Permission, thing: &Thing) -> bool {
    let request = Request {
        holder,
        permission,
        resource: thing.resource(&holder.actor()),
    };
    Catalogue::default().allows(&request, cast::noon())
}

/// Covered is what the other may do on no object that one may not: asked of every object.
fn compare(
    (taken, taker): &Two,
    permission: Permission,
    find: impl FnOnce(&dyn Fn(&Thing) -> bool) -> Option<Thing>,
) -> Result<bool, TestCaseError> {
    let wanted = Wanted {
        grants: &taken.grants,
        of: Whose::TakenOver(taken),
    };
    let rest = Catalogue::default().uncovered(taker, &wanted, cast::noon());
    let escaped =
        find(&|thing| allowed(taken, permission, thing) && !allowed(taker, permission, thing));
    prop_assert_eq!(
        rest.is_empty(),
        escaped.is_none(),
        "{:?} {:?}",
        rest,
        escaped
    );
    Ok(rest.is_empty())
}

#[test]
fn a_takeover_is_covered_exactly_where_no_object_escapes() {
    let (one, other) = (CustomerId::from_number(1), CustomerId::from_number(2));
    let worlds: [(BoxedStrategy<Two>, &[UserId]); 4] = [
        (two((TAKEN, TAKER), VIEW).boxed(), &[TAKEN, TAKER]),
        (two((one, TAKER), VIEW).boxed(), &[TAKER]),
        (two((TAKEN, other), VIEW).boxed(), &[TAKEN]),
        (two((one, other), VIEW).boxed(), &[]),
    ];
    let mut counts = Vec::new();
    for (people, staff) in worlds {
        let facts = match staff {
            [_, _] => conversations(staff),
            _ => of_customers(conversations(staff)),
        };
        let things: Vec<Thing> = facts.into_iter().map(Thing::Conversation).collect();
        let mut covered = 0_u32;
        let mut runner = TestRunner::deterministic();
        for _ in 0..256 {
            let pair = people.new_tree(&mut runner).unwrap().current();
            let find = |escapes: &dyn Fn(&Thing) -> bool| {
                find_concerned(&things, staff, &scopes_of(&pair), escapes)
            };
            covered += u32::from(compare(&pair, VIEW, find).unwrap());
        }
        counts.push(covered);
    }
    println!(
        "covered of 256: staff {}, a customer by staff {}, staff by a customer {}, customers {}",
        counts[0], counts[1], counts[2], counts[3]
    );
    assert!(counts[0] > 25 && counts[0] < 230, "{counts:?}");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn records_and_orders_of_an_account_that_is_taken_over(
        users in two((TAKEN, TAKER), Permission::USER_VIEW),
        orders in two((TAKEN, TAKER), Permission::ORDER_VIEW),
    ) {
        // The groups of the two are those on their records; of others any.
        let mut records = Vec::new();
        for (id, groups) in [
            (TAKEN, users.0.memberships.groups.clone()),
            (TAKER, users.1.memberships.groups.clone()),
            (UserId::from_number(3), BTreeSet::new()),
            (UserId::from_number(3), [GroupId::from_number(1)].into()),
            (UserId::from_number(3), [GroupId::from_number(2)].into()),
            (UserId::from_number(3), [1, 2].map(GroupId::from_number).into()),
            (UserId::from_number(4), BTreeSet::new()),
            (UserId::from_number(4), [GroupId::from_number(1)].into()),
            (UserId::from_number(4), [GroupId::from_number(2)].into()),
            (UserId::from_number(4), [1, 2].map(GroupId::from_number).into()),
            (UserId::from_number(4), [GroupId::from_number(7)].into()),
        ] {
            records.push(Thing::User { tenant: cast::TENANT, user: id, groups });
        }
        let among = |things: Vec<Thing>| {
            move |escapes: &dyn Fn(&Thing) -> bool| things.into_iter().find(|thing| escapes(thing))
        };
        compare(&users, Permission::USER_VIEW, among(records))?;
        let made: Vec<Thing> = [None, Some(TAKEN), Some(TAKER), Some(UserId::from_number(3))]
            .into_iter()
            .map(|creator| Thing::Order(OrderFacts { tenant: cast::TENANT, creator, origin: None }))
            .collect();
        compare(&orders, Permission::ORDER_VIEW, among(made))?;
    }
}

/// The tenant, where the second has much of what the first has, here and there for all objects.
fn with_a_taker(directory: &Directory, wide: [bool; 8]) -> Directory {
    let mut office = Directory::new(directory.tenant(), directory.catalogue().clone());
    let first = directory.holder(user(TAKEN)).unwrap();
    for holder in directory.holders() {
        let mut holder = holder.clone();
        if holder.id == user(TAKER) {
            let of_first = directory.catalogue().on_record(first).cloned();
            for (grant, wide) in of_first.zip(wide.iter().cycle()) {
                let relation = match wide {
                    true => Relation::Any,
                    false => grant.scope.relation,
                };
                let scope = Scope {
                    relation,
                    ..grant.scope.clone()
                };
                holder.grants.push(Grant { scope, ..grant });
            }
            let reset = Grant::each(&[Permission::CREDENTIALS_RESET], &Scope::any());
            holder.grants.extend(reset);
            holder.restrictions.clear();
        }
        office.load(holder, Version::FIRST).unwrap();
    }
    office
}

/// After a takeover that is granted, nothing that the account may do on any object is denied to
/// whoever took it over.
#[test]
fn who_may_take_over_could_do_it_all_himself() {
    let mut runner = TestRunner::deterministic();
    let worlds = (
        strategy::directory(),
        any::<[bool; 8]>(),
        proptest::collection::vec(strategy::thing(), 24),
        strategy::instant(),
    );
    let (mut granted, mut refused, mut done) = (0_u32, 0_u32, 0_u32);
    for _ in 0..cases(256).cases * 2 {
        let (directory, wide, things, now) = worlds.new_tree(&mut runner).unwrap().current();
        let office = with_a_taker(&directory, wide);
        let action = take_over(TAKEN, Takeover::ResetCredentials);
        if office.may_administer(TAKER.into(), &action, now).is_err() {
            refused += 1;
            continue;
        }
        granted += 1;
        let [first, taker] = [TAKEN, TAKER].map(|id| office.holder(user(id)).unwrap());
        let records = [first, taker].map(|holder| Thing::User {
            tenant: holder.tenant,
            user: holder.id.user().unwrap(),
            groups: holder.memberships.groups.clone(),
        });
        let others = things.into_iter().filter(|thing| match thing {
            // Whose groups are those on the record, above.
            Thing::User { user, .. } => *user != TAKEN && *user != TAKER,
            Thing::OwnRecord => false,
            _ => true,
        });
        let all = others.chain(records).chain([Thing::Section(cast::TENANT)]);
        for thing in all {
            for permission in office.catalogue().permissions() {
                if office.catalogue().object_of(permission) != Some(thing.kind()) {
                    continue;
                }
                let may = |holder: &Holder| {
                    let resource = thing.resource(&holder.actor());
                    let request = Request {
                        holder,
                        permission,
                        resource,
                    };
                    office.catalogue().allows(&request, now)
                };
                if may(first) {
                    done += 1;
                    assert!(may(taker), "{permission} on {thing:?}");
                }
            }
        }
    }
    println!("{granted} granted, {refused} refused; {done} things that the account may do");
    assert!(
        granted > 40 && refused > 40 && done > 200,
        "{granted} {refused} {done}"
    );
}
