//! The same difference, read naively off the lists and the views of both sides.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::Obligation;
use frontdesk_model::{ActorId, ConversationId};
use frontdesk_visibility::{
    Field, Hat, HistoryEntry, HistoryPart, PortalAction, PortalState, SitePolicy, Ticket, Use,
    Viewing, VisibilityDiff,
};
use serde_json::Value;

use super::World;
use crate::world::*;

/// What one person gets of one ticket, read off the JSON of the view.
#[derive(Debug, Default, PartialEq)]
struct Read {
    hat: String,
    places: BTreeSet<String>,
    /// Places in which nothing stands although the ticket has something there.
    hidden: BTreeSet<String>,
    values: BTreeSet<String>,
    /// What the history tells of fields: when, of which, and which of two values.
    told: BTreeSet<[String; 3]>,
    /// What it would tell to whoever sees all.
    past: BTreeSet<[String; 3]>,
    messages: BTreeSet<String>,
    uses: BTreeMap<String, String>,
    actions: BTreeSet<String>,
}

fn read(world: &World, person: ActorId, ticket: &Ticket) -> Option<Read> {
    let viewing = world.viewing(world.people.get(&person)?);
    // By the list, not by the check.
    let listed = viewing.filter.list([ticket]).next()?;
    let view = viewing.open(listed).unwrap().project();
    let json = serde_json::to_value(&view).unwrap();
    let mut read = Read {
        hat: json["as"].as_str().unwrap().to_owned(),
        ..Read::default()
    };
    for field in Field::STANDARD {
        let Some(value) = json.get(field.name()) else {
            continue;
        };
        read.places.insert(field.name());
        let has = match field {
            Field::Site => ticket.facts.site.is_some(),
            Field::ClientNumber => ticket.client_number.is_some(),
            _ => false,
        };
        match value {
            Value::Null if has => read.hidden.insert(field.name()),
            Value::Null => false,
            _ => read.values.insert(field.name()),
        };
        let use_ = naive_use(&viewing, person, ticket, &field, value.is_null());
        read.uses.insert(field.name(), json_of(&use_));
    }
    read.told = told_of_history(&viewing, ticket);
    for HistoryEntry { at, parts, .. } in &ticket.history {
        for part in parts {
            let (name, sides) = match part {
                HistoryPart::Field { field, .. } => (field.name(), vec!["both"]),
                HistoryPart::Site { from, to } => {
                    let sides = [from.map(|_| "from"), to.map(|_| "to")];
                    ("site".to_owned(), sides.into_iter().flatten().collect())
                }
                HistoryPart::Message(_) | HistoryPart::Link(_) => continue,
            };
            let of = |side: &str| [json_of(at), name.clone(), side.to_owned()];
            read.past.extend(sides.into_iter().map(of));
        }
    }
    for (id, shown) in json["added"].as_object().unwrap() {
        let name = Field::Added(field(id)).name();
        read.places.insert(name.clone());
        read.uses.insert(name, shown["use"].to_string());
    }
    let messages = json["messages"].as_array().unwrap().iter();
    read.messages = messages.map(|one| one["id"].to_string()).collect();
    let actions = [
        PortalAction::Reply,
        PortalAction::Close,
        PortalAction::Reopen,
    ];
    for action in actions {
        if viewing.act(ticket, &action, PortalState::Open).is_ok() {
            read.actions.insert(json_of(&action));
        }
    }
    Some(read)
}

/// What may be done with a standard field that is shown: more than to look at it in the operator's hat
/// alone, where no right is missing and nothing is masked.
fn naive_use(
    viewing: &Viewing<'_>,
    person: ActorId,
    ticket: &Ticket,
    field: &Field,
    is_nothing: bool,
) -> Use {
    let hat = viewing.filter.hat(&ticket.facts).unwrap();
    let mut to = viewing.policy.use_of(hat, field);
    let change = viewing.policy.rights_of(Hat::Operator, field).change;
    let lacks = change.is_some_and(|right| !viewing.rights.has(right, person, &ticket.facts));
    let obligations = viewing.filter.obligations(&ticket.facts).unwrap();
    let masked = match field {
        Field::ClientNumber => obligations.contains(&Obligation::MaskNumber),
        Field::Site => is_nothing && viewing.policy.site == SitePolicy::ByRight,
        _ => false,
    };
    if lacks || masked {
        to = to.min(Use::View);
    }
    to
}

