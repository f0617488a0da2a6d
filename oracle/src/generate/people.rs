//! Roles, and records of staff and customers.

use frontdesk_access::{AddOnId, Grant, Holder, Permission, Role, RoleAssignment, RoleId};
use frontdesk_model::{AccountKind, CustomerId, Labels, Memberships, Standing, UserId};

use super::chance::Chance;
use super::grants::{self, Terms, Whose};
use super::pools;
use crate::record;
use crate::world::World;

/// Three roles for staff with some of the add-ons, and one for customers.
pub(super) fn add_roles(chance: &mut Chance, world: &mut World) {
    for id in pools::ROLES {
        let whose = if id == "portal.customer" {
            Whose::Customers
        } else {
            Whose::Staff
        };
        let rights = &world.rights;
        let terms = Terms { rights, whose };
        let mut role = Role::built_in(RoleId::from_static(id), Labels::new(id));
        role.grants.extend(bundle(chance, terms, 2));
        for add_on in pools::ADD_ONS {
            if chance.percent(45) {
                role = role.with_add_on(add_on, Labels::new(add_on), bundle(chance, terms, 1));
            }
        }
        world
            .roles
            .insert_unique(role)
            .expect("the ids are different");
    }
}

/// One right or more.
fn bundle(chance: &mut Chance, terms: Terms<'_>, more: usize) -> Vec<Grant> {
    let times = 1 + chance.below(more + 1);
    (0..times)
        .flat_map(|_| grants::right(chance, terms))
        .collect()
}

/// Three users and two customers, who have the numbers of users. Each user is given one of the
/// rights of the catalogue in turn, so that no right is left to luck.
pub(super) fn add_holders(chance: &mut Chance, world: &mut World, number: u64) {
    let turn = usize::try_from(number % 1_000_000).unwrap_or_default() * 3;
    for (place, number) in (1..=3).enumerate() {
        let tenant = pools::tenant(chance);
        let mut holder = Holder::new(tenant, UserId::from_number(number));
        holder.kind = chance.weighted(&[
            (8, AccountKind::Unified),
            (1, AccountKind::LegacyOperator),
            (1, AccountKind::LegacyAdmin),
        ]);
        let rights = &world.rights;
        let right = grants::in_turn(rights, turn + place);
        let terms = Terms {
            rights,
            whose: Whose::Staff,
        };
        holder.grants = grants::whole(chance, terms, right);
        // And now and then one of the host's own that needs another of these.
        if let Some(right) = grants::of_host(chance, rights).filter(|_| chance.percent(40)) {
            holder.grants.extend(grants::whole(chance, terms, right));
        }
        let holder = filled(chance, world, holder, Whose::Staff);
        world.holders.push(holder);
    }
    for number in 1..=2 {
        let tenant = pools::tenant(chance);
        let holder = Holder::new(tenant, CustomerId::from_number(number));
        let holder = filled(chance, world, holder, Whose::Customers);
        world.holders.push(holder);
    }
}

fn filled(chance: &mut Chance, world: &World, mut holder: Holder, whose: Whose) -> Holder {
    let rights = &world.rights;
    let active = chance.percent(94);
    holder.standing = if active {
        Standing::Active
    } else {
        chance.pick(&Standing::ALL)
    };
    holder.memberships = memberships(chance);
    for _ in 0..chance.below(3) {
        holder.roles.push(assignment(chance, whose));
    }
    for _ in 0..chance.below(2) {
        // Staff now and then hold what is meant for customers, and the reverse.
        let other = chance.percent(6);
        let whose = match whose {
            Whose::Staff if other => Whose::Customers,
            Whose::Customers if other => Whose::Staff,
            same => same,
        };
        let grants = grants::right(chance, Terms { rights, whose });
        holder.grants.extend(grants);
    }
    if chance.percent(33) {
        let held = record::on_record(&world.roles, &holder);
        let held: Vec<Permission> = held
            .iter()
            .filter_map(|held| held.given.gives.one())
            .collect();
        for _ in 0..=chance.below(2) {
            let restriction = grants::restriction(chance, Terms { rights, whose }, &held);
            holder.restrictions.push(restriction);
        }
    }
    holder
}

/// A role, known or not, with add-ons that it lists or not, for a time or not.
fn assignment(chance: &mut Chance, whose: Whose) -> RoleAssignment {
    let role = match whose {
        Whose::Customers if chance.percent(92) => RoleId::from_static("portal.customer"),
        Whose::Staff | Whose::Customers => pools::role(chance),
    };
    let add_ons: Vec<AddOnId> = (0..chance.below(3))
        .map(|_| pools::add_on(chance))
        .collect();
    RoleAssignment {
        role,
        add_ons: add_ons.into_iter().collect(),
        validity: pools::validity(chance, 22),
    }
}

fn memberships(chance: &mut Chance) -> Memberships {
    Memberships {
        groups: chance.few(&pools::groups()),
        sites: chance.few(&pools::sites()),
        questionnaires: chance.few(&pools::questionnaires()),
        channels: chance.few(&pools::channels()),
        modules: chance.few(&pools::modules()),
        cabinet_sections: chance.few(&pools::modules()),
        overseen_groups: chance.few(&pools::groups()),
        overseen_people: chance.few(&pools::users()),
        // Staff with a company, too: it says nothing of them.
        organizations: chance.few(&pools::organizations()),
        ..Memberships::default()
    }
}
