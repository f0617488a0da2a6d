//! People's records and catalogues of roles.

use std::collections::BTreeSet;

use frontdesk_access::{
    AddOnId, Catalogue, Grant, Holder, Obligation, Permission, PermissionSet, Restriction,
    RestrictionId, Role, RoleAssignment, RoleId, Scope, Section, Takes,
};
use frontdesk_model::{AccountKind, Labels, Memberships, Standing};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::hosts::{host_needs, host_permissions};
use super::pools;
use super::scopes::{few, grant, scope};

/// The lists on a record.
pub fn memberships() -> impl Strategy<Value = Memberships> + Clone {
    let of_places = (
        few(pools::group()),
        few(pools::site()),
        few(pools::questionnaire()),
        few(pools::channel()),
        few(pools::language()),
    );
    let of_rights = (few(pools::module()), few(pools::module()));
    let of_others = (
        few(pools::group()),
        few(pools::user()),
        few(pools::organization()),
    );
    let lists = (of_places, of_rights, of_others);
    let lists = lists.prop_map(|(places, rights, others)| Memberships {
        groups: places.0,
        sites: places.1,
        questionnaires: places.2,
        channels: places.3,
        languages: places.4,
        modules: rights.0,
        cabinet_sections: rights.1,
        overseen_groups: others.0,
        overseen_people: others.1,
        organizations: others.2,
    });
    // On the heap: many lists in one value overflow the stack of a test.
    lists.boxed()
}

/// Up to so many rights: lone ones, and ones that come with all that they need.
pub fn grants(most: usize) -> impl Strategy<Value = Vec<Grant>> + Clone {
    let whole = (pools::permission(), scope()).prop_map(|(permission, scope)| {
        let mut grants = vec![Grant::new(permission, scope.clone())];
        for needed in with_all_it_needs(permission) {
            // What is about another kind of object cannot hold over the same scope.
            let host = permission.is_host() && needed.is_host();
            let same = host || needed.object() == permission.object();
            let at = if same { scope.clone() } else { Scope::any() };
            grants.push(Grant::new(needed, at));
        }
        grants
    });
    let right = prop_oneof![
        1 => grant().prop_map(|grant| vec![grant]),
        1 => whole,
    ];
    vec(right, 0..=most)
        .prop_map(|rights| rights.concat())
        .boxed()
}

fn with_all_it_needs(permission: Permission) -> BTreeSet<Permission> {
    let mut all = BTreeSet::new();
    for needed in host_needs(permission)
        .iter()
        .chain(permission.prerequisites())
    {
        all.insert(*needed);
        all.extend(with_all_it_needs(*needed));
    }
    all
}

/// A deny over some rights and sections, somewhere, sometimes for a time.
pub fn restriction() -> impl Strategy<Value = Restriction> + Clone {
    let permissions = btree_set(pools::permission(), 0..=3);
    let sections = few(select(vec![
        Section::Administration,
        Section::Conversations,
        Section::Orders,
        Section::Employees,
        Section::Host,
        Section::None,
    ]));
    let by_hand = (
        select(vec!["deny.some", "deny.more"]),
        permissions,
        sections,
        scope(),
        pools::validity(),
    )
        .prop_map(|(id, permissions, sections, scope, validity)| Restriction {
            id: RestrictionId::from_static(id),
            takes: Takes::These {
                permissions: permissions.into_iter().collect::<PermissionSet>(),
                sections,
            },
            scope,
            validity,
        });
    prop_oneof![
        1 => Just(Restriction::deny_admin_panel()),
        1 => Just(Restriction::deny_cabinet()),
        4 => by_hand,
        1 => super::later::unread_restriction(),
    ]
    .boxed()
}

/// Mostly active.
pub fn standing() -> impl Strategy<Value = Standing> + Clone {
    prop_oneof![9 => Just(Standing::Active), 1 => select(Standing::ALL.to_vec())]
}

/// Mostly unified; never a customer's.
pub fn account_kind() -> impl Strategy<Value = AccountKind> + Clone {
    prop_oneof![
        4 => Just(AccountKind::Unified),
        1 => Just(AccountKind::LegacyOperator),
        1 => Just(AccountKind::LegacyAdmin),
    ]
}

