//! Questions about the desk as a whole: who can, what changes, who could come to hold, who holds.

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk::access::analysis::{self, Attempt, Escalation, Goal, Subject};
use frontdesk::access::{AuditRecord, Guard, Holding};
use frontdesk::model::ActorId;
use serde::Serialize;

use super::about::About;
use super::{Asking, Common, Opened, Verdict};
use crate::{data, load};

/// Who can do something to an object.
#[derive(Serialize)]
pub(crate) struct WhoCan {
    pub(crate) permission: String,
    pub(crate) object: Option<String>,
    pub(crate) people: Vec<Somebody>,
    /// How many records were asked.
    pub(crate) asked: usize,
}

/// Somebody who can.
#[derive(Serialize)]
pub(crate) struct Somebody {
    pub(crate) actor: ActorId,
    pub(crate) name: String,
    /// The grants that allow it, in words.
    pub(crate) through: Vec<String>,
}

pub(crate) fn who_can(
    asking: &Asking<'_>,
    permission: &str,
    object: Option<&str>,
) -> Result<WhoCan, String> {
    let right = asking.permission(permission)?;
    let subject = subject(asking, &asking.about(right, object)?);
    let directory = asking.desk.directory();
    let found = analysis::who_can(directory, right, &subject, asking.now);
    let somebody = |who: analysis::Who| Somebody {
        actor: who.actor,
        name: asking.name(who.actor),
        through: who
            .through
            .iter()
            .map(|reason| asking.named(&reason.to_string()))
            .collect(),
    };
    Ok(WhoCan {
        permission: asking.desk.catalogue().name_of(right).to_owned(),
        object: object.map(str::to_owned),
        people: found.people.into_iter().map(somebody).collect(),
        asked: directory.holders().count(),
    })
}

/// What a change comes to.
#[derive(Serialize)]
pub(crate) struct Differences {
    /// Who gains and who loses what, and where.
    pub(crate) diff: analysis::Diff,
    /// The same in words, with names.
    pub(crate) lines: Vec<String>,
    /// How many people gain or lose something.
    pub(crate) people: usize,
}

/// The desk of one folder or desk file beside that of another. A desk file stands for the folder of
/// the exports with that file in the place of its own.
pub(crate) fn diff(old: &Path, new: &Path, common: &Common) -> Result<Differences, String> {
    let (old, new) = (opened(old, common)?, opened(new, common)?);
    let (before, after) = (old.asking(common), new.asking(common));
    let now = after.now;
    let diff = analysis::diff(before.desk.directory(), after.desk.directory(), now)
        .map_err(|error| error.to_string())?;
    let lines = lines_of(&diff, &before, &after);
    Ok(Differences {
        people: diff.people().len(),
        diff,
        lines,
    })
}

/// Who gains and loses what, in words.
pub(crate) fn lines_of(
    diff: &analysis::Diff,
    before: &Asking<'_>,
    after: &Asking<'_>,
) -> Vec<String> {
    let changes = diff.changes.iter().map(ToString::to_string);
    let duties = diff.obligations.iter().map(ToString::to_string);
    let trust = diff.entrusted.iter().map(ToString::to_string);
    let said = changes.chain(duties).chain(trust);
    let said = said.map(|line| after.named(&before.named(&line)));
    let wide = diff.too_wide.iter();
    let wide = wide.map(|(actor, wide)| format!("? {}: {wide}", after.name(*actor)));
    said.chain(wide).collect()
}

/// The desk of a folder, or of a desk file for the folder of the question.
pub(crate) fn opened(path: &Path, common: &Common) -> Result<Opened, String> {
    if path.is_dir() {
        return Opened::at(path);
    }
    let mut files = data::read(&common.data)?;
    files.insert(data::DESK, data::desk_file(path)?);
    Ok(Opened {
        loaded: load::load(&files)?,
    })
}

/// Whether somebody may come to hold a right.
#[derive(Serialize)]
pub(crate) struct Escalated {
    pub(crate) from: String,
    pub(crate) permission: String,
    /// Whether nobody gives what he does not hold.
    pub(crate) guard: &'static str,
    pub(crate) answer: Escalation,
    /// The answer in words.
    pub(crate) lines: Vec<String>,
}

impl Escalated {
    pub(crate) fn verdict(&self) -> Verdict {
        match self.answer {
            Escalation::Unreachable { .. } => Verdict::Good,
            _ => Verdict::Bad,
        }
    }
}

