//! Which rules on accounts a desk has that is loaded from files.

use frontdesk::AccountRules;
use frontdesk::model::TenantId;
use frontdesk_systems::{noci, reach};

use super::load;
use crate::data::Files;

const REACH: (&str, &str) = ("reach-users.csv", "first_name,last_name,email,roles\n");
const NOCI: (&str, &str) = (
    "noci-invitation.json",
    r#"{"emails": ["a@example.test"], "role": "moderateur"}"#,
);
const OMNIDESK: (&str, &str) = ("omnidesk-staff.json", "{}");

fn rules(files: &[(&'static str, &str)]) -> AccountRules {
    let mut all = Files::new();
    for (name, text) in files {
        all.insert(*name, text.as_bytes().to_vec());
    }
    let loaded = load(&all).unwrap_or_else(|error| panic!("{error}"));
    loaded.desk.account_rules().clone()
}

/// Those of the one system that there is; where there are several, their rules differ and none hold.
#[test]
fn a_desk_of_one_system_has_its_rules() {
    let tenant = TenantId::from_number(1);
    assert_eq!(rules(&[REACH]), reach::account_rules(tenant));
    assert_eq!(rules(&[NOCI]), noci::account_rules(tenant));
    let open = AccountRules::open(tenant);
    assert_eq!(rules(&[OMNIDESK]), open);
    assert_eq!(rules(&[REACH, NOCI]), open);
    assert_eq!(rules(&[]), open);
}
