//! What is refused whoever asks: what makes no sense, contradicts what is there, is built in, or is
//! one's own to bear.

use std::collections::BTreeSet;

use frontdesk_model::Standing;

use super::AdminAction;
use super::refusal::AdminReason;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::permission::host::HostPermissionError;
use crate::restriction::{Restriction, Takes};
use crate::role::{MadeBy, Role, RoleId};

type Reasons = BTreeSet<AdminReason>;

impl Directory {
    pub(super) fn check_form(&self, actor: &Holder, action: &AdminAction, found: &mut Reasons) {
        let target = action.user().and_then(|id| self.holder(id));
        match action {
            AdminAction::CreateUser { holder } => self.check_new(holder, found),
            AdminAction::EditUser { .. }
            | AdminAction::SendReset { .. }
            | AdminAction::SetMemberships { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Delete { .. }
            | AdminAction::TakeOver { .. } => {}
            // A deleted account stays on record and acts no more (S82); one that never acted begins
            // by its activation or its first right, and not by this.
            AdminAction::Restore { .. } => {
                let standing = target.map(|record| record.standing);
                if let Some(is @ (Standing::Deleted | Standing::Pending | Standing::Employee)) =
                    standing
                {
                    found.insert(AdminReason::NotRestorable { found: is });
                }
            }
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
                // One of its name is lifted first: two would be lifted, shown and asked for as one.
                let same = |held: &Restriction| held.id == restriction.id;
                absent(target, |r| r.restrictions.iter().any(same), found);
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
                } else if let Err(error) = self.catalogue().clone().declare(permission.clone()) {
                    found.insert(wrong_right(right, &error));
                }
            }
            AdminAction::RenamePermission {
                permission,
                name,
                title,
            } => {
                let mut rights = self.catalogue().host_permissions();
                let same = rights.find(|right| right.permission == *permission);
                if same.is_some_and(|right| (&right.name, &right.title) == (name, title)) {
                    found.insert(AdminReason::There);
                }
                if let Err(error) = self.catalogue().clone().rename(*permission, name, title) {
                    found.insert(wrong_right(*permission, &error));
                }
            }
            AdminAction::WithdrawPermission { permission } => {
                if let Err(error) = self.catalogue().clone().withdraw(*permission) {
                    found.insert(wrong_right(*permission, &error));
                }
            }
        }
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

/// Why a right of the host's own cannot be declared, renamed or withdrawn.
const fn wrong_right(permission: Permission, error: &HostPermissionError) -> AdminReason {
    match error {
        HostPermissionError::Declared(_) => AdminReason::There,
        HostPermissionError::NotDeclared(_) => AdminReason::NotThere,
        HostPermissionError::Withdrawn(_) => AdminReason::Withdrawn { permission },
        HostPermissionError::Needed { by, .. } => AdminReason::Needed {
            permission,
            by: *by,
        },
        HostPermissionError::NotOfHost(_)
        | HostPermissionError::Name(_)
        | HostPermissionError::Prerequisite { .. } => AdminReason::NotDeclarable { permission },
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
