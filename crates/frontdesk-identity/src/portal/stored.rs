//! Events of a portal account as they are stored, without personal values, and the places where those
//! stand.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::export::{Exported, export};
use crate::personal::{PersonalRow, Slot};
use crate::portal::account::PortalAccount;
use crate::portal::event::PortalEvent;
use crate::portal::profile::{PortalProfile, PortalProfileChanges};
use crate::portal::record::{PendingAddress, PortalRecord};
use crate::stored_event::set;

/// Every personal value of this customer's account: those it has now, in the order of the register,
/// then those of its stored events, oldest first (GDPR, articles 15 and 20). `rows` are all the rows
/// of the account's stream. A value that stands in several places is listed once for each. The host
/// asks [`PortalSession::check`](crate::PortalSession::check) for
/// [`PortalAct::Export`](crate::PortalAct::Export) before, and adds what it keeps itself: the avatar,
/// cases, sessions.
#[must_use]
pub fn export_customer(account: &PortalAccount, rows: &[PersonalRow]) -> Vec<Exported> {
    let mut record = account.record().clone();
    export(record_slots(&mut record), rows)
}

/// A [`PortalEvent`] without its personal values: the form in which it is serialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPortalEvent(PortalEvent);

impl PortalEvent {
    /// What to store: the event for ever, and its personal values under the same place until they are
    /// erased.
    #[must_use]
    pub fn store(mut self) -> (StoredPortalEvent, PersonalRow) {
        let row = PersonalRow::take(slots(&mut self));
        (StoredPortalEvent(self), row)
    }
}

impl StoredPortalEvent {
    /// The event with its personal values. Where the row was erased, give an empty one: then the event
    /// sets its fields empty, as the erasure later in the stream does anyway.
    #[must_use]
    pub fn restore(mut self, row: &PersonalRow) -> PortalEvent {
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

impl Serialize for StoredPortalEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PortalEvent::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for StoredPortalEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PortalEvent::deserialize(deserializer).map(Self)
    }
}

/// Every place of an event at which a personal value can stand.
fn slots(event: &mut PortalEvent) -> Vec<Slot<'_>> {
    match event {
        PortalEvent::Opened {
            tenant: _,
            customer: _,
            email,
            known: _,
        } => vec![Slot::Email(email)],
        PortalEvent::AddressProofIssued {
            token: _,
            to,
            asked: _,
        }
        | PortalEvent::ResetIssued { token: _, to } => vec![Slot::LetterAddress(to)],
        PortalEvent::SignInCleared {
            verifiers: _,
            tell,
            at: _,
            avatar,
        } => vec![Slot::LetterAddress(tell), Slot::Photo(avatar)],
        PortalEvent::PasswordSet {
            credentials: _,
            sessions: _,
            tell: to,
            at: _,
        }
        | PortalEvent::SsoUnlinked { tell: to } => vec![Slot::LetterAddress(to)],
        PortalEvent::AddressChangeAsked { token: _, to, tell } => {
            vec![Slot::LetterAddress(to), Slot::EarlierEmail(tell)]
        }
        PortalEvent::AddressChanged { from, to, at: _ } => {
            vec![Slot::EarlierEmail(from), Slot::Email(to)]
        }
        PortalEvent::SocialAttached { subjects, tell }
        | PortalEvent::SocialDetached { subjects, tell } => {
            vec![Slot::SocialAccounts(subjects), Slot::LetterAddress(tell)]
        }
        PortalEvent::SsoLinked {
            subject,
            trust: _,
            tell,
        } => {
            vec![Slot::SsoSubject(subject), Slot::LetterAddress(tell)]
        }
        PortalEvent::ProfileEdited(changes) => changed_slots(changes),
        PortalEvent::AddressProven { by: _ }
        | PortalEvent::HoldPlaced { case: _, since: _ }
        | PortalEvent::HoldLifted { case: _ }
        | PortalEvent::Erased { verifiers: _ } => Vec::new(),
    }
}

/// Every place of an account at which a personal value stands.
pub(crate) fn record_slots(record: &mut PortalRecord) -> Vec<Slot<'_>> {
    let PortalRecord {
        tenant: _,
        customer: _,
        version: _,
        email,
        proof: _,
        password: _,
        credential_version: _,
        social,
        sso,
        sso_trust: _,
        profile,
        proof_token: _,
        reset: _,
        change,
        links_void_until: _,
        holds: _,
        lifecycle: _,
    } = record;
    let PortalProfile {
        name,
        avatar,
        company,
        position,
        language,
        time_zone,
        extra,
    } = profile;
    let mut slots = vec![
        Slot::Email(email),
        Slot::SocialAccounts(social),
        Slot::SsoSubject(sso),
        Slot::CustomerName(name),
        Slot::Photo(avatar),
        Slot::Company(company),
        Slot::Position(position),
        Slot::Language(language),
        Slot::TimeZone(time_zone),
        Slot::ExtraFields(extra),
    ];
    slots.extend(change.as_mut().map(|change| {
        let PendingAddress { to, token: _ } = change;
        Slot::LetterAddress(to)
    }));
    slots
}

fn changed_slots(changes: &mut PortalProfileChanges) -> Vec<Slot<'_>> {
    let PortalProfileChanges {
        name,
        avatar,
        company,
        position,
        language,
        time_zone,
        extra,
        extra_emptied: _,
    } = changes;
    [
        set(name).map(Slot::CustomerName),
        set(avatar).map(Slot::Photo),
        set(company).map(Slot::Company),
        set(position).map(Slot::Position),
        set(language).map(Slot::Language),
        set(time_zone).map(Slot::TimeZone),
        Some(Slot::ExtraFields(extra)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
