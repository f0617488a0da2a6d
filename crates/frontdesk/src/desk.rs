//! A desk: what one tenant has decided, and its people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::analysis::SeparationRule;
use frontdesk_access::{Catalogue, Directory, DirectoryError, Holder, RoleId};
use frontdesk_assignment::Policy;
use frontdesk_identity::User;
use frontdesk_merge::{MergePolicy, PrecedenceTable};
use frontdesk_model::{ActorId, CustomerId, GroupId, Language, Names, TenantId, UserId};
use frontdesk_visibility::{FieldId, FieldPolicy};
use uuid::Uuid;

use crate::account_rules::AccountRules;
use crate::desk_file::{DeskFile, DeskFileError, PersonTable, Resolver};
use crate::finding::Finding;
use crate::imported::{Customer, Imported, Person, RightsVersions};

mod administer;
mod ask;
mod handle;
mod lint;
mod sight;
mod state;
mod transfer;
mod what_if;
mod why;

pub use administer::{
    AdminCommand, AdminError, AdminOutcome, Administration, Asking, Audit, Covering,
    LastAdministrator, MergeChange, MergeStep, Merging, Needs, NotApplied, Obstacle, OtherCommand,
    Permitted, Recorded, Transition, UserChange, Who, who_asks_of_portal,
};
pub use ask::{CustomersQuestion, MergeError, MergeQuestion, Object, Question, UnknownActor};
pub use handle::{HandingOver, Handled, Handling, Load, NotHandled, TicketCommand};
pub use sight::{SecondUser, Wearer};
pub use state::{DeskState, NotRestored};
pub use what_if::{Change, LockOut, Scene, WhatIf, WhatIfError};
pub use why::{
    AccountWhy, HiddenBecause, HiddenField, HumanQuestion, HumanWhy, LinkState, LinkWhy,
    PortalAnswer, PortalWhy, SightWhy, Why,
};