/// Any of the obligations.
pub fn obligations() -> impl Strategy<Value = BTreeSet<Obligation>> + Clone {
    let all = vec![
        Obligation::ConfirmAcceptance,
        Obligation::AutoAnswer,
        Obligation::MaskNumber,
    ];
    subsequence(all, 0..=3).prop_map(|some| some.into_iter().collect())
}

/// One of two add-ons.
pub fn add_on_id() -> impl Strategy<Value = AddOnId> + Clone {
    select(vec!["opt.one", "opt.two"]).prop_map(AddOnId::from_static)
}

/// A role on a record: known or not, with add-ons that it lists or not, sometimes for a time.
pub fn role_assignment() -> impl Strategy<Value = RoleAssignment> + Clone {
    (
        pools::role_id(),
        btree_set(add_on_id(), 0..=2),
        pools::validity(),
    )
        .prop_map(|(role, add_ons, validity)| RoleAssignment {
            role,
            add_ons,
            validity,
        })
}

/// A role of this id with any of the two add-ons.
pub fn role(id: &'static str) -> impl Strategy<Value = Role> + Clone {
    let add_on =
        |name: &'static str| proptest::option::of(grants(2)).prop_map(move |grants| (name, grants));
    (grants(3), add_on("opt.one"), add_on("opt.two"))
        .prop_map(move |(grants, one, two)| {
            let mut role = Role::built_in(RoleId::from_static(id), Labels::new(id));
            role.grants = grants;
            for (name, grants) in [one, two] {
                if let Some(grants) = grants {
                    role = role.with_add_on(name, Labels::new(name), grants);
                }
            }
            role
        })
        .boxed()
}

/// A catalogue of three roles of two systems, with some rights of the host's own.
pub fn catalogue() -> impl Strategy<Value = Catalogue> + Clone {
    let roles = (role("test.agent"), role("test.lead"), role("other.agent"));
    (roles, host_permissions()).prop_map(|((agent, lead, other), declared)| {
        // Three different ids: nothing is refused. Nor is a right of the host's own, each of which
        // comes after what it needs.
        let mut roles = Catalogue::try_from(vec![agent, lead, other]).unwrap_or_default();
        for right in declared {
            let _ = roles.declare(right);
        }
        roles
    })
}

/// A record of staff or, one time in six, of a customer.
pub fn holder() -> impl Strategy<Value = Holder> + Clone {
    prop_oneof![5 => staff_holder().boxed(), 1 => customer_holder().boxed()]
}

/// A record of staff, of every kind and standing.
pub fn staff_holder() -> impl Strategy<Value = Holder> + Clone {
    let who = (pools::tenant(), pools::user(), account_kind());
    (who, rest()).prop_map(|((tenant, user, kind), rest)| {
        let mut holder = fill(Holder::new(tenant, user), rest);
        holder.kind = kind;
        holder
    })
}

/// A record of a customer.
pub fn customer_holder() -> impl Strategy<Value = Holder> + Clone {
    (pools::tenant(), pools::customer(), rest())
        .prop_map(|(tenant, customer, rest)| fill(Holder::new(tenant, customer), rest))
}

type Rest = (
    Standing,
    Memberships,
    Vec<RoleAssignment>,
    Vec<Grant>,
    Vec<Restriction>,
    BTreeSet<Obligation>,
);

fn rest() -> impl Strategy<Value = Rest> + Clone {
    let restrictions = prop_oneof![
        3 => Just(Vec::new()).boxed(),
        2 => vec(restriction(), 1..=2).boxed(),
    ];
    (
        standing(),
        memberships(),
        vec(role_assignment(), 0..=2),
        grants(5),
        restrictions,
        obligations(),
    )
}

fn fill(mut holder: Holder, rest: Rest) -> Holder {
    (holder.standing, holder.memberships, holder.roles) = (rest.0, rest.1, rest.2);
    (holder.grants, holder.restrictions, holder.obligations) = (rest.3, rest.4, rest.5);
    holder
}
