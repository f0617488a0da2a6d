//! The direct argument: nobody comes to what nothing that he brings along gives.

use std::collections::BTreeSet;

use super::state::State;
use crate::grant::{Gives, Grant};
use crate::permission::Permission;
use crate::role::{Role, RoleId};

/// Whether, under the guard, no sequence of actions leads to this right: nothing that stands on the
/// record of a controlled account gives it, in effect or not, nor does any role that may be given
/// through the roles on it.
///
/// Every action keeps it so. What is given, put into a role, freed of a restriction or of a missing
/// prerequisite, or reached by other lists must be covered by an account that holds the right, and so
/// must whatever is on the record of an account that is taken over or made. Only roles that may be
/// assigned need not be covered, and what a role may assign is given as all of that is. What says nothing
/// is covered by everybody, and says nothing until somebody who holds the right brings it to act.
pub(super) fn is_out_of_reach(state: &State, permission: Permission) -> bool {
    let catalogue = state.directory.catalogue();
    let gives = |grant: &Grant| match &grant.gives {
        // What cannot be read may be anything.
        Gives::Unread(_) => true,
        gives => gives.includes(permission),
    };
    let mut open: Vec<&RoleId> = Vec::new();
    for holder in state.ours() {
        if holder.grants.iter().any(gives) {
            return false;
        }
        open.extend(holder.roles.iter().map(|held| &held.role));
    }
    let mut seen: BTreeSet<&RoleId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let role: Option<&Role> = catalogue.role(id);
        if role.is_some_and(|role| role.all_grants().any(gives)) {
            return false;
        }
        open.extend(role.into_iter().flat_map(|role| &role.may_assign));
    }
    true
}
