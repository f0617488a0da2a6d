//! A right that is missing of the object and of the asker's own record: the fewest grants first, and
//! then the narrowest scope. By brute force over every scope of a small world.

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Catalogue, Enough, Grant, Groups, Holder, HostPermission, ObjectKind, Permission,
    Request, Resource, Scope, UserFacts,
};
use frontdesk_model::{GroupId, Relation, UserId};
use frontdesk_testkit::{BuildHolder, cast};

use super::lattice;
use Permission as P;

const BADGE: Permission = match Permission::host(0) {
    Some(permission) => permission,
    None => P::COLLEAGUE_LIST,
};

const GROUPS: [GroupId; 3] = [cast::SALES, cast::SUPPORT, GroupId::from_number(3)];

/// A right over a person that needs to see that person and, to create users, oneself.
fn roles() -> Catalogue {
    let badge = HostPermission {
        permission: BADGE,
        name: "badge.print".to_owned(),
        title: "print a badge".to_owned(),
        object: ObjectKind::User,
        needs: vec![P::USER_VIEW, P::USER_CREATE],
    };
    let mut roles = Catalogue::default();
    roles.declare(badge).unwrap();
    roles
}

fn subsets<T: Ord + Copy>(of: &[T]) -> Vec<BTreeSet<T>> {
    let chosen = |mixture: u32| {
        let numbered = of.iter().enumerate();
        let chosen = numbered.filter(move |(at, _)| mixture & (1 << at) != 0);
        chosen.map(|(_, one)| *one).collect()
    };
    (0..1_u32 << of.len()).map(chosen).collect()
}

/// Every relation that a record can stand in, and two that it cannot, with every set of people and
/// every set of groups, and without.
fn every_scope(people: &[UserId]) -> Vec<Scope> {
    let optional = |sets: Vec<BTreeSet<UserId>>| {
        let sets = sets.into_iter().map(|set| Some(Among::These(set)));
        sets.chain([None]).collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    let relations = [
        Relation::Any,
        Relation::Myself,
        Relation::Own,
        Relation::Created,
    ];
    for relation in relations {
        for people in optional(subsets(people)) {
            for groups in subsets(&GROUPS).into_iter().map(Some).chain([None]) {
                for mine in [false, true] {
                    let groups = groups.clone().map(|these| Groups {
                        these,
                        mine,
                        ..Groups::default()
                    });
                    all.push(Scope {
                        people: people.clone(),
                        groups,
                        ..Scope::of(relation)
                    });
                }
            }
        }
    }
    all
}

/// Of every other user and of oneself, in every mixture of groups, with every mixture of the rights
/// held before.
#[test]
fn a_right_that_is_needed_of_two_is_named_once_and_no_wider_than_it_must_be() {
    let roles = roles();
    let scopes = every_scope(&[cast::OLGA, cast::BORIS]);
    let held: [(&[Permission], Scope); 5] = [
        (&[], Scope::any()),
        (&[BADGE, P::USER_CREATE], Scope::any()),
        (&[P::USER_VIEW], Scope::of(Relation::Myself)),
        (&[P::USER_VIEW], just(cast::BORIS)),
        (&[BADGE, P::USER_VIEW], Scope::any()),
    ];
    let (mut both, mut one, mut tried) = (0, 0, 0_u64);
    for mine in subsets(&GROUPS) {
        for theirs in subsets(&GROUPS) {
            for user in [cast::BORIS, cast::OLGA] {
                for (rights, over) in &held {
                    let mut holder = cast::olga().with_rights(rights, over);
                    holder.memberships.groups.clone_from(&mine);
                    let facts = UserFacts {
                        tenant: cast::TENANT,
                        user,
                        groups: &theirs,
                    };
                    let resource = Resource::user(&holder.actor(), &facts);
                    let ask = |holder: &Holder| {
                        let request = Request {
                            holder,
                            permission: BADGE,
                            resource,
                        };
                        roles.allows(&request, cast::noon())
                    };
                    let request = Request {
                        holder: &holder,
                        permission: BADGE,
                        resource,
                    };
                    let Enough::Grants { grants, .. } = roles.enough(&request, cast::noon()) else {
                        panic!("grants would do");
                    };
                    let named: BTreeSet<Permission> = grants
                        .iter()
                        .filter_map(|grant| grant.gives.one())
                        .collect();
                    assert_eq!(named.len(), grants.len(), "each right is named once");
                    let mut richer = holder.clone();
                    richer.grants.extend(grants.iter().cloned());
                    assert!(ask(&richer));
                    let Some(at) = grants
                        .iter()
                        .position(|grant| grant.gives.one() == Some(P::USER_VIEW))
                    else {
                        continue;
                    };
                    let place = holder.grants.len() + at;
                    let ours = grants[at].scope.clone();
                    let actor = holder.actor();
                    let here = ours.covers(&actor, &resource);
                    let me = ours.covers(&actor, &Resource::own_record(&actor));
                    match here && me {
                        true => both += 1,
                        false => one += 1,
                    }
                    for other in &scopes {
                        if lattice::is_narrower(other, &ours, ObjectKind::User, &holder) {
                            richer.grants[place] = Grant::new(P::USER_VIEW, other.clone());
                            assert!(!ask(&richer), "{ours} is wider than {other}");
                            tried += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{both} of both, {one} of one; {tried} narrower scopes");
    assert!(both > 100 && one > 100 && tried > 10_000);
}

fn just(user: UserId) -> Scope {
    Scope {
        people: Some(Among::These([user].into())),
        ..Scope::any()
    }
}

/// What an administrator reads: three rights, and the view of both people in one line.
#[test]
fn the_badge_needs_three_rights() {
    let roles = roles();
    let holder = cast::olga().in_group(cast::SUPPORT);
    let texts = |user: UserId, groups: &[GroupId]| {
        let groups = groups.iter().copied().collect();
        let facts = UserFacts {
            tenant: cast::TENANT,
            user,
            groups: &groups,
        };
        let request = Request {
            holder: &holder,
            permission: BADGE,
            resource: Resource::user(&holder.actor(), &facts),
        };
        let Enough::Grants { grants, .. } = roles.enough(&request, cast::noon()) else {
            panic!("grants would do");
        };
        let text = |grant: &Grant| format!("{} @ {}", grant.gives, grant.scope);
        grants.iter().map(text).collect::<Vec<_>>()
    };
    let (olga, boris) = (cast::OLGA, cast::BORIS);
    let (sales, support) = (cast::SALES, cast::SUPPORT);
    let (first, second) = (olga.min(boris), olga.max(boris));
    let people = format!("people = {first}|{second}");
    // No group of both: one of each. A group of both: that one.
    let groups = format!("groups = {}|{}", sales.min(support), sales.max(support));
    assert_eq!(
        texts(boris, &[sales]),
        [
            format!("host.0 @ groups = {sales} & people = {boris}"),
            format!("user.view @ {groups} & {people}"),
            "user.create @ any".to_owned(),
        ]
    );
    assert_eq!(
        texts(boris, &[sales, support])[1],
        format!("user.view @ groups = {support} & {people}")
    );
    assert_eq!(texts(boris, &[])[1], format!("user.view @ {people}"));
    assert_eq!(
        texts(olga, &[support])[1],
        format!("user.view @ self & groups = {support}")
    );
}
