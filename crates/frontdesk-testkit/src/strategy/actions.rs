//! Tenants with people who administer, and what they may ask to do.

use std::collections::BTreeSet;

use frontdesk_access::{
    AdminAction, Catalogue, Directory, Grant, Holder, HostPermission, MadeBy, ObjectKind,
    Obligation, Permission, Restriction, Role, RoleAssignment, Scope, Takeover, Takes, bundle,
};
use frontdesk_model::{AccountKind, ActorId, Memberships, Standing, UserId, Version};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::{records, scopes};
use crate::cast;

/// The cast's tenant with three roles, two of them the host's own, and four users with random
/// records. Most of them administer; seldom one holds every right.
pub fn directory() -> impl Strategy<Value = Directory> + Clone {
    // Where somebody holds every right nobody can be raised: seldom.
    let manages = prop_oneof![
        3 => Just(Manages::No),
        12 => Just(Manages::All),
        1 => Just(Manages::Every),
    ];
    let managers = vec(manages, 4);
    let entrusted = vec(
        subsequence(vec!["test.agent", "test.lead", "other.agent"], 0..=1),
        3,
    );
    (
        records::catalogue().boxed(),
        entrusted,
        vec(records::staff_holder().boxed(), 4),
        managers,
    )
        .prop_map(|(roles, entrusted, holders, managers)| {
            let mut directory = Directory::new(cast::TENANT, entrust(&roles, &entrusted));
            for ((number, mut holder), manages) in (1..).zip(holders).zip(managers) {
                holder.tenant = cast::TENANT;
                holder.id = ActorId::User(UserId::from_number(number));
                holder.grants.extend(manages.grants());
                if !matches!(manages, Manages::No) {
                    (holder.standing, holder.kind) = (Standing::Active, AccountKind::Unified);
                    // What cannot be read takes everything: whoever manages has none of it.
                    let is_read = |r: &Restriction| matches!(r.takes, Takes::These { .. });
                    holder.restrictions.retain(is_read);
                }
                // Four different numbers: nothing is refused.
                let _ = directory.load(holder, Version::FIRST);
            }
            directory
        })
}

/// Something that one of the people of a [`directory`] may ask, before it is known who and what is
/// there when it is asked.
pub fn admin_draft() -> impl Strategy<Value = AdminDraft> + Clone {
    let who = (1..=4_i64, 1..=5_i64, any::<Index>());
    let role = select(vec!["test.agent", "test.lead", "test.new"]);
    let given = (
        records::role_assignment().boxed(),
        scopes::grant().boxed(),
        records::restriction().boxed(),
        records::memberships().boxed(),
        records::obligations().boxed(),
    );
    let whole = (
        role.prop_flat_map(|id| records::role(id).boxed()).boxed(),
        records::staff_holder().boxed(),
    );
    (0..19_u8, who, given, whole, any::<Index>()).prop_map(
        |(which, (actor, user, index), given, (role, holder), other)| AdminDraft {
            which,
            actor: ActorId::User(UserId::from_number(actor)),
            user: ActorId::User(UserId::from_number(user)),
            index,
            other,
            assignment: given.0,
            grant: given.1,
            restriction: given.2,
            memberships: given.3,
            obligations: given.4,
            role,
            holder,
        },
    )
}

/// What is asked, before it is known what is there.
#[derive(Clone, Debug)]
pub struct AdminDraft {
    /// Who asks.
    pub actor: ActorId,
    which: u8,
    user: ActorId,
    index: Index,
    other: Index,
    assignment: RoleAssignment,
    grant: Grant,
    restriction: Restriction,
    memberships: Memberships,
    obligations: BTreeSet<Obligation>,
    role: Role,
    holder: Holder,
}

impl AdminDraft {
    /// The action in a tenant as it is now: what is taken is mostly there, what is given is mostly
    /// something that the actor has.
    #[must_use]
    pub fn on(&self, directory: &Directory) -> AdminAction {
        let user = self.user;
        let record = directory.holder(user);
        let assigned = record.and_then(|record| pick(&record.roles, &self.index));
        let assigned = assigned.unwrap_or_else(|| self.assignment.clone());
        match self.which {
            0 => AdminAction::CreateUser {
                holder: Box::new(self.newcomer(directory)),
            },
            1 => AdminAction::EditUser { user },
            2 => AdminAction::SetMemberships {
                user,
                memberships: Box::new(self.memberships.clone()),
            },
            3 => AdminAction::Suspend { user },
            4 => AdminAction::Restore { user },
            5 => AdminAction::Delete { user },
            6 => AdminAction::TakeOver {
                user,
                by: match self.index.index(3) {
                    0 => Takeover::ResetCredentials,
                    1 => Takeover::ChangeLogin,
                    _ => Takeover::Impersonate,
                },
            },
            7 | 8 => AdminAction::AssignRole {
                user,
                assignment: self.assignment.clone(),
            },
            9 => AdminAction::UnassignRole {
                user,
                assignment: assigned,
            },
            10 => AdminAction::SetAddOns {
                user,
                after: RoleAssignment {
                    add_ons: self.assignment.add_ons.clone(),
                    ..assigned.clone()
                },
                before: assigned,
            },
            11 | 12 => AdminAction::Grant {
                user,
                grant: self.some_grant(directory),
            },
            13 => AdminAction::Revoke {
                user,
                grant: record
                    .and_then(|record| pick(&record.grants, &self.index))
                    .unwrap_or_else(|| self.grant.clone()),
            },
            14 => AdminAction::Restrict {
                user,
                restriction: self.restriction.clone(),
            },
            15 => AdminAction::Lift {
                user,
                restriction: record
                    .and_then(|record| pick(&record.restrictions, &self.index))
                    .unwrap_or_else(|| self.restriction.clone()),
            },
            16 => self.of_account(user),
            17 => self.of_roles(directory),
            _ => self.of_rights(),
        }
    }

