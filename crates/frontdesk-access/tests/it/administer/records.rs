//! What administration leaves behind: the audit record, and the review of who holds what.

use frontdesk_access::{
    AdminAction, AdminRequest, AuditOutcome, AuditRecord, Directory, Effective, Given, Grant,
    Guard, Holder, Holding, Permission, Restriction, RestrictionId, Scope, Source,
};
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{Relation, Standing, UserId, Validity};
use frontdesk_testkit::{BuildHolder, cast};

use super::{assign, assigned, give, office, own_role, user};

/// Asks, applies a yes, and writes down the answer.
fn recorded(
    office: &mut Directory,
    trail: &mut Vec<AuditRecord>,
    (actor, action): (UserId, AdminAction),
    now: DateTime<Utc>,
) {
    let request = AdminRequest {
        actor: actor.into(),
        on_behalf_of: None,
        action: &action,
        guard: Guard::Covers,
    };
    let answer = office.administer(&request, now);
    trail.push(office.audit(&request, &answer, now));
    for event in answer.iter().flat_map(|permit| &permit.events) {
        office.apply(event).unwrap();
    }
}

fn hour(number: i64) -> DateTime<Utc> {
    cast::noon() + TimeDelta::hours(number)
}

fn row<'a>(rows: &'a [Holding], holder: UserId, right: &str) -> &'a Holding {
    let of = |row: &&Holding| {
        row.holder == user(holder)
            && row
                .right
                .as_ref()
                .is_some_and(|gives| gives.to_string() == right)
    };
    rows.iter().find(of).unwrap()
}

#[test]
fn granted_and_refused_administration_leaves_a_record() {
    let all = Holder::new(cast::TENANT, cast::VERA).with_grant(Grant::every(Scope::any()));
    let mut office = office([], [all, cast::anna()]);
    let mut trail = Vec::new();
    let tags = || give(cast::ANNA, Permission::TAG_MANAGE, &Scope::any());
    recorded(&mut office, &mut trail, (cast::ANNA, tags()), hour(0));
    recorded(&mut office, &mut trail, (cast::VERA, tags()), hour(1));
    let suspend = AdminAction::Suspend {
        user: user(cast::ANNA),
    };
    recorded(&mut office, &mut trail, (cast::VERA, suspend), hour(2));
    let said: Vec<(UserId, String)> = trail
        .iter()
        .map(|record| {
            let outcome = match &record.outcome {
                AuditOutcome::Granted(events) => format!("granted, {} events", events.len()),
                AuditOutcome::Refused(refusal) => format!("refused: {refusal}"),
            };
            (record.actor.user().unwrap(), outcome)
        })
        .collect();
    assert_eq!(
        said,
        [
            (cast::ANNA, "refused: there is no such record".to_owned()),
            (cast::VERA, "granted, 1 events".to_owned()),
            (cast::VERA, "granted, 0 events".to_owned()),
        ]
    );
    // The record keeps the truth that the refused person is not told.
    let stored = serde_json::to_string(&trail).unwrap();
    assert!(stored.contains("\"code\":\"not_visible\""));
    assert_eq!(
        serde_json::from_str::<Vec<AuditRecord>>(&stored).unwrap(),
        trail
    );
    assert!(trail.iter().all(|record| record.tenant == cast::TENANT));
}

