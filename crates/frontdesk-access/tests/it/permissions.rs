//! The 74 permissions: the golden table, and the table of the catalogue.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{ObjectKind, Permission, PermissionSet, UnknownBit, bundle};
use frontdesk_testkit::naive;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// The table as it was at a release. Nothing rewrites these files; a release adds one.
const RELEASED: &[&str] = &[include_str!("golden/permissions.2026-11.txt")];

#[test]
fn the_table_is_as_written_down() {
    let mut text = String::from(
        "# bit | name | object | section | prerequisites | title\n\
         # Append only: the bit is part of every stored mask, the name of every stored role.\n",
    );
    for permission in Permission::every() {
        let needs: Vec<&str> = permission
            .prerequisites()
            .iter()
            .map(|p| p.name())
            .collect();
        writeln!(
            text,
            "{} | {} | {} | {} | {} | {}",
            permission.bit(),
            permission.name(),
            permission.object().map_or("declared", ObjectKind::name),
            permission.section().name(),
            needs.join(", "),
            permission.title(),
        )
        .unwrap();
    }
    expect_file!["golden/permissions.txt"].assert_eq(&text);
}

/// A row that was released keeps its bit, its object and its section for ever, and is read by the
/// name that it had.
#[test]
fn no_released_bit_name_object_or_section_changes() {
    for released in RELEASED {
        let (mut checked, mut last) = (0, None);
        for line in released.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split(" | ").collect();
            let [bit, name, object, section, ..] = columns[..] else {
                panic!("no row: {line}");
            };
            let permission = Permission::from_name(name).unwrap();
            assert_eq!(permission.bit().to_string(), bit, "{name}");
            let now = permission.object().map_or("declared", ObjectKind::name);
            assert_eq!(now, object, "{name}");
            assert_eq!(permission.section().name(), section, "{name}");
            assert!(last < Some(permission.bit()), "{name} is in its place");
            last = Some(permission.bit());
            checked += 1;
        }
        assert!(checked >= 74, "{checked} rows were written down");
        // What is new since comes behind the last, or is of the host's range.
        let known = |name: &str| {
            released
                .lines()
                .any(|line| line.split(" | ").nth(1) == Some(name))
        };
        for permission in Permission::ALL {
            let new = usize::from(permission.bit()) >= checked;
            assert!(new || known(permission.name()) || renamed(*permission));
        }
    }
}

/// Whether an older release knew it by another name: that is in the rename table, which its own
/// tests hold to.
fn renamed(permission: Permission) -> bool {
    let released = RELEASED.iter().flat_map(|text| text.lines());
    let mut names = released.filter_map(|line| line.split(" | ").nth(1));
    names.any(|name| name != permission.name() && Permission::from_name(name) == Ok(permission))
}

#[test]
fn the_catalogue_has_exactly_these_74() {
    assert_eq!(Permission::ALL.len(), 74);
    let atoms = naive::atoms();
    assert_eq!(atoms.len(), 74);
    for (permission, atom) in Permission::ALL.iter().zip(atoms) {
        assert_eq!(
            permission.name(),
            atom.name,
            "in the order of the catalogue"
        );
        let object = permission.object().unwrap().name().replace('_', " ");
        assert_eq!(object, atom.object, "{permission}");
        assert_eq!(permission.section().name(), atom.section, "{permission}");
        let needs: BTreeSet<&str> = permission
            .prerequisites()
            .iter()
            .map(|p| p.name())
            .collect();
        assert_eq!(needs, atom.needs.iter().copied().collect(), "{permission}");
        assert!(!permission.title().is_empty());
    }
}

#[test]
fn bits_and_names_are_unique_and_below_the_hosts_own() {
    let bits: BTreeSet<u8> = Permission::ALL.iter().map(|p| p.bit()).collect();
    let names: BTreeSet<&str> = Permission::ALL.iter().map(|p| p.name()).collect();
    assert_eq!((bits.len(), names.len()), (74, 74));
    assert!(
        bits.iter().all(|bit| *bit < 96),
        "96..=127 are the host's own"
    );
}

