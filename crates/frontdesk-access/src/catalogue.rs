//! What a tenant has: its roles, and the rights of the host's own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::permission::host::{HostPermission, HostPermissionError};
use crate::permission::stored::StoredRight;
use crate::permission::{ObjectKind, Permission, PermissionSet, UnknownPermission};
use crate::role::{Role, RoleId};

/// The roles of a tenant, and the rights of the host's own.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Catalogue {
    roles: BTreeMap<RoleId, Kept>,
    host: BTreeMap<Permission, HostPermission>,
    /// Rights of the host's own that there were: their numbers stay taken.
    withdrawn: BTreeSet<Permission>,
    /// Rights of the host's own as a later release declared them, and those that need one of these.
    unread: BTreeMap<Permission, StoredRight>,
}

/// A role as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    role: Role,
    /// What its own grants give at some time somewhere, so that a role without what is wanted is
    /// passed over at a glance.
    gives: PermissionSet,
}

impl Kept {
    fn new(role: Role) -> Self {
        let every: PermissionSet = Permission::every().collect();
        let given = role.grants.iter().map(|grant| grant.gives.among(every));
        let gives = given.fold(PermissionSet::EMPTY, PermissionSet::union);
        Self { role, gives }
    }
}

/// Why a catalogue cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Two roles of one id.
    #[error(transparent)]
    Role(#[from] DuplicateRole),
    /// A right of the host's own that cannot be declared.
    #[error(transparent)]
    Host(#[from] HostPermissionError),
}

/// Two roles of one id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("role `{0}` is there twice")]
pub struct DuplicateRole(pub RoleId);

impl Catalogue {
    /// Adds a role.
    ///
    /// # Errors
    /// When there is one of this id: nothing is overwritten.
    pub fn insert_unique(&mut self, role: Role) -> Result<(), DuplicateRole> {
        if self.roles.contains_key(&role.id) {
            return Err(DuplicateRole(role.id));
        }
        self.roles.insert(role.id.clone(), Kept::new(role));
        Ok(())
    }

    /// Puts a role in the place of the one of its id, and returns that one.
    pub fn replace(&mut self, role: Role) -> Option<Role> {
        let before = self.roles.insert(role.id.clone(), Kept::new(role));
        before.map(|kept| kept.role)
    }

    /// Takes a role out.
    pub fn remove(&mut self, id: &RoleId) -> Option<Role> {
        self.roles.remove(id).map(|kept| kept.role)
    }

    /// Declares a right of the host's own. One that is not declared is denied, whoever grants it.
    ///
    /// # Errors
    /// When it is no right of the range, is there already, was withdrawn, has no name of its own, or
    /// needs what it cannot need.
    pub fn declare(&mut self, right: HostPermission) -> Result<(), HostPermissionError> {
        let HostPermission {
            permission,
            name,
            title: _,
            object,
            needs,
        } = &right;
        if !permission.is_host() {
            return Err(HostPermissionError::NotOfHost(*permission));
        }
        if self.host.contains_key(permission) || self.unread.contains_key(permission) {
            return Err(HostPermissionError::Declared(*permission));
        }
        if self.withdrawn.contains(permission) {
            return Err(HostPermissionError::Withdrawn(*permission));
        }
        self.check_name(*permission, name)?;
        for needed in needs {
            // A prerequisite is about the same kind of object, a section or a person, and has a
            // smaller number, so that no two need each other.
            let fits = self.object_of(*needed).is_some_and(|kind| {
                kind == *object || matches!(kind, ObjectKind::Section | ObjectKind::User)
            });
            if !fits || needed.bit() >= permission.bit() {
                return Err(HostPermissionError::Prerequisite {
                    permission: *permission,
                    needed: *needed,
                });
            }
        }
        self.host.insert(*permission, right);
        Ok(())
    }

    /// Declares a right as it is stored, or keeps what cannot be read of it.
    fn load_right(&mut self, stored: StoredRight) -> Result<(), HostPermissionError> {
        // What it needs has to be read as well.
        let is_unread = |needed: &Permission| self.unread.contains_key(needed);
        if let StoredRight::Read(right) = &stored
            && !right.needs.iter().any(is_unread)
        {
            return self.declare(right.clone());
        }
        let permission = stored.permission();
        if !permission.is_host() {
            return Err(HostPermissionError::NotOfHost(permission));
        }
        if self.withdrawn.contains(&permission) {
            return Err(HostPermissionError::Withdrawn(permission));
        }
        let twice =
            self.host.contains_key(&permission) || self.unread.insert(permission, stored).is_some();
        match twice {
            true => Err(HostPermissionError::Declared(permission)),
            false => Ok(()),
        }
    }

    /// Gives a right of the host's own another name and title. What is stored of it has its number
    /// and stays as it is.
    ///
    /// # Errors
    /// When it is not declared, or the name is none or another's.
    pub fn rename(
        &mut self,
        permission: Permission,
        name: &str,
        title: &str,
    ) -> Result<(), HostPermissionError> {
        self.check_name(permission, name)?;
        let right = self.host.get_mut(&permission);
        let right = right.ok_or(HostPermissionError::NotDeclared(permission))?;
        name.clone_into(&mut right.name);
        title.clone_into(&mut right.title);
        Ok(())
    }

    /// Takes a right of the host's own back, for ever: its number is not declared again. Grants of it
    /// that are stored grant nothing from then on, and restrictions of it stay.
    ///
    /// # Errors
    /// When it is not declared, or another right needs it.
    pub fn withdraw(
        &mut self,
        permission: Permission,
    ) -> Result<HostPermission, HostPermissionError> {
        let needs = |right: &&HostPermission| right.needs.contains(&permission);
        let by = self.host.values().find(needs).map(|by| by.permission);
        // What cannot be read may need it.
        let may_need = |right: &&StoredRight| right.may_need(permission);
        let unread = || {
            self.unread
                .values()
                .find(may_need)
                .map(StoredRight::permission)
        };
        if let Some(by) = by.or_else(unread) {
            return Err(HostPermissionError::Needed { permission, by });
        }
        let gone = self.host.remove(&permission);
        let gone = gone.ok_or(HostPermissionError::NotDeclared(permission))?;
        self.withdrawn.insert(permission);
        Ok(gone)
    }

    /// The rights of the host's own that were withdrawn, by number.
    pub fn withdrawn_permissions(&self) -> impl Iterator<Item = Permission> {
        self.withdrawn.iter().copied()
    }

    /// The rights of the host's own that a later release declared and this one cannot read, by
    /// number: a field is unknown, the kind of object is, or what they need is one of them. Nobody has
    /// them, whoever grants them; their numbers and names are taken, and they are written back as they
    /// came.
    pub fn unread_permissions(&self) -> impl Iterator<Item = Permission> {
        self.unread.keys().copied()
    }

    fn check_name(&self, permission: Permission, name: &str) -> Result<(), HostPermissionError> {
        let mut others = self.host.values().filter(|o| o.permission != permission);
        let taken = Permission::from_name(name).is_ok_and(|other| other != permission)
            || others.any(|other| other.name == name)
            || self.unread.values().any(|other| other.is_called(name));
        match taken || !may_name(permission, name) {
            true => Err(HostPermissionError::Name(name.to_owned())),
            false => Ok(()),
        }
    }

    /// The role of this id.
    #[must_use]
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.get(id).map(|kept| &kept.role)
    }

    /// Every role, by id.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values().map(|kept| &kept.role)
    }

    /// The roles whose own grants give all of these at some time somewhere, by id.
    pub(crate) fn roles_that_give(&self, these: PermissionSet) -> impl Iterator<Item = &Role> {
        let giving = move |kept: &&Kept| kept.gives.has_all(these);
        self.roles.values().filter(giving).map(|kept| &kept.role)
    }

    /// The rights of the host's own, by number.
    pub fn host_permissions(&self) -> impl Iterator<Item = &HostPermission> {
        self.host.values()
    }

    /// Every right that there is here: those of the catalogue and those that the host declared, in
    /// the order of the bits.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().chain(self.host.keys()).copied()
    }

    /// What a right is asked about. `None`: it is a host's own and not declared.
    #[must_use]
    pub fn object_of(&self, permission: Permission) -> Option<ObjectKind> {
        let declared = || self.host.get(&permission).map(|right| right.object);
        permission.object().or_else(declared)
    }

    /// The permissions without which a right has no effect (catalogue.md 1.2).
    #[must_use]
    pub fn prerequisites_of(&self, permission: Permission) -> &[Permission] {
        if !permission.is_host() {
            return permission.prerequisites();
        }
        let right = self.host.get(&permission);
        right.map_or(&[], |right| &right.needs)
    }

    /// A right and everything without which it has no effect.
    #[must_use]
    pub fn with_prerequisites(&self, permission: Permission) -> PermissionSet {
        let mut found: PermissionSet = [permission].into_iter().collect();
        let mut open = vec![permission];
        while let Some(next) = open.pop() {
            for needed in self.prerequisites_of(next) {
                if !found.contains(*needed) {
                    found.insert(*needed);
                    open.push(*needed);
                }
            }
        }
        found
    }

    /// The right of this name: of the catalogue, or as the host calls its own.
    ///
    /// # Errors
    /// When nobody knows the name, or it is the number of a right that is not declared.
    pub fn permission(&self, name: &str) -> Result<Permission, UnknownPermission> {
        let own = self.host.values().find(|right| right.name == name);
        let found = match own {
            Some(right) => right.permission,
            None => Permission::from_name(name)?,
        };
        match self.object_of(found) {
            Some(_) => Ok(found),
            None => Err(UnknownPermission(name.to_owned())),
        }
    }

    /// What people call a right: the host's own name for its own.
    #[must_use]
    pub fn name_of(&self, permission: Permission) -> &str {
        match self.host.get(&permission) {
            Some(right) => &right.name,
            None => permission.name(),
        }
    }
}

