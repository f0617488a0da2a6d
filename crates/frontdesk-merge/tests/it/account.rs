//! The two records of one account agree, or are no account.

use frontdesk_merge::{Account, AccountMismatch, Agreement};
use frontdesk_model::{AccountKind, ActorId, GroupId, Standing};

use crate::cast::*;

#[test]
fn what_both_records_say_must_be_the_same() {
    let operator = operator();
    let mismatch = |change: fn(&mut frontdesk_access::Holder)| {
        let mut holder = operator.holder().clone();
        change(&mut holder);
        Account::new(operator.user().clone(), holder)
    };
    assert_eq!(mismatch(|_| ()), Ok(operator.clone()));
    for (what, found) in [
        (Agreement::Tenant, mismatch(|holder| holder.tenant = OTHER)),
        (
            Agreement::Id,
            mismatch(|holder| holder.id = ActorId::User(ADMIN)),
        ),
        (
            Agreement::Kind,
            mismatch(|holder| holder.kind = AccountKind::LegacyAdmin),
        ),
        (
            Agreement::Standing,
            mismatch(|holder| holder.standing = Standing::Suspended),
        ),
        (
            Agreement::Memberships,
            mismatch(|holder| {
                holder.memberships.groups.insert(GroupId::from_number(1));
            }),
        ),
    ] {
        assert_eq!(found, Err(AccountMismatch(what)));
    }
}

#[test]
fn a_stored_account_that_contradicts_itself_is_not_read() {
    let text = serde_json::to_string(&operator()).unwrap();
    assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), operator());
    let swapped = text.replacen("legacy_operator", "legacy_admin", 1);
    assert_ne!(swapped, text);
    assert!(serde_json::from_str::<Account>(&swapped).is_err());
}

/// A plan is looked at before it is settled: what is open keeps it from being carried out, and not from
/// holding.
#[test]
fn a_plan_that_is_open_holds_and_is_not_carried_out() {
    let mut admin = admin();
    admin = changed(&admin, |record| {
        record.profile.name = frontdesk_identity::PersonName::new().last("Petrova");
    });
    let operator = operator();
    let mut ask = Ask::new(&operator, &admin);
    let open = ask.plan().unwrap();
    assert!(!open.open().is_empty());
    assert_eq!(open.check(&ask.situation()), Ok(()));
    assert!(ask.apply(&open).is_err());
    let settled = ask.plan_to_the_end();
    assert_eq!(settled.check(&ask.situation()), Ok(()));
    assert!(ask.apply(&settled).is_ok());
    // Of what is no longer there it does not hold.
    let other = with_rights(&operator, |holder| holder.roles.clear());
    ask.halves = [&other, &admin];
    let stale = ask.apply(&settled).unwrap_err();
    assert_eq!(settled.check(&ask.situation()), Err(stale));
}
