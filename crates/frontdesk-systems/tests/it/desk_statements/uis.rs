//! UIS, S26-S82: employees, their cabinet records and statuses as they are exported.

use frontdesk_access::Permission as P;
use frontdesk_identity::can_sign_in;
use frontdesk_model::{Assignee, BotId, Channel, ConversationState as State, Module, SiteId};
use frontdesk_systems::uis;
use frontdesk_visibility::{OperatorView, Shown, unknown_number};
use serde_json::{Value, json};

use super::*;
use crate::statements::rows;

const CHATS: &[&str] = &[
    "operator_workplace_access",
    "chats",
    "offline_messages_management",
];
const CALLS: &[&str] = &["softphone_login"];

/// An employee with these units and these fields of the cabinet record.
struct Hired {
    units: &'static [&'static str],
    cabinet: Value,
    employee: Value,
}

fn with(units: &'static [&'static str], cabinet: Value) -> Hired {
    Hired {
        units,
        cabinet,
        employee: json!({}),
    }
}

fn chats() -> Hired {
    with(CHATS, json!({}))
}

fn calls() -> Hired {
    with(CALLS, json!({}))
}

fn hidden(units: &'static [&'static str]) -> Hired {
    with(units, json!({"is_need_hide_numbers": true}))
}

/// With access to colleagues' chats: those of this type and these numbers.
fn others(kind: Value, numbers: Value) -> Hired {
    with(
        CHATS,
        json!({
            "other_employee_chats_access__is_select": true,
            "other_employee_chats_permission_type": kind,
            "other_employee_chats_permission_values": numbers,
        }),
    )
}

fn lead() -> Hired {
    others(json!(null), json!([]))
}

fn merged(mut base: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

/// A desk of employee 1 as given and employee 2, who chats in department 20.
fn desk_of(first: &Hired) -> (Desk, Vec<&'static str>) {
    let second = with(CHATS, json!({"group_ids": [20]}));
    let hired = [(1, first), (2, &second)];
    let employees: Vec<Value> = hired
        .iter()
        .map(|(number, it)| {
            let base = json!({
                "id": number, "last_name": "A", "login": format!("login{number}"),
                "status": "available", "status_id": 1,
            });
            merged(base, &it.employee)
        })
        .collect();
    let cabinet: Vec<Value> = hired
        .iter()
        .map(|(number, it)| {
            let units: Vec<Value> = it
                .units
                .iter()
                .map(|unit| json!({"unit_id": unit, "is_select": true}))
                .collect();
            merged(
                json!({"id": number, "is_active": true, "permissions": units}),
                &it.cabinet,
            )
        })
        .collect();
    let statuses = json!([
        {"id": 1, "mnemonic": "available", "name": "A", "is_able_to_accept_chat": true,
         "is_able_to_accept_chat_transfer": true, "is_able_to_transfer_chat": true,
         "is_able_to_send_chat_messages": true, "is_able_to_close_chat_offline_message": true,
         "in_external_allowed_call_directions": ["in", "out"]},
        {"id": 8, "mnemonic": "removed", "name": "R"},
    ]);
    let bytes = |value: &Value| serde_json::to_vec(value).unwrap();
    let (employees, _) = uis::read_employees(&bytes(&json!(employees))).unwrap();
    let (cabinet, _) = uis::read_cabinet(&bytes(&json!(cabinet))).unwrap();
    let (statuses, _) = uis::read_statuses(&bytes(&statuses)).unwrap();
    let (mut imported, notices) = uis::fill(TENANT, &employees, &cabinet, &statuses);
    // Departments that nobody is in are known too.
    for number in [20, 30] {
        imported
            .groups
            .entry(id("uis", "group", number))
            .or_insert_with(|| "D".to_owned());
    }
    let tables = "[visibility]\nsite = \"by_right\"\n[assignment]\nautomatic = \"on\"\n";
    let codes = notices.iter().map(|notice| notice.kind.code()).collect();
    (desk(imported, tables), codes)
}

fn anna() -> UserId {
    id("uis", "employee", 1)
}

fn petr() -> UserId {
    id("uis", "employee", 2)
}

/// Whether employee 1, hired so, sees this chat.
fn shown(hired: Hired, facts: ConversationFacts) -> &'static str {
    sees(&desk_of(&hired).0, anna(), facts)
}

/// Whether employee 1, hired so, may do this to the chat.
fn does(hired: Hired, permission: P, facts: ConversationFacts) -> String {
    may_chat(&desk_of(&hired).0, anna(), permission, facts)
}

