//! What one tenant asks of accounts, and what identity's words mean in rights.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{AddOnId, Catalogue, Restriction, RoleAssignment, RoleId};
use frontdesk_identity::{Capacity, RoleName, UserPolicy};
use frontdesk_model::{AccountKind, Memberships, Module, TenantId};

/// What one tenant asks of accounts, and what identity's words mean in rights. Data of a system, as
/// its roles are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRules {
    /// What is asked of an account. Of another tenant, it rules over nobody here.
    pub policy: UserPolicy,
    /// What identity's words mean in rights.
    pub words: RoleWords,
}

/// What identity's words mean in rights: identity names roles, a right of birth and capacities, and
/// grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RoleWords {
    /// The role that a form means by a name. A name that is not here is the id of a role.
    pub names: BTreeMap<RoleName, RoleAssignment>,
    /// The options that a form names among its roles, as the Roles box of Reach does. An option goes to
    /// every role of the form that lists it, and is refused where none does (S150).
    pub add_ons: BTreeMap<RoleName, AddOnId>,
    /// What comes with being a user (S69, D4), where the policy names a right of birth: at UIS the
    /// role that views employees. Whoever makes somebody a user gives it, and is asked whether he may.
    pub birth_right: Vec<RoleAssignment>,
    /// What comes and goes with a capacity: at Talk-Me the role of an operator and that of an admin.
    /// The admin panel that is not among the capacities is a restriction besides (S8).
    pub capacities: BTreeMap<Capacity, Vec<RoleAssignment>>,
    /// What comes with a capacity to a unified account and to no legacy one: at Talk-Me Contacts with
    /// the operator (S18, D2).
    pub unified: BTreeMap<Capacity, Vec<RoleAssignment>>,
    /// Roles whose rights come with the modules on the record: at Noci the utilisateur. Without a module
    /// the role is not given, and goes (S89).
    pub of_modules: BTreeMap<RoleId, Vec<ModuleAddOn>>,
    /// What is denied to whoever has not this role: at UIS what the cabinet's switch closes while it is
    /// off (S48, S70, D3, D23). An account begins with it; it goes with the save that brings the role, and
    /// comes with the save that takes it, each asked for as lifting and restricting are.
    pub without: BTreeMap<RoleId, Vec<Restriction>>,
}

/// An option that comes and goes with a module on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleAddOn {
    /// The option.
    pub add_on: AddOnId,
    /// The names of the module, any of which is enough. Case does not matter.
    pub modules: BTreeSet<Module>,
    /// What else the record must have.
    pub beside: Beside,
}

/// What a record must have besides a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Beside {
    /// Nothing.
    #[default]
    Nothing,
    /// At least one questionnaire (S107).
    Questionnaires,
}

impl AccountRules {
    /// The rules of [`UserPolicy::open`]; every word is the id of a role.
    #[must_use]
    pub fn open(tenant: TenantId) -> Self {
        Self {
            policy: UserPolicy::open(tenant),
            words: RoleWords::default(),
        }
    }
}

impl RoleWords {
    /// The roles that these names mean, each with the options that it lists. A name that means nothing
    /// is a role that there is not: access refuses it, after it was asked whether roles may be given.
    pub(crate) fn roles(
        &self,
        names: &BTreeSet<RoleName>,
        catalogue: &Catalogue,
    ) -> Vec<RoleAssignment> {
        let named = names.iter().filter(|name| !self.add_ons.contains_key(name));
        let mut roles: Vec<RoleAssignment> = named.map(|name| self.role(name)).collect();
        for name in names {
            let Some(add_on) = self.add_ons.get(name) else {
                continue;
            };
            let mut listed = false;
            for held in &mut roles {
                if lists(catalogue, &held.role, add_on) {
                    held.add_ons.insert(add_on.clone());
                    listed = true;
                }
            }
            if !listed {
                roles.push(RoleAssignment::new(id_of(name)));
            }
        }
        roles
    }

