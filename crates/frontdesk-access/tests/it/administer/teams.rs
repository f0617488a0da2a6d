//! Whoever is entrusted with a role sets the lists by which it reaches: a hirer puts agents into
//! teams.

use chrono::TimeDelta;
use frontdesk_access::{
    AdminAction, Among, Directory, Groups, Holder, Permission, Restriction, RestrictionId, Role,
    RoleAssignment, Scope,
};
use frontdesk_model::{GroupId, Memberships, Relation, SiteId, UserId, Validity};
use frontdesk_testkit::{BuildHolder, cast};
use std::slice;

use super::{
    TO_MANAGE, administer, ask, assign, assigned, codes, missing, office, own_role, unassign, user,
};

const HIRER: UserId = cast::BORIS;
const AGENT: UserId = cast::ANNA;
const VIEW: Permission = Permission::CONVERSATION_VIEW;

fn mine() -> Scope {
    Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    }
}

/// Sees the queues of the own groups and answers in the own groups.
fn agent() -> Role {
    own_role("shop.agent")
        .grant(&[VIEW], &Scope::of(Relation::MyGroupQueue))
        .grant(&[VIEW], &mine())
}

/// Sees what the people and groups do who are under supervision, and the own sites.
fn supervisor() -> Role {
    let over = |scope: Scope| own_role("shop.supervisor").grant(&[VIEW], &scope);
    over(Scope {
        assignee_groups: Some(Among::Mine),
        ..Scope::any()
    })
    .grant(
        &[Permission::SITE_VIEW],
        &Scope {
            sites: Some(Among::Mine),
            ..Scope::any()
        },
    )
}

fn lead() -> Role {
    own_role("shop.lead").assigning([
        assigned("shop.agent").role,
        assigned("shop.supervisor").role,
    ])
}

fn hirer() -> Holder {
    Holder::new(cast::TENANT, HIRER).with_rights(TO_MANAGE, &Scope::any())
}

fn desk(people: impl IntoIterator<Item = Holder>) -> Directory {
    office([agent(), supervisor(), lead()], people)
}

fn someone(id: UserId, role: &'static str) -> Holder {
    Holder::new(cast::TENANT, id).with_role(assigned(role))
}

fn teams(groups: &[GroupId]) -> Memberships {
    Memberships {
        groups: groups.iter().copied().collect(),
        overseen_groups: groups.iter().copied().collect(),
        sites: [SiteId::from_number(1)].into(),
        ..Memberships::default()
    }
}

fn put(who: UserId, memberships: Memberships) -> AdminAction {
    AdminAction::SetMemberships {
        user: user(who),
        memberships: Box::new(memberships),
    }
}

fn create(holder: Holder) -> AdminAction {
    AdminAction::CreateUser {
        holder: Box::new(holder),
    }
}

/// Into a team, into another, and out again; with the account or later.
#[test]
fn who_is_entrusted_with_a_role_puts_its_people_into_teams() {
    let people = [hirer().with_role(assigned("shop.lead"))];
    let mut desk = desk(people);
    for (number, role) in [(70, "shop.agent"), (71, "shop.supervisor")] {
        let id = UserId::from_number(number);
        let mut new = someone(id, role);
        new.memberships = teams(&[cast::SALES]);
        for step in [
            create(new),
            put(id, teams(&[cast::SALES, cast::SUPPORT])),
            put(id, teams(&[cast::SUPPORT])),
            put(id, Memberships::default()),
        ] {
            assert_eq!(codes(&administer(&mut desk, HIRER, &step)), ["granted"]);
        }
    }
}