    fn of_account(&self, user: ActorId) -> AdminAction {
        match self.index.index(4) {
            0 => AdminAction::SendReset { user },
            _ => AdminAction::SetObligations {
                user,
                obligations: self.obligations.clone(),
            },
        }
    }

    /// The rights of the host's own: declared, renamed, withdrawn.
    fn of_rights(&self) -> AdminAction {
        let number = u8::try_from(self.other.index(3)).unwrap_or_default();
        let permission = Permission::host(number).unwrap_or(Permission::COLLEAGUE_LIST);
        match self.index.index(4) {
            0 => AdminAction::RenamePermission {
                permission,
                name: format!("test.again{number}"),
                title: "another name".to_owned(),
            },
            1 => AdminAction::WithdrawPermission { permission },
            _ => AdminAction::DeclarePermission {
                permission: HostPermission {
                    permission,
                    name: format!("test.{number}"),
                    title: "a right of the test".to_owned(),
                    object: ObjectKind::Section,
                    needs: Vec::new(),
                },
            },
        }
    }

    fn of_roles(&self, directory: &Directory) -> AdminAction {
        match self.index.index(8) {
            0 | 1 => AdminAction::DeleteRole {
                role: self.role.id.clone(),
            },
            // A new role, or one of the roles with one right more or less.
            2 | 3 => AdminAction::SaveRole {
                role: Box::new(Role {
                    made_by: MadeBy::Host,
                    ..self.role.clone()
                }),
            },
            less => {
                let mut role = directory.catalogue().role(&self.role.id).cloned();
                if let Some(role) = &mut role {
                    if less == 4 && !role.grants.is_empty() {
                        role.grants.remove(self.other.index(role.grants.len()));
                    } else {
                        role.grants.push(self.some_grant(directory));
                    }
                }
                let role = role.unwrap_or_else(|| self.role.clone());
                AdminAction::SaveRole {
                    role: Box::new(role),
                }
            }
        }
    }

    /// Mostly something that is on the record of the actor, else anything.
    fn some_grant(&self, directory: &Directory) -> Grant {
        let actor = directory.holder(self.actor);
        let held: Vec<Grant> = actor
            .into_iter()
            .flat_map(|actor| directory.catalogue().on_record(actor).cloned())
            .collect();
        match self.other.index(3) {
            0 => self.grant.clone(),
            _ => pick(&held, &self.index).unwrap_or_else(|| self.grant.clone()),
        }
    }

    fn newcomer(&self, directory: &Directory) -> Holder {
        let number = 5_i64.saturating_add(i64::try_from(self.index.index(2)).unwrap_or_default());
        let mut holder = self.holder.clone();
        holder.tenant = cast::TENANT;
        holder.id = ActorId::User(UserId::from_number(number));
        if self.other.index(3) > 0 {
            holder.roles.truncate(1);
            holder.grants = vec![self.some_grant(directory)];
        }
        holder
    }
}

#[derive(Clone, Copy, Debug)]
enum Manages {
    No,
    All,
    Every,
}

impl Manages {
    fn grants(self) -> Vec<Grant> {
        match self {
            Self::No => Vec::new(),
            Self::All => Grant::each(bundle::ADMINISTRATION, &Scope::any()),
            Self::Every => vec![Grant::every(Scope::any())],
        }
    }
}

/// The roles with what their holders may give; all but the first are the host's own.
fn entrust(before: &Catalogue, entrusted: &[Vec<&'static str>]) -> Catalogue {
    let mut roles: Vec<Role> = before.roles().cloned().collect();
    for (role, may_assign) in roles.iter_mut().zip(entrusted) {
        let ids = may_assign.iter().copied();
        role.may_assign = ids.map(frontdesk_access::RoleId::from_static).collect();
    }
    for role in roles.iter_mut().skip(1) {
        role.made_by = MadeBy::Host;
    }
    // The same ids and rights as before: nothing is refused.
    let mut after = Catalogue::try_from(roles).unwrap_or_default();
    for right in before.host_permissions() {
        let _ = after.declare(right.clone());
    }
    after
}

fn pick<T: Clone>(list: &[T], index: &Index) -> Option<T> {
    match list.is_empty() {
        true => None,
        false => list.get(index.index(list.len())).cloned(),
    }
}
