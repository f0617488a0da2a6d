//! From the plain words of the model to the types of the crate.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use frontdesk_contact::{DisplayName, Email};
use frontdesk_identity::*;
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{
    AccountKind, ExternalId, GroupId, Language, Limit, Memberships, QuestionnaireId, Standing,
    TenantId, Version,
};

use super::draw::{EMAILS, LOGINS};
use crate::model::{self, Ask, Moment, StandIn, System};
use crate::support::{argon, named, noon, roles, user_id};

pub(crate) fn tenant(number: i64) -> TenantId {
    TenantId::from_number(number)
}

pub(crate) fn second(number: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(number)
}

pub(crate) fn policy(moment: &Moment) -> UserPolicy {
    let tenant = tenant(moment.tenant);
    match moment.system {
        System::Open => UserPolicy::open(tenant),
        System::TalkMe => UserPolicy::talkme(tenant, second(moment.cut_over)),
        System::Uis => UserPolicy::uis(tenant),
        System::Noci => UserPolicy::noci(tenant),
        System::Reach => UserPolicy::reach(tenant),
    }
}

/// 16 bytes of which only the first tells the number: outputs are searched for the others.
pub(crate) fn token(number: u8) -> TokenBytes {
    let mut bytes = [238; 16];
    bytes[0] = number;
    TokenBytes::new(&bytes).unwrap()
}

/// How the bytes of a token would look in an output, in hexadecimal, as a list and in base 64, and
/// the salt and hash of every password.
pub(crate) const SECRETS: [&str; 6] = [
    "eeeeeeee",
    "238, 238",
    "238,238",
    "7u7u7u7u",
    "c2FsdHNhbHRzYWx0",
    "aGFzaGhhc2hoYXNo",
];

/// Addresses and names, parsed once: many steps have the same.
static ADDRESSES: LazyLock<BTreeMap<&str, Email>> = LazyLock::new(|| {
    EMAILS
        .map(|text| (text, Email::parse(text).unwrap()))
        .into()
});
static LOGIN_NAMES: LazyLock<BTreeMap<&str, Login>> =
    LazyLock::new(|| LOGINS.map(|text| (text, named(text))).into());

fn email(text: &str) -> Email {
    ADDRESSES[text].clone()
}

fn login(login: model::Login) -> Login {
    match login {
        model::Login::None => Login::Unset,
        model::Login::Email => Login::Email,
        model::Login::Own(name) => LOGIN_NAMES[name].clone(),
    }
}

fn kind(name: &str) -> AccountKind {
    [
        AccountKind::Unified,
        AccountKind::LegacyOperator,
        AccountKind::LegacyAdmin,
        AccountKind::Customer,
    ]
    .into_iter()
    .find(|kind| kind.name() == name)
    .unwrap()
}

fn standing(name: &str) -> Standing {
    Standing::ALL
        .into_iter()
        .find(|standing| standing.name() == name)
        .unwrap()
}

fn capacities(names: &BTreeSet<&str>) -> BTreeSet<Capacity> {
    names
        .iter()
        .map(|name| Capacity::from((*name).to_owned()))
        .collect()
}

pub(crate) fn limit(limit: Option<Option<u32>>) -> Option<Limit> {
    limit.map(|limit| limit.map_or(Limit::Unlimited, Limit::Count))
}

pub(crate) fn memberships(lists: &model::Lists) -> Memberships {
    let groups = lists.groups.iter().copied();
    Memberships {
        groups: groups.map(GroupId::from_number).collect(),
        languages: lists
            .languages
            .iter()
            .map(|tag| Language::parse(tag).unwrap())
            .collect(),
        questionnaires: lists
            .questionnaires
            .iter()
            .copied()
            .map(QuestionnaireId::from_number)
            .collect(),
        ..Memberships::default()
    }
}

fn contacts(handles: &[&str]) -> Vec<ContactPoint> {
    handles
        .iter()
        .map(|handle| ContactPoint::new(ContactAddress::Telegram(Handle::new(handle).unwrap())))
        .collect()
}

pub(crate) fn settings(note: Option<&str>) -> BTreeMap<String, Setting> {
    note.map(|note| {
        (
            "note".to_owned(),
            Setting::Explicit(SettingValue::from(note)),
        )
    })
    .into_iter()
    .collect()
}

pub(crate) fn external(ids: &BTreeSet<&str>) -> BTreeSet<ExternalId> {
    ids.iter()
        .map(|id| ExternalId::parse(id).unwrap())
        .collect()
}

fn photo(there: bool) -> Photo {
    if there { Photo::Present } else { Photo::Absent }
}

fn chat_name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

fn position(text: &str) -> Position {
    Position(text.to_owned())
}

fn name((last, first, patronymic): (&str, &str, &str)) -> PersonName {
    PersonName::new()
        .last(last)
        .first(first)
        .patronymic(patronymic)
}

fn profile(person: &model::Person) -> Profile {
    Profile {
        name: name((person.last, person.first, person.patronymic)),
        chat_name: person.chat_name.as_deref().map(chat_name),
        photo: photo(person.photo),
        position: person.position.map(position),
        email: person.email.map(email),
        memberships: memberships(&person.lists),
        limit: limit(person.limit),
        settings: settings(person.note),
        external_ids: external(&person.external),
        contact_points: contacts(&person.contacts),
    }
}

