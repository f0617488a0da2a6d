//! Merges of accounts with very many scopes and moments.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Grant, Groups, Permission, Scope};
use frontdesk_merge::{Account, Alert};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{GroupId, SiteId, Validity};

use crate::cast::*;

fn granted(account: &Account, group: i64, grants: Vec<Grant>) -> Account {
    let account = changed(account, |record| {
        record.profile.memberships.groups = [GroupId::from_number(group)].into();
    });
    with_rights(&account, |holder| holder.grants.extend(grants))
}

fn site(number: i64) -> Scope {
    Scope {
        sites: Some(Among::These([SiteId::from_number(number)].into())),
        ..Scope::any()
    }
}

fn viewing(scope: Scope) -> Grant {
    Grant::new(Permission::CONVERSATION_VIEW, scope)
}

fn alerts(one: Vec<Grant>, other: Vec<Grant>) -> BTreeSet<Alert> {
    let (operator, admin) = (granted(&operator(), 1, one), granted(&admin(), 2, other));
    Ask::new(&operator, &admin).plan().unwrap().alerts
}

fn beyond(scopes: impl Iterator<Item = Scope>) -> BTreeSet<Alert> {
    let alert = |scope| Alert::BeyondBoth {
        permission: Permission::CONVERSATION_VIEW,
        scope: Box::new(scope),
    };
    scopes.map(alert).collect()
}

/// Two thousand scopes of one right: to compare each with each pair of the others takes an hour.
#[test]
fn a_right_over_thousands_of_sites_is_compared() {
    let sites = |from: i64, to: i64| (from..=to).map(|number| viewing(site(number)));
    // The kind of the admin's account forbids it there, so it wakes in the whole (S3).
    let found = alerts(sites(1, 1_000).collect(), sites(1_001, 2_000).collect());
    assert_eq!(found, beyond((1_001..=2_000).map(site)));
    // In the groups of both halves the right is over more than in those of one.
    let mine = |number| Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..site(number)
    };
    let found = alerts((1..=2_000).map(mine).map(viewing).collect(), vec![]);
    assert_eq!(found, beyond((1..=2_000).map(mine)));
    assert_eq!(alerts(sites(1, 2_000).collect(), vec![]), [].into());
}

/// Three hundred grants that end one after another in a half, and as many that begin and that the
/// kind of the other forbids: those wake, each at its moment.
#[test]
fn a_right_that_ends_at_hundreds_of_moments_is_compared_at_each() {
    let ending = |number: i64| Grant {
        validity: Validity::until(noon() + TimeDelta::minutes(number)),
        ..viewing(site(number))
    };
    let beginning = |number: i64| Grant {
        validity: Validity::new(Some(noon() + TimeDelta::minutes(number)), None).unwrap(),
        ..viewing(site(number))
    };
    assert_eq!(alerts((1..=300).map(ending).collect(), vec![]), [].into());
    let found = alerts(vec![], (1..=300).map(beginning).collect());
    assert_eq!(found, beyond((1..=300).map(site)));
}
