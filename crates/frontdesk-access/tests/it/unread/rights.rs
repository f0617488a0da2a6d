//! Rights of a host's own, events and directories of a later release: a right is kept and nobody has
//! it; an event is read whole or refused; and whatever is read is written back whole.

use frontdesk_access::{
    AccessEvent, Catalogue, Compiled, Directory, HostPermission, HostPermissionError, ObjectKind,
    Restriction, RestrictionId, Scope,
};
use frontdesk_model::Version;
use frontdesk_testkit::{BuildHolder, cast};
use serde_json::{Value, json};

use super::read;
use super::records::{has_no, json_of};
use Permission as P;
use frontdesk_access::Permission;

fn host(number: u8) -> P {
    P::host(number).unwrap()
}

fn right(number: u8, name: &str, needs: &[P]) -> HostPermission {
    HostPermission {
        permission: host(number),
        name: name.to_owned(),
        title: name.to_owned(),
        object: ObjectKind::Section,
        needs: needs.to_vec(),
    }
}

/// Three rights of which the second is needed by the third, and a role.
fn stored() -> Value {
    let mut catalogue = Catalogue::default();
    for right in [
        right(1, "refund.list", &[]),
        right(2, "refund.view", &[host(1)]),
        right(3, "refund.pay", &[host(2)]),
    ] {
        catalogue.declare(right).unwrap();
    }
    let role = cast::roles().roles().next().unwrap().clone();
    catalogue.insert_unique(role).unwrap();
    json_of(&catalogue)
}

/// What a later release may have written of the second right.
fn later() -> Vec<Value> {
    let with = |name: &str, value: Value| {
        let mut stored = stored();
        stored["host_permissions"][1][name] = value;
        stored
    };
    vec![
        with("hours", json!({ "from": 9, "to": 17 })),
        with("hours", Value::Null),
        with("object", json!("shift")),
        with("needs", json!(["host.1", "mood.sense"])),
        with("needs", json!({ "all": ["host.1"] })),
        with("title", json!({ "en": "View" })),
        with("name", json!(["refund", "view"])),
    ]
}

#[test]
fn a_right_of_the_host_with_anything_unknown_is_kept_and_nobody_has_it() {
    for stored in later() {
        let catalogue: Catalogue = read(&stored);
        assert_eq!(json_of(&catalogue), stored, "it is written back as it came");
        // With the one that needs it.
        let unread: Vec<P> = catalogue.unread_permissions().collect();
        assert_eq!(unread, [host(2), host(3)]);
        assert_eq!(catalogue.host_permissions().count(), 1);
        assert_eq!(catalogue.roles().count(), 1);

        // Whoever is granted it, and everything; the first right is as it was.
        let rights = [host(1), host(2), host(3)];
        let holder = cast::olga()
            .with_rights(&rights, &Scope::any())
            .with_grant(frontdesk_access::Grant::every(Scope::any()));
        has_no(&catalogue, &holder, &[host(2), host(3)]);
        let listed = catalogue.effective(&holder, cast::noon());
        assert!(listed.contains(&(host(1), Scope::any())));
        // A restriction of it is as good as any, and takes what it names beside.
        let id = RestrictionId::from_static("deny.refunds");
        let deny = Restriction::taking(id, rights.into_iter().collect(), Scope::any());
        has_no(&catalogue, &holder.with_restriction(deny), &rights);

        // Its number, its name and what it needs are taken.
        let mut changed = catalogue.clone();
        let again = changed.declare(right(2, "other.name", &[]));
        assert_eq!(again, Err(HostPermissionError::Declared(host(2))));
        let third = "refund.pay".to_owned();
        let called = changed.declare(right(4, &third, &[]));
        assert_eq!(called, Err(HostPermissionError::Name(third)));
        let named = changed.rename(host(2), "other.name", "Other");
        assert_eq!(named, Err(HostPermissionError::NotDeclared(host(2))));
        let needed = HostPermissionError::Needed {
            permission: host(1),
            by: host(2),
        };
        assert_eq!(changed.withdraw(host(1)), Err(needed));
        for unread in [host(2), host(3)] {
            assert!(changed.withdraw(unread).is_err());
        }
        assert_eq!(changed, catalogue);
        // Another right can be declared, and stands among them.
        changed.declare(right(0, "refund.ask", &[])).unwrap();
        let mut expected = stored.clone();
        let ask = json_of(&right(0, "refund.ask", &[]));
        expected["host_permissions"]
            .as_array_mut()
            .unwrap()
            .insert(0, ask);
        assert_eq!(json_of(&changed), expected);
    }
    // Where nothing is unknown, all are read.
    let catalogue: Catalogue = read(&stored());
    assert_eq!(catalogue.unread_permissions().count(), 0);
    assert_eq!(catalogue.host_permissions().count(), 3);
}

