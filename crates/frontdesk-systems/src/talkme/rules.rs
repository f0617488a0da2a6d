//! What Talk-Me asks of accounts, and what its words mean in rights.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk::{AccountRules, RoleWords};
use frontdesk_access::{RoleAssignment, RoleId};
use frontdesk_identity::{Capacity, UserPolicy};
use frontdesk_model::TenantId;

use super::roles::{self, ADMIN, CONTACTS, OPERATOR, RECEIVES_ALL_MESSAGES};
use crate::catalogue::words_of;

/// The rules on accounts: one login and one password (S9), both capacities unless the form says
/// otherwise (S7), and accounts of the old kinds before `cut_over` alone (S6). The capacities bring
/// their roles, to a unified operator Contacts besides (S18, D2); that of the admin panel missing is
/// the restriction (S8).
#[must_use]
pub fn account_rules(tenant: TenantId, cut_over: DateTime<Utc>) -> AccountRules {
    let role = |id| vec![RoleAssignment::new(RoleId::from_static(id))];
    AccountRules {
        policy: UserPolicy::talkme(tenant, cut_over),
        words: RoleWords {
            capacities: BTreeMap::from([
                (Capacity::Operator, role(OPERATOR)),
                (Capacity::AdminPanel, role(ADMIN)),
                (Capacity::ReceiveAllMessages, role(RECEIVES_ALL_MESSAGES)),
            ]),
            unified: BTreeMap::from([(Capacity::Operator, role(CONTACTS))]),
            ..words_of(&roles::roles())
        },
    }
}
