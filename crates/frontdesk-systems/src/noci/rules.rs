//! What Noci asks of accounts, and what its words mean in rights.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::{AccountRules, Beside, ModuleAddOn, RoleWords};
use frontdesk_access::{AddOnId, RoleAssignment, RoleId};
use frontdesk_identity::{RoleName, UserPolicy};
use frontdesk_model::{Module, TenantId};

use super::roles::{
    self, LIVECHAT, LIVECHAT_MODULE, MODERATEUR, QUESTIONNAIRES, SETTINGS, SETTINGS_MODULE,
    UTILISATEUR,
};
use crate::catalogue::words_of;

/// The rules on accounts: e-mail, exactly one role, a password or an invitation (S88, S91, S111), and
/// French unless other languages are chosen (S104). The words are the two roles, as people and as the
/// invitation call them; what of the utilisateur's rights there is comes and goes with the modules
/// (S89, S90, S107), as [`roles::for_user`] says.
#[must_use]
pub fn account_rules(tenant: TenantId) -> AccountRules {
    let RoleWords { mut names, .. } = words_of(&roles::roles());
    for (word, id) in [("utilisateur", UTILISATEUR), ("moderateur", MODERATEUR)] {
        let role = RoleAssignment::new(RoleId::from_static(id));
        names.extend(RoleName::new(word).ok().map(|name| (name, role)));
    }
    let mut policy = UserPolicy::noci(tenant);
    // S110, whichever of the two words the form uses.
    let seeing_all = names
        .iter()
        .filter(|(_, role)| role.role.as_str() == MODERATEUR);
    policy
        .roles_seeing_all
        .extend(seeing_all.map(|(name, _)| name.clone()));
    let option = |id, modules: &[&str], beside| ModuleAddOn {
        add_on: AddOnId::from_static(id),
        modules: modules_of(modules),
        beside,
    };
    let options = vec![
        option(LIVECHAT, LIVECHAT_MODULE, Beside::Nothing),
        option(QUESTIONNAIRES, LIVECHAT_MODULE, Beside::Questionnaires),
        option(SETTINGS, SETTINGS_MODULE, Beside::Nothing),
    ];
    AccountRules {
        policy,
        words: RoleWords {
            names,
            of_modules: BTreeMap::from([(RoleId::from_static(UTILISATEUR), options)]),
            ..RoleWords::default()
        },
    }
}

fn modules_of(names: &[&str]) -> BTreeSet<Module> {
    let named = names.iter().filter_map(|name| Module::new(name).ok());
    named.collect()
}
