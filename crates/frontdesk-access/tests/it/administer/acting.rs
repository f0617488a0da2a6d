//! Who acts as another does what both may do, and nothing of the other's is his own.

use frontdesk_access::{
    AccessEvent, AdminAction, AdminRefusal, AdminRequest, AuditRecord, Directory, Grant, Guard,
    Holder, Obligation, Permission, Permit, Restriction, RestrictionId, Scope, Takeover,
};
use frontdesk_model::{ActorId, Memberships, Relation, Standing, UserId};
use frontdesk_testkit::{BuildHolder, cast, strategy};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{TO_MANAGE, ask, assign, assigned, codes, give, missing, office, own_role, user};

/// Anna is who is really there, Boris as whom she acts.
const ANNA: UserId = cast::ANNA;
const BORIS: UserId = cast::BORIS;

fn as_boris(office: &Directory, action: &AdminAction) -> Result<Permit, AdminRefusal> {
    let request = AdminRequest {
        actor: user(ANNA),
        on_behalf_of: Some(user(BORIS)),
        action,
        guard: Guard::Covers,
    };
    office.administer(&request, cast::noon())
}

/// All that Boris has, and the right to act as others.
fn anna(more: &[Permission]) -> Holder {
    Holder::new(cast::TENANT, ANNA)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_rights(
            &[Permission::TAG_MANAGE, Permission::IMPERSONATE],
            &Scope::any(),
        )
        .with_rights(more, &Scope::any())
}

fn boris(more: &[Permission]) -> Holder {
    Holder::new(cast::TENANT, BORIS)
        .with_rights(TO_MANAGE, &Scope::any())
        .with_rights(more, &Scope::any())
}

fn take_over(of: UserId) -> AdminAction {
    AdminAction::TakeOver {
        user: user(of),
        by: Takeover::ResetCredentials,
    }
}

/// The other's account is not one's own: its password, its lists, its roles.
#[test]
fn the_account_of_the_other_is_not_ones_own() {
    let reset = [Permission::CREDENTIALS_RESET];
    let own_password = take_over(BORIS);
    // Boris sets the password of Boris: granted. Anna as Boris: only who may reset it anyway.
    let without = office([], [anna(&[]), boris(&[])]);
    assert_eq!(codes(&as_boris(&without, &own_password)), ["not_permitted"]);
    let of_boris = office([], [anna(&[]), boris(&reset)]);
    assert_eq!(codes(&ask(&of_boris, BORIS, &own_password)), ["granted"]);
    // He may do more than she covers: she does not act as him at all.
    assert_eq!(codes(&as_boris(&of_boris, &own_password)), ["uncovered"]);
    let of_both = office([], [anna(&reset), boris(&reset)]);
    assert_eq!(codes(&as_boris(&of_both, &own_password)), ["granted"]);
    // What one takes from oneself one need not have; from the other she does.
    let role = own_role("shop.tags").grant(&[Permission::TAG_MANAGE], &Scope::any());
    let with_role = boris(&[]).with_role(assigned("shop.tags"));
    let office = office([role], [anna(&[]), with_role]);
    let unassign = super::unassign(BORIS, "shop.tags");
    assert_eq!(codes(&as_boris(&office, &unassign)), ["granted"]);
}

/// Whatever the other may do, it is bounded by what one covers in one's own name.
#[test]
fn what_is_done_as_another_is_bounded_by_both() {
    let tags = |to| give(to, Permission::TAG_MANAGE, &Scope::any());
    let people = [anna(&[]), boris(&[]), cast::lev()];
    let office = office([], people);
    // Anna covers it and Boris does not.
    assert_eq!(codes(&ask(&office, ANNA, &tags(cast::LEV))), ["granted"]);
    assert_eq!(
        missing(&as_boris(&office, &tags(cast::LEV))),
        ["tag.manage @ any"]
    );
    // Both do.
    let view = give(cast::LEV, Permission::ROLE_VIEW, &Scope::any());
    assert_eq!(codes(&as_boris(&office, &view)), ["granted"]);
    // Nor to herself what neither has.
    let more = give(ANNA, Permission::TEMPLATE_MANAGE, &Scope::any());
    assert_eq!(
        missing(&as_boris(&office, &more)),
        ["template.manage @ any"]
    );
}

/// A role that is entrusted to the other comes neither to oneself nor to his account.
#[test]
fn trust_reaches_neither_of_the_two() {
    let agent = own_role("shop.agent").grant(&[Permission::TEMPLATE_MANAGE], &Scope::any());
    let lead = own_role("shop.lead").assigning([agent.id.clone()]);
    let with_lead = |holder: Holder| holder.with_role(assigned("shop.lead"));
    let all = anna(&[Permission::TEMPLATE_MANAGE]);
    let with_right = office(
        [agent.clone(), lead.clone()],
        [all, with_lead(boris(&[])), cast::lev()],
    );
    // Boris gives it by trust, Anna because she has it.
    assert_eq!(
        codes(&as_boris(&with_right, &assign(cast::LEV, "shop.agent"))),
        ["granted"]
    );
    assert_eq!(
        codes(&as_boris(&with_right, &assign(BORIS, "shop.agent"))),
        ["uncovered"]
    );
    assert_eq!(
        codes(&as_boris(&with_right, &assign(ANNA, "shop.agent"))),
        ["granted"]
    );
    // Without it she does not act as somebody who gives it.
    let without = office(
        [agent, lead],
        [anna(&[]), with_lead(boris(&[])), cast::lev()],
    );
    let answer = as_boris(&without, &assign(cast::LEV, "shop.agent"));
    assert_eq!(missing(&answer), ["template.manage @ any"]);
}

