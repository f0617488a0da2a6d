//! Events of a user as they are stored: without personal values, which lie beside them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::event::{Created, Imported, ProfileChanges, UserEvent};
use crate::personal::{PersonalRow, Slot};
use crate::{Change, Login, Profile, UserRecord};

/// A [`UserEvent`] without its personal values: the form in which it is serialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUserEvent(UserEvent);

impl UserEvent {
    /// What to store: the event for ever, and its personal values under the same place until they are
    /// erased.
    #[must_use]
    pub fn store(mut self) -> (StoredUserEvent, PersonalRow) {
        let row = PersonalRow::take(slots(&mut self));
        (StoredUserEvent(self), row)
    }
}

impl StoredUserEvent {
    /// The event with its personal values. Where the row was erased, give an empty one: then the event
    /// sets its fields empty, as the erasure later in the stream does anyway.
    #[must_use]
    pub fn restore(mut self, row: &PersonalRow) -> UserEvent {
        row.put(slots(&mut self.0));
        self.0
    }

    /// An event of form 1 held its personal values itself: takes them out. Store both parts in its place
    /// before anybody is erased. An event of a later form stays as it is, with an empty row.
    #[must_use]
    pub fn migrate(self) -> (Self, PersonalRow) {
        self.0.store()
    }

    /// The stable name of the event.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.0.name()
    }
}

impl Serialize for StoredUserEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        UserEvent::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for StoredUserEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        UserEvent::deserialize(deserializer).map(Self)
    }
}

/// Every place of an event at which a personal value can stand.
fn slots(event: &mut UserEvent) -> Vec<Slot<'_>> {
    match event {
        UserEvent::Created(created) => {
            let Created {
                tenant: _,
                id: _,
                kind: _,
                capacities: _,
                profile,
                login,
                roles: _,
                activation: _,
            } = created.as_mut();
            let mut slots = profile_slots(profile);
            slots.extend(login_slot(login));
            slots
        }
        UserEvent::Imported(imported) => {
            let Imported { record } = imported.as_mut();
            record_slots(record)
        }
        UserEvent::Edited(changes) => changed_slots(changes),
        UserEvent::EmailChanged { from, to } => {
            vec![Slot::EarlierEmail(from), Slot::Email(to)]
        }
        UserEvent::LoginChanged { to, tell } => login_slot(to)
            .into_iter()
            .chain([Slot::LetterAddress(tell)])
            .collect(),
        UserEvent::CredentialsSet { tell: to, .. }
        | UserEvent::CredentialsLetterAsked { to, .. }
        | UserEvent::ActivationIssued { to, .. }
        | UserEvent::ResetIssued { to, .. } => vec![Slot::LetterAddress(to)],
        UserEvent::CredentialsCleared
        | UserEvent::BecameUser { .. }
        | UserEvent::RightsTurnedOff
        | UserEvent::CapacitiesChanged { .. }
        | UserEvent::Activated
        | UserEvent::Suspended { .. }
        | UserEvent::Restored
        | UserEvent::HalfDeleted { .. }
        | UserEvent::Deleted { .. }
        | UserEvent::Converted { .. }
        | UserEvent::HoldPlaced { .. }
        | UserEvent::HoldLifted { .. }
        | UserEvent::Erased => Vec::new(),
    }
}

/// Every place of an account at which a personal value stands.
pub(crate) fn record_slots(record: &mut UserRecord) -> Vec<Slot<'_>> {
    let UserRecord {
        tenant: _,
        id: _,
        version: _,
        kind: _,
        capacities: _,
        profile,
        login,
        credentials: _,
        credential_version: _,
        ever_had_rights: _,
        lifecycle: _,
        activation: _,
        reset: _,
        holds: _,
    } = record;
    let mut slots = profile_slots(profile);
    slots.extend(login_slot(login));
    slots
}

fn profile_slots(profile: &mut Profile) -> Vec<Slot<'_>> {
    let Profile {
        name,
        chat_name,
        photo,
        position,
        email,
        memberships,
        limit: _,
        settings,
        external_ids,
        contact_points,
    } = profile;
    vec![
        Slot::Name(name),
        Slot::ChatName(chat_name),
        Slot::Photo(photo),
        Slot::Position(position),
        Slot::Email(email),
        Slot::Memberships(memberships),
        Slot::Settings(settings),
        Slot::ExternalIds(external_ids),
        Slot::ContactPoints(contact_points),
    ]
}

fn changed_slots(changes: &mut ProfileChanges) -> Vec<Slot<'_>> {
    let ProfileChanges {
        name,
        chat_name,
        photo,
        position,
        memberships,
        limit: _,
        settings,
        external_ids,
        contact_points,
    } = changes;
    [
        set(name).map(Slot::Name),
        set(chat_name).map(Slot::ChatName),
        set(photo).map(Slot::Photo),
        set(position).map(Slot::Position),
        set(memberships).map(Slot::Memberships),
        set(settings).map(Slot::Settings),
        set(external_ids).map(Slot::ExternalIds),
        set(contact_points).map(Slot::ContactPoints),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A login of its own is personal; that it follows the address is not.
fn login_slot(login: &mut Login) -> Option<Slot<'_>> {
    (*login != Login::Email).then_some(Slot::Login(login))
}

pub(crate) fn set<T>(change: &mut Change<T>) -> Option<&mut T> {
    match change {
        Change::Keep => None,
        Change::Set(value) => Some(value),
    }
}
