//! Claims as rows of one table: equal claims are one row, others are two; the difference of two states.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_identity::*;
use frontdesk_model::{ExternalId, TenantId, UserId, uuid::Uuid};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::customer::*;
use crate::support::*;

/// Claims that are alike: one text as a login, as an address that is none by PRECIS, as an e-mail
/// address and as a record, on both surfaces.
fn pool() -> Vec<Claim> {
    let mut all = Vec::new();
    for space in [LoginSpace::Operator, LoginSpace::AdminPanel] {
        for text in [
            "anna",
            "ANNA",
            "anna@example.test",
            "Anna@EXAMPLE.test",
            "\"a b\"@example.test",
        ] {
            if let Some(key) = login_key(text) {
                all.push(Claim::Login { space, key });
            }
            if text.contains('@') {
                let key = email(text).key();
                all.push(Claim::Email { space, key });
            }
        }
        let key = email("anna@example.test").key();
        let key = LoginKey::Address(key);
        all.push(Claim::Login { space, key });
    }
    for (system, kind) in [("uis", "employee"), ("uis", "admin"), ("reach", "employee")] {
        for value in ["17", "17/1", "anna@example.test"] {
            all.push(Claim::External(
                ExternalId::new(system, kind, value).unwrap(),
            ));
        }
    }
    all
}

type Key = (TenantId, String, String);

fn key(row: &ClaimRow) -> Key {
    (row.tenant, row.kind.clone(), row.value.clone())
}

#[test]
fn equal_claims_are_one_row_and_others_are_two() {
    let row = |claim: &Claim| {
        let rows = ClaimRow::of_claims(tenant(), user_id(1), &[claim.clone()].into());
        key(rows.first().unwrap())
    };
    let all = pool();
    let distinct: BTreeSet<&Claim> = all.iter().collect();
    assert!(distinct.len() > 15 && distinct.len() < all.len());
    for one in &all {
        for other in &all {
            assert_eq!(row(one) == row(other), one == other, "{one:?} {other:?}");
        }
    }
}

proptest! {
    /// The rows before, without those deleted and with those inserted, are the rows after; and nothing
    /// that stays is touched, so that no unique index sees it twice.
    #[test]
    fn the_difference_leads_from_before_to_after(
        before in subsequence(pool(), 0..=pool().len()),
        after in subsequence(pool(), 0..=pool().len()),
        holders in (0..2_i64, 0..2_i64),
        tenants in (0..2_i64, 0..2_i64),
    ) {
        let rows = |claims: Vec<Claim>, user: i64, tenant: i64| {
            let claims = claims.into_iter().collect();
            ClaimRow::of_claims(TenantId::from_number(tenant), user_id(user), &claims)
        };
        let before = rows(before, holders.0, tenants.0);
        let after = rows(after, holders.1, tenants.1);
        let difference = ClaimDifference::between(&before, &after);
        // A table with a unique index, as the host has it.
        let mut table: BTreeMap<Key, Uuid> = before.iter().map(|row| (key(row), row.holder)).collect();
        for row in &difference.delete {
            prop_assert_eq!(table.remove(&key(row)), Some(row.holder));
        }
        for row in &difference.insert {
            prop_assert_eq!(table.insert(key(row), row.holder), None, "a clash with itself");
        }
        let expected: BTreeMap<Key, Uuid> = after.iter().map(|row| (key(row), row.holder)).collect();
        prop_assert_eq!(table, expected);
        prop_assert_eq!(difference.is_empty(), before == after);
        prop_assert!(difference.delete.is_disjoint(&after) && difference.insert.is_disjoint(&before));
    }

    /// Two pairs of issuer and subject are one text only if they are one pair.
    #[test]
    fn two_subjects_are_two_rows(
        parts in (select(vec!["a", "a1", "1", "1:a", "a:"]), select(vec!["a", "1a", "1", "a:1"])),
        others in (select(vec!["a", "a1", "1", "1:a", "a:"]), select(vec!["a", "1a", "1", "a:1"])),
    ) {
        let row = |(issuer, name): (&str, &str)| {
            let rows = ClaimRow::of_portal(Some(&social(&subject(issuer, name))));
            let values: Vec<String> = rows.into_iter().map(|row| row.value).collect();
            values
        };
        prop_assert_eq!(row(parts) == row(others), parts == others);
    }
}

/// A portal account that came by this social account.
fn social(who: &Subject) -> PortalAccount {
    let command = PortalCommand::RegisterSocial {
        customer: customer_id(5),
        subject: who.clone(),
    };
    let facts = facts(&with_fields(Sso::Off), PortalSession::Stranger);
    let decided = decide_portal(None, &command, &facts, noon()).unwrap();
    PortalAccount::replay(&decided.events).unwrap().unwrap()
}

/// The whole life: created, renamed, deleted. What is gone claims nothing but the record it came from.
#[test]
fn an_account_claims_and_frees() {
    let policy = UserPolicy::uis(tenant());
    let user = active();
    let rows = |user: &User| ClaimRow::of_user(Some(user), EmailUse::Contact);
    let born = ClaimDifference::between(&ClaimRow::of_user(None, EmailUse::Contact), &rows(&user));
    assert!(born.delete.is_empty() && !born.insert.is_empty());
    let kinds: BTreeSet<&str> = born.insert.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["login.admin_panel", "login.operator"].into());
    assert!(born.insert.iter().all(|row| row.normalizer.is_some()));
    let command = UserCommand::Delete { replacement: None };
    let decided = decide_user(Some(&user), &command, &policy, noon()).unwrap();
    let gone = User::after(Some(user.clone()), &decided.events)
        .unwrap()
        .unwrap();
    let freed = ClaimDifference::between(&rows(&user), &rows(&gone));
    assert_eq!((freed.delete, freed.insert.len()), (born.insert.clone(), 0));
    // No value is printed.
    let printed = format!("{born:?}");
    assert!(
        born.insert.iter().all(|row| !printed.contains(&row.value)),
        "{printed}"
    );
    assert!(UserId::from_uuid(born.insert.first().unwrap().holder) == user.id());
}