    /// The role as the lists on a record make it; `None`: not without a module.
    pub(crate) fn fitted(
        &self,
        mut assignment: RoleAssignment,
        lists: &Memberships,
    ) -> Option<RoleAssignment> {
        let Some(options) = self.of_modules.get(&assignment.role) else {
            return Some(assignment);
        };
        if lists.modules.is_empty() {
            return None;
        }
        for option in options {
            match option.comes_with(lists) {
                true => assignment.add_ons.insert(option.add_on.clone()),
                false => assignment.add_ons.remove(&option.add_on),
            };
        }
        Some(assignment)
    }

    /// A name that means no role that the catalogue has, nor an option that a named role lists.
    pub(crate) fn unknown<'n>(
        &self,
        names: &'n BTreeSet<RoleName>,
        catalogue: &Catalogue,
    ) -> Option<&'n RoleName> {
        let known = |name: &&RoleName| match self.add_ons.get(*name) {
            Some(add_on) => names
                .iter()
                .filter(|name| !self.add_ons.contains_key(name))
                .any(|other| lists(catalogue, &self.role(other).role, add_on)),
            None => self.knows(name, catalogue),
        };
        names.iter().find(|name| !known(name))
    }

    /// What is denied to an account that begins with these roles.
    pub(crate) fn denied(&self, roles: &[RoleAssignment]) -> Vec<Restriction> {
        let lacking = self.without.iter().filter(|(id, _)| !has(roles, id));
        lacking.flat_map(|(_, denied)| denied.clone()).collect()
    }

    fn role(&self, name: &RoleName) -> RoleAssignment {
        match self.names.get(name) {
            Some(named) => named.clone(),
            None => RoleAssignment::new(id_of(name)),
        }
    }

    fn knows(&self, name: &RoleName, catalogue: &Catalogue) -> bool {
        let id = self.role(name).role;
        // No id has white space: such a name means something only where it is listed.
        let is_id = self.names.contains_key(name) || id.as_str() == name.as_str();
        is_id && catalogue.role(&id).is_some()
    }

    /// What comes with these capacities to an account of this kind, each role once.
    pub(crate) fn of_capacities(
        &self,
        capacities: &BTreeSet<Capacity>,
        kind: AccountKind,
    ) -> Vec<RoleAssignment> {
        let mut roles = each_once(&self.capacities, capacities);
        if kind == AccountKind::Unified {
            for role in self.of_unified(capacities) {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
        }
        roles
    }

    /// What comes with these capacities to a unified account alone, each role once.
    pub(crate) fn of_unified(&self, capacities: &BTreeSet<Capacity>) -> Vec<RoleAssignment> {
        each_once(&self.unified, capacities)
    }
}

fn each_once(
    words: &BTreeMap<Capacity, Vec<RoleAssignment>>,
    capacities: &BTreeSet<Capacity>,
) -> Vec<RoleAssignment> {
    let mut roles = Vec::new();
    let of = capacities.iter().filter_map(|capacity| words.get(capacity));
    for role in of.flatten() {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles
}

impl ModuleAddOn {
    fn comes_with(&self, lists: &Memberships) -> bool {
        let folded = |module: &Module| module.as_str().to_lowercase();
        let has = |wanted: &Module| {
            lists
                .modules
                .iter()
                .any(|one| folded(one) == folded(wanted))
        };
        let beside = match self.beside {
            Beside::Nothing => true,
            Beside::Questionnaires => !lists.questionnaires.is_empty(),
        };
        beside && self.modules.iter().any(has)
    }
}

/// Whether one of these is an assignment of this role.
pub(crate) fn has(roles: &[RoleAssignment], id: &RoleId) -> bool {
    roles.iter().any(|held| held.role == *id)
}

fn lists(catalogue: &Catalogue, role: &RoleId, add_on: &AddOnId) -> bool {
    let role = catalogue.role(role);
    role.is_some_and(|role| role.add_ons.contains_key(add_on))
}

/// The id that a name is; of a name with white space one that stands for it where it is refused.
fn id_of(name: &RoleName) -> RoleId {
    let blank = |c: char| if c.is_whitespace() { '\u{fffd}' } else { c };
    let text: String = name.as_str().chars().map(blank).collect();
    RoleId::new(&text).unwrap_or_else(|_| RoleId::from_static("\u{fffd}"))
}
