//! All that one tenant has stored of rights: the plain form.

use std::collections::BTreeMap;

use frontdesk_model::{
    AccountKind, ActorId, Memberships, Precondition, RefusalKind, Standing, Stream, TenantId,
    Version,
};
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::grant::Grant;
use crate::holder::{Holder, Obligation, RoleAssignment};
use crate::permission::host::HostPermission;
use crate::restriction::Restriction;
use crate::role::{Role, RoleId};

mod event;

pub use event::{AccessEvent, WrongEvent};

/// The roles of a tenant and the records of its people. Analysis, administration and the compiled
/// form are asked of it; a single decision needs no more than its catalogue and one record.
///
/// Reading a stored one keeps what this release cannot read of roles, records and rights of the host's
/// own. An unknown field of the directory itself refuses it: what it says of all of them is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Directory {
    tenant: TenantId,
    catalogue: Catalogue,
    roles_version: Version,
    holders: BTreeMap<ActorId, Versioned>,
    /// The last version of records that are gone: one that comes back goes on from it.
    gone: BTreeMap<ActorId, Version>,
}

/// A record with the version that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Versioned {
    holder: Holder,
    version: Version,
}

/// Why a record cannot be in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// It is another tenant's.
    #[error("{0} belongs to another tenant")]
    OtherTenant(ActorId),
    /// There is one of this id, or one that is gone is said twice or is there still.
    #[error("{0} is there twice")]
    Duplicate(ActorId),
}

impl DirectoryError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant(_) => "directory.other_tenant",
            Self::Duplicate(_) => "directory.duplicate",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant(_) => RefusalKind::Hidden,
            Self::Duplicate(_) => RefusalKind::Invalid,
        }
    }
}

impl Directory {
    /// A tenant with these roles and nobody.
    #[must_use]
    pub const fn new(tenant: TenantId, catalogue: Catalogue) -> Self {
        Self {
            tenant,
            catalogue,
            roles_version: Version::FIRST,
            holders: BTreeMap::new(),
            gone: BTreeMap::new(),
        }
    }

    /// The same tenant with its roles in the version that they have.
    #[must_use]
    pub const fn with_roles_version(mut self, version: Version) -> Self {
        self.roles_version = version;
        self
    }

    /// Adds a record as it is stored, in the version that it has.
    ///
    /// # Errors
    /// When it is another tenant's, or there is one of this id: nothing is overwritten.
    pub fn load(&mut self, mut holder: Holder, version: Version) -> Result<(), DirectoryError> {
        if holder.tenant != self.tenant {
            return Err(DirectoryError::OtherTenant(holder.id));
        }
        if self.holders.contains_key(&holder.id) {
            return Err(DirectoryError::Duplicate(holder.id));
        }
        holder.settle_unread();
        self.holders
            .insert(holder.id, Versioned { holder, version });
        Ok(())
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The roles, and the rights of the host's own.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The record of this person.
    #[must_use]
    pub fn holder(&self, id: ActorId) -> Option<&Holder> {
        self.holders.get(&id).map(|record| &record.holder)
    }

    /// Every record, by id.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.holders.values().map(|record| &record.holder)
    }

    /// What a decision that read this person's rights relied on. Of a person who is not there: that
    /// there is still nobody.
    #[must_use]
    pub fn precondition(&self, id: ActorId) -> Precondition {
        let there = self.holders.get(&id).map(|record| record.version);
        let version = there.or_else(|| self.gone.get(&id).copied());
        Precondition {
            stream: stream(id),
            version: version.unwrap_or_default(),
        }
    }

    /// What a decision that read the roles relied on.
    #[must_use]
    pub const fn roles_precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::Roles(self.tenant),
            version: self.roles_version,
        }
    }

    /// The version of the whole: one more with every event, whichever stream it belongs to. For
    /// caches and snapshots; a decision relies on the preconditions above and not on this.
    #[must_use]
    pub fn version(&self) -> Version {
        let there = self.holders.values().map(|record| record.version);
        let all = there.chain(self.gone.values().copied());
        Version(all.fold(self.roles_version.0, |sum, version| {
            sum.saturating_add(version.0)
        }))
    }
}

/// The line of versions of a person's rights.
const fn stream(id: ActorId) -> Stream {
    match id {
        ActorId::User(user) => Stream::Rights(user),
        ActorId::Customer(customer) => Stream::CustomerRights(customer),
    }
}

/// A directory as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    tenant: TenantId,
    catalogue: Catalogue,
    roles_version: Version,
    holders: Vec<Versioned>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gone: Vec<(ActorId, Version)>,
}

impl TryFrom<Form> for Directory {
    type Error = DirectoryError;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        let Form {
            tenant,
            catalogue,
            roles_version,
            holders,
            gone,
        } = form;
        let mut directory = Self::new(tenant, catalogue).with_roles_version(roles_version);
        for Versioned { holder, version } in holders {
            directory.load(holder, version)?;
        }
        // A record is there or gone, with one last version.
        for (id, version) in gone {
            let there = directory.holders.contains_key(&id);
            if there || directory.gone.insert(id, version).is_some() {
                return Err(DirectoryError::Duplicate(id));
            }
        }
        Ok(directory)
    }
}

impl From<Directory> for Form {
    fn from(directory: Directory) -> Self {
        Self {
            tenant: directory.tenant,
            catalogue: directory.catalogue,
            roles_version: directory.roles_version,
            holders: directory.holders.into_values().collect(),
            gone: directory.gone.into_iter().collect(),
        }
    }
}