fn enters(hired: Hired, permission: P) -> String {
    may(&desk_of(&hired).0, anna(), permission, Object::Section)
}

fn section(hired: Hired, name: &str) -> String {
    let module = Module::new(name).unwrap();
    may(
        &desk_of(&hired).0,
        anna(),
        P::SURFACE_NEW_CABINET,
        Object::Module(&module),
    )
}

fn new() -> ConversationFacts {
    chat(1, State::New)
}

fn bots() -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Bot(BotId::from_number(1))),
        ..of(petr())
    }
}

fn operator_view<T>(hired: Hired, ticket: Ticket, read: impl FnOnce(OperatorView<'_>) -> T) -> T {
    let read = |view: View<'_>| match view {
        View::Operator(view) => read(view),
        other => panic!("{other:?}"),
    };
    view(&desk_of(&hired).0, anna(), ticket, read).unwrap()
}

/// What stands in the place of the number: the number, or the Russian label.
fn number(hired: Hired, facts: ConversationFacts, number: Option<&str>) -> String {
    let ticket = Ticket {
        client_number: number.map(str::to_owned),
        ..Ticket::new(facts)
    };
    operator_view(hired, ticket, |view| {
        let text = serde_json::to_string(&view).unwrap();
        match view.fields.client_number.unwrap() {
            Shown::Value(value) => value.to_owned(),
            Shown::Hidden | Shown::Absent => {
                assert!(!text.contains("70000000009"), "the number is nowhere else");
                unknown_number().source().to_owned()
            }
        }
    })
}

const NUMBER: Option<&str> = Some("+70000000009");

fn on(channel: Channel, facts: ConversationFacts) -> ConversationFacts {
    ConversationFacts {
        channel: Some(channel),
        ..facts
    }
}

/// Whether employee 1, hired so, sees from which site her chat came.
fn site(hired: Hired, number: i64) -> &'static str {
    let site: SiteId = id("uis", "site", number);
    let ticket = Ticket::new(ConversationFacts {
        site: Some(site),
        ..of(anna())
    });
    operator_view(hired, ticket, |view| match view.fields.site.unwrap() {
        Shown::Value(shown) if shown == site => "the site",
        Shown::Value(_) => "another site",
        Shown::Hidden | Shown::Absent => "nothing",
    })
}

fn sites(all: bool, numbers: Value) -> Hired {
    with(CHATS, json!({"is_all_sites_access": all, "sites": numbers}))
}

fn removed() -> Hired {
    Hired {
        employee: json!({"status": "removed", "status_id": 8}),
        ..chats()
    }
}

fn without_login() -> Hired {
    Hired {
        employee: json!({"login": null}),
        ..chats()
    }
}

fn signs_in(hired: Hired) -> bool {
    can_sign_in(&desk_of(&hired).0.person(anna()).unwrap().user).is_allow()
}

fn standing(hired: Hired) -> &'static str {
    desk_of(&hired)
        .0
        .person(anna())
        .unwrap()
        .user
        .standing()
        .name()
}

fn noticed(hired: Hired) -> String {
    desk_of(&hired).1.join(" ")
}

/// What comes of a waiting chat while Petr has another, and the verdict on employee 1.
fn routed(hired: Hired) -> String {
    let petrs = ConversationFacts {
        id: ConversationId::from_number(2),
        ..of(petr())
    };
    assigned(&desk_of(&hired).0, anna(), &[waiting(), petrs])
}

/// What comes of a waiting call while Petr has a chat, when employee 1 chats, calls and has
/// auto-answer or not.
fn rung(auto: bool) -> String {
    let hired = with(
        &[
            "operator_workplace_access",
            "chats",
            "offline_messages_management",
            "softphone_login",
        ],
        json!({"is_click_to_call_auto_answer_enabled": auto}),
    );
    let petrs = ConversationFacts {
        id: ConversationId::from_number(2),
        ..of(petr())
    };
    assigned(
        &desk_of(&hired).0,
        anna(),
        &[on(Channel::Call, waiting()), petrs],
    )
}

fn confirming() -> Hired {
    with(CHATS, json!({"is_chat_acceptance_confirmation": true}))
}

