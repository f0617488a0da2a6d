//! Until when scopes stay: exactly as long as nothing in them changes, on records with very many
//! moments.

use std::collections::BTreeSet;

use frontdesk_access::{
    Grant, Holder, HostPermission, ObjectKind, Permission, Restriction, RestrictionId,
    RoleAssignment, Scope,
};
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{Relation, Validity};
use frontdesk_testkit::{BuildHolder, cast};
use proptest::prelude::*;

use Permission as P;

fn minute(number: i64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::minutes(number)
}

fn ending(permission: Permission, scope: &Scope, end: i64) -> Grant {
    Grant {
        validity: Validity::until(minute(end)),
        ..Grant::new(permission, scope.clone())
    }
}

fn between(from: i64, end: i64) -> Validity {
    Validity::new(Some(minute(from)), Some(minute(end))).unwrap()
}

fn until(holder: &Holder, permission: Permission) -> Option<DateTime<Utc>> {
    let roles = cast::roles();
    roles
        .scopes_of(holder, permission, cast::noon())
        .valid_until
}

/// A thousand grants of one record end, each a minute after another. Whatever hides their ends - a
/// grant that stays, each other, a restriction, another right that is missing - the moment is exact.
/// Each is one sweep: to collect the scopes anew at each moment would take a minute here.
#[test]
fn a_thousand_ending_grants() {
    let thousand = |permission, scope: &Scope| {
        (1..=1_000_i64)
            .map(move |end| ending(permission, scope, end))
            .collect::<Vec<_>>()
    };
    let with = |grants: Vec<Grant>| {
        let mut holder = cast::olga();
        holder.grants.extend(grants);
        holder
    };
    let (any, own) = (Scope::any(), Scope::of(Relation::Created));

    // One that stays says the same.
    let stays = with(thousand(P::ORDER_VIEW, &own)).with_rights(&[P::ORDER_VIEW], &own);
    assert_eq!(until(&stays, P::ORDER_VIEW), None);
    // Each says what the last one says.
    let same = with(thousand(P::ORDER_VIEW, &own));
    assert_eq!(until(&same, P::ORDER_VIEW), Some(minute(1_000)));
    // The right needs it, and it needs nothing.
    let needed = same.with_rights(&[P::ORDER_EDIT], &any);
    assert_eq!(until(&needed, P::ORDER_EDIT), Some(minute(1_000)));
    // Scopes of their own: the first end is a change.
    let apart = with(thousand(P::ORDER_VIEW, &own)).with_grant(ending(P::ORDER_VIEW, &any, 7));
    assert_eq!(until(&apart, P::ORDER_VIEW), Some(minute(7)));

    // What is asked elsewhere ends, one after another: it is denied from the last end on.
    let base = cast::olga().with_rights(&[P::CONVERSATION_VIEW, P::CONVERSATION_TRANSFER], &any);
    let mut elsewhere = base.clone();
    elsewhere.grants.extend(thousand(P::COLLEAGUE_LIST, &any));
    assert_eq!(
        until(&elsewhere, P::CONVERSATION_TRANSFER),
        Some(minute(1_000))
    );
    // A grant of it that covers no section is none.
    elsewhere
        .grants
        .push(Grant::new(P::COLLEAGUE_LIST, own.clone()));
    assert_eq!(
        until(&elsewhere, P::CONVERSATION_TRANSFER),
        Some(minute(1_000))
    );
    // A restriction takes it for ever.
    let mut taken = elsewhere.clone();
    let list = [P::COLLEAGUE_LIST].into_iter().collect();
    let deny = Restriction::taking(RestrictionId::from_static("deny.list"), list, any.clone());
    taken.restrictions.push(deny.clone());
    assert_eq!(until(&taken, P::CONVERSATION_TRANSFER), None);
    // And for a thousand single minutes: first of all from the first of them on.
    let mut now_and_then = base.with_rights(&[P::COLLEAGUE_LIST], &any);
    let minutes = (1..=1_000).map(|number| Restriction {
        validity: between(2 * number, 2 * number + 1),
        ..deny.clone()
    });
    now_and_then.restrictions.extend(minutes);
    assert_eq!(
        until(&now_and_then, P::CONVERSATION_TRANSFER),
        Some(minute(2))
    );
    // Where the right itself is not held, nothing of that is seen.
    let mut without = now_and_then.clone();
    without
        .grants
        .retain(|grant| grant.gives.one() != Some(P::CONVERSATION_TRANSFER));
    assert_eq!(until(&without, P::CONVERSATION_TRANSFER), None);

    // A thousand restrictions of one scope that follow each other without a gap.
    let order = [P::ORDER_VIEW].into_iter().collect();
    let deny = Restriction::taking(RestrictionId::from_static("deny.order"), order, own);
    let mut chained = cast::olga().with_rights(&[P::ORDER_VIEW], &any);
    chained
        .restrictions
        .extend((0..1_000).map(|number| Restriction {
            validity: between(number, number + 1),
            ..deny.clone()
        }));
    assert_eq!(until(&chained, P::ORDER_VIEW), Some(minute(1_000)));
}

