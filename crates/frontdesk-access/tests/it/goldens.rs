//! The stored forms. Each golden file is read back by the type that wrote it; a file that an
//! earlier release wrote stays in the folder under its own name and must stay readable.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use frontdesk_access::{
    AddOnId, Among, Catalogue, Decision, Enough, Grant, Groups, Holder, Modules, ObjectKind,
    Obligation, Origin, Permission, Reason, Request, Resource, Restriction, Role, RoleId, Scope,
    Scopes, Section, Source,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    AccountKind, Channel, ConversationState, Language, Module, Relation, Standing, Validity,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};
use serde::Serialize;
use serde::de::DeserializeOwned;

type Reader = fn(&str) -> Result<String, serde_json::Error>;

/// Which type reads which file: `name.json`, and `name.2026-11.json` for an older form of it. An
/// answer is written and not read: its reasons are.
const READERS: &[(&str, Reader)] = &[
    ("catalogue", reread::<Catalogue>),
    ("decision_allow", read_reasons),
    ("decision_deny", read_reasons),
    ("enough", reread::<serde_json::Value>),
    ("grants", reread::<Vec<Grant>>),
    ("holder", reread::<Holder>),
    ("holder_bare", reread::<Holder>),
    ("reasons", reread::<Vec<Reason>>),
    ("restrictions", reread::<Vec<Restriction>>),
    ("role", reread::<Role>),
    ("scopes", reread::<Vec<Scope>>),
    ("scopes_of", reread::<serde_json::Value>),
];

fn reread<T: Serialize + DeserializeOwned>(json: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&serde_json::from_str::<T>(json)?)
}

fn read_reasons(json: &str) -> Result<String, serde_json::Error> {
    let answer: serde_json::Value = serde_json::from_str(json)?;
    serde_json::from_value::<Vec<Reason>>(answer["reasons"].clone())?;
    Ok(json.trim_end().to_owned())
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
        let exact = !["enough", "scopes_of"].contains(known) && kind == name;
        assert!(
            !exact || json.trim_end() == again,
            "{name}.json is written differently now"
        );
        read.insert(*known);
    }
    let listed: BTreeSet<&str> = READERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(read, listed, "a file of every form is there");
    println!("{} stored forms", read.len());
}

/// Compares with the golden file.
fn written<T: Serialize>(name: &str, value: &T) -> String {
    assert!(
        READERS.iter().any(|(known, _)| *known == name),
        "{name} has no reader"
    );
    let json = serde_json::to_string_pretty(value).unwrap();
    let path = folder().join(format!("{name}.json"));
    expect_file![path].assert_eq(&format!("{json}\n"));
    json
}

/// Compares with the golden file and reads back what was written.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let json = written(name, value);
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
}

fn hour() -> Validity {
    Validity::new(Some(cast::noon()), Some(cast::noon() + TimeDelta::hours(1))).unwrap()
}

/// A scope with every dimension named, one with every list of the record, and the plain ones.
fn scopes() -> Vec<Scope> {
    let module = Module::new("reports").unwrap();
    let mut scopes: Vec<Scope> = Relation::ALL.into_iter().map(Scope::of).collect();
    scopes.push(Scope {
        relation: Relation::Own,
        groups: Some(Groups {
            these: [cast::SALES].into(),
            mine: true,
            none: true,
        }),
        people: Some(Among::These([cast::BORIS].into())),
        assignee_groups: Some(Among::These([cast::SALES].into())),
        sites: Some(Among::These([cast::SHOP].into())),
        questionnaires: Some(Among::These([cast::PRE_CHAT].into())),
        channels: Some(Among::These([Channel::Email, Channel::Custom(3)].into())),
        states: Some(ConversationState::ALL.into()),
        modules: Some(Modules::These([module].into())),
        origin: Some([Origin::Conversation, Origin::Independent].into()),
    });
    scopes.push(Scope {
        people: Some(Among::Mine),
        assignee_groups: Some(Among::Mine),
        sites: Some(Among::Mine),
        questionnaires: Some(Among::Mine),
        channels: Some(Among::Mine),
        modules: Some(Modules::Mine),
        ..Scope::any()
    });
    scopes.push(Scope {
        groups: Some(Groups::without_group()),
        modules: Some(Modules::CabinetSections),
        sites: Some(Among::These([].into())),
        ..Scope::of(Relation::Unassigned)
    });
    scopes
}

#[test]
fn rights() {
    golden("scopes", &scopes());
    let mut grants = vec![Grant::new(Permission::CONVERSATION_VIEW, Scope::any())];
    grants.push(Grant {
        validity: hour(),
        ..Grant::new(
            Permission::CONVERSATION_TAKE,
            Scope::of(Relation::Unassigned),
        )
    });
    golden("grants", &grants);
    let mut partial = Restriction::deny_cabinet();
    partial.scope = Scope::of(Relation::Unassigned);
    partial.validity = hour();
    let restrictions = vec![
        Restriction::deny_admin_panel(),
        Restriction::deny_cabinet(),
        partial,
    ];
    golden("restrictions", &restrictions);
}