const WITH_CABINET: &[&str] = &[
    "operator_workplace_access",
    "chats",
    "offline_messages_management",
    "web_account_login",
];

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    rows! {
        S26 Positive "an employee whose export has no right does not enter the workplace": enters(with(&[], json!({})), P::SURFACE_WORKPLACE) => "deny: not_active";
        S26 Negative "one whose export has the right to chats does": enters(chats(), P::SURFACE_WORKPLACE) => "allow";
        S28 Positive "the three units of one switch open chats": does(chats(), P::CONVERSATION_REPLY, of(anna())) => "allow";
        S28 Negative "a part of them opens none, with a notice": noticed(with(&["chats", "softphone_login"], json!({}))) => "partial_switch";
        S28 Negative "and no chat is answered by it": does(with(&["chats", "softphone_login"], json!({})), P::CONVERSATION_REPLY, of(anna())) => "deny: not_granted";
        S37 Positive "rights without a login are told and have no effect": noticed(without_login()) => "rights_without_login";
        S37 Positive "nothing is answered by them": does(without_login(), P::CONVERSATION_REPLY, of(anna())) => "deny: not_active";
        S37 Negative "with a login they have": does(chats(), P::CONVERSATION_REPLY, of(anna())) => "allow";
        S38 Positive "who signs in enters the workplace": enters(chats(), P::SURFACE_WORKPLACE) => "allow";
        S38 Positive "and the cabinet where it is switched on": section(with(WITH_CABINET, json!({})), "reports") => "allow";
        S38 Negative "but not where it is off": section(chats(), "reports") => "deny: not_granted";
        S43 Positive "an imported employee without rights is an employee and no user": standing(with(&[], json!({}))) => "employee";
        S43 Negative "one with a right is a user": standing(chats()) => "active";
        S48 Positive "without the unit of the cabinet the old one is closed": enters(chats(), P::SURFACE_OLD_CABINET) => "deny: restricted";
        S48 Negative "with it it is open": enters(with(WITH_CABINET, json!({})), P::SURFACE_OLD_CABINET) => "allow";
        S50 Positive "without the cabinet the workplace stays": enters(chats(), P::SURFACE_WORKPLACE) => "allow";
        S50 Positive "and so does the softphone": enters(calls(), P::SOFTPHONE_USE) => "allow";
        S50 Negative "the cabinet alone opens no workplace": enters(with(&["web_account_login"], json!({})), P::SURFACE_WORKPLACE) => "deny: not_granted";
        S57 Positive "with the right a colleague's chat in work is seen": shown(lead(), of(petr())) => "as operator";
        S57 Positive "with that of the colleague's department": shown(others(json!("groups"), json!([20])), of(petr())) => "as operator";
        S57 Positive "with that of the colleague": shown(others(json!("employees"), json!([2])), of(petr())) => "as operator";
        S57 Negative "not with that of another department": shown(others(json!("groups"), json!([30])), of(petr())) => "no such ticket";
        S57 Negative "nor with that of another colleague": shown(others(json!("employees"), json!([3])), of(petr())) => "no such ticket";
        S57 Negative "a scope that is not documented opens nothing": shown(others(json!("floors"), json!([2])), of(petr())) => "no such ticket";
        S57 Negative "a colleague's closed chat is not in work": shown(lead(), closed(of(petr()))) => "no such ticket";
        S57 Negative "nor is a bot's": shown(lead(), bots()) => "no such ticket";
        S58 Positive "an own chat is shown": shown(chats(), of(anna())) => "as operator";
        S58 Positive "a new one that can be picked is shown": shown(chats(), new()) => "as operator";
        S58 Negative "a colleague's is not": shown(chats(), of(petr())) => "no such ticket";
        S58 Negative "who only calls sees no new one": shown(calls(), new()) => "no such ticket";
        S59 Positive "with the right a colleague's chat may be taken over": does(lead(), P::CONVERSATION_TAKE_OVER, of(petr())) => "allow";
        S59 Negative "not without": does(chats(), P::CONVERSATION_TAKE_OVER, of(petr())) => "deny: not_granted";
        S60 Positive "with the right a colleague's chat may go to a colleague": does(lead(), P::CONVERSATION_TRANSFER, of(petr())) => "allow";
        S60 Negative "without it it may not": does(chats(), P::CONVERSATION_TRANSFER, of(petr())) => "deny: not_granted out_of_scope";
        S62 Positive "who has no confirmation on the record is assigned at once": routed(chats()) => "assign: chosen";
        S62 Negative "who only calls is not": routed(calls()) => "assign: not on the floor";
        S63 Positive "who has it on the record is only offered": routed(confirming()) => "offer: chosen";
        S63 Negative "who has it not is not asked": routed(chats()) => "assign: chosen";
        S64 Positive "with the site on the record the site is shown": site(sites(false, json!([5])), 5) => "the site";
        S64 Negative "without it it is hidden": site(chats(), 5) => "nothing";
        S64 Negative "the cabinet switch does not show it": site(with(WITH_CABINET, json!({})), 5) => "nothing";
        S64 Positive "the inquiry itself stays visible": shown(chats(), ConversationFacts { site: Some(id("uis", "site", 5)), ..of(anna()) }) => "as operator";
        S65 Positive "each site is ticked by itself": site(sites(false, json!([5, 6])), 6) => "the site";
        S65 Positive "or all are": site(sites(true, json!([])), 6) => "the site";
        S65 Negative "one that is not ticked is hidden": site(sites(false, json!([5])), 6) => "nothing";
        S67 Positive "who was given a right changes the own status": may(&desk_of(&chats()).0, anna(), P::STATUS_CHANGE, Object::OwnRecord) => "allow";
        S67 Negative "who never was does not": may(&desk_of(&with(&[], json!({}))).0, anna(), P::STATUS_CHANGE, Object::OwnRecord) => "deny: not_active";
        S69 Positive "the first right brings the view of employees": may(&desk_of(&chats()).0, anna(), P::EMPLOYEE_VIEW, Object::User(petr())) => "allow";
        S69 Negative "without any there is none": may(&desk_of(&with(&[], json!({}))).0, anna(), P::EMPLOYEE_VIEW, Object::User(petr())) => "deny: not_active";
        S71 Positive "with the unit the softphone is used": enters(calls(), P::SOFTPHONE_USE) => "allow";
        S71 Negative "the units of chats are another": enters(chats(), P::SOFTPHONE_USE) => "deny: not_granted";
        S72 Positive "with number hiding on the record the Russian label stands in its place": number(hidden(CHATS), of(anna()), NUMBER) => "Неизвестный номер";
        S72 Negative "without it the number": number(chats(), of(anna()), NUMBER) => "+70000000009";
        S73 Positive "it covers chats": number(hidden(CHATS), of(anna()), NUMBER) => "Неизвестный номер";
        S73 Positive "and calls": number(hidden(CHATS), on(Channel::Call, of(anna())), NUMBER) => "Неизвестный номер";
        S73 Positive "and the history": number(hidden(CHATS), closed(of(anna())), NUMBER) => "Неизвестный номер";
        S73 Negative "without it a call shows the number": number(chats(), on(Channel::Call, of(anna())), NUMBER) => "+70000000009";
        S73 Negative "and so does the history": number(chats(), closed(of(anna())), NUMBER) => "+70000000009";
        S74 Positive "with number hiding off the number is shown": number(chats(), of(anna()), NUMBER) => "+70000000009";
        S74 Negative "one that nobody knows has the same label": number(chats(), of(anna()), None) => "Неизвестный номер";
        S75 Positive "with auto-answer on the record a call is picked up automatically": rung(true) => "assign: chosen";
        S75 Negative "without it it rings": rung(false) => "offer: chosen";
        S75 Negative "a chat to who confirms is not": routed(with(&["operator_workplace_access", "chats", "offline_messages_management", "softphone_login"], json!({"is_click_to_call_auto_answer_enabled": true, "is_chat_acceptance_confirmation": true}))) => "offer: chosen";
        S78 Positive "an employee who was removed stays in the desk": standing(removed()) => "half_deleted";
        S78 Negative "one who was not is active": standing(chats()) => "active";
        S79 Positive "the rights are still on the record of one who was removed": desk_of(&removed()).0.person(anna()).unwrap().rights == desk_of(&chats()).0.person(anna()).unwrap().rights => "true";
        S79 Negative "and give nothing": does(removed(), P::CONVERSATION_REPLY, of(anna())) => "deny: not_active";
        S80 Positive "one who was removed still signs in": signs_in(removed()) => "true";
        S80 Negative "an employee who never was a user does not": signs_in(with(&[], json!({}))) => "false";
        S81 Positive "nothing works for one who was removed": does(removed(), P::CONVERSATION_REPLY, of(anna())) => "deny: not_active";
        S81 Positive "nor is anything seen": shown(removed(), of(anna())) => "no such ticket";
        S81 Negative "it does for who was not": does(chats(), P::CONVERSATION_REPLY, of(anna())) => "allow";
    }
}
