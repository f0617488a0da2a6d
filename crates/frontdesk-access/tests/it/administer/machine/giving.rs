//! A tenant in which everybody manages and is asked to give what nobody has: where nothing is
//! compared, somebody is soon raised.

use frontdesk_access::{
    AdminAction, Directory, Gives, Grant, Holder, MadeBy, Permission, Restriction, Role, RoleId,
    Scope, Takes, bundle,
};
use frontdesk_model::{AccountKind, ActorId, Labels, Standing, UserId, Version};
use frontdesk_testkit::{cast, strategy};
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::assigned;

/// A random tenant whose people all act and manage. Nobody holds every right, and nobody bears a
/// restriction that cannot be read.
pub(super) fn directory() -> impl Strategy<Value = Directory> {
    strategy::directory().prop_map(|random| {
        let mut office = Directory::new(random.tenant(), random.catalogue().clone());
        for holder in random.holders() {
            let mut holder = holder.clone();
            (holder.standing, holder.kind) = (Standing::Active, AccountKind::Unified);
            let is_read = |r: &Restriction| matches!(r.takes, Takes::These { .. });
            holder.restrictions.retain(is_read);
            holder.grants.retain(|grant| grant.gives != Gives::Every);
            let manages = Grant::each(bundle::ADMINISTRATION, &Scope::any());
            holder.grants.extend(manages);
            office.load(holder, Version::FIRST).unwrap();
        }
        office
    })
}

/// Something that one of them gives, before it is known what nobody has.
#[derive(Clone, Debug)]
pub(super) struct Gift {
    pub(super) actor: ActorId,
    user: ActorId,
    way: Way,
    which: Index,
    any: Grant,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    /// A random right over a random scope.
    Any,
    /// A right that nobody has, and what it needs, to one person by a role.
    Role,
    /// The same to somebody who is made with it.
    Newcomer,
    /// The same without what it needs.
    Alone,
}

pub(super) fn gift() -> impl Strategy<Value = Gift> {
    let way = prop_oneof![
        2 => Just(Way::Any),
        1 => Just(Way::Role),
        1 => Just(Way::Newcomer),
        3 => Just(Way::Alone),
    ];
    let who = (1..=4_i64, 1..=4_i64);
    (who, way, any::<Index>(), strategy::grant()).prop_map(|((actor, user), way, which, any)| {
        let user_of = |number| ActorId::User(UserId::from_number(number));
        Gift {
            actor: user_of(actor),
            user: user_of(user),
            way,
            which,
            any,
        }
    })
}

impl Gift {
    /// The action in a tenant as it is now.
    pub(super) fn on(&self, office: &Directory) -> AdminAction {
        let user = self.user;
        let new = self.of_nobody(office);
        let everywhere = |rights: &[Permission]| Grant::each(rights, &Scope::any());
        let with_needed = |right| -> Vec<Permission> {
            let needed = office.catalogue().with_prerequisites(right);
            needed.iter().collect()
        };
        match (self.way, new) {
            (Way::Alone, Some(right)) => AdminAction::Grant {
                user,
                grant: Grant::new(right, Scope::any()),
            },
            (Way::Newcomer, Some(right)) => {
                let number = 5 + i64::try_from(self.which.index(4)).unwrap();
                let mut holder = Holder::new(cast::TENANT, UserId::from_number(number));
                holder.grants = everywhere(&with_needed(right));
                AdminAction::CreateUser {
                    holder: Box::new(holder),
                }
            }
            (Way::Role, Some(right)) => {
                let id = "test.gift";
                match office.catalogue().role(&RoleId::from_static(id)) {
                    Some(_) => AdminAction::AssignRole {
                        user,
                        assignment: assigned(id),
                    },
                    None => AdminAction::SaveRole {
                        role: Box::new(Role {
                            made_by: MadeBy::Host,
                            grants: everywhere(&with_needed(right)),
                            ..Role::built_in(RoleId::from_static(id), Labels::new(id))
                        }),
                    },
                }
            }
            (Way::Any, _) | (_, None) => AdminAction::Grant {
                user,
                grant: self.any.clone(),
            },
        }
    }

    /// One of the rights that nobody here has.
    fn of_nobody(&self, office: &Directory) -> Option<Permission> {
        let held = |right: &Permission| {
            let mut people = office.holders();
            people.any(|holder| {
                let mut grants = office.catalogue().on_record(holder);
                grants.any(|grant| grant.gives.includes(*right))
            })
        };
        let free: Vec<Permission> = office
            .catalogue()
            .permissions()
            .filter(|right| !held(right))
            .collect();
        (!free.is_empty()).then(|| *self.which.get(&free))
    }
}
