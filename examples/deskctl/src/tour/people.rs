//! Who is who.

use std::collections::BTreeSet;

use frontdesk::access::{AddOnId, RoleId};
use frontdesk::model::Names;
use frontdesk::{Desk, Person};
use serde::Serialize;

/// One member of the staff.
#[derive(Serialize)]
pub(crate) struct PersonLine {
    pub(crate) name: String,
    /// The system that the record came from.
    pub(crate) system: String,
    /// The record there: its kind and its id.
    pub(crate) record: String,
    pub(crate) kind: &'static str,
    pub(crate) standing: &'static str,
    /// The roles, each followed by its add-ons.
    pub(crate) roles: Vec<RoleLine>,
    pub(crate) restrictions: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) languages: Vec<String>,
    pub(crate) limit: String,
    /// What the working status lets the person do with chats.
    pub(crate) chats: &'static str,
}

/// A role with its add-ons.
#[derive(Serialize)]
pub(crate) struct RoleLine {
    pub(crate) role: RoleId,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) add_ons: BTreeSet<AddOnId>,
}

/// The staff by system and record.
pub(crate) fn people(desk: &Desk) -> Vec<PersonLine> {
    staff(desk)
        .into_iter()
        .map(|person| line(desk, person))
        .collect()
}

/// The staff in the order of the tables: by system and record.
pub(crate) fn staff(desk: &Desk) -> Vec<&Person> {
    let mut people: Vec<&Person> = desk.people().collect();
    people.sort_by_cached_key(|person| record_order(person));
    people
}

fn line(desk: &Desk, person: &Person) -> PersonLine {
    use frontdesk::model::Availability;
    let profile = person.user.profile();
    let external = profile.external_ids.first();
    let accepts = person.availability.contains(Availability::ACCEPT_CHAT);
    let passes = person.availability.contains(Availability::ACCEPT_TRANSFER);
    PersonLine {
        name: desk.name_or_id(person.id().uuid()),
        system: external.map_or_else(String::new, |id| id.system().to_owned()),
        record: external.map_or_else(String::new, |id| format!("{}/{}", id.kind(), id.value())),
        kind: person.user.kind().name(),
        standing: person.user.standing().name(),
        roles: person
            .rights
            .roles
            .iter()
            .map(|held| RoleLine {
                role: held.role.clone(),
                add_ons: held.add_ons.clone(),
            })
            .collect(),
        restrictions: person
            .rights
            .restrictions
            .iter()
            .map(|restriction| restriction.id.to_string())
            .collect(),
        groups: profile
            .memberships
            .groups
            .iter()
            .map(|group| desk.name_or_id(group.uuid()))
            .collect(),
        languages: profile
            .memberships
            .languages
            .iter()
            .map(ToString::to_string)
            .collect(),
        limit: profile
            .limit
            .map_or_else(|| "the desk's".to_owned(), |limit| limit.to_string()),
        chats: match (accepts, passes) {
            (true, true) => "all",
            (true, false) => "new",
            (false, true) => "transferred",
            (false, false) => "none",
        },
    }
}

/// By system and kind of record, then by number where the id is one.
fn record_order(person: &Person) -> (String, u64, String) {
    let first = person.user.profile().external_ids.first();
    let Some(external) = first else {
        return (String::new(), 0, String::new());
    };
    let number = external.value().parse().unwrap_or(u64::MAX);
    (
        format!("{}/{}", external.system(), external.kind()),
        number,
        external.value().to_owned(),
    )
}
