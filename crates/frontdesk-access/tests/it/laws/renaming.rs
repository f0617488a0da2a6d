//! Ids are names and nothing else.

use std::collections::BTreeSet;

use frontdesk_access::Reason;
use frontdesk_testkit::{naive, renaming, strategy};
use proptest::prelude::*;

use crate::cases;

proptest! {
    #![proptest_config(cases(300))]

    /// Other ids for people, groups, places, roles, add-ons and tenants, in the record, the roles
    /// and the object alike: the same answer for the same reasons, and the same list of rights.
    #[test]
    fn renaming_does_not_matter(q in strategy::question(), ids in renaming()) {
        let renamed = ids.question(&q);
        let (before, after) = (q.decide(), renamed.decide());
        prop_assert_eq!(after.outcome, before.outcome);
        prop_assert_eq!(&after.obligations, &before.obligations);
        let reasons: BTreeSet<Reason> = before.reasons.iter().map(|reason| ids.of(reason)).collect();
        prop_assert_eq!(after.reasons.into_iter().collect::<BTreeSet<_>>(), reasons);
        prop_assert_eq!(renamed.naive(), q.naive());

        let scopes = |q: &strategy::Question| q.roles.scopes_of(&q.holder, q.permission, q.now);
        let (before, after) = (scopes(&q), scopes(&renamed));
        prop_assert_eq!(after.valid_until, before.valid_until);
        prop_assert_eq!(after.none_of, ids.of(&before.none_of));
        prop_assert_eq!(after.all_of, ids.of(&before.all_of));

        let rights = q.roles.effective(&q.holder, q.now);
        let rights_after = renamed.roles.effective(&renamed.holder, q.now);
        prop_assert_eq!(rights_after, ids.of(&rights));
    }
}

/// A renaming that renamed nothing would prove nothing.
#[test]
fn a_renaming_renames() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut changed, mut allowed) = (0, 0);
    for _ in 0..200 {
        let q = strategy::question()
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let ids = renaming().new_tree(&mut runner).unwrap().current();
        changed += u32::from(ids.question(&q).holder != q.holder);
        allowed += u32::from(matches!(q.naive(), naive::Verdict::Allow { .. }));
    }
    assert!(changed > 150 && allowed > 20, "{changed} {allowed}");
}
