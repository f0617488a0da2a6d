//! The stored forms, as files. A change here is a change of stored bytes: old ones must still be
//! read.

use std::collections::BTreeSet;
use std::fmt::Debug;

use expect_test::{ExpectFile, expect_file};
use frontdesk_contact::{DisplayName, Phone};
use frontdesk_identity::*;
use frontdesk_model::{
    AccountKind, ConversationId, CustomerId, ExternalId, GroupId, Language, Limit, Memberships,
    Module, OrganizationId, Precondition, QuestionnaireId, SiteId, Standing, Stream, Version,
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

pub(crate) fn filled(entry: Entry) -> UserCommand {
    create(form_with(entry, |form| {
        form.profile = profile();
        form.login = named("orlova");
        form.roles = roles(&["agent"]);
    }))
}

#[test]
fn users() {
    let user = after(&UserPolicy::uis(tenant()), [filled(with_password())]);
    golden(&user, &expect_file!["golden/user.json"]);
    golden(&pending(), &expect_file!["golden/user_pending.json"]);
}

/// One event of every type.
fn events() -> Vec<UserEvent> {
    let created = decide_user(
        None,
        &filled(invited()),
        &UserPolicy::reach(tenant()),
        noon(),
    )
    .unwrap();
    let imported = import(found(AccountKind::LegacyAdmin, Standing::Active, |_| ()));
    let imported = decide_user(None, &imported, &UserPolicy::open(tenant()), noon()).unwrap();
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
    let mut events = created.events;
    events.extend(imported.events);
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
            credentials: facts(2),
            tell: Some(email("zh.orlova@example.test")),
        },
        UserEvent::CredentialsCleared,
        UserEvent::BecameUser {
            birth_right: BirthRight::ViewEmployees,
        },
        UserEvent::RightsTurnedOff,
        UserEvent::CredentialsLetterAsked {
            to: Some(email("boss@example.test")),
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
            groups: [GroupId::from_number(3)].into(),
        },
        UserEvent::Converted {
            from: AccountKind::LegacyAdmin,
            capacities: [Capacity::AdminPanel].into(),
        },
        reset_issued(),
        UserEvent::HoldPlaced {
            case: CaseNumber::new("2026-17").unwrap(),
            since: noon(),
        },
        UserEvent::HoldLifted {
            case: CaseNumber::new("2026-17").unwrap(),
        },
        UserEvent::Erased,
    ]);
    events
}

fn facts(version: u32) -> CredentialFacts {
    argon().facts(version, &HashRules::default())
}

fn reset_issued() -> UserEvent {
    let ask = UserCommand::IssueReset { token: token(1) };
    let policy = UserPolicy::uis(tenant());
    let decided = decide_user(Some(&active()), &ask, &policy, noon()).unwrap();
    decided.events.into_iter().next().unwrap()
}

