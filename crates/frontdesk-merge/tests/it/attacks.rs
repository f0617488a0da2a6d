//! What went wrong elsewhere, and must not here.

use frontdesk_access::{Permission, Request, Resource, Restriction};
use frontdesk_contact::{Email, UserName};
use frontdesk_identity::{Claim, EmailUse};
use frontdesk_identity::{
    ContactAddress, ContactPoint, EventKind, Lifecycle, Login, LoginSpace, PersonName,
    Subscription, Verification,
};
use frontdesk_merge::{Account, Alert, COMMON, Duty, Extent, LostBecause, Side, suggest};
use frontdesk_model::{AccountKind, UserId};

use crate::cast::*;

/// Uniting a contact with itself destroyed it.
#[test]
fn a_merge_with_itself_destroys_nothing() {
    for account in [operator(), admin()] {
        let ask = Ask::new(&account, &account);
        assert_eq!(codes(&ask.plan().unwrap_err()), ["same_account"]);
    }
    // Nor under another kind: one id is one account.
    let operator = operator();
    let twin = changed(&admin(), |record| record.id = OPERATOR);
    assert_eq!(
        codes(&Ask::new(&operator, &twin).plan().unwrap_err()),
        ["same_account"]
    );
}

fn point(text: &str, verification: Verification) -> ContactPoint {
    ContactPoint {
        verification,
        ..ContactPoint::new(ContactAddress::Email(Email::parse(text).unwrap()))
    }
}

/// A confirmed address of one side confirmed another of the other side.
#[test]
fn trust_in_an_address_is_not_raised() {
    let admin = changed(&admin(), |record| {
        record.profile.contact_points = vec![
            point("typed@example.org", Verification::Unproven),
            point("own@example.org", Verification::Proven),
        ];
    });
    let operator = changed(&operator(), |record| {
        record.profile.email = Some(Email::parse("typed@example.org").unwrap());
    });
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan_to_the_end();
    assert_eq!(
        plan.result.record().profile.contact_points,
        admin.record().profile.contact_points
    );
}

/// A subscription reappears nowhere else: the refusal of one half stays.
#[test]
fn a_refusal_of_messages_survives() {
    let event = EventKind::new_dialog();
    let admin = changed(&admin(), |record| {
        record.profile.contact_points = vec![
            point("own@example.org", Verification::Proven)
                .with(event.clone(), Subscription::OptedOut),
        ];
    });
    let operator = operator();
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let points = &plan.result.record().profile.contact_points;
    assert_eq!(points[0].subscriptions[&event], Subscription::OptedOut);
}

/// A ban of one half ended with the merge.
#[test]
fn a_ban_survives() {
    for side in Side::BOTH {
        let suspend = |record: &mut frontdesk_identity::UserRecord| {
            record.lifecycle = Lifecycle::Suspended;
        };
        let (mut operator, mut admin) = (operator(), admin());
        match side {
            Side::Operator => operator = changed(&operator, suspend),
            Side::Admin => admin = changed(&admin, suspend),
        }
        let mut ask = Ask::new(&operator, &admin);
        let plan = ask.plan().unwrap();
        assert_eq!(plan.result.record().lifecycle, Lifecycle::Suspended);
        assert_eq!(plan.alerts, [Alert::SuspensionSpreads { of: side }].into());
        assert_eq!(codes(&ask.apply(&plan).unwrap_err()), ["unacknowledged"]);
        // The other half is told what it loses.
        let lost = match side {
            Side::Operator => &plan.rights.admin.lost,
            Side::Admin => &plan.rights.operator.lost,
        };
        assert!(
            lost.iter()
                .all(|lost| matches!(lost.because, LostBecause::NotActive { .. }))
        );
        assert!(!lost.is_empty());
        let (_, state) = ask.unite();
        let whole = united(&state).result.user();
        assert!(!frontdesk_identity::can_sign_in(whole).is_allow());
    }
}

fn may(account: &Account, permission: Permission) -> bool {
    let holder = account.holder();
    let request = Request {
        holder,
        permission,
        resource: Resource::section(&holder.actor()),
    };
    roles().allows(&request, noon())
}

/// The panel was turned off for one half and came back with the merge.
#[test]
fn a_panel_turned_off_stays_off() {
    let operator = operator();
    let denied = with_rights(&admin(), |holder| {
        holder.restrictions.push(Restriction::deny_admin_panel());
    });
    let (_, state) = Ask::new(&operator, &denied).unite();
    let whole = &united(&state).result;
    assert!(!may(whole, Permission::SURFACE_ADMIN_PANEL));
    assert!(may(whole, Permission::SURFACE_OPERATOR_APP));

    // That the operator's kind has no panel is no restriction (D1).
    let admin = admin();
    let (_, state) = Ask::new(&operator, &admin).unite();
    assert!(may(&united(&state).result, Permission::SURFACE_ADMIN_PANEL));
}

#[test]
fn what_a_restriction_of_the_other_half_takes_is_listed() {
    let operator = with_rights(&operator(), |holder| {
        holder.restrictions.push(Restriction::deny_admin_panel());
    });
    let admin = admin();
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let lost = &plan.rights.admin.lost;
    assert_eq!(lost.len(), 3);
    assert!(lost.iter().all(|lost| lost.extent == Extent::Whole));
    assert!(plan.rights.operator.lost.is_empty());
}

