//! What is refused whoever asks: what makes no sense, contradicts what is there, is built in, or is
//! one's own to bear.

use std::collections::BTreeSet;

use super::AdminAction;
use super::refusal::AdminReason;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::restriction::{Restriction, Takes};
use crate::role::{MadeBy, Role, RoleId};

type Reasons = BTreeSet<AdminReason>;

impl Directory {
    pub(super) fn check_form(&self, actor: &Holder, action: &AdminAction, found: &mut Reasons) {
        let target = action.user().and_then(|id| self.holder(id));
        self.check_freedom(actor, action, found);
        match action {
            AdminAction::CreateUser { holder } => self.check_new(holder, found),
            AdminAction::EditUser { .. }
            | AdminAction::SetMemberships { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Restore { .. }
            | AdminAction::Delete { .. }
            | AdminAction::TakeOver { .. } => {}
            AdminAction::AssignRole { assignment, .. } => {
                self.check_assignment(assignment, found);
                absent(target, |record| record.roles.contains(assignment), found);
            }
            AdminAction::UnassignRole { assignment, .. } => {
                present(target, |record| record.roles.contains(assignment), found);
            }
            AdminAction::SetAddOns { before, after, .. } => {
                if (&before.role, before.validity) != (&after.role, after.validity) {
                    found.insert(AdminReason::OtherAssignment);
                }
                // What was there may stay, listed or not; what comes must be listed.
                let mut new = after.clone();
                new.add_ons
                    .retain(|add_on| !before.add_ons.contains(add_on));
                self.check_assignment(&new, found);
                present(target, |record| record.roles.contains(before), found);
                absent(target, |record| record.roles.contains(after), found);
            }
            AdminAction::Grant { grant, .. } => {
                self.check_grant(grant, found);
                absent(target, |record| record.grants.contains(grant), found);
            }
            AdminAction::Revoke { grant, .. } => {
                present(target, |record| record.grants.contains(grant), found);
            }
            AdminAction::Restrict { restriction, .. } => {
                check_restriction(restriction, found);
                absent(target, |r| r.restrictions.contains(restriction), found);
            }
            AdminAction::Lift { user, restriction } => {
                present(target, |r| r.restrictions.contains(restriction), found);
                // Nobody lifts a restriction of his own.
                if *user == actor.id {
                    found.insert(AdminReason::OwnRestriction {
                        restriction: restriction.id.clone(),
                    });
                }
            }
            AdminAction::SetObligations { obligations, .. } => {
                absent(target, |record| record.obligations == *obligations, found);
                // Nobody frees himself, or another, of what he must see to himself.
                let freed = target.into_iter().flat_map(|record| &record.obligations);
                found.extend(
                    freed
                        .filter(|one| !obligations.contains(one))
                        .filter(|one| actor.obligations.contains(one))
                        .map(|one| AdminReason::OwnObligation { obligation: *one }),
                );
            }
            AdminAction::SaveRole { role } => self.check_role(role, found),
            AdminAction::DeleteRole { role } => match self.catalogue().role(role) {
                None => drop(found.insert(AdminReason::NotThere)),
                Some(before) => protect(before, found),
            },
            AdminAction::DeclarePermission { permission } => {
                let right = permission.permission;
                if self
                    .catalogue()
                    .host_permissions()
                    .any(|p| p.permission == right)
                {
                    found.insert(AdminReason::There);
                } else if self
                    .catalogue()
                    .clone()
                    .declare(permission.clone())
                    .is_err()
                {
                    found.insert(AdminReason::NotDeclarable { permission: right });
                }
            }
        }
    }

    /// Who must see to something himself gives a right that it comes with only to whom must see to it
    /// too: else he would be free of it through the other.
    fn check_freedom(&self, actor: &Holder, action: &AdminAction, found: &mut Reasons) {
        let target = action.user().and_then(|id| self.holder(id));
        let (record, given): (_, Vec<Grant>) = match action {
            AdminAction::CreateUser { holder } => {
                (Some(&**holder), self.catalogue().stored(holder))
            }
            AdminAction::TakeOver { .. } => {
                let stored = target.map(|record| self.catalogue().stored(record));
                (target, stored.unwrap_or_default())
            }
            AdminAction::Grant { grant, .. } => (target, vec![grant.clone()]),
            AdminAction::AssignRole { assignment, .. }
            | AdminAction::SetAddOns {
                after: assignment, ..
            } => {
                let role = self.catalogue().role(&assignment.role);
                let add_ons = role.into_iter().flat_map(|role| &role.add_ons);
                let added = add_ons.filter(|(id, _)| assignment.add_ons.contains(*id));
                let added = added.flat_map(|(_, add_on)| &add_on.grants);
                let own = role.into_iter().flat_map(|role| &role.grants);
                (target, own.chain(added).cloned().collect())
            }
            _ => return,
        };
        let Some(record) = record.filter(|record| record.id != actor.id) else {
            return;
        };
        let mut rights = self.catalogue().permissions();
        let gives = |right| given.iter().any(|grant| grant.gives.includes(right));
        let rights: Vec<_> = rights.by_ref().filter(|right| gives(*right)).collect();
        let free = actor.obligations.difference(&record.obligations);
        found.extend(
            free.filter(|one| rights.iter().any(|right| one.concerns(*right)))
                .map(|one| AdminReason::OwnObligation { obligation: *one }),
        );
    }

    fn check_new(&self, holder: &Holder, found: &mut Reasons) {
        // Two tenants never meet.
        if holder.tenant != self.tenant() {
            found.insert(AdminReason::OtherTenant);
        }
        if self.holder(holder.id).is_some() {
            found.insert(AdminReason::There);
        }
        for assignment in &holder.roles {
            self.check_assignment(assignment, found);
        }
        for grant in &holder.grants {
            self.check_grant(grant, found);
        }
        for restriction in &holder.restrictions {
            check_restriction(restriction, found);
        }
    }

    /// A role that nobody knows, and an add-on that the role does not list, are not given: they
    /// would grant nothing today and who knows what tomorrow (S150).
    fn check_assignment(&self, assignment: &RoleAssignment, found: &mut Reasons) {
        let Some(role) = self.catalogue().role(&assignment.role) else {
            found.insert(AdminReason::UnknownRole {
                role: assignment.role.clone(),
            });
            return;
        };
        let unlisted = assignment.add_ons.iter();
        found.extend(
            unlisted
                .filter(|add_on| !role.add_ons.contains_key(add_on))
                .map(|add_on| AdminReason::UnlistedAddOn {
                    role: role.id.clone(),
                    add_on: add_on.clone(),
                }),
        );
    }

    /// What cannot be read, and what nobody declares, is not given.
    fn check_grant(&self, grant: &Grant, found: &mut Reasons) {
        match &grant.gives {
            Gives::Every => {}
            Gives::Unread(_) => drop(found.insert(AdminReason::Unreadable)),
            Gives::One(permission) => {
                if self.catalogue().object_of(*permission).is_none() {
                    found.insert(AdminReason::Undeclared {
                        permission: *permission,
                    });
                }
            }
        }
    }

    fn check_role(&self, role: &Role, found: &mut Reasons) {
        let before = self.catalogue().role(&role.id);
        // Built-in roles stay as they are, by kind and not by name; nobody makes one.
        match before {
            Some(before) => protect(before, found),
            None if role.made_by == MadeBy::System => {
                found.insert(AdminReason::MadeBySystem {
                    role: role.id.clone(),
                });
            }
            None => {}
        }
        if before.is_some_and(|before| before.made_by == MadeBy::Host)
            && role.made_by == MadeBy::System
        {
            found.insert(AdminReason::MadeBySystem {
                role: role.id.clone(),
            });
        }
        if before == Some(role) {
            found.insert(AdminReason::There);
        }
        // What was there may stay, readable or not.
        let old: Vec<&Grant> = before.into_iter().flat_map(Role::all_grants).collect();
        for grant in role.all_grants().filter(|grant| !old.contains(grant)) {
            self.check_grant(grant, found);
        }
        let known = |id: &RoleId| *id == role.id || self.catalogue().role(id).is_some();
        let was = |id: &RoleId| before.is_some_and(|before| before.may_assign.contains(id));
        found.extend(
            role.may_assign
                .iter()
                .filter(|id| !known(id) && !was(id))
                .map(|id| AdminReason::UnknownRole {
                    role: (*id).clone(),
                }),
        );
    }
}

fn protect(role: &Role, found: &mut Reasons) {
    if role.made_by == MadeBy::System {
        found.insert(AdminReason::BuiltIn {
            role: role.id.clone(),
        });
    }
}

fn check_restriction(restriction: &Restriction, found: &mut Reasons) {
    match restriction.takes {
        Takes::These { .. } => {}
        Takes::Unread(_) | Takes::Unreadable(_) => drop(found.insert(AdminReason::Unreadable)),
    }
}

fn absent(target: Option<&Holder>, has: impl FnOnce(&Holder) -> bool, found: &mut Reasons) {
    if target.is_some_and(has) {
        found.insert(AdminReason::There);
    }
}

fn present(target: Option<&Holder>, has: impl FnOnce(&Holder) -> bool, found: &mut Reasons) {
    if !target.is_some_and(has) {
        found.insert(AdminReason::NotThere);
    }
}