#[test]
fn user_events_and_their_duties() {
    let events = events();
    let names: BTreeSet<&str> = events.iter().map(UserEvent::name).collect();
    assert_eq!(names.len(), 22, "one of every type: {names:?}");
    // Each is stored in two parts, and both together are the event again.
    let stored: Vec<(StoredUserEvent, PersonalRow)> =
        events.iter().cloned().map(UserEvent::store).collect();
    for (event, (stored, row)) in events.iter().zip(&stored) {
        assert_eq!(stored.clone().restore(row), *event);
    }
    let (stored, rows): (Vec<_>, Vec<_>) = stored.into_iter().unzip();
    golden(&stored, &expect_file!["golden/user_events.json"]);
    golden(&rows, &expect_file!["golden/user_event_rows.json"]);
    let duties: Vec<(String, Vec<Duty>)> = events
        .iter()
        .map(|event| (event.name().to_owned(), event.duties()))
        .collect();
    golden(&duties, &expect_file!["golden/user_duties.json"]);
    for event in &stored {
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
    let user = after(&UserPolicy::reach(tenant()), [filled(with_password())]);
    golden(
        &user.claims(EmailUse::Identity),
        &expect_file!["golden/claims.json"],
    );
}

#[test]
fn policies() {
    let policies = [
        ("talkme", UserPolicy::talkme(tenant(), cut_over())),
        ("uis", UserPolicy::uis(tenant())),
        ("noci", UserPolicy::noci(tenant())),
        ("reach", UserPolicy::reach(tenant())),
    ]
    .map(|(name, policy)| (name.to_owned(), policy));
    golden(&Vec::from(policies), &expect_file!["golden/policies.json"]);
}

#[test]
fn refusals() {
    let refusal = decide_user(
        None,
        &create(form(employee())),
        &UserPolicy::noci(tenant()),
        noon(),
    )
    .unwrap_err();
    golden(&refusal, &expect_file!["golden/refusal.json"]);
    assert_eq!(
        refusal.to_string(),
        "the field email is required; the field role is required; the field password is required"
    );
    // A code is never used twice.
    let codes: BTreeSet<_> = Reason::CODES.iter().collect();
    assert_eq!(codes.len(), Reason::CODES.len());
}

/// Something on every list.
fn dependents() -> Dependents {
    let chat = ConversationId::from_number;
    Dependents {
        members: [user_id(2)].into(),
        overseers: [user_id(3)].into(),
        scoped_grants: [user_id(4)].into(),
        restricted: [user_id(5)].into(),
        limits: [user_id(6)].into(),
        shared_limit: Some(Limit::Count(7)),
        waiting: [chat(8)].into(),
        open: [chat(9)].into(),
        customers: [CustomerId::from_number(10)].into(),
    }
}

#[test]
fn groups() {
    let created = GroupEvent::Created {
        tenant: tenant(),
        id: GroupId::from_number(9),
        name: DisplayName::parse("Ventas Norte").unwrap(),
        members: [user_id(1)].into(),
    };
    let mut group = Group::begin(&created).unwrap();
    let mut events = vec![created];
    let mut facts = GroupFacts::new(tenant(), MemberRule::AnyUser);
    facts.users = [user_id(1), user_id(2)].into();
    facts.dependents = dependents();
    facts.successor = Some(Successor {
        tenant: tenant(),
        id: GroupId::from_number(3),
        version: Version(5),
        stage: Stage::Open,
    });
    golden(&facts, &expect_file!["golden/group_facts.json"]);
    let successor = Some(GroupId::from_number(3));
    let commands = [
        GroupCommand::Rename {
            name: "Ventas".to_owned(),
        },
        GroupCommand::SetMembers {
            members: [user_id(2)].into(),
        },
        GroupCommand::Close { successor },
        GroupCommand::Reopen,
        GroupCommand::RemoveMember {
            member: user_id(2),
            why: Leaving::UserDeleted,
        },
        GroupCommand::Delete { successor },
    ];
    for (at, command) in commands.iter().enumerate() {
        if at == 4 {
            golden(&group, &expect_file!["golden/group.json"]);
        }
        for event in decide_group(Some(&group), command, &facts).unwrap() {
            group.apply(&event).unwrap();
            events.push(event);
        }
    }
    golden(&group, &expect_file!["golden/group_deleted.json"]);
    golden(&events, &expect_file!["golden/group_events.json"]);
    let duties: Vec<_> = events
        .iter()
        .map(|event| (event.name().to_owned(), event.duties(), event.warnings()))
        .collect();
    golden(&duties, &expect_file!["golden/group_duties.json"]);
    for event in &events {
        assert_eq!(serde_json::to_value(event).unwrap()["type"], event.name());
    }
    assert_eq!(
        facts.successor.unwrap().precondition(),
        Precondition {
            stream: Stream::Group(GroupId::from_number(3)),
            version: Version(5),
        }
    );
}

#[test]
fn headings() {
    let company = |number| HeadingId::Organization(OrganizationId::from_number(number));
    let form = CreateHeading {
        tenant: tenant(),
        id: company(9),
        name: "Acme".to_owned(),
    };
    let mut facts = HeadingFacts::new(tenant());
    facts.dependents = dependents();
    facts.successor = Some(Successor {
        tenant: tenant(),
        id: company(3),
        version: Version(5),
        stage: Stage::Open,
    });
    golden(&facts, &expect_file!["golden/heading_facts.json"]);
    let successor = None;
    let commands = [
        HeadingCommand::Create(form),
        HeadingCommand::Rename {
            name: "Acme and Sons".to_owned(),
        },
        HeadingCommand::Close { successor },
        HeadingCommand::Reopen,
        HeadingCommand::Delete { successor },
    ];
    let mut events: Vec<HeadingEvent> = Vec::new();
    for command in &commands {
        let heading = Heading::replay(&events).unwrap();
        if let Some(heading) = heading
            .as_ref()
            .filter(|found| found.version() == Version(3))
        {
            golden(heading, &expect_file!["golden/heading.json"]);
            golden(
                &heading.claim().unwrap(),
                &expect_file!["golden/heading_claim.json"],
            );
            assert_eq!(
                heading.precondition(),
                heading.as_successor().precondition()
            );
        }
        events.extend(decide_heading(heading.as_ref(), command, &facts).unwrap());
    }
    golden(&events, &expect_file!["golden/heading_events.json"]);
    let duties: Vec<_> = events
        .iter()
        .map(|event| (event.name().to_owned(), event.duties(), event.warnings()))
        .collect();
    golden(&duties, &expect_file!["golden/heading_duties.json"]);
    for (id, stream) in [
        (
            HeadingId::Site(SiteId::from_number(1)),
            Stream::Site(SiteId::from_number(1)),
        ),
        (
            HeadingId::Questionnaire(QuestionnaireId::from_number(1)),
            Stream::Questionnaire(QuestionnaireId::from_number(1)),
        ),
        (
            company(1),
            Stream::Organization(OrganizationId::from_number(1)),
        ),
    ] {
        let successor = Successor {
            id,
            ..facts.successor.unwrap()
        };
        assert_eq!(successor.precondition().stream, stream);
    }
}

/// A stored group that breaks a rule is not read.
#[test]
fn broken_groups_are_refused() {
    let stored = serde_json::json!({
        "tenant": tenant(), "id": GroupId::from_number(9), "version": 1,
        "name": "Ventas", "members": [user_id(1)], "stage": "open",
    });
    let group: Group = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(group.members().len(), 1);
    for (changes, reads) in [
        (serde_json::json!({"members": []}), false),
        (serde_json::json!({"members": [], "stage": "closed"}), true),
        (serde_json::json!({"stage": "deleted"}), false),
        (serde_json::json!({"members": [], "stage": "deleted"}), true),
        (serde_json::json!({"stage": "asleep"}), false),
        (serde_json::json!({"name": " "}), false),
        (serde_json::json!({"surprise": 1}), false),
    ] {
        let mut changed = stored.clone();
        for (key, value) in changes.as_object().unwrap() {
            changed[key] = value.clone();
        }
        let read = serde_json::from_value::<Group>(changed);
        assert_eq!(read.is_ok(), reads, "{changes}");
    }
    // A list that is misspelled is no empty list.
    assert!(serde_json::from_str::<Dependents>(r#"{"waiters": []}"#).is_err());
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