/// Read off the JSON of the history.
fn told_of_history(viewing: &Viewing<'_>, ticket: &Ticket) -> BTreeSet<[String; 3]> {
    let mut told = BTreeSet::new();
    let history = viewing.open(ticket).unwrap().history(|_| None);
    let json = serde_json::to_value(history).unwrap();
    for entry in json.as_array().unwrap() {
        for part in entry["parts"].as_array().unwrap() {
            let mut tell = |name: &str, side: &str| {
                told.insert([entry["at"].to_string(), name.to_owned(), side.to_owned()]);
            };
            if let Some(field) = part.get("field") {
                tell(field["field"].as_str().unwrap(), "both");
            }
            for side in ["from", "to"] {
                if part.get("site").is_some_and(|site| !site[side].is_null()) {
                    tell("site", side);
                }
            }
        }
    }
    told
}

pub(super) fn json_of(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).unwrap()
}

/// The whole difference, sentence by sentence.
pub(super) type Sentences = BTreeSet<(ActorId, ConversationId, &'static str, String)>;

pub(super) fn brute(before: &World, after: &World) -> Sentences {
    let mut said = Sentences::new();
    let people: BTreeSet<ActorId> = before
        .people
        .keys()
        .chain(after.people.keys())
        .copied()
        .collect();
    let all = before.tickets.iter().chain(&after.tickets);
    let keys: BTreeSet<_> = all.map(|one| (one.facts.tenant, one.facts.id)).collect();
    let find = |world: &World, key| -> Option<Ticket> {
        let mut tickets = world.tickets.iter();
        tickets
            .find(|one| (one.facts.tenant, one.facts.id) == key)
            .cloned()
    };
    for person in people {
        for key in &keys {
            let of = |world| read(world, person, &find(world, *key)?);
            let mut say = |what, text: String| {
                said.insert((person, key.1, what, text));
            };
            let (was, is) = match (of(before), of(after)) {
                (None, None) => continue,
                (Some(was), None) => {
                    say("lost", was.hat);
                    continue;
                }
                (None, Some(is)) => {
                    say("gained", is.hat);
                    continue;
                }
                (Some(was), Some(is)) => (was, is),
            };
            if was.hat != is.hat {
                say("hat", format!("{} {}", was.hat, is.hat));
            }
            for place in was.places.difference(&is.places) {
                say("field lost", place.clone());
            }
            for place in is.places.difference(&was.places) {
                say("field gained", place.clone());
            }
            for place in was.values.intersection(&is.hidden) {
                say("value lost", place.clone());
            }
            for place in is.values.intersection(&was.hidden) {
                say("value gained", place.clone());
            }
            for (what, has, other) in [("value lost", &was, &is), ("value gained", &is, &was)] {
                let hidden: BTreeSet<_> = other.past.difference(&other.told).cloned().collect();
                for [_, name, _] in has.told.intersection(&hidden) {
                    if other.places.contains(name) {
                        say(what, name.clone());
                    }
                }
            }
            for id in was.messages.difference(&is.messages) {
                say("message lost", id.clone());
            }
            for id in is.messages.difference(&was.messages) {
                say("message gained", id.clone());
            }
            for action in was.actions.difference(&is.actions) {
                say("action lost", action.clone());
            }
            for action in is.actions.difference(&was.actions) {
                say("action gained", action.clone());
            }
            for (place, use_) in &was.uses {
                if let Some(now) = is.uses.get(place).filter(|now| *now != use_) {
                    say("use", format!("{place} {use_} {now}"));
                }
            }
        }
    }
    said
}

pub(super) fn told(diff: &VisibilityDiff) -> Sentences {
    let mut said = Sentences::new();
    for one in &diff.people {
        let mut say = |ticket, what, text: String| {
            let new = said.insert((one.person.account().unwrap(), ticket, what, text));
            assert!(new, "said twice: {one:?}");
        };
        for (what, seen) in [("gained", &one.gained), ("lost", &one.lost)] {
            for seen in seen {
                say(seen.ticket, what, seen.hat.name().to_owned());
            }
        }
        for ticket in &one.changed {
            let id = ticket.ticket;
            if let Some(turn) = ticket.hat {
                say(id, "hat", format!("{} {}", turn.before, turn.after));
            }
            let sides = [
                (
                    "field gained",
                    "value gained",
                    "message gained",
                    "action gained",
                    &ticket.gained,
                ),
                (
                    "field lost",
                    "value lost",
                    "message lost",
                    "action lost",
                    &ticket.lost,
                ),
            ];
            for (field, value, message, action, parts) in sides {
                parts
                    .fields
                    .iter()
                    .for_each(|one| say(id, field, one.name()));
                parts
                    .values
                    .iter()
                    .for_each(|one| say(id, value, one.name()));
                parts
                    .messages
                    .iter()
                    .for_each(|one| say(id, message, json_of(one)));
                parts
                    .actions
                    .iter()
                    .for_each(|one| say(id, action, json_of(one)));
            }
            for (field, turn) in &ticket.uses {
                let text = format!("{field} {} {}", json_of(&turn.before), json_of(&turn.after));
                say(id, "use", text);
            }
        }
    }
    said
}
