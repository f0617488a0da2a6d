//! Edits of roles, and rights that are declared.

use frontdesk_model::ActorId;

use super::goal::Goal;
use super::moves::{Gifts, Kind, Moves};
use super::state::empty_role;
use crate::administer::{AdminAction, Guard};
use crate::holder::Holder;
use crate::permission::host::HostPermission;
use crate::permission::{ObjectKind, Permission};
use crate::role::{MadeBy, Role, RoleId};

impl Moves<'_> {
    /// Roles of a host that a controlled account has, or names although there is none.
    pub(super) fn edits_of_roles(&mut self) {
        for actor in self.who_may(Permission::ROLE_EDIT, None) {
            for before in self.editable() {
                let ours = |holder: &&Holder| holder.roles.iter().any(|r| r.role == before.id);
                let kind = match self.others().any(|holder| ours(&holder)) {
                    true => Kind::Choice,
                    false => Kind::Gain,
                };
                let mut after = before.clone();
                self.fill(actor, &mut after);
                let powers = self.to_entrust(actor, &before);
                let mut versions = vec![after.clone()];
                if !powers.is_empty() {
                    after.may_assign.extend(powers);
                    // What others have is the harder to take from them.
                    if kind == Kind::Choice && self.alphabet.gifts == Gifts::All {
                        versions.push(Role {
                            grants: before.grants.clone(),
                            ..after.clone()
                        });
                    } else if kind == Kind::Gain {
                        versions.clear();
                    }
                    versions.push(after);
                }
                for version in versions.into_iter().filter(|version| *version != before) {
                    let role = Box::new(version);
                    self.add(actor, AdminAction::SaveRole { role }, kind);
                }
            }
            self.declare(actor);
        }
    }

    /// Adds every right that this actor may write into the role.
    pub(super) fn fill(&self, actor: ActorId, role: &mut Role) {
        let before = role.clone();
        for grant in self.all_to_give(actor) {
            if before.grants.contains(&grant) {
                continue;
            }
            let mut one = before.clone();
            one.grants.push(grant.clone());
            let action = AdminAction::SaveRole {
                role: Box::new(one),
            };
            if self.permits(actor, &action) {
                role.grants.push(grant);
            }
        }
    }

    /// The roles that this role could come to assign because they are entrusted to the actor. Of what
    /// he covers the rights themselves are as good.
    fn to_entrust(&self, actor: ActorId, before: &Role) -> Vec<RoleId> {
        if self.alphabet.guard == Guard::None {
            return Vec::new();
        }
        let roles = self
            .state
            .directory
            .catalogue()
            .roles()
            .map(|role| &role.id);
        let entrusted = roles.filter(|id| self.is_entrusted(actor, id));
        let new = entrusted.filter(|id| !before.may_assign.contains(*id));
        new.filter(|id| {
            let mut one = before.clone();
            one.may_assign.insert((*id).clone());
            let role = Box::new(one);
            self.permits(actor, &AdminAction::SaveRole { role })
        })
        .cloned()
        .collect()
    }

    /// The roles whose edit changes what a controlled account can do, and a new one.
    fn editable(&self) -> Vec<Role> {
        let catalogue = self.state.directory.catalogue();
        let mut named: Vec<_> = self
            .ours()
            .flat_map(|holder| holder.roles.iter().map(|assignment| &assignment.role))
            .collect();
        named.sort();
        named.dedup();
        let held = named.into_iter().filter_map(|id| match catalogue.role(id) {
            Some(role) => (role.made_by == MadeBy::Host).then(|| role.clone()),
            // A name that grants nothing grants whatever a role of that name gets.
            None => Some(empty_role(id.clone())),
        });
        let fresh = empty_role(self.alphabet.words.role.clone());
        let fresh = match catalogue.role(&fresh.id) {
            // A role of one's own gives many rights by one assignment, and lets others assign what is
            // entrusted; without the guard `*` does.
            None if self.alphabet.guard == Guard::Covers
                && (self.alphabet.gifts == Gifts::All || self.somebody_is_entrusted()) =>
            {
                Some(fresh)
            }
            _ => None,
        };
        held.chain(fresh).collect()
    }

    fn somebody_is_entrusted(&self) -> bool {
        let roles = self.state.directory.catalogue().roles();
        let ids: Vec<&RoleId> = roles.map(|role| &role.id).collect();
        let mut ours = self.state.controlled.iter();
        ours.any(|actor| ids.iter().any(|id| self.is_entrusted(*actor, id)))
    }

    /// A right of the host's own that nobody declared is denied to whoever has it.
    fn declare(&mut self, actor: ActorId) {
        let Some((permission, goal)) = self.alphabet.wanted else {
            return;
        };
        let catalogue = self.state.directory.catalogue();
        if !permission.is_host() || catalogue.object_of(permission).is_some() {
            return;
        }
        let object = match goal {
            Goal::On(object) => object.kind(),
            Goal::Anywhere | Goal::Over(_) => ObjectKind::Section,
        };
        let permission = HostPermission {
            permission,
            name: permission.name().to_owned(),
            title: permission.name().to_owned(),
            object,
            needs: Vec::new(),
        };
        self.add(
            actor,
            AdminAction::DeclarePermission { permission },
            Kind::Gain,
        );
    }
}
