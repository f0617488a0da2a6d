//! The stored forms. Each golden file is read back by the type that wrote it; a file that an
//! earlier release wrote stays in the folder under its own name and must stay readable.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use frontdesk_model::{
    AccountKind, ActorId, Assignee, Author, Availability, Channel, ConversationFacts,
    ConversationId, ConversationState, CustomerId, Envelope, EventId, ExternalId, GroupId, Labels,
    Language, LegacyAdminId, LegacyOperatorId, Limit, Memberships, MergePlanId, Module, OrderId,
    OrganizationId, PolicyFingerprint, Precondition, Privacy, QuestionnaireId, RefusalKind,
    Relation, SiteId, Snapshot, Stale, Standing, Stream, TenantId, UserId, Validity, Version,
};
use frontdesk_testkit::{BuildConversation, cast};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a file as its type and writes it again; the two texts may differ only where a later
/// release added something.
type Reader = fn(&str) -> Result<String, serde_json::Error>;

/// Which type reads which file: `name.json`, and `name.2026-11.json` for an older form of it.
const READERS: &[(&str, Reader)] = &[
    ("account_kinds", reread::<Vec<AccountKind>>),
    ("actors", reread::<Vec<ActorId>>),
    ("authors", reread::<Vec<Author>>),
    ("availabilities", reread::<Vec<Availability>>),
    ("channels", reread::<Vec<Channel>>),
    ("conversation", reread::<ConversationFacts>),
    ("conversation_bare", reread::<ConversationFacts>),
    ("envelope", reread::<Envelope<String>>),
    ("snapshot", reread::<Snapshot<String>>),
    ("external_id", reread::<ExternalId>),
    ("ids", reread::<Ids>),
    ("labels", reread::<Labels>),
    ("languages", reread::<Vec<Language>>),
    ("limits", reread::<Vec<Limit>>),
    ("memberships", reread::<Memberships>),
    ("precondition", reread::<Precondition>),
    ("refusal_kinds", reread::<Vec<RefusalKind>>),
    ("privacies", reread::<Vec<Privacy>>),
    ("relations", reread::<Vec<Relation>>),
    ("stale", reread::<Stale>),
    ("standings", reread::<Vec<Standing>>),
    ("streams", reread::<Vec<Stream>>),
    ("validities", reread::<Vec<Validity>>),
];

type Ids = (
    TenantId,
    UserId,
    LegacyOperatorId,
    LegacyAdminId,
    CustomerId,
    OrganizationId,
    OrderId,
    EventId,
);

fn reread<T: Serialize + DeserializeOwned>(json: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&serde_json::from_str::<T>(json)?)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden")
}

#[test]
fn every_stored_form_stays_readable() {
    let mut read = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(name) = name.strip_suffix(".json") else {
            continue;
        };
        let kind = name.split('.').next().unwrap();
        let (known, reader) = READERS
            .iter()
            .find(|(known, _)| *known == kind)
            .unwrap_or_else(|| panic!("no type reads {name}.json"));
        let json = std::fs::read_to_string(&path).unwrap();
        let again = reader(&json).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        if kind == name {
            assert_eq!(json.trim_end(), again, "{name}.json");
        }
        read.insert(*known);
    }
    let listed: BTreeSet<&str> = READERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(read, listed, "a file of every form is there");
    println!("{} stored forms", read.len());
}

/// Compares with the golden file and reads back what was written.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    assert!(
        READERS.iter().any(|(known, _)| *known == name),
        "{name} has no reader"
    );
    let json = serde_json::to_string_pretty(value).unwrap();
    let path = folder().join(format!("{name}.json"));
    expect_file![path].assert_eq(&format!("{json}\n"));
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn module(name: &str) -> Module {
    Module::new(name).unwrap()
}

#[test]
fn ids_and_names() {
    let ids: Ids = (
        TenantId::from_number(7),
        UserId::from_number(17),
        LegacyOperatorId::from_number(17),
        LegacyAdminId::from_number(17),
        CustomerId::from_number(-1),
        OrganizationId::from_number(i64::MIN),
        OrderId::from_number(i64::MAX),
        EventId::v7(1_795_348_800_000, &[0x5a; 10]),
    );
    golden("ids", &ids);
    let external = ExternalId::new("omnidesk", "staff", "a/17").unwrap();
    golden("external_id", &external);
    golden(
        "actors",
        &vec![ActorId::from(cast::ANNA), ActorId::from(cast::SOFIA)],
    );
    let authors = vec![
        Author::Actor(cast::ANNA.into()),
        Author::System("timer".to_owned()),
    ];
    golden("authors", &authors);
}

