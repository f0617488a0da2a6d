//! The records of the cabinet: what the Data API leaves out, chiefly the rights.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{
    Expected, Import, Log, Named, Personal, Problem, Record, Tree, WarningKind, child, json, names,
    one, places, read_each, rows_of, short, unique,
};

names! {
    /// A unit of the product on which rights are given.
    Unit {
        OperatorWorkplaceAccess "operator_workplace_access" "The operator's workplace.";
        Chats "chats" "Chats.";
        OfflineMessagesManagement "offline_messages_management" "Requests left on a site.";
        OtherEmployeeChatsAccess "other_employee_chats_access" "The chats of colleagues (S57).";
        SoftphoneLogin "softphone_login" "The softphone (S71).";
        WebAccountLogin "web_account_login" "The personal cabinet (S48, D23).";
        ChannelManagement "channel_management" "The channels.";
        CallRecordings "call_recordings" "Recordings of calls.";
        TagManagement "tag_management" "Tags.";
        AddressBook "address_book" "The address book.";
        ContactCommunicationHistory "contact_communication_history" "The history of a contact.";
    }
}

/// The rights on a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rights {
    /// See and use.
    pub select: bool,
    /// Create.
    pub insert: bool,
    /// Change.
    pub update: bool,
    /// Delete.
    pub delete: bool,
}

impl Rights {
    /// What both give.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            select: self.select && other.select,
            insert: self.insert && other.insert,
            update: self.update && other.update,
            delete: self.delete && other.delete,
        }
    }
}

/// Whose chats in work an employee may see (S57).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OthersChats {
    /// All colleagues'.
    All,
    /// Those of the members of these groups; none of no group.
    Groups(BTreeSet<i64>),
    /// Those of these employees; none of no employee.
    Employees(BTreeSet<i64>),
    /// A scope that is not documented: nobody's.
    Other(String),
}

/// An employee's record of the cabinet. Fields of the older operator model come after the newer
/// ones; a switch that the record does not mention is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CabinetRecord {
    /// The number of the employee, as in [`Employee`](super::Employee).
    pub id: i64,
    /// The number of the user that the employee signs in as.
    pub user_id: Option<i64>,
    /// The kind of user, as the product names it.
    pub user_type: Option<String>,
    /// Whether the record is in use; `None` when it does not say so. An unreadable flag is no.
    pub is_active: Option<bool>,
    /// The role in the product, as it names it; `administrator` exists at account start.
    pub app_role_id: Option<String>,
    /// The role in the call center, as the product names it.
    pub call_center_role: Option<String>,
    /// The name that customers see in chats.
    pub chat_name: Option<Personal>,
    /// The number of the position.
    pub position_id: Option<i64>,
    /// The position.
    pub position_name: Option<String>,
    /// Opening a new chat asks for confirmation (S62, S63).
    pub confirms_acceptance: bool,
    /// Numbers of customers are hidden (S72).
    pub hides_numbers: bool,
    /// Calls by click are picked up automatically (S75).
    pub answers_click_to_call: bool,
    /// Other outgoing calls are picked up automatically (S75).
    pub answers_out_calls: bool,
    /// Credentials are sent to the employee's address.
    pub sends_credentials: bool,
    /// Another address to send them to.
    pub another_email_to_send: Option<Personal>,
    /// The switch for colleagues' chats; `None` when the record does not mention it.
    pub others_chats_switch: Option<bool>,
    /// Whose chats it opens. What counts is [`others_chats`](Self::others_chats).
    pub others_chats_scope: OthersChats,
    /// The groups of the employee.
    pub group_ids: BTreeSet<i64>,
    /// The groups that the employee leads.
    pub manager_group_ids: BTreeSet<i64>,
    /// The employees that the employee leads.
    pub manager_employee_ids: BTreeSet<i64>,
    /// The employees who lead the employee.
    pub employee_manager_ids: BTreeSet<i64>,
    /// Licenses, as the product names them: `omni`, `telephony`.
    pub licenses: BTreeSet<String>,
    /// All sites are visible (S65).
    pub sees_all_sites: bool,
    /// The visible sites (S64, S65).
    pub sites: BTreeSet<i64>,
    /// The rights by unit.
    pub permissions: BTreeMap<Unit, Rights>,
    /// Older model: is an operator.
    pub is_consultant_operator: bool,
    /// Older model: takes chats.
    pub is_consultant_chat: bool,
    /// Older model: invites visitors to a chat.
    pub is_consultant_invite: bool,
    /// Older model: takes requests.
    pub is_consultant_offline_message: bool,
    /// Older model: the status, as the product names it.
    pub operator_status: Option<String>,
    /// Older model: the status changes by itself.
    pub has_auto_status: bool,
    /// Older model: after how long without work the status changes, as `HH:MM:SS`.
    pub not_at_work_interval: Option<String>,
}

