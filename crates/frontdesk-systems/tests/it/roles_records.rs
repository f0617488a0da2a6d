//! What the records of the five systems come to in roles, restrictions and obligations.

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_access::{AddOnId, Holder, Obligation, Restriction};
use frontdesk_identity::Capacity;
use frontdesk_model::{
    AccountKind, Channel, GroupId, Memberships, Module, QuestionnaireId, SiteId, TenantId, UserId,
};
use frontdesk_systems::catalogue::Rights;
use frontdesk_systems::{noci, omnidesk, reach, talkme, uis};

use talkme::roles::Account;
use uis::roles::{Overseen, Sites, Switch, Switches, presets};

#[test]
fn what_records_come_to() {
    let mut text = String::new();
    let mut show = |title: &str, rights: &Rights| {
        writeln!(text, "{title}").unwrap();
        for held in &rights.roles {
            let add_ons: Vec<&str> = held.add_ons.iter().map(AddOnId::as_str).collect();
            let line = format!("  {} {}", held.role, add_ons.join(" "));
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        for restriction in &rights.restrictions {
            writeln!(text, "  ! {}", restriction.id).unwrap();
        }
        for obligation in &rights.obligations {
            writeln!(text, "  * {}", obligation.name()).unwrap();
        }
    };

    use AccountKind::{LegacyAdmin, LegacyOperator, Unified};
    use Capacity::{AdminPanel, Operator, ReceiveAllMessages};
    let talkme = |kind, capacities: &[Capacity], no_admin_panel, owner| {
        talkme::roles::for_account(&Account {
            kind,
            capacities: &capacities.iter().cloned().collect(),
            no_admin_panel,
            owner,
        })
    };
    let both = [Operator, AdminPanel];
    let later = Capacity::from("telepathist".to_owned());
    for (title, rights) in [
        (
            "legacy operator",
            talkme(LegacyOperator, &[Operator], false, false),
        ),
        (
            "legacy operator, flag administrator",
            talkme(
                LegacyOperator,
                &[Operator, ReceiveAllMessages],
                false,
                false,
            ),
        ),
        (
            "legacy operator, said to be owner with the panel",
            talkme(LegacyOperator, &both, false, true),
        ),
        (
            "legacy admin",
            talkme(LegacyAdmin, &[AdminPanel], false, false),
        ),
        (
            "legacy admin, owner",
            talkme(LegacyAdmin, &[AdminPanel], false, true),
        ),
        ("unified, both", talkme(Unified, &both, false, false)),
        (
            "unified, both, no admin panel",
            talkme(Unified, &both, true, false),
        ),
        (
            "unified, operator",
            talkme(Unified, &[Operator], false, true),
        ),
        (
            "unified, admin, receives all",
            talkme(Unified, &[AdminPanel, ReceiveAllMessages], false, true),
        ),
        ("unified, neither", talkme(Unified, &[], false, false)),
        (
            "unified, a capacity of a later release",
            talkme(Unified, &[later], false, false),
        ),
        (
            "customer",
            talkme(AccountKind::Customer, &both, false, true),
        ),
    ] {
        show(&format!("talkme, {title}"), &rights);
    }

    let group = Overseen::Groups(BTreeSet::from([GroupId::from_number(10)]));
    for (title, switches) in [
        ("employee_bare", presets::employee_bare()),
        ("operator_chats", presets::operator_chats()),
        (
            "operator_chats, cabinet",
            Switches {
                cabinet: true,
                ..presets::operator_chats()
            },
        ),
        ("operator_calls", presets::operator_calls()),
        ("group_lead of all", presets::group_lead(Overseen::All)),
        ("group_lead of groups", presets::group_lead(group)),
        (
            "group_lead of nobody",
            presets::group_lead(Overseen::People(BTreeSet::new())),
        ),
        ("administrator", presets::administrator()),
        (
            "all off after they were on",
            Switches {
                ever_had_rights: true,
                ..Switches::default()
            },
        ),
        ("every switch", every_switch()),
        (
            "add-ons alone",
            Switches {
                others_chats: Some(Overseen::All),
                caller_id: true,
                ..Switches::default()
            },
        ),
    ] {
        show(&format!("uis, {title}"), &switches.rights());
    }

    for (title, role, modules, questionnaires) in [
        ("utilisateur", noci::Role::Utilisateur, &[][..], 0),
        (
            "utilisateur, statistiques",
            noci::Role::Utilisateur,
            &["statistiques"],
            0,
        ),
        (
            "utilisateur, livechat",
            noci::Role::Utilisateur,
            &["Livechat"],
            0,
        ),
        (
            "utilisateur, livechat, questionnaires",
            noci::Role::Utilisateur,
            &["livechat"],
            2,
        ),
        (
            "utilisateur, questionnaires without livechat",
            noci::Role::Utilisateur,
            &["statistiques"],
            2,
        ),
        (
            "utilisateur, Paramètres",
            noci::Role::Utilisateur,
            &["Paramètres"],
            0,
        ),
        (
            "utilisateur, PARAMÈTRES",
            noci::Role::Utilisateur,
            &["PARAMÈTRES"],
            0,
        ),
        ("moderateur", noci::Role::Moderateur, &[], 0),
        (
            "a role that nobody documented",
            noci::Role::Other("chef".to_owned()),
            &["livechat"],
            1,
        ),
    ] {
        let lists = Memberships {
            modules: modules
                .iter()
                .map(|name| Module::new(name).unwrap())
                .collect(),
            questionnaires: (0..questionnaires)
                .map(QuestionnaireId::from_number)
                .collect(),
            ..Memberships::default()
        };
        show(
            &format!("noci, {title}"),
            &noci::roles::for_user(&role, &lists),
        );
    }

    for help_center in [true, false] {
        for sso_only in [false, true] {
            let account = omnidesk::roles::CustomerAccount {
                help_center,
                sso_only,
                organization_shared: sso_only,
            };
            show(
                &format!("omnidesk, help center {help_center}, SSO only and shared {sso_only}"),
                &omnidesk::roles::for_customer(account),
            );
        }
    }
    expect_file!["golden/roles-rights.txt"].assert_eq(&text);
}

fn every_switch() -> Switches {
    Switches {
        chats_and_requests: true,
        others_chats: Some(Overseen::People(BTreeSet::from([UserId::from_number(2)]))),
        softphone: true,
        caller_id: true,
        view_employees: Some(true),
        cabinet: true,
        cabinet_sections: BTreeSet::from([Module::new("reports").unwrap()]),
        sites: Sites::Listed(BTreeSet::from([SiteId::from_number(1)])),
        confirm_acceptance: true,
        hide_numbers: true,
        auto_answer: true,
        administrator: true,
        ever_had_rights: true,
    }
}

#[test]
fn applying_switches_leaves_nothing_of_an_earlier_state() {
    let elsewhere = reach::roles::assignments(&["Supervisor"]).roles.remove(0);
    let fresh = || {
        let mut holder = Holder::new(TenantId::from_number(1), UserId::from_number(1));
        holder.roles.push(elsewhere.clone());
        holder.restrictions.push(Restriction::deny_admin_panel());
        holder.memberships.groups.insert(GroupId::from_number(10));
        holder
    };
    let states = [
        every_switch(),
        presets::operator_chats(),
        presets::administrator(),
        Switches {
            sites: Sites::All,
            ..presets::group_lead(Overseen::All)
        },
        Switches::default(),
    ];
    for before in &states {
        for after in &states {
            let mut changed = fresh();
            before.apply(&mut changed);
            after.apply(&mut changed);
            after.apply(&mut changed);
            let mut straight = fresh();
            after.apply(&mut straight);

            let restrictions = |holder: &Holder| -> BTreeSet<Restriction> {
                holder.restrictions.iter().cloned().collect()
            };
            assert_eq!(changed.roles, straight.roles);
            assert_eq!(changed.restrictions.len(), straight.restrictions.len());
            assert_eq!(restrictions(&changed), restrictions(&straight));
            assert_eq!(changed.obligations, straight.obligations);
            assert_eq!(changed.memberships, straight.memberships);
            // What other systems wrote stays.
            assert!(straight.roles.contains(&elsewhere));
            assert!(restrictions(&straight).contains(&Restriction::deny_admin_panel()));
        }
    }
}

#[test]
fn applying_switches_writes_the_lists() {
    let mut holder = Holder::new(TenantId::from_number(1), UserId::from_number(1));
    every_switch().apply(&mut holder);
    let lists = &holder.memberships;
    assert_eq!(lists.sites, BTreeSet::from([SiteId::from_number(1)]));
    assert_eq!(
        lists.overseen_people,
        BTreeSet::from([UserId::from_number(2)])
    );
    assert!(lists.overseen_groups.is_empty());
    assert_eq!(lists.cabinet_sections.len(), 1);
    assert_eq!(
        holder.obligations,
        BTreeSet::from([
            Obligation::ConfirmAcceptance,
            Obligation::AutoAnswer,
            Obligation::MaskNumber
        ])
    );
}

#[test]
fn switches_without_the_one_they_need_are_told() {
    let idle = Switches {
        others_chats: Some(Overseen::All),
        caller_id: true,
        confirm_acceptance: true,
        auto_answer: true,
        ..Switches::default()
    };
    assert_eq!(
        idle.without_effect(),
        BTreeSet::from([
            Switch::OthersChats,
            Switch::ConfirmAcceptance,
            Switch::CallerId,
            Switch::AutoAnswer
        ])
    );
    assert!(every_switch().without_effect().is_empty());
    assert!(presets::administrator().without_effect().is_empty());
}

#[test]
fn the_roles_box() {
    use reach::roles::{RoleOrAddOn, assignments, by_label};

    // Every label of every role and add-on is found, and leads back to where it stands.
    for role in reach::roles::roles() {
        let label = role.labels.source();
        assert_eq!(by_label(label), Some(RoleOrAddOn::Role(role.id.clone())));
        assert_eq!(by_label(&label.to_uppercase()), by_label(label));
        for (id, add_on) in &role.add_ons {
            let label = add_on.labels.source();
            assert_eq!(
                by_label(label),
                Some(RoleOrAddOn::AddOn(id.clone())),
                "{label}"
            );
        }
    }

    let mut text = String::new();
    for names in [
        &["Conversation Agent"][..],
        &[
            "conversation  agent",
            " DISPENSER ",
            "Conversation Dispenser",
            "Conversation Agent",
            "",
        ],
        &[
            "Conversation Agent",
            "Supervisor",
            "Independent Orders",
            "Conversation Transfer",
        ],
        &[
            "Order Payment Administrator",
            "Order and Payment Administrator",
            "Payment Reconciliation",
        ],
        &[
            "Supervisor",
            "Order and Payment Administrator",
            "Payment Reconciliation",
        ],
        &["Supervisor", "Dispenser"],
        &["Stakeholder", "Payment Reports"],
        &["Administrator", "Conversation Reports"],
        &["Dispenser"],
        &["Supervisor", "Owner of everything"],
        &["conversation_agent"],
        &["", "  "],
        &[],
    ] {
        let assigned = assignments(names);
        writeln!(text, "[{}]", names.join("; ")).unwrap();
        for held in &assigned.roles {
            let add_ons: Vec<&str> = held.add_ons.iter().map(AddOnId::as_str).collect();
            let line = format!("  {} {}", held.role, add_ons.join(" "));
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        for problem in &assigned.problems {
            writeln!(text, "  ! {} {problem:?}", problem.code()).unwrap();
        }
    }
    expect_file!["golden/roles-box.txt"].assert_eq(&text);
}

#[test]
fn only_email_is_interactive_by_default() {
    // S175, D18.
    assert_eq!(
        omnidesk::roles::interactive_channels(),
        BTreeSet::from([Channel::Email])
    );
}
