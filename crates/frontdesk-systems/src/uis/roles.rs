//! The roles of UIS: one a switch of the employee's record (catalogue.md 3.2).

mod switches;

use std::collections::BTreeSet;

use frontdesk_access::{Among, Grant, Modules, Permission as P, Role, RoleId, Scope, bundle};
use frontdesk_model::{ConversationState, Labels, Relation};

pub use switches::{Overseen, Sites, Switch, Switches, presets};

/// What the ids of this system begin with.
pub const SYSTEM: &str = "uis";
/// Works in chats and requests.
pub const CHATS_AND_REQUESTS: &str = "uis.chats_and_requests";
/// Add-on of [`CHATS_AND_REQUESTS`]: all colleagues' chats in work.
pub const OTHERS_CHATS: &str = "opt.others_chats";
/// Add-on of [`CHATS_AND_REQUESTS`]: chats in work of the members of the groups on the record.
pub const OTHERS_CHATS_OF_GROUPS: &str = "opt.others_chats_of_groups";
/// Add-on of [`CHATS_AND_REQUESTS`]: chats in work of the people on the record.
pub const OTHERS_CHATS_OF_PEOPLE: &str = "opt.others_chats_of_people";
/// Works with the softphone.
pub const SOFTPHONE: &str = "uis.softphone";
/// Add-on of [`SOFTPHONE`]: sees and chooses the number shown to the client.
pub const CALLER_ID: &str = "opt.caller_id";
/// Sees employees, and with them the own status and the transfer list.
pub const VIEW_EMPLOYEES: &str = "uis.view_employees";
/// The old and the new cabinet, whole.
pub const CABINET: &str = "uis.cabinet";
/// Sections of the new cabinet, those on the record.
pub const CABINET_SECTIONS: &str = "uis.cabinet_sections";
/// Sees which site an inquiry came from, for the sites on the record.
pub const SITES: &str = "uis.sites";
/// The same for every site.
pub const ALL_SITES: &str = "uis.all_sites";
/// The one employee that exists when the account starts.
pub const ADMINISTRATOR: &str = "uis.administrator";

/// The built-in roles.
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![
        chats_and_requests(),
        softphone(),
        view_employees(),
        cabinet(),
        cabinet_sections(),
        sites(),
        all_sites(),
        administrator(),
    ]
}

fn chats_and_requests() -> Role {
    let own_in_work = Scope {
        states: Some(BTreeSet::from([ConversationState::InWork])),
        ..Scope::of(Relation::Own)
    };
    let colleagues = Scope::of(Relation::ColleagueInWork);
    let of_groups = Scope {
        assignee_groups: Some(Among::Mine),
        ..colleagues.clone()
    };
    let of_people = Scope {
        people: Some(Among::Mine),
        ..colleagues.clone()
    };
    // S59, S60: a colleague's chat goes to oneself or to a chosen colleague.
    let others = |scope: &Scope| {
        Grant::each(
            &[
                P::CONVERSATION_VIEW,
                P::CONVERSATION_TAKE_OVER,
                P::CONVERSATION_TRANSFER,
            ],
            scope,
        )
    };
    built_in(CHATS_AND_REQUESTS, "Чаты и заявки")
        // S26, S28, S51: one switch opens the workplace, chats and requests.
        .grant(&[P::SURFACE_WORKPLACE, P::REQUEST_HANDLE], &Scope::any())
        // S51, S58: own chats.
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
            &Scope::of(Relation::Own),
        )
        // S58, S62: new ones that nobody has can be seen and taken.
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
            &Scope::of(Relation::Unassigned),
        )
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
            &Scope::of(Relation::OfferedToMe),
        )
        // S60, D5: one's own chat in work needs no right to others' chats.
        .grant(&[P::CONVERSATION_TRANSFER], &own_in_work)
        // S57: all colleagues' chats in work, or those of groups or employees.
        .with_add_on(
            OTHERS_CHATS,
            Labels::new("Доступ к чужим чатам"),
            others(&colleagues),
        )
        .with_add_on(
            OTHERS_CHATS_OF_GROUPS,
            Labels::new("Доступ к чужим чатам: отделы"),
            others(&of_groups),
        )
        .with_add_on(
            OTHERS_CHATS_OF_PEOPLE,
            Labels::new("Доступ к чужим чатам: сотрудники"),
            others(&of_people),
        )
}

/// S26, S28, S71: the softphone in the workplace. S76: the caller IDs.
fn softphone() -> Role {
    built_in(SOFTPHONE, "Использование софтфона UIS")
        .grant(&[P::SURFACE_WORKPLACE, P::SOFTPHONE_USE], &Scope::any())
        .with_add_on(
            CALLER_ID,
            Labels::new("Разрешить действия с АОН"),
            Grant::each(&[P::CALLER_ID_VIEW, P::CALLER_ID_CHANGE], &Scope::any()),
        )
}

/// S68, S69: colleagues. S67, S70, S77: one's own status, by this right alone.
fn view_employees() -> Role {
    built_in(VIEW_EMPLOYEES, "Просмотр сотрудников")
        .grant(&[P::EMPLOYEE_VIEW, P::COLLEAGUE_LIST], &Scope::any())
        .grant(
            &[P::STATUS_VIEW, P::STATUS_CHANGE],
            &Scope::of(Relation::Myself),
        )
}

/// S48, D3, D23: on, it opens everything to see in both cabinets.
fn cabinet() -> Role {
    built_in(CABINET, "Доступ в личный кабинет").grant(
        &[P::SURFACE_OLD_CABINET, P::SURFACE_NEW_CABINET],
        &Scope::any(),
    )
}

/// S49, D3: off, sections of the new cabinet are opened one by one.
fn cabinet_sections() -> Role {
    let listed = Scope {
        modules: Some(Modules::CabinetSections),
        ..Scope::any()
    };
    built_in(CABINET_SECTIONS, "Разделы нового личного кабинета")
        .grant(&[P::SURFACE_NEW_CABINET], &listed)
}

/// S64, S65: site by site.
fn sites() -> Role {
    let listed = Scope {
        sites: Some(Among::Mine),
        ..Scope::any()
    };
    built_in(SITES, "Просмотр сайтов").grant(&[P::SITE_VIEW], &listed)
}

/// S65: the flag for all sites.
fn all_sites() -> Role {
    built_in(ALL_SITES, "Просмотр всех сайтов").grant(&[P::SITE_VIEW], &Scope::any())
}

/// S26: every right of the other switches but the two cabinets, the employee list and
/// administration. Listed, so that a right of a later release comes only where somebody adds it.
/// No roles to assign besides: with the cabinet, without which nobody administers (S48, D3), the
/// administrator covers every other switch.
fn administrator() -> Role {
    built_in(ADMINISTRATOR, "Администратор")
        .grant(
            &[
                P::SURFACE_WORKPLACE,
                P::REQUEST_HANDLE,
                P::CONVERSATION_VIEW,
                P::CONVERSATION_REPLY,
                P::CONVERSATION_TAKE,
                P::CONVERSATION_TAKE_OVER,
                P::CONVERSATION_TRANSFER,
                P::SOFTPHONE_USE,
                P::CALLER_ID_VIEW,
                P::CALLER_ID_CHANGE,
                P::EMPLOYEE_VIEW,
                P::EMPLOYEE_EDIT,
                P::COLLEAGUE_LIST,
                P::STATUS_VIEW,
                P::STATUS_CHANGE,
                P::SITE_VIEW,
            ],
            &Scope::any(),
        )
        .grant(bundle::ADMINISTRATION, &Scope::any())
}

fn built_in(id: &'static str, label: &str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(label))
}
