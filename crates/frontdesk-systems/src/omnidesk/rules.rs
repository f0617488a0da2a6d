//! What Omnidesk asks of accounts.

use frontdesk::AccountRules;
use frontdesk_model::TenantId;

/// The rules on accounts: none is known, and the words are the ids of the host's own roles, since the
/// roles of the staff are the host's (products.md 2.2).
#[must_use]
pub fn account_rules(tenant: TenantId) -> AccountRules {
    AccountRules::open(tenant)
}
