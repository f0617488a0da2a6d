//! The commands about rights: one question each, an exit code for scripts.

mod about;
mod check;
mod lint;
mod model;
mod shadow;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use frontdesk::access::{AuditRecord, Guard, Permission};
use frontdesk::model::{ActorId, CustomerId};
use frontdesk::visibility::Ticket;
use frontdesk_systems::talkme::ConfirmedPair;
use serde::Serialize;

use crate::load::{self, Loaded};
use crate::{data, print, tour};

pub(crate) use about::{About, Asking};
pub(crate) use check::{Checked, Explained};
pub(crate) use lint::{Lint, Severity};
pub(crate) use model::{Differences, Escalated, Review, WhoCan, lines_of, opened};
pub(crate) use shadow::Shadow;

/// A question about rights.
#[derive(Subcommand)]
pub(crate) enum RightsCommand {
    /// May this person do that? Exit code 0: yes, 1: no.
    Check {
        #[command(flatten)]
        question: QuestionArguments,
        #[command(flatten)]
        common: Common,
    },
    /// Why may this person do that, or not, and what would be enough? Exit code 0: yes, 1: no.
    Explain {
        #[command(flatten)]
        question: QuestionArguments,
        #[command(flatten)]
        common: Common,
    },
    /// Roles and their rights; or what the named people hold.
    Matrix {
        /// A column for this person, instead of the roles: several may be named.
        #[arg(long = "person", value_name = "PERSON")]
        people: Vec<String>,
        #[command(flatten)]
        common: Common,
    },
    /// What is odd in the settings and in the rights. Exit code 0: nothing but notes, 1: something.
    Lint {
        #[command(flatten)]
        common: Common,
    },
    /// Who can do this, and through what?
    WhoCan {
        /// To do what: the permission's dotted name.
        permission: String,
        /// To what, as for `check`.
        object: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Who gains and who loses what by a change. Exit code 0: nobody anything, 1: somebody something.
    Diff {
        /// A folder of exports with its desk file; or a desk file for the folder of --data.
        old: PathBuf,
        /// The same for what shall take its place.
        new: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Could this person come to hold that right by administering? Exit code 0: no, 1: yes.
    Escalate {
        /// Who begins.
        from: String,
        /// Which right.
        permission: String,
        /// Over what, as for `check`. Default: anything at all.
        object: Option<String>,
        /// As if everybody might give what he does not hold himself.
        #[arg(long)]
        without_guard: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Who holds what, since when, until when, through what, and by whom.
    Review {
        /// Only what this person holds.
        #[arg(long)]
        person: Option<String>,
        /// The audit records of administration, as JSON lines: they tell who gave what.
        #[arg(long)]
        trail: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Replays decisions that the host's old system has recorded, and reports those that would be
    /// others, by the rule that decides. Exit code 0: none, 1: some.
    Shadow {
        /// The decisions: one AuthZEN evaluation a line, as JSON, with the answer as "decision".
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

/// A question.
#[derive(Args)]
pub(crate) struct QuestionArguments {
    /// Who: a record as "uis/employee/1001", a uuid, a number, or a name that one person has.
    person: String,
    /// To do what: the permission's dotted name.
    permission: String,
    /// To what: "ticket:NUMBER", "request:NUMBER", "order:ORIGIN", "new_order:ORIGIN",
    /// "user:RECORD", "own", "site:RECORD", "module:NAME", or nothing for a section.
    object: Option<String>,
}

impl QuestionArguments {
    /// Who it is about, as he is named.
    pub(crate) fn person(&self) -> &str {
        &self.person
    }

    /// To do what to what.
    pub(crate) fn read_right<'a>(
        &self,
        asking: &Asking<'a>,
    ) -> Result<(Permission, About<'a>), String> {
        let permission = asking.permission(&self.permission)?;
        let about = asking.about(permission, self.object.as_deref())?;
        Ok((permission, about))
    }

    /// What is asked.
    pub(crate) fn read<'a>(
        &self,
        asking: &Asking<'a>,
    ) -> Result<(ActorId, Permission, About<'a>), String> {
        let actor = asking.person(&self.person)?;
        let (permission, about) = self.read_right(asking)?;
        Ok((actor, permission, about))
    }

    /// The object in the words of the question.
    pub(crate) fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }
}

/// What every question has.
#[derive(Args)]
pub(crate) struct Common {
    /// The folder with the desk file and the exports.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"))]
    data: PathBuf,
    /// The moment of the question (RFC 3339). Default: the newest moment in the exports.
    #[arg(long)]
    at: Option<DateTime<Utc>>,
    /// Prints one JSON document instead of text.
    #[arg(long)]
    json: bool,
}

/// What a command says, and with which exit code it ends.
pub(crate) struct Reply {
    pub(crate) text: String,
    pub(crate) verdict: Verdict,
}

/// For scripts: 0 or 1. An error is 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Yes; nothing was found.
    Good,
    /// No; something was found.
    Bad,
}

impl Verdict {
    /// Good if this is so.
    pub(crate) const fn of(good: bool) -> Self {
        match good {
            true => Self::Good,
            false => Self::Bad,
        }
    }
}

impl RightsCommand {
    /// Asks the question.
    pub(crate) fn run(&self) -> Result<Reply, String> {
        match self {
            Self::Check { question, common } => {
                let desk = Opened::new(common)?;
                let checked = check::check(&desk.asking(common), question)?;
                let verdict = Verdict::of(checked.decision.is_allow());
                common.reply(&checked, verdict, print::checked)
            }
            Self::Explain { question, common } => {
                let desk = Opened::new(common)?;
                let explained = check::explain(&desk.asking(common), question)?;
                let verdict = Verdict::of(explained.explanation.decision.is_allow());
                common.reply(&explained, verdict, print::explained)
            }
            Self::Matrix { people, common } => {
                let desk = Opened::new(common)?;
                let matrices = check::matrices(&desk.asking(common), people)?;
                common.reply(&matrices, Verdict::Good, |matrices| {
                    print::matrices(matrices)
                })
            }
            Self::Lint { common } => {
                let desk = Opened::new(common)?;
                let lint = lint::lint(&desk.asking(common));
                common.reply(&lint, lint.verdict(), print::lint)
            }
            Self::WhoCan {
                permission,
                object,
                common,
            } => {
                let desk = Opened::new(common)?;
                let who = model::who_can(&desk.asking(common), permission, object.as_deref())?;
                common.reply(&who, Verdict::Good, print::who_can)
            }
            Self::Diff { old, new, common } => {
                let differences = model::diff(old, new, common)?;
                let verdict = Verdict::of(differences.diff.is_empty());
                common.reply(&differences, verdict, print::differences)
            }
            Self::Escalate {
                from,
                permission,
                object,
                without_guard,
                common,
            } => {
                let desk = Opened::new(common)?;
                let guard = match without_guard {
                    true => Guard::None,
                    false => Guard::Covers,
                };
                let asking = desk.asking(common);
                let found = model::escalate(&asking, from, permission, object.as_deref(), guard)?;
                common.reply(&found, found.verdict(), print::escalated)
            }
            Self::Review {
                person,
                trail,
                common,
            } => {
                let desk = Opened::new(common)?;
                let trail = match trail {
                    Some(file) => audit_records(&data::recorded(file)?)
                        .map_err(|error| format!("{}: {error}", file.display()))?,
                    None => Vec::new(),
                };
                let review = model::review(&desk.asking(common), person.as_deref(), &trail)?;
                common.reply(&review, Verdict::Good, print::review)
            }
            Self::Shadow { file, common } => {
                let desk = Opened::new(common)?;
                let shadow = shadow::shadow(&desk.asking(common), &data::recorded(file)?)?;
                let verdict = shadow.verdict();
                common.reply(&shadow, verdict, print::shadow)
            }
        }
    }
}

impl Common {
    /// The answer in the form that is asked for.
    pub(crate) fn reply<T: Serialize>(
        &self,
        value: &T,
        verdict: Verdict,
        text: impl FnOnce(&T) -> String,
    ) -> Result<Reply, String> {
        let text = match self.json {
            true => print::json(value)?,
            false => text(value),
        };
        Ok(Reply { text, verdict })
    }
}

/// The audit records of a file, one a line.
fn audit_records(bytes: &[u8]) -> Result<Vec<AuditRecord>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))
        })
        .collect()
}

/// A desk that was read for a question.
pub(crate) struct Opened {
    loaded: Loaded,
}

impl Opened {
    pub(crate) fn new(common: &Common) -> Result<Self, String> {
        Self::at(&common.data)
    }

    fn at(folder: &Path) -> Result<Self, String> {
        Ok(Self {
            loaded: load::load(&data::read(folder)?)?,
        })
    }

    /// The tickets as they are stored, before the desk completes them.
    pub(crate) fn stored(&self) -> &[Ticket] {
        &self.loaded.stored
    }

    /// The accounts that somebody has confirmed to be one human's.
    pub(crate) fn confirmed(&self) -> &[ConfirmedPair] {
        &self.loaded.confirmed
    }

    /// The profiles of customers that the export links as one person's.
    pub(crate) fn linked(&self) -> &[[CustomerId; 2]] {
        &self.loaded.linked
    }

    pub(crate) fn asking(&self, common: &Common) -> Asking<'_> {
        Asking {
            desk: &self.loaded.desk,
            tickets: &self.loaded.tickets,
            hats: &self.loaded.hats,
            now: common
                .at
                .unwrap_or_else(|| tour::newest(&self.loaded.tickets)),
        }
    }
}
