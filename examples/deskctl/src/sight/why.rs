//! Why may somebody do that, or not? The account, access and visibility in one answer.

use frontdesk::identity::SignIn;
use frontdesk::visibility::{ExplainedHat, Hat, Tried};
use frontdesk::{Question, Why};
use serde::Serialize;

use super::portal;
use crate::people::{means, spoken};
use crate::rights::{Asking, QuestionArguments};
use crate::tour::OneLine;

/// A question with everything that its answer hangs on.
#[derive(Serialize)]
pub(crate) struct WhyAnswer {
    pub(crate) person: String,
    /// What people call the permission.
    pub(crate) permission: String,
    /// As it was asked; `None`: a section.
    pub(crate) object: Option<String>,
    /// The answer: access allows it, and the portal where it was asked.
    pub(crate) allow: bool,
    pub(crate) why: Why,
    /// The same in words, part by part.
    pub(crate) in_words: Vec<Part>,
}

/// One part of the answer in words.
#[derive(Serialize)]
pub(crate) struct Part {
    /// "account", "access", "visibility" or "portal".
    pub(crate) of: &'static str,
    pub(crate) lines: Vec<String>,
}

pub(crate) fn why(asking: &Asking<'_>, asked: &QuestionArguments) -> Result<WhyAnswer, String> {
    let (actor, permission, about) = asked.read(asking)?;
    let question = Question {
        actor,
        permission,
        object: about.object(),
    };
    let why = asking.desk.why(&question, asking.now);
    let why = why.map_err(|error| error.to_string())?;
    let parts = [
        ("account", account(&why)),
        ("access", access(asking, &why)),
        ("visibility", sight(asking, &why)),
        ("portal", portal(&why)),
    ];
    let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    Ok(WhyAnswer {
        person: asking.name(actor),
        permission: asking.desk.catalogue().name_of(permission).to_owned(),
        object: asked.object().map(str::to_owned),
        allow: why.is_allow(),
        in_words: parts.map(|(of, lines)| Part { of, lines }).collect(),
        why,
    })
}

fn account(why: &Why) -> Vec<String> {
    let account = &why.account;
    let standing = account.standing;
    let mut lines = vec![format!("{}: {}", spoken(standing), means(standing))];
    match &account.sign_in {
        None => {}
        Some(SignIn::Allow(reason)) => lines.push(format!("signs in: {}", reason.code())),
        Some(SignIn::Deny(reasons)) => {
            let codes: Vec<&str> = reasons.iter().map(|reason| reason.code()).collect();
            lines.push(format!("cannot sign in: {}", codes.join(", ")));
        }
    }
    lines
}

fn access(asking: &Asking<'_>, why: &Why) -> Vec<String> {
    let names = OneLine(asking.desk);
    let told = why.access.told(asking.desk.catalogue(), &names);
    told.to_string().lines().map(str::to_owned).collect()
}

fn sight(asking: &Asking<'_>, why: &Why) -> Vec<String> {
    let Some(sight) = &why.sight else {
        return Vec::new();
    };
    let mut lines = vec![match sight.hat {
        Some(hat) => format!("seen as {hat}"),
        None => "not seen: for this person there is no such ticket".to_owned(),
    }];
    for opening in &sight.explanation.openings {
        lines.extend(ways(asking, opening, sight.hat));
    }
    for hidden in sight.hidden.iter().flatten() {
        lines.push(format!("hidden: {} ({})", hidden.field, hidden.because));
    }
    if let Some(count) = sight.hidden_messages.filter(|count| *count > 0) {
        lines.push(format!("hidden: {count} of the messages (notes)"));
    }
    lines
}

/// Which way opens the ticket under one hat, or which of the tests of each fail.
fn ways(asking: &Asking<'_>, opening: &ExplainedHat, seen: Option<Hat>) -> Vec<String> {
    let hat = opening.hat;
    let tests = |tried: &Tried, wanted: bool| {
        let of = tried.tests.iter().filter(|(_, holds)| *holds == wanted);
        let said: Vec<String> = of
            .filter_map(|(test, _)| serde_json::to_value(test).ok())
            .map(|test| asking.named(&compact(&test)))
            .collect();
        match said.is_empty() {
            true => "always".to_owned(),
            false => said.join(", "),
        }
    };
    let number = |at: usize| format!("  {hat}, way {}", at + 1);
    let mut lines = Vec::new();
    for (at, way) in opening.ways.iter().enumerate() {
        match (way.holds, opening.opens) {
            (true, true) => lines.push(format!("{} opens it: {}", number(at), tests(way, true))),
            (true, false) => lines.push(format!("{} would: {}", number(at), tests(way, true))),
            // What fails is of use where nothing opens it.
            (false, _) if seen.is_none() => {
                lines.push(format!("{} fails: {}", number(at), tests(way, false)));
            }
            (false, _) => {}
        }
    }
    if !opening.provided.holds {
        let not = tests(&opening.provided, false);
        lines.push(format!("  {hat}: what is needed besides fails: {not}"));
    }
    lines
}

/// A test as one line: its name, and what it names.
fn compact(test: &serde_json::Value) -> String {
    match test {
        serde_json::Value::String(name) => name.replace('_', " "),
        serde_json::Value::Object(fields) => {
            let said = fields.iter().map(|(name, value)| {
                let value = match value {
                    serde_json::Value::Array(items) => {
                        let items: Vec<String> = items.iter().map(compact_value).collect();
                        items.join(" or ")
                    }
                    other => compact_value(other),
                };
                format!("{} {value}", name.replace('_', " "))
            });
            said.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn compact_value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(_) => compact(value),
        other => other.to_string(),
    }
}

fn portal(why: &Why) -> Vec<String> {
    let answers = why.portal.iter().cloned().map(portal::words);
    answers
        .map(|answer| format!("{}: {}", answer.named, answer.in_words))
        .collect()
}
