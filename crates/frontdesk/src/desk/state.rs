//! Everything of a desk that events change, as a host stores it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::Directory;
use frontdesk_assignment::Adviser;
use frontdesk_identity::User;
use frontdesk_model::{
    Availability, CustomerId, GroupId, OrganizationId, RefusalKind, Standing, TenantId, UserId,
};
use frontdesk_visibility::{FieldId, Use};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Desk;
use crate::desk_file::{DeskFile, DeskFileError};
use crate::imported::{Customer, Imported, ImportedField, Person, Rights, RightsVersions};

/// A desk as it is stored: people, customers, rights and roles in their versions, and the names. Tickets are
/// not among it, nor what its file says: how it assigns and what the portal shows stays with the file.
///
/// It has personal values: destroy every older one in the transaction of an event whose duty is
/// [`ErasePersonal`](frontdesk_identity::Duty::ErasePersonal).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskState {
    /// The version of this form.
    format: u16,
    directory: Directory,
    people: Vec<StoredPerson>,
    customers: Vec<StoredCustomer>,
    groups: BTreeMap<GroupId, String>,
    names: BTreeMap<Uuid, String>,
    fields: BTreeMap<FieldId, (String, Use)>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPerson {
    account: User,
    availability: Availability,
    adviser: Adviser,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredCustomer {
    id: CustomerId,
    name: String,
    organizations: BTreeSet<OrganizationId>,
    standing: Standing,
}

/// Why a stored state is no desk's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRestored {
    /// It is another tenant's.
    #[error("the state is another tenant's")]
    OtherTenant,
    /// It was written in a form that this release does not read.
    #[error("the state has form {0}")]
    Form(u16),
    /// The file does not fit it.
    #[error(transparent)]
    File(#[from] DeskFileError),
}

impl NotRestored {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherTenant => "other_tenant",
            Self::Form(_) => "state_form",
            Self::File(_) => "desk_file",
        }
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OtherTenant => RefusalKind::Hidden,
            Self::Form(_) | Self::File(_) => RefusalKind::Invalid,
        }
    }
}

impl DeskState {
    /// The version of the stored form that this release writes, and the only one that it reads.
    pub const FORMAT: u16 = 1;

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.directory.tenant()
    }

    /// The same without the staff and its rights: what stands before the first event of a host that stores
    /// everybody of the staff as events.
    #[must_use]
    pub fn without_staff(mut self) -> Self {
        let catalogue = self.directory.catalogue().clone();
        let version = self.directory.roles_precondition().version;
        let mut directory = Directory::new(self.tenant(), catalogue).with_roles_version(version);
        let customers = self
            .directory
            .holders()
            .filter(|one| one.id.user().is_none());
        for holder in customers {
            let version = self.directory.precondition(holder.id).version;
            // One of each id, and of this tenant: they were in a directory.
            let _there = directory.load(holder.clone(), version);
        }
        self.directory = directory;
        for person in self.people.drain(..) {
            self.names.remove(&person.account.id().uuid());
        }
        self
    }
}

impl Desk {
    /// What a host stores of the desk, so that a start need not follow every event from the first.
    ///
    /// **Law: a desk that is [restored](Self::restored) from its state has that state again, and follows
    /// the same events to the same desk.**
    ///
    /// ```
    /// use frontdesk::{Desk, DeskFile, DeskState, Imported};
    ///
    /// let file = DeskFile::parse(b"version = 1\ntenant = \"1\"\nname = \"Example\"\n")?;
    /// let (desk, _) = Desk::new(&file, Imported::default())?;
    /// let state = desk.state();
    /// assert!(Desk::restored(&file, state.clone())?.state() == state);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn state(&self) -> DeskState {
        let person = |person: &Person| StoredPerson {
            account: person.user.clone(),
            availability: person.availability,
            adviser: person.adviser,
        };
        let customer = |customer: &Customer| StoredCustomer {
            id: customer.id,
            name: customer.name.clone(),
            organizations: customer.organizations.clone(),
            standing: customer.standing,
        };
        let hat = frontdesk_visibility::Hat::Customer;
        let field = |(id, title): (&FieldId, &String)| {
            let portal = self.fields.use_of_added(hat, id);
            (id.clone(), (title.clone(), portal))
        };
        DeskState {
            format: DeskState::FORMAT,
            directory: self.directory.clone(),
            people: self.people.values().map(person).collect(),
            customers: self.customers.values().map(customer).collect(),
            groups: self.groups.clone(),
            names: self.names.clone(),
            fields: self.field_titles.iter().map(field).collect(),
        }
    }

    /// The desk of its file and of a state that was stored at the start: whatever records the file itself
    /// has, they count no more. The rules on accounts are given again
    /// ([`with_account_rules`](Self::with_account_rules)).
    ///
    /// # Errors
    /// When the state has another form, or the file is another tenant's or names a role that is gone: such
    /// a host restores from its first state, and then [resumes](Self::resume) a later one.
    pub fn restored(file: &DeskFile, state: DeskState) -> Result<Self, NotRestored> {
        let field = |(id, (title, portal)): (&FieldId, &(String, Use))| {
            let (title, portal) = (title.clone(), *portal);
            (id.clone(), ImportedField { title, portal })
        };
        let imported = Imported {
            roles: state.directory.catalogue().roles().cloned().collect(),
            fields: state.fields.iter().map(field).collect(),
            groups: state.groups.clone(),
            versions: RightsVersions::default(),
            ..Imported::default()
        };
        let (mut desk, _) = Self::new(&file.clone().without_records(), imported)?;
        desk.resume(state)?;
        Ok(desk)
    }

    /// Goes on from a later state: people, customers, rights, roles and names are those of the state, and
    /// everything else stays as it is.
    ///
    /// # Errors
    /// When it is another tenant's, or of another form. The desk is as it was.
    pub fn resume(&mut self, state: DeskState) -> Result<(), NotRestored> {
        if state.format != DeskState::FORMAT {
            return Err(NotRestored::Form(state.format));
        }
        let tenant = state.tenant();
        let mut accounts = state.people.iter().map(|one| one.account.tenant());
        if tenant != self.tenant || accounts.any(|other| other != tenant) {
            return Err(NotRestored::OtherTenant);
        }
        let DeskState {
            format: _,
            directory,
            people,
            customers,
            groups,
            names,
            fields: _,
        } = state;
        let person = |stored: StoredPerson| {
            let id = stored.account.id();
            let rights = directory.holder(id.into()).map(Rights::of);
            let person = Person {
                user: stored.account,
                rights: rights.unwrap_or_default(),
                availability: stored.availability,
                adviser: stored.adviser,
            };
            (id, person)
        };
        let customer = |stored: StoredCustomer| {
            let id = stored.id;
            let roles = directory
                .holder(id.into())
                .map(|holder| holder.roles.clone());
            let customer = Customer {
                tenant,
                id,
                name: stored.name,
                organizations: stored.organizations,
                roles: roles.unwrap_or_default(),
                standing: stored.standing,
            };
            (id, customer)
        };
        self.people = people
            .into_iter()
            .map(person)
            .collect::<BTreeMap<UserId, _>>();
        self.customers = customers.into_iter().map(customer).collect();
        self.directory = directory;
        self.groups = groups;
        self.names = names;
        Ok(())
    }
}

/// How much there is; names stay out.
impl fmt::Debug for DeskState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeskState")
            .field("tenant", &self.tenant())
            .field("people", &self.people.len())
            .field("customers", &self.customers.len())
            .finish_non_exhaustive()
    }
}
