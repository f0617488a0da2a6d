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
use frontdesk_systems::{MAX_BYTES, Notice, NoticeKind};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The contact points of one record.
pub(crate) struct Contacts {
    /// The place of the record in the file, from 1.
    number: usize,
    record: ExternalId,
    pub(crate) points: Vec<ContactPoint>,
}

/// Something that was left out. It names the place by numbers from 1: a key may be an address.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BadContact {
    /// "record 2, point 1".
    at: String,
    code: &'static str,
    part: Part,
}

/// What of it is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Record,
    RecordTwice,
    Point,
    Address,
    Verification,
    Subscriptions,
}

impl fmt::Display for BadContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.part {
            Part::Record => "no list of contact points of a system/kind/id",
            Part::RecordTwice => "an earlier record has the same id",
            Part::Point => "no contact point",
            Part::Address => "the address is none of its kind",
            Part::Verification => "the verification is none",
            Part::Subscriptions => "the subscriptions cannot be read, or a key is unknown",
        };
        write!(f, "{}: {text}, left out", self.at)
    }
}

/// Reads the file. The error says what is wrong with the whole.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Contacts>, Vec<BadContact>), String> {
    let wrong = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        format!("not an object of lists by record, line {line}, column {column}")
    };
    if bytes.len() > MAX_BYTES {
        return Err(format!("longer than {MAX_BYTES} bytes"));
    }
    let Records(records) = serde_json::from_slice(bytes).map_err(wrong)?;
    let mut seen = BTreeSet::new();
    let mut bad = Vec::new();
    let mut found = Vec::new();
    for (number, (key, points)) in (1..).zip(records) {
        let mut left_out = |at, part| {
            let code = "bad_contact";
            bad.push(BadContact { at, code, part });
        };
        let at = format!("record {number}");
        let (Ok(record), Value::Array(points)) = (ExternalId::parse(&key), points) else {
            left_out(at, Part::Record);
            continue;
        };
        if !seen.insert(record.clone()) {
            left_out(at, Part::RecordTwice);
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
fn wrong_part(point: &Value) -> Part {
    let Some(parts) = point.as_object() else {
        return Part::Point;
    };
    let is_address = |value| ContactAddress::deserialize(value).is_ok();
    let is_word = |value| Verification::deserialize(value).is_ok();
    match (parts.get("address"), parts.get("verification")) {
        (address, _) if !address.is_some_and(is_address) => Part::Address,
        (_, Some(word)) if !is_word(word) => Part::Verification,
        _ => Part::Subscriptions,
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
