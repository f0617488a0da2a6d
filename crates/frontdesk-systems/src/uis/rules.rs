//! What UIS asks of accounts, and what its words mean in rights.

use frontdesk::{AccountRules, RoleWords};
use frontdesk_access::{Restriction, RoleAssignment, RoleId};
use frontdesk_identity::UserPolicy;
use frontdesk_model::TenantId;

use super::roles::{self, CABINET, VIEW_EMPLOYEES};
use crate::catalogue::words_of;

/// The rules on accounts: a surname is enough, and the first right makes a user (S31, S183), who sees
/// employees from then on, unless somebody set that before (S69, D4). The words are the switches of
/// the employee's record.
///
/// The cabinet off is a restriction besides (D3, D23): an account begins with it, and it goes and comes
/// with the save that switches the cabinet, as [`Switches`](roles::Switches) writes it.
#[must_use]
pub fn account_rules(tenant: TenantId) -> AccountRules {
    AccountRules {
        policy: UserPolicy::uis(tenant),
        words: RoleWords {
            birth_right: vec![RoleAssignment::new(RoleId::from_static(VIEW_EMPLOYEES))],
            without: [(
                RoleId::from_static(CABINET),
                vec![Restriction::deny_cabinet()],
            )]
            .into(),
            ..words_of(&roles::roles())
        },
    }
}