fn letter(letter: model::Letter) -> CredentialsLetter {
    CredentialsLetter {
        to_own_email: letter.to_own,
        to_typed: letter.to_typed.map(email),
        link: if letter.with_link {
            WorkplaceLink::With
        } else {
            WorkplaceLink::Without
        },
    }
}

fn create(form: &model::Create, moment: &Moment) -> Create {
    let password = |there: bool| there.then(argon);
    Create {
        id: user_id(moment.id),
        kind: kind(form.kind),
        capacities: form.can.as_ref().map(capacities),
        profile: profile(&form.person),
        login: login(form.login),
        roles: roles(&form.roles.iter().copied().collect::<Vec<_>>()),
        entry: match form.entry {
            model::Entry::Employee { password: there } => Entry::Employee {
                password: password(there),
            },
            model::Entry::User { password: there } => Entry::User {
                password: password(there),
            },
            model::Entry::Invited => Entry::Invited {
                token: token(moment.token),
            },
        },
        letter: form.letter.map(letter),
    }
}

fn import(form: &model::Import, moment: &Moment) -> Import {
    Import {
        id: user_id(moment.id),
        kind: kind(form.kind),
        capacities: form.can.as_ref().map(capacities),
        profile: profile(&form.person),
        login: login(form.login),
        password: form.password.then(Algorithm::elsewhere),
        ever_had_rights: form.was_user,
        standing: standing(form.standing),
    }
}

fn change<T, U>(touched: Option<T>, into: impl FnOnce(T) -> U) -> Change<U> {
    touched.map_or(Change::Keep, |value| Change::Set(into(value)))
}

fn edit(form: &model::Edit) -> Edit {
    Edit {
        profile: ProfileChanges {
            name: change(form.name, name),
            chat_name: change(form.chat_name, |text| text.map(chat_name)),
            photo: change(form.photo, photo),
            position: change(form.position, |text| text.map(position)),
            memberships: change(form.lists.as_ref(), memberships),
            limit: change(form.limit, limit),
            settings: change(form.note, settings),
            external_ids: change(form.external.as_ref(), external),
            contact_points: change(form.contacts.as_ref(), |handles| contacts(handles)),
        },
        email: change(form.email, |text| text.map(email)),
        login: change(form.login, login),
        password: match form.password {
            model::Password::Keep => PasswordChange::Keep,
            model::Password::Set => PasswordChange::Set(argon()),
            model::Password::Clear => PasswordChange::Clear,
        },
        rights: match form.rights {
            model::Rights::Keep => RightsChange::Keep,
            model::Rights::Some => RightsChange::Some,
            model::Rights::AllOff => RightsChange::AllOff,
        },
        letter: form.letter.map(letter),
    }
}

/// What a host reads of who would take over.
pub(crate) fn replacement(other: &StandIn) -> Replacement {
    Replacement {
        tenant: tenant(other.tenant),
        user: user_id(other.id),
        version: Version(other.version),
        standing: standing(other.standing),
        capacities: capacities(&other.can),
    }
}

/// The command that asks this.
pub(crate) fn command(ask: &Ask, moment: &Moment) -> UserCommand {
    let replacement = moment.stand_in.as_ref().map(replacement);
    let token = || token(moment.token);
    let case = |case: &str| CaseNumber::new(case).unwrap();
    match ask {
        Ask::Create(form) => UserCommand::Create(Box::new(create(form, moment))),
        Ask::Import(form) => UserCommand::Import(Box::new(import(form, moment))),
        Ask::Edit(form) => UserCommand::Edit(Box::new(edit(form))),
        Ask::RecordRight => UserCommand::RecordRight,
        Ask::TurnAllRightsOff => UserCommand::TurnAllRightsOff,
        Ask::SetCredentials => UserCommand::SetCredentials { verifier: argon() },
        Ask::ClearCredentials => UserCommand::ClearCredentials,
        Ask::UseEmailAsLogin => UserCommand::UseEmailAsLogin,
        Ask::IssueActivation => UserCommand::IssueActivation { token: token() },
        Ask::Activate => UserCommand::Activate {
            token: token(),
            verifier: argon(),
        },
        Ask::IssueReset => UserCommand::IssueReset { token: token() },
        Ask::Reset => UserCommand::Reset {
            token: token(),
            verifier: argon(),
        },
        Ask::Suspend => UserCommand::Suspend { replacement },
        Ask::Restore => UserCommand::Restore,
        Ask::HalfDelete => UserCommand::HalfDelete { replacement },
        Ask::Delete => UserCommand::Delete { replacement },
        Ask::SetCapacities(can) => UserCommand::SetCapacities {
            capacities: capacities(can),
        },
        Ask::SetMemberships(lists) => UserCommand::SetMemberships {
            memberships: memberships(lists),
        },
        Ask::Convert => UserCommand::Convert,
        Ask::PlaceHold(number) => UserCommand::PlaceHold { case: case(number) },
        Ask::LiftHold(number) => UserCommand::LiftHold { case: case(number) },
        Ask::Erase => UserCommand::Erase,
    }
}
