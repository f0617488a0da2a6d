//! What one tenant asks of accounts, and what identity's words mean in rights.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Catalogue, RoleAssignment, RoleId};
use frontdesk_identity::{Capacity, RoleName, UserPolicy};
use frontdesk_model::TenantId;

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
    /// What comes with being a user (S69, D4), where the policy names a right of birth: at UIS the
    /// role that views employees. Whoever makes somebody a user gives it, and is asked whether he may.
    pub birth_right: Vec<RoleAssignment>,
    /// What comes and goes with a capacity: at Talk-Me the role of an operator and that of an admin.
    /// The admin panel that is not among the capacities is a restriction besides (S8).
    pub capacities: BTreeMap<Capacity, Vec<RoleAssignment>>,
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
    /// The role that this name means; `None`: the catalogue has no such role.
    pub(crate) fn role(&self, name: &RoleName, catalogue: &Catalogue) -> Option<RoleAssignment> {
        if let Some(named) = self.names.get(name) {
            return Some(named.clone());
        }
        let id = RoleId::new(name.as_str()).ok()?;
        catalogue.role(&id)?;
        Some(RoleAssignment::new(id))
    }

    /// What comes with these capacities, each role once.
    pub(crate) fn of_capacities(&self, capacities: &BTreeSet<Capacity>) -> Vec<RoleAssignment> {
        let mut roles = Vec::new();
        for capacity in capacities {
            for role in self.capacities.get(capacity).into_iter().flatten() {
                if !roles.contains(role) {
                    roles.push(role.clone());
                }
            }
        }
        roles
    }
}