/// Live sessions, tokens and passwords moved to the survivor.
#[test]
fn no_session_and_no_token_is_passed_on() {
    let (operator, admin) = (operator(), admin());
    let (event, state) = Ask::new(&operator, &admin).unite();
    let duties = event.duties();
    for user in [OPERATOR, ADMIN] {
        assert!(duties.contains(&Duty::CutSessions { user }));
        assert!(duties.contains(&Duty::VoidTokens { user }));
    }
    // The operator's password opens nothing any more, least of all the panel.
    let retired: Vec<UserId> = duties
        .iter()
        .filter_map(|duty| match duty {
            Duty::RetireVerifier { of } => Some(of.user),
            _ => None,
        })
        .collect();
    assert_eq!(retired, [OPERATOR]);
    // The surviving password has a version that neither half had.
    let whole = united(&state).result.record();
    assert_eq!(whole.credentials.as_ref().unwrap().version, 3);
    assert_eq!(whole.credential_version, 3);
}

/// One text as login in both registers is no clash between the halves, and one with others.
#[test]
fn a_login_is_claimed_on_both_surfaces() {
    let same = |record: &mut frontdesk_identity::UserRecord| {
        record.login = Login::Named(UserName::parse("ivanov").unwrap());
    };
    let (operator, admin) = (changed(&operator(), same), changed(&admin(), same));
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let spaces: Vec<LoginSpace> = plan
        .claims(EmailUse::Contact)
        .into_iter()
        .filter_map(|claim| match claim {
            Claim::Login { space, .. } => Some(space),
            _ => None,
        })
        .collect();
    assert_eq!(spaces, [LoginSpace::Operator, LoginSpace::AdminPanel]);
}

/// A directory sync made the united-away account anew.
#[test]
fn the_external_ids_of_both_are_answered() {
    let id = |text| frontdesk_model::ExternalId::parse(text).unwrap();
    let operator = changed(&operator(), |record| {
        record.profile.external_ids = [id("talkme/operator/17")].into();
    });
    let admin = changed(&admin(), |record| {
        record.profile.external_ids = [id("talkme/admin_user/17")].into();
    });
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    assert_eq!(
        plan.claims(EmailUse::Contact)
            .iter()
            .filter(|claim| matches!(claim, Claim::External(_)))
            .count(),
        2
    );
}

/// A value that everybody has, such as a default address, made one giant cluster.
#[test]
fn a_shared_mailbox_suggests_nothing_and_is_reported() {
    let records: Vec<_> = (0..20)
        .map(|n| {
            let kind = match n % 2 {
                0 => AccountKind::LegacyOperator,
                _ => AccountKind::LegacyAdmin,
            };
            let mut found = record(kind, UserId::from_number(100 + n));
            found.profile.email = Some(Email::parse("support@example.org").unwrap());
            found
        })
        .collect();
    let all: Vec<_> = records.iter().collect();
    let found = suggest(&all);
    assert!(found.pairs.is_empty());
    assert_eq!(found.too_common.len(), 2);
    assert!(found.too_common.iter().all(|value| value.accounts == 20));
    // As many as still say something are suggested.
    assert!(!suggest(&all[..COMMON]).pairs.is_empty());
}

/// Missing values matched one another.
#[test]
fn missing_matches_nothing() {
    let bare = |kind, id| {
        let mut found = record(kind, UserId::from_number(id));
        found.login = Login::Unset;
        found.credentials = None;
        found.ever_had_rights = false;
        found
    };
    let (operator, admin) = (
        bare(AccountKind::LegacyOperator, 1),
        bare(AccountKind::LegacyAdmin, 2),
    );
    assert!(suggest(&[&operator, &admin]).pairs.is_empty());
}

#[test]
fn suggestions_are_explained_ranked_and_do_not_depend_on_the_order() {
    let named = |kind, id, last: &str, first: &str, email: Option<&str>| {
        let mut found = record(kind, UserId::from_number(id));
        found.profile.name = PersonName::new().last(last).first(first);
        found.profile.email = email.map(|email| Email::parse(email).unwrap());
        found
    };
    let (op, ad) = (AccountKind::LegacyOperator, AccountKind::LegacyAdmin);
    let mut records = vec![
        named(op, 1, "Ivanov", "Ivan", Some("ivan@example.org")),
        // The same mailbox, and the parts of the name in the other fields.
        named(ad, 2, "Ivan", "Ivanov", Some("ivan@example.org")),
        // A namesake.
        named(ad, 3, "Ivanov", "Ivan", Some("other@example.org")),
        // Two operators are never a pair (S14).
        named(op, 4, "Ivanov", "Ivan", None),
        // A hint only.
        named(ad, 5, "Petrov", "Petr", Some("Semen@Example.org")),
        named(op, 6, "Sidorov", "Semen", Some("semen@example.org")),
    ];
    let suggested =
        |records: &[frontdesk_identity::UserRecord]| suggest(&records.iter().collect::<Vec<_>>());
    let found = suggested(&records);
    let shown: Vec<(i64, i64, Vec<&str>)> = found
        .pairs
        .iter()
        .map(|pair| {
            let codes = pair.likenesses.iter().map(|likeness| likeness.code());
            (
                pair.operator.number().unwrap(),
                pair.admin.number().unwrap(),
                codes.collect(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (1, 2, vec!["same_email", "similar_email", "same_name_parts"]),
            (6, 5, vec!["similar_email"]),
            (1, 3, vec!["same_name_parts", "lookalike_name"]),
            (4, 3, vec!["same_name_parts", "lookalike_name"]),
            (4, 2, vec!["same_name_parts"]),
        ]
    );
    records.reverse();
    assert_eq!(suggested(&records), found);
}