#[test]
fn prerequisites_end() {
    // Following them never comes back, so the decision ends.
    fn depth(permission: Permission, above: &[Permission]) -> usize {
        assert!(!above.contains(&permission), "{permission} needs itself");
        let above = [above, &[permission]].concat();
        let needs = permission.prerequisites().iter();
        needs.map(|p| 1 + depth(*p, &above)).max().unwrap_or(0)
    }
    let deepest = Permission::ALL.iter().map(|p| depth(*p, &[])).max();
    assert_eq!(deepest, Some(2));
}

#[test]
fn every_prerequisite_has_an_object_to_be_asked_about() {
    // Catalogue 1.2 knows three cases: the same kind, no object, the actor's own record.
    for permission in Permission::ALL {
        for needed in permission.prerequisites() {
            let known = needed.object().unwrap() == permission.object().unwrap()
                || matches!(
                    needed.object().unwrap(),
                    ObjectKind::Section | ObjectKind::User
                );
            assert!(known, "{permission} needs {needed}");
        }
    }
}

#[test]
fn bundles_are_as_the_catalogue_lists_them() {
    let rows: [(&[Permission], &str); 6] = [
        (
            bundle::ORDER_MANAGE,
            "order.edit order.cancel order.delete order.comment",
        ),
        (
            bundle::PAYMENT,
            "payment.reconcile payment.reject payment.reopen payment.comment",
        ),
        (
            bundle::REPORT_CONVERSATIONS,
            "report.conversations.generate report.conversations.filter report.conversations.export",
        ),
        (
            bundle::REPORT_PAYMENTS,
            "report.payments.generate report.payments.filter report.payments.export",
        ),
        (
            bundle::REPORT_GENERAL,
            "report.general.generate report.general.filter report.general.export",
        ),
        (
            bundle::ADMINISTRATION,
            "account.settings user.view user.create user.edit user.suspend user.delete group.edit \
             role.view role.edit role.assign credentials.reset login.change",
        ),
    ];
    for (bundle, names) in rows {
        let listed: BTreeSet<&str> = bundle.iter().map(|p| p.name()).collect();
        assert_eq!(listed, names.split_whitespace().collect());
        // In no bundle: impersonate.
        assert!(!bundle.contains(&Permission::IMPERSONATE));
    }
}

#[test]
fn an_unknown_name_is_refused_and_named() {
    for name in [
        "",
        "conversation",
        "conversation.*",
        "Conversation.view",
        "conversation.view ",
    ] {
        let refused = Permission::from_name(name).unwrap_err();
        assert!(refused.to_string().contains(name));
        let json = serde_json::to_string(name).unwrap();
        assert!(
            serde_json::from_str::<Permission>(&json).is_err(),
            "{name:?}"
        );
        let list = format!("[\"conversation.view\",{json}]");
        assert!(
            serde_json::from_str::<PermissionSet>(&list).is_err(),
            "{name:?}"
        );
    }
    assert!(
        serde_json::from_str::<Permission>("7").is_err(),
        "a number is no name"
    );
}

