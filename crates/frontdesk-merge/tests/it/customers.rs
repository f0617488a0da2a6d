//! Two accounts of one customer: what remains of the one that goes, and what stands against it.

use expect_test::expect_file;
use frontdesk_access::{
    Grant, Holder, Obligation, Permission, Restriction, RestrictionId, RoleAssignment, RoleId,
    Scope, Takes,
};
use frontdesk_merge::{
    Basis, CustomerDuty, CustomersConfirmed, CustomersPlan, CustomersRequest, Input, Reason,
    Refusal, plan_customers,
};
use frontdesk_model::{
    AccountKind, ActorId, ConversationFacts, ConversationId, CustomerId, OrganizationId,
    RefusalKind, Relation, Standing, UserId, Validity,
};

use crate::cast::*;

/// The account by e-mail, of company 7.
const MAIL: CustomerId = CustomerId::from_number(123);
/// The account by chat of the same human, of company 8.
const CHAT: CustomerId = CustomerId::from_number(138);

fn customer(id: CustomerId, company: i64) -> Holder {
    let mut holder = Holder {
        kind: AccountKind::Customer,
        ..Holder::new(TENANT, id)
    };
    holder.memberships.organizations = [OrganizationId::from_number(company)].into();
    let role = RoleId::new(&format!("portal.{company}")).unwrap();
    holder.roles.push(RoleAssignment::new(role));
    let own = Scope::of(Relation::Requester);
    let view = Grant::new(Permission::CONVERSATION_VIEW, own);
    holder.grants.push(view);
    holder
}

fn no_reply() -> Restriction {
    Restriction {
        id: RestrictionId::new("no_reply").unwrap(),
        takes: Takes::These {
            permissions: [Permission::CONVERSATION_REPLY].into_iter().collect(),
            sections: [].into(),
        },
        scope: Scope::any(),
        validity: Validity::ALWAYS,
    }
}

fn said(accounts: impl IntoIterator<Item = CustomerId>) -> CustomersConfirmed {
    CustomersConfirmed {
        accounts: accounts.into_iter().collect(),
        by: OWNER,
        at: noon(),
        basis: Basis::Recorded,
    }
}

fn planned(survivor: &Holder, retired: &Holder) -> Result<CustomersPlan, Refusal> {
    let confirmed = said([MAIL, CHAT]);
    let request = CustomersRequest {
        survivor,
        retired,
        confirmed: Some(&confirmed),
    };
    plan_customers(&request, noon())
}

fn asked(by: CustomerId, company: Option<i64>) -> ConversationFacts {
    let mut facts = ConversationFacts::new(TENANT, ConversationId::from_number(1), noon());
    facts.requester = Some(by);
    facts.organization = company.map(OrganizationId::from_number);
    facts
}

#[test]
fn of_the_account_that_goes_only_what_it_asked_and_what_it_was_denied_remains() {
    let (mail, mut chat) = (customer(MAIL, 7), customer(CHAT, 8));
    chat.restrictions.push(no_reply());
    chat.obligations = [Obligation::MaskNumber].into();
    let plan = planned(&mail, &chat).unwrap();
    assert_eq!((plan.survivor, plan.retired), (MAIL, CHAT));
    // Neither its company, nor its role, nor its grants; its denials and its duties.
    let expected = Holder {
        restrictions: vec![no_reply()],
        obligations: [Obligation::MaskNumber].into(),
        ..mail.clone()
    };
    assert_eq!(plan.result, expected);
    // The other way round the other one stays: who asks chooses.
    let other = planned(&chat, &mail).unwrap();
    assert_eq!((other.survivor, other.result), (CHAT, chat));
    // A restriction that both have is one.
    let mut both = mail;
    both.restrictions.push(no_reply());
    assert_eq!(
        planned(&both, &plan.before[1])
            .unwrap()
            .result
            .restrictions
            .len(),
        1
    );

    // The tickets: who asked, and his company as far as it is still his.
    let after = |mut facts: ConversationFacts| {
        plan.of_ticket(&mut facts);
        facts
    };
    assert_eq!(after(asked(CHAT, Some(8))), asked(MAIL, None));
    assert_eq!(after(asked(CHAT, Some(7))), asked(MAIL, Some(7)));
    for others in [
        asked(MAIL, Some(7)),
        asked(CustomerId::from_number(5), Some(8)),
    ] {
        assert_eq!(after(others.clone()), others);
    }
    let mut elsewhere = asked(CHAT, Some(8));
    elsewhere.tenant = OTHER;
    assert_eq!(after(elsewhere.clone()), elsewhere);
}

/// Attack 24 of visibility: sessions and tokens of the account that goes are void, whichever of the two it
/// is; those of the one that stays are not. (Its guest links: changes/diff.rs of frontdesk-visibility.)
#[test]
fn attack_24_nothing_is_opened_by_the_account_that_went() {
    let (mail, chat) = (customer(MAIL, 7), customer(CHAT, 8));
    for (survivor, retired, customer) in [(&mail, &chat, CHAT), (&chat, &mail, MAIL)] {
        let duties = planned(survivor, retired).unwrap().duties();
        let expected = [
            CustomerDuty::CutSessions { customer },
            CustomerDuty::VoidTokens { customer },
        ];
        assert_eq!(duties, expected);
    }
    let json = serde_json::to_string(&planned(&mail, &chat).unwrap().duties()).unwrap();
    let number = serde_json::to_string(&CHAT).unwrap();
    assert_eq!(
        json,
        format!(
            r#"[{{"duty":"cut_sessions","customer":{number}}},{{"duty":"void_tokens","customer":{number}}}]"#
        )
    );
}

