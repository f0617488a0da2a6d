//! Which account of a desk has an address already.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::identity::{Claim, EmailUse, User};
use frontdesk::model::Standing;
use frontdesk::{Desk, Person};
use serde::Serialize;

use crate::people::{Addresses, means};
use crate::tour::staff;

/// An account that has it. Only the inviting person is told (D20); the address is sent nothing, so
/// that nobody outside learns whether it has one.
#[derive(Serialize)]
pub(crate) struct Taken {
    /// What people call whose account it is; `None` where it has no name.
    pub(crate) name: Option<String>,
    /// The system and the record there.
    pub(crate) record: String,
    pub(crate) kind: &'static str,
    pub(crate) standing: &'static str,
    pub(crate) means: &'static str,
    /// Whether a new letter with a token would do instead.
    pub(crate) send_again: bool,
    /// What both would claim: "login", "email".
    pub(crate) claims: BTreeSet<&'static str>,
}

/// What the accounts of a desk claim: what a host's unique index holds (S91).
pub(super) struct Accounts<'a> {
    staff: Vec<&'a Person>,
    claims: BTreeMap<Claim, Vec<usize>>,
    emails: EmailUse,
}

impl<'a> Accounts<'a> {
    /// All staff accounts of a desk, by the rules of the system that invites.
    pub(super) fn of(desk: &'a Desk, emails: EmailUse) -> Self {
        let staff = staff(desk);
        let mut claims: BTreeMap<Claim, Vec<usize>> = BTreeMap::new();
        for (at, person) in staff.iter().enumerate() {
            for claim in person.user.claims(emails) {
                claims.entry(claim).or_default().push(at);
            }
        }
        Self {
            staff,
            claims,
            emails,
        }
    }

    /// The accounts that claim something of what this one would, by system and record.
    pub(super) fn taken(&self, user: &User) -> Vec<Taken> {
        let mut found: BTreeMap<usize, BTreeSet<&'static str>> = BTreeMap::new();
        for claim in user.claims(self.emails) {
            for at in self.claims.get(&claim).into_iter().flatten() {
                found.entry(*at).or_default().insert(word(&claim));
            }
        }
        let people = found.into_iter().filter_map(|(at, claims): (usize, _)| {
            let person = self.staff.get(at)?;
            Some(line(person, claims))
        });
        people.collect()
    }
}

fn line(person: &Person, claims: BTreeSet<&'static str>) -> Taken {
    let profile = person.user.profile();
    let chat_name = profile.chat_name.as_ref();
    let standing = person.user.standing();
    Taken {
        name: profile
            .name
            .full()
            .or_else(|| chat_name.map(|name| name.as_str().to_owned())),
        record: profile.external_ids.first().map_or_else(String::new, |id| {
            format!("{}/{}", id.system(), Addresses::Masked.record(id))
        }),
        kind: person.user.kind().name(),
        standing: standing.name(),
        means: means(standing),
        // S123.
        send_again: standing == Standing::Pending,
        claims,
    }
}

const fn word(claim: &Claim) -> &'static str {
    match claim {
        Claim::Login { .. } => "login",
        Claim::Email { .. } => "email",
        Claim::External(_) => "external",
    }
}
