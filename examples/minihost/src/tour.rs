//! The sample data of this repository: exports of real desks, with nobody in them.

use std::collections::BTreeMap;

use frontdesk::model::{CustomerId, ExternalId, Language, UserId};
use frontdesk::{DeskFile, HelpCenter, Imported, Organizations};
use frontdesk_systems::omnidesk::{self, Account, Settings};
use frontdesk_systems::{Import, noci, reach, talkme, uis};
use serde::Deserialize;

use crate::seed::World;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../deskctl/data/", $name)).as_slice()
    };
}

/// Why the sample data cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error("the sample data: {0}")]
pub struct BadData(String);

fn bad(error: impl ToString) -> BadData {
    BadData(error.to_string())
}

fn list<T>(bytes: &[u8], read: fn(&[u8]) -> Import<T>) -> Result<T, BadData> {
    read(bytes).map(|(found, _warnings)| found).map_err(bad)
}

/// Who of the staff is which customer besides.
#[derive(Deserialize)]
struct Hats {
    one_human: Vec<BTreeMap<String, String>>,
}

/// What `cargo run -p deskctl -- tour` shows, for an empty database.
pub fn world() -> Result<World, BadData> {
    let desk_file = String::from_utf8(data!("desk.toml").to_vec()).map_err(bad)?;
    let file = DeskFile::parse(desk_file.as_bytes()).map_err(bad)?;
    let tenant = file.tenant().map_err(bad)?;
    let mut imported = Imported::default();
    let employees = list(data!("uis-employees.json"), uis::read_employees)?;
    let cabinet = list(data!("uis-cabinet.json"), uis::read_cabinet)?;
    let statuses = list(data!("uis-statuses.json"), uis::read_statuses)?;
    imported.extend(uis::fill(tenant, &employees, &cabinet, &statuses).0);
    let languages: BTreeMap<String, Language> = file.omnidesk_languages().map_err(bad)?;
    let settings = Settings {
        customers: omnidesk::roles::CustomerAccount {
            help_center: file.portal.help_center == HelpCenter::InUse,
            sso_only: false,
            organization_shared: file.portal.organizations == Organizations::Shared,
        },
        languages,
    };
    let users_of_omnidesk = list(data!("omnidesk-users.json"), omnidesk::read_users)?;
    let account = Account {
        staff: &list(data!("omnidesk-staff.json"), omnidesk::read_staff)?,
        statuses: &list(
            data!("omnidesk-staff-statuses.json"),
            omnidesk::read_staff_statuses,
        )?,
        groups: &list(data!("omnidesk-groups.json"), omnidesk::read_groups)?,
        users: &users_of_omnidesk,
        fields: &list(
            data!("omnidesk-custom-fields.json"),
            omnidesk::read_custom_fields,
        )?,
        portal: &list(
            data!("omnidesk-portal-fields.json"),
            omnidesk::read_portal_fields,
        )?,
        cases: &list(data!("omnidesk-cases.json"), omnidesk::read_cases)?,
        messages: &list(data!("omnidesk-messages.json"), omnidesk::read_messages)?,
    };
    imported.extend(omnidesk::fill(tenant, &account, &settings).0);
    let (tickets, _notices) = omnidesk::tickets(tenant, &account, &settings);
    let pairs = list(data!("talkme-pairs.json"), talkme::read_pairs)?;
    imported.extend(talkme::fill(tenant, &pairs).0);
    let users = list(data!("reach-users.csv"), reach::read_users)?;
    imported.extend(reach::fill(tenant, &users).0);
    let invitation = list(data!("noci-invitation.json"), noci::read_invitation)?;
    imported.extend(noci::fill(tenant, &invitation).0);
    let hats: Hats = serde_json::from_slice(data!("desk-hats.json")).map_err(bad)?;
    let hats = hats.one_human.iter().filter_map(|human| {
        let id = |key: &str| ExternalId::parse(human.get(key)?).ok();
        let user = UserId::from_external(tenant, &id("user")?);
        Some((user, CustomerId::from_external(tenant, &id("customer")?)))
    });
    // Whose address is confirmed signs in by it.
    let confirmed = users_of_omnidesk
        .iter()
        .filter(|user| user.confirmed && !user.deleted);
    let portal = confirmed.filter_map(|user| {
        let id = ExternalId::parse(&format!("omnidesk/user/{}", user.user_id)).ok()?;
        let address = user.email.as_ref()?.as_str().to_owned();
        Some((CustomerId::from_external(tenant, &id), address))
    });
    Ok(World {
        desk_file,
        imported,
        tickets,
        hats: hats.collect(),
        portal: portal.collect(),
    })
}
