//! Roles, records, catalogues and directories.

use std::fmt::Debug;

use frontdesk_access::{
    AccessEvent, AddOnId, Catalogue, Deputy, Directory, Grant, Holder, HostPermission, ObjectKind,
    Obligation, Permission, Restriction, Role, RoleId, Scope,
};
use frontdesk_model::{AccountKind, Labels, Language, Relation, Standing, Version};
use frontdesk_testkit::{BuildHolder, cast};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{golden, hour};

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

/// A role, a record and a deputy as a later release could have stored them: written back as they came.
#[test]
fn records_of_a_later_release() {
    fn kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, stored: &Value) {
        let read: T = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), *stored);
        golden(name, &read);
    }
    let id = RoleId::from_static("cast.operator");
    let mut role = serde_json::to_value(cast::roles().role(&id)).unwrap();
    role["add_ons"]["opt.lead"]["only_on"] = json!(["monday"]);
    role["obligations"] = json!(["record_call"]);
    kept::<Role>("role_later", &role);
    let mut holder = serde_json::to_value(cast::pavel()).unwrap();
    let roles = holder["roles"].as_array_mut().unwrap();
    roles.push(json!({ "role": "cast.operator", "weekdays": [1, 2] }));
    holder["obligations"] = json!(["mask_number", "record_call"]);
    holder["shift"] = json!({ "from": 9, "until": 17.5 });
    kept::<Holder>("holder_later", &holder);
    let grants = Grant::each(&[Permission::TAG_MANAGE], &Scope::any());
    let key = Deputy {
        validity: hour(),
        ..Deputy::new(cast::TENANT, cast::ANNA, grants)
    };
    golden("deputy", &key);
    let mut key = serde_json::to_value(key).unwrap();
    key["only_from"] = json!("192.0.2.0/24");
    kept::<Deputy>("deputy_later", &key);
}

pub(super) fn refund() -> HostPermission {
    HostPermission {
        permission: Permission::host(0).unwrap(),
        name: "refund.approve".to_owned(),
        title: "approve a refund".to_owned(),
        object: ObjectKind::Host(3),
        needs: vec![Permission::COLLEAGUE_LIST],
    }
}

pub(super) fn refund_catalogue() -> Catalogue {
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
