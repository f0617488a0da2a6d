//! Scopes with every dimension and every symbolic set, and grants over them.

use std::collections::BTreeSet;
use std::fmt::Debug;

use frontdesk_access::{Among, Gives, Grant, Groups, Modules, Scope};
use proptest::collection::btree_set;
use proptest::prelude::*;

use super::pools;
use super::things::origin;

/// A scope: everywhere, one relation, or a relation with up to ten dimensions.
pub fn scope() -> impl Strategy<Value = Scope> + Clone {
    prop_oneof![
        3 => Just(Scope::any()),
        3 => pools::relation().prop_map(Scope::of),
        4 => conjunction(),
    ]
    .boxed()
}

/// A set of groups: named, one's own, conversations without a group, in any mixture.
pub fn groups_dimension() -> impl Strategy<Value = Groups> + Clone {
    (few(pools::group()), any::<bool>(), any::<bool>()).prop_map(|(these, mine, none)| Groups {
        these,
        mine,
        none,
    })
}

/// A right over a scope, sometimes for a time; seldom one that this release cannot read.
pub fn grant() -> impl Strategy<Value = Grant> + Clone {
    let known = (gives(), scope(), pools::validity());
    let known = known.prop_map(|(gives, scope, validity)| Grant {
        gives,
        scope,
        validity,
    });
    prop_oneof![
        12 => known.boxed(),
        1 => super::later::unread_grant().boxed(),
    ]
    .boxed()
}

/// One right, seldom every right.
fn gives() -> impl Strategy<Value = Gives> + Clone {
    prop_oneof![
        8 => pools::permission().prop_map(Gives::One),
        1 => Just(Gives::Every),
    ]
}

fn conjunction() -> impl Strategy<Value = Scope> + Clone {
    let modules = prop_oneof![
        few(pools::module()).prop_map(Modules::These),
        Just(Modules::Mine),
        Just(Modules::CabinetSections),
    ];
    let of_people = (
        seldom(groups_dimension()),
        seldom(among(pools::user())),
        seldom(among(pools::group())),
        seldom(few(pools::state())),
    );
    let of_things = (
        seldom(among(pools::site())),
        seldom(among(pools::questionnaire())),
        seldom(among(pools::channel())),
        seldom(modules),
        seldom(few(origin())),
        seldom(pools::privacy()),
    );
    let relation = prop_oneof![
        1 => Just(frontdesk_model::Relation::Any),
        1 => pools::relation(),
    ];
    (relation, of_people, of_things).prop_map(|(relation, people, things)| Scope {
        relation,
        groups: people.0,
        people: people.1,
        assignee_groups: people.2,
        states: people.3,
        sites: things.0,
        questionnaires: things.1,
        channels: things.2,
        modules: things.3,
        origin: things.4,
        privacy: things.5,
    })
}

fn among<T>(item: impl Strategy<Value = T> + Clone) -> impl Strategy<Value = Among<T>> + Clone
where
    T: Ord + Clone + Debug,
{
    prop_oneof![
        2 => few(item).prop_map(Among::These),
        1 => Just(Among::Mine),
    ]
}

/// A set of none to three.
pub(super) fn few<T: Ord + Debug>(
    item: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = BTreeSet<T>> + Clone {
    btree_set(item, 0..=3)
}

/// A dimension that is set one time in five.
fn seldom<T: Clone + Debug>(
    dimension: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Option<T>> + Clone {
    proptest::option::weighted(0.2, dimension)
}
