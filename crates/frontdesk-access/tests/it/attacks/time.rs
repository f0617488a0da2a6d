//! What begins and ends.

use frontdesk_access::{
    Catalogue, Grant, Permission, Reason, Resource, Restriction, RestrictionId, Role,
    RoleAssignment, RoleId, Scope,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{Labels, Relation, Validity};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast, judge};

use Permission as P;

#[test]
fn attack_08_the_list_says_until_when_it_is_true() {
    let roles = cast::roles();
    let pavel = cast::pavel();
    let scopes = |now| roles.scopes_of(&pavel, P::CONVERSATION_REPLY, now);
    let (start, end) = (cast::noon(), cast::noon() + TimeDelta::hours(1));
    assert_eq!(
        scopes(start - TimeDelta::minutes(1)).valid_until,
        Some(start)
    );
    assert_eq!(scopes(start).valid_until, Some(end));
    assert_eq!(scopes(end).valid_until, None);
    // A restriction that begins later ends the list as well, if it bears on the right or on what it
    // needs.
    let until = |mut restriction: Restriction| {
        restriction.validity = Validity::new(Some(start + TimeDelta::minutes(5)), None).unwrap();
        let restricted = pavel.clone().with_restriction(restriction);
        let scopes = roles.scopes_of(&restricted, P::CONVERSATION_REPLY, start);
        scopes.valid_until
    };
    let view = [P::CONVERSATION_VIEW].into_iter().collect();
    let id = RestrictionId::from_static("deny.view");
    let of_view = Restriction::taking(id, view, Scope::of(Relation::Unassigned));
    assert_eq!(until(of_view), Some(start + TimeDelta::minutes(5)));
    assert_eq!(until(Restriction::deny_admin_panel()), Some(end));
}

#[test]
fn attack_28_a_grant_holds_from_its_start_until_before_its_end() {
    let roles = cast::roles();
    let pavel = cast::pavel();
    let chat = cast::chat(1).in_work_with(cast::PAVEL);
    let (start, end) = (cast::noon(), cast::noon() + TimeDelta::hours(1));
    let tick = TimeDelta::nanoseconds(1);
    // Also backwards: the answer depends on the moment alone, not on what was asked before.
    let rows = [
        (start - tick, false),
        (start, true),
        (end - tick, true),
        (end, false),
        (start, true),
        (start - tick, false),
    ];
    for (now, allowed) in rows {
        let about = Resource::conversation(&pavel.actor(), &chat);
        let decision = judge(&roles, &pavel, P::CONVERSATION_REPLY, about, now);
        assert_eq!(decision.is_allow(), allowed, "{now}");
        if !allowed {
            let codes: Vec<&str> = decision.reasons.iter().map(Reason::code).collect();
            assert_eq!(codes, ["not_granted", "out_of_time"], "{now}");
        }
    }
}

#[test]
fn attack_28_the_role_and_its_grant_must_both_be_valid() {
    let (start, hour) = (cast::noon(), TimeDelta::hours(1));
    let mut role = Role::built_in(RoleId::from_static("test.hour"), Labels::new("Hour"));
    role.grants = vec![Grant {
        validity: Validity::new(Some(start), Some(start + hour)).unwrap(),
        ..Grant::new(P::COLLEAGUE_LIST, Scope::any())
    }];
    let roles = Catalogue::try_from(vec![role]).unwrap();
    let mut assignment = RoleAssignment::new(RoleId::from_static("test.hour"));
    assignment.validity = Validity::new(Some(start + hour / 2), None).unwrap();
    let holder = cast::olga().with_role(assignment);
    for (now, allowed) in [
        (start, false),
        (start + hour / 2, true),
        (start + hour, false),
    ] {
        let section = Resource::section(&holder.actor());
        let decision = judge(&roles, &holder, P::COLLEAGUE_LIST, section, now);
        assert_eq!(decision.is_allow(), allowed, "{now}");
    }
}
