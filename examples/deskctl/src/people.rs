//! How every staff account stands, and what it lacks.

mod lack;
mod mask;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum;
use frontdesk::identity::{
    Capacity, ContactAddress, ContactPoint, EventKind, Login, NoticePolicy, NoticeVerdict,
    UserPolicy, Verification, recipients,
};
use frontdesk::model::{Limit, Names, Standing};
use frontdesk::{Desk, Person};
use serde::Serialize;

use crate::load::Loaded;
use crate::system::System;
use crate::tour::staff;

pub(crate) use lack::Lack;
pub(crate) use mask::Addresses;
pub(crate) use words::{means, sign_in, spoken};

/// The staff, as far as it was asked for.
#[derive(Serialize)]
pub(crate) struct People {
    /// What people call the desk.
    pub(crate) desk: String,
    /// How addresses, numbers and logins are shown.
    pub(crate) addresses: Addresses,
    /// How many accounts there are.
    pub(crate) all: usize,
    /// Those that were asked for, by system and record.
    pub(crate) people: Vec<Account>,
    /// What the standings of these mean.
    pub(crate) means: BTreeMap<&'static str, &'static str>,
    /// What was not read as it stands: `tour` says what it is.
    pub(crate) not_read: NotRead,
}

/// How much of the exports was not read, or not as it stands.
#[derive(Serialize)]
pub(crate) struct NotRead {
    /// The files of which nothing was used.
    pub(crate) files: Vec<&'static str>,
    /// How many warnings the readers gave.
    pub(crate) warnings: usize,
    /// How many notices the fillings gave.
    pub(crate) notices: usize,
}

/// One account.
#[derive(Serialize)]
pub(crate) struct Account {
    /// The full name or the chat name; `None` where the account has neither.
    pub(crate) name: Option<String>,
    /// The system that the record came from.
    pub(crate) system: String,
    /// The record there.
    pub(crate) record: String,
    /// "unified", "legacy_operator" or "legacy_admin".
    pub(crate) kind: &'static str,
    /// How it stands.
    #[serde(serialize_with = "name_of_standing")]
    pub(crate) standing: Standing,
    /// Whether it signs in.
    pub(crate) signs_in: bool,
    /// Why, or every reason why not.
    pub(crate) sign_in: Vec<&'static str>,
    /// By what it signs in.
    pub(crate) login: LoginLine,
    /// What it may be.
    pub(crate) capacities: Vec<String>,
    /// What is taken whatever else is given.
    pub(crate) restrictions: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) limit: String,
    /// The "position in the operator's signature".
    pub(crate) position: Option<PositionLine>,
    pub(crate) contact_points: Vec<PointLine>,
    /// What it lacks.
    #[serde(serialize_with = "codes_of_lacks")]
    pub(crate) missing: Vec<Lack>,
}

/// By what an account signs in.
#[derive(Serialize)]
pub(crate) struct LoginLine {
    /// "none", "own_name" or "email".
    pub(crate) by: &'static str,
    /// The login.
    pub(crate) shown: Option<String>,
}

/// A position, which is stored and changes nothing (S54).
#[derive(Serialize)]
pub(crate) struct PositionLine {
    pub(crate) text: String,
    /// "none".
    pub(crate) effect: &'static str,
}

/// One entry of the Contacts.
#[derive(Serialize)]
pub(crate) struct PointLine {
    /// "email", "phone", "telegram", or the word that came.
    pub(crate) kind: String,
    pub(crate) address: String,
    /// "unproven", "stated" or "proven".
    pub(crate) verification: &'static str,
    /// What it was asked about, and what becomes of an event of each kind.
    pub(crate) events: Vec<ToldLine>,
}

/// What becomes of one kind of event at one contact point.
#[derive(Serialize)]
pub(crate) struct ToldLine {
    pub(crate) event: String,
    /// Whether the point is told, or the code of why not.
    pub(crate) verdict: &'static str,
}

/// Which accounts are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Those that stand so; empty is all.
    pub(crate) standings: Vec<StandingWord>,
    /// Those that lack one of these; empty is all.
    pub(crate) missing: Vec<LackWord>,
}

/// A standing, as the command is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StandingWord {
    Employee,
    Pending,
    Active,
    #[value(alias = "half_deleted")]
    HalfDeleted,
    Suspended,
    Deleted,
}

/// Something that may be missing, as the command is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LackWord {
    /// Whatever the account cannot do without: a required field, the login, the password.
    Needed,
    #[value(alias = "last_name")]
    LastName,
    #[value(alias = "first_name")]
    FirstName,
    Email,
    Role,
    Login,
    Password,
    #[value(alias = "contact_point")]
    ContactPoint,
    /// Whether the password must be hashed anew is not known.
    Rehash,
}

/// The accounts that are asked for.
pub(crate) fn people(loaded: &Loaded, wanted: &Wanted, addresses: Addresses) -> People {
    let desk = &loaded.desk;
    let staff = staff(desk);
    let accounts = staff.iter().map(|person| account(desk, person, addresses));
    let people: Vec<Account> = accounts.filter(|account| wanted.has(account)).collect();
    let stand = |account: &Account| (account.standing.name(), means(account.standing));
    let unread = loaded.files.iter().filter(|file| file.error.is_some());
    People {
        desk: desk.name().to_owned(),
        addresses,
        all: staff.len(),
        means: people.iter().map(stand).collect(),
        people,
        not_read: NotRead {
            files: unread.map(|file| file.file).collect(),
            warnings: loaded.files.iter().map(|file| file.warnings.len()).sum(),
            notices: loaded.notices.len() + loaded.findings.len(),
        },
    }
}