/// Where the one was in copy the other is, since the first of the two joined; whoever else is in copy
/// stays there, and the own ticket remains one's own.
#[test]
fn copies_move_with_the_moment_of_joining() {
    let plan = planned(&customer(MAIL, 7), &customer(CHAT, 8)).unwrap();
    let other = CustomerId::from_number(5);
    let later = noon() + chrono::TimeDelta::hours(1);
    let copies = |copied: &[(CustomerId, chrono::DateTime<chrono::Utc>)]| ConversationFacts {
        copied: copied.iter().copied().collect(),
        requester: Some(other),
        ..ConversationFacts::new(TENANT, ConversationId::from_number(1), noon())
    };
    let after = |mut facts: ConversationFacts| {
        plan.of_ticket(&mut facts);
        facts
    };
    for (before, expected) in [
        (vec![(CHAT, later)], vec![(MAIL, later)]),
        (vec![(CHAT, noon()), (MAIL, later)], vec![(MAIL, noon())]),
        (vec![(CHAT, later), (MAIL, noon())], vec![(MAIL, noon())]),
        (
            vec![(MAIL, later), (other, noon())],
            vec![(MAIL, later), (other, noon())],
        ),
        (vec![], vec![]),
    ] {
        assert_eq!(after(copies(&before)), copies(&expected), "{before:?}");
    }
    let mut own = copies(&[(CHAT, later)]);
    own.requester = Some(MAIL);
    let own = after(own);
    assert_eq!(
        (own.requester, own.copied),
        (Some(MAIL), [(MAIL, later)].into())
    );
    let mut elsewhere = copies(&[(CHAT, later)]);
    elsewhere.tenant = OTHER;
    assert_eq!(after(elsewhere.clone()), elsewhere);
}

/// Each reason by one row, beside the plan that there is without it.
#[test]
fn what_stands_against_it() {
    let sound = || (customer(MAIL, 7), customer(CHAT, 8));
    let (mail, chat) = sound();
    assert!(planned(&mail, &chat).is_ok());
    type Change = fn(&mut Holder, &mut Holder);
    let rows: [(Change, Reason, RefusalKind); 6] = [
        (
            |_, chat| chat.tenant = OTHER,
            Reason::OtherTenant,
            RefusalKind::Hidden,
        ),
        (
            |mail, chat| *chat = mail.clone(),
            Reason::SameAccount,
            RefusalKind::Invalid,
        ),
        (
            |_, chat| chat.id = UserId::from_number(17).into(),
            Reason::NotCustomer {
                account: ActorId::User(UserId::from_number(17)),
            },
            RefusalKind::Conflict,
        ),
        (
            |mail, _| mail.kind = AccountKind::Unified,
            Reason::NotCustomer {
                account: MAIL.into(),
            },
            RefusalKind::Conflict,
        ),
        (
            |_, chat| chat.standing = Standing::Suspended,
            Reason::CustomerCannotAct {
                account: CHAT,
                standing: Standing::Suspended,
            },
            RefusalKind::Conflict,
        ),
        (
            |mail, _| mail.standing = Standing::Pending,
            Reason::CustomerCannotAct {
                account: MAIL,
                standing: Standing::Pending,
            },
            RefusalKind::Conflict,
        ),
    ];
    for (change, reason, kind) in rows {
        let (mut mail, mut chat) = sound();
        change(&mut mail, &mut chat);
        let refusal = planned(&mail, &chat).unwrap_err();
        assert!(refusal.has(&reason), "{reason}: {refusal}");
        assert_eq!(reason.kind(), kind);
    }
    // Nobody said so, somebody said it of others, and it is yet to be said.
    let refused = |confirmed: Option<CustomersConfirmed>| {
        let request = CustomersRequest {
            survivor: &mail,
            retired: &chat,
            confirmed: confirmed.as_ref(),
        };
        plan_customers(&request, noon()).unwrap_err()
    };
    assert!(refused(None).has(&Reason::NotConfirmed));
    let others = [MAIL, CustomerId::from_number(5)];
    assert!(refused(Some(said(others))).has(&Reason::ConfirmedOthers));
    let later = CustomersConfirmed {
        at: evening(),
        ..said([MAIL, CHAT])
    };
    assert!(refused(Some(later)).has(&Reason::ConfirmedLater));
}

/// A stored plan is what it was, and holds only of what it was made of.
#[test]
fn a_stored_plan_is_checked_before_it_is_used() {
    let (mail, mut chat) = (customer(MAIL, 7), customer(CHAT, 8));
    chat.restrictions.push(no_reply());
    let plan = planned(&mail, &chat).unwrap();
    let text = serde_json::to_string_pretty(&plan).unwrap() + "\n";
    expect_file!["golden/customers_plan.json"].assert_eq(&text);
    let stored: CustomersPlan = serde_json::from_str(&text).unwrap();
    assert_eq!(stored, plan);
    assert_eq!(stored.check([&chat, &mail]), Ok(()), "in any order");

    let mut banned = chat.clone();
    banned.standing = Standing::Suspended;
    let changed = Reason::Changed {
        what: Input::Customers,
    };
    assert_eq!(stored.check([&mail, &banned]), Err(changed.into()));
    let others = stored.check([&mail, &customer(CustomerId::from_number(5), 7)]);
    assert_eq!(others, Err(Reason::OtherAccounts.into()));
    let mut altered = stored;
    altered.result.restrictions.clear();
    let refused = altered.check([&mail, &chat]);
    assert_eq!(refused, Err(Reason::PlanAltered.into()));
}
