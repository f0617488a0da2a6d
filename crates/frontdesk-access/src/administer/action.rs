//! What one person may ask to do to the rights and accounts of others, and to the roles.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, Memberships};
use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::holder::{Holder, Obligation, RoleAssignment};
use crate::permission::Permission;
use crate::permission::host::HostPermission;
use crate::restriction::Restriction;
use crate::role::{Role, RoleId};

/// What is asked. Accounts are identity's: of them only the question whether the actor may is
/// answered here, and identity decides whether it can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum AdminAction {
    /// Create a user with the rights on this record. Needs `user.create`, and for each right on it
    /// what giving it needs.
    CreateUser {
        /// The record as it would be.
        holder: Box<Holder>,
    },
    /// Change a user's record, but for what the other actions name. Needs `user.edit`.
    EditUser {
        /// Whose.
        user: ActorId,
    },
    /// Set the lists on a user's record: groups, sites and the like, by which scopes widen and
    /// narrow. Needs `user.edit`.
    SetMemberships {
        /// Whose.
        user: ActorId,
        /// All lists, as they would be.
        memberships: Box<Memberships>,
    },
    /// Send a letter by which the person sets the password or activates the account, to the address
    /// that the account has: it hands nothing to anybody else. Needs `credentials.reset`.
    SendReset {
        /// Whose.
        user: ActorId,
    },
    /// Switch an account off. Needs `user.suspend`.
    Suspend {
        /// Whose.
        user: ActorId,
    },
    /// Switch an account on again: its rights act again. Needs `user.suspend`.
    Restore {
        /// Whose.
        user: ActorId,
    },
    /// Delete an account, in one of the two ways. Needs `user.delete`.
    Delete {
        /// Whose.
        user: ActorId,
    },
    /// Do what lets somebody act as the user. Each needs its own right, and all rights of the user.
    TakeOver {
        /// As whom.
        user: ActorId,
        /// In which way.
        by: Takeover,
    },
    /// Give a role, with add-ons and for a time. Needs `role.assign`.
    AssignRole {
        /// To whom.
        user: ActorId,
        /// Which.
        assignment: RoleAssignment,
    },
    /// Take a role. Needs `role.assign`.
    UnassignRole {
        /// From whom.
        user: ActorId,
        /// As it was given.
        assignment: RoleAssignment,
    },
    /// Set the add-ons of a role that the user has. Needs `role.assign`.
    SetAddOns {
        /// Whose.
        user: ActorId,
        /// The role as it was given.
        before: RoleAssignment,
        /// The same role and time with the add-ons as they would be.
        after: RoleAssignment,
    },
    /// Give a right to the user alone. Needs `role.assign`.
    Grant {
        /// To whom.
        user: ActorId,
        /// Which.
        grant: Grant,
    },
    /// Take a right that the user has alone. Needs `role.assign`.
    Revoke {
        /// From whom.
        user: ActorId,
        /// As it was given.
        grant: Grant,
    },
    /// Put a restriction on a user. Needs `role.assign`.
    Restrict {
        /// On whom.
        user: ActorId,
        /// Which.
        restriction: Restriction,
    },
    /// Lift a restriction. Needs `role.assign`.
    Lift {
        /// From whom.
        user: ActorId,
        /// As it was put.
        restriction: Restriction,
    },
    /// Set what comes with certain actions of a user. Needs `user.edit`.
    SetObligations {
        /// Whose.
        user: ActorId,
        /// All of them, as they would be.
        obligations: BTreeSet<Obligation>,
    },
    /// Make a role, or put it in the place of the one of its id. Needs `role.edit`.
    SaveRole {
        /// As it would be.
        role: Box<Role>,
    },
    /// Delete a role. Needs `role.edit`.
    DeleteRole {
        /// Which.
        role: RoleId,
    },
    /// Declare a right of the host's own. Needs `role.edit`.
    DeclarePermission {
        /// As it would be.
        permission: HostPermission,
    },
    /// Give a right of the host's own another name and title. Needs `role.edit`.
    RenamePermission {
        /// Which.
        permission: Permission,
        /// Its name as it would be.
        name: String,
        /// Its title as it would be.
        title: String,
    },
    /// Take a right of the host's own back, for ever: from all who have it. Needs `role.edit`.
    WithdrawPermission {
        /// Which.
        permission: Permission,
    },
}

/// What lets somebody act as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takeover {
    /// Set the credentials, or have the letter with the way to new ones sent elsewhere than to the
    /// address that the account has. Needs `credentials.reset`.
    ResetCredentials,
    /// Change the login or the e-mail address, to which letters with tokens go. Needs
    /// `login.change`.
    ChangeLogin,
    /// Act as the user. Needs `impersonate`.
    Impersonate,
}

impl AdminAction {
    /// The right that it needs before anything else is asked.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::CreateUser { .. } => Permission::USER_CREATE,
            Self::EditUser { .. } | Self::SetMemberships { .. } | Self::SetObligations { .. } => {
                Permission::USER_EDIT
            }
            Self::SendReset { .. } => Permission::CREDENTIALS_RESET,
            Self::Suspend { .. } | Self::Restore { .. } => Permission::USER_SUSPEND,
            Self::Delete { .. } => Permission::USER_DELETE,
            Self::TakeOver { by, .. } => match by {
                Takeover::ResetCredentials => Permission::CREDENTIALS_RESET,
                Takeover::ChangeLogin => Permission::LOGIN_CHANGE,
                Takeover::Impersonate => Permission::IMPERSONATE,
            },
            Self::AssignRole { .. }
            | Self::UnassignRole { .. }
            | Self::SetAddOns { .. }
            | Self::Grant { .. }
            | Self::Revoke { .. }
            | Self::Restrict { .. }
            | Self::Lift { .. } => Permission::ROLE_ASSIGN,
            Self::SaveRole { .. }
            | Self::DeleteRole { .. }
            | Self::DeclarePermission { .. }
            | Self::RenamePermission { .. }
            | Self::WithdrawPermission { .. } => Permission::ROLE_EDIT,
        }
    }

    /// Whose record it is about; `None`: it is about a role, or about the tenant.
    #[must_use]
    pub fn user(&self) -> Option<ActorId> {
        match self {
            Self::CreateUser { holder } => Some(holder.id),
            Self::EditUser { user }
            | Self::SetMemberships { user, .. }
            | Self::SendReset { user }
            | Self::Suspend { user }
            | Self::Restore { user }
            | Self::Delete { user }
            | Self::TakeOver { user, .. }
            | Self::AssignRole { user, .. }
            | Self::UnassignRole { user, .. }
            | Self::SetAddOns { user, .. }
            | Self::Grant { user, .. }
            | Self::Revoke { user, .. }
            | Self::Restrict { user, .. }
            | Self::Lift { user, .. }
            | Self::SetObligations { user, .. } => Some(*user),
            Self::SaveRole { .. }
            | Self::DeleteRole { .. }
            | Self::DeclarePermission { .. }
            | Self::RenamePermission { .. }
            | Self::WithdrawPermission { .. } => None,
        }
    }
}