impl Wanted {
    fn has(&self, account: &Account) -> bool {
        let stands = |word: &StandingWord| word.is(account.standing);
        let lacks = |word: &LackWord| account.missing.iter().any(|lack| word.is(*lack));
        (self.standings.is_empty() || self.standings.iter().any(stands))
            && (self.missing.is_empty() || self.missing.iter().any(lacks))
    }
}

impl StandingWord {
    const fn is(self, standing: Standing) -> bool {
        matches!(
            (self, standing),
            (Self::Employee, Standing::Employee)
                | (Self::Pending, Standing::Pending)
                | (Self::Active, Standing::Active)
                | (Self::HalfDeleted, Standing::HalfDeleted)
                | (Self::Suspended, Standing::Suspended)
                | (Self::Deleted, Standing::Deleted)
        )
    }
}

impl LackWord {
    fn is(self, lack: Lack) -> bool {
        let code = match self {
            Self::Needed => return lack.is_needed(),
            Self::LastName => "last_name",
            Self::FirstName => "first_name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Login => "login",
            Self::Password => "password",
            Self::ContactPoint => "contact_point",
            Self::Rehash => "rehash",
        };
        lack.code() == code
    }
}

fn account(desk: &Desk, person: &Person, addresses: Addresses) -> Account {
    let user = &person.user;
    let profile = user.profile();
    let external = profile.external_ids.first();
    let system = external.map_or("", |id| id.system());
    // A system without a policy asks for nothing.
    let policy = match System::named(system) {
        Some(system) => system.policy(user.tenant()),
        None => UserPolicy::open(user.tenant()),
    };
    let chat_name = profile.chat_name.as_ref();
    let (signs_in, reasons) = sign_in(user);
    let groups = profile.memberships.groups.iter();
    let restrictions = person.rights.restrictions.iter();
    Account {
        name: profile
            .name
            .full()
            .or_else(|| chat_name.map(|name| name.as_str().to_owned())),
        system: system.to_owned(),
        record: external.map_or_else(String::new, |id| addresses.record(id)),
        kind: user.kind().name(),
        standing: user.standing(),
        signs_in,
        sign_in: reasons.iter().map(|reason| reason.code()).collect(),
        login: LoginLine {
            by: login_by(&user.record().login),
            shown: user.login().map(|login| addresses.text(login)),
        },
        capacities: user.record().capacities.iter().map(word).collect(),
        restrictions: restrictions.map(|taken| taken.id.to_string()).collect(),
        groups: groups.map(|id| desk.name_or_id(id.uuid())).collect(),
        limit: limit_text(profile.limit),
        position: profile.position.as_ref().map(|position| PositionLine {
            text: position.0.clone(),
            effect: "none",
        }),
        contact_points: points(person, addresses),
        missing: lack::lacks(person, &policy),
    }
}

/// "none", "own_name" or "email".
pub(crate) const fn login_by(login: &Login) -> &'static str {
    match login {
        Login::Unset => "none",
        Login::Named(_) => "own_name",
        Login::Email => "email",
    }
}

/// A number, "unlimited", or that the desk's holds.
pub(crate) fn limit_text(limit: Option<Limit>) -> String {
    limit.map_or_else(|| "the desk's".to_owned(), |limit| limit.to_string())
}

fn word(capacity: &Capacity) -> String {
    capacity.name().to_owned()
}

/// The Contacts, and what each is told of as the account stands (S18-S21).
fn points(person: &Person, addresses: Addresses) -> Vec<PointLine> {
    let contacts = &person.user.profile().contact_points;
    let asked = contacts.iter().flat_map(|point| point.subscriptions.keys());
    let events: BTreeSet<&EventKind> = asked.collect();
    let mut lines: Vec<PointLine> = contacts
        .iter()
        .map(|point| point_line(point, addresses))
        .collect();
    let policy = NoticePolicy::new(person.user.tenant());
    for event in events {
        // The policy is of the user's own tenant, so there is always an answer.
        let notices = recipients(&person.user, event, &policy).unwrap_or_default();
        for (line, notice) in lines.iter_mut().zip(notices) {
            // A kind that was neither asked for nor refused at this point is nothing to tell.
            let is_chosen = notice.point.subscriptions.contains_key(event);
            if is_chosen && notice.verdict != NoticeVerdict::NotSubscribed {
                line.events.push(ToldLine {
                    event: event.as_str().to_owned(),
                    verdict: notice.verdict.code(),
                });
            }
        }
    }
    lines
}

fn point_line(point: &ContactPoint, addresses: Addresses) -> PointLine {
    PointLine {
        kind: match &point.address {
            ContactAddress::Email(_) => "email".to_owned(),
            ContactAddress::Phone(_) => "phone".to_owned(),
            ContactAddress::Telegram(_) => "telegram".to_owned(),
            ContactAddress::Other { word, .. } => word.clone(),
        },
        address: addresses.contact(&point.address),
        verification: match point.verification {
            Verification::Unproven => "unproven",
            Verification::Stated => "stated",
            Verification::Proven => "proven",
        },
        events: Vec::new(),
    }
}

fn name_of_standing<S: serde::Serializer>(
    standing: &Standing,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(standing.name())
}

fn codes_of_lacks<S: serde::Serializer>(lacks: &[Lack], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(lacks.iter().map(|lack| lack.code()))
}