/// Who is entrusted with nothing puts nobody there, and nobody puts himself there by trust.
#[test]
fn teams_are_entrusted_with_the_role_and_for_others() {
    let both = |more: &'static str| {
        hirer()
            .with_role(assigned("shop.agent"))
            .with_role(assigned(more))
    };
    let to_sales = |who| put(who, teams(&[cast::SALES]));
    let trusted = desk([both("shop.lead"), someone(AGENT, "shop.agent")]);
    assert_eq!(codes(&ask(&trusted, HIRER, &to_sales(AGENT))), ["granted"]);
    let sales = format!("conversation.view @ groups = {}", cast::SALES);
    let to_himself = ask(&trusted, HIRER, &to_sales(HIRER));
    assert_eq!(codes(&to_himself), ["uncovered"]);
    assert!(missing(&to_himself).contains(&sales));
    let plain = desk([hirer(), someone(AGENT, "shop.agent")]);
    let mut new = someone(cast::MARIA, "shop.agent");
    new.memberships = teams(&[cast::SALES]);
    for refused in [to_sales(AGENT), create(new)] {
        assert_eq!(codes(&ask(&plain, HIRER, &refused)), ["uncovered"]);
    }
}

/// A list lasts longer than the trust by which it was set: for the time after it must be covered.
#[test]
fn a_list_does_not_outlive_the_trust() {
    let end = cast::noon() + TimeDelta::hours(1);
    let for_an_hour = |role| RoleAssignment {
        validity: Validity::until(end),
        ..assigned(role)
    };
    let trusted = hirer().with_role(for_an_hour("shop.lead"));
    let lasting = someone(AGENT, "shop.agent");
    let ending = Holder::new(cast::TENANT, cast::MARIA).with_role(for_an_hour("shop.agent"));
    let office = desk([trusted.clone(), lasting.clone(), ending]);
    let to_sales = |who| put(who, teams(&[cast::SALES]));
    let answer = ask(&office, HIRER, &to_sales(AGENT));
    let refusal = answer.expect_err("it lasts longer");
    assert!(!refusal.uncovered().is_empty());
    for grant in refusal.uncovered() {
        assert_eq!(
            (grant.validity.from(), grant.validity.end()),
            (Some(end), None)
        );
    }
    // A role that ends with the trust takes with it what the list gave; whoever covers what comes
    // after needs no trust for it.
    assert_eq!(
        codes(&ask(&office, HIRER, &to_sales(cast::MARIA))),
        ["granted"]
    );
    let later = Validity::new(Some(end), None).unwrap();
    let covering = trusted.with_grant(frontdesk_access::Grant {
        validity: later,
        ..frontdesk_access::Grant::new(VIEW, Scope::any())
    });
    let office = desk([covering, lasting]);
    assert_eq!(codes(&ask(&office, HIRER, &to_sales(AGENT))), ["granted"]);
}

/// A list wakes what sleeps on the record, or is read by it: what is not entrusted must be covered.
#[test]
fn lists_wake_nothing_that_is_not_entrusted() {
    let lead = || hirer().with_role(assigned("shop.lead"));
    let to_sales = put(AGENT, teams(&[cast::SALES]));
    let reply = Permission::CONVERSATION_REPLY;
    // A right that needs the entrusted one: alone on the record, or of another role.
    let sleeper = someone(AGENT, "shop.agent");
    let by_role = own_role("shop.reply").grant(&[reply], &Scope::any());
    for sleeping in [
        sleeper.clone().with_rights(&[reply], &Scope::any()),
        sleeper.clone().with_role(assigned("shop.reply")),
    ] {
        let office = office(
            [agent(), supervisor(), self::lead(), by_role.clone()],
            [lead(), sleeping],
        );
        let named = missing(&ask(&office, HIRER, &to_sales));
        assert!(!named.is_empty());
        assert!(
            named
                .iter()
                .all(|one| one.starts_with("conversation.reply")),
            "{named:?}"
        );
    }
    // The same right by a grant of the person's own, which reads the same list.
    let own = sleeper.with_rights(&[VIEW], &mine());
    let named = missing(&ask(&desk([lead(), own]), HIRER, &to_sales));
    assert_eq!(
        named,
        [format!("conversation.view @ groups = {}", cast::SALES)]
    );
}

