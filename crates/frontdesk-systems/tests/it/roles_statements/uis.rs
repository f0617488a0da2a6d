//! UIS, S26-S81.

use std::collections::BTreeSet;

use frontdesk_access::Holder;
use frontdesk_model::{ConversationState, Module as Name, SiteId, Standing, UserId};
use frontdesk_systems::uis::roles::{
    Overseen, Sites, Switches,
    presets::{self, administrator, employee_bare, group_lead, operator_calls, operator_chats},
};

use super::{
    ANNA, BILLING, Object::*, PETR, Row, SALES, a_bots, anna, annas, chat, closed, offered_to,
    petrs, table, waiting, waiting_in,
};

fn with(switches: Switches) -> Holder {
    let mut holder = anna();
    switches.apply(&mut holder);
    holder
}

fn chats() -> Holder {
    with(operator_chats())
}

fn calls() -> Holder {
    with(operator_calls())
}

fn bare() -> Holder {
    with(employee_bare())
}

fn lead() -> Holder {
    with(group_lead(Overseen::All))
}

fn lead_of_groups(groups: impl IntoIterator<Item = frontdesk_model::GroupId>) -> Holder {
    with(group_lead(Overseen::Groups(groups.into_iter().collect())))
}

fn lead_of_people(people: impl IntoIterator<Item = UserId>) -> Holder {
    with(group_lead(Overseen::People(people.into_iter().collect())))
}

fn cabinet() -> Holder {
    with(Switches {
        cabinet: true,
        ..operator_chats()
    })
}

fn sections(names: &[&str]) -> Holder {
    let cabinet_sections = names.iter().map(|name| Name::new(name).unwrap()).collect();
    with(Switches {
        cabinet_sections,
        ..operator_chats()
    })
}

fn sites(sites: Sites) -> Holder {
    with(Switches {
        sites,
        ..operator_chats()
    })
}

fn site_five() -> Sites {
    Sites::Listed(BTreeSet::from([SiteId::from_number(5)]))
}

/// An operator to whom the right to see employees was given or taken by hand.
fn view_employees(is_on: bool) -> Switches {
    Switches {
        view_employees: Some(is_on),
        ..operator_chats()
    }
}

fn blind(switches: Switches) -> Holder {
    with(Switches {
        view_employees: Some(false),
        ..switches
    })
}

fn caller_id() -> Holder {
    with(Switches {
        caller_id: true,
        ..operator_calls()
    })
}

fn standing(standing: Standing, switches: Switches) -> Holder {
    Holder {
        standing,
        ..with(switches)
    }
}

fn everything() -> Switches {
    Switches {
        softphone: true,
        ..operator_chats()
    }
}

fn new() -> frontdesk_model::ConversationFacts {
    chat(ConversationState::New)
}

