//! Roles beside each other: what one implies the other never grants alone, and every no shows where.

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::{
    Answer, Counterexample, RolePair, compare_roles, redundant_grants, role_changes, role_pairs,
};
use frontdesk_access::{
    Among, Catalogue, Gives, Grant, Groups, Holder, Permission, Role, RoleId, Scope, Source,
};
use frontdesk_model::{Actor, Labels, Relation, SiteId, Validity};
use frontdesk_testkit::{Thing, cast, strategy};
use proptest::collection::vec;
use proptest::prelude::*;

use super::few;
use super::realize::realize;
use super::worlds::{here, moments_from};

fn role(id: &'static str, grants: Vec<Grant>) -> Role {
    let mut role = Role::built_in(RoleId::from_static(id), Labels::new(id));
    role.grants = grants;
    role
}

/// Whether the grants of a role reach an object, whatever they need.
fn reaches(
    grants: &[Grant],
    permission: Permission,
    actor: &Actor<'_>,
    thing: &Thing,
    at: DateTime<Utc>,
) -> bool {
    grants.iter().any(|grant| {
        grant.gives.includes(permission)
            && grant.validity.holds(at)
            && grant.scope.covers(actor, &thing.resource(actor))
    })
}

/// Every right of the two, asked by everybody of everything.
fn everything<'a>(
    roles: [&'a Role; 2],
    people: &'a [Holder],
    things: &'a [Thing],
    mut ask: impl FnMut(Permission, &Actor<'_>, &Thing, DateTime<Utc>) + 'a,
) {
    let start = cast::noon() - chrono::TimeDelta::days(1);
    for permission in Permission::ALL {
        let named = |role: &Role| role.grants.iter().any(|g| g.gives.includes(*permission));
        if !roles.iter().any(|role| named(role)) {
            continue;
        }
        for holder in people {
            for thing in things {
                if permission.object() == Some(thing.kind()) {
                    for at in moments_from(start) {
                        ask(*permission, &holder.actor(), thing, at);
                    }
                }
            }
        }
    }
}

/// The example as a question: a person with these lists, an object that there can be, a moment.
fn show(example: &Counterexample) -> (Holder, Thing, DateTime<Utc>) {
    let mut actor = example.actor;
    // Relations go by name: what is one's own is assigned to oneself.
    let own = [Relation::Own, Relation::Myself];
    if let Some(person) = example.object.person
        && own.iter().any(|own| example.object.relations.contains(own))
    {
        actor = person.into();
    }
    let mut holder = Holder::new(cast::TENANT, actor);
    holder.memberships = example.lists.clone();
    let at = example.at.unwrap_or(cast::noon());
    (holder, realize(&example.object, actor), at)
}

fn people() -> impl Strategy<Value = Vec<Holder>> {
    vec(strategy::holder(), 4).prop_map(|mut people| {
        for holder in &mut people {
            holder.tenant = cast::TENANT;
        }
        people
    })
}

fn things() -> impl Strategy<Value = Vec<Thing>> {
    vec(strategy::thing().prop_map(here), 30)
}

/// A role and another that is made from it: some of its grants, some narrowed, sometimes one more.
fn related() -> impl Strategy<Value = (Role, Role)> {
    let narrower = (
        any::<u8>(),
        strategy::relation(),
        proptest::option::of(strategy::grant()),
    );
    (strategy::grants(5), narrower).prop_map(|(grants, (which, relation, more))| {
        let chosen = grants
            .iter()
            .enumerate()
            .filter(|(at, _)| which & (1 << (at % 8)) != 0);
        let mut some: Vec<Grant> = chosen.map(|(_, grant)| grant.clone()).collect();
        for grant in &mut some {
            if grant.scope.relation == Relation::Any {
                grant.scope.relation = relation;
            }
        }
        some.extend(more.filter(|_| which % 3 == 0));
        (role("test.one", grants), role("test.other", some))
    })
}

proptest! {
    #![proptest_config(few(100))]

    #[test]
    fn implication_is_inclusion_and_every_no_shows_where(
        (one, other) in related(),
        people in people(),
        things in things(),
    ) {
        let roles = Catalogue::default();
        let pair = compare_roles(&roles, &one, &other);
        let back = compare_roles(&roles, &other, &one);
        prop_assert_eq!(&pair.implies, &back.implied);
        prop_assert_eq!(&pair.implied, &back.implies);
        for (answer, has, wants) in [(&pair.implies, &one, &other), (&pair.implied, &other, &one)] {
            match answer {
                Answer::Yes => everything([&one, &other], &people, &things, |p, actor, thing, at| {
                    let lacks = reaches(&wants.grants, p, actor, thing, at)
                        && !reaches(&has.grants, p, actor, thing, at);
                    assert!(!lacks, "{p} {thing:?} {has:?} {wants:?}");
                }),
                Answer::No(example) => if let Some(permission) = example.permission.filter(|p| !p.is_host()) {
                    let (holder, thing, at) = show(example);
                    prop_assert!(reaches(&wants.grants, permission, &holder.actor(), &thing, at), "{}", example);
                    prop_assert!(!reaches(&has.grants, permission, &holder.actor(), &thing, at), "{}", example);
                },
                Answer::TooWide(wide) => panic!("{wide}"),
            }
        }
        match &pair.disjoint {
            Answer::Yes => everything([&one, &other], &people, &things, |p, actor, thing, at| {
                let both = reaches(&one.grants, p, actor, thing, at)
                    && reaches(&other.grants, p, actor, thing, at);
                assert!(!both, "{p} {thing:?}");
            }),
            Answer::No(example) => if let Some(permission) = example.permission.filter(|p| !p.is_host()) {
                let (holder, thing, at) = show(example);
                for role in [&one, &other] {
                    prop_assert!(reaches(&role.grants, permission, &holder.actor(), &thing, at), "{}", example);
                }
            },
            Answer::TooWide(wide) => panic!("{wide}"),
        }
    }

    #[test]
    fn implication_is_reflexive_and_transitive(
        (a, b) in related(),
        (_, c) in related(),
        keep in any::<u8>(),
    ) {
        let roles = Catalogue::default();
        prop_assert_eq!(compare_roles(&roles, &a, &a).pair(), RolePair::Equivalent);
        // Some of what b has, so that chains are there to be found.
        let kept = b.grants.iter().enumerate().filter(|(at, _)| keep & (1 << (at % 8)) != 0);
        let d = role("test.some", kept.map(|(_, grant)| grant.clone()).collect());
        prop_assert_eq!(&compare_roles(&roles, &b, &d).implies, &Answer::Yes);
        for chain in [[&a, &b, &d], [&a, &b, &c], [&c, &b, &d]] {
            let implies = |one, other| compare_roles(&roles, one, other).implies == Answer::Yes;
            if implies(chain[0], chain[1]) && implies(chain[1], chain[2]) {
                prop_assert!(implies(chain[0], chain[2]));
            }
        }
    }

    /// Order, duplicates and the splitting of sets do not matter.
    #[test]
    fn equivalence_does_not_depend_on_the_words((one, _) in related()) {
        let mut grants: Vec<Grant> = one.grants.iter().rev().cloned().collect();
        grants.extend(one.grants.clone());
        let mut split = Vec::new();
        for grant in grants {
            match &grant.scope.sites {
                Some(Among::These(sites)) if sites.len() > 1 => split.extend(sites.iter().map(|site| {
                    let mut part = grant.clone();
                    part.scope.sites = Some(Among::These([*site].into()));
                    part
                })),
                _ => split.push(grant),
            }
        }
        let other = role("test.other", split);
        let roles = Catalogue::default();
        prop_assert_eq!(compare_roles(&roles, &one, &other).pair(), RolePair::Equivalent);
        prop_assert!(role_changes(&roles, &one, &role("test.one", other.grants)).is_empty());
    }

    /// All that is found may be left out at once, and nothing else alone.
    #[test]
    fn what_is_redundant_can_be_left_out(roles in strategy::catalogue()) {
        let findings = redundant_grants(&roles);
        prop_assert!(findings.too_wide.is_empty());
        for whole in roles.roles() {
            let mut less = whole.clone();
            for found in &findings.found {
                match &found.by {
                    Source::Role(id) if *id == whole.id => take(&mut less.grants, &found.grant),
                    Source::AddOn { role, add_on } if *role == whole.id => {
                        take(&mut less.add_ons.get_mut(add_on).unwrap().grants, &found.grant);
                    }
                    _ => {}
                }
            }
            prop_assert!(role_changes(&roles, whole, &less).is_empty());
            for (at, grant) in less.grants.iter().enumerate() {
                // What cannot be read may mean something to a later release.
                if matches!(grant.gives, Gives::Unread(_)) {
                    continue;
                }
                let mut fewer = less.clone();
                fewer.grants.remove(at);
                prop_assert!(!matches!(compare_roles(&roles, &fewer, &less).implies, Answer::Yes));
            }
        }
    }
}

fn take(grants: &mut Vec<Grant>, grant: &Grant) {
    let at = grants.iter().position(|one| one == grant).unwrap();
    grants.remove(at);
}

fn view(scope: Scope) -> Vec<Grant> {
    vec![Grant::new(Permission::CONVERSATION_VIEW, scope)]
}

fn pair(one: Vec<Grant>, other: Vec<Grant>) -> RolePair {
    let (one, other) = (role("test.one", one), role("test.other", other));
    compare_roles(&Catalogue::default(), &one, &other).pair()
}

#[test]
fn the_lists_of_the_holder_are_anybodys() {
    let sites = |among| Scope {
        sites: Some(among),
        ..Scope::any()
    };
    let first = Among::These([SiteId::from_number(1)].into());
    // Somebody's list has site 1, somebody's has not, and somebody's has another.
    assert_eq!(
        pair(view(sites(first)), view(sites(Among::Mine))),
        RolePair::Overlapping
    );
    assert_eq!(
        pair(view(sites(Among::Mine)), view(sites(Among::Mine))),
        RolePair::Equivalent
    );
    assert_eq!(
        pair(view(Scope::any()), view(sites(Among::Mine))),
        RolePair::Implies
    );
    // Somebody's list of people has himself on it, and then what is his own lies in it.
    let listed = |relation| Scope {
        people: Some(Among::Mine),
        ..Scope::of(relation)
    };
    let [own, any] = [Relation::Own, Relation::Any];
    assert_eq!(pair(view(listed(own)), vec![]), RolePair::Implies);
    assert_eq!(
        pair(view(listed(own)), view(Scope::of(own))),
        RolePair::Implied
    );
    assert_eq!(
        pair(view(listed(any)), view(Scope::of(own))),
        RolePair::Overlapping
    );
    let none = Scope {
        groups: Some(Groups::without_group()),
        ..Scope::any()
    };
    let queue = Scope::of(Relation::MyGroupQueue);
    assert_eq!(pair(view(none), view(queue.clone())), RolePair::Disjoint);
    assert_eq!(
        pair(view(queue), view(Scope::of(Relation::Unassigned))),
        RolePair::Implied
    );
    // What staff see as their own no customer does, and the reverse.
    let (own, requester) = (Scope::of(Relation::Own), Scope::of(Relation::Requester));
    assert_eq!(pair(view(own), view(requester)), RolePair::Disjoint);
}

/// Everything of today is not everything: of a right that comes later the one has nothing.
#[test]
fn a_list_of_all_rights_is_not_every_right() {
    let roles = Catalogue::default();
    let every = role("test.every", vec![Grant::every(Scope::any())]);
    let today = Permission::ALL
        .iter()
        .filter(|p| **p != Permission::IMPERSONATE);
    let today: Vec<Permission> = today.copied().collect();
    let today = role("test.today", Grant::each(&today, &Scope::any()));
    let pair = compare_roles(&roles, &every, &today);
    assert_eq!(pair.pair(), RolePair::Implies);
    let Answer::No(example) = pair.implied else {
        panic!("{pair}")
    };
    assert_eq!(example.permission, None);
    assert!(
        example
            .to_string()
            .starts_with("a right of a later release"),
        "{example}"
    );
}

#[test]
fn a_role_for_a_time_has_less_than_one_without_end() {
    let mut ending = view(Scope::any());
    ending[0].validity = Validity::until(cast::noon());
    assert_eq!(pair(view(Scope::any()), ending), RolePair::Implies);
}

#[test]
fn every_two_roles_are_compared_once() {
    let pairs = role_pairs(&cast::roles());
    assert_eq!(pairs.len(), 3);
    let said: Vec<String> = pairs.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "cast.administrator and cast.customer have nothing in common",
            "cast.administrator and cast.operator share something",
            "cast.customer and cast.operator have nothing in common",
        ]
    );
}
