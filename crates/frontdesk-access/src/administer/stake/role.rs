//! What of a role is at stake, for anybody who may ever have it: what it gives, and whom its holders
//! may make what.

use std::collections::BTreeSet;

use super::{Stake, Way};
use crate::administer::trust::Trust;
use crate::directory::Directory;
use crate::grant::Grant;
use crate::role::{AddOnId, Role, RoleId};

impl Directory {
    /// What a role gains and loses, for anybody who may ever have it.
    pub(super) fn role_change(
        &self,
        before: Option<&Role>,
        after: Option<&Role>,
        stake: &mut Stake,
    ) {
        let (old, new) = (grants_of(before), grants_of(after));
        for (changed, way) in [(&new - &old, Way::Given), (&old - &new, Way::Touched)] {
            let changed = changed.into_iter().map(|(_, grant)| grant);
            stake.of_anyone(changed.collect(), way);
        }
        let powers = |role: Option<&Role>| role.map(|role| role.may_assign.clone());
        let (old, new) = (powers(before), powers(after));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        stake.powers = &old ^ &new;
        stake.new_powers = &new - &old;
    }

    /// All that may be given through these roles, and through the roles that those may give.
    pub(super) fn bundle(&self, powers: &BTreeSet<RoleId>, entrusted: &Trust) -> Vec<Grant> {
        let mut open: Vec<&RoleId> = powers.iter().collect();
        let mut seen = BTreeSet::new();
        let mut grants = BTreeSet::new();
        while let Some(id) = open.pop() {
            if entrusted.has(id) || !seen.insert(id) {
                continue;
            }
            if let Some(role) = self.catalogue().role(id) {
                grants.extend(role.all_grants().cloned());
                open.extend(&role.may_assign);
            }
        }
        grants.into_iter().collect()
    }
}

/// What a role gives: by itself, and by which add-on.
pub(in crate::administer) fn grants_of(role: Option<&Role>) -> BTreeSet<(Option<AddOnId>, Grant)> {
    let own = role.into_iter().flat_map(|role| &role.grants);
    let own = own.map(|grant| (None, grant.clone()));
    let added = role.into_iter().flat_map(|role| &role.add_ons);
    let added = added.flat_map(|(id, add_on)| {
        let grants = add_on.grants.iter();
        grants.map(|grant| (Some(id.clone()), grant.clone()))
    });
    own.chain(added).collect()
}