pub(super) fn rows() -> Vec<Row> {
    table! {
        S26 Positive "without rights no workplace": bare(), SURFACE_WORKPLACE @ Section => deny not_granted;
        S26 Positive "an employee who never was a user does not enter": standing(Standing::Employee, operator_chats()), SURFACE_WORKPLACE @ Section => deny not_active;
        S26 Negative "an employee with the right to chats enters": chats(), SURFACE_WORKPLACE @ Section => allow;
        S26 Negative "an employee with the right to calls enters": calls(), SURFACE_WORKPLACE @ Section => allow;
        S26 Negative "the administrator enters": with(administrator()), SURFACE_WORKPLACE @ Section => allow;
        S26 Negative "the administrator answers everywhere": with(administrator()), CONVERSATION_REPLY @ Chat(petrs()) => allow;
        S26 Negative "and handles requests": with(administrator()), REQUEST_HANDLE @ Inquiry(new()) => allow;
        S26 Negative "and takes a bot's": with(administrator()), CONVERSATION_TAKE @ Chat(a_bots()) => allow;
        S26 Negative "and sees employees by the own role": blind(administrator()), EMPLOYEE_VIEW @ Colleague => allow;
        S26 Negative "and has the account's settings": with(administrator()), ACCOUNT_SETTINGS @ Section => allow;
        S26 Negative "and sees users": with(administrator()), USER_VIEW @ Colleague => allow;
        S26 Negative "and creates users": with(administrator()), USER_CREATE @ Section => allow;
        S26 Negative "and edits users": with(administrator()), USER_EDIT @ Colleague => allow;
        S26 Negative "and suspends users": with(administrator()), USER_SUSPEND @ Colleague => allow;
        S26 Negative "and deletes users": with(administrator()), USER_DELETE @ Colleague => allow;
        S26 Negative "and edits groups": with(administrator()), GROUP_EDIT @ Section => allow;
        S26 Negative "and sees roles": with(administrator()), ROLE_VIEW @ Section => allow;
        S26 Negative "and changes roles": with(administrator()), ROLE_EDIT @ Section => allow;
        S26 Negative "and gives roles": with(administrator()), ROLE_ASSIGN @ Colleague => allow;
        S26 Negative "and resets credentials": with(administrator()), CREDENTIALS_RESET @ Colleague => allow;
        S26 Negative "and changes logins": with(administrator()), LOGIN_CHANGE @ Colleague => allow;

        S28 Positive "chats and requests are one switch: chats": chats(), CONVERSATION_REPLY @ Chat(annas()) => allow;
        S28 Positive "chats and requests are one switch: requests": chats(), REQUEST_HANDLE @ Inquiry(new()) => allow;
        S28 Positive "the softphone is the other": calls(), SOFTPHONE_USE @ Section => allow;
        S28 Negative "chats bring no softphone": chats(), SOFTPHONE_USE @ Section => deny not_granted;
        S28 Negative "the softphone brings no chats": calls(), CONVERSATION_VIEW @ Chat(annas()) => deny not_granted;
        S28 Negative "the softphone brings no requests": calls(), REQUEST_HANDLE @ Inquiry(new()) => deny not_granted;

        S48 Positive "cabinet off: the old cabinet is closed": chats(), SURFACE_OLD_CABINET @ Section => deny restricted;
        S48 Positive "cabinet off: reports of the new one are closed": chats(), SURFACE_NEW_CABINET @ Module("reports") => deny not_granted;
        S48 Positive "cabinet off: administration is closed even to the administrator": with(Switches { cabinet: false, ..administrator() }), USER_EDIT @ Colleague => deny restricted;
        S48 Negative "cabinet on: the old cabinet is open": cabinet(), SURFACE_OLD_CABINET @ Section => allow;
        S48 Negative "cabinet on: reports of the new one are open": cabinet(), SURFACE_NEW_CABINET @ Module("reports") => allow;
        S48 Negative "cabinet on: administration is the administrator's": with(administrator()), USER_EDIT @ Colleague => allow;

        S49 Positive "cabinet off: a section opened by itself is open": sections(&["reports"]), SURFACE_NEW_CABINET @ Module("reports") => allow;
        S49 Negative "a section not opened stays closed": sections(&["reports"]), SURFACE_NEW_CABINET @ Module("dashboards") => deny out_of_scope;
        S49 Negative "no section opens the old cabinet": sections(&["reports"]), SURFACE_OLD_CABINET @ Section => deny restricted;

        S50 Positive "cabinet off: the workplace stays": chats(), SURFACE_WORKPLACE @ Section => allow;
        S50 Positive "cabinet off: the softphone stays": calls(), SOFTPHONE_USE @ Section => allow;
        S50 Negative "the cabinet opens no workplace": with(Switches { cabinet: true, ..employee_bare() }), SURFACE_WORKPLACE @ Section => deny not_granted;

        S51 Positive "with the switch one answers own chats": chats(), CONVERSATION_REPLY @ Chat(annas()) => allow;
        S51 Positive "with the switch one handles requests": chats(), REQUEST_HANDLE @ Inquiry(waiting()) => allow;
        S51 Negative "without it no chats": with(Switches { cabinet: true, ..operator_calls() }), CONVERSATION_REPLY @ Chat(annas()) => deny not_granted;
        S51 Negative "without it no requests": bare(), REQUEST_HANDLE @ Inquiry(waiting()) => deny not_granted;

        S57 Positive "all colleagues' chats in work are seen": lead(), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S57 Positive "those of members of a named group": lead_of_groups([BILLING]), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S57 Positive "those of a named colleague": lead_of_people([PETR]), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S57 Negative "without the right not": chats(), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S57 Negative "closed ones are not in work": lead(), CONVERSATION_VIEW @ Chat(closed(petrs())) => deny out_of_scope;
        S57 Negative "a bot is no colleague": lead(), CONVERSATION_VIEW @ Chat(a_bots()) => deny out_of_scope;
        S57 Negative "a group that was not named": lead_of_groups([SALES]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S57 Negative "no group at all": lead_of_groups([]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S57 Negative "nobody was named": lead_of_people([]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S57 Negative "a colleague who was not named": lead_of_people([UserId::from_number(3)]), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S57 Negative "the right alone, without chats, gives nothing": with(Switches { chats_and_requests: false, ..group_lead(Overseen::All) }), CONVERSATION_VIEW @ Chat(petrs()) => deny not_granted;

        S58 Positive "own chats are seen": chats(), CONVERSATION_VIEW @ Chat(annas()) => allow;
        S58 Positive "own closed ones too": chats(), CONVERSATION_VIEW @ Chat(closed(annas())) => allow;
        S58 Positive "new ones that nobody has are seen": chats(), CONVERSATION_VIEW @ Chat(new()) => allow;
        S58 Positive "in whatever queue they lie": chats(), CONVERSATION_VIEW @ Chat(waiting_in(BILLING)) => allow;
        S58 Positive "an offer is seen by whom it is made to": chats(), CONVERSATION_VIEW @ Chat(offered_to(ANNA)) => allow;
        S58 Negative "a colleague's chat is not": chats(), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S58 Negative "an offer to a colleague is not": chats(), CONVERSATION_VIEW @ Chat(offered_to(PETR)) => deny out_of_scope;

        S59 Positive "with the right one takes a colleague's chat over": lead(), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        S59 Positive "without the right to see employees too": blind(group_lead(Overseen::All)), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        S59 Positive "a named group's": lead_of_groups([BILLING]), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        S59 Positive "a named colleague's": lead_of_people([PETR]), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        S59 Positive "the administrator any": with(administrator()), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        S59 Negative "without the right not": chats(), CONVERSATION_TAKE_OVER @ Chat(petrs()) => deny not_granted;
        S59 Negative "a closed one not": lead(), CONVERSATION_TAKE_OVER @ Chat(closed(petrs())) => deny out_of_scope;

        S60 Positive "with the right a colleague's chat goes to a chosen colleague": lead(), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        S60 Positive "one's own chat goes without the right": chats(), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        S60 Positive "a named group's": lead_of_groups([BILLING]), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        S60 Positive "a named colleague's": lead_of_people([PETR]), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        S60 Positive "the administrator any": with(administrator()), CONVERSATION_TRANSFER @ Chat(petrs()) => allow;
        S60 Negative "a colleague's chat does not go without it": chats(), CONVERSATION_TRANSFER @ Chat(petrs()) => deny out_of_scope;
        S60 Negative "one's own does not without seeing employees": blind(operator_chats()), CONVERSATION_TRANSFER @ Chat(annas()) => deny prerequisite;
        S60 Negative "nor a colleague's": blind(group_lead(Overseen::All)), CONVERSATION_TRANSFER @ Chat(petrs()) => deny prerequisite;
        S60 Negative "a closed one is not active": chats(), CONVERSATION_TRANSFER @ Chat(closed(annas())) => deny out_of_scope;

        S62 Positive "a new chat can be taken": chats(), CONVERSATION_TAKE @ Chat(new()) => allow;
        S62 Positive "one that is offered too": chats(), CONVERSATION_TAKE @ Chat(offered_to(ANNA)) => allow;
        S62 Negative "not one offered to a colleague": chats(), CONVERSATION_TAKE @ Chat(offered_to(PETR)) => deny out_of_scope;
        S62 Negative "a colleague's is not new": lead(), CONVERSATION_TAKE @ Chat(petrs()) => deny out_of_scope;

        S64 Positive "without the right to a site it stays hidden": sites(Sites::default()), SITE_VIEW @ Site(5) => deny not_granted;
        S64 Positive "cabinet on does not change that": cabinet(), SITE_VIEW @ Site(5) => deny not_granted;
        S64 Negative "with the right it is shown, cabinet off": sites(site_five()), SITE_VIEW @ Site(5) => allow;

        S65 Positive "a site that was ticked is seen": sites(site_five()), SITE_VIEW @ Site(5) => allow;
        S65 Positive "all sites are seen": sites(Sites::All), SITE_VIEW @ Site(6) => allow;
        S65 Positive "the administrator sees every site": with(administrator()), SITE_VIEW @ Site(6) => allow;
        S65 Negative "a site that was not ticked is not": sites(site_five()), SITE_VIEW @ Site(6) => deny out_of_scope;

        S67 Positive "with view employees one sees the own status": with(view_employees(true)), STATUS_VIEW @ Me => allow;
        S67 Positive "and changes it": with(view_employees(true)), STATUS_CHANGE @ Me => allow;
        S67 Positive "the administrator changes a colleague's": with(administrator()), STATUS_CHANGE @ Colleague => allow;
        S67 Negative "without it one does not see it": with(view_employees(false)), STATUS_VIEW @ Me => deny not_granted;
        S67 Negative "nor change it": with(view_employees(false)), STATUS_CHANGE @ Me => deny not_granted;
        S67 Negative "a colleague's status is not changed": with(view_employees(true)), STATUS_CHANGE @ Colleague => deny out_of_scope;

        S68 Positive "the transfer list comes with view employees": chats(), COLLEAGUE_LIST @ Section => allow;
        S68 Positive "the administrator has it by the own role": blind(administrator()), COLLEAGUE_LIST @ Section => allow;
        S68 Negative "and not without": blind(operator_chats()), COLLEAGUE_LIST @ Section => deny not_granted;

        S69 Positive "the first service right brings view employees": chats(), EMPLOYEE_VIEW @ Colleague => allow;
        S69 Positive "it stays when all switches go off": with(Switches { ever_had_rights: true, ..employee_bare() }), EMPLOYEE_VIEW @ Colleague => allow;
        S69 Negative "an employee who never had a right has it not": bare(), EMPLOYEE_VIEW @ Colleague => deny not_granted;
        S69 Negative "taken by hand it stays off": blind(operator_chats()), EMPLOYEE_VIEW @ Colleague => deny not_granted;

        S70 Positive "cabinet off: the own status is changed by hand": chats(), STATUS_CHANGE @ Me => allow;
        S70 Positive "cabinet off: the old cabinet is closed": with(view_employees(true)), SURFACE_OLD_CABINET @ Section => deny restricted;
        S70 Positive "cabinet off: the list of employees is not edited": with(Switches { cabinet: false, ..administrator() }), EMPLOYEE_EDIT @ Colleague => deny restricted;
        S70 Negative "cabinet on does not bring the status": blind(Switches { cabinet: true, ..operator_chats() }), STATUS_CHANGE @ Me => deny not_granted;
        S70 Negative "cabinet on: the administrator edits employees": with(administrator()), EMPLOYEE_EDIT @ Colleague => allow;
        S70 Negative "cabinet on: others do not": cabinet(), EMPLOYEE_EDIT @ Colleague => deny not_granted;

        S71 Positive "with the switch the softphone is usable": calls(), SOFTPHONE_USE @ Section => allow;
        S71 Positive "the administrator's too": with(administrator()), SOFTPHONE_USE @ Section => allow;
        S71 Negative "without it not": chats(), SOFTPHONE_USE @ Section => deny not_granted;

        S76 Positive "with the switch caller IDs are seen": caller_id(), CALLER_ID_VIEW @ Section => allow;
        S76 Positive "and chosen": caller_id(), CALLER_ID_CHANGE @ Section => allow;
        S76 Positive "the administrator's too": with(administrator()), CALLER_ID_CHANGE @ Section => allow;
        S76 Negative "without it not seen": calls(), CALLER_ID_VIEW @ Section => deny not_granted;
        S76 Negative "nor chosen": calls(), CALLER_ID_CHANGE @ Section => deny not_granted;
        S76 Negative "the switch without the softphone gives nothing": with(Switches { caller_id: true, ..operator_chats() }), CALLER_ID_CHANGE @ Section => deny not_granted;

        S77 Positive "a call-only employee changes the own status": calls(), STATUS_CHANGE @ Me => allow;
        S77 Positive "and has the transfer list": calls(), COLLEAGUE_LIST @ Section => allow;
        S77 Negative "without view employees not": blind(operator_calls()), STATUS_CHANGE @ Me => deny not_granted;

        S79 Positive "half-deleted, the rights lie in store without effect": standing(Standing::HalfDeleted, everything()), CONVERSATION_VIEW @ Chat(annas()) => deny not_active;
        S79 Negative "active again, they are there": standing(Standing::Active, everything()), CONVERSATION_VIEW @ Chat(annas()) => allow;

        S81 Positive "half-deleted, chats do not work": standing(Standing::HalfDeleted, everything()), CONVERSATION_REPLY @ Chat(annas()) => deny not_active;
        S81 Positive "half-deleted, the softphone does not work": standing(Standing::HalfDeleted, everything()), SOFTPHONE_USE @ Section => deny not_active;
        S81 Positive "the administrator's neither": standing(Standing::HalfDeleted, presets::administrator()), EMPLOYEE_EDIT @ Colleague => deny not_active;
        S81 Negative "active, chats work": standing(Standing::Active, everything()), CONVERSATION_REPLY @ Chat(annas()) => allow;

        D3 Positive "off is closed: the new cabinet": chats(), SURFACE_NEW_CABINET @ Module("reports") => deny not_granted;
        D3 Positive "but for a section granted by itself": sections(&["reports"]), SURFACE_NEW_CABINET @ Module("reports") => allow;
        D3 Positive "the old one never": sections(&["reports"]), SURFACE_OLD_CABINET @ Section => deny restricted;
        D3 Negative "on is open: every section": cabinet(), SURFACE_NEW_CABINET @ Module("later") => allow;
        D4 Positive "an employee is born without rights": bare(), EMPLOYEE_VIEW @ Colleague => deny not_granted;
        D4 Negative "a user sees employees": calls(), EMPLOYEE_VIEW @ Colleague => allow;
        D5 Positive "one's own chat goes with view employees": chats(), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        D5 Positive "a colleague's comes to oneself with the right alone": blind(group_lead(Overseen::All)), CONVERSATION_TAKE_OVER @ Chat(petrs()) => allow;
        D5 Negative "and goes to another with view employees as well": blind(group_lead(Overseen::All)), CONVERSATION_TRANSFER @ Chat(petrs()) => deny prerequisite;
        D7 Positive "half-deleted: nothing acts": standing(Standing::HalfDeleted, everything()), STATUS_CHANGE @ Me => deny not_active;
        D7 Positive "the workplace neither, though it is shown": standing(Standing::HalfDeleted, everything()), SURFACE_WORKPLACE @ Section => deny not_active;
        D7 Negative "active, it does": standing(Standing::Active, everything()), STATUS_CHANGE @ Me => allow;
        D23 Positive "a cabinet that nobody stated is off": calls(), SURFACE_OLD_CABINET @ Section => deny restricted;
        D23 Negative "one that was stated is on": with(Switches { cabinet: true, ..operator_calls() }), SURFACE_OLD_CABINET @ Section => allow;
    }
}
