//! Who wears more than one hat, which links are out, and who is in copy: in a file of this program's own,
//! because none of the exports says it.
//!
//! ```json
//! {
//!     "one_human": [{"user": "omnidesk/staff/24", "customer": "omnidesk/user/125"}],
//!     "links": [{
//!         "name": "letter", "ticket": "140-796380", "customer": "omnidesk/user/123",
//!         "purpose": "view", "expires": "2026-11-28T00:00:00Z", "epoch": 0
//!     }],
//!     "copy_role": "desk.in_copy",
//!     "copies": [{
//!         "ticket": "140-796380", "customer": "omnidesk/user/124", "since": "2026-11-13T07:00:00Z"
//!     }]
//! }
//! ```
//!
//! A copy puts a customer in copy of a ticket, and gives him the role by which those in copy see, if one is named.
//! `epoch` is 0 where it is not said. That a link's signature was checked is the file's word. What cannot be
//! read, or names nobody, is left out with a warning that names its place; the rest is taken.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk::access::{RoleAssignment, RoleId};
use frontdesk::model::{ActorId, CustomerId, ExternalId, TenantId, UserId};
use frontdesk::visibility::{GuestLink, GuestPurpose, Ticket};
use frontdesk::{Customer, Desk, Imported};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::beside::{self, LeftOut, Part};

/// Who wears more than one hat, and which links are out.
#[derive(Default)]
pub(crate) struct Hats {
    /// The staff that is a customer besides.
    pub(crate) one_human: Vec<(UserId, CustomerId)>,
    /// The links, by the name that each has here.
    pub(crate) links: BTreeMap<String, GuestLink>,
}

/// What of a row is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HatPart {
    Human,
    Link,
    Copy,
    User,
    Customer,
    Twice,
    Name,
    Ticket,
    CopyTwice,
    CopyRole,
}

impl Part for HatPart {
    const CODE: &'static str = "bad_hat";

    fn text(self) -> &'static str {
        match self {
            Self::Human => "no user and customer",
            Self::Link => "no link, or a key is unknown",
            Self::Copy => "no copy, or a key is unknown",
            Self::User => "nobody of the staff has this record",
            Self::Customer => "no customer has this record",
            Self::Twice => "one of the two is another human already",
            Self::Name => "the name is empty, or an earlier link has it",
            Self::Ticket => "no ticket has this number",
            Self::CopyTwice => "an earlier copy names both",
            Self::CopyRole => "no role can be called so",
        }
    }
}

/// The file as it is written, its rows unread.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(default)]
    one_human: Vec<Value>,
    #[serde(default)]
    links: Vec<Value>,
    #[serde(default)]
    copies: Vec<Value>,
    copy_role: Option<String>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Copy {
    ticket: String,
    customer: String,
    since: DateTime<Utc>,
}

/// Reads the file. The error says what is wrong with the whole.
pub(crate) fn read(bytes: &[u8]) -> Result<Written, String> {
    beside::whole(bytes, "`one_human`, `links` and `copies`")
}

impl Written {
    /// Puts customers in copy, before there is a desk: the tickets and the customers' roles are others then.
    pub(crate) fn put_in_copy(
        &self,
        tenant: TenantId,
        imported: &mut Imported,
        tickets: &mut [Ticket],
    ) -> Vec<LeftOut<HatPart>> {
        let mut bad = Vec::new();
        let role = self.copy_role.as_deref().map(RoleId::new).transpose();
        let role = role.unwrap_or_else(|_| {
            bad.push(LeftOut::new("copy_role".to_owned(), HatPart::CopyRole));
            None
        });
        for (number, value) in (1..).zip(&self.copies) {
            let done = copy(value, tenant, imported, tickets).map(|customer| {
                let role = role.clone().map(RoleAssignment::new);
                let has = |one: &RoleAssignment| role.as_ref().is_some_and(|r| r.role == one.role);
                if !customer.roles.iter().any(has) {
                    customer.roles.extend(role);
                }
            });
            let wrong = done.map_err(|part| LeftOut::new(format!("copy {number}"), part));
            bad.extend(wrong.err());
        }
        bad
    }

