//! The commands about what people see: each is the desk's own answer for that person, printed.

mod change;
mod condition;
mod list;
mod portal;
mod view;
mod why;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use frontdesk::model::ActorId;
use frontdesk::visibility::{GuestLink, Viewing};
use frontdesk::{Desk, Wearer};

use crate::print;
use crate::rights::{Asking, Common, Opened, QuestionArguments, Reply, Verdict};

pub(crate) use change::{Changed, WhatIfChange};
pub(crate) use list::{ListArguments, Visible};
pub(crate) use portal::PortalAnswers;
pub(crate) use view::ViewAs;
pub(crate) use why::WhyAnswer;

/// A question about what people see.
#[derive(Subcommand)]
pub(crate) enum SightCommand {
    /// The list of tickets as this person gets it: rows, total, counts of values.
    Visible {
        #[command(flatten)]
        who: WearerArguments,
        #[command(flatten)]
        list: ListArguments,
        #[command(flatten)]
        common: Common,
    },
    /// One ticket as this person gets it. Exit code 0: it is seen, 1: there is no such ticket for him.
    ViewAs {
        #[command(flatten)]
        who: WearerArguments,
        /// The ticket's number.
        ticket: String,
        #[command(flatten)]
        common: Common,
    },
    /// What this customer may do with a ticket in the portal. Exit code of one action 0: yes, 1: no.
    Portal {
        #[command(flatten)]
        who: WearerArguments,
        /// The ticket's number.
        ticket: String,
        /// "reply", "close", "reopen" or "edit:FIELD". Default: each of them.
        action: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Why may this person do that, or not: the accounts, access, links and visibility in one answer; for
    /// administrators. Exit code 0: yes, 1: no.
    Why {
        #[command(flatten)]
        question: QuestionArguments,
        #[command(flatten)]
        also: AlsoArguments,
        #[command(flatten)]
        common: Common,
    },
    /// Who would gain and lose what by a change, rights, tickets and fields, and who would administer;
    /// for administrators. Exit code 0: nobody anything, 1: somebody something.
    WhatIf {
        #[command(subcommand)]
        change: WhatIfChange,
    },
}

/// Who looks.
#[derive(Args)]
pub(crate) struct WearerArguments {
    /// Who: a record as "uis/employee/1001", a uuid, a number, a name that one person has, or "link:NAME" for
    /// whoever has a link.
    person: String,
    #[command(flatten)]
    also: AlsoArguments,
}

/// What else the same human has.
#[derive(Args)]
pub(crate) struct AlsoArguments {
    /// Another account of the same human, the customer that a member of the staff or another customer is
    /// besides; or a link that he has, as "link:NAME". Several may be named.
    #[arg(long, value_name = "PERSON")]
    also: Vec<String>,
}

impl WearerArguments {
    /// The human with his hats, and what people call him.
    fn read(&self, asking: &Asking<'_>) -> Result<(Wearer, String), String> {
        wearer(asking, &self.person, &self.also)
    }
}

/// A human with his hats, and what people call him.
fn wearer(
    asking: &Asking<'_>,
    person: &str,
    AlsoArguments { also }: &AlsoArguments,
) -> Result<(Wearer, String), String> {
    let (first, name) = match link(asking, person)? {
        Some(link) => (Wearer::from(link), link_name(asking, &link)),
        None => {
            let actor = asking.person(person)?;
            (Wearer::from(actor), asking.name(actor))
        }
    };
    let with = |wearer: Wearer, also: &String| {
        if let Some(link) = link(asking, also)? {
            return Ok(wearer.and_link(link));
        }
        let actor = asking.person(also)?;
        match actor {
            ActorId::User(user) => wearer.and_user(user).map_err(|_| {
                format!(
                    "`{person}` and `{also}` are of one kind: a human is one member of the staff"
                )
            }),
            ActorId::Customer(customer) => Ok(wearer.and_customer(customer)),
        }
    };
    Ok((also.iter().try_fold(first, with)?, name))
}

/// The link that is meant; `None`: an account is.
fn link(asking: &Asking<'_>, text: &str) -> Result<Option<GuestLink>, String> {
    let Some(name) = text.strip_prefix("link:") else {
        return Ok(None);
    };
    let link = asking.hats.links.get(name).copied();
    link.map(Some)
        .ok_or_else(|| format!("there is no link `{name}`: desk-hats.json names them"))
}

/// What to call whoever has a link.
fn link_name(asking: &Asking<'_>, link: &GuestLink) -> String {
    let mut named = asking.hats.links.iter();
    let of = asking.name(ActorId::Customer(link.customer));
    match named.find(|(_, one)| *one == link) {
        Some((name, _)) => format!("link {name} of {of}"),
        None => format!("a link of {of}"),
    }
}

/// A no of the library's own, with the code that a program reads.
fn refused(said: impl std::fmt::Display, code: &str) -> String {
    format!("{said} ({code})")
}

/// What this human looks through: a customer through the portal, where there may be none (S155), and
/// the staff at the desk.
pub(crate) fn viewing(desk: &Desk, wearer: Wearer, now: DateTime<Utc>) -> Option<Viewing<'_>> {
    match wearer.id() {
        ActorId::User(_) => desk.viewing(wearer, now).ok(),
        ActorId::Customer(_) => desk.portal_viewing(wearer, now).ok(),
    }
}

impl SightCommand {
    /// Asks the question.
    pub(crate) fn run(&self) -> Result<Reply, String> {
        match self {
            Self::Visible { who, list, common } => {
                let desk = Opened::new(common)?;
                list::visible(&desk.asking(common), who, list, |visible| {
                    common.reply(visible, Verdict::Good, print::visible)
                })
            }
            Self::ViewAs {
                who,
                ticket,
                common,
            } => {
                let desk = Opened::new(common)?;
                let seen = view::view_as(&desk.asking(common), who, ticket)?;
                let verdict = Verdict::of(seen.lines.is_some());
                common.reply(&seen, verdict, print::view_as)
            }
            Self::Portal {
                who,
                ticket,
                action,
                common,
            } => {
                let desk = Opened::new(common)?;
                let asking = desk.asking(common);
                let answers = portal::portal(&asking, who, ticket, action.as_deref())?;
                let verdict = Verdict::of(action.is_none() || !answers.is_refused());
                common.reply(&answers, verdict, print::portal)
            }
            Self::Why {
                question,
                also,
                common,
            } => {
                let desk = Opened::new(common)?;
                let answer = why::why(&desk.asking(common), question, also)?;
                let verdict = Verdict::of(answer.allow);
                common.reply(&answer, verdict, print::why)
            }
            Self::WhatIf { change } => {
                let common = change.common();
                let desk = Opened::new(common)?;
                let changed = change::what_if(&desk, change)?;
                let verdict = Verdict::of(changed.report.is_empty());
                common.reply(&changed, verdict, print::what_if)
            }
        }
    }
}
