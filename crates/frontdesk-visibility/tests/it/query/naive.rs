//! The naive list: every ticket is opened and projected, every view written as JSON, and the rest is
//! done on that JSON alone. It knows nothing of columns that are hidden: where there is no place in the
//! JSON there is nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use frontdesk_model::{Channel, ConversationState};
use frontdesk_visibility::{ListRequest, Ticket, Viewing};
use serde_json::{Value, json};

/// The views of the list, in its order.
pub(super) fn list(viewing: &Viewing<'_>, request: &ListRequest, tickets: &[Ticket]) -> Vec<Value> {
    let asked = serde_json::to_value(request).unwrap();
    let mut views: Vec<Value> = Vec::new();
    for ticket in tickets {
        if let Ok(granted) = viewing.open(ticket) {
            views.push(serde_json::to_value(granted.project()).unwrap());
        }
    }
    views.retain(|view| {
        let conditions = asked["conditions"].as_array().unwrap();
        conditions.iter().all(|one| holds(view, one))
            && found(view, asked["search"].as_str().unwrap())
    });
    views.sort_by(|a, b| compare(a, b, &asked["sort"]));
    views
}

/// How often each value stands there.
pub(super) fn facet(views: &[Value], column: &str) -> Value {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    let mut absent = 0;
    for view in views {
        let texts = texts(view, column);
        absent += usize::from(texts.is_empty());
        for text in texts {
            *counts.entry((rank(column, &text), text)).or_default() += 1;
        }
    }
    let mut all: Vec<Value> = counts
        .into_iter()
        .map(|((_, text), count)| json!({"value": text, "count": count}))
        .collect();
    if absent > 0 {
        all.push(json!({"value": null, "count": absent}));
    }
    all.into()
}

/// Whether each word stands in one of the texts that the view shows.
pub(super) fn found(view: &Value, search: &str) -> bool {
    let mut texts = vec![view["number"].as_str(), view["subject"].as_str()];
    let added = view["added"].as_object().unwrap().values();
    texts.extend(added.map(|field| field["value"].as_str()));
    let messages = view["messages"].as_array().unwrap();
    texts.extend(messages.iter().map(|message| message["text"].as_str()));
    let texts: Vec<String> = texts.into_iter().flatten().map(str::to_lowercase).collect();
    let mut words = search.split_whitespace();
    words.all(|word| texts.iter().any(|text| text.contains(&word.to_lowercase())))
}

/// What stands in a column, as text; of participants and those in copy each.
pub(super) fn texts(view: &Value, column: &str) -> Vec<String> {
    let value = match column {
        "last_response_at" => {
            let messages = view["messages"].as_array().unwrap().iter();
            let by_staff = messages.filter(|message| {
                let (author, by) = (&message["author"], &message["by"]);
                let person = |author: &Value| author["actor"]["user"].is_string();
                person(author) || person(&by["author"]) || by == "staff"
            });
            let moments = by_staff.map(|message| message["at"].clone());
            moments
                .max_by_key(|at| moment(at.as_str().unwrap()))
                .unwrap_or_default()
        }
        // Nothing is known to be read.
        "unread_count" => view["messages"].as_array().unwrap().len().into(),
        added if added.starts_with("added.") => {
            let id = added.strip_prefix("added.").unwrap();
            view["added"]
                .get(id)
                .map(|field| field["value"].clone())
                .unwrap_or_default()
        }
        "copied" => match view.get("copied").and_then(Value::as_object) {
            Some(customers) => customers.keys().cloned().map(Value::String).collect(),
            None => Value::Null,
        },
        field => view.get(field).cloned().unwrap_or_default(),
    };
    match value {
        Value::Null => vec![],
        Value::String(text) if text.is_empty() => vec![],
        Value::String(text) => vec![text],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(people) => people
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect(),
        Value::Object(assignee) => {
            let (kind, id) = assignee.iter().next().unwrap();
            vec![format!("{kind}:{}", id.as_str().unwrap())]
        }
        Value::Bool(said) => panic!("{said}"),
    }
}

fn holds(view: &Value, condition: &Value) -> bool {
    let column = condition["column"].as_str().unwrap();
    let found = texts(view, column);
    let must = &condition["must"];
    if must == "be_absent" {
        return found.is_empty();
    }
    if must == "be_there" {
        return !found.is_empty();
    }
    let (what, wanted) = must.as_object().unwrap().iter().next().unwrap();
    let among = |text: &String| wanted.as_array().unwrap().iter().any(|one| one == text);
    let against = |text: &String| rank(column, text).cmp(&rank(column, wanted.as_str().unwrap()));
    match what.as_str() {
        "be_one_of" => found.iter().any(among),
        "be_none_of" => !found.iter().any(among),
        "be_before" => found
            .first()
            .is_some_and(|text| against(text) == Ordering::Less),
        "be_after" => found
            .first()
            .is_some_and(|text| against(text) == Ordering::Greater),
        "contain" => {
            let part = wanted.as_str().unwrap().to_lowercase();
            found.iter().any(|text| text.to_lowercase().contains(&part))
        }
        other => panic!("{other}"),
    }
}

fn compare(a: &Value, b: &Value, sort: &Value) -> Ordering {
    let by_id = a["id"].as_str().unwrap().cmp(b["id"].as_str().unwrap());
    let Some(column) = sort["by"].as_str() else {
        return by_id;
    };
    let of = |view: &Value| texts(view, column).first().map(|text| rank(column, text));
    match (of(a), of(b)) {
        (None, None) => by_id,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(one), Some(two)) if sort["direction"] == "descending" => two.cmp(&one).then(by_id),
        (Some(one), Some(two)) => one.cmp(&two).then(by_id),
    }
}

/// Where a text stands among the values of its column.
fn rank(column: &str, text: &str) -> (i64, String) {
    let place = |all: &[&str]| all.iter().position(|one| *one == text).unwrap() as i64;
    match column {
        "state" => (
            place(&ConversationState::ALL.map(|state| state.name())),
            String::new(),
        ),
        "priority" => (place(&["low", "normal", "high", "critical"]), String::new()),
        "privacy" => (place(&["open", "private"]), String::new()),
        "channel" => {
            let listed = Channel::LISTED
                .iter()
                .position(|one| one.to_string() == text);
            (listed.map_or(i64::MAX, |at| at as i64), text.to_owned())
        }
        "assignee" => (i64::from(text.starts_with("bot:")), text.to_owned()),
        "created_at" | "updated_at" | "last_response_at" => {
            (moment(text).timestamp_micros(), String::new())
        }
        "message_count" | "attachment_count" | "unread_count" => {
            (text.parse().unwrap(), String::new())
        }
        // Ids, and text.
        _ => (0, text.to_owned()),
    }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
