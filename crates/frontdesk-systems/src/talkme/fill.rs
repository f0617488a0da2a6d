//! A desk's legacy accounts from the Talk-Me pair file, and which of them somebody has confirmed to
//! be one person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::{Grant, Permission, Scope};
use frontdesk_identity::{
    Algorithm, Capacity, Import as ImportAccount, Login, PersonName, Profile, Setting, SettingValue,
};
use frontdesk_model::{AccountKind, ExternalId, Memberships, Standing, TenantId, UserId};

use super::roles::{Account, for_account};
use super::{AdminUser, Operator, PairFile};
use crate::Personal;
use crate::fill::{Filled, Filling, NoticeKind, Working};
use crate::read::short;

/// The word in an admin user's rights that says whose account the whole is (S11).
const OWNER: &str = "owner";

/// The word among rights that takes the admin panel away (S8).
const NO_ADMIN_PANEL: &str = "deny.admin_panel";

/// A link that somebody has confirmed: an operator and an admin user are one person (S12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedPair {
    /// The operator's account.
    pub operator: UserId,
    /// The admin user's account.
    pub admin: UserId,
    /// Who confirmed it, as the file says.
    pub confirmed_by: Personal,
    /// When.
    pub confirmed_at: DateTime<Utc>,
}

/// Fills a desk from a pair file.
#[must_use]
pub fn fill(tenant: TenantId, pairs: &PairFile) -> Filled {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    filling.imported.roles = super::roles::roles();
    for operator in &pairs.operators {
        add_operator(&mut filling, operator);
    }
    for admin in &pairs.admin_users {
        add_admin(&mut filling, admin);
    }
    filling.done()
}

/// The confirmed links of a pair file, in its order. A link without a name and a time confirms
/// nothing.
#[must_use]
pub fn confirmed_pairs(tenant: TenantId, pairs: &PairFile) -> Vec<ConfirmedPair> {
    let filling = Filling::new(tenant, super::roles::SYSTEM);
    let confirmed = pairs.links.iter().filter_map(|link| {
        Some(ConfirmedPair {
            operator: filling.id("operator", link.operator),
            admin: filling.id("admin_user", link.admin_user),
            confirmed_by: link.confirmed_by.clone()?,
            confirmed_at: link.confirmed_at?,
        })
    });
    confirmed.collect()
}

fn add_operator(filling: &mut Filling, operator: &Operator) {
    let external = filling.external("operator", operator.id);
    let mut capacities = Capacity::of_kind(AccountKind::LegacyOperator);
    if operator.receives_all_messages {
        capacities.insert(Capacity::ReceiveAllMessages);
    }
    // The chat name is what the file says, or else the name (S53).
    let chat_name = operator.chat_name.as_ref().or(operator.name.as_ref());
    let profile = Profile {
        name: whole_name(operator.name.as_ref()),
        chat_name: filling.chat_name(&external, chat_name),
        email: filling.email(&external, operator.email.as_ref()),
        memberships: Memberships {
            languages: operator.languages.clone(),
            ..Memberships::default()
        },
        limit: operator.limit,
        settings: settings(&operator.settings),
        external_ids: BTreeSet::from([external.clone()]),
        ..Profile::default()
    };
    let legacy = Legacy {
        kind: AccountKind::LegacyOperator,
        id: filling.id("operator", operator.id),
        login: &operator.login,
        capacities,
        rights: &operator.rights,
    };
    add_account(filling, &external, profile, legacy);
}

fn add_admin(filling: &mut Filling, admin: &AdminUser) {
    let external = filling.external("admin_user", admin.id);
    let profile = Profile {
        name: whole_name(admin.name.as_ref()),
        email: filling.email(&external, admin.email.as_ref()),
        settings: settings(&admin.settings),
        external_ids: BTreeSet::from([external.clone()]),
        ..Profile::default()
    };
    let legacy = Legacy {
        kind: AccountKind::LegacyAdmin,
        id: filling.id("admin_user", admin.id),
        login: &admin.login,
        capacities: Capacity::of_kind(AccountKind::LegacyAdmin),
        rights: &admin.rights,
    };
    add_account(filling, &external, profile, legacy);
}

/// What the two kinds of legacy account share.
struct Legacy<'a> {
    kind: AccountKind,
    id: UserId,
    login: &'a Personal,
    capacities: BTreeSet<Capacity>,
    rights: &'a BTreeSet<String>,
}

fn add_account(filling: &mut Filling, external: &ExternalId, profile: Profile, legacy: Legacy<'_>) {
    let owner = legacy.rights.contains(OWNER);
    let mut rights: frontdesk::Rights = for_account(&Account {
        kind: legacy.kind,
        capacities: &legacy.capacities,
        no_admin_panel: legacy.rights.contains(NO_ADMIN_PANEL),
        owner,
    })
    .into();
    // Only an admin user can be the owner (S4, S11).
    if owner && legacy.kind != AccountKind::LegacyAdmin {
        filling.notice(external, NoticeKind::SwitchWithoutEffect { switch: OWNER });
    }
    // What the file grants by name comes besides the kind's role; an unknown name grants nothing.
    let is_word = |name: &str| [OWNER, NO_ADMIN_PANEL].contains(&name);
    for name in legacy.rights.iter().filter(|name| !is_word(name)) {
        match Permission::from_name(name) {
            // To act as another is in no role, and no file brings it.
            Ok(permission) if permission != Permission::IMPERSONATE => {
                rights.grants.push(Grant::new(permission, Scope::any()));
            }
            Ok(_) | Err(_) => {
                filling.notice(external, NoticeKind::UnknownRight { right: short(name) });
            }
        }
    }
    let login = filling.login(external, Some(legacy.login));
    let has_login = login != Login::Unset;
    if !has_login {
        filling.notice(external, NoticeKind::RightsWithoutLogin);
    }
    let form = ImportAccount {
        id: legacy.id,
        kind: legacy.kind,
        capacities: Some(legacy.capacities),
        profile,
        login,
        password: has_login.then(Algorithm::elsewhere),
        ever_had_rights: has_login,
        standing: if has_login {
            Standing::Active
        } else {
            Standing::Employee
        },
    };
    if let Some(user) = filling.account(external, form) {
        filling.staff(user, rights, Working::always());
    }
}

/// Whatever the file names was chosen by somebody.
fn settings(settings: &BTreeMap<String, Personal>) -> BTreeMap<String, Setting> {
    let explicit = |(name, value): (&String, &Personal)| {
        let value = SettingValue::Text(value.as_str().to_owned());
        (name.clone(), Setting::Explicit(value))
    };
    settings.iter().map(explicit).collect()
}

/// A name in one piece: which part is the surname, the file does not say.
fn whole_name(name: Option<&Personal>) -> PersonName {
    name.map_or_else(PersonName::new, |name| {
        PersonName::new().last(name.as_str())
    })
}