/// What one tenant has decided, and its people. Tickets and conversations are arguments of its
/// questions and never held. It maps commands and asks the crates; no rule lives here.
#[derive(Clone)]
pub struct Desk {
    tenant: TenantId,
    name: String,
    language: Option<Language>,
    directory: Directory,
    accounts: AccountRules,
    people: BTreeMap<UserId, Person>,
    customers: BTreeMap<CustomerId, Customer>,
    groups: BTreeMap<GroupId, String>,
    names: BTreeMap<Uuid, String>,
    fields: FieldPolicy,
    stakeholder_roles: BTreeSet<RoleId>,
    field_titles: BTreeMap<FieldId, String>,
    assignment: Policy,
    merging: MergePolicy,
    separation: Vec<SeparationRule>,
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
            versions,
        } = imported;
        let mut findings = Vec::new();
        let mut catalogue = Catalogue::default();
        let tenant = file.tenant()?;
        let mut desk = Self {
            tenant,
            name: file.name.clone(),
            language: file.label_language()?,
            directory: Directory::new(tenant, Catalogue::default()),
            accounts: AccountRules::open(tenant),
            people: BTreeMap::new(),
            customers: BTreeMap::new(),
            groups,
            names,
            fields: FieldPolicy::default(),
            stakeholder_roles: BTreeSet::new(),
            field_titles: BTreeMap::new(),
            assignment: file.assignment_policy()?,
            merging: MergePolicy {
                merging: file.merging.available,
                precedence: PrecedenceTable::default(),
            },
            separation: Vec::new(),
        };
        desk.add_own_permissions(file, &mut catalogue)?;
        desk.fields = file.field_policy(&catalogue)?;
        let named: BTreeSet<FieldId> = desk.fields.added().cloned().collect();
        let unknown = named.iter().filter(|id| !fields.contains_key(id));
        findings.extend(unknown.map(|field| Finding::UnknownField {
            field: field.clone(),
        }));
        for (id, field) in fields {
            // What the desk file says of it comes first.
            if !file.portal_says(&id) {
                desk.fields.set_added(id.clone(), field.portal);
            }
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
            if let Err(twice) = catalogue.insert_unique(role) {
                findings.push(Finding::DuplicateRole { role: twice.0 });
            }
        }
        desk.add_own_roles(file, &mut catalogue)?;
        for role in &file.visibility.stakeholder_roles {
            let role = desk.resolver(file, &catalogue).known_role(role)?.id.clone();
            desk.stakeholder_roles.insert(role);
        }
        for table in &file.separation {
            let rule = desk.resolver(file, &catalogue).separation(table)?;
            desk.separation.push(rule);
        }
        desk.directory = Directory::new(tenant, catalogue).with_roles_version(versions.roles);
        for person in people {
            findings.extend(desk.add_person(person));
        }
        for customer in customers {
            findings.extend(desk.add_customer(customer));
        }
        desk.add_entries(file)?;
        desk.name_everybody();
        findings.extend(desk.load_rights(&versions));
        Ok((desk, findings))
    }

    /// The same desk with rules on accounts; without them, those of [`AccountRules::open`].
    #[must_use]
    pub fn with_account_rules(mut self, rules: AccountRules) -> Self {
        self.accounts = rules;
        self
    }

    /// What is asked of accounts, and what identity's words mean in rights.
    #[must_use]
    pub const fn account_rules(&self) -> &AccountRules {
        &self.accounts
    }

    /// The roles and the rights of everybody, with their versions.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The rights that must not meet in one person, as the desk file names them:
    /// [`analysis::separation`](frontdesk_access::analysis::separation) finds those in whom they do.
    #[must_use]
    pub fn separation(&self) -> &[SeparationRule] {
        &self.separation
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
        self.directory.catalogue()
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

    /// What the portal shows, and the staff.
    #[must_use]
    pub const fn fields(&self) -> &FieldPolicy {
        &self.fields
    }

    /// The roles of those who follow tickets and do not work on them: what somebody sees only through
    /// them he sees as a stakeholder, without notes.
    #[must_use]
    pub const fn stakeholder_roles(&self) -> &BTreeSet<RoleId> {
        &self.stakeholder_roles
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
        self.directory.holder(actor).cloned()
    }

    fn resolver<'a>(&'a self, file: &'a DeskFile, catalogue: &'a Catalogue) -> Resolver<'a> {
        Resolver {
            file,
            tenant: self.tenant,
            groups: &self.groups,
            catalogue,
        }
    }

    fn add_own_permissions(
        &self,
        file: &DeskFile,
        catalogue: &mut Catalogue,
    ) -> Result<(), DeskFileError> {
        for table in &file.permissions {
            let right = self.resolver(file, catalogue).host_permission(table)?;
            catalogue
                .declare(right)
                .map_err(|why| DeskFileError::BadPermission {
                    place: file.place(&table.name),
                    why: Some(why),
                })?;
        }
        Ok(())
    }

    fn add_own_roles(
        &self,
        file: &DeskFile,
        catalogue: &mut Catalogue,
    ) -> Result<(), DeskFileError> {
        for table in &file.roles {
            let role = self.resolver(file, catalogue).role(table)?;
            catalogue
                .insert_unique(role)
                .map_err(|twice| DeskFileError::DuplicateRole {
                    place: file.place(&table.id),
                    role: twice.0,
                })?;
        }
        // Roles may name each other: all are there now.
        for name in file.roles.iter().flat_map(|table| &table.may_assign) {
            self.resolver(file, catalogue).known_role(name)?;
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

    /// Everybody's rights, as they were put together.
    fn load_rights(&mut self, versions: &RightsVersions) -> Vec<Finding> {
        let channels = &self.fields.interactive_channels;
        let staff = self.people.values().map(Person::holder);
        let customers = self
            .customers
            .values()
            .map(|customer| customer.holder(channels));
        let mut findings = Vec::new();
        for holder in staff.chain(customers) {
            let version = versions.records.get(&holder.id).copied();
            match self.directory.load(holder, version.unwrap_or_default()) {
                Ok(()) => {}
                Err(DirectoryError::OtherTenant(person)) => {
                    findings.push(Finding::OtherTenant { person });
                }
                Err(DirectoryError::Duplicate(person)) => {
                    findings.push(Finding::DuplicatePerson { person });
                }
            }
        }
        findings
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
            temporary,
            grants,
            restrictions,
            taken,
            groups,
            languages,
            limit,
        } = table;
        let resolver = self.resolver(file, self.catalogue());
        for text in roles {
            let role = resolver.known_role(text)?;
            person.rights.give_role(role.id.clone());
        }
        for text in add_ons {
            let add_on = file.add_on_id(text)?;
            if !person.rights.give_add_on(self.catalogue(), &add_on) {
                return Err(DeskFileError::UnlistedAddOn {
                    place: file.place(text),
                    add_on,
                });
            }
        }
        for table in temporary {
            person.rights.roles.push(resolver.temporary(table)?);
        }
        person.rights.grants.extend(resolver.grants(grants)?);
        for text in restrictions {
            person.rights.restrictions.push(file.restriction(text)?);
        }
        for table in taken {
            person.rights.restrictions.push(resolver.taken(table)?);
        }
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
            if let Some(name) = name_of(&person.user) {
                self.names.insert(id.uuid(), name);
            }
        }
    }
}

/// What to call a member of the staff.
fn name_of(user: &User) -> Option<String> {
    let profile = user.profile();
    let chat_name = profile.chat_name.as_ref();
    profile
        .name
        .full()
        .or_else(|| chat_name.map(|name| name.as_str().to_owned()))
        .or_else(|| user.login().map(str::to_owned))
        .or_else(|| {
            let email = profile.email.as_ref();
            email.map(|email| email.as_typed().to_owned())
        })
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
