//! A desk's people from UIS employees, their cabinet records and the account's statuses.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Holder;
use frontdesk_assignment::Adviser;
use frontdesk_identity::{
    Algorithm, Import as ImportAccount, Login, PersonName, Photo, Position, Profile,
};
use frontdesk_model::{
    AccountKind, Availability, ExternalId, GroupId, Memberships, SiteId, Standing, TenantId, UserId,
};

use super::roles::{Overseen, Sites, Switch, Switches};
use super::{CabinetRecord, Employee, OthersChats, Status, StatusName, Unit};
use crate::fill::{Filled, Filling, NoticeKind, Working, rights_of};

/// The word that the account's administrator has for a role (products.md 2.1, inference).
const ADMINISTRATOR: &str = "administrator";

/// Fills a desk from UIS. An employee without a cabinet record has no switch on. A cabinet record
/// without an employee is left out with a notice, and so is a second one of the same employee. Units
/// that no role of the catalogue stands for (recordings, tags, the address book, channels, the
/// history of a contact) give nothing.
#[must_use]
pub fn fill(
    tenant: TenantId,
    employees: &[Employee],
    cabinet: &[CabinetRecord],
    statuses: &[Status],
) -> Filled {
    let mut filling = Filling::new(tenant, super::roles::SYSTEM);
    filling.imported.roles = super::roles::roles();
    let mut records: BTreeMap<i64, &CabinetRecord> = BTreeMap::new();
    for record in cabinet {
        // The first is kept, as by the readers: a host may hand in several pages.
        match records.entry(record.id) {
            Entry::Vacant(place) => {
                place.insert(record);
            }
            Entry::Occupied(_) => {
                let external = filling.external("employee", record.id);
                filling.notice(&external, NoticeKind::DuplicateRecord);
            }
        }
    }
    for employee in employees {
        let record = records.remove(&employee.id);
        add(&mut filling, employee, record, statuses);
    }
    for orphan in records.keys() {
        let record = filling.external("employee", *orphan);
        filling.notice(&record, NoticeKind::Orphan);
    }
    filling.done()
}

fn add(
    filling: &mut Filling,
    employee: &Employee,
    record: Option<&CabinetRecord>,
    statuses: &[Status],
) {
    let external = filling.external("employee", employee.id);
    let switches = record.map_or_else(Switches::default, |record| {
        switches(filling, &external, record)
    });
    for switch in switches.without_effect() {
        let switch = match switch {
            Switch::OthersChats => "others_chats",
            Switch::ConfirmAcceptance => "confirm_acceptance",
            Switch::CallerId => "caller_id",
            Switch::AutoAnswer => "auto_answer",
        };
        filling.notice(&external, NoticeKind::SwitchWithoutEffect { switch });
    }
    let login = filling.login(&external, employee.login.as_ref());
    let has_rights = switches.has_service_right() || switches.administrator;
    // Rights need login and password (S37): without a login they have no effect.
    let is_user = has_rights && login != Login::Unset;
    if has_rights && !is_user {
        filling.notice(&external, NoticeKind::RightsWithoutLogin);
    }

    // The lists and rights that the switches come to.
    let id: UserId = filling.id("employee", employee.id);
    let mut holder = Holder::new(filling.tenant, id);
    if let Some(record) = record {
        holder.memberships.groups = groups(filling, record);
    }
    switches.apply(&mut holder);

    let status = statuses.iter().find(|status| is_status(status, employee));
    if status.is_none() {
        filling.notice(&external, NoticeKind::UnknownStatus);
    }
    let form = ImportAccount {
        id,
        kind: AccountKind::Unified,
        capacities: None,
        profile: profile(
            filling,
            &external,
            employee,
            record,
            holder.memberships.clone(),
        ),
        // The password is where it was; an employee without a login has none.
        password: (login != Login::Unset).then(Algorithm::elsewhere),
        login,
        ever_had_rights: is_user,
        standing: standing(employee, status, record, is_user),
    };
    let working = Working {
        availability: status.map_or(Availability::empty(), |status| status.availability),
        adviser: Adviser::OfAll,
    };
    if let Some(user) = filling.account(&external, form) {
        filling.staff(user, rights_of(holder), working);
    }
}

