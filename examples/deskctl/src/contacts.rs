//! The Contacts of the staff: where each person is told of events, in a file of this program's own,
//! because none of the exports has them. An object of lists by record, as a desk file names records:
//!
//! ```json
//! {"uis/employee/1001": [{
//!     "address": {"kind": "telegram", "address": "@anna"},
//!     "verification": "proven",
//!     "subscriptions": {"new_dialog": "opted_in"}
//! }]}
//! ```
//!
//! A contact point is written as identity stores it. One that cannot be read is left out with a
//! warning that names its place; the others are taken.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk::Imported;
use frontdesk::contact::Email;
use frontdesk::identity::{ContactAddress, ContactPoint, Reason, User, Verification};
use frontdesk::model::{ExternalId, TenantId, UserId};
use frontdesk_systems::{Notice, NoticeKind};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::beside::{self, LeftOut, Part};

/// The contact points of one record.
pub(crate) struct Contacts {
    /// The place of the record in the file, from 1.
    number: usize,
    record: ExternalId,
    pub(crate) points: Vec<ContactPoint>,
}

/// What of a row is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactPart {
    Record,
    RecordTwice,
    Point,
    Address,
    Verification,
    Subscriptions,
}

impl Part for ContactPart {
    const CODE: &'static str = "bad_contact";

    fn text(self) -> &'static str {
        match self {
            Self::Record => "no list of contact points of a system/kind/id",
            Self::RecordTwice => "an earlier record has the same id",
            Self::Point => "no contact point",
            Self::Address => "the address is none of its kind",
            Self::Verification => "the verification is none",
            Self::Subscriptions => "the subscriptions cannot be read, or a key is unknown",
        }
    }
}

/// Reads the file. The error says what is wrong with the whole.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Contacts>, Vec<LeftOut<ContactPart>>), String> {
    let Records(records) = beside::whole(bytes, "lists by record")?;
    let mut seen = BTreeSet::new();
    let mut bad = Vec::new();
    let mut found = Vec::new();
    for (number, (key, points)) in (1..).zip(records) {
        let mut left_out = |at, part| bad.push(LeftOut::new(at, part));
        let at = format!("record {number}");
        let (Ok(record), Value::Array(points)) = (ExternalId::parse(&key), points) else {
            left_out(at, ContactPart::Record);
            continue;
        };
        if !seen.insert(record.clone()) {
            left_out(at, ContactPart::RecordTwice);
            continue;
        }
        let mut read = Vec::new();
        for (place, point) in (1..).zip(points) {
            match ContactPoint::deserialize(&point) {
                Ok(point) => read.push(point),
                Err(_) => left_out(format!("{at}, point {place}"), wrong_part(&point)),
            }
        }
        found.push(Contacts {
            number,
            record,
            points: read,
        });
    }
    Ok((found, bad))
}

/// Gives the people their contact points. An account that cannot have them keeps none (S18, D2).
pub(crate) fn give(tenant: TenantId, contacts: Vec<Contacts>, to: &mut Imported) -> Vec<Notice> {
    let mut notices = Vec::new();
    for contacts in contacts {
        let id = UserId::from_external(tenant, &contacts.record);
        let mut people = to.people.iter_mut();
        let kind = match people.find(|person| person.id() == id) {
            None => Some(NoticeKind::Orphan),
            Some(person) => {
                let mut changed = person.user.clone().into_record();
                changed.profile.contact_points.clone_from(&contacts.points);
                match User::from_record(changed) {
                    Ok(user) => {
                        person.user = user;
                        None
                    }
                    Err(refusal) => Some(NoticeKind::Refused {
                        reasons: refusal.reasons().map(Reason::code).collect(),
                    }),
                }
            }
        };
        notices.extend(kind.map(|kind| Notice {
            record: contacts.named(),
            kind,
        }));
    }
    notices
}

impl Contacts {
    /// The record, or its place in the file where its id is an address.
    fn named(&self) -> ExternalId {
        match Email::parse(self.record.value()) {
            Err(_) => self.record.clone(),
            Ok(_) => {
                let number = i64::try_from(self.number).unwrap_or(i64::MAX);
                ExternalId::numbered("desk", "contacts", number)
            }
        }
    }
}

/// Which part of a contact point cannot be read.
fn wrong_part(point: &Value) -> ContactPart {
    let Some(parts) = point.as_object() else {
        return ContactPart::Point;
    };
    let is_address = |value| ContactAddress::deserialize(value).is_ok();
    let is_word = |value| Verification::deserialize(value).is_ok();
    match (parts.get("address"), parts.get("verification")) {
        (address, _) if !address.is_some_and(is_address) => ContactPart::Address,
        (_, Some(word)) if !is_word(word) => ContactPart::Verification,
        _ => ContactPart::Subscriptions,
    }
}

/// An object with its keys in their order, those that are there twice among them.
struct Records(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Records {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Records;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Records, A::Error> {
                let mut records = Vec::new();
                while let Some(record) = map.next_entry()? {
                    records.push(record);
                }
                Ok(Records(records))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}
