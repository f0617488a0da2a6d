//! Two steps that each look harmless: what they come to together.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{Attempt, Escalation, Goal, escalation};
use frontdesk_access::{
    AdminAction, Directory, Guard, Holder, Permission, Restriction, RestrictionId, Scope,
};
use frontdesk_model::UserId;
use frontdesk_testkit::{BuildHolder, cast};

use super::{TO_MANAGE, administer, ask, assign, assigned, codes, give, missing, office, own_role};
use super::{save, user};

const RIGHT: Permission = Permission::TAG_MANAGE;

fn deny() -> Restriction {
    Restriction::taking(
        RestrictionId::from_static("deny.tags"),
        [RIGHT].into_iter().collect(),
        Scope::any(),
    )
}

fn manager(id: UserId, more: &[Permission]) -> Holder {
    Holder::new(cast::TENANT, id)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_rights(more, &Scope::any())
}

fn holds(office: &Directory, who: UserId) -> bool {
    let holder = office.holder(user(who)).unwrap();
    let effective = office.catalogue().effective(holder, cast::noon());
    effective.iter().any(|(right, _)| *right == RIGHT)
}

/// A restriction holds back what is granted behind it. Where nothing is, lifting gives nothing: who
/// grants later passes the guard by himself. Boris manages people without the right, Vera has it.
#[test]
fn lifting_first_and_granting_later_gives_what_each_step_may_give() {
    let anna = || Holder::new(cast::TENANT, cast::ANNA).with_restriction(deny());
    let people = || [manager(cast::BORIS, &[]), manager(cast::VERA, &[RIGHT])];
    let lift = AdminAction::Lift {
        user: user(cast::ANNA),
        restriction: deny(),
    };
    let grant = give(cast::ANNA, RIGHT, &Scope::any());

    let mut bare = office([], people().into_iter().chain([anna()]));
    assert_eq!(
        codes(&administer(&mut bare, cast::BORIS, &lift)),
        ["granted"]
    );
    assert!(!holds(&bare, cast::ANNA));
    // The second step is refused to whom the whole would have been.
    assert_eq!(
        missing(&ask(&bare, cast::BORIS, &grant)),
        ["tag.manage @ any"]
    );
    let wider = || own_role("shop.helper").grant(&[RIGHT], &Scope::any());
    assert_eq!(
        missing(&ask(&bare, cast::BORIS, &save(wider()))),
        ["tag.manage @ any"]
    );
    // Who covers it gives it: he could have lifted it too.
    assert_eq!(
        codes(&administer(&mut bare, cast::VERA, &grant)),
        ["granted"]
    );
    assert!(holds(&bare, cast::ANNA));

    // The other way round the first step gives nothing yet, and the second is refused.
    let mut behind = office([], people().into_iter().chain([anna()]));
    assert_eq!(
        codes(&administer(&mut behind, cast::VERA, &grant)),
        ["granted"]
    );
    assert!(!holds(&behind, cast::ANNA));
    assert_eq!(
        missing(&ask(&behind, cast::BORIS, &lift)),
        ["tag.manage @ any"]
    );
    assert_eq!(
        codes(&administer(&mut behind, cast::VERA, &lift)),
        ["granted"]
    );
    assert!(holds(&behind, cast::ANNA));
}

/// The same of restricting: ahead it takes nothing; where something stands behind it is taken.
#[test]
fn restricting_ahead_takes_nothing_that_is_there() {
    let restrict = AdminAction::Restrict {
        user: user(cast::ANNA),
        restriction: deny(),
    };
    let anna = Holder::new(cast::TENANT, cast::ANNA);
    let with_right = anna.clone().with_rights(&[RIGHT], &Scope::any());
    let bare = office([], [manager(cast::BORIS, &[]), anna]);
    assert_eq!(codes(&ask(&bare, cast::BORIS, &restrict)), ["granted"]);
    let has_it = office([], [manager(cast::BORIS, &[]), with_right]);
    assert_eq!(
        missing(&ask(&has_it, cast::BORIS, &restrict)),
        ["tag.manage @ any"]
    );
}

/// A role that is entrusted is never given to oneself, and comes by a puppet all the same: whoever
/// may create an account and give it a role can use that account. The search for escalations says so.
#[test]
fn an_entrusted_role_comes_back_by_a_puppet_and_the_analysis_says_so() {
    let agent = own_role("shop.agent").grant(&[RIGHT], &Scope::any());
    let lead = own_role("shop.lead").assigning([agent.id.clone()]);
    let boris = manager(cast::BORIS, &[]).with_role(assigned("shop.lead"));
    let mut desk = office([agent, lead], [boris]);
    let attempt = |permission| Attempt {
        from: BTreeSet::from([user(cast::BORIS)]),
        permission,
        goal: Goal::Anywhere,
        guard: Guard::Covers,
    };
    let found = escalation(&desk, &attempt(RIGHT), cast::noon());
    assert!(matches!(found, Escalation::Path { .. }), "{found:?}");
    // What nobody entrusted to him he does not come to, by no puppet.
    let other = escalation(&desk, &attempt(Permission::TEMPLATE_MANAGE), cast::noon());
    assert!(matches!(other, Escalation::Unreachable { .. }), "{other:?}");

    // Not by himself, and not by what he makes of his roles.
    let to_himself = assign(cast::BORIS, "shop.agent");
    assert_eq!(codes(&ask(&desk, cast::BORIS, &to_himself)), ["uncovered"]);
    // By a puppet that has it, as it stands there.
    let puppet = Holder::new(cast::TENANT, cast::MARIA).with_role(assigned("shop.agent"));
    let create = AdminAction::CreateUser {
        holder: Box::new(puppet),
    };
    assert_eq!(codes(&ask(&desk, cast::BORIS, &create)), ["granted"]);
    // By a puppet that gives it to him: it is no more than that.
    let mine = own_role("shop.mine").assigning([assigned("shop.agent").role]);
    let manages = manager(cast::MARIA, &[]);
    for action in [
        AdminAction::CreateUser {
            holder: Box::new(manages),
        },
        save(mine),
        assign(cast::MARIA, "shop.mine"),
    ] {
        assert_eq!(
            codes(&administer(&mut desk, cast::BORIS, &action)),
            ["granted"]
        );
    }
    assert_eq!(
        codes(&administer(&mut desk, cast::MARIA, &to_himself)),
        ["granted"]
    );
    assert!(holds(&desk, cast::BORIS));
    // A restriction on him holds whoever gives him what.
    let restricted = desk.holder(user(cast::BORIS)).unwrap().clone();
    let restricted = restricted.with_restriction(deny());
    let after = office([], [restricted]);
    assert!(!holds(&after, cast::BORIS));
}
