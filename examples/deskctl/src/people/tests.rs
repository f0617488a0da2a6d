//! What no export of the sample shows: accounts made here, each with one thing of its own.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk::access::Restriction;
use frontdesk::assignment::Adviser;
use frontdesk::contact::{Email, Phone};
use frontdesk::identity::{
    Algorithm, CredentialFacts, Handle, Import, PersonName, Profile, Rehash, User, UserCommand,
    decide_user,
};
use frontdesk::model::{AccountKind, Availability, ExternalId, TenantId, UserId};
use frontdesk::{DeskFile, Imported, Rights};

use super::*;

const DESK: &[u8] = b"version = 1\ntenant = \"1\"\nname = \"Desk\"\n";

/// An active account of this system with nothing but a login and a password, after `change`.
fn person(system: &str, change: impl FnOnce(&mut Import)) -> Person {
    let tenant = TenantId::from_number(1);
    let record = ExternalId::new(system, "user", "17").unwrap();
    let mut form = Import {
        id: UserId::from_number(17),
        kind: AccountKind::Unified,
        capacities: None,
        profile: Profile {
            external_ids: [record].into(),
            ..Profile::default()
        },
        login: Login::Named(frontdesk::contact::UserName::parse("anna").unwrap()),
        password: Some(Algorithm::elsewhere()),
        ever_had_rights: true,
        standing: Standing::Active,
    };
    change(&mut form);
    let command = UserCommand::Import(Box::new(form));
    let policy = UserPolicy::open(tenant);
    let decided = decide_user(None, &command, &policy, DateTime::<Utc>::UNIX_EPOCH).unwrap();
    Person {
        user: User::replay(&decided.events).unwrap().unwrap(),
        rights: Rights::default(),
        availability: Availability::all(),
        adviser: Adviser::OfAll,
    }
}

fn shown(person: Person, addresses: Addresses) -> Account {
    let imported = Imported {
        people: vec![person],
        ..Imported::default()
    };
    let file = DeskFile::parse(DESK).unwrap();
    let (desk, _) = Desk::new(&file, imported).unwrap();
    account(&desk, desk.people().next().unwrap(), addresses)
}

fn missing(person: Person) -> Vec<&'static str> {
    let account = shown(person, Addresses::Masked);
    account.missing.iter().map(|lack| lack.code()).collect()
}

/// Each system asks for its own fields (S31-S33, S88, S91, S118), all of them at once.
#[test]
fn a_required_field_is_missing_by_the_system_of_the_record() {
    let rows: [(&str, &[&str]); 5] = [
        ("uis", &["last_name"]),
        ("noci", &["email", "role"]),
        ("reach", &["last_name", "first_name", "email", "role"]),
        ("talkme", &[]),
        ("omnidesk", &[]),
    ];
    for (system, fields) in rows {
        let found = missing(person(system, |_| {}));
        assert_eq!(
            found,
            [fields, &["contact_point", "rehash"]].concat(),
            "{system}"
        );
        let filled = person(system, |form| {
            form.profile.name = PersonName::new().last("Sommer").first("Anna");
            form.profile.email = Some(Email::parse("anna@example.test").unwrap());
        });
        let role = if fields.contains(&"role") {
            &["role"] as &[&str]
        } else {
            &[]
        };
        assert_eq!(
            missing(filled),
            [role, &["contact_point", "rehash"]].concat()
        );
    }
}

/// A hash that was seen is not unknown; no password, no hash.
#[test]
fn a_hash_that_was_seen_is_known() {
    let with = |rehash| {
        let mut anna = person("omnidesk", |_| {});
        let mut record = anna.user.into_record();
        record.credentials = Some(CredentialFacts {
            version: 1,
            algorithm: Algorithm::new("argon2id").unwrap(),
            rehash,
        });
        anna.user = User::from_record(record).unwrap();
        missing(anna)
    };
    assert_eq!(with(Rehash::Unknown), ["contact_point", "rehash"]);
    assert_eq!(with(Rehash::NotNeeded), ["contact_point"]);
    let employee = person("omnidesk", |form| {
        form.login = Login::Unset;
        form.password = None;
        form.ever_had_rights = false;
        form.standing = Standing::Employee;
    });
    assert_eq!(missing(employee), ["login", "password", "contact_point"]);
}

/// Deleted for good: the one standing that no export has.
#[test]
fn who_is_deleted_does_not_sign_in() {
    let gone = shown(
        person("uis", |form| form.standing = Standing::Deleted),
        Addresses::Masked,
    );
    assert_eq!(
        (gone.signs_in, gone.sign_in),
        (false, vec!["sign_in.deleted"])
    );
    let words: BTreeMap<_, _> = Standing::ALL
        .map(|found| (means(found), spoken(found)))
        .into();
    assert_eq!(
        words.len(),
        Standing::ALL.len(),
        "each has words of its own"
    );
}

/// The panel that is turned off stays among the capacities, with what turns it off beside (S8).
#[test]
fn a_restriction_is_shown_beside_what_it_takes() {
    let mut anna = person("talkme", |_| {});
    anna.rights
        .restrictions
        .push(Restriction::deny_admin_panel());
    let anna = shown(anna, Addresses::Masked);
    assert_eq!(anna.capacities, ["operator", "admin_panel"]);
    assert_eq!(anna.restrictions, ["deny.admin_panel"]);
}

/// A capacity, a kind of contact and a kind of event that nobody listed are kept (S19, S22).
#[test]
fn what_is_unknown_is_shown() {
    let anna = person("talkme", |form| {
        form.capacities = Some([Capacity::Operator, Capacity::from("oracle".to_owned())].into());
        let address = ContactAddress::Other {
            word: "pigeon".into(),
            handle: Handle::new("Loft 7").unwrap(),
        };
        let event = EventKind::new("full_moon").unwrap();
        let choice = frontdesk::identity::Subscription::OptedIn;
        form.profile.contact_points = vec![ContactPoint::new(address).with(event, choice)];
    });
    let anna = shown(anna, Addresses::Whole);
    assert_eq!(anna.capacities, ["operator", "oracle"]);
    let point = &anna.contact_points[0];
    assert_eq!(
        (point.kind.as_str(), point.address.as_str()),
        ("pigeon", "Loft 7")
    );
    assert_eq!(point.events[0].event, "full_moon");
}

/// One letter of a name and a domain, two digits of a number; nothing of what has one letter less
/// than that to lose.
#[test]
fn masks_keep_enough_to_recognize() {
    let rows = [
        ("anna@example.test", "a…@example.test"),
        ("\"a@b\"@example.test", "\"…@example.test"),
        ("anna", "a…"),
        ("@anna", "a…"),
        ("@larissa:example.test", "l…"),
        ("", "…"),
    ];
    for (text, masked) in rows {
        assert_eq!(Addresses::Masked.text(text), masked);
        assert_eq!(Addresses::Whole.text(text), text);
    }
    let phone = ContactAddress::Phone(Phone::parse("+7 000 000-00-42").unwrap());
    assert_eq!(Addresses::Masked.contact(&phone), "+…42");
    assert_eq!(Addresses::Whole.contact(&phone), "+70000000042");
    let record = |value| ExternalId::new("noci", "user", value).unwrap();
    assert_eq!(
        Addresses::Masked.record(&record("anna@example.test")),
        "user/a…@example.test"
    );
    assert_eq!(Addresses::Masked.record(&record("1001")), "user/1001");
}