/// Who may no longer act as the other does not go on; nor does a restriction or an obligation of
/// one's own cease.
#[test]
fn ones_own_bounds_stay() {
    let view = give(cast::LEV, Permission::ROLE_VIEW, &Scope::any());
    let mut lost = anna(&[]);
    lost.grants
        .retain(|grant| grant.gives != Permission::IMPERSONATE.into());
    let switched_off = boris(&[]).with_standing(Standing::Suspended);
    for (office, expected) in [
        (office([], [lost, boris(&[]), cast::lev()]), "not_permitted"),
        (
            office([], [anna(&[]), switched_off, cast::lev()]),
            "not_visible",
        ),
        (office([], [anna(&[]), cast::lev()]), "no_such_record"),
    ] {
        assert_eq!(codes(&as_boris(&office, &view)), [expected]);
    }
    let deny = Restriction::taking(
        RestrictionId::from_static("deny.tags"),
        [Permission::TAG_MANAGE].into_iter().collect(),
        Scope::any(),
    );
    let restricted = anna(&[]).with_restriction(deny.clone());
    let office_of = |anna| office([], [anna, boris(&[]), cast::lev()]);
    let lift = AdminAction::Lift {
        user: user(ANNA),
        restriction: deny,
    };
    let answer = codes(&as_boris(&office_of(restricted), &lift));
    assert_eq!(answer, ["uncovered", "own_restriction"]);
    let masked = anna(&[Permission::SOFTPHONE_USE]).with_obligation(Obligation::MaskNumber);
    let phone = give(cast::LEV, Permission::SOFTPHONE_USE, &Scope::any());
    let caller = boris(&[Permission::SOFTPHONE_USE]).with_obligation(Obligation::MaskNumber);
    let office = office([], [masked, caller, cast::lev()]);
    assert_eq!(codes(&as_boris(&office, &phone)), ["own_obligation"]);
}

/// The record says who was there and as whom; one that was written before says that nobody else was.
#[test]
fn the_record_names_both() {
    let office = office([], [anna(&[]), boris(&[])]);
    let action = AdminAction::SetMemberships {
        user: user(BORIS),
        memberships: Box::new(Memberships::default()),
    };
    let mut request = AdminRequest {
        actor: user(ANNA),
        on_behalf_of: Some(user(BORIS)),
        action: &action,
        guard: Guard::Covers,
    };
    let answer = office.administer(&request, cast::noon());
    let record = office.audit(&request, &answer, cast::noon());
    assert_eq!(
        (record.actor, record.on_behalf_of),
        (user(ANNA), Some(user(BORIS)))
    );
    let stored = serde_json::to_string(&record).unwrap();
    assert_eq!(
        serde_json::from_str::<AuditRecord>(&stored).unwrap(),
        record
    );
    // As oneself nothing is said of another, as before.
    request.on_behalf_of = None;
    let answer = office.administer(&request, cast::noon());
    let stored = serde_json::to_value(office.audit(&request, &answer, cast::noon())).unwrap();
    assert_eq!(stored.get("on_behalf_of"), None);
    assert_eq!(
        serde_json::from_value::<AuditRecord>(stored)
            .unwrap()
            .on_behalf_of,
        None
    );
}

/// As another exactly what both may, where he may act as the other: the same events, all relied on.
#[test]
fn as_another_what_both_may() {
    let mut runner = TestRunner::deterministic();
    let worlds = (
        strategy::directory(),
        strategy::admin_draft(),
        1..=4_i64,
        strategy::instant(),
    );
    let (mut granted, mut refused) = (0_u32, 0_u32);
    for _ in 0..400 {
        let (mut directory, draft, other, now) = worlds.new_tree(&mut runner).unwrap().current();
        let other = ActorId::User(UserId::from_number(other));
        acts_as_all(&mut directory, draft.actor, other);
        let action = draft.on(&directory);
        let request = AdminRequest {
            actor: draft.actor,
            on_behalf_of: Some(other),
            action: &action,
            guard: Guard::Covers,
        };
        let answer = directory.administer(&request, now);
        let own = directory.may_administer(draft.actor, &action, now);
        if other == draft.actor {
            assert_eq!(answer, own);
            continue;
        }
        let act = AdminAction::TakeOver {
            user: other,
            by: Takeover::Impersonate,
        };
        let acts = directory.may_administer(draft.actor, &act, now);
        let of_other = directory.may_administer(other, &action, now);
        let all = own.is_ok() && acts.is_ok() && of_other.is_ok();
        assert_eq!(answer.is_ok(), all, "{action:?}");
        match answer {
            Ok(permit) => {
                granted += 1;
                assert_eq!(permit.events, own.unwrap().events);
                for id in [draft.actor, other] {
                    assert!(permit.preconditions.contains(&directory.precondition(id)));
                }
            }
            Err(_) => refused += 1,
        }
    }
    println!("as another: {granted} granted, {refused} refused");
    assert!(granted > 8 && refused > 20, "{granted} {refused}");
}

/// Gives the first all that the second has, for every relation, and the right to act as others.
fn acts_as_all(directory: &mut Directory, first: ActorId, second: ActorId) {
    let of_second = directory.holder(second).unwrap();
    let on_record = directory.catalogue().on_record(of_second);
    let mut grants: Vec<Grant> = on_record
        .map(|grant| Grant {
            scope: Scope {
                relation: Relation::Any,
                ..grant.scope.clone()
            },
            ..grant.clone()
        })
        .collect();
    grants.push(Grant::new(Permission::IMPERSONATE, Scope::any()));
    for grant in grants {
        // What is there already stays.
        let _ = directory.apply(&AccessEvent::Granted {
            holder: first,
            grant,
        });
    }
}
