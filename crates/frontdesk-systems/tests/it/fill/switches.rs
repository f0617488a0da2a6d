//! What an employee of UIS holds is what a plain reading of the switches says, and no more.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{Permission as P, bundle};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::grants::{held, names, refuses_nobody};
use super::*;

const UNITS: [&str; 12] = [
    "operator_workplace_access",
    "chats",
    "offline_messages_management",
    "other_employee_chats_access",
    "softphone_login",
    "web_account_login",
    "channel_management",
    "call_recordings",
    "tag_management",
    "address_book",
    "contact_communication_history",
    "teleportation",
];

/// An employee as the two exports may have him.
#[derive(Clone, Debug)]
struct Generated {
    login: Option<&'static str>,
    status: Option<&'static str>,
    status_id: Option<i64>,
    has_record: bool,
    is_active: Option<bool>,
    app_role_id: Option<&'static str>,
    units: BTreeMap<&'static str, bool>,
    others_switch: Option<bool>,
    others_type: Option<&'static str>,
    others_values: BTreeSet<i64>,
    sites: BTreeSet<i64>,
    all_sites: bool,
    flags: [bool; 4],
}

fn mostly<T: Clone + std::fmt::Debug + 'static>(usual: T, all: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![2 => Just(usual), 1 => select(all)]
}

fn generated() -> impl Strategy<Value = Generated> {
    let units = (
        subsequence(UNITS.to_vec(), 0..=12),
        vec(any::<bool>(), 12),
        any::<bool>(),
    );
    let units = units.prop_map(|(names, on, all_on)| {
        let on = on.into_iter().map(move |it| it || all_on);
        names.into_iter().zip(on).collect::<BTreeMap<_, _>>()
    });
    let numbers = || btree_set(1_i64..4, 0..3);
    let person = (
        mostly(
            Some("anna"),
            vec![Some("a@example.test"), Some("an na"), None],
        ),
        mostly(
            Some("available"),
            vec![Some("break"), Some("removed"), Some("unheard_of"), None],
        ),
        mostly(Some(1), vec![Some(2), Some(7), Some(21), Some(99), None]),
        mostly(true, vec![false]),
        mostly(Some(true), vec![Some(false), None]),
        mostly(
            None,
            vec![
                Some("administrator"),
                Some("manager"),
                Some("Administrator"),
            ],
        ),
    );
    let others = (
        any::<Option<bool>>(),
        select(vec![
            None,
            Some("groups"),
            Some("employees"),
            Some("floors"),
        ]),
        numbers(),
    );
    let rest = (numbers(), any::<bool>(), any::<[bool; 4]>());
    (person, units, others, rest).prop_map(|(person, units, others, rest)| {
        let (login, status, status_id, has_record, is_active, app_role_id) = person;
        let (others_switch, others_type, others_values) = others;
        let (sites, all_sites, flags) = rest;
        Generated {
            login,
            status,
            status_id,
            has_record,
            is_active,
            app_role_id,
            units,
            others_switch,
            others_type,
            others_values,
            sites,
            all_sites,
            flags,
        }
    })
}

impl Generated {
    fn fill(&self) -> Filled {
        let employee = employee(&json!({
            "login": self.login, "status": self.status, "status_id": self.status_id,
        }));
        let permissions: Vec<Value> = self
            .units
            .iter()
            .map(|(unit, on)| json!({"unit_id": unit, "is_select": on, "is_insert": true}))
            .collect();
        let [confirm, hide, click, out] = self.flags;
        let record = json!({
            "id": 1, "user_id": 5001, "is_active": self.is_active, "app_role_id": self.app_role_id,
            "permissions": permissions,
            "other_employee_chats_access__is_select": self.others_switch,
            "other_employee_chats_permission_type": self.others_type,
            "other_employee_chats_permission_values": self.others_values,
            "group_ids": [1], "manager_group_ids": [1], "sites": self.sites,
            "is_all_sites_access": self.all_sites, "is_chat_acceptance_confirmation": confirm,
            "is_need_hide_numbers": hide, "is_click_to_call_auto_answer_enabled": click,
            "is_out_calls_auto_answer_enabled": out, "is_consultant_operator": true,
            "is_consultant_chat": true, "is_consultant_offline_message": true, "licenses": ["omni"],
        });
        let records = if self.has_record {
            vec![record]
        } else {
            Vec::new()
        };
        uis_of(&employee, &records)
    }

