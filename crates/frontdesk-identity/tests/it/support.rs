//! Short words for the tests: policies, forms, and what an answer says.

use std::collections::BTreeSet;

use frontdesk_contact::{Email, UserName};
use frontdesk_identity::{
    Algorithm, Capacity, Create, Decided, Duty, Edit, Entry, Import, Invitation, InvitationForm,
    Login, PersonName, Refusal, Replacement, RoleName, Seat, TokenBytes, TypedAddress, User,
    UserCommand, UserEvent, UserPolicy, Verifier, decide_user,
};
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{AccountKind, Standing, TenantId, UserId, Version};

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn noon() -> DateTime<Utc> {
    at("2026-03-02T12:00:00Z")
}

pub(crate) fn days(days: i64) -> DateTime<Utc> {
    noon() + TimeDelta::days(days)
}

pub(crate) fn cut_over() -> DateTime<Utc> {
    at("2024-04-15T00:00:00Z")
}

pub(crate) fn tenant() -> TenantId {
    TenantId::from_number(7)
}

pub(crate) fn user_id(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub(crate) fn named(login: &str) -> Login {
    Login::Named(UserName::parse(login).unwrap())
}

pub(crate) fn role(name: &str) -> RoleName {
    RoleName::new(name).unwrap()
}

pub(crate) fn roles(names: &[&str]) -> BTreeSet<RoleName> {
    names.iter().map(|name| role(name)).collect()
}

/// What a host hands in after it hashed a password.
pub(crate) fn argon() -> Verifier {
    Verifier::parse(ARGON.into()).unwrap()
}

pub(crate) const ARGON: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

/// 16 bytes that begin with this one and are not all the same.
pub(crate) fn token(seed: u8) -> TokenBytes {
    TokenBytes::new(&token_bytes(seed)).unwrap()
}

pub(crate) fn token_bytes(seed: u8) -> Vec<u8> {
    (0..16u8)
        .map(|n| seed.wrapping_add(n.wrapping_mul(29)))
        .collect()
}

/// Facts about another operator who stands so.
pub(crate) fn replacement(number: i64, standing: Standing) -> Replacement {
    Replacement {
        tenant: tenant(),
        user: user_id(number),
        version: Version(3),
        standing,
        capacities: [Capacity::Operator].into(),
    }
}

pub(crate) fn employee() -> Entry {
    Entry::Employee { password: None }
}

pub(crate) fn with_password() -> Entry {
    Entry::User {
        password: Some(argon()),
    }
}

pub(crate) fn invited() -> Entry {
    Entry::Invited { token: token(1) }
}

/// A form of user 44 with this surname.
pub(crate) fn form(entry: Entry) -> Create {
    let mut form = Create::new(user_id(44), entry);
    form.profile.name = PersonName::new().last("Орлова");
    form
}

/// The same form, filled further.
pub(crate) fn form_with(entry: Entry, fill: impl FnOnce(&mut Create)) -> Create {
    let mut form = form(entry);
    fill(&mut form);
    form
}

/// Zhanna Orlova with everything that any of the systems requires.
pub(crate) fn full(entry: Entry) -> Create {
    form_with(entry, |form| {
        form.profile.name = PersonName::new().last("Орлова").first("Жанна");
        form.profile.email = Some(email("orlova@example.test"));
        form.login = Login::Email;
        form.roles = roles(&["agent"]);
    })
}

pub(crate) fn legacy(kind: AccountKind) -> Create {
    form_with(with_password(), |form| {
        form.kind = kind;
        form.login = named("zhukov");
    })
}

pub(crate) fn found(
    kind: AccountKind,
    standing: Standing,
    fill: impl FnOnce(&mut Import),
) -> Import {
    let mut form = Import {
        id: user_id(44),
        kind,
        capacities: None,
        profile: frontdesk_identity::Profile::default(),
        login: named("zhukov"),
        password: Some(Algorithm::elsewhere()),
        ever_had_rights: true,
        standing,
    };
    fill(&mut form);
    form
}

pub(crate) fn create(form: Create) -> UserCommand {
    UserCommand::Create(Box::new(form))
}

pub(crate) fn import(form: Import) -> UserCommand {
    UserCommand::Import(Box::new(form))
}

pub(crate) fn edit(fill: impl FnOnce(&mut Edit)) -> UserCommand {
    let mut form = Edit::default();
    fill(&mut form);
    UserCommand::Edit(Box::new(form))
}

/// An account after these commands, each of which must be accepted.
pub(crate) fn after(policy: &UserPolicy, commands: impl IntoIterator<Item = UserCommand>) -> User {
    let mut user: Option<User> = None;
    for command in commands {
        for event in decide_user(user.as_ref(), &command, policy, noon())
            .unwrap()
            .events
        {
            match &mut user {
                None => user = Some(User::begin(&event).unwrap()),
                Some(user) => user.apply(&event).unwrap(),
            }
        }
    }
    user.unwrap()
}

/// A pending account of Noci whose token is `token(1)`.
pub(crate) fn pending() -> User {
    after(&UserPolicy::noci(tenant()), [create(full(invited()))])
}

/// A user with credentials, by the policy of UIS.
pub(crate) fn active() -> User {
    after(&UserPolicy::uis(tenant()), [create(full(with_password()))])
}

/// An employee without a right: login and password are set if `ready`.
pub(crate) fn plain_employee(ready: bool) -> User {
    let form = form_with(
        Entry::Employee {
            password: ready.then(argon),
        },
        |form| {
            if ready {
                form.login = named("orlova");
            }
        },
    );
    after(&UserPolicy::uis(tenant()), [create(form)])
}

/// What an answer says: the names of the events, or "refused:" and the codes.
pub(crate) fn say(answer: Result<Decided<UserEvent>, Refusal>) -> String {
    match answer {
        Ok(decided) if decided.events.is_empty() => "nothing".to_owned(),
        Ok(decided) => decided
            .events
            .iter()
            .map(UserEvent::name)
            .collect::<Vec<_>>()
            .join(" "),
        Err(refusal) => refused(&refusal),
    }
}

pub(crate) fn refused(refusal: &Refusal) -> String {
    let codes: Vec<_> = refusal.reasons().map(|reason| reason.code()).collect();
    format!("refused: {}", codes.join(" "))
}

/// What a new account is answered.
pub(crate) fn new(policy: &UserPolicy, command: UserCommand) -> String {
    say(decide_user(None, &command, policy, noon()))
}

/// What an account is answered.
pub(crate) fn ask(user: &User, policy: &UserPolicy, command: UserCommand) -> String {
    say(decide_user(Some(user), &command, policy, noon()))
}

/// The account and the duties after one more command.
pub(crate) fn next(user: &User, policy: &UserPolicy, command: UserCommand) -> (User, Vec<Duty>) {
    let events = decide_user(Some(user), &command, policy, noon())
        .unwrap()
        .events;
    let mut user = user.clone();
    for event in &events {
        user.apply(event).unwrap();
    }
    (user, events.iter().flat_map(UserEvent::duties).collect())
}

pub(crate) fn invitation(addresses: &[&str], fill: impl FnOnce(&mut InvitationForm)) -> Invitation {
    let mut form = InvitationForm {
        addresses: addresses
            .iter()
            .map(|address| TypedAddress((*address).to_owned()))
            .collect(),
        roles: roles(&["utilisateur"]),
        ..InvitationForm::default()
    };
    fill(&mut form);
    let seats = (0..addresses.len())
        .map(|n| Seat {
            id: user_id(100 + n as i64),
            token: token(n as u8),
        })
        .collect();
    Invitation { form, seats }
}
