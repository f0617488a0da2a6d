//! A desk: what one tenant has decided, and its people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::{Catalogue, Holder};
use frontdesk_assignment::Policy;
use frontdesk_identity::User;
use frontdesk_merge::{MergePolicy, PrecedenceTable};
use frontdesk_model::{ActorId, CustomerId, GroupId, Language, Names, TenantId, UserId};
use frontdesk_visibility::{FieldId, FieldPolicy};
use uuid::Uuid;

use crate::desk_file::{DeskFile, DeskFileError, PersonTable, Resolver, nearest};
use crate::finding::Finding;
use crate::imported::{Customer, Imported, Person};

mod ask;
mod lint;

pub use ask::{MergeError, MergeQuestion, Object, Question, UnknownActor};

/// What one tenant has decided, and its people. Tickets and conversations are arguments of its
/// questions and never held. It maps commands and asks the crates; no rule lives here.
#[derive(Clone)]
pub struct Desk {
    tenant: TenantId,
    name: String,
    language: Option<Language>,
    catalogue: Catalogue,
    people: BTreeMap<UserId, Person>,
    customers: BTreeMap<CustomerId, Customer>,
    groups: BTreeMap<GroupId, String>,
    names: BTreeMap<Uuid, String>,
    fields: FieldPolicy,
    field_titles: BTreeMap<FieldId, String>,
    assignment: Policy,
    merging: MergePolicy,
}

