//! The rules of the guard, each with its positive and its negative twin.

use frontdesk_access::{
    AdminAction, AdminRequest, Gives, Grant, Groups, Guard, Holder, HostPermission, ObjectKind,
    Obligation, Permission, PermissionSet, Restriction, RestrictionId, RoleAssignment, Scope,
    Takeover,
};
use frontdesk_model::{RefusalKind, Relation, Standing, UserId};
use frontdesk_testkit::{BuildHolder, cast};

use super::{
    TO_MANAGE, administer, ask, assign, assigned, codes, give, missing, office, own_role, save,
    unassign, user,
};

const HR: UserId = cast::OLGA;

/// Hires and looks after operators without being one.
fn hr() -> Holder {
    cast::olga().with_role(assigned("shop.hr"))
}

fn hr_role() -> frontdesk_access::Role {
    own_role("shop.hr")
        .grant(TO_MANAGE, &Scope::any())
        .grant(&[Permission::CREDENTIALS_RESET], &Scope::any())
        .assigning([assigned("cast.operator").role])
}

#[test]
fn a_role_that_is_entrusted_is_given_and_taken_without_its_rights() {
    let office = office([hr_role()], [hr(), cast::anna(), cast::lev(), cast::vera()]);
    let with_lead =
        assigned("cast.operator").with_add_on(frontdesk_access::AddOnId::from_static("opt.lead"));
    let holder =
        Box::new(Holder::new(cast::TENANT, cast::MARIA).with_role(assigned("cast.operator")));
    let (anna, before) = (user(cast::ANNA), assigned("cast.operator"));
    for entrusted in [
        assign(cast::LEV, "cast.operator"),
        unassign(cast::ANNA, "cast.operator"),
        AdminAction::SetAddOns {
            user: anna,
            before,
            after: with_lead,
        },
        AdminAction::CreateUser { holder },
        AdminAction::SetMemberships {
            user: anna,
            memberships: Box::default(),
        },
        AdminAction::EditUser { user: anna },
        AdminAction::Suspend { user: anna },
        AdminAction::Restore { user: anna },
        AdminAction::Delete { user: anna },
    ] {
        assert_eq!(
            codes(&ask(&office, HR, &entrusted)),
            ["granted"],
            "{entrusted:?}"
        );
    }
    // Never for oneself, and not what makes one act as another, nor what is given to one alone.
    for refused in [
        assign(HR, "cast.operator"),
        AdminAction::TakeOver {
            user: anna,
            by: Takeover::ResetCredentials,
        },
        give(
            cast::ANNA,
            Permission::CONVERSATION_VIEW,
            &Scope::of(Relation::Own),
        ),
        AdminAction::Restrict {
            user: anna,
            restriction: deny_view(),
        },
        // A role that is not entrusted.
        assign(cast::LEV, "cast.administrator"),
        AdminAction::Suspend {
            user: user(cast::VERA),
        },
    ] {
        assert_eq!(
            codes(&ask(&office, HR, &refused)),
            ["uncovered"],
            "{refused:?}"
        );
    }
}

fn deny_view() -> Restriction {
    let permissions: PermissionSet = [Permission::CONVERSATION_VIEW].into_iter().collect();
    Restriction::taking(
        RestrictionId::from_static("deny.view"),
        permissions,
        Scope::any(),
    )
}

/// To let others give a role is as good as giving it.
#[test]
fn who_may_give_a_role_must_cover_it_or_be_entrusted_with_it() {
    let office = office([hr_role(), own_role("shop.other")], [hr(), cast::lev()]);
    let entrusting =
        |role: &'static str| save(own_role("shop.other").assigning([assigned(role).role]));
    assert_eq!(
        codes(&ask(&office, HR, &entrusting("cast.operator"))),
        ["granted"]
    );
    assert_eq!(
        codes(&ask(&office, HR, &entrusting("cast.administrator"))),
        ["uncovered"]
    );
    assert_eq!(
        codes(&ask(&office, HR, &entrusting("shop.nobody"))),
        ["unknown_role"]
    );
    // The role that entrusts is given by who could give what it entrusts.
    let answer = ask(&office, HR, &assign(cast::LEV, "shop.hr"));
    assert_eq!(codes(&answer), ["granted"]);
    let managing =
        manager_called(cast::LEV).with_rights(&[Permission::CREDENTIALS_RESET], &Scope::any());
    let office = super::office([hr_role()], [managing, cast::anna()]);
    let answer = ask(&office, cast::LEV, &assign(cast::ANNA, "shop.hr"));
    assert!(
        missing(&answer).contains(&"conversation.reply @ own".to_owned()),
        "{answer:?}"
    );
}

