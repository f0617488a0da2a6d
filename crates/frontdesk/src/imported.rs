//! What importers fill a desk with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::{
    AddOnId, Catalogue, Grant, Holder, Obligation, Restriction, Role, RoleAssignment, RoleId,
};
use frontdesk_assignment::Adviser;
use frontdesk_identity::User;
use frontdesk_model::{
    AccountKind, ActorId, Availability, Channel, CustomerId, GroupId, Memberships, OrganizationId,
    Standing, TenantId, UserId, Version,
};
use frontdesk_visibility::{FieldId, Use};
use uuid::Uuid;

/// People, customers, groups and roles as they came from other systems, all of one tenant.
#[derive(Clone, Default)]
pub struct Imported {
    /// The roles that the people have.
    pub roles: Vec<Role>,
    /// The staff.
    pub people: Vec<Person>,
    /// The customers.
    pub customers: Vec<Customer>,
    /// The fields that the account added to its tickets.
    pub fields: BTreeMap<FieldId, ImportedField>,
    /// The groups with their names.
    pub groups: BTreeMap<GroupId, String>,
    /// The names of whatever else has an id: sites, questionnaires, companies.
    pub names: BTreeMap<Uuid, String>,
    /// The versions that the stored rights have; nothing where they were never changed here.
    pub versions: RightsVersions,
}

/// The versions of stored rights: what decisions over them rely on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RightsVersions {
    /// Of the roles.
    pub roles: Version,
    /// Of the rights of each person or customer; who is not here is at the first version.
    pub records: BTreeMap<ActorId, Version>,
}

/// How much there is; names stay out.
impl fmt::Debug for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imported")
            .field("roles", &self.roles.len())
            .field("people", &self.people)
            .field("customers", &self.customers)
            .field("fields", &self.fields.len())
            .field("groups", &self.groups.len())
            .finish_non_exhaustive()
    }
}

/// Everything but the name.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer")
            .field("id", &self.id)
            .field("standing", &self.standing)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl Imported {
    /// Adds everything of another import after what is here. Two records of one id stay two:
    /// [`Desk::new`](crate::Desk::new) keeps the first and reports the other.
    pub fn extend(&mut self, other: Self) {
        let Self {
            roles,
            people,
            customers,
            fields,
            groups,
            names,
            versions,
        } = other;
        self.versions.roles = self.versions.roles.max(versions.roles);
        for (id, version) in versions.records {
            self.versions.records.entry(id).or_insert(version);
        }
        self.roles.extend(roles);
        self.people.extend(people);
        self.customers.extend(customers);
        for (id, field) in fields {
            self.fields.entry(id).or_insert(field);
        }
        for (id, name) in groups {
            self.groups.entry(id).or_insert(name);
        }
        for (id, name) in names {
            self.names.entry(id).or_insert(name);
        }
    }
}

/// A field that the account added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedField {
    /// What people call it.
    pub title: String,
    /// What the portal does with it, unless the desk file says otherwise.
    pub portal: Use,
}

/// A member of the staff: the account, the rights on its record, and the working status.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub user: User,
    /// The rights on its record.
    pub rights: Rights,
    /// What the working status lets the person do.
    pub availability: Availability,
    /// Which waiting requests are for the person.
    pub adviser: Adviser,
}

/// The rights on a person's record.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rights {
    /// The roles.
    pub roles: Vec<RoleAssignment>,
    /// Rights given to this person alone.
    pub grants: Vec<Grant>,
    /// Rights taken from this person.
    pub restrictions: Vec<Restriction>,
    /// What comes with certain actions.
    pub obligations: BTreeSet<Obligation>,
}

impl Person {
    /// The person as access sees him.
    #[must_use]
    pub fn holder(&self) -> Holder {
        let Rights {
            roles,
            grants,
            restrictions,
            obligations,
        } = &self.rights;
        Holder {
            tenant: self.user.tenant(),
            id: ActorId::User(self.user.id()),
            kind: self.user.kind(),
            standing: self.user.standing(),
            memberships: self.user.memberships().clone(),
            roles: roles.clone(),
            grants: grants.clone(),
            restrictions: restrictions.clone(),
            obligations: obligations.clone(),
        }
    }

    /// The person's id.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.user.id()
    }
}

/// A customer.
#[derive(Clone)]
pub struct Customer {
    /// Whose customer.
    pub tenant: TenantId,
    /// Which one.
    pub id: CustomerId,
    /// What people call the customer.
    pub name: String,
    /// The companies that the customer belongs to.
    pub organizations: BTreeSet<OrganizationId>,
    /// The roles of the portal.
    pub roles: Vec<RoleAssignment>,
    /// How the account stands.
    pub standing: Standing,
}

impl Customer {
    /// The customer as access sees him. The channels that the portal answers are the desk's.
    #[must_use]
    pub fn holder(&self, channels: &BTreeSet<Channel>) -> Holder {
        Holder {
            tenant: self.tenant,
            id: ActorId::Customer(self.id),
            kind: AccountKind::Customer,
            standing: self.standing,
            memberships: Memberships {
                organizations: self.organizations.clone(),
                channels: channels.clone(),
                ..Memberships::default()
            },
            roles: self.roles.clone(),
            grants: Vec::new(),
            restrictions: Vec::new(),
            obligations: BTreeSet::new(),
        }
    }
}

impl Rights {
    /// The rights on a record of access.
    pub(crate) fn of(holder: &Holder) -> Self {
        let Holder {
            tenant: _,
            id: _,
            kind: _,
            standing: _,
            memberships: _,
            roles,
            grants,
            restrictions,
            obligations,
        } = holder;
        Self {
            roles: roles.clone(),
            grants: grants.clone(),
            restrictions: restrictions.clone(),
            obligations: obligations.clone(),
        }
    }

    /// Adds a role that is not there yet.
    pub(crate) fn give_role(&mut self, role: RoleId) {
        if !self.roles.iter().any(|held| held.role == role) {
            self.roles.push(RoleAssignment::new(role));
        }
    }

    /// Adds an add-on to every held role that lists it; whether one does.
    pub(crate) fn give_add_on(&mut self, catalogue: &Catalogue, add_on: &AddOnId) -> bool {
        let mut listed = false;
        for held in &mut self.roles {
            let role = catalogue.role(&held.role);
            if role.is_some_and(|role| role.add_ons.contains_key(add_on)) {
                held.add_ons.insert(add_on.clone());
                listed = true;
            }
        }
        listed
    }
}
