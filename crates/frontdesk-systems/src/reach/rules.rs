//! What Reach asks of accounts, and what its words mean in rights.

use frontdesk::AccountRules;
use frontdesk_access::AddOnId;
use frontdesk_identity::{RoleName, UserPolicy};
use frontdesk_model::TenantId;

use super::roles::{self, DISPENSER};
use crate::catalogue::words_of;

/// The rules on accounts: first name, last name, e-mail and at least one role (S118, S119), and a
/// token of 7 days (S122). The words are those of the Roles box, where options are picked as roles;
/// an option goes to the picked roles that list it (S150).
#[must_use]
pub fn account_rules(tenant: TenantId) -> AccountRules {
    let mut words = words_of(&roles::roles());
    // The box itself says only "Dispenser" (products.md 2.4).
    let dispenser = RoleName::new("Dispenser").ok();
    words
        .add_ons
        .extend(dispenser.map(|name| (name, AddOnId::from_static(DISPENSER))));
    AccountRules {
        policy: UserPolicy::reach(tenant),
        words,
    }
}
