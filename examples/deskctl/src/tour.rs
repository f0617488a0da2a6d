//! The tour: the five questions on the data of a folder, as one document.

mod matrix;
mod merge;
mod people;
mod questions;
mod queue;
mod ticket;

use chrono::{DateTime, Utc};
use frontdesk::model::Names;
use frontdesk::visibility::Ticket;
use frontdesk::{Desk, Finding};
use frontdesk_systems::Notice;
use serde::Serialize;

use crate::load::{FileReport, Loaded};

pub(crate) use matrix::{Matrix, matrices, matrix_of_people};
pub(crate) use merge::{Likely, MergePreview, plan};
pub(crate) use people::{PersonLine, staff};
pub(crate) use questions::{Asked, OneLine};
pub(crate) use queue::Queue;
pub(crate) use ticket::{Seen, Sent, Shows, TicketViews};

/// Everything that the tour says.
#[derive(Serialize)]
pub(crate) struct Tour<'a> {
    /// What people call the desk.
    pub(crate) desk: String,
    /// The moment of the questions.
    pub(crate) at: DateTime<Utc>,
    /// What was imported.
    pub(crate) imported: ImportedSummary,
    /// Who is who.
    pub(crate) people: Vec<PersonLine>,
    /// The roles and their rights, system by system.
    pub(crate) matrices: Vec<Matrix>,
    /// Three questions of access.
    pub(crate) questions: Vec<Asked>,
    /// The next ten waiting conversations.
    pub(crate) queue: Queue,
    /// Accounts that might be one person's.
    pub(crate) likely: Vec<Likely>,
    /// One merge, looked at before it is done.
    pub(crate) merge: Option<MergePreview>,
    /// One ticket, seen by four.
    pub(crate) ticket: Option<TicketViews<'a>>,
    /// What the desk notices about itself.
    pub(crate) lint: Vec<Line>,
}

/// What was imported, and what was not as it stands.
#[derive(Serialize)]
pub(crate) struct ImportedSummary {
    pub(crate) files: Vec<FileReport>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) findings: Vec<Line>,
    pub(crate) people: usize,
    pub(crate) customers: usize,
    pub(crate) tickets: usize,
}

/// A finding with its words.
#[derive(Serialize)]
pub(crate) struct Line {
    #[serde(flatten)]
    pub(crate) finding: Finding,
    pub(crate) text: String,
}

/// Walks through the five questions. Without a moment, it is the newest one in the tickets.
pub(crate) fn tour(loaded: &Loaded, at: Option<DateTime<Utc>>) -> Tour<'_> {
    let now = at.unwrap_or_else(|| newest(&loaded.tickets));
    let desk = &loaded.desk;
    let ticket = ticket::views(desk, &loaded.tickets, now);
    Tour {
        desk: desk.name().to_owned(),
        at: now,
        imported: ImportedSummary {
            files: loaded.files.clone(),
            notices: loaded.notices.clone(),
            findings: lines(desk, loaded.findings.clone()),
            people: desk.people().count(),
            customers: desk.customers().count(),
            tickets: loaded.tickets.len(),
        },
        people: people::people(desk),
        matrices: matrices(desk),
        questions: questions::questions(desk, &loaded.tickets, now),
        queue: queue::queue(desk, &loaded.tickets, now),
        likely: merge::likely(desk),
        merge: merge::preview(desk, &loaded.confirmed, now),
        ticket,
        lint: lines(desk, desk.lint(now)),
    }
}

/// Findings with their words.
pub(crate) fn lines(desk: &Desk, findings: Vec<Finding>) -> Vec<Line> {
    let line = |finding: Finding| {
        let text = finding.describe(desk).to_string();
        Line { finding, text }
    };
    findings.into_iter().map(line).collect()
}

/// The newest moment of the tickets and their messages; the Unix epoch where there is none.
pub(crate) fn newest(tickets: &[Ticket]) -> DateTime<Utc> {
    let moments = tickets.iter().flat_map(|ticket| {
        let messages = ticket.messages.iter().map(|message| message.at);
        messages.chain([ticket.facts.created_at])
    });
    moments.max().unwrap_or(DateTime::UNIX_EPOCH)
}

/// A name for people, or the id.
fn name(desk: &Desk, id: frontdesk::model::uuid::Uuid) -> String {
    desk.name_or_id(id)
}