/// A restriction that reads the lists is not evaded by trust: neither lifted nor put on.
#[test]
fn lists_lift_no_restriction_by_trust() {
    let deny = Restriction::taking(
        RestrictionId::from_static("deny.teams"),
        [VIEW].into_iter().collect(),
        mine(),
    );
    let everywhere = own_role("shop.agent").grant(&[VIEW], &Scope::any());
    let mut restricted = someone(AGENT, "shop.agent").with_restriction(deny);
    restricted.memberships = teams(&[cast::SALES]);
    let lead = hirer().with_role(assigned("shop.lead"));
    let office = office([everywhere, supervisor(), self::lead()], [lead, restricted]);
    for lists in [teams(&[]), teams(&[cast::SALES, cast::SUPPORT])] {
        assert_eq!(
            codes(&ask(&office, HIRER, &put(AGENT, lists))),
            ["uncovered"]
        );
    }
    // What does not move the restriction moves nothing.
    let mut same = teams(&[cast::SALES]);
    same.overseen_groups.clear();
    assert_eq!(codes(&ask(&office, HIRER, &put(AGENT, same))), ["granted"]);
}

/// The trust is that of who gives roles to the record, as it is and as it would be: for others the
/// lists would be a way that giving does not open.
#[test]
fn lists_are_entrusted_to_who_could_give_the_role_again() {
    let in_sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let edits = |assigns: &[Scope]| {
        let seen = [
            Permission::USER_VIEW,
            Permission::ROLE_VIEW,
            Permission::USER_EDIT,
        ];
        let lead = Holder::new(cast::TENANT, HIRER)
            .with_rights(&seen, &Scope::any())
            .with_role(assigned("shop.lead"));
        assigns.iter().fold(lead, |lead, scope| {
            lead.with_rights(&[Permission::ROLE_ASSIGN], scope)
        })
    };
    let seated = |groups: &[GroupId]| {
        let mut seated = someone(AGENT, "shop.agent");
        seated.memberships = teams(groups);
        seated
    };
    let answer = |assigns: &[Scope], was: &[GroupId], is: &[GroupId]| {
        let office = desk([edits(assigns), seated(was)]);
        codes(&ask(&office, HIRER, &put(AGENT, teams(is))))
    };
    let (sales, both) = ([cast::SALES], [cast::SALES, cast::SUPPORT]);
    assert_eq!(answer(&[], &sales, &both), ["uncovered"]);
    assert_eq!(
        answer(slice::from_ref(&in_sales), &sales, &both),
        ["granted"]
    );
    // Into his reach, and out of it, he gives no role.
    assert_eq!(
        answer(slice::from_ref(&in_sales), &[cast::SUPPORT], &both),
        ["uncovered"]
    );
    assert_eq!(answer(&[in_sales], &both, &[cast::SUPPORT]), ["uncovered"]);
    assert_eq!(answer(&[Scope::any()], &[], &both), ["granted"]);
}

/// Nothing comes of it that did not come before, in three steps.
#[test]
fn lists_by_trust_give_what_taking_setting_and_giving_again_gave() {
    let people = || {
        [
            hirer().with_role(assigned("shop.lead")),
            someone(AGENT, "shop.agent"),
        ]
    };
    let to_sales = put(AGENT, teams(&[cast::SALES]));
    let (mut one, mut three) = (desk(people()), desk(people()));
    assert_eq!(codes(&administer(&mut one, HIRER, &to_sales)), ["granted"]);
    for step in [
        unassign(AGENT, "shop.agent"),
        to_sales,
        assign(AGENT, "shop.agent"),
    ] {
        assert_eq!(codes(&administer(&mut three, HIRER, &step)), ["granted"]);
    }
    assert_eq!(one.holder(user(AGENT)), three.holder(user(AGENT)));
}