/// Two rights of the host's that another needs are denied by turns: one of them always is, and the
/// scopes stay until both are there.
#[test]
fn what_is_denied_by_turns_is_denied() {
    let host = |number| Permission::host(number).unwrap();
    let mut roles = cast::roles();
    for number in 0..3 {
        let right = HostPermission {
            permission: host(number),
            name: format!("own.right_{number}"),
            title: "one of three".to_owned(),
            object: match number {
                2 => ObjectKind::Conversation,
                _ => ObjectKind::Section,
            },
            needs: (0..number).map(host).collect(),
        };
        // The second needs not the first.
        let needs = match number {
            2 => right.needs.clone(),
            _ => Vec::new(),
        };
        roles.declare(HostPermission { needs, ..right }).unwrap();
    }
    let mut holder = cast::olga().with_rights(&[host(2)], &Scope::any());
    for turn in 0..500_i64 {
        holder.grants.push(Grant {
            validity: between(turn, turn + 1),
            ..Grant::new(host(u8::from(turn % 2 == 1)), Scope::any())
        });
    }
    let scopes = |holder: &Holder| roles.scopes_of(holder, host(2), cast::noon());
    assert_eq!(scopes(&holder).all_of.len(), 2);
    assert_eq!(scopes(&holder).valid_until, None);
    let both = Grant {
        validity: between(301, 302),
        ..Grant::new(host(0), Scope::any())
    };
    holder.grants.push(both);
    assert_eq!(scopes(&holder).valid_until, Some(minute(301)));
}

const MOMENTS: i64 = 12;

/// A span that begins or not and ends or not, at twelve moments around now.
fn span() -> impl Strategy<Value = Validity> + Clone {
    (0..=MOMENTS, 0..=MOMENTS).prop_map(|(from, end)| {
        let bound = |number: i64| (number < MOMENTS).then(|| minute(number - MOMENTS / 3));
        let (from, end) = (bound(from), bound(end));
        Validity::new(from, end)
            .or_else(|_| Validity::new(end, from))
            .unwrap_or_default()
    })
}

fn scope() -> impl Strategy<Value = Scope> + Clone {
    let relations = [Relation::Any, Relation::Own, Relation::Myself];
    proptest::sample::select(relations.map(Scope::of).to_vec())
}

proptest! {
    #![proptest_config(crate::cases(400))]

    /// The moment is the first of all moments of the record at which the scopes are others, by asking
    /// at each of them.
    #[test]
    fn the_moment_is_the_first_at_which_they_differ(
        grants in proptest::collection::vec((0..8_usize, scope(), span()), 0..12),
        every in proptest::option::of(span()),
        roles_held in proptest::collection::vec(span(), 0..3),
        taken in proptest::collection::vec((0..8_usize, scope(), span()), 0..3),
    ) {
        let rights = [
            P::CONVERSATION_VIEW, P::CONVERSATION_TRANSFER, P::COLLEAGUE_LIST, P::USER_VIEW,
            P::USER_CREATE, P::ROLE_VIEW, P::ROLE_ASSIGN, P::USER_EDIT,
        ];
        let roles = cast::roles();
        let mut holder = cast::olga();
        for (right, scope, validity) in grants {
            holder.grants.push(Grant { validity, ..Grant::new(rights[right], scope) });
        }
        holder.grants.extend(every.map(|validity| Grant { validity, ..Grant::every(Scope::any()) }));
        for validity in roles_held {
            let id = cast::role("cast.operator").role;
            holder.roles.push(RoleAssignment { validity, ..RoleAssignment::new(id) });
        }
        for (right, scope, validity) in taken {
            let id = RestrictionId::from_static("deny.some");
            let right = [rights[right]].into_iter().collect();
            let taken = Restriction::taking(id, right, scope);
            holder.restrictions.push(Restriction { validity, ..taken });
        }
        let moments: BTreeSet<DateTime<Utc>> = (0..MOMENTS).map(|n| minute(n - MOMENTS / 3)).collect();
        for permission in rights {
            let at = |moment| {
                let found = roles.scopes_of(&holder, permission, moment);
                (found.all_of, found.none_of)
            };
            let now = at(cast::noon());
            let mut later = moments.iter().filter(|moment| **moment > cast::noon());
            let first = later.find(|moment| at(**moment) != now);
            prop_assert_eq!(until(&holder, permission), first.copied(), "{}", permission);
        }
    }
}
