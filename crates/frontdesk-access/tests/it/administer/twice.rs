//! What is not done twice, and not undone.

use frontdesk_access::{AdminAction, Holder, Permission, Restriction, RestrictionId, Scope};
use frontdesk_model::Standing;
use frontdesk_testkit::{BuildHolder, cast};

use super::guard::manager_called;
use super::{administer, codes, office, user};

/// Only who was switched off is switched on: rights of a deleted account stay on record and act
/// no more (S82), and who never acted begins otherwise.
#[test]
fn only_who_was_switched_off_is_restored() {
    let manager = manager_called(cast::BORIS);
    for (standing, answer) in [
        (Standing::Suspended, "granted"),
        (Standing::HalfDeleted, "granted"),
        (Standing::Active, "granted"),
        (Standing::Deleted, "not_restorable"),
        (Standing::Pending, "not_restorable"),
        (Standing::Employee, "not_restorable"),
    ] {
        let other = Holder::new(cast::TENANT, cast::ANNA).with_standing(standing);
        let mut office = office([], [manager.clone(), other]);
        let restore = AdminAction::Restore {
            user: user(cast::ANNA),
        };
        let told = administer(&mut office, cast::BORIS, &restore);
        assert_eq!(codes(&told), [answer], "{standing:?}");
        let after = office.holder(user(cast::ANNA)).unwrap().standing;
        assert_eq!(
            after == standing,
            answer != "granted" || standing == Standing::Active
        );
    }
}

/// Of one name there is one restriction on a record: who wants another lifts that first.
#[test]
fn no_record_comes_to_two_restrictions_of_one_name() {
    let deny = |rights: &[Permission]| {
        Restriction::taking(
            RestrictionId::from_static("deny.x"),
            rights.iter().copied().collect(),
            Scope::any(),
        )
    };
    let manager = manager_called(cast::BORIS);
    let other = Holder::new(cast::TENANT, cast::ANNA);
    let mut office = office([], [manager, other]);
    let mut restrict = |rights: &[Permission]| {
        let action = AdminAction::Restrict {
            user: user(cast::ANNA),
            restriction: deny(rights),
        };
        codes(&administer(&mut office, cast::BORIS, &action))
    };
    assert_eq!(restrict(&[Permission::MERGE_PLAN]), ["granted"]);
    assert_eq!(restrict(&[Permission::MERGE_PLAN]), ["there"]);
    assert_eq!(restrict(&[Permission::ROLE_VIEW]), ["there"]);
    let lift = AdminAction::Lift {
        user: user(cast::ANNA),
        restriction: deny(&[Permission::MERGE_PLAN]),
    };
    assert_eq!(
        codes(&administer(&mut office, cast::BORIS, &lift)),
        ["granted"]
    );
    let again = AdminAction::Restrict {
        user: user(cast::ANNA),
        restriction: deny(&[Permission::ROLE_VIEW]),
    };
    assert_eq!(
        codes(&administer(&mut office, cast::BORIS, &again)),
        ["granted"]
    );
    assert_eq!(
        office.holder(user(cast::ANNA)).unwrap().restrictions.len(),
        1
    );
}