impl CabinetRecord {
    /// Whether the unit may be seen and used. Absent is no (D23).
    #[must_use]
    pub fn selects(&self, unit: &Unit) -> bool {
        self.permissions
            .get(unit)
            .is_some_and(|rights| rights.select)
    }

    /// Whose chats in work the employee may see, if anybody's (S57, S58). The record has a switch
    /// and a right for it: one of them must say yes and neither no.
    #[must_use]
    pub fn others_chats(&self) -> Option<&OthersChats> {
        let unit = self.permissions.get(&Unit::OtherEmployeeChatsAccess);
        let said = [self.others_chats_switch, unit.map(|rights| rights.select)];
        let opened = said.contains(&Some(true)) && !said.contains(&Some(false));
        opened.then_some(&self.others_chats_scope)
    }
}

/// Reads cabinet records: a list, or an answer with `data` or `result.data`. Of several records
/// with one number the first is kept.
///
/// # Errors
/// When the file is no such list, or is an error envelope; see [`ImportError`](crate::ImportError).
pub fn read_cabinet(bytes: &[u8]) -> Import<Vec<CabinetRecord>> {
    json(bytes, |tree, log| {
        let records = read_each(rows_of(tree, log)?, log, cabinet_record);
        Ok(unique(records, log, |record| record.id))
    })
}

fn cabinet_record(record: &mut Record<'_>) -> CabinetRecord {
    let _avatars = record.take_where(|field| field.starts_with("avatar_"));
    // Switched off unless it can be read; only a record that says nothing leaves it open.
    let is_stated = record.has("is_active");
    CabinetRecord {
        id: record.id("id"),
        user_id: record.reference("user_id"),
        user_type: record.text("user_type"),
        is_active: is_stated.then(|| record.flag("is_active").unwrap_or(false)),
        app_role_id: record.token("app_role_id"),
        call_center_role: record.token("call_center_role"),
        chat_name: record.personal("consultant_operator_display_name"),
        position_id: record.reference("position_id"),
        position_name: record.text("position_name"),
        confirms_acceptance: record.restriction("is_chat_acceptance_confirmation"),
        hides_numbers: record.restriction("is_need_hide_numbers"),
        answers_click_to_call: on(record, "is_click_to_call_auto_answer_enabled"),
        answers_out_calls: on(record, "is_out_calls_auto_answer_enabled"),
        sends_credentials: on(record, "is_sending_credentials_enabled"),
        another_email_to_send: record.personal("another_email_to_send"),
        others_chats_switch: record.flag("other_employee_chats_access__is_select"),
        others_chats_scope: others_chats_scope(record),
        group_ids: record.references("group_ids"),
        manager_group_ids: record.references("manager_group_ids"),
        manager_employee_ids: record.references("manager_employee_ids"),
        employee_manager_ids: record.references("employee_manager_ids"),
        licenses: record.texts("licenses").into_iter().collect(),
        sees_all_sites: on(record, "is_all_sites_access"),
        sites: record.references("sites"),
        permissions: permissions(record),
        is_consultant_operator: on(record, "is_consultant_operator"),
        is_consultant_chat: on(record, "is_consultant_chat"),
        is_consultant_invite: on(record, "is_consultant_invite"),
        is_consultant_offline_message: on(record, "is_consultant_offline_message"),
        operator_status: record.text("operator_status"),
        has_auto_status: on(record, "is_auto_status_enabled"),
        not_at_work_interval: record.text("not_at_work_interval"),
    }
}

