//! Who wears more than one hat, and which links are out: in a file of this program's own, because none of
//! the exports says it.
//!
//! ```json
//! {
//!     "one_human": [{"user": "omnidesk/staff/24", "customer": "omnidesk/user/125"}],
//!     "links": [{
//!         "name": "letter", "ticket": "140-796380", "customer": "omnidesk/user/123",
//!         "purpose": "view", "expires": "2026-11-28T00:00:00Z", "epoch": 0
//!     }]
//! }
//! ```
//!
//! `epoch` is 0 where it is not said. That a link's signature was checked is the file's word. What cannot be
//! read, or names nobody, is left out with a warning that names its place; the rest is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use frontdesk::Desk;
use frontdesk::model::{ActorId, CustomerId, ExternalId, UserId};
use frontdesk::visibility::{GuestLink, GuestPurpose, Ticket};
use frontdesk_systems::MAX_BYTES;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who wears more than one hat, and which links are out.
#[derive(Default)]
pub(crate) struct Hats {
    /// The staff that is a customer besides.
    pub(crate) one_human: Vec<(UserId, CustomerId)>,
    /// How many rows could be read, whomever they name.
    pub(crate) rows: usize,
    /// The links, by the name that each has here.
    pub(crate) links: BTreeMap<String, GuestLink>,
}

/// Something that was left out. It names the place by numbers from 1.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BadHat {
    /// "link 2".
    at: String,
    code: &'static str,
    part: Part,
}

/// What of it is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Human,
    Link,
    User,
    Customer,
    Twice,
    Name,
    Ticket,
}

impl fmt::Display for BadHat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.part {
            Part::Human => "no user and customer",
            Part::Link => "no link, or a key is unknown",
            Part::User => "nobody of the staff has this record",
            Part::Customer => "no customer has this record",
            Part::Twice => "one of the two is another human already",
            Part::Name => "the name is empty, or an earlier link has it",
            Part::Ticket => "no ticket has this number",
        };
        write!(f, "{}: {text}, left out", self.at)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    one_human: Vec<Value>,
    #[serde(default)]
    links: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Human {
    user: String,
    customer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    name: String,
    ticket: String,
    customer: String,
    purpose: GuestPurpose,
    expires: DateTime<Utc>,
    #[serde(default)]
    epoch: u32,
}

/// Reads the file, of a desk and its tickets. The error says what is wrong with the whole.
pub(crate) fn read(
    bytes: &[u8],
    desk: &Desk,
    tickets: &[Ticket],
) -> Result<(Hats, Vec<BadHat>), String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("longer than {MAX_BYTES} bytes"));
    }
    let wrong = |line, column| {
        format!("not an object of `one_human` and `links`, line {line}, column {column}")
    };
    // A list would be read as the values of an object without its keys.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(wrong(1, 1));
    }
    let written: Written =
        serde_json::from_slice(bytes).map_err(|error| wrong(error.line(), error.column()))?;
    let mut hats = Hats::default();
    let mut bad = Vec::new();
    let mut left_out = |at: String, part| {
        bad.push(BadHat {
            at,
            code: "bad_hat",
            part,
        });
    };
    let mut seen: BTreeSet<ActorId> = BTreeSet::new();
    for (number, value) in (1..).zip(&written.one_human) {
        match human(value, desk) {
            Ok((user, customer))
                if seen.contains(&user.into()) || seen.contains(&customer.into()) =>
            {
                left_out(format!("human {number}"), Part::Twice);
            }
            Ok((user, customer)) => {
                seen.extend([ActorId::from(user), customer.into()]);
                hats.one_human.push((user, customer));
            }
            Err(part) => left_out(format!("human {number}"), part),
        }
    }
    for (number, value) in (1..).zip(&written.links) {
        match link(value, desk, tickets) {
            Ok((name, _)) if name.is_empty() || hats.links.contains_key(&name) => {
                left_out(format!("link {number}"), Part::Name);
            }
            Ok((name, link)) => {
                hats.links.insert(name, link);
            }
            Err(part) => left_out(format!("link {number}"), part),
        }
    }
    let broken = bad
        .iter()
        .filter(|one| matches!(one.part, Part::Human | Part::Link));
    let all = written.one_human.len() + written.links.len();
    hats.rows = all.saturating_sub(broken.count());
    Ok((hats, bad))
}

fn human(value: &Value, desk: &Desk) -> Result<(UserId, CustomerId), Part> {
    value.as_object().ok_or(Part::Human)?;
    let human = Human::deserialize(value).map_err(|_| Part::Human)?;
    let record = ExternalId::parse(&human.user).map_err(|_| Part::User)?;
    let user = UserId::from_external(desk.tenant(), &record);
    desk.person(user).ok_or(Part::User)?;
    Ok((user, customer(&human.customer, desk)?))
}

fn link(value: &Value, desk: &Desk, tickets: &[Ticket]) -> Result<(String, GuestLink), Part> {
    value.as_object().ok_or(Part::Link)?;
    let link = Link::deserialize(value).map_err(|_| Part::Link)?;
    let mut tickets = tickets.iter();
    let ticket = tickets.find(|ticket| ticket.number == link.ticket);
    let made = GuestLink {
        tenant: desk.tenant(),
        ticket: ticket.ok_or(Part::Ticket)?.facts.id,
        customer: customer(&link.customer, desk)?,
        purpose: link.purpose,
        expires: link.expires,
        epoch: link.epoch,
    };
    Ok((link.name, made))
}

fn customer(record: &str, desk: &Desk) -> Result<CustomerId, Part> {
    let record = ExternalId::parse(record).map_err(|_| Part::Customer)?;
    let id = CustomerId::from_external(desk.tenant(), &record);
    let mut customers = desk.customers();
    match customers.any(|customer| customer.id == id) {
        true => Ok(id),
        false => Err(Part::Customer),
    }
}