#[test]
fn an_unknown_bit_is_refused_and_named() {
    let mut refused = 0;
    for bit in 0..128_u8 {
        let known = Permission::every().find(|p| p.bit() == bit);
        let read = PermissionSet::from_bytes((1_u128 << bit).to_be_bytes());
        match known {
            Some(permission) => assert_eq!(read, Ok([permission].into_iter().collect())),
            None => {
                assert_eq!(read, Err(UnknownBit(u32::from(bit))));
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 128 - 74 - 32, "between the catalogue and the host");
    let mixed = (1_u128 << 3 | 1 << 90 | 1 << 100).to_be_bytes();
    assert_eq!(PermissionSet::from_bytes(mixed), Err(UnknownBit(90)));
}

#[test]
fn the_host_has_32_rights_of_stable_bits_and_names() {
    for number in 0..32_u8 {
        let permission = Permission::host(number).unwrap();
        assert_eq!(permission.bit(), 96 + number);
        assert_eq!(permission.name(), format!("host.{number}"));
        assert_eq!(Permission::from_name(permission.name()), Ok(permission));
        assert!(permission.is_host() && permission.object().is_none());
    }
    assert_eq!(Permission::host(32), None);
    assert_eq!(Permission::host(u8::MAX), None);
    for wrong in ["host.32", "host.00", "host.", "host.-1", "host"] {
        assert!(Permission::from_name(wrong).is_err(), "{wrong}");
    }
    assert!(
        Permission::ALL
            .iter()
            .all(|permission| !permission.is_host())
    );
}

proptest! {
    #[test]
    fn a_set_is_a_set(some in subsequence(Permission::every().collect::<Vec<_>>(), 0..=106)) {
        let set: PermissionSet = some.iter().rev().chain(&some).copied().collect();
        prop_assert_eq!(&set.iter().collect::<Vec<_>>(), &some);
        for permission in Permission::every() {
            prop_assert_eq!(set.contains(permission), some.contains(&permission));
        }
        prop_assert_eq!(PermissionSet::from_bytes(set.to_bytes()), Ok(set));
        prop_assert_eq!(PermissionSet::from_bigints(set.to_bigints()), Ok(set));
        let names = set.names();
        prop_assert!(names.is_sorted());
        prop_assert_eq!(PermissionSet::from_names(names.into_iter().rev()), Ok(set));
        let json = serde_json::to_string(&set).unwrap();
        let names: Vec<String> = serde_json::from_str(&json).unwrap();
        prop_assert!(names.is_sorted());
        prop_assert_eq!(serde_json::from_str::<PermissionSet>(&json).unwrap(), set);
    }
}

#[test]
fn a_host_names_its_right_by_a_dotted_name_and_by_nothing_wider() {
    let declare = |name: &str| {
        frontdesk_access::Catalogue::default().declare(frontdesk_access::HostPermission {
            permission: Permission::host(3).unwrap(),
            name: name.to_owned(),
            title: String::new(),
            object: ObjectKind::Section,
            needs: Vec::new(),
        })
    };
    for name in ["refund.approve", "a.b.c_2", "host.3", "hosts.4"] {
        assert_eq!(declare(name), Ok(()), "{name}");
    }
    for name in [
        "",
        "*",
        "any",
        "payment*",
        "payment.*",
        "refund",
        ".",
        ".refund",
        "refund.",
        "a..b",
        "a b.c",
        "a.b\n",
        "host.4",
        "host.33",
        "host.x",
        "order.view",
    ] {
        let refused = frontdesk_access::HostPermissionError::Name(name.to_owned());
        assert_eq!(declare(name), Err(refused), "{name}");
    }
}

/// The sign bits of both numbers, each alone: a permission, or a bit that no permission has.
#[test]
fn every_bit_goes_through_two_signed_numbers() {
    for bit in 0..128_u32 {
        let mask = 1_u128 << bit;
        let numbers = [(mask >> 64) as i64, mask as i64];
        let read = PermissionSet::from_bigints(numbers);
        match Permission::every().find(|permission| u32::from(permission.bit()) == bit) {
            Some(permission) => {
                let set: PermissionSet = [permission].into_iter().collect();
                assert_eq!(read, Ok(set), "{bit}");
                assert_eq!(set.to_bigints(), numbers, "{bit}");
                assert_eq!(set.names(), [permission.name()]);
            }
            None => assert_eq!(read, Err(UnknownBit(bit))),
        }
    }
    let (last, deletes) = (Permission::host(31).unwrap(), Permission::USER_DELETE);
    let both: PermissionSet = [last, deletes].into_iter().collect();
    assert_eq!(both.to_bigints(), [i64::MIN, i64::MIN], "bits 127 and 63");
    assert_eq!(
        PermissionSet::from_names(["user.delete", "user.remove"]).map_err(|unknown| unknown.0),
        Err("user.remove".to_owned())
    );
}