pub(crate) fn escalate(
    asking: &Asking<'_>,
    from: &str,
    permission: &str,
    object: Option<&str>,
    guard: Guard,
) -> Result<Escalated, String> {
    let actor = asking.person(from)?;
    let right = asking.permission(permission)?;
    let on = match object {
        Some(words) => Some(subject(asking, &asking.about(right, Some(words))?)),
        None => None,
    };
    let attempt = Attempt {
        from: BTreeSet::from([actor]),
        permission: right,
        goal: on.as_ref().map_or(Goal::Anywhere, Goal::On),
        guard,
    };
    let answer = analysis::escalation(asking.desk.directory(), &attempt, asking.now);
    let lines = match &answer {
        Escalation::Held { by } => vec![format!("{} holds it already", asking.name(*by))],
        Escalation::Path { steps, .. } => steps
            .iter()
            .enumerate()
            .map(|(at, step)| asking.named(&format!("{}. {step}", at + 1)))
            .collect(),
        Escalation::Unreachable { because } if because.complete => vec![format!(
            "no sequence of actions leads there ({} states looked at)",
            because.states
        )],
        Escalation::Unreachable { .. } => vec![format!(
            "no sequence of actions leads there: nothing on the record of {} gives the right, and no \
             role that may be given through it",
            asking.name(actor)
        )],
        Escalation::Undecided { so_far } => vec![format!(
            "not found within {} states, and there are more ways: nothing is proven",
            so_far.states
        )],
    };
    Ok(Escalated {
        from: asking.name(actor),
        permission: asking.desk.catalogue().name_of(right).to_owned(),
        guard: match guard {
            Guard::Covers => "nobody gives what he does not hold",
            _ => "without the guard",
        },
        answer,
        lines,
    })
}

/// Who holds what.
#[derive(Serialize)]
pub(crate) struct Review {
    pub(crate) rows: Vec<ReviewRow>,
}

/// One right on one record.
#[derive(Serialize)]
pub(crate) struct ReviewRow {
    pub(crate) name: String,
    pub(crate) in_words: HoldingWords,
    #[serde(flatten)]
    pub(crate) holding: Holding,
}

/// A right on a record in words.
#[derive(Serialize)]
pub(crate) struct HoldingWords {
    pub(crate) right: String,
    pub(crate) scope: String,
    pub(crate) through: String,
    /// Why it has no effect if it has none.
    pub(crate) effect: String,
    /// Who gave it, if the audit records tell.
    pub(crate) given_by: Option<String>,
}

/// Every right on every record, or on one; with who gave it, where the audit records say so.
pub(crate) fn review(
    asking: &Asking<'_>,
    person: Option<&str>,
    trail: &[AuditRecord],
) -> Result<Review, String> {
    let wanted = person.map(|text| asking.person(text)).transpose()?;
    let said = |text: Option<String>| text.map_or("-".to_owned(), |text| asking.named(&text));
    let row = |holding: Holding| ReviewRow {
        name: asking.name(holding.holder),
        in_words: HoldingWords {
            right: said(holding.right.as_ref().map(ToString::to_string)),
            scope: said(holding.scope.as_ref().map(ToString::to_string)),
            through: holding.through.to_string(),
            effect: match holding.because.first() {
                None => "wholly".to_owned(),
                Some(reason) => asking.named(&reason.to_string()),
            },
            given_by: holding.given.map(|given| asking.name(given.by)),
        },
        holding,
    };
    let rows = asking.desk.directory().review(trail, asking.now);
    Ok(Review {
        rows: rows
            .into_iter()
            .filter(|holding| wanted.is_none_or(|wanted| holding.holder == wanted))
            .map(row)
            .collect(),
    })
}

/// The facts of an object, for a question about many people.
fn subject(asking: &Asking<'_>, about: &About<'_>) -> Subject {
    match about {
        About::Section => Subject::Section,
        About::Ticket(ticket) => Subject::Conversation(Box::new(ticket.facts.clone())),
        About::Request(ticket) => Subject::Request(Box::new(ticket.facts.clone())),
        About::Order(order) => Subject::Order(*order),
        About::NewOrder(origin) => Subject::NewOrder(*origin),
        About::User(user) => Subject::User {
            user: *user,
            groups: asking
                .desk
                .person(*user)
                .map(|person| person.user.memberships().groups.clone())
                .unwrap_or_default(),
        },
        About::OwnRecord => Subject::OwnRecord,
        About::Site(site) => Subject::Site(*site),
        About::Module(module) => Subject::Module(module.clone()),
    }
}