/// A switch that gives something.
fn on(record: &mut Record<'_>, name: &'static str) -> bool {
    record.flag(name).unwrap_or(false)
}

/// The scope of colleagues' chats: no type is all of them, so a type that is there and unreadable
/// breaks the record.
fn others_chats_scope(record: &mut Record<'_>) -> OthersChats {
    const TYPE: &str = "other_employee_chats_permission_type";
    let values = record.references("other_employee_chats_permission_values");
    let Some(tree) = record.take(TYPE) else {
        return OthersChats::All;
    };
    let Tree::Text(name) = tree else {
        record.problem(Problem::Unreadable {
            field: TYPE,
            expected: Expected::Text,
        });
        return OthersChats::Other(String::new());
    };
    match name.as_str() {
        "groups" => OthersChats::Groups(values),
        "employees" => OthersChats::Employees(values),
        _ => {
            record.warn(TYPE, WarningKind::UnknownValue { field: TYPE });
            OthersChats::Other(name)
        }
    }
}

/// The permissions in their three shapes: a list with `unit_id`, a list with `permission_unit_id`,
/// or an object keyed by unit. What names one unit twice gives only what both give.
fn permissions(record: &mut Record<'_>) -> BTreeMap<Unit, Rights> {
    const FIELD: &str = "permissions";
    let at = record.at_field(FIELD);
    let log = record.log();
    let mut permissions = BTreeMap::new();
    match record.take(FIELD) {
        None => {}
        Some(Tree::Object(entries)) => {
            for (unit, tree) in entries {
                let at = child(&at, &unit);
                if let Some(rights) = one((at.clone(), tree), log, rights) {
                    add(&mut permissions, &at, &unit, rights, log);
                }
            }
        }
        Some(Tree::List(list)) => {
            for (at, tree) in places(&at, list) {
                let read = |record: &mut Record<'_>| (unit_of(record), rights(record));
                if let Some((unit, rights)) = one((at.clone(), tree), log, read) {
                    add(&mut permissions, &at, &unit, rights, log);
                }
            }
        }
        Some(_) => {
            let expected = Expected::List;
            log.warn(&at, WarningKind::Unreadable { expected });
        }
    }
    permissions
}

fn add(permissions: &mut BTreeMap<Unit, Rights>, at: &str, unit: &str, rights: Rights, log: &Log) {
    let unit = Unit::from_name(unit);
    if unit.is_other() {
        log.warn(at, WarningKind::UnknownValue { field: "unit_id" });
    }
    let before = permissions.get(&unit).copied();
    if before.is_some() {
        let name = short(unit.as_str());
        log.warn(at, WarningKind::DuplicateField { name });
    }
    permissions.insert(unit, before.map_or(rights, |before| before.and(rights)));
}

/// The unit of an entry, under its newer or its older name.
fn unit_of(record: &mut Record<'_>) -> String {
    const NAMES: [&str; 2] = ["unit_id", "permission_unit_id"];
    let [newer, older] = NAMES.map(|name| record.text(name));
    match (newer, older) {
        (Some(newer), Some(older)) if newer != older => {
            let [field, other] = NAMES;
            record.problem(Problem::Contradiction { field, other });
        }
        (Some(unit), _) | (None, Some(unit)) => return unit,
        (None, None) => record.problem(Problem::Missing { field: "unit_id" }),
    }
    String::new()
}

fn rights(record: &mut Record<'_>) -> Rights {
    Rights {
        select: on(record, "is_select"),
        insert: on(record, "is_insert"),
        update: on(record, "is_update"),
        delete: on(record, "is_delete"),
    }
}