/// Whether a host may call its right so. Its own number is a name; any other has at least one dot, so
/// that it is no word that stands for more than one right, and is not like a number.
fn may_name(permission: Permission, name: &str) -> bool {
    let plain = |part: &str| {
        let mut letters = part.chars();
        !part.is_empty() && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let dotted = name.contains('.') && name.split('.').all(plain);
    dotted && (!name.starts_with("host.") || name == permission.name())
}

/// A catalogue as it is stored: a list of roles where the host has no rights of its own.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Roles(Vec<Role>),
    Whole(Whole),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    host_permissions: Vec<StoredRight>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<Permission>,
    roles: Vec<Role>,
}

impl TryFrom<Form> for Catalogue {
    type Error = CatalogueError;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        let mut catalogue = Self::default();
        let roles = match form {
            Form::Roles(roles) => roles,
            Form::Whole(Whole {
                mut host_permissions,
                withdrawn,
                roles,
            }) => {
                if let Some(other) = withdrawn.iter().find(|right| !right.is_host()) {
                    return Err(HostPermissionError::NotOfHost(*other).into());
                }
                catalogue.withdrawn.extend(withdrawn);
                // A right needs only smaller numbers: in their order the list reads in any.
                host_permissions.sort_by_key(|right| right.permission().bit());
                for right in host_permissions {
                    catalogue.load_right(right)?;
                }
                roles
            }
        };
        for role in roles {
            catalogue.insert_unique(role)?;
        }
        Ok(catalogue)
    }
}

impl From<Catalogue> for Form {
    fn from(catalogue: Catalogue) -> Self {
        let roles = catalogue.roles.into_values().map(|kept| kept.role);
        let roles = roles.collect();
        if catalogue.host.is_empty()
            && catalogue.withdrawn.is_empty()
            && catalogue.unread.is_empty()
        {
            return Self::Roles(roles);
        }
        let read = catalogue.host.into_values().map(StoredRight::Read);
        let mut host_permissions: Vec<StoredRight> =
            read.chain(catalogue.unread.into_values()).collect();
        host_permissions.sort_by_key(|right| right.permission().bit());
        Self::Whole(Whole {
            host_permissions,
            withdrawn: catalogue.withdrawn.into_iter().collect(),
            roles,
        })
    }
}

impl TryFrom<Vec<Role>> for Catalogue {
    type Error = DuplicateRole;

    fn try_from(roles: Vec<Role>) -> Result<Self, Self::Error> {
        let mut catalogue = Self::default();
        for role in roles {
            catalogue.insert_unique(role)?;
        }
        Ok(catalogue)
    }
}
