//! Few of everything, so that things meet. Numbers repeat over kinds of ids on purpose.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{AddOnId, Origin, Permission, RoleId};
use frontdesk_model::{
    BotId, Channel, CustomerId, GroupId, Module, OrganizationId, QuestionnaireId, SiteId, TenantId,
    UserId, Validity,
};
use frontdesk_testkit::cast;

use super::chance::Chance;

/// The roles of the catalogue: two of one system, one of another, one for customers.
pub(super) const ROLES: [&str; 4] = ["test.agent", "test.lead", "other.agent", "portal.customer"];
/// Roles that no catalogue has.
const UNKNOWN: [&str; 2] = ["test.unknown", "test.agent.old"];
/// Every role lists some of these.
pub(super) const ADD_ONS: [&str; 3] = ["opt.one", "opt.two", "opt.three"];

pub(super) fn tenant(chance: &mut Chance) -> TenantId {
    chance.weighted(&[(14, cast::TENANT), (1, cast::OTHER_TENANT)])
}

pub(super) fn other_tenant(tenant: TenantId) -> TenantId {
    if tenant == cast::TENANT {
        cast::OTHER_TENANT
    } else {
        cast::TENANT
    }
}

pub(super) fn users() -> [UserId; 4] {
    [1, 2, 3, 4].map(UserId::from_number)
}

pub(super) fn customers() -> [CustomerId; 3] {
    [1, 2, 3].map(CustomerId::from_number)
}

pub(super) fn bots() -> [BotId; 2] {
    [1, 2].map(BotId::from_number)
}

pub(super) fn groups() -> [GroupId; 3] {
    [1, 2, 3].map(GroupId::from_number)
}

pub(super) fn sites() -> [SiteId; 3] {
    [1, 2, 3].map(SiteId::from_number)
}

pub(super) fn questionnaires() -> [QuestionnaireId; 2] {
    [1, 2].map(QuestionnaireId::from_number)
}

pub(super) fn organizations() -> [OrganizationId; 2] {
    [1, 2].map(OrganizationId::from_number)
}

/// Listed ones, one of an account's own, and one that nobody listed and that Cedar text must escape.
pub(super) fn channels() -> [Channel; 4] {
    [
        Channel::Email,
        Channel::Web,
        Channel::Custom(3),
        Channel::from_name("pigeon \"post\"\\\n"),
    ]
}

pub(super) fn modules() -> Vec<Module> {
    let names = ["livechat", "reports", "a \"quoted\" one, in français"];
    names
        .into_iter()
        .filter_map(|n| Module::new(n).ok())
        .collect()
}

pub(super) const ORIGINS: [Origin; 2] = [Origin::Conversation, Origin::Independent];

/// Rights of the host's own: each world declares some.
pub(super) fn host_rights() -> Vec<Permission> {
    [0, 1, 7, 31]
        .into_iter()
        .filter_map(Permission::host)
        .collect()
}

pub(super) fn role(chance: &mut Chance) -> RoleId {
    if chance.percent(8) {
        return RoleId::from_static(chance.pick(&UNKNOWN));
    }
    RoleId::from_static(chance.pick(&ROLES[..3]))
}

pub(super) fn add_on(chance: &mut Chance) -> AddOnId {
    AddOnId::from_static(chance.pick(&ADD_ONS))
}

/// Noon and moments around it: two of them a nanosecond apart from it.
pub(super) fn moments() -> [DateTime<Utc>; 5] {
    let noon = cast::noon();
    [
        noon - TimeDelta::hours(1),
        noon - TimeDelta::nanoseconds(1),
        noon,
        noon + TimeDelta::nanoseconds(1),
        noon + TimeDelta::hours(1),
    ]
}

/// Mostly without bounds; else over, running or to come at noon, by an hour, a nanosecond or not
/// at all.
pub(super) fn validity(chance: &mut Chance, bounded: usize) -> Validity {
    if !chance.percent(bounded) {
        return Validity::ALWAYS;
    }
    let from = chance.sometimes(70, &moments()[..4]);
    let until = chance.sometimes(60, &moments()[1..]);
    Validity::new(from, until)
        .or_else(|_| Validity::new(until, from))
        .unwrap_or_default()
}