#[test]
fn the_review_says_who_holds_what_since_when_and_by_whom() {
    let all = Holder::new(cast::TENANT, cast::VERA).with_grant(Grant::every(Scope::any()));
    let mut office = office([], [all, cast::lev().with_standing(Standing::Active)]);
    let mut trail = Vec::new();
    recorded(
        &mut office,
        &mut trail,
        (cast::VERA, assign(cast::LEV, "cast.operator")),
        hour(0),
    );
    let mut passing = Grant::new(Permission::TAG_MANAGE, Scope::any());
    passing.validity = Validity::new(Some(hour(1)), Some(hour(5))).unwrap();
    let grant = AdminAction::Grant {
        user: user(cast::LEV),
        grant: passing.clone(),
    };
    recorded(&mut office, &mut trail, (cast::VERA, grant), hour(1));
    // A refused one gave nothing.
    let more = give(cast::LEV, Permission::ACCOUNT_SETTINGS, &Scope::any());
    recorded(&mut office, &mut trail, (cast::LEV, more), hour(2));

    let rows = office.review(&trail, hour(3));
    assert!(rows.is_sorted());
    let tags = row(&rows, cast::LEV, "tag.manage");
    assert_eq!(tags.through, Source::Person);
    assert_eq!(tags.validity, passing.validity);
    assert_eq!(
        tags.given,
        Some(Given {
            by: user(cast::VERA),
            at: hour(1)
        })
    );
    assert_eq!((tags.effect, tags.because.len()), (Effective::Wholly, 0));
    let reply = row(&rows, cast::LEV, "conversation.reply");
    assert_eq!(reply.through, Source::Role(assigned("cast.operator").role));
    assert_eq!(
        reply.given,
        Some(Given {
            by: user(cast::VERA),
            at: hour(0)
        })
    );
    // Nobody wrote down who made the first administrator.
    let every = row(&rows, cast::VERA, "*");
    assert_eq!((every.effect, every.given), (Effective::Wholly, None));
    // Later the passing right is over, and says so.
    let later = office.review(&trail, hour(6));
    let tags = row(&later, cast::LEV, "tag.manage");
    assert_eq!(
        (tags.effect, tags.because[0].code()),
        (Effective::Not, "out_of_time")
    );
}

#[test]
fn the_review_says_what_has_no_effect_and_why() {
    let view: frontdesk_access::PermissionSet =
        [Permission::CONVERSATION_VIEW].into_iter().collect();
    let own = Scope::of(Relation::Own);
    let half = Restriction::taking(RestrictionId::from_static("deny.own"), view, own);
    let people = [
        cast::olga()
            .with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any())
            .with_restriction(half),
        cast::pavel().with_rights(
            &[Permission::CONVERSATION_REPLY],
            &Scope::of(Relation::Created),
        ),
        cast::gleb(),
        cast::ilya(),
        cast::fedor(),
    ];
    let office = office([own_role("shop.own")], people);
    let rows = office.review(&[], hour(2));
    let told = |who, right: &str| {
        let row = row(&rows, who, right);
        let codes: Vec<&str> = row.because.iter().map(|reason| reason.code()).collect();
        (row.effect, codes)
    };
    assert_eq!(
        told(cast::OLGA, "conversation.view"),
        (Effective::InPart, vec!["restricted"])
    );
    let reply = rows
        .iter()
        .find(|row| row.holder == user(cast::PAVEL) && row.through == Source::Person)
        .unwrap();
    assert_eq!(
        (reply.effect, reply.because[0].code()),
        (Effective::Not, "prerequisite")
    );
    assert_eq!(
        told(cast::GLEB, "role.assign"),
        (Effective::Not, vec!["kind_of_account"])
    );
    assert_eq!(
        told(cast::ILYA, "role.assign"),
        (Effective::Not, vec!["not_active"])
    );
    let nothing: Vec<&str> = rows
        .iter()
        .filter(|row| row.right.is_none())
        .flat_map(|row| &row.because)
        .map(|reason| reason.code())
        .collect();
    assert_eq!(nothing, ["unknown_role", "unlisted_add_on"]);
}

#[test]
fn a_row_of_the_review_is_written_with_names() {
    let office = office(
        [],
        [Holder::new(cast::TENANT, cast::VERA).with_grant(Grant::every(Scope::any()))],
    );
    let rows = office.review(&[], cast::noon());
    let stored = serde_json::to_value(&rows).unwrap();
    assert_eq!(stored[0]["right"], "*");
    assert_eq!(stored[0]["effect"], "wholly");
    assert_eq!(stored[0]["through"], "person");
    assert_eq!(stored[0]["given"], serde_json::Value::Null);
}