    /// The humans and the links, of a desk and its tickets.
    pub(crate) fn hats(&self, desk: &Desk, tickets: &[Ticket]) -> (Hats, Vec<LeftOut<HatPart>>) {
        let mut hats = Hats::default();
        let mut bad = Vec::new();
        let mut left_out = |at: String, part| bad.push(LeftOut::new(at, part));
        let mut seen: BTreeSet<ActorId> = BTreeSet::new();
        for (number, value) in (1..).zip(&self.one_human) {
            match human(value, desk) {
                Ok((user, customer))
                    if seen.contains(&user.into()) || seen.contains(&customer.into()) =>
                {
                    left_out(format!("human {number}"), HatPart::Twice);
                }
                Ok((user, customer)) => {
                    seen.extend([ActorId::from(user), customer.into()]);
                    hats.one_human.push((user, customer));
                }
                Err(part) => left_out(format!("human {number}"), part),
            }
        }
        for (number, value) in (1..).zip(&self.links) {
            match link(value, desk, tickets) {
                Ok((name, _)) if name.is_empty() || hats.links.contains_key(&name) => {
                    left_out(format!("link {number}"), HatPart::Name);
                }
                Ok((name, link)) => {
                    hats.links.insert(name, link);
                }
                Err(part) => left_out(format!("link {number}"), part),
            }
        }
        (hats, bad)
    }

    /// How many rows could be read, whomever they name; `bad` are those of which something is wrong.
    pub(crate) fn readable(&self, bad: &[LeftOut<HatPart>]) -> usize {
        let broken = |one: &&LeftOut<HatPart>| {
            matches!(one.part(), HatPart::Human | HatPart::Link | HatPart::Copy)
        };
        let all = self.one_human.len() + self.links.len() + self.copies.len();
        all.saturating_sub(bad.iter().filter(broken).count())
    }
}

fn human(value: &Value, desk: &Desk) -> Result<(UserId, CustomerId), HatPart> {
    let human: Human = beside::row(value, HatPart::Human)?;
    let record = ExternalId::parse(&human.user).map_err(|_| HatPart::User)?;
    let user = UserId::from_external(desk.tenant(), &record);
    desk.person(user).ok_or(HatPart::User)?;
    Ok((user, customer(&human.customer, desk)?))
}

fn link(value: &Value, desk: &Desk, tickets: &[Ticket]) -> Result<(String, GuestLink), HatPart> {
    let link: Link = beside::row(value, HatPart::Link)?;
    let mut tickets = tickets.iter();
    let ticket = tickets.find(|ticket| ticket.number == link.ticket);
    let made = GuestLink {
        tenant: desk.tenant(),
        ticket: ticket.ok_or(HatPart::Ticket)?.facts.id,
        customer: customer(&link.customer, desk)?,
        purpose: link.purpose,
        expires: link.expires,
        epoch: link.epoch,
    };
    Ok((link.name, made))
}

/// Whom it puts in copy.
fn copy<'a>(
    value: &Value,
    tenant: TenantId,
    imported: &'a mut Imported,
    tickets: &mut [Ticket],
) -> Result<&'a mut Customer, HatPart> {
    let copy: Copy = beside::row(value, HatPart::Copy)?;
    let record = ExternalId::parse(&copy.customer).map_err(|_| HatPart::Customer)?;
    let id = CustomerId::from_external(tenant, &record);
    let mut customers = imported.customers.iter_mut();
    let customer = customers.find(|customer| customer.id == id);
    let customer = customer.ok_or(HatPart::Customer)?;
    let mut tickets = tickets.iter_mut();
    let ticket = tickets.find(|ticket| ticket.number == copy.ticket);
    let copied = &mut ticket.ok_or(HatPart::Ticket)?.facts.copied;
    if copied.contains_key(&id) {
        return Err(HatPart::CopyTwice);
    }
    copied.insert(id, copy.since);
    Ok(customer)
}

fn customer(record: &str, desk: &Desk) -> Result<CustomerId, HatPart> {
    let record = ExternalId::parse(record).map_err(|_| HatPart::Customer)?;
    let id = CustomerId::from_external(desk.tenant(), &record);
    let mut customers = desk.customers();
    match customers.any(|customer| customer.id == id) {
        true => Ok(id),
        false => Err(HatPart::Customer),
    }
}