pub(super) fn manager_called(id: UserId) -> Holder {
    Holder::new(cast::TENANT, id).with_rights(TO_MANAGE, &Scope::any())
}

#[test]
fn nobody_lifts_his_own_restriction() {
    let deny = deny_view();
    let chief = |id| {
        Holder::new(cast::TENANT, id)
            .with_grant(Grant::every(Scope::any()))
            .with_restriction(deny.clone())
    };
    let mut office = office(
        [],
        [
            chief(cast::ANNA),
            chief(cast::BORIS),
            cast::fedor().with_grant(Grant::every(Scope::any())),
        ],
    );
    let lift = |id| AdminAction::Lift {
        user: user(id),
        restriction: deny.clone(),
    };
    assert_eq!(
        codes(&ask(&office, cast::ANNA, &lift(cast::ANNA))),
        ["own_restriction"]
    );
    // Who is restricted in the same way does not cover what he would give back.
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &lift(cast::ANNA))),
        ["uncovered"]
    );
    assert_eq!(
        codes(&administer(&mut office, cast::FEDOR, &lift(cast::ANNA))),
        ["granted"]
    );
    assert_eq!(
        codes(&ask(&office, cast::FEDOR, &lift(cast::ANNA))),
        ["not_there"]
    );
    // To put one on oneself is free.
    let on_himself = AdminAction::Restrict {
        user: user(cast::FEDOR),
        restriction: deny_view(),
    };
    assert_eq!(codes(&ask(&office, cast::FEDOR, &on_himself)), ["granted"]);
}

#[test]
fn who_must_see_to_it_himself_frees_nobody() {
    let masked = manager_called(cast::BORIS)
        .with_rights(&[Permission::SOFTPHONE_USE], &Scope::any())
        .with_obligation(Obligation::MaskNumber);
    let open = manager_called(cast::VERA).with_rights(&[Permission::SOFTPHONE_USE], &Scope::any());
    let target = cast::lev()
        .with_standing(Standing::Active)
        .with_rights(&[Permission::SOFTPHONE_USE], &Scope::any())
        .with_obligation(Obligation::MaskNumber);
    let office = office([], [masked, open, target, manager_called(cast::OLGA)]);
    let free = |who| AdminAction::SetObligations {
        user: user(who),
        obligations: [].into(),
    };
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &free(cast::LEV))),
        ["own_obligation"]
    );
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &free(cast::BORIS))),
        ["own_obligation"]
    );
    assert_eq!(
        codes(&ask(&office, cast::VERA, &free(cast::LEV))),
        ["granted"]
    );
    // Who does not have the right with which it comes does not change what comes with it.
    assert_eq!(
        missing(&ask(&office, cast::OLGA, &free(cast::LEV))),
        ["softphone.use @ any"]
    );
}

/// Whoever may not see a record is told the same as if it were not there.
#[test]
fn a_record_that_is_not_seen_is_hidden() {
    let sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let lead = cast::olga()
        .with_rights(
            &[
                Permission::USER_VIEW,
                Permission::USER_SUSPEND,
                Permission::ROLE_ASSIGN,
            ],
            &sales,
        )
        .with_rights(&[Permission::ROLE_VIEW], &Scope::any());
    let office = office([], [lead, cast::lev().in_group(cast::SALES), cast::pavel()]);
    let suspend = |who| AdminAction::Suspend { user: user(who) };
    assert_eq!(
        codes(&ask(&office, cast::OLGA, &suspend(cast::LEV))),
        ["granted"]
    );
    let unseen = ask(&office, cast::OLGA, &suspend(cast::PAVEL)).unwrap_err();
    let absent = ask(&office, cast::OLGA, &suspend(cast::MARIA)).unwrap_err();
    assert_eq!(
        (unseen.kind(), absent.kind()),
        (RefusalKind::Hidden, RefusalKind::Hidden)
    );
    assert_eq!(unseen.to_string(), absent.to_string());
    // Seen, but without the right.
    let edit = AdminAction::EditUser {
        user: user(cast::LEV),
    };
    let refused = ask(&office, cast::OLGA, &edit).unwrap_err();
    assert_eq!(refused.kind(), RefusalKind::Forbidden);
}

