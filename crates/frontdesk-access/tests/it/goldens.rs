//! The stored forms. Each golden file is read back by the type that wrote it; a file that an
//! earlier release wrote stays in the folder under its own name and must stay readable.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use frontdesk_access::{
    AccessEvent, AddOnId, AdminAction, Among, Catalogue, Decision, Directory, Enough, Grant,
    Groups, Holder, HostPermission, Modules, ObjectKind, Obligation, Origin, Permission, Reason,
    Request, Resource, Restriction, Role, RoleAssignment, RoleId, Scope, Scopes, Section, Source,
    Takeover,
};
use frontdesk_model::Labels;
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    AccountKind, Channel, ConversationState, Language, Module, Relation, Standing, Validity,
    Version,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Reader = fn(&str) -> Result<String, serde_json::Error>;

/// Which type reads which file: `name.json`, and `name.2026-11.json` for an older form of it. An
/// answer is written and not read: its reasons are.
const READERS: &[(&str, Reader)] = &[
    ("access_events", reread::<Vec<AccessEvent>>),
    ("admin_actions", reread::<Vec<AdminAction>>),
    ("catalogue", reread::<Catalogue>),
    ("catalogue_host", reread::<Catalogue>),
    ("decision_allow", read_reasons),
    ("decision_deny", read_reasons),
    ("directory", reread::<Directory>),
    ("enough", reread::<serde_json::Value>),
    ("grants", reread::<Vec<Grant>>),
    ("grants_later", reread::<Vec<Grant>>),
    ("holder", reread::<Holder>),
    ("holder_bare", reread::<Holder>),
    ("reasons", reread::<Vec<Reason>>),
    ("restrictions", reread::<Vec<Restriction>>),
    ("restrictions_later", reread::<Vec<Restriction>>),
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

/// What a later release stored: kept, and written back as it came.
#[test]
fn rights_of_a_later_release() {
    let stored = serde_json::json!([
        { "permission": "*", "scope": { "relation": "own" } },
        { "permission": "mood.sense", "scope": { "relation": "any" } },
        { "permission": "conversation.view", "scope": { "relation": "same_floor" } },
        { "permission": "conversation.view", "scope": { "relation": "own", "floors": [3] } },
        { "permission": "conversation.view", "scope": { "relation": "own" }, "moods": null },
        "everything",
    ]);
    let grants: Vec<Grant> = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&grants).unwrap(), stored);
    golden("grants_later", &grants);
    let stored = serde_json::json!([
        { "id": "deny.moods", "scope": { "relation": "own" }, "moods": ["sad", -1, 0.5, true] },
        { "id": "deny.later", "scope": { "relation": "any" }, "permissions": ["mood.sense"] },
        { "id": "deny.floor", "scope": { "relation": "same_floor" } },
        { "name": "no id" },
        17,
    ]);
    let restrictions: Vec<Restriction> = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&restrictions).unwrap(), stored);
    golden("restrictions_later", &restrictions);
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

fn refund() -> HostPermission {
    HostPermission {
        permission: Permission::host(0).unwrap(),
        name: "refund.approve".to_owned(),
        title: "approve a refund".to_owned(),
        object: ObjectKind::Host(3),
        needs: vec![Permission::COLLEAGUE_LIST],
    }
}

fn refund_catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    catalogue.declare(refund()).unwrap();
    let second = HostPermission {
        permission: Permission::host(31).unwrap(),
        name: "refund.list".to_owned(),
        title: "list refunds".to_owned(),
        object: ObjectKind::Section,
        needs: Vec::new(),
    };
    catalogue.declare(second).unwrap();
    let mut clerk = Role::built_in(RoleId::from_static("host.clerk"), Labels::new("Clerk"))
        .grant(&[Permission::host(0).unwrap()], &Scope::any())
        .with_add_on(
            "opt.all",
            Labels::new("Everything"),
            vec![Grant::every(Scope::of(Relation::Own))],
        )
        .assigning([RoleId::from_static("cast.operator")]);
    clerk.made_by = frontdesk_access::MadeBy::Host;
    catalogue.insert_unique(clerk).unwrap();
    catalogue
}

