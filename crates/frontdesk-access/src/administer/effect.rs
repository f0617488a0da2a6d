//! What an action does to rights, if it is done.

use frontdesk_model::{Memberships, Standing};

use super::AdminAction;
use crate::directory::{AccessEvent, Directory};

/// The events of an action.
#[derive(Debug, Default)]
pub(super) struct Effect {
    /// Access's own.
    pub(super) events: Vec<AccessEvent>,
    /// Those that follow from identity's.
    pub(super) foreseen: Vec<AccessEvent>,
}

impl Directory {
    /// The events of an action that is allowed.
    pub(super) fn effect(&self, action: &AdminAction) -> Effect {
        let own = |event| Effect {
            events: vec![event],
            foreseen: Vec::new(),
        };
        match action.clone() {
            AdminAction::CreateUser { holder } => own(AccessEvent::HolderAdded { holder }),
            AdminAction::EditUser { .. }
            | AdminAction::SendReset { .. }
            | AdminAction::TakeOver { .. } => Effect::default(),
            AdminAction::SetMemberships { memberships, .. } => {
                self.account(action, |_, lists| *lists = *memberships)
            }
            AdminAction::Suspend { .. } => {
                self.account(action, |standing, _| *standing = Standing::Suspended)
            }
            AdminAction::Restore { .. } => {
                self.account(action, |standing, _| *standing = Standing::Active)
            }
            // Rights are kept for the record and act no more (S82).
            AdminAction::Delete { .. } => {
                self.account(action, |standing, _| *standing = Standing::Deleted)
            }
            AdminAction::AssignRole { user, assignment } => own(AccessEvent::RoleAssigned {
                holder: user,
                assignment,
            }),
            AdminAction::UnassignRole { user, assignment } => own(AccessEvent::RoleUnassigned {
                holder: user,
                assignment,
            }),
            AdminAction::SetAddOns {
                user,
                before,
                after,
            } => Effect {
                events: vec![
                    AccessEvent::RoleUnassigned {
                        holder: user,
                        assignment: before,
                    },
                    AccessEvent::RoleAssigned {
                        holder: user,
                        assignment: after,
                    },
                ],
                foreseen: Vec::new(),
            },
            AdminAction::Grant { user, grant } => own(AccessEvent::Granted {
                holder: user,
                grant,
            }),
            AdminAction::Revoke { user, grant } => own(AccessEvent::Revoked {
                holder: user,
                grant,
            }),
            AdminAction::Restrict { user, restriction } => own(AccessEvent::Restricted {
                holder: user,
                restriction,
            }),
            AdminAction::Lift { user, restriction } => own(AccessEvent::Lifted {
                holder: user,
                restriction,
            }),
            AdminAction::SetObligations { user, obligations } => own(AccessEvent::ObligationsSet {
                holder: user,
                obligations,
            }),
            AdminAction::SaveRole { role } => own(AccessEvent::RoleSaved { role: *role }),
            AdminAction::DeleteRole { role } => own(AccessEvent::RoleDeleted { role }),
            AdminAction::DeclarePermission { permission } => {
                own(AccessEvent::PermissionDeclared { permission })
            }
            AdminAction::RenamePermission {
                permission,
                name,
                title,
            } => own(AccessEvent::PermissionRenamed {
                permission,
                name,
                title,
            }),
            AdminAction::WithdrawPermission { permission } => {
                own(AccessEvent::PermissionWithdrawn { permission })
            }
        }
    }

    fn account(
        &self,
        action: &AdminAction,
        change: impl FnOnce(&mut Standing, &mut Memberships),
    ) -> Effect {
        let Some(record) = action.user().and_then(|id| self.holder(id)) else {
            return Effect::default();
        };
        let (mut standing, mut memberships) = (record.standing, record.memberships.clone());
        change(&mut standing, &mut memberships);
        Effect {
            events: Vec::new(),
            foreseen: vec![AccessEvent::AccountChanged {
                holder: record.id,
                kind: record.kind,
                standing,
                memberships: Box::new(memberships),
            }],
        }
    }
}
