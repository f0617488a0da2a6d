//! The stored forms, as files. A change here is a change of stored bytes: old ones must still be
//! read.

use std::collections::BTreeSet;
use std::fmt::Debug;

use expect_test::{ExpectFile, expect_file};
use frontdesk_contact::{DisplayName, Phone};
use frontdesk_identity::*;
use frontdesk_model::{
    AccountKind, CustomerId, ExternalId, GroupId, Language, Limit, Memberships, Module,
    QuestionnaireId, Standing,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::support::*;

/// Writes the value as the golden file has it and reads it back.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, file: &ExpectFile) {
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    file.assert_eq(&text);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
}

fn profile() -> Profile {
    Profile {
        name: PersonName::new()
            .last("Орлова")
            .first("Жанна")
            .patronymic("Павловна"),
        chat_name: Some(DisplayName::parse("Жанна").unwrap()),
        photo: Photo::Present,
        position: Some(Position("Старшая смены".to_owned())),
        email: Some(email("zh.orlova@example.test")),
        memberships: Memberships {
            groups: [GroupId::from_number(3)].into(),
            languages: [Language::french()].into(),
            ..Memberships::default()
        },
        limit: Some(Limit::Count(4)),
        settings: [
            (
                "language".to_owned(),
                Setting::Explicit(SettingValue::from("ru")),
            ),
            (
                "sound".to_owned(),
                Setting::Default(SettingValue::Flag(true)),
            ),
        ]
        .into(),
        external_ids: [ExternalId::new("uis", "employee", "1007").unwrap()].into(),
        contact_points: vec![
            ContactPoint::new(ContactAddress::Telegram(Handle::new("@orlova").unwrap()))
                .with(EventKind::new_dialog(), Subscription::OptedIn),
            ContactPoint {
                verification: Verification::Proven,
                ..ContactPoint::new(ContactAddress::Email(email("zh.orlova@example.test")))
            },
            ContactPoint::new(ContactAddress::Phone(Phone::parse("+70000000007").unwrap())),
            ContactPoint::new(ContactAddress::Other {
                word: "matrix".to_owned(),
                handle: Handle::new("@orlova:example.test").unwrap(),
            })
            .with(EventKind::new("digest").unwrap(), Subscription::OptedOut),
        ],
    }
}

fn filled(entry: Entry) -> UserCommand {
    create(form_with(entry, |form| {
        form.profile = profile();
        form.login = named("orlova");
        form.roles = roles(&["agent"]);
    }))
}

#[test]
fn users() {
    let user = after(&UserPolicy::uis(), [filled(with_password())]);
    golden(&user, &expect_file!["golden/user.json"]);
    golden(&pending(), &expect_file!["golden/user_pending.json"]);
}

/// One event of every type.
fn events() -> Vec<UserEvent> {
    let created = decide_user(None, &filled(invited()), &UserPolicy::reach(), noon()).unwrap();
    let imported = import(found(AccountKind::LegacyAdmin, Standing::Active, |_| ()));
    let imported = decide_user(None, &imported, &UserPolicy::open(), noon()).unwrap();
    let changes = ProfileChanges {
        name: Change::Set(PersonName::new().last("Белова")),
        chat_name: Change::Set(None),
        photo: Change::Set(Photo::Absent),
        position: Change::Set(None),
        memberships: Change::Set(Memberships::default()),
        limit: Change::Set(Some(Limit::Unlimited)),
        settings: Change::Set(Default::default()),
        external_ids: Change::Set(BTreeSet::new()),
        contact_points: Change::Set(Vec::new()),
    };
    let mut events = created;
    events.extend(imported);
    events.extend([
        UserEvent::Edited(Box::new(changes)),
        UserEvent::EmailChanged {
            from: Some(email("zh.orlova@example.test")),
            to: None,
        },
        UserEvent::LoginChanged {
            to: Login::Email,
            tell: Some(email("zh.orlova@example.test")),
        },
        UserEvent::CredentialsSet {
            credentials: CredentialFacts {
                version: 2,
                algorithm: argon(),
            },
        },
        UserEvent::CredentialsCleared,
        UserEvent::BecameUser {
            birth_right: BirthRight::ViewEmployees,
        },
        UserEvent::RightsTurnedOff,
        UserEvent::CredentialsLetterAsked {
            to: email("boss@example.test"),
            link: WorkplaceLink::With,
        },
        UserEvent::CapacitiesChanged {
            capacities: Capacity::both(),
        },
        UserEvent::Activated,
        UserEvent::Suspended { replacement: None },
        UserEvent::Restored,
        UserEvent::HalfDeleted { replacement: None },
        UserEvent::Deleted {
            replacement: Some(user_id(45)),
        },
        UserEvent::Converted {
            from: AccountKind::LegacyAdmin,
            capacities: [Capacity::AdminPanel].into(),
        },
    ]);
    events
}

#[test]
fn user_events_and_their_duties() {
    let events = events();
    let names: BTreeSet<&str> = events.iter().map(UserEvent::name).collect();
    assert_eq!(names.len(), 18, "one of every type: {names:?}");
    golden(&events, &expect_file!["golden/user_events.json"]);
    let duties: Vec<(String, Vec<Duty>)> = events
        .iter()
        .map(|event| (event.name().to_owned(), event.duties()))
        .collect();
    golden(&duties, &expect_file!["golden/user_duties.json"]);
    for event in &events {
        let json = serde_json::to_value(event).unwrap();
        assert_eq!(json["type"], event.name());
    }
}

