//! What a change would come to: rights, tickets and fields gained and lost, and lock-out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Subcommand;
use frontdesk::access::{RoleAssignment, RoleId};
use frontdesk::assignment::{Event, Given, How, Left};
use frontdesk::merge::{Basis, CustomersConfirmed, CustomersPlan, Reason};
use frontdesk::model::{ActorId, ConversationId, CustomerId, ExternalId, UserId};
use frontdesk::visibility::{
    GuestLink, MergedBy, Onlooker, PersonDiff, SeenAs, Ticket, TicketDiff, merge_tickets,
};
use frontdesk::{Change, CustomersQuestion, MergeError, Scene, WhatIf};
use serde::Serialize;

use super::{link_name, refused};
use crate::rights::{Asking, Common, Opened, lines_of, opened};
use crate::tour;

/// A change.
#[derive(Subcommand)]
pub(crate) enum WhatIfChange {
    /// Another desk file, or a folder with its own: another policy, other roles.
    Desk {
        /// The desk file for the folder of --data, or the folder of exports with its desk file.
        new: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// A role is given.
    Give {
        /// To whom.
        person: String,
        /// Which role.
        role: String,
        #[command(flatten)]
        common: Common,
    },
    /// A role is taken.
    Take {
        /// From whom.
        person: String,
        /// Which role.
        role: String,
        #[command(flatten)]
        common: Common,
    },
    /// A ticket is passed on to a person.
    Transfer {
        /// The ticket's number.
        ticket: String,
        /// To whom.
        person: String,
        #[command(flatten)]
        common: Common,
    },
    /// A ticket is put into a group's queue.
    Queue {
        /// The ticket's number.
        ticket: String,
        /// Into which group's: a record, a uuid, a number, or a name that one group has.
        group: String,
        #[command(flatten)]
        common: Common,
    },
    /// A customer belongs to these companies, and to no others.
    Companies {
        /// The customer.
        customer: String,
        /// The companies: records, uuids or numbers. Without any: to none.
        companies: Vec<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Two accounts of one of the staff, as somebody has confirmed, become one.
    Merge {
        /// The one.
        account: String,
        /// The other.
        other: String,
        #[command(flatten)]
        common: Common,
    },
    /// Two accounts of one customer, linked in the export, become one.
    MergeCustomers {
        /// The account that goes.
        goes: String,
        /// The account that stays.
        stays: String,
        #[command(flatten)]
        common: Common,
    },
    /// One ticket goes up in another: its messages with them, closed, with a link to it.
    MergeTickets {
        /// The number of the ticket that goes up in the other.
        from: String,
        /// The number of the ticket that goes on.
        into: String,
        #[command(flatten)]
        common: Common,
    },
}

/// What a change comes to.
#[derive(Serialize)]
pub(crate) struct Changed {
    /// How many people gain or lose something.
    pub(crate) people: usize,
    /// How many links open something else than before.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) links: usize,
    pub(crate) report: WhatIf,
    /// The same in words, with names.
    pub(crate) in_words: InWords,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

/// A report in words.
#[derive(Serialize)]
pub(crate) struct InWords {
    pub(crate) rights: Vec<String>,
    pub(crate) seen: Vec<String>,
    pub(crate) lock_out: Vec<String>,
}

impl WhatIfChange {
    pub(crate) const fn common(&self) -> &Common {
        match self {
            Self::Desk { common, .. }
            | Self::Give { common, .. }
            | Self::Take { common, .. }
            | Self::Transfer { common, .. }
            | Self::Queue { common, .. }
            | Self::Companies { common, .. }
            | Self::Merge { common, .. }
            | Self::MergeCustomers { common, .. }
            | Self::MergeTickets { common, .. } => common,
        }
    }
}

pub(crate) fn what_if(here: &Opened, change: &WhatIfChange) -> Result<Changed, String> {
    let asking = here.asking(change.common());
    let called = match change {
        // Two accounts of one customer have one name: they are told apart as they were asked about.
        WhatIfChange::MergeCustomers { goes, stays, .. } => [goes, stays]
            .into_iter()
            .filter_map(|text| Some((customer(&asking, text).ok()?, text.as_str())))
            .collect(),
        _ => BTreeMap::new(),
    };
    let look = |change: &Change<'_>, after: &Asking<'_>| {
        let links: Vec<GuestLink> = asking.hats.links.values().copied().collect();
        let scene = Scene {
            tickets: here.stored(),
            one_human: &asking.hats.one_human,
            links: &links,
        };
        let report = asking.desk.what_if(change, &scene, asking.now);
        let report = report.map_err(|error| error.to_string())?;
        let changed = report.people();
        let is_link = |one: &&Onlooker| matches!(one, Onlooker::Link(_));
        let links = changed.iter().filter(is_link).count();
        Ok(Changed {
            people: changed.len() - links,
            links,
            in_words: in_words(&[asking, *after], &report, &called),
            report,
        })
    };
    let role = |text: &str| RoleId::new(text).map_err(|error| format!("`{text}`: {error}"));
    match change {
        WhatIfChange::Desk { new, common } => {
            let next = opened(new, common)?;
            let after = next.asking(common);
            look(&Change::Desk(after.desk), &after)
        }
        WhatIfChange::Give {
            person, role: id, ..
        } => {
            let give = Change::GiveRole {
                to: asking.person(person)?,
                role: RoleAssignment::new(role(id)?),
            };
            look(&give, &asking)
        }
        WhatIfChange::Take {
            person, role: id, ..
        } => {
            let take = Change::TakeRole {
                from: asking.person(person)?,
                role: role(id)?,
            };
            look(&take, &asking)
        }
        WhatIfChange::Transfer { ticket, person, .. } => {
            let ticket = &asking.ticket(ticket)?.facts;
            let event = Event::Assigned(Given {
                conversation: ticket.id,
                to: user(&asking, person)?,
                how: How::Transferred,
                released: ticket.assigned_person(),
                group: ticket.group,
                at: asking.now,
                overridden: Vec::new(),
                warnings: Vec::new(),
            });
            look(&Change::Conversation(&event), &asking)
        }
        WhatIfChange::Queue { ticket, group, .. } => {
            let ticket = &asking.ticket(ticket)?.facts;
            let event = Event::Queued {
                left: Left {
                    conversation: ticket.id,
                    how: How::PutIntoGroup,
                    released: ticket.assigned_person(),
                    group: ticket.group,
                    at: asking.now,
                },
                into: asking.group(group)?,
            };
            look(&Change::Conversation(&event), &asking)
        }
        WhatIfChange::Companies {
            customer,
            companies,
            ..
        } => {
            let id = self::customer(&asking, customer)?;
            let organizations = companies.iter().map(|text| asking.company(text));
            let change = Change::Organizations {
                customer: id,
                organizations: organizations.collect::<Result<_, _>>()?,
            };
            look(&change, &asking)
        }
        WhatIfChange::Merge { account, other, .. } => {
            let both = BTreeSet::from([user(&asking, account)?, user(&asking, other)?]);
            let mut confirmed = here.confirmed().iter();
            let pair = confirmed.find(|pair| BTreeSet::from([pair.operator, pair.admin]) == both);
            // Likeness unites nobody (S12).
            let pair = pair.ok_or("nobody has confirmed that these two are one human's")?;
            let plan = tour::plan(asking.desk, pair, asking.now);
            let plan = plan.map_err(|refused| refused.join("; "))?;
            look(&Change::Merge(&plan), &asking)
        }
        WhatIfChange::MergeCustomers { goes, stays, .. } => {
            let plan = customers(here, &asking, [goes, stays])?;
            look(&Change::MergeCustomers(&plan), &asking)
        }
        WhatIfChange::MergeTickets { from, into, .. } => {
            let by = MergedBy {
                user: program(&asking, "merger"),
                at: asking.now,
            };
            let stored = |number| stored(here, &asking, number);
            let merged = merge_tickets(stored(into)?, stored(from)?, by);
            let merged = merged.map_err(|no| refused(asking.named(&no.to_string()), no.code()))?;
            look(&Change::MergeTickets(&merged), &asking)
        }
    }
}

/// The plan of two customers, or why there is none.
fn customers(
    here: &Opened,
    asking: &Asking<'_>,
    [goes, stays]: [&String; 2],
) -> Result<CustomersPlan, String> {
    let [retired, survivor] = [customer(asking, goes)?, customer(asking, stays)?];
    let accounts = BTreeSet::from([retired, survivor]);
    let mut linked = here.linked().iter();
    // The export says that two profiles are one person's, and not who said so or when.
    let confirmed = linked.any(|pair| BTreeSet::from(*pair) == accounts);
    let confirmed = confirmed.then(|| CustomersConfirmed {
        accounts,
        by: program(asking, "linked_users"),
        at: asking.now,
        basis: Basis::Recorded,
    });
    let question = CustomersQuestion {
        survivor,
        retired,
        confirmed: confirmed.as_ref(),
    };
    let plan = asking.desk.plan_customers(&question, asking.now);
    plan.map_err(|error| match error {
        MergeError::Refused(refusal) => {
            let reasons = refusal.reasons();
            let said = |no: &Reason| refused(asking.named(&no.to_string()), no.code());
            reasons.map(said).collect::<Vec<_>>().join("; ")
        }
        error => error.to_string(),
    })
}

/// The ticket of this number as the export has it.
fn stored<'a>(here: &'a Opened, asking: &Asking<'_>, number: &str) -> Result<&'a Ticket, String> {
    let id = asking.ticket(number)?.facts.id;
    let mut stored = here.stored().iter();
    let found = stored.find(|ticket| ticket.facts.id == id);
    found.ok_or_else(|| format!("there is no ticket `{number}`"))
}

/// Who does what nobody is named for: an id of this program's own.
fn program(asking: &Asking<'_>, part: &str) -> UserId {
    let tenant = asking.desk.tenant();
    let external = ExternalId::new("deskctl", "program", part);
    external.map_or_else(
        |_| UserId::from_uuid(tenant.uuid()),
        |external| UserId::from_external(tenant, &external),
    )
}

fn customer(asking: &Asking<'_>, text: &str) -> Result<CustomerId, String> {
    match asking.person(text)? {
        ActorId::Customer(customer) => Ok(customer),
        ActorId::User(_) => Err(format!("`{text}` is no customer")),
    }
}

fn user(asking: &Asking<'_>, text: &str) -> Result<UserId, String> {
    match asking.person(text)? {
        ActorId::User(user) => Ok(user),
        ActorId::Customer(_) => Err(format!("`{text}` is a customer, no user")),
    }
}

fn in_words(
    [before, after]: &[Asking<'_>; 2],
    report: &WhatIf,
    called: &BTreeMap<CustomerId, &str>,
) -> InWords {
    let who = |onlooker: Onlooker| {
        let name = who(before, after, report, onlooker);
        match onlooker {
            Onlooker::Customer(customer) => match called.get(&customer) {
                Some(text) => format!("{name} ({text})"),
                None => name,
            },
            Onlooker::User(_) | Onlooker::Link(_) => name,
        }
    };
    let people = report.seen.people.iter();
    let lock_out = &report.lock_out;
    let mut lock = Vec::new();
    if lock_out.is_locked_out() {
        lock.push("! nobody administers any more: the desk is locked".to_owned());
    }
    let gone = lock_out.before.difference(&lock_out.after);
    lock.extend(gone.map(|actor| format!("- {} no longer administers", before.name(*actor))));
    let come = lock_out.after.difference(&lock_out.before);
    lock.extend(come.map(|actor| format!("+ {} administers", after.name(*actor))));
    lock.extend(lock_out.new.iter().map(|event| {
        let said = after.named(&before.named(&event.cause.to_string()));
        match event.remaining.first() {
            None => format!("! would lock everybody out: {said}"),
            Some(last) => format!("! would leave {} alone: {said}", after.name(*last)),
        }
    }));
    InWords {
        rights: lines_of(&report.rights, before, after),
        seen: people
            .flat_map(|one| seen(&who(one.person), before, one))
            .collect(),
        lock_out: lock,
    }
}

/// What to call whoever looks: a human with two accounts by both.
fn who(before: &Asking<'_>, after: &Asking<'_>, report: &WhatIf, onlooker: Onlooker) -> String {
    let name = |actor: ActorId| match before.desk.holder(actor) {
        Some(_) => before.name(actor),
        None => after.name(actor),
    };
    match onlooker {
        Onlooker::Link(link) => link_name(before, &link),
        Onlooker::Customer(customer) => name(customer.into()),
        Onlooker::User(user) => {
            let mut humans = report.one_human.iter();
            match humans.find(|(_, one)| **one == user) {
                Some((customer, _)) => {
                    let customer = name(ActorId::from(*customer));
                    format!("{} (as a customer {customer})", name(user.into()))
                }
                None => name(user.into()),
            }
        }
    }
}

/// What one person gains and loses, the tickets of which the same is said together.
fn seen(name: &str, before: &Asking<'_>, one: &PersonDiff) -> Vec<String> {
    let mut lines: BTreeMap<(char, String), Vec<String>> = BTreeMap::new();
    let number = |id: ConversationId| before.number(id);
    let mut tickets = |mark: char, seen: &[SeenAs]| {
        for ticket in seen {
            let line = (mark, format!("as {}", ticket.hat));
            lines.entry(line).or_default().push(number(ticket.ticket));
        }
    };
    tickets('+', &one.gained);
    tickets('-', &one.lost);
    for ticket in &one.changed {
        let line = ('~', changes(before, ticket));
        lines.entry(line).or_default().push(number(ticket.ticket));
    }
    let line = |((mark, what), tickets): ((char, String), Vec<String>)| {
        let word = match tickets.len() {
            1 => "ticket",
            _ => "tickets",
        };
        format!("{mark} {name}: {word} {}: {what}", tickets.join(", "))
    };
    lines.into_iter().map(line).collect()
}

/// What changes of one ticket that is seen before and after.
fn changes(asking: &Asking<'_>, ticket: &TicketDiff) -> String {
    let mut said = Vec::new();
    if let Some(turn) = &ticket.hat {
        said.push(format!("as {}, was {}", turn.after, turn.before));
    }
    for (word, parts) in [("gains", &ticket.gained), ("loses", &ticket.lost)] {
        let fields = parts.fields.iter().map(|field| field_name(asking, field));
        let values = parts.values.iter();
        let values = values.map(|field| format!("the value of {}", field_name(asking, field)));
        let messages = match parts.messages.len() {
            0 => None,
            1 => Some("1 message".to_owned()),
            several => Some(format!("{several} messages")),
        };
        let actions = parts.actions.iter().map(|action| {
            let name = serde_json::to_value(action).unwrap_or_default();
            format!("to {}", name.as_str().unwrap_or("edit"))
        });
        let all = fields.chain(values).chain(messages).chain(actions);
        let all: Vec<String> = all.collect();
        if !all.is_empty() {
            said.push(format!("{word} {}", all.join(", ")));
        }
    }
    for (field, turn) in &ticket.uses {
        let of = |to: &frontdesk::visibility::Use| format!("{to:?}").to_lowercase();
        said.push(format!(
            "{} to {}, was {}",
            field_name(asking, field),
            of(&turn.after),
            of(&turn.before)
        ));
    }
    said.join("; ")
}

fn field_name(asking: &Asking<'_>, field: &frontdesk::visibility::Field) -> String {
    match field {
        frontdesk::visibility::Field::Added(id) => match asking.desk.field_title(id) {
            Some(title) => format!("\"{title}\""),
            None => id.to_string(),
        },
        standard => standard.name(),
    }
}