#[test]
fn what_scopes_look_like_to_a_person() {
    let words: Vec<String> = scopes().iter().map(ToString::to_string).collect();
    expect_file!["golden/scopes.txt"].assert_eq(&(words.join("\n") + "\n"));
}

#[test]
fn records() {
    let roles = cast::roles();
    golden("catalogue", &roles);
    let operator = roles.role(&RoleId::from_static("cast.operator")).unwrap();
    golden("role", operator);
    golden("holder_bare", &cast::olga());
    let mut full = cast::pavel()
        .with_kind(AccountKind::LegacyOperator)
        .with_standing(Standing::Suspended)
        .with_grant(Grant {
            validity: hour(),
            ..Grant::new(Permission::ORDER_VIEW, Scope::any())
        })
        .with_restriction(Restriction::deny_admin_panel())
        .with_obligation(Obligation::ConfirmAcceptance)
        .with_obligation(Obligation::AutoAnswer)
        .with_obligation(Obligation::MaskNumber)
        .in_group(cast::SALES);
    full.roles[0]
        .add_ons
        .insert(AddOnId::from_static("opt.lead"));
    full.memberships.languages.insert(Language::french());
    golden("holder", &full);
}

#[test]
fn a_record_written_by_hand_may_leave_out_what_is_empty() {
    let least = format!(
        r#"{{"tenant":"{}","id":{{"user":"{}"}},"kind":"unified","standing":"active"}}"#,
        cast::TENANT,
        cast::OLGA
    );
    assert_eq!(
        serde_json::from_str::<Holder>(&least).unwrap(),
        cast::olga()
    );
}

#[test]
fn answers() {
    let roles = cast::roles();
    let (anna, hers) = (cast::anna(), cast::chat(1).in_work_with(cast::ANNA));
    let mut anna = anna.with_obligation(Obligation::MaskNumber);
    anna.grants.push(Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(Relation::Unassigned),
    ));
    let ask = |permission, chat| Request {
        holder: &anna,
        permission,
        resource: Resource::conversation(&anna.actor(), chat),
    };
    let nobodys = cast::chat(2).waiting();
    let allow: Decision = roles.decide(&ask(Permission::CONVERSATION_VIEW, &hers), cast::noon());
    let deny = roles.decide(&ask(Permission::CONVERSATION_TAKE, &nobodys), cast::noon());
    written("decision_allow", &allow);
    written("decision_deny", &deny);
    let enough: Enough = roles.enough(&ask(Permission::CONVERSATION_TAKE, &nobodys), cast::noon());
    written("enough", &enough);
    let scopes: Scopes = roles.scopes_of(&anna, Permission::CONVERSATION_REPLY, cast::noon());
    written("scopes_of", &scopes);
}

/// Every reason there is, with its code and its words.
#[test]
fn reasons() {
    let role = RoleId::from_static("cast.operator");
    let add_on = AddOnId::from_static("opt.lead");
    let permission = Permission::CONVERSATION_REPLY;
    let scope = Scope::of(Relation::Own);
    let by_role = Source::Role(role.clone());
    let by_add_on = Source::AddOn {
        role: role.clone(),
        add_on: add_on.clone(),
    };
    let reasons = vec![
        Reason::NotActive {
            standing: Standing::HalfDeleted,
        },
        Reason::OtherTenant,
        Reason::WrongObject {
            wanted: ObjectKind::Conversation,
            given: ObjectKind::NewOrder,
        },
        Reason::KindOfAccount {
            kind: AccountKind::LegacyOperator,
            section: Section::Administration,
        },
        Reason::Restricted {
            permission,
            restriction: Restriction::deny_admin_panel().id,
        },
        Reason::Granted {
            permission,
            by: by_role,
            scope: scope.clone(),
        },
        Reason::NotGranted { permission },
        Reason::OutOfScope {
            permission,
            by: by_add_on,
            scope,
        },
        Reason::OutOfTime {
            permission,
            by: Source::Person,
            validity: hour(),
        },
        Reason::Prerequisite {
            permission,
            missing: Permission::CONVERSATION_VIEW,
        },
        Reason::UnknownRole { role: role.clone() },
        Reason::UnlistedAddOn { role, add_on },
    ];
    golden("reasons", &reasons);
    let words: Vec<String> = reasons
        .iter()
        .map(|r| format!("{}: {r}", r.code()))
        .collect();
    expect_file!["golden/reasons.txt"].assert_eq(&(words.join("\n") + "\n"));
    let codes: BTreeSet<&str> = reasons.iter().map(Reason::code).collect();
    assert_eq!(codes.len(), reasons.len(), "a code is never shared");
    // The code in the stored form is the code.
    for reason in &reasons {
        assert_eq!(serde_json::to_value(reason).unwrap()["code"], reason.code());
    }
}