/// A right of the host's own wakes on the records that have it already.
#[test]
fn a_right_is_declared_by_who_covers_what_it_wakes() {
    let refund = Permission::host(0).unwrap();
    let declare = AdminAction::DeclarePermission {
        permission: HostPermission {
            permission: refund,
            name: "refund.approve".to_owned(),
            title: "approve a refund".to_owned(),
            object: ObjectKind::Section,
            needs: Vec::new(),
        },
    };
    let early = cast::anna().with_rights(&[refund], &Scope::any());
    let every = Holder::new(cast::TENANT, cast::VERA).with_grant(Grant::every(Scope::any()));
    let office = office([], [manager_called(cast::BORIS), every.clone(), early]);
    assert_eq!(
        missing(&ask(&office, cast::BORIS, &declare)),
        ["host.0 @ any"]
    );
    assert_eq!(codes(&ask(&office, cast::VERA, &declare)), ["granted"]);
    let mut fresh = super::office([], [manager_called(cast::BORIS), every]);
    assert_eq!(
        codes(&ask(
            &fresh,
            cast::BORIS,
            &give(cast::VERA, refund, &Scope::any())
        )),
        ["undeclared"]
    );
    assert_eq!(
        codes(&administer(&mut fresh, cast::BORIS, &declare)),
        ["granted"]
    );
    assert_eq!(codes(&ask(&fresh, cast::BORIS, &declare)), ["there"]);
}

/// A later release wrote it: nobody gives it, and only who holds whatever comes later touches it.
#[test]
fn what_cannot_be_read_is_not_given() {
    let unread: Grant = serde_json::from_value(serde_json::json!({
        "permission": "conversation.whisper", "scope": {"relation": "own"}
    }))
    .unwrap();
    assert!(matches!(unread.gives, Gives::Unread(_)));
    let every = Holder::new(cast::TENANT, cast::VERA).with_grant(Grant::every(Scope::any()));
    let office = office(
        [],
        [
            every,
            manager_called(cast::BORIS),
            cast::lev().with_grant(unread.clone()),
        ],
    );
    let anna = AdminAction::Grant {
        user: user(cast::BORIS),
        grant: unread,
    };
    assert_eq!(codes(&ask(&office, cast::VERA, &anna)), ["unreadable"]);
    let suspend = AdminAction::Suspend {
        user: user(cast::LEV),
    };
    assert_eq!(codes(&ask(&office, cast::BORIS, &suspend)), ["uncovered"]);
    assert_eq!(codes(&ask(&office, cast::VERA, &suspend)), ["granted"]);
}

/// The add-ons of an assignment that differ are compared, and not the rest of the role.
#[test]
fn only_the_add_ons_that_change_are_compared() {
    let role = own_role("shop.base")
        .grant(&[Permission::ACCOUNT_SETTINGS], &Scope::any())
        .with_add_on(
            "opt.tags",
            frontdesk_model::Labels::new("Tags"),
            Grant::each(&[Permission::TAG_MANAGE], &Scope::any()),
        );
    let tags = frontdesk_access::AddOnId::from_static("opt.tags");
    let manager = manager_called(cast::BORIS).with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let target = cast::lev().with_role(assigned("shop.base"));
    let office = office([role], [manager, target, manager_called(cast::OLGA)]);
    let set = |after: RoleAssignment| AdminAction::SetAddOns {
        user: user(cast::LEV),
        before: assigned("shop.base"),
        after,
    };
    let with_tags = set(assigned("shop.base").with_add_on(tags));
    assert_eq!(codes(&ask(&office, cast::BORIS, &with_tags)), ["granted"]);
    assert_eq!(
        missing(&ask(&office, cast::OLGA, &with_tags)),
        ["tag.manage @ any"]
    );
    let unlisted =
        set(assigned("shop.base").with_add_on(frontdesk_access::AddOnId::from_static("opt.more")));
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &unlisted)),
        ["unlisted_add_on"]
    );
    assert_eq!(
        codes(&ask(&office, cast::BORIS, &set(assigned("cast.operator")))),
        ["other_assignment"]
    );
}

/// Without the guard everything else still holds.
#[test]
fn without_the_guard_only_the_cover_is_not_asked() {
    let office = office([], [manager_called(cast::BORIS), cast::anna()]);
    let without = |actor: UserId, action: &AdminAction| {
        let request = AdminRequest {
            actor: actor.into(),
            on_behalf_of: None,
            action,
            guard: Guard::None,
        };
        codes(&office.administer(&request, cast::noon()))
    };
    let raise = assign(cast::ANNA, "cast.administrator");
    assert_eq!(codes(&ask(&office, cast::BORIS, &raise)), ["uncovered"]);
    assert_eq!(without(cast::BORIS, &raise), ["granted"]);
    assert_eq!(without(cast::ANNA, &raise), ["not_visible"]);
    assert_eq!(
        without(cast::BORIS, &assign(cast::ANNA, "cast.operator")),
        ["there"]
    );
}
