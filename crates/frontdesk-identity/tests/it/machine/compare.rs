//! What the crate says in the words of the model, and in what they differ.

use std::collections::BTreeSet;

use frontdesk_contact::{DisplayName, Email};
use frontdesk_identity::*;
use frontdesk_model::GroupId;

use super::draw::GROUPS;
use super::translate::{external, limit, memberships, second, settings, tenant};
use crate::model::{self, Account, Off};
use crate::support::{noon, user_id};

/// A reason by its code and what it names.
pub(crate) fn reason(reason: &Reason) -> String {
    let code = reason.code();
    let named = match reason {
        Reason::CapacityOfKind { of } | Reason::ContactsOfKind { of } => of.name().to_owned(),
        Reason::FieldMissing { field } => field.name().to_owned(),
        Reason::CredentialsFirst { missing } | Reason::CredentialsStay { missing } => {
            missing.name().to_owned()
        }
        Reason::QuestionnairesForAll { role } => role.to_string(),
        Reason::Standing { found } | Reason::ReplacementCannotAct { found } => {
            found.name().to_owned()
        }
        Reason::StandingContradiction { stated, derived } => {
            format!("{} {}", stated.name(), derived.name())
        }
        Reason::TokenExpired { since } => (*since - noon()).num_seconds().to_string(),
        _ => return code.to_owned(),
    };
    format!("{code} {named}")
}

/// A duty in the words of the model.
pub(crate) fn duty(duty: &Duty) -> String {
    match duty {
        Duty::CutSessions => "cut sessions".to_owned(),
        Duty::VoidTokens => "void tokens".to_owned(),
        Duty::DropVerifier => "drop verifier".to_owned(),
        Duty::TurnOffRights => "turn off rights".to_owned(),
        Duty::ErasePersonal => "erase".to_owned(),
        Duty::SendLetter { letter, to } => {
            format!("letter {} to {}", letter_name(*letter), to.as_typed())
        }
        Duty::AssignRoles { roles } => {
            format!("roles {}", joined(roles.iter().map(RoleName::as_str)))
        }
        Duty::GrantUnlessSet { right } => {
            assert_eq!(*right, BirthRight::ViewEmployees);
            "grant view_employees".to_owned()
        }
        Duty::SetCapacities { capacities } => {
            let names: BTreeSet<_> = capacities.iter().map(Capacity::name).collect();
            format!("capacities {}", joined(names))
        }
        Duty::LeaveGroups { groups } => {
            let number = |id: &GroupId| GROUPS.iter().find(|n| GroupId::from_number(**n) == *id);
            let numbers = groups.iter().map(|id| number(id).unwrap().to_string());
            format!("leave groups {}", numbers.collect::<Vec<_>>().join("+"))
        }
        Duty::HandOver { held, to } => {
            let held = match held {
                Held::OpenAndWaiting => "open and waiting",
                Held::Everything => "everything",
            };
            let ids = 1..100;
            let to = to.map(|to| {
                ids.clone()
                    .find(|id| user_id(*id) == to)
                    .unwrap()
                    .to_string()
            });
            format!(
                "hand over {held} to {}",
                to.as_deref().unwrap_or("the queues")
            )
        }
    }
}

fn letter_name(letter: Letter) -> &'static str {
    match letter {
        Letter::Activation => "activation",
        Letter::Credentials {
            link: WorkplaceLink::With,
        } => "credentials with link",
        Letter::Credentials {
            link: WorkplaceLink::Without,
        } => "credentials without link",
        Letter::Reset => "reset",
        Letter::ResetAsked => "reset_asked",
        Letter::PasswordChanged => "password_changed",
        Letter::EmailChanged => "email_changed",
        Letter::LoginChanged => "login_changed",
    }
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join("+")
}

/// In which fields the account differs from the one of the model.
pub(crate) fn differing(account: &Account, user: &User) -> Vec<&'static str> {
    let record = user.record();
    let (person, profile) = (&account.person, user.profile());
    let erased = account.off == Off::Erased;
    let ends = |token: Option<&IssuedToken>| token.map(|token| token.expires_at);
    let activation = match &record.activation {
        Activation::Awaited { token } => token.as_ref(),
        Activation::NotAwaited => None,
    };
    let text = |name: Option<&DisplayName>| name.map(|name| name.as_str().to_owned());
    let handles = profile
        .contact_points
        .iter()
        .map(|point| match &point.address {
            ContactAddress::Telegram(handle) => handle.as_str(),
            other => panic!("{other:?}"),
        });
    let named = |part: Option<&'static str>, found: Option<&str>| part == found;
    let checks = [
        ("tenant", user.tenant() == tenant(account.tenant)),
        ("id", user.id() == user_id(account.id)),
        ("kind", user.kind().name() == account.kind),
        (
            "capacities",
            record.capacities.len() == account.can.len()
                && record
                    .capacities
                    .iter()
                    .all(|can| account.can.contains(can.name())),
        ),
        ("standing", user.standing().name() == account.standing()),
        (
            "lifecycle",
            (record.lifecycle == Lifecycle::Erased) == erased,
        ),
        (
            "last name",
            profile.name.last_name().unwrap_or("") == person.last,
        ),
        (
            "first name",
            profile.name.first_name().unwrap_or("") == person.first,
        ),
        (
            "patronymic",
            profile.name.patronymic_name().unwrap_or("") == person.patronymic,
        ),
        // Who is erased is somebody, without a name.
        (
            "chat name",
            if erased {
                text(profile.chat_name.as_ref()).is_some_and(|name| name.starts_with("former-"))
            } else {
                text(profile.chat_name.as_ref()) == person.chat_name
            },
        ),
        ("photo", (profile.photo == Photo::Present) == person.photo),
        (
            "position",
            named(
                person.position,
                profile.position.as_ref().map(|text| text.0.as_str()),
            ),
        ),
        (
            "e-mail",
            named(person.email, profile.email.as_ref().map(Email::as_typed)),
        ),
        ("lists", *user.memberships() == memberships(&person.lists)),
        (
            "external ids",
            profile.external_ids == external(&person.external),
        ),
        ("limit", profile.limit == limit(person.limit)),
        ("settings", profile.settings == settings(person.note)),
        ("contacts", handles.eq(person.contacts.iter().copied())),
        ("login", user.login() == account.login()),
        (
            "kind of login",
            matches!(record.login, Login::Email) == (account.login == model::Login::Email),
        ),
        (
            "password",
            record.credentials.is_some() == account.has_password,
        ),
        (
            "password version",
            record.credential_version == account.password_version,
        ),
        (
            "ever had rights",
            user.ever_had_rights() == account.was_user,
        ),
        (
            "activation",
            ends(activation) == account.activation.map(|token| second(token.end)),
        ),
        (
            "reset",
            ends(record.reset.as_ref()) == account.reset.map(|token| second(token.end)),
        ),
        (
            "holds",
            record
                .holds
                .keys()
                .map(CaseNumber::as_str)
                .eq(account.holds.iter().copied()),
        ),
    ];
    checks
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(field, _)| field)
        .collect()
}