/// The rights of a host's own stand before the roles; a catalogue without them is a list of roles,
/// as it always was.
#[test]
fn catalogues_with_and_without_rights_of_the_host() {
    golden("catalogue_host", &refund_catalogue());
    let whole = serde_json::to_value(refund_catalogue()).unwrap();
    assert_eq!(whole["host_permissions"][0]["permission"], "host.0");
    assert!(serde_json::to_value(cast::roles()).unwrap().is_array());
    assert_eq!(serde_json::to_string(&Catalogue::default()).unwrap(), "[]");
    for wrong in [
        r#"{"host_permissions":[],"roles":[],"owner":"me"}"#,
        r#"{"roles":[]}"#,
        "{}",
        "null",
    ] {
        assert!(serde_json::from_str::<Catalogue>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn rights_of_the_host_read_in_any_order() {
    let mut catalogue = refund_catalogue();
    let third = HostPermission {
        permission: Permission::host(7).unwrap(),
        name: "refund.pay".to_owned(),
        title: "pay a refund out".to_owned(),
        object: ObjectKind::Host(3),
        needs: vec![Permission::host(0).unwrap()],
    };
    catalogue.declare(third).unwrap();
    let mut stored = serde_json::to_value(&catalogue).unwrap();
    let rights = |stored: &mut Value| stored["host_permissions"].as_array_mut().unwrap().clone();
    for turn in 0..3 {
        let mut turned = rights(&mut stored);
        turned.rotate_left(turn);
        for list in [turned.clone(), turned.into_iter().rev().collect()] {
            stored["host_permissions"] = Value::Array(list);
            let read: Catalogue = serde_json::from_value(stored.clone()).unwrap();
            assert_eq!(read, catalogue);
        }
    }
    // Twins are refused, wherever they stand.
    let mut twins = rights(&mut stored);
    twins.push(twins[0].clone());
    stored["host_permissions"] = Value::Array(twins);
    let refused = serde_json::from_value::<Catalogue>(stored).unwrap_err();
    assert!(refused.to_string().ends_with("is declared twice"));
}

#[test]
fn a_directory_says_of_nobody_twice_that_they_are_gone_or_there() {
    let mut directory = Directory::new(cast::TENANT, Catalogue::default());
    directory.load(cast::anna(), Version::FIRST).unwrap();
    directory.load(cast::boris(), Version::FIRST).unwrap();
    let gone = AccessEvent::HolderRemoved {
        holder: cast::BORIS.into(),
    };
    directory.apply(&gone).unwrap();
    let stored = serde_json::to_value(&directory).unwrap();
    let read: Directory = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(read, directory);
    let boris = stored["gone"][0].clone();
    let mut later = boris.clone();
    later[1] = json!(9);
    let mut anna = boris.clone();
    anna[0] = stored["holders"][0]["holder"]["id"].clone();
    for wrong in [[&boris, &boris], [&boris, &later], [&boris, &anna]] {
        let mut stored = stored.clone();
        stored["gone"] = json!(wrong);
        let refused = serde_json::from_value::<Directory>(stored).unwrap_err();
        assert!(refused.to_string().ends_with("is there twice"), "{refused}");
    }
}

#[test]
fn directories() {
    let mut directory = Directory::new(cast::TENANT, refund_catalogue());
    directory.load(cast::anna(), Version::FIRST).unwrap();
    directory
        .load(cast::boris(), Version::FIRST.next())
        .unwrap();
    directory.load(cast::sofia(), Version::FIRST).unwrap();
    let gone = AccessEvent::HolderRemoved {
        holder: cast::BORIS.into(),
    };
    directory.apply(&gone).unwrap();
    golden("directory", &directory);
}

#[test]
fn events_and_actions() {
    let user = cast::ANNA.into();
    let assignment = RoleAssignment::new(RoleId::from_static("cast.operator"));
    let lead = assignment
        .clone()
        .with_add_on(AddOnId::from_static("opt.lead"));
    let grant = Grant {
        validity: hour(),
        ..Grant::new(Permission::ORDER_VIEW, Scope::any())
    };
    let role = refund_catalogue()
        .role(&RoleId::from_static("host.clerk"))
        .cloned()
        .unwrap();
    let restriction = Restriction::deny_admin_panel();
    let obligations: BTreeSet<Obligation> = [Obligation::MaskNumber].into();
    let events = vec![
        AccessEvent::RoleSaved { role: role.clone() },
        AccessEvent::RoleDeleted {
            role: role.id.clone(),
        },
        AccessEvent::PermissionDeclared {
            permission: refund(),
        },
        AccessEvent::HolderAdded {
            holder: Box::new(cast::anna()),
        },
        AccessEvent::HolderRemoved { holder: user },
        AccessEvent::AccountChanged {
            holder: user,
            kind: AccountKind::Unified,
            standing: Standing::Suspended,
            memberships: Box::new(cast::anna().memberships),
        },
        AccessEvent::RoleAssigned {
            holder: user,
            assignment: lead.clone(),
        },
        AccessEvent::RoleUnassigned {
            holder: user,
            assignment: lead.clone(),
        },
        AccessEvent::Granted {
            holder: user,
            grant: grant.clone(),
        },
        AccessEvent::Revoked {
            holder: user,
            grant: grant.clone(),
        },
        AccessEvent::Restricted {
            holder: user,
            restriction: restriction.clone(),
        },
        AccessEvent::Lifted {
            holder: user,
            restriction: restriction.clone(),
        },
        AccessEvent::ObligationsSet {
            holder: user,
            obligations: obligations.clone(),
        },
    ];
    golden("access_events", &events);
    every_variant_is_there::<AccessEvent>("event", &events);
    let take_over = |by| AdminAction::TakeOver { user, by };
    let actions = vec![
        AdminAction::CreateUser {
            holder: Box::new(cast::olga()),
        },
        AdminAction::EditUser { user },
        AdminAction::SetMemberships {
            user,
            memberships: Box::new(cast::anna().memberships),
        },
        AdminAction::Suspend { user },
        AdminAction::Restore { user },
        AdminAction::Delete { user },
        take_over(Takeover::ResetCredentials),
        take_over(Takeover::ChangeLogin),
        take_over(Takeover::Impersonate),
        AdminAction::AssignRole {
            user,
            assignment: lead.clone(),
        },
        AdminAction::UnassignRole {
            user,
            assignment: lead.clone(),
        },
        AdminAction::SetAddOns {
            user,
            before: assignment,
            after: lead,
        },
        AdminAction::Grant {
            user,
            grant: grant.clone(),
        },
        AdminAction::Revoke { user, grant },
        AdminAction::Restrict {
            user,
            restriction: restriction.clone(),
        },
        AdminAction::Lift { user, restriction },
        AdminAction::SetObligations { user, obligations },
        AdminAction::DeleteRole {
            role: role.id.clone(),
        },
        AdminAction::SaveRole {
            role: Box::new(role),
        },
        AdminAction::DeclarePermission {
            permission: refund(),
        },
    ];
    golden("admin_actions", &actions);
    every_variant_is_there::<AdminAction>("action", &actions);
}

/// The names of all variants stand in the message about one that is unknown.
fn every_variant_is_there<T: Serialize + DeserializeOwned>(tag: &str, values: &[T]) {
    let unknown = serde_json::from_value::<T>(serde_json::json!({ tag: "?" }));
    let message = unknown.err().expect("no variant").to_string();
    let names: BTreeSet<&str> = message.split('`').skip(3).step_by(2).collect();
    let json = serde_json::to_value(values).unwrap();
    let there = json.as_array().unwrap().iter();
    let there: BTreeSet<&str> = there.map(|value| value[tag].as_str().unwrap()).collect();
    assert_eq!(there, names, "{message}");
    assert!(names.len() > 10, "{message}");
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
        Reason::Undeclared {
            permission: Permission::host(4).unwrap(),
        },
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
    every_variant_is_there::<Reason>("code", &reasons);
    // The code in the stored form is the code.
    for reason in &reasons {
        assert_eq!(serde_json::to_value(reason).unwrap()["code"], reason.code());
    }
}
