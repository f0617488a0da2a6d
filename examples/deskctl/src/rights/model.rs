//! Questions about the desk as a whole: who can, what changes, who could come to hold, who holds.

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk::access::analysis::{self, Attempt, Escalation, Goal, Lacking, Place, Subject};
use frontdesk::access::{AuditRecord, Catalogue, Guard, Holding, Source};
use frontdesk::model::ActorId;
use serde::Serialize;

use super::about::About;
use super::{Asking, Common, Opened, Verdict};
use crate::tour::{self, Line};
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
    let mut lines: Vec<String> = diff
        .changes
        .iter()
        .map(|change| after.named(&before.named(&change.to_string())))
        .collect();
    lines.extend(
        diff.too_wide
            .iter()
            .map(|(actor, wide)| format!("? {}: {wide}", after.name(*actor))),
    );
    let people: BTreeSet<ActorId> = diff.changes.iter().map(|change| change.actor).collect();
    Ok(Differences {
        people: people.len(),
        diff,
        lines,
    })
}

fn opened(path: &Path, common: &Common) -> Result<Opened, String> {
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
        Escalation::Unreachable { because } => vec![format!(
            "no sequence of actions leads there ({} states looked at)",
            because.states
        )],
        Escalation::Undecided { .. } => {
            vec!["too many ways to go through: nothing is proven".to_owned()]
        }
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

/// What is odd, in the settings and in the rights.
#[derive(Serialize)]
pub(crate) struct Lint {
    pub(crate) settings: Vec<Line>,
    /// About rights, by kind.
    pub(crate) rights: Vec<Group>,
}

/// Findings of one kind.
#[derive(Serialize)]
pub(crate) struct Group {
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) lines: Vec<String>,
}

impl Lint {
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict::of(self.settings.is_empty() && self.rights.is_empty())
    }
}

pub(crate) fn lint(asking: &Asking<'_>) -> Lint {
    let (desk, now) = (asking.desk, asking.now);
    let directory = desk.directory();
    let catalogue = directory.catalogue();
    let said = |text: String| -> Vec<String> {
        let lines = text.lines().filter(|line| *line != "nothing");
        lines.map(|line| asking.named(line)).collect()
    };
    let mut violated = analysis::violated_prerequisites(directory, now);
    violated
        .found
        .retain(|lacking| !is_brought_by_sibling(catalogue, lacking));
    let lockouts = analysis::lockouts(directory, now);
    let locks_out = lockouts.iter().filter(|event| event.remaining.is_empty());
    let groups = [
        Group {
            code: "lock_out",
            title: "a single event that leaves nobody who administers",
            lines: locks_out
                .map(|event| asking.named(&event.cause.to_string()))
                .collect(),
        },
        Group {
            code: "violated_prerequisite",
            title: "a right that can never act, because what it needs is not there",
            lines: said(violated.to_string()),
        },
        Group {
            code: "redundant_grant",
            title: "a grant of a role that adds nothing to its others",
            lines: said(analysis::redundant_grants(catalogue).to_string()),
        },
        Group {
            code: "redundant_role",
            title: "a role that adds nothing to a person's others",
            lines: said(analysis::redundant_roles(directory, now).to_string()),
        },
    ];
    Lint {
        settings: tour::lines(desk, desk.lint(now)),
        rights: groups
            .into_iter()
            .filter(|group| !group.lines.is_empty())
            .collect(),
    }
}

/// Whether a role lacks only what other roles of its system grant: whoever has those as well has
/// it, and who has not is found by his record.
fn is_brought_by_sibling(catalogue: &Catalogue, lacking: &Lacking) -> bool {
    let Place::Role(Source::Role(id) | Source::AddOn { role: id, .. }) = &lacking.at else {
        return false;
    };
    let siblings = || {
        let roles = catalogue.roles();
        roles.filter(|role| role.id != *id && role.id.system() == id.system())
    };
    lacking.missing.iter().all(|missing| {
        siblings().any(|role| {
            let of_add_ons = role.add_ons.values().flat_map(|add_on| &add_on.grants);
            let mut grants = role.grants.iter().chain(of_add_ons);
            grants.any(|grant| grant.gives.includes(*missing))
        })
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