impl Desk {
    /// A desk of its file and of what was imported, with what had to be left out.
    ///
    /// # Errors
    /// When the file names what nobody knows: with the place in the file.
    pub fn new(file: &DeskFile, imported: Imported) -> Result<(Self, Vec<Finding>), DeskFileError> {
        let Imported {
            roles,
            people,
            customers,
            fields,
            groups,
            names,
        } = imported;
        let mut findings = Vec::new();
        let mut desk = Self {
            tenant: file.tenant()?,
            name: file.name.clone(),
            language: file.label_language()?,
            catalogue: Catalogue::default(),
            people: BTreeMap::new(),
            customers: BTreeMap::new(),
            groups,
            names,
            fields: file.field_policy(),
            field_titles: BTreeMap::new(),
            assignment: file.assignment_policy()?,
            merging: MergePolicy {
                merging: file.merging.available,
                precedence: PrecedenceTable::default(),
            },
        };
        let unknown = desk
            .fields
            .added
            .keys()
            .filter(|id| !fields.contains_key(id));
        findings.extend(unknown.map(|field| Finding::UnknownField {
            field: field.clone(),
        }));
        for (id, field) in fields {
            desk.fields.added.entry(id.clone()).or_insert(field.portal);
            desk.field_titles.insert(id, field.title);
        }
        for group in &file.groups {
            let id = file.id(desk.tenant, &group.id)?;
            if desk.groups.insert(id, group.name.clone()).is_some() {
                let place = file.place(&group.id);
                return Err(DeskFileError::DuplicateGroup { place });
            }
        }
        for role in roles {
            if let Err(twice) = desk.catalogue.insert_unique(role) {
                findings.push(Finding::DuplicateRole { role: twice.0 });
            }
        }
        desk.add_own_roles(file)?;
        for person in people {
            findings.extend(desk.add_person(person));
        }
        for customer in customers {
            findings.extend(desk.add_customer(customer));
        }
        desk.add_entries(file)?;
        desk.name_everybody();
        Ok((desk, findings))
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// What people call the desk.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The language of labels, if the file names one.
    #[must_use]
    pub const fn language(&self) -> Option<&Language> {
        self.language.as_ref()
    }

    /// The roles.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The staff, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Who is this? A member of the staff.
    #[must_use]
    pub fn person(&self, id: UserId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// The customers, by id.
    pub fn customers(&self) -> impl Iterator<Item = &Customer> {
        self.customers.values()
    }

    /// The groups with their names, by id.
    #[must_use]
    pub const fn groups(&self) -> &BTreeMap<GroupId, String> {
        &self.groups
    }

    /// What the portal shows, and the staff of sites.
    #[must_use]
    pub const fn fields(&self) -> &FieldPolicy {
        &self.fields
    }

    /// What people call an added field, if an imported system says so.
    #[must_use]
    pub fn field_title(&self, field: &FieldId) -> Option<&str> {
        self.field_titles.get(field).map(String::as_str)
    }

    /// How conversations are assigned.
    #[must_use]
    pub const fn assignment(&self) -> &Policy {
        &self.assignment
    }

    /// Whether legacy accounts can be united yet (S11), and which half wins where.
    #[must_use]
    pub const fn merging(&self) -> &MergePolicy {
        &self.merging
    }

    /// A person or customer as access sees them.
    #[must_use]
    pub fn holder(&self, actor: ActorId) -> Option<Holder> {
        match actor {
            ActorId::User(user) => self.people.get(&user).map(Person::holder),
            ActorId::Customer(customer) => self
                .customers
                .get(&customer)
                .map(|customer| customer.holder(&self.fields.interactive_channels)),
        }
    }

    fn add_own_roles(&mut self, file: &DeskFile) -> Result<(), DeskFileError> {
        for table in &file.roles {
            let resolver = Resolver {
                file,
                tenant: self.tenant,
                groups: &self.groups,
            };
            let role = resolver.role(table)?;
            self.catalogue
                .insert_unique(role)
                .map_err(|twice| DeskFileError::DuplicateRole {
                    place: file.place(&table.id),
                    role: twice.0,
                })?;
        }
        Ok(())
    }

    /// Adds an imported person: the first record of an id is kept, a record of another tenant is
    /// not taken, and a membership in an unknown group is dropped, each with a finding.
    fn add_person(&mut self, person: Person) -> Vec<Finding> {
        let id = person.id();
        if person.user.tenant() != self.tenant {
            return vec![Finding::OtherTenant { person: id.into() }];
        }
        if self.people.contains_key(&id) {
            return vec![Finding::DuplicatePerson { person: id.into() }];
        }
        let unknown: BTreeSet<GroupId> = person
            .user
            .memberships()
            .groups
            .iter()
            .copied()
            .filter(|group| !self.groups.contains_key(group))
            .collect();
        let mut record = person.user.clone().into_record();
        record
            .profile
            .memberships
            .groups
            .retain(|group| !unknown.contains(group));
        let person = match User::from_record(record) {
            Ok(user) => Person { user, ..person },
            Err(_) => person,
        };
        self.people.insert(id, person);
        let finding = |group| Finding::UnknownGroup { person: id, group };
        unknown.into_iter().map(finding).collect()
    }

    fn add_customer(&mut self, customer: Customer) -> Option<Finding> {
        let person = ActorId::Customer(customer.id);
        if customer.tenant != self.tenant {
            return Some(Finding::OtherTenant { person });
        }
        if self.customers.contains_key(&customer.id) {
            return Some(Finding::DuplicatePerson { person });
        }
        self.customers.insert(customer.id, customer);
        None
    }

    /// Adds what the file says of imported people.
    fn add_entries(&mut self, file: &DeskFile) -> Result<(), DeskFileError> {
        let mut seen = BTreeSet::new();
        for table in &file.people {
            let id: UserId = file.id(self.tenant, &table.id)?;
            if !seen.insert(id) {
                let place = file.place(&table.id);
                return Err(DeskFileError::DuplicatePerson { place });
            }
            let Some(person) = self.people.get(&id) else {
                let place = file.place(&table.id);
                return Err(DeskFileError::UnknownPerson { place });
            };
            let changed = self.with_entry(file, table, person.clone())?;
            self.people.insert(id, changed);
        }
        Ok(())
    }

    fn with_entry(
        &self,
        file: &DeskFile,
        table: &PersonTable,
        mut person: Person,
    ) -> Result<Person, DeskFileError> {
        let PersonTable {
            id,
            roles,
            add_ons,
            restrictions,
            groups,
            languages,
            limit,
        } = table;
        for text in roles {
            let role = file.role_id(text)?;
            if self.catalogue.role(&role).is_none() {
                let known = self.catalogue.roles().map(|role| role.id.as_str());
                return Err(DeskFileError::UnknownRole {
                    place: file.place(text),
                    suggestion: nearest(role.as_str(), known),
                    role,
                });
            }
            person.rights.give_role(role);
        }
        for text in add_ons {
            let add_on = file.add_on_id(text)?;
            if !person.rights.give_add_on(&self.catalogue, &add_on) {
                return Err(DeskFileError::UnlistedAddOn {
                    place: file.place(text),
                    add_on,
                });
            }
        }
        for text in restrictions {
            person.rights.restrictions.push(file.restriction(text)?);
        }
        let resolver = Resolver {
            file,
            tenant: self.tenant,
            groups: &self.groups,
        };
        let mut record = person.user.into_record();
        for text in groups {
            record
                .profile
                .memberships
                .groups
                .insert(resolver.group(text)?);
        }
        if let Some(tags) = languages {
            record.profile.memberships.languages = file.languages(tags)?;
        }
        if let Some(limit) = limit {
            record.profile.limit = Some(*limit);
        }
        let user = User::from_record(record).map_err(|refusal| DeskFileError::PersonRefused {
            place: file.place(id),
            refusal,
        })?;
        Ok(Person { user, ..person })
    }

    fn name_everybody(&mut self) {
        for (id, name) in &self.groups {
            self.names.insert(id.uuid(), name.clone());
        }
        for (id, customer) in &self.customers {
            self.names.insert(id.uuid(), customer.name.clone());
        }
        for (id, person) in &self.people {
            let profile = person.user.profile();
            let name = profile
                .name
                .full()
                .or_else(|| {
                    profile
                        .chat_name
                        .as_ref()
                        .map(|name| name.as_str().to_owned())
                })
                .or_else(|| person.user.login().map(str::to_owned))
                .or_else(|| {
                    profile
                        .email
                        .as_ref()
                        .map(|email| email.as_typed().to_owned())
                });
            if let Some(name) = name {
                self.names.insert(id.uuid(), name);
            }
        }
    }
}

/// How much there is; names stay out.
impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("tenant", &self.tenant)
            .field("people", &self.people.len())
            .field("customers", &self.customers.len())
            .finish_non_exhaustive()
    }
}

impl Names for Desk {
    fn name(&self, id: Uuid) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}
