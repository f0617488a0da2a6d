//! What a viewer gets beside the view: history, links, references, files, notices, live events, rows.

mod attacks;
mod copies;
pub(crate) mod fields;
mod history;
mod made;
mod rights;
mod sent;
mod table;

use frontdesk_model::{AttachmentId, ConversationId, Language, MessageId};
use frontdesk_visibility::{Field, Happened, PortalAction, PortalState, Ticket, Viewing};
use serde::Serialize;

use crate::world::*;

/// The added fields of the generated tickets and of the full one, and one that no ticket has.
pub(crate) const ADDED: [&str; 9] = [
    "cf_1",
    "cf_2",
    "cf_3",
    "cf_4",
    "cf_edit",
    "cf_hidden",
    "cf_none",
    "cf_unlisted",
    "cf_view",
];

/// Every field that is asked for.
pub(crate) fn columns() -> impl Iterator<Item = Field> {
    let added = ADDED.into_iter().map(|id| Field::Added(field(id)));
    Field::STANDARD.into_iter().chain(added)
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

/// All that a viewer gets who asks whatever can be asked of this ticket, the others of the desk beside
/// it, one answer an item.
pub(crate) fn bytes(viewing: &Viewing<'_>, ticket: &Ticket, desk: &[Ticket]) -> Vec<String> {
    let lookup = by_id(desk);
    let numbered = |number: &str| desk.iter().find(|ticket| ticket.number == number);
    let mut all = Vec::new();
    match viewing.open(ticket) {
        Err(not_found) => all.push(format!("{not_found} {not_found:?}")),
        Ok(granted) => {
            all.push(json(&granted.project()));
            all.push(json(&granted.history(&lookup)));
            all.push(json(&granted.links(&lookup)));
            all.push(json(&granted.to_fill()));
            for column in columns() {
                for language in ["en", "ru"] {
                    let language = Language::parse(language).unwrap();
                    let row = granted.cells(std::slice::from_ref(&column), &language);
                    all.push(format!("{row:?}"));
                }
            }
            for id in 1..=30 {
                let text = granted.text(MessageId::from_number(id), numbered);
                all.push(format!("{} {text:?}", json(&text.as_ref().ok())));
            }
        }
    }
    let mut actions = vec![
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ];
    actions.extend(ADDED.map(|id| PortalAction::EditField(field(id))));
    for action in actions {
        let answer = viewing.act(ticket, &action, PortalState::Open);
        all.push(format!("{answer:?} {}", json(&answer.as_ref().err())));
    }
    for id in 1..=30 {
        let file = viewing.attachment(ticket, AttachmentId::from_number(id));
        all.push(format!("{} {file:?}", json(&file.as_ref().ok())));
        all.push(live(
            viewing,
            ticket,
            Happened::Message(MessageId::from_number(id)),
        ));
    }
    for field in columns() {
        all.push(live(
            viewing,
            ticket,
            Happened::Field {
                field: &field,
                before: None,
            },
        ));
    }
    all.push(live(viewing, ticket, Happened::Made));
    for id in (1..=9).chain([SEEN, UNSEEN, UNKNOWN]) {
        let other = lookup(ConversationId::from_number(id));
        all.push(live(viewing, ticket, Happened::Linked(other)));
        all.push(format!("{:?}", viewing.may_link(Some(ticket), other)));
    }
    all.push(json(&viewing.notice(None, ticket)));
    all
}

fn live(viewing: &Viewing<'_>, ticket: &Ticket, what: Happened<'_>) -> String {
    json(&viewing.live(Some(ticket), what))
}
