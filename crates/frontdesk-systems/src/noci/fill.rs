//! A desk's people from a Noci invitation: pending accounts, one for each address.

use std::collections::BTreeSet;

use frontdesk_assignment::Adviser;
use frontdesk_identity::{Import as ImportAccount, Login, PersonName, Profile, login_key};
use frontdesk_model::{
    AccountKind, Availability, Id, Memberships, QuestionnaireId, Standing, TenantId,
};

use super::roles::{for_user, is_livechat};
use super::{Invitation, Role};
use crate::fill::{Filled, Filling, NoticeKind, Working};

/// Fills a desk with the invited: all with the same rights (S114), none able to sign in before a
/// password is set (S115). The host issues each one's token through identity.
#[must_use]
pub fn fill(tenant: TenantId, invitation: &Invitation) -> Filled {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    filling.imported.roles = super::roles::roles();
    let memberships = memberships(&mut filling, invitation);
    let mut seen = BTreeSet::new();
    for (at, address) in invitation.emails.iter().enumerate() {
        // The position names a record whose address is none; positions count from 1.
        let position = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
        let by_position = filling.external("address", position);
        // A bad address is reported and the good ones are created (S113, D20).
        let Some(email) = filling.email(&by_position, Some(address)) else {
            continue;
        };
        // The same address twice is one account (S113).
        if !seen.insert(login_key(email.as_typed())) {
            filling.notice(&by_position, NoticeKind::DuplicateAddress);
            continue;
        }
        let Some(external) = filling.named("user", email.key().value()) else {
            continue;
        };
        let form = ImportAccount {
            id: Id::from_external(tenant, &external),
            kind: AccountKind::Unified,
            capacities: None,
            profile: Profile {
                name: PersonName::new(),
                email: Some(email),
                memberships: memberships.clone(),
                limit: Some(invitation.limit),
                external_ids: BTreeSet::from([external.clone()]),
                ..Profile::default()
            },
            login: Login::Email,
            password: None,
            ever_had_rights: false,
            standing: Standing::Pending,
        };
        let working = Working {
            availability: Availability::all(),
            // A moderator has all questionnaires (S110), an adviser those on the record (S107).
            adviser: match invitation.role {
                Role::Moderateur => Adviser::OfAll,
                Role::Utilisateur | Role::Other(_) => Adviser::OfListed,
            },
        };
        if let Some(user) = filling.account(&by_position, form) {
            let rights = for_user(&invitation.role, &memberships).into();
            filling.staff(user, rights, working);
        }
    }
    filling.done()
}

fn memberships(filling: &mut Filling, invitation: &Invitation) -> Memberships {
    let record = filling.external("invitation", 1);
    let is_moderator = invitation.role == Role::Moderateur;
    if matches!(invitation.role, Role::Other(_)) {
        filling.notice(&record, NoticeKind::UnknownRole);
    }
    // The field is not displayed for a moderator, who has all (S110).
    if is_moderator && !invitation.questionnaires.is_empty() {
        filling.notice(&record, NoticeKind::QuestionnairesOfModerator);
    }
    // All of them are his, whatever was deselected (S100, D10).
    if is_moderator && !invitation.modules.is_empty() {
        filling.notice(&record, NoticeKind::ModulesOfModerator);
    }
    // Advisers need the livechat module (S99).
    let has_livechat = invitation.modules.iter().any(is_livechat);
    if !is_moderator && !has_livechat && !invitation.questionnaires.is_empty() {
        filling.notice(&record, NoticeKind::QuestionnairesWithoutLivechat);
    }
    let mut questionnaires = BTreeSet::new();
    for name in invitation.questionnaires.iter().filter(|_| !is_moderator) {
        if let Some(external) = filling.named("questionnaire", name) {
            let id: QuestionnaireId = Id::from_external(filling.tenant, &external);
            filling
                .imported
                .names
                .insert(id.uuid(), name.trim().to_owned());
            questionnaires.insert(id);
        }
    }
    Memberships {
        languages: invitation.languages.clone(),
        modules: if is_moderator {
            BTreeSet::new()
        } else {
            invitation.modules.clone()
        },
        questionnaires,
        ..Memberships::default()
    }
}
