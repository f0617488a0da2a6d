//! What each field of an employee and of his record of the cabinet comes to, with the twin that comes
//! to something else.

use std::collections::BTreeSet;

use frontdesk_assignment::Adviser;
use frontdesk_model::{GroupId, SiteId, UserId};
use serde_json::{Value, json};

use super::staff::{
    availability, chat_name, email, full_name, limit, login, rights, rows, some, standing,
};
use super::*;

fn switches(names: &[&str], more: Value) -> Filled {
    hired(json!({}), with(json!({"permissions": units(names)}), &more))
}

#[test]
fn standing_of_the_records() {
    let status = |name: Value, number: Value| {
        standing(hired(
            json!({"status": name, "status_id": number}),
            json!({}),
        ))
    };
    let units_of = |names: &[&str], more| standing(switches(names, more));
    rows! {
        // S43: never a right, no user; whether the cabinet has a record or none.
        units_of(&CHATS, json!({})) => "active";
        units_of(&[], json!({})) => "employee";
        units_of(&["tag_management"], json!({})) => "employee";
        units_of(&["teleportation"], json!({})) => "employee";
        standing(uis_of(&employee(&json!({})), &[])) => "employee";
        units_of(&["softphone_login"], json!({})) => "active";
        units_of(&["web_account_login"], json!({})) => "active";
        units_of(&[], json!({"app_role_id": "administrator"})) => "active";
        units_of(&[], json!({"app_role_id": "manager"})) => "employee";
        // S37: rights need a login.
        standing(hired(json!({"login": null}), json!({}))) => "employee";
        standing(hired(json!({"login": "an na"}), json!({}))) => "employee";
        standing(hired(json!({"login": null}), json!({"app_role_id": "administrator"}))) => "employee";
        // S78: removed, by name or by number, whatever the other says.
        status(json!("removed"), json!(7)) => "half_deleted";
        status(json!("removed"), json!(null)) => "half_deleted";
        status(json!(null), json!(7)) => "half_deleted";
        status(json!("available"), json!(7)) => "half_deleted";
        status(json!("removed"), json!(1)) => "half_deleted";
        status(json!("break"), json!(2)) => "active";
        status(json!("unheard_of"), json!(99)) => "active";
        // Switched off; what cannot be read counts as switched off.
        standing(hired(json!({}), json!({"is_active": false}))) => "suspended";
        standing(hired(json!({}), json!({"is_active": "off"}))) => "suspended";
        standing(hired(json!({}), json!({"is_active": true}))) => "active";
        standing(hired(json!({}), json!({"is_active": null}))) => "active";
        standing(hired(json!({"status": "removed"}), json!({"is_active": false}))) => "half_deleted";
    }
}

#[test]
fn the_person() {
    let chat = |name: Value| {
        chat_name(hired(
            json!({}),
            json!({"consultant_operator_display_name": name}),
        ))
    };
    rows! {
        login(hired(json!({}), json!({}))) => some("anna");
        login(hired(json!({"login": "Anna"}), json!({}))) => some("anna");
        login(hired(json!({"login": "anna@example.test"}), json!({}))) => some("anna@example.test");
        login(hired(json!({"login": null}), json!({}))) => None;
        login(hired(json!({"login": "an na"}), json!({}))) => None;
        email(hired(json!({"email": "a@example.test"}), json!({}))) => some("a@example.test");
        email(hired(json!({"email": "example.test"}), json!({}))) => None;
        email(hired(json!({}), json!({}))) => None;
        full_name(hired(json!({"first_name": "B", "patronymic": "C"}), json!({}))) => some("A B C");
        full_name(hired(json!({}), json!({}))) => some("A");
        // An import fills in no default: the product has done it where it wants to (S53).
        chat(json!("Анна")) => some("Анна");
        chat(json!(null)) => None;
        chat(json!("a\u{0}b")) => None;
    }
    let position = |filled: Filled| only(&filled).user.profile().position.clone().map(|it| it.0);
    let placed = json!({"position_name": "Оператор"});
    assert_eq!(position(hired(json!({}), placed)), some("Оператор"));
    assert_eq!(position(hired(json!({}), json!({}))), None);
    // The export has no limit: what the site gives everybody holds.
    assert_eq!(limit(hired(json!({}), json!({}))), "the site's");
    // S41: only who has a right and a login is a user for good.
    assert!(only(&hired(json!({}), json!({}))).user.ever_had_rights());
    assert!(!only(&switches(&[], json!({}))).user.ever_had_rights());
}

#[test]
fn the_status_says_what_a_person_can_do() {
    let at = |name: Value, number: Value| {
        availability(hired(
            json!({"status": name, "status_id": number}),
            json!({}),
        ))
    };
    rows! {
        at(json!("available"), json!(1)) => "accept_chat accept_transfer selectable";
        at(json!("break"), json!(2)) => "selectable";
        // The number counts where there is one.
        at(json!("available"), json!(2)) => "selectable";
        at(json!("available"), json!(null)) => "accept_chat accept_transfer selectable";
        at(json!(null), json!(21)) => "accept_transfer";
        // What is in no list allows nothing; a status without a name is not that of a person without one.
        at(json!("available"), json!(99)) => "";
        at(json!("unheard_of"), json!(null)) => "";
        at(json!(null), json!(null)) => "";
    }
    assert_eq!(only(&hired(json!({}), json!({}))).adviser, Adviser::OfAll);
}

