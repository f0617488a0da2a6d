//! Questions: a grant on the record, an object within its scope, and now and then something spoiled.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{Gives, Holder, ObjectKind, Permission, Scope};
use frontdesk_model::{ActorId, Validity};
use frontdesk_testkit::cast;

use super::chance::Chance;
use super::grants::{self, Terms, Whose};
use super::{pools, things};
use crate::record::{self, OnRecord};
use crate::world::{Question, World};

/// A question about one of the people of this world.
pub(super) fn question(chance: &mut Chance, world: &World) -> Question {
    // Staff ask more often than customers.
    let place = if chance.percent(75) {
        chance.below(3)
    } else {
        3 + chance.below(world.holders.len() - 3)
    };
    let holder = &world.holders[place];
    let terms = Terms {
        rights: &world.rights,
        whose: whose(holder),
    };
    let held = record::on_record(&world.roles, holder);
    let aimed = chance.percent(95).then(|| aim(chance, terms, &held));
    let (mut permission, scope) = aimed.flatten().unwrap_or_else(|| blind(chance, terms));
    let about = grants::object(terms.rights, permission);
    let mut thing = things::within(chance, about, &scope, holder);
    if chance.percent(22) {
        match chance.below(10) {
            0..3 => thing = things::spoiled(chance, thing),
            3..6 => things::unrelated(chance, &mut thing, scope.relation, holder),
            6 => thing = thing.moved_to(pools::other_tenant(holder.tenant)),
            7 => {
                let kind = chance.pick(&KINDS);
                thing = things::within(chance, kind, &scope, holder);
            }
            8 => permission = grants::permission(chance, terms),
            _ => thing = things::within(chance, about, &Scope::any(), holder),
        }
    }
    Question {
        holder: place,
        permission,
        thing,
        now: moment(chance, holder, &held),
    }
}

const KINDS: [ObjectKind; 10] = [
    ObjectKind::Section,
    ObjectKind::Conversation,
    ObjectKind::Request,
    ObjectKind::Order,
    ObjectKind::NewOrder,
    ObjectKind::User,
    ObjectKind::Site,
    ObjectKind::Module,
    ObjectKind::Host(1),
    ObjectKind::Host(2),
];

/// A right that the record gives, where it holds.
fn aim(
    chance: &mut Chance,
    terms: Terms<'_>,
    held: &[OnRecord<'_>],
) -> Option<(Permission, Scope)> {
    let mut given = chance.pick_any(held)?.given;
    // Half of what is on a record is there because something else needs it.
    let right = given.gives.one().and_then(|one| terms.rights.get(one));
    if right.is_none_or(|right| right.needs.is_empty()) && chance.percent(60) {
        given = chance.pick_any(held)?.given;
    }
    let permission = match given.gives {
        Gives::One(one) => *one,
        Gives::Every if chance.percent(15) => Permission::IMPERSONATE,
        Gives::Every => grants::permission(chance, terms),
        Gives::Unread(_) => return None,
    };
    Some((permission, given.scope.clone()))
}

fn blind(chance: &mut Chance, terms: Terms<'_>) -> (Permission, Scope) {
    let permission = grants::permission(chance, terms);
    let about = grants::object(terms.rights, permission);
    (permission, grants::scope(chance, about, terms.whose))
}

fn whose(holder: &Holder) -> Whose {
    match holder.id {
        ActorId::User(_) => Whose::Staff,
        ActorId::Customer(_) => Whose::Customers,
    }
}

/// Noon, or a bound of the record, or a nanosecond from one.
fn moment(chance: &mut Chance, holder: &Holder, held: &[OnRecord<'_>]) -> DateTime<Utc> {
    let of_grants = held
        .iter()
        .flat_map(|held| [held.assigned, held.given.validity]);
    let of_restrictions = holder
        .restrictions
        .iter()
        .map(|restriction| restriction.validity);
    let bounds: Vec<DateTime<Utc>> = of_grants
        .chain(of_restrictions)
        .flat_map(|validity: Validity| [validity.from(), validity.end()])
        .flatten()
        .collect();
    match (chance.pick_any(&bounds), chance.below(10)) {
        (Some(bound), 0..4) => bound,
        (Some(bound), 4) => bound - TimeDelta::nanoseconds(1),
        _ => cast::noon(),
    }
}