#[test]
fn values() {
    golden(
        "account_kinds",
        &vec![
            AccountKind::Unified,
            AccountKind::LegacyOperator,
            AccountKind::LegacyAdmin,
            AccountKind::Customer,
        ],
    );
    golden("standings", &Standing::ALL.to_vec());
    golden("relations", &Relation::ALL.to_vec());
    golden("privacies", &Privacy::ALL.to_vec());
    golden(
        "refusal_kinds",
        &vec![
            RefusalKind::Hidden,
            RefusalKind::Forbidden,
            RefusalKind::Conflict,
            RefusalKind::Stale,
            RefusalKind::Invalid,
        ],
    );
    golden(
        "availabilities",
        &vec![
            Availability::empty(),
            Availability::ACCEPT_CHAT | Availability::WORKING,
            Availability::all(),
        ],
    );
    let mut channels = Channel::LISTED.to_vec();
    channels.extend([Channel::Custom(12), Channel::from_name("pigeon_post")]);
    golden("channels", &channels);
    golden("languages", &vec![Language::french(), language("pt-BR")]);
    golden(
        "limits",
        &vec![Limit::Unlimited, Limit::Count(0), Limit::Count(5)],
    );
    let later = cast::noon() + frontdesk_model::chrono::TimeDelta::hours(1);
    golden(
        "validities",
        &vec![
            Validity::ALWAYS,
            Validity::until(later),
            Validity::new(Some(cast::noon()), None).unwrap(),
            Validity::new(Some(cast::noon()), Some(later)).unwrap(),
        ],
    );
    let labels = Labels::new("Оператор").with(language("en"), "Operator");
    golden("labels", &labels);
}

#[test]
fn records() {
    let memberships = Memberships {
        groups: [cast::SALES].into(),
        sites: [cast::SHOP, cast::BLOG].into(),
        languages: [language("fr"), language("pt-BR")].into(),
        questionnaires: [cast::PRE_CHAT].into(),
        channels: [Channel::Email].into(),
        modules: [module("livechat")].into(),
        cabinet_sections: [module("reports")].into(),
        overseen_groups: [cast::SUPPORT].into(),
        overseen_people: [cast::BORIS].into(),
        organizations: [cast::COMPANY].into(),
    };
    golden("memberships", &memberships);

    golden("conversation_bare", &cast::chat(2000));
    let mut full = cast::chat(2000)
        .in_work_with(cast::ANNA)
        .with_assignee_group(GroupId::from_number(44))
        .in_queue_of(cast::SALES)
        .on_site(SiteId::from_number(3))
        .with_questionnaire(QuestionnaireId::from_number(4))
        .in_channel(Channel::Telegram)
        .with_participant(cast::BORIS)
        .with_mention_of(cast::VERA)
        .with_substitute(cast::BORIS)
        .with_privacy(Privacy::Private)
        .created_by(cast::VERA)
        .requested_by(cast::SOFIA)
        .of_organization(cast::COMPANY)
        .with_copy_to(CustomerId::from_number(123), cast::noon());
    full.version = Version(7);
    full.assignee = Some(Assignee::Bot(cast::ROBOT));
    full.offered_to = Some(cast::ANNA);
    full.state = Some(ConversationState::InWork);
    full.language = Some(language("fr"));
    (full.deleted, full.spam) = (true, true);
    full.guest_epoch = 3;
    golden("conversation", &full);
}

#[test]
fn history() {
    let streams = vec![
        Stream::User(cast::ANNA),
        Stream::OperatorLoad(cast::ANNA),
        Stream::GroupLoad(cast::SALES),
        Stream::Conversation(ConversationId::from_number(2000)),
        Stream::MergePlan(MergePlanId::from_number(3)),
        Stream::Roles(cast::TENANT),
        Stream::Group(cast::SALES),
        Stream::Customer(CustomerId::from_number(123)),
        Stream::Site(SiteId::from_number(3)),
        Stream::Questionnaire(QuestionnaireId::from_number(4)),
        Stream::Organization(OrganizationId::from_number(5)),
    ];
    golden("streams", &streams);
    let precondition = Precondition {
        stream: streams[3],
        version: Version(7),
    };
    golden("precondition", &precondition);
    golden("stale", &precondition.check(Version(8)).unwrap_err());
    golden(
        "snapshot",
        &Snapshot {
            tenant: cast::TENANT,
            stream: Stream::User(cast::ANNA),
            version: Version(7),
            format: 1,
            state: "whatever the crate stores".to_owned(),
        },
    );
    golden(
        "envelope",
        &Envelope {
            id: EventId::v7(1_795_348_800_000, &[0x5a; 10]),
            tenant: cast::TENANT,
            stream: streams[3],
            sequence: Version(8),
            format: 1,
            at: cast::noon(),
            author: Author::Actor(cast::VERA.into()),
            on_behalf_of: Some(cast::ANNA.into()),
            cause: Some(EventId::from_number(1)),
            policy: Some(PolicyFingerprint::of(b"policy 1")),
            event: "what happened".to_owned(),
        },
    );
}

#[test]
fn a_conversation_needs_only_what_every_one_has() {
    let mut least = serde_json::to_value(cast::chat(1)).unwrap();
    least
        .as_object_mut()
        .unwrap()
        .retain(|key, _| ["tenant", "id", "version", "created_at"].contains(&key.as_str()));
    let read: ConversationFacts = serde_json::from_value(least.clone()).unwrap();
    assert_eq!(read, cast::chat(1));
    for key in ["tenant", "id", "version", "created_at"] {
        let mut broken = least.clone();
        broken.as_object_mut().unwrap().remove(key);
        assert!(
            serde_json::from_value::<ConversationFacts>(broken).is_err(),
            "{key}"
        );
    }
    // An unknown list on a record is refused: a misspelt list must not be an empty one.
    assert!(serde_json::from_str::<Memberships>(r#"{"group":[]}"#).is_err());
}
