//! Attacks by which somebody would come to more.

use frontdesk_access::{AdminAction, Grant, Groups, Holder, Permission, Restriction, Role, Scope};
use frontdesk_model::Labels;
use frontdesk_testkit::{BuildHolder, cast};

use super::super::{
    administer, ask, assign, assigned, codes, give, missing, office, own_role, save, user,
};

use super::*;

/// 1. Somebody who edits roles adds a right to a role of his own.
#[test]
fn attack_01_a_right_added_to_ones_own_role() {
    let helper = own_role("shop.helper");
    let holder = manager().with_role(assigned("shop.helper"));
    let office = office([helper.clone()], [holder, cast::vera()]);
    // Given a role of his own, when he adds what he does not have: refused, the remainder named.
    let more = helper
        .clone()
        .grant(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let answer = ask(&office, MANAGER, &save(more));
    assert_eq!(codes(&answer), ["uncovered"]);
    assert_eq!(missing(&answer), ["conversation.view @ any"]);
    // When he adds what he has: granted.
    let own = helper.grant(&[Permission::ROLE_VIEW], &Scope::any());
    assert_eq!(codes(&ask(&office, MANAGER, &save(own))), ["granted"]);
    // A built-in role is not patched, even with what he has.
    let built_in = office
        .catalogue()
        .role(&assigned("cast.operator").role)
        .unwrap()
        .clone();
    let patched = built_in.grant(&[Permission::ROLE_VIEW], &Scope::any());
    assert_eq!(codes(&ask(&office, MANAGER, &save(patched))), ["built_in"]);
}

/// 2. Somebody who manages people makes himself, or a puppet, an administrator.
#[test]
fn attack_02_the_administrator_role_for_oneself_or_a_puppet() {
    let small = own_role("shop.small").grant(&[Permission::USER_VIEW], &Scope::any());
    let office = office([small], [manager(), cast::anna(), cast::vera()]);
    for somebody in [MANAGER, cast::ANNA] {
        let answer = ask(&office, somebody, &assign(somebody, "cast.administrator"));
        assert_ne!(codes(&answer), ["granted"]);
    }
    let answer = ask(&office, MANAGER, &assign(cast::ANNA, "cast.administrator"));
    assert_eq!(codes(&answer), ["uncovered"]);
    assert_eq!(
        missing(&answer),
        [
            "surface.admin_panel @ any",
            "surface.old_cabinet @ any",
            "employee.view @ any",
            "employee.edit @ any",
            "status.view @ any",
            "status.change @ any",
            "account.settings @ any",
            "group.edit @ any",
            "credentials.reset @ any",
            "login.change @ any",
        ]
    );
    let puppet = Holder::new(cast::TENANT, cast::MARIA).with_role(assigned("cast.administrator"));
    let holder = Box::new(puppet);
    let made = ask(&office, MANAGER, &AdminAction::CreateUser { holder });
    assert_eq!(missing(&made), missing(&answer));
    // A role that lies within his rights he gives to both, and makes people who have it.
    let holder = Box::new(Holder::new(cast::TENANT, cast::MARIA).with_role(assigned("shop.small")));
    for honest in [
        assign(MANAGER, "shop.small"),
        assign(cast::ANNA, "shop.small"),
        AdminAction::CreateUser { holder },
    ] {
        assert_eq!(codes(&ask(&office, MANAGER, &honest)), ["granted"]);
    }
}

/// 3. Two who may each give something raise each other, as often as they like.
#[test]
fn attack_03_two_who_raise_each_other_gain_nothing_that_neither_had() {
    let boris = manager_called(cast::BORIS).with_rights(&[Permission::TAG_MANAGE], &Scope::any());
    let anna =
        manager_called(cast::ANNA).with_rights(&[Permission::TEMPLATE_MANAGE], &Scope::any());
    let mut office = office([], [anna, boris]);
    let rights = [
        Permission::TAG_MANAGE,
        Permission::TEMPLATE_MANAGE,
        Permission::IMPERSONATE,
        Permission::ACCOUNT_SETTINGS,
    ];
    for _ in 0..3 {
        for (giver, other) in [(cast::ANNA, cast::BORIS), (cast::BORIS, cast::ANNA)] {
            for permission in rights {
                let _ = administer(&mut office, giver, &give(other, permission, &Scope::any()));
                let _ = administer(&mut office, giver, &give(giver, permission, &Scope::any()));
            }
        }
    }
    for (who, own) in [(cast::ANNA, 0), (cast::BORIS, 1)] {
        let holder = office.holder(user(who)).unwrap();
        let held: Vec<bool> = rights.iter().map(|p| holds(&office, holder, *p)).collect();
        // What the other had, and nothing that neither had.
        assert_eq!(held, [true, true, false, false], "{own}");
    }
}

/// 4. A right that one holds in one group is given everywhere.
#[test]
fn attack_04_a_right_over_one_group_is_not_given_over_all() {
    let sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let both = Scope {
        groups: Some(Groups {
            these: [cast::SALES, cast::SUPPORT].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let holder = manager().with_rights(&[Permission::CONVERSATION_VIEW], &sales);
    let office = office([], [holder, cast::anna()]);
    let view = Permission::CONVERSATION_VIEW;
    let answer = ask(&office, MANAGER, &give(cast::ANNA, view, &Scope::any()));
    assert_eq!(missing(&answer), ["conversation.view @ any"]);
    let answer = ask(&office, MANAGER, &give(cast::ANNA, view, &both));
    assert_eq!(
        missing(&answer),
        [format!("conversation.view @ groups = {}", cast::SUPPORT)]
    );
    assert_eq!(
        codes(&ask(&office, MANAGER, &give(cast::ANNA, view, &sales))),
        ["granted"]
    );
    let every = AdminAction::Grant {
        user: user(cast::ANNA),
        grant: Grant::every(sales),
    };
    assert_eq!(codes(&ask(&office, MANAGER, &every)), ["uncovered"]);
}

/// 5. A built-in role is renamed and then deleted, or one of the host's own is called like one.
#[test]
fn attack_05_built_in_roles_are_protected_by_kind_and_not_by_name() {
    let mut disguised = cast::roles()
        .role(&assigned("cast.administrator").role)
        .unwrap()
        .clone();
    disguised.id = frontdesk_access::RoleId::from_static("shop.anything");
    disguised.labels = Labels::new("Nothing special");
    let mut called_admin = own_role("admin");
    called_admin.labels = Labels::new("Admin");
    let office = office([disguised, called_admin], [cast::vera(), everything()]);
    for (role, expected) in [
        ("shop.anything", "built_in"),
        ("cast.administrator", "built_in"),
        ("admin", "granted"),
    ] {
        let role = assigned(role).role;
        let answer = ask(&office, EVERYTHING, &AdminAction::DeleteRole { role });
        assert_eq!(codes(&answer), [expected]);
    }
    // Nobody makes a built-in role, and no role of the host's own becomes one.
    for id in ["shop.new", "admin"] {
        let role = Role::built_in(assigned(id).role, Labels::new("x"));
        assert_eq!(
            codes(&ask(&office, EVERYTHING, &save(role))),
            ["made_by_system"]
        );
    }
}

/// 15. A profile update that carries roles, rights or a tenant.
#[test]
fn attack_15_no_command_carries_what_it_does_not_name() {
    let edit = AdminAction::EditUser {
        user: user(cast::ANNA),
    };
    let honest = serde_json::to_value(&edit).unwrap();
    assert_eq!(
        serde_json::from_value::<AdminAction>(honest.clone()).unwrap(),
        edit
    );
    let lists = AdminAction::SetMemberships {
        user: user(cast::ANNA),
        memberships: Box::default(),
    };
    for action in [honest, serde_json::to_value(&lists).unwrap()] {
        for field in [
            "roles",
            "grants",
            "tenant",
            "standing",
            "kind",
            "owner",
            "permissions",
        ] {
            let mut forged = action.clone();
            forged[field] = serde_json::json!([]);
            assert!(
                serde_json::from_value::<AdminAction>(forged).is_err(),
                "{field}"
            );
        }
    }
    let mut forged = serde_json::to_value(&lists).unwrap();
    forged["memberships"]["roles"] = serde_json::json!(["cast.administrator"]);
    assert!(serde_json::from_value::<AdminAction>(forged).is_err());
}

/// 25. Two accounts are united, and the one gains the rights of both.
#[test]
fn attack_25_a_united_account_is_bounded_like_one_that_is_made() {
    let office = office([], [manager(), everything(), cast::gleb()]);
    // The united record has the rights of both and the denies of both.
    let united = Holder::new(cast::TENANT, cast::MARIA)
        .with_role(assigned("cast.operator"))
        .with_role(assigned("cast.administrator"))
        .with_restriction(Restriction::deny_admin_panel());
    assert!(
        !holds(&office, &united, Permission::USER_VIEW),
        "a deny survives the union"
    );
    let action = AdminAction::CreateUser {
        holder: Box::new(united),
    };
    let answer = ask(&office, MANAGER, &action);
    assert_eq!(codes(&answer), ["uncovered"]);
    assert!(missing(&answer).contains(&"account.settings @ any".to_owned()));
    assert_eq!(codes(&ask(&office, EVERYTHING, &action)), ["granted"]);
}

/// 26. A person or role of another tenant.
#[test]
fn attack_26_two_tenants_never_meet() {
    let office = office([], [everything()]);
    let holder = Box::new(cast::roman());
    assert_eq!(
        codes(&ask(
            &office,
            EVERYTHING,
            &AdminAction::CreateUser { holder }
        )),
        ["other_tenant"]
    );
    let holder = Box::new(cast::anna());
    assert_eq!(
        codes(&ask(
            &office,
            EVERYTHING,
            &AdminAction::CreateUser { holder }
        )),
        ["granted"]
    );
    // Who is not of this tenant acts on nothing here.
    assert_eq!(
        codes(&ask(
            &office,
            cast::ROMAN,
            &assign(EVERYTHING, "cast.operator")
        )),
        ["unknown_actor"]
    );
    assert_eq!(
        codes(&ask(
            &office,
            EVERYTHING,
            &assign(EVERYTHING, "elsewhere.role")
        )),
        ["unknown_role"]
    );
}