    /// The switches in a plain reading: chats, others' chats, softphone, cabinet, administrator.
    fn switches(&self) -> [bool; 5] {
        let on = |unit: &str| self.has_record && self.units.get(unit) == Some(&true);
        let said = [
            self.others_switch,
            self.units.get("other_employee_chats_access").copied(),
        ];
        let others = self.has_record
            && said.contains(&Some(true))
            && !said.contains(&Some(false))
            && self.others_type != Some("floors");
        [
            CHATS.into_iter().all(on),
            others,
            on("softphone_login"),
            on("web_account_login"),
            self.has_record && self.app_role_id == Some("administrator"),
        ]
    }

    fn acts(&self) -> bool {
        let signs_in = [Some("anna"), Some("a@example.test")].contains(&self.login);
        let is_removed = self.status == Some("removed") || self.status_id == Some(7);
        let is_off = self.is_active == Some(false);
        self.switches().contains(&true) && signs_in && !is_removed && !is_off
    }

    /// What catalogue.md 3.2 says of these switches, written out once more.
    fn wanted(&self) -> BTreeSet<P> {
        let mut wanted = BTreeSet::new();
        if !self.acts() {
            return wanted;
        }
        let [chats, others, softphone, cabinet, administrator] = self.switches();
        if chats {
            wanted.extend([
                P::SURFACE_WORKPLACE,
                P::REQUEST_HANDLE,
                P::CONVERSATION_VIEW,
            ]);
            wanted.extend([
                P::CONVERSATION_REPLY,
                P::CONVERSATION_TAKE,
                P::CONVERSATION_TRANSFER,
            ]);
        }
        // An empty list is nobody (catalogue.md 1.1), and he himself, number 1, is no colleague.
        let of_somebody = match self.others_type {
            None => true,
            Some("employees") => self.others_values.iter().any(|number| *number != 1),
            Some(_) => !self.others_values.is_empty(),
        };
        if chats && others && of_somebody {
            wanted.insert(P::CONVERSATION_TAKE_OVER);
        }
        if softphone {
            wanted.extend([P::SURFACE_WORKPLACE, P::SOFTPHONE_USE]);
        }
        if chats || others || softphone || cabinet {
            wanted.extend([
                P::EMPLOYEE_VIEW,
                P::COLLEAGUE_LIST,
                P::STATUS_VIEW,
                P::STATUS_CHANGE,
            ]);
        }
        if cabinet {
            wanted.extend([P::SURFACE_OLD_CABINET, P::SURFACE_NEW_CABINET]);
        }
        if self.all_sites || !self.sites.is_empty() {
            wanted.insert(P::SITE_VIEW);
        }
        if administrator {
            wanted.extend([
                P::SURFACE_WORKPLACE,
                P::REQUEST_HANDLE,
                P::CONVERSATION_VIEW,
            ]);
            wanted.extend([
                P::CONVERSATION_REPLY,
                P::CONVERSATION_TAKE,
                P::CONVERSATION_TAKE_OVER,
            ]);
            wanted.extend([
                P::CONVERSATION_TRANSFER,
                P::SOFTPHONE_USE,
                P::CALLER_ID_VIEW,
            ]);
            wanted.extend([P::CALLER_ID_CHANGE, P::EMPLOYEE_VIEW, P::COLLEAGUE_LIST]);
            wanted.extend([P::STATUS_VIEW, P::STATUS_CHANGE, P::SITE_VIEW]);
        }
        // Without the cabinet the employee list and administration are closed (S48, S70).
        if administrator && cabinet {
            wanted.insert(P::EMPLOYEE_EDIT);
            wanted.extend(bundle::ADMINISTRATION);
        }
        wanted
    }
}

proptest! {
    #[test]
    fn an_employee_holds_what_the_switches_say_and_no_more(generated in generated()) {
        let filled = generated.fill();
        let person = only(&filled);
        prop_assert_eq!(names(&held(person)), names(&generated.wanted()));
        prop_assert_eq!(person.user.standing().can_act(), generated.acts());
        prop_assert!(refuses_nobody(&filled));
        prop_assert!(person.rights.grants.is_empty());
    }

    #[test]
    fn without_a_switch_an_employee_holds_nothing(generated in generated()) {
        let off = Generated {
            units: generated.units.keys().map(|unit| (*unit, false)).collect(),
            others_switch: generated.others_switch.map(|_| false),
            app_role_id: generated.app_role_id.filter(|role| *role != "administrator"),
            ..generated
        };
        prop_assert_eq!(names(&held(only(&off.fill()))), Vec::<&str>::new());
    }
}
