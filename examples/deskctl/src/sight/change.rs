//! What a change would come to: rights, tickets and fields gained and lost, and lock-out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Subcommand;
use frontdesk::access::{RoleAssignment, RoleId};
use frontdesk::assignment::{Event, Given, How, Left};
use frontdesk::model::{ActorId, ConversationId, UserId};
use frontdesk::visibility::{PersonDiff, SeenAs, TicketDiff};
use frontdesk::{Change, WhatIf};
use serde::Serialize;

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
    /// Two accounts of one human, as somebody has confirmed, become one.
    Merge {
        /// The one.
        account: String,
        /// The other.
        other: String,
        #[command(flatten)]
        common: Common,
    },
}

/// What a change comes to.
#[derive(Serialize)]
pub(crate) struct Changed {
    /// How many people gain or lose something.
    pub(crate) people: usize,
    pub(crate) report: WhatIf,
    /// The same in words, with names.
    pub(crate) in_words: InWords,
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
            | Self::Merge { common, .. } => common,
        }
    }
}

pub(crate) fn what_if(here: &Opened, change: &WhatIfChange) -> Result<Changed, String> {
    let asking = here.asking(change.common());
    let look = |change: &Change<'_>, after: &Asking<'_>| {
        let report = asking.desk.what_if(change, here.stored(), asking.now);
        let report = report.map_err(|error| error.to_string())?;
        Ok(Changed {
            people: report.people().len(),
            in_words: in_words(&asking, after, &report),
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
            let ActorId::Customer(id) = asking.person(customer)? else {
                return Err(format!("`{customer}` is no customer"));
            };
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
    }
}

fn user(asking: &Asking<'_>, text: &str) -> Result<UserId, String> {
    match asking.person(text)? {
        ActorId::User(user) => Ok(user),
        ActorId::Customer(_) => Err(format!("`{text}` is a customer, no user")),
    }
}

fn in_words(before: &Asking<'_>, after: &Asking<'_>, report: &WhatIf) -> InWords {
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
        seen: people.flat_map(|one| seen(before, after, one)).collect(),
        lock_out: lock,
    }
}

/// What one person gains and loses, the tickets of which the same is said together.
fn seen(before: &Asking<'_>, after: &Asking<'_>, one: &PersonDiff) -> Vec<String> {
    let name = match before.desk.holder(one.person) {
        Some(_) => before.name(one.person),
        None => after.name(one.person),
    };
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
