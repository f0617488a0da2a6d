//! What happens to rights.

use std::collections::BTreeSet;

use frontdesk_model::RefusalKind;

use super::{
    AccountKind, ActorId, Deserialize, Directory, Grant, Holder, HostPermission, Memberships,
    Obligation, Restriction, Role, RoleAssignment, RoleId, Serialize, Standing, Stream, TenantId,
    Versioned, stream,
};
use crate::permission::Permission;
use crate::permission::host::HostPermissionError;

/// What happened to the rights of a tenant. Each belongs to one stream.
///
/// An event is read whole or refused: one with a field that this release does not know, or of a kind
/// that it does not, did something that it could not put into effect, and a directory that went on
/// without it would be another. A role, record, grant or restriction *in* an event keeps what cannot be
/// read of it, as it does where it is stored; a right of the host's own does not, and refuses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum AccessEvent {
    /// A role was made, or took the place of the one of its id.
    RoleSaved {
        /// All of it.
        role: Role,
    },
    /// A role was deleted. Who has it keeps its name on the record, which grants nothing.
    RoleDeleted {
        /// Which one.
        role: RoleId,
    },
    /// The host declared a right of its own.
    PermissionDeclared {
        /// All of it.
        permission: HostPermission,
    },
    /// The host gave a right of its own another name and title.
    PermissionRenamed {
        /// Which.
        permission: Permission,
        /// Its name now.
        name: String,
        /// Its title now.
        title: String,
    },
    /// The host took a right of its own back, for ever. Grants of it stay on record and grant
    /// nothing; restrictions of it stay.
    PermissionWithdrawn {
        /// Which.
        permission: Permission,
    },
    /// A record was made.
    HolderAdded {
        /// All of it.
        holder: Box<Holder>,
    },
    /// A record is gone: erased, or united with another.
    HolderRemoved {
        /// Whose.
        holder: ActorId,
    },
    /// Identity changed what the record says of the account.
    AccountChanged {
        /// Whose.
        holder: ActorId,
        /// Its kind now.
        kind: AccountKind,
        /// Its standing now.
        standing: Standing,
        /// Its lists now.
        memberships: Box<Memberships>,
    },
    /// A role was given.
    RoleAssigned {
        /// To whom.
        holder: ActorId,
        /// Which, with add-ons, and for how long.
        assignment: RoleAssignment,
    },
    /// A role was taken.
    RoleUnassigned {
        /// From whom.
        holder: ActorId,
        /// As it was given.
        assignment: RoleAssignment,
    },
    /// A right was given to the person alone.
    Granted {
        /// To whom.
        holder: ActorId,
        /// The right.
        grant: Grant,
    },
    /// A right that was given to the person alone was taken.
    Revoked {
        /// From whom.
        holder: ActorId,
        /// As it was given.
        grant: Grant,
    },
    /// A restriction was put on the person.
    Restricted {
        /// On whom.
        holder: ActorId,
        /// Which.
        restriction: Restriction,
    },
    /// A restriction was lifted.
    Lifted {
        /// From whom.
        holder: ActorId,
        /// As it was put.
        restriction: Restriction,
    },
    /// What comes with certain actions of this person was set.
    ObligationsSet {
        /// Whose.
        holder: ActorId,
        /// All of them.
        obligations: BTreeSet<Obligation>,
    },
}

/// An event that does not fit what is there: it was decided on another state. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongEvent {
    /// It is about a person or role that is not there.
    #[error("the event is about what is not there")]
    NotThere,
    /// It makes what is there already.
    #[error("the event makes what is there already")]
    There,
    /// Its record is another tenant's.
    #[error("the event is another tenant's")]
    OtherTenant,
    /// The permission is the catalogue's and not the host's.
    #[error("`{0}` is a permission of the catalogue and not of the host")]
    NotOfHost(Permission),
    /// The host's right was withdrawn: its number is not used again.
    #[error("`{0}` was withdrawn, and its number is not used again")]
    Withdrawn(Permission),
    /// The host's right cannot be called so, or another is.
    #[error("`{0}` cannot be called so")]
    Name(Permission),
    /// The host's right cannot need what it says.
    #[error("`{permission}` cannot need `{needed}`")]
    Prerequisite {
        /// The right that is declared.
        permission: Permission,
        /// What it cannot need.
        needed: Permission,
    },
    /// Another right needs the one that would be withdrawn.
    #[error("`{by}` needs `{permission}`")]
    Needed {
        /// The right that would be withdrawn.
        permission: Permission,
        /// What needs it.
        by: Permission,
    },
}

impl WrongEvent {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "wrong_event"
    }

    /// The kind of no: the host has mixed up two streams.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl WrongEvent {
    fn of_right(permission: Permission, error: &HostPermissionError) -> Self {
        match error {
            HostPermissionError::NotOfHost(_) => Self::NotOfHost(permission),
            HostPermissionError::Declared(_) => Self::There,
            HostPermissionError::NotDeclared(_) => Self::NotThere,
            HostPermissionError::Withdrawn(_) => Self::Withdrawn(permission),
            // The name itself is for whoever wrote it.
            HostPermissionError::Name(_) => Self::Name(permission),
            HostPermissionError::Prerequisite { needed, .. } => Self::Prerequisite {
                permission,
                needed: *needed,
            },
            HostPermissionError::Needed { by, .. } => Self::Needed {
                permission,
                by: *by,
            },
        }
    }
}

