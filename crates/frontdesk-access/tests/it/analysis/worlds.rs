//! Small tenants, and the questions that are asked of them.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{
    Catalogue, Decision, Directory, Gives, Grant, Holder, HostPermission, ObjectKind, Permission,
    Request,
};
use frontdesk_model::{ActorId, CustomerId, UserId, Version};
use frontdesk_testkit::{Thing, cast, strategy};
use proptest::collection::vec;
use proptest::prelude::*;

/// A tenant: roles and three people of whom one may be a customer, and objects of every kind.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) desk: Directory,
    pub(crate) things: Vec<Thing>,
    pub(crate) now: DateTime<Utc>,
}

pub(crate) fn world() -> impl Strategy<Value = World> + Clone {
    let things = vec(strategy::thing(), 30..40);
    let host = any::<bool>();
    let parts = (roles(host).boxed(), people().boxed(), things.boxed());
    (parts, strategy::instant()).prop_map(|((catalogue, people, things), now)| World {
        desk: desk(catalogue, people),
        things: things.into_iter().map(here).chain(always()).collect(),
        now,
    })
}

/// Three people of the cast's tenant.
pub(crate) fn people() -> impl Strategy<Value = Vec<Holder>> + Clone {
    let third = prop_oneof![
        strategy::staff_holder().boxed(),
        strategy::customer_holder().boxed()
    ];
    let staff = || strategy::staff_holder().boxed();
    (staff(), staff(), third).prop_map(|(one, two, three)| {
        let mut people = vec![one, two, three];
        for (at, holder) in people.iter_mut().enumerate() {
            let number = at as i64 + 1;
            holder.tenant = cast::TENANT;
            holder.id = match holder.id {
                ActorId::User(_) => UserId::from_number(number).into(),
                ActorId::Customer(_) => CustomerId::from_number(number).into(),
            };
        }
        people
    })
}

/// Three roles, sometimes with a right of the host's own.
pub(crate) fn roles(
    host: impl Strategy<Value = bool> + Clone,
) -> impl Strategy<Value = Catalogue> + Clone {
    (strategy::catalogue(), host, strategy::scope()).prop_map(|(generated, host, scope)| {
        // An example of a host's own kind can be no object of these worlds: no right is about one.
        let roles: Vec<_> = generated.roles().cloned().collect();
        let mut catalogue = Catalogue::try_from(roles).unwrap();
        if host {
            let right = Permission::host(0).unwrap();
            let declared = HostPermission {
                permission: right,
                name: "refund.approve".to_owned(),
                title: "approve a refund".to_owned(),
                object: ObjectKind::Conversation,
                needs: vec![Permission::CONVERSATION_VIEW],
            };
            catalogue.declare(declared).unwrap();
            let first = catalogue.roles().next().cloned();
            if let Some(mut role) = first {
                role.grants.push(Grant::new(right, scope));
                catalogue.replace(role);
            }
        }
        catalogue
    })
}

pub(crate) fn desk(catalogue: Catalogue, people: Vec<Holder>) -> Directory {
    let mut desk = Directory::new(cast::TENANT, catalogue);
    for holder in people {
        desk.load(holder, Version::FIRST).unwrap();
    }
    desk
}

/// The object in the cast's tenant.
pub(crate) fn here(thing: Thing) -> Thing {
    thing.moved_to(cast::TENANT)
}

fn always() -> Vec<Thing> {
    vec![
        Thing::Section(cast::TENANT),
        Thing::OwnRecord,
        crate::thing(ObjectKind::Conversation),
        crate::thing(ObjectKind::Site),
        crate::thing(ObjectKind::Module),
        crate::thing(ObjectKind::Order),
        crate::thing(ObjectKind::NewOrder),
        crate::thing(ObjectKind::User),
    ]
}

impl World {
    /// Every right that some record or role mentions.
    pub(crate) fn rights(&self) -> BTreeSet<Permission> {
        rights(&[&self.desk])
    }
}

/// Every right that some record or role mentions; a few where every right is given.
pub(crate) fn rights(desks: &[&Directory]) -> BTreeSet<Permission> {
    let mut rights = BTreeSet::new();
    for desk in desks {
        let of_roles = desk.catalogue().roles().flat_map(|role| {
            let added = role.add_ons.values().flat_map(|add_on| &add_on.grants);
            role.grants.iter().chain(added)
        });
        let of_people = desk.holders().flat_map(|holder| &holder.grants);
        for grant in of_roles.chain(of_people) {
            match grant.gives {
                Gives::One(permission) => {
                    rights.insert(permission);
                }
                Gives::Every => rights.extend([
                    Permission::CONVERSATION_REPLY,
                    Permission::ROLE_ASSIGN,
                    Permission::ORDER_VIEW,
                    Permission::MODULE_USE,
                ]),
                Gives::Unread(_) => {}
            }
        }
    }
    rights
}

/// The moments that the generators know, and one after all.
pub(crate) fn moments_from(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let noon = cast::noon();
    [
        now,
        noon - TimeDelta::milliseconds(1),
        noon,
        noon + TimeDelta::minutes(30),
        noon + TimeDelta::hours(1),
        noon + TimeDelta::hours(9),
    ]
    .into_iter()
    .filter(|at| *at >= now)
    .collect()
}

pub(crate) fn decide(
    catalogue: &Catalogue,
    holder: &Holder,
    permission: Permission,
    thing: &Thing,
    at: DateTime<Utc>,
) -> Decision {
    let request = Request {
        holder,
        permission,
        resource: thing.resource(&holder.actor()),
    };
    catalogue.decide(&request, at)
}

/// Whether a person of this desk may, if there is one.
pub(crate) fn allowed(
    desk: &Directory,
    actor: ActorId,
    permission: Permission,
    thing: &Thing,
    at: DateTime<Utc>,
) -> bool {
    desk.holder(actor)
        .is_some_and(|holder| decide(desk.catalogue(), holder, permission, thing, at).is_allow())
}
