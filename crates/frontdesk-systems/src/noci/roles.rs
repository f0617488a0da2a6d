//! The two roles of Noci (catalogue.md 3.3).

use frontdesk_access::{
    AddOnId, Among, Grant, Modules, Permission as P, Role, RoleAssignment, RoleId, Scope, bundle,
};
use frontdesk_model::{Labels, Memberships, Module, Relation};

use crate::catalogue::Rights;

/// What the ids of this system begin with.
pub const SYSTEM: &str = "noci";
/// Has the modules that were chosen. Not given to a user without any: no module, no backend (S89).
pub const UTILISATEUR: &str = "noci.utilisateur";
/// Add-on of [`UTILISATEUR`] with the module livechat: answers own conversations.
pub const LIVECHAT: &str = "opt.livechat";
/// Add-on of [`UTILISATEUR`] with the module livechat and questionnaires: takes waiting requests of
/// those. It goes with [`LIVECHAT`], never alone.
pub const QUESTIONNAIRES: &str = "opt.questionnaires";
/// Add-on of [`UTILISATEUR`] with the module of settings: manages users.
pub const SETTINGS: &str = "opt.settings";
/// Has every module and every conversation.
pub const MODERATEUR: &str = "noci.moderateur";

/// The names of the livechat's module. Case does not matter.
pub const LIVECHAT_MODULE: &[&str] = &["livechat"];
/// The names of the module of settings, Paramètres in the product. Case does not matter.
pub const SETTINGS_MODULE: &[&str] = &["settings", "paramètres", "parametres"];

/// The built-in roles.
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![utilisateur(), moderateur()]
}

/// The rights of a user with this role and the modules and questionnaires of these lists. A role
/// that is not documented gives nothing.
#[must_use]
pub fn for_user(role: &super::Role, lists: &Memberships) -> Rights {
    let mut rights = Rights::none(SYSTEM);
    rights.roles.extend(match role {
        super::Role::Utilisateur => utilisateur_with(lists),
        // S96, S100, D10: a moderator has all modules; a deselection has no effect.
        super::Role::Moderateur => Some(RoleAssignment::new(RoleId::from_static(MODERATEUR))),
        super::Role::Other(_) => None,
    });
    rights
}

/// The role utilisateur with the add-ons that follow from the modules.
fn utilisateur_with(lists: &Memberships) -> Option<RoleAssignment> {
    // S89: whoever was given no module does not reach the backend.
    if lists.modules.is_empty() {
        return None;
    }
    let has_livechat = lists.modules.iter().any(is_livechat);
    let add_ons = [
        // S90, S94: livechat requests are answered with the module livechat only.
        (has_livechat, LIVECHAT),
        // S107: no questionnaire, no waiting requests; and none without the livechat (S99).
        (
            has_livechat && !lists.questionnaires.is_empty(),
            QUESTIONNAIRES,
        ),
        // S85, S89: users are managed in the settings.
        (lists.modules.iter().any(is_settings), SETTINGS),
    ];
    let role = RoleAssignment::new(RoleId::from_static(UTILISATEUR));
    Some(
        add_ons
            .into_iter()
            .filter(|(is_on, _)| *is_on)
            .fold(role, |role, (_, id)| {
                role.with_add_on(AddOnId::from_static(id))
            }),
    )
}

/// Whether this is the livechat, whatever the case of the name.
#[must_use]
pub fn is_livechat(module: &Module) -> bool {
    is_named(module, LIVECHAT_MODULE)
}

/// Whether this is the module of settings, whatever the case of the name.
#[must_use]
pub fn is_settings(module: &Module) -> bool {
    is_named(module, SETTINGS_MODULE)
}

fn is_named(module: &Module, names: &[&str]) -> bool {
    names.contains(&module.as_str().to_lowercase().as_str())
}

fn utilisateur() -> Role {
    let own = Scope::of(Relation::Own);
    let my_modules = Scope {
        modules: Some(Modules::Mine),
        ..Scope::any()
    };
    let waiting = Scope {
        questionnaires: Some(Among::Mine),
        ..Scope::of(Relation::Unassigned)
    };
    built_in(UTILISATEUR, "Utilisateur")
        // S89, S99: a module is what opens the backend.
        .grant(&[P::SURFACE_BACKEND], &Scope::any())
        // S86, S87, S93, S98: the modules on the record, and no others.
        .grant(&[P::MODULE_USE], &my_modules)
        // S90, S94: own conversations. S95, D22: own ones are handed on.
        .with_add_on(
            LIVECHAT,
            Labels::new("Livechat"),
            [
                Grant::each(
                    &[
                        P::CONVERSATION_VIEW,
                        P::CONVERSATION_REPLY,
                        P::CONVERSATION_TRANSFER,
                    ],
                    &own,
                ),
                Grant::each(&[P::COLLEAGUE_LIST], &Scope::any()),
            ]
            .concat(),
        )
        // S107, S108, S109: waiting requests of the questionnaires on the record, and no others.
        .with_add_on(
            QUESTIONNAIRES,
            Labels::new("Livechat accès aux conseillers"),
            Grant::each(&[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE], &waiting),
        )
        // S85, S89: who has the settings manages users, within the modules that he was given. He may
        // assign no role besides what he covers: a moderator, who has all modules (S96), covers all.
        .with_add_on(
            SETTINGS,
            Labels::new("Paramètres"),
            Grant::each(bundle::ADMINISTRATION, &Scope::any()),
        )
}

fn moderateur() -> Role {
    built_in(MODERATEUR, "Modérateur")
        // S89, S96, S100, D10: every module, later ones too.
        .grant(&[P::SURFACE_BACKEND, P::MODULE_USE], &Scope::any())
        // S97, S110: every conversation.
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
            &Scope::any(),
        )
        // S110: every waiting request.
        .grant(&[P::CONVERSATION_TAKE], &Scope::of(Relation::Unassigned))
        // D22: a moderator transfers any conversation.
        .grant(
            &[P::CONVERSATION_TRANSFER, P::COLLEAGUE_LIST],
            &Scope::any(),
        )
        // S85, S96.
        .grant(bundle::ADMINISTRATION, &Scope::any())
}

fn built_in(id: &'static str, label: &str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(label))
}
