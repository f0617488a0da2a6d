//! The 74 permissions: the golden table, and the table of the catalogue.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{ObjectKind, Permission, PermissionSet, UnknownBit, bundle};
use frontdesk_testkit::naive;
use proptest::prelude::*;
use proptest::sample::subsequence;

/// What the golden file said when this was compiled, so that rewriting it does not rewrite the past.
const WRITTEN: &str = include_str!("golden/permissions.txt");

#[test]
fn the_table_is_as_written_down() {
    let mut text = String::from(
        "# bit | name | object | section | prerequisites | title\n\
         # Append only: the bit is part of every stored mask, the name of every stored role.\n",
    );
    for permission in Permission::ALL {
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
            permission.object().name(),
            permission.section().name(),
            needs.join(", "),
            permission.title(),
        )
        .unwrap();
    }
    expect_file!["golden/permissions.txt"].assert_eq(&text);
}

#[test]
fn no_bit_is_dropped_renamed_or_reused() {
    let mut checked = 0;
    for line in WRITTEN.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split(" | ");
        let bit: u8 = columns.next().unwrap().parse().unwrap();
        let name = columns.next().unwrap();
        let permission = Permission::from_name(name).unwrap();
        assert_eq!(permission.bit(), bit, "{name}");
        checked += 1;
    }
    assert!(checked >= 74, "{checked} rows were written down");
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
        let object = permission.object().name().replace('_', " ");
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
            let known = needed.object() == permission.object()
                || matches!(needed.object(), ObjectKind::Section | ObjectKind::User);
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
    for bit in 0..128_u32 {
        let known = Permission::ALL.iter().find(|p| u32::from(p.bit()) == bit);
        let read = PermissionSet::from_bytes((1_u128 << bit).to_be_bytes());
        match known {
            Some(permission) => assert_eq!(read, Ok([*permission].into_iter().collect())),
            None => assert_eq!(read, Err(UnknownBit(bit))),
        }
    }
}

proptest! {
    #[test]
    fn a_set_is_a_set(some in subsequence(Permission::ALL.to_vec(), 0..=74)) {
        let set: PermissionSet = some.iter().rev().chain(&some).copied().collect();
        prop_assert_eq!(&set.iter().collect::<Vec<_>>(), &some);
        for permission in Permission::ALL {
            prop_assert_eq!(set.contains(*permission), some.contains(permission));
        }
        prop_assert_eq!(PermissionSet::from_bytes(set.to_bytes()), Ok(set));
        let json = serde_json::to_string(&set).unwrap();
        let names: Vec<String> = serde_json::from_str(&json).unwrap();
        prop_assert!(names.is_sorted());
        prop_assert_eq!(serde_json::from_str::<PermissionSet>(&json).unwrap(), set);
    }
}
