//! Statements asked of a whole desk: records in the formats of a system are read and filled in, and
//! [`Desk`] answers.

mod noci;
mod omnidesk;
mod reach;
mod talkme;
mod uis;

use std::collections::BTreeSet;

use frontdesk::{Desk, DeskFile, Imported, Object, Question};
use frontdesk_access::{Permission, Section};
use frontdesk_model::chrono::{DateTime, TimeDelta, Utc};
use frontdesk_model::{
    ActorId, Assignee, ConversationFacts, ConversationId, ConversationState, ExternalId, Id, Kind,
    TenantId, UserId,
};
use frontdesk_visibility::{Ticket, View};

use crate::statements::Row;

/// Every row, system by system.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = talkme::rows();
    rows.extend(uis::rows());
    rows.extend(noci::rows());
    rows.extend(reach::rows());
    rows.extend(omnidesk::rows());
    rows
}

const TENANT: TenantId = TenantId::from_number(1);

/// So many minutes after the epoch.
fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn now() -> DateTime<Utc> {
    at(1_000)
}

/// A desk of these records and of this desk file, below its head.
fn desk(imported: Imported, tables: &str) -> Desk {
    let text = format!("version = 1\ntenant = \"1\"\nname = \"Desk\"\n{tables}");
    let file = DeskFile::parse(text.as_bytes()).unwrap();
    let (desk, findings) = Desk::new(&file, imported).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    desk
}

/// The id of a numbered record of a system.
fn id<K: Kind>(system: &'static str, kind: &'static str, number: i64) -> Id<K> {
    Id::from_external(TENANT, &ExternalId::numbered(system, kind, number))
}

/// The id of a record that a system knows by name.
fn named<K: Kind>(system: &str, kind: &str, name: &str) -> Id<K> {
    Id::from_external(TENANT, &ExternalId::new(system, kind, name).unwrap())
}

/// A conversation in this state that nobody has, waiting since minute `number`.
fn chat(number: i64, state: ConversationState) -> ConversationFacts {
    ConversationFacts {
        state: Some(state),
        ..ConversationFacts::new(TENANT, ConversationId::from_number(number), at(number))
    }
}

fn waiting() -> ConversationFacts {
    chat(1, ConversationState::Waiting)
}

fn of(person: UserId) -> ConversationFacts {
    ConversationFacts {
        assignee: Some(Assignee::Person(person)),
        ..chat(1, ConversationState::InWork)
    }
}

fn closed(facts: ConversationFacts) -> ConversationFacts {
    ConversationFacts {
        state: Some(ConversationState::Closed),
        ..facts
    }
}

/// Whether the viewer sees the ticket, as whom.
fn sees(desk: &Desk, viewer: impl Into<ActorId>, facts: ConversationFacts) -> &'static str {
    let hat = |view: View<'_>| match view {
        View::Operator(_) => "as operator",
        View::Stakeholder(_) => "as stakeholder",
        View::Customer(_) => "as customer",
        View::Colleague(_) => "as colleague",
        View::Guest(_) => "as guest",
        View::Copied(_) => "as copied",
    };
    view(desk, viewer, Ticket::new(facts), hat).unwrap_or("no such ticket")
}

/// What is read of the viewer's view, if there is one.
fn view<T>(
    desk: &Desk,
    viewer: impl Into<ActorId>,
    mut ticket: Ticket,
    read: impl FnOnce(View<'_>) -> T,
) -> Option<T> {
    ticket.facts = desk.complete(ticket.facts);
    let viewing = desk.viewing(viewer.into().into(), now()).ok()?;
    let granted = viewing.open(&ticket).ok()?;
    Some(read(granted.project()))
}

/// Allow, or the reasons of the deny.
fn may(
    desk: &Desk,
    actor: impl Into<ActorId>,
    permission: Permission,
    object: Object<'_>,
) -> String {
    let question = Question {
        actor: actor.into(),
        permission,
        object,
    };
    let decision = desk.decide(&question, now()).unwrap();
    if decision.is_allow() {
        return "allow".to_owned();
    }
    let codes: Vec<&str> = decision.reasons.iter().map(|r| r.code()).collect();
    format!("deny: {}", codes.join(" "))
}

fn may_chat(
    desk: &Desk,
    actor: impl Into<ActorId>,
    permission: Permission,
    facts: ConversationFacts,
) -> String {
    let facts = desk.complete(facts);
    may(desk, actor, permission, Object::Conversation(&facts))
}

/// The sections of the product that are open to somebody, by name.
fn sections(desk: &Desk, actor: impl Into<ActorId>) -> String {
    let holder = desk.holder(actor.into()).unwrap();
    let all: BTreeSet<Section> = Permission::ALL.iter().map(|p| p.section()).collect();
    let open = all
        .into_iter()
        .filter(|section| desk.catalogue().section_open(&holder, *section, now()));
    let names: Vec<&str> = open.map(|section| section.name()).collect();
    names.join(" ")
}

/// What comes of conversation 1 among these, and the verdict on one operator.
fn assigned(desk: &Desk, operator: UserId, all: &[ConversationFacts]) -> String {
    let decisions = desk.assign(all, all.len(), now());
    let first = decisions
        .iter()
        .find(|decision| decision.conversation == ConversationId::from_number(1))
        .unwrap();
    let verdict = first.verdicts.get(&operator);
    format!(
        "{}: {}",
        first.outcome.code(),
        verdict.map_or("not on the floor", |verdict| verdict.code())
    )
}