/// An employee in the status `removed`, by name or by number, is the half-deleted one: deleted in the
/// employees section, rights kept (S78, S79). An account that is switched off is suspended. Without a
/// right ever saved it is an employee and no user (S43).
fn standing(
    employee: &Employee,
    status: Option<&Status>,
    record: Option<&CabinetRecord>,
    is_user: bool,
) -> Standing {
    let by_number = status.and_then(|status| status.mnemonic.as_ref());
    if [employee.status.as_ref(), by_number].contains(&Some(&StatusName::Removed)) {
        return Standing::HalfDeleted;
    }
    if record.and_then(|record| record.is_active) == Some(false) {
        return Standing::Suspended;
    }
    if is_user {
        Standing::Active
    } else {
        Standing::Employee
    }
}

/// The status by its number, or by its mnemonic where there is no number.
fn is_status(status: &Status, employee: &Employee) -> bool {
    match employee.status_id {
        Some(id) => status.id == id,
        None => status.mnemonic.is_some() && status.mnemonic == employee.status,
    }
}

fn groups(filling: &mut Filling, record: &CabinetRecord) -> BTreeSet<GroupId> {
    let mut groups = BTreeSet::new();
    for number in &record.group_ids {
        let id = filling.id("group", *number);
        // The export names departments by number alone.
        let name = format!("отдел {number}");
        filling.imported.groups.entry(id).or_insert(name);
        groups.insert(id);
    }
    groups
}

fn profile(
    filling: &mut Filling,
    external: &ExternalId,
    employee: &Employee,
    record: Option<&CabinetRecord>,
    memberships: Memberships,
) -> Profile {
    let mut name = PersonName::new().last(employee.last_name.as_str());
    if let Some(first) = &employee.first_name {
        name = name.first(first.as_str());
    }
    if let Some(patronymic) = &employee.patronymic {
        name = name.patronymic(patronymic.as_str());
    }
    let chat_name = record.and_then(|record| record.chat_name.as_ref());
    Profile {
        name,
        chat_name: filling.chat_name(external, chat_name),
        photo: Photo::Absent,
        position: record
            .and_then(|record| record.position_name.clone())
            .map(Position),
        email: filling.email(external, employee.email.as_ref()),
        memberships,
        external_ids: BTreeSet::from([external.clone()]),
        ..Profile::default()
    }
}

/// The switches of a cabinet record (products.md 3.3).
fn switches(filling: &mut Filling, external: &ExternalId, record: &CabinetRecord) -> Switches {
    let selects = |unit: Unit| record.selects(&unit);
    // One switch stands for the workplace, chats and requests together (S28): a part is not enough.
    let (chats, requests) = (
        selects(Unit::Chats),
        selects(Unit::OfflineMessagesManagement),
    );
    let chats_and_requests = chats && requests && selects(Unit::OperatorWorkplaceAccess);
    if !chats_and_requests && (chats || requests) {
        let switch = "chats_and_requests";
        filling.notice(external, NoticeKind::PartialSwitch { switch });
    }
    let others_chats = record.others_chats().and_then(|whose| match whose {
        OthersChats::All => Some(Overseen::All),
        OthersChats::Groups(groups) => {
            let ids = groups.iter().map(|number| filling.id("group", *number));
            Some(Overseen::Groups(ids.collect()))
        }
        OthersChats::Employees(people) => {
            let ids = people.iter().map(|number| filling.id("employee", *number));
            Some(Overseen::People(ids.collect()))
        }
        // An undocumented scope opens nobody's chats.
        OthersChats::Other(_) => None,
    });
    for number in &record.sites {
        let site: SiteId = filling.id("site", *number);
        let name = format!("сайт {number}");
        filling.imported.names.entry(site.uuid()).or_insert(name);
    }
    Switches {
        chats_and_requests,
        others_chats,
        softphone: selects(Unit::SoftphoneLogin),
        // The export has no unit for the actions with caller IDs (S76).
        caller_id: false,
        // Nor one for the view of employees: by default it comes with the user (S69, D4).
        view_employees: None,
        // Absent is off (D23).
        cabinet: selects(Unit::WebAccountLogin),
        cabinet_sections: BTreeSet::new(),
        sites: if record.sees_all_sites {
            Sites::All
        } else {
            let sites = record.sites.iter();
            Sites::Listed(sites.map(|number| filling.id("site", *number)).collect())
        },
        confirm_acceptance: record.confirms_acceptance,
        hide_numbers: record.hides_numbers,
        auto_answer: record.answers_click_to_call || record.answers_out_calls,
        administrator: record.app_role_id.as_deref() == Some(ADMINISTRATOR),
        ever_had_rights: false,
    }
}