/// What no release can have meant refuses the catalogue.
#[test]
fn a_right_without_a_number_or_with_that_of_another_is_refused() {
    let refused = |stored: &Value| serde_json::from_value::<Catalogue>(stored.clone()).is_err();
    for later in later() {
        assert!(!refused(&later));
        for name in ["permission", "name", "title", "object"] {
            let mut less = later.clone();
            let right = less["host_permissions"][1].as_object_mut().unwrap();
            right.remove(name);
            assert!(refused(&less), "{less}");
        }
        for number in [
            json!("host.1"),
            json!("host.3"),
            json!("user.view"),
            json!("host.99"),
            json!(7),
        ] {
            let mut other = later.clone();
            other["host_permissions"][1]["permission"] = number;
            assert!(refused(&other), "{other}");
        }
        let mut withdrawn = later.clone();
        withdrawn["withdrawn"] = json!(["host.2"]);
        assert!(refused(&withdrawn));
        let mut list = later.clone();
        list["host_permissions"][1] = json!(["host.2", "refund.view", "View", "section"]);
        assert!(refused(&list));
    }
    let twice = stored()
        .to_string()
        .replacen("\"name\"", "\"title\":\"again\",\"name\"", 1);
    assert!(serde_json::from_str::<Catalogue>(&twice).is_err());
}

/// The value with an unknown field in each of its tables, one at a time.
fn with_unknown(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("of_tomorrow".to_owned(), json!(1));
            all.push(Value::Object(more));
            for (name, field) in fields {
                for changed in with_unknown(field) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    all.push(Value::Object(fields));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for changed in with_unknown(item) {
                    let mut items = items.clone();
                    items[at] = changed;
                    all.push(Value::Array(items));
                }
            }
        }
        _ => {}
    }
    all
}

/// An event with an unknown field, wherever it stands, is refused, or its role, record, grant or
/// restriction keeps it: nothing is dropped.
#[test]
fn an_event_is_read_whole_or_refused() {
    let stored: Value = serde_json::from_str(include_str!("../golden/access_events.json")).unwrap();
    let (mut kept, mut refused) = (0, 0);
    for event in stored.as_array().unwrap() {
        assert_eq!(json_of(&read::<AccessEvent>(event)), *event);
        let mut own = event.clone();
        own["of_tomorrow"] = json!(1);
        assert!(
            serde_json::from_value::<AccessEvent>(own).is_err(),
            "{event}"
        );
        let mut other = event.clone();
        other["event"] = json!("dreamed");
        assert!(serde_json::from_value::<AccessEvent>(other).is_err());
        for changed in with_unknown(event) {
            match serde_json::from_value::<AccessEvent>(changed.clone()) {
                Ok(read) => {
                    assert_eq!(json_of(&read), changed);
                    assert_ne!(event["event"], "permission_declared");
                    kept += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    println!("{kept} kept, {refused} refused");
    assert!(kept > 10 && refused > 10);
}

/// The same of a directory. What it says of all is refused where it is not known; of one role, record
/// or right it is kept.
#[test]
fn a_directory_with_an_unknown_field_is_written_back_whole_or_refused() {
    let stored: Value = serde_json::from_str(include_str!("../golden/directory.json")).unwrap();
    let (mut kept, mut refused) = (0, 0);
    for changed in with_unknown(&stored) {
        match serde_json::from_value::<Directory>(changed.clone()) {
            Ok(read) => {
                assert_eq!(json_of(&read), changed);
                kept += 1;
            }
            Err(_) => refused += 1,
        }
    }
    println!("{kept} kept, {refused} refused");
    assert!(kept > 10 && refused >= 2);
    // Beside a record stands its version, and nothing else.
    let mut beside = stored;
    beside["holders"][0]["of_tomorrow"] = json!(1);
    assert!(serde_json::from_value::<Directory>(beside).is_err());
    // In a directory a right is kept, and the compiled form has nobody have it.
    let mut office = Directory::new(cast::TENANT, read(&later()[0]));
    let holder = cast::olga().with_rights(&[host(2)], &Scope::any());
    office.load(holder, Version::FIRST).unwrap();
    let again: Directory = read(&json_of(&office));
    assert_eq!(again, office);
    assert_eq!(Compiled::build(&again).holders(), 1);
}