#[test]
fn invitation_forms() {
    let form = InvitationForm {
        addresses: vec![
            TypedAddress("amelie.girard@example.test".to_owned()),
            TypedAddress("nobody".to_owned()),
        ],
        roles: roles(&["utilisateur"]),
        modules: [Module::new("livechat").unwrap()].into(),
        limit: LimitChoice::Limited(Some(3)),
        languages: Some([Language::french()].into()),
        questionnaires: [QuestionnaireId::from_number(2)].into(),
        password: PasswordField::Empty,
        on_bad_address: OnBadAddress::CreateTheRest,
    };
    golden(&form, &expect_file!["golden/invitation_form.json"]);
}

#[test]
fn claims() {
    let user = after(&UserPolicy::reach(), [filled(with_password())]);
    golden(
        &user.claims(EmailUse::Identity),
        &expect_file!["golden/claims.json"],
    );
}

#[test]
fn policies() {
    let policies = [
        ("talkme", UserPolicy::talkme(cut_over())),
        ("uis", UserPolicy::uis()),
        ("noci", UserPolicy::noci()),
        ("reach", UserPolicy::reach()),
    ]
    .map(|(name, policy)| (name.to_owned(), policy));
    golden(&Vec::from(policies), &expect_file!["golden/policies.json"]);
}

#[test]
fn refusals() {
    let refusal =
        decide_user(None, &create(form(employee())), &UserPolicy::noci(), noon()).unwrap_err();
    golden(&refusal, &expect_file!["golden/refusal.json"]);
    assert_eq!(
        refusal.to_string(),
        "the field email is required; the field role is required; the field password is required"
    );
    // A code is never used twice.
    let codes: BTreeSet<_> = Reason::CODES.iter().collect();
    assert_eq!(codes.len(), Reason::CODES.len());
}

#[test]
fn groups() {
    let name = DisplayName::parse("Ventas Norte").unwrap();
    let events = vec![
        GroupEvent::Created {
            tenant: tenant(),
            id: GroupId::from_number(9),
            name: name.clone(),
            members: [user_id(1)].into(),
        },
        GroupEvent::Renamed { name },
        GroupEvent::MembersChanged {
            added: [user_id(2)].into(),
            removed: [user_id(1)].into(),
        },
        GroupEvent::Closed,
        GroupEvent::Deleted {
            members: [user_id(2)].into(),
        },
    ];
    golden(&events, &expect_file!["golden/group_events.json"]);
    let mut group = Group::begin(&events[0]).unwrap();
    for event in &events[1..4] {
        group.apply(event).unwrap();
    }
    golden(&group, &expect_file!["golden/group.json"]);
}

#[test]
fn portal_accounts() {
    let subject = Subject {
        issuer: "https://vk.example.test".to_owned(),
        subject: "17".to_owned(),
    };
    let events = vec![
        PortalEvent::Opened {
            tenant: tenant(),
            customer: CustomerId::from_number(5),
            email: Some(email("client@example.test")),
        },
        PortalEvent::PasswordSet {
            credentials: CredentialFacts {
                version: 1,
                algorithm: argon(),
            },
        },
        PortalEvent::SocialAttached {
            subject: subject.clone(),
        },
        PortalEvent::SsoLinked {
            subject: subject.clone(),
        },
        PortalEvent::ProfileEdited(PortalProfileChanges {
            name: Change::Set(Some(DisplayName::parse("Client").unwrap())),
            avatar: Change::Set(Photo::Present),
            company: Change::Set(None),
            position: Change::Keep,
            language: Change::Set(Some(Language::french())),
            time_zone: Change::Set(Some("Europe/Paris".parse().unwrap())),
        }),
        PortalEvent::SocialDetached { subject },
    ];
    golden(&events, &expect_file!["golden/portal_events.json"]);
    let mut account = PortalAccount::begin(&events[0]).unwrap();
    for event in &events[1..5] {
        account.apply(event).unwrap();
    }
    golden(&account, &expect_file!["golden/portal_account.json"]);
}

/// A stored record that breaks a rule is not read.
#[test]
fn broken_records_are_refused() {
    let stored = serde_json::to_value(active()).unwrap();
    for (field, value) in [
        ("credentials", serde_json::Value::Null),
        ("login", "unset".into()),
        ("kind", "customer".into()),
        ("surprise", 1.into()),
    ] {
        let mut broken = stored.clone();
        broken[field] = value;
        assert!(serde_json::from_value::<User>(broken).is_err(), "{field}");
    }
    let half: Result<Setting, _> = serde_json::from_str(r#"{"explicit": {}}"#);
    assert!(half.is_err());
    assert_eq!(
        TokenBytes::new(&[7; 15]).unwrap_err(),
        TokenBytesError::Short
    );
    assert_eq!(
        TokenBytes::new(&[7; 32]).unwrap_err(),
        TokenBytesError::Constant
    );
    assert!(Algorithm::new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA").is_err());
    assert!(serde_json::from_str::<TokenVerifier>(r#""00""#).is_err());
}