#[test]
fn the_switches() {
    let plain = |names: &[&str]| rights(switches(names, json!({})));
    let chats = |more| rights(hired(json!({}), more));
    let others = |kind: Value| {
        json!({"other_employee_chats_access__is_select": true, "other_employee_chats_permission_type": kind,
               "other_employee_chats_permission_values": [5]})
    };
    let base = "uis.chats_and_requests uis.view_employees !deny.cabinet";
    let with_others =
        |add_on: &str| format!("uis.chats_and_requests({add_on}) uis.view_employees !deny.cabinet");
    rows! {
        // S28, S51: three units are one switch, and a part of them is none.
        plain(&CHATS) => base;
        plain(&["chats", "offline_messages_management"]) => "!deny.cabinet";
        plain(&["operator_workplace_access", "chats"]) => "!deny.cabinet";
        plain(&["operator_workplace_access", "offline_messages_management"]) => "!deny.cabinet";
        plain(&["operator_workplace_access"]) => "!deny.cabinet";
        plain(&[]) => "!deny.cabinet";
        rights(uis_of(&employee(&json!({})), &[])) => "!deny.cabinet";
        // S71; S48, D23.
        plain(&["softphone_login"]) => "uis.softphone uis.view_employees !deny.cabinet";
        plain(&["web_account_login"]) => "uis.view_employees uis.cabinet";
        rights(switches(&[], json!({"permissions": [{"unit_id": "web_account_login", "is_select": false}]})))
            => "!deny.cabinet";
        // Nothing stands for these.
        plain(&["tag_management", "call_recordings", "address_book", "channel_management",
                "contact_communication_history", "teleportation"]) => "!deny.cabinet";
        // S57.
        chats(others(json!(null))) => with_others("opt.others_chats");
        chats(others(json!("groups"))) => with_others("opt.others_chats_of_groups");
        chats(others(json!("employees"))) => with_others("opt.others_chats_of_people");
        chats(others(json!("floors"))) => base;
        chats(with(others(json!(null)), &json!({"other_employee_chats_access__is_select": false}))) => base;
        // S64, S65.
        chats(json!({"sites": [11]})) => "uis.chats_and_requests uis.view_employees uis.sites !deny.cabinet";
        chats(json!({"sites": [11], "is_all_sites_access": true}))
            => "uis.chats_and_requests uis.view_employees uis.all_sites !deny.cabinet";
        // S63, S72, S75: an obligation each. What takes away counts as set where it cannot be read.
        chats(json!({"is_chat_acceptance_confirmation": true})) => format!("{base} *confirm_acceptance");
        chats(json!({"is_chat_acceptance_confirmation": "?"})) => format!("{base} *confirm_acceptance");
        chats(json!({"is_need_hide_numbers": true})) => format!("{base} *mask_number");
        chats(json!({"is_click_to_call_auto_answer_enabled": true})) => format!("{base} *auto_answer");
        chats(json!({"is_out_calls_auto_answer_enabled": true})) => format!("{base} *auto_answer");
        chats(json!({"is_out_calls_auto_answer_enabled": "?"})) => base;
        // S26.
        rights(switches(&[], json!({"app_role_id": "administrator"}))) => "uis.administrator !deny.cabinet";
        rights(switches(&["web_account_login"], json!({"app_role_id": "administrator"})))
            => "uis.view_employees uis.cabinet uis.administrator";
        rights(switches(&[], json!({"app_role_id": "Administrator"}))) => "!deny.cabinet";
    }
}

#[test]
fn the_lists() {
    let others = |kind: &str| {
        hired(
            json!({}),
            json!({
                "group_ids": [501, 502], "sites": [11],
                "other_employee_chats_access__is_select": true,
                "other_employee_chats_permission_type": kind,
                "other_employee_chats_permission_values": [7, 8],
            }),
        )
    };
    let groups: BTreeSet<GroupId> = [501, 502].map(|n| id("uis", "group", n)).into();
    let sites: BTreeSet<SiteId> = [11].map(|n| id("uis", "site", n)).into();
    let seven_eight: BTreeSet<GroupId> = [7, 8].map(|n| id("uis", "group", n)).into();
    let people: BTreeSet<UserId> = [7, 8].map(|n| id("uis", "employee", n)).into();

    let filled = others("groups");
    let lists = only(&filled).user.memberships();
    assert_eq!((&lists.groups, &lists.sites), (&groups, &sites));
    assert_eq!(lists.overseen_groups, seven_eight);
    assert!(lists.overseen_people.is_empty());
    // Every group of a person is known to the desk, and every site has a name.
    assert_eq!(
        filled.0.groups.keys().copied().collect::<BTreeSet<_>>(),
        groups
    );
    assert!(
        sites
            .iter()
            .all(|site| filled.0.names.contains_key(&site.uuid()))
    );

    let filled = others("employees");
    let lists = only(&filled).user.memberships();
    assert_eq!(lists.overseen_people, people);
    assert!(lists.overseen_groups.is_empty());

    let filled = others("floors");
    let lists = only(&filled).user.memberships();
    assert!(lists.overseen_people.is_empty() && lists.overseen_groups.is_empty());

    let filled = hired(json!({}), json!({}));
    let lists = only(&filled).user.memberships();
    assert!(lists.groups.is_empty() && lists.sites.is_empty());
}