impl AccessEvent {
    /// The line of versions that it belongs to.
    #[must_use]
    pub const fn stream(&self, tenant: TenantId) -> Stream {
        match self.holder() {
            Some(holder) => stream(holder),
            None => Stream::Roles(tenant),
        }
    }

    /// Whose record it changes; `None`: the roles of the tenant.
    #[must_use]
    pub const fn holder(&self) -> Option<ActorId> {
        match self {
            Self::RoleSaved { .. }
            | Self::RoleDeleted { .. }
            | Self::PermissionDeclared { .. }
            | Self::PermissionRenamed { .. }
            | Self::PermissionWithdrawn { .. } => None,
            Self::HolderAdded { holder } => Some(holder.id),
            Self::HolderRemoved { holder }
            | Self::AccountChanged { holder, .. }
            | Self::RoleAssigned { holder, .. }
            | Self::RoleUnassigned { holder, .. }
            | Self::Granted { holder, .. }
            | Self::Revoked { holder, .. }
            | Self::Restricted { holder, .. }
            | Self::Lifted { holder, .. }
            | Self::ObligationsSet { holder, .. } => Some(*holder),
        }
    }
}

impl Directory {
    /// Puts a stored event into effect. Nothing is decided again.
    ///
    /// # Errors
    /// When it does not fit what is there; then nothing has changed.
    pub fn apply(&mut self, event: &AccessEvent) -> Result<(), WrongEvent> {
        match event {
            AccessEvent::RoleSaved { role } => {
                self.catalogue.replace(role.clone());
            }
            AccessEvent::RoleDeleted { role } => {
                self.catalogue.remove(role).ok_or(WrongEvent::NotThere)?;
            }
            AccessEvent::PermissionDeclared { permission } => self
                .catalogue
                .declare(permission.clone())
                .map_err(|error| WrongEvent::of_right(permission.permission, &error))?,
            AccessEvent::PermissionRenamed {
                permission,
                name,
                title,
            } => self
                .catalogue
                .rename(*permission, name, title)
                .map_err(|error| WrongEvent::of_right(*permission, &error))?,
            AccessEvent::PermissionWithdrawn { permission } => {
                let gone = self.catalogue.withdraw(*permission);
                gone.map_err(|error| WrongEvent::of_right(*permission, &error))?;
            }
            AccessEvent::HolderAdded { holder } => self.add(holder)?,
            AccessEvent::HolderRemoved { holder } => {
                let gone = self.holders.remove(holder).ok_or(WrongEvent::NotThere)?;
                self.gone.insert(*holder, gone.version.next());
            }
            AccessEvent::AccountChanged {
                holder,
                kind,
                standing,
                memberships,
            } => {
                let record = self.record(*holder)?;
                record.kind = *kind;
                record.standing = *standing;
                record.memberships = (**memberships).clone();
            }
            AccessEvent::RoleAssigned { holder, assignment } => {
                put(&mut self.record(*holder)?.roles, assignment)?;
            }
            AccessEvent::RoleUnassigned { holder, assignment } => {
                take(&mut self.record(*holder)?.roles, assignment)?;
            }
            AccessEvent::Granted { holder, grant } => {
                put(&mut self.record(*holder)?.grants, grant)?;
            }
            AccessEvent::Revoked { holder, grant } => {
                take(&mut self.record(*holder)?.grants, grant)?;
            }
            AccessEvent::Restricted {
                holder,
                restriction,
            } => put(&mut self.record(*holder)?.restrictions, restriction)?,
            AccessEvent::Lifted {
                holder,
                restriction,
            } => take(&mut self.record(*holder)?.restrictions, restriction)?,
            AccessEvent::ObligationsSet {
                holder,
                obligations,
            } => self.record(*holder)?.obligations.clone_from(obligations),
        }
        match event.holder() {
            None => self.roles_version = self.roles_version.next(),
            Some(holder) => {
                if let Some(record) = self.holders.get_mut(&holder) {
                    record.holder.settle_unread();
                    record.version = record.version.next();
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, holder: &Holder) -> Result<(), WrongEvent> {
        if holder.tenant != self.tenant {
            return Err(WrongEvent::OtherTenant);
        }
        if self.holders.contains_key(&holder.id) {
            return Err(WrongEvent::There);
        }
        // Whoever comes back goes on from the version that he left with.
        let record = Versioned {
            holder: holder.clone(),
            version: self.gone.remove(&holder.id).unwrap_or_default(),
        };
        self.holders.insert(holder.id, record);
        Ok(())
    }

    fn record(&mut self, id: ActorId) -> Result<&mut Holder, WrongEvent> {
        let record = self.holders.get_mut(&id).ok_or(WrongEvent::NotThere)?;
        Ok(&mut record.holder)
    }
}

/// A list on a record is a set: what is there already is not put a second time.
fn put<T: PartialEq + Clone>(list: &mut Vec<T>, item: &T) -> Result<(), WrongEvent> {
    if list.contains(item) {
        return Err(WrongEvent::There);
    }
    list.push(item.clone());
    Ok(())
}

fn take<T: PartialEq>(list: &mut Vec<T>, item: &T) -> Result<(), WrongEvent> {
    let before = list.len();
    list.retain(|there| there != item);
    match list.len() < before {
        true => Ok(()),
        false => Err(WrongEvent::NotThere),
    }
}
